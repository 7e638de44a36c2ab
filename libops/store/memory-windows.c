/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Maintenance windows, silences and marks of the double in memory: a list of each,
 * in the order in which it is read.
 */
#include "store/memory.h"

struct memory_windows {
	struct memory_shelf windows; /* struct window_record, with what it points to */
	struct memory_shelf marks; /* struct named_mark */
};

struct named_mark {
	char *name;
	struct mark_record mark;
};

static void window_clear(void *window)
{
	windows_clear_copy(window);
}

static void window_release(void *window)
{
	g_rc_box_release_full(window, window_clear);
}

static struct window_record *window_new(const struct window_record *window)
{
	struct window_record *copy = g_rc_box_alloc(sizeof(*copy));

	windows_init_copy(copy, window);
	return copy;
}

static void mark_clear(void *pointer)
{
	struct named_mark *mark = pointer;

	g_free(mark->name);
	g_free((char *)mark->mark.text);
}

static void mark_release(void *mark)
{
	g_rc_box_release_full(mark, mark_clear);
}

struct memory_windows *memory_windows_new(void)
{
	struct memory_windows *windows = g_new0(struct memory_windows, 1);

	memory_shelf_init(&windows->windows, window_release);
	memory_shelf_init(&windows->marks, mark_release);
	return windows;
}

void memory_windows_free(struct memory_windows *windows)
{
	if (!windows)
		return;
	memory_shelf_clear(&windows->windows);
	memory_shelf_clear(&windows->marks);
	g_free(windows);
}

void memory_windows_commit(struct memory_windows *windows)
{
	memory_shelf_commit(&windows->windows);
	memory_shelf_commit(&windows->marks);
}

void memory_windows_rollback(struct memory_windows *windows)
{
	memory_shelf_rollback(&windows->windows);
	memory_shelf_rollback(&windows->marks);
}

/* ---- windows ---- */

static const struct window_record *window_at(const struct memory_windows *windows, guint index)
{
	return windows->windows.rows->pdata[index];
}

/* Where ID is, or how many there are. */
static guint find_window(const struct memory_windows *windows, const char *id)
{
	guint index = 0;

	while (index < windows->windows.rows->len && strcmp(window_at(windows, index)->id, id) != 0)
		index++;
	return index;
}

static int compare_windows(const void *a, const void *b)
{
	const struct window_record *left = *(struct window_record *const *)a;
	const struct window_record *right = *(struct window_record *const *)b;

	if (left->from_us != right->from_us)
		return left->from_us < right->from_us ? -1 : 1;
	return strcmp(left->id, right->id);
}

void memory_windows_set(struct memory_windows *windows, const struct window_record *window)
{
	const guint index = find_window(windows, window->id);

	memory_shelf_change(&windows->windows);
	if (index < windows->windows.rows->len)
		g_ptr_array_remove_index(windows->windows.rows, index);
	g_ptr_array_add(windows->windows.rows, window_new(window));
	g_ptr_array_sort(windows->windows.rows, compare_windows);
}

bool memory_windows_has(const struct memory_windows *windows, const char *id)
{
	return find_window(windows, id) < windows->windows.rows->len;
}

static bool is_over(const struct window_record *window, int64_t at_us)
{
	if (window->end != WINDOW_OPEN && window->ended_at_us <= at_us)
		return true;
	return window->until_us <= at_us && !window->recurrence && window->started_at_us <= 0;
}

void memory_windows_read(const struct memory_windows *windows, int64_t open_at_us, windows_each *each,
			 void *context)
{
	for (guint i = 0; i < windows->windows.rows->len; i++)
		if (!is_over(window_at(windows, i), open_at_us) &&
		    !each(context, window_at(windows, i)))
			return;
}

/* ---- marks ---- */

static const struct named_mark *mark_at(const struct memory_windows *windows, guint index)
{
	return windows->marks.rows->pdata[index];
}

void memory_windows_set_mark(struct memory_windows *windows, const char *name,
			     const struct mark_record *mark)
{
	GPtrArray *rows;
	struct named_mark *copy;
	guint index = 0;

	memory_shelf_change(&windows->marks);
	rows = windows->marks.rows;
	while (index < rows->len && strcmp(mark_at(windows, index)->name, name) < 0)
		index++;
	if (index < rows->len && strcmp(mark_at(windows, index)->name, name) == 0)
		g_ptr_array_remove_index(rows, index);
	if (!mark)
		return;
	copy = g_rc_box_alloc(sizeof(*copy));
	copy->name = g_strdup(name);
	copy->mark = *mark;
	copy->mark.text = g_strdup(mark->text);
	g_ptr_array_insert(rows, (gint)index, copy);
}

void memory_windows_read_marks(const struct memory_windows *windows, const char *name,
			       marks_each *each, void *context)
{
	for (guint i = 0; i < windows->marks.rows->len; i++) {
		const struct named_mark *mark = mark_at(windows, i);

		if ((!name || strcmp(mark->name, name) == 0) &&
		    !each(context, mark->name, &mark->mark))
			return;
	}
}

void memory_windows_measure(const struct memory_windows *windows, struct upkeep_figures *figures)
{
	figures->windows = windows->windows.rows->len;
	figures->marks = windows->marks.rows->len;
}
