/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Answers that come by mail. A machine's answer (out of office, a
 * receipt, a report of failure) is noted and never counts as an acknowledgement.
 */
#include "engine/deliver-internal.h"

#include "base/translate.h"

#include <string.h>

#define FETCH_US (INT64_C(30) * G_USEC_PER_SEC)

/* The code of the message that ANSWER is about: as it quotes it, or by what it refers to. NULL: none of ours; caller frees. */
static char *code_of(const struct tell_options *tell, const struct send_answer *answer, GError **error)
{
	const struct messages_filter by_code = { .code = answer->code, .without_content = true };
	const struct messages_filter by_identity = { .identity = answer->identity, .without_content = true };
	g_autoptr(GPtrArray) found = NULL;

	for (int turn = 0; turn < 2; turn++) {
		if (turn == 0 ? !answer->code : !answer->identity)
			continue;
		g_clear_pointer(&found, g_ptr_array_unref);
		found = tell_find_messages(tell->store, turn == 0 ? &by_code : &by_identity, error);
		if (!found)
			return NULL;
		if (found->len == 1)
			return g_strdup(((struct message_record *)found->pdata[0])->code);
	}
	return NULL;
}

static bool note_answer(const struct tell_options *tell, void *context, GError **error)
{
	const struct send_answer *answer = context;
	g_autoptr(ops_json_t) body = json_new_object();

	json_set_string(body, "from", answer->from);
	json_set_string(body, "code", answer->code);
	json_set_string(body, "identity", answer->identity);
	json_set_bool(body, "automatic", answer->automatic);
	json_set_bool(body, "failed", answer->failed);
	json_set_string(body, "text", answer->text);
	return tell_record(tell, "", 0, "mail-answer", body, error);
}

static bool take_answer(const struct tell_options *tell, struct send_answer *answer, guint *count, GError **error)
{
	g_autoptr(GError) failed = NULL;
	g_autofree char *code = code_of(tell, answer, &failed);
	const struct acknowledgement said = {
		.code = code,
		.by = answer->from,
		.ack = answer->ack,
		.means = MEANS_MAIL,
		.text = answer->text,
	};
	int64_t message;

	if (failed) {
		g_propagate_error(error, g_steal_pointer(&failed));
		return false;
	}
	if (!code || answer->automatic || answer->failed)
		return tell_transaction(tell, note_answer, answer, error);
	(*count)++;
	return engine_acknowledge(tell, &said, &message, error);
}

static struct send_mailbox mailbox_of(const struct deliver_options *options, const struct mailbox *mailbox)
{
	return (struct send_mailbox){
		.host = mailbox->host,
		.port = mailbox->port,
		.security = words_get(WORDS_RELAY_SECURITY, mailbox->security)->id,
		.tls_name = mailbox->tls_name,
		.ca = mailbox->ca,
		.user = mailbox->user,
		.secret = mailbox->secret,
		.folder = mailbox->folder,
		.limit_us = options->limit_us ? options->limit_us : FETCH_US,
	};
}

/*
 * Written down first and marked in the mailbox then: whoever dies in between reads an answer twice, which says the same as
 * once. The other way round it would be lost.
 */
bool engine_fetch_answers(const struct deliver_options *options, guint *ret_count, GError **error)
{
	const struct mailbox *mailbox = notice_mailbox(options->tell.policy);
	struct tell_options tell = options->tell;
	g_autoptr(GPtrArray) answers = NULL, uids = g_ptr_array_new();
	struct send_mailbox from;
	guint count = 0;

	*ret_count = 0;
	if (!mailbox || !mailbox->host)
		return true;
	from = mailbox_of(options, mailbox);
	/* What came by mail nobody typed. */
	tell.actor = "nwops";
	answers = send_fetch(options->libexec, &from, true, error);
	if (!answers)
		return false;
	for (guint i = 0; i < answers->len; i++) {
		struct send_answer *answer = answers->pdata[i];

		if (!take_answer(&tell, answer, &count, error))
			return false;
		g_ptr_array_add(uids, answer->uid);
	}
	*ret_count = count;
	g_ptr_array_add(uids, NULL);
	return answers->len == 0 || send_mark_seen(options->libexec, &from, (const char *const *)uids->pdata, error);
}
