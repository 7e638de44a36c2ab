/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One step of one item's course: levels are counted up and down, the hard status
 * follows from those that are raised, and changes between good and bad leave a
 * score of flapping that fades with time.
 */
#include "state/course.h"

#include <math.h>

/* What a change between good and bad counts, and the most that is counted: however
 * long something flapped, it is settled after the same time. */
#define FLAP_CHANGE 1000
#define FLAP_MOST 8000
/* What is left of a score when it is forgotten. */
#define FLAP_LEAST 50

/* --- rules --- */

static const struct persistence standard[COURSE_LEVEL_COUNT] = {
	[COURSE_CAUTION] = { .raise_steps = 3, .clear_steps = 3 },
	[COURSE_WARNING] = { .raise_steps = 2, .clear_steps = 3 },
	[COURSE_DOWN] = { .raise_steps = 1, .clear_steps = 2 },
	[COURSE_UNKNOWN] = { .raise_steps = 1, .clear_steps = 1 },
};
static const struct persistence at_once = { .raise_steps = 1, .clear_steps = 1 };

static struct persistence filled(struct persistence said, const struct persistence *otherwise)
{
	if (!said.raise_steps)
		said.raise_steps = otherwise->raise_steps;
	if (!said.clear_steps)
		said.clear_steps = otherwise->clear_steps;
	return said;
}

/* The levels that ITEM, a figure of a device, has by its name ("device:b1/load:c2-main"); NULL: it
 * is something that is as it should be, or is not. */
static const struct thresholds *figure_levels(const struct service_class *service_class, const struct item *item)
{
	const char *what = item_question_name(item);
	g_autofree char *word = g_strndup(what, strcspn(what, ":"));
	int figure = words_find(WORDS_FIGURE, strcmp(word, "uptime") ? word : "rebooted");

	return figure < 0 ? NULL : &service_class->figures[figure];
}

/* What decided it has two levels of its own: these; else NULL. */
static const struct thresholds *levels_of(const struct service_class *service_class, const struct item *item,
					  enum cause cause)
{
	switch (item_question_kind(item)) {
	case QUESTION_ICMP:
		return cause == CAUSE_RTT ? &service_class->rtt_us : &service_class->loss_ppm;
	case QUESTION_FIGURE:
		return figure_levels(service_class, item);
	case QUESTION_SSH:
		return &service_class->figures[FIGURE_LOGIN];
	case QUESTION_TLS:
		return cause == CAUSE_EXPIRY ? &item->question->left_us : &item->question->time_us;
	case QUESTION_TCP:
	case QUESTION_PLUGIN:
		return &item->question->time_us;
	default:
		return NULL;
	}
}

/* What is so or is not so, whatever was measured. */
static bool has_no_figure(enum cause cause)
{
	switch (cause) {
	case CAUSE_CERTIFICATE:
	case CAUSE_EXPIRY:
	case CAUSE_VERSION:
	case CAUSE_WAY:
	case CAUSE_SIZE:
	case CAUSE_PLUGIN:
	case CAUSE_STATE:
	case CAUSE_GROUP:
	case CAUSE_TREND:
		return true;
	default:
		return false;
	}
}

struct course_rule course_rule_of(const struct service_class *service_class, const struct item *item,
				  enum cause cause)
{
	const struct thresholds *levels = levels_of(service_class, item, cause);
	bool measured = levels && !has_no_figure(cause);
	/* What leads to a warning says nothing of how one is over that was measured. */
	bool warning_measured = measured || (levels && cause == CAUSE_TREND);
	struct course_rule rule = {
		.flapping = service_class->flapping,
		.interval_us = service_class->interval_us,
	};

	rule.levels[COURSE_CAUTION] = filled(levels ? levels->caution_lasts : at_once,
					     measured ? &standard[COURSE_CAUTION] : &at_once);
	rule.levels[COURSE_WARNING] = filled(levels ? levels->warning_lasts : at_once,
					     warning_measured ? &standard[COURSE_WARNING] : &at_once);
	rule.levels[COURSE_DOWN] = levels ? filled(service_class->down_lasts, &standard[COURSE_DOWN]) : at_once;
	rule.levels[COURSE_UNKNOWN] = filled(service_class->unknown_lasts, &standard[COURSE_UNKNOWN]);
	return rule;
}

