/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What lapses: one table. Each row says what it is called, which clause asks for it, and how its terms are found in
 * the evidence.
 */
#include "engine/lapses-internal.h"

#include <inttypes.h>

/* --- terms --- */

static void free_term(gpointer data)
{
	struct term *term = data;

	g_free(term->id);
	g_free(term->key);
	g_free(term->ja);
	g_free(term->en);
	g_free(term);
}

static struct term *add(GPtrArray *terms, const char *id, const char *ja, const char *en)
{
	struct term *term = g_new0(struct term, 1);

	term->id = g_strdup(id);
	term->ja = g_strdup(ja);
	term->en = g_strdup(en);
	g_ptr_array_add(terms, term);
	return term;
}

/* What stands on FROM_US. */
static struct term *add_term(const struct lapse_look *look, const struct lapse_story *story, GPtrArray *terms, const char *id,
			     int64_t from_us)
{
	const struct guideline_evidence *evidence = look->evidence;
	struct term *term = add(terms, id, "", "");

	term->key = g_strdup_printf("%" PRId64, from_us);
	term->lapse = lapse_of(&evidence->ladders, story->kind, from_us, evidence->now_us, evidence->zone);
	term->due = term->lapse.rung || term->lapse.lapsed;
	return term;
}

/* The same of what may never have been: then the record's beginning counts. */
static struct term *add_since(const struct lapse_look *look, const struct lapse_story *story, GPtrArray *terms, const char *id,
			      int64_t from_us)
{
	struct term *term;

	if (!from_us && !look->began_us)
		return NULL;
	term = add_term(look, story, terms, id, from_us ? from_us : look->began_us);
	term->never = !from_us;
	return term;
}

static void call(struct term *term, const char *ja, const char *en)
{
	g_free(term->ja);
	g_free(term->en);
	term->ja = g_strdup(ja);
	term->en = g_strdup(en);
}

/* --- stories --- */

static void find_drill(const struct lapse_look *look, const struct lapse_story *story, GPtrArray *terms)
{
	add_since(look, story, terms, "", look->evidence->drill.at_us);
}

static void find_taught(const struct lapse_look *look, const struct lapse_story *story, GPtrArray *terms)
{
	for (guint i = 0; i < look->evidence->taught->len; i++) {
		const struct guideline_taught *each = &g_array_index(look->evidence->taught, struct guideline_taught, i);
		const struct contact *contact = inventory_find_contact(look->inventory, each->name);
		struct term *term = add_since(look, story, terms, each->name, each->at_us);

		if (term)
			call(term, contact ? contact->title.ja : each->name, contact ? contact->title.en : each->name);
	}
}

static void find_approval(const struct lapse_look *look, const struct lapse_story *story, GPtrArray *terms,
			  const struct guideline_document *document)
{
	if (document->approved_at_us)
		add_term(look, story, terms, "", document->approved_at_us);
}

static void find_response(const struct lapse_look *look, const struct lapse_story *story, GPtrArray *terms)
{
	find_approval(look, story, terms, &look->evidence->response);
}

static void find_contacts(const struct lapse_look *look, const struct lapse_story *story, GPtrArray *terms)
{
	find_approval(look, story, terms, &look->evidence->contacts);
}

/* Once for an approval and a text: the key has both. */
static void find_change(GPtrArray *terms, const struct guideline_document *document)
{
	struct term *term;

	if (document->standing != STANDING_CHANGED)
		return;
	term = add(terms, "", "", "");
	term->key = g_strdup_printf("%" PRId64 ":%s", document->newest, document->digest ? document->digest : "-");
	term->due = true;
}

static void find_response_change(const struct lapse_look *look, const struct lapse_story *story, GPtrArray *terms)
{
	(void)story;
	find_change(terms, &look->evidence->response);
}

static void find_contacts_change(const struct lapse_look *look, const struct lapse_story *story, GPtrArray *terms)
{
	(void)story;
	find_change(terms, &look->evidence->contacts);
}

