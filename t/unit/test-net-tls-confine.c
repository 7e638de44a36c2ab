/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What nwops-tls forbids itself is really refused, and what it needs is not. Each
 * case runs in a process of its own, which afterwards can do nothing else either.
 */
#include "net/tls-serve.h"
#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* Each returns 0 when it was done, else errno. */
static int open_file(void)
{
	return open("/dev/null", O_RDONLY | O_CLOEXEC) < 0 ? errno : 0;
}

static int run_program(void)
{
	char *const arguments[] = {(char *)"true", NULL};

	execv("/bin/true", arguments);
	return errno;
}

static int start_process(void)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(0);
	return pid < 0 ? errno : 0;
}

static int signal_another(void)
{
	return kill(getppid(), 0) < 0 ? errno : 0;
}

static int socket_of(int family)
{
	return socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0) < 0 ? errno : 0;
}

static int local_socket(void)
{
	return socket_of(AF_UNIX);
}

static int internet_socket(void)
{
	return socket_of(AF_INET);
}

static int kernel_socket(void)
{
	return socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, 0) < 0 ? errno : 0;
}

static int be_asked(void)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	return listen(fd, 1) < 0 ? errno : 0;
}

static int write_to_pipe(void)
{
	int ends[2];

	return pipe2(ends, O_CLOEXEC) < 0 || write(ends[1], "x", 1) != 1 ? errno : 0;
}

static int remove_file(void)
{
	return unlink("/nonexistent/file") < 0 ? errno : 0;
}

/* What it ends with in a process that has confined itself. */
static int when_confined(int (*what)(void))
{
	pid_t pid = fork();
	int status;

	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		if (!tls_confine_early())
			_exit(200);
		tls_confine();
		_exit(what());
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFEXITED(status));
	return WEXITSTATUS(status);
}

START_TEST(what_is_not_needed_is_refused)
{
	int (*const refused[])(void) = {
		open_file,    run_program,   start_process, signal_another,
		local_socket, kernel_socket, be_asked,	    remove_file,
	};

	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
		int ended = when_confined(refused[i]);

		ck_assert_msg(ended == EPERM, "case %zu ended with %d", i, ended);
	}
}
END_TEST

START_TEST(what_is_needed_is_not)
{
	ck_assert_int_eq(when_confined(internet_socket), 0);
	ck_assert_int_eq(when_confined(write_to_pipe), 0);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(what_is_not_needed_is_refused),
		UNIT(what_is_needed_is_not),
		{NULL, NULL},
	};

	return unit_run("net-tls-confine", tests);
}
