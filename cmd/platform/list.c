/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops platform list: the platforms there are, the site's own and those that
 * came with nwops.
 */
#include "platform/verbs.h"

#include "base/translate.h"
#include "ui/complain.h"
#include "ui/printer.h"
#include "ui/table.h"

#include <unistd.h>

static void print_json(const struct platform *platform, const char *path)
{
	struct json *object = printer_new_object("platform");

	json_set_string(object, "name", platform_name(platform));
	json_set_string(object, "title", platform_title(platform));
	json_set_integer(object, "commands", platform_command_count(platform));
	json_set_string(object, "path", path);
	printer_take(object);
}

static void add_row(struct table *table, const struct platform *platform, const char *path)
{
	g_autofree char *count = g_strdup_printf("%u", platform_command_count(platform));
	const char *cells[] = {platform_name(platform), count, platform_title(platform), path};

	table_add(table, TINT_NONE, false, cells);
}

static int run(struct session *session, char **arguments)
{
	const struct table_column columns[] = {
		{_("PLATFORM"), TEXT_LEFT, 0, false},
		{_("COMMANDS"), TEXT_RIGHT, 0, false},
		{_("TITLE"), TEXT_LEFT, 12, false},
		{_("FILE"), TEXT_LEFT, 12, false},
	};
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autoptr(ops_table_t) table = table_new(columns, G_N_ELEMENTS(columns));
	g_auto(GStrv) places = session_platform_places(session);
	g_autoptr(GPtrArray) names = platform_names((const char *const *)places);
	struct terminal terminal = terminal_of(STDOUT_FILENO);

	for (guint i = 0; i < names->len; i++) {
		g_autoptr(ops_platform_t) platform = platform_load(names->pdata[i], (const char *const *)places, faults);
		g_autofree char *path = platform_path(names->pdata[i], (const char *const *)places);

		if (!platform)
			continue;
		if (session->answer == ANSWER_JSON)
			print_json(platform, path);
		else
			add_row(table, platform, path);
	}
	if (session->answer != ANSWER_JSON)
		table_print(table, &terminal, 0);
	if (conf_faults_errors(faults))
		return complain_faults(session->answer, faults, _("some platforms cannot be used"));
	return EXIT_OK;
}

const struct command platform_list = {
	.name = "list",
	.summary = N_("list the platforms"),
	.run = run,
};
