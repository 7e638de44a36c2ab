/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The spool of the double in memory: messages are a list in order of number, and so are
 * attempts of their message, what was said in order of recording, and relays of name.
 */
#include "store/memory.h"

struct memory_messages {
	struct memory_shelf messages; /* struct message_record, with what it points to */
	struct memory_shelf attempts; /* struct attempt_record, likewise */
	struct memory_shelf acks; /* struct ack_record, likewise */
	struct memory_shelf relays; /* struct relay_record, likewise */
};

/* Queued, given to a wire program, or failed for the time being. */
#define WAITING (1U << MESSAGE_QUEUED | 1U << MESSAGE_SENDING | 1U << MESSAGE_FAILED_TEMPORARY)

/* ---- rows ---- */

static void message_clear(void *record)
{
	messages_clear_copy(record);
}

static void message_release(void *record)
{
	g_rc_box_release_full(record, message_clear);
}

static struct message_record *message_new(const struct message_record *record)
{
	struct message_record *copy = g_rc_box_alloc(sizeof(*copy));

	messages_init_copy(copy, record);
	return copy;
}

static void attempt_clear(void *pointer)
{
	struct attempt_record *record = pointer;

	g_free((char *)record->path);
	g_free((char *)record->relay);
	g_free((char *)record->reply);
	g_free((char *)record->secured);
	g_free((char *)record->by);
}

static void attempt_release(void *record)
{
	g_rc_box_release_full(record, attempt_clear);
}

static struct attempt_record *attempt_new(const struct attempt_record *record)
{
	struct attempt_record *copy = g_rc_box_alloc(sizeof(*copy));

	*copy = *record;
	copy->path = g_strdup(record->path);
	copy->relay = g_strdup(record->relay);
	copy->reply = g_strdup(record->reply);
	copy->secured = g_strdup(record->secured);
	copy->by = g_strdup(record->by);
	return copy;
}

static void ack_clear(void *pointer)
{
	struct ack_record *record = pointer;

	g_free((char *)record->by);
	g_free((char *)record->actor);
	g_free((char *)record->text);
}

static void ack_release(void *record)
{
	g_rc_box_release_full(record, ack_clear);
}

static struct ack_record *ack_new(const struct ack_record *record)
{
	struct ack_record *copy = g_rc_box_alloc(sizeof(*copy));

	*copy = *record;
	copy->by = g_strdup(record->by);
	copy->actor = g_strdup(record->actor);
	copy->text = g_strdup(record->text);
	return copy;
}

static void relay_clear(void *pointer)
{
	struct relay_record *record = pointer;

	g_free((char *)record->path);
	g_free((char *)record->relay);
	g_free((char *)record->reason);
}

static void relay_release(void *record)
{
	g_rc_box_release_full(record, relay_clear);
}

static struct relay_record *relay_new(const struct relay_record *record)
{
	struct relay_record *copy = g_rc_box_alloc(sizeof(*copy));

	*copy = *record;
	copy->path = g_strdup(record->path);
	copy->relay = g_strdup(record->relay);
	copy->reason = g_strdup(record->reason);
	return copy;
}

/* ---- the whole ---- */

struct memory_messages *memory_messages_new(void)
{
	struct memory_messages *spool = g_new0(struct memory_messages, 1);

	memory_shelf_init(&spool->messages, message_release);
	memory_shelf_init(&spool->attempts, attempt_release);
	memory_shelf_init(&spool->acks, ack_release);
	memory_shelf_init(&spool->relays, relay_release);
	return spool;
}

void memory_messages_free(struct memory_messages *spool)
{
	if (!spool)
		return;
	memory_shelf_clear(&spool->messages);
	memory_shelf_clear(&spool->attempts);
	memory_shelf_clear(&spool->acks);
	memory_shelf_clear(&spool->relays);
	g_free(spool);
}

void memory_messages_commit(struct memory_messages *spool)
{
	memory_shelf_commit(&spool->messages);
	memory_shelf_commit(&spool->attempts);
	memory_shelf_commit(&spool->acks);
	memory_shelf_commit(&spool->relays);
}

void memory_messages_rollback(struct memory_messages *spool)
{
	memory_shelf_rollback(&spool->messages);
	memory_shelf_rollback(&spool->attempts);
	memory_shelf_rollback(&spool->acks);
	memory_shelf_rollback(&spool->relays);
}

