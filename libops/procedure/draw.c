/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Words and lanes of a drawing. Steps stand in the order of the file: whoever
 * wrote it down in the order of the figure gets the figure.
 */
#include "procedure/draw-internal.h"

#include "base/text.h"

#include <string.h>

char *draw_title(const struct procedure_step *step, enum procedure_language language)
{
	const char *title = procedure_text_in(&step->title, language);
	g_autofree char *whole =
		g_strconcat(step->number, *step->number ? " " : "", *title ? title : step->name, NULL);

	return text_safe_string(whole);
}

char *draw_outcome(const struct procedure_outcome *outcome, enum procedure_language language)
{
	const char *text = procedure_text_in(&outcome->text, language);
	int word = words_find(WORDS_STEP_OUTCOME, outcome->name);
	const struct word *own = word < 0 ? NULL : words_get(WORDS_STEP_OUTCOME, (unsigned int)word);

	if (!*text)
		text = !own ? outcome->name : language == PROCEDURE_JAPANESE ? own->japanese : own->english;
	return text_safe_string(text);
}

unsigned int draw_lane_count(const struct procedure *procedure)
{
	return MAX(g_strv_length((char **)procedure->actors), 1);
}

const char *draw_lane(const struct procedure *procedure, unsigned int number, enum procedure_language language)
{
	const char *id = procedure->actors[number];
	int lane = id ? words_find(WORDS_LANE, id) : -1;

	if (lane < 0)
		return id ? id : "";
	return language == PROCEDURE_JAPANESE ? words_get(WORDS_LANE, (unsigned int)lane)->japanese
					      : words_get(WORDS_LANE, (unsigned int)lane)->english;
}

unsigned int draw_lane_of(const struct procedure *procedure, const struct procedure_step *step)
{
	for (unsigned int i = 0; step->actor && procedure->actors[i]; i++)
		if (g_str_equal(procedure->actors[i], step->actor))
			return i;
	return 0;
}
