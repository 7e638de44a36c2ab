/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops incident open: a trouble gets a record.
 */
#include "incident/verbs.h"

#include "base/translate.h"
#include "engine/severity.h"
#include "opened.h"
#include "subject.h"
#include "sure.h"
#include "ui/complain.h"

static char *arg_title, *arg_began, *arg_detected_by, *arg_text;
static gboolean arg_about, arg_again;

static const GOptionEntry options[] = {
	{"title", 0, 0, G_OPTION_ARG_FILENAME, &arg_title, N_("what it is called in lists"), "TEXT"},
	{"began", 0, 0, G_OPTION_ARG_FILENAME, &arg_began, N_("when the trouble began"), "WHEN"},
	{"about", 0, 0, G_OPTION_ARG_NONE, &arg_about, N_("that time is only roughly known"), NULL},
	{"detected-by", 0, 0, G_OPTION_ARG_FILENAME, &arg_detected_by, N_("who or what noticed first"),
	 "monitoring|institution|core|person"},
	{"text", 0, 0, G_OPTION_ARG_FILENAME, &arg_text, N_("what was said; '-': standard input"), "TEXT"},
	{"again", 0, 0, G_OPTION_ARG_NONE, &arg_again, N_("though an incident of the same subject is open, or this one was closed"), NULL},
	{"sure", 0, 0, G_OPTION_ARG_NONE, &arg_sure, SURE_WORDS, NULL},
	{NULL},
};

static int tell(const struct session *session, const char *id, const char *subject, struct first_reports reports)
{
	int status = incident_tell_open(session, id);

	opened_tell_reports(session, id, subject, reports);
	return status;
}

static int open_it(struct session *session, struct case_opening *opening)
{
	struct cases_options recording = session_recording(session);
	struct first_reports reports = {0};
	struct tell_options telling;
	g_autoptr(GError) error = NULL;
	g_autofree char *id = NULL;

	if (inventory_policy(session->inventory)->incidents.first_report != FIRST_REPORT_NONE)
		session_try_telling(session);
	telling = session_telling(session);
	if (engine_severity(session->inventory, session->store, opening->subject, &opening->severity, &error))
		id = engine_open_by_hand(&telling, &recording, opening, &reports, &error);
	if (id)
		return tell(session, id, opening->subject, reports);
	if (!g_error_matches(error, OPS_CASES_ERROR, CASES_ERROR_THERE))
		return incident_complain(session, error);
	complain(session->answer, COMPLAINT_USAGE, _("%s; add to it with 'nwops incident note', or say '--again'"),
		 error->message);
	return EXIT_ATTENTION;
}

static int reopen(const struct session *session, const char *id)
{
	struct cases_options recording = session_recording(session);
	g_autoptr(GError) error = NULL;
	g_autofree char *reason = NULL;

	if (!arg_again || !arg_text)
		return complain(session->answer, COMPLAINT_USAGE,
				_("'%s' is a case: to open it again say '--again', and why with '--text'"), id);
	reason = typed_text(arg_text, &error);
	if (!reason)
		return complain(session->answer, COMPLAINT_USAGE, "%s", error->message);
	return case_reopen(&recording, id, reason, &error) < 0 ? incident_complain(session, error) : incident_tell_open(session, id);
}

/* What the options say, into OPENING. */
static bool read_options(const struct session *session, struct case_opening *opening, char **ret_text, GError **error)
{
	if (arg_text) {
		*ret_text = typed_text(arg_text, error);
		opening->text = *ret_text;
	}
	return (!arg_text || *ret_text) &&
	       (!arg_began || typed_instant(session, "--began", arg_began, arg_about, &opening->began, error));
}

static int run(struct session *session, char **arguments)
{
	struct subject_said subject = {NULL};
	struct case_opening opening = {
		.kind = CASE_INCIDENT,
		.title = arg_title,
		.began = {0, INSTANT_UNKNOWN},
		.detected_by = arg_detected_by ? arg_detected_by : words_get(WORDS_DETECTION, DETECTION_PERSON)->id,
		.alone = !arg_again,
	};
	g_autofree char *text = NULL;
	g_autoptr(GError) error = NULL;
	int status;

	if (*arguments && case_id_parse(*arguments, NULL))
		return reopen(session, *arguments);
	if (arg_about && !arg_began)
		return complain(session->answer, COMPLAINT_USAGE, _("option '%s' says nothing without '%s'"), "--about",
				"--began");
	if (!*arguments && (!arg_title || !*arg_title))
		return complain(session->answer, COMPLAINT_USAGE, _("say what it is about: a subject, or '--title'"));
	if (!read_options(session, &opening, &text, &error))
		return complain(session->answer, COMPLAINT_USAGE, "%s", error->message);
	if (*arguments && !subject_understand(session, *arguments, &subject, &error))
		return complain(session->answer, COMPLAINT_USAGE, "%s", error->message);
	opening.subject = subject.name ? subject.name : "";
	opening.organization = subject.organization ? subject.organization : "";
	status = open_it(session, &opening);
	subject_said_clear(&subject);
	return status;
}

const struct command incident_open = {
	.name = "open",
	.summary = N_("open an incident, or one again that was closed"),
	.args = "[SUBJECT]",
	.needs = NEED_INVENTORY | NEED_STORE_WRITE,
	.options = options,
	.run = run,
};
