/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops case: what goes by paper, each matter with one record. What is the same of every case is done by the verbs of
 * nwops incident.
 */
#include "case/verbs.h"

#include "base/translate.h"
#include "incident/verbs.h"

static const struct command *const verbs[] = {
	&case_open_verb, &case_list_verb, &incident_show, &incident_note, &incident_set, &incident_task, &case_step,
	&case_decide_verb, &case_document_verb, &incident_link, &case_duties_verb, &incident_close, &incident_export,
	&incident_redact, NULL,
};

const struct command cmd_case = {
	.name = "case",
	.summary = N_("lead what goes by paper: breaches, applications, enquiries, problems, requests"),
	.verbs = verbs,
};
