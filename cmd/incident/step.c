/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops incident step: where the seven steps stand, what waits for whom, and what keeps the case open.
 */
#include "incident/verbs.h"

#include "base/instant.h"
#include "base/text.h"
#include "base/translate.h"
#include "owed.h"
#include "ui/complain.h"
#include "ui/page.h"
#include "ui/printer.h"

static void print_stage(const struct story *story, const struct case_stage *stage)
{
	g_autofree char *head = g_strdup_printf("  %s ", stage->number);
	g_autofree char *at = stage->at_us ? instant_show_brief(stage->at_us, story->now_us, story->session->zone) : NULL;
	g_autofree char *run = stage->run ? case_run_print(story->file->id, stage->run) : NULL;
	g_autoptr(GString) text = g_string_new(procedure_text_shown(&stage->title));

	g_string_append_printf(text, ": %s", words_shown(WORDS_STAGE_STAND, stage->stand));
	if (run)
		g_string_append_printf(text, _(" since %s, run %s"), at, run);
	else if (at)
		g_string_append_printf(text, " %s", at);
	page_print(head, text->str);
}

/* Whether RUN itself wants something, and not what it has called. */
static bool waits_itself(const struct case_file *file, const struct case_run *run)
{
	if (case_run_is_over(run))
		return false;
	for (guint i = 0; i < file->runs->len; i++) {
		const struct case_run *each = file->runs->pdata[i];

		if (each->caller == run->run && each->caller_turn == run->turn && !each->alongside && !case_run_is_over(each))
			return false;
	}
	return true;
}

static void print_waiting(const struct story *story)
{
	bool first = true;

	for (guint i = 0; i < story->file->runs->len; i++) {
		const struct case_run *run = story->file->runs->pdata[i];
		g_autofree char *name = case_run_print(story->file->id, run->run);
		g_autofree char *head = g_strdup_printf("  %ld  ", (long)run->run);
		g_autofree char *stands = NULL, *indent = g_strnfill(text_width(head), ' ');

		if (!waits_itself(story->file, run))
			continue;
		if (first)
			printer_text(_("waits for somebody:\n"));
		first = false;
		stands = story_run(story, run);
		page_print(head, stands);
		/* A line of its own, to be copied. */
		printer_text("%snwops isolate resume %s\n", indent, name);
	}
}

static void print_begin(const struct story *story)
{
	const struct case_file *file = story->file;
	g_autofree char *command = g_strdup_printf("nwops isolate start %s --procedure response --case %s",
						   *file->subject ? file->subject : "SUBJECT", file->id);
	g_autofree char *safe = text_safe_string(command);

	if (!file->closed_at_us)
		printer_text(_("the seven steps were not begun; begin with:\n  %s\n"), safe);
	else
		printer_text(_("the seven steps were not begun\n"));
}

static void print_text(const struct story *story, const GPtrArray *stages, const GPtrArray *owed)
{
	if (stages->len)
		printer_text(_("%s: the seven steps\n"), story->file->id);
	else
		print_begin(story);
	for (guint i = 0; i < stages->len; i++)
		print_stage(story, stages->pdata[i]);
	if (!story->file->closed_at_us)
		print_waiting(story);
	if (owed->len)
		printer_text(_("owed before it can be closed:\n"));
	incident_print_owed(owed);
}

static void print_json(const struct story *story, const GPtrArray *stages, const GPtrArray *owed)
{
	for (guint i = 0; i < stages->len; i++)
		tell_stage_json(story->session, story->file, stages->pdata[i]);
	for (guint i = 0; i < story->file->runs->len; i++)
		if (waits_itself(story->file, story->file->runs->pdata[i]))
			tell_run_json(story->session, story->file, story->file->runs->pdata[i], story->texts);
	tell_owed_json(story->file, owed);
}

/* What a closed case does not owe any more was waived. */
static GPtrArray *owed_of(const struct session *session, const struct case_file *file, GError **error)
{
	const struct cases_options reading = session_recording(session);
	g_autoptr(ops_case_standing_t) standing = case_standing_new(file);
	g_autoptr(ops_duties_t) duties = owed_try(session);
	const struct duties_options wish = owed_options(session, duties);

	return file->closed_at_us ? g_ptr_array_new() : engine_owed(&wish, &reading, standing, error);
}

static int tell(const struct story *story)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) stages = case_stages(story->session->store, story->file, story->texts, &error);
	g_autoptr(GPtrArray) owed = stages ? owed_of(story->session, story->file, &error) : NULL;

	if (!owed)
		return incident_complain(story->session, error);
	if (story->session->answer == ANSWER_JSON)
		print_json(story, stages, owed);
	else
		print_text(story, stages, owed);
	return owed->len ? EXIT_ATTENTION : EXIT_OK;
}

static int run(struct session *session, char **arguments)
{
	int status = EXIT_OK;
	g_autoptr(ops_case_file_t) file = incident_load(session, arguments[0], &status);
	g_autoptr(ops_case_texts_t) texts = file ? case_texts_new(session->store) : NULL;
	const struct story story = {session, file, texts, clock_wall_us(session->clock)};

	return file ? tell(&story) : status;
}

const struct command incident_step = {
	.name = "step",
	.summary = N_("say where the seven steps stand and what is owed"),
	.args = "CASE",
	.needs = NEED_INVENTORY | NEED_STORE_READ,
	.run = run,
};
