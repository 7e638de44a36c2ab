/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Probe kind `icmp`: a few echo requests to an item's address, as its service
 * class sets them, and what came of them. How the packets are matched and
 * timed is the wire's business (net/icmp.h).
 */
#include "base/translate.h"
#include "probe/internal.h"

#include <errno.h>
#include <net/if.h>

#define NO_QUESTION UINT32_MAX

struct probe_kind_run {
	struct probe_runner *runner;
	const struct probe *probes;
	uint32_t probe_count;
	uint32_t *probe_of;		/* by question */
	uint32_t *question_of;		/* by probe; NO_QUESTION: it cannot be asked */
	uint8_t *settings_of;		/* by question */
	GHashTable *interfaces;		/* name -> index; only those that exist */
	struct icmp_settings *settings;	/* by service class */
	struct icmp_questions questions;
	struct icmp_wire *wire;
	char *program;
};

static void question_ended(void *context, uint32_t question)
{
	struct probe_kind_run *run = context;

	probe_done(run->runner, run->probe_of[question]);
}

/* The interface that the line wants to be probed by. */
static const char *interface_of(const struct item *item)
{
	return item->kind == ITEM_LINE ? item->line->interface : NULL;
}

static void question_at(const void *context, uint32_t number, struct icmp_question *ret_question)
{
	const struct probe_kind_run *run = context;
	const struct probe *probe = &run->probes[run->probe_of[number]];
	const char *interface = interface_of(&probe->item);

	*ret_question = (struct icmp_question){
		.to = *item_address(&probe->item),
		.far_end = probe->far_end,
		.settings = &run->settings[run->settings_of[number]],
	};
	if (probe->item.kind == ITEM_LINE)
		ret_question->source = probe->item.line->source;
	if (interface)
		ret_question->interface = GPOINTER_TO_UINT(g_hash_table_lookup(run->interfaces, interface));
}

/* The settings of CLASS, as far as the run does not ask for others. */
static struct icmp_settings settings_for(const struct service_class *class, const struct probe_options *options)
{
	return (struct icmp_settings){
		.packets = options->packets ? options->packets : class->packets,
		.gap_us = options->gap_us ? options->gap_us : class->gap_us,
		.timeout_us = options->timeout_us ? options->timeout_us : class->timeout_us,
		.retries = options->retries >= 0 ? options->retries : class->retries,
		.data_size = class->data_size,
		.dscp = class->dscp,
		.dont_fragment = class->dont_fragment,
	};
}

/* Service classes are few; each gets its settings when it is first met. */
static uint8_t settings_number(struct probe_kind_run *run, GHashTable *numbers, const struct service_class *class)
{
	gpointer number;
	guint count = g_hash_table_size(numbers);

	if (g_hash_table_lookup_extended(numbers, class, NULL, &number))
		return (uint8_t)GPOINTER_TO_UINT(number);
	g_assert(count < UINT8_MAX);
	run->settings = g_renew(struct icmp_settings, run->settings, count + 1);
	run->settings[count] = settings_for(class, probe_runner_options(run->runner));
	g_hash_table_insert(numbers, (gpointer)class, GUINT_TO_POINTER(count));
	return (uint8_t)count;
}

/* False when the item names an interface that this host does not have. */
static bool find_interface(struct probe_kind_run *run, const struct item *item)
{
	const char *name = interface_of(item);
	unsigned int index;

	if (!name || g_hash_table_contains(run->interfaces, name))
		return true;
	index = if_nametoindex(name);
	if (index)
		g_hash_table_insert(run->interfaces, (gpointer)name, GUINT_TO_POINTER(index));
	return index != 0;
}

/* Returns whether one of them names an IPv6 source. */
static bool number_questions(struct probe_kind_run *run)
{
	g_autoptr(GHashTable) numbers = g_hash_table_new(NULL, NULL);
	uint32_t count = run->probe_count;
	bool from6 = false;

	run->probe_of = g_new(uint32_t, MAX(count, 1));
	run->question_of = g_new(uint32_t, MAX(count, 1));
	run->settings_of = g_new(uint8_t, MAX(count, 1));
	run->interfaces = g_hash_table_new(g_str_hash, g_str_equal);
	for (uint32_t i = 0; i < count; i++) {
		const struct item *item = &run->probes[i].item;
		uint32_t question = run->questions.count;

		run->question_of[i] = NO_QUESTION;
		if (run->probes[i].kind != &probe_icmp || !item_address(item)->family || !find_interface(run, item))
			continue;
		run->question_of[i] = question;
		run->probe_of[question] = i;
		run->settings_of[question] = settings_number(run, numbers, item_service_class(item));
		run->questions.count++;
		from6 = from6 || (item->kind == ITEM_LINE && item->line->source.family == AF_INET6);
	}
	return from6;
}

