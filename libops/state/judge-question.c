/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What came of a further question, against its own settings: each figure has its
 * word, and the worst counts. Pure: time is that of the result.
 */
#include "base/status.h"
#include "state/internal.h"

#define DAY_US (INT64_C(24) * 3600 * G_USEC_PER_SEC)

static const struct judgement fine = { STATUS_OK, CAUSE_NONE, -1, STATUS_OK };

/* How long it took. Reading a device has levels by its service class, all else its own. */
static struct judgement judge_time(const struct service_class *service_class, const struct question *question,
				   int64_t took_us)
{
	if (question->kind == QUESTION_SSH)
		return judge_figure(service_class, FIGURE_LOGIN, took_us);
	if (!question->time_us.warning)
		return fine;
	return judge_levels(&question->time_us, false, took_us, CAUSE_RTT, 1);
}

/* A certificate that has LEFT_US until it runs out. */
static struct judgement judge_left(const struct question *question, int64_t left_us)
{
	if (left_us <= 0)
		return state_judgement(STATUS_WARNING, CAUSE_EXPIRY, -1);
	return judge_levels(&question->left_us, true, left_us, CAUSE_EXPIRY, DAY_US);
}

static struct judgement judge_tls(const struct question *question, const struct tls_facts *tls, int64_t now_us)
{
	struct judgement judgement = fine;

	if (tls->fault == CERTIFICATE_EXPIRED)
		judgement = state_judgement(STATUS_WARNING, CAUSE_EXPIRY, -1);
	else if (tls->fault != CERTIFICATE_GOOD)
		judgement = state_judgement(STATUS_WARNING, CAUSE_CERTIFICATE, -1);
	if (tls->leaf_expires_at_us >= 0)
		judgement = judge_worse(judgement, judge_left(question, tls->leaf_expires_at_us - now_us));
	/* A certificate that is sent and not needed may run out unnoticed; one of the chain may not. */
	if (tls->chain_expires_at_us >= 0)
		judgement = judge_worse(judgement, judge_left(question, tls->chain_expires_at_us - now_us));
	if (tls->version && tls->version < question->least_version)
		judgement = judge_worse(judgement, state_judgement(STATUS_CAUTION, CAUSE_VERSION, -1));
	return judgement;
}

struct judgement judge_figure(const struct service_class *service_class, enum figure figure, int64_t value)
{
	const struct figure_rule *rule = inventory_figure(figure);
	bool share = rule->unit == FIGURE_SHARE;

	if (!service_class)
		return fine;
	return judge_levels(&service_class->figures[figure], rule->falling, value, share ? CAUSE_SHARE : CAUSE_TIME,
			    share ? 1 : G_USEC_PER_SEC);
}

static struct judgement judge_plugin(const struct plugin_facts *plugin)
{
	static const enum status statuses[] = { STATUS_OK, STATUS_CAUTION, STATUS_WARNING, STATUS_UNKNOWN };
	bool sound = plugin->exit_status >= 0 && plugin->exit_status < (int)G_N_ELEMENTS(statuses);

	/* Whatever else it exits with, the protocol has no meaning for. */
	return state_judgement(sound ? statuses[plugin->exit_status] : STATUS_UNKNOWN, CAUSE_PLUGIN, -1);
}

static struct judgement judge_facts(const struct question *question, const struct result_facts *facts,
				    int64_t now_us)
{
	switch (facts->kind) {
	case QUESTION_ICMP:
	case QUESTION_TCP:
	case QUESTION_FIGURE:
	case QUESTION_GROUP:
		return fine;
	case QUESTION_SSH:
		/* It can be read, but not wholly. */
		return facts->ssh.missing > 0 ? state_judgement(STATUS_CAUTION, CAUSE_STATE, -1) : fine;
	case QUESTION_TLS:
		return judge_tls(question, &facts->tls, now_us);
	case QUESTION_PATH:
		if (facts->path.passed < facts->path.wanted)
			return state_judgement(STATUS_CAUTION, CAUSE_WAY, -1);
		return fine;
	case QUESTION_MTU:
		if (facts->mtu.passed < question->size)
			return state_judgement(STATUS_WARNING, CAUSE_SIZE, question->size);
		return fine;
	case QUESTION_PLUGIN:
		return judge_plugin(&facts->plugin);
	}
	return fine;
}

struct judgement judge_question(const struct service_class *service_class, const struct question *question,
				const struct result *result)
{
	struct judgement time, facts = fine;

	if (result->end == PROBE_COULD_NOT_ASK)
		return state_judgement(STATUS_UNKNOWN, CAUSE_END, -1);
	if (result->end == PROBE_NO_ANSWER)
		return state_judgement(STATUS_DOWN, CAUSE_END, -1);
	time = judge_time(service_class, question, result->rtt_median_us);
	if (result->facts)
		facts = judge_facts(question, result->facts, result->started_at_us);
	/* Of equals what a device does not say explains less than how long it took. */
	return question->kind == QUESTION_SSH ? judge_worse(time, facts) : judge_worse(facts, time);
}
