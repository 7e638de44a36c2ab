/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From what one check saw to statuses that can be acted on: what the store knows of
 * each item is recalled, what newly fails is asked again in the same run together
 * with what stands before it, then all is judged at once (state/pass.h). What is at
 * rest and OK costs nothing here, as it nearly always is.
 */
#include "engine/groups.h"
#include "engine/judge-internal.h"

void engine_judge_item(const struct check_options *options, struct check_item *item)
{
	item->judgement = state_judge(options->inventory, &item->item, item->result);
	item->since_us = item->result->started_at_us;
}

/* --- what is to be judged --- */

static void put(struct pass_item *ret_item, const struct check_item *item)
{
	*ret_item = (struct pass_item){
		.item = &item->item,
		.name = item->course ? item->course->name : NULL,
		.judgement = item->judgement,
		.at_us = item->result->started_at_us,
		.last_at_us = item->course ? item->course->last_at_us : 0,
		.answered = item->result->end == PROBE_ANSWERED,
		.cut_short = item->result->run_ended_first,
		.was_bad = item->was_bad,
		.unconfirmed = item->course && item->course->unconfirmed,
		.course = item->course ? &item->course->course : NULL,
		.hidden_by = -1,
	};
}

void judging_put_all(struct judging *judging)
{
	const struct check *check = judging->check;

	size_t count = check->items->len + check->parents->len;

	judging->items = g_renew(struct pass_item, judging->items, count + 1);
	judging->asked = g_renew(bool, judging->asked, count + 1);
	for (size_t i = judging->count; i < count; i++)
		judging->asked[i] = i >= check->items->len;
	judging->count = count;
	for (guint i = 0; i < check->items->len; i++)
		put(&judging->items[i], item_at(check->items, i));
	for (guint i = 0; i < check->parents->len; i++)
		put(&judging->items[check->items->len + i], item_at(check->parents, i));
	for (size_t i = 0; i < count; i++)
		judging->items[i].asked_again = judging->asked[i];
}

struct pass_options judging_options(const struct judging *judging)
{
	const GArray *covers = judging->check->covers;

	return (struct pass_options){
		.inventory = judging->options->inventory,
		.reach = judging->reach,
		.at_us = clock_wall_us(judging->options->probing.clock),
		.clock_jumped = judging->options->hold || judging->check->clock_jumped,
		.covers = covers ? (const struct pass_cover *)(const void *)covers->data : NULL,
		.cover_count = covers ? covers->len : 0,
	};
}

/* --- groups --- */

static bool judge_groups(struct judging *judging, int64_t began_us, GError **error)
{
	struct check *check = judging->check;
	guint figures = check->result_count;

	if (!inventory_group_count(judging->options->inventory))
		return true;
	if (judging->options->record && !judging_read_again(judging, began_us, error))
		return false;
	if (!engine_view_groups(judging->options, check, error))
		return false;
	/* Groups, and figures that were read a second time. */
	for (guint i = figures; i < check->items->len; i++) {
		struct check_item *item = item_at(check->items, i);

		if (!item->course && !judging_recall_item(judging, item, error))
			return false;
		if (judging->unread && item->course && item_question_kind(&item->item) == QUESTION_GROUP)
			item->course->unconfirmed = item->judgement.status == STATUS_WARNING;
	}
	return true;
}

/* --- the whole --- */

static void take_judgements(struct judging *judging)
{
	struct check *check = judging->check;

	for (size_t i = 0; i < judging->count; i++) {
		const struct pass_item *judged = &judging->items[i];
		struct check_item *item = judged_at(check, (guint)i);

		if (item->course)
			item->course->seen = item->judgement;
		item->judgement = judged->judgement;
		if (!item->course)
			continue;
		item->course->verdict = judged->verdict;
		item->course->hidden_by = judged->hidden_by >= 0 ? judging->items[judged->hidden_by].name : NULL;
	}
}

void judging_tally(struct check *check)
{
	check->tally = (struct state_tally){ 0 };
	for (guint i = 0; i < check->items->len; i++)
		state_tally_add(&check->tally, item_at(check->items, i)->judgement.status);
}

bool judging_pass(struct judging *judging, GError **error)
{
	struct check *check = judging->check;
	struct pass_options options;

	check->view = judging->options->hold || check->clock_jumped ? PASS_VIEW_CLOCK : PASS_VIEW_FINE;
	/* All is well, and was: nothing can hide anything, and nothing changes. */
	if (!check->courses->len && !engine_any_switched(check))
		return true;
	if (judging->options->store) {
		check->covers = engine_covers(judging->options->inventory, judging->options->store,
					      check->started_at_us, judging->options->probing.notes, error);
		if (!check->covers)
			return false;
	}
	if (!judging->reach)
		judging->reach = reach_new(judging->options->inventory);
	judging_put_all(judging);
	options = judging_options(judging);
	check->view = pass_judge(&options, judging->items, judging->count, check->transitions);
	take_judgements(judging);
	engine_tell_switchovers(&options, check);
	return true;
}

static bool judge(struct judging *judging, int64_t began_us, GError **error)
{
	if (judging->check->courses->len && judging->options->record) {
		judging->reach = reach_new(judging->options->inventory);
		judging_put_all(judging);
		if (!judging_confirm(judging, began_us, error))
			return false;
	}
	return judge_groups(judging, began_us, error) && judging_pass(judging, error);
}

void judging_clear(struct judging *judging)
{
	g_clear_pointer(&judging->kept, g_hash_table_unref);
	reach_free(judging->reach);
	g_free(judging->items);
	g_free(judging->asked);
}

bool engine_judge(const struct check_options *options, struct check *check, int64_t began_us, GError **error)
{
	struct judging judging = { .options = options, .check = check };
	bool judged;

	judged = judging_recall_all(&judging, error) && judging_recall_items(&judging, check->items, error) &&
		 judge(&judging, began_us, error);
	judging_tally(check);
	judging_clear(&judging);
	return judged;
}
