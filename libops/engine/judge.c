/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From what one check saw to statuses that can be acted on: what the store knows of
 * each item is recalled, what newly fails is asked again in the same run together
 * with what stands before it, then all is judged at once (state/pass.h). What is at
 * rest and OK costs nothing here, as it nearly always is.
 */
#include "engine/groups.h"
#include "engine/internal.h"

#include "base/translate.h"
#include "store/courses.h"
#include "store/journal.h"
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
	bool *asked;			/* each of them has been asked again */
	bool unread;			/* members of a doubted group were to be read again, and were not */
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
	/* First, so that what is recorded while the rest is read is noticed as well. */
	judging->check->journal_size = journal_size(judging->options->store, error);
	if (judging->check->journal_size < 0)
		return false;
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
	course->last_at_us = 0;
	course->hidden_before_by = NULL;
	course->kept = more != NULL;
	if (!store)
		return true;
	if (states_get(store, course->name, &state, &failed)) {
		course_recall(&course->course, state.status, state.since_us, more);
		course->hidden_before_by = course->course.more.hidden_by;
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

void engine_round_free(gpointer data)
{
	struct check_round *round = data;

	for (guint i = 0; i < round->count; i++)
		result_clear(&round->results[i]);
	g_free(round->results);
	g_free(round);
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

static struct pass_options options_of(const struct judging *judging)
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
	item->result = second;
	engine_judge_item(judging->options, item);
	return item->course || recall_item(judging, item, error);
}

/* The item of CHECK that stands at INDEX of those that are judged: its own, then parents. */
static struct check_item *judged_at(const struct check *check, guint index)
{
	return index < check->items->len ? item_at(check->items, index)
					 : item_at(check->parents, index - check->items->len);
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
		if (!recall_item(judging, item_at(check->parents, check->parents->len - 1), error))
			return false;
	}
	return true;
}

/* One round of asking again. RET_MORE: second answers may raise further doubts. */
static bool confirm_once(struct judging *judging, int64_t began_us, bool *ret_more, GError **error)
{
	struct pass_options options = options_of(judging);
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

static bool confirm(struct judging *judging, int64_t began_us, GError **error)
{
	bool more = true;

	while (more) {
		if (!confirm_once(judging, began_us, &more, error))
			return false;
		put_all(judging);
	}
	return true;
}

/* --- groups --- */

/* A split, or that nobody carries, is believed once all members were read twice. */
static bool read_again(struct judging *judging, int64_t began_us, GError **error)
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

static bool judge_groups(struct judging *judging, int64_t began_us, GError **error)
{
	struct check *check = judging->check;
	guint figures = check->result_count;

	if (!inventory_group_count(judging->options->inventory))
		return true;
	if (judging->options->record && !read_again(judging, began_us, error))
		return false;
	if (!engine_view_groups(judging->options, check, error))
		return false;
	/* Groups, and figures that were read a second time. */
	for (guint i = figures; i < check->items->len; i++) {
		struct check_item *item = item_at(check->items, i);

		if (!item->course && !recall_item(judging, item, error))
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

static void tally(struct check *check)
{
	check->tally = (struct state_tally){ 0 };
	for (guint i = 0; i < check->items->len; i++)
		state_tally_add(&check->tally, item_at(check->items, i)->judgement.status);
}

/* What was seen is held against what was known. */
static bool pass(struct judging *judging, GError **error)
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
	put_all(judging);
	options = options_of(judging);
	check->view = pass_judge(&options, judging->items, judging->count, check->transitions);
	take_judgements(judging);
	engine_tell_switchovers(&options, check);
	return true;
}

static bool judge(struct judging *judging, int64_t began_us, GError **error)
{
	if (judging->check->courses->len && judging->options->record) {
		judging->reach = reach_new(judging->options->inventory);
		put_all(judging);
		if (!confirm(judging, began_us, error))
			return false;
	}
	return judge_groups(judging, began_us, error) && pass(judging, error);
}

static void judging_clear(struct judging *judging)
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

	judged = recall_all(&judging, error) && recall_items(&judging, check->items, 0, error) &&
		 judge(&judging, began_us, error);
	tally(check);
	judging_clear(&judging);
	return judged;
}

/* --- when another check was recorded meanwhile --- */

/* Takes back what was made of ITEMS, and takes what is known of them by now. */
static bool recall_again(struct judging *judging, GArray *items, GError **error)
{
	for (guint i = 0; i < items->len; i++) {
		struct check_item *item = item_at(items, i);
		struct check_course *course = item->course;
		const struct course_record *more;

		if (!course) {
			if (!recall_item(judging, item, error))
				return false;
			continue;
		}
		item->judgement = course->seen;
		more = judging->kept ? g_hash_table_lookup(judging->kept, course->name) : NULL;
		if (!recall(judging, course, more, error))
			return false;
	}
	return true;
}

/* As put_all() would find it had it asked: what has another result than its first, and what has none. */
static void put_asked(struct judging *judging)
{
	struct check *check = judging->check;

	put_all(judging);
	for (guint i = 0; i < check->result_count; i++) {
		const struct check_item *item = item_at(check->items, i);

		judging->asked[i] = item->result != &check->results[i] || (item->course && item->course->unconfirmed);
	}
}

struct sought { int64_t after_entry; bool found; };

static bool find_switchover(void *context, const struct transition_record *transition)
{
	struct sought *sought = context;

	sought->found |= transition->kind == TRANSITION_SWITCHED && transition->entry > sought->after_entry;
	return !sought->found;
}

/* A switchover that was recorded since there were AFTER_ENTRY entries is the one that this check saw as well. */
static bool drop_switchovers(const struct judging *judging, int64_t after_entry, GError **error)
{
	GArray *transitions = judging->check->transitions;

	for (guint i = 0; i < transitions->len;) {
		const struct transition_record *each = &g_array_index(transitions, struct transition_record, i);
		const struct transitions_filter filter = { .item = each->item };
		struct sought sought = { .after_entry = after_entry };

		if (each->kind == TRANSITION_SWITCHED &&
		    !transitions_read(judging->options->store, &filter, find_switchover, &sought, error))
			return false;
		if (sought.found)
			g_array_remove_index(transitions, i);
		else
			i++;
	}
	return true;
}

bool engine_judge_again(const struct check_options *options, struct check *check, GError **error)
{
	struct judging judging = { .options = options, .check = check };
	int64_t size = journal_size(options->store, error), size_before = check->journal_size;
	bool judged;

	if (size < 0)
		return false;
	if (size == size_before)
		return true;
	g_array_set_size(check->transitions, 0);
	g_clear_pointer(&check->covers, g_array_unref);
	check->view = PASS_VIEW_FINE;
	judged = recall_all(&judging, error) && recall_again(&judging, check->items, error) &&
		 recall_again(&judging, check->parents, error);
	if (judged) {
		put_asked(&judging);
		judged = pass(&judging, error) && drop_switchovers(&judging, size_before, error);
	}
	tally(check);
	judging_clear(&judging);
	return judged;
}
