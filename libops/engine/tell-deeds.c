/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What people do with notices and messages: approve them, have them tried again, drop them,
 * answer them. Each is one transaction with its record; who was faster is asked for within it.
 */
#include "engine/tell-internal.h"

#include "base/text.h"
#include "base/translate.h"

#include <inttypes.h>
#include <string.h>

static const struct contact *contact_of(const struct tell_options *options)
{
	size_t count = inventory_contact_count(options->inventory);

	for (size_t i = 0; i < count; i++) {
		const struct contact *contact = inventory_contact_at(options->inventory, i);

		if (g_strcmp0(contact->login, options->actor) == 0)
			return contact;
	}
	return NULL;
}

static struct kind_rule rule_of(const struct tell_options *options, const struct notice_record *record)
{
	int audience = words_find(WORDS_AUDIENCE, record->audience);

	return notice_kind_rule(options->policy, record->kind, audience < 0 ? AUDIENCE_DUTY : (enum audience)audience);
}

/* --- approving --- */

static bool may_approve(const struct tell_options *options, const struct notice_record *record, GError **error)
{
	const struct contact *contact = contact_of(options);
	struct kind_rule rule = rule_of(options, record);

	/* What no rule holds was held for a person to look at, and whoever made it may be that person; a procedure's step that
	 * asks for an approval means somebody else, as a rule does. */
	if (!rule.approval && record->run == 0)
		return true;
	if (g_str_equal(record->made_by, options->actor)) {
		g_set_error(error, OPS_TELL_ERROR, TELL_ERROR_PERMISSION,
			    _("cannot approve notice %" PRId64 ": '%s' made it, and somebody else must approve it"), record->number, options->actor);
		return false;
	}
	if (!contact || (rule.approvers && !(rule.approvers & 1u << contact->role))) {
		g_set_error(error, OPS_TELL_ERROR, TELL_ERROR_PERMISSION,
			    _("cannot approve notice %" PRId64 ": '%s' is no contact with a role that approves such notices"), record->number,
			    options->actor);
		return false;
	}
	return true;
}

/* Held messages go, not before they might have gone when the notice was made. */
static bool release(const struct tell_options *options, const struct notice_record *record, GError **error)
{
	const struct messages_filter held = { .notice = record->number, .states = 1u << MESSAGE_HELD };
	const struct urgency_rule *rule = notice_urgency_rule(options->policy, record->urgency);
	g_autoptr(GPtrArray) messages = tell_find_messages(options->store, &held, error);
	int64_t now_us = clock_wall_us(options->clock);

	for (guint i = 0; messages && i < messages->len; i++) {
		struct message_record *message = messages->pdata[i];

		message->state = MESSAGE_QUEUED;
		message->expires_at_us = rule->patience_us ? MAX(now_us, message->due_at_us) + rule->patience_us : 0;
		message->changed_at_us = now_us;
		if (!messages_change(options->store, message, error))
			return false;
	}
	return messages != NULL;
}

static bool approve(const struct tell_options *options, void *context, GError **error)
{
	g_autoptr(ops_notice_record_t) record = tell_find_notice(options->store, *(int64_t *)context, error);
	g_autoptr(ops_json_t) body = json_new_object();
	struct kind_rule rule;

	if (!record)
		return false;
	if (record->state != NOTICE_HELD) {
		g_set_error(error, OPS_TELL_ERROR, TELL_ERROR_STATE, _("notice %" PRId64 " waits for no approval"), record->number);
		return false;
	}
	if (!may_approve(options, record, error) || !release(options, record, error))
		return false;
	rule = rule_of(options, record);
	g_free((char *)record->approved_by);
	record->approved_by = g_strdup(options->actor);
	record->approved_at_us = clock_wall_us(options->clock);
	record->state = NOTICE_QUEUED;
	if (rule.ladder && rule.ladder->rung_count)
		record->rung_due_at_us = record->approved_at_us + rule.ladder->rungs[0].after_us;
	json_set_integer(body, "notice", record->number);
	json_set_string(body, "approved_by", options->actor);
	return notices_change(options->store, record, error) &&
	       tell_record(options, record->case_id, record->run, "approved", body, error);
}

