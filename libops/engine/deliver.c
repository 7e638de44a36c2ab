/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs one delivery: what an earlier one left is told first, then what is due goes to the wire until nothing is
 * left or the time is up, and last the ladders are climbed of what nobody answers; what that
 * queues goes out as well.
 */
#include "engine/deliver-internal.h"

#include "base/translate.h"
#include "store/journal.h"
#include "store/lock.h"

#include <string.h>

#define LOCK_PURPOSE "deliver"
#define LOOK_AGAIN_US G_USEC_PER_SEC

void delivery_clear(struct delivery *delivery)
{
	g_clear_pointer(&delivery->troubles, g_ptr_array_unref);
}

/* --- the wire's questions --- */

static bool is_over(const struct delivering *delivering)
{
	return delivering->failed || delivering->stopped;
}

/* Whether a path was found to be down since this was last asked. */
static bool has_fallen(struct delivering *delivering)
{
	GHashTableIter iter;
	gpointer name, value;
	bool fallen = false;

	g_hash_table_iter_init(&iter, delivering->paths);
	while (g_hash_table_iter_next(&iter, &name, &value)) {
		struct path_health *health = value;

		if (!health->told && deliver_path_is_down(delivering, name))
			fallen = health->told = true;
	}
	return fallen;
}

static const struct send_job *next_job(void *context, bool *ret_final)
{
	struct delivering *delivering = context;
	struct sending *sending;

	while (!is_over(delivering) && g_queue_is_empty(&delivering->ready) && !delivering->read_all)
		deliver_take_some(delivering, &delivering->failed);
	if (!is_over(delivering) && has_fallen(delivering))
		deliver_postpone_stranded(delivering, &delivering->failed);
	sending = is_over(delivering) ? NULL : g_queue_pop_head(&delivering->ready);
	/* What stands in for what fails now comes as long as something runs. */
	*ret_final = !sending && (is_over(delivering) || g_hash_table_size(delivering->running) == 0);
	return sending ? deliver_job(delivering, sending->record) : NULL;
}

static void handing_over(void *context, int64_t job)
{
	struct delivering *delivering = context;
	struct sending *sending = g_hash_table_lookup(delivering->running, GSIZE_TO_POINTER((gsize)job));

	if (sending)
		sending->handed_over = true;
}

void deliver_attempt_free(gpointer pointer)
{
	struct send_attempt *attempt = pointer;

	g_free(attempt->relay);
	g_free(attempt->reply);
	g_free(attempt->secured);
	g_free(attempt);
}

/* The wire has the machine's own clock; what is recorded has ours, where that was set to another time. */
static struct send_attempt *copy_attempt(const struct delivering *delivering, const struct send_attempt *attempt)
{
	const struct clock *clock = delivering->tell->clock;
	int64_t ahead_us = clock_is_set(clock) ? clock_wall_us(clock) - clock_wall_us(clock_system()) : 0;
	struct send_attempt *copy = g_memdup2(attempt, sizeof(*attempt));

	copy->began_at_us += ahead_us;
	copy->ended_at_us += ahead_us;
	copy->relay = g_strdup(attempt->relay);
	copy->reply = g_strdup(attempt->reply);
	copy->secured = g_strdup(attempt->secured);
	return copy;
}

static void add_ended(struct delivering *delivering, struct sending *sending, GPtrArray *take_attempts)
{
	struct ended *ended = g_new0(struct ended, 1);

	ended->record = g_steal_pointer(&sending->record);
	ended->attempts = take_attempts;
	g_ptr_array_add(delivering->ended, ended);
}

static void job_ended(void *context, const struct send_result *result, bool more)
{
	struct delivering *delivering = context;
	gpointer key = GSIZE_TO_POINTER((gsize)result->job);
	struct sending *sending = g_hash_table_lookup(delivering->running, key);
	GPtrArray *attempts;

	if (sending) {
		attempts = g_ptr_array_new_with_free_func(deliver_attempt_free);
		for (guint i = 0; i < result->attempts->len; i++)
			g_ptr_array_add(attempts, copy_attempt(delivering, result->attempts->pdata[i]));
		add_ended(delivering, sending, attempts);
		g_hash_table_remove(delivering->running, key);
	}
	if (!more && !delivering->failed)
		deliver_write(delivering, &delivering->failed);
}