void memory_messages_measure(const struct memory_messages *spool, struct upkeep_figures *figures)
{
	figures->messages = spool->messages.rows->len;
	figures->attempts = spool->attempts.rows->len;
	figures->acks = spool->acks.rows->len;
	for (guint i = 0; i < spool->messages.rows->len; i++) {
		const struct message_record *record = spool->messages.rows->pdata[i];

		figures->messages_waiting += (WAITING >> record->state) & 1;
	}
}

/* ---- messages ---- */

static bool is_taken(const struct memory_messages *spool, const struct message_record *record)
{
	for (guint i = 0; i < spool->messages.rows->len; i++) {
		const struct message_record *other = spool->messages.rows->pdata[i];

		if (strcmp(other->identity, record->identity) == 0 ||
		    (*record->code && g_ascii_strcasecmp(other->code, record->code) == 0))
			return true;
	}
	return false;
}

static bool note_notice(void *context, const struct notice_record *record)
{
	*(bool *)context = true;
	return false;
}

bool memory_keep_message(struct store *store, struct message_record *record, bool *ret_kept, GError **error)
{
	struct memory_messages *spool = memory_messages_of(store);
	const struct notices_filter filter = {.number = record->notice, .state = -1};
	bool there = false;

	if (record->notice > 0 && !notices_read(store, &filter, note_notice, &there, error))
		return false;
	*ret_kept = there && !is_taken(spool, record);
	if (!*ret_kept)
		return true;
	memory_shelf_change(&spool->messages);
	record->number = (int64_t)spool->messages.rows->len + 1;
	g_ptr_array_add(spool->messages.rows, message_new(record));
	return true;
}

static bool has_message(const struct memory_messages *spool, int64_t number)
{
	return number > 0 && number <= spool->messages.rows->len;
}

bool memory_change_message(struct store *store, const struct message_record *record, bool *ret_there,
			   GError **error)
{
	struct memory_messages *spool = memory_messages_of(store);
	struct message_record *row;

	*ret_there = has_message(spool, record->number);
	if (!*ret_there)
		return true;
	memory_shelf_change(&spool->messages);
	row = message_new(spool->messages.rows->pdata[record->number - 1]);
	row->state = record->state;
	row->due_at_us = record->due_at_us;
	row->expires_at_us = record->expires_at_us;
	row->attempts = record->attempts;
	row->may_be_twice = record->may_be_twice;
	row->changed_at_us = record->changed_at_us;
	message_release(spool->messages.rows->pdata[record->number - 1]);
	spool->messages.rows->pdata[record->number - 1] = row;
	return true;
}

static bool is_asked_for(const struct messages_filter *filter, const struct message_record *record)
{
	return record->number > filter->after && (!filter->notice || record->notice == filter->notice) &&
	       (!filter->number || record->number == filter->number) &&
	       (!filter->code || g_ascii_strcasecmp(record->code, filter->code) == 0) &&
	       (!filter->identity || strcmp(record->identity, filter->identity) == 0) &&
	       (!filter->states || (filter->states >> record->state) & 1) &&
	       (!filter->due_by_us || record->due_at_us <= filter->due_by_us);
}

static int compare_urgency(const void *a, const void *b)
{
	const struct message_record *one = *(const struct message_record *const *)a;
	const struct message_record *other = *(const struct message_record *const *)b;

	if (one->urgency != other->urgency)
		return one->urgency < other->urgency ? -1 : 1;
	if (one->due_at_us != other->due_at_us)
		return one->due_at_us < other->due_at_us ? -1 : 1;
	return one->number < other->number ? -1 : one->number > other->number;
}

bool memory_read_messages(struct store *store, const struct messages_filter *filter, messages_each *each,
			  void *context, GError **error)
{
	const struct memory_messages *spool = memory_messages_of(store);
	g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(message_release);

	for (guint i = 0; i < spool->messages.rows->len; i++)
		if (is_asked_for(filter, spool->messages.rows->pdata[i]))
			g_ptr_array_add(found, g_rc_box_acquire(spool->messages.rows->pdata[i]));
	if (filter->urgent_first)
		g_ptr_array_sort(found, compare_urgency);
	for (guint i = 0; i < found->len; i++) {
		struct message_record record = *(const struct message_record *)found->pdata[i];

		if (filter->without_content)
			record.content = "";
		if (!each(context, &record))
			break;
	}
	return true;
}

