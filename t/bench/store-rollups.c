/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What it costs to keep days of figures: FIGURES of them for DAYS days in a new
 * store at DIRECTORY, each day written when it begins and once more; then what it
 * costs to read the last 28 days of each. A row for each, and how large a day is.
 */
#include "measure.h"

#include "store/rollups.h"
#include "store/states.h"

#define FIRST_DAY 20000
#define BASIS 28

static int64_t figure_count;

static void name_of(int64_t figure, char ret_name[48])
{
	g_snprintf(ret_name, 48, "device:d%04d/load:c%03d-main", (int)(figure / 100), (int)(figure % 100));
}

static bool take(void *context, const struct rollup_record *rollup)
{
	*(struct rollup_record *)context = *rollup;
	return true;
}

/* As a check does it: the day before and this one are read, and this one is written. */
static void keep(struct store *store, int day, int64_t reading)
{
	g_autoptr(GError) error = NULL;
	char name[48];

	must(store_begin(store, &error), error);
	for (int64_t figure = 0; figure < figure_count; figure++) {
		const int64_t value = 100000 + (figure * 7919 + day * 104729 + reading) % 800000;
		struct rollup_record rollup = {.peak = -1};

		name_of(figure, name);
		if (day == FIRST_DAY && reading == 0) {
			const struct state_record state = {.item = name};

			must(states_set(store, &state, &error), error);
		}
		must(rollups_read(store, name, day - 1, day, take, &rollup, &error), error);
		rollup = (struct rollup_record){
			.day = day,
			.readings = 287 + reading,
			.sum = 288 * value,
			.minimum = value / 2,
			.maximum = value,
			.covered_us = 86100000000 + reading,
			.last_at_us = day * G_TIME_SPAN_DAY + 86300000000,
			.peak = value - 1000,
			.hour = day * 24 + 23,
			.hour_readings = 11 + reading,
			.hour_sum = 11 * value,
		};
		must(rollups_set(store, name, &rollup, &error), error);
	}
	must(store_commit(store, &error), error);
}

static void read_all(struct store *store, int until)
{
	g_autoptr(GError) error = NULL;
	struct rollup_record rollup;
	char name[48];

	for (int64_t figure = 0; figure < figure_count; figure++) {
		name_of(figure, name);
		must(rollups_read(store, name, until - BASIS, until - 1, take, &rollup, &error), error);
	}
}

static double each_us(double began_s)
{
	return (cpu_s() - began_s) / (double)figure_count * 1e6;
}

int main(int argc, char **argv)
{
	struct store_options options = {
		.mode = STORE_WRITE, .log_name = "bench.example/noc1", .clock = clock_system(),
	};
	g_autoptr(GError) error = NULL;
	double began_s, first = 0, again = 0;
	struct store *store;
	int days;

	if (argc != 4) {
		fprintf(stderr, "usage: store-rollups FIGURES DAYS DIRECTORY\n");
		return 3;
	}
	figure_count = g_ascii_strtoll(argv[1], NULL, 10);
	days = (int)g_ascii_strtoll(argv[2], NULL, 10);
	options.directory = argv[3];
	store = store_open(&options, &error);
	must(store != NULL, error);
	for (int day = 0; day < days; day++) {
		began_s = cpu_s();
		keep(store, FIRST_DAY + day, 0);
		first = each_us(began_s);
		began_s = cpu_s();
		keep(store, FIRST_DAY + day, 1);
		again = each_us(began_s);
	}
	began_s = cpu_s();
	read_all(store, FIRST_DAY + days);
	printf("%-40s %8.2f us\n", "the first reading of a day, a figure", first);
	printf("%-40s %8.2f us\n", "a further one, a figure", again);
	printf("%-40s %8.2f us\n", "reading 28 days, a figure", each_us(began_s));
	store_close(store);
	printf("%-40s %8.1f\n", "bytes a figure and day, all told",
	       megabytes(options.directory, "nwops.db") * 1e6 / (double)figure_count / days);
	return 0;
}