/* --- what one run says of a level --- */

enum motion { MOTION_AGAINST, MOTION_NEITHER, MOTION_FOR };

static const enum status status_of[COURSE_LEVEL_COUNT] = { STATUS_CAUTION, STATUS_WARNING, STATUS_DOWN,
							   STATUS_UNKNOWN };

/* How bad what was measured is; UNKNOWN was not measured. */
static int rank_of(enum status status)
{
	switch (status) {
	case STATUS_CAUTION:
		return 1;
	case STATUS_WARNING:
		return 2;
	case STATUS_DOWN:
		return 3;
	default:
		return 0;
	}
}

static enum motion motion_of(const struct judgement *judgement, enum course_level level)
{
	int rank = rank_of(judgement->status);

	if (level == COURSE_UNKNOWN)
		return judgement->status == STATUS_UNKNOWN ? MOTION_FOR : MOTION_AGAINST;
	/* Silence and not having asked say nothing of loss or of time. */
	if (judgement->status == STATUS_UNKNOWN || (judgement->status == STATUS_DOWN && level != COURSE_DOWN))
		return MOTION_NEITHER;
	if (rank >= rank_of(status_of[level]))
		return MOTION_FOR;
	return rank_of(judgement->holds) >= rank_of(status_of[level]) ? MOTION_NEITHER : MOTION_AGAINST;
}

/* --- one level --- */

static void recount(struct course_step *step)
{
	step->count = 0;
	step->since_us = 0;
	step->covered_us = 0;
}

/* One run more in a row. */
static void count_on(struct course_step *step, int64_t last_at_us, int64_t at_us, int64_t interval_us)
{
	if (!step->count)
		step->since_us = at_us;
	else if (last_at_us && at_us - last_at_us <= 2 * interval_us)
		step->covered_us += at_us - last_at_us;
	if (step->count < G_MAXUINT16)
		step->count++;
}

static bool has_lasted(const struct course_step *step, const struct persistence *lasts, int64_t at_us)
{
	int64_t lasted_us = at_us - step->since_us;

	if (step->count < lasts->raise_steps || lasted_us < lasts->over_us)
		return false;
	return !lasts->over_us ||
	       (double)step->covered_us * 1e6 >= (double)lasts->coverage_ppm * (double)lasted_us;
}

/* What is not raised is counted up, what is raised counted down. When what is so now was first seen, if
 * that changed; else 0. */
static int64_t step_level(struct course_step *step, enum motion motion, const struct persistence *lasts,
			  int64_t last_at_us, int64_t at_us, int64_t interval_us)
{
	enum motion counted = step->raised ? MOTION_AGAINST : MOTION_FOR;
	int64_t seen_at_us = 0;

	if (motion == MOTION_NEITHER)
		return 0;
	if (motion != counted) {
		recount(step);
		return 0;
	}
	count_on(step, last_at_us, at_us, interval_us);
	if (!step->raised && has_lasted(step, lasts, at_us)) {
		seen_at_us = step->since_us;
		*step = (struct course_step){ .raised = true, .raised_at_us = at_us };
	} else if (step->raised && step->count >= lasts->clear_steps &&
		   at_us - step->raised_at_us >= lasts->hold_us) {
		seen_at_us = step->since_us;
		*step = (struct course_step){ 0 };
	}
	return seen_at_us;
}

static enum status hard_of(const struct course_record *more)
{
	if (more->levels[COURSE_UNKNOWN].raised)
		return STATUS_UNKNOWN;
	for (int level = COURSE_DOWN; level >= COURSE_CAUTION; level--)
		if (more->levels[level].raised)
			return status_of[level];
	return STATUS_OK;
}

/* --- flapping --- */

