/* SPDX-License-Identifier: Apache-2.0 */
/*
 * reading.c: a command counts as missing unless it, or what was asked in its
 * place, was answered whole; the records of what was not whole are not there; a
 * kind is whole only when all commands that give it are.
 */
#include "probe/reading.h"
#include "fixture-platform.h"

#include <glib/gstdio.h>

static const char platform_text[] =
	"  one: {send: show one, fallback: two, verified: sample, record: system, lines: ['CPU {cpu}']}\n"
	"  two: {send: show two, fallback: three, watch: false, verified: sample, record: system, lines: ['CPU {cpu}']}\n"
	"  three: {send: show three, watch: false, verified: sample, record: system, lines: ['CPU {cpu}']}\n"
	"  ports: {send: show ports, verified: sample, record: interface, start: ['Port {name} {oper}']}\n"
	"  more: {send: show more, verified: sample, empty: absent, record: interface, start: ['Port {name} {oper}']}\n";

/* What came of commands: "one=CPU 5" whole, "one!CPU 5" cut off, "one-" nothing at all. */
static struct reading *reading_of(const struct platform *platform, const char *const *words)
{
	struct reading *reading = reading_new(platform, 0);

	for (; *words; words++) {
		size_t length = strcspn(*words, "=!-");
		g_autofree char *name = g_strndup(*words, length);
		const struct platform_command *command = platform_command_find(platform, name);
		const char *text = *words + length + 1;
		struct reading_part *part;

		ck_assert_msg(command != NULL, "%s", name);
		part = reading_part(reading, command);
		g_clear_pointer(&part->answer, platform_answer_free);
		if ((*words)[length] != '-')
			part->answer = platform_parse(platform, command, text, strlen(text),
						      (*words)[length] == '=' ? ENDING_SEEN : ENDING_MISSED);
	}
	return reading;
}

START_TEST(what_is_missing_is_what_nobody_answered_whole)
{
	static const struct { const char *words[6]; unsigned int missing; bool system, interface; } cases[] = {
		{{NULL}, 0, true, true},
		{{"one=CPU 5", "ports=Port a up", "more="}, 0, true, true},
		{{"one!CPU 5"}, 1, false, true},
		{{"one-"}, 1, false, true},
		{{"one=nonsense"}, 1, false, true},
		/* The fallback, and its own. */
		{{"one!CPU 5", "two=CPU 6"}, 0, true, true},
		{{"one=% Unknown command", "two=CPU 6"}, 0, true, true},
		{{"one-", "two-", "three=CPU 7"}, 0, true, true},
		{{"one-", "two-"}, 2, false, true},
		{{"one=CPU 5", "two-"}, 1, false, true},
		{{"two-", "one-", "three!CPU 7"}, 3, false, true},
		/* It does not know the command: it has nothing to say, and that is not known either. */
		{{"one=% Unknown command"}, 0, false, true},
		{{"one=% Denied"}, 1, false, true},
		/* One of two that give interfaces. */
		{{"ports=Port a up", "more-"}, 1, true, false},
		{{"ports-", "more=Port b up"}, 1, true, false},
		{{"ports=", "more="}, 1, true, false},
	};
	g_autoptr(ops_platform_t) platform = platform_good(platform_text);

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(ops_reading_t) reading = reading_of(platform, cases[i].words);

		ck_assert_msg(reading_missing(reading) == cases[i].missing, "case %zu: %u are missing", i,
			      reading_missing(reading));
		ck_assert_msg(reading_is_whole_of(reading, "system") == cases[i].system, "case %zu: system", i);
		ck_assert_msg(reading_is_whole_of(reading, "interface") == cases[i].interface, "case %zu: interface", i);
	}
}
END_TEST

START_TEST(a_part_is_made_once_and_asked_for_is_what_has_one)
{
	static const char *const none[] = { NULL }, *const ports[] = { "ports-", NULL };
	g_autoptr(ops_platform_t) platform = platform_good(platform_text);
	g_autoptr(ops_reading_t) empty = reading_of(platform, none);
	g_autoptr(ops_reading_t) reading = reading_of(platform, ports);
	const struct platform_command *command = platform_command_find(platform, "ports");

	ck_assert(!reading_asks_for(empty, "interface"));
	ck_assert(reading_asks_for(reading, "interface"));
	ck_assert(!reading_asks_for(reading, "system"));
	ck_assert(!reading_asks_for(reading, "bgp-neighbour"));
	ck_assert(reading_is_whole_of(reading, "bgp-neighbour"));
	ck_assert_ptr_eq(reading_part(reading, command), &reading->parts[0]);
	ck_assert_uint_eq(reading->part_count, 1);
	ck_assert_ptr_eq(reading_part(reading, command)->command, command);
}
END_TEST

