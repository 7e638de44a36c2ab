/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops incident close: ends a case that owes nothing, or of which somebody by name waives what it owes.
 */
#include "incident/verbs.h"

#include "base/translate.h"
#include "owed.h"
#include "sure.h"
#include "ui/complain.h"
#include "ui/printer.h"

static char *arg_reason, *arg_at;
static gboolean arg_about;
static char **arg_waive, **arg_because;

static const GOptionEntry options[] = {
	{"at", 0, 0, G_OPTION_ARG_FILENAME, &arg_at, N_("when it was over (default: now)"), "WHEN"},
	{"about", 0, 0, G_OPTION_ARG_NONE, &arg_about, N_("that time is only roughly known"), NULL},
	{"reason", 0, 0, G_OPTION_ARG_FILENAME, &arg_reason, N_("why, in words"), "TEXT"},
	{"waive", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &arg_waive, N_("close it though this is owed"), "WHAT"},
	{"because", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &arg_because, N_("why that is waived; one for each '--waive'"), "REASON"},
	{"sure", 0, 0, G_OPTION_ARG_NONE, &arg_sure, SURE_WORDS, NULL},
	{NULL},
};

static size_t count_of(char *const *texts)
{
	return texts ? g_strv_length((char **)texts) : 0;
}

/* Exits as what waits for somebody. */
static int tell_owed(const struct session *session, const char *id, const GPtrArray *owed, const GError *error)
{
	const struct case_file file = {.id = (char *)id};

	incident_complain(session, error);
	if (session->answer == ANSWER_JSON)
		tell_owed_json(&file, owed);
	else
		incident_print_owed(owed);
	return EXIT_ATTENTION;
}

static int close_it(const struct session *session, const char *id, const struct case_closing *closing)
{
	struct cases_options recording = session_recording(session);
	int status;
	g_autoptr(ops_duties_t) duties = owed_open(session, &status);
	const struct duties_options wish = owed_options(session, duties);
	g_autoptr(GPtrArray) owed = NULL;
	g_autoptr(GError) error = NULL;
	int64_t number;

	if (!duties)
		return status;
	number = engine_close(&wish, &recording, id, closing, &owed, &error);
	if (owed)
		return tell_owed(session, id, owed, error);
	if (number < 0)
		return incident_complain(session, error);
	if (session->answer != ANSWER_JSON)
		printer_text(_("'%s' is closed\n"), id);
	return incident_tell_event(session, id, number, NULL);
}

static int run(struct session *session, char **arguments)
{
	size_t count = count_of(arg_waive);
	const char *by = count ? typed_who(session) : NULL;
	g_autofree struct case_waiver *waivers = g_new0(struct case_waiver, count + 1);
	struct case_closing closing = {.waivers = waivers, .waiver_count = count, .reason = arg_reason};
	g_autoptr(GError) error = NULL;

	if (arg_about && !arg_at)
		return complain(session->answer, COMPLAINT_USAGE, _("option '%s' says nothing without '%s'"), "--about", "--at");
	if (arg_at && !typed_instant(session, "--at", arg_at, arg_about, &closing.at, &error))
		return complain(session->answer, COMPLAINT_USAGE, "%s", error->message);
	if (count != count_of(arg_because))
		return complain(session->answer, COMPLAINT_USAGE, _("each '--waive' needs a '--because' of its own"));
	if (count && !by)
		return complain(session->answer, COMPLAINT_USAGE, _("login '%s' is no contact's: say who waives it with '--by'"),
				session->actor);
	for (size_t i = 0; i < count; i++)
		waivers[i] = (struct case_waiver){arg_waive[i], arg_because[i], by};
	return close_it(session, arguments[0], &closing);
}

const struct command incident_close = {
	.name = "close",
	.summary = N_("close a case that owes nothing, or whose rest is waived"),
	.args = "CASE",
	.needs = NEED_INVENTORY | NEED_STORE_WRITE,
	.options = options,
	.run = run,
};
