/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Notices of the double in memory: a list in order of number.
 */
#include "store/memory.h"

struct memory_notices {
	struct memory_shelf notices; /* struct notice_record, with what it points to */
};

static void notice_clear(void *record)
{
	notices_clear_copy(record);
}

static void notice_release(void *record)
{
	g_rc_box_release_full(record, notice_clear);
}

static struct notice_record *notice_new(const struct notice_record *record)
{
	struct notice_record *copy = g_rc_box_alloc(sizeof(*copy));

	notices_init_copy(copy, record);
	return copy;
}

struct memory_notices *memory_notices_new(void)
{
	struct memory_notices *notices = g_new0(struct memory_notices, 1);

	memory_shelf_init(&notices->notices, notice_release);
	return notices;
}

void memory_notices_free(struct memory_notices *notices)
{
	if (!notices)
		return;
	memory_shelf_clear(&notices->notices);
	g_free(notices);
}

void memory_notices_commit(struct memory_notices *notices)
{
	memory_shelf_commit(&notices->notices);
}

void memory_notices_rollback(struct memory_notices *notices)
{
	memory_shelf_rollback(&notices->notices);
}

void memory_notices_keep(struct memory_notices *notices, struct notice_record *record)
{
	memory_shelf_change(&notices->notices);
	record->number = (int64_t)notices->notices.rows->len + 1;
	g_ptr_array_add(notices->notices.rows, notice_new(record));
}

bool memory_notices_change(struct memory_notices *notices, const struct notice_record *record)
{
	const int64_t number = record->number;
	struct notice_record whole, *row;

	if (number < 1 || number > notices->notices.rows->len)
		return false;
	memory_shelf_change(&notices->notices);
	row = notices->notices.rows->pdata[number - 1];
	whole = *row;
	whole.state = record->state;
	whole.approved_by = record->approved_by;
	whole.approved_at_us = record->approved_at_us;
	whole.rung = record->rung;
	whole.rung_due_at_us = record->rung_due_at_us;
	notices->notices.rows->pdata[number - 1] = notice_new(&whole);
	notice_release(row);
	return true;
}

int64_t memory_notices_newest(const struct memory_notices *notices)
{
	guint count = notices->notices.rows->len;

	return count ? ((const struct notice_record *)notices->notices.rows->pdata[count - 1])->number : 0;
}

int64_t memory_notices_find_once(const struct memory_notices *notices, const char *once)
{
	for (guint i = 0; i < notices->notices.rows->len; i++) {
		const struct notice_record *record = notices->notices.rows->pdata[i];

		if (strcmp(record->once, once) == 0)
			return record->number;
	}
	return 0;
}

static bool is_asked_for(const struct notices_filter *filter, const struct notice_record *record)
{
	return record->number > filter->after &&
	       (!filter->case_id || strcmp(record->case_id, filter->case_id) == 0) &&
	       (!filter->number || record->number == filter->number) &&
	       (filter->state < 0 || (int)record->state == filter->state) &&
	       (!filter->rung_due_by_us ||
		(record->rung_due_at_us > 0 && record->rung_due_at_us <= filter->rung_due_by_us));
}

void memory_notices_read(const struct memory_notices *notices, const struct notices_filter *filter,
			 notices_each *each, void *context)
{
	for (guint i = 0; i < notices->notices.rows->len; i++) {
		const struct notice_record *record = notices->notices.rows->pdata[i];

		if (is_asked_for(filter, record) && !each(context, record))
			return;
	}
}

void memory_notices_measure(const struct memory_notices *notices, struct upkeep_figures *figures)
{
	figures->notices = notices->notices.rows->len;
	for (guint i = 0; i < notices->notices.rows->len; i++)
		figures->notices_queued +=
			((struct notice_record *)notices->notices.rows->pdata[i])->state ==
			NOTICE_QUEUED;
}
