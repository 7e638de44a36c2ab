/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Asks questions in rounds over net/hops.h: a few at the same time, each round
 * of one begun when the one before has ended. Paths share their first
 * routers, which say no more than a few times a second that a packet's hops
 * are used up; that is why not all are asked at once.
 */
#include "probe/rounds.h"

#include "base/translate.h"

#include <errno.h>
#include <net/if.h>

/* How many packets of one question our own socket may lose before we cannot ask. */
#define OWN_LOSSES_MOST 16

/* One question. */
struct asking {
	uint32_t probe;
	uint32_t out;			/* packets of this round without an answer */
	uint32_t interface;
	int own_losses;
	int send_errno;			/* our side refused; 0 */
	bool ended;
	bool no_interface;		/* the one that the line names is not there */
	void *state;			/* the kind's; NULL until it is begun */
};

struct probe_kind_run {
	const struct rounds *rounds;
	struct probe_runner *runner;
	const struct probe *probes;
	struct asking *askings;
	uint32_t count, next, at_work;
	GHashTable *asking_of;		/* probe -> struct asking */
	char *program;
	struct hops_wire *wire;
};

static void end(struct probe_kind_run *run, struct asking *asking)
{
	asking->ended = true;
	run->at_work--;
	probe_done(run->runner, asking->probe);
}

static const struct line *line_of(const struct probe_kind_run *run, const struct asking *asking)
{
	const struct item *item = &run->probes[asking->probe].item;

	return item->kind == ITEM_LINE ? item->line : NULL;
}

static void ask(struct probe_kind_run *run, struct asking *asking, const struct round_packet *packet)
{
	const struct probe *probe = &run->probes[asking->probe];
	const struct question *question = probe->item.question;
	const struct line *line = line_of(run, asking);
	struct hops_request request = {
		.question = (uint32_t)(asking - run->askings),
		.far_end = probe->far_end,
		.to = question->address,
		.interface = asking->interface,
		.hop_limit = packet->hop_limit,
		.size = packet->size ? packet->size : HOPS_SIZE_USUAL(question->address.family),
		.timeout_us = question->timeout_us,
	};

	if (line)
		request.source = line->source;
	asking->out++;
	hops_ask(run->wire, &request);
}

static void next_round(struct probe_kind_run *run, struct asking *asking)
{
	struct round_packet packets[ROUND_MOST] = { 0 };
	int count = run->rounds->next(asking->state, packets);

	if (!count)
		end(run, asking);
	for (int i = 0; i < count; i++)
		ask(run, asking, &packets[i]);
}

static bool find_interface(const struct probe_kind_run *run, struct asking *asking)
{
	const struct line *line = line_of(run, asking);

	if (!line || !line->interface)
		return true;
	asking->interface = if_nametoindex(line->interface);
	return asking->interface != 0;
}

static void begin(struct probe_kind_run *run, struct asking *asking)
{
	run->at_work++;
	if (!find_interface(run, asking)) {
		asking->no_interface = true;
		end(run, asking);
		return;
	}
	asking->state = g_malloc0(run->rounds->state_size);
	run->rounds->begin(asking->state, run->probes[asking->probe].item.question);
	next_round(run, asking);
}

static void begin_more(struct probe_kind_run *run)
{
	while (run->next < run->count && run->at_work < run->rounds->at_once)
		begin(run, &run->askings[run->next++]);
}

/* Whether ANSWER tells the kind something; else it is our own side's affair. */
static bool tells(struct probe_kind_run *run, struct asking *asking, const struct round_packet *packet,
		  const struct hops_answer *answer)
{
	switch (answer->outcome) {
	case HOPS_OWN_LOSS:
		if (asking->own_losses++ < OWN_LOSSES_MOST)
			ask(run, asking, packet);
		else
			end(run, asking);
		return false;
	case HOPS_NOT_SENT:
		asking->send_errno = answer->send_errno;
		end(run, asking);
		return false;
	default:
		return true;
	}
}

static void answered(void *context, const struct hops_request *request, const struct hops_answer *answer)
{
	struct probe_kind_run *run = context;
	struct asking *asking = &run->askings[request->question];
	struct round_packet packet = { request->hop_limit, request->size };

	asking->out--;
	if (!asking->ended && tells(run, asking, &packet, answer)) {
		if (run->rounds->take(asking->state, &packet, answer))
			end(run, asking);
		else if (!asking->out)
			next_round(run, asking);
	}
	begin_more(run);
}

struct probe_kind_run *rounds_open(const struct rounds *rounds, struct probe_runner *runner,
				   const struct probe *probes, uint32_t count)
{
	const struct probe_options *options = probe_runner_options(runner);
	struct probe_kind_run *run = g_new0(struct probe_kind_run, 1);
	struct hops_options wire_options = {
		.loop = probe_runner_loop(runner),
		.rate_per_second = options->rate_per_second,
		.far_end_rate_per_second = options->far_end_rate_per_second,
		.answered = answered,
		.context = run,
	};

	run->program = g_build_filename(options->libexec, "nwops-icmp", NULL);
	wire_options.program = run->program;
	run->rounds = rounds;
	run->runner = runner;
	run->probes = probes;
	run->asking_of = g_hash_table_new(NULL, NULL);
	run->askings = g_new0(struct asking, count);
	for (uint32_t p = 0; p < count; p++) {
		const struct item *item = &probes[p].item;

		if (probes[p].kind != rounds->kind)
			continue;
		wire_options.from6 = wire_options.from6 ||
				     (item->kind == ITEM_LINE && item->line->source.family == AF_INET6);
		run->askings[run->count].probe = p;
		g_hash_table_insert(run->asking_of, GUINT_TO_POINTER(p), &run->askings[run->count++]);
	}
	run->wire = hops_open(&wire_options);
	return run;
}

bool rounds_start(struct probe_kind_run *run, GError **error)
{
	if (!hops_start(run->wire, error))
		return false;
	begin_more(run);
	return true;
}

void rounds_cancel(struct probe_kind_run *run)
{
	hops_cancel(run->wire);
}

void rounds_collect(struct probe_kind_run *run, uint32_t probe, struct result *result)
{
	const struct asking *asking = g_hash_table_lookup(run->asking_of, GUINT_TO_POINTER(probe));

	if (asking->no_interface) {
		result->reason = _("its interface is not one of this host");
		return;
	}
	if (asking->send_errno) {
		result->odd = g_new0(struct icmp_oddities, 1);
		result->odd->send_errno = (uint16_t)asking->send_errno;
		result->not_sent = 1;
	} else if (asking->own_losses > OWN_LOSSES_MOST) {
		result->own_losses = (uint16_t)asking->own_losses;
	} else {
		run->rounds->collect(asking->state, run->probes[probe].item.question, result);
	}
}

void rounds_close(struct probe_kind_run *run)
{
	hops_close(run->wire);
	for (uint32_t i = 0; i < run->count; i++)
		g_free(run->askings[i].state);
	g_free(run->askings);
	g_hash_table_unref(run->asking_of);
	g_free(run->program);
	g_free(run);
}
