/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops isolate: led along a procedure to where a fault lies.
 */
#include "isolate/overview.h"
#include "isolate/start.h"
#include "isolate/verbs.h"

#include "base/translate.h"

static int run(struct session *session, char **arguments)
{
	return arguments[0] ? start_run(session, arguments[0]) : overview_run(session);
}

static const struct command *const verbs[] = {
	&isolate_start, &isolate_resume, &isolate_list, &isolate_follow, &isolate_take, NULL,
};

const struct command cmd_isolate = {
	.name = "isolate",
	.summary = N_("be led along a procedure to where a fault lies"),
	.args = "[SUBJECT]",
	.needs = NEED_INVENTORY,
	.options = start_options,
	.verbs = verbs,
	.run = run,
};
