/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Do the answers answer? Each expectation is served by one, or is something that is not to be done and
 * has a wrong answer; and each can be missed alone.
 */
#include "drill/internal.h"

#include "base/quantity.h"
#include "base/text.h"
#include "base/translate.h"

#include <string.h>

/* What {NAME} may be, without its braces. */
static bool is_placeholder(const struct drill_scenario *scenario, const char *name)
{
	static const char *const alone[] = {"case", "run", "notice", "message", "now", "lines-hit", NULL};
	const char *colon = strchr(name, ':');
	g_autofree char *what = colon ? g_strndup(name, (gsize)(colon - name)) : NULL;
	int64_t time_us;

	if (!colon)
		return g_strv_contains(alone, name);
	if (g_str_equal(what, "in") || g_str_equal(what, "ago"))
		return quantity_parse_duration(colon + 1, &time_us, NULL);
	if (g_str_equal(what, "contact"))
		return drill_find_role(scenario, colon + 1) >= 0;
	return (g_str_equal(what, "target") || g_str_equal(what, "institution") || g_str_equal(what, "lines") ||
		g_str_equal(what, "all")) && drill_find_target(scenario, colon + 1) >= 0;
}

static void lint_run(const struct drill_scenario *scenario, const struct drill_action *action,
		     const struct drill_names *names, struct conf_faults *faults)
{
	g_autofree char *two = action->run[0] && action->run[1] ? g_strjoin(" ", action->run[0], action->run[1], NULL) : NULL;

	if (names && names->commands && action->run[0] && !g_strv_contains(names->commands, action->run[0]) &&
	    (!two || !g_strv_contains(names->commands, two)))
		drill_lint_fault(faults, &action->position, _("there is no command 'nwops %s'"), two ? two : action->run[0]);
	for (const char *const *word = action->run; *word; word++)
		for (const char *open = strchr(*word, '{'); open; open = strchr(open + 1, '{')) {
			const char *close = strchr(open, '}');
			g_autofree char *name = close ? g_strndup(open + 1, (gsize)(close - open - 1)) : NULL;

			if (!name || !is_placeholder(scenario, name))
				drill_lint_fault(faults, &action->position, _("an answer says '%s', and that stands for nothing"), open);
		}
}

static void lint_action(const struct drill_scenario *scenario, const struct drill_action *action,
			const struct drill_names *names, struct conf_faults *faults)
{
	if (action->at_us > scenario->lasts_us)
		drill_lint_fault(faults, &action->position, _("an answer comes after the drill is over"));
	for (const char *const *name = action->serves; *name; name++)
		if (drill_find_expectation(scenario, *name) < 0)
			drill_lint_fault(faults, &action->position, _("an answer serves '%s', and there is no such expectation"), *name);
	if (action->judged && drill_find_expectation(scenario, action->judged) < 0)
		drill_lint_fault(faults, &action->position, _("an answer judges '%s', and there is no such expectation"), action->judged);
	lint_run(scenario, action, names, faults);
}

static const struct drill_action *find_action(const struct drill_scenario *scenario, const char *id)
{
	for (guint i = 0; i < scenario->answers->len; i++) {
		const struct drill_action *action = &g_array_index(scenario->answers, struct drill_action, i);

		if (action->id && g_str_equal(action->id, id))
			return action;
	}
	return NULL;
}

static void lint_wrong(const struct drill_scenario *scenario, const struct drill_names *names,
		       struct conf_faults *faults)
{
	for (guint w = 0; w < scenario->wrong->len; w++) {
		const struct drill_wrong *wrong = &g_array_index(scenario->wrong, struct drill_wrong, w);

		for (guint i = 0; i < wrong->actions->len; i++) {
			const struct drill_action *action = &g_array_index(wrong->actions, struct drill_action, i);

			if (action->instead_of && !find_action(scenario, action->instead_of))
				drill_lint_fault(faults, &action->position, _("there is no answer with the id '%s'"), action->instead_of);
			lint_action(scenario, action, names, faults);
		}
	}
}

/* How EXPECTATION is missed and met by the answers, as far as a file can show. */
static void lint_served(const struct drill_scenario *scenario, guint number, struct conf_faults *faults)
{
	const struct drill_expectation *each = &g_array_index(scenario->expectations, struct drill_expectation, number);
	bool served = false, alone = false, wrong = false;

	for (guint i = 0; i < scenario->answers->len; i++) {
		const struct drill_action *action = &g_array_index(scenario->answers, struct drill_action, i);
		bool serves = g_strv_contains(action->serves, each->name);

		served |= serves;
		alone |= serves && !action->serves[1];
	}
	for (guint i = 0; i < scenario->wrong->len; i++)
		wrong |= g_array_index(scenario->wrong, struct drill_wrong, i).expectation == (int)number;
	if (each->expect == EXPECT_NOT_DONE && !wrong)
		drill_lint_fault(faults, &each->position,
				 _("expectation '%s' is something not to be done: 'wrong' must say how it is missed"), each->name);
	else if (each->expect != EXPECT_NOT_DONE && !served)
		drill_lint_fault(faults, &each->position, _("no answer serves expectation '%s'"), each->name);
	else if (!alone && !wrong)
		drill_lint_fault(faults, &each->position,
				 _("expectation '%s' cannot be missed alone: no answer serves only it, and 'wrong' does not say how"),
				 each->name);
}

void drill_lint_answers(const struct drill_scenario *scenario, const struct drill_names *names,
			struct conf_faults *faults)
{
	if (!scenario->answers->len) {
		conf_fault(faults, CONF_WARNING, &scenario->position, _("the scenario has no 'answers': it cannot be rehearsed by itself"));
		return;
	}
	for (guint i = 0; i < scenario->answers->len; i++)
		lint_action(scenario, &g_array_index(scenario->answers, struct drill_action, i), names, faults);
	lint_wrong(scenario, names, faults);
	for (guint i = 0; i < scenario->expectations->len; i++)
		lint_served(scenario, i, faults);
}
