/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The sum: each expectation in its window of time, then the points. A limit belongs to its window:
 * what is done at the very microsecond is in time.
 */
#include "drill/score-internal.h"

#define SHARE_WHOLE 1000

/* --- windows --- */

static bool is_over(const struct drill_evidence *evidence)
{
	return evidence->state == DRILL_ENDED || evidence->state == DRILL_STOPPED;
}

static bool is_cut_short(const struct drill_evidence *evidence)
{
	return evidence->state == DRILL_STOPPED || evidence->state == DRILL_FROZEN;
}

/* When what it is timed from came; -1: not. RET_SKIPPED: and it never will. */
static int64_t origin_us(const struct scoring *scoring, bool *ret_skipped)
{
	const struct drill_expectation *wish = scoring->expectation;
	const struct drill_evidence *evidence = scoring->evidence;

	*ret_skipped = false;
	switch (wish->origin) {
	case DRILL_FROM_START:
		return 0;
	case DRILL_FROM_INJECT:
		*ret_skipped = evidence->inject_skipped[wish->origin_index];
		return evidence->fired_at_us[wish->origin_index];
	case DRILL_FROM_NETWORK:
		*ret_skipped = evidence->change_skipped[wish->origin_index];
		return evidence->changed_at_us[wish->origin_index];
	}
	return -1;
}

/* False: there is no window, and the verdict says so. */
static bool open_window(struct scoring *scoring)
{
	const struct drill_expectation *wish = scoring->expectation;
	const struct drill_evidence *evidence = scoring->evidence;
	struct drill_verdict *verdict = scoring->verdict;
	bool skipped, card_skipped = wish->expect == EXPECT_ANSWERED && evidence->inject_skipped[wish->inject];
	int64_t from_us = origin_us(scoring, &skipped);

	if (!skipped && !card_skipped && wish->expect == EXPECT_ANSWERED && from_us >= 0)
		from_us = evidence->fired_at_us[wish->inject] < 0 ? -1 : MAX(from_us, evidence->fired_at_us[wish->inject]);
	if (skipped || card_skipped) {
		verdict->result = DRILL_EXCUSED;
		verdict->why = WHY_SKIPPED;
	} else if (from_us < 0) {
		verdict->result = is_over(evidence) || is_cut_short(evidence) ? DRILL_EXCUSED : DRILL_PENDING;
		verdict->why = verdict->result == DRILL_EXCUSED ? WHY_CUT_SHORT : WHY_NOT_YET;
	} else {
		verdict->from_us = from_us;
		verdict->until_us = wish->within_us ? from_us + wish->within_us : evidence->lasts_us;
		return true;
	}
	return false;
}

void drill_score_done(struct scoring *scoring, int64_t at_us)
{
	struct drill_verdict *verdict = scoring->verdict;

	verdict->at_us = at_us;
	verdict->why = WHY_PLAIN;
	verdict->result = at_us <= verdict->until_us ? DRILL_MET : DRILL_LATE;
	verdict->late_us = verdict->result == DRILL_LATE ? at_us - verdict->until_us : 0;
}

/* It waits while its time is not over; a drill that was broken off before excuses it. */
void drill_score_not_done(struct scoring *scoring, enum drill_why why)
{
	struct drill_verdict *verdict = scoring->verdict;
	const struct drill_evidence *evidence = scoring->evidence;
	bool in_time = evidence->now_us <= verdict->until_us;

	verdict->result = DRILL_MISSED;
	verdict->why = why;
	if (in_time && is_cut_short(evidence)) {
		verdict->result = DRILL_EXCUSED;
		verdict->why = WHY_CUT_SHORT;
	} else if (in_time && !is_over(evidence)) {
		verdict->result = DRILL_PENDING;
		verdict->why = WHY_NOT_YET;
	}
}

/* --- what is one sight --- */

static void take_entry(struct drill_verdict *verdict, const struct drill_sight *sight)
{
	if (sight->entry)
		g_array_append_val(verdict->entries, sight->entry);
}

