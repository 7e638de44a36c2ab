/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops incident show: a case as a story.
 */
#include "incident/verbs.h"
#include "case/paper.h"

#include "base/instant.h"
#include "base/quantity.h"
#include "base/text.h"
#include "base/translate.h"
#include "ui/complain.h"
#include "ui/page.h"
#include "ui/printer.h"

#define APART_US (INT64_C(60) * G_USEC_PER_SEC)	/* between what happened and its record */

struct page {
	struct story story;
	int64_t run;			/* 0: all of the case */
	GPtrArray *events;		/* struct case_event, as they happened; lent */
	GHashTable *corrected;		/* story_corrected() */
	unsigned int number_width, time_width;
};

static void gather(struct page *page)
{
	page->events = story_order(page->story.file, page->run);
	page->corrected = story_corrected(page->story.file);
	for (guint i = 0; i < page->events->len; i++) {
		const struct case_event *event = page->events->pdata[i];
		g_autofree char *number = g_strdup_printf("%ld", (long)event->number), *at = story_instant(&page->story, event->at);

		page->number_width = MAX(page->number_width, text_width(number));
		page->time_width = MAX(page->time_width, text_width(at));
	}
}

/* --- for people --- */

static char *who(const struct case_event *event)
{
	return event->said_by ? g_strdup_printf(_("%s, by %s"), event->said_by, event->actor) : g_strdup(event->actor);
}

static void print_event(const struct page *page, const struct case_event *event)
{
	const struct case_event *later = g_hash_table_lookup(page->corrected, GINT_TO_POINTER((int)event->number));
	g_autofree char *number = g_strdup_printf("%ld", (long)event->number);
	g_autofree char *at = story_instant(&page->story, event->at);
	g_autofree char *number_cell = text_pad(number, page->number_width, TEXT_RIGHT);
	g_autofree char *time_cell = text_pad(at, page->time_width, TEXT_RIGHT);
	g_autofree char *head = g_strdup_printf("  %s  %s  ", number_cell, time_cell);
	g_autofree char *name = who(event), *said = story_event(&page->story, event);
	g_autoptr(GString) text = g_string_new(NULL);

	g_string_append_printf(text, "%s: %s", name, said);
	if (ABS(event->recorded_at_us - story_happened_us(event)) > APART_US || event->at.quality == INSTANT_UNKNOWN) {
		g_autofree char *recorded =
			instant_show_brief(event->recorded_at_us, page->story.now_us, page->story.session->zone);

		g_string_append_printf(text, _(" (recorded %s)"), recorded);
	}
	if (event->sure)
		g_string_append(text, _(" (said to be no patients' data)"));
	if (later)
		g_string_append_printf(text, _(" (corrected by %ld)"), (long)later->number);
	page_print(head, text->str);
}

static char *organization_shown(const struct page *page)
{
	const char *name = page->story.file->organization;
	const struct organization *organization = inventory_find_organization(page->story.session->inventory, name);

	if (!organization)
		return g_strdup(name);
	return g_strdup_printf("%s, %s", name, g_str_equal(page->story.session->language, "ja") ?
					       organization->title.ja : organization->title.en);
}

static void print_head(const struct page *page)
{
	const struct case_file *file = page->story.file;
	GTimeZone *zone = page->story.session->zone;
	g_autofree char *age = quantity_show_duration(MAX(page->story.now_us - file->opened_at_us, 0) / G_USEC_PER_SEC *
						      G_USEC_PER_SEC);
	g_autofree char *opened = instant_show(file->opened_at_us, zone);
	g_autofree char *by = g_strdup_printf(_("%s by %s"), opened, file->opened_by);
	g_autofree char *closed = file->closed_at_us ? instant_show(file->closed_at_us, zone) : NULL;
	g_autofree char *organization = organization_shown(page);
	g_autoptr(GString) subjects = g_string_new(NULL);

	for (guint i = 0; i < file->subjects->len; i++)
		g_string_append_printf(subjects, "%s%s", i ? ", " : "", (const char *)file->subjects->pdata[i]);
	if (closed)
		printer_text(_("%s  %s, closed\n"), file->id, words_shown(WORDS_CASE_KIND, file->kind));
	else
		printer_text(_("%s  %s, open for %s\n"), file->id, words_shown(WORDS_CASE_KIND, file->kind), age);
	page_print_field(_("title:"), file->title);
	page_print_field(_("subject:"), subjects->str);
	page_print_field(_("organization:"), organization);
	page_print_field(_("opened:"), by);
	page_print_field(_("closed:"), closed);
}

