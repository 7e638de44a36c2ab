/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Asks again, in the same run, what newly fails, together with what stands before it and was not
 * asked; and reads again the members of groups that seem to be split or to carry nothing.
 */
#include "engine/groups.h"
#include "engine/judge-internal.h"

#include "base/translate.h"

/* What is left of the run's deadline is not worth asking again in. */
#define AGAIN_LEAST_US (500 * INT64_C(1000))

void engine_round_free(gpointer data)
{
	struct check_round *round = data;

	for (guint i = 0; i < round->count; i++)
		result_clear(&round->results[i]);
	g_free(round->results);
	g_free(round);
}

/* --- what stands before --- */

/* Parents, and theirs, of what is bad in ITEMS, that are not among them. */
static void collect_parents(struct judging *judging, const GArray *doubts, GArray *ret_parents)
{
	g_autoptr(GHashTable) there = g_hash_table_new(NULL, NULL);
	g_autoptr(GArray) wanting = g_array_new(FALSE, FALSE, sizeof(struct item));

	for (guint i = 0; i < judging->count; i++)
		if (!judging->items[i].item->question)
			g_hash_table_add(there, (gpointer)judging->items[i].item->device);
	for (guint i = 0; i < doubts->len; i++)
		g_array_append_val(wanting, *judging->items[g_array_index(doubts, guint, i)].item);
	for (guint i = 0; i < wanting->len; i++) {
		struct item item = g_array_index(wanting, struct item, i);
		g_autoptr(GArray) parents = reach_parents(judging->reach, &item);

		for (guint j = 0; j < parents->len; j++) {
			struct item parent = g_array_index(parents, struct item, j);

			if (!g_hash_table_add(there, (gpointer)parent.device))
				continue;
			g_array_append_val(wanting, parent);
			g_array_append_val(ret_parents, parent);
		}
	}
}

/* --- asking again --- */

static int64_t time_left_us(const struct judging *judging, int64_t began_us)
{
	const struct probe_options *probing = &judging->options->probing;

	return probing->deadline_us - (clock_monotonic_us(probing->clock) - began_us);
}

/* The results of asking ITEMS; NULL when that could not be begun. Lent by the check. */
static const struct result *ask_again(struct judging *judging, const GArray *items, int64_t deadline_us)
{
	struct probe_options probing = judging->options->probing;
	struct check *check = judging->check;
	struct check_round *round = g_new0(struct check_round, 1);
	g_autoptr(GArray) probes = probe_plan(items);
	g_autoptr(GError) failed = NULL;
	enum run_end end;
	int signal;

	probing.deadline_us = deadline_us;
	probing.progress = NULL;
	probing.pins = judging->check->pins;
	round->results = g_new(struct result, items->len);
	if (!probe_run((const struct probe *)(const void *)probes->data, probes->len, &probing, round->results, &end,
		       &signal, &failed)) {
		engine_round_free(round);
		notes_write(probing.notes, NOTES_WARNING, _("what failed could not be asked again: %s"), failed->message);
		return NULL;
	}
	round->count = items->len;
	g_ptr_array_add(check->rounds, round);
	if (end == RUN_CANCELLED) {
		check->end = end;
		check->signal = signal;
	}
	return round->results;
}

/* What the second answer makes of ITEM. One that did not come in time leaves the first alone. */
static bool take_second(struct judging *judging, struct check_item *item, const struct result *second, GError **error)
{
	if (second->run_ended_first) {
		if (item->course)
			item->course->unconfirmed = true;
		return true;
	}
	item->was_bad |= status_is_bad(item->judgement.status);
	item->result = second;
	engine_judge_item(judging->options, item);
	return item->course || judging_recall_item(judging, item, error);
}

static void mark_unconfirmed(struct judging *judging, const GArray *doubts)
{
	for (guint i = 0; i < doubts->len; i++) {
		struct check_item *item = judged_at(judging->check, g_array_index(doubts, guint, i));

		if (item->course)
			item->course->unconfirmed = true;
	}
}

/* Second answers to DOUBTS, and first ones of PARENTS that nobody asked for. */
static bool take_all(struct judging *judging, const GArray *doubts, const GArray *parents,
		     const struct result *results, GError **error)
{
	struct check *check = judging->check;

	for (guint i = 0; i < doubts->len; i++)
		if (!take_second(judging, judged_at(check, g_array_index(doubts, guint, i)), &results[i], error))
			return false;
	for (guint i = 0; i < parents->len; i++) {
		struct check_item parent = {
			.item = g_array_index(parents, struct item, i), .result = &results[doubts->len + i],
		};

		engine_judge_item(judging->options, &parent);
		g_array_append_val(check->parents, parent);
		if (!judging_recall_item(judging, item_at(check->parents, check->parents->len - 1), error))
			return false;
	}
	return true;
}

/* One round of asking again. RET_MORE: second answers may raise further doubts. */
static bool confirm_once(struct judging *judging, int64_t began_us, bool *ret_more, GError **error)
{
	struct pass_options options = judging_options(judging);
	g_autoptr(GArray) doubts = pass_doubts(&options, judging->items, judging->count);
	g_autoptr(GArray) parents = g_array_new(FALSE, FALSE, sizeof(struct item));
	g_autoptr(GArray) items = g_array_new(FALSE, FALSE, sizeof(struct item));
	int64_t left_us = time_left_us(judging, began_us);
	const struct result *results;

	*ret_more = doubts->len > 0;
	if (!doubts->len)
		return true;
	for (guint i = 0; i < doubts->len; i++) {
		judging->asked[g_array_index(doubts, guint, i)] = true;
		g_array_append_val(items, *judging->items[g_array_index(doubts, guint, i)].item);
	}
	collect_parents(judging, doubts, parents);
	g_array_append_vals(items, parents->data, parents->len);
	results = judging->check->end == RUN_COMPLETE && left_us >= AGAIN_LEAST_US
			  ? ask_again(judging, items, left_us) : NULL;
	if (results)
		return take_all(judging, doubts, parents, results, error);
	*ret_more = false;
	mark_unconfirmed(judging, doubts);
	return true;
}

bool judging_confirm(struct judging *judging, int64_t began_us, GError **error)
{
	bool more = true;

	while (more) {
		if (!confirm_once(judging, began_us, &more, error))
			return false;
		judging_put_all(judging);
	}
	return true;
}

/* --- groups --- */

bool judging_read_again(struct judging *judging, int64_t began_us, GError **error)
{
	struct check *check = judging->check;
	g_autoptr(GArray) logins = engine_doubted_groups(judging->options, check, error);
	int64_t left_us = time_left_us(judging, began_us);
	const struct result *results;

	if (!logins)
		return false;
	if (!logins->len)
		return true;
	results = check->end == RUN_COMPLETE && left_us >= AGAIN_LEAST_US ? ask_again(judging, logins, left_us) : NULL;
	judging->unread = !results;
	for (guint i = 0; results && i < logins->len; i++) {
		const struct item *login = &g_array_index(logins, struct item, i);

		if (results[i].run_ended_first) {
			judging->unread = true;
			continue;
		}
		for (guint j = 0; j < check->result_count; j++)
			if (item_at(check->items, j)->item.question == login->question &&
			    !take_second(judging, item_at(check->items, j), &results[i], error))
				return false;
		if (!engine_view_again(judging->options, check, login, &results[i], error))
			return false;
	}
	return true;
}
