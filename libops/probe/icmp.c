/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Probe kind `icmp`: a few echo requests to an item's address, as its service
 * class sets them, and what came of them. How the packets are matched and
 * timed is the wire's business (net/icmp.h).
 */
#include "base/translate.h"
#include "probe/probe.h"

struct probe_kind_run {
	struct probe_runner *runner;
	char *program;			/* lent to the wire */
	struct icmp_question *questions;
	uint32_t *probe_of;		/* by question */
	uint32_t *question_of;		/* by probe; ICMP_NO_FAR_END: cannot be asked */
	uint32_t probe_count, question_count;
	struct icmp_wire *wire;
};

#define NO_QUESTION UINT32_MAX

static void question_ended(void *context, uint32_t question)
{
	struct probe_kind_run *run = context;

	probe_done(run->runner, run->probe_of[question]);
}

static struct icmp_question question_for(const struct probe *probe)
{
	const struct service_class *class = item_service_class(&probe->item);
	struct icmp_question question = {
		.to = *item_address(&probe->item),
		.far_end = probe->far_end,
		.packets = class->packets,
		.gap_us = class->gap_us,
		.timeout_us = class->timeout_us,
	};

	if (probe->item.kind == ITEM_LINE)
		question.source = probe->item.line->source;
	return question;
}

static struct probe_kind_run *icmp_kind_open(struct probe_runner *runner, const struct probe *probes, uint32_t count)
{
	const struct probe_options *options = probe_runner_options(runner);
	struct probe_kind_run *run = g_new0(struct probe_kind_run, 1);
	char *program = g_build_filename(options->libexec, "nwops-icmp", NULL);
	struct icmp_options wire_options = {
		.loop = probe_runner_loop(runner),
		.program = program,
		.notes = options->notes,
		.rate_per_second = options->rate_per_second,
		.far_end_rate_per_second = options->far_end_rate_per_second,
		.ended = question_ended,
		.context = run,
	};

	run->runner = runner;
	run->program = program;
	run->probe_count = count;
	run->questions = g_new(struct icmp_question, MAX(count, 1));
	run->probe_of = g_new(uint32_t, MAX(count, 1));
	run->question_of = g_new(uint32_t, MAX(count, 1));
	for (uint32_t i = 0; i < count; i++) {
		run->question_of[i] = NO_QUESTION;
		if (probes[i].kind != &probe_icmp || !item_address(&probes[i].item)->family)
			continue;
		run->question_of[i] = run->question_count;
		run->probe_of[run->question_count] = i;
		run->questions[run->question_count++] = question_for(&probes[i]);
	}
	run->wire = icmp_open(&wire_options, run->questions, run->question_count);
	return run;
}

static bool icmp_kind_start(struct probe_kind_run *run, GError **error)
{
	for (uint32_t i = 0; i < run->probe_count; i++)
		if (run->question_of[i] == NO_QUESTION)
			probe_done(run->runner, i);
	return run->question_count == 0 || icmp_start(run->wire, error);
}

static void icmp_kind_cancel(struct probe_kind_run *run)
{
	icmp_cancel(run->wire);
}

static void icmp_kind_collect(struct probe_kind_run *run, uint32_t probe, struct result *result)
{
	uint32_t number = run->question_of[probe];
	struct icmp_packet packets[ICMP_PACKETS_MAX];
	int32_t rtts_us[ICMP_PACKETS_MAX];
	int asked = 0;

	if (number == NO_QUESTION) {
		result->reason = _("the inventory holds no address for it");
		return;
	}
	icmp_read(run->wire, number, &result->icmp);
	icmp_read_packets(run->wire, number, packets);
	for (int i = 0; i < run->questions[number].packets; i++)
		if (packets[i].outcome != PACKET_NOT_SENT && packets[i].outcome != PACKET_OWN_LOSS)
			rtts_us[asked++] = (int32_t)packets[i].rtt_us;
	result_take_rtts(result, rtts_us, asked);
	/* With trouble on our side silence proves nothing about the other. */
	if (result->icmp.received)
		result->end = PROBE_ANSWERED;
	else if (result->icmp.own_losses || result->icmp.not_sent)
		result->end = PROBE_COULD_NOT_ASK;
	else
		result->end = PROBE_NO_ANSWER;
}

static void icmp_kind_close(struct probe_kind_run *run)
{
	icmp_close(run->wire);
	g_free(run->program);
	g_free(run->question_of);
	g_free(run->probe_of);
	g_free(run->questions);
	g_free(run);
}

const struct probe_kind probe_icmp = {
	.name = "icmp",
	.summary = N_("send ICMP echo requests"),
	.open = icmp_kind_open,
	.start = icmp_kind_start,
	.cancel = icmp_kind_cancel,
	.collect = icmp_kind_collect,
	.close = icmp_kind_close,
};
