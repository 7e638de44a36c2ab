/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops incident note: what somebody said or saw, and what was said wrongly.
 */
#include "incident/verbs.h"

#include "base/translate.h"
#include "sure.h"
#include "ui/complain.h"

static char *arg_at, *arg_corrects;
static gboolean arg_about;

static const GOptionEntry options[] = {
	{"at", 0, 0, G_OPTION_ARG_FILENAME, &arg_at, N_("when it happened"), "WHEN"},
	{"about", 0, 0, G_OPTION_ARG_NONE, &arg_about, N_("that time is only roughly known"), NULL},
	{"corrects", 0, 0, G_OPTION_ARG_FILENAME, &arg_corrects, N_("it corrects the event of that number"), "NUMBER"},
	{"sure", 0, 0, G_OPTION_ARG_NONE, &arg_sure, SURE_WORDS, NULL},
	{NULL},
};

static bool read_options(const struct session *session, struct case_instant *ret_at, int64_t *ret_corrects,
			 GError **error)
{
	if (arg_at && !typed_instant(session, "--at", arg_at, arg_about, ret_at, error))
		return false;
	return !arg_corrects || typed_number("--corrects", arg_corrects, ret_corrects, error);
}

static int run(struct session *session, char **arguments)
{
	struct cases_options recording = session_recording(session);
	struct case_instant at;
	int64_t corrects = 0, number;
	g_autofree char *text = NULL;
	g_autoptr(GError) error = NULL;

	if (arg_about && !arg_at)
		return complain(session->answer, COMPLAINT_USAGE, _("option '%s' says nothing without '%s'"), "--about",
				"--at");
	if (!read_options(session, &at, &corrects, &error))
		return complain(session->answer, COMPLAINT_USAGE, "%s", error->message);
	text = typed_text(arguments[1], &error);
	if (!text)
		return complain(session->answer, COMPLAINT_USAGE, "%s", error->message);
	number = case_note(&recording, arguments[0], arg_at ? &at : NULL, text, corrects, &error);
	return number < 0 ? incident_complain(session, error) :
			    incident_tell_event(session, arguments[0], number, NULL);
}

const struct command incident_note = {
	.name = "note",
	.summary = N_("add to a case what was said, or correct it"),
	.args = "CASE TEXT",
	.needs = NEED_INVENTORY | NEED_STORE_WRITE,
	.options = options,
	.run = run,
};
