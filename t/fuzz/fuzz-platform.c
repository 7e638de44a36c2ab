/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a device printed, whatever it is: reading ends, says the same twice,
 * lends nothing but safe text, and counts what it did not understand. The first
 * byte chooses the command, and how the transport says that it ended.
 */
#include "base/text.h"
#include "probe/platform.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char file[] =
	"title: All there is\n"
	"session: {prompt: '[a-z0-9-]{1,20}[>#]', pagers: {--More--: ' '}, leave: exit, encoding: cp932}\n"
	"read-only: [show ...]\n"
	"errors: {refused: ['% Unknown...'], denied: ['% Denied...'], absent: ['% ... not active']}\n"
	"ignore: ['-{3,80}']\n"
	"interfaces: {Gi: GigabitEthernet}\n"
	"commands:\n"
	"  lines:\n"
	"    send: show lines\n"
	"    verified: sample\n"
	"    layouts:\n"
	"      - layout: one\n"
	"        join: ['[0-9a-f:]{7,45}']\n"
	"        continues: ['via ...']\n"
	"        skip: [{from: PID ..., before: end}]\n"
	"        records:\n"
	"          - {record: interface, start: ['{name} is {admin}, line protocol is {oper}( \\({reason}\\))?'],\n"
	"             lines: ['MTU {mtu} bytes, BW {bandwidth:kbit} Kbit...', '{in_packets} packets, {in_octets} bytes...']}\n"
	"          - record: bgp-neighbour\n"
	"            context: ['Family {family}']\n"
	"            start: [{line: '{address} 4 {as:as} {last_change} {prefixes_received}', set: {state: established}},\n"
	"                    '{address} 4 {as:as} {last_change} {state}']\n"
	"          - {record: system, lines: ['up {uptime}', 'at {booted_at}', 'mem {memory_total} {memory_free:kib}', 'cpu {cpu:rest}']}\n"
	"      - {layout: two, wrap: 40, record: system, lines: ['メモリ: {memory_use}', '... {boot_reason}']}\n"
	"  table:\n"
	"    send: show table\n"
	"    ends: [End...]\n"
	"    empty: absent\n"
	"    verified: sample\n"
	"    record: interface\n"
	"    table: [Port: name, Name: description, Status: oper, Speed: 'speed:mbit', 'In (all)': '{in_octets} \\(...\\)']\n"
	"  json:\n"
	"    send: show json\n"
	"    json: true\n"
	"    verified: sample\n"
	"    records:\n"
	"      - {record: bgp-neighbour, each: '{vrf}/{family}/peers/{address}', fields: {as: 'as:as', up: 'last_change:ms', st/0: state}}\n"
	"      - {record: interface, each: '*', needs: [mtu], fields: {name: name, mtu: mtu, flags: ['...UP...', '{description}']}}\n";

static const struct platform *platform(void)
{
	static struct platform *read;

	if (!read) {
		struct conf_faults *faults = conf_faults_new();
		struct conf_document *document = conf_document_parse("p.yaml", file, strlen(file), NULL, faults);

		g_assert_nonnull(document);
		read = platform_read("all", conf_document_root(document), NULL, faults);
		g_assert_nonnull(read);
		conf_document_free(document);
		conf_faults_free(faults);
	}
	return read;
}

static void check_text(const char *text, size_t limit)
{
	g_autofree char *safe = text_safe_string(text);

	g_assert_true(g_utf8_validate(text, -1, NULL));
	g_assert_cmpuint(strlen(text), <=, limit);
	/* What was made safe is not changed by being made safe again, save for a backslash. */
	g_assert_true(strchr(text, '\\') || g_str_equal(safe, text));
}

static void check_record(const struct platform_record *record)
{
	g_autoptr(ops_json_t) json = platform_record_json(record);
	g_autofree char *printed = json_print(json);

	g_assert_true(g_utf8_validate(printed, -1, NULL));
	for (unsigned int i = 0; i < record->kind->count; i++) {
		const struct platform_value *value = &record->values[i];
		g_autofree char *shown = platform_value_shown(&record->kind->fields[i], value);

		g_assert_true(value->known || g_str_equal(shown, "-"));
		if (value->known && value->text)
			check_text(value->text, 2000);
		if (value->known && record->kind->fields[i].type == FIELD_COUNT)
			g_assert_cmpint(value->number, >=, 0);
	}
}

static void check_answer(const struct platform_answer *answer)
{
	g_assert_cmpuint(platform_answer_odd_lines(answer), <=, platform_answer_lines(answer));
	g_assert_cmpuint(platform_answer_oddities(answer), <=, PLATFORM_ODDITIES);
	check_text(platform_answer_evidence(answer), 4096);
	for (unsigned int i = 0; i < platform_answer_count(answer); i++)
		check_record(platform_answer_at(answer, i));
	for (size_t i = 0; i < platform_answer_oddities(answer); i++)
		check_text(platform_answer_oddity(answer, i)->text, 1000);
	if (platform_answer_verdict(answer) == ANSWER_STRANGE || platform_answer_verdict(answer) == ANSWER_EMPTY)
		g_assert_cmpuint(platform_answer_count(answer), ==, 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct platform_command *command;
	struct platform_answer *first, *second;
	enum platform_ending ending;

	if (!size)
		return 0;
	command = platform_command_at(platform(), data[0] % platform_command_count(platform()));
	ending = (enum platform_ending)(data[0] / 64 % 3);
	first = platform_parse(platform(), command, (const char *)data + 1, size - 1, ending);
	second = platform_parse(platform(), command, (const char *)data + 1, size - 1, ending);
	check_answer(first);
	g_assert_cmpint(platform_answer_verdict(first), ==, platform_answer_verdict(second));
	g_assert_cmpuint(platform_answer_count(first), ==, platform_answer_count(second));
	platform_answer_free(first);
	platform_answer_free(second);
	return 0;
}
