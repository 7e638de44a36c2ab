/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops notify retry and drop: messages that failed are to be tried again, or never again.
 */
#include "notify/verbs.h"

#include "base/translate.h"
#include "sure.h"
#include "ui/complain.h"
#include "ui/printer.h"

static char *arg_notice, *arg_reason;

static const GOptionEntry retry_options[] = {
	{"notice", 0, 0, G_OPTION_ARG_FILENAME, &arg_notice, N_("all that failed of this notice"),
	 "NOTICE"},
	{NULL},
};

static const GOptionEntry drop_options[] = {
	{"notice", 0, 0, G_OPTION_ARG_FILENAME, &arg_notice,
	 N_("all that has not arrived of this notice"), "NOTICE"},
	{"reason", 0, 0, G_OPTION_ARG_FILENAME, &arg_reason, N_("why, for the record"), "TEXT"},
	{"sure", 0, 0, G_OPTION_ARG_NONE, &arg_sure, SURE_WORDS, NULL},
	{NULL},
};

/* What became of them. */
static int tell(const struct session *session, const GArray *numbers, const char *words)
{
	const struct spool_filter all = {.notice = 0};
	g_autoptr(GPtrArray) rows = NULL;
	g_autoptr(GError) error = NULL;

	if (session->answer != ANSWER_JSON) {
		printer_text("%s: %u\n", words, numbers->len);
		return EXIT_OK;
	}
	rows = engine_spool(session->store, &all, &error);
	if (!rows)
		return complain_error(session->answer, error);
	for (guint i = 0; i < rows->len; i++) {
		const struct spool_row *row = rows->pdata[i];

		for (guint k = 0; k < numbers->len; k++)
			if (g_array_index(numbers, int64_t, k) == row->message->number)
				notify_message_json(session, row);
	}
	return EXIT_OK;
}

static int run_retry(struct session *session, char **arguments)
{
	const unsigned int states = 1U << MESSAGE_FAILED_TEMPORARY | 1U << MESSAGE_FAILED_PERMANENT;
	int status = notify_open(session, STORE_WRITE);
	const struct tell_options telling = session_telling(session);
	g_autoptr(GArray) numbers = NULL;
	g_autoptr(GError) error = NULL;

	if (status)
		return status;
	numbers = notify_read_messages(session, arguments, arg_notice, states);
	if (!numbers)
		return EXIT_COULD_NOT;
	if (!engine_retry(&telling, (const int64_t *)(void *)numbers->data, numbers->len, &error))
		return complain_error(session->answer, error);
	return tell(session, numbers, _("messages that are tried again now"));
}

static int run_drop(struct session *session, char **arguments)
{
	int status;
	g_autoptr(GArray) numbers = NULL;
	g_autoptr(GError) error = NULL;

	if (!arg_reason)
		return complain(session->answer, COMPLAINT_USAGE, _("say why: '--reason'"));
	if (!notify_check_text(session, "--reason", arg_reason))
		return EXIT_COULD_NOT;
	status = notify_open(session, STORE_WRITE);
	if (status)
		return status;
	numbers = notify_read_messages(session, arguments, arg_notice, SPOOL_UNDELIVERED);
	if (!numbers)
		return EXIT_COULD_NOT;
	const struct tell_options telling = session_telling(session);

	if (!engine_drop(&telling, (const int64_t *)(void *)numbers->data, numbers->len, arg_reason,
			 &error))
		return complain_error(session->answer, error);
	return tell(session, numbers, _("messages that are not tried again"));
}

const struct command notify_retry = {
	.name = "retry",
	.summary = N_("try messages again that failed"),
	.args = "[CODE...]",
	.needs = NEED_INVENTORY,
	.options = retry_options,
	.run = run_retry,
};

const struct command notify_drop = {
	.name = "drop",
	.summary = N_("give messages up"),
	.args = "[CODE...]",
	.needs = NEED_INVENTORY,
	.options = drop_options,
	.run = run_drop,
};
