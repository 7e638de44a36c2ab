/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops store backup: a proven copy of the record, taken while it is in use.
 */
#include "store/verbs.h"

#include "base/translate.h"
#include "store/backup.h"
#include "ui/complain.h"
#include "ui/printer.h"

static gboolean arg_dry_run, arg_with_key;

static const GOptionEntry options[] = {
	{"dry-run", 0, 0, G_OPTION_ARG_NONE, &arg_dry_run, N_("only say what would be copied"),
	 NULL},
	{"with-key", 0, 0, G_OPTION_ARG_NONE, &arg_with_key,
	 N_("copy log.key too: who has the backup can then sign"), NULL},
	{NULL},
};

static void print_json(const struct session *session, const char *to,
		       const struct journal_verdict *verdict)
{
	struct json *object = printer_new_object("backup");

	json_set_string(object, "directory", session->state_directory);
	json_set_string(object, "to", to);
	json_set_bool(object, "with_key", arg_with_key);
	json_set_bool(object, "dry_run", arg_dry_run);
	json_set_string(object, "verdict", words_get(WORDS_STORE_VERDICT, verdict->verdict)->id);
	printer_set_figure(object, "size", verdict->size);
	printer_set_figure(object, "anchored", verdict->anchored);
	json_set_string(object, "message", verdict->message);
	printer_take(object);
}

static void print_text(const char *to, const struct journal_verdict *verdict)
{
	g_autofree char *shown = printer_safe(to);
	g_autofree char *message = printer_safe(verdict->message);

	printer_text(arg_dry_run ? _("would make backup '%s'\n") : _("made backup '%s'\n"), shown);
	printer_text("%s: %s\n", words_shown(WORDS_STORE_VERDICT, verdict->verdict), message);
	if (!arg_with_key)
		printer_text(_("without log.key: keep a copy of it apart\n"));
}

/* What backing up now would copy, and what would be said of it. */
static bool rehearse(const struct session *session, const char *to,
		     struct journal_verdict *ret_verdict, GError **error)
{
	return backup_refuse(to, error) &&
	       journal_verify(session->state_directory, NULL, ret_verdict, error);
}

static int run(struct session *session, char **arguments)
{
	const struct backup_options backup = {.to = arguments[0], .with_key = arg_with_key};
	g_autoptr(GError) error = NULL;
	struct journal_verdict verdict;

	if (!(arg_dry_run ? rehearse(session, backup.to, &verdict, &error)
			  : backup_make(session->store, &backup, &verdict, &error)))
		return complain_error(session->answer, error);
	if (session->answer == ANSWER_JSON)
		print_json(session, backup.to, &verdict);
	else
		print_text(backup.to, &verdict);
	return verdict.verdict == VERDICT_COMPLETE     ? EXIT_OK
	       : verdict.verdict == VERDICT_UNANCHORED ? EXIT_ATTENTION
						       : EXIT_COULD_NOT;
}

const struct command store_backup = {
	.name = "backup",
	.summary = N_("make a proven copy while the record is in use"),
	.args = "DIRECTORY",
	.needs = NEED_STORE_READ,
	.options = options,
	.run = run,
};
