/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What one command cost: runs it, waits, and writes when it began by the
 * monotonic clock, its wall time, the CPU time of it and of all that it waited
 * for, and the peak memory of the largest of them. Small, since a child starts with its parent's peak; vfork, since a
 * copied parent would be counted as the child's work.
 *
 *   cost FILE COMMAND [ARGUMENT...]
 *
 * FILE gets one JSON line. Exits as the command did, or with 127.
 */
#include <errno.h>
#include <spawn.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>

extern char **environ;

static double now_s(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static double seconds(struct timeval time)
{
	return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

int main(int argc, char **argv)
{
	struct rusage used;
	double began;
	int status, reason;
	pid_t pid;
	FILE *file;

	if (argc < 3) {
		fputs("usage: cost FILE COMMAND [ARGUMENT...]\n", stderr);
		return 127;
	}
	began = now_s();
	reason = posix_spawnp(&pid, argv[2], NULL, NULL, argv + 2, environ);
	if (reason || wait4(pid, &status, 0, &used) < 0) {
		fprintf(stderr, "cost: cannot run '%s': %s\n", argv[2], strerror(reason ? reason : errno));
		return 127;
	}
	file = fopen(argv[1], "we");
	if (!file) {
		fprintf(stderr, "cost: cannot write '%s': %m\n", argv[1]);
		return 127;
	}
	fprintf(file, "{\"began_s\":%.6f,\"wall_s\":%.6f,\"user_s\":%.6f,\"system_s\":%.6f,\"cpu_s\":%.6f"
		",\"peak_kib\":%ld}\n", began, now_s() - began, seconds(used.ru_utime), seconds(used.ru_stime),
		seconds(used.ru_utime) + seconds(used.ru_stime), used.ru_maxrss);
	if (fclose(file))
		return 127;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
