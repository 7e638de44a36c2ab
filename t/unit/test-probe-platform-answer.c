/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An answer after it was read: what belongs together is one record, however far
 * off it stands, and what differs stays apart.
 */
#include "probe/platform-internal.h"
#include "unit.h"

static const char platform_text[] =
	"title: Test\n"
	"session: {channel: exec}\n"
	"read-only: ['show ...']\n"
	"commands:\n"
	"  counters:\n"
	"    send: show counters\n"
	"    verified: sample\n"
	"    records:\n"
	"      - {record: interface, table: [{Port: name}, {In: in_octets}]}\n"
	"      - {record: interface, table: [{Port: name}, {Out: out_octets}]}\n"
	"      - {record: interface, start: 'Physical interface: {name}, Unit: {name:unit+}, {oper}'}\n";

static struct platform_answer *answer_to(const char *text)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autoptr(ops_conf_document_t) document =
		conf_document_parse("test.yaml", platform_text, strlen(platform_text), NULL, faults);
	struct conf_position whole = {.file = "test.yaml"};
	/* The answer lends from the platform: it lives until the next is asked for. */
	static struct platform *platform;

	ck_assert_ptr_nonnull(document);
	g_clear_pointer(&platform, platform_free);
	platform = platform_read("test", conf_document_root(document), &whole, faults);
	ck_assert_ptr_nonnull(platform);
	return platform_parse(platform, platform_command_at(platform, 0), text, strlen(text), ENDING_SEEN);
}

START_TEST(two_tables_make_one_record_an_interface)
{
	GString *text = g_string_new("Port     In\n");

	for (int i = 1; i <= 40; i++)
		g_string_append_printf(text, "Eth%-3d %4d\n", i, i);
	g_string_append(text, "\nPort    Out\n");
	for (int i = 1; i <= 40; i++)
		g_string_append_printf(text, "Eth%-3d %4d\n", i, 1000 + i);
	g_autoptr(ops_platform_answer_t) answer = answer_to(text->str);

	ck_assert_uint_eq(platform_answer_count(answer), 40);
	for (unsigned int i = 0; i < 40; i++) {
		const struct platform_record *record = platform_answer_at(answer, i);

		ck_assert_int_eq(platform_value(record, "in_octets")->number, i + 1);
		ck_assert_int_eq(platform_value(record, "out_octets")->number, 1001 + i);
	}
	g_string_free(text, TRUE);
}
END_TEST

START_TEST(what_contradicts_stays_apart)
{
	g_autoptr(ops_platform_answer_t) answer = answer_to("Port     In\nEth1      1\nEth1      2\n");

	ck_assert_uint_eq(platform_answer_count(answer), 2);
	ck_assert_int_eq(platform_value(platform_answer_at(answer, 0), "in_octets")->number, 1);
	ck_assert_int_eq(platform_value(platform_answer_at(answer, 1), "in_octets")->number, 2);
}
END_TEST

START_TEST(a_unit_is_put_behind_its_interface)
{
	g_autoptr(ops_platform_answer_t) answer = answer_to("Physical interface: ae0, Unit: 1081, up\n");

	ck_assert_uint_eq(platform_answer_count(answer), 1);
	ck_assert_str_eq(platform_value(platform_answer_at(answer, 0), "name")->text, "ae0.1081");
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(two_tables_make_one_record_an_interface),
		UNIT(what_contradicts_stays_apart),
		UNIT(a_unit_is_put_behind_its_interface),
		{NULL},
	};

	return unit_run("probe-platform-answer", tests);
}
