/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From what one check saw to statuses that can be acted on: what the store knows of
 * each item is recalled, what newly fails is asked again in the same run together
 * with what stands before it, then all is judged at once (state/pass.h). What is at
 * rest and OK costs nothing here, as it nearly always is.
 */
#include "engine/internal.h"

#include "base/translate.h"
#include "store/courses.h"
#include "store/results.h"
#include "store/states.h"

/* What is left of the run's deadline is not worth asking again in. */
#define AGAIN_LEAST_US (500 * INT64_C(1000))

struct judging {
	const struct check_options *options;
	struct check *check;
	GHashTable *kept;		/* name -> struct course_record; NULL: none is kept */
	struct reach *reach;		/* NULL until something needs it */
	struct pass_item *items;	/* the check's, then parents that were asked besides */
	size_t count;
};

void engine_judge_item(const struct check_options *options, struct check_item *item)
{
	item->judgement = state_judge(options->inventory, &item->item, item->result);
	item->since_us = item->result->started_at_us;
}

void engine_course_free(gpointer course)
{
	g_free(((struct check_course *)course)->name);
	g_free(course);
}

/* --- recalling --- */

static bool collect_course(void *context, const char *item, const struct course_record *course)
{
	g_hash_table_insert(context, g_strdup(item), g_memdup2(course, sizeof(*course)));
	return true;
}

static bool recall_all(struct judging *judging, GError **error)
{
	g_autoptr(GHashTable) kept = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);

	if (!judging->options->store)
		return true;
	if (!courses_read(judging->options->store, collect_course, kept, error))
		return false;
	if (g_hash_table_size(kept))
		judging->kept = g_steal_pointer(&kept);
	return true;
}

static bool collect_time(void *context, const struct result_record *record)
{
	*(int64_t *)context = record->started_at_us;
	return false;
}

/* What there is of the item called NAME, whether it is at rest or not. */
static bool recall(struct judging *judging, struct check_course *course, const struct course_record *more,
		   GError **error)
{
	struct store *store = judging->options->store;
	g_autoptr(GError) failed = NULL;
	struct state_record state;

	course_init(&course->course);
	course->kept = more != NULL;
	if (!store)
		return true;
	if (states_get(store, course->name, &state, &failed)) {
		course_recall(&course->course, state.status, state.since_us, more);
	} else if (failed) {
		g_propagate_error(error, g_steal_pointer(&failed));
		return false;
	}
	return results_read(store, course->name, 1, collect_time, &course->last_at_us, error);
}

/* Gives ITEM its course, unless it is well and at rest. */
static bool recall_item(struct judging *judging, struct check_item *item, GError **error)
{
	const struct course_record *more;
	struct check_course *course;
	g_autofree char *name = NULL;

	if (item->judgement.status == STATUS_OK && !judging->kept)
		return true;
	name = item_name(&item->item);
	more = judging->kept ? g_hash_table_lookup(judging->kept, name) : NULL;
	if (item->judgement.status == STATUS_OK && !more)
		return true;
	course = g_new0(struct check_course, 1);
	course->name = g_steal_pointer(&name);
	g_ptr_array_add(judging->check->courses, course);
	item->course = course;
	return recall(judging, course, more, error);
}

static struct check_item *item_at(const GArray *items, guint index)
{
	return &g_array_index(items, struct check_item, index);
}

static bool recall_items(struct judging *judging, GArray *items, guint from, GError **error)
{
	for (guint i = from; i < items->len; i++)
		if (!recall_item(judging, item_at(items, i), error))
			return false;
	return true;
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
		.unconfirmed = item->course && item->course->unconfirmed,
		.course = item->course ? &item->course->course : NULL,
		.hidden_by = -1,
	};
}

static void put_all(struct judging *judging)
{
	const struct check *check = judging->check;

	judging->count = check->items->len + check->parents->len;
	judging->items = g_renew(struct pass_item, judging->items, judging->count + 1);
	for (guint i = 0; i < check->items->len; i++)
		put(&judging->items[i], item_at(check->items, i));
	for (guint i = 0; i < check->parents->len; i++)
		put(&judging->items[check->items->len + i], item_at(check->parents, i));
}

static struct pass_options options_of(const struct judging *judging)
{
	return (struct pass_options){
		.inventory = judging->options->inventory,
		.reach = judging->reach,
		.at_us = judging->check->ended_at_us,
		.clock_jumped = judging->options->hold || judging->check->clock_jumped,
		.covers = judging->options->covers ? (const struct pass_cover *)(const void *)judging->options->covers->data
						   : NULL,
		.cover_count = judging->options->covers ? judging->options->covers->len : 0,
	};
}

/* --- asking again --- */

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

static int64_t time_left_us(const struct judging *judging, int64_t began_us)
{
	const struct probe_options *probing = &judging->options->probing;

	return probing->deadline_us - (clock_monotonic_us(probing->clock) - began_us);
}

