/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is said of a field that belongs to the paper of a case, as nwops case set does. Notices find it by its name.
 */
#include "case/paper.h"

#include "base/instant.h"
#include "base/translate.h"
#include "engine/certificate.h"
#include "options.h"
#include "ui/complain.h"

/* Of its events, which are gone, nothing may be read. */
static struct case_paper *paper_of(const struct session *session, const char *id)
{
	g_autoptr(ops_case_file_t) file = case_load(session->store, id, NULL);
	g_autoptr(ops_case_standing_t) standing = file ? case_standing_new(file) : NULL;
	const struct cases_options reading = session_recording(session);

	return standing ? case_paper_load(&reading, standing, NULL, NULL) : NULL;
}

struct case_paper *paper_with_field(const struct session *session, const char *id, const char *name)
{
	g_autoptr(ops_case_paper_t) paper = paper_of(session, id);

	return paper && paper_word_find(papers_fields(paper->papers), name) ? g_steal_pointer(&paper) : NULL;
}

/* As it is kept; NULL on failure. */
static char *read_value(const struct session *session, const struct paper *paper, const char *name, const char *text,
			GError **error)
{
	int64_t at_us;

	if (g_str_equal(name, CERTIFICATE_UNTIL))
		return engine_certificate_until(text, session->zone, error);
	if (!paper_is_day(paper, name))
		return typed_text(text, error);
	return typed_due(session, name, text, &at_us, error) ? instant_print(at_us, session->zone) : NULL;
}

int paper_set_field(const struct session *session, const struct cases_options *recording, const struct case_paper *paper, char **arguments,
		    bool unknown)
{
	g_autofree char *value = NULL;
	g_autoptr(GError) error = NULL;
	int64_t number;

	if (!unknown == !arguments[2])
		return complain(session->answer, COMPLAINT_USAGE, _("say what '%s' is, or '--unknown'"), arguments[1]);
	if (!unknown) {
		value = read_value(session, paper->paper, arguments[1], arguments[2], &error);
		if (!value)
			return complain(session->answer, COMPLAINT_USAGE, "%s", error->message);
	}
	number = case_say_fact(recording, arguments[0], arguments[1], value, &error);
	return number < 0 ? incident_complain(session, error) : incident_tell_event(session, arguments[0], number, NULL);
}