static bool goes_on(void *context)
{
	struct delivering *delivering = context;
	const struct deliver_options *options = delivering->options;

	/* What becomes due meanwhile does not wait for what runs: a server that hangs delays nobody. */
	if (clock_monotonic_us(options->tell.clock) - delivering->read_at_us >= LOOK_AGAIN_US)
		delivering->read_all = false;
	if (options->progress && !options->progress(options->context, delivering->delivery->accepted, g_hash_table_size(delivering->running)))
		delivering->stopped = true;
	/* What runs is let run: its limits are near, and broken off it might arrive twice. */
	return true;
}

/* --- what the wire left --- */

/* It died: what it had been given did not end. */
static void end_broken_off(struct delivering *delivering)
{
	GHashTableIter iter;
	gpointer value;

	g_hash_table_iter_init(&iter, delivering->running);
	while (g_hash_table_iter_next(&iter, NULL, &value)) {
		struct sending *sending = value;
		struct send_attempt *attempt = g_new0(struct send_attempt, 1);
		GPtrArray *attempts = g_ptr_array_new_with_free_func(deliver_attempt_free);

		attempt->end = sending->handed_over ? DELIVERY_BROKEN_OFF : DELIVERY_NOT_COMPOSED;
		attempt->code = -1;
		attempt->relay = g_strdup("");
		attempt->secured = g_strdup("");
		attempt->reply = g_strdup(_("nwops-send ended before it was known what became of it"));
		attempt->began_at_us = sending->record->changed_at_us;
		attempt->ended_at_us = clock_wall_us(delivering->tell->clock);
		g_ptr_array_add(attempts, attempt);
		add_ended(delivering, sending, attempts);
	}
	g_hash_table_remove_all(delivering->running);
}

static bool send_all(struct delivering *delivering, int64_t until_us, GError **error)
{
	const struct clock *clock = delivering->tell->clock;
	const struct send_options options = {
		.libexec = delivering->options->libexec,
		.clock = clock,
		.notes = delivering->tell->notes,
		.limit_us = until_us ? MAX(until_us - clock_monotonic_us(clock), 1) : 0,
		.next = next_job,
		.handing_over = handing_over,
		.ended = job_ended,
		.goes_on = goes_on,
		.context = delivering,
	};
	GError *failed = NULL;
	bool sent = send_run(&options, &failed);

	if (!delivering->failed && deliver_give_back(delivering, &delivering->failed)) {
		end_broken_off(delivering);
		deliver_write(delivering, &delivering->failed);
	}
	/* What could not be written down is the graver of the two. */
	if (delivering->failed) {
		g_clear_error(&failed);
		failed = g_steal_pointer(&delivering->failed);
	}
	if (failed)
		g_propagate_error(error, failed);
	return sent && !failed;
}

/* --- one delivery --- */

static void free_sending(gpointer pointer)
{
	struct sending *sending = pointer;

	tell_message_free(sending->record);
	g_free(sending);
}

static void free_relay(gpointer pointer)
{
	struct relay_record *record = pointer;

	g_free((char *)record->path);
	g_free((char *)record->relay);
	g_free((char *)record->reason);
	g_free(record);
}

static bool take_relay(void *context, const struct relay_record *record)
{
	struct relay_record *copy = g_memdup2(record, sizeof(*record));

	copy->path = g_strdup(record->path);
	copy->relay = g_strdup(record->relay);
	copy->reason = g_strdup(record->reason);
	g_hash_table_insert(context, g_strdup_printf("%s\n%s", record->path, record->relay), copy);
	return true;
}

static void open_delivering(struct delivering *delivering)
{
	delivering->due = g_ptr_array_new_with_free_func(tell_message_free);
	delivering->running = g_hash_table_new_full(NULL, NULL, NULL, free_sending);
	delivering->seen = g_hash_table_new(NULL, NULL);
	delivering->failing = g_hash_table_new(NULL, NULL);
	delivering->ended = g_ptr_array_new_with_free_func(deliver_ended_free);
	delivering->paths = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	delivering->relays = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_relay);
	delivering->touched = g_hash_table_new(NULL, NULL);
	g_queue_init(&delivering->ready);
}

