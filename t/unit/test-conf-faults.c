/* SPDX-License-Identifier: Apache-2.0 */
/* The list of faults: its order, its end, and what it lets through to a terminal. */
#include "test-conf.h"

static void add(struct conf_faults *faults, const char *file, unsigned int line,
		unsigned int column, const char *message)
{
	struct conf_position position = {.file = file, .line = line, .column = column};

	conf_fault(faults, CONF_ERROR, &position, "%s", message);
}

START_TEST(faults_come_out_by_file_line_column_then_as_found)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autofree char *printed = NULL;

	add(faults, "b.yaml", 1, 1, "sixth");
	add(faults, "a.yaml", 10, 1, "fifth");
	add(faults, "a.yaml", 9, 2, "third");
	add(faults, "a.yaml", 9, 2, "fourth");
	add(faults, "a.yaml", 9, 1, "second");
	add(faults, "a.yaml", 0, 0, "first");
	printed = print_faults(faults);
	ck_assert_str_eq(printed, "a.yaml: first\n"
				  "a.yaml: line 9, column 1: second\n"
				  "a.yaml: line 9, column 2: third\n"
				  "a.yaml: line 9, column 2: fourth\n"
				  "a.yaml: line 10, column 1: fifth\n"
				  "b.yaml: line 1, column 1: sixth");
}
END_TEST

START_TEST(errors_and_warnings_are_counted_apart)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();

	ck_assert_uint_eq(conf_faults_errors(faults), 0);
	conf_fault(faults, CONF_WARNING, NULL, "a");
	conf_fault(faults, CONF_WARNING, NULL, "b");
	conf_fault(faults, CONF_ERROR, NULL, "c");
	ck_assert_uint_eq(conf_faults_errors(faults), 1);
	ck_assert_uint_eq(conf_faults_warnings(faults), 2);
	ck_assert_int_eq(conf_faults_at(faults, 0)->weight, CONF_WARNING);
	ck_assert_int_eq(conf_faults_at(faults, 2)->weight, CONF_ERROR);
}
END_TEST

START_TEST(after_a_thousand_only_their_number_grows)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();

	for (unsigned int line = 2500; line > 0; line--)
		add(faults, "x.yaml", line, 1, "wrong");
	ck_assert_uint_eq(conf_faults_errors(faults), 2500);
	ck_assert_uint_eq(conf_faults_count(faults), 1000);
	ck_assert_uint_eq(conf_faults_at(faults, 0)->position.line, 1501);
	ck_assert_uint_eq(conf_faults_at(faults, 999)->position.line, 2500);
}
END_TEST

START_TEST(file_name_outlives_its_caller)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	char file[] = "x.yaml";

	add(faults, file, 1, 1, "wrong");
	file[0] = 'y';
	ck_assert_str_eq(conf_faults_at(faults, 0)->position.file, "x.yaml");
}
END_TEST

START_TEST(nothing_harmful_reaches_the_terminal)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autofree char *printed = NULL;

	add(faults, "x\033.yaml", 1, 1, "unknown site '\033[2J'");
	ck_assert_str_eq(conf_faults_at(faults, 0)->message, "unknown site '\\x1b[2J'");
	printed = print_faults(faults);
	ck_assert_str_eq(printed, "x\\x1b.yaml: line 1, column 1: unknown site '\\x1b[2J'");
}
END_TEST

START_TEST(what_is_safe_already_is_not_escaped_twice)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();

	add(faults, "x.yaml", 1, 1, "unknown site '\\x1b[2J'; 東京");
	ck_assert_str_eq(conf_faults_at(faults, 0)->message, "unknown site '\\x1b[2J'; 東京");
}
END_TEST

START_TEST(message_without_end_is_cut)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autofree char *endless = g_strnfill(1000000, 'a');

	add(faults, "x.yaml", 1, 1, endless);
	ck_assert_uint_lt(strlen(conf_faults_at(faults, 0)->message), 5000);
}
END_TEST

START_TEST(file_as_a_whole_is_named_once)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autofree char *printed = NULL;

	add(faults, "x.yaml", 0, 0, "no devices");
	add(faults, "x.yaml", 0, 0, "cannot read 'x.yaml': permission denied");
	conf_fault(faults, CONF_ERROR, NULL, "no configuration");
	printed = print_faults(faults);
	ck_assert_str_eq(printed, "no configuration\n"
				  "x.yaml: no devices\n"
				  "cannot read 'x.yaml': permission denied");
}
END_TEST

START_TEST(freeing_nothing_does_nothing)
{
	conf_faults_free(NULL);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(faults_come_out_by_file_line_column_then_as_found),
		UNIT(errors_and_warnings_are_counted_apart),
		UNIT(after_a_thousand_only_their_number_grows),
		UNIT(file_name_outlives_its_caller),
		UNIT(nothing_harmful_reaches_the_terminal),
		UNIT(what_is_safe_already_is_not_escaped_twice),
		UNIT(message_without_end_is_cut),
		UNIT(file_as_a_whole_is_named_once),
		UNIT(freeing_nothing_does_nothing),
		{NULL},
	};

	return unit_run("conf-faults", tests);
}
