/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is sent next: due messages in order of urgency, some at a time, each SENDING in the store before it
 * is given away; and by which relays, those that failed lately last.
 */
#include "engine/deliver-internal.h"

#include <string.h>

#define SOME 128			/* messages that one transaction takes */
#define BAD_FOR_US (INT64_C(600) * G_USEC_PER_SEC)	/* so long a relay that failed comes last */
#define DOWN_AFTER 2			/* tries in a row that failed because of a path: others do not wait for the same */

/* --- what is due --- */

static bool take_due(void *context, const struct message_record *record)
{
	struct delivering *delivering = context;

	if (record->channel >= CHANNEL_PHONE || g_hash_table_contains(delivering->seen, GSIZE_TO_POINTER((gsize)record->number)))
		return true;
	g_ptr_array_add(delivering->due, tell_copy_message(record));
	return delivering->due->len < SOME;
}

static bool read_due(struct delivering *delivering, GError **error)
{
	const struct deliver_options *options = delivering->options;
	const struct messages_filter filter = {
		.notice = options->notice,
		.states = 1u << MESSAGE_QUEUED | 1u << MESSAGE_FAILED_TEMPORARY,
		.due_by_us = options->now ? 0 : clock_wall_us(options->tell.clock),
		.urgent_first = true,
	};

	g_ptr_array_set_size(delivering->due, 0);
	return messages_read(options->tell.store, &filter, take_due, delivering, error);
}

/* --- taking them --- */

static struct path_health *health_of(const struct delivering *delivering, const char *path)
{
	return g_hash_table_lookup(delivering->paths, path);
}

bool deliver_path_is_down(const struct delivering *delivering, const char *path)
{
	const struct path_health *health = health_of(delivering, path);

	return health && health->failed >= DOWN_AFTER;
}

/* It waits its turn without having been tried: another way is looked for at once. */
static bool postpone(struct delivering *delivering, struct message_record *record, GError **error)
{
	const struct urgency_rule *rule = notice_urgency_rule(delivering->tell->policy, record->urgency);
	int64_t now_us = clock_wall_us(delivering->tell->clock);

	record->state = MESSAGE_FAILED_TEMPORARY;
	record->due_at_us = route_next_try(rule, record->attempts + 1, now_us, (guint32)record->number);
	record->changed_at_us = now_us;
	return messages_change(delivering->tell->store, record, error) && deliver_stand_in(delivering, record, false, error);
}

static bool take_one(struct delivering *delivering, struct message_record *record, GError **error)
{
	int64_t now_us = clock_wall_us(delivering->tell->clock);

	if (*record->path && deliver_path_is_down(delivering, record->path))
		return postpone(delivering, record, error);
	/* What stands in goes out beside the next try, not behind it: a server that hangs would hold it up once more. */
	if (record->attempts > 0 && record->expires_at_us && now_us >= record->expires_at_us) {
		record->expires_at_us = 0;
		if (!deliver_stand_in(delivering, record, false, error))
			return false;
	}
	record->state = MESSAGE_SENDING;
	record->changed_at_us = now_us;
	return messages_change(delivering->tell->store, record, error);
}

/* Read and marked within one transaction: nobody can drop one in between. */
static bool take_within(struct delivering *delivering, GError **error)
{
	if (!read_due(delivering, error))
		return false;
	for (guint i = 0; i < delivering->due->len; i++)
		if (!take_one(delivering, delivering->due->pdata[i], error))
			return false;
	return true;
}

/* Committed: what is SENDING may be given away now. */
static void count_taken(struct delivering *delivering)
{
	for (guint i = 0; i < delivering->due->len; i++) {
		struct message_record *record = delivering->due->pdata[i];
		struct sending *sending;

		g_hash_table_add(delivering->seen, GSIZE_TO_POINTER((gsize)record->number));
		if (record->state != MESSAGE_SENDING)
			continue;
		sending = g_new0(struct sending, 1);
		sending->record = g_steal_pointer(&delivering->due->pdata[i]);
		g_hash_table_insert(delivering->running, GSIZE_TO_POINTER((gsize)record->number), sending);
		g_queue_push_tail(&delivering->ready, sending);
	}
	delivering->read_all = delivering->due->len == 0;
	delivering->read_at_us = clock_monotonic_us(delivering->tell->clock);
}

bool deliver_take_some(struct delivering *delivering, GError **error)
{
	if (delivering->read_all)
		return true;
	if (!store_begin(delivering->tell->store, error))
		return false;
	if (!take_within(delivering, error)) {
		store_rollback(delivering->tell->store);
		return false;
	}
	if (!store_commit(delivering->tell->store, error))
		return false;
	count_taken(delivering);
	return deliver_rehearse(delivering, error);
}

/* Of what was taken those whose path has turned out to be down since. */
static GQueue stranded_of(struct delivering *delivering)
{
	GQueue stranded = G_QUEUE_INIT;
	guint count = g_queue_get_length(&delivering->ready);

	for (guint i = 0; i < count; i++) {
		struct sending *sending = g_queue_pop_head(&delivering->ready);
		const char *path = sending->record->path;

		g_queue_push_tail(*path && deliver_path_is_down(delivering, path) ? &stranded : &delivering->ready, sending);
	}
	return stranded;
}

