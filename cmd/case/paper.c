/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A case's paper in words and as objects: where each stage stands, what is missing, by when it is owed; its fields and
 * documents.
 */
#include "case/paper.h"

#include "base/instant.h"
#include "base/quantity.h"
#include "base/text.h"
#include "base/translate.h"
#include "owed.h"
#include "ui/complain.h"
#include "ui/page.h"
#include "ui/printer.h"

#include <inttypes.h>

#define DIGITS_SHOWN 12

struct papers *paper_open(const struct session *session, int *ret_status)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	struct papers *papers = papers_load(session->config_directory, session->share_directory, faults);

	*ret_status = EXIT_OK;
	if (!papers)
		*ret_status = complain_faults(session->answer, faults, _("the papers have errors; nothing was done"));
	return papers;
}

/* Closed days come from the rows of duties. */
struct case_paper *paper_look(const struct session *session, const struct case_standing *standing)
{
	const struct cases_options reading = session_recording(session);
	g_autoptr(ops_duties_t) calendar = owed_try(session);
	g_autoptr(GError) error = NULL;
	struct case_paper *paper = case_paper_load(&reading, standing, calendar, &error);

	if (error)
		notes_write(session->notes, NOTES_WARNING, "%s", error->message);
	return paper;
}

const char *paper_shown(const char *ja, const char *en)
{
	const struct procedure_text text = {ja, en};

	return procedure_text_shown(&text);
}

static char *brief(const struct story *story, int64_t at_us)
{
	return instant_show_brief(at_us, story->now_us, story->session->zone);
}

/* --- stages, for people --- */

static void append_outcome(GString *text, const struct paper_stand *stand)
{
	const struct paper_word *word = stand->outcome ? paper_word_find(stand->stage->outcomes, stand->outcome) : NULL;

	if (word)
		g_string_append_printf(text, ", %s", paper_shown(word->ja, word->en));
	else if (stand->outcome)
		g_string_append_printf(text, ", %s", stand->outcome);
}

static void append_clock(GString *text, const struct story *story, const struct paper_stand *stand)
{
	int64_t at_us = stand->event ? stand->event->at.at_us : story->now_us;
	g_autofree char *due = stand->due_at_us ? brief(story, stand->due_at_us) : NULL;
	g_autofree char *late = stand->due_at_us && at_us > stand->due_at_us ? owed_late(at_us - stand->due_at_us) : NULL;
	g_autofree char *until = stand->until_us ? brief(story, stand->until_us) : NULL;

	if (until)
		g_string_append_printf(text, _("; by %s"), until);
	if (due && !stand->event)
		g_string_append_printf(text, _("; due %s"), due);
	if (late)
		g_string_append_printf(text, ", %s", late);
	if (due && !stand->event && stand->unsure)
		g_string_append(text, _("; holidays of that year were not published"));
}

static void print_stage(const struct story *story, const struct paper_stand *stand)
{
	const struct paper_stage *stage = stand->stage;
	g_autofree char *head = g_strdup_printf("  %s%s%s  ", stage->number, *stage->number ? " " : "", stage->id);
	g_autofree char *at = stand->event ? brief(story, stand->event->at.at_us) : NULL;
	g_autoptr(GString) text = g_string_new(paper_shown(stage->title_ja, stage->title_en));

	g_string_append_printf(text, ": %s", words_shown(WORDS_STAGE_STAND, stand->stand));
	if (at)
		g_string_append_printf(text, " %s", at);
	append_outcome(text, stand);
	append_clock(text, story, stand);
	page_print(head, text->str);
	for (guint i = 0; stand->stand == STAGE_HERE && i < stand->lacks->len; i++)
		page_print("      - ", stand->lacks->pdata[i]);
}

static void print_fields(const struct story *story)
{
	const struct paper_word *field = papers_fields(story->paper->papers);

	for (; field && field->id; field++) {
		const char *value = g_hash_table_lookup(story->paper->facts, field->id);
		g_autofree char *label = g_strdup_printf("%s:", paper_shown(field->ja, field->en));

		page_print_field(label, value);
	}
}

static void print_document(const struct story *story, const struct case_event *event)
{
	struct case_document document;
	const struct paper_word *sort;
	g_autofree char *head = g_strdup_printf("  %ld  ", (long)event->number), *hex = NULL, *text = NULL;

	if (!case_document_read(event, &document))
		return;
	sort = paper_word_find(papers_documents(story->paper->papers), document.sort);
	hex = digest_hex(document.digest.bytes, DIGEST_SIZE);
	text = g_strdup_printf(_("%s: %s, %" PRId64 " bytes, SHA-256 %.*s..."),
			       sort ? paper_shown(sort->ja, sort->en) : document.sort, document.name, document.bytes, DIGITS_SHOWN,
			       hex);
	page_print(head, text);
}

