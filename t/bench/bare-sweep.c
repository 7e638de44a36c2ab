/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The ICMP wire alone: asks the addresses of a file once each and prints what
 * it cost as one JSON line. What nwops check costs beyond this is inventory,
 * judging, keeping and printing.
 *
 *   bare-sweep PROGRAM FILE [RATE [THREADS [TIMEOUT_MS [TRIES [EXPECTED_US]]]]]
 *
 * PROGRAM is nwops-icmp. RATE 0: as fast as the kernel takes packets. TRIES:
 * packets a target, TIMEOUT_MS apart. With EXPECTED_US the round trips are
 * printed as errors against it.
 */
#include "base/quantity.h"
#include "net/icmp.h"

#include <inttypes.h>
#include <sys/resource.h>

struct sweep {
	struct loop *loop;
	GArray *targets;		/* struct address */
	struct icmp_settings settings;
	uint32_t open;
};

static void question_at(const void *context, uint32_t number, struct icmp_question *ret_question)
{
	const struct sweep *sweep = context;

	*ret_question = (struct icmp_question){
		.to = g_array_index(sweep->targets, struct address, number),
		.far_end = ICMP_NO_FAR_END,
		.settings = &sweep->settings,
	};
}

static void ended(void *context, uint32_t question)
{
	struct sweep *sweep = context;

	if (--sweep->open == 0)
		loop_stop(sweep->loop);
}

static void say(void *context, enum notes_level level, const char *message)
{
	fprintf(stderr, "bare-sweep: %s\n", message);
}

static void die(const char *message)
{
	fprintf(stderr, "bare-sweep: %s\n", message);
	exit(3);
}

static int64_t number(char **argv, int argc, int i, int64_t otherwise)
{
	g_autoptr(GError) error = NULL;
	int64_t value;

	if (i >= argc)
		return otherwise;
	if (!quantity_parse_integer(argv[i], 0, 1000000000, &value, &error))
		die(error->message);
	return value;
}

static void read_targets(struct sweep *sweep, const char *path)
{
	g_autoptr(GError) error = NULL;
	char line[128];
	FILE *file = fopen(path, "re");

	sweep->targets = g_array_new(FALSE, FALSE, sizeof(struct address));
	if (!file)
		die("cannot read the targets");
	while (fgets(line, sizeof line, file)) {
		struct address address;

		if (!address_parse(g_strchomp(line), &address, &error))
			die(error->message);
		g_array_append_val(sweep->targets, address);
	}
	fclose(file);
}

static int compare(const void *a, const void *b)
{
	int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;

	return (x > y) - (x < y);
}

static double cpu_seconds(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
	       (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static void print_round_trips(struct icmp_wire *wire, const struct sweep *sweep, int64_t expected_us)
{
	g_autofree int32_t *errors = g_new(int32_t, sweep->targets->len);
	g_autofree struct icmp_packet *packets = g_new(struct icmp_packet, sweep->settings.packets);
	uint32_t count = 0, own = 0;

	for (uint32_t q = 0; q < sweep->targets->len; q++) {
		int32_t rtt_us = -1;

		icmp_read_packets(wire, q, packets);
		for (int i = 0; i < sweep->settings.packets; i++) {
			own += packets[i].outcome == PACKET_OWN_LOSS || packets[i].outcome == PACKET_NOT_SENT;
			rtt_us = MAX(rtt_us, packets[i].rtt_us);
		}
		if (rtt_us >= 0)
			errors[count++] = rtt_us - (int32_t)expected_us;
	}
	printf(",\"alive\":%u,\"own_faults\":%u", count, own);
	if (!count)
		return;
	qsort(errors, count, sizeof *errors, compare);
	printf(",\"rtt_error_us_p50_p90_p99_max\":[%d,%d,%d,%d]", errors[count / 2], errors[count / 10 * 9],
	       errors[(uint64_t)count * 99 / 100], errors[count - 1]);
}

int main(int argc, char **argv)
{
	const struct notes notes = { .threshold = NOTES_NOTICE, .write = say };
	g_autoptr(GError) error = NULL;
	struct sweep sweep = { .loop = loop_new() };
	struct icmp_options options = { .loop = sweep.loop, .notes = &notes, .ended = ended, .context = &sweep };
	struct icmp_questions questions = { .at = question_at, .context = &sweep };
	int64_t began_us = clock_monotonic_us(clock_system());
	struct icmp_totals totals;
	struct icmp_wire *wire;
	struct rusage usage;

	if (argc < 3)
		die("usage: bare-sweep PROGRAM FILE [RATE [THREADS [TIMEOUT_MS [TRIES [EXPECTED_US]]]]]");
	read_targets(&sweep, argv[2]);
	options.program = argv[1];
	options.rate_per_second = number(argv, argc, 3, 0);
	options.threads = (unsigned int)number(argv, argc, 4, 1);
	sweep.settings.timeout_us = sweep.settings.gap_us = number(argv, argc, 5, 500) * 1000;
	sweep.settings.packets = (int)number(argv, argc, 6, 1);
	sweep.settings.data_size = ICMP_DATA_SIZE;
	sweep.open = questions.count = sweep.targets->len;
	wire = icmp_open(&options, &questions);
	if (!icmp_start(wire, &error))
		die(error->message);
	loop_run(sweep.loop);
	icmp_cancel(wire);
	totals = icmp_totals(wire);
	getrusage(RUSAGE_SELF, &usage);
	printf("{\"targets\":%u,\"sent\":%" PRIu64 ",\"received\":%" PRIu64 ",\"drops\":%" PRIu64 ",\"threads\":%u"
	       ",\"wall_s\":%.3f,\"cpu_s\":%.3f,\"cpu_us_per_target\":%.2f,\"rss_kib\":%ld",
	       questions.count, totals.sent, totals.received, totals.own_drops, totals.threads,
	       (double)(clock_monotonic_us(clock_system()) - began_us) / 1e6, cpu_seconds(),
	       cpu_seconds() * 1e6 / MAX(questions.count, 1), usage.ru_maxrss);
	print_round_trips(wire, &sweep, number(argv, argc, 7, 0));
	puts("}");
	icmp_close(wire);
	g_array_unref(sweep.targets);
	loop_free(sweep.loop);
	return 0;
}
