/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops notify lint: whether telling would work: contacts, rules and words, each text made once
 * with samples. Here the faults are the answer and go to standard output.
 */
#include "notify/verbs.h"

#include "base/translate.h"
#include "ui/faults.h"

static int run(struct session *session, char **arguments)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autoptr(ops_inventory_t) inventory = inventory_load(session->config_directory, faults);
	g_autoptr(ops_notice_templates_t) templates =
		notice_templates_load(session->config_directory, session->share_directory, faults);
	g_autoptr(ops_notice_policy_t) policy = NULL;

	(void)arguments;
	if (inventory) {
		policy = notice_policy_load(session->config_directory, session->share_directory,
					    inventory, faults);
		engine_lint_notices(inventory, policy, templates, clock_wall_us(session->clock),
				    faults);
	}
	return faults_print(session->answer, faults, _("notices"));
}

const struct command notify_lint = {
	.name = "lint",
	.summary = N_("say what would go wrong: contacts, rules, words"),
	.run = run,
};
