/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops incident review: what is looked back at after an incident, as a document out of its record.
 */
#include "engine/review.h"
#include "incident/verbs.h"

#include "base/translate.h"
#include "owed.h"
#include "procedure/manual.h"
#include "ui/complain.h"
#include "ui/printer.h"
#include "ui/terminal.h"

#include <unistd.h>

static char *arg_format, *arg_output;

static const GOptionEntry options[] = {
	{"format", 0, 0, G_OPTION_ARG_FILENAME, &arg_format, N_("for a screen or a mail, or as a document"), "text|markdown|html"},
	{"output", 0, 0, G_OPTION_ARG_FILENAME, &arg_output, N_("write it into FILE"), "FILE"},
	{NULL},
};

/* --- for people --- */

static void event_free(gpointer data)
{
	struct review_event *event = data;

	g_free(event->text);
	g_free(event);
}

/* The events in words: struct review_event. */
static GPtrArray *events_of(const struct session *session, const struct case_file *file)
{
	g_autoptr(ops_case_texts_t) texts = case_texts_new(session->store);
	g_autoptr(GPtrArray) ordered = story_order(file, 0);
	g_autoptr(GHashTable) corrected = story_corrected(file);
	/* Who reads it does so on another day: times in it bear their date. */
	const struct story story = {.session = session, .file = file, .texts = texts, .now_us = 0};
	GPtrArray *events = g_ptr_array_new_with_free_func(event_free);

	for (guint i = 0; i < ordered->len; i++) {
		const struct case_event *event = ordered->pdata[i];
		const struct case_event *later = g_hash_table_lookup(corrected, GINT_TO_POINTER((int)event->number));
		struct review_event *told = g_new0(struct review_event, 1);

		*told = (struct review_event){event, story_event(&story, event), later ? later->number : 0};
		g_ptr_array_add(events, told);
	}
	return events;
}

/* "text" is what it is when nothing is said. */
static bool is_format(const char *format)
{
	return g_strcmp0(arg_format, format) == 0;
}

static int print_document(const struct session *session, const struct review_source *source, enum procedure_language language)
{
	struct terminal terminal = terminal_of(STDOUT_FILENO);
	g_autoptr(GPtrArray) events = events_of(session, source->duties->file);
	const struct review review = {
		.language = language,
		.zone = session->zone,
		.operator = &inventory_self(session->inventory)->title,
		.standing = source->standing,
		.figures = &source->figures,
		.situation = &source->duties->situation,
		.duties = source->duties->list,
		.facts = source->facts,
		.reports = source->reports,
		.links = source->links,
		.events = events,
		.restricted = source->restricted,
		.now_us = source->duties->now_us,
	};
	g_autofree char *text = is_format("markdown") ? review_markdown(&review)
				: is_format("html")   ? review_html(&review)
						      : review_text(&review, arg_output ? TERMINAL_PAPER : terminal_columns(&terminal));
	g_autoptr(GError) error = NULL;

	if (arg_output)
		return manual_replace_file(arg_output, text, &error) ? EXIT_OK : complain_error(session->answer, error);
	if (is_format("markdown") || is_format("html"))
		printer_page(text);
	else
		printer_text("%s", text);
	return EXIT_OK;
}

/* --- for programs --- */

static struct json *figures_json(const struct case_figures *figures)
{
	struct json *list = json_new_array();

	for (unsigned int i = 0; i < CASE_FIGURE_COUNT; i++) {
		const struct case_figure_value *value = &figures->values[i];
		struct json *object = json_new_object();

		json_set_string(object, "figure", words_get(WORDS_CASE_FIGURE, i)->id);
		printer_set_figure(object, "us", value->quality == INSTANT_UNKNOWN ? -1 : value->us);
		json_set_string(object, "quality", case_quality_id(value->quality));
		json_set_bool(object, "contradicting", value->contradicts);
		json_append_take(list, object);
	}
	return list;
}

static struct json *facts_json(const GPtrArray *facts)
{
	struct json *list = json_new_array();

	for (guint i = 0; i < facts->len; i++) {
		const struct review_fact *fact = facts->pdata[i];
		struct json *object = json_new_object();

		json_set_string(object, "title", fact->title);
		json_set_string(object, "value", fact->value);
		json_set_bool(object, "restricted", fact->restricted);
		json_append_take(list, object);
	}
	return list;
}

static struct json *answers_json(const struct session *session, const GPtrArray *answers)
{
	struct json *list = json_new_array();

	for (guint i = 0; i < answers->len; i++) {
		const struct review_answer *answer = answers->pdata[i];
		struct json *object = json_new_object();

		json_set_string(object, "by", answer->by);
		json_set_string(object, "ack", words_get(WORDS_ACK, answer->ack)->id);
		printer_set_instant(object, "at", answer->at_us, session->zone);
		json_append_take(list, object);
	}
	return list;
}

