/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The ICMP wire alone: asks the addresses of a file and prints what it
 * cost as one JSON line. What nwops check costs beyond this is inventory,
 * judging, keeping and printing.
 *
 *   bare-sweep [OPTION...] PROGRAM FILE
 *
 * PROGRAM is nwops-icmp; --help lists the options. A rate of 0 is as fast as
 * the kernel takes packets.
 */
#include "base/clock.h"
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

static double cpu_seconds(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
	       (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

/* Round trips by target in the order of FILE, -1 for none: the first of each that was answered. */
static void write_round_trips(const struct sweep *sweep, const int32_t *rtts_us, const char *path)
{
	FILE *file = fopen(path, "we");

	if (!file)
		die("cannot write the round trips");
	for (uint32_t q = 0; q < sweep->targets->len; q++)
		fprintf(file, "%d\n", rtts_us[q]);
	if (fclose(file))
		die("cannot write the round trips");
}

static void print_answers(struct icmp_wire *wire, const struct sweep *sweep, const char *path)
{
	g_autofree struct icmp_packet *packets = g_new(struct icmp_packet, sweep->settings.packets);
	g_autofree int32_t *rtts_us = path ? g_new(int32_t, sweep->targets->len) : NULL;
	uint32_t alive = 0, own = 0, inexact = 0;

	for (uint32_t q = 0; q < sweep->targets->len; q++) {
		struct icmp_answer answer;
		int32_t rtt_us = -1;

		icmp_read(wire, q, &answer);
		icmp_read_packets(wire, q, packets);
		inexact += answer.inexact;
		for (int i = 0; i < sweep->settings.packets; i++) {
			own += packets[i].outcome == PACKET_OWN_LOSS || packets[i].outcome == PACKET_NOT_SENT;
			if (rtt_us < 0)
				rtt_us = packets[i].rtt_us;
		}
		alive += rtt_us >= 0;
		if (rtts_us)
			rtts_us[q] = rtt_us;
	}
	printf(",\"alive\":%u,\"own_faults\":%u,\"inexact\":%u", alive, own, inexact);
	if (path)
		write_round_trips(sweep, rtts_us, path);
}

static void print_totals(const struct icmp_wire *wire, const struct sweep *sweep, int64_t wall_us)
{
	struct icmp_totals totals = icmp_totals(wire);

	printf("{\"targets\":%u,\"sent\":%" PRIu64 ",\"received\":%" PRIu64 ",\"drops\":%" PRIu64 ",\"threads\":%u"
	       ",\"wall_s\":%.3f,\"cpu_s\":%.3f", sweep->targets->len, totals.sent, totals.received,
	       totals.own_drops, totals.threads, (double)wall_us / 1e6, cpu_seconds());
}

int main(int argc, char **argv)
{
	const struct notes notes = { .threshold = NOTES_NOTICE, .write = say };
	g_autofree char *round_trips = NULL;
	g_autoptr(GError) error = NULL;
	gint rate = 0, threads = 1, packets = 1, retries = 0, gap_ms = 500, timeout_ms = 500;
	const GOptionEntry entries[] = {
		{ "rate", 0, 0, G_OPTION_ARG_INT, &rate, "packets a second; 0: no limit", "N" },
		{ "threads", 0, 0, G_OPTION_ARG_INT, &threads, "0: as nwops chooses", "N" },
		{ "packets", 0, 0, G_OPTION_ARG_INT, &packets, "to each target", "N" },
		{ "retries", 0, 0, G_OPTION_ARG_INT, &retries, "of a silent packet", "N" },
		{ "gap-ms", 0, 0, G_OPTION_ARG_INT, &gap_ms, "between them", "N" },
		{ "timeout-ms", 0, 0, G_OPTION_ARG_INT, &timeout_ms, "of each", "N" },
		{ "round-trips", 0, 0, G_OPTION_ARG_FILENAME, &round_trips, "write them there, in us", "FILE" },
		{ NULL },
	};
	g_autoptr(GOptionContext) context = g_option_context_new("PROGRAM FILE");
	struct sweep sweep = { .loop = loop_new() };
	struct icmp_options options = { .loop = sweep.loop, .notes = &notes, .ended = ended, .context = &sweep };
	struct icmp_questions questions = { .at = question_at, .context = &sweep };
	int64_t began_us = clock_monotonic_us(clock_system());
	struct icmp_wire *wire;

	g_option_context_add_main_entries(context, entries, NULL);
	if (!g_option_context_parse(context, &argc, &argv, &error))
		die(error->message);
	if (argc != 3 || rate < 0 || threads < 0 || packets < 1 || packets > ICMP_PACKETS_MAX || retries < 0 ||
	    retries > ICMP_RETRIES_MAX || timeout_ms < 1)
		die("usage: bare-sweep [OPTION...] PROGRAM FILE");
	read_targets(&sweep, argv[2]);
	options.program = argv[1];
	options.rate_per_second = rate;
	options.threads = (unsigned int)threads;
	sweep.settings = (struct icmp_settings){
		.packets = packets, .retries = retries, .gap_us = gap_ms * 1000, .timeout_us = timeout_ms * 1000,
		.data_size = ICMP_DATA_SIZE,
	};
	sweep.open = questions.count = sweep.targets->len;
	wire = icmp_open(&options, &questions);
	if (!icmp_start(wire, &error))
		die(error->message);
	loop_run(sweep.loop);
	icmp_cancel(wire);
	print_totals(wire, &sweep, clock_monotonic_us(clock_system()) - began_us);
	print_answers(wire, &sweep, round_trips);
	puts("}");
	icmp_close(wire);
	g_array_unref(sweep.targets);
	loop_free(sweep.loop);
	return 0;
}
