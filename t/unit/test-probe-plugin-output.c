/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What plugins print: text and figures as their guidelines have them, and the
 * rest left out. Texts were written for this test in the manner of real ones.
 */
#include "probe/internal.h"
#include "unit.h"

static struct plugin_facts read_output(const char *output, size_t length)
{
	struct plugin_facts plugin = { 0 };

	plugin_output_read(output, length, &plugin);
	return plugin;
}

START_TEST(text_and_figures_are_where_the_guidelines_say)
{
	static const struct { const char *output, *text, *figures; int dropped; } cases[] = {
		{ "", "", NULL, 0 },
		{ "\n", "", NULL, 0 },
		{ "OK", "OK", NULL, 0 },
		{ "OK: fine \r\nmore\n", "OK: fine", NULL, 0 },
		{ "OK|a=1", "OK", "a=1", 0 },
		{ "OK | a=1;2;3;0;10 b=2s\n", "OK", "a=1;2;3;0;10 b=2s", 0 },
		{ "OK\nlong\ntext | a=1\nb=2\nc=3\n", "OK", "a=1 b=2 c=3", 0 },
		{ "OK | a=1\nlong | b=2\nc=3", "OK", "a=1 b=2 c=3", 0 },
		{ "|a=1", "", "a=1", 0 },
		{ "OK|", "OK", NULL, 0 },
		{ "OK||a=1", "OK", NULL, 1 },
		{ "OK\n|a=1|b=2", "OK", NULL, 1 },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct plugin_facts plugin = read_output(cases[i].output, strlen(cases[i].output));

		ck_assert_str_eq(plugin.text, cases[i].text);
		ck_assert_msg(g_strcmp0(plugin.figures, cases[i].figures) == 0, "%s: %s", cases[i].output,
			      plugin.figures ? plugin.figures : "none");
		ck_assert_msg(plugin.dropped == cases[i].dropped, "%s: %d dropped", cases[i].output, plugin.dropped);
		g_free(plugin.figures);
	}
}
END_TEST

START_TEST(text_is_made_safe_and_cut_between_characters)
{
	static const char hostile[] = "OK \033[2J\x07 bell \xff and \xe2\x80\xae";
	GString *wide = g_string_new(NULL);
	struct plugin_facts plugin = read_output(hostile, sizeof hostile - 1);

	ck_assert_ptr_null(strpbrk(plugin.text, "\033\007\377"));
	ck_assert(g_utf8_validate(plugin.text, -1, NULL));
	ck_assert_ptr_nonnull(strstr(plugin.text, "\\x1b[2J"));
	for (int i = 0; i < 300; i++)
		g_string_append(wide, "障");
	plugin = read_output(wide->str, wide->len);
	ck_assert(g_utf8_validate(plugin.text, -1, NULL));
	ck_assert_uint_lt(strlen(plugin.text), sizeof plugin.text);
	ck_assert_uint_gt(strlen(plugin.text), sizeof plugin.text - 8);
	g_string_free(wide, TRUE);
}
END_TEST

START_TEST(figures_are_read_strictly_and_written_alike)
{
	/* NULL: it is dropped. */
	static const struct { const char *figure, *written; } cases[] = {
		{ "a=1", "a=1" }, { "a=1;;;;", "a=1" }, { "a=-1.5e-3s", "a=-1.5e-3s" }, { "a=.5", "a=.5" },
		{ "a=5.", "a=5." }, { "a=+5", "a=+5" }, { "a=5EB", "a=5EB" }, { "a=12%;80;90;0;100", "a=12%;80;90;0;100" },
		{ "a=1;10:;@10:20", "a=1;10:;@10:20" }, { "a=1;~:10;10:20", "a=1;~:10;10:20" },
		{ "a=1;;5", "a=1;;5" }, { "a=1;;;0", "a=1;;;0" }, { "/=1234MB;8;9;0;10", "/=1234MB;8;9;0;10" },
		{ "'a'=1", "a=1" }, { "'a b'=1", "'a b'=1" }, { "'it''s'=1c", "'it''s'=1c" }, { "'a=b'=1", "'a=b'=1" },
		{ "C:\\=1B", "C:\\=1B" }, { "回線=3", "回線=3" }, { "a=1\tb=2", "a=1 b=2" }, { "  a=1  ", "a=1" },
		{ "a=U", NULL }, { "a=U;1;2", NULL }, { "a=", NULL }, { "a", NULL }, { "=1", NULL }, { "''=1", NULL },
		{ "a=1,5", NULL }, { "a=1;80%", NULL }, { "a=1;1:2:3", NULL }, { "a=1;a", NULL }, { "a=1;;;0:1", NULL },
		{ "a=1;;;;;", NULL }, { "a=1;2;3;4;5;6", NULL }, { "a=inf", NULL }, { "a=nan", NULL }, { "a=0x10", NULL },
		{ "a=1e999", NULL }, { "a=1 s", "a=1" }, { "a=--1", NULL }, { "a=1s2", NULL }, { "a=1abcdefghi", NULL },
		{ "'a'b=1", NULL }, { "a'b=1", NULL }, { "a\033=1", NULL }, { "'a|b'=1", NULL },
		{ "a\xff=1", NULL }, { "a=1\xff", NULL }, { "a=e5", NULL }, { "a=.", NULL },
		{ "a=1234567890123456789012345678901234", NULL },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *output = g_strconcat("x\n|", cases[i].figure, " z=9", NULL);
		g_autofree char *expected =
			cases[i].written ? g_strconcat(cases[i].written, " z=9", NULL) : g_strdup("z=9");
		struct plugin_facts plugin = read_output(output, strlen(output)), again;

		ck_assert_msg(g_strcmp0(plugin.figures, expected) == 0, "%s: %s", cases[i].figure, plugin.figures);
		g_free(output);
		output = g_strconcat("x|", plugin.figures, NULL);
		again = read_output(output, strlen(output));
		ck_assert_str_eq(again.figures, plugin.figures);
		ck_assert_int_eq(again.dropped, 0);
		g_free(again.figures);
		g_free(plugin.figures);
	}
}
END_TEST

