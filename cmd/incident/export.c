/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops incident export: a case with its proof, for somebody who has no nwops.
 */
#include "incident/verbs.h"

#include "base/translate.h"
#include "ui/complain.h"
#include "ui/printer.h"

#include <inttypes.h>

static gboolean arg_dry_run;

static const GOptionEntry options[] = {
	{"dry-run", 0, 0, G_OPTION_ARG_NONE, &arg_dry_run, N_("write nothing"), NULL},
	{NULL},
};

static void print_json(const char *id, const char *to, const struct case_bundle_figures *figures)
{
	struct json *object = printer_new_object("export");

	json_set_string(object, "case", id);
	json_set_string(object, "to", to);
	json_set_bool(object, "dry_run", arg_dry_run);
	json_set_integer(object, "files", figures->files);
	json_set_integer(object, "bytes", figures->bytes);
	json_set_integer(object, "entries", figures->entries);
	json_set_integer(object, "removed", figures->removed);
	json_set_integer(object, "size", figures->size);
	printer_take(object);
}

static void print_text(const char *to, const struct case_bundle_figures *figures)
{
	g_autofree char *shown = printer_safe(to);

	printer_text(arg_dry_run ? _("would write '%s': %" PRId64 " files, %" PRId64 " bytes\n")
				 : _("wrote '%s': %" PRId64 " files, %" PRId64 " bytes\n"),
		     shown, figures->files, figures->bytes);
	printer_text(_("entries: %" PRId64 " of %" PRId64 ", payloads removed: %" PRId64 "\n"), figures->entries,
		     figures->size, figures->removed);
	printer_text(_("restricted: names, addresses, texts of messages and of devices are in it\n"));
}

static int run(struct session *session, char **arguments)
{
	const struct cases_options recording = session_recording(session);
	g_autoptr(GError) error = NULL;
	g_autoptr(ops_case_bundle_t) bundle = case_bundle_new(&recording, arguments[0], &error);
	struct case_bundle_figures figures;

	if (!bundle || (!arg_dry_run && !case_bundle_write(bundle, arguments[1], g_str_has_suffix(arguments[1], ".tar")
									   ? BUNDLE_TAR : BUNDLE_DIRECTORY, &error)))
		return incident_complain(session, error);
	figures = case_bundle_figures(bundle);
	if (session->answer == ANSWER_JSON)
		print_json(arguments[0], arguments[1], &figures);
	else
		print_text(arguments[1], &figures);
	return EXIT_OK;
}

const struct command incident_export = {
	.name = "export",
	.summary = N_("write a case with its proof, for who has no nwops"),
	.args = "CASE PATH",
	.needs = NEED_INVENTORY | NEED_STORE_WRITE,
	.options = options,
	.run = run,
};
