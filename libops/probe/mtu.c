/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Probe kind `mtu`: does a packet of the wanted size come back whole? First one
 * of the usual size must; then, if the wanted one does not, the largest that
 * does is searched for: by what routers say, then by the sizes that links
 * usually have, then by dividing what remains. Who says nothing (a router that
 * may not send ICMP, the black hole of RFC 2923) costs three timeouts a round.
 */
#include "base/translate.h"
#include "probe/internal.h"
#include "probe/rounds.h"

#define TRIES 3
#define AT_ONCE 32

/* Jumbo frames' cousins (RFC 1191 section 7), Ethernet, PPPoE, IP in IP, GRE, an access line of
 * this country, WireGuard, the usual choices for IPsec, IPv6's least, the old Internet's. */
static const int plateaus[] = {
	8166, 4352, 2002, 1500, 1492, 1480, 1476, 1454, 1420, 1400, 1280, 1006, 576,
};

/* --- the search --- */

void mtu_begin(struct mtu_search *search, int least, int wanted)
{
	*search = (struct mtu_search){ .least = least, .wanted = wanted, .rtt_us = -1 };
}

/* Between what passes and what does not, so that asking it tells something. */
static bool is_open(const struct mtu_search *search, int size)
{
	return size > search->passed && (!search->failed || size < search->failed);
}

static void add_size(struct mtu_search *search, int size)
{
	for (int i = 0; i < search->size_count; i++)
		if (search->sizes[i] == size)
			return;
	if (search->size_count == MTU_SIZES_MOST || !is_open(search, size))
		return;
	search->tries[search->size_count] = 0;
	search->sizes[search->size_count++] = size;
}

/* The sizes of this round that are still silent after all their tries do not pass. */
static void close_round(struct mtu_search *search)
{
	for (int i = 0; i < search->size_count; i++)
		if (is_open(search, search->sizes[i]))
			search->failed = search->sizes[i];
	search->size_count = 0;
}

static void choose_divisions(struct mtu_search *search)
{
	int between = search->failed - search->passed;

	/* Most often what passes is a plateau, and this shows that it is. */
	add_size(search, search->passed + 1);
	for (int i = 1; i < MTU_SIZES_MOST; i++)
		add_size(search, search->passed + between * i / MTU_SIZES_MOST);
}

static void choose_sizes(struct mtu_search *search)
{
	if (!search->passed) {
		if (!search->failed)
			add_size(search, search->least);
	} else if (!search->failed) {
		add_size(search, search->wanted);
	} else if (search->told && is_open(search, search->told)) {
		add_size(search, search->told);
		add_size(search, search->told + 1);
	} else {
		for (size_t i = 0; search->passed == search->least && i < G_N_ELEMENTS(plateaus); i++)
			add_size(search, plateaus[i]);
		if (!search->size_count)
			choose_divisions(search);
	}
}

/* Those of the round that need another packet. */
static int ask_open(struct mtu_search *search, int ret_sizes[MTU_SIZES_MOST])
{
	int count = 0;

	for (int i = 0; i < search->size_count; i++) {
		if (!is_open(search, search->sizes[i]) || search->tries[i] >= TRIES)
			continue;
		search->tries[i]++;
		ret_sizes[count++] = search->sizes[i];
	}
	return count;
}

int mtu_next(struct mtu_search *search, int ret_sizes[MTU_SIZES_MOST])
{
	int count = ask_open(search, ret_sizes);

	if (count)
		return count;
	close_round(search);
	choose_sizes(search);
	return ask_open(search, ret_sizes);
}

static void take_refusal(struct mtu_search *search, int size, const struct hops_answer *answer)
{
	if (is_open(search, size))
		search->failed = size;
	/* Who says that more would pass than what did not is not believed. */
	if (answer->mtu <= 0 || answer->mtu >= size || (search->told && answer->mtu >= search->told))
		return;
	search->told = answer->mtu;
	search->told_by = answer->from;
}

bool mtu_take(struct mtu_search *search, int size, const struct hops_answer *answer)
{
	if (answer->outcome == HOPS_TOO_BIG && size > search->least)
		take_refusal(search, size, answer);
	if (answer->outcome != HOPS_REPLY || !answer->whole)
		return false;
	if (size == search->least)
		search->rtt_us = answer->rtt_us;
	if (size > search->passed)
		search->passed = size;
	/* A packet may be lost on a way that carries its size. */
	if (search->failed && search->failed <= search->passed)
		search->failed = 0;
	return search->passed >= search->wanted;
}

/* --- the kind --- */

static void begin(void *state, const struct question *question)
{
	mtu_begin(state, HOPS_SIZE_USUAL(question->address.family), question->size);
}

static int next(void *state, struct round_packet packets[ROUND_MOST])
{
	int sizes[MTU_SIZES_MOST], count = mtu_next(state, sizes);

	for (int i = 0; i < count; i++)
		packets[i].size = sizes[i];
	return count;
}

static bool take(void *state, const struct round_packet *packet, const struct hops_answer *answer)
{
	return mtu_take(state, packet->size, answer);
}

static void collect(const void *state, const struct question *question, struct result *result)
{
	const struct mtu_search *search = state;
	struct mtu_facts *mtu = &result_new_facts(result, QUESTION_MTU)->mtu;

	mtu->wanted = search->wanted;
	mtu->passed = search->passed;
	mtu->told = search->told;
	mtu->told_by = search->told_by;
	result->end = search->passed ? PROBE_ANSWERED : PROBE_NO_ANSWER;
	if (search->passed)
		result_take_time(result, search->rtt_us);
}

static const struct rounds rounds = {
	.kind = &probe_mtu,
	.state_size = sizeof(struct mtu_search),
	.at_once = AT_ONCE,
	.begin = begin,
	.next = next,
	.take = take,
	.collect = collect,
};

static struct probe_kind_run *open_run(struct probe_runner *runner, const struct probe *probes, uint32_t count)
{
	return rounds_open(&rounds, runner, probes, count);
}

const struct probe_kind probe_mtu = {
	.question = QUESTION_MTU,
	.summary = N_("see how large a packet passes whole"),
	.open = open_run,
	.start = rounds_start,
	.cancel = rounds_cancel,
	.collect = rounds_collect,
	.close = rounds_close,
};