int32_t course_flap_score(const struct course_record *more, const struct flapping_rule *rule, int64_t at_us)
{
	int64_t elapsed_us = MAX(at_us - more->flap_at_us, 0);

	if (!more->flap_score || rule->half_life_us <= 0)
		return 0;
	return (int32_t)((double)more->flap_score * exp2(-(double)elapsed_us / (double)rule->half_life_us));
}

static void step_flapping(struct course_record *more, const struct flapping_rule *rule,
			  const struct course_sight *sight)
{
	enum status before = more->seen, now = sight->judgement.status;
	bool changed = before != STATUS_UNKNOWN && now != STATUS_UNKNOWN && status_is_bad(before) != status_is_bad(now) &&
		       !sight->hidden && !sight->anew;

	more->flap_score = course_flap_score(more, rule, sight->at_us);
	if (changed && rule->half_life_us > 0)
		more->flap_score = MIN(more->flap_score + FLAP_CHANGE, FLAP_MOST);
	if (more->flap_score < FLAP_LEAST)
		more->flap_score = 0;
	more->flap_at_us = more->flap_score ? sight->at_us : 0;
	if (more->flapping)
		more->flapping = more->flap_score >= rule->end;
	else
		more->flapping = rule->half_life_us > 0 && more->flap_score >= rule->start;
	more->flapping_told &= more->flapping;
}

/* --- the step --- */

/* Since when it is bad, for whoever asks how long it was. */
static void note_good_and_bad(struct course_record *more, int64_t last_at_us, const struct course_sight *sight)
{
	enum status now = sight->judgement.status;

	if (!status_is_bad(now))
		return;
	if (!more->bad_at_us) {
		more->good_at_us = more->seen == STATUS_OK || more->seen == STATUS_CAUTION ? last_at_us : 0;
		more->bad_at_us = sight->at_us;
	}
	more->last_bad_at_us = sight->at_us;
}

/* What decided the hard status, as far as this run says it. */
static void note_cause(struct course *course, const struct judgement *judgement)
{
	if (course->status == STATUS_OK) {
		course->more.cause = CAUSE_NONE;
		course->more.limit = -1;
	} else if (judgement->status == course->status) {
		course->more.cause = judgement->cause;
		course->more.limit = judgement->limit;
	}
}

void course_init(struct course *course)
{
	memset(course, 0, sizeof(*course));
	course->more.cause = CAUSE_NONE;
	course->more.limit = -1;
}

void course_recall(struct course *course, enum status status, int64_t since_us, const struct course_record *more)
{
	course_init(course);
	course->known = true;
	course->status = status;
	course->since_us = since_us;
	if (more) {
		course->more = *more;
		return;
	}
	course->more.seen = course->more.told = status;
	for (int level = 0; level < COURSE_LEVEL_COUNT; level++)
		if (status_of[level] == status)
			course->more.levels[level] = (struct course_step){ .raised = true, .raised_at_us = since_us };
}

bool course_end_outage(struct course *course, int64_t *ret_least_us, int64_t *ret_most_us)
{
	struct course_record *more = &course->more;

	if (!more->bad_at_us || status_is_bad(more->seen) || more->seen == STATUS_UNKNOWN || status_is_bad(course->status) ||
	    course->status == STATUS_UNKNOWN)
		return false;
	*ret_least_us = more->last_bad_at_us - more->bad_at_us;
	*ret_most_us = more->good_at_us && course->back_at_us ? course->back_at_us - more->good_at_us : -1;
	more->good_at_us = more->bad_at_us = more->last_bad_at_us = 0;
	return true;
}

bool course_is_stale(int64_t last_at_us, const struct course_sight *sight)
{
	int64_t judged_at_us = sight->judged_at_us ? sight->judged_at_us : sight->at_us;

	return last_at_us && sight->at_us <= last_at_us && last_at_us <= judged_at_us;
}

