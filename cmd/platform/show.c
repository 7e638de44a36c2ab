/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops platform show: what a platform is asked, which fields that gives, and
 * how each is known.
 */
#include "platform/verbs.h"

#include "base/translate.h"
#include "ui/printer.h"
#include "ui/table.h"

#include <unistd.h>

/* A field that COMMAND gives. */
struct given {
	const struct platform_command *command;
	const struct vocabulary_record *record;
	const struct vocabulary_field *field;
	enum platform_verified verified;
};

static GArray *find_given(const struct platform *platform, const struct platform_command *command)
{
	GArray *all = g_array_new(FALSE, FALSE, sizeof(struct given));

	for (const struct vocabulary_record *record = vocabulary_records; record->name; record++)
		for (unsigned int i = 0; i < record->count; i++) {
			struct given given = {command, record, &record->fields[i],
					      platform_command_gives(platform, command, record, i)};

			if (given.verified != VERIFIED_NOT)
				g_array_append_val(all, given);
		}
	return all;
}

static void print_json(const struct platform *platform, const struct platform_command *command, const GArray *all)
{
	struct json *object = printer_new_object("platform-command"), *fields = json_new_array();

	json_set_string(object, "platform", platform_name(platform));
	json_set_string(object, "command", command->name);
	json_set_string(object, "send", command->send);
	json_set_bool(object, "watch", command->watch);
	json_set_bool(object, "json", command->json);
	json_set_bool(object, "elevated", command->elevated);
	json_set_string(object, "fallback", command->fallback);
	for (guint i = 0; i < all->len; i++) {
		const struct given *given = &g_array_index(all, struct given, i);
		struct json *field = json_new_object();

		json_set_string(field, "record", given->record->name);
		json_set_string(field, "field", given->field->name);
		json_set_string(field, "unit", vocabulary_type_name(given->field->type));
		json_set_string(field, "verified", platform_verified_name(given->verified));
		json_append_take(fields, field);
	}
	json_take(object, "fields", fields);
	printer_take(object);
}

static void print_text(const struct platform_command *command, const GArray *all)
{
	const struct table_column columns[] = {
		{_("RECORD"), TEXT_LEFT, 0, false},
		{_("FIELD"), TEXT_LEFT, 0, false},
		{_("TYPE"), TEXT_LEFT, 0, false},
		{_("KNOWN FROM"), TEXT_LEFT, 0, false},
		{_("MEANING"), TEXT_LEFT, 12, false},
	};
	g_autoptr(ops_table_t) table = table_new(columns, G_N_ELEMENTS(columns));
	struct terminal terminal = terminal_of(STDOUT_FILENO);
	g_autofree char *send = printer_safe(command->send);

	printer_text("%s: %s%s\n", command->name, send, command->watch ? "" : _(" (only when wanted)"));
	for (guint i = 0; i < all->len; i++) {
		const struct given *given = &g_array_index(all, struct given, i);
		const char *cells[] = {given->record->name, given->field->name,
				       vocabulary_type_name(given->field->type),
				       platform_verified_name(given->verified), _(given->field->summary)};

		table_add(table, TINT_NONE, false, cells);
	}
	if (all->len)
		table_print(table, &terminal, 0);
	printer_text("\n");
}

/* --- the vocabulary --- */

static struct json *field_json(const struct vocabulary_record *record, const struct vocabulary_field *field)
{
	struct json *object = printer_new_object("vocabulary"), *choices = json_new_array();

	json_set_string(object, "record", record->name);
	json_set_string(object, "field", field->name);
	json_set_string(object, "unit", vocabulary_type_name(field->type));
	json_set_bool(object, "key", field->key);
	for (const char *const *choice = field->choices; choice && *choice; choice++)
		json_append_string(choices, *choice);
	json_take(object, "choices", choices);
	return object;
}

static int show_vocabulary(const struct session *session)
{
	const struct table_column columns[] = {
		{_("FIELD"), TEXT_LEFT, 0, false},
		{_("TYPE"), TEXT_LEFT, 0, false},
		{_("MEANING"), TEXT_LEFT, 12, false},
	};
	struct terminal terminal = terminal_of(STDOUT_FILENO);

	for (const struct vocabulary_record *record = vocabulary_records; record->name; record++) {
		g_autoptr(ops_table_t) table = table_new(columns, G_N_ELEMENTS(columns));

		for (unsigned int i = 0; i < record->count; i++) {
			const struct vocabulary_field *field = &record->fields[i];
			const char *cells[] = {field->name, vocabulary_type_name(field->type), _(field->summary)};

			if (session->answer == ANSWER_JSON)
				printer_take(field_json(record, field));
			table_add(table, TINT_NONE, false, cells);
		}
		if (session->answer == ANSWER_JSON)
			continue;
		printer_text("%s: %s\n", record->name, _(record->summary));
		table_print(table, &terminal, 0);
		printer_text("\n");
	}
	return EXIT_OK;
}

static int run(struct session *session, char **arguments)
{
	int status = EXIT_OK;

	if (!arguments[0])
		return show_vocabulary(session);
	g_autoptr(ops_platform_t) platform = place_open(session, arguments[0], &status);

	if (!platform)
		return status;
	if (session->answer != ANSWER_JSON)
		printer_text("%s: %s\n\n", platform_name(platform), platform_title(platform));
	for (unsigned int i = 0; i < platform_command_count(platform); i++) {
		const struct platform_command *command = platform_command_at(platform, i);
		g_autoptr(GArray) all = find_given(platform, command);

		if (session->answer == ANSWER_JSON)
			print_json(platform, command, all);
		else
			print_text(command, all);
	}
	return EXIT_OK;
}

const struct command platform_show = {
	.name = "show",
	.summary = N_("show what a platform is asked and what that gives"),
	.args = "[PLATFORM]",
	.run = run,
};
