/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops notify preview: the bytes that one recipient would be sent, by the program that sends them.
 */
#include "notify/verbs.h"

#include "base/digest.h"
#include "base/text.h"
#include "base/translate.h"
#include "sure.h"
#include "ui/complain.h"
#include "ui/printer.h"
#include "ui/table.h"

#include <unistd.h>

static gboolean arg_sample;
static char *arg_to, *arg_case, *arg_subject, **arg_fields;

static const GOptionEntry options[] = {
	{"to", 0, 0, G_OPTION_ARG_FILENAME, &arg_to, N_("whom to tell"), "AUDIENCE[:ORG]"},
	{"case", 0, 0, G_OPTION_ARG_FILENAME, &arg_case, N_("the case that it belongs to"), "ID"},
	{"subject", 0, 0, G_OPTION_ARG_FILENAME, &arg_subject, N_("what it is about"), "ITEM"},
	{"field", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &arg_fields,
	 N_("a fact for the text; NAME~VALUE: an estimate"), "NAME=VALUE"},
	{"sample", 0, 0, G_OPTION_ARG_NONE, &arg_sample,
	 N_("fill in what is not given from the samples of the fields"), NULL},
	{"sure", 0, 0, G_OPTION_ARG_NONE, &arg_sure, SURE_WORDS, NULL},
	{NULL},
};

/* A message, kept or not, as far as it is composed. */
struct composing {
	const char *contact, *organization, *target, *content;
	enum channel_kind channel;
	enum notice_kind kind;
};

static void print_json(const struct composing *what, GBytes *bytes)
{
	size_t length;
	const void *start = g_bytes_get_data(bytes, &length);
	struct digest digest = digest_of(start, length);
	g_autofree char *base64 = digest_base64(start, length),
			*hex = digest_hex(digest.bytes, DIGEST_SIZE);
	struct json *object = printer_new_object("composed");

	json_set_string(object, "kind", words_get(WORDS_NOTICE_KIND, what->kind)->id);
	notify_set_some(object, "contact", what->contact);
	json_set_string(object, "organization", what->organization);
	json_set_string(object, "channel", words_get(WORDS_CHANNEL_KIND, what->channel)->id);
	json_set_string(object, "target", what->target);
	json_set_integer(object, "bytes", (int64_t)length);
	json_set_string(object, "digest", hex);
	json_set_string(object, "base64", base64);
	printer_take(object);
}

static int compose(const struct session *session, const struct composing *what)
{
	enum send_mark mark = engine_mark(session->store, what->content);
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) bytes =
		send_compose(session->libexec_directory, what->content, mark, &error);

	if (!bytes)
		return complain_error(session->answer, error);
	if (session->answer == ANSWER_JSON) {
		print_json(what, bytes);
	} else if (isatty(STDOUT_FILENO)) {
		g_autofree char *text =
			g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));

		g_strdelimit(text, "\r", ' ');
		notify_print_text(text, 0);
	} else {
		printer_bytes(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
	}
	return EXIT_OK;
}

static int refuse(const struct session *session, const char *contact)
{
	g_autofree char *shown = text_excerpt(contact);

	return complain(session->answer, COMPLAINT_USAGE, _("there would be no message to '%s'"),
			shown);
}

/* --- what is kept --- */

static void list_kept(const struct session *session, const GPtrArray *rows)
{
	const struct table_column columns[] = {
		{_("REPLY CODE"), TEXT_LEFT, 0, false},	   {_("RECIPIENT"), TEXT_LEFT, 12, false},
		{_("ORGANIZATION"), TEXT_LEFT, 12, false}, {_("CHANNEL"), TEXT_LEFT, 0, false},
		{_("STATE"), TEXT_LEFT, 0, false},	   {_("ADDRESS"), TEXT_LEFT, 0, true},
	};
	g_autoptr(ops_table_t) table = table_new(columns, G_N_ELEMENTS(columns));
	struct terminal terminal = terminal_of(STDOUT_FILENO);

	for (guint i = 0; i < rows->len; i++) {
		const struct spool_row *row = rows->pdata[i];
		const char *cells[] = {
			row->message->code,
			notify_recipient(row->message),
			row->message->organization,
			words_shown(WORDS_CHANNEL_KIND, row->message->channel),
			words_shown(WORDS_MESSAGE_STATE, row->message->state),
			row->message->target,
		};

		if (session->answer == ANSWER_JSON)
			notify_message_json(session, row);
		else
			table_add(table, TINT_NONE, false, cells);
	}
	if (session->answer != ANSWER_JSON && rows->len)
		table_print(table, &terminal, 0);
}

