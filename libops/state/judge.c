/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One result against the two thresholds of its service class (3.2.1(5)).
 * Pure: the same result gives the same status, today and in a replay.
 */
#include "base/quantity.h"
#include "base/status.h"
#include "base/translate.h"
#include "state/internal.h"

struct judgement state_judgement(enum status status, enum cause cause, int32_t limit)
{
	return (struct judgement){ status, cause, limit, status };
}

struct judgement judge_worse(struct judgement a, struct judgement b)
{
	struct judgement judgement = status_worse(a.status, b.status) == a.status ? a : b;

	judgement.holds = status_worse(a.holds, b.holds);
	return judgement;
}

static bool reaches(int64_t value, int64_t level, bool falling)
{
	return falling ? value <= level : value >= level;
}

/* The worst level of which VALUE has not gone below the clearing value. */
static enum status held_by(const struct thresholds *levels, bool falling, int64_t value)
{
	int64_t warning = levels->warning_clear ? levels->warning_clear : levels->warning;
	int64_t caution = levels->caution_clear ? levels->caution_clear : levels->caution;

	if (levels->warning >= 0 && reaches(value, warning, falling))
		return STATUS_WARNING;
	return levels->caution >= 0 && reaches(value, caution, falling) ? STATUS_CAUTION : STATUS_OK;
}

struct judgement judge_levels(const struct thresholds *levels, bool falling, int64_t value, enum cause cause,
			      int64_t scale)
{
	struct judgement judgement = state_judgement(STATUS_OK, CAUSE_NONE, -1);

	if (levels->warning >= 0 && reaches(value, levels->warning, falling))
		judgement = state_judgement(STATUS_WARNING, cause, (int32_t)(levels->warning / scale));
	else if (levels->caution >= 0 && reaches(value, levels->caution, falling))
		judgement = state_judgement(STATUS_CAUTION, cause, (int32_t)(levels->caution / scale));
	judgement.holds = status_worse(judgement.status, held_by(levels, falling, value));
	return judgement;
}

struct judgement state_judge(const struct inventory *inventory, const struct item *item, const struct result *result)
{
	const struct service_class *service_class =
		inventory_class_at(inventory, item_service_class(item), result->started_at_us);

	return item->question ? judge_question(service_class, item->question, result)
			      : state_judge_answer(service_class, result);
}

struct judgement state_judge_answer(const struct service_class *service_class, const struct result *result)
{
	/* Silence is an answer about the network; not having asked is none. */
	if (result->end == PROBE_COULD_NOT_ASK)
		return state_judgement(STATUS_UNKNOWN, CAUSE_END, -1);
	if (result->end == PROBE_NO_ANSWER)
		return state_judgement(STATUS_DOWN, CAUSE_END, -1);
	/* As nearly all of a nation's lines are. What would clear a level does not reach it:
	 * inventory_load() sees to that. */
	if (held_by(&service_class->loss_ppm, false, result->loss_ppm) == STATUS_OK &&
	    held_by(&service_class->rtt_us, false, result->rtt_median_us) == STATUS_OK)
		return state_judgement(STATUS_OK, CAUSE_NONE, -1);
	/* Where both are equally bad, loss is what the users feel. */
	return judge_worse(judge_levels(&service_class->loss_ppm, false, result->loss_ppm, CAUSE_LOSS, 1),
			   judge_levels(&service_class->rtt_us, false, result->rtt_median_us, CAUSE_RTT, 1));
}

/* "loss 40% (warning from 40%)" */
static char *explain_figure(const char *figure, const char *value, enum status status, const char *threshold)
{
	if (status == STATUS_WARNING)
		return g_strdup_printf(_("%s %s (warning from %s)"), figure, value, threshold);
	return g_strdup_printf(_("%s %s (caution from %s)"), figure, value, threshold);
}

static char *explain_loss(const struct judgement *judgement, int32_t loss_ppm)
{
	g_autofree char *value = quantity_show_percentage(loss_ppm);
	g_autofree char *threshold = quantity_show_percentage(judgement->limit);

	return explain_figure(_("loss"), value, judgement->status, threshold);
}

static char *explain_rtt(const struct judgement *judgement, int64_t rtt_us)
{
	g_autofree char *value = quantity_show_duration(rtt_us);
	g_autofree char *threshold = quantity_show_duration(judgement->limit);

	return explain_figure(_("rtt"), value, judgement->status, threshold);
}

/* "warning from 85%": what it is, what was seen says. */
static char *explain_level(const struct judgement *judgement)
{
	g_autofree char *level = judgement->cause == CAUSE_SHARE
					 ? quantity_show_percentage(judgement->limit)
					 : quantity_show_duration(judgement->limit * (int64_t)G_USEC_PER_SEC);

	return g_strdup_printf(judgement->status == STATUS_WARNING ? _("warning from %s") : _("caution from %s"), level);
}

/* How much is left, what was seen says. */
static char *explain_days(const struct judgement *judgement)
{
	return g_strdup_printf(judgement->status == STATUS_WARNING ? _("certificate runs out (warning from %d d)")
								  : _("certificate runs out (caution from %d d)"),
			       judgement->limit);
}

const char *state_explain(const struct judgement *judgement, const struct result *result,
			  char text[RESULT_TEXT_SIZE])
{
	char seen[RESULT_TEXT_SIZE];
	g_autofree char *why = NULL, *whole = NULL;
	const char *end;

	probe_describe(result, seen);
	if (judgement->limit >= 0 && (judgement->cause == CAUSE_SHARE || judgement->cause == CAUSE_TIME))
		why = explain_level(judgement);
	else if (judgement->limit >= 0 && judgement->cause == CAUSE_EXPIRY)
		why = explain_days(judgement);
	else if (judgement->limit >= 0 && judgement->cause == CAUSE_LOSS)
		why = explain_loss(judgement, result->loss_ppm);
	else if (judgement->limit >= 0 && judgement->cause == CAUSE_RTT)
		why = explain_rtt(judgement, result->rtt_median_us);
	whole = why ? g_strdup_printf("%s; %s", why, seen) : g_strdup(seen);
	g_strlcpy(text, whole, RESULT_TEXT_SIZE);
	/* Cut between characters, never inside one. */
	if (!g_utf8_validate(text, -1, &end))
		text[end - text] = '\0';
	return text;
}
