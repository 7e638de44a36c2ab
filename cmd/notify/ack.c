/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops notify ack: what somebody said who was told.
 */
#include "notify/verbs.h"

#include "base/instant.h"
#include "base/translate.h"
#include "sure.h"
#include "ui/complain.h"
#include "ui/printer.h"

static char *arg_means, *arg_reply, *arg_text, *arg_at;

static const GOptionEntry options[] = {
	{"means", 0, 0, G_OPTION_ARG_FILENAME, &arg_means, N_("how they said it"),
	 "phone|mail|fax|in-person|other"},
	{"reply", 0, 0, G_OPTION_ARG_FILENAME, &arg_reply, N_("what they said"),
	 "seen|acting|wrong-contact|cannot-act"},
	{"text", 0, 0, G_OPTION_ARG_FILENAME, &arg_text, N_("in their words"), "TEXT"},
	{"at", 0, 0, G_OPTION_ARG_FILENAME, &arg_at, N_("when they said it"), "WHEN"},
	{"sure", 0, 0, G_OPTION_ARG_NONE, &arg_sure, SURE_WORDS, NULL},
	{NULL},
};

static void print_json(const struct session *session, const struct acknowledgement *said,
		       const struct spool_row *row)
{
	struct json *object = printer_new_object("acknowledgement");

	json_set_integer(object, "notice", row->message->notice);
	json_set_string(object, "code", row->message->code);
	notify_set_some(object, "contact", row->message->contact);
	json_set_string(object, "organization", row->message->organization);
	json_set_string(object, "reply", words_get(WORDS_ACK, said->ack)->id);
	json_set_string(object, "means", words_get(WORDS_ACK_MEANS, said->means)->id);
	json_set_string(object, "by", said->by);
	json_set_string(object, "text", said->text);
	printer_set_instant(object, "at", row->answer ? row->answer->at_us : said->at_us,
			    session->zone);
	json_set_string(object, "state", words_get(WORDS_MESSAGE_STATE, row->message->state)->id);
	printer_take(object);
}

static int tell(const struct session *session, const struct acknowledgement *said)
{
	const struct spool_filter filter = {.code = said->code};
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) rows = engine_spool(session->store, &filter, &error);
	const struct spool_row *row;

	if (!rows)
		return complain_error(session->answer, error);
	if (!rows->len)
		return EXIT_OK;
	row = rows->pdata[0];
	if (session->answer == ANSWER_JSON) {
		print_json(session, said, row);
		return EXIT_OK;
	}
	printer_text(_("recorded: %s of '%s' says '%s' to notice %ld\n"), said->by,
		     notify_recipient(row->message), words_shown(WORDS_ACK, said->ack),
		     (long)row->message->notice);
	return EXIT_OK;
}

/* False after a complaint. */
static bool read_options(const struct session *session, struct acknowledgement *said)
{
	g_autoptr(GError) error = NULL;

	if (!said->by) {
		complain(session->answer, COMPLAINT_USAGE, _("say who said it: '--by'"));
		return false;
	}
	if (arg_text && !notify_check_text(session, "--text", arg_text))
		return false;
	if (!arg_at || instant_parse_past(arg_at, session->zone, clock_wall_us(session->clock),
					  &said->at_us, &error))
		return true;
	complain(session->answer, COMPLAINT_USAGE, _("option '%s': %s"), "--at", error->message);
	return false;
}

static int run(struct session *session, char **arguments)
{
	struct acknowledgement said = {
		.code = *arguments,
		.by = session->said_by,
		.ack = arg_reply ? (enum ack)words_find(WORDS_ACK, arg_reply) : ACK_SEEN,
		.means = arg_means ? (enum ack_means)words_find(WORDS_ACK_MEANS, arg_means)
				   : MEANS_PHONE,
		.text = arg_text,
	};
	g_autoptr(GError) error = NULL;
	int64_t message;
	int status;

	if (!read_options(session, &said))
		return EXIT_COULD_NOT;
	status = notify_open(session, STORE_WRITE);
	if (status)
		return status;
	const struct tell_options telling = session_telling(session);

	if (!engine_acknowledge(&telling, &said, &message, &error))
		return complain_error(session->answer, error);
	return tell(session, &said);
}

const struct command notify_ack = {
	.name = "ack",
	.summary = N_("record what somebody said who was told"),
	.args = "CODE",
	.needs = NEED_INVENTORY,
	.options = options,
	.run = run,
};
