/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Is a scenario one that can be held? Whether each thing can be reached, ended and failed, and whether
 * its words could be taken for something else.
 */
#include "drill/internal.h"

#include "base/clauses.h"
#include "base/quantity.h"
#include "base/text.h"
#include "base/translate.h"

#include <stdarg.h>
#include <string.h>

#define STOP_WORD_LEAST 4	/* letters: a shorter one is said by chance */

void drill_lint_fault(struct conf_faults *faults, const struct conf_position *position, const char *format, ...)
{
	g_autofree char *message = NULL;
	va_list arguments;

	va_start(arguments, format);
	message = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	conf_fault(faults, CONF_ERROR, position, "%s", message);
}

/* --- the head --- */

static void lint_source(const struct drill_scenario *scenario, struct conf_faults *faults)
{
	g_auto(GStrv) clauses = g_strsplit(scenario->source ? scenario->source : "", ",", -1);

	for (char **clause = clauses; *clause; clause++) {
		const char *nearest = text_nearest(g_strstrip(*clause), clauses_ids());

		if (!**clause || g_strv_contains(clauses_ids(), *clause))
			continue;
		drill_lint_fault(faults, &scenario->position, _("the guideline has no clause '%s'; did you mean '%s'?"), *clause,
				 nearest ? nearest : "1.3.4-0");
	}
}

static void lint_head(const struct drill_scenario *scenario, struct conf_faults *faults)
{
	const struct procedure_text *word = &scenario->stop_word;

	if (scenario->lasts_us < INT64_C(60) * G_USEC_PER_SEC)
		drill_lint_fault(faults, &scenario->position, _("a drill 'lasts' a minute at least"));
	if (!scenario->goals->len)
		drill_lint_fault(faults, &scenario->position, _("the scenario has no goal: nobody could say whether it was reached"));
	if (word->japanese && word->english &&
	    (g_utf8_strlen(word->japanese, -1) < STOP_WORD_LEAST || g_utf8_strlen(word->english, -1) < STOP_WORD_LEAST))
		drill_lint_fault(faults, &scenario->position, _("the 'stop-word' is shorter than %d letters: it may be said by chance"),
				 STOP_WORD_LEAST);
	lint_source(scenario, faults);
}

/* --- the network and the cards --- */

static void lint_group(const struct drill_scenario *scenario, const struct drill_change *change,
		       struct conf_faults *faults)
{
	const struct drill_target *target = &g_array_index(scenario->targets, struct drill_target, change->target);

	if (target->thing != DRILL_GROUPS)
		drill_lint_fault(faults, &change->position, _("target '%s' is no group: 'group' says nothing of it"), target->name);
	else if (change->group == GROUP_SPLIT && target->protocol != GROUP_VRRP && target->protocol != GROUP_HSRP)
		drill_lint_fault(faults, &change->position, _("only a group by VRRP or HSRP can be split: say 'protocol' of target '%s'"),
				 target->name);
}

static void lint_network(const struct drill_scenario *scenario, struct conf_faults *faults)
{
	int64_t before_us = 0;

	for (guint i = 0; i < scenario->network->len; i++) {
		const struct drill_change *change = &g_array_index(scenario->network, struct drill_change, i);

		if (change->at_us > scenario->lasts_us)
			drill_lint_fault(faults, &change->position, _("change %u of the network comes after the drill is over"), i);
		if (change->at_us < before_us)
			drill_lint_fault(faults, &change->position,
					 _("change %u of the network comes before the one above it: write them by time"), i);
		before_us = MAX(before_us, change->at_us);
		if (change->target >= 0 && change->group >= 0)
			lint_group(scenario, change, faults);
	}
}

static void lint_injects(const struct drill_scenario *scenario, struct conf_faults *faults)
{
	for (guint i = 0; i < scenario->injects->len; i++) {
		const struct drill_inject *inject = &g_array_index(scenario->injects, struct drill_inject, i);

		if (inject->at_us > scenario->lasts_us)
			drill_lint_fault(faults, &inject->position, _("inject '%s' comes after the drill is over"), inject->name);
	}
}

/* Roles and targets that nothing speaks of. */
static void lint_used(const struct drill_scenario *scenario, struct conf_faults *faults)
{
	for (guint t = 0; t < scenario->targets->len; t++) {
		const struct drill_target *target = &g_array_index(scenario->targets, struct drill_target, t);
		bool used = false;
		g_autofree char *mention = g_strdup_printf(":%s}", target->name);

		for (guint i = 0; !used && i < scenario->network->len; i++)
			used = g_array_index(scenario->network, struct drill_change, i).target == (int)t;
		for (guint i = 0; !used && i < scenario->expectations->len; i++)
			used = g_array_index(scenario->expectations, struct drill_expectation, i).target == (int)t;
		for (guint i = 0; !used && i < scenario->targets->len; i++)
			used = !g_strcmp0(g_array_index(scenario->targets, struct drill_target, i).from, target->name);
		used = used || strstr(scenario->bytes, mention);
		if (!used)
			conf_fault(faults, CONF_WARNING, &target->position, _("nothing speaks of target '%s'"), target->name);
	}
}

void drill_lint(const struct drill_scenario *scenario, const struct drill_names *names, struct conf_faults *faults)
{
	lint_head(scenario, faults);
	lint_network(scenario, faults);
	lint_injects(scenario, faults);
	lint_used(scenario, faults);
	drill_lint_words(scenario, faults);
	/* Of what could not be read nothing can be proven. */
	if (scenario->incomplete)
		return;
	drill_lint_expectations(scenario, names, faults);
	drill_lint_answers(scenario, names, faults);
}
