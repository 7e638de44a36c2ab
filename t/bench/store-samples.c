/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What it costs to keep what devices told, and to read back what the next reading
 * is compared with: READINGS readings of DEVICES devices with 100 figures each (12
 * interfaces of 8, and 4 of the device) in a new store at DIRECTORY, each reading of
 * all one transaction. Prints a row after the first, the second, then every tenth.
 */
#include "measure.h"

#include "store/samples.h"

#define FIRST_US INT64_C(1795543200000000)
#define INTERFACES 12
#define FIGURES (8 * INTERFACES + 4)

static const char *const of_interface[] = {
	"in-octets", "out-octets", "in-packets", "out-packets",
	"in-errors", "out-errors", "in-discards", "out-discards",
};
static const char *const of_device[] = {"cpu", "memory", "sessions", "clock"};

static void name_figures(struct samples_figure *figures)
{
	for (int i = 0; i < FIGURES; i++) {
		const bool device = i >= 8 * INTERFACES;

		figures[i].key = device ? g_strdup(of_device[i - 8 * INTERFACES])
					: g_strdup_printf("interface:GigabitEthernet0/%d:%s", i / 8,
							  of_interface[i % 8]);
		figures[i].sample.width = device ? 0 : 64;
	}
}

static void keep(struct store *store, int devices, int number, struct samples_figure *figures)
{
	g_autoptr(GError) error = NULL;

	must(store_begin(store, &error), error);
	for (int device = 0; device < devices; device++) {
		const struct samples_reading reading = {
			.at_us = FIRST_US + (int64_t)number * 60 * G_USEC_PER_SEC + device,
			.uptime_us = (int64_t)number * 60 * G_USEC_PER_SEC + device,
			.figures = figures,
			.count = FIGURES,
		};
		char item[32];

		g_snprintf(item, sizeof(item), "device:b%06d", device);
		for (int i = 0; i < FIGURES; i++)
			figures[i].sample.value = (int64_t)number * 1000000007 * (i + 1) + device;
		must(samples_keep(store, item, &reading, &error), error);
	}
	must(store_commit(store, &error), error);
}

static bool add_up(void *context, const char *key, const struct sample_record *record)
{
	*(uint64_t *)context += (uint64_t)record->sample.value;
	return true;
}

static uint64_t read_newest(struct store *store, int devices)
{
	g_autoptr(GError) error = NULL;
	uint64_t sum = 0;

	for (int device = 0; device < devices; device++) {
		char item[32];

		g_snprintf(item, sizeof(item), "device:b%06d", device);
		must(samples_read_item(store, item, 1, add_up, &sum, &error), error);
	}
	return sum;
}

static void run(const char *directory, int devices, int number, struct samples_figure *figures, bool shown)
{
	const struct store_options options = {
		.directory = directory,
		.mode = STORE_WRITE,
		.log_name = "bench.example/noc1",
		.clock = clock_system(),
	};
	const double began_s = cpu_s(), all = (double)devices * FIGURES;
	const int64_t began_us = g_get_monotonic_time();
	g_autoptr(GError) error = NULL;
	struct store *store = store_open(&options, &error);
	double kept_s, read_s, kept_wall_s, written;

	must(store != NULL, error);
	keep(store, devices, number, figures);
	kept_s = cpu_s();
	kept_wall_s = (double)(g_get_monotonic_time() - began_us) / 1e6;
	written = megabytes(directory, "nwops.db-wal");
	must(read_newest(store, devices) != 0, NULL);
	read_s = cpu_s();
	store_close(store);
	if (shown)
		printf("%7d %9.3f %9.3f %9.3f %9.1f %9.1f\n", number, (kept_s - began_s) / all * 1e6,
		       kept_wall_s, (read_s - kept_s) / all * 1e6, megabytes(directory, "nwops.db"),
		       written);
	fflush(stdout);
}

int main(int argc, char **argv)
{
	struct samples_figure figures[FIGURES];

	if (argc != 4) {
		fprintf(stderr, "usage: store-samples DEVICES READINGS DIRECTORY\n");
		return 3;
	}
	const int devices = (int)g_ascii_strtoll(argv[1], NULL, 10);
	const int readings = (int)g_ascii_strtoll(argv[2], NULL, 10);

	name_figures(figures);
	printf("%7s %9s %9s %9s %9s %9s\n", "reading", "keep us", "wall s", "read us", "db MB", "wal MB");
	for (int number = 1; number <= readings; number++)
		run(argv[3], devices, number, figures,
		    number <= 2 || number == readings || number % MAX(readings / 10, 1) == 0);
	for (int i = 0; i < FIGURES; i++)
		g_free((char *)figures[i].key);
	return 0;
}
