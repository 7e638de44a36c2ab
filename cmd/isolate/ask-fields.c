/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fields are asked one by one, with what is known already in brackets, which Enter takes.
 */
#include "isolate/guide.h"

#include "base/translate.h"

static void print_choices(const struct guide *guide, const struct procedure_field *field)
{
	for (unsigned int i = 0; i < field->choice_count; i++) {
		g_autofree char *number = g_strdup_printf("[%u] ", i + 1);
		const char *shown = procedure_text_shown(&field->choices[i].text);

		page_words(&guide->page, 4, number, *shown ? shown : field->choices[i].name);
	}
}

/* How a value of TYPE is typed, for whoever sees the prompt; "". */
static const char *form_of(enum procedure_type type)
{
	switch (type) {
	case TYPE_INSTANT:
		return _(" (10:30, 10m ago, about 10:30)");
	case TYPE_DEADLINE:
		return _(" (18:00, 2h, 2026-12-01 18:00)");
	case TYPE_DURATION:
		return _(" (15m, 1h30)");
	case TYPE_YES_NO:
		return _(" (y/n)");
	case TYPE_COUNT:
		return _(" (a number)");
	default:
		return "";
	}
}

/* What Enter takes: what is known, else "?", else nothing. Caller frees. */
static char *offered(struct guide *guide, const struct procedure_field *field)
{
	const struct procedure_fact *fact =
		procedure_run_fact(walk_current(guide->walk), field->name);
	const char *given = script_field(guide->script, field->name);

	if (given)
		return g_strdup(given);
	if (fact && fact->value)
		return g_strdup_printf("%s%s", fact->estimated ? "~" : "", fact->value);
	return field->required ? NULL : g_strdup("?");
}

static char *field_question(const struct guide *guide, const struct procedure_field *field,
			    const char *offer)
{
	const struct field_context context = guide_fields(guide);
	const char *title = procedure_text_shown(&field->title);
	g_autofree char *shown = offer ? field_show(&context, field, offer) : NULL;

	return g_strdup_printf("  %s%s%s%s%s:", *title ? title : field->name, form_of(field->type),
			       shown ? " [" : "", shown ? shown : "", shown ? "]" : "");
}

/* Asks for one field until something is said of it. */
static enum asked ask_field(struct guide *guide, const struct procedure_field *field,
			    GHashTable *fields)
{
	const struct field_context context = guide_fields(guide);
	g_autofree char *offer = offered(guide, field),
			*question = field_question(guide, field, offer);

	if (field->choice_count)
		print_choices(guide, field);
	for (;;) {
		g_autofree char *line = ask_line(guide, question);
		struct field_said said = {NULL, false};
		g_autoptr(GError) error = NULL;
		enum deed deed;

		if (!line)
			return ASKED_LEAVE;
		deed = field_says_unknown(line) ? DEED_NONE : key_read_deed(line);
		/* Whatever else it was, the walk has been read anew: FIELD is gone. */
		if (deed != DEED_NONE)
			return deed_run(guide, deed) == ASKED_LEAVE ? ASKED_LEAVE : ASKED_AGAIN;
		if (!*line && !offer)
			continue;
		if (field_read(&context, field, *line ? line : offer, &said, &error)) {
			g_free(said.value);
			g_hash_table_insert(fields, g_strdup(field->name),
					    g_strdup(*line ? line : offer));
			return ASKED_TOLD;
		}
		page_words(&guide->page, 2, "", error->message);
	}
}

enum asked ask_fields(struct guide *guide, const struct procedure_step *step, GHashTable *fields)
{
	for (const char *const *name = step->fields; name && *name; name++) {
		const struct procedure_field *field =
			procedure_field_find(walk_procedure(guide->walk), *name);
		enum asked asked = field ? ask_field(guide, field, fields) : ASKED_TOLD;

		if (asked != ASKED_TOLD)
			return asked;
	}
	return ASKED_TOLD;
}
