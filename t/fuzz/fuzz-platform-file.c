/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A platform file, whatever it holds: it is refused with an error, or it reads
 * any output, and none of its commands could be more than one line.
 */
#include "probe/platform.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct conf_limits limits = {.bytes = 65536, .depth = 16, .nodes = 2000};

static const char output[] = "r1>show a\r\nname  mtu\neth0 is up, 1500 bytes\r\n{\"a\":[1,\"b\"]}\r\n--More--";

static void try_command(const struct platform *platform, const struct platform_command *command)
{
	g_autoptr(ops_platform_answer_t) answer =
		platform_parse(platform, command, output, sizeof(output) - 1, ENDING_SEEN);
	const char *values[PLATFORM_PARAMETER_COUNT] = {"192.0.2.1", "192.0.2.2", "eth0", "red", "5"};
	g_autofree char *text = platform_command_text(command, values, NULL);

	g_assert_nonnull(text);
	g_assert_true(!strpbrk(text, "\n\r;&`$"));
	for (unsigned int i = 0; i < platform_answer_count(answer); i++)
		g_assert_nonnull(platform_answer_at(answer, i)->kind);
	for (const struct vocabulary_record *record = vocabulary_records; record->name; record++)
		for (unsigned int i = 0; i < record->count; i++)
			platform_command_gives(platform, command, record, i);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autoptr(ops_conf_document_t) document =
		conf_document_parse("p.yaml", (const char *)data, size, &limits, faults);
	const struct conf_position whole = {.file = "p.yaml"};
	g_autoptr(ops_platform_t) platform =
		document ? platform_read("fuzz", conf_document_root(document), &whole, faults) : NULL;

	g_assert_true((platform != NULL) == (conf_faults_errors(faults) == 0));
	for (unsigned int i = 0; platform && i < platform_command_count(platform); i++)
		try_command(platform, platform_command_at(platform, i));
	return 0;
}
