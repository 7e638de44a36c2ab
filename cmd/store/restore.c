/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops store restore: puts a backup in the record's place, and says at once
 * what that means for who kept a later checkpoint of it. It needs no
 * configuration: the host may be new.
 */
#include "store/verbs.h"

#include "base/translate.h"
#include "store/restore.h"
#include "ui/complain.h"
#include "ui/printer.h"

#include <inttypes.h>

static gboolean arg_dry_run, arg_replace;

static const GOptionEntry options[] = {
	{"dry-run", 0, 0, G_OPTION_ARG_NONE, &arg_dry_run, N_("only say what would be restored"),
	 NULL},
	{"replace", 0, 0, G_OPTION_ARG_NONE, &arg_replace,
	 N_("move the present record aside first; it is never deleted"), NULL},
	{NULL},
};

static void print_json(const struct session *session, const char *from,
		       const struct restore_report *report)
{
	struct json *object = printer_new_object("restore");
	const struct journal_verdict *verdict = &report->verdict;

	json_set_string(object, "from", from);
	json_set_string(object, "directory", session->state_directory);
	json_set_bool(object, "dry_run", arg_dry_run);
	json_set_string(object, "verdict", words_get(WORDS_STORE_VERDICT, verdict->verdict)->id);
	json_set_integer(object, "size", verdict->size);
	json_set_string(object, "message", verdict->message);
	json_set_bool(object, "signs", report->signs);
	json_set_string(object, "aside", report->aside);
	json_set_string(object, "against_replaced",
			report->compared
				? words_get(WORDS_STORE_VERDICT, report->against.verdict)->id
				: NULL);
	json_set_string(object, "against_message",
			report->compared ? report->against.message : NULL);
	printer_take(object);
}

static void print_less(const struct restore_report *report)
{
	g_autofree char *message = printer_safe(report->against.message);

	printer_text(_("against the record that was here: %s: %s\n"),
		     words_shown(WORDS_STORE_VERDICT, report->against.verdict), message);
	if (report->against.verdict == VERDICT_TRUNCATED)
		printer_text(_("what follows entry %" PRId64
			       " is only in the record that was here: keep it; from now on 'nwops "
			       "audit verify' says forked, and so does whoever holds a later "
			       "checkpoint\n"),
			     report->verdict.size);
	else
		printer_text(_("the two are different histories: keep both, and say so to whoever "
			       "holds a checkpoint\n"));
}

static void print_text(const struct session *session, const struct restore_report *report)
{
	g_autofree char *directory = printer_safe(session->state_directory);
	g_autofree char *message = printer_safe(report->verdict.message);
	g_autofree char *aside = report->aside ? printer_safe(report->aside) : NULL;

	printer_text(arg_dry_run ? _("would restore %" PRId64 " entries into '%s'\n")
				 : _("restored %" PRId64 " entries into '%s'\n"),
		     report->verdict.size, directory);
	printer_text("%s: %s\n", words_shown(WORDS_STORE_VERDICT, report->verdict.verdict),
		     message);
	if (aside)
		printer_text(_("the record that was here is now in '%s'\n"), aside);
	if (restore_loses(report))
		print_less(report);
	if (!report->signs)
		printer_text(_("log.key is missing: put the one of this log into '%s', mode 0600; "
			       "until then nothing that is recorded is signed for\n"),
			     directory);
}

static int run(struct session *session, char **arguments)
{
	const struct restore_options restore = {
		.from = arguments[0],
		.directory = session->state_directory,
		.replace = arg_replace,
		.dry_run = arg_dry_run,
		.clock = session->clock,
	};
	g_autoptr(GError) error = NULL;
	struct restore_report report;
	bool attention;

	if (!restore_put(&restore, &report, &error))
		return complain_error(session->answer, error);
	if (session->answer == ANSWER_JSON)
		print_json(session, restore.from, &report);
	else
		print_text(session, &report);
	attention = report.verdict.verdict != VERDICT_COMPLETE || restore_loses(&report) ||
		    !report.signs;
	restore_report_clear(&report);
	return attention ? EXIT_ATTENTION : EXIT_OK;
}

const struct command store_restore = {
	.name = "restore",
	.summary = N_("put a backup in the record's place"),
	.args = "DIRECTORY",
	.options = options,
	.run = run,
};
