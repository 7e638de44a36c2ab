/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops inventory import: what another system's table would change in ours,
 * and, when asked to, the change.
 */
#include "inventory/verbs.h"

#include "base/translate.h"
#include "ui/complain.h"
#include "ui/printer.h"

static char *arg_map, *arg_into, *arg_encoding;
static gboolean arg_apply, arg_prune, arg_skip_bad;

static const GOptionEntry options[] = {
	{"map", 0, 0, G_OPTION_ARG_FILENAME, &arg_map, N_("how their columns become ours"), "FILE"},
	{"into", 0, 0, G_OPTION_ARG_FILENAME, &arg_into, N_("which section (that of the mapping)"),
	 "lines|organizations|devices"},
	{"encoding", 0, 0, G_OPTION_ARG_FILENAME, &arg_encoding, N_("of their file (UTF-8)"),
	 "NAME"},
	{"prune", 0, 0, G_OPTION_ARG_NONE, &arg_prune, N_("remove what they do not have"), NULL},
	{"skip-bad", 0, 0, G_OPTION_ARG_NONE, &arg_skip_bad, N_("leave bad rows out"), NULL},
	{"apply", 0, 0, G_OPTION_ARG_NONE, &arg_apply, N_("write the table"), NULL},
	{NULL},
};

/* --- bad rows --- */

static void print_bad(const struct session *session, const struct conf_faults *bad)
{
	size_t count = conf_faults_count(bad);

	for (size_t i = 0; i < count; i++) {
		g_autofree char *line = conf_fault_print(conf_faults_at(bad, i));

		if (session->answer == ANSWER_JSON)
			complain_fault_json(conf_faults_at(bad, i));
		else
			printer_text("! %s\n", line);
	}
	if (session->answer != ANSWER_JSON && conf_faults_errors(bad) > count)
		printer_text(_("and %zu more\n"), conf_faults_errors(bad) - count);
}

/* --- what would change --- */

static const char *shown(const char *text)
{
	return *text ? text : "-";
}

static void print_change(const struct import_change *change)
{
	static const char marks[] = {
		[IMPORT_ADDED] = '+', [IMPORT_CHANGED] = '~', [IMPORT_REMOVED] = '-'};
	g_autoptr(GString) line = g_string_new(NULL);
	g_autofree char *safe = NULL;

	g_string_printf(line, "%c %s", marks[change->kind], change->name);
	for (size_t i = 0; i < change->field_count; i++) {
		const struct import_field *field = &change->fields[i];

		if (change->kind == IMPORT_ADDED)
			g_string_append_printf(line, "%s %s=%s", i ? "," : ":", field->column,
					       field->now);
		else
			g_string_append_printf(line, "%s %s: %s -> %s", i ? "," : ":",
					       field->column, shown(field->old), shown(field->now));
	}
	safe = printer_safe(line->str);
	printer_text("%s\n", safe);
}

static struct json *json_of_fields(const struct import_change *change)
{
	struct json *array = json_new_array();

	for (size_t i = 0; i < change->field_count; i++) {
		const struct import_field *field = &change->fields[i];
		struct json *object = json_new_object();

		json_set_string(object, "column", field->column);
		json_set_string(object, "old", *field->old ? field->old : NULL);
		json_set_string(object, "new", *field->now ? field->now : NULL);
		json_append_take(array, object);
	}
	return array;
}

static void print_change_json(const struct import *import, const struct import_change *change)
{
	static const char *const words[] = {[IMPORT_ADDED] = "added",
					    [IMPORT_CHANGED] = "changed",
					    [IMPORT_REMOVED] = "removed"};
	struct json *object = printer_new_object("import-change");

	json_set_string(object, "family", import_section(import));
	json_set_string(object, "id", change->name);
	json_set_string(object, "change", words[change->kind]);
	printer_set_figure(object, "line", change->line ? (int64_t)change->line : -1);
	json_take(object, "cells", json_of_fields(change));
	printer_take(object);
}

/* How many changes there are of each kind. */
struct counts {
	size_t of[3];
};

static struct counts print_changes(const struct session *session, const struct import *import)
{
	struct counts counts = {{0}};

	for (size_t i = 0; i < import_count(import); i++) {
		const struct import_change *change = import_at(import, i);

		counts.of[change->kind]++;
		if (session->answer == ANSWER_JSON)
			print_change_json(import, change);
		else
			print_change(change);
	}
	return counts;
}

/* --- the end --- */

static void print_end(const struct session *session, const struct import *import,
		      const struct counts *counts, bool written)
{
	struct json *object;

	if (session->answer != ANSWER_JSON) {
		printer_text(
			_("%s: added %zu, changed %zu, removed %zu, the same %zu, left out %zu\n"),
			import_section(import), counts->of[IMPORT_ADDED],
			counts->of[IMPORT_CHANGED], counts->of[IMPORT_REMOVED], import_same(import),
			import_skipped(import));
		if (written)
			printer_text(_("written: '%s'\n"), import_table(import));
		else if (import_count(import))
			printer_text(_("nothing is written; '--apply' writes '%s'\n"),
				     import_table(import));
		return;
	}
	object = printer_new_object("import");
	json_set_string(object, "family", import_section(import));
	json_set_string(object, "file", import_table(import));
	json_set_integer(object, "added", counts->of[IMPORT_ADDED]);
	json_set_integer(object, "changed", counts->of[IMPORT_CHANGED]);
	json_set_integer(object, "removed", counts->of[IMPORT_REMOVED]);
	json_set_integer(object, "same", import_same(import));
	json_set_integer(object, "left_out", import_skipped(import));
	json_set_bool(object, "written", written);
	printer_take(object);
}

static int refuse(struct session *session, const char *file, const struct conf_faults *faults,
		  const struct conf_faults *bad)
{
	if (conf_faults_errors(faults))
		return complain_faults(session->answer, faults,
				       _("cannot import '%s'; nothing was done"), file);
	return complain(session->answer, COMPLAINT_CONFIGURATION,
			_("bad rows: %u; nothing was done ('--skip-bad' leaves them out)"),
			conf_faults_errors(bad));
}

static int run(struct session *session, char **arguments)
{
	const struct import_options chosen = {
		.directory = session->config_directory,
		.file = arguments[0],
		.mapping = arg_map,
		.section = arg_into,
		.encoding = arg_encoding,
		.skip_bad = arg_skip_bad,
		.prune = arg_prune,
	};
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autoptr(ops_conf_faults_t) bad = conf_faults_new();
	g_autoptr(ops_import_t) import = import_new(&chosen, faults, bad);
	g_autoptr(GError) error = NULL;
	struct counts counts;
	bool writes;

	print_bad(session, bad);
	if (!import)
		return refuse(session, arguments[0], faults, bad);
	counts = print_changes(session, import);
	writes = arg_apply && import_count(import);
	if (writes && !import_apply(import, &error))
		return complain_error(session->answer, error);
	print_end(session, import, &counts, writes);
	return import_skipped(import) ? EXIT_ATTENTION : EXIT_OK;
}

const struct command inventory_import = {
	.name = "import",
	.summary = N_("show or make what another system's table changes"),
	.args = "FILE",
	.options = options,
	.run = run,
};
