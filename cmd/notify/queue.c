/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops notify queue: what has not arrived, the oldest first.
 */
#include "notify/verbs.h"

#include "base/instant.h"
#include "base/quantity.h"
#include "base/translate.h"
#include "ui/complain.h"
#include "ui/printer.h"
#include "ui/table.h"

#include <unistd.h>

static gboolean arg_all;
static char *arg_case;

static const GOptionEntry options[] = {
	{"all", 0, 0, G_OPTION_ARG_NONE, &arg_all,
	 N_("also what was delivered, answered or dropped"), NULL},
	{"case", 0, 0, G_OPTION_ARG_FILENAME, &arg_case, N_("only of this case"), "ID"},
	{NULL},
};

static bool needs_person(enum message_state state)
{
	return state == MESSAGE_FAILED_PERMANENT || state == MESSAGE_HELD;
}

static enum table_tint tint_of(enum message_state state)
{
	if (state == MESSAGE_FAILED_PERMANENT)
		return TINT_RED;
	return state == MESSAGE_FAILED_TEMPORARY || state == MESSAGE_HELD ? TINT_YELLOW : TINT_NONE;
}

/* What was last heard, and what else is to be known. Caller frees. */
static char *below(const struct spool_row *row)
{
	g_autofree char *about =
		notify_about(row->kind, row->audience, row->sequence, row->case_id);
	GString *text = g_string_new(NULL);

	g_string_printf(text, "%s", about);
	if (row->last)
		g_string_append_printf(text, "; %s%s%s",
				       words_shown(WORDS_DELIVERY_END, row->last->end),
				       *row->last->reply ? ": " : "", row->last->reply);
	if (row->message->may_be_twice)
		g_string_append_printf(text, "; %s", _("it may arrive twice"));
	if (row->answer)
		g_string_append_printf(text, "; %s: %s", row->answer->by,
				       words_shown(WORDS_ACK, row->answer->ack));
	return g_string_free(text, FALSE);
}

static bool is_tried_again(enum message_state state)
{
	return state == MESSAGE_QUEUED || state == MESSAGE_FAILED_TEMPORARY;
}

static void add_row(struct table *table, const struct session *session, const struct spool_row *row,
		    int64_t now_us)
{
	const struct message_record *message = row->message;
	g_autofree char *age = quantity_show_duration(MAX(now_us - message->made_at_us, 0) /
						      G_USEC_PER_SEC * G_USEC_PER_SEC);
	g_autofree char *next =
		!is_tried_again(message->state) ? NULL
		: message->due_at_us <= now_us
			? g_strdup(_("now"))
			: instant_show_brief(message->due_at_us, now_us, session->zone);
	g_autofree char *tries = g_strdup_printf("%ld", (long)message->attempts);
	g_autofree char *about = below(row);
	const char *cells[] = {
		age,
		words_shown(WORDS_MESSAGE_STATE, message->state),
		*message->code ? message->code : NULL,
		notify_recipient(message),
		words_shown(WORDS_CHANNEL_KIND, message->channel),
		next,
		tries,
		about,
	};

	table_add(table, tint_of(message->state), false, cells);
}

static void print_rows(const struct session *session, const GPtrArray *rows)
{
	const struct table_column columns[] = {
		{_("AGE"), TEXT_RIGHT, 0, false},	{_("STATE"), TEXT_LEFT, 0, false},
		{_("REPLY CODE"), TEXT_LEFT, 0, false}, {_("RECIPIENT"), TEXT_LEFT, 12, false},
		{_("CHANNEL"), TEXT_LEFT, 0, false},	{_("NEXT TRY"), TEXT_LEFT, 0, false},
		{_("TRIES"), TEXT_RIGHT, 0, false},	{_("ABOUT"), TEXT_LEFT, 0, true},
	};
	g_autoptr(ops_table_t) table = table_new(columns, G_N_ELEMENTS(columns));
	struct terminal terminal = terminal_of(STDOUT_FILENO);
	int64_t now_us = clock_wall_us(session->clock);

	for (guint i = 0; i < rows->len; i++)
		add_row(table, session, rows->pdata[i], now_us);
	if (rows->len)
		table_print(table, &terminal, 0);
}

/* --- the end of it --- */

static void print_counts(const struct session *session, const int64_t *counts, int64_t oldest_us)
{
	g_autofree char *line = notify_counts(counts);

	printer_text(_("in all: %s\n"), *line ? line : _("no messages"));
	if (oldest_us) {
		g_autofree char *when = instant_show(oldest_us, session->zone);

		printer_text(_("the oldest that is on its way: since %s\n"), when);
	}
}

static void print_counts_json(const struct session *session, const int64_t *counts,
			      int64_t oldest_us)
{
	struct json *object = printer_new_object("spool"), *by_state = json_new_object();

	for (unsigned int i = 0; i < MESSAGE_STATE_COUNT; i++)
		json_set_integer(by_state, words_get(WORDS_MESSAGE_STATE, i)->id, counts[i]);
	json_take(object, "counts", by_state);
	printer_set_instant(object, "oldest_at", oldest_us, session->zone);
	printer_take(object);
}

static int run(struct session *session, char **arguments)
{
	const struct spool_filter filter = {.states = arg_all ? 0 : SPOOL_UNDELIVERED,
					    .case_id = arg_case};
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) rows = engine_spool(session->store, &filter, &error);
	int64_t counts[MESSAGE_STATE_COUNT], oldest_us;
	bool attention = false;

	(void)arguments;
	if (!rows || !messages_count(session->store, counts, &oldest_us, &error))
		return complain_error(session->answer, error);
	for (guint i = 0; i < rows->len; i++) {
		attention |=
			needs_person(((const struct spool_row *)rows->pdata[i])->message->state);
		if (session->answer == ANSWER_JSON)
			notify_message_json(session, rows->pdata[i]);
	}
	if (session->answer == ANSWER_JSON) {
		print_counts_json(session, counts, oldest_us);
	} else {
		print_rows(session, rows);
		print_counts(session, counts, oldest_us);
	}
	return attention ? EXIT_ATTENTION : EXIT_OK;
}

const struct command notify_queue = {
	.name = "queue",
	.summary = N_("list what has not arrived"),
	.needs = NEED_INVENTORY | NEED_STORE_READ,
	.options = options,
	.run = run,
};
