/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops incident: troubles, each with one record of what was said and done.
 */
#include "incident/verbs.h"

#include "base/translate.h"
#include "sure.h"
#include "ui/complain.h"
#include "ui/printer.h"

int incident_complain(const struct session *session, const GError *error)
{
	return sure_complain(session, error);
}

struct case_file *incident_load(const struct session *session, const char *id, int *ret_status)
{
	g_autoptr(GError) error = NULL;
	struct case_file *file = case_load(session->store, id, &error);

	if (!file)
		*ret_status = incident_complain(session, error);
	return file;
}

int incident_tell_open(const struct session *session, const char *id)
{
	int status = EXIT_OK;
	g_autoptr(ops_case_file_t) file = NULL;

	if (session->answer != ANSWER_JSON) {
		printer_text(_("'%s' is open\n"), id);
		return EXIT_OK;
	}
	file = incident_load(session, id, &status);
	if (file)
		tell_case_json(session, file);
	return status;
}

int incident_tell_event(const struct session *session, const char *id, int64_t number, const char *before)
{
	int status = EXIT_OK;
	g_autoptr(ops_case_file_t) file = NULL;

	if (session->answer != ANSWER_JSON) {
		printer_text(_("event %ld of '%s' is recorded\n"), (long)number, id);
		if (before)
			printer_text("%s\n", before);
		return EXIT_OK;
	}
	file = incident_load(session, id, &status);
	for (guint i = 0; file && i < file->events->len; i++) {
		const struct case_event *event = file->events->pdata[i];

		if (event->number == number)
			tell_event_json(session, file, event);
	}
	return status;
}

static const struct command *const verbs[] = {
	&incident_open, &incident_list, &incident_show, &incident_note, &incident_set, &incident_task, &incident_link, &incident_step,
	&incident_report, &incident_duties, &incident_review, &incident_close, &incident_export, &incident_redact,
	&incident_stats, NULL,
};

const struct command cmd_incident = {
	.name = "incident",
	.summary = N_("open incidents, lead and read their record, close them"),
	.verbs = verbs,
};
