/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What becomes of a message after a try: accepted, tried again, given another way, given up. And what is
 * learnt of the relays that were tried. What ended together is written down together.
 */
#include "engine/deliver-internal.h"

#include "base/translate.h"

#include <inttypes.h>
#include <string.h>

#define TROUBLES_MOST 20

void deliver_add_trouble(struct delivering *delivering, char *take_text)
{
	if (delivering->delivery->troubles->len < TROUBLES_MOST)
		g_ptr_array_add(delivering->delivery->troubles, take_text);
	else
		g_free(take_text);
}

void deliver_ended_free(gpointer pointer)
{
	struct ended *ended = pointer;

	tell_message_free(ended->record);
	tell_message_free(ended->after);
	g_clear_pointer(&ended->attempts, g_ptr_array_unref);
	g_free(ended);
}

/* --- other ways to the same reader --- */

struct standing_in {
	struct delivering *delivering;
	const struct message_record *record;
	GPtrArray *siblings;		/* struct message_record: of the same notice and reader */
	guint added;
};

static bool is_tried(const struct standing_in *in, enum channel_kind channel, const char *target, const char *path)
{
	for (guint i = 0; i < in->siblings->len; i++) {
		const struct message_record *sibling = in->siblings->pdata[i];

		if (sibling->channel == channel && g_str_equal(sibling->target, target) && g_str_equal(sibling->path, path))
			return true;
	}
	return false;
}

static bool add_way(struct standing_in *in, enum channel_kind channel, const char *target, const struct notice_path *path, GError **error)
{
	const struct message_way way = { .channel = channel, .target = target, .path = path, .rung = in->record->rung };
	g_autoptr(ops_message_record_t) copy = NULL;

	if (is_tried(in, channel, target, path ? path->name : ""))
		return true;
	if (!deliver_add_copy(in->delivering, in->record, &way, &copy, error))
		return false;
	if (copy) {
		in->added++;
		g_ptr_array_add(in->siblings, g_steal_pointer(&copy));
	}
	return true;
}

/* Whether one way is enough for now. */
static bool is_enough(const struct standing_in *in, const struct urgency_rule *rule)
{
	return in->added > 0 && !rule->all_paths;
}

/* The reader's other channels, in its own order; of a path that is not to be used those on others. */
static bool add_channels(struct standing_in *in, const struct urgency_rule *rule, bool dead, GError **error)
{
	const struct tell_options *tell = in->delivering->tell;
	const struct contact *contact = inventory_find_contact(tell->inventory, in->record->contact);

	for (size_t i = 0; contact && i < contact->channel_count && !is_enough(in, rule); i++) {
		const struct contact_channel *channel = &contact->channels[i];
		const struct notice_path *path = tell_path_of(tell->policy, channel);

		if (channel->kind >= CHANNEL_PHONE || (channel->kind < CHANNEL_COMMAND && !path))
			continue;
		if (!dead && path && (g_str_equal(path->name, in->record->path) || deliver_path_is_down(in->delivering, path->name)))
			continue;
		if (!add_way(in, channel->kind, channel->target, path, error))
			return false;
	}
	return true;
}

/* The same address by other paths: a mail can take any. */
static bool add_paths(struct standing_in *in, const struct urgency_rule *rule, GError **error)
{
	const struct tell_options *tell = in->delivering->tell;

	for (size_t i = 0; in->record->channel < CHANNEL_COMMAND && i < notice_path_count(tell->policy) && !is_enough(in, rule); i++) {
		const struct notice_path *path = notice_path_at(tell->policy, i);

		if ((in->record->channel == CHANNEL_MAIL && path->relay_count == 0) || deliver_path_is_down(in->delivering, path->name))
			continue;
		if (!add_way(in, in->record->channel, in->record->target, path, error))
			return false;
	}
	return true;
}

