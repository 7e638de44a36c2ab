/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Know-how: carries closed cases into the index, and what the index names back to texts.
 */
#include "engine/know.h"

#include <string.h>

/* --- closed cases --- */

static bool tell_case_within(struct store *store, const char *case_id, GError **error)
{
	g_autoptr(ops_case_file_t) file = case_load(store, case_id, error);
	struct know_folded folded;
	struct know_tokens tokens;
	bool well;

	if (!file)
		return false;
	if (!file->closed_at_us)
		return true;
	know_fold_case(file, &folded);
	tokens = (struct know_tokens){folded.title, folded.text};
	well = know_index_case(store, case_id, &tokens, error);
	know_folded_clear(&folded);
	return well;
}

static bool take_id(void *context, const char *case_id)
{
	g_ptr_array_add(context, g_strdup(case_id));
	return true;
}

static GPtrArray *read_pending(struct store *store, int most, GError **error)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);

	return know_pending(store, most, take_id, ids, error) ? g_steal_pointer(&ids) : NULL;
}

bool engine_know_closed(struct store *store, int most, bool *ret_left, GError **error)
{
	g_autoptr(GPtrArray) ids = read_pending(store, most + 1, error);

	if (!ids)
		return false;
	if (ids->len && !store_begin(store, error))
		return false;
	for (guint i = 0; i < MIN(ids->len, (guint)most); i++)
		if (!tell_case_within(store, ids->pdata[i], error)) {
			store_rollback(store);
			return false;
		}
	if (ids->len && !store_commit(store, error))
		return false;
	*ret_left = ids->len > (guint)most;
	return true;
}

bool engine_know_lags(struct store *store)
{
	g_autoptr(GPtrArray) ids = read_pending(store, 1, NULL);

	return ids && ids->len;
}

/* --- what was found --- */

static void found_free(gpointer data)
{
	struct know_found *found = data;

	g_free(found->id);
	g_free(found->title);
	g_free(found->excerpt);
	g_free(found->owner);
	g_free(found);
}

struct searching {
	const struct know_wish *wish;
	int64_t version;
	GPtrArray *found;
};

/* Whether it was searched for what ENTRY, or FILE, resembles; where any word does, nothing is folded. */
static bool is_meant_entry(const struct know_wish *wish, const struct know_entry *entry)
{
	struct know_folded folded;
	bool meant;

	if (!wish->resembling)
		return true;
	know_fold_entry(entry, &folded);
	meant = fold_resembles(wish->terms, folded.title, folded.text);
	know_folded_clear(&folded);
	return meant;
}

static bool is_meant_case(const struct know_wish *wish, const struct case_file *file)
{
	struct know_folded folded;
	bool meant;

	if (!wish->resembling)
		return true;
	know_fold_case(file, &folded);
	meant = fold_resembles(wish->terms, folded.title, folded.text);
	know_folded_clear(&folded);
	return meant;
}

static char *excerpt_of(const struct know_wish *wish, const char *text)
{
	return wish->columns && wish->terms ? know_excerpt(text, wish->terms, wish->columns) : g_strdup("");
}

static void add_entry(const struct know_wish *wish, const struct know_entry *entry, GPtrArray *list)
{
	const bool english = wish->english && *entry->title_en;
	const char *shown = english && entry->text ? entry->text_en : entry->text;
	struct know_found *found = g_new0(struct know_found, 1);
	g_autofree char *both = entry->text ? g_strconcat(shown, "\n", entry->text, "\n", entry->text_en, NULL) : NULL;

	*found = (struct know_found){
		.id = know_id_print(entry->number),
		.version = entry->version,
		.title = g_strdup(english ? entry->title_en : entry->title),
		.excerpt = excerpt_of(wish, both ? both : ""),
		.owner = g_strdup(entry->owner),
		.review_at_us = entry->review_at_us,
	};
	g_ptr_array_add(list, found);
}

static bool take_entry(void *context, const struct know_entry *entry)
{
	struct searching *searching = context;

	if (entry->version == searching->version && entry->text && is_meant_entry(searching->wish, entry))
		add_entry(searching->wish, entry, searching->found);
	return true;
}

static bool add_case(const struct know_wish *wish, const char *case_id, struct store *store, GPtrArray *list,
		     GError **error)
{
	g_autoptr(ops_case_file_t) file = case_load(store, case_id, error);
	g_autofree char *text = NULL;
	struct know_found *found;

	if (!file)
		return false;
	/* It may have been opened again since. */
	if (!file->closed_at_us || !is_meant_case(wish, file))
		return true;
	text = know_case_text(file);
	found = g_new0(struct know_found, 1);
	*found = (struct know_found){
		.id = g_strdup(file->id),
		.is_case = true,
		.title = g_strdup(*file->title ? file->title : file->subject),
		.excerpt = excerpt_of(wish, text),
		.closed_at_us = file->closed_at_us,
	};
	g_ptr_array_add(list, found);
	return true;
}

/* A hit that is kept until the search is over. */
struct kept_hit {
	int64_t number, version;
	char *case_id;
};

static void hit_free(gpointer data)
{
	struct kept_hit *kept = data;

	g_free(kept->case_id);
	g_free(kept);
}

static bool take_hit(void *context, const struct know_hit *hit)
{
	struct kept_hit *kept = g_new0(struct kept_hit, 1);

	*kept = (struct kept_hit){hit->number, hit->version, g_strdup(hit->case_id)};
	g_ptr_array_add(context, kept);
	return true;
}

static bool add_found(struct store *store, const struct kept_hit *kept, struct searching *searching, GError **error)
{
	const struct know_filter filter = {.number = kept->number};

	if (!kept->number)
		return add_case(searching->wish, kept->case_id, store, searching->found, error);
	searching->version = kept->version;
	return know_read(store, &filter, take_entry, searching, error);
}

GPtrArray *engine_know_search(struct store *store, const struct know_wish *wish, GError **error)
{
	const struct know_query query = {
		.terms = wish->terms->terms,
		.count = wish->terms->count,
		.any = wish->any,
		.entries_only = wish->entries_only,
		.limit = wish->limit,
	};
	g_autoptr(GPtrArray) hits = g_ptr_array_new_with_free_func(hit_free);
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(found_free);
	struct searching searching = {.wish = wish, .found = list};

	if (!know_search(store, &query, take_hit, hits, error))
		return NULL;
	for (guint i = 0; i < hits->len; i++)
		if (!add_found(store, hits->pdata[i], &searching, error))
			return NULL;
	return g_steal_pointer(&list);
}

static bool take_listed(void *context, const struct know_entry *entry)
{
	struct searching *searching = context;

	add_entry(searching->wish, entry, searching->found);
	return true;
}

GPtrArray *engine_know_list(struct store *store, int64_t due_by_us, bool english, GError **error)
{
	const struct know_filter filter = {.due_by_us = due_by_us};
	const struct know_wish wish = {.english = english};
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(found_free);
	struct searching searching = {.wish = &wish, .found = list};

	return know_read(store, &filter, take_listed, &searching, error) ? g_steal_pointer(&list) : NULL;
}
