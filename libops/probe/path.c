/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Probe kind `path`: which way packets to an item take, hop by hop. The near
 * hops are asked at once, then all up to the limit unless somebody has
 * answered for the target; who stayed silent is asked twice more, a timeout
 * later each, since routers limit how often they say that a packet's hops are
 * used up.
 */
#include "base/translate.h"
#include "probe/internal.h"
#include "probe/rounds.h"

#define NEAR_HOPS 8
#define TRIES 3
/* More paths at the same time would ask the routers that they share for more than those say. */
#define AT_ONCE 8

G_STATIC_ASSERT(ROUND_MOST >= PATH_HOPS_MAX);

/* --- the way as far as it is known --- */

/* Packets with more hops than this tell nothing new. */
static int farthest(const struct path_trace *trace)
{
	if (trace->reached)
		return trace->reached;
	return trace->refused ? trace->refused : trace->hops;
}

int path_next(struct path_trace *trace, int ret_limits[PATH_HOPS_MAX])
{
	int last = trace->begun ? farthest(trace) : MIN(NEAR_HOPS, trace->hops), count = 0;

	trace->begun = true;
	for (int limit = 1; limit <= last; limit++) {
		if (trace->seen[limit].from.family || trace->tries[limit] >= TRIES)
			continue;
		trace->tries[limit]++;
		ret_limits[count++] = limit;
	}
	return count;
}

static bool is_complete(const struct path_trace *trace)
{
	for (int limit = 1; limit <= trace->reached; limit++)
		if (!trace->seen[limit].from.family)
			return false;
	return trace->reached > 0;
}

static bool is_least(int limit, int known)
{
	return !known || limit < known;
}

bool path_take(struct path_trace *trace, int limit, const struct hops_answer *answer)
{
	bool reply = answer->outcome == HOPS_REPLY, unreachable = answer->outcome == HOPS_UNREACHABLE;

	if (!answer->from.family || (!reply && !unreachable && answer->outcome != HOPS_EXPIRED))
		return false;
	trace->seen[limit] = (struct path_hop){ answer->from, answer->rtt_us };
	if (reply && is_least(limit, trace->reached))
		trace->reached = limit;
	if (unreachable && is_least(limit, trace->refused))
		trace->refused = limit;
	return is_complete(trace);
}

int path_length(const struct path_trace *trace)
{
	int last = farthest(trace);

	while (last > 0 && !trace->seen[last].from.family)
		last--;
	/* Who can pass nothing on says so of packets with more hops, too. */
	if (!trace->reached && last > 1 && last == trace->refused &&
	    address_equal(&trace->seen[last].from, &trace->seen[last - 1].from))
		last--;
	return last;
}

static bool is_device(const struct address *address, const struct device *device)
{
	if (address_equal(address, &device->address))
		return true;
	for (int i = 0; i < (int)device->other_count; i++)
		if (address_equal(address, &device->others[i]))
			return true;
	return false;
}

int path_passed(const struct path_hop *hops, int count, const struct device *const *via)
{
	int passed = 0;

	for (int i = 0; via && via[passed] && i < count; i++)
		if (hops[i].from.family && is_device(&hops[i].from, via[passed]))
			passed++;
	return passed;
}

/* --- the kind --- */

static void begin(void *state, const struct question *question)
{
	struct path_trace *trace = state;

	trace->hops = MIN(question->hops, PATH_HOPS_MAX);
}

static int next(void *state, struct round_packet packets[ROUND_MOST])
{
	int limits[PATH_HOPS_MAX], count = path_next(state, limits);

	for (int i = 0; i < count; i++)
		packets[i].hop_limit = limits[i];
	return count;
}

static bool take(void *state, const struct round_packet *packet, const struct hops_answer *answer)
{
	return path_take(state, packet->hop_limit, answer);
}

static int count_devices(const struct device *const *via)
{
	int count = 0;

	while (via && via[count])
		count++;
	return count;
}

static void collect(const void *state, const struct question *question, struct result *result)
{
	const struct path_trace *trace = state;
	struct path_facts *path = &result_new_facts(result, QUESTION_PATH)->path;

	path->hop_count = path_length(trace);
	path->hops = g_new(struct path_hop, MAX(path->hop_count, 1));
	for (int i = 0; i < path->hop_count; i++) {
		path->hops[i] = trace->seen[i + 1];
		if (!path->hops[i].from.family)
			path->hops[i].rtt_us = -1;
	}
	path->reached = trace->reached > 0;
	path->passed = path_passed(path->hops, path->hop_count, question->via);
	path->wanted = count_devices(question->via);
	result->end = path->reached ? PROBE_ANSWERED : PROBE_NO_ANSWER;
	if (path->reached)
		result_take_time(result, trace->seen[trace->reached].rtt_us);
}

static const struct rounds rounds = {
	.kind = &probe_path,
	.state_size = sizeof(struct path_trace),
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

const struct probe_kind probe_path = {
	.question = QUESTION_PATH,
	.summary = N_("see which way packets take"),
	.open = open_run,
	.start = rounds_start,
	.cancel = rounds_cancel,
	.collect = rounds_collect,
	.close = rounds_close,
};
