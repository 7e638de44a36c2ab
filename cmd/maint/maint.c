/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops maint: planned work, while which pages are held back and probes go on.
 */
#include "maint/verbs.h"

#include "base/translate.h"

static const struct command *const verbs[] = {
	&maint_plan, &maint_start, &maint_extend, &maint_finish, &maint_cancel, &maint_list, &maint_announce, NULL,
};

const struct command cmd_maint = {
	.name = "maint",
	.summary = N_("plan, announce, start, extend, finish, cancel and list maintenance"),
	.verbs = verbs,
};
