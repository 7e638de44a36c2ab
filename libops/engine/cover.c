/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What maintenance windows and silences are about: their words resolved to items at the
 * moment of a run. A run while nothing is in force costs one look at the windows that
 * are kept.
 */
#include "engine/internal.h"

#include "base/translate.h"

/* --- what is kept --- */

struct window_record *engine_copy_window(const struct window_record *window)
{
	struct window_record *copy = g_new(struct window_record, 1);

	windows_init_copy(copy, window);
	return copy;
}

static void window_free(gpointer window)
{
	windows_clear_copy(window);
	g_free(window);
}

static bool keep_window(void *context, const struct window_record *window)
{
	g_ptr_array_add(context, engine_copy_window(window));
	return true;
}

GPtrArray *engine_new_windows(void)
{
	return g_ptr_array_new_with_free_func(window_free);
}

GPtrArray *engine_windows(struct store *store, GError **error)
{
	g_autoptr(GPtrArray) windows = engine_new_windows();

	return windows_read(store, keep_window, windows, error) ? g_steal_pointer(&windows) : NULL;
}

/* --- words to items --- */

/* The whole of a device or line that WORD names and nothing else; NULL: it is another sort of word.
 * Most windows are about a few lines: these need no look at all the others. */
static char *item_of_word(const struct inventory *inventory, const char *word)
{
	const char *name = strchr(word, ':');

	if (!name || strpbrk(++name, "*?/"))
		return NULL;
	if (g_str_has_prefix(word, "line:"))
		return inventory_find_line(inventory, name) ? g_strdup(word) : NULL;
	return g_str_has_prefix(word, "device:") && inventory_find_device(inventory, name) ? g_strdup(word) : NULL;
}

static bool cover_by_names(const struct inventory *inventory, char **words, GHashTable *items)
{
	for (; *words; words++) {
		char *name = item_of_word(inventory, *words);

		if (!name)
			return false;
		g_hash_table_add(items, name);
	}
	return true;
}

/* A device that is not asked whether it answers is covered when all that it is asked is. */
static void add_devices_of_questions(const struct inventory *inventory, const GArray *selected, GHashTable *items)
{
	g_autoptr(GHashTable) missing = g_hash_table_new(NULL, NULL);
	GHashTableIter iter;
	gpointer device, count;

	for (guint i = 0; i < selected->len; i++) {
		const struct item *item = &g_array_index(selected, struct item, i);

		if (item->question && item->kind == ITEM_DEVICE && !item->device->watch_icmp)
			g_hash_table_insert(missing, (gpointer)item->device, GINT_TO_POINTER(0));
	}
	for (size_t i = 0; g_hash_table_size(missing) && i < inventory_question_count(inventory); i++) {
		const struct question *question = inventory_question_at(inventory, i);

		if (question->device && !g_hash_table_contains(items, question->name))
			g_hash_table_remove(missing, question->device);
	}
	g_hash_table_iter_init(&iter, missing);
	while (g_hash_table_iter_next(&iter, &device, &count))
		g_hash_table_add(items, g_strconcat("device:", ((const struct device *)device)->name, NULL));
}

/* A group is covered when all its members are: only then nothing of it is left to be told. */
static void add_groups(const struct inventory *inventory, GHashTable *items)
{
	for (size_t i = 0; i < inventory_group_count(inventory); i++) {
		const struct group *group = inventory_group_at(inventory, i);
		bool whole = true;

		for (size_t j = 0; whole && group->devices && group->devices[j]; j++) {
			g_autofree char *name = g_strconcat("device:", group->devices[j]->name, NULL);

			whole = g_hash_table_contains(items, name);
		}
		for (size_t j = 0; whole && group->lines && group->lines[j]; j++) {
			g_autofree char *name = g_strconcat("line:", group->lines[j]->name, NULL);

			whole = g_hash_table_contains(items, name);
		}
		if (whole)
			g_hash_table_add(items, g_strconcat("group:", group->name, NULL));
	}
}

GHashTable *engine_covered_by(const struct inventory *inventory, const char *selectors, GError **error)
{
	g_auto(GStrv) words = g_strsplit(selectors, "\n", -1);
	g_autoptr(GHashTable) items = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr(GArray) selected = NULL;

	if (!*words || !cover_by_names(inventory, words, items)) {
		g_hash_table_remove_all(items);
		selected = inventory_select(inventory, (const char *const *)words, error);
		if (!selected)
			return NULL;
		for (guint i = 0; i < selected->len; i++)
			g_hash_table_add(items, item_name(&g_array_index(selected, struct item, i)));
		add_devices_of_questions(inventory, selected, items);
	}
	add_groups(inventory, items);
	return g_steal_pointer(&items);
}

/* --- what covers in a run --- */

static void cover_clear(gpointer data)
{
	struct pass_cover *cover = data;

	g_free((char *)cover->id);
	g_clear_pointer(&cover->items, g_hash_table_unref);
}

struct covering {
	const struct inventory *inventory;
	const struct notes *notes;
	int64_t at_us;
	GArray *covers;
};

static bool add_cover(void *context, const struct window_record *window)
{
	const struct covering *covering = context;
	struct pass_cover cover = { .is_silence = window->kind == WINDOW_SILENCE };
	struct window_times times;
	bool in_force = false;
	g_autoptr(GError) error = NULL;

	/* What is over is the most of it. */
	if (window->from_us > covering->at_us || (window->end != WINDOW_OPEN && window->ended_at_us <= covering->at_us) ||
	    (!window->recurrence && window->until_us <= covering->at_us))
		return true;
	if (windows_open_times(window, &times, &error)) {
		in_force = windows_look(window, &times, covering->at_us).covers;
		windows_close_times(&times);
	}
	if (in_force)
		cover.items = engine_covered_by(covering->inventory, window->selectors, &error);
	if (cover.items) {
		cover.id = g_strdup(window->id);
		g_array_append_val(covering->covers, cover);
	}
	if (error)
		notes_write(covering->notes, NOTES_WARNING, _("'%s' covers nothing: %s; going on"), window->id,
			    error->message);
	return true;
}

GArray *engine_covers(const struct inventory *inventory, struct store *store, int64_t at_us,
		      const struct notes *notes, GError **error)
{
	g_autoptr(GArray) covers = g_array_new(FALSE, FALSE, sizeof(struct pass_cover));
	struct covering covering = { inventory, notes, at_us, covers };

	g_array_set_clear_func(covers, cover_clear);
	return windows_read_open(store, at_us, add_cover, &covering, error) ? g_steal_pointer(&covers) : NULL;
}
