/* SPDX-License-Identifier: Apache-2.0 */
/*
 * procedure/draw*.c: nothing is left out of a drawing, nothing sticks out of it,
 * and no box lies over another.
 */
#include "fixture-procedure.h"

#include "base/text.h"

/* A title full of what SVG and a terminal would take amiss. */
#define HOSTILE "\"<b> & \\x1b[31m あいうえおかきくけこ\""

START_TEST(a_drawing_is_as_wide_as_it_may_be)
{
	static const unsigned int columns[] = {1, 40, 80, 133};
	g_autofree char *text = fixture_replace(procedure_sound, "By hand", HOSTILE);
	g_autoptr(ops_procedure_t) procedure = fixture_procedure(text);

	for (size_t i = 0; i < G_N_ELEMENTS(columns); i++) {
		g_autofree char *drawing = procedure_draw_text(procedure, PROCEDURE_JAPANESE, columns[i]);
		g_auto(GStrv) lines = g_strsplit(drawing, "\n", -1);

		for (char **line = lines; *line; line++)
			ck_assert_msg(text_width(*line) <= MAX(columns[i], 45), "%s", *line);
		ck_assert_ptr_nonnull(strstr(drawing, "① 報告"));
	}
}
END_TEST

START_TEST(every_step_and_outcome_is_drawn)
{
	g_autoptr(ops_procedure_t) procedure = fixture_procedure(procedure_sound);
	g_autofree char *svg = procedure_draw_svg(procedure, PROCEDURE_ENGLISH);
	g_autofree char *text = procedure_draw_text(procedure, PROCEDURE_ENGLISH, 200);
	unsigned int arrows = 0;

	for (unsigned int i = 0; i < procedure_step_count(procedure); i++) {
		const struct procedure_step *step = procedure_step_at(procedure, i);

		ck_assert_ptr_nonnull(strstr(svg, step->title.english));
		ck_assert_ptr_nonnull(strstr(text, step->title.english));
		for (unsigned int k = 0; k < step->outcome_count; k++) {
			ck_assert_ptr_nonnull(strstr(svg, procedure_outcome_shown(&step->outcomes[k])));
			arrows++;
		}
	}
	for (const char *at = text; (at = strstr(at, " -> ")); at++)
		arrows--;
	ck_assert_uint_eq(arrows, 0);
}
END_TEST

/* The numbers behind KEY in ELEMENT. */
static double number(const char *element, const char *key)
{
	g_autofree char *pattern = g_strdup_printf(" %s=\"", key);
	const char *at = strstr(element, pattern);

	ck_assert_ptr_nonnull(at);
	return g_ascii_strtod(at + strlen(pattern), NULL);
}

START_TEST(boxes_stand_below_one_another_and_in_the_picture)
{
	g_autofree char *text = fixture_replace(procedure_sound, "By hand", HOSTILE);
	g_autoptr(ops_procedure_t) procedure = fixture_procedure(text);
	g_autofree char *svg = procedure_draw_svg(procedure, PROCEDURE_ENGLISH);
	double bottom = 0, height = number(strstr(svg, "<svg"), "height");
	unsigned int boxes = 0;

	ck_assert_ptr_nonnull(strstr(svg, "&lt;b&gt; &amp; "));
	ck_assert_ptr_null(strstr(svg, "\x1b"));
	for (const char *at = svg; (at = strstr(at, "<rect x=")); at++) {
		if (number(at, "width") != 250)
			continue;	/* a lane */
		ck_assert(number(at, "y") > bottom);
		bottom = number(at, "y") + number(at, "height");
		boxes++;
	}
	ck_assert_uint_eq(boxes, 7);	/* eight steps, one of which decides */
	ck_assert(bottom < height);
}
END_TEST

START_TEST(pages_have_every_step_once_and_the_lanes_each_time)
{
	static const unsigned int heights[] = {1, 300, 100000};
	g_autoptr(ops_procedure_t) procedure = fixture_procedure(procedure_sound);
	g_autofree char *svg = procedure_draw_svg(procedure, PROCEDURE_ENGLISH);
	double width = procedure_draw_svg_width(procedure, PROCEDURE_ENGLISH);

	ck_assert(number(strstr(svg, "<svg"), "width") == width);
	for (size_t i = 0; i < G_N_ELEMENTS(heights); i++) {
		g_autoptr(GPtrArray) pages = procedure_draw_svg_pages(procedure, PROCEDURE_ENGLISH, heights[i]);
		unsigned int steps = 0;

		for (guint k = 0; k < pages->len; k++) {
			const char *page = pages->pdata[k];

			ck_assert(g_str_has_prefix(page, "<svg ") && g_str_has_suffix(page, "</svg>\n"));
			ck_assert(number(page, "width") == width);
			ck_assert_ptr_nonnull(strstr(page, ">institution<"));
			for (const char *at = page; (at = strstr(at, " rx=\"")); at++)
				steps++;
			for (const char *at = page; (at = strstr(at, "fill=\"#fff8dc\"")); at++)
				steps++;
			/* Only a step that is alone on it may make a page too tall. */
			ck_assert(heights[i] == 1 || number(page, "height") <= heights[i]);
		}
		ck_assert_uint_eq(steps, procedure_step_count(procedure));
		ck_assert_uint_eq(pages->len == procedure_step_count(procedure), heights[i] == 1);
		ck_assert_uint_eq(pages->len == 1, heights[i] == 100000);
	}
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(a_drawing_is_as_wide_as_it_may_be), UNIT(every_step_and_outcome_is_drawn),
		UNIT(boxes_stand_below_one_another_and_in_the_picture),
		UNIT(pages_have_every_step_once_and_the_lanes_each_time), {NULL},
	};

	return unit_run("procedure-draw", tests);
}
