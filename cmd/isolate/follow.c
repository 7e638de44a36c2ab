/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops isolate follow: somebody looks on. The events of the case are printed as they come;
 * nothing is changed, and that somebody looked on is recorded.
 */
#include "isolate/guide.h"
#include "isolate/runs.h"
#include "isolate/verbs.h"

#include "base/instant.h"
#include "base/translate.h"
#include "session.h"
#include "ui/complain.h"
#include "ui/printer.h"

#define POLL_US (INT64_C(500) * 1000)

static void append(GString *line, const char *before, const char *text)
{
	if (text)
		g_string_append_printf(line, "%s%s", before, text);
}

static void print_text(const struct guide *guide, int64_t run, const struct procedure_event *event)
{
	g_autofree char *at = instant_show(event->at_us, guide->session->zone);
	g_autoptr(GString) line = g_string_new(NULL);

	g_string_append_printf(line, "%s /%ld %s %s", at, (long)run, event->by,
			       procedure_event_id(event->kind));
	append(line, " ", event->procedure);
	append(line, " ", event->step);
	append(line, ": ", event->outcome);
	append(line, " -> ", event->to);
	append(line, "; ", event->reason);
	append(line, "; ", event->text);
	for (guint i = 0; event->facts && i < event->facts->len; i++) {
		const struct procedure_fact *fact = event->facts->pdata[i];

		g_string_append_printf(line, "; %s=%s%s", fact->name, fact->estimated ? "~" : "",
				       fact->value ? fact->value : "?");
	}
	page_words(&guide->page, 0, "", line->str);
}

static bool print_one(void *context, const struct case_event_record *record)
{
	struct guide *guide = context;
	g_autoptr(ops_procedure_event_t) event = case_run_event(record, NULL);

	guide->told = record->number;
	if (event && guide->session->answer == ANSWER_JSON)
		event_print_json(guide->session, record->case_id, record->run, event);
	else if (event)
		print_text(guide, record->run, event);
	return true;
}

static int follow(struct guide *guide)
{
	const struct case_events_filter *filter;
	struct case_events_filter each = {walk_case(guide->walk), CASE_EVERY_RUN, 0};
	struct loop_wait *timer =
		loop_start_timer(guide->loop, POLL_US, POLL_US, idle_wake, &guide->idle);
	g_autoptr(GError) error = NULL;

	filter = &each;
	do {
		each.after = guide->told;
		if (!case_events_read(guide->session->store, filter, print_one, guide, &error))
			return complain_error(guide->session->answer, error);
		printer_flush();
	} while (idle_wait(&guide->idle));
	loop_cancel(timer);
	return EXIT_OK;
}

static bool say_that_somebody_looks_on(struct guide *guide)
{
	struct procedure_event *event = answer_event(guide, EVENT_FOLLOW);
	g_autoptr(GError) error = NULL;

	if (walk_tell(guide->walk, event, &error))
		return true;
	complain_error(guide->session->answer, error);
	return false;
}

static int run(struct session *session, char **arguments)
{
	g_autofree char *case_id = NULL;
	struct guide guide;
	int64_t number;
	int status;

	if (!run_read_name(session, arguments[0], &case_id, &number))
		return EXIT_COULD_NOT;
	status = session_open_store(session, STORE_WRITE);
	if (status)
		return status;
	if (guide_init(&guide, session, true) && guide_open(&guide, case_id, number) &&
	    say_that_somebody_looks_on(&guide))
		status = follow(&guide);
	else
		status = EXIT_COULD_NOT;
	guide_clear(&guide);
	return status;
}

const struct command isolate_follow = {
	.name = "follow",
	.summary = N_("look on, event by event"),
	.args = "RUN",
	.needs = NEED_INVENTORY,
	.run = run,
};
