/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who is told because nobody answers: the ladder of each notice, rung by rung. A rung tells the same readers once more,
 * puts them on the call list for a person to telephone, or tells somebody else that nobody answers. Reached is
 * recorded in the same transaction, so that no rung is climbed twice.
 */
#include "engine/deliver-internal.h"

#include "base/instant.h"
#include "base/translate.h"

#include <inttypes.h>
#include <string.h>

static struct kind_rule rule_of(const struct delivering *delivering, const struct notice_record *notice, enum audience *ret_audience)
{
	int audience = words_find(WORDS_AUDIENCE, notice->audience);

	*ret_audience = audience < 0 ? AUDIENCE_DUTY : (enum audience)audience;
	return notice_kind_rule(delivering->tell->policy, notice->kind, *ret_audience);
}

/* --- the same readers --- */

static const char *phone_of(const struct inventory *inventory, const struct message_record *record)
{
	const struct contact *contact = inventory_find_contact(inventory, record->contact);
	const struct organization *organization = inventory_find_organization(inventory, record->organization);

	for (size_t i = 0; contact && i < contact->channel_count; i++)
		if (contact->channels[i].kind == CHANNEL_PHONE)
			return contact->channels[i].target;
	if (!organization)
		return NULL;
	return organization->fault_desk ? organization->fault_desk : organization->phone;
}

static bool ask_again(struct delivering *delivering, const struct message_record *record, const struct rung *rung, int64_t number,
		      GError **error)
{
	const char *phone = rung->call ? phone_of(delivering->tell->inventory, record) : NULL;
	struct message_way way = {
		.channel = rung->call ? CHANNEL_PHONE : record->channel,
		.target = rung->call ? phone : record->target,
		.path = rung->call ? NULL : notice_path_find(delivering->tell->policy, record->path),
		.rung = number,
		.reminder = !rung->call,
	};
	g_autoptr(ops_message_record_t) copy = NULL;

	/* Who is on the call list already stays there. */
	if (!way.target || (rung->call && record->channel == CHANNEL_PHONE))
		return true;
	return deliver_add_copy(delivering, record, &way, &copy, error);
}

/* Whether somebody of RECORD's reader has answered, or the reader was asked by this rung already. */
static bool is_done(const GPtrArray *messages, guint index, int64_t rung)
{
	const struct message_record *record = messages->pdata[index];

	for (guint i = 0; i < messages->len; i++) {
		const struct message_record *other = messages->pdata[i];
		bool same = g_str_equal(other->contact, record->contact) && g_str_equal(other->organization, record->organization);

		if (same && (other->state == MESSAGE_ACKNOWLEDGED || other->rung == rung || (i < index && other->state != MESSAGE_DROPPED)))
			return true;
	}
	return false;
}

static bool ask_all_again(struct delivering *delivering, const struct notice_record *notice, const struct rung *rung, GError **error)
{
	const struct messages_filter filter = { .notice = notice->number };
	g_autoptr(GPtrArray) messages = tell_find_messages(delivering->tell->store, &filter, error);

	for (guint i = 0; messages && i < messages->len; i++) {
		const struct message_record *record = messages->pdata[i];

		if (record->state == MESSAGE_DROPPED || is_done(messages, i, notice->rung + 1))
			continue;
		if (!ask_again(delivering, record, rung, notice->rung + 1, error))
			return false;
	}
	return messages != NULL;
}

/* --- somebody else --- */

static void add_who_was_asked(const struct delivering *delivering, const struct notice_record *notice, struct notice_facts *facts)
{
	const struct inventory *inventory = delivering->tell->inventory;
	g_autofree char *at = instant_print(notice->made_at_us, inventory_zone(inventory));
	const struct word *kind = words_get(WORDS_NOTICE_KIND, notice->kind);
	int audience = words_find(WORDS_AUDIENCE, notice->audience);
	bool japanese = g_str_equal(inventory_policy(inventory)->language, "ja");
	const struct word *asked = audience < 0 ? NULL : words_get(WORDS_AUDIENCE, (unsigned int)audience);

	notice_facts_add(facts, "asked-at", at, false);
	if (asked)
		notice_facts_add(facts, "asked-whom", japanese ? asked->japanese : asked->english, false);
	notice_facts_add(facts, "what-for", japanese ? kind->japanese : kind->english, false);
}

static struct notice_facts *facts_for(const struct delivering *delivering, const struct notice_record *notice, enum audience audience)
{
	struct notice_facts *facts = notice_facts_parse(notice->facts, NULL);

	/* Facts that cannot be read any more are no reason to tell nobody. */
	if (!facts)
		facts = notice_facts_new(NOTICE_ESCALATION, audience);
	facts->kind = NOTICE_ESCALATION;
	facts->audience = audience;
	g_clear_pointer(&facts->recipient, g_free);
	facts->as_of_us = clock_wall_us(delivering->tell->clock);
	add_who_was_asked(delivering, notice, facts);
	return facts;
}

/*
 * Planned before the transaction that keeps it, as everything is: what is planned only reads. ONCE keeps it from being told twice
 * when this process dies in between.
 */
