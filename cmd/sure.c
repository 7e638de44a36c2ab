/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Patients' data in what somebody types, and who is sure that it is none.
 */
#include "sure.h"

#include "base/translate.h"
#include "session.h"
#include "ui/complain.h"

gboolean arg_sure;

char *sure_explain(const GError *error)
{
	if (!g_error_matches(error, OPS_CASES_ERROR, CASES_ERROR_PATIENTS))
		return g_strdup(error->message);
	return g_strdup_printf(_("%s; write which institution, line and time, and leave the person out, or say '--sure' if it is none"),
			       error->message);
}

int sure_complain(const struct session *session, const GError *error)
{
	g_autofree char *text = sure_explain(error);

	if (!g_error_matches(error, OPS_CASES_ERROR, CASES_ERROR_PATIENTS))
		return complain_error(session->answer, error);
	return complain(session->answer, COMPLAINT_USAGE, "%s", text);
}

bool sure_read(const struct session *session, const char *what, const char *text, GError **error)
{
	const struct cases_options recording = session_recording(session);
	g_autoptr(GError) failed = NULL;
	g_autofree char *whole = NULL;
	bool sure;

	if (case_check_patients(&recording, text, &sure, &failed))
		return true;
	whole = sure_explain(failed);
	g_set_error(error, failed->domain, failed->code, "%s: %s", what, whole);
	return false;
}

bool sure_check(const struct session *session, const char *what, const char *text)
{
	g_autoptr(GError) error = NULL;

	if (sure_read(session, what, text, &error))
		return true;
	complain(session->answer, COMPLAINT_USAGE, "%s", error->message);
	return false;
}
