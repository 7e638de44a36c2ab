/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keeps LINES lines in a new store at DIRECTORY, then storms in which BROKEN of
 * them go down and come back in turn, and prints the CPU time of each step of one:
 * courses read, results and states of all, courses and transitions of those
 * that changed, the commit. Nothing is asked of a network, nothing is judged.
 */
#include "measure.h"

#include "store/courses.h"
#include "store/results.h"
#include "store/states.h"
#include "store/transitions.h"

#define FIRST_US INT64_C(1795543200000000)
#define MINUTE_US (60 * G_USEC_PER_SEC)

struct storm {
	struct store *store;
	int lines, broken;
	int64_t at_us;
	bool down;
	double last_s;
	double read_s, keep_s; /* the most that a storm took: all courses; courses and transitions */
};

/* CPU time since the last lap, shown. */
static double lap(struct storm *storm)
{
	const double now_s = cpu_s(), spent_s = now_s - storm->last_s;

	printf(" %9.0f", spent_s * 1e3);
	storm->last_s = now_s;
	return spent_s;
}

/* Those that break lie all over the list. */
static bool is_hit(const struct storm *storm, int line)
{
	return (int64_t)line * storm->broken / storm->lines !=
	       (int64_t)(line + 1) * storm->broken / storm->lines;
}

static const char *name_of(char name[32], int line)
{
	g_snprintf(name, 32, "line:h%06d-main", line);
	return name;
}

static void keep_line(struct storm *storm, int line)
{
	const bool down = storm->down && is_hit(storm, line);
	g_autoptr(GError) error = NULL;
	char name[32];
	const struct result_record record = {
		.started_at_us = storm->at_us,
		.end = down ? PROBE_NO_ANSWER : PROBE_ANSWERED,
		.status = down ? STATUS_DOWN : STATUS_OK,
		.cause = down ? CAUSE_END : CAUSE_NONE,
		.limit = -1,
		.sent = 1,
		.received = !down,
		.rtt_min_us = down ? -1 : 20000,
		.rtt_median_us = down ? -1 : 20000,
		.rtt_max_us = down ? -1 : 20000,
	};
	const struct state_record state = {
		.item = name_of(name, line), .status = record.status, .since_us = storm->at_us};

	must(results_keep(storm->store, name, &record, &error) &&
		     states_set(storm->store, &state, &error),
	     error);
}

static void keep_course(struct storm *storm, int line)
{
	g_autoptr(GError) error = NULL;
	char name[32];
	struct course_record course = {
		.levels[COURSE_DOWN] = {.raised = true, .raised_at_us = storm->at_us},
		.seen = STATUS_DOWN,
		.limit = -1,
		.bad_at_us = storm->at_us,
	};

	g_snprintf(name, sizeof(name), "device:h%04d-router", line / 100);
	course.hidden_by = g_intern_string(name);
	must(courses_set(storm->store, name_of(name, line), storm->down ? &course : NULL, &error),
	     error);
}

static void keep_transition(struct storm *storm, int line)
{
	g_autofree char *parent = g_strdup_printf("device:h%04d-router", line / 100);
	g_autoptr(GError) error = NULL;
	char name[32];
	struct transition_record transition = {
		.item = name_of(name, line),
		.kind = TRANSITION_STATUS,
		.from = storm->down ? STATUS_OK : STATUS_DOWN,
		.to = storm->down ? STATUS_DOWN : STATUS_OK,
		.at_us = storm->at_us,
		.began_us = storm->at_us,
		.limit = -1,
		.hidden_by = parent,
		.outage_least_us = -1,
		.outage_most_us = -1,
	};

	must(transitions_keep(storm->store, &transition, &error), error);
}

static bool count_course(void *context, const char *item, const struct course_record *course)
{
	*(int *)context += course->seen == STATUS_DOWN;
	return true;
}

static void run(struct storm *storm)
{
	g_autoptr(GError) error = NULL;
	int courses = 0;
	double read_s, keep_s;

	storm->last_s = cpu_s();
	must(courses_read(storm->store, count_course, &courses, &error), error);
	read_s = lap(storm);
	storm->read_s = MAX(storm->read_s, read_s);
	must(store_begin(storm->store, &error), error);
	for (int line = 0; line < storm->lines; line++)
		keep_line(storm, line);
	lap(storm);
	for (int line = 0; line < storm->lines; line++)
		if (is_hit(storm, line))
			keep_course(storm, line);
	keep_s = lap(storm);
	for (int line = 0; line < storm->lines; line++)
		if (is_hit(storm, line))
			keep_transition(storm, line);
	keep_s += lap(storm);
	storm->keep_s = MAX(storm->keep_s, keep_s);
	must(store_commit(storm->store, &error), error);
	lap(storm);
	printf(" %9d\n", courses);
}

static void tell(const char *what, double spent_s, double goal_s)
{
	printf("%-36s %5.0f ms, at most %4.0f: %s\n", what, spent_s * 1e3, goal_s * 1e3,
	       spent_s <= goal_s ? "met" : "missed");
}

int main(int argc, char **argv)
{
	if (argc != 4) {
		fprintf(stderr, "usage: store-storm LINES BROKEN DIRECTORY\n");
		return 3;
	}
	struct storm storm = {
		.lines = (int)g_ascii_strtoll(argv[1], NULL, 10),
		.broken = (int)g_ascii_strtoll(argv[2], NULL, 10),
		.at_us = FIRST_US,
	};
	const struct store_options options = {
		.directory = argv[3],
		.mode = STORE_WRITE,
		.log_name = "bench.example/noc1",
		.clock = clock_system(),
	};
	g_autoptr(GError) error = NULL;

	storm.store = store_open(&options, &error);
	must(storm.store != NULL, error);
	printf(" %9s %9s %9s %9s %9s %9s  CPU ms\n", "read", "states", "courses", "told", "commit", "found");
	for (int turn = 0; turn < 6; turn++) {
		storm.at_us += MINUTE_US;
		storm.down = turn % 2 == 1;
		run(&storm);
	}
	store_close(storm.store);
	/* For 50,000 of them; fewer are only fair to ask for in proportion. */
	tell("all courses read", storm.read_s, storm.broken * 1e-6);
	tell("courses and transitions kept", storm.keep_s, storm.broken * 10e-6);
	return 0;
}
