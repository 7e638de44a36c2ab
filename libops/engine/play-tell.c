/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Telling those who take part that the drill begins, asking them to answer, telling them that it is over; and counting
 * what was sent, what arrived and what was answered, each apart.
 */
#include "engine/play.h"

#include "base/instant.h"
#include "engine/tell-internal.h"

#include <inttypes.h>
#include <string.h>

/* --- whom --- */

/* Those who have a role, each once. Elements are lent by the play. */
static GPtrArray *players_of(const struct play *play)
{
	GPtrArray *players = g_ptr_array_new_with_free_func(g_free);

	for (size_t i = 0; play->contacts[i]; i++)
		if (*play->contacts[i] && !g_ptr_array_find_with_equal_func(players, play->contacts[i], g_str_equal, NULL))
			g_ptr_array_add(players, g_strdup(play->contacts[i]));
	return players;
}

static bool add_told(void *context, const struct message_record *message)
{
	GPtrArray *players = context;

	if (*message->contact && !g_ptr_array_find_with_equal_func(players, message->contact, g_str_equal, NULL))
		g_ptr_array_add(players, g_strdup(message->contact));
	return true;
}

static enum audience audience_of(const struct inventory *inventory, const struct contact *contact)
{
	switch (contact->organization->kind) {
	case OWNER_CORE_OPERATOR:
		return AUDIENCE_CORE;
	case OWNER_CARRIER:
	case OWNER_POWER_COMPANY:
		return AUDIENCE_CARRIER;
	case OWNER_INSTITUTION:
		return AUDIENCE_INSTITUTION;
	case OWNER_CERTIFIER:
		return AUDIENCE_CERTIFIER;
	case OWNER_ASSESSOR:
		return AUDIENCE_ASSESSOR;
	case OWNER_OPERATOR:
		break;
	}
	if (contact->organization != inventory_self(inventory))
		return AUDIENCE_PEERS;
	return contact->role == ROLE_OPS_MANAGER ? AUDIENCE_MANAGER : AUDIENCE_DUTY;
}

/* --- what --- */

static void add_instant(struct notice_facts *facts, const char *name, int64_t at_us)
{
	g_autofree char *text = at_us ? instant_print_utc(at_us) : NULL;

	if (text)
		notice_facts_add(facts, name, text, false);
}

static void add_text(struct notice_facts *facts, const char *name, const struct play *play, const struct procedure_text *text)
{
	const char *said = drill_text(text, play->language);

	if (said && *said)
		notice_facts_add(facts, name, said, false);
}

static void add_count(struct notice_facts *facts, const char *name, guint count)
{
	g_autofree char *text = g_strdup_printf("%u", count);

	notice_facts_add(facts, name, text, false);
}

static struct notice_facts *facts_of(const struct tell_options *options, const struct play *play, enum notice_kind kind,
				     enum audience audience, const struct play_counts *counts)
{
	struct notice_facts *facts = notice_facts_new(kind, audience);

	facts->as_of_us = clock_wall_us(options->clock);
	if (kind == NOTICE_COMCHECK)
		return facts;
	add_text(facts, "drill-name", play, &play->scenario->title);
	add_text(facts, "stop-word", play, &play->scenario->stop_word);
	if (kind == NOTICE_DRILL_START) {
		add_instant(facts, "drill-from", play->record.begins_us);
		add_instant(facts, "drill-until", play->record.ends_us);
		add_text(facts, "drill-scope", play, &play->scenario->scope);
		return facts;
	}
	add_instant(facts, "drill-ended-at", clock_wall_us(options->clock));
	add_count(facts, "messages-sent", counts->sent);
	add_count(facts, "answers-received", counts->answered);
	return facts;
}

