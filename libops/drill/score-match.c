/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which sight is the one that an expectation speaks of. A case covers a target when something
 * that it affects, or whom it is about, belongs to the target.
 */
#include "drill/score-internal.h"

#include <string.h>

/* --- targets --- */

static bool belongs(const char *const *names, const char *name)
{
	return name && g_strv_contains(names, name);
}

static const struct drill_bound *target_of(const struct scoring *scoring)
{
	const struct drill_expectation *wish = scoring->expectation;

	return wish->target < 0 ? NULL : drill_targets_at(scoring->targets, (size_t)wish->target);
}

static bool touches(const struct drill_bound *target, const struct drill_sight *sight)
{
	return belongs(target->items, sight->item) || belongs(target->institutions, sight->organization);
}

GHashTable *drill_score_covering(const struct scoring *scoring)
{
	const struct drill_bound *target = target_of(scoring);
	GHashTable *covering = target ? g_hash_table_new(g_str_hash, g_str_equal) : NULL;

	for (guint i = 0; covering && i < scoring->evidence->sights->len; i++) {
		const struct drill_sight *sight = scoring->evidence->sights->pdata[i];

		if ((sight->kind == SIGHT_OPENED || sight->kind == SIGHT_SUBJECT) && touches(target, sight))
			g_hash_table_add(covering, sight->case_id);
	}
	return covering;
}

/* A run's "CASE/2" is of CASE. */
static bool covers(const struct scoring *scoring, const struct drill_sight *sight)
{
	g_autofree char *id = sight->case_id ? g_strndup(sight->case_id, strcspn(sight->case_id, "/")) : NULL;

	if (!scoring->covering)
		return true;
	return id && g_hash_table_contains(scoring->covering, id);
}

/* --- words --- */

bool drill_score_says(const char *const *words, const char *text)
{
	g_autofree char *folded = text ? g_utf8_casefold(text, -1) : NULL;

	if (!words || !*words)
		return true;
	for (; folded && *words; words++) {
		g_autofree char *word = g_utf8_casefold(*words, -1);

		if (strstr(folded, word))
			return true;
	}
	return false;
}

static bool is_same(const char *wish, const char *said)
{
	return !wish || (said && g_str_equal(wish, said));
}

static bool is_word(int wish, int said)
{
	return wish < 0 || wish == said;
}

/* --- kinds --- */

static bool is_opened(const struct scoring *scoring, const struct drill_sight *sight)
{
	const struct drill_bound *target = target_of(scoring);

	if (sight->kind != SIGHT_OPENED && sight->kind != SIGHT_SUBJECT)
		return false;
	return is_word((int)scoring->expectation->case_kind, sight->case_kind) && (!target || touches(target, sight));
}

static bool is_field(const struct scoring *scoring, const struct drill_sight *sight, bool *ret_near)
{
	const struct drill_expectation *wish = scoring->expectation;

	if ((sight->kind != SIGHT_FIELD && sight->kind != SIGHT_ROLE) || !is_word(wish->field, sight->field) ||
	    !covers(scoring, sight))
		return false;
	*ret_near = true;
	return is_same(wish->value, sight->kind == SIGHT_ROLE ? sight->to : sight->value);
}

static bool is_ended(const struct scoring *scoring, const struct drill_sight *sight, bool *ret_near)
{
	const struct drill_expectation *wish = scoring->expectation;
	const struct drill_bound *target = target_of(scoring);

	if (sight->kind != SIGHT_RUN_ENDED || !is_same(wish->procedure, sight->name))
		return false;
	if (target && !touches(target, sight) && !covers(scoring, sight))
		return false;
	*ret_near = true;
	return is_same(wish->end, sight->end) && is_word(wish->verdict, sight->verdict);
}

/* So many lines were hit when it was asked for; TOLERANCE_PPM of them more or fewer are right as well. */
static bool is_counted(const struct scoring *scoring, const struct drill_sight *sight)
{
	const struct drill_expectation *wish = scoring->expectation;
	int64_t right = drill_lines_hit(scoring->scenario, scoring->targets, sight->made_at_us,
					scoring->evidence->changed_at_us);
	int64_t off = sight->lines > right ? sight->lines - right : right - sight->lines;

	if (sight->lines >= 0 && off * 1000000 <= right * wish->tolerance_ppm)
		return true;
	scoring->verdict->said = sight->lines;
	scoring->verdict->right = right;
	scoring->verdict->why = WHY_COUNT;
	return false;
}

static bool is_told(const struct scoring *scoring, const struct drill_sight *sight, bool *ret_near)
{
	const struct drill_expectation *wish = scoring->expectation;

	if (sight->kind != SIGHT_TOLD || !is_word(wish->notice, sight->notice_kind) ||
	    !is_word(wish->audience, sight->audience) || !covers(scoring, sight))
		return false;
	*ret_near = true;
	if (wish->path && (!sight->paths || !g_strv_contains((const char *const *)sight->paths, wish->path)))
		return false;
	return drill_score_says(wish->words, sight->text) && (!wish->counts_right || is_counted(scoring, sight));
}