static struct json *reports_json(const struct session *session, const GPtrArray *reports)
{
	struct json *list = json_new_array();

	for (guint i = 0; i < reports->len; i++) {
		const struct review_report *report = reports->pdata[i];
		struct json *object = json_new_object();

		json_set_integer(object, "notice", report->notice);
		printer_set_figure(object, "sequence", report->sequence ? report->sequence : -1);
		json_set_string(object, "kind", words_get(WORDS_NOTICE_KIND, report->kind)->id);
		json_set_string(object, "audience", words_get(WORDS_AUDIENCE, report->audience)->id);
		json_set_string(object, "recipient", *report->recipient ? report->recipient : NULL);
		json_set_string(object, "state", words_get(WORDS_NOTICE_STATE, report->state)->id);
		printer_set_instant(object, "made_at", report->made_at_us, session->zone);
		json_set_string(object, "made_by", report->made_by);
		json_set_string(object, "approved_by", *report->approved_by ? report->approved_by : NULL);
		printer_set_instant(object, "given_at", report->given_at_us, session->zone);
		json_set_integer(object, "messages", report->messages);
		json_set_integer(object, "arrived", report->arrived);
		json_take(object, "answers", answers_json(session, report->answers));
		json_append_take(list, object);
	}
	return list;
}

static struct json *links_json(const GPtrArray *links)
{
	struct json *list = json_new_array();

	for (guint i = 0; i < links->len; i++) {
		const struct review_link *link = links->pdata[i];
		struct json *object = json_new_object();

		json_set_string(object, "relation", link->relation);
		json_set_string(object, "target", link->target);
		json_set_string(object, "title", link->title);
		json_set_bool(object, "from_there", link->from_there);
		json_append_take(list, object);
	}
	return list;
}

static struct json *restricted_json(unsigned int restricted)
{
	struct json *list = json_new_array();

	for (unsigned int i = 0; i < CASE_FIELD_COUNT; i++)
		if (restricted >> i & 1)
			json_append_string(list, words_get(WORDS_CASE_FIELD, i)->id);
	return list;
}

/* What a case, its fields, its duties and its events are, other objects say already. */
static void print_json(const struct session *session, struct review_source *source, const struct duties *duties)
{
	const struct case_file *file = source->duties->file;
	const struct case_event *held = case_standing_find(source->standing, CASE_FIELD_REVIEWED);
	g_autoptr(GPtrArray) one = g_ptr_array_new(), events = story_order(file, 0);
	struct json *object = printer_new_object("incident-review");

	json_set_string(object, "case", file->id);
	json_set_bool(object, "draft", !file->closed_at_us);
	printer_set_instant(object, "reviewed_at", held ? held->at.at_us : 0, session->zone);
	json_set_string(object, "reviewed_by", !held ? NULL : held->said_by ? held->said_by : held->actor);
	json_take(object, "figures", figures_json(&source->figures));
	json_take(object, "facts", facts_json(source->facts));
	json_take(object, "reports", reports_json(session, source->reports));
	json_take(object, "links", links_json(source->links));
	json_take(object, "restricted", restricted_json(source->restricted));
	printer_take(object);
	tell_case_json(session, file);
	tell_standing_json(session, source->standing);
	g_ptr_array_add(one, source->duties);
	duties_tell(session, one, duties_unit(duties));
	for (guint i = 0; i < events->len; i++)
		tell_event_json(session, file, events->pdata[i]);
}

static int run(struct session *session, char **arguments)
{
	enum procedure_language language = session_document_language(session);
	g_autoptr(ops_review_source_t) source = NULL;
	g_autoptr(ops_duties_t) duties = NULL;
	g_autoptr(GError) error = NULL;
	struct tell_options telling;
	int status;

	if ((arg_format || arg_output) && session->answer == ANSWER_JSON)
		return complain(session->answer, COMPLAINT_USAGE, _("a document is printed with '--format', objects with '--json': not both"));
	duties = owed_open(session, &status);
	if (!duties)
		return status;
	session_try_telling(session);
	telling = session_telling(session);
	source = engine_review(&telling, duties, arguments[0], language, &error);
	if (!source)
		return incident_complain(session, error);
	if (session->answer != ANSWER_JSON)
		return print_document(session, source, language);
	print_json(session, source, duties);
	return EXIT_OK;
}

const struct command incident_review = {
	.name = "review",
	.summary = N_("print what is looked back at after an incident, as a document"),
	.args = "CASE",
	.needs = NEED_INVENTORY | NEED_STORE_READ,
	.options = options,
	.run = run,
};