static bool tell_one(const struct tell_options *options, const struct play *play, enum notice_kind kind, const char *again,
		     const struct contact *contact, const struct play_counts *counts, GError **error)
{
	enum audience audience = audience_of(options->inventory, contact);
	g_autoptr(ops_notice_facts_t) facts = facts_of(options, play, kind, audience, counts);
	g_autofree char *once = g_strdup_printf("drill:%s:%s:%" PRId64, words_get(WORDS_NOTICE_KIND, kind)->id, contact->name,
						again ? clock_wall_us(options->clock) : 0);
	const struct tell tell = {
		.facts = facts, .case_id = "", .once = once, .urgency = -1, .only = contact->name, .again = again,
		.last_word = true, .forced = true,
	};
	struct told told;

	facts->recipient = audience == AUDIENCE_INSTITUTION ? g_strdup(contact->organization->name) : NULL;
	return engine_tell(options, &tell, &told, error);
}

bool play_tell(const struct tell_options *options, const struct play *play, enum notice_kind kind, const char *again, GError **error)
{
	const struct messages_filter all = {.without_content = true};
	g_autoptr(GPtrArray) players = players_of(play);
	struct play_counts counts = {0};

	if (kind == NOTICE_DRILL_END && (!messages_read(options->store, &all, add_told, players, error) ||
					 !play_count(options->store, -1, &counts, error)))
		return false;
	for (guint i = 0; i < players->len; i++) {
		const struct contact *contact = inventory_find_contact(options->inventory, players->pdata[i]);

		if (contact && !tell_one(options, play, kind, again, contact, &counts, error))
			return false;
	}
	return true;
}

/* --- counting --- */

struct counting { struct play_counts *counts; int kind; GHashTable *notices, *left, *withheld; };

static bool take_notice(void *context, const struct notice_record *notice)
{
	struct counting *counting = context;

	if (counting->kind < 0 || (int)notice->kind == counting->kind)
		g_hash_table_add(counting->notices, GSIZE_TO_POINTER((gsize)notice->number));
	return true;
}

static bool take_attempt(void *context, const struct attempt_record *attempt)
{
	struct counting *counting = context;
	gpointer key = GSIZE_TO_POINTER((gsize)attempt->message);

	if (attempt->end == DELIVERY_WITHHELD)
		g_hash_table_add(counting->withheld, key);
	else if (attempt->end != DELIVERY_NOT_COMPOSED)
		g_hash_table_add(counting->left, key);
	return true;
}

static bool count_message(void *context, const struct message_record *message)
{
	struct counting *counting = context;
	gpointer key = GSIZE_TO_POINTER((gsize)message->number);
	bool withheld = g_hash_table_contains(counting->withheld, key), answered = message->state == MESSAGE_ACKNOWLEDGED;
	bool left = !withheld && g_hash_table_contains(counting->left, key);

	if (!g_hash_table_contains(counting->notices, GSIZE_TO_POINTER((gsize)message->notice)))
		return true;
	counting->counts->made++;
	counting->counts->withheld += withheld;
	/* What somebody was told by telephone is answered, and never left. */
	counting->counts->sent += left;
	counting->counts->received += left && (message->state == MESSAGE_ACCEPTED || answered);
	counting->counts->answered += answered;
	return true;
}

bool play_count(struct store *store, int kind, struct play_counts *ret_counts, GError **error)
{
	const struct messages_filter all = {.without_content = true};
	const struct notices_filter notices = {.state = -1};
	struct play_counts counts = {0};
	struct counting counting = {
		.counts = &counts, .kind = kind, .notices = g_hash_table_new(NULL, NULL), .left = g_hash_table_new(NULL, NULL),
		.withheld = g_hash_table_new(NULL, NULL),
	};
	bool done = notices_read(store, &notices, take_notice, &counting, error) &&
		    attempts_read(store, 0, take_attempt, &counting, error) && messages_read(store, &all, count_message, &counting, error);

	g_hash_table_unref(counting.notices);
	g_hash_table_unref(counting.left);
	g_hash_table_unref(counting.withheld);
	if (done)
		*ret_counts = counts;
	return done;
}