/* The names of the interfaces that the cursor finds. */
static char *names_in(const struct reading *reading, const char *kind)
{
	g_autoptr(GString) names = g_string_new(NULL);
	struct reading_cursor cursor = { 0 };
	const struct platform_record *record;

	while ((record = reading_next(reading, kind, &cursor))) {
		const struct platform_value *name = platform_value(record, "name");

		ck_assert_str_eq(record->kind->name, kind);
		g_string_append_printf(names, "%s ", name ? name->text : "?");
	}
	/* Behind the last it stays there. */
	ck_assert_ptr_null(reading_next(reading, kind, &cursor));
	return g_string_free(g_steal_pointer(&names), FALSE);
}

START_TEST(the_cursor_finds_the_records_of_whole_parts_in_their_order)
{
	static const struct { const char *words[6], *interfaces, *systems; } cases[] = {
		{{NULL}, "", ""},
		{{"ports=Port a up\nPort b down", "more=Port c up"}, "a b c ", ""},
		{{"more=Port c up", "one=CPU 5", "ports=Port a up\nPort b down"}, "c a b ", "? "},
		/* What was cut off is worth nothing, however much of it there is. */
		{{"ports!Port a up\nPort b down", "more=Port c up"}, "c ", ""},
		{{"ports-", "one=CPU 5", "more="}, "", "? "},
		{{"one!CPU 5", "two=CPU 6"}, "", "? "},
		/* Asked again: what came last counts. */
		{{"ports=Port a up", "ports=Port b up"}, "b ", ""},
		{{"ports=Port a up", "ports!Port b up"}, "", ""},
	};
	g_autoptr(ops_platform_t) platform = platform_good(platform_text);

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(ops_reading_t) reading = reading_of(platform, cases[i].words);
		g_autofree char *interfaces = names_in(reading, "interface"), *systems = names_in(reading, "system");

		ck_assert_msg(g_str_equal(interfaces, cases[i].interfaces), "case %zu: '%s'", i, interfaces);
		ck_assert_msg(g_str_equal(systems, cases[i].systems), "case %zu: '%s'", i, systems);
	}
}
END_TEST

START_TEST(a_platform_is_read_once_and_one_with_faults_says_so)
{
	g_autofree char *directory = g_dir_make_tmp("nwops-reading-XXXXXX", NULL);
	g_autofree char *good = g_build_filename(directory, "good.yaml", NULL);
	g_autofree char *bad = g_build_filename(directory, "bad.yaml", NULL);
	const char *const directories[] = { directory, NULL };
	g_autoptr(ops_platforms_t) platforms = platforms_new(directories);
	const char *reason = "unset";
	const struct platform *found;

	ck_assert(g_file_set_contents(good, "title: T\nsession: {channel: exec}\nread-only: ['show ...']\n"
				      "commands:\n  a: {send: show a, verified: sample, record: system, lines: ['CPU {cpu}']}\n",
				      -1, NULL));
	ck_assert(g_file_set_contents(bad, "title: T\nsession: {channel: never}\n", -1, NULL));
	found = platforms_find(platforms, "good", &reason);
	ck_assert_ptr_nonnull(found);
	ck_assert_ptr_null(reason);
	ck_assert_int_eq(g_unlink(good), 0);
	ck_assert_ptr_eq(platforms_find(platforms, "good", &reason), found);
	ck_assert_ptr_null(platforms_find(platforms, "bad", &reason));
	ck_assert_ptr_nonnull(strstr(reason, "'bad'"));
	ck_assert_ptr_null(platforms_find(platforms, "none", &reason));
	ck_assert_ptr_nonnull(strstr(reason, "'none'"));
	ck_assert_int_eq(g_unlink(bad), 0);
	ck_assert_int_eq(g_rmdir(directory), 0);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(what_is_missing_is_what_nobody_answered_whole),
		UNIT(a_part_is_made_once_and_asked_for_is_what_has_one),
		UNIT(the_cursor_finds_the_records_of_whole_parts_in_their_order),
		UNIT(a_platform_is_read_once_and_one_with_faults_says_so),
		{NULL, NULL},
	};

	return unit_run("probe-reading", tests);
}
