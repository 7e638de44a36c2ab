/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What came of a further question, against its own settings: each figure has its
 * word, and the worst counts. Pure: time is that of the result.
 */
#include "base/status.h"
#include "state/internal.h"

#define DAY_US (INT64_C(24) * 3600 * G_USEC_PER_SEC)

static const struct judgement fine = { STATUS_OK, CAUSE_NONE, -1 };

/* The worse of two; of equals the first. */
static struct judgement worse(struct judgement a, struct judgement b)
{
	return status_worse(a.status, b.status) == a.status ? a : b;
}

static struct judgement judge_time(const struct question *question, const struct result *result)
{
	const struct thresholds *time_us = &question->time_us;

	if (!time_us->warning || result->rtt_median_us < time_us->caution)
		return fine;
	if (result->rtt_median_us >= time_us->warning)
		return (struct judgement){ STATUS_WARNING, CAUSE_RTT, (int32_t)time_us->warning };
	return (struct judgement){ STATUS_CAUTION, CAUSE_RTT, (int32_t)time_us->caution };
}

/* A certificate that has LEFT_US until it runs out. */
static struct judgement judge_left(const struct question *question, int64_t left_us)
{
	const struct thresholds *levels = &question->left_us;

	if (left_us <= 0)
		return (struct judgement){ STATUS_WARNING, CAUSE_EXPIRY, -1 };
	if (left_us <= levels->warning)
		return (struct judgement){ STATUS_WARNING, CAUSE_EXPIRY, (int32_t)(levels->warning / DAY_US) };
	if (left_us <= levels->caution)
		return (struct judgement){ STATUS_CAUTION, CAUSE_EXPIRY, (int32_t)(levels->caution / DAY_US) };
	return fine;
}

static struct judgement judge_tls(const struct question *question, const struct tls_facts *tls, int64_t now_us)
{
	struct judgement judgement = fine;

	if (tls->fault == CERTIFICATE_EXPIRED)
		judgement = (struct judgement){ STATUS_WARNING, CAUSE_EXPIRY, -1 };
	else if (tls->fault != CERTIFICATE_GOOD)
		judgement = (struct judgement){ STATUS_WARNING, CAUSE_CERTIFICATE, -1 };
	if (tls->leaf_expires_at_us >= 0)
		judgement = worse(judgement, judge_left(question, tls->leaf_expires_at_us - now_us));
	/* A certificate that is sent and not needed may run out unnoticed; one of the chain may not. */
	if (tls->chain_expires_at_us >= 0)
		judgement = worse(judgement, judge_left(question, tls->chain_expires_at_us - now_us));
	if (tls->version && tls->version < question->least_version)
		judgement = worse(judgement, (struct judgement){ STATUS_CAUTION, CAUSE_VERSION, -1 });
	return judgement;
}

struct judgement judge_figure(const struct device *device, enum figure figure, int64_t value)
{
	const struct thresholds *levels = inventory_device_levels(device, figure);
	const struct figure_rule *rule = inventory_figure(figure);
	enum cause cause = rule->unit == FIGURE_SHARE ? CAUSE_SHARE : CAUSE_TIME;
	int64_t scale = rule->unit == FIGURE_SHARE ? 1 : G_USEC_PER_SEC;

	if (!levels)
		return fine;
	if (levels->warning >= 0 && (rule->falling ? value <= levels->warning : value >= levels->warning))
		return (struct judgement){ STATUS_WARNING, cause, (int32_t)(levels->warning / scale) };
	if (levels->caution >= 0 && (rule->falling ? value <= levels->caution : value >= levels->caution))
		return (struct judgement){ STATUS_CAUTION, cause, (int32_t)(levels->caution / scale) };
	return fine;
}

/* A device that can be read, but not wholly, or slowly. */
static struct judgement judge_login(const struct question *question, const struct ssh_facts *ssh, int64_t took_us)
{
	struct judgement judgement = judge_figure(question->device, FIGURE_LOGIN, took_us);

	if (ssh->missing > 0)
		judgement = worse(judgement, (struct judgement){ STATUS_CAUTION, CAUSE_STATE, -1 });
	return judgement;
}

static struct judgement judge_plugin(const struct plugin_facts *plugin)
{
	static const enum status statuses[] = { STATUS_OK, STATUS_CAUTION, STATUS_WARNING, STATUS_UNKNOWN };
	bool sound = plugin->exit_status >= 0 && plugin->exit_status < (int)G_N_ELEMENTS(statuses);

	/* Whatever else it exits with, the protocol has no meaning for. */
	return (struct judgement){ sound ? statuses[plugin->exit_status] : STATUS_UNKNOWN, CAUSE_PLUGIN, -1 };
}

static struct judgement judge_facts(const struct question *question, const struct result_facts *facts,
				    int64_t now_us, int64_t took_us)
{
	switch (facts->kind) {
	case QUESTION_ICMP:
	case QUESTION_TCP:
	case QUESTION_FIGURE:
		return fine;
	case QUESTION_SSH:
		return judge_login(question, &facts->ssh, took_us);
	case QUESTION_TLS:
		return judge_tls(question, &facts->tls, now_us);
	case QUESTION_PATH:
		if (facts->path.passed < facts->path.wanted)
			return (struct judgement){ STATUS_CAUTION, CAUSE_WAY, -1 };
		return fine;
	case QUESTION_MTU:
		if (facts->mtu.passed < question->size)
			return (struct judgement){ STATUS_WARNING, CAUSE_SIZE, question->size };
		return fine;
	case QUESTION_PLUGIN:
		return judge_plugin(&facts->plugin);
	}
	return fine;
}

struct judgement judge_question(const struct question *question, const struct result *result)
{
	struct judgement judgement;

	if (result->end == PROBE_COULD_NOT_ASK)
		return (struct judgement){ STATUS_UNKNOWN, CAUSE_END, -1 };
	if (result->end == PROBE_NO_ANSWER)
		return (struct judgement){ STATUS_DOWN, CAUSE_END, -1 };
	judgement = judge_time(question, result);
	if (result->facts)
		judgement = worse(judge_facts(question, result->facts, result->started_at_us,
					  result->rtt_median_us), judgement);
	return judgement;
}