START_TEST(a_name_counts_once)
{
	static const char output[] = "x|a=1 b=2 a=3";
	struct plugin_facts plugin = read_output(output, sizeof output - 1);

	ck_assert_str_eq(plugin.figures, "a=1 b=2");
	ck_assert_int_eq(plugin.dropped, 1);
	g_free(plugin.figures);
}
END_TEST

START_TEST(there_is_an_end_to_figures)
{
	GString *output = g_string_new("x|");
	struct plugin_facts plugin;
	g_auto(GStrv) kept = NULL;

	for (int i = 0; i < 1000; i++)
		g_string_append_printf(output, " f%d=%d", i, i);
	plugin = read_output(output->str, output->len);
	kept = g_strsplit(plugin.figures, " ", -1);
	ck_assert_uint_eq(g_strv_length(kept), 256);
	ck_assert_int_eq(plugin.dropped, 1000 - 256);
	g_free(plugin.figures);
	g_string_free(output, TRUE);
}
END_TEST

START_TEST(a_quote_that_does_not_end_takes_the_rest_with_it)
{
	static const char output[] = "x|a=1 'b=2 c=3";
	struct plugin_facts plugin = read_output(output, sizeof output - 1);

	ck_assert_str_eq(plugin.figures, "a=1");
	ck_assert_int_eq(plugin.dropped, 1);
	g_free(plugin.figures);
}
END_TEST

START_TEST(zero_bytes_end_nothing)
{
	static const char output[] = "O\0K|a\0=1 b=\0002 c=3";
	struct plugin_facts plugin = read_output(output, sizeof output - 1);

	ck_assert_str_eq(plugin.text, "O\\x00K");
	ck_assert_str_eq(plugin.figures, "c=3");
	ck_assert_int_eq(plugin.dropped, 2);
	g_free(plugin.figures);
}
END_TEST

START_TEST(a_prefix_goes_before_the_label)
{
	static const char output[] = "x|a=1 'b c'=2;3";
	struct plugin_facts plugin = read_output(output, sizeof output - 1);
	const char *at = plugin.figures, *end = at + strlen(at);
	g_autoptr(GString) data = g_string_new("first=0");
	struct plugin_figure figure;

	while (plugin_figure_read(&at, end, &figure) == FIGURE_GOOD)
		plugin_figure_print(data, "device:b1/x::", &figure);
	ck_assert_str_eq(data->str, "first=0 device:b1/x::a=1 'device:b1/x::b c'=2;3");
	g_free(plugin.figures);
}
END_TEST

START_TEST(arguments_get_address_and_name)
{
	static const char *const command[] = {
		"/x/$NAME$", "-H", "$ADDRESS$", "http://$ADDRESS$/$NAME$?$ADDRESS$", "$$", "$OTHER$", "$address$", "", NULL,
	};
	struct device device = { .name = "b1" };
	struct question question = { .name = "device:b1/web", .device = &device, .command = command };
	struct item item = { .kind = ITEM_DEVICE, .device = &device, .question = &question };
	g_auto(GStrv) arguments = NULL;
	g_autofree char *joined = NULL;

	ck_assert(address_parse("2001:db8::1", &question.address, NULL));
	arguments = plugin_arguments(&item);
	joined = g_strjoinv("\n", arguments);
	ck_assert_str_eq(joined, "/x/$NAME$\n-H\n2001:db8::1\nhttp://2001:db8::1/b1?2001:db8::1\n$$\n$OTHER$\n$address$\n");
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(text_and_figures_are_where_the_guidelines_say),
		UNIT(text_is_made_safe_and_cut_between_characters),
		UNIT(figures_are_read_strictly_and_written_alike),
		UNIT(a_name_counts_once),
		UNIT(there_is_an_end_to_figures),
		UNIT(a_quote_that_does_not_end_takes_the_rest_with_it),
		UNIT(zero_bytes_end_nothing),
		UNIT(a_prefix_goes_before_the_label),
		UNIT(arguments_get_address_and_name),
		{ NULL, NULL },
	};

	return unit_run("probe-plugin-output", tests);
}
