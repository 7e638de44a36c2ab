/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops audit: what the record shows of the guideline, and that the record is whole.
 */
#include "audit/verbs.h"

#include "base/translate.h"

static const struct command *const verbs[] = {&audit_guideline, &audit_verify, &audit_checkpoint, &audit_cosign,
					       &audit_offline, NULL};

const struct command cmd_audit = {
	.name = "audit",
	.summary = N_("hold the record against the guideline, prove that it is whole"),
	.verbs = verbs,
};
