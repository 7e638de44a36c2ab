/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Words that no drill may say, in either language. On 13 January 2018 a recording that said "this is
 * not a drill" was played in a drill, and a nation's phones rang: the FCC's report asks that such words
 * stand in no text of a drill.
 */
#include "drill/internal.h"

#include "base/translate.h"
#include "notice/content.h"

bool drill_denies(const char *text)
{
	return content_denies_drill(text);
}

static void lint_text(const struct procedure_text *text, const struct conf_position *position, const char *owner,
		      struct conf_faults *faults)
{
	if ((text->japanese && drill_denies(text->japanese)) || (text->english && drill_denies(text->english)))
		drill_lint_fault(faults, position,
				 _("%s says that it is no drill: such words have been taken for real, and stand in no drill"), owner);
}

static void lint_list(const char *const *words, const struct conf_position *position, const char *owner,
		      struct conf_faults *faults)
{
	for (; words && *words; words++)
		if (drill_denies(*words))
			lint_text(&(struct procedure_text){.english = *words}, position, owner, faults);
}

static void lint_actions(const GArray *actions, struct conf_faults *faults)
{
	for (guint i = 0; i < actions->len; i++) {
		const struct drill_action *action = &g_array_index(actions, struct drill_action, i);

		lint_list(action->run, &action->position, _("an answer"), faults);
		lint_list(action->input, &action->position, _("an answer"), faults);
	}
}

void drill_lint_words(const struct drill_scenario *scenario, struct conf_faults *faults)
{
	const struct { const struct procedure_text *text; const char *name; } head[] = {
		{&scenario->title, "title"}, {&scenario->scope, "scope"}, {&scenario->situation, "situation"},
		{&scenario->stop_word, "stop-word"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(head); i++)
		lint_text(head[i].text, &scenario->position, head[i].name, faults);
	for (guint i = 0; i < scenario->goals->len; i++)
		lint_text(&g_array_index(scenario->goals, struct procedure_text, i), &scenario->position, "goals", faults);
	for (guint i = 0; i < scenario->injects->len; i++) {
		const struct drill_inject *inject = &g_array_index(scenario->injects, struct drill_inject, i);
		g_autofree char *owner = g_strdup_printf(_("inject '%s'"), inject->name);

		lint_text(&inject->content, &inject->position, owner, faults);
		lint_text(&inject->from, &inject->position, owner, faults);
	}
	for (guint i = 0; i < scenario->expectations->len; i++) {
		const struct drill_expectation *each = &g_array_index(scenario->expectations, struct drill_expectation, i);
		g_autofree char *owner = g_strdup_printf(_("expectation '%s'"), each->name);

		lint_text(&each->title, &each->position, owner, faults);
		lint_list(each->words, &each->position, owner, faults);
	}
	lint_actions(scenario->answers, faults);
	for (guint i = 0; i < scenario->wrong->len; i++)
		lint_actions(g_array_index(scenario->wrong, struct drill_wrong, i).actions, faults);
}
