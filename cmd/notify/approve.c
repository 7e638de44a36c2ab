/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops notify approve: lets a notice go that is held. Its words are shown to who answers for them.
 */
#include "notify/verbs.h"

#include "base/translate.h"
#include "ui/ask.h"
#include "ui/complain.h"
#include "ui/printer.h"

static gboolean arg_yes;

static const GOptionEntry options[] = {
	{"yes", 0, 0, G_OPTION_ARG_NONE, &arg_yes, N_("ask nobody"), NULL},
	{NULL},
};

/* Each text once. */
static void print_words(const GPtrArray *rows)
{
	g_autoptr(GHashTable) printed =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (guint i = 0; i < rows->len; i++) {
		const struct spool_row *row = rows->pdata[i];
		g_autofree char *subject = NULL, *text = NULL;

		if (!notify_read_content(row->message->content, &subject, &text) ||
		    !g_hash_table_add(printed, g_strconcat(subject, "\n", text, NULL)))
			continue;
		printer_text(_("\n--- to %s, by %s:\n"), notify_recipient(row->message),
			     words_shown(WORDS_CHANNEL_KIND, row->message->channel));
		notify_print_text(subject, 4);
		printer_text("\n");
		notify_print_text(text, 4);
	}
}

/* EXIT_OK: go on; else the exit status. */
static int settle(const struct session *session, int64_t number)
{
	const struct spool_filter filter = {.notice = number};
	g_autofree char *question = NULL;
	g_autoptr(GPtrArray) rows = NULL;
	g_autoptr(GError) error = NULL;
	enum ask_answer answer;

	if (arg_yes)
		return EXIT_OK;
	rows = engine_spool(session->store, &filter, &error);
	if (!rows)
		return complain_error(session->answer, error);
	if (!notify_tell_notice(session, number, false))
		return EXIT_COULD_NOT;
	if (session->answer != ANSWER_JSON)
		print_words(rows);
	question = g_strdup_printf(_("let these %u messages go?"), rows->len);
	answer = ask_yes_no(session, question);
	if (answer == ASK_YES)
		return EXIT_OK;
	if (session->answer != ANSWER_JSON)
		printer_text("%s\n", answer == ASK_NOBODY ? _("nobody is here to be asked; '--yes' "
							      "approves it: nothing was approved")
							  : _("nothing was approved"));
	return EXIT_ATTENTION;
}

static int run(struct session *session, char **arguments)
{
	int status = notify_open(session, STORE_WRITE);
	const struct tell_options telling = session_telling(session);
	g_autoptr(GError) error = NULL;
	int64_t number;

	if (status)
		return status;
	if (!notify_read_number(session, *arguments, &number))
		return EXIT_COULD_NOT;
	status = settle(session, number);
	if (status)
		return status;
	if (!engine_approve(&telling, number, &error))
		return complain_error(session->answer, error);
	return notify_tell_notice(session, number, false) ? EXIT_OK : EXIT_COULD_NOT;
}

const struct command notify_approve = {
	.name = "approve",
	.summary = N_("let a notice go that is held"),
	.args = "NOTICE",
	.needs = NEED_INVENTORY,
	.options = options,
	.run = run,
};
