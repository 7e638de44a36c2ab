/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keeps what was planned: the notice, a message for each reader, the event of the case
 * and the journal's entry, all in one transaction. When it is committed nothing
 * of it can be lost.
 */
#include "engine/tell-internal.h"

#include "base/translate.h"
#include "store/journal.h"

#include <string.h>

/* --- the record --- */

static bool append_entry(const struct tell_options *options, const char *what, const struct json *body, GError **error)
{
	g_autofree char *text = json_print(body);
	struct journal_entry entry = {
		.event_at_us = clock_wall_us(options->clock),
		.kind = what,
		.actor = options->actor,
		.payload = text,
		.payload_length = strlen(text),
	};

	return journal_append(options->store, &entry, error);
}

struct cases_options tell_recording(const struct tell_options *options)
{
	return (struct cases_options){
		.store = options->store,
		.zone = inventory_zone(options->inventory),
		.actor = options->actor,
		.said_by = options->said_by,
		.clock = options->clock,
		.notes = options->notes,
	};
}

/* An event of a case is an entry of the journal too. */
bool tell_record(const struct tell_options *options, const char *case_id, int64_t run, const char *what, struct json *body,
		 GError **error)
{
	const struct cases_options cases = tell_recording(options);

	json_set_string(body, "what", what);
	if (case_id && *case_id)
		return case_append_within(&cases, case_id, run, CASE_NOTICE, clock_wall_us(options->clock), body, error) > 0;
	json_set_integer(body, "v", 1);
	json_set_string(body, "said_by", options->said_by);
	return append_entry(options, what, body, error);
}

bool tell_transaction(const struct tell_options *options, tell_act *act, void *context, GError **error)
{
	for (int turn = 0;; turn++) {
		GError *failed = NULL;

		if (store_begin(options->store, &failed)) {
			if (act(options, context, &failed)) {
				if (store_commit(options->store, &failed))
					return journal_sign_said(options->store, options->notes, error);
			} else {
				store_rollback(options->store);
			}
		}
		/* What people say is worth the reserve; the second time there is none. */
		if (turn > 0 || !store_made_room(options->store, &failed)) {
			g_propagate_error(error, failed);
			return false;
		}
	}
}

/* --- what is kept of a plan --- */

static bool drop_earlier(const struct tell_options *options, const struct tell_message *message, GError **error)
{
	for (guint i = 0; message->instead_of && i < message->instead_of->len; i++) {
		const struct messages_filter filter = { .number = g_array_index(message->instead_of, int64_t, i) };
		g_autoptr(GPtrArray) found = tell_find_messages(options->store, &filter, error);
		struct message_record *record;

		if (!found)
			return false;
		record = found->len ? found->pdata[0] : NULL;
		/* Whoever delivers may have begun with it since: then it goes out by itself as well. */
		if (!record || record->state != MESSAGE_QUEUED)
			continue;
		record->state = MESSAGE_DROPPED;
		record->changed_at_us = clock_wall_us(options->clock);
		if (!messages_change(options->store, record, error))
			return false;
	}
	return true;
}

static bool keep_message(const struct tell_options *options, const struct tell_plan *plan, const struct tell_message *message,
			 int64_t notice, struct json *list, GError **error)
{
	const struct urgency_rule *rule = notice_urgency_rule(options->policy, plan->urgency);
	int64_t now_us = clock_wall_us(options->clock);
	struct digest digest = digest_of(message->content, strlen(message->content));
	g_autofree char *hex = digest_hex(digest.bytes, DIGEST_SIZE);
	struct json *object = json_new_object();
	struct message_record record = {
		.notice = notice,
		.contact = route_contact_name(message->route),
		.organization = message->route->organization ? message->route->organization->name : "",
		.channel = message->kind,
		.target = message->channel->target,
		.path = message->path ? message->path->name : "",
		.code = message->code,
		.identity = message->identity,
		.content = message->content,
		.urgency = plan->urgency,
		.made_at_us = now_us,
		.state = plan->state == NOTICE_HELD ? MESSAGE_HELD : MESSAGE_QUEUED,
		.due_at_us = message->due_at_us,
		.expires_at_us = rule->patience_us ? MAX(now_us, message->due_at_us) + rule->patience_us : 0,
		.changed_at_us = now_us,
	};
	bool kept = messages_keep(options->store, &record, error) && drop_earlier(options, message, error);

	json_set_integer(object, "message", record.number);
	json_set_string(object, "contact", record.contact);
	json_set_string(object, "organization", record.organization);
	json_set_string(object, "channel", words_get(WORDS_CHANNEL_KIND, record.channel)->id);
	json_set_string(object, "target", record.target);
	json_set_string(object, "identity", record.identity);
	json_set_string(object, "digest", hex);
	json_append_take(list, object);
	return kept;
}

static int64_t first_rung_us(const struct kind_rule *rule, int64_t now_us)
{
	return rule->ladder && rule->ladder->rung_count ? now_us + rule->ladder->rungs[0].after_us : 0;
}

static bool keep_notice(const struct tell_options *options, const struct tell *tell, const struct tell_plan *plan,
			struct notice_record *ret_record, GError **error)
{
	g_autoptr(ops_json_t) known = notice_facts_json(plan->facts);
	g_autofree char *text = json_print(known);
	int64_t now_us = clock_wall_us(options->clock);