/* Else what is held, lasts or fades would wait until the clock has been there again. */
static void pull_back(struct course *course, int64_t at_us)
{
	struct course_record *more = &course->more;
	int64_t *const instants[] = { &course->since_us,  &more->told_at_us,	 &more->good_at_us,
				      &more->bad_at_us, &more->last_bad_at_us, &more->flap_at_us };

	for (size_t i = 0; i < G_N_ELEMENTS(instants); i++)
		*instants[i] = MIN(*instants[i], at_us);
	for (int level = 0; level < COURSE_LEVEL_COUNT; level++) {
		struct course_step *step = &more->levels[level];

		step->since_us = MIN(step->since_us, at_us);
		step->raised_at_us = MIN(step->raised_at_us, at_us);
	}
}

/* Since when the hard status that COURSE has now is so: from the first run that counted for it. */
static int64_t began(const struct course *course, const int64_t began_us[COURSE_LEVEL_COUNT], int64_t at_us)
{
	for (int level = 0; level < COURSE_LEVEL_COUNT; level++)
		if (status_of[level] == course->status && began_us[level])
			return began_us[level];
	return course->back_at_us ? course->back_at_us : at_us;
}

int64_t course_seen_since_us(const struct course *course, int64_t at_us)
{
	if (!course_is_soft(course))
		return course->since_us;
	for (int level = 0; level < COURSE_LEVEL_COUNT; level++) {
		const struct course_step *step = &course->more.levels[level];

		if (step->count && (step->raised || status_of[level] == course->more.seen))
			return step->since_us;
	}
	return at_us;
}

bool course_step(struct course *course, int64_t last_at_us, const struct course_rule *rule,
		 const struct course_sight *sight)
{
	struct course_record *more = &course->more;
	enum status before = course->status;
	int64_t began_us[COURSE_LEVEL_COUNT] = { 0 };
	bool first = !course->known;

	if (!first && course_is_stale(last_at_us, sight))
		return false;
	if (last_at_us > sight->at_us)
		last_at_us = 0;
	pull_back(course, sight->at_us);
	course->back_at_us = 0;
	for (int level = 0; level < COURSE_LEVEL_COUNT; level++) {
		struct course_step *step = &more->levels[level];
		int64_t seen_at_us;

		if (sight->anew && !step->raised)
			recount(step);
		seen_at_us = step_level(step, motion_of(&sight->judgement, (enum course_level)level),
					&rule->levels[level], last_at_us, sight->at_us, rule->interval_us);
		if (seen_at_us && step->raised)
			began_us[level] = seen_at_us;
		else if (seen_at_us)
			course->back_at_us = seen_at_us;
	}
	/* Nobody knows better than what was seen first: that it is well would be a guess. */
	for (int level = 0; first && level < COURSE_LEVEL_COUNT; level++)
		if (motion_of(&sight->judgement, (enum course_level)level) == MOTION_FOR)
			more->levels[level] = (struct course_step){ .raised = true, .raised_at_us = sight->at_us };
	/* Whatever is worth a warning is worth a caution, also on its way back. */
	if (more->levels[COURSE_WARNING].raised && !more->levels[COURSE_CAUTION].raised)
		more->levels[COURSE_CAUTION] =
			(struct course_step){ .raised = true, .raised_at_us = more->levels[COURSE_WARNING].raised_at_us };
	note_good_and_bad(more, last_at_us, sight);
	step_flapping(more, &rule->flapping, sight);
	more->seen = sight->judgement.status;
	course->known = true;
	course->status = hard_of(more);
	if (first || course->status != before)
		course->since_us = began(course, began_us, sight->at_us);
	note_cause(course, &sight->judgement);
	return course->status != before;
}

bool course_is_soft(const struct course *course)
{
	return course->known && course->more.seen != course->status;
}

bool course_at_rest(const struct course *course)
{
	const struct course_record *more = &course->more;

	if (course->status != STATUS_OK || more->seen != STATUS_OK || more->told != STATUS_OK || more->flapping ||
	    more->flap_score || more->bad_at_us || more->hidden_by || more->window || more->silence)
		return false;
	for (int level = 0; level < COURSE_LEVEL_COUNT; level++)
		if (more->levels[level].raised || more->levels[level].count)
			return false;
	return true;
}
