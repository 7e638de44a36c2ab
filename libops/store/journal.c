/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The journal, whatever keeps it: limits, salt, digests, leaves. What is
 * hashed here is the format that can never change; journal.h tells it.
 *
 * An entry whose payload was removed must be followed by one that says so; redact.c
 * writes it, and verify.c takes every other missing one as altered.
 */
#include "store/internal.h"

#include "base/clock.h"
#include "base/json.h"
#include "base/translate.h"

#include <errno.h>
#include <sys/random.h>

/* Integers that every reader of JSON holds exactly (RFC 8785, RFC 7493). */
#define EXACT_LIMIT ((INT64_C(1) << 53) - 1)

char *journal_line(const struct journal_row *row)
{
	g_autoptr(ops_json_t) object = json_new_object();
	g_autofree char *hex = digest_hex(row->payload_digest.bytes, DIGEST_SIZE);

	json_set_string(object, "actor", row->actor);
	json_set_integer(object, "event_at_us", row->event_at_us);
	json_set_string(object, "kind", row->kind);
	json_set_string(object, "log", row->log);
	json_set_string(object, "payload_digest", hex);
	json_set_integer(object, "recorded_at_us", row->recorded_at_us);
	json_set_integer(object, "sequence", row->sequence);
	return json_print_canonical(object);
}

struct digest journal_leaf(const struct journal_row *row)
{
	g_autofree char *line = journal_line(row);

	return tree_leaf(line, strlen(line));
}

struct digest journal_payload_digest(const void *salt, size_t salt_length, const void *body,
				     size_t body_length)
{
	const struct digest_part parts[] = {{salt, salt_length}, {body, body_length}};

	return digest_of_parts(parts, G_N_ELEMENTS(parts));
}

static bool kind_valid(const char *kind)
{
	size_t length = strspn(kind, "abcdefghijklmnopqrstuvwxyz0123456789-");

	return length > 0 && length <= JOURNAL_KIND_LIMIT && !kind[length];
}

/* No control characters: what every tool prints alike is hashed alike. */
static bool actor_valid(const char *actor)
{
	if (!*actor || strlen(actor) > JOURNAL_ACTOR_LIMIT || !g_utf8_validate(actor, -1, NULL))
		return false;
	for (const char *at = actor; *at; at = g_utf8_next_char(at))
		if (g_unichar_iscntrl(g_utf8_get_char(at)))
			return false;
	return true;
}

static bool exact(int64_t number)
{
	return number >= -EXACT_LIMIT && number <= EXACT_LIMIT;
}

bool journal_row_valid(const struct journal_row *row)
{
	return note_name_valid(row->log) && kind_valid(row->kind) && actor_valid(row->actor) &&
	       exact(row->event_at_us) && exact(row->recorded_at_us) && row->sequence > 0 &&
	       exact(row->sequence);
}

static bool entry_valid(const struct journal_entry *entry, GError **error)
{
	if (!entry->kind || !kind_valid(entry->kind))
		return store_fail(
			error, STORE_ERROR_IO,
			_("cannot record an entry: its kind is not 1 to %d of a-z, 0-9 and -"),
			JOURNAL_KIND_LIMIT);
	if (!entry->actor || !actor_valid(entry->actor))
		return store_fail(error, STORE_ERROR_IO,
				  _("cannot record a '%s': its actor is not 1 to %d bytes of "
				    "printable UTF-8"),
				  entry->kind, JOURNAL_ACTOR_LIMIT);
	if (!entry->payload || entry->payload_length > JOURNAL_PAYLOAD_LIMIT)
		return store_fail(
			error, STORE_ERROR_IO,
			_("cannot record a '%s': its payload is missing or larger than %d bytes"),
			entry->kind, JOURNAL_PAYLOAD_LIMIT);
	if (!exact(entry->event_at_us))
		return store_fail(
			error, STORE_ERROR_IO,
			_("cannot record a '%s': its time lies outside the years 1684 to 2255"),
			entry->kind);
	return true;
}

