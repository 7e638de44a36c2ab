/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The runner: asks many probes at once on one event loop and sees that each
 * ends exactly once, that the whole has an end, and that a signal loses
 * nothing that is done. With an overlay nothing is asked at all.
 */
#include "base/translate.h"
#include "net/conntrack.h"
#include "probe/internal.h"
#include "probe/reading.h"

#include <signal.h>

#define PROGRESS_US 200000
#define KINDS_MAX 16

struct probe_runner {
	const struct probe *probes;
	uint32_t count, ended_count;
	bool *ended;
	const struct probe_options *options;
	struct loop *loop;
	struct probe_kind_run *kind_runs[KINDS_MAX];	/* NULL: it has nothing to ask */
	const char *refusals[KINDS_MAX];	/* why a kind cannot ask; NULL: it can */
	enum run_end end;
	int signal;
};

const struct probe_options *probe_runner_options(const struct probe_runner *runner)
{
	return runner->options;
}

struct loop *probe_runner_loop(const struct probe_runner *runner)
{
	return runner->loop;
}

void probe_done(struct probe_runner *runner, uint32_t probe)
{
	g_assert(probe < runner->count && !runner->ended[probe]);
	runner->ended[probe] = true;
	if (++runner->ended_count == runner->count)
		loop_stop(runner->loop);
}

static void stop_run(struct probe_runner *runner, enum run_end end, int number)
{
	if (runner->ended_count == runner->count || runner->end != RUN_COMPLETE)
		return;
	runner->end = end;
	runner->signal = number;
	loop_stop(runner->loop);
}

static void deadline_passed(void *context)
{
	stop_run(context, RUN_DEADLINE, 0);
}

static void interrupted(void *context)
{
	stop_run(context, RUN_CANCELLED, SIGINT);
}

static void terminated(void *context)
{
	stop_run(context, RUN_CANCELLED, SIGTERM);
}

static void hung_up(void *context)
{
	stop_run(context, RUN_CANCELLED, SIGHUP);
}

static void report_progress(void *context)
{
	struct probe_runner *runner = context;

	runner->options->progress(runner->options->context, runner->ended_count, runner->count);
}

/* A bit for each enum question_kind that is asked: there may be a nation of probes, so in one pass. */
static unsigned int kinds_asked(const struct probe_runner *runner)
{
	unsigned int asked = 0;

	for (uint32_t p = 0; p < runner->count; p++)
		asked |= 1U << runner->probes[p].kind->question;
	return asked;
}

/* All probes of kind number I end with that reason. Texts of reasons are few, and results outlive us. */
static void refuse_kind(struct probe_runner *runner, int i, const char *reason)
{
	runner->refusals[i] = g_intern_string(reason);
	for (uint32_t p = 0; p < runner->count; p++)
		if (runner->probes[p].kind == probe_kinds[i] && !runner->ended[p])
			probe_done(runner, p);
}

/* False when no kind could be started that was wanted. */
static bool start_kinds(struct probe_runner *runner, GError **error)
{
	g_autoptr(GError) first = NULL;
	unsigned int asked = kinds_asked(runner);
	int started = 0;

	for (int i = 0; probe_kinds[i]; i++) {
		g_autoptr(GError) refusal = NULL;

		if (!(asked & 1U << probe_kinds[i]->question))
			continue;
		runner->kind_runs[i] = probe_kinds[i]->open(runner, runner->probes, runner->count);
		if (probe_kinds[i]->start(runner->kind_runs[i], &refusal)) {
			started++;
			continue;
		}
		refuse_kind(runner, i, refusal->message);
		if (!first)
			first = g_steal_pointer(&refusal);
	}
	if (!first || started)
		return true;
	g_propagate_error(error, g_steal_pointer(&first));
	return false;
}

static void collect_kind(struct probe_runner *runner, int i, struct result *results)
{
	for (uint32_t p = 0; p < runner->count; p++) {
		if (runner->probes[p].kind != probe_kinds[i] || !runner->ended[p])
			continue;
		if (runner->refusals[i])
			results[p].reason = runner->refusals[i];
		else
			probe_kinds[i]->collect(runner->kind_runs[i], p, &results[p]);
	}
}

static void collect(struct probe_runner *runner, struct result *results)
{
	for (int i = 0; probe_kinds[i]; i++) {
		if (!runner->kind_runs[i])
			continue;
		probe_kinds[i]->cancel(runner->kind_runs[i]);
		collect_kind(runner, i, results);
	}
	for (uint32_t p = 0; p < runner->count; p++)
		results[p].run_ended_first = !runner->ended[p];
}

static void close_kinds(struct probe_runner *runner)
{
	for (int i = 0; probe_kinds[i]; i++)
		if (runner->kind_runs[i])
			probe_kinds[i]->close(runner->kind_runs[i]);
}

/* Somebody who asks twice must not undo what he asked for once. */
static void hold_signals(void)
{
	sigset_t held;

	sigemptyset(&held);
	sigaddset(&held, SIGINT);
	sigaddset(&held, SIGTERM);
	sigaddset(&held, SIGHUP);
	pthread_sigmask(SIG_BLOCK, &held, NULL);
}