static void find_prescribed(const struct lapse_look *look, const struct lapse_story *story, GPtrArray *terms)
{
	if (look->evidence->prescribed && look->evidence->prescribed_at_us)
		add_term(look, story, terms, "", look->evidence->prescribed_at_us);
}

static void find_conformity(const struct lapse_look *look, const struct lapse_story *story, GPtrArray *terms)
{
	if (look->evidence->conformity_at_us)
		add_term(look, story, terms, "", look->evidence->conformity_at_us);
}

static void find_knowledge(const struct lapse_look *look, const struct lapse_story *story, GPtrArray *terms)
{
	for (guint i = 0; i < look->evidence->reviews->len; i++) {
		const struct guideline_review *each = &g_array_index(look->evidence->reviews, struct guideline_review, i);
		g_autofree char *called = g_strdup_printf("%s (%s)", each->name, each->owner);

		call(add_term(look, story, terms, each->name, each->at_us), called, called);
	}
}

static void find_paths(const struct lapse_look *look, const struct lapse_story *story, GPtrArray *terms)
{
	for (guint i = 0; i < look->evidence->paths->len; i++) {
		const struct guideline_path *each = &g_array_index(look->evidence->paths, struct guideline_path, i);
		const struct notice_path *path = notice_path_find(look->policy, each->name);

		if (each->proven_at_us)
			call(add_term(look, story, terms, each->name, each->proven_at_us), path ? path->title.ja : each->name,
			     path ? path->title.en : each->name);
	}
}

static void find_holidays(const struct lapse_look *look, const struct lapse_story *story, GPtrArray *terms)
{
	int64_t until_us = guideline_holidays_end_us(look->evidence);

	if (until_us)
		add_term(look, story, terms, "", until_us);
}

const struct lapse_story lapse_stories[] = {
	{"drill", LAPSE_DRILL, "1.3.4-2", "年 1 回の訓練", "the yearly drill", "nwops drill due", false, find_drill},
	{"training", LAPSE_TRAINING, "1.3.4-0", "年 1 回の教育", "the yearly education", "nwops drill training", false, find_taught},
	{"response", LAPSE_APPROVAL, "1.3.4-1", "対応マニュアルの承認", "approval of the response manual", "nwops audit guideline", false,
	 find_response},
	{"response-changed", LAPSE_APPROVAL, "1.3.4-1", "対応マニュアル", "the response manual", "nwops drill due", true,
	 find_response_change},
	{"contacts", LAPSE_APPROVAL, "3.2.3", "異常時連絡票の承認", "approval of the contact sheet", "nwops audit guideline", false,
	 find_contacts},
	{"contacts-changed", LAPSE_APPROVAL, "3.2.3", "異常時連絡票", "the contact sheet", "nwops audit guideline", true,
	 find_contacts_change},
	{"prescribed", LAPSE_REVIEW, "3.3", "報告の順序との義務の照合", "duties compared with the order of reports", "nwops audit guideline",
	 false, find_prescribed},
	{"conformity", LAPSE_REVIEW, "2.1.1-1", "適合の宣言の見直し", "review of the statement of conformity", "nwops audit guideline", false,
	 find_conformity},
	{"knowledge", LAPSE_KNOWLEDGE, "1.1.2-3", "ノウハウの見直し", "review of know-how", "nwops kb search --due", false, find_knowledge},
	{"path", LAPSE_PATH, "3.2.2-2", "通知経路の実証", "proof of the path", "nwops notify paths", false, find_paths},
	{"calendar", LAPSE_CALENDAR, "1.1.1-3", "祝日の照合", "comparison of national holidays", "nwops audit guideline", false,
	 find_holidays},
};
G_STATIC_ASSERT(G_N_ELEMENTS(lapse_stories) == LAPSE_STORY_COUNT);

GPtrArray *lapse_terms(const struct lapse_look *look, const struct lapse_story *story)
{
	GPtrArray *terms = g_ptr_array_new_with_free_func(free_term);

	story->find(look, story, terms);
	return terms;
}