	*ret_record = (struct notice_record){
		.kind = plan->facts->kind,
		.audience = words_get(WORDS_AUDIENCE, plan->facts->audience)->id,
		.recipient = plan->facts->recipient ? plan->facts->recipient : "",
		.state = plan->state,
		.case_id = tell->case_id ? tell->case_id : "",
		.run = tell->run,
		.turn = tell->turn,
		.made_at_us = plan->facts->as_of_us,
		.made_by = options->actor,
		.facts = text,
		.urgency = plan->urgency,
		.sequence = plan->sequence,
		.once = tell->once ? tell->once : "",
		.approved_by = tell->approved_by ? tell->approved_by : "",
		.approved_at_us = tell->approved_by ? now_us : 0,
		.rung_due_at_us = plan->state == NOTICE_QUEUED && !tell->last_word ? first_rung_us(&plan->rule, now_us) : 0,
	};
	return notices_keep(options->store, ret_record, error);
}

static struct json *describe(const struct tell *tell, const struct tell_plan *plan, const struct notice_record *record,
			     struct json *take_messages)
{
	struct json *body = json_new_object();

	json_set_integer(body, "notice", record->number);
	json_set_string(body, "kind", words_get(WORDS_NOTICE_KIND, record->kind)->id);
	json_set_string(body, "audience", record->audience);
	json_set_string(body, "recipient", record->recipient);
	json_set_string(body, "state", words_get(WORDS_NOTICE_STATE, record->state)->id);
	json_set_integer(body, "sequence", record->sequence);
	json_set_string(body, "urgency", words_get(WORDS_URGENCY, record->urgency)->id);
	json_set_string(body, "approved_by", tell->approved_by);
	json_set_string(body, "again", tell->again);
	json_take(body, "messages", take_messages);
	json_take(body, "facts", notice_facts_json(plan->facts));
	return body;
}

static struct json *describe_more(const struct notice_record *record, struct json *take_messages)
{
	struct json *body = json_new_object();

	json_set_integer(body, "notice", record->number);
	json_take(body, "messages", take_messages);
	return body;
}

/* --- keeping it --- */

static bool was_told(const struct tell_options *options, const struct tell *tell, struct told *ret_told, GError **error)
{
	g_autoptr(ops_notice_record_t) earlier = NULL;
	int64_t number = tell->once && *tell->once ? notices_find_once(options->store, tell->once, error) : 0;

	if (number <= 0)
		return number == 0;
	earlier = tell_find_notice(options->store, number, error);
	if (!earlier)
		return false;
	*ret_told = (struct told){ .notice = number, .before = true, .state = earlier->state };
	return true;
}

/* More of them than an event holds follow in events of their own. */
#define MESSAGES_IN_EVENT 1000

static bool keep_messages(const struct tell_options *options, const struct tell *tell, const struct tell_plan *plan,
			  const struct notice_record *record, GError **error)
{
	g_autoptr(ops_json_t) body = NULL;
	guint i = 0;

	do {
		struct json *list = json_new_array();
		bool first = i == 0;

		for (guint end = i + MESSAGES_IN_EVENT; i < plan->messages->len && i < end; i++)
			if (!keep_message(options, plan, plan->messages->pdata[i], record->number, list, error)) {
				json_free(list);
				return false;
			}
		json_free(g_steal_pointer(&body));
		body = first ? describe(tell, plan, record, list) : describe_more(record, list);
		if (!tell_record(options, tell->case_id, tell->run, first ? "notice" : "notice-messages", body, error))
			return false;
	} while (i < plan->messages->len);
	return true;
}

bool engine_tell_within(const struct tell_options *options, const struct tell *tell, const struct tell_plan *plan,
			struct told *ret_told, GError **error)
{
	struct notice_record record;
	struct told told = { 0 };

	if (!was_told(options, tell, &told, error))
		return false;
	if (told.before || plan->state == NOTICE_REFUSED) {
		told.state = told.before ? told.state : NOTICE_REFUSED;
		*ret_told = told;
		return true;
	}
	if (!keep_notice(options, tell, plan, &record, error) || !keep_messages(options, tell, plan, &record, error))
		return false;
	for (guint i = 0; i < plan->messages->len; i++)
		told.by_hand += ((const struct tell_message *)plan->messages->pdata[i])->kind >= CHANNEL_PHONE;
	told.notice = record.number;
	told.state = record.state;
	told.messages = plan->messages->len;
	*ret_told = told;
	return true;
}

struct telling { const struct tell *tell; const struct tell_plan *plan; struct told *told; };

static bool keep_all(const struct tell_options *options, void *context, GError **error)
{
	struct telling *telling = context;

	return engine_tell_within(options, telling->tell, telling->plan, telling->told, error);
}

bool engine_tell(const struct tell_options *options, const struct tell *tell, struct told *ret_told, GError **error)
{
	g_autoptr(ops_tell_plan_t) plan = engine_plan_notice(options, tell, error);
	struct told told = { 0 };
	struct telling telling = { .tell = tell, .plan = plan, .told = &told };

	if (!plan || !tell_transaction(options, keep_all, &telling, error))
		return false;
	*ret_told = told;
	return true;
}
