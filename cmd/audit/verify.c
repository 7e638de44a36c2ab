/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops audit verify: proves a store, ours or a copy somebody handed over. It
 * needs no configuration and writes nothing, so that an auditor can run it.
 */
#include "audit/verbs.h"

#include "base/instant.h"
#include "base/translate.h"
#include "store/cosign.h"
#include "store/journal.h"
#include "ui/complain.h"
#include "ui/printer.h"

#include <inttypes.h>

static char *arg_against;
static char **arg_cosigners;

static const GOptionEntry options[] = {
	{"against", 0, 0, G_OPTION_ARG_FILENAME, &arg_against,
	 N_("compare with a checkpoint that was kept elsewhere"), "FILE"},
	{"cosigner", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &arg_cosigners,
	 N_("has the party of this cosign.vkey cosigned it?"), "FILE"},
	{NULL},
};

static int exit_of(enum store_verdict verdict)
{
	if (verdict == VERDICT_COMPLETE)
		return EXIT_OK;
	return verdict == VERDICT_UNANCHORED ? EXIT_ATTENTION : EXIT_BAD;
}

static const struct cosign_line *line_at(const GArray *lines, guint index)
{
	return &g_array_index(lines, struct cosign_line, index);
}

static struct json *cosigners_json(const struct session *session, const GArray *lines)
{
	struct json *list = json_new_array();

	for (guint i = 0; i < lines->len; i++) {
		struct json *object = json_new_object();

		json_set_string(object, "name", line_at(lines, i)->name);
		printer_set_instant(object, "at", line_at(lines, i)->at_us, session->zone);
		json_append_take(list, object);
	}
	return list;
}

/* LINES NULL: nobody asked for cosigners. */
static void print_json(const struct session *session, const char *directory,
		       const struct journal_verdict *verdict, const GArray *lines)
{
	struct json *object = printer_new_object("verdict");

	json_set_string(object, "directory", directory);
	json_set_string(object, "verdict", words_get(WORDS_STORE_VERDICT, verdict->verdict)->id);
	printer_set_figure(object, "size", verdict->size);
	printer_set_figure(object, "anchored", verdict->anchored);
	printer_set_instant(object, "anchored_at", verdict->anchored_at_us, session->zone);
	printer_set_figure(object, "first_bad", verdict->first_bad > 0 ? verdict->first_bad : -1);
	json_set_string(object, "message", verdict->message);
	if (lines)
		json_take(object, "cosigners", cosigners_json(session, lines));
	printer_take(object);
}

static void print_cosigners(const struct session *session, const GArray *lines)
{
	guint count = 0;

	for (guint i = 0; i < lines->len; i++)
		count += line_at(lines, i)->at_us >= 0;
	printer_text(_("cosigned '%s': %u of %u\n"), arg_against, count, lines->len);
	for (guint i = 0; i < lines->len; i++) {
		const struct cosign_line *line = line_at(lines, i);
		g_autofree char *name = printer_safe(line->name);
		g_autofree char *at =
			line->at_us >= 0 ? instant_show(line->at_us, session->zone) : NULL;

		printer_text("  %s: %s\n", name, at ? at : _("not cosigned"));
	}
}

static void print_text(const struct session *session, const struct journal_verdict *verdict)
{
	g_autofree char *message = printer_safe(verdict->message);
	g_autofree char *at = verdict->anchored_at_us > 0
				      ? instant_show(verdict->anchored_at_us, session->zone)
				      : NULL;

	printer_text("%s: %s\n", words_shown(WORDS_STORE_VERDICT, verdict->verdict), message);
	printer_text(_("entries: %" PRId64 ", signed for: %" PRId64 "\n"), verdict->size,
		     verdict->anchored);
	if (at)
		printer_text(_("newest signature: %s\n"), at);
}

static int run(struct session *session, char **arguments)
{
	const char *directory = arguments[0] ? arguments[0] : session->state_directory;
	g_autoptr(GError) error = NULL;
	g_autoptr(GArray) lines = NULL;
	struct journal_verdict verdict;

	if (arg_cosigners && !arg_against)
		return complain(session->answer, COMPLAINT_USAGE,
				_("option '%s' says nothing without '%s'"), "--cosigner",
				"--against");
	if (!journal_verify(directory, arg_against, &verdict, &error))
		return complain_error(session->answer, error);
	if (arg_cosigners) {
		lines = cosign_look(arg_against, (const char *const *)arg_cosigners, &error);
		if (!lines)
			return complain_error(session->answer, error);
	}
	if (session->answer == ANSWER_JSON)
		print_json(session, directory, &verdict, lines);
	else
		print_text(session, &verdict);
	if (lines && session->answer != ANSWER_JSON)
		print_cosigners(session, lines);
	return exit_of(verdict.verdict);
}

const struct command audit_verify = {
	.name = "verify",
	.summary = N_("prove that the record is whole"),
	.args = "[DIRECTORY]",
	.options = options,
	.run = run,
};
