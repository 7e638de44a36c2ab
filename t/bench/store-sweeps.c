/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keeps SWEEPS sweeps of LINES lines in a new store at DIRECTORY, as fast as it
 * can and one clock minute apart, and prints what each cost: a row after the
 * first, the second, and then every tenth of them. In a sweep one line in a
 * thousand changes its status. Nothing is asked of a network.
 */
#include "measure.h"

#include "base/json.h"
#include "store/journal.h"
#include "store/results.h"
#include "store/states.h"

#define FIRST_US INT64_C(1795543200000000)
#define MINUTE_US (60 * G_USEC_PER_SEC)

static int64_t now_us;

/* One in a thousand is down for a sweep, each time another one. */
static bool is_down(int line, int sweep)
{
	return line % 1000 == sweep % 1000;
}

static void keep_line(struct store *store, int line, int sweep, struct json *changes)
{
	g_autoptr(GError) error = NULL;
	char item[32];
	struct state_record before = {.since_us = now_us};
	struct result_record record = {
		.started_at_us = now_us + line * 10,
		.cause = CAUSE_NONE,
		.limit = -1,
		.sent = 1,
		.received = 1,
		.rtt_min_us = 5000 + line % 20000,
		.rtt_median_us = 5000 + line % 20000,
		.rtt_max_us = 5000 + line % 20000,
	};
	struct state_record state;

	g_snprintf(item, sizeof(item), "line:h%06d-main", line);
	if (is_down(line, sweep)) {
		record.end = PROBE_NO_ANSWER;
		record.status = STATUS_DOWN;
		record.cause = CAUSE_END;
		record.received = 0;
		record.rtt_min_us = record.rtt_median_us = record.rtt_max_us = -1;
	}
	const bool known = states_get(store, item, &before, &error);

	must(!error, error);
	state = (struct state_record){.item = item, .status = record.status, .since_us = now_us};
	if (known && before.status == record.status)
		state.since_us = before.since_us;
	else if (known)
		json_append_string(changes, item);
	must(results_keep(store, item, &record, &error) && states_set(store, &state, &error),
	     error);
}

static void keep_sweep(struct store *store, int lines, int sweep)
{
	g_autoptr(ops_json_t) payload = json_new_object();
	struct json *changes = json_new_array();
	g_autoptr(GError) error = NULL;
	g_autofree char *text = NULL;

	must(store_begin(store, &error), error);
	for (int line = 0; line < lines; line++)
		keep_line(store, line, sweep, changes);
	json_take(payload, "changes", changes);
	text = json_print(payload);
	struct journal_entry entry = {
		.event_at_us = now_us,
		.kind = "check",
		.actor = "nwops",
		.payload = text,
		.payload_length = strlen(text),
	};

	must(journal_append(store, &entry, &error) && store_commit(store, &error) &&
		     journal_keep_checkpoint(store, &error),
	     error);
}

static bool is_shown(int sweep, int sweeps)
{
	return sweep <= 2 || sweep == sweeps || sweep % MAX(sweeps / 10, 1) == 0;
}

/* Opened and closed again each time, as by cron. */
static void run_sweep(const char *directory, int lines, int sweep, int sweeps)
{
	const struct store_options options = {
		.directory = directory,
		.mode = STORE_WRITE,
		.log_name = "bench.example/noc1",
		.clock = clock_system(),
	};
	const int64_t began_us = g_get_monotonic_time();
	const double began_s = cpu_s();
	g_autoptr(GError) error = NULL;
	struct store *store = store_open(&options, &error);
	double written;

	must(store != NULL, error);
	keep_sweep(store, lines, sweep);
	written = megabytes(directory, "nwops.db-wal");
	store_close(store);
	if (is_shown(sweep, sweeps))
		printf("%7d %9.2f %9.3f %9.1f %9.1f\n", sweep,
		       (cpu_s() - began_s) / lines * 1e6,
		       (double)(g_get_monotonic_time() - began_us) / 1e6,
		       megabytes(directory, "nwops.db"), written);
	fflush(stdout);
}

int main(int argc, char **argv)
{
	if (argc != 4) {
		fprintf(stderr, "usage: store-sweeps LINES SWEEPS DIRECTORY\n");
		return 3;
	}
	const int lines = (int)g_ascii_strtoll(argv[1], NULL, 10);
	const int sweeps = (int)g_ascii_strtoll(argv[2], NULL, 10);

	printf("%7s %9s %9s %9s %9s\n", "sweep", "cpu us", "wall s", "db MB", "wal MB");
	for (int sweep = 1; sweep <= sweeps; sweep++) {
		now_us = FIRST_US + (sweep - 1) * MINUTE_US;
		run_sweep(argv[3], lines, sweep, sweeps);
	}
	return 0;
}
