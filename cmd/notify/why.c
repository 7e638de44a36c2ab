/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops notify why: each contact with the reason why it is told or is not, and each try of each
 * message. Whoever asks "why did they not hear of it" is answered here.
 */
#include "notify/verbs.h"

#include "base/digest.h"
#include "base/instant.h"
#include "base/translate.h"
#include "ui/complain.h"
#include "ui/printer.h"

static const char *name_of(const struct route *route)
{
	return route->contact ? route->contact->name : route->organization->name;
}

static bool is_of(const struct message_record *message, const struct route *route)
{
	return g_str_equal(message->contact, route_contact_name(route)) &&
	       g_str_equal(message->organization, route->organization->name);
}

/* --- JSON --- */

static void print_route_json(const struct route *route, guint messages)
{
	struct json *object = printer_new_object("route");

	json_set_string(object, "contact", route->contact ? route->contact->name : NULL);
	json_set_string(object, "organization", route->organization->name);
	json_set_string(object, "reason", route_reason_id(route->reason));
	json_set_bool(object, "deputy", route->deputy);
	json_set_integer(object, "messages", messages);
	printer_take(object);
}

static bool is_sent(const struct digest *digest)
{
	static const struct digest none = {{0}};

	return !digest_equal(digest, &none);
}

static void print_attempt_json(const struct session *session, const struct spool_row *row,
			       const struct attempt_record *attempt)
{
	struct json *object = printer_new_object("attempt");
	g_autofree char *hex =
		is_sent(&attempt->digest) ? digest_hex(attempt->digest.bytes, DIGEST_SIZE) : NULL;

	notify_set_some(object, "code", row->message->code);
	json_set_integer(object, "number", attempt->number);
	notify_set_some(object, "path", attempt->path);
	notify_set_some(object, "relay", attempt->relay);
	printer_set_instant(object, "began_at", attempt->began_at_us, session->zone);
	printer_set_instant(object, "ended_at", attempt->ended_at_us, session->zone);
	json_set_string(object, "end", words_get(WORDS_DELIVERY_END, attempt->end)->id);
	printer_set_figure(object, "reply_code", attempt->code);
	notify_set_some(object, "reply", attempt->reply);
	notify_set_some(object, "secured", attempt->secured);
	json_set_string(object, "digest", hex);
	json_set_string(object, "by", attempt->by);
	printer_take(object);
}

static void print_answer_json(const struct session *session, const struct spool_row *row,
			      const struct ack_record *answer)
{
	struct json *object = printer_new_object("acknowledgement");

	json_set_integer(object, "notice", row->message->notice);
	json_set_string(object, "code", row->message->code);
	notify_set_some(object, "contact", row->message->contact);
	json_set_string(object, "organization", row->message->organization);
	json_set_string(object, "reply", words_get(WORDS_ACK, answer->ack)->id);
	json_set_string(object, "means", words_get(WORDS_ACK_MEANS, answer->means)->id);
	json_set_string(object, "by", answer->by);
	notify_set_some(object, "text", answer->text);
	printer_set_instant(object, "at", answer->at_us, session->zone);
	json_set_string(object, "state", words_get(WORDS_MESSAGE_STATE, row->message->state)->id);
	printer_take(object);
}

/* --- text --- */

static void print_attempt_text(const struct session *session, const struct attempt_record *attempt)
{
	g_autofree char *when = instant_show(attempt->began_at_us, session->zone);
	g_autofree char *reply = printer_safe(attempt->reply),
			*secured = printer_safe(attempt->secured);
	g_autofree char *by = printer_safe(*attempt->relay ? attempt->relay : attempt->by);

	printer_text("      %s  %s%s%s: %s%s%s%s%s\n", when, attempt->path,
		     *attempt->path ? "/" : "", by, words_shown(WORDS_DELIVERY_END, attempt->end),
		     *reply ? ": " : "", reply, *secured ? "; " : "", secured);
}

static void print_answer_text(const struct session *session, const struct ack_record *answer)
{
	g_autofree char *when = instant_show(answer->at_us, session->zone);
	g_autofree char *by = printer_safe(answer->by), *text = printer_safe(answer->text);

	printer_text("      %s  %s (%s): %s%s%s\n", when, by,
		     words_shown(WORDS_ACK_MEANS, answer->means),
		     words_shown(WORDS_ACK, answer->ack), *text ? ": " : "", text);
}

static void print_message_text(const struct session *session, const struct spool_row *row)
{
	const struct message_record *message = row->message;
	g_autofree char *target = printer_safe(message->target);

	printer_text("    %s  %s %s%s%s: %s%s%s\n", *message->code ? message->code : "-",
		     words_shown(WORDS_CHANNEL_KIND, message->channel), target,
		     *message->path ? ", " : "", message->path,
		     words_shown(WORDS_MESSAGE_STATE, message->state),
		     message->may_be_twice ? "; " : "",
		     message->may_be_twice ? _("it may arrive twice") : "");
}

/* --- both --- */

struct telling {
	const struct session *session;
	const struct spool_row *row;
};

