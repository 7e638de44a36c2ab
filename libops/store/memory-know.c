/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Knowledge entries and the index of the double in memory: a list of what was told, each
 * with its tokens, and every search looks at all of them. It ranks by the same BM25 as
 * FTS5 does, reckoned from the tokens: what is found and in which order is the contract.
 */
#include "store/memory.h"

#include <math.h>

#define SATURATION 1.2 /* k1 of BM25 */
#define BY_LENGTH 0.75 /* and b */
#define LEAST_WEIGHT 1e-6 /* of a term that half of all have */

/* One version of an entry, or one state of a case. */
struct doc {
	struct know_entry entry; /* number 0: it is a case; its strings are the doc's own */
	char *case_id;
	char *title, *text; /* tokens */
	int64_t events; /* that the case had then */
	bool replaced; /* of a case; an entry has its state */
};

struct memory_know {
	struct memory_shelf docs; /* in the order in which they were told */
	const GPtrArray *entries; /* struct journal_entry */
};

static void doc_clear(void *pointer)
{
	struct doc *doc = pointer;

	g_free((char *)doc->entry.title);
	g_free((char *)doc->entry.title_en);
	g_free((char *)doc->entry.owner);
	g_free((char *)doc->entry.source);
	g_free((char *)doc->entry.name);
	g_free((char *)doc->entry.added_by);
	g_free((char *)doc->entry.reviewed_by);
	g_free(doc->case_id);
	g_free(doc->title);
	g_free(doc->text);
}

static void doc_release(void *doc)
{
	g_rc_box_release_full(doc, doc_clear);
}

static struct doc *doc_new(const struct doc *from)
{
	struct doc *doc = g_rc_box_alloc0(sizeof(*doc));

	*doc = *from;
	doc->entry.text = doc->entry.text_en = NULL; /* in the journal */
	doc->entry.title = g_strdup(from->entry.title);
	doc->entry.title_en = g_strdup(from->entry.title_en);
	doc->entry.owner = g_strdup(from->entry.owner);
	doc->entry.source = g_strdup(from->entry.source);
	doc->entry.name = g_strdup(from->entry.name);
	doc->entry.added_by = g_strdup(from->entry.added_by);
	doc->entry.reviewed_by = g_strdup(from->entry.reviewed_by);
	doc->case_id = g_strdup(from->case_id);
	doc->title = g_strdup(from->title);
	doc->text = g_strdup(from->text);
	return doc;
}

struct memory_know *memory_know_new(const GPtrArray *entries)
{
	struct memory_know *know = g_new0(struct memory_know, 1);

	memory_shelf_init(&know->docs, doc_release);
	know->entries = entries;
	return know;
}

void memory_know_free(struct memory_know *know)
{
	if (!know)
		return;
	memory_shelf_clear(&know->docs);
	g_free(know);
}

void memory_know_commit(struct memory_know *know)
{
	memory_shelf_commit(&know->docs);
}

void memory_know_rollback(struct memory_know *know)
{
	memory_shelf_rollback(&know->docs);
}

static const struct doc *doc_at(const struct memory_know *know, guint index)
{
	return know->docs.rows->pdata[index];
}

/* CHANGED stands at INDEX from now on. */
static void change(struct memory_know *know, guint index, const struct doc *changed)
{
	struct doc *doc = doc_new(changed);

	memory_shelf_change(&know->docs);
	doc_release(know->docs.rows->pdata[index]);
	know->docs.rows->pdata[index] = doc;
}

static void tell_index(struct memory_know *know, const struct doc *doc)
{
	memory_shelf_change(&know->docs);
	g_ptr_array_add(know->docs.rows, doc_new(doc));
}

/* --- entries --- */

bool memory_newest_know(struct store *store, int64_t *ret_number, GError **error)
{
	const struct memory_know *know = memory_know_of(store);

	*ret_number = 0;
	for (guint i = 0; i < know->docs.rows->len; i++)
		*ret_number = MAX(*ret_number, doc_at(know, i)->entry.number);
	return true;
}

bool memory_add_know(struct store *store, const struct know_entry *entry, const struct know_tokens *tokens,
		     GError **error)
{
	struct memory_know *know = memory_know_of(store);
	const struct doc added = {.entry = *entry, .title = (char *)tokens->title, .text = (char *)tokens->text};

	for (guint i = 0; i < know->docs.rows->len; i++) {
		struct doc doc = *doc_at(know, i);

		if (doc.entry.number != entry->number || doc.entry.state == KNOW_REPLACED)
			continue;
		doc.entry.state = KNOW_REPLACED;
		change(know, i, &doc);
	}
	tell_index(know, &added);
	return true;
}

