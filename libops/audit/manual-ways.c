/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Chapters 7 and 8: which notices go to whom, and the ways of working: each as
 * swim lanes, and step by step in words. The digest of a procedure's file is in
 * its place here, so that a manual tells which text of it a run went by.
 */
#include "audit/internal.h"

#include "base/clauses.h"

#include <string.h>

/* --- which, and in what order --- */

/* Where the clause that PROCEDURE carries out stands in the guideline. */
static unsigned int clause_number(const struct procedure *procedure)
{
	const char *const *ids = clauses_ids();
	unsigned int number = 0;

	while (ids[number] && g_strcmp0(ids[number], procedure_source(procedure)) != 0)
		number++;
	return number;
}

static gint compare(gconstpointer a, gconstpointer b)
{
	const struct procedure *left = *(const struct procedure *const *)a, *right = *(const struct procedure *const *)b;
	unsigned int first = clause_number(left), second = clause_number(right);

	if (first != second)
		return first < second ? -1 : 1;
	return strcmp(procedure_name(left), procedure_name(right));
}

/* Faults, disasters, what is watched: not applications, nor what institutions do wrong. */
static bool is_response(const struct procedure *procedure)
{
	const char *clause = procedure_source(procedure);

	return clause && (g_str_has_prefix(clause, "1.3.") || g_str_has_prefix(clause, "3."));
}

/* And what these call, whatever clause that is of. */
static void add_with_calls(struct manual *manual, const struct procedure *procedure)
{
	if (g_ptr_array_find(manual->ways, procedure, NULL))
		return;
	g_ptr_array_add(manual->ways, (gpointer)procedure);
	for (unsigned int i = 0; i < procedure_step_count(procedure); i++) {
		const char *name = procedure_step_at(procedure, i)->procedure;
		const struct procedure *called = name ? procedure_set_find(manual->source.procedures, name) : NULL;

		if (called)
			add_with_calls(manual, called);
	}
}

void manual_find_ways(struct manual *manual)
{
	manual->ways = g_ptr_array_new();
	for (unsigned int i = 0; manual->source.procedures && i < procedure_set_count(manual->source.procedures); i++) {
		const struct procedure *procedure = procedure_set_at(manual->source.procedures, i);

		if (manual->source.kind == MANUAL_OPERATIONS || is_response(procedure))
			add_with_calls(manual, procedure);
	}
	g_ptr_array_sort(manual->ways, compare);
}

/* --- notices --- */

/* Where a notice goes: an audience, or what the run finds in a field. Caller frees. */
static char *audience_of(const struct manual *manual, const struct procedure *procedure, const char *to)
{
	const struct procedure_field *field = *to == '$' ? procedure_field_find(procedure, to + 1) : NULL;

	if (field)
		return g_strdup(manual_text_of(manual, &field->title));
	if (*to == '$')
		return g_strdup(manual_say(manual, "対象の機関", "whom the matter is of"));
	return g_strdup(manual_word_id(manual, WORDS_AUDIENCE, to));
}

/* KINDS: "kind\naudience" -> the procedures that send it so, GString. */
static void gather_notices(struct manual *manual, GHashTable *kinds)
{
	for (guint i = 0; i < manual->ways->len; i++) {
		const struct procedure *procedure = manual->ways->pdata[i];
		struct procedure_text title = procedure_title(procedure);
		const char *shown = manual_text_of(manual, &title);
		g_autoptr(GHashTable) told = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

		for (unsigned int k = 0; k < procedure_step_count(procedure); k++) {
			const struct procedure_step *step = procedure_step_at(procedure, k);
			g_autofree char *audience = step->notice && step->to ? audience_of(manual, procedure, step->to) : NULL;
			g_autofree char *key = audience ? g_strconcat(step->notice, "\n", audience, NULL) : NULL;
			GString *list = key ? g_hash_table_lookup(kinds, key) : NULL;

			if (!key || !g_hash_table_add(told, g_strdup(key)))
				continue;
			if (!list) {
				list = g_string_new(NULL);
				g_hash_table_insert(kinds, g_strdup(key), list);
			}
			g_string_append_printf(list, "%s%s", list->len ? manual_comma(manual) : "", shown);
		}
	}
}