bool deliver_postpone_stranded(struct delivering *delivering, GError **error)
{
	GQueue stranded = stranded_of(delivering);
	struct sending *sending;
	bool done = true;

	if (g_queue_is_empty(&stranded))
		return true;
	if (!store_begin(delivering->tell->store, error)) {
		g_queue_clear(&stranded);
		return false;
	}
	while (done && (sending = g_queue_pop_head(&stranded))) {
		int64_t number = sending->record->number;

		done = postpone(delivering, sending->record, error);
		g_hash_table_remove(delivering->running, GSIZE_TO_POINTER((gsize)number));
	}
	g_queue_clear(&stranded);
	if (done)
		return store_commit(delivering->tell->store, error);
	store_rollback(delivering->tell->store);
	return false;
}

/* What was taken and never given away is as it was before. */
bool deliver_give_back(struct delivering *delivering, GError **error)
{
	struct sending *sending;

	if (g_queue_is_empty(&delivering->ready))
		return true;
	if (!store_begin(delivering->tell->store, error))
		return false;
	while ((sending = g_queue_pop_head(&delivering->ready))) {
		int64_t number = sending->record->number;

		sending->record->state = sending->record->attempts ? MESSAGE_FAILED_TEMPORARY : MESSAGE_QUEUED;
		if (!messages_change(delivering->tell->store, sending->record, error)) {
			store_rollback(delivering->tell->store);
			return false;
		}
		g_hash_table_remove(delivering->running, GSIZE_TO_POINTER((gsize)number));
	}
	return store_commit(delivering->tell->store, error);
}

/* --- how it is sent --- */

static bool is_bad(const struct delivering *delivering, const struct notice_path *path, const struct relay *relay)
{
	g_autofree char *key = g_strdup_printf("%s\n%s", path->name, relay->name);
	const struct relay_record *known = g_hash_table_lookup(delivering->relays, key);

	return known && known->failures > 0 && clock_wall_us(delivering->tell->clock) - known->bad_at_us < BAD_FOR_US;
}

static void add_relays(struct delivering *delivering, const struct notice_path *path, bool bad)
{
	struct send_route *route = &delivering->job.route;

	for (size_t i = 0; i < path->relay_count && route->relay_count < NOTICE_RELAYS_LIMIT; i++) {
		const struct relay *relay = &path->relays[i];

		if (is_bad(delivering, path, relay) != bad)
			continue;
		delivering->job_relays[route->relay_count++] = (struct send_relay){
			.name = relay->name,
			.host = relay->host,
			.port = relay->port,
			.security = words_get(WORDS_RELAY_SECURITY, relay->security)->id,
			.tls_name = relay->tls_name,
			.ca = relay->ca,
			.user = relay->user,
			.secret = relay->secret,
		};
	}
}

static void set_route(struct delivering *delivering, const struct message_record *message)
{
	const struct notice_path *path = *message->path ? notice_path_find(delivering->tell->policy, message->path) : NULL;

	delivering->job.route = (struct send_route){ .relays = delivering->job_relays };
	if (!path)
		return;
	delivering->job.route.source = path->source;
	delivering->job.route.interface = path->interface;
	delivering->job.route.from = path->from;
	delivering->job.route.proxy = path->proxy;
	if (message->channel != CHANNEL_MAIL)
		return;
	add_relays(delivering, path, false);
	add_relays(delivering, path, true);
}

/* The key of a webhook is the channel's, as the inventory has it now. */
static const char *secret_of(const struct delivering *delivering, const struct message_record *message)
{
	const struct contact *contact = inventory_find_contact(delivering->tell->inventory, message->contact);

	for (size_t i = 0; contact && i < contact->channel_count; i++)
		if (contact->channels[i].kind == message->channel && g_str_equal(contact->channels[i].target, message->target))
			return contact->channels[i].secret;
	return NULL;
}

/*
 * A rehearsal's messages can never go out unmarked, nor a real store's marked as a drill. A test is one by its kind.
 */
enum send_mark engine_mark(const struct store *store, const char *content)
{
	if (store_purpose(store) == STORE_REHEARSAL)
		return SEND_DRILL;
	return content_is_of(content, NOTICE_PATH_TEST) ? SEND_TEST : SEND_UNMARKED;
}

const struct send_job *deliver_job(struct delivering *delivering, const struct message_record *message)
{
	const struct urgency_rule *rule = notice_urgency_rule(delivering->tell->policy, message->urgency);
	struct send_job *job = &delivering->job;

	*job = (struct send_job){
		.job = message->number,
		.content = message->content,
		.mark = engine_mark(delivering->tell->store, message->content),
		.target = message->target,
		.secret = secret_of(delivering, message),
		.connect_us = rule->connect_us,
		.attempt_us = rule->attempt_us,
	};
	job->certificate = notice_signature(delivering->tell->policy, &job->key);
	set_route(delivering, message);
	return job;
}