bool memory_count_messages(struct store *store, int64_t ret_counts[MESSAGE_STATE_COUNT],
			   int64_t *ret_oldest_us, GError **error)
{
	const struct memory_messages *spool = memory_messages_of(store);
	bool any = false;

	memset(ret_counts, 0, MESSAGE_STATE_COUNT * sizeof(*ret_counts));
	*ret_oldest_us = 0;
	for (guint i = 0; i < spool->messages.rows->len; i++) {
		const struct message_record *record = spool->messages.rows->pdata[i];

		ret_counts[record->state]++;
		if (!((WAITING >> record->state) & 1))
			continue;
		*ret_oldest_us = any ? MIN(*ret_oldest_us, record->made_at_us) : record->made_at_us;
		any = true;
	}
	return true;
}

/* ---- attempts ---- */

bool memory_keep_attempt(struct store *store, struct attempt_record *record, bool *ret_there, GError **error)
{
	struct memory_messages *spool = memory_messages_of(store);
	guint at = 0;

	*ret_there = has_message(spool, record->message);
	if (!*ret_there)
		return true;
	memory_shelf_change(&spool->attempts);
	record->number = 1;
	for (; at < spool->attempts.rows->len; at++) {
		const struct attempt_record *other = spool->attempts.rows->pdata[at];

		if (other->message > record->message)
			break;
		if (other->message == record->message)
			record->number = other->number + 1;
	}
	g_ptr_array_insert(spool->attempts.rows, (gint)at, attempt_new(record));
	return true;
}

bool memory_read_attempts(struct store *store, int64_t message, attempts_each *each, void *context,
			  GError **error)
{
	const struct memory_messages *spool = memory_messages_of(store);

	for (guint i = 0; i < spool->attempts.rows->len; i++) {
		const struct attempt_record *record = spool->attempts.rows->pdata[i];

		if ((!message || record->message == message) && !each(context, record))
			break;
	}
	return true;
}

/* ---- acknowledgements ---- */

bool memory_keep_ack(struct store *store, const struct ack_record *record, bool *ret_there, GError **error)
{
	struct memory_messages *spool = memory_messages_of(store);

	*ret_there = has_message(spool, record->message);
	if (!*ret_there)
		return true;
	memory_shelf_change(&spool->acks);
	g_ptr_array_add(spool->acks.rows, ack_new(record));
	return true;
}

bool memory_read_acks(struct store *store, int64_t message, acks_each *each, void *context, GError **error)
{
	const struct memory_messages *spool = memory_messages_of(store);

	for (guint i = 0; i < spool->acks.rows->len; i++) {
		const struct ack_record *record = spool->acks.rows->pdata[i];

		if ((!message || record->message == message) && !each(context, record))
			break;
	}
	return true;
}

bool memory_read_acks_saying(struct store *store, enum ack ack, acks_each *each, void *context,
			     GError **error)
{
	const struct memory_messages *spool = memory_messages_of(store);

	for (guint i = 0; i < spool->acks.rows->len; i++) {
		const struct ack_record *record = spool->acks.rows->pdata[i];

		if (record->ack == ack && !each(context, record))
			break;
	}
	return true;
}

/* ---- relays ---- */

static int compare_relays(const struct relay_record *a, const struct relay_record *b)
{
	const int order = strcmp(a->path, b->path);

	return order ? order : strcmp(a->relay, b->relay);
}

bool memory_set_relay(struct store *store, const struct relay_record *record, GError **error)
{
	struct memory_messages *spool = memory_messages_of(store);
	guint at = 0;

	memory_shelf_change(&spool->relays);
	while (at < spool->relays.rows->len && compare_relays(spool->relays.rows->pdata[at], record) < 0)
		at++;
	if (at < spool->relays.rows->len && compare_relays(spool->relays.rows->pdata[at], record) == 0)
		g_ptr_array_remove_index(spool->relays.rows, at);
	g_ptr_array_insert(spool->relays.rows, (gint)at, relay_new(record));
	return true;
}

bool memory_read_relays(struct store *store, relays_each *each, void *context, GError **error)
{
	const struct memory_messages *spool = memory_messages_of(store);

	for (guint i = 0; i < spool->relays.rows->len; i++)
		if (!each(context, spool->relays.rows->pdata[i]))
			break;
	return true;
}