static void close_delivering(struct delivering *delivering)
{
	g_queue_clear(&delivering->ready);
	g_ptr_array_unref(delivering->due);
	g_hash_table_unref(delivering->running);
	g_hash_table_unref(delivering->seen);
	g_hash_table_unref(delivering->failing);
	g_ptr_array_unref(delivering->ended);
	g_hash_table_unref(delivering->paths);
	g_hash_table_unref(delivering->relays);
	g_hash_table_unref(delivering->touched);
}

static bool recover(const struct tell_options *options, void *context, GError **error)
{
	(void)options;
	return deliver_recover(context, error);
}

struct waiting { int64_t now_us, next_us; guint due, by_hand; };

static bool take_waiting(void *context, const struct message_record *record)
{
	struct waiting *waiting = context;

	if (record->due_at_us <= waiting->now_us) {
		waiting->by_hand += record->channel >= CHANNEL_PHONE;
		waiting->due += record->channel < CHANNEL_PHONE;
	} else if (!waiting->next_us || record->due_at_us < waiting->next_us) {
		waiting->next_us = record->due_at_us;
	}
	return true;
}

static bool look_at_rest(struct delivering *delivering, GError **error)
{
	const struct messages_filter open = { .states = 1u << MESSAGE_QUEUED | 1u << MESSAGE_FAILED_TEMPORARY, .without_content = true };
	struct waiting waiting = { .now_us = clock_wall_us(delivering->tell->clock) };

	if (!messages_read(delivering->tell->store, &open, take_waiting, &waiting, error))
		return false;
	delivering->delivery->left = waiting.due;
	delivering->delivery->by_hand = waiting.by_hand;
	delivering->delivery->next_due_us = waiting.next_us;
	return true;
}

/* Nothing due: the wire program is not even started. */
static bool send_what_is_due(struct delivering *delivering, int64_t until_us, GError **error)
{
	delivering->read_all = false;
	while (!delivering->read_all && g_queue_is_empty(&delivering->ready))
		if (!deliver_take_some(delivering, error))
			return false;
	return delivering->read_all || send_all(delivering, until_us, error);
}

static bool take_any(void *context, const struct message_record *record)
{
	(void)record;
	*(bool *)context = true;
	return false;
}

/* --- a clock that was set --- */

/* Its next try, and the end of its patience; not the hour at which its reader is there. */
static bool move_message(struct message_record *record, int64_t now_us, int64_t moved_us)
{
	bool waits = record->state == MESSAGE_FAILED_TEMPORARY;

	if (!waits && record->due_at_us > now_us - moved_us)
		return false;
	if (waits && record->due_at_us)
		record->due_at_us += moved_us;
	if (record->expires_at_us)
		record->expires_at_us += moved_us;
	record->changed_at_us = now_us;
	return true;
}

static bool move_notice(struct store *store, int64_t number, int64_t moved_us, GError **error)
{
	g_autoptr(ops_notice_record_t) notice = tell_find_notice(store, number, error);

	if (!notice)
		return false;
	notice->rung_due_at_us += moved_us;
	return notices_change(store, notice, error);
}

static bool take_number(void *context, const struct notice_record *record)
{
	g_array_append_val((GArray *)context, record->number);
	return true;
}

static bool move(const struct tell_options *options, void *context, GError **error)
{
	const int64_t moved_us = *(const int64_t *)context, now_us = clock_wall_us(options->clock);
	const struct messages_filter open = { .states = 1u << MESSAGE_QUEUED | 1u << MESSAGE_FAILED_TEMPORARY, .without_content = true };
	const struct notices_filter climbing = { .state = -1, .rung_due_by_us = INT64_MAX };
	g_autoptr(GPtrArray) messages = tell_find_messages(options->store, &open, error);
	g_autoptr(GArray) notices = g_array_new(FALSE, FALSE, sizeof(int64_t));

	if (!messages || !notices_read(options->store, &climbing, take_number, notices, error))
		return false;
	for (guint i = 0; i < messages->len; i++)
		if (move_message(messages->pdata[i], now_us, moved_us) && !messages_change(options->store, messages->pdata[i], error))
			return false;
	for (guint i = 0; i < notices->len; i++)
		if (!move_notice(options->store, g_array_index(notices, int64_t, i), moved_us, error))
			return false;
	return true;
}

