/* SPDX-License-Identifier: Apache-2.0 */
/*
 * platform-load.c and platform-command.c: a file is without fault, or every
 * fault of it is told and it is not used.
 */
#include "fixture-platform.h"

static void check_faults(const char *commands, const char *const *expected)
{
	g_autofree char *text = platform_text_of(commands);
	g_autofree char *faults = platform_faults(text, NULL);
	g_autofree char *wanted = g_strjoinv("\n", (char **)expected);

	ck_assert_str_eq(faults, wanted);
}
#define CHECK_FAULTS(commands, ...) check_faults(commands, (const char *const[]){__VA_ARGS__, NULL})

START_TEST(a_platform_needs_its_parts)
{
	g_autofree char *empty = platform_faults("", NULL);
	g_autofree char *list = platform_faults("[a]", NULL);
	g_autofree char *bare = platform_faults("titel: x", NULL);

	ck_assert_str_eq(empty, "p.yaml: platform 'test' is empty");
	ck_assert_str_eq(list, "p.yaml: line 1, column 1: platform 'test' is a list: expected a mapping");
	ck_assert_ptr_nonnull(strstr(bare, "unknown key 'titel' in platform 'test'; did you mean 'title'?"));
	ck_assert_ptr_nonnull(strstr(bare, "'session' is missing"));
	ck_assert_ptr_nonnull(strstr(bare, "'read-only' is missing"));
	ck_assert_ptr_nonnull(strstr(bare, "'commands' is missing"));
}
END_TEST

START_TEST(what_could_never_match_is_an_error)
{
	CHECK_FAULTS("  a: {send: show a, record: system, verified: sample}\n",
		     "p.yaml: line 9, column 6: command 'a': nothing here could ever match: 'lines', 'start' or 'table' is missing");
	CHECK_FAULTS("  a: {send: show a, record: system, verified: sample, json: true}\n",
		     "p.yaml: line 9, column 6: command 'a': nothing here could ever match: 'each' or 'fields' is missing");
	CHECK_FAULTS("  a: {send: show a, record: system, verified: sample, lines: [x, y, x]}\n",
		     "p.yaml: line 9, column 69: command 'a': 'x' stands here twice: the second never matches");
	CHECK_FAULTS("  a: {send: show a, record: system, verified: sample, lines: [x], each: y}\n",
		     "p.yaml: line 9, column 73: command 'a': 'each' is for JSON alone: the command lacks 'json: true'");
	CHECK_FAULTS("  a: {send: show a, record: interface, verified: sample, start: ['{name}'], table: [A, B: name]}\n",
		     "p.yaml: line 9, column 6: command 'a': a table begins its records itself: leave out 'start'");
	CHECK_FAULTS("  a: {send: show a, layouts: []}\n", "p.yaml: line 9, column 6: command 'a': there is no layout");
}
END_TEST

START_TEST(what_stands_in_the_wrong_place_is_told)
{
	CHECK_FAULTS("  a: {send: show a, set: {os: x}, layouts: [{record: system, verified: sample, lines: [x]}]}\n",
		     "p.yaml: line 9, column 26: command 'a': 'set' belongs into the entries of 'layouts'");
	CHECK_FAULTS("  a: {send: show a, verified: sample, start: [x], records: [{record: system, lines: [x]}]}\n",
		     "p.yaml: line 9, column 46: command 'a': 'start' belongs into the entries of 'records'");
	CHECK_FAULTS("  a: {send: show a, record: system, verified: sample, lines: [x], set: {oper: up}}\n",
		     "p.yaml: line 9, column 79: command 'a': 'oper' is no field of 'system'");
	CHECK_FAULTS("  a: {send: show a, record: interface, verified: sample, start: ['{name}'], set: {oper: melted}}\n",
		     "p.yaml: line 9, column 89: command 'a': 'melted' is no value of 'oper': expected one of up, down, dormant, "
		     "testing, not-present, lower-layer-down");
	CHECK_FAULTS("  a: {send: show a, record: interface, verified: sample, start: ['{name}'], words: {mtu: {a: b}}}\n",
		     "p.yaml: line 9, column 90: command 'a': 'mtu' is no field of 'interface' with choices");
	CHECK_FAULTS("  a: {send: show a, record: system, verified: guess, lines: [x]}\n",
		     "p.yaml: line 9, column 47: 'verified' of command 'a' is 'guess': expected one of none, manual, sample");
}
END_TEST