/* Asks ITEMS; false when that could not be begun. */
static bool ask_again(struct judging *judging, const GArray *items, int64_t deadline_us)
{
	struct probe_options probing = judging->options->probing;
	struct check *check = judging->check;
	g_autoptr(GArray) probes = probe_plan(items);
	g_autoptr(GError) failed = NULL;
	enum run_end end;
	int signal;

	probing.deadline_us = deadline_us;
	probing.progress = NULL;
	check->again = g_new(struct result, items->len);
	if (!probe_run((const struct probe *)(const void *)probes->data, probes->len, &probing, check->again, &end,
		       &signal, &failed)) {
		g_clear_pointer(&check->again, g_free);
		notes_write(probing.notes, NOTES_WARNING, _("what failed could not be asked again: %s"), failed->message);
		return false;
	}
	check->again_count = items->len;
	if (end == RUN_CANCELLED) {
		check->end = end;
		check->signal = signal;
	}
	return true;
}

/* What the second answer makes of ITEM. One that did not come in time leaves the first alone. */
static void take_second(const struct judging *judging, struct check_item *item, const struct result *second)
{
	item->course->unconfirmed = second->run_ended_first;
	if (item->course->unconfirmed)
		return;
	item->result = second;
	engine_judge_item(judging->options, item);
}

static void mark_unconfirmed(struct judging *judging, const GArray *doubts)
{
	for (guint i = 0; i < doubts->len; i++)
		item_at(judging->check->items, g_array_index(doubts, guint, i))->course->unconfirmed = true;
}

static bool confirm(struct judging *judging, int64_t began_us, GError **error)
{
	struct pass_options options = options_of(judging);
	g_autoptr(GArray) doubts = pass_doubts(&options, judging->items, judging->count);
	g_autoptr(GArray) items = g_array_new(FALSE, FALSE, sizeof(struct item));
	int64_t left_us = time_left_us(judging, began_us);
	struct check *check = judging->check;
	guint first_parent = doubts->len;

	if (!doubts->len)
		return true;
	for (guint i = 0; i < doubts->len; i++)
		g_array_append_val(items, *judging->items[g_array_index(doubts, guint, i)].item);
	collect_parents(judging, doubts, items);
	if (check->end != RUN_COMPLETE || left_us < AGAIN_LEAST_US || !ask_again(judging, items, left_us)) {
		mark_unconfirmed(judging, doubts);
		return true;
	}
	for (guint i = 0; i < doubts->len; i++)
		take_second(judging, item_at(check->items, g_array_index(doubts, guint, i)), &check->again[i]);
	for (guint i = first_parent; i < items->len; i++) {
		struct check_item parent = { .item = g_array_index(items, struct item, i), .result = &check->again[i] };

		engine_judge_item(judging->options, &parent);
		g_array_append_val(check->parents, parent);
	}
	return recall_items(judging, check->parents, 0, error);
}

/* --- the whole --- */

static void take_judgements(struct judging *judging)
{
	struct check *check = judging->check;

	for (size_t i = 0; i < judging->count; i++) {
		const struct pass_item *judged = &judging->items[i];
		struct check_item *item = i < check->items->len ? item_at(check->items, (guint)i)
								: item_at(check->parents, (guint)i - check->items->len);

		item->judgement = judged->judgement;
		if (!item->course)
			continue;
		item->course->verdict = judged->verdict;
		item->course->hidden_by = judged->hidden_by >= 0 ? judging->items[judged->hidden_by].name : NULL;
	}
}

static void tally(struct check *check)
{
	check->tally = (struct state_tally){ 0 };
	for (guint i = 0; i < check->items->len; i++)
		state_tally_add(&check->tally, item_at(check->items, i)->judgement.status);
}

static bool judge(struct judging *judging, int64_t began_us, GError **error)
{
	struct check *check = judging->check;
	struct pass_options options;

	/* All is well, and was: nothing can hide anything, and nothing changes. */
	if (!check->courses->len)
		return true;
	judging->reach = reach_new(judging->options->inventory);
	put_all(judging);
	if (judging->options->record && !confirm(judging, began_us, error))
		return false;
	put_all(judging);
	options = options_of(judging);
	check->view = pass_judge(&options, judging->items, judging->count, check->transitions);
	take_judgements(judging);
	return true;
}

bool engine_judge(const struct check_options *options, struct check *check, int64_t began_us, GError **error)
{
	struct judging judging = { .options = options, .check = check };
	bool judged;

	judged = recall_all(&judging, error) && recall_items(&judging, check->items, 0, error) &&
		 judge(&judging, began_us, error);
	tally(check);
	g_clear_pointer(&judging.kept, g_hash_table_unref);
	reach_free(judging.reach);
	g_free(judging.items);
	return judged;
}
