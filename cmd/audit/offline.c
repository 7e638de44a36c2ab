/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops audit offline: the directory that is read when nwops is gone.
 */
#include "audit/verbs.h"

#include "base/translate.h"
#include "notify/verbs.h"
#include "offline.h"
#include "owed.h"
#include "procedure/manual.h"
#include "ui/complain.h"
#include "ui/printer.h"

#include <inttypes.h>

static gboolean arg_dry_run;

static const GOptionEntry options[] = {
	{"dry-run", 0, 0, G_OPTION_ARG_NONE, &arg_dry_run, N_("write nothing"), NULL},
	{NULL},
};

static void print_json(const struct session *session, const char *directory, const struct pack_source *source,
		       const struct offline_figures *figures)
{
	struct json *object = printer_new_object("offline");
	g_autofree char *made_from = digest_hex(figures->made_from.bytes, DIGEST_SIZE);

	json_set_string(object, "directory", directory);
	json_set_bool(object, "dry_run", arg_dry_run);
	json_set_string(object, "language", source->language == PROCEDURE_JAPANESE ? "ja" : "en");
	json_set_bool(object, "rehearsal", source->rehearsal);
	printer_set_instant(object, "as_of", source->at_us, session->zone);
	json_set_string(object, "made_from", made_from);
	json_set_integer(object, "files", figures->files);
	json_set_integer(object, "bytes", figures->bytes);
	printer_take(object);
}

static void print_text(const char *directory, const struct pack_source *source, const struct offline_figures *figures)
{
	g_autofree char *shown = printer_safe(directory);

	printer_text(arg_dry_run ? _("would write '%s': %" PRId64 " files, %" PRId64 " bytes\n")
				 : _("wrote '%s': %" PRId64 " files, %" PRId64 " bytes\n"),
		     shown, figures->files, figures->bytes);
	printer_text(_("open cases: %u, to be called: %u, on duty: %u\n"), source->cases->len, source->calls->len, source->on_duty->len);
	printer_text(_("restricted: names, telephone numbers and open cases are in it\n"));
}

static int write_pack(const struct session *session, const char *directory, const struct duties *duties,
		      const struct procedure_set *procedures)
{
	struct offline_figures figures;
	struct pack_source source;
	g_autoptr(GError) error = NULL;
	int status = EXIT_OK;

	if (!offline_gather(session, duties, offline_language(session), &source, &error))
		return complain_error(session->answer, error);
	if (!offline_write(&source, procedures, arg_dry_run ? NULL : directory, &figures, &error))
		status = complain_error(session->answer, error);
	else if (session->answer == ANSWER_JSON)
		print_json(session, directory, &source, &figures);
	else
		print_text(directory, &source, &figures);
	pack_source_clear(&source);
	return status;
}

static int run(struct session *session, char **arguments)
{
	const char *named = inventory_policy(session->inventory)->offline.directory, *directory = arguments[0];
	g_autoptr(ops_procedure_set_t) procedures = NULL;
	g_autoptr(ops_duties_t) duties = NULL;
	int status;

	if (!directory && session_rehearses(session))
		return complain(session->answer, COMPLAINT_USAGE, _("name a directory for the exercise: the site's is for what is real"));
	if (!directory && !named)
		return complain(session->answer, COMPLAINT_USAGE, _("name a directory, or let the site name one: 'offline' in nwops.yaml"));
	status = notify_open(session, STORE_READ);
	if (status)
		return status;
	procedures = manual_ways(session, &status);
	if (!procedures)
		return status;
	duties = owed_open(session, &status);
	return duties ? write_pack(session, directory ? directory : named, duties, procedures) : status;
}

const struct command audit_offline = {
	.name = "offline",
	.summary = N_("write the directory that is read when nwops is gone"),
	.args = "[DIR]",
	.needs = NEED_INVENTORY,
	.options = options,
	.run = run,
};
