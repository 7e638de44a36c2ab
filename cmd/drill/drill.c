/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops drill: the yearly duty, scripted, marked in everything that leaves it, and scored.
 */
#include "drill/verbs.h"

#include "base/translate.h"

static const struct command *const verbs[] = {
	&drill_run, &drill_stop, &drill_pause, &drill_resume, &drill_skip, &drill_shift, &drill_shell, &drill_list, &drill_show, &drill_lint_all,
	&drill_comcheck,
	&drill_report, &drill_due, &drill_training, NULL,
};

const struct command cmd_drill = {
	.name = "drill",
	.summary = N_("run a drill in a store of its own, score it, and show that it was held"),
	.verbs = verbs,
};