static char *linked_text(const struct case_link *link)
{
	if (g_str_equal(link->relation, "follows"))
		return g_strdup_printf(_("'%s' follows it"), link->from);
	if (g_str_equal(link->relation, "same-cause"))
		return g_strdup_printf(_("'%s' has the same cause"), link->from);
	return g_strdup_printf("%s: %s", link->from, link->relation);
}

/* What other cases say of it; that they cannot be read is a note. */
static void print_links(const struct page *page)
{
	const struct session *session = page->story.session;
	const char *id = page->story.file->id;
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) links = case_links_to(session->store, id, &error);

	if (!links)
		notes_write(session->notes, NOTES_WARNING, "%s", error->message);
	for (guint i = 0; links && i < links->len; i++) {
		const struct case_link *link = links->pdata[i];
		g_autofree char *text = linked_text(link);

		if (session->answer == ANSWER_JSON)
			tell_link_json(session, id, link);
		else
			page_print_field(_("linked:"), text);
	}
}

static void print_runs(const struct page *page)
{
	bool first = true;

	for (guint i = 0; i < page->story.file->runs->len; i++) {
		const struct case_run *run = page->story.file->runs->pdata[i];
		g_autofree char *head = g_strdup_printf("  %ld  ", (long)run->run);
		g_autofree char *text = NULL;

		if (page->run && run->run != page->run)
			continue;
		if (first)
			printer_text(_("runs:\n"));
		first = false;
		text = story_run(&page->story, run);
		page_print(head, text);
	}
}

static void print_text(struct page *page)
{
	g_autoptr(ops_case_standing_t) standing = case_standing_new(page->story.file);

	print_head(page);
	print_links(page);
	story_print_standing(&page->story, standing);
	paper_print(&page->story);
	print_runs(page);
	printer_text(_("what happened:\n"));
	for (guint i = 0; i < page->events->len; i++)
		print_event(page, page->events->pdata[i]);
}

static void print_json(const struct page *page)
{
	const struct case_file *file = page->story.file;
	g_autoptr(ops_case_standing_t) standing = case_standing_new(file);

	tell_case_json(page->story.session, file);
	tell_standing_json(page->story.session, standing);
	paper_print_json(&page->story);
	print_links(page);
	for (guint i = 0; i < file->runs->len; i++) {
		const struct case_run *run = file->runs->pdata[i];

		if (!page->run || run->run == page->run)
			tell_run_json(page->story.session, file, run, page->story.texts);
	}
	for (guint i = 0; i < page->events->len; i++)
		tell_event_json(page->story.session, file, page->events->pdata[i]);
}

static bool has_run(const struct case_file *file, int64_t run)
{
	for (guint i = 0; i < file->runs->len; i++)
		if (((const struct case_run *)file->runs->pdata[i])->run == run)
			return true;
	return !run;
}

/* What keeps the paper from being read is a note: the story stands without it. */
static void print_page(struct page *page)
{
	g_autoptr(ops_case_standing_t) standing = case_standing_new(page->story.file);
	g_autoptr(ops_case_paper_t) paper = paper_look(page->story.session, standing);

	page->story.paper = paper;
	page->story.texts = case_texts_new(page->story.session->store);
	gather(page);
	if (page->story.session->answer == ANSWER_JSON)
		print_json(page);
	else
		print_text(page);
	case_texts_free(page->story.texts);
	g_hash_table_unref(page->corrected);
	g_ptr_array_unref(page->events);
}

static int run(struct session *session, char **arguments)
{
	struct page page = {.story = {.session = session, .now_us = clock_wall_us(session->clock)}};
	g_autoptr(GError) error = NULL;
	g_autofree char *id = NULL;
	g_autoptr(ops_case_file_t) file = NULL;

	/* What has not the form of an id is asked for as it is, so that the nearest one is named. */
	if (!case_run_parse(arguments[0], &id, &page.run))
		id = g_strdup(arguments[0]);
	file = case_load(session->store, id, &error);
	if (!file)
		return incident_complain(session, error);
	if (!has_run(file, page.run))
		return complain(session->answer, COMPLAINT_USAGE, _("case '%s' has no run %ld"), id, (long)page.run);
	page.story.file = file;
	print_page(&page);
	return EXIT_OK;
}

const struct command incident_show = {
	.name = "show",
	.summary = N_("print what happened in a case, as a story"),
	.args = "CASE",
	.needs = NEED_INVENTORY | NEED_STORE_READ,
	.run = run,
};