static GPtrArray *siblings_of(const struct delivering *delivering, const struct message_record *record, GError **error)
{
	const struct messages_filter filter = { .notice = record->notice, .without_content = true };
	g_autoptr(GPtrArray) all = tell_find_messages(delivering->tell->store, &filter, error);
	GPtrArray *own;

	if (!all)
		return NULL;
	own = g_ptr_array_new_with_free_func(tell_message_free);
	for (guint i = 0; i < all->len; i++) {
		const struct message_record *each = all->pdata[i];

		if (g_str_equal(each->contact, record->contact) && g_str_equal(each->organization, record->organization))
			g_ptr_array_add(own, tell_copy_message(each));
	}
	return own;
}

bool deliver_stand_in(struct delivering *delivering, const struct message_record *record, bool dead, GError **error)
{
	const struct urgency_rule *rule = notice_urgency_rule(delivering->tell->policy, record->urgency);
	struct standing_in in = { .delivering = delivering, .record = record, .siblings = siblings_of(delivering, record, error) };
	bool done;

	if (!in.siblings)
		return false;
	done = add_channels(&in, rule, dead, error);
	/* A server that refuses everybody refuses one: what may not wait and has no other address goes to this one by other paths. */
	if (done && !is_enough(&in, rule) && (!dead || (rule->all_paths && in.added == 0)))
		done = add_paths(&in, rule, error);
	g_ptr_array_unref(in.siblings);
	return done;
}

/* --- what is learnt of relays --- */

static struct path_health *health_of(struct delivering *delivering, const char *path)
{
	struct path_health *health = g_hash_table_lookup(delivering->paths, path);

	if (!health) {
		health = g_new0(struct path_health, 1);
		g_hash_table_insert(delivering->paths, g_strdup(path), health);
	}
	return health;
}

static struct relay_record *relay_of(struct delivering *delivering, const char *path, const char *relay)
{
	g_autofree char *key = g_strdup_printf("%s\n%s", path, relay);
	struct relay_record *record = g_hash_table_lookup(delivering->relays, key);

	if (!record) {
		record = g_new0(struct relay_record, 1);
		record->path = g_strdup(path);
		record->relay = g_strdup(relay);
		record->reason = g_strdup("");
		g_hash_table_insert(delivering->relays, g_steal_pointer(&key), record);
	}
	return record;
}

/* A refusal of one address says that the relay works. */
static bool works(enum delivery_end end)
{
	return route_after(end) == ROUTE_STEP_DONE || end == DELIVERY_REFUSED_RECIPIENT || end == DELIVERY_REFUSED_MESSAGE ||
	       end == DELIVERY_DEFERRED;
}

/* A server that hangs may be slow once; others need not wait for it all the same. */
static bool is_to_blame(enum delivery_end end)
{
	return route_after(end) == ROUTE_STEP_OTHER_PATH || end == DELIVERY_TOO_SLOW;
}

static bool learn(struct delivering *delivering, const char *path, const struct send_attempt *attempt, GError **error)
{
	struct relay_record *relay = relay_of(delivering, path, attempt->relay);
	bool changed = true;

	if (works(attempt->end)) {
		/* A thousand that went well are one row. */
		changed = relay->failures > 0 || attempt->ended_at_us - relay->good_at_us > 60 * G_USEC_PER_SEC;
		relay->good_at_us = attempt->ended_at_us;
		relay->failures = 0;
	} else if (is_to_blame(attempt->end)) {
		relay->bad_at_us = attempt->ended_at_us;
		relay->failures++;
		g_free((char *)relay->reason);
		relay->reason = g_strdup(attempt->reply);
	} else {
		return true;
	}
	return !changed || relays_set(delivering->tell->store, relay, error);
}

static void learn_path(struct delivering *delivering, const char *path, enum delivery_end last)
{
	struct path_health *health = health_of(delivering, path);

	if (works(last)) {
		health->failed = 0;
		health->told = false;
	} else if (is_to_blame(last)) {
		health->failed++;
	}
}

/* --- what becomes of it --- */

