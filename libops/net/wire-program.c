/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Starting and ending programs of the wire. Their input is a socket, no pipe: what is
 * written to one that has died must not kill us.
 */
#include "net/wire-program.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define STEP_MS 10

static int spawn(char *const *arguments, int in, int out, pid_t *ret_pid)
{
	char *const environment[] = { NULL };
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t none, ours;
	int failure;

	sigemptyset(&none);
	sigemptyset(&ours);
	sigaddset(&ours, SIGPIPE);
	sigaddset(&ours, SIGTERM);
	sigaddset(&ours, SIGINT);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setsigmask(&attributes, &none);
	posix_spawnattr_setsigdefault(&attributes, &ours);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
	posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
	failure = posix_spawn(ret_pid, arguments[0], &actions, &attributes, arguments, environment);
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attributes);
	return failure;
}

int wire_program_start(char *const *arguments, struct wire_program *ret_program)
{
	struct wire_program program = { 0, -1, -1 };
	int in[2], out[2], failure;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, in) < 0)
		return errno;
	if (pipe2(out, O_CLOEXEC) < 0) {
		failure = errno;
		close(in[0]);
		close(in[1]);
		return failure;
	}
	failure = spawn(arguments, in[0], out[1], &program.pid);
	close(in[0]);
	close(out[1]);
	if (!failure && (fcntl(in[1], F_SETFL, O_NONBLOCK) < 0 || fcntl(out[0], F_SETFL, O_NONBLOCK) < 0))
		failure = errno;
	program.to = in[1];
	program.from = out[0];
	if (failure) {
		wire_program_end(&program, 0);
		return failure;
	}
	*ret_program = program;
	return 0;
}

int wire_program_end(struct wire_program *program, int leaving_ms)
{
	int status = 0, ended_with = -1;

	if (program->to >= 0)
		close(program->to);
	if (program->from >= 0)
		close(program->from);
	program->to = program->from = -1;
	for (int waited_ms = 0; program->pid > 0; waited_ms += STEP_MS) {
		pid_t ended = waitpid(program->pid, &status, WNOHANG);

		if (ended == program->pid || (ended < 0 && errno != EINTR)) {
			ended_with = ended == program->pid && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
			program->pid = 0;
			break;
		}
		if (waited_ms >= leaving_ms)
			kill(-program->pid, SIGKILL);
		poll(NULL, 0, STEP_MS);
	}
	return ended_with;
}