static bool tell_others(struct delivering *delivering, const struct notice_record *notice, const struct rung *rung, GError **error)
{
	g_autoptr(ops_notice_facts_t) facts = facts_for(delivering, notice, rung->audience);
	g_autofree char *once = g_strdup_printf("rung/%" PRId64 "/%" PRId64, notice->number, notice->rung + 1);
	const struct tell tell = {
		.facts = facts,
		.case_id = notice->case_id,
		.run = notice->run,
		.once = once,
		.urgency = (int)notice->urgency,
		.call = rung->call,
		/* Its own ladder would lead to others who would lead back. */
		.last_word = true,
	};
	g_autoptr(ops_tell_plan_t) plan = engine_plan_notice(delivering->tell, &tell, error);
	struct told told;

	if (!plan || !engine_tell_within(delivering->tell, &tell, plan, &told, error))
		return false;
	delivering->read_all = false;
	return true;
}

/* --- a rung --- */

struct climbing { struct delivering *delivering; int64_t notice; bool climbed; };

static bool reach(struct delivering *delivering, struct notice_record *notice, GError **error)
{
	enum audience audience;
	struct kind_rule rule = rule_of(delivering, notice, &audience);
	const struct ladder *ladder = rule.ladder;
	int64_t now_us = clock_wall_us(delivering->tell->clock);
	const struct rung *rung;
	bool same;

	notice->rung_due_at_us = 0;
	/* The site may have taken its ladder away since. */
	if (!ladder || notice->rung >= (int64_t)ladder->rung_count)
		return notices_change(delivering->tell->store, notice, error);
	rung = &ladder->rungs[notice->rung];
	same = rung->again || rung->audience == audience;
	if (!(same ? ask_all_again(delivering, notice, rung, error) : tell_others(delivering, notice, rung, error)))
		return false;
	notice->rung++;
	if (notice->rung < (int64_t)ladder->rung_count)
		notice->rung_due_at_us = now_us + ladder->rungs[notice->rung].after_us;
	return notices_change(delivering->tell->store, notice, error);
}

static bool climb(const struct tell_options *options, void *context, GError **error)
{
	struct climbing *climbing = context;
	g_autoptr(ops_notice_record_t) notice = tell_find_notice(options->store, climbing->notice, error);
	g_autoptr(ops_json_t) body = json_new_object();

	if (!notice)
		return false;
	/* Somebody has answered meanwhile. */
	climbing->climbed = notice->rung_due_at_us && notice->rung_due_at_us <= clock_wall_us(options->clock);
	if (!climbing->climbed)
		return true;
	if (!reach(climbing->delivering, notice, error))
		return false;
	json_set_integer(body, "notice", notice->number);
	json_set_integer(body, "rung", notice->rung);
	return tell_record(options, notice->case_id, notice->run, "unanswered", body, error);
}

static bool take_number(void *context, const struct notice_record *record)
{
	GArray *numbers = context;

	g_array_append_val(numbers, record->number);
	return true;
}

bool deliver_climb(struct delivering *delivering, GError **error)
{
	const struct notices_filter due = { .state = -1, .rung_due_by_us = clock_wall_us(delivering->tell->clock) };
	g_autoptr(GArray) numbers = g_array_new(FALSE, FALSE, sizeof(int64_t));

	if (!notices_read(delivering->tell->store, &due, take_number, numbers, error))
		return false;
	for (guint i = 0; i < numbers->len; i++) {
		struct climbing climbing = { .delivering = delivering, .notice = g_array_index(numbers, int64_t, i) };

		if (!tell_transaction(delivering->tell, climb, &climbing, error))
			return false;
		delivering->delivery->climbed += climbing.climbed;
	}
	return true;
}

/* --- what became of notices --- */

struct standing { guint open, by_state[MESSAGE_STATE_COUNT]; };

static bool take_standing(void *context, const struct message_record *record)
{
	struct standing *standing = context;

	standing->by_state[record->state]++;
	standing->open += record->state == MESSAGE_QUEUED || record->state == MESSAGE_SENDING ||
			  record->state == MESSAGE_FAILED_TEMPORARY || record->state == MESSAGE_HELD;
	return true;
}

struct telling { int64_t notice; };

static bool tell_case(const struct tell_options *options, void *context, GError **error)
{
	const struct telling *telling = context;
	const struct messages_filter filter = { .notice = telling->notice, .without_content = true };
	g_autoptr(ops_notice_record_t) notice = tell_find_notice(options->store, telling->notice, error);
	g_autoptr(ops_json_t) body = json_new_object();
	struct standing standing = { 0 };

	if (!notice || !messages_read(options->store, &filter, take_standing, &standing, error))
		return false;
	if (standing.open > 0)
		return true;
	json_set_integer(body, "notice", notice->number);
	for (unsigned int state = 0; state < MESSAGE_STATE_COUNT; state++)
		if (standing.by_state[state])
			json_set_integer(body, words_get(WORDS_MESSAGE_STATE, state)->id, standing.by_state[state]);
	return tell_record(options, notice->case_id, notice->run, "delivered", body, error);
}

bool deliver_tell_cases(struct delivering *delivering, GError **error)
{
	GHashTableIter iter;
	gpointer key;

	g_hash_table_iter_init(&iter, delivering->touched);
	while (g_hash_table_iter_next(&iter, &key, NULL)) {
		struct telling telling = { .notice = (int64_t)GPOINTER_TO_SIZE(key) };

		if (!tell_transaction(delivering->tell, tell_case, &telling, error))
			return false;
	}
	return true;
}
