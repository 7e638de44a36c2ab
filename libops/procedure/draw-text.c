/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Swim lanes as plain text: one column a lane, one step after the other, below
 * each how it ends and what comes next. For a terminal, a printer, a mail.
 */
#include "procedure/draw-internal.h"

#include "base/text.h"

#include <string.h>

#define BAR " | "
#define LEAST_COLUMNS 12

struct sheet {
	const struct procedure *procedure;
	enum procedure_language language;
	GString *out;
	unsigned int lanes, width;
};

/* Kinds are told apart by what stands around the title, as in a flowchart. */
static const char *const brackets[STEP_KIND_COUNT][2] = {
	[STEP_PROBE] = {"[", "]"}, [STEP_ASK] = {"[", "]"}, [STEP_DO] = {"[", "]"}, [STEP_NOTIFY] = {"[", "]"},
	[STEP_WAIT] = {"[", "]"}, [STEP_DECIDE] = {"<", ">"}, [STEP_CALL] = {"[[", "]]"}, [STEP_END] = {"(", ")"},
};

/* One line of the sheet with TEXT in LANE. */
static void add_line(struct sheet *sheet, unsigned int lane, const char *text)
{
	size_t end;

	for (unsigned int i = 0; i < sheet->lanes; i++) {
		g_autofree char *cell = text_pad(i == lane ? text : "", sheet->width, TEXT_LEFT);

		g_string_append_printf(sheet->out, "%s%s", i ? BAR : "", cell);
	}
	for (end = sheet->out->len; end > 0 && sheet->out->str[end - 1] == ' ';)
		end--;
	g_string_truncate(sheet->out, end);
	g_string_append_c(sheet->out, '\n');
}

static void add_wrapped(struct sheet *sheet, unsigned int lane, const char *text, unsigned int indent)
{
	g_autofree char *wrapped = text_wrap(text, sheet->width, indent);
	g_auto(GStrv) lines = g_strsplit(wrapped, "\n", -1);

	for (char **line = lines; *line; line++)
		add_line(sheet, lane, *line);
}

static void add_rule(struct sheet *sheet)
{
	for (unsigned int i = 0; i < sheet->lanes; i++) {
		g_string_append(sheet->out, i ? "-+-" : "");
		for (unsigned int k = 0; k < sheet->width; k++)
			g_string_append_c(sheet->out, '-');
	}
	g_string_append_c(sheet->out, '\n');
}

static void add_heads(struct sheet *sheet)
{
	for (unsigned int i = 0; i < sheet->lanes; i++) {
		g_autofree char *cell = text_pad(draw_lane(sheet->procedure, i, sheet->language), sheet->width, TEXT_LEFT);

		g_string_append_printf(sheet->out, "%s%s", i ? BAR : "", cell);
	}
	g_string_truncate(sheet->out, strlen(g_strchomp(sheet->out->str)));
	g_string_append_c(sheet->out, '\n');
	add_rule(sheet);
}

static void add_step(struct sheet *sheet, const struct procedure_step *step)
{
	unsigned int lane = draw_lane_of(sheet->procedure, step);
	g_autofree char *title = draw_title(step, sheet->language);
	g_autofree char *whole = g_strconcat(brackets[step->kind][0], title, brackets[step->kind][1], NULL);

	add_wrapped(sheet, lane, whole, 1);
	for (unsigned int i = 0; i < step->outcome_count; i++) {
		const struct procedure_outcome *outcome = &step->outcomes[i];
		const struct procedure_step *next = procedure_step_find(sheet->procedure, outcome->next);
		g_autofree char *word = draw_outcome(outcome, sheet->language);
		g_autofree char *to = next ? draw_title(next, sheet->language) : g_strdup("?");
		g_autofree char *line = g_strconcat("  ", word, " -> ", to, NULL);

		add_wrapped(sheet, lane, line, 6);
	}
	add_line(sheet, lane, "");
}

char *procedure_draw_text(const struct procedure *procedure, enum procedure_language language, unsigned int columns)
{
	struct sheet sheet = {.procedure = procedure, .language = language, .out = g_string_new(NULL)};

	sheet.lanes = draw_lane_count(procedure);
	columns = MAX(columns, sheet.lanes * (LEAST_COLUMNS + strlen(BAR)));
	sheet.width = (columns - (sheet.lanes - 1) * (unsigned int)strlen(BAR)) / sheet.lanes;
	add_heads(&sheet);
	for (unsigned int i = 0; i < procedure_step_count(procedure); i++)
		add_step(&sheet, procedure_step_at(procedure, i));
	return g_string_free(sheet.out, FALSE);
}
