/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops inventory export: a section as the table that "!csv" reads.
 */
#include "inventory/verbs.h"

#include "base/translate.h"
#include "ui/complain.h"
#include "ui/printer.h"

static char *arg_family, *arg_format;

static const GOptionEntry options[] = {
	{"family", 0, 0, G_OPTION_ARG_FILENAME, &arg_family, N_("which section (lines)"),
	 "lines|organizations|devices"},
	{"format", 0, 0, G_OPTION_ARG_FILENAME, &arg_format, N_("CSV, or JSON lines"), "csv|json"},
	{NULL},
};

static enum answer answer_of(enum answer present)
{
	return !g_strcmp0(arg_format, "json") ? ANSWER_JSON : present;
}

/* The thing of a section that ITEM is or belongs to; NULL: none. */
static const void *thing_of(const char *section, const struct item *item)
{
	if (!strcmp(section, "organizations"))
		return item_owner(item);
	if (!strcmp(section, "devices"))
		return item->kind == ITEM_DEVICE ? item->device : NULL;
	return item->kind == ITEM_LINE ? item->line : NULL;
}

/* What WORDS select; NULL: everything. False after a complaint. */
static bool choose(struct session *session, const char *section, char **words,
		   GHashTable **ret_chosen)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GArray) items = NULL;

	*ret_chosen = NULL;
	if (!*words)
		return true;
	items = inventory_select(session->inventory, (const char *const *)words, &error);
	if (!items) {
		complain_error(session->answer, error);
		return false;
	}
	*ret_chosen = g_hash_table_new(NULL, NULL);
	for (guint i = 0; i < items->len; i++) {
		const void *thing = thing_of(section, &g_array_index(items, struct item, i));

		if (thing)
			g_hash_table_add(*ret_chosen, (void *)thing);
	}
	return true;
}

static void print_header(const struct columns *columns)
{
	g_autoptr(GString) record = g_string_new(NULL);

	columns_append_names(columns, record);
	printer_line(record);
}

static void print_csv(const struct session *session, const struct columns *columns,
		      const void *thing)
{
	g_autoptr(GString) record = g_string_new(NULL);

	columns_append_record(columns, session->inventory, thing, record);
	printer_line(record);
}

static void print_json(const struct session *session, const struct columns *columns,
		       const void *thing)
{
	struct json *object = printer_new_object("row"), *cells = json_new_object();
	g_autoptr(GString) cell = g_string_new(NULL);

	json_set_string(object, "family", columns_section(columns));
	for (size_t i = 0; columns_name(columns, i); i++) {
		g_string_truncate(cell, 0);
		columns_print(columns, session->inventory, thing, i, cell);
		json_set_string(i ? cells : object, columns_name(columns, i),
				cell->len ? cell->str : NULL);
	}
	json_take(object, "cells", cells);
	printer_take(object);
}

static int run(struct session *session, char **arguments)
{
	const char *section = arg_family ? arg_family : "lines";
	const struct columns *columns = columns_find(section);
	g_autoptr(GHashTable) chosen = NULL;

	if (!choose(session, section, arguments, &chosen))
		return EXIT_COULD_NOT;
	if (session->answer != ANSWER_JSON)
		print_header(columns);
	for (size_t i = 0; i < columns_thing_count(columns, session->inventory); i++) {
		const void *thing = columns_thing_at(columns, session->inventory, i);

		if (chosen && !g_hash_table_contains(chosen, thing))
			continue;
		if (session->answer == ANSWER_JSON)
			print_json(session, columns, thing);
		else
			print_csv(session, columns, thing);
	}
	return EXIT_OK;
}

const struct command inventory_export = {
	.name = "export",
	.summary = N_("write a section as a table"),
	.args = "[SELECTOR...]",
	.needs = NEED_INVENTORY,
	.options = options,
	.answer = answer_of,
	.run = run,
};
