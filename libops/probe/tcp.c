/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Probe kind `tcp`: whether something answers at a port of a device or line,
 * and says what it should. How connections are made and taken down is the
 * wire's business (net/tcp.h).
 */
#include "base/pattern.h"
#include "base/text.h"
#include "base/translate.h"
#include "net/tcp.h"
#include "probe/internal.h"

#include <string.h>

struct probe_kind_run {
	struct probe_runner *runner;
	uint32_t *probe_of; /* by question */
	uint32_t *question_of; /* by probe */
	struct tcp_question *questions;
	uint32_t count;
	GHashTable *patterns; /* text -> struct pattern, owned */
	struct tcp_wire *wire;
};

static void question_ended(void *context, uint32_t question)
{
	struct probe_kind_run *run = context;

	probe_done(run->runner, run->probe_of[question]);
}

static void free_pattern(gpointer pattern)
{
	pattern_free(pattern);
}

/* Many lines have the same. The inventory has seen that it is one. */
static const struct pattern *pattern_of(struct probe_kind_run *run, const char *text)
{
	struct pattern *pattern = g_hash_table_lookup(run->patterns, text);

	if (!pattern) {
		pattern = pattern_new(text, NULL);
		g_assert(pattern);
		g_hash_table_insert(run->patterns, (gpointer)text, pattern);
	}
	return pattern;
}

static struct tcp_question question_for(struct probe_kind_run *run, const struct question *question)
{
	struct tcp_question tcp = {
		.to = question->address,
		.port = (uint16_t)question->port,
		.timeout_us = question->timeout_us,
		.send = question->send,
		.expect = question->expect ? pattern_of(run, question->expect) : NULL,
	};

	/* Asked by the way of the line that it is about. */
	if (question->line && question->line->source.family == question->address.family)
		tcp.source = question->line->source;
	if (question->line)
		tcp.interface = question->line->interface;
	return tcp;
}

static struct probe_kind_run *tcp_kind_open(struct probe_runner *runner, const struct probe *probes,
					    uint32_t count)
{
	const struct probe_options *options = probe_runner_options(runner);
	struct probe_kind_run *run = g_new0(struct probe_kind_run, 1);
	const struct tcp_options wire_options = {
		.loop = probe_runner_loop(runner),
		.clock = options->clock,
		.ended = question_ended,
		.context = run,
	};

	run->runner = runner;
	run->probe_of = g_new(uint32_t, MAX(count, 1));
	run->question_of = g_new(uint32_t, MAX(count, 1));
	run->patterns = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, free_pattern);
	for (uint32_t i = 0; i < count; i++) {
		if (probes[i].kind != &probe_tcp)
			continue;
		run->question_of[i] = run->count;
		run->probe_of[run->count++] = i;
	}
	run->questions = g_new(struct tcp_question, MAX(run->count, 1));
	for (uint32_t q = 0; q < run->count; q++)
		run->questions[q] = question_for(run, probes[run->probe_of[q]].item.question);
	run->wire = tcp_open(&wire_options, run->questions, run->count);
	return run;
}

static bool tcp_kind_start(struct probe_kind_run *run, GError **error)
{
	tcp_start(run->wire);
	return true;
}

static void tcp_kind_cancel(struct probe_kind_run *run)
{
	tcp_cancel(run->wire);
}

/* What came, line ends as blanks, safe to show, and whole characters. */
static void take_received(struct tcp_facts *facts, const struct tcp_answer *answer)
{
	g_autofree char *bytes = NULL, *safe = NULL;
	size_t length = answer->received_length;
	const char *end;

	if (!length)
		return;
	bytes = g_memdup2(answer->received, length);
	for (size_t i = 0; i < length; i++)
		if (bytes[i] == '\r' || bytes[i] == '\n')
			bytes[i] = ' ';
	while (length && bytes[length - 1] == ' ')
		length--;
	safe = text_safe(bytes, length, length);
	g_strlcpy(facts->received, safe, sizeof facts->received);
	if (!g_utf8_validate(facts->received, -1, &end))
		facts->received[end - facts->received] = '\0';
}

static void tcp_kind_collect(struct probe_kind_run *run, uint32_t probe, struct result *result)
{
	struct tcp_answer answer;
	struct tcp_facts *facts;

	tcp_read(run->wire, run->question_of[probe], &answer);
	result->end = (uint8_t)answer.end;
	if (answer.end == PROBE_COULD_NOT_ASK) {
		result->reason = answer.gave_up ? _("finding 'expect' in what came took too long")
						: result_refusal_word(answer.refused_errno);
		return;
	}
	if (answer.end == PROBE_ANSWERED)
		result_take_time(result, answer.time_us);
	facts = &result_new_facts(result, QUESTION_TCP)->tcp;
	facts->connected = answer.connected;
	facts->refused = answer.refused;
	facts->unreachable = answer.unreachable;
	facts->closed = answer.closed;
	take_received(facts, &answer);
}

static void tcp_kind_close(struct probe_kind_run *run)
{
	tcp_close(run->wire);
	g_hash_table_unref(run->patterns);
	g_free(run->questions);
	g_free(run->question_of);
	g_free(run->probe_of);
	g_free(run);
}

const struct probe_kind probe_tcp = {
	.question = QUESTION_TCP,
	.summary = N_("open a TCP connection"),
	.open = tcp_kind_open,
	.start = tcp_kind_start,
	.cancel = tcp_kind_cancel,
	.collect = tcp_kind_collect,
	.close = tcp_kind_close,
};