static bool tell_attempt(void *context, const struct attempt_record *attempt)
{
	const struct telling *telling = context;

	if (telling->session->answer == ANSWER_JSON)
		print_attempt_json(telling->session, telling->row, attempt);
	else
		print_attempt_text(telling->session, attempt);
	return true;
}

static bool tell_answer(void *context, const struct ack_record *answer)
{
	const struct telling *telling = context;

	if (telling->session->answer == ANSWER_JSON)
		print_answer_json(telling->session, telling->row, answer);
	else
		print_answer_text(telling->session, answer);
	return true;
}

static bool tell_message(const struct session *session, const struct spool_row *row, GError **error)
{
	struct telling telling = {session, row};

	if (session->answer == ANSWER_JSON)
		notify_message_json(session, row);
	else
		print_message_text(session, row);
	return attempts_read(session->store, row->message->number, tell_attempt, &telling, error) &&
	       acks_read(session->store, row->message->number, tell_answer, &telling, error);
}

/* Messages to ROUTE, or that the inventory knows nobody for any more (NULL). DONE: those that were
 * told. */
static bool tell_messages(const struct session *session, const struct why *why,
			  const struct route *route, GHashTable *done, GError **error)
{
	for (guint i = 0; i < why->spool->len; i++) {
		struct spool_row *row = why->spool->pdata[i];

		if ((route && !is_of(row->message, route)) || !g_hash_table_add(done, row))
			continue;
		if (!route && session->answer != ANSWER_JSON)
			printer_text(_("%s (%s): not in the inventory any more\n"),
				     notify_recipient(row->message), row->message->organization);
		if (!tell_message(session, row, error))
			return false;
	}
	return true;
}

static guint count_messages(const struct why *why, const struct route *route)
{
	guint count = 0;

	for (guint i = 0; i < why->spool->len; i++)
		count += is_of(((const struct spool_row *)why->spool->pdata[i])->message, route);
	return count;
}

static void tell_route(const struct session *session, const struct route *route, guint messages)
{
	const char *late = route->reason == ROUTE_TOLD && !messages
				   ? _("; would be told by now, and was not then")
				   : "";
	const char *since = route->reason != ROUTE_TOLD && messages ? _("; was told then") : "";

	if (session->answer == ANSWER_JSON)
		print_route_json(route, messages);
	else
		printer_text("%s (%s): %s%s%s%s\n", name_of(route), route->organization->name,
			     route_reason_shown(route->reason),
			     route->deputy ? _(", as deputy") : "", late, since);
}

static bool is_wanted(const struct route *route, const char *recipient)
{
	return !recipient || g_str_equal(name_of(route), recipient) ||
	       g_str_equal(route->organization->name, recipient);
}

static bool tell_all(const struct session *session, const struct why *why, const char *recipient,
		     guint *ret_count, GError **error)
{
	g_autoptr(GHashTable) done = g_hash_table_new(NULL, NULL);

	for (guint i = 0; i < why->plan->routes.all->len; i++) {
		const struct route *route = &g_array_index(why->plan->routes.all, struct route, i);

		if (!is_wanted(route, recipient))
			continue;
		++*ret_count;
		tell_route(session, route, count_messages(why, route));
		if (!tell_messages(session, why, route, done, error))
			return false;
	}
	return recipient || tell_messages(session, why, NULL, done, error);
}

static bool needs_person(const struct why *why)
{
	for (guint i = 0; i < why->spool->len; i++) {
		enum message_state state =
			((const struct spool_row *)why->spool->pdata[i])->message->state;

		if (state == MESSAGE_FAILED_PERMANENT || state == MESSAGE_HELD)
			return true;
	}
	return false;
}

static int tell(const struct session *session, const struct why *why, const char *recipient)
{
	g_autoptr(GError) error = NULL;
	guint count = 0;

	if (!notify_tell_notice(session, why->notice->number, false))
		return EXIT_COULD_NOT;
	if (!tell_all(session, why, recipient, &count, &error))
		return complain_error(session->answer, error);
	if (recipient && !count)
		return complain(session->answer, COMPLAINT_USAGE,
				_("no contact and no organization is called '%s'"), recipient);
	return needs_person(why) ? EXIT_ATTENTION : EXIT_OK;
}

static int run(struct session *session, char **arguments)
{
	int status = notify_open(session, STORE_READ);
	const struct tell_options telling = session_telling(session);
	g_autoptr(GError) error = NULL;
	struct why why;
	int64_t number;

	if (status)
		return status;
	if (!notify_read_number(session, arguments[0], &number))
		return EXIT_COULD_NOT;
	if (!engine_why(&telling, number, &why, &error))
		return complain_error(session->answer, error);
	status = tell(session, &why, arguments[1]);
	why_clear(&why);
	return status;
}

const struct command notify_why = {
	.name = "why",
	.summary = N_("say why each contact is told or is not, and what became of each try"),
	.args = "NOTICE [RECIPIENT]",
	.needs = NEED_INVENTORY,
	.run = run,
};
