/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A case with its paper: the text that it was begun with, out of the store, and what the store knows beside the events.
 */
#include "cases/paper-internal.h"

#include "store/know.h"
#include "store/notices.h"

/* --- which paper --- */

static const struct case_event *begun_by(const struct case_standing *standing)
{
	const GPtrArray *events = standing->file->events;

	for (guint i = events->len; i-- > 0;) {
		const struct case_event *event = events->pdata[i];

		if (event->kind == CASE_PAPER && event->body)
			return event;
	}
	return NULL;
}

bool case_has_paper(const struct case_standing *standing)
{
	return begun_by(standing) != NULL;
}

/* What others keep for us may be anything. */
static struct papers *papers_of(struct store *store, const struct case_event *event, GError **error)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	const char *hex = json_get_string(event->body, "digest");
	g_autoptr(GBytes) bytes = NULL;
	struct digest digest;
	const char *text;
	gsize length;

	digest_from_hex(hex, digest.bytes, DIGEST_SIZE);
	bytes = run_texts_read(store, &digest, error);
	if (!bytes)
		return NULL;
	text = g_bytes_get_data(bytes, &length);
	return papers_read(hex, text, length, faults);
}

static void kept_free(gpointer papers)
{
	papers_free(papers);
}

GHashTable *case_papers_kept(void)
{
	return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, kept_free);
}

/* KEPT NULL: read anew. */
static struct papers *papers_once(struct store *store, const struct case_event *event, GHashTable *kept, GError **error)
{
	const char *hex = json_get_string(event->body, "digest");
	struct papers *papers = kept ? g_hash_table_lookup(kept, hex) : NULL;

	if (papers)
		return papers_ref(papers);
	papers = papers_of(store, event, error);
	if (papers && kept)
		g_hash_table_insert(kept, g_strdup(hex), papers_ref(papers));
	return papers;
}

/* --- what the store knows --- */

/* What waits for an approval was not told to anybody. */
static bool take_notice(void *context, const struct notice_record *record)
{
	const int audience = words_find(WORDS_AUDIENCE, record->audience);
	const struct paper_told told = {record->kind, (enum audience)MAX(audience, 0), record->made_at_us};

	if (record->state == NOTICE_QUEUED && audience >= 0)
		g_array_append_val((GArray *)context, told);
	return true;
}

static bool take_entry(void *context, const struct know_entry *entry)
{
	(void)entry;
	*(bool *)context = true;
	return false;
}

static bool needs_knowledge(const struct paper *paper)
{
	for (size_t i = 0; i < paper->stage_count; i++)
		if (paper->stages[i].knowledge)
			return true;
	return false;
}

static bool see(const struct cases_options *options, struct case_paper *paper, struct paper_seen *seen, GError **error)
{
	const char *id = seen->standing->file->id;
	const struct notices_filter filter = {.case_id = id, .state = -1};
	g_autoptr(GArray) told = g_array_new(FALSE, FALSE, sizeof(struct paper_told));
	const struct know_filter from_it = {.source = id};

	if (!notices_read(options->store, &filter, take_notice, told, error) ||
	    (needs_knowledge(paper->paper) &&
	     !know_read(options->store, &from_it, take_entry, &seen->knowledge, error)))
		return false;
	seen->told = (const struct paper_told *)(void *)told->data;
	seen->told_count = told->len;
	paper->stands = paper_stands(paper->paper, seen);
	return true;
}

/* --- documents and facts --- */

static GPtrArray *documents_of(const struct case_standing *standing)
{
	GPtrArray *documents = g_ptr_array_new();

	for (guint i = 0; i < standing->file->events->len; i++) {
		struct case_event *event = standing->file->events->pdata[i];

		if (event->kind == CASE_DOCUMENT && event->body &&
		    !g_hash_table_contains(standing->taken_back, GINT_TO_POINTER((int)event->number)))
			g_ptr_array_add(documents, event);
	}
	return documents;
}

static void take_fact(GHashTable *facts, const char *name, const char *value)
{
	if (value)
		g_hash_table_insert(facts, g_strdup(name), g_strdup(value));
	else
		g_hash_table_remove(facts, name);
}

static void take_walked(GHashTable *facts, const struct case_event *event)
{
	g_autoptr(ops_procedure_event_t) walked = procedure_event_read(event->body, NULL);

	for (guint i = 0; walked && walked->facts && i < walked->facts->len; i++) {
		const struct procedure_fact *fact = walked->facts->pdata[i];

		take_fact(facts, fact->name, fact->value);
	}
}

static GHashTable *facts_of(const struct case_standing *standing, bool walked)
{
	GHashTable *facts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);

	for (guint i = 0; i < standing->file->events->len; i++) {
		const struct case_event *event = standing->file->events->pdata[i];

		if (!event->body || g_hash_table_contains(standing->taken_back, GINT_TO_POINTER((int)event->number)))
			continue;
		if (walked && event->kind == CASE_RUN)
			take_walked(facts, event);
		else if (event->kind == CASE_FACT)
			take_fact(facts, event->text, json_get_string(event->body, "value"));
	}
	return facts;
}

GHashTable *case_facts(const struct case_standing *standing)
{
	return facts_of(standing, true);
}

GHashTable *case_facts_said(const struct case_standing *standing)
{
	return facts_of(standing, false);
}

/* --- the whole --- */

void case_paper_free(struct case_paper *paper)
{
	if (!paper)
		return;
	g_clear_pointer(&paper->stands, g_array_unref);
	g_clear_pointer(&paper->documents, g_ptr_array_unref);
	g_clear_pointer(&paper->facts, g_hash_table_unref);
	papers_free(paper->papers);
	g_free(paper);
}

struct case_paper *case_paper_load_kept(const struct cases_options *options, const struct case_standing *standing,
					const struct duties *calendar, GHashTable *kept, GError **error)
{
	const struct case_event *begun = begun_by(standing);
	g_autoptr(ops_case_paper_t) paper = g_new0(struct case_paper, 1);
	struct paper_seen seen = {.standing = standing, .zone = options->zone, .calendar = calendar};

	paper->papers = begun ? papers_once(options->store, begun, kept, error) : NULL;
	paper->paper = paper->papers ? papers_find(paper->papers, begun->text) : NULL;
	if (!paper->paper || !see(options, paper, &seen, error))
		return NULL;
	paper->documents = documents_of(standing);
	paper->facts = case_facts(standing);
	return g_steal_pointer(&paper);
}

struct case_paper *case_paper_load(const struct cases_options *options, const struct case_standing *standing,
				   const struct duties *calendar, GError **error)
{
	return case_paper_load_kept(options, standing, calendar, NULL, error);
}
