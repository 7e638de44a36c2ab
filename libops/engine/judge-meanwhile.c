/* SPDX-License-Identifier: Apache-2.0 */
/*
 * When another check was recorded while this one asked: it is judged once more by what the store knows by
 * now, or two at once would both tell of the same change.
 */
#include "engine/judge-internal.h"

#include "store/journal.h"

/* As judging_put_all() would find it had it asked: what has another result than its first, and what has none. */
static void put_asked(struct judging *judging)
{
	struct check *check = judging->check;

	judging_put_all(judging);
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
	judged = judging_recall_all(&judging, error) && judging_recall_again(&judging, check->items, error) &&
		 judging_recall_again(&judging, check->parents, error);
	if (judged) {
		put_asked(&judging);
		judged = judging_pass(&judging, error) && drop_switchovers(&judging, size_before, error);
	}
	judging_tally(check);
	judging_clear(&judging);
	return judged;
}