static bool is_meant(const struct message_record *message, const char *word)
{
	return g_str_equal(notify_recipient(message), word) ||
	       g_str_equal(message->organization, word) ||
	       (*message->code && g_ascii_strcasecmp(message->code, word) == 0);
}

static int preview_kept(struct session *session, const char *number, const char *contact)
{
	struct spool_filter filter = {.notice = 0};
	g_autoptr(GPtrArray) rows = NULL;
	g_autoptr(GError) error = NULL;
	int status = notify_open(session, STORE_READ);

	if (status)
		return status;
	if (!notify_read_number(session, number, &filter.notice))
		return EXIT_COULD_NOT;
	rows = engine_spool(session->store, &filter, &error);
	if (!rows)
		return complain_error(session->answer, error);
	if (!contact && !notify_tell_notice(session, filter.notice, false))
		return EXIT_COULD_NOT;
	if (!contact) {
		list_kept(session, rows);
		return EXIT_OK;
	}
	for (guint i = 0; i < rows->len; i++) {
		const struct spool_row *row = rows->pdata[i];
		const struct composing what = {
			row->message->contact, row->message->organization, row->message->target,
			row->message->content, row->message->channel,	   row->kind,
		};

		if (is_meant(row->message, contact))
			return compose(session, &what);
	}
	return refuse(session, contact);
}

/* --- what is not --- */

static const struct tell_message *find_planned(const struct tell_plan *plan, const char *contact)
{
	for (guint i = 0; i < plan->messages->len; i++) {
		const struct tell_message *message = plan->messages->pdata[i];

		if (g_str_equal(route_contact_name(message->route), contact) ||
		    g_str_equal(message->route->organization->name, contact))
			return message;
	}
	return NULL;
}

static int preview_planned(struct session *session, const char *kind, const char *contact)
{
	const struct notify_words words = {
		.kind = kind,
		.to = arg_to,
		.case_id = arg_case,
		.subject = arg_subject,
		.fields = arg_fields,
		.sample = arg_sample,
	};
	g_autoptr(ops_notice_facts_t) facts = NULL;
	g_autoptr(ops_tell_plan_t) plan = NULL;
	g_autoptr(GError) error = NULL;
	struct tell tell = {.once = "", .urgency = -1};
	const struct tell_message *message;
	int status = notify_open_to_look(session);

	if (status)
		return status;
	facts = notify_read_facts(session, &words);
	if (!facts)
		return EXIT_COULD_NOT;
	tell.facts = facts;
	tell.case_id = facts->reference ? facts->reference : "";
	const struct tell_options telling = session_telling(session);

	plan = engine_plan_notice(&telling, &tell, &error);
	if (!plan)
		return complain_error(session->answer, error);
	if (!contact) {
		notify_tell_plan(session, plan, session->answer == ANSWER_JSON);
		return EXIT_OK;
	}
	message = find_planned(plan, contact);
	if (!message)
		return refuse(session, contact);
	const struct composing what = {
		route_contact_name(message->route),
		message->route->organization->name,
		message->channel->target,
		message->content,
		message->kind,
		facts->kind,
	};

	return compose(session, &what);
}

static int run(struct session *session, char **arguments)
{
	if (!g_ascii_isdigit(**arguments))
		return preview_planned(session, arguments[0], arguments[1]);
	if (arg_to || arg_case || arg_subject || arg_fields || arg_sample)
		return complain(
			session->answer, COMPLAINT_USAGE,
			_("a notice that is kept has its words; options are for a kind of notice"));
	return preview_kept(session, arguments[0], arguments[1]);
}

const struct command notify_preview = {
	.name = "preview",
	.summary = N_("print the bytes that would be sent"),
	.args = "NOTICE [CONTACT]",
	.needs = NEED_INVENTORY,
	.options = options,
	.run = run,
};