bool engine_approve(const struct tell_options *options, int64_t notice, GError **error)
{
	return tell_transaction(options, approve, &notice, error);
}

/* --- trying again, dropping --- */

struct choosing {
	const int64_t *numbers;
	size_t count;
	const char *reason;
	enum message_state to;
	unsigned int from;		/* bits of states that it may have */
};

static struct message_record *find_message(const struct tell_options *options, int64_t number, GPtrArray **ret_list, GError **error)
{
	const struct messages_filter filter = { .number = number };

	*ret_list = number > 0 ? tell_find_messages(options->store, &filter, error) : g_ptr_array_new();
	if (!*ret_list)
		return NULL;
	if ((*ret_list)->len == 1)
		return (*ret_list)->pdata[0];
	g_set_error(error, OPS_TELL_ERROR, TELL_ERROR_NONE, _("there is no message %" PRId64), number);
	return NULL;
}

/* A notice of which every message was dropped tells nobody, waits for nothing and is none. */
static bool drop_notice(const struct tell_options *options, struct notice_record *notice, GError **error)
{
	const struct messages_filter left = { .notice = notice->number, .states = ~(1u << MESSAGE_DROPPED), .without_content = true };
	g_autoptr(GPtrArray) messages = tell_find_messages(options->store, &left, error);

	if (!messages)
		return false;
	if (messages->len)
		return true;
	notice->state = NOTICE_DROPPED;
	notice->rung_due_at_us = 0;
	return notices_change(options->store, notice, error);
}

static bool change_one(const struct tell_options *options, const struct choosing *choosing, int64_t number, GError **error)
{
	g_autoptr(GPtrArray) list = NULL;
	g_autoptr(ops_notice_record_t) notice = NULL;
	g_autoptr(ops_json_t) body = json_new_object();
	struct message_record *record = find_message(options, number, &list, error);

	if (!record)
		return false;
	if (!(choosing->from & 1u << record->state)) {
		g_set_error(error, OPS_TELL_ERROR, TELL_ERROR_STATE, _("message %" PRId64 " is %s already"), number,
			    words_shown(WORDS_MESSAGE_STATE, record->state));
		return false;
	}
	notice = tell_find_notice(options->store, record->notice, error);
	if (!notice)
		return false;
	record->state = choosing->to;
	/* Dropped before anybody approved it: that is still to be done. */
	if (choosing->to == MESSAGE_QUEUED && !*notice->approved_by &&
	    (notice->state == NOTICE_HELD || rule_of(options, notice).approval))
		record->state = MESSAGE_HELD;
	if (choosing->to == MESSAGE_QUEUED && notice->state == NOTICE_DROPPED) {
		notice->state = record->state == MESSAGE_HELD ? NOTICE_HELD : NOTICE_QUEUED;
		if (!notices_change(options->store, notice, error))
			return false;
	}
	record->due_at_us = 0;
	record->changed_at_us = clock_wall_us(options->clock);
	json_set_integer(body, "notice", record->notice);
	json_set_integer(body, "message", number);
	json_set_string(body, "contact", record->contact);
	json_set_string(body, "reason", choosing->reason);
	return messages_change(options->store, record, error) &&
	       (choosing->to != MESSAGE_DROPPED || drop_notice(options, notice, error)) &&
	       tell_record(options, notice->case_id, notice->run, choosing->to == MESSAGE_DROPPED ? "withdrawn" : "retry", body, error);
}

static bool change_all(const struct tell_options *options, void *context, GError **error)
{
	const struct choosing *choosing = context;

	for (size_t i = 0; i < choosing->count; i++)
		if (!change_one(options, choosing, choosing->numbers[i], error))
			return false;
	return true;
}