static gint compare_keys(gconstpointer a, gconstpointer b)
{
	return strcmp(a, b);
}

static void list_free(gpointer list)
{
	g_string_free(list, TRUE);
}

void manual_write_notices(struct manual *manual)
{
	static const unsigned int shares[] = {24, 21, 55};
	const char *heads[] = {manual_say(manual, "通知の種類", "Notice"), manual_say(manual, "相手", "To"),
			       manual_say(manual, "使う手順", "Used in"), NULL};
	g_autoptr(GHashTable) kinds = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, list_free);
	g_autoptr(GList) keys = NULL;

	gather_notices(manual, kinds);
	keys = g_list_sort(g_hash_table_get_keys(kinds), compare_keys);
	paper_heading(manual->paper, 2, manual_say(manual, "7. 報告・通知", "7. Reports and notices"));
	paper_table(manual->paper, shares, heads);
	for (const GList *key = keys; key; key = key->next) {
		g_auto(GStrv) parts = g_strsplit(key->data, "\n", 2);
		const GString *list = g_hash_table_lookup(kinds, key->data);
		const char *cells[] = {manual_word_id(manual, WORDS_NOTICE_KIND, parts[0]), parts[1], list->str, NULL};

		paper_row(manual->paper, cells);
	}
	paper_words(manual->paper,
		    manual_say(manual, "文面は、種類と相手ごとにひな型として定める。ひな型はこの版の文書には含まれない。",
			       "Their wording is a template for each kind and addressee; templates are no part of this edition."));
}

/* --- ways of working --- */

/* "② Look at the line" Caller frees. */
static char *step_title(const struct manual *manual, const struct procedure_step *step)
{
	const char *title = manual_text_of(manual, &step->title);

	return g_strconcat(step->number, *step->number ? " " : "", *title ? title : step->name, NULL);
}

/* Who does it. Caller frees. */
static char *step_actor(const struct manual *manual, const struct procedure_step *step)
{
	const char *lane = step->actor ? manual_word_id(manual, WORDS_LANE, step->actor) : "";
	int role = step->role ? manual_role_find(step->role) : -1;

	return role < 0 ? g_strdup(lane)
			: g_strdup_printf("%s\n(%s)", lane, manual_role(manual, (enum contact_role)role));
}

static void add_line(GString *lines, const char *label, const char *text)
{
	if (*text)
		g_string_append_printf(lines, "%s%s%s", lines->len ? "\n" : "", label, text);
}

/* What is done, and what is said; by when. Caller frees. */
static char *step_words(const struct manual *manual, const struct procedure *procedure, const struct procedure_step *step)
{
	g_autofree char *limit = manual_duration(manual, step->limit_us);
	g_autofree char *remind = manual_duration(manual, step->remind_us);
	g_autofree char *audience = step->notice && step->to ? audience_of(manual, procedure, step->to) : NULL;
	GString *lines = g_string_new(NULL);

	add_line(lines, "", manual_text_of(manual, &step->text));
	add_line(lines, manual_say(manual, "言葉: ", "Say: "), manual_text_of(manual, &step->say));
	if (audience) {
		g_autofree char *notice =
			g_strdup_printf("%s → %s", manual_word_id(manual, WORDS_NOTICE_KIND, step->notice), audience);

		add_line(lines, manual_say(manual, "通知: ", "Notice: "), notice);
	}
	add_line(lines, manual_say(manual, "理由: ", "Why: "), manual_text_of(manual, &step->reason));
	add_line(lines, manual_say(manual, "期限: ", "Limit: "), limit);
	add_line(lines, manual_say(manual, "催促: ", "Reminder after: "), remind);
	if (step->source && g_strcmp0(step->source, procedure_source(procedure)) != 0)
		add_line(lines, manual_say(manual, "条項: ", "Clause: "), step->source);
	return g_string_free(lines, FALSE);
}

/* The outcome of a call is an end of what it calls, and is called as that is. */
static const char *outcome_shown(const struct manual *manual, const struct procedure_step *step,
				 const struct procedure_outcome *outcome)
{
	const char *text = manual_text_of(manual, &outcome->text);
	const struct procedure *called =
		step->procedure ? procedure_set_find(manual->source.procedures, step->procedure) : NULL;
	const struct procedure_step *end = called ? procedure_step_find(called, outcome->name) : NULL;

	if (!*text && end)
		text = manual_text_of(manual, &end->title);
	return *text ? text : manual_word_id(manual, WORDS_STEP_OUTCOME, outcome->name);
}

