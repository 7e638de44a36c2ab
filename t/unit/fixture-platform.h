/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Platforms out of a text, and what an answer says as one line a record:
 * "interface name=eth0 oper=up", known fields only, in the order of the
 * vocabulary.
 */
#pragma once

#include "probe/platform.h"

#include "unit.h"

/* A whole platform around COMMANDS, a mapping of commands indented by two. */
static inline char *platform_text_of(const char *commands)
{
	return g_strconcat("title: Test\n"
			   "session: {prompt: '[a-z0-9()-]{1,20}[>#]', pagers: {'--More--': ' '}, leave: exit}\n"
			   "read-only: [show ..., ping ...]\n"
			   "errors: {refused: ['% Unknown command...'], denied: ['% Denied...'], absent: ['VRRP is off']}\n"
			   "ignore: [Load for ...]\n"
			   "interfaces: {Gi: GigabitEthernet}\n"
			   "words: {interface: {oper: {connected: up}}}\n"
			   "commands:\n", commands, NULL);
}

/* What is wrong with TEXT, one fault a line; "" and a platform when nothing is. */
static inline char *platform_faults(const char *text, struct platform **ret_platform)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autoptr(ops_conf_document_t) document =
		conf_document_parse("p.yaml", text, strlen(text), NULL, faults);
	const struct conf_position whole = {.file = "p.yaml"};
	g_autoptr(ops_platform_t) platform =
		document ? platform_read("test", conf_document_root(document), &whole, faults) : NULL;
	GString *lines = g_string_new(NULL);

	for (size_t i = 0; i < conf_faults_count(faults); i++) {
		g_autofree char *line = conf_fault_print(conf_faults_at(faults, i));

		g_string_append_printf(lines, "%s%s", i ? "\n" : "", line);
	}
	ck_assert_int_eq(platform != NULL, lines->len == 0);
	if (ret_platform)
		*ret_platform = g_steal_pointer(&platform);
	return g_string_free(lines, FALSE);
}

/* A platform around COMMANDS that must be without fault. */
static inline struct platform *platform_good(const char *commands)
{
	g_autofree char *text = platform_text_of(commands);
	struct platform *platform;
	g_autofree char *faults = platform_faults(text, &platform);

	ck_assert_str_eq(faults, "");
	return platform;
}

static inline void append_record(GString *lines, const struct platform_record *record)
{
	g_string_append(lines, record->kind->name);
	for (unsigned int i = 0; i < record->kind->count; i++) {
		const struct platform_value *value = &record->values[i];

		if (!value->known)
			continue;
		g_string_append_printf(lines, " %s=", record->kind->fields[i].name);
		if (value->text)
			g_string_append(lines, value->text);
		else
			g_string_append_printf(lines, "%ld", (long)value->number);
	}
	g_string_append_c(lines, '\n');
}

/* All that ANSWER says: its records, then lines not understood as "? 3: TEXT". */
static inline char *answer_said(const struct platform_answer *answer)
{
	GString *lines = g_string_new(NULL);

	for (unsigned int i = 0; i < platform_answer_count(answer); i++)
		append_record(lines, platform_answer_at(answer, i));
	for (size_t i = 0; i < platform_answer_oddities(answer); i++) {
		const struct platform_oddity *oddity = platform_answer_oddity(answer, i);

		g_string_append_printf(lines, "? %u%s%s: %s\n", oddity->line, oddity->field ? " " : "",
				       oddity->field ? oddity->field : "", oddity->text);
	}
	return g_string_free(lines, FALSE);
}

/* What the first command of PLATFORM makes of LENGTH bytes. */
static inline struct platform_answer *answer_to_bytes(const struct platform *platform, const char *bytes, size_t length)
{
	return platform_parse(platform, platform_command_at(platform, 0), bytes, length, ENDING_UNKNOWN);
}

/* The same as text; the verdict is the last line unless it is "complete". */
static inline char *said_of(const struct platform *platform, const char *output)
{
	g_autoptr(ops_platform_answer_t) answer = answer_to_bytes(platform, output, strlen(output));
	g_autofree char *said = answer_said(answer);
	enum platform_verdict verdict = platform_answer_verdict(answer);

	return verdict == ANSWER_COMPLETE ? g_steal_pointer(&said)
					  : g_strconcat(said, platform_verdict_id(verdict), "\n", NULL);
}

/* COMMANDS and OUTPUT must say EXPECTED. */
static inline void check_said(const char *commands, const char *output, const char *expected)
{
	g_autoptr(ops_platform_t) platform = platform_good(commands);
	g_autofree char *said = said_of(platform, output);

	ck_assert_str_eq(said, expected);
}
