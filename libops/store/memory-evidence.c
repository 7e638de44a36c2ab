/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What devices said, in the double in memory: a list in the order in which it is
 * read. A row is never changed: another one takes its place, so that undoing is
 * putting the earlier list back.
 */
#include "store/memory.h"

struct memory_evidence {
	GPtrArray *rows; /* struct evidence_row, shared with BEFORE */
	GPtrArray *before; /* as the transaction found it; NULL: it changed nothing yet */
	int64_t last; /* the highest number that was given */
};

static void row_clear(void *pointer)
{
	struct evidence_record *record = &((struct evidence_row *)pointer)->record;

	g_free((char *)record->item);
	g_free((char *)record->command);
	g_free((char *)record->platform);
	g_free((char *)record->reason);
	g_free((char *)record->text);
}

static void row_release(void *row)
{
	g_rc_box_release_full(row, row_clear);
}

static struct evidence_row *row_new(const struct evidence_row *row)
{
	struct evidence_row *copy = g_rc_box_alloc(sizeof(*copy));
	struct evidence_record *record = &copy->record;

	*copy = *row;
	record->item = g_strdup(record->item);
	record->command = g_strdup(record->command);
	record->platform = g_strdup(record->platform);
	record->reason = g_strdup(record->reason);
	record->text = record->length ? g_memdup2(record->text, record->length) : g_strdup("");
	return copy;
}

static void *acquire(const void *row, void *unused)
{
	return g_rc_box_acquire((void *)row);
}

struct memory_evidence *memory_evidence_new(void)
{
	struct memory_evidence *evidence = g_new0(struct memory_evidence, 1);

	evidence->rows = g_ptr_array_new_with_free_func(row_release);
	return evidence;
}

void memory_evidence_free(struct memory_evidence *evidence)
{
	if (!evidence)
		return;
	memory_evidence_commit(evidence);
	g_ptr_array_unref(evidence->rows);
	g_free(evidence);
}

void memory_evidence_commit(struct memory_evidence *evidence)
{
	g_clear_pointer(&evidence->before, g_ptr_array_unref);
}

void memory_evidence_rollback(struct memory_evidence *evidence)
{
	if (!evidence->before)
		return;
	g_ptr_array_unref(evidence->rows);
	evidence->rows = g_steal_pointer(&evidence->before);
}

/* To be called before the list changes. */
static void remember(struct memory_evidence *evidence)
{
	if (evidence->before)
		return;
	evidence->before = g_ptr_array_copy(evidence->rows, acquire, NULL);
	g_ptr_array_set_free_func(evidence->before, row_release);
}

static const struct evidence_row *row_at(const struct memory_evidence *evidence, guint index)
{
	return evidence->rows->pdata[index];
}

static int compare(const void *a, const void *b)
{
	const struct evidence_row *left = *(struct evidence_row *const *)a;
	const struct evidence_row *right = *(struct evidence_row *const *)b;
	int order = strcmp(left->record.item, right->record.item);

	if (!order)
		order = strcmp(left->record.command, right->record.command);
	return order ? order : (left->id < right->id) - (left->id > right->id);
}

static bool is_meant(const struct evidence_query *query, const struct evidence_record *record)
{
	return (!query->item || !strcmp(query->item, record->item)) &&
	       (!query->command || !strcmp(query->command, record->command));
}

void memory_evidence_read(const struct memory_evidence *evidence, const struct evidence_query *query,
			  evidence_row_each *each, void *context)
{
	for (guint i = 0; i < evidence->rows->len; i++) {
		struct evidence_row row = *row_at(evidence, i);

		if (!is_meant(query, &row.record))
			continue;
		if (!query->with_text)
			row.record.text = NULL;
		if (!each(context, &row))
			return;
	}
}

void memory_evidence_delete(struct memory_evidence *evidence, int64_t id)
{
	remember(evidence);
	for (guint i = 0; i < evidence->rows->len; i++)
		if (row_at(evidence, i)->id == id) {
			g_ptr_array_remove_index(evidence->rows, i);
			return;
		}
}

void memory_evidence_set(struct memory_evidence *evidence, const struct evidence_row *row)
{
	struct evidence_row *copy = row_new(row);

	memory_evidence_delete(evidence, row->id);
	if (!copy->id)
		copy->id = ++evidence->last;
	g_ptr_array_add(evidence->rows, copy);
	g_ptr_array_sort(evidence->rows, compare);
}

void memory_evidence_repeat(struct memory_evidence *evidence, int64_t id, int64_t at_us,
			    const char *reason)
{
	for (guint i = 0; i < evidence->rows->len; i++) {
		struct evidence_row row = *row_at(evidence, i);

		if (row.id != id)
			continue;
		row.record.again_at_us = at_us;
		if (reason) {
			row.record.kept_at_us = at_us;
			row.record.reason = reason;
		}
		memory_evidence_set(evidence, &row);
		return;
	}
}

/* Is the row at INDEX the first of its item and command, which is the newest? */
static bool is_newest(const struct memory_evidence *evidence, guint index)
{
	const struct evidence_record *record = &row_at(evidence, index)->record;
	const struct evidence_query query = {.item = record->item, .command = record->command};

	return index == 0 || !is_meant(&query, &row_at(evidence, index - 1)->record);
}

void memory_evidence_forget_before(struct memory_evidence *evidence, int64_t before_us,
				   memory_evidence_known *known, void *context)
{
	remember(evidence);
	/* From the end, so that the newest of a command is looked at last. */
	for (guint i = evidence->rows->len; i-- > 0;) {
		const struct evidence_record *record = &row_at(evidence, i)->record;
		const bool kept = record->kept_at_us >= 0;
		const bool goes = (kept && record->kept_at_us < before_us && !is_newest(evidence, i)) ||
				  ((!kept || record->kept_at_us < before_us) &&
				   !known(context, record->item));

		if (goes)
			g_ptr_array_remove_index(evidence->rows, i);
	}
}

void memory_evidence_measure(const struct memory_evidence *evidence, struct upkeep_figures *figures)
{
	for (guint i = 0; i < evidence->rows->len; i++) {
		const struct evidence_record *record = &row_at(evidence, i)->record;

		figures->evidence++;
		figures->evidence_kept += record->kept_at_us >= 0;
		figures->evidence_bytes += (int64_t)record->length;
	}
}