bool memory_review_know(struct store *store, const struct know_review *review, int64_t version, GError **error)
{
	struct memory_know *know = memory_know_of(store);

	for (guint i = 0; i < know->docs.rows->len; i++) {
		struct doc doc = *doc_at(know, i);

		if (doc.entry.number != review->number || doc.entry.version != version)
			continue;
		doc.entry.state = review->withdrawn ? KNOW_WITHDRAWN : KNOW_CURRENT;
		doc.entry.reviewed_at_us = review->at_us;
		doc.entry.reviewed_by = review->actor;
		if (!review->withdrawn)
			doc.entry.review_at_us = review->until_us;
		change(know, i, &doc);
	}
	return true;
}

static bool is_asked_for(const struct know_filter *filter, const struct know_entry *entry)
{
	return entry->number && (!filter->number || entry->number == filter->number) &&
	       (filter->every_version || entry->state == KNOW_CURRENT) &&
	       (!filter->due_by_us || entry->review_at_us <= filter->due_by_us) &&
	       (!filter->name || strcmp(entry->name, filter->name) == 0) &&
	       (!filter->source || strcmp(entry->source, filter->source) == 0);
}

static int compare_entries(const void *a, const void *b)
{
	const struct know_entry *one = &(*(const struct doc *const *)a)->entry,
				*other = &(*(const struct doc *const *)b)->entry;

	return one->number != other->number ? (one->number > other->number) - (one->number < other->number) :
					      (one->version > other->version) - (one->version < other->version);
}

bool memory_read_know(struct store *store, const struct know_filter *filter, know_each *each, void *context,
		      GError **error)
{
	const struct memory_know *know = memory_know_of(store);
	g_autoptr(GPtrArray) found = g_ptr_array_new();

	for (guint i = 0; i < know->docs.rows->len; i++)
		if (is_asked_for(filter, &doc_at(know, i)->entry))
			g_ptr_array_add(found, know->docs.rows->pdata[i]);
	g_ptr_array_sort(found, compare_entries);
	for (guint i = 0; i < found->len; i++) {
		struct know_entry entry = ((const struct doc *)found->pdata[i])->entry;
		const struct journal_entry *kept = know->entries->pdata[entry.entry - 1];

		entry.text = kept->payload;
		if (!each(context, &entry))
			break;
	}
	return true;
}

/* --- closed cases --- */

/* The index of the doc that tells of CASE_ID as it is known now; -1: none does. */
static int find_case(const struct memory_know *know, const char *case_id)
{
	for (guint i = 0; i < know->docs.rows->len; i++)
		if (!doc_at(know, i)->replaced && g_strcmp0(doc_at(know, i)->case_id, case_id) == 0)
			return (int)i;
	return -1;
}

struct pending {
	const struct memory_know *know;
	int left;
	know_case_each *each;
	void *context;
};

static bool look_at_case(void *context, const struct case_record *record)
{
	struct pending *pending = context;
	const int known = find_case(pending->know, record->id);

	if (!record->closed_at_us || record->events <= (known < 0 ? 0 : doc_at(pending->know, (guint)known)->events))
		return true;
	return pending->left-- > 0 && pending->each(pending->context, record->id) && pending->left > 0;
}

bool memory_read_know_pending(struct store *store, int limit, know_case_each *each, void *context, GError **error)
{
	const struct cases_filter all = {.kind = -1};
	struct pending pending = {memory_know_of(store), limit, each, context};

	return cases_read(store, &all, look_at_case, &pending, error);
}

bool memory_index_know_case(struct store *store, const char *case_id, int64_t events,
			    const struct know_tokens *tokens, GError **error)
{
	struct memory_know *know = memory_know_of(store);
	const int known = find_case(know, case_id);
	const struct doc told = {
		.case_id = (char *)case_id,
		.title = (char *)tokens->title,
		.text = (char *)tokens->text,
		.events = events,
	};

	if (events <= (known < 0 ? 0 : doc_at(know, (guint)known)->events))
		return true;
	if (known >= 0) {
		struct doc doc = *doc_at(know, (guint)known);

		doc.replaced = true;
		change(know, (guint)known, &doc);
	}
	tell_index(know, &told);
	return true;
}

/* --- forgetting --- */

bool memory_forget_know(struct store *store, GError **error)
{
	struct memory_know *know = memory_know_of(store);

	memory_shelf_change(&know->docs);
	for (guint i = know->docs.rows->len; i-- > 0;) {
		struct doc doc = *doc_at(know, i);

		if (!doc.entry.number) {
			g_ptr_array_remove_index(know->docs.rows, i);
			continue;
		}
		doc.title = doc.text = (char *)"";
		change(know, i, &doc);
	}
	return true;
}