/* Waits were reckoned by a clock that was elsewhere. Else a clock set forward ends all patience at once, and reminds everybody. */
static bool move_what_waits(struct delivering *delivering, GError **error)
{
	int64_t moved_us = delivering->options->moved_us;

	return moved_us == 0 || tell_transaction(delivering->tell, move, &moved_us, error);
}

struct ahead { int64_t now_us; GPtrArray *list; };

static bool take_ahead(void *context, const struct message_record *record)
{
	struct ahead *ahead = context;

	if (record->changed_at_us > ahead->now_us)
		g_ptr_array_add(ahead->list, tell_copy_message(record));
	return true;
}

static bool mend(const struct tell_options *options, void *context, GError **error)
{
	const GPtrArray *list = context;

	for (guint i = 0; i < list->len; i++) {
		struct message_record *record = list->pdata[i];

		record->due_at_us = 0;
		record->changed_at_us = clock_wall_us(options->clock);
		if (!messages_change(options->store, record, error))
			return false;
	}
	return true;
}

/* What failed at a time that has not come yet waits for nothing: its next try was reckoned by a clock that was wrong. */
static bool mend_what_is_ahead(struct delivering *delivering, GError **error)
{
	const struct messages_filter failed = { .states = 1u << MESSAGE_FAILED_TEMPORARY, .without_content = true };
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(tell_message_free);
	struct ahead ahead = { .now_us = clock_wall_us(delivering->tell->clock), .list = list };

	if (!messages_read(delivering->tell->store, &failed, take_ahead, &ahead, error))
		return false;
	return list->len == 0 || tell_transaction(delivering->tell, mend, list, error);
}

static bool recover_if_any(struct delivering *delivering, GError **error)
{
	const struct messages_filter sending = { .states = 1u << MESSAGE_SENDING, .without_content = true };
	bool any = false;

	if (!messages_read(delivering->tell->store, &sending, take_any, &any, error))
		return false;
	return !any || tell_transaction(delivering->tell, recover, delivering, error);
}

static bool deliver(struct delivering *delivering, GError **error)
{
	const struct clock *clock = delivering->tell->clock;
	int64_t limit_us = delivering->options->limit_us;
	int64_t until_us = limit_us ? clock_monotonic_us(clock) + limit_us : 0;

	if (!relays_read(delivering->tell->store, take_relay, delivering->relays, error) || !recover_if_any(delivering, error) ||
	    !move_what_waits(delivering, error) || !mend_what_is_ahead(delivering, error) ||
	    !send_what_is_due(delivering, until_us, error))
		return false;
	/* What the ladders queue goes out at once, too. */
	if (!delivering->options->notice && !delivering->options->hold_ladders &&
	    (!deliver_climb(delivering, error) || !send_what_is_due(delivering, until_us, error)))
		return false;
	return deliver_tell_cases(delivering, error) && look_at_rest(delivering, error);
}

bool engine_deliver(const struct deliver_options *options, struct delivery *ret_delivery, GError **error)
{
	struct lock_holder holder;
	g_autoptr(GError) failed = NULL;
	g_autoptr(ops_lock_t) lock = lock_take(options->state_directory, LOCK_PURPOSE, options->tell.clock, &holder, &failed);
	struct delivery delivery = { .troubles = g_ptr_array_new_with_free_func(g_free) };
	struct delivering delivering = { .options = options, .tell = &options->tell, .delivery = &delivery };
	bool done;

	if (failed) {
		g_propagate_error(error, g_steal_pointer(&failed));
		delivery_clear(&delivery);
		return false;
	}
	if (!lock) {
		delivery.busy = true;
		*ret_delivery = delivery;
		return true;
	}
	open_delivering(&delivering);
	done = deliver(&delivering, error);
	close_delivering(&delivering);
	if (done)
		*ret_delivery = delivery;
	else
		delivery_clear(&delivery);
	return done;
}
