/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Transitions of the double in memory: a list that only grows, so that undoing is
 * cutting off its end.
 */
#include "store/memory.h"

struct memory_transitions {
	GPtrArray *rows; /* struct transition_record, with what it points to */
	guint before; /* how many were there when the transaction began */
};

static void row_free(void *pointer)
{
	struct transition_record *row = pointer;

	g_free((char *)row->item);
	g_free((char *)row->hidden_by);
	g_free((char *)row->window);
	g_free((char *)row->silence);
	g_free((char *)row->text);
	g_free(row);
}

struct memory_transitions *memory_transitions_new(void)
{
	struct memory_transitions *transitions = g_new0(struct memory_transitions, 1);

	transitions->rows = g_ptr_array_new_with_free_func(row_free);
	return transitions;
}

void memory_transitions_free(struct memory_transitions *transitions)
{
	if (!transitions)
		return;
	g_ptr_array_unref(transitions->rows);
	g_free(transitions);
}

void memory_transitions_commit(struct memory_transitions *transitions)
{
	transitions->before = transitions->rows->len;
}

void memory_transitions_rollback(struct memory_transitions *transitions)
{
	g_ptr_array_set_size(transitions->rows, (gint)transitions->before);
}

void memory_transitions_keep(struct memory_transitions *transitions,
			     struct transition_record *transition)
{
	struct transition_record *row = g_new(struct transition_record, 1);

	transition->sequence = (int64_t)transitions->rows->len + 1;
	*row = *transition;
	row->item = g_strdup(row->item);
	row->hidden_by = g_strdup(row->hidden_by);
	row->window = g_strdup(row->window);
	row->silence = g_strdup(row->silence);
	row->text = g_strdup(row->text);
	g_ptr_array_add(transitions->rows, row);
}

static bool is_meant(const struct transitions_filter *filter, const struct transition_record *row)
{
	return row->sequence > filter->after && row->at_us >= filter->from_us &&
	       (!filter->until_us || row->at_us < filter->until_us) &&
	       (!filter->item || strcmp(row->item, filter->item) == 0) &&
	       (row->told || !filter->told_only);
}

void memory_transitions_read(const struct memory_transitions *transitions,
			     const struct transitions_filter *filter, transitions_each *each,
			     void *context)
{
	for (guint i = 0; i < transitions->rows->len; i++) {
		const struct transition_record *row = transitions->rows->pdata[i];

		if (is_meant(filter, row) && !each(context, row))
			return;
	}
}

int64_t memory_transitions_count(const struct memory_transitions *transitions)
{
	return transitions->rows->len;
}
