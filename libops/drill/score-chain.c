/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What no single sight shows: that each report that was promised came by then, and that so many
 * of those who were told have answered.
 */
#include "drill/score-internal.h"

/* --- promises --- */

static bool is_of_chain(const struct scoring *scoring, const struct drill_sight *sight)
{
	const struct drill_expectation *wish = scoring->expectation;

	return sight->kind == SIGHT_TOLD && sight->notice_kind >= 0 && words_is_report((enum notice_kind)sight->notice_kind) &&
	       (wish->audience < 0 || wish->audience == sight->audience) &&
	       (!scoring->covering || (sight->case_id && g_hash_table_contains(scoring->covering, sight->case_id)));
}

/* The next report to the same people of the same case; or the end of the case, with which promises end. */
static const struct drill_sight *find_next(const struct scoring *scoring, guint index)
{
	const GPtrArray *sights = scoring->evidence->sights;
	const struct drill_sight *promise = sights->pdata[index];

	for (guint i = index + 1; i < sights->len; i++) {
		const struct drill_sight *sight = sights->pdata[i];

		if (g_strcmp0(sight->case_id, promise->case_id) != 0)
			continue;
		if (sight->kind == SIGHT_CLOSED || (is_of_chain(scoring, sight) && sight->audience == promise->audience &&
						    sight->notice != promise->notice && g_strcmp0(sight->to, promise->to) == 0))
			return sight;
	}
	return NULL;
}

/* One promise: BY when it was to be, KEPT when it was; -1: not. The worst of all counts. */
static void take_promise(struct scoring *scoring, const struct drill_sight *promise, const struct drill_sight *next)
{
	struct drill_verdict *verdict = scoring->verdict;
	int64_t by_us = promise->next_at_us;

	if (promise->entry)
		g_array_append_val(verdict->entries, promise->entry);
	if (next && next->entry)
		g_array_append_val(verdict->entries, next->entry);
	if (next && next->at_us <= by_us) {
		verdict->at_us = MAX(verdict->at_us, next->at_us);
		return;
	}
	if (!next && scoring->evidence->now_us <= by_us)
		return;			/* its time is not over */
	verdict->why = WHY_PROMISE;
	if (!next) {
		verdict->result = DRILL_MISSED;
	} else if (verdict->result != DRILL_MISSED) {
		verdict->result = DRILL_LATE;
		verdict->late_us = MAX(verdict->late_us, next->at_us - by_us);
	}
	verdict->at_us = next ? next->at_us : by_us;
}

void drill_score_promises(struct scoring *scoring)
{
	struct drill_verdict *verdict = scoring->verdict;
	const GPtrArray *sights = scoring->evidence->sights;
	guint promises = 0;

	verdict->result = DRILL_MET;
	for (guint i = 0; i < sights->len; i++) {
		const struct drill_sight *sight = sights->pdata[i];

		if (sight->at_us < verdict->from_us || sight->at_us > verdict->until_us || !is_of_chain(scoring, sight) ||
		    sight->next_at_us < 0)
			continue;
		promises++;
		take_promise(scoring, sight, find_next(scoring, i));
	}
	if (!promises || (verdict->result == DRILL_MET && scoring->evidence->now_us < verdict->until_us)) {
		drill_score_not_done(scoring, WHY_NO_PROMISE);
		if (promises && verdict->result == DRILL_MISSED) {
			verdict->result = DRILL_MET;
			verdict->why = WHY_PLAIN;
		}
	}
}

/* --- answers --- */

static gint compare_times(gconstpointer a, gconstpointer b)
{
	int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;

	return left == right ? 0 : left < right ? -1 : 1;
}

static bool is_counted(const struct scoring *scoring, const struct drill_message *message)
{
	const struct drill_expectation *wish = scoring->expectation;

	return (wish->notice < 0 || wish->notice == message->notice_kind) &&
	       (wish->audience < 0 || wish->audience == message->audience) &&
	       (message->sent_at_us >= 0 || message->withheld_at_us >= 0 || message->acked_at_us >= 0) &&
	       message->made_at_us >= scoring->verdict->from_us && message->made_at_us <= scoring->verdict->until_us;
}

/* Of so many the least number that is the share. */
static int64_t needed_of(int64_t count, int32_t share_ppm)
{
	return MAX((count * share_ppm + 999999) / 1000000, 1);
}

void drill_score_answers(struct scoring *scoring)
{
	g_autoptr(GArray) answered = g_array_new(FALSE, FALSE, sizeof(int64_t));
	const GPtrArray *messages = scoring->evidence->messages;
	int64_t count = 0, needed;

	for (guint i = 0; i < messages->len; i++) {
		const struct drill_message *message = messages->pdata[i];

		if (!is_counted(scoring, message))
			continue;
		count++;
		if (message->acked_at_us >= 0)
			g_array_append_val(answered, message->acked_at_us);
		if (message->acked_at_us >= 0 && message->acked_entry)
			g_array_append_val(scoring->verdict->entries, message->acked_entry);
	}
	g_array_sort(answered, compare_times);
	needed = needed_of(count, scoring->expectation->share_ppm);
	scoring->verdict->said = (int64_t)answered->len;
	scoring->verdict->right = count;
	if (count && (int64_t)answered->len >= needed)
		drill_score_done(scoring, g_array_index(answered, int64_t, (guint)needed - 1));
	else
		drill_score_not_done(scoring, WHY_TOO_FEW);
}