static bool is_closed_before(const struct scoring *scoring, const struct drill_sight *opened, int64_t at_us)
{
	for (guint i = 0; i < scoring->evidence->sights->len; i++) {
		const struct drill_sight *sight = scoring->evidence->sights->pdata[i];

		if (sight->kind == SIGHT_CLOSED && sight->at_us < at_us && g_strcmp0(sight->case_id, opened->case_id) == 0)
			return true;
	}
	return false;
}

/* What was so before, and still is, is met at once. */
static bool still_holds(const struct scoring *scoring, const struct drill_sight *sight)
{
	const struct drill_evidence *evidence = scoring->evidence;
	bool near = false;

	if (scoring->expectation->expect == EXPECT_CASE_OPENED)
		return !is_closed_before(scoring, sight, scoring->verdict->from_us);
	for (guint i = 0; i < evidence->sights->len; i++) {
		const struct drill_sight *later = evidence->sights->pdata[i];
		bool same = sight->kind == SIGHT_DECLARED ? later->kind == SIGHT_DECLARED
							  : later->kind == sight->kind && later->field == sight->field &&
								    g_strcmp0(later->case_id, sight->case_id) == 0;

		if (same && later->at_us >= sight->at_us && later != sight && later->at_us <= scoring->verdict->from_us &&
		    !drill_score_matches(scoring, later, &near))
			return false;
	}
	return true;
}

static void judge_sights(struct scoring *scoring)
{
	struct drill_verdict *verdict = scoring->verdict;
	bool lasts = drill_score_lasts(scoring->expectation->expect);
	enum drill_why why = WHY_PLAIN;

	for (guint i = 0; i < scoring->evidence->sights->len; i++) {
		const struct drill_sight *sight = scoring->evidence->sights->pdata[i];
		bool near = false, early = sight->at_us < verdict->from_us;

		if (!drill_score_matches(scoring, sight, &near)) {
			if (near && !early) {
				why = verdict->why == WHY_COUNT ? WHY_COUNT : WHY_OTHER_VALUE;
				verdict->at_us = sight->at_us;
			}
			continue;
		}
		if (!early || (lasts && still_holds(scoring, sight))) {
			take_entry(verdict, sight);
			verdict->said = verdict->right = -1;
			drill_score_done(scoring, MAX(sight->at_us, verdict->from_us));
			return;
		}
		if (why == WHY_PLAIN)
			why = WHY_EARLY;
	}
	drill_score_not_done(scoring, why);
}

/* Met when its window is over and nothing was seen; what was done afterwards is allowed again. */
static void judge_not_done(struct scoring *scoring)
{
	struct drill_verdict *verdict = scoring->verdict;

	for (guint i = 0; i < scoring->evidence->sights->len; i++) {
		const struct drill_sight *sight = scoring->evidence->sights->pdata[i];
		bool near = false;

		if (sight->at_us < verdict->from_us || sight->at_us > verdict->until_us ||
		    !drill_score_matches(scoring, sight, &near))
			continue;
		take_entry(verdict, sight);
		verdict->at_us = sight->at_us;
		verdict->result = DRILL_MISSED;
		verdict->why = WHY_DONE;
		return;
	}
	drill_score_not_done(scoring, WHY_PLAIN);
	if (verdict->result == DRILL_MISSED)
		verdict->result = DRILL_MET;
}

/* The newest judgement counts. Whoever stopped the drill may judge it afterwards. */
static void judge_by_person(struct scoring *scoring)
{
	struct drill_verdict *verdict = scoring->verdict;

	verdict->result = DRILL_PENDING;
	verdict->why = WHY_NOT_JUDGED;
	for (guint i = 0; i < scoring->evidence->sights->len; i++) {
		const struct drill_sight *sight = scoring->evidence->sights->pdata[i];

		if (sight->kind != SIGHT_JUDGED || g_strcmp0(sight->name, scoring->expectation->name) != 0)
			continue;
		g_array_set_size(verdict->entries, 0);
		take_entry(verdict, sight);
		verdict->at_us = sight->at_us;
		verdict->result = sight->met ? DRILL_MET : DRILL_MISSED;
		verdict->why = WHY_PLAIN;
		g_free(verdict->by);
		verdict->by = g_strdup(sight->to ? sight->to : sight->actor);
	}
}

