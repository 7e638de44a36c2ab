/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops audit: what can be proven about the record.
 */
#include "audit/verbs.h"

#include "base/translate.h"

static const struct command *const verbs[] = {&audit_verify, NULL};

const struct command cmd_audit = {
	.name = "audit",
	.summary = N_("prove that the record is whole"),
	.verbs = verbs,
};
