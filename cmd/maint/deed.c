/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What every verb that changes a window does: tell what it is about, ask where something
 * stands in its way, keep it, tell what came of it.
 */
#include "maint/window.h"

#include "base/translate.h"
#include "engine/maint-tell.h"
#include "session.h"
#include "ui/ask.h"
#include "ui/complain.h"
#include "ui/printer.h"

GArray *window_items(const struct session *session, const char *selectors, GError **error)
{
	g_auto(GStrv) words = g_strsplit(selectors, "\n", -1);

	return inventory_select(session->inventory, (const char *const *)words, error);
}

struct maint_options window_options(const struct session *session)
{
	return (struct maint_options){
		.inventory = session->inventory,
		.store = session->store,
		.actor = session->actor,
		.said_by = session->said_by,
		.clock = session->clock,
		.notes = session->notes,
	};
}

/* Who was told of a plan is told of what becomes of it. 0, or the exit status after a complaint. */
static int open_telling(struct session *session, const struct window_deed *deed, bool *ret_announced)
{
	const struct window_record *before = deed->change.before ? deed->change.before : deed->also ? deed->also->before : NULL;
	g_autoptr(GError) error = NULL;

	*ret_announced = false;
	if (before && !engine_is_announced(session->store, before->id, ret_announced, &error))
		return complain_error(session->answer, error);
	return *ret_announced ? session_open_telling(session) : EXIT_OK;
}

static bool keep(const struct session *session, struct window_deed *deed, struct window_report *report, GError **error)
{
	struct maint_options options = window_options(session);
	const struct tell_options telling = session_telling(session);
	struct window_change changes[2] = {deed->change};
	size_t count = 1;
	bool kept;

	changes[0].despite = report->conflicts;
	if (deed->also)
		changes[count++] = *deed->also;
	options.telling = report->announced ? &telling : NULL;
	kept = engine_change_windows(&options, changes, count, error);
	report->told = changes[0].told;
	return kept;
}

/* Caller frees. */
static char *done_text(const struct window_deed *deed)
{
	const char *id = deed->change.after->id;

	switch (deed->result) {
	case WINDOW_RESULT_PLANNED:
		return g_strdup_printf(_("'%s' is planned"), id);
	case WINDOW_RESULT_STARTED:
		return g_strdup_printf(_("work of '%s' has begun"), id);
	case WINDOW_RESULT_EXTENDED:
		return g_strdup_printf(_("'%s' is extended"), id);
	case WINDOW_RESULT_FINISHED:
		return g_strdup_printf(_("work of '%s' is finished"), id);
	case WINDOW_RESULT_CANCELLED:
		return g_strdup_printf(_("'%s' is cancelled"), id);
	case WINDOW_RESULT_SHOWN:
	case WINDOW_RESULT_DRY_RUN:
	case WINDOW_RESULT_NEEDS_PERSON:
	case WINDOW_RESULT_DECLINED:
		break;
	}
	g_assert_not_reached();
}

static void tell(const struct session *session, const struct window_deed *deed,
		 struct window_report *report, enum window_result result, const char *message)
{
	report->result = result;
	report->message = message;
	report->window = deed->change.after;
	report->at_us = clock_wall_us(session->clock);
	if (session->answer == ANSWER_JSON)
		window_print_json(session, report);
	else if (message)
		printer_text("%s\n", message);
}

static int finish(struct session *session, struct window_deed *deed, struct window_report *report)
{
	g_autofree char *message = NULL;
	g_autoptr(GError) error = NULL;
	int status = open_telling(session, deed, &report->announced);

	if (status)
		return status;
	if (!keep(session, deed, report, &error))
		return complain_error(session->answer, error);
	message = done_text(deed);
	if (deed->also && session->answer != ANSWER_JSON)
		printer_text(_("this time of '%s' stands by itself from now on\n"), deed->also->after->id);
	tell(session, deed, report, deed->result, message);
	if (report->announced && session->answer != ANSWER_JSON)
		printer_text(_("messages to those who were told of the plan: %u\n"), report->told);
	return EXIT_OK;
}

/* After what stands in the way was told: the exit status where that is the end of it, else -1. */
static int settle(struct session *session, struct window_deed *deed, struct window_report *report)
{
	enum ask_answer answer = ASK_YES;

	if (deed->dry_run) {
		tell(session, deed, report, WINDOW_RESULT_DRY_RUN, _("nothing was written"));
		return report->conflicts && report->conflicts->len ? EXIT_ATTENTION : EXIT_OK;
	}
	if (report->conflicts && report->conflicts->len && !deed->despite_conflicts)
		answer = ask_yes_no(session, deed->question);
	if (answer == ASK_YES)
		return finish(session, deed, report);
	if (answer == ASK_NOBODY)
		tell(session, deed, report, WINDOW_RESULT_NEEDS_PERSON, deed->question);
	else
		tell(session, deed, report, WINDOW_RESULT_DECLINED, _("nothing was written"));
	return EXIT_ATTENTION;
}

static void keep_unwell(GArray *conflicts)
{
	for (guint i = conflicts->len; i-- > 0;)
		if (!g_array_index(conflicts, struct window_conflict, i).unwell)
			g_array_remove_index(conflicts, i);
}

int window_do(struct session *session, struct window_deed *deed)
{
	const struct maint_options options = window_options(session);
	struct window_study study = {NULL};
	struct window_report report = {
		.window = deed->change.after,
		.at_us = clock_wall_us(session->clock),
		.name_items = deed->dry_run,
	};
	g_autoptr(GError) error = NULL;
	g_autoptr(GArray) items = window_items(session, deed->change.after->selectors, &error);
	int status;

	/* What selects nothing any more can still be finished and cancelled. */
	if (deed->studied &&
	    (!items || !engine_study_window(&options, deed->studied, &study, &error)))
		return complain_error(session->answer, error);
	if (study.conflicts && deed->unwell_only)
		keep_unwell(study.conflicts);
	report.items = items;
	report.conflicts = study.conflicts;
	if (session->answer != ANSWER_JSON && deed->studied)
		window_print_plan(session, &report);
	status = settle(session, deed, &report);
	window_study_clear(&study);
	return status;
}