START_TEST(fallbacks_come_to_an_end)
{
	CHECK_FAULTS("  a: {send: show a, fallback: b, record: system, verified: sample, lines: [x]}\n"
		     "  b: {send: show b, fallback: a, record: system, verified: sample, lines: [x]}\n",
		     "p.yaml: line 9, column 6: command 'a': 'fallback' does not lead to a command",
		     "p.yaml: line 10, column 6: command 'b': 'fallback' does not lead to a command");
	platform_free(platform_good("  a: {send: show a, fallback: b, record: system, verified: sample, lines: [x]}\n"
				    "  b: {send: show b, record: system, verified: sample, lines: [x]}\n"));
}
END_TEST

START_TEST(a_command_with_parameters_is_asked_only_when_wanted)
{
	CHECK_FAULTS("  a: {send: 'show {target}', record: system, verified: sample, lines: [x]}\n",
		     "p.yaml: line 9, column 13: command 'a': a command with parameters cannot be asked at each reading: it needs "
		     "'watch: false'");
	CHECK_FAULTS("  a: {send: 'show {what}', watch: false, record: system, verified: sample, lines: [x]}\n",
		     "p.yaml: line 9, column 13: command 'a': what stands in braces is not one of target, source, interface, vrf, "
		     "count");
}
END_TEST

START_TEST(the_session_is_lent_as_it_was_read)
{
	g_autoptr(ops_platform_t) platform =
		platform_good("  a: {send: show a, record: system, verified: sample, lines: [x], attempts: 3, elevated: true}\n");
	const struct platform_session *session = platform_session(platform);
	const struct platform_command *command = platform_command_find(platform, "a");

	ck_assert_str_eq(platform_name(platform), "test");
	ck_assert_str_eq(platform_title(platform), "Test");
	ck_assert_int_eq(session->channel, PLATFORM_SHELL);
	ck_assert_uint_eq(session->pager_count, 1);
	ck_assert_str_eq(session->pagers[0].text, "--More--");
	ck_assert_str_eq(session->pagers[0].answer, " ");
	ck_assert_str_eq(session->leave, "exit");
	ck_assert_str_eq(session->line_end, "\n");
	ck_assert_ptr_null(session->prepare[0]);
	ck_assert_uint_eq(session->columns, 511);
	ck_assert_uint_eq(command->attempts, 3);
	ck_assert(command->elevated && command->watch && !command->json);
	ck_assert_ptr_null(platform_command_find(platform, "b"));
}
END_TEST

START_TEST(a_field_is_known_from_its_best_proof)
{
	g_autoptr(ops_platform_t) platform = platform_good(
		"  a:\n    send: show a\n    record: system\n    verified: manual\n    set: {os: x}\n"
		"    lines: ['a {cpu}', {line: 'b {cpu}', verified: sample}, 'c {uptime}', {line: 'd {model}', verified: none}]\n");
	const struct platform_command *command = platform_command_at(platform, 0);
	const struct vocabulary_record *system = vocabulary_find("system");
	static const struct { const char *field; enum platform_verified verified; } cases[] = {
		{"cpu", VERIFIED_SAMPLE}, {"uptime", VERIFIED_MANUAL}, {"os", VERIFIED_MANUAL},
		{"model", VERIFIED_NOT},  {"serial", VERIFIED_NOT},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		ck_assert_int_eq(platform_command_gives(platform, command, system,
							(unsigned int)vocabulary_field(system, cases[i].field)),
				 cases[i].verified);
}
END_TEST

START_TEST(the_vocabulary_is_consistent)
{
	for (const struct vocabulary_record *record = vocabulary_records; record->name; record++) {
		ck_assert_ptr_eq(vocabulary_find(record->name), record);
		ck_assert_ptr_null(record->fields[record->count].name);
		for (unsigned int i = 0; i < record->count; i++) {
			ck_assert_int_eq(vocabulary_field(record, record->fields[i].name), (int)i);
			ck_assert_int_eq(record->fields[i].type == FIELD_CHOICE, record->fields[i].choices != NULL);
		}
	}
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(a_platform_needs_its_parts),
		UNIT(what_could_never_match_is_an_error),
		UNIT(what_stands_in_the_wrong_place_is_told),
		UNIT(fallbacks_come_to_an_end),
		UNIT(a_command_with_parameters_is_asked_only_when_wanted),
		UNIT(the_session_is_lent_as_it_was_read),
		UNIT(a_field_is_known_from_its_best_proof),
		UNIT(the_vocabulary_is_consistent),
		{NULL, NULL},
	};

	return unit_run("probe-platform-load", tests);
}
