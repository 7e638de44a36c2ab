/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Probe kind `tls`: whether a server shakes hands, and what its certificate is and
 * how long it holds. The shaking of hands is the wire's business (net/tls.h).
 */
#include "base/translate.h"
#include "net/tls.h"
#include "probe/internal.h"

struct probe_kind_run {
	struct probe_runner *runner;
	uint32_t *probe_of; /* by question */
	uint32_t *question_of; /* by probe */
	struct tls_question *questions;
	uint32_t count;
	struct tls_wire *wire;
	char *program;
};

static void question_ended(void *context, uint32_t question)
{
	struct probe_kind_run *run = context;

	probe_done(run->runner, run->probe_of[question]);
}

static struct tls_question question_for(const struct question *question, int64_t at_us)
{
	struct tls_question tls = {
		.to = question->address,
		.port = (uint16_t)question->port,
		.timeout_us = question->timeout_us,
		.server_name = question->server_name,
		.trust = question->trust,
		.at_us = at_us,
	};

	/* Asked by the way of the line that it is about. */
	if (question->line && question->line->source.family == question->address.family)
		tls.source = question->line->source;
	if (question->line)
		tls.interface = question->line->interface;
	return tls;
}

static struct probe_kind_run *tls_kind_open(struct probe_runner *runner, const struct probe *probes,
					    uint32_t count)
{
	const struct probe_options *options = probe_runner_options(runner);
	struct probe_kind_run *run = g_new0(struct probe_kind_run, 1);
	int64_t at_us = clock_wall_us(options->clock);
	struct tls_options wire_options = {
		.loop = probe_runner_loop(runner),
		.ended = question_ended,
		.context = run,
	};

	run->program = g_build_filename(options->libexec, "nwops-tls", NULL);
	wire_options.program = run->program;
	run->runner = runner;
	run->probe_of = g_new(uint32_t, MAX(count, 1));
	run->question_of = g_new(uint32_t, MAX(count, 1));
	for (uint32_t i = 0; i < count; i++) {
		if (probes[i].kind != &probe_tls)
			continue;
		run->question_of[i] = run->count;
		run->probe_of[run->count++] = i;
	}
	run->questions = g_new(struct tls_question, MAX(run->count, 1));
	for (uint32_t q = 0; q < run->count; q++)
		run->questions[q] = question_for(probes[run->probe_of[q]].item.question, at_us);
	run->wire = tls_open(&wire_options, run->questions, run->count);
	return run;
}

static bool tls_kind_start(struct probe_kind_run *run, GError **error)
{
	return tls_start(run->wire, error);
}

static void tls_kind_cancel(struct probe_kind_run *run)
{
	tls_cancel(run->wire);
}

/* TEXT cut to SIZE, between characters. */
static void take_text(char *ret_text, size_t size, const char *text)
{
	const char *end;

	g_strlcpy(ret_text, text, size);
	if (!g_utf8_validate(ret_text, -1, &end))
		ret_text[end - ret_text] = '\0';
}

/* Why QUESTION could not be asked. */
static const char *refusal_of(const struct tls_question *question, const struct tls_answer *answer)
{
	g_autofree char *text = NULL;

	if (answer->refused_errno)
		return result_refusal_word(answer->refused_errno);
	if (answer->failure == TLS_STOOD_STILL)
		return _("this host stood still meanwhile");
	if (answer->failure == TLS_NO_TRUST && !question->trust)
		return _("this host has no certificates that it trusts");
	if (answer->failure != TLS_NO_TRUST)
		return g_intern_string(answer->detail);
	text = g_strdup_printf(_("no certificate to trust could be read from '%s'"),
			       question->trust);
	return g_intern_string(text);
}

static void tls_kind_collect(struct probe_kind_run *run, uint32_t probe, struct result *result)
{
	const struct tls_answer *answer = tls_read(run->wire, run->question_of[probe]);
	struct tls_facts *facts;

	result->end = (uint8_t)answer->end;
	if (answer->end == PROBE_COULD_NOT_ASK) {
		result->reason = refusal_of(&run->questions[run->question_of[probe]], answer);
		return;
	}
	if (answer->end == PROBE_ANSWERED)
		result_take_time(result, answer->time_us);
	facts = &result_new_facts(result, QUESTION_TLS)->tls;
	facts->failure = answer->failure;
	facts->fault = answer->fault;
	facts->version = answer->version;
	facts->leaf_expires_at_us = answer->leaf_expires_at_us;
	facts->sent_expires_at_us = answer->sent_expires_at_us;
	facts->chain_expires_at_us = answer->chain_expires_at_us;
	take_text(facts->subject, sizeof facts->subject, answer->subject);
	take_text(facts->detail, sizeof facts->detail, answer->detail);
}

static void tls_kind_close(struct probe_kind_run *run)
{
	tls_close(run->wire);
	g_free(run->questions);
	g_free(run->question_of);
	g_free(run->probe_of);
	g_free(run->program);
	g_free(run);
}

const struct probe_kind probe_tls = {
	.question = QUESTION_TLS,
	.summary = N_("shake hands by TLS and look at the certificate"),
	.open = tls_kind_open,
	.start = tls_kind_start,
	.cancel = tls_kind_cancel,
	.collect = tls_kind_collect,
	.close = tls_kind_close,
};