/* How it can end, and what comes next; of an end, who answers for the fault. Caller frees. */
static char *step_outcomes(const struct manual *manual, const struct procedure *procedure,
			   const struct procedure_step *step)
{
	GString *lines = g_string_new(NULL);

	for (unsigned int i = 0; i < step->outcome_count; i++) {
		const struct procedure_outcome *outcome = &step->outcomes[i];
		const struct procedure_step *next = procedure_step_find(procedure, outcome->next);
		g_autofree char *title = next ? step_title(manual, next) : g_strdup("?");

		g_string_append_printf(lines, "%s%s → %s", lines->len ? "\n" : "", outcome_shown(manual, step, outcome), title);
	}
	if (step->kind == STEP_END)
		g_string_append(lines, manual_word(manual, WORDS_STEP_KIND, STEP_END));
	if (step->verdict)
		g_string_append_printf(lines, "%s%s%s", lines->len ? "\n" : "",
				       manual_say(manual, "判定: ", "Verdict: "),
				       manual_word_id(manual, WORDS_FAULT_VERDICT, step->verdict));
	return g_string_free(lines, FALSE);
}

static void write_steps(struct manual *manual, const struct procedure *procedure)
{
	static const unsigned int shares[] = {23, 15, 33, 29};
	const char *heads[] = {manual_say(manual, "ステップ", "Step"), manual_say(manual, "担当", "By"),
			       manual_say(manual, "行うこと", "What is done"),
			       manual_say(manual, "結果と次のステップ", "How it ends, and what is next"), NULL};

	paper_table(manual->paper, shares, heads);
	for (unsigned int i = 0; i < procedure_step_count(procedure); i++) {
		const struct procedure_step *step = procedure_step_at(procedure, i);
		g_autofree char *title = step_title(manual, step);
		g_autofree char *actor = step_actor(manual, step);
		g_autofree char *words = step_words(manual, procedure, step);
		g_autofree char *outcomes = step_outcomes(manual, procedure, step);
		const char *cells[] = {title, actor, words, outcomes, NULL};

		paper_row(manual->paper, cells);
	}
}

static void write_way(struct manual *manual, const struct procedure *procedure, unsigned int number)
{
	struct procedure_text title = procedure_title(procedure);
	g_autofree char *heading = g_strdup_printf("8.%u %s", number, manual_text_of(manual, &title));
	g_autofree char *digest = digest_hex(procedure_digest(procedure)->bytes, DIGEST_SIZE);
	g_autofree char *facts = g_strdup_printf(manual_say(manual, "手順名 %s、条項 %s、ファイルの SHA-256 %s",
							    "Procedure %s, clause %s, SHA-256 of its file %s"),
						 procedure_name(procedure),
						 procedure_source(procedure) ? procedure_source(procedure) : "-", digest);

	paper_flow(manual->paper, heading, facts, procedure);
	write_steps(manual, procedure);
}

void manual_write_ways(struct manual *manual)
{
	paper_heading(manual->paper, 2, manual_say(manual, "8. 手順", "8. Procedures"));
	paper_words(manual->paper,
		    manual_say(manual,
			       "図の列は担当者を示し、上から下へ進む。四角は行うこと、六角 (文字の図では < >) は判断、両側が二重の四角 ([[ ]]) は別の手順、角の丸いもの (( )) は終わりを示す。線に付いた言葉は、そのステップの結果である。",
			       "Columns of a drawing are those who act; it is read from the top. A box is something done, a hexagon "
			       "(< > in text) a decision, a box with double sides ([[ ]]) another procedure, a rounded one (( )) an end. "
			       "Words on a line are the outcome of a step."));
	for (guint i = 0; i < manual->ways->len; i++)
		write_way(manual, manual->ways->pdata[i], i + 1);
	if (!manual->ways->len)
		manual_lack(manual, "1.3.1-1", manual_say(manual, "手順", "procedures"));
}