static struct probe_kind_run *icmp_kind_open(struct probe_runner *runner, const struct probe *probes, uint32_t count)
{
	const struct probe_options *options = probe_runner_options(runner);
	struct probe_kind_run *run = g_new0(struct probe_kind_run, 1);
	struct icmp_options wire_options = {
		.loop = probe_runner_loop(runner),
		.notes = options->notes,
		.rate_per_second = options->rate_per_second,
		.far_end_rate_per_second = options->far_end_rate_per_second,
		.threads = options->threads,
		.ended = question_ended,
		.context = run,
	};

	run->program = g_build_filename(options->libexec, "nwops-icmp", NULL);
	wire_options.program = run->program;
	run->runner = runner;
	run->probes = probes;
	run->probe_count = count;
	run->questions.at = question_at;
	run->questions.context = run;
	wire_options.from6 = number_questions(run);
	run->wire = icmp_open(&wire_options, &run->questions);
	return run;
}

static bool icmp_kind_start(struct probe_kind_run *run, GError **error)
{
	for (uint32_t i = 0; i < run->probe_count; i++)
		if (run->probes[i].kind == &probe_icmp && run->question_of[i] == NO_QUESTION)
			probe_done(run->runner, i);
	return icmp_start(run->wire, error);
}

static void icmp_kind_cancel(struct probe_kind_run *run)
{
	icmp_cancel(run->wire);
}

/* Figures from what became of COUNT packets; those that our side lost say nothing. */
static void take_packets(struct result *result, const struct icmp_packet *packets, int count, int64_t gap_us)
{
	int32_t few[16];
	g_autofree int32_t *many = count > (int)G_N_ELEMENTS(few) ? g_new(int32_t, count) : NULL;
	int32_t *rtts_us = many ? many : few;
	int asked = 0;

	for (int i = 0; i < count; i++)
		if (packets[i].outcome != PACKET_NOT_SENT && packets[i].outcome != PACKET_OWN_LOSS)
			rtts_us[asked++] = packets[i].rtt_us;
	result_take_rtts(result, rtts_us, asked, gap_us);
}

static void icmp_kind_collect(struct probe_kind_run *run, uint32_t probe, struct result *result)
{
	uint32_t number = run->question_of[probe];
	const struct icmp_settings *settings;
	struct icmp_packet few[16], *packets = few;
	struct icmp_answer answer;

	if (number == NO_QUESTION) {
		result->reason = interface_of(&run->probes[probe].item)
			? result_refusal_word(ENODEV) : _("the inventory holds no address for it");
		return;
	}
	settings = &run->settings[run->settings_of[number]];
	if (settings->packets > (int)G_N_ELEMENTS(few) || probe_runner_options(run->runner)->keep_packets) {
		packets = result->packets = g_new(struct icmp_packet, settings->packets);
		result->packet_count = settings->packets;
	}
	icmp_read(run->wire, number, &answer);
	icmp_read_packets(run->wire, number, packets);
	take_packets(result, packets, settings->packets, settings->gap_us);
	result->sent = answer.sent;
	result->received = answer.received;
	result->own_losses = answer.own_losses;
	result->not_sent = answer.not_sent;
	result->retried = answer.retried;
	result->inexact = answer.inexact;
	result->odd = answer.odd ? g_memdup2(answer.odd, sizeof *answer.odd) : NULL;
	/* With trouble on our side silence proves nothing about the other. */
	if (answer.received)
		result->end = PROBE_ANSWERED;
	else
		result->end = answer.own_losses || answer.not_sent ? PROBE_COULD_NOT_ASK : PROBE_NO_ANSWER;
}

static void icmp_kind_close(struct probe_kind_run *run)
{
	icmp_close(run->wire);
	g_hash_table_unref(run->interfaces);
	g_free(run->settings);
	g_free(run->settings_of);
	g_free(run->question_of);
	g_free(run->probe_of);
	g_free(run->program);
	g_free(run);
}

const struct probe_kind probe_icmp = {
	.question = QUESTION_ICMP,
	.summary = N_("send ICMP echo requests"),
	.open = icmp_kind_open,
	.start = icmp_kind_start,
	.cancel = icmp_kind_cancel,
	.collect = icmp_kind_collect,
	.close = icmp_kind_close,
};
