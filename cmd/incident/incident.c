/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops incident: troubles, each with one record of what was said and done.
 */
#include "incident/verbs.h"

#include "base/translate.h"
#include "ui/complain.h"

struct cases_options incident_recording(const struct session *session)
{
	return (struct cases_options){
		.store = session->store,
		.zone = session->zone,
		.actor = session->actor,
		.said_by = session->said_by,
		.clock = session->clock,
		.notes = session->notes,
	};
}

int incident_complain(const struct session *session, const GError *error)
{
	if (error->domain == OPS_CASES_ERROR && error->code != CASES_ERROR_UNREADABLE)
		return complain(session->answer, COMPLAINT_USAGE, "%s", error->message);
	if (error->domain == OPS_CASES_ERROR)
		return complain(session->answer, COMPLAINT_STORE, "%s", error->message);
	return complain_error(session->answer, error);
}

static const struct command *const verbs[] = {
	&incident_open, &incident_list, &incident_show, &incident_note, &incident_duties, NULL,
};

const struct command cmd_incident = {
	.name = "incident",
	.summary = N_("open incidents, read what happened in them, add to them"),
	.verbs = verbs,
};