bool engine_retry(const struct tell_options *options, const int64_t *numbers, size_t count, GError **error)
{
	struct choosing choosing = {
		.numbers = numbers, .count = count, .to = MESSAGE_QUEUED,
		.from = 1u << MESSAGE_QUEUED | 1u << MESSAGE_FAILED_TEMPORARY | 1u << MESSAGE_FAILED_PERMANENT | 1u << MESSAGE_DROPPED,
	};

	return tell_transaction(options, change_all, &choosing, error);
}

bool engine_drop(const struct tell_options *options, const int64_t *numbers, size_t count, const char *reason, GError **error)
{
	struct choosing choosing = {
		.numbers = numbers, .count = count, .reason = reason, .to = MESSAGE_DROPPED,
		.from = 1u << MESSAGE_QUEUED | 1u << MESSAGE_HELD | 1u << MESSAGE_FAILED_TEMPORARY | 1u << MESSAGE_FAILED_PERMANENT,
	};

	return tell_transaction(options, change_all, &choosing, error);
}

/* --- answers --- */

static struct message_record *find_by_code(const struct tell_options *options, const char *code, GPtrArray **ret_list, GError **error)
{
	const struct messages_filter filter = { .code = code };
	g_autofree char *shown = NULL;

	*ret_list = tell_find_messages(options->store, &filter, error);
	if (!*ret_list)
		return NULL;
	if ((*ret_list)->len == 1)
		return (*ret_list)->pdata[0];
	shown = text_excerpt(code);
	g_set_error(error, OPS_TELL_ERROR, TELL_ERROR_NONE, _("no message has the code '%s'"), shown);
	return NULL;
}

/* Somebody acts: nobody else has to be woken for it. Whoever is the wrong one, or cannot, changes nothing for the others. */
static bool settle(const struct tell_options *options, struct notice_record *notice, enum ack ack, GError **error)
{
	if (ack == ACK_WRONG_CONTACT || ack == ACK_CANNOT_ACT) {
		/* The next rung is climbed at once: who was asked will not do it. */
		if (notice->rung_due_at_us)
			notice->rung_due_at_us = clock_wall_us(options->clock);
	} else {
		notice->rung_due_at_us = 0;
	}
	return notices_change(options->store, notice, error);
}

/* What was proven by an acknowledged test: the way that the message took. */
static bool prove_path(const struct tell_options *options, const struct notice_record *notice, const struct message_record *message,
		       GError **error)
{
	struct relay_record relay = { .path = message->path, .relay = "", .reason = "", .tested_at_us = clock_wall_us(options->clock) };

	return notice->kind != NOTICE_PATH_TEST || relays_set(options->store, &relay, error);
}

/* What else is on its way to the same reader need not arrive any more. */
static bool spare(const struct tell_options *options, const struct message_record *answered, int64_t now_us, GError **error)
{
	const struct messages_filter waiting = {
		.notice = answered->notice,
		.states = 1u << MESSAGE_QUEUED | 1u << MESSAGE_FAILED_TEMPORARY,
		.without_content = true,
	};
	g_autoptr(GPtrArray) messages = tell_find_messages(options->store, &waiting, error);

	for (guint i = 0; messages && i < messages->len; i++) {
		struct message_record *record = messages->pdata[i];

		if (record->number == answered->number || !g_str_equal(record->contact, answered->contact) ||
		    !g_str_equal(record->organization, answered->organization))
			continue;
		record->state = MESSAGE_ACKNOWLEDGED;
		record->changed_at_us = now_us;
		if (!messages_change(options->store, record, error))
			return false;
	}
	return messages != NULL;
}

struct answering { const struct acknowledgement *acknowledgement; int64_t message; };