void paper_print(const struct story *story)
{
	const struct case_paper *paper = story->paper;

	if (!paper)
		return;
	print_fields(story);
	printer_text(_("stages of %s:\n"), paper_shown(paper->paper->title_ja, paper->paper->title_en));
	for (guint i = 0; i < paper->stands->len; i++)
		print_stage(story, &g_array_index(paper->stands, struct paper_stand, i));
	if (paper->documents->len)
		printer_text(_("documents:\n"));
	for (guint i = 0; i < paper->documents->len; i++)
		print_document(story, paper->documents->pdata[i]);
}

/* --- for programs --- */

static struct json *lacks_json(const struct paper_stand *stand)
{
	struct json *list = json_new_array();

	for (guint i = 0; i < stand->lacks->len; i++)
		json_append_string(list, stand->lacks->pdata[i]);
	return list;
}

static void stage_json(const struct story *story, const struct paper_stand *stand)
{
	const struct paper_stage *stage = stand->stage;
	const struct case_event *event = stand->event;
	int64_t late_us = stand->due_at_us ? (event ? event->at.at_us : story->now_us) - stand->due_at_us : -1;
	GTimeZone *zone = story->session->zone;
	struct json *object = printer_new_object("paper-stage");

	json_set_string(object, "case", story->file->id);
	json_set_string(object, "paper", story->paper->paper->id);
	json_set_string(object, "stage", stage->id);
	json_set_string(object, "number", *stage->number ? stage->number : NULL);
	json_set_string(object, "title", paper_shown(stage->title_ja, stage->title_en));
	json_set_string(object, "source", stage->source);
	json_set_string(object, "stand", words_get(WORDS_STAGE_STAND, stand->stand)->id);
	json_set_string(object, "outcome", stand->outcome);
	json_set_string(object, "reason", event ? json_get_string(event->body, "reason") : NULL);
	json_set_bool(object, "optional", stage->optional);
	printer_set_instant(object, "at", event ? event->at.at_us : 0, zone);
	printer_set_figure(object, "event", event ? event->number : -1);
	printer_set_instant(object, "until", stand->until_us, zone);
	printer_set_instant(object, "due_at", stand->due_at_us, zone);
	printer_set_figure(object, "late_us", late_us > 0 ? late_us : -1);
	json_set_bool(object, "unsure", stand->unsure);
	json_take(object, "lacks", lacks_json(stand));
	printer_take(object);
}

static void fields_json(const struct story *story)
{
	const struct paper_word *field = papers_fields(story->paper->papers);

	for (; field && field->id; field++) {
		const char *value = g_hash_table_lookup(story->paper->facts, field->id);
		struct json *object;

		if (!value)
			continue;
		object = printer_new_object("paper-field");
		json_set_string(object, "case", story->file->id);
		json_set_string(object, "field", field->id);
		json_set_string(object, "title", paper_shown(field->ja, field->en));
		json_set_string(object, "value", value);
		printer_take(object);
	}
}

void paper_document_json(const struct story *story, const struct case_event *event, const char *verdict)
{
	struct case_document document;
	g_autofree char *hex = NULL;
	struct json *object;

	if (!case_document_read(event, &document))
		return;
	hex = digest_hex(document.digest.bytes, DIGEST_SIZE);
	object = printer_new_object("paper-document");
	json_set_string(object, "case", story->file->id);
	json_set_integer(object, "event", event->number);
	json_set_string(object, "sort", document.sort);
	json_set_string(object, "name", document.name);
	json_set_string(object, "place", document.place);
	json_set_integer(object, "bytes", document.bytes);
	json_set_string(object, "sha256", hex);
	json_set_string(object, "by", event->said_by ? event->said_by : event->actor);
	printer_set_instant(object, "recorded_at", event->recorded_at_us, story->session->zone);
	json_set_string(object, "verdict", verdict);
	printer_take(object);
}

void paper_print_json(const struct story *story)
{
	const struct case_paper *paper = story->paper;

	if (!paper)
		return;
	for (guint i = 0; i < paper->stands->len; i++)
		stage_json(story, &g_array_index(paper->stands, struct paper_stand, i));
	fields_json(story);
	for (guint i = 0; i < paper->documents->len; i++)
		paper_document_json(story, paper->documents->pdata[i], NULL);
}

void paper_tell_lacks(const struct session *session, const char *id, const char *stage, const GPtrArray *lacks)
{
	for (guint i = 0; i < lacks->len; i++) {
		struct json *object;

		if (session->answer != ANSWER_JSON) {
			page_print("  - ", lacks->pdata[i]);
			continue;
		}
		object = printer_new_object("paper-lack");
		json_set_string(object, "case", id);
		json_set_string(object, "stage", stage);
		json_set_string(object, "text", lacks->pdata[i]);
		printer_take(object);
	}
}
