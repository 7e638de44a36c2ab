/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What was told in a drill. A notice counts as told when the first of its messages was taken by a
 * server, or by a person; in a drill also when it would have been, and was withheld since its
 * address is on no allow-list.
 */
#include "engine/rehearse-internal.h"

#include "base/instant.h"
#include "base/quantity.h"
#include "notice/facts.h"
#include "store/messages.h"
#include "store/notices.h"

#include <string.h>

struct telling {
	struct rehearsal *rehearsal;
	GHashTable *notices;		/* number -> struct told_notice */
	GHashTable *messages;		/* number -> struct drill_message, lent by the evidence */
};
struct told_notice {
	struct notice_record record;
	int64_t told_at_us;		/* by the drill's clock; 0: not yet */
	GPtrArray *paths;		/* char * */
	char *text;			/* of its first message */
};

static void free_notice(gpointer data)
{
	struct told_notice *notice = data;

	notices_clear_copy(&notice->record);
	g_ptr_array_unref(notice->paths);
	g_free(notice->text);
	g_free(notice);
}

static bool take_notice(void *context, const struct notice_record *record)
{
	struct telling *telling = context;
	struct told_notice *notice = g_new0(struct told_notice, 1);

	notices_init_copy(&notice->record, record);
	notice->paths = g_ptr_array_new_with_free_func(g_free);
	g_hash_table_insert(telling->notices, g_memdup2(&record->number, sizeof(record->number)), notice);
	return true;
}

static bool take_message(void *context, const struct message_record *record)
{
	struct telling *telling = context;
	struct told_notice *notice = g_hash_table_lookup(telling->notices, &record->notice);
	struct drill_message *message;

	if (!notice)
		return true;
	if (!notice->text)
		notice->text = g_strdup(record->content);
	message = drill_evidence_add_message(telling->rehearsal->evidence);
	message->number = record->number;
	message->notice = record->notice;
	message->notice_kind = (int)notice->record.kind;
	message->audience = words_find(WORDS_AUDIENCE, notice->record.audience);
	message->organization = g_strdup(record->organization);
	message->made_at_us = record->made_at_us - telling->rehearsal->begins_us;
	g_hash_table_insert(telling->messages, &message->number, message);
	return true;
}

static void note_first(int64_t *at_us, int64_t candidate_us)
{
	if (*at_us < 0 || candidate_us < *at_us)
		*at_us = candidate_us;
}

static bool take_attempt(void *context, const struct attempt_record *record)
{
	struct telling *telling = context;
	struct drill_message *message = g_hash_table_lookup(telling->messages, &record->message);
	struct told_notice *notice = message ? g_hash_table_lookup(telling->notices, &message->notice) : NULL;

	if (!notice || (record->end != DELIVERY_ACCEPTED && record->end != DELIVERY_WITHHELD))
		return true;
	note_first(record->end == DELIVERY_ACCEPTED ? &message->sent_at_us : &message->withheld_at_us,
		   record->ended_at_us - telling->rehearsal->begins_us);
	if (!notice->told_at_us || record->ended_at_us < notice->told_at_us)
		notice->told_at_us = record->ended_at_us;
	if (*record->path && !g_ptr_array_find_with_equal_func(notice->paths, record->path, g_str_equal, NULL))
		g_ptr_array_add(notice->paths, g_strdup(record->path));
	return true;
}

static bool take_ack(void *context, const struct ack_record *record)
{
	struct telling *telling = context;
	struct drill_message *message = g_hash_table_lookup(telling->messages, &record->message);
	struct told_notice *notice = message ? g_hash_table_lookup(telling->notices, &message->notice) : NULL;

	/* Who was called has no attempt that a server took; that they answered says that they were told. */
	if (notice && (!notice->told_at_us || record->recorded_at_us < notice->told_at_us))
		notice->told_at_us = record->recorded_at_us;
	if (!message)
		return true;
	note_first(&message->acked_at_us, record->recorded_at_us - telling->rehearsal->begins_us);
	if (g_hash_table_contains(telling->rehearsal->answered, &message->number))
		message->acked_entry = *(const int64_t *)g_hash_table_lookup(telling->rehearsal->answered, &message->number);
	return true;
}

/* --- a sight of each --- */

static void take_facts(struct drill_sight *sight, const struct told_notice *notice, int64_t begins_us)
{
	g_autoptr(ops_notice_facts_t) facts = notice_facts_parse(notice->record.facts, NULL);
	const struct notice_fact *lines = facts ? notice_facts_find(facts, "lines-affected") : NULL;
	const struct notice_fact *next = facts ? notice_facts_find(facts, "next-report") : NULL;
	int64_t at_us;

	if (lines && lines->value && !quantity_parse_integer(lines->value, 0, INT64_MAX, &sight->lines, NULL))
		sight->lines = -1;
	if (next && next->value && instant_parse(next->value, NULL, &at_us, NULL))
		sight->next_at_us = at_us - begins_us;
}

static void add_sight(struct rehearsal *rehearsal, struct told_notice *notice)
{
	const int64_t *entry = g_hash_table_lookup(rehearsal->noted, &notice->record.number);
	struct drill_sight *sight = gather_sight(rehearsal, SIGHT_TOLD, notice->told_at_us, entry ? *entry : 0, notice->record.made_by);

	sight->case_id = *notice->record.case_id ? g_strdup(notice->record.case_id) : NULL;
	sight->notice = notice->record.number;
	sight->notice_kind = (int)notice->record.kind;
	sight->audience = words_find(WORDS_AUDIENCE, notice->record.audience);
	sight->to = g_strdup(notice->record.recipient);
	sight->made_at_us = notice->record.made_at_us - rehearsal->begins_us;
	sight->text = g_steal_pointer(&notice->text);
	g_ptr_array_add(notice->paths, NULL);
	sight->paths = g_strdupv((char **)notice->paths->pdata);
	take_facts(sight, notice, rehearsal->begins_us);
}

bool gather_told(struct rehearsal *rehearsal, struct store *store, GError **error)
{
	g_autoptr(GHashTable) notices = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, free_notice);
	g_autoptr(GHashTable) messages = g_hash_table_new(g_int64_hash, g_int64_equal);
	struct telling telling = {rehearsal, notices, messages};
	GHashTableIter each;
	gpointer notice;

	if (!notices_read(store, &(const struct notices_filter){.state = -1}, take_notice, &telling, error) ||
	    !messages_read(store, &(const struct messages_filter){0}, take_message, &telling, error) ||
	    !attempts_read(store, 0, take_attempt, &telling, error) || !acks_read(store, 0, take_ack, &telling, error))
		return false;
	g_hash_table_iter_init(&each, notices);
	while (g_hash_table_iter_next(&each, NULL, &notice))
		if (((struct told_notice *)notice)->told_at_us)
			add_sight(rehearsal, notice);
	return true;
}
