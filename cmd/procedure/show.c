/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops procedure show: the whole of a procedure to be read, or printed before
 * the day on which nothing prints.
 */
#include "procedure/verbs.h"

#include "base/quantity.h"
#include "base/text.h"
#include "base/translate.h"
#include "ui/printer.h"
#include "ui/terminal.h"

#include <unistd.h>

#define INDENT "    "

struct page {
	const struct procedure *procedure;
	unsigned int columns;
};

/* LABEL, then TEXT, wrapped; nothing for no text. */
static void print_words(const struct page *page, const char *label, const char *text)
{
	g_autofree char *whole = NULL, *safe = NULL, *wrapped = NULL;

	if (!*text)
		return;
	safe = text_safe_string(text);
	whole = g_strconcat(INDENT, label, safe, NULL);
	wrapped = text_wrap(whole, page->columns, strlen(INDENT));
	printer_text("%s\n", wrapped);
}

static void print_outcome(const struct page *page, const struct procedure_outcome *outcome)
{
	const struct procedure_step *next = procedure_step_find(page->procedure, outcome->next);
	g_autofree char *key = outcome->key ? g_strdup_printf("[%c] ", outcome->key) : g_strdup("");
	g_autofree char *line = g_strdup_printf("%s%s -> %s%s%s", key, procedure_outcome_shown(outcome),
						next ? next->number : "", next && *next->number ? " " : "",
						next ? procedure_text_shown(&next->title) : "?");

	print_words(page, "", line);
}

static void print_times(const struct page *page, const struct procedure_step *step)
{
	g_autofree char *limit = step->limit_us ? quantity_print_duration(step->limit_us) : NULL;
	g_autofree char *remind = step->remind_us ? quantity_print_duration(step->remind_us) : NULL;

	if (limit)
		print_words(page, _("limit: "), limit);
	if (remind)
		print_words(page, _("reminder after: "), remind);
}

static const char *lane_shown(const struct procedure_step *step)
{
	int lane = step->actor ? words_find(WORDS_LANE, step->actor) : -1;

	return lane < 0 ? step->actor : words_shown(WORDS_LANE, (unsigned int)lane);
}

static void print_step(const struct page *page, const struct procedure_step *step)
{
	g_autofree char *title = text_safe_string(procedure_text_shown(&step->title));

	printer_text("\n%s%s%s  (%s, %s: %s)\n", step->number, *step->number ? " " : "", title, step->name, lane_shown(step),
		     words_shown(WORDS_STEP_KIND, step->kind));
	print_words(page, "", procedure_text_shown(&step->text));
	print_words(page, _("say: "), procedure_text_shown(&step->say));
	print_words(page, _("why: "), procedure_text_shown(&step->reason));
	if (g_strcmp0(step->source, procedure_source(page->procedure)) != 0)
		print_words(page, _("clause: "), step->source);
	print_times(page, step);
	for (unsigned int i = 0; i < step->outcome_count; i++)
		print_outcome(page, &step->outcomes[i]);
}

static void print_text(const struct procedure *procedure)
{
	struct terminal terminal = terminal_of(STDOUT_FILENO);
	struct page page = {procedure, terminal_columns(&terminal)};
	struct procedure_text title = procedure_title(procedure);
	g_autofree char *digest = digest_hex(procedure_digest(procedure)->bytes, DIGEST_SIZE);
	g_autofree char *safe = text_safe_string(procedure_text_shown(&title));

	printer_text("%s: %s\n", procedure_name(procedure), safe);
	if (procedure_source(procedure))
		printer_text(_("clause: %s\n"), procedure_source(procedure));
	printer_text("SHA-256: %s\n", digest);
	for (unsigned int i = 0; i < procedure_step_count(procedure); i++)
		print_step(&page, procedure_step_at(procedure, i));
}

/* --- JSON --- */

static void set_text(struct json *object, const char *key, const struct procedure_text *text)
{
	struct json *both = json_new_object();

	json_set_string(both, "ja", text->japanese);
	json_set_string(both, "en", text->english);
	json_take(object, key, both);
}

static struct json *outcomes_json(const struct procedure_step *step)
{
	struct json *outcomes = json_new_array();

	for (unsigned int i = 0; i < step->outcome_count; i++) {
		const struct procedure_outcome *outcome = &step->outcomes[i];
		const char key[] = {outcome->key, '\0'};
		struct json *each = json_new_object();

		json_set_string(each, "outcome", outcome->name);
		json_set_string(each, "shown", procedure_outcome_shown(outcome));
		json_set_string(each, "key", outcome->key ? key : NULL);
		json_set_string(each, "next", outcome->next);
		json_append_take(outcomes, each);
	}
	return outcomes;
}

static void print_json(const struct procedure *procedure)
{
	for (unsigned int i = 0; i < procedure_step_count(procedure); i++) {
		const struct procedure_step *step = procedure_step_at(procedure, i);
		struct json *object = printer_new_object("procedure-step");

		json_set_string(object, "procedure", procedure_name(procedure));
		json_set_string(object, "step", step->name);
		json_set_string(object, "number", *step->number ? step->number : NULL);
		json_set_string(object, "actor", step->actor);
		json_set_string(object, "kind", words_get(WORDS_STEP_KIND, step->kind)->id);
		set_text(object, "title", &step->title);
		set_text(object, "text", &step->text);
		set_text(object, "say", &step->say);
		set_text(object, "reason", &step->reason);
		json_set_string(object, "source", step->source);
		printer_set_figure(object, "limit_us", step->limit_us ? step->limit_us : -1);
		json_take(object, "outcomes", outcomes_json(step));
		printer_take(object);
	}
}

static int run(struct session *session, char **arguments)
{
	int status = EXIT_OK;
	g_autoptr(ops_procedure_t) procedure = ways_open(session, arguments[0], &status);

	if (!procedure)
		return status;
	if (session->answer == ANSWER_JSON)
		print_json(procedure);
	else
		print_text(procedure);
	return EXIT_OK;
}

const struct command procedure_show = {
	.name = "show",
	.summary = N_("print a procedure to be read"),
	.args = "PROCEDURE",
	.run = run,
};