static bool keep_attempts(struct delivering *delivering, const struct ended *ended, GError **error)
{
	for (guint i = 0; i < ended->attempts->len; i++) {
		const struct send_attempt *attempt = ended->attempts->pdata[i];
		struct attempt_record record = {
			.message = ended->record->number,
			.path = ended->record->path,
			.relay = attempt->relay,
			.began_at_us = attempt->began_at_us,
			.ended_at_us = attempt->ended_at_us,
			.end = attempt->end,
			.code = attempt->code,
			.reply = attempt->reply,
			.secured = attempt->secured,
			.digest = attempt->digest,
			.by = "nwops",
		};

		if (!attempts_keep(delivering->tell->store, &record, error) ||
		    (*ended->record->path && !learn(delivering, ended->record->path, attempt, error)))
			return false;
	}
	return true;
}

static void say_failed(struct delivering *delivering, const struct message_record *record, const struct send_attempt *last)
{
	deliver_add_trouble(delivering, g_strdup_printf(_("message %" PRId64 " to %s (%s) failed: %s: %s"), record->number,
							*record->contact ? record->contact : record->organization, record->target,
							words_shown(WORDS_DELIVERY_END, last->end), last->reply));
}

static bool try_again(struct delivering *delivering, struct message_record *record, const struct send_attempt *last, bool other_path,
		      GError **error)
{
	const struct urgency_rule *rule = notice_urgency_rule(delivering->tell->policy, record->urgency);
	int64_t now_us = clock_wall_us(delivering->tell->clock);
	bool patient = !record->expires_at_us || now_us < record->expires_at_us;

	record->state = MESSAGE_FAILED_TEMPORARY;
	record->due_at_us = route_next_try(rule, record->attempts, now_us, (guint32)record->number);
	if (rule->gives_up_us && now_us - record->made_at_us >= rule->gives_up_us) {
		record->state = MESSAGE_FAILED_PERMANENT;
		say_failed(delivering, record, last);
	}
	if (patient && !other_path) {
		/* No later than its patience ends: something else stands in then. */
		if (record->expires_at_us)
			record->due_at_us = MIN(record->due_at_us, record->expires_at_us);
		return true;
	}
	/* Once: what stands in has patience of its own. */
	record->expires_at_us = 0;
	return deliver_stand_in(delivering, record, false, error);
}

static bool settle(struct delivering *delivering, struct message_record *record, const struct send_attempt *last, GError **error)
{
	record->attempts++;
	record->changed_at_us = clock_wall_us(delivering->tell->clock);
	if (last->end == DELIVERY_BROKEN_OFF)
		record->may_be_twice = true;
	switch (route_after(last->end)) {
	case ROUTE_STEP_DONE:
		record->state = MESSAGE_ACCEPTED;
		record->due_at_us = 0;
		return true;
	case ROUTE_STEP_AGAIN:
		return try_again(delivering, record, last, false, error);
	case ROUTE_STEP_OTHER_PATH:
		return try_again(delivering, record, last, true, error);
	case ROUTE_STEP_FAILED:
		record->state = MESSAGE_FAILED_PERMANENT;
		say_failed(delivering, record, last);
		return deliver_stand_in(delivering, record, true, error);
	}
	return true;
}

/* Whoever acknowledged it meanwhile, or dropped it, is not overruled. */
static bool is_ours(const struct delivering *delivering, const struct message_record *record, bool *ret_ours, GError **error)
{
	const struct messages_filter filter = { .number = record->number, .without_content = true };
	g_autoptr(GPtrArray) found = tell_find_messages(delivering->tell->store, &filter, error);

	*ret_ours = found && found->len && ((struct message_record *)found->pdata[0])->state == MESSAGE_SENDING;
	return found != NULL;
}

