/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Paper as text for a terminal: no line is wider than asked for, a table stands as one where it fits and is told row
 * by row where it does not, and nothing in it moves a cursor.
 */
#include "audit/internal.h"

#include "base/text.h"
#include "unit.h"

#include <string.h>

static const unsigned int halves[] = {50, 50};

static char *text_of(const struct paper *paper, unsigned int columns)
{
	GString *out = g_string_new(NULL);

	paper_append_text(out, paper, PROCEDURE_ENGLISH, columns);
	return g_string_free(out, FALSE);
}

static struct paper *table(const char *first, const char *second)
{
	static const char *const heads[] = {"Name", "Number", NULL};
	struct paper *paper = paper_new();
	const char *cells[] = {first, second, NULL};

	paper_table(paper, halves, heads);
	paper_row(paper, cells);
	return paper;
}

START_TEST(a_table_that_fits_stands_as_one)
{
	g_autoptr(ops_paper_t) paper = table("佐藤", "0120");
	g_autofree char *text = text_of(paper, 40);

	ck_assert_str_eq(text, "\nName  Number\n----  ------\n佐藤  0120\n");
}
END_TEST

START_TEST(one_that_does_not_is_told_row_by_row)
{
	g_autoptr(ops_paper_t) wide = table("Sato", "a number that is longer than its column"), lines = table("Sato", "1\n2"),
			       empty = table("", "");
	g_autofree char *text = text_of(wide, 24), *listed = text_of(lines, 24), *nothing = text_of(empty, 3);

	ck_assert_str_eq(text, "\nSato\n  Number: a number that\n    is longer than its\n    column\n");
	ck_assert_str_eq(listed, "\nSato\n  Number:\n    1\n    2\n");
	ck_assert_str_eq(nothing, "\n-\n");
}
END_TEST

START_TEST(no_line_is_wider_and_nothing_is_a_control)
{
	g_autoptr(ops_paper_t) paper = paper_new();
	g_autofree char *text = NULL;
	g_auto(GStrv) lines = NULL;

	paper_heading(paper, 1, "障害が起きたときに読む、とても長い見出しのある資料");
	paper_words(paper, "A paragraph \033[2J that somebody wrote, with a word-that-is-longer-than-any-line-may-be.");
	paper_quote(paper, "引用された文。引用された文。引用された文。");
	paper_lack(paper, "not written: something that should be");
	paper_link(paper, "duty.html", "who is on duty, with their telephone numbers");
	paper_link(paper, "lines.csv", "all lines");
	text = text_of(paper, 30);
	lines = g_strsplit(text, "\n", -1);
	for (char **line = lines; *line; line++)
		ck_assert_msg(text_width(*line) <= 30, "%s", *line);
	ck_assert(!strchr(text, '\033') && strstr(text, "\\x1b[2J"));
	ck_assert(strstr(text, "duty.txt: who is on duty") && strstr(text, "lines.csv: all lines"));
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(a_table_that_fits_stands_as_one),
		UNIT(one_that_does_not_is_told_row_by_row),
		UNIT(no_line_is_wider_and_nothing_is_a_control),
		{NULL, NULL},
	};

	return unit_run("audit-paper-text", tests);
}