bool memory_retell_know(struct store *store, int64_t number, int64_t version, const struct know_tokens *tokens, GError **error)
{
	struct memory_know *know = memory_know_of(store);

	for (guint i = 0; i < know->docs.rows->len; i++) {
		struct doc doc = *doc_at(know, i);

		if (doc.entry.number != number || doc.entry.version != version)
			continue;
		doc.title = (char *)tokens->title;
		doc.text = (char *)tokens->text;
		change(know, i, &doc);
	}
	return true;
}

/* --- searching --- */

struct found {
	const struct doc *doc;
	guint index;
	double score;
};

static size_t count_in(const struct doc *doc, const struct know_term *term)
{
	return know_term_count(doc->title, term) + know_term_count(doc->text, term);
}

static bool matches(const struct know_query *query, const struct doc *doc)
{
	size_t met = 0;

	for (size_t i = 0; i < query->count; i++)
		met += count_in(doc, &query->terms[i]) > 0;
	return (doc->entry.number || !query->entries_only) && (query->any ? met > 0 : met == query->count);
}

static size_t length_of(const struct doc *doc)
{
	return know_token_count(doc->title) + know_token_count(doc->text);
}

static double weight_of(const struct memory_know *know, const struct know_term *term)
{
	const double count = know->docs.rows->len;
	double with = 0, weight;

	for (guint i = 0; i < know->docs.rows->len; i++)
		with += count_in(doc_at(know, i), term) > 0;
	weight = log((count - with + 0.5) / (with + 0.5));
	return weight > 0 ? weight : LEAST_WEIGHT;
}

static double mean_length(const struct memory_know *know)
{
	double sum = 0;

	for (guint i = 0; i < know->docs.rows->len; i++)
		sum += (double)length_of(doc_at(know, i));
	return sum / know->docs.rows->len;
}

static void add_scores(const struct memory_know *know, const struct know_term *term, GArray *found)
{
	const double weight = weight_of(know, term), mean = mean_length(know);

	for (guint i = 0; i < found->len; i++) {
		struct found *each = &g_array_index(found, struct found, i);
		const double often = KNOW_TITLE_WEIGHT * (double)know_term_count(each->doc->title, term) +
				     (double)know_term_count(each->doc->text, term);
		const double by_length = 1 - BY_LENGTH + BY_LENGTH * (double)length_of(each->doc) / mean;

		each->score += weight * often * (SATURATION + 1) / (often + SATURATION * by_length);
	}
}

/* Entries first, the newest first. */
static int compare_newest(const void *a, const void *b)
{
	const struct found *one = a, *other = b;
	const bool entry = one->doc->entry.number > 0, other_entry = other->doc->entry.number > 0;

	return entry != other_entry ? other_entry - entry :
				      (other->index > one->index) - (other->index < one->index);
}

static int compare_scores(const void *a, const void *b)
{
	const struct found *one = a, *other = b;

	return one->score == other->score ? compare_newest(a, b) : one->score < other->score ? 1 : -1;
}

static bool is_present(const struct doc *doc)
{
	return doc->case_id ? !doc->replaced : doc->entry.state == KNOW_CURRENT;
}

static void tell_hits(const GArray *found, int limit, know_hit_each *each, void *context)
{
	for (guint i = 0; i < found->len && limit > 0; i++) {
		const struct found *one = &g_array_index(found, struct found, i);
		const struct know_hit hit = {
			.number = one->doc->entry.number,
			.version = one->doc->entry.version,
			.case_id = one->doc->case_id ? one->doc->case_id : "",
			.score = one->score,
		};

		if (!is_present(one->doc))
			continue;
		limit--;
		if (!each(context, &hit))
			return;
	}
}

bool memory_search_know(struct store *store, const struct know_query *query, know_hit_each *each, void *context,
			GError **error)
{
	const struct memory_know *know = memory_know_of(store);
	g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(struct found));

	for (guint i = 0; i < know->docs.rows->len; i++) {
		const struct found one = {.doc = doc_at(know, i), .index = i};

		if (matches(query, one.doc))
			g_array_append_val(found, one);
	}
	g_array_sort(found, compare_newest);
	if (found->len > KNOW_RANKED)
		g_array_set_size(found, KNOW_RANKED);
	for (size_t i = 0; i < query->count; i++)
		add_scores(know, &query->terms[i], found);
	g_array_sort(found, compare_scores);
	tell_hits(found, query->limit, each, context);
	return true;
}
