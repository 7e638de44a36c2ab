/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reports for who makes them: each with what it says otherwise than the one before, or why it cannot be made.
 */
#include "incident/report.h"

#include "base/text.h"
#include "base/translate.h"
#include "notify/verbs.h"
#include "ui/complain.h"
#include "ui/printer.h"

char *report_reader_shown(const struct report *report)
{
	const char *audience = words_shown(WORDS_AUDIENCE, report->audience);

	return report->recipient ? g_strdup_printf("%s: %s", audience, report->recipient) : g_strdup(audience);
}

static GPtrArray *changes_of(const struct session *session, const struct report *report)
{
	const struct tell_options telling = session_telling(session);

	return report_changes(&telling, report, session->language);
}

/* --- as objects --- */

static struct json *describe_changes(const struct session *session, const struct report *report)
{
	g_autoptr(GPtrArray) changes = report->plan ? changes_of(session, report) : g_ptr_array_new();
	struct json *list = json_new_array();

	for (guint i = 0; i < changes->len; i++) {
		const struct notice_change *change = changes->pdata[i];
		struct json *object = json_new_object();

		json_set_string(object, "field", change->field->name);
		json_set_string(object, "before", change->before);
		json_set_string(object, "now", change->now);
		json_append_take(list, object);
	}
	return list;
}

static void print_json(const struct session *session, const struct report *report)
{
	struct json *object = printer_new_object("report"), *lacks = json_new_array();

	json_set_string(object, "kind", words_get(WORDS_NOTICE_KIND, report->kind)->id);
	json_set_string(object, "audience", words_get(WORDS_AUDIENCE, report->audience)->id);
	json_set_string(object, "recipient", report->recipient);
	printer_set_figure(object, "sequence", report->plan && report->plan->sequence ? report->plan->sequence : -1);
	printer_set_figure(object, "notice", report->told.notice ? report->told.notice : -1);
	json_set_string(object, "why", report->why);
	for (guint i = 0; i < report->lacks->len; i++)
		json_append_string(lacks, report->lacks->pdata[i]);
	json_take(object, "lacks", lacks);
	json_take(object, "changes", describe_changes(session, report));
	printer_take(object);
}

/* --- for people --- */

static void print_changes(const struct session *session, const struct report *report)
{
	g_autoptr(GPtrArray) changes = changes_of(session, report);
	bool japanese = g_str_equal(session->language, "ja");

	if (!report->plan->before)
		return;
	printer_text("%s\n", changes->len ? _("new since the report before:") : _("nothing is new since the report before"));
	for (guint i = 0; i < changes->len; i++) {
		const struct notice_change *change = changes->pdata[i];
		g_autofree char *line = g_strdup_printf("%s: %s → %s", change->field->title[japanese ? NOTICE_JAPANESE : NOTICE_ENGLISH],
							change->before, change->now);
		g_autofree char *safe = printer_safe(line);

		printer_text("  %s\n", safe);
	}
}

void report_tell_plan(const struct session *session, const struct report *report)
{
	notify_tell_plan(session, report->plan, true);
	if (session->answer == ANSWER_JSON)
		print_json(session, report);
	else
		print_changes(session, report);
}

bool report_tell_kept(const struct session *session, const struct report *report)
{
	if (session->answer == ANSWER_JSON)
		print_json(session, report);
	if (report->told.notice)
		return notify_tell_notice(session, report->told.notice, report->told.before);
	/* Nobody of the audience has a channel: that is no reason to keep the others waiting. */
	if (session->answer != ANSWER_JSON) {
		g_autofree char *reader = report_reader_shown(report);

		printer_text(_("%s: nobody can be told: no contact with a channel\n"), reader);
	}
	return true;
}

static char *lacks_shown(const char *case_id, const struct report *report)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < report->lacks->len; i++)
		g_string_append_printf(text, _("%s'%s' is not recorded yet: 'nwops incident set %s %s'"), i ? "; " : "",
				       (const char *)report->lacks->pdata[i], case_id, (const char *)report->lacks->pdata[i]);
	return g_string_free(text, FALSE);
}

void report_tell_refused(const struct session *session, const char *case_id, const GPtrArray *reports)
{
	for (guint i = 0; i < reports->len; i++) {
		const struct report *report = reports->pdata[i];
		g_autofree char *reader = report_reader_shown(report), *lacks = lacks_shown(case_id, report);

		if (!report->why && !report->lacks->len)
			continue;
		if (session->answer == ANSWER_JSON)
			print_json(session, report);
		complain(session->answer, COMPLAINT_USAGE, _("cannot make the %s to '%s': %s"), words_shown(WORDS_NOTICE_KIND, report->kind), reader,
			 report->why ? report->why : lacks);
	}
}
