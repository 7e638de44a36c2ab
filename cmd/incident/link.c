/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops incident link: what else belongs to a case: another case, a maintenance window, what others call it.
 */
#include "incident/verbs.h"

#include "base/translate.h"
#include "ui/complain.h"

static char *arg_as;

static const GOptionEntry options[] = {
	{"as", 0, 0, G_OPTION_ARG_FILENAME, &arg_as, N_("how they belong together"), "same-cause|follows|maintenance|ticket"},
	{NULL},
};

static int run(struct session *session, char **arguments)
{
	const struct cases_options recording = session_recording(session);
	bool is_case = case_id_parse(arguments[1], NULL);
	const char *relation = arg_as ? arg_as : is_case ? "same-cause" : "ticket";
	int status = EXIT_OK;
	g_autoptr(ops_case_file_t) target = is_case ? incident_load(session, arguments[1], &status) : NULL;
	g_autoptr(GError) error = NULL;
	int64_t number;

	if (is_case && !target)
		return status;
	if (!is_case && (g_str_equal(relation, "same-cause") || g_str_equal(relation, "follows")))
		return complain(session->answer, COMPLAINT_USAGE, _("'%s' is of cases, and '%s' is none"), relation, arguments[1]);
	if (g_str_equal(arguments[0], arguments[1]))
		return complain(session->answer, COMPLAINT_USAGE, _("a case is not linked to itself"));
	number = case_link(&recording, arguments[0], relation, arguments[1], &error);
	return number < 0 ? incident_complain(session, error) : incident_tell_event(session, arguments[0], number, NULL);
}

const struct command incident_link = {
	.name = "link",
	.summary = N_("say what else belongs to a case"),
	.args = "CASE OTHER",
	.needs = NEED_INVENTORY | NEED_STORE_WRITE,
	.options = options,
	.run = run,
};
