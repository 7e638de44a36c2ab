/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is known of troubles like this one, a line each, as soon as somebody has said what
 * the trouble looks like. It is there to be read and changes nothing of the walk.
 */
#include "isolate/guide.h"

#include "base/text.h"
#include "base/translate.h"
#include "engine/know.h"
#include "ui/printer.h"

#include <string.h>

#define SYMPTOM "symptom"
#define WORDS_SEEN "error" /* what stands on the screen, word for word */
#define SHOWN 3
#define LOOKED_AT 20 /* so many of what shares a word with it may resemble it */

/* What run at DEPTH holds of NAME, as a person reads it; NULL: nothing. Caller frees. */
static char *said_of(const struct guide *guide, unsigned int depth, const char *name)
{
	const struct procedure_run *run = walk_at(guide->walk, depth);
	const struct procedure_fact *fact = procedure_run_fact(run, name);
	const struct procedure_field *field = procedure_field_find(procedure_run_procedure(run), name);
	const struct field_context context = guide_fields(guide);

	return fact && fact->value && field ? field_show(&context, field, fact->value) : NULL;
}

/* The symptom and what was seen; NULL while the symptom is not known. Caller frees. */
static char *symptom_of(const struct guide *guide)
{
	for (unsigned int depth = 1; guide->walk && depth <= walk_depth(guide->walk); depth++) {
		g_autofree char *symptom = said_of(guide, depth, SYMPTOM), *seen = said_of(guide, depth, WORDS_SEEN);

		if (symptom)
			return g_strconcat(symptom, "\n", seen, NULL);
	}
	return NULL;
}

static void print_json(const struct guide *guide, const struct know_found *found)
{
	struct json *object = printer_new_object("suggestion");

	json_set_string(object, "case", walk_case(guide->walk));
	json_set_integer(object, "run", walk_run_number(guide->walk));
	json_set_string(object, "id", found->id);
	json_set_string(object, "of", found->is_case ? "case" : "entry");
	json_set_string(object, "title", found->title);
	printer_take(object);
}

/* One line, the command to read it whole. */
static void print_line(const struct guide *guide, const struct know_found *found)
{
	g_autofree char *command =
		g_strdup_printf(found->is_case ? "nwops incident show %s" : "nwops kb show %s", found->id);
	const char *label = _("resembles it: ");
	const unsigned int taken = text_width(label) + text_width(command) + 2;
	g_autofree char *title = text_safe_string(found->title);
	g_autofree char *cut = text_cut(title, guide->page.columns > taken + 10 ? guide->page.columns - taken : 10);
	g_autofree char *line = g_strconcat(command, "  ", cut, NULL);

	page_words(&guide->page, 0, label, line);
}

static GPtrArray *look_up(const struct guide *guide, const char *symptom)
{
	g_autoptr(ops_fold_terms_t) gist = fold_gist(symptom, strlen(symptom));
	const struct know_wish wish = {
		.terms = gist,
		.any = true,
		.resembling = true,
		.english = guide_language(guide) == PROCEDURE_ENGLISH,
		.limit = LOOKED_AT,
	};
	g_autoptr(GError) error = NULL;
	GPtrArray *list = engine_know_search(guide->session->store, &wish, &error);

	/* Nobody is kept from walking for want of a suggestion. */
	if (!list)
		notes_write(guide->session->notes, NOTES_WARNING, "%s", error->message);
	return list;
}

void suggest(struct guide *guide)
{
	g_autofree char *symptom = guide->suggested ? NULL : symptom_of(guide);
	g_autoptr(GPtrArray) list = NULL;

	if (!symptom)
		return;
	guide->suggested = true;
	list = look_up(guide, symptom);
	for (guint i = 0; list && i < MIN(list->len, SHOWN); i++) {
		if (guide->session->answer == ANSWER_JSON)
			print_json(guide, list->pdata[i]);
		else
			print_line(guide, list->pdata[i]);
	}
}

void suggest_skip(struct guide *guide)
{
	g_autofree char *symptom = symptom_of(guide);

	guide->suggested = symptom != NULL;
}
