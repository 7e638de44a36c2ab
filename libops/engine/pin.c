/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keeps whom we trust: the keys of devices and the journal's entry about them in one
 * transaction, then a signed checkpoint. What was trusted before stays in the entry.
 */
#include "engine/internal.h"

#include "base/json.h"
#include "store/journal.h"

static struct json *describe_keys(const struct pin_record *keys, size_t count)
{
	struct json *list = json_new_array();

	for (size_t i = 0; i < count; i++) {
		char fingerprint[PINS_FINGERPRINT_SIZE];
		struct json *key = json_new_object();

		json_set_string(key, "type", keys[i].type);
		json_set_string(key, "fingerprint",
				pins_fingerprint_of(keys[i].key, fingerprint) ? fingerprint : NULL);
		json_append_take(list, key);
	}
	return list;
}

static bool add_before(void *context, const struct pin_record *pin)
{
	struct json *key = json_new_object();

	json_set_string(key, "type", pin->type);
	json_set_string(key, "fingerprint", pin->fingerprint);
	json_append_take(context, key);
	return true;
}

static bool append(const struct pin_options *options, const struct pin_change *change, GError **error)
{
	static const char *const ways[PIN_WAY_COUNT] = { "asked", "imported", "learnt" };
	g_autoptr(ops_json_t) payload = json_new_object();
	struct json *before = json_new_array();
	g_autofree char *text = NULL;
	bool ok;

	json_set_integer(payload, "v", 1);
	json_set_string(payload, "device", change->device);
	json_set_string(payload, "how", change->count ? ways[change->how] : "removed");
	json_set_string(payload, "said_by", options->said_by);
	json_take(payload, "keys", describe_keys(change->keys, change->count));
	ok = pins_read(options->store, change->device, add_before, before, error);
	json_take(payload, "before", before);
	if (!ok)
		return false;
	text = json_print(payload);
	struct journal_entry entry = {
		.event_at_us = clock_wall_us(options->clock),
		.kind = "pin",
		.actor = options->actor,
		.payload = text,
		.payload_length = strlen(text),
	};

	return journal_append(options->store, &entry, error);
}

static bool change_one(const struct pin_options *options, const struct pin_change *change, GError **error)
{
	g_autofree struct pin_record *keys = g_memdup2(change->keys, change->count * sizeof(*keys));

	for (size_t i = 0; i < change->count; i++) {
		keys[i].pinned_at_us = clock_wall_us(options->clock);
		keys[i].actor = options->actor;
		keys[i].said_by = options->said_by;
		keys[i].how = change->how;
	}
	return append(options, change, error) &&
	       (change->count ? pins_set(options->store, change->device, keys, change->count, error) :
				pins_remove(options->store, change->device, error));
}

bool engine_pin(const struct pin_options *options, const struct pin_change *changes, size_t count, GError **error)
{
	bool ok = store_begin(options->store, error);

	for (size_t i = 0; ok && i < count; i++)
		ok = change_one(options, &changes[i], error);
	ok = ok && store_commit(options->store, error);
	if (!ok) {
		store_rollback(options->store);
		return false;
	}
	return journal_sign(options->store, options->notes, error);
}

/* --- for asking --- */

static bool add_pin(void *context, const struct pin_record *pin)
{
	GHashTable *pins = context;
	GPtrArray *list = g_hash_table_lookup(pins, pin->device);

	if (!list) {
		list = g_ptr_array_new_null_terminated(1, g_free, TRUE);
		g_hash_table_insert(pins, g_strdup(pin->device), list);
	}
	g_ptr_array_add(list, g_strdup_printf("%s %s", pin->type, pin->key));
	return true;
}

static void list_free(gpointer list)
{
	g_ptr_array_unref(list);
}

GHashTable *engine_pins(struct store *store, GError **error)
{
	g_autoptr(GHashTable) pins = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, list_free);

	return pins_read(store, NULL, add_pin, pins, error) ? g_steal_pointer(&pins) : NULL;
}

const char *const *engine_pins_of(GHashTable *pins, const char *device)
{
	const GPtrArray *list = pins ? g_hash_table_lookup(pins, device) : NULL;

	return list ? (const char *const *)list->pdata : NULL;
}