static bool is_handed_over(const struct scoring *scoring, const struct drill_sight *sight)
{
	const struct drill_expectation *wish = scoring->expectation;

	if (sight->kind == SIGHT_HANDED_OVER)
		return wish->field < 0 && covers(scoring, sight);
	return sight->kind == SIGHT_ROLE && is_word(wish->field, sight->field) && sight->from &&
	       !g_str_equal(sight->from, sight->to ? sight->to : "") && covers(scoring, sight);
}

/* A notice of the kind that is asked for, or a note that says one of the words; the card's name where neither is said. */
static bool is_answer(const struct scoring *scoring, const struct drill_sight *sight)
{
	const struct drill_expectation *wish = scoring->expectation;
	const struct drill_inject *inject = &g_array_index(scoring->scenario->injects, struct drill_inject, (guint)wish->inject);
	const char *const itself[] = {inject->name, NULL};
	bool words = wish->words && *wish->words;

	if (sight->kind == SIGHT_TOLD && (wish->notice >= 0 || wish->audience >= 0))
		return is_word(wish->notice, sight->notice_kind) && is_word(wish->audience, sight->audience) &&
		       covers(scoring, sight) && drill_score_says(wish->words, sight->text);
	if (sight->kind != SIGHT_NOTE || wish->notice >= 0)
		return false;
	return covers(scoring, sight) && drill_score_says(words ? wish->words : itself, sight->text);
}

static bool is_closed(const struct scoring *scoring, const struct drill_sight *sight)
{
	return sight->kind == SIGHT_CLOSED && is_word((int)scoring->expectation->case_kind, sight->case_kind) &&
	       covers(scoring, sight);
}

static bool is_decided(const struct scoring *scoring, const struct drill_sight *sight)
{
	return sight->kind == SIGHT_DUTY && is_same(scoring->expectation->duty, sight->name) &&
	       is_word(scoring->expectation->audience, sight->audience) && covers(scoring, sight);
}

static bool is_forbidden(const struct scoring *scoring, const struct drill_sight *sight, bool *ret_near)
{
	switch (scoring->expectation->deed) {
	case DEED_REPORTED:
		return is_told(scoring, sight, ret_near);
	case DEED_RUN_ENDED:
		return is_ended(scoring, sight, ret_near);
	case DEED_CLOSED:
		return is_closed(scoring, sight);
	case DEED_CASE_OPENED:
		return is_opened(scoring, sight);
	}
	return false;
}

static bool is_stop(const struct drill_sight *sight)
{
	const char *state = sight->kind == SIGHT_CONTROL ? sight->value : NULL;

	return state && (g_str_equal(state, "stopped") || g_str_equal(state, "frozen"));
}

bool drill_score_matches(const struct scoring *scoring, const struct drill_sight *sight, bool *ret_near)
{
	const struct drill_expectation *wish = scoring->expectation;

	switch (wish->expect) {
	case EXPECT_CASE_OPENED:
		return is_opened(scoring, sight);
	case EXPECT_CASE_FIELDS:
		return is_field(scoring, sight, ret_near);
	case EXPECT_RUN_ENDED:
		return is_ended(scoring, sight, ret_near);
	case EXPECT_REPORTED:
		return is_told(scoring, sight, ret_near);
	case EXPECT_DECLARED:
		return sight->kind == SIGHT_DECLARED && is_same(wish->roster, sight->value);
	case EXPECT_HANDED_OVER:
		return is_handed_over(scoring, sight);
	case EXPECT_TASK_ADDED:
		return sight->kind == SIGHT_TASK && covers(scoring, sight) && drill_score_says(wish->words, sight->text);
	case EXPECT_NOTED:
		return sight->kind == SIGHT_NOTE && covers(scoring, sight) && drill_score_says(wish->words, sight->text);
	case EXPECT_ANSWERED:
		return is_answer(scoring, sight);
	case EXPECT_NOT_DONE:
		return is_forbidden(scoring, sight, ret_near);
	case EXPECT_DUTY_DECIDED:
		return is_decided(scoring, sight);
	case EXPECT_CLOSED:
		return is_closed(scoring, sight);
	case EXPECT_STOPPED:
		return is_stop(sight);
	case EXPECT_PROMISE_KEPT:
	case EXPECT_ACKNOWLEDGED:
	case EXPECT_JUDGED:
		break;
	}
	return false;
}

bool drill_score_lasts(enum drill_expect expect)
{
	return expect == EXPECT_CASE_OPENED || expect == EXPECT_CASE_FIELDS || expect == EXPECT_DECLARED;
}
