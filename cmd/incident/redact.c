/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops incident redact: takes away what should never have been written down. Two people
 * stand for it, and both are known.
 */
#include "incident/verbs.h"

#include "base/quantity.h"
#include "base/translate.h"
#include "ui/complain.h"
#include "ui/printer.h"

static char *arg_reason, *arg_approved_by;

static const GOptionEntry options[] = {
	{"reason", 0, 0, G_OPTION_ARG_FILENAME, &arg_reason, N_("why it has to go"), "TEXT"},
	{"approved-by", 0, 0, G_OPTION_ARG_FILENAME, &arg_approved_by, N_("the contact who answers for it"), "NAME"},
	{NULL},
};

static const struct contact *find_login(const struct inventory *inventory, const char *login)
{
	for (size_t i = 0; i < inventory_contact_count(inventory); i++) {
		const struct contact *contact = inventory_contact_at(inventory, i);

		if (g_strcmp0(contact->login, login) == 0)
			return contact;
	}
	return NULL;
}

/* Who approves, by the name of a contact or its login, if both may stand for it. */
static const struct contact *find_approver(const struct session *session, GError **error)
{
	const struct contact *actor = find_login(session->inventory, session->actor);
	const struct contact *approver = inventory_find_contact(session->inventory, arg_approved_by);

	if (!approver)
		approver = find_login(session->inventory, arg_approved_by);
	if (!actor)
		g_set_error(error, OPS_CASES_ERROR, CASES_ERROR_SAID, _("no contact has the login '%s': who removes must be known"),
			    session->actor);
	else if (!approver || !approver->login)
		g_set_error(error, OPS_CASES_ERROR, CASES_ERROR_SAID,
			    _("'%s' is no contact with a login: who approves must be known"), arg_approved_by);
	else if (actor == approver)
		g_set_error(error, OPS_CASES_ERROR, CASES_ERROR_SAID,
			    _("who approves a removal must be another than who does it"));
	else
		return approver;
	return NULL;
}

/* NUMBER -1: it had been removed before. */
static int tell(const struct session *session, const char *id, int64_t removed, int64_t number, bool clean)
{
	struct json *object;

	if (session->answer == ANSWER_JSON) {
		object = printer_new_object("redaction");
		json_set_string(object, "case", id);
		json_set_integer(object, "removed", removed);
		printer_set_figure(object, "number", number);
		json_set_bool(object, "clean", clean);
		printer_take(object);
	} else {
		if (number > 0)
			printer_text(_("what event %ld of '%s' said is removed; event %ld says so\n"), (long)removed, id,
				     (long)number);
		printer_text(clean ? _("no byte of it is left in the database; messages, bundles and backups keep what they have\n")
				   : _("bytes of it may still be in the database: say the same again when nobody else reads\n"));
	}
	return clean ? EXIT_OK : EXIT_ATTENTION;
}

/* What the reason says stays for ever, so nobody may be sure of it here. */
static int refuse(const struct session *session, const GError *error)
{
	if (g_error_matches(error, OPS_CASES_ERROR, CASES_ERROR_PATIENTS))
		return complain(session->answer, COMPLAINT_USAGE, _("%s; the reason stays: say why without saying it again"), error->message);
	return incident_complain(session, error);
}

static int run(struct session *session, char **arguments)
{
	const struct cases_options recording = session_recording(session);
	const struct contact *approver;
	g_autoptr(GError) error = NULL;
	int64_t event, number;
	bool clean;

	if (!arg_reason || !arg_approved_by)
		return complain(session->answer, COMPLAINT_USAGE, _("'%s' is needed"), arg_reason ? "--approved-by" : "--reason");
	if (!quantity_parse_integer(arguments[1], 1, G_MAXINT32, &event, &error))
		return complain(session->answer, COMPLAINT_USAGE, "%s", error->message);
	approver = find_approver(session, &error);
	if (!approver)
		return incident_complain(session, error);
	number = case_redact(&recording, arguments[0], event, arg_reason, approver->login, &clean, &error);
	if (number > 0)
		return tell(session, arguments[0], event, number, clean);
	/* Said again: what may be left of the bytes is what is still to be done. */
	if (!g_error_matches(error, OPS_CASES_ERROR, CASES_ERROR_THERE))
		return refuse(session, error);
	g_clear_error(&error);
	return case_scrub(&recording, &clean, &error) ? tell(session, arguments[0], event, -1, clean)
						      : incident_complain(session, error);
}

const struct command incident_redact = {
	.name = "redact",
	.summary = N_("remove what an event said, and leave its proof"),
	.args = "CASE EVENT",
	.needs = NEED_INVENTORY | NEED_STORE_WRITE,
	.options = options,
	.run = run,
};
