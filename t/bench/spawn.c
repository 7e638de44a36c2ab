/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How long programs take from being started to being reaped: each command,
 * split at blanks, run in turn (A B C A B C) so that what disturbs one
 * disturbs all. Usage: spawn RUNS 'COMMAND' 'COMMAND'...
 *
 * Prints for each the median, the 10th and 90th percentile of wall time and the
 * median of CPU time in microseconds, the page faults, and the median of the
 * ratio to the first command, taken run by run. Judges nothing.
 */
#include <fcntl.h>
#include <glib.h>
#include <spawn.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/wait.h>

extern char **environ;

#define WARM_UP 5
#define MOST_RUNS 100000

/* What one command's runs took, run by run. */
struct row {
	char **arguments;
	double *wall_us, *cpu_us, *ratio;
	long faults;
	int status;
};

static double now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static double seconds_us(struct timeval time)
{
	return (double)time.tv_sec * 1e6 + (double)time.tv_usec;
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double percentile(double *values, unsigned int count, unsigned int percent)
{
	qsort(values, count, sizeof *values, by_size);
	return values[(count - 1) * percent / 100];
}

/* Starts ROW's command once and waits for it; false when it cannot be started. */
static gboolean run_once(struct row *row, const posix_spawn_file_actions_t *silence, double *ret_wall_us,
			 double *ret_cpu_us)
{
	double began = now_us();
	struct rusage used;
	pid_t pid;

	if (posix_spawnp(&pid, row->arguments[0], silence, NULL, row->arguments, environ))
		return FALSE;
	if (wait4(pid, &row->status, 0, &used) < 0)
		return FALSE;
	*ret_wall_us = now_us() - began;
	*ret_cpu_us = seconds_us(used.ru_utime) + seconds_us(used.ru_stime);
	row->faults = used.ru_minflt + used.ru_majflt;
	return TRUE;
}

static gboolean measure(struct row *rows, int count, unsigned int runs)
{
	posix_spawn_file_actions_t silence;

	posix_spawn_file_actions_init(&silence);
	posix_spawn_file_actions_addopen(&silence, 0, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_addopen(&silence, 1, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_addopen(&silence, 2, "/dev/null", O_WRONLY, 0);
	for (unsigned int run = 0; run < runs + WARM_UP; run++) {
		unsigned int slot = run < WARM_UP ? 0 : run - WARM_UP;

		for (int i = 0; i < count; i++) {
			if (!run_once(&rows[i], &silence, &rows[i].wall_us[slot], &rows[i].cpu_us[slot])) {
				fprintf(stderr, "spawn: cannot start '%s'\n", rows[i].arguments[0]);
				return FALSE;
			}
			rows[i].ratio[slot] = rows[i].wall_us[slot] / rows[0].wall_us[slot];
		}
	}
	posix_spawn_file_actions_destroy(&silence);
	return TRUE;
}

static void print(const struct row *row, const char *command, unsigned int runs)
{
	const char *name = strrchr(command, '/');

	printf("%-22s %9.0f %7.0f %7.0f %9.0f %7ld %7.2f%s\n", name ? name + 1 : command,
	       percentile(row->wall_us, runs, 50), percentile(row->wall_us, runs, 10),
	       percentile(row->wall_us, runs, 90), percentile(row->cpu_us, runs, 50), row->faults,
	       percentile(row->ratio, runs, 50), row->status ? "  (failed)" : "");
}

int main(int argc, char **argv)
{
	guint64 runs;
	g_autofree struct row *rows = g_new0(struct row, (size_t)argc);

	if (argc < 3 || !g_ascii_string_to_unsigned(argv[1], 10, 1, MOST_RUNS, &runs, NULL)) {
		fprintf(stderr, "usage: spawn RUNS 'COMMAND' 'COMMAND'...\n");
		return 3;
	}
	for (int i = 2; i < argc; i++) {
		rows[i - 2].arguments = g_strsplit(argv[i], " ", -1);
		rows[i - 2].wall_us = g_new(double, runs);
		rows[i - 2].cpu_us = g_new(double, runs);
		rows[i - 2].ratio = g_new(double, runs);
	}
	if (!measure(rows, argc - 2, (unsigned int)runs))
		return 3;
	printf("%-22s %9s %7s %7s %9s %7s %7s\n", "command", "median us", "p10", "p90", "CPU us", "faults", "ratio");
	for (int i = 2; i < argc; i++)
		print(&rows[i - 2], argv[i], (unsigned int)runs);
	return 0;
}