/* What the transaction changes is a copy: on a full disk it is tried a second time. */
static bool write_one(struct delivering *delivering, struct ended *ended, GError **error)
{
	const struct send_attempt *last = ended->attempts->pdata[ended->attempts->len - 1];
	bool ours;

	if (!keep_attempts(delivering, ended, error) || !is_ours(delivering, ended->record, &ours, error))
		return false;
	g_hash_table_add(delivering->touched, GSIZE_TO_POINTER((gsize)ended->record->notice));
	learn_path(delivering, ended->record->path, last->end);
	tell_message_free(ended->after);
	ended->after = tell_copy_message(ended->record);
	return !ours || (settle(delivering, ended->after, last, error) &&
			 messages_change(delivering->tell->store, ended->after, error));
}

/* By how it stands last: one that failed and was tried again within this delivery counts once. */
static void count(struct delivering *delivering, const struct message_record *record)
{
	struct delivery *delivery = delivering->delivery;
	gpointer key = GSIZE_TO_POINTER((gsize)record->number);

	delivery->failed_temporary -= g_hash_table_remove(delivering->failing, key);
	if (record->state == MESSAGE_FAILED_TEMPORARY)
		g_hash_table_add(delivering->failing, key);
	delivery->accepted += record->state == MESSAGE_ACCEPTED;
	delivery->failed_temporary += record->state == MESSAGE_FAILED_TEMPORARY;
	delivery->failed_permanent += record->state == MESSAGE_FAILED_PERMANENT;
}

static bool write_all(struct delivering *delivering, GError **error)
{
	if (!store_begin(delivering->tell->store, error))
		return false;
	for (guint i = 0; i < delivering->ended->len; i++)
		if (!write_one(delivering, delivering->ended->pdata[i], error)) {
			store_rollback(delivering->tell->store);
			return false;
		}
	return store_commit(delivering->tell->store, error);
}

bool deliver_write(struct delivering *delivering, GError **error)
{
	GError *failed = NULL;

	if (delivering->ended->len == 0)
		return true;
	/* What was sent is sent: the reserve is there for knowing it. */
	if (!write_all(delivering, &failed) &&
	    !(store_made_room(delivering->tell->store, &failed) && write_all(delivering, &failed))) {
		g_propagate_error(error, failed);
		return false;
	}
	for (guint i = 0; i < delivering->ended->len; i++) {
		const struct ended *ended = delivering->ended->pdata[i];

		count(delivering, ended->after);
		/* It may come again within this delivery, once it is due. */
		if (!delivering->options->now)
			g_hash_table_remove(delivering->seen, GSIZE_TO_POINTER((gsize)ended->record->number));
	}
	g_ptr_array_set_size(delivering->ended, 0);
	return true;
}

/* --- what an earlier delivery left --- */

static bool recover_one(struct delivering *delivering, struct message_record *record, GError **error)
{
	int64_t now_us = clock_wall_us(delivering->tell->clock);
	struct attempt_record attempt = {
		.message = record->number,
		.path = record->path,
		.relay = "",
		.began_at_us = record->changed_at_us,
		.ended_at_us = now_us,
		.end = DELIVERY_BROKEN_OFF,
		.code = -1,
		.reply = _("the delivery ended before it was known what became of it"),
		.secured = "",
		.by = "nwops",
	};

	record->state = MESSAGE_QUEUED;
	record->attempts++;
	record->due_at_us = 0;
	record->may_be_twice = true;
	record->changed_at_us = now_us;
	delivering->delivery->may_be_twice++;
	return attempts_keep(delivering->tell->store, &attempt, error) && messages_change(delivering->tell->store, record, error);
}

bool deliver_recover(struct delivering *delivering, GError **error)
{
	const struct messages_filter filter = { .states = 1u << MESSAGE_SENDING, .without_content = true };
	g_autoptr(GPtrArray) left = tell_find_messages(delivering->tell->store, &filter, error);

	for (guint i = 0; left && i < left->len; i++)
		if (!recover_one(delivering, left->pdata[i], error))
			return false;
	return left != NULL;
}