static void wait_for_all(struct probe_runner *runner)
{
	const struct probe_options *options = runner->options;

	loop_start_timer(runner->loop, options->deadline_us, 0, deadline_passed, runner);
	if (options->until_signal) {
		loop_start_signal(runner->loop, SIGINT, interrupted, runner);
		loop_start_signal(runner->loop, SIGTERM, terminated, runner);
		loop_start_signal(runner->loop, SIGHUP, hung_up, runner);
	}
	if (options->progress)
		loop_start_timer(runner->loop, PROGRESS_US, PROGRESS_US, report_progress, runner);
	if (runner->ended_count < runner->count)
		loop_run(runner->loop);
	if (options->progress)
		report_progress(runner);
}

/* --- what asking did to this host --- */

/* Says once if this host keeps an entry for each address that it asks. BEFORE: as it was. */
static void look_at_tracking(const struct probe_runner *runner, const struct conntrack *before, int64_t took_us)
{
	struct conntrack after;

	if (!conntrack_read(&after) || !conntrack_was_filled(before, &after, runner->ended_count, took_us))
		return;
	notes_write(runner->options->notes, NOTES_WARNING,
		    _("this host tracks a connection for each address that is asked: its table went from %u to %u of %u "
		      "entries, which costs time, and once it is full packets are dropped; asking on all the same; "
		      "this exempts our packets: nft '%s'"),
		    before->count, after.count, after.most, CONNTRACK_EXEMPTION);
}

/* --- in place of the network --- */

/* What a login finds out, where the overlay says so. */
static void read_overlay(const struct probe_options *options, const struct overlay_reading *said, struct result *result)
{
	struct ssh_facts *facts = &result_new_facts(result, QUESTION_SSH)->ssh;

	facts->logins = 1;
	facts->reading = reading_overlaid(options->platforms, said, result->started_at_us);
	facts->commands = facts->reading->part_count;
}

/* A kind that asks once gets an answer once, and no facts; a login those that the overlay has. */
static void ask_overlay_once(const struct probe_options *options, const struct probe *probe, struct result *result)
{
	const struct question *question = probe->item.question;
	const struct overlay_answer *answer =
		overlay_find(options->overlay, question->name, &question->address);

	result->end = (uint8_t)answer->end;
	if (answer->end == PROBE_COULD_NOT_ASK)
		result->reason = answer->reason;
	else if (answer->end == PROBE_ANSWERED)
		result_take_time(result, answer->rtt_us);
	if (answer->end == PROBE_ANSWERED && answer->reading && question->kind == QUESTION_SSH && options->platforms)
		read_overlay(options, answer->reading, result);
}

static void ask_overlay(const struct probe_options *options, const struct probe *probe, struct result *result)
{
	const struct address *address = item_address(&probe->item);
	const struct service_class *class = item_service_class(&probe->item);
	const struct overlay_answer *answer = overlay_find(options->overlay, NULL, address);
	int packets = options->packets ? options->packets : class->packets;
	int lost = packets;
	g_autofree int32_t *rtts_us = g_new(int32_t, packets);

	if (!address->family || answer->end == PROBE_COULD_NOT_ASK) {
		result->reason = address->family ? answer->reason : _("the inventory holds no address for it");
		return;
	}
	if (answer->end == PROBE_ANSWERED)
		lost = (int)(((int64_t)packets * answer->loss_ppm + 500000) / 1000000);
	for (int i = 0; i < packets; i++)
		rtts_us[i] = i < packets - lost ? (int32_t)answer->rtt_us : -1;
	result->sent = (uint16_t)packets;
	result->received = (uint16_t)(packets - lost);
	result->end = lost < packets ? PROBE_ANSWERED : PROBE_NO_ANSWER;
	result_take_rtts(result, rtts_us, packets, options->gap_us ? options->gap_us : class->gap_us);
	if (options->keep_packets) {
		result->packet_count = packets;
		result->packets = g_new(struct icmp_packet, packets);
		for (int i = 0; i < packets; i++)
			result->packets[i] = (struct icmp_packet){
				rtts_us[i] < 0 ? PACKET_LOST : PACKET_ANSWERED, rtts_us[i],
			};
	}
}

static bool ask_network(struct probe_runner *runner, struct result *results, GError **error)
{
	int64_t began_us = clock_monotonic_us(runner->options->clock);
	struct conntrack before;
	bool tracks = conntrack_read(&before), started;

	runner->ended = g_new0(bool, MAX(runner->count, 1));
	runner->loop = loop_new();
	started = start_kinds(runner, error);
	if (started)
		wait_for_all(runner);
	if (runner->end == RUN_CANCELLED)
		hold_signals();
	collect(runner, results);
	if (tracks)
		look_at_tracking(runner, &before, clock_monotonic_us(runner->options->clock) - began_us);
	close_kinds(runner);
	loop_free(runner->loop);
	g_free(runner->ended);
	return started;
}

bool probe_run(const struct probe *probes, uint32_t count, const struct probe_options *options,
	       struct result *results, enum run_end *ret_end, int *ret_signal, GError **error)
{
	int64_t started_at_us = clock_wall_us(options->clock);
	struct probe_runner runner = { .probes = probes, .count = count, .options = options };
	bool started = true;

	for (uint32_t i = 0; i < count; i++) {
		result_init(&results[i]);
		results[i].started_at_us = started_at_us;
		if (options->overlay && probes[i].item.question)
			ask_overlay_once(options, &probes[i], &results[i]);
		else if (options->overlay)
			ask_overlay(options, &probes[i], &results[i]);
	}
	if (!options->overlay)
		started = ask_network(&runner, results, error);
	*ret_end = runner.end;
	*ret_signal = runner.signal;
	return started;
}
