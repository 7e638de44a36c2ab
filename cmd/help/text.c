/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Help for people, in the language of the screen, wrapped to its width.
 */
#include "base/text.h"
#include "base/translate.h"
#include "commands.h"
#include "help/help.h"
#include "ui/printer.h"
#include "ui/terminal.h"

#include <unistd.h>

#define INDENT 2
#define NAME_COLUMNS 22

static unsigned int page_columns(void)
{
	const struct terminal terminal = terminal_of(STDOUT_FILENO);

	return MIN(terminal_columns(&terminal), TERMINAL_PAPER);
}

void help_print_version(void)
{
	printer_text("nwops %s\n", NWOPS_VERSION);
}

char *help_usage(const struct command *group, const struct command *command)
{
	g_autoptr(GString) usage = g_string_new(_("usage: nwops"));

	if (group)
		g_string_append_printf(usage, " %s", group->name);
	if (command)
		g_string_append_printf(usage, " %s", command->name);
	g_string_append(usage, _(" [OPTION...]"));
	if (!command)
		g_string_append(usage, " COMMAND ...");
	for (const struct command *const *verb = command ? command->verbs : NULL; verb && *verb;
	     verb++)
		g_string_append_printf(usage, "%s%s", verb != command->verbs ? "|" : command->run ? " [" : " ",
				       (*verb)->name);
	if (command && command->verbs)
		g_string_append(usage, command->run ? " ...]" : " ...");
	if (command && command->args)
		g_string_append_printf(usage, " %s", command->args);
	return g_string_free(g_steal_pointer(&usage), FALSE);
}

/* NAME in a column of its own, TEXT beside it, or below when NAME is long. */
static void print_entry(const char *name, const char *text, unsigned int columns)
{
	unsigned int indent = INDENT + NAME_COLUMNS;
	g_autofree char *wrapped = text_wrap(text, columns > indent ? columns - indent : 0, 0);
	g_auto(GStrv) lines = g_strsplit(wrapped, "\n", -1);
	bool beside = text_width(name) + 2 <= NAME_COLUMNS;
	char **line = lines;

	if (beside) {
		g_autofree char *padded = text_pad(name, NAME_COLUMNS, TEXT_LEFT);

		printer_text("%*s%s%s\n", INDENT, "", padded, *line ? *line : "");
		line += *line != NULL;
	} else {
		printer_text("%*s%s\n", INDENT, "", name);
	}
	for (; *line; line++)
		printer_text("%*s%s\n", (int)indent, "", *line);
}

static void print_options(const char *heading, const GOptionEntry *options, unsigned int columns)
{
	if (!options)
		return;
	printer_text("\n%s\n", heading);
	for (; options->long_name; options++) {
		const char *value = options->arg_description;
		g_autofree char *brief =
			options->short_name ? g_strdup_printf(", -%c", options->short_name) : NULL;
		g_autofree char *name =
			g_strdup_printf("--%s%s%s%s", options->long_name, value ? " " : "",
					value ? value : "", brief ? brief : "");

		print_entry(name, _(options->description), columns);
	}
}

static void print_commands(const char *heading, const struct command *const *list,
			   unsigned int columns)
{
	if (!list)
		return;
	printer_text("\n%s\n", heading);
	for (; *list; list++)
		print_entry((*list)->name, _((*list)->summary), columns);
}

static const char *summary_of(const struct command *command)
{
	return command ? _(command->summary)
		       : _("watch the lines and devices of a network operator");
}

void help_print(const struct session *session, const struct command *group,
		const struct command *command)
{
	unsigned int columns = page_columns();
	g_autofree char *usage = help_usage(group, command);
	g_autofree char *wrapped = text_wrap(usage, columns, 4);
	const char *summary = summary_of(command);
	const struct command *paged = group ? group : command;
	g_autofree char *about = text_wrap(summary, columns, 0);

	if (session->answer == ANSWER_JSON) {
		help_print_json(group, command);
		return;
	}
	printer_text("%s\n\n%s\n", wrapped, about);
	print_commands(command ? _("Verbs:") : _("Commands:"), command ? command->verbs : commands,
		       columns);
	if (command)
		print_options(_("Options:"), command->options, columns);
	print_options(_("Options of every command:"), command_options, columns);
	printer_text(_("\nThe manual page: nwops%s%s(1)\n"), paged ? "-" : "",
		     paged ? paged->name : "");
}

/* --- the tables as JSON --- */

static struct json *json_of_options(const GOptionEntry *options)
{
	struct json *list = json_new_array();

	for (; options && options->long_name; options++) {
		struct json *option = json_new_object();

		json_set_string(option, "name", options->long_name);
		json_set_string(option, "argument", options->arg_description);
		json_set_string(option, "summary", _(options->description));
		json_append_take(list, option);
	}
	return list;
}

static void print_json_of(const struct command *group, const struct command *command)
{
	struct json *object = printer_new_object("command");
	g_autofree char *name = command ? g_strdup_printf("%s%s%s", group ? group->name : "",
							  group ? " " : "", command->name)
					: NULL;

	json_set_string(object, "name", name);
	json_set_string(object, "arguments", command ? command->args : NULL);
	json_set_string(object, "summary", summary_of(command));
	json_take(object, "options", json_of_options(command ? command->options : command_options));
	printer_take(object);
}

void help_print_json(const struct command *group, const struct command *command)
{
	const struct command *const *list = command ? command->verbs : commands;

	print_json_of(group, command);
	for (; list && *list; list++)
		help_print_json(command, *list);
}
