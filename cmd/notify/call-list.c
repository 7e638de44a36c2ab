/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops notify call-list: whom a person has to call and what to read out, what to fax or hand over.
 * It is what is left when no path works, so it needs nothing but the store.
 */
#include "notify/verbs.h"

#include "base/quantity.h"
#include "base/translate.h"
#include "sure.h"
#include "ui/complain.h"
#include "ui/printer.h"

static char *arg_not_reached, *arg_text;

static const GOptionEntry options[] = {
	{"not-reached", 0, 0, G_OPTION_ARG_FILENAME, &arg_not_reached,
	 N_("nobody took the call, or the sheet could not be handed over"), "CODE"},
	{"text", 0, 0, G_OPTION_ARG_FILENAME, &arg_text, N_("why they were not reached"), "TEXT"},
	{"sure", 0, 0, G_OPTION_ARG_NONE, &arg_sure, SURE_WORDS, NULL},
	{NULL},
};

static void print_json(const struct session *session, const struct spool_row *row,
		       const char *subject, const char *text)
{
	const struct message_record *message = row->message;
	struct json *object = printer_new_object("call");

	json_set_integer(object, "notice", message->notice);
	notify_set_some(object, "code", message->code);
	json_set_string(object, "kind", words_get(WORDS_NOTICE_KIND, row->kind)->id);
	json_set_string(object, "audience", row->audience);
	notify_set_some(object, "case", row->case_id);
	notify_set_some(object, "contact", message->contact);
	json_set_string(object, "organization", message->organization);
	json_set_string(object, "channel", words_get(WORDS_CHANNEL_KIND, message->channel)->id);
	json_set_string(object, "target", message->target);
	json_set_string(object, "urgency", words_get(WORDS_URGENCY, message->urgency)->id);
	printer_set_instant(object, "made_at", message->made_at_us, session->zone);
	json_set_integer(object, "attempts", message->attempts);
	json_set_string(object, "subject", subject);
	json_set_string(object, "text", text);
	printer_take(object);
}

/* Whom, in the language of the screen: names are how one asks for somebody on the telephone. */
static char *whom(const struct session *session, const struct message_record *message)
{
	bool japanese = g_str_equal(session->language, "ja");
	const struct contact *contact =
		inventory_find_contact(session->inventory, message->contact);
	const struct organization *organization =
		inventory_find_organization(session->inventory, message->organization);
	const char *name = !contact ? NULL : japanese ? contact->title.ja : contact->title.en;
	const char *title = !organization ? message->organization
			    : japanese	  ? organization->title.ja
					  : organization->title.en;

	return name ? g_strdup_printf("%s, %s", title, name) : g_strdup(title);
}

static void print_text(const struct session *session, const struct spool_row *row,
		       const char *subject, const char *text)
{
	const struct message_record *message = row->message;
	int64_t now_us = clock_wall_us(session->clock);
	g_autofree char *age = quantity_show_duration(MAX(now_us - message->made_at_us, 0) /
						      G_USEC_PER_SEC * G_USEC_PER_SEC);
	g_autofree char *name = whom(session, message), *safe = printer_safe(name),
			*target = printer_safe(message->target);

	printer_text("%s %s: %s\n", words_shown(WORDS_CHANNEL_KIND, message->channel), target,
		     safe);
	printer_text(_("  code %s, %s, waiting for %s, tried %ld times\n"),
		     *message->code ? message->code : "-",
		     words_shown(WORDS_URGENCY, message->urgency), age, (long)message->attempts);
	if (row->last && *row->last->reply) {
		g_autofree char *reply = printer_safe(row->last->reply);

		printer_text(_("  last: %s\n"), reply);
	}
	if (!subject) {
		printer_text(_("  its words cannot be read; see 'nwops notify why %ld'\n"),
			     (long)message->notice);
		return;
	}
	printer_text("\n");
	notify_print_text(subject, 4);
	printer_text("\n");
	notify_print_text(text, 4);
	printer_text("\n");
}

static int list(const struct session *session)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) rows =
		engine_spool_by_hand(session->store, clock_wall_us(session->clock), &error);

	if (!rows)
		return complain_error(session->answer, error);
	for (guint i = 0; i < rows->len; i++) {
		const struct spool_row *row = rows->pdata[i];
		g_autofree char *subject = NULL, *text = NULL;

		notify_read_content(row->message->content, &subject, &text);
		if (session->answer == ANSWER_JSON)
			print_json(session, row, subject, text);
		else
			print_text(session, row, subject, text);
	}
	if (session->answer != ANSWER_JSON)
		printer_text(rows->len ? _("record how it went: 'nwops notify ack CODE --by NAME', "
					   "or '--not-reached CODE'\n")
				       : _("nobody has to be called\n"));
	return rows->len ? EXIT_ATTENTION : EXIT_OK;
}

static int not_reached(struct session *session)
{
	const struct spool_filter filter = {.code = arg_not_reached};
	const struct tell_options telling = session_telling(session);
	g_autoptr(GPtrArray) rows = NULL;
	g_autoptr(GError) error = NULL;

	if (!engine_not_reached(&telling, arg_not_reached, arg_text ? arg_text : "", &error))
		return complain_error(session->answer, error);
	rows = engine_spool(session->store, &filter, &error);
	if (!rows)
		return complain_error(session->answer, error);
	for (guint i = 0; i < rows->len && session->answer == ANSWER_JSON; i++)
		notify_message_json(session, rows->pdata[i]);
	if (session->answer != ANSWER_JSON)
		printer_text(_("recorded: '%s' was not reached\n"), arg_not_reached);
	return EXIT_OK;
}

static int run(struct session *session, char **arguments)
{
	int status;

	(void)arguments;
	if (arg_text && !arg_not_reached)
		return complain(session->answer, COMPLAINT_USAGE,
				_("option '%s' says nothing without '%s'"), "--text",
				"--not-reached");
	if (arg_text && !notify_check_text(session, "--text", arg_text))
		return EXIT_COULD_NOT;
	/* The list itself wants neither rules nor words: it must come when these are broken. */
	status = arg_not_reached ? notify_open(session, STORE_WRITE)
				 : session_open_store(session, STORE_READ);
	if (status)
		return status;
	return arg_not_reached ? not_reached(session) : list(session);
}

const struct command notify_call_list = {
	.name = "call-list",
	.summary = N_("list whom a person has to call, and the words to read"),
	.needs = NEED_INVENTORY,
	.options = options,
	.run = run,
};