static bool acknowledge(const struct tell_options *options, void *context, GError **error)
{
	struct answering *answering = context;
	const struct acknowledgement *said = answering->acknowledgement;
	g_autoptr(GPtrArray) list = NULL;
	g_autoptr(ops_notice_record_t) notice = NULL;
	g_autoptr(ops_json_t) body = json_new_object();
	struct message_record *record = find_by_code(options, said->code, &list, error);
	int64_t now_us = clock_wall_us(options->clock);

	if (!record)
		return false;
	notice = tell_find_notice(options->store, record->notice, error);
	if (!notice)
		return false;
	const struct ack_record ack = {
		.message = record->number,
		.at_us = said->at_us ? said->at_us : now_us,
		.recorded_at_us = now_us,
		.ack = said->ack,
		.means = said->means,
		.by = said->by,
		.actor = options->actor,
		.text = said->text ? said->text : "",
	};

	answering->message = record->number;
	record->state = MESSAGE_ACKNOWLEDGED;
	record->changed_at_us = now_us;
	json_set_integer(body, "notice", record->notice);
	json_set_integer(body, "message", record->number);
	json_set_string(body, "contact", record->contact);
	json_set_string(body, "by", said->by);
	json_set_string(body, "ack", words_get(WORDS_ACK, said->ack)->id);
	json_set_string(body, "means", words_get(WORDS_ACK_MEANS, said->means)->id);
	json_set_string(body, "text", said->text);
	return acks_keep(options->store, &ack, error) && messages_change(options->store, record, error) &&
	       (said->ack == ACK_WRONG_CONTACT || spare(options, record, now_us, error)) &&
	       settle(options, notice, said->ack, error) && prove_path(options, notice, record, error) &&
	       tell_record(options, notice->case_id, notice->run, "answered", body, error);
}

bool engine_acknowledge(const struct tell_options *options, const struct acknowledgement *acknowledgement, int64_t *ret_message,
			GError **error)
{
	struct answering answering = { .acknowledgement = acknowledgement };

	if (!tell_transaction(options, acknowledge, &answering, error))
		return false;
	*ret_message = answering.message;
	return true;
}

struct missing { const char *code, *text; };

static bool not_reached(const struct tell_options *options, void *context, GError **error)
{
	const struct missing *missing = context;
	g_autoptr(GPtrArray) list = NULL;
	g_autoptr(ops_notice_record_t) notice = NULL;
	g_autoptr(ops_json_t) body = json_new_object();
	struct message_record *record = find_by_code(options, missing->code, &list, error);
	const struct urgency_rule *rule;
	int64_t now_us = clock_wall_us(options->clock);

	if (!record)
		return false;
	notice = tell_find_notice(options->store, record->notice, error);
	if (!notice)
		return false;
	struct attempt_record attempt = {
		.message = record->number,
		.path = "", .relay = "",
		.began_at_us = now_us, .ended_at_us = now_us,
		.end = DELIVERY_NOT_REACHED,
		.code = -1,
		.reply = missing->text ? missing->text : "",
		.secured = "",
		.by = options->actor,
	};

	rule = notice_urgency_rule(options->policy, record->urgency);
	record->state = MESSAGE_FAILED_TEMPORARY;
	record->attempts++;
	record->due_at_us = route_next_try(rule, record->attempts, now_us, (guint32)record->number);
	record->changed_at_us = now_us;
	json_set_integer(body, "notice", record->notice);
	json_set_integer(body, "message", record->number);
	json_set_string(body, "contact", record->contact);
	json_set_string(body, "text", missing->text);
	return attempts_keep(options->store, &attempt, error) && messages_change(options->store, record, error) &&
	       tell_record(options, notice->case_id, notice->run, "not-reached", body, error);
}

bool engine_not_reached(const struct tell_options *options, const char *code, const char *text, GError **error)
{
	struct missing missing = { .code = code, .text = text };

	return tell_transaction(options, not_reached, &missing, error);
}
