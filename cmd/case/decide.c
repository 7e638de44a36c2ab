/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops case decide: who may decides about a stage, by a login of their own. Whoever prepared it records it afterwards.
 */
#include "case/verbs.h"

#include "base/translate.h"
#include "cases/paper.h"
#include "incident/verbs.h"
#include "sure.h"
#include "ui/complain.h"

static char *arg_reason;

static const GOptionEntry options[] = {
	{"reason", 0, 0, G_OPTION_ARG_FILENAME, &arg_reason, N_("why, in words"), "TEXT"},
	{"sure", 0, 0, G_OPTION_ARG_NONE, &arg_sure, SURE_WORDS, NULL},
	{NULL},
};

/* Of several that the login has, the one whose role decides most. */
static const struct contact *who_decides(const struct session *session)
{
	const struct contact *found = NULL;

	for (size_t i = 0; i < inventory_contact_count(session->inventory); i++) {
		const struct contact *contact = inventory_contact_at(session->inventory, i);

		if (g_strcmp0(contact->login, session->actor) == 0 && contact->organization->self &&
		    (!found || contact->role < found->role))
			found = contact;
	}
	return found;
}

static int run(struct session *session, char **arguments)
{
	struct cases_options recording = session_recording(session);
	const struct contact *contact = who_decides(session);
	struct case_deciding deciding = {arguments[1], arguments[2], arg_reason, NULL, ROLE_NOC};
	g_autoptr(GError) error = NULL;
	int64_t number;

	if (session->said_by)
		return complain(session->answer, COMPLAINT_USAGE, _("a decision is recorded by who takes it, without '--by'"));
	if (!contact)
		return complain(session->answer, COMPLAINT_USAGE, _("login '%s' is no contact's of ours: nothing can be decided with it"),
				session->actor);
	deciding.who = contact->name;
	deciding.role = contact->role;
	number = case_decide(&recording, arguments[0], &deciding, &error);
	return number < 0 ? incident_complain(session, error) : incident_tell_event(session, arguments[0], number, NULL);
}

const struct command case_decide_verb = {
	.name = "decide",
	.summary = N_("decide about a stage"),
	.args = "CASE STAGE [OUTCOME]",
	.needs = NEED_INVENTORY | NEED_STORE_WRITE,
	.options = options,
	.run = run,
};