static bool load_tree_once(struct store *store, GError **error)
{
	if (store->tree_loaded)
		return true;
	if (!store->operations->load_tree(store, &store->tree, error))
		return false;
	store->tree_before = store->tree;
	store->tree_loaded = true;
	return true;
}

static bool draw_salt(uint8_t salt[DIGEST_SIZE], GError **error)
{
	ssize_t got;

	do
		got = getrandom(salt, DIGEST_SIZE, 0);
	while (got < 0 && errno == EINTR);
	if (got != DIGEST_SIZE)
		return files_fail(error, errno, _("cannot draw random bytes"));
	return true;
}

static bool append(struct store *store, struct journal_entry *entry, GError **error)
{
	uint8_t salt[DIGEST_SIZE];
	struct journal_row row;

	if (!entry_valid(entry, error) || !load_tree_once(store, error) || !draw_salt(salt, error))
		return false;
	row = (struct journal_row){
		.sequence = store->tree.size + 1,
		.log = store->log_name,
		.kind = entry->kind,
		.actor = entry->actor,
		.event_at_us = entry->event_at_us,
		.recorded_at_us = CLAMP(clock_wall_us(store->clock), -EXACT_LIMIT, EXACT_LIMIT),
		.payload_digest = journal_payload_digest(salt, sizeof(salt), entry->payload,
							 entry->payload_length),
		.salt = salt,
		.body = entry->payload,
		.body_length = entry->payload_length,
	};
	row.leaf = journal_leaf(&row);
	if (!store->operations->append(store, &row, error))
		return false;
	tree_append(&store->tree, &row.leaf);
	entry->sequence = row.sequence;
	entry->recorded_at_us = row.recorded_at_us;
	return true;
}

bool journal_append(struct store *store, struct journal_entry *entry, GError **error)
{
	return store_writing(store, error) && store_wrote(store, append(store, entry, error));
}

int64_t journal_size(struct store *store, GError **error)
{
	struct tree tree;

	if (store->tree_loaded)
		return store->tree.size;
	return store->operations->load_tree(store, &tree, error) ? tree.size : -1;
}

bool journal_read(struct store *store, int64_t from, int64_t to, journal_each *each, void *context,
		  GError **error)
{
	return store->operations->read(store, from, to, each, context, error);
}

static bool take_recorded(void *context, const struct journal_entry *entry)
{
	*(int64_t *)context = entry->recorded_at_us;
	return false;
}

bool journal_began(struct store *store, int64_t *ret_at_us, GError **error)
{
	*ret_at_us = 0;
	return journal_read(store, 1, 1, take_recorded, ret_at_us, error);
}

bool journal_keep_checkpoint(struct store *store, GError **error)
{
	if (store->mode == STORE_READ)
		return store_fail(error, STORE_ERROR_READ_ONLY,
				  _("cannot sign: the store was opened for reading"));
	/* A head is signed only for what is already durable. */
	if (store->transaction != STORE_IDLE)
		return store_fail(error, STORE_ERROR_IO,
				  _("cannot sign: a transaction is under way"));
	return store->operations->keep_checkpoint(store, error);
}

bool journal_sign(struct store *store, const struct notes *notes, GError **error)
{
	g_autoptr(GError) failed = NULL;

	if (journal_keep_checkpoint(store, &failed))
		return true;
	if (!g_error_matches(failed, OPS_STORE_ERROR, STORE_ERROR_PERMISSION)) {
		g_propagate_error(error, g_steal_pointer(&failed));
		return false;
	}
	notes_write(notes, NOTES_WARNING, "%s", failed->message);
	return true;
}

bool journal_sign_said(struct store *store, const struct notes *notes, GError **error)
{
	GError *failed = NULL;

	if (journal_sign(store, notes, &failed) ||
	    (store_made_room(store, &failed) && journal_sign(store, notes, &failed)))
		return true;
	g_propagate_error(error, failed);
	return false;
}