static void judge(struct scoring *scoring)
{
	switch (scoring->expectation->expect) {
	case EXPECT_NOT_DONE:
		judge_not_done(scoring);
		break;
	case EXPECT_JUDGED:
		judge_by_person(scoring);
		break;
	case EXPECT_PROMISE_KEPT:
		drill_score_promises(scoring);
		break;
	case EXPECT_ACKNOWLEDGED:
		drill_score_answers(scoring);
		break;
	default:
		judge_sights(scoring);
	}
}

/* --- points --- */

static void free_verdict(gpointer data)
{
	struct drill_verdict *verdict = data;

	g_array_unref(verdict->entries);
	g_free(verdict->by);
	g_free(verdict);
}

static void add_points(struct drill_points *points, const struct drill_verdict *verdict)
{
	if (verdict->result == DRILL_EXCUSED || verdict->result == DRILL_PENDING)
		return;
	points->of += 2 * (int64_t)verdict->expectation->weight;
	if (verdict->result != DRILL_MISSED)
		points->got += (verdict->result == DRILL_MET ? 2 : 1) * (int64_t)verdict->expectation->weight;
}

static void add_expectation(struct drill_score *score, struct scoring *scoring)
{
	struct drill_verdict *verdict = g_new0(struct drill_verdict, 1);

	verdict->expectation = scoring->expectation;
	verdict->from_us = verdict->until_us = verdict->at_us = verdict->said = verdict->right = -1;
	verdict->entries = g_array_new(FALSE, FALSE, sizeof(int64_t));
	scoring->verdict = verdict;
	scoring->covering = drill_score_covering(scoring);
	if (open_window(scoring))
		judge(scoring);
	g_clear_pointer(&scoring->covering, g_hash_table_unref);
	g_ptr_array_add(score->verdicts, verdict);
	score->counts[verdict->result]++;
	add_points(&score->all, verdict);
	add_points(&score->by[scoring->expectation->capability], verdict);
}

struct drill_score *drill_score_new(const struct drill_scenario *scenario, const struct drill_targets *targets,
				    const struct drill_evidence *evidence)
{
	struct drill_score *score = g_new0(struct drill_score, 1);
	struct scoring scoring = {.scenario = scenario, .targets = targets, .evidence = evidence};

	score->verdicts = g_ptr_array_new_with_free_func(free_verdict);
	for (guint i = 0; i < scenario->expectations->len; i++) {
		scoring.expectation = &g_array_index(scenario->expectations, struct drill_expectation, i);
		add_expectation(score, &scoring);
	}
	return score;
}

void drill_score_free(struct drill_score *score)
{
	if (!score)
		return;
	g_ptr_array_unref(score->verdicts);
	g_free(score);
}

int drill_points_share(const struct drill_points *points)
{
	return points->of ? (int)(points->got * SHARE_WHOLE / points->of) : -1;
}

enum drill_grade drill_points_grade(const struct drill_points *points)
{
	/* From so many tenths of a percent on. */
	static const int least[DRILL_GRADE_COUNT] = {
		[DRILL_PERFORMED] = 900, [DRILL_SOME_CHALLENGES] = 700, [DRILL_MAJOR_CHALLENGES] = 400};
	int share = drill_points_share(points);
	unsigned int grade = DRILL_PERFORMED;

	while (grade < DRILL_UNABLE && share < least[grade])
		grade++;
	return (enum drill_grade)grade;
}

bool drill_score_is_perfect(const struct drill_score *score)
{
	return score->all.of && score->all.got == score->all.of && !score->counts[DRILL_PENDING];
}
