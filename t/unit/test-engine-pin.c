/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pinning: the keys and the entry that tells of them come together or not at all,
 * the entry says what was trusted before, and jobs are given what is pinned.
 */
#include "base/json.h"
#include "engine/engine.h"
#include "store/journal.h"
#include "unit.h"

#define KEY_A "AAAAC3NzaC1lZDI1NTE5AAAAIG9ckIZgWPJ+jeUMWAg/POG+mmNQFzCfLRA433NzHxtH"
#define KEY_B "AAAAC3NzaC1lZDI1NTE5AAAAIEYsiYQ5daD846bCco6COjE9EOypn5qU5A8PpdOs7TEi"

static const struct pin_record key_a = { .type = "ssh-ed25519", .key = KEY_A };
static const struct pin_record key_b = { .type = "ssh-ed25519", .key = KEY_B };
static const struct pin_record no_key = { .type = "ssh-ed25519", .key = "!" };

static struct store *store_new(void)
{
	const struct store_options options = {
		.mode = STORE_WRITE, .purpose = STORE_REAL, .log_name = "test.example/noc1", .clock = clock_system(),
	};
	struct store *store = store_open_memory(&options, NULL);

	ck_assert_ptr_nonnull(store);
	return store;
}

static bool pin(struct store *store, const struct pin_change *changes, size_t count, GError **error)
{
	const struct pin_options options = {
		.store = store, .actor = "sato", .said_by = "Suzuki", .clock = clock_system(),
	};

	return engine_pin(&options, changes, count, error);
}

static bool take_payload(void *context, const struct journal_entry *entry)
{
	GString *text = context;

	g_string_append_printf(text, "%s %s %.*s\n", entry->kind, entry->actor, (int)entry->payload_length,
			       entry->payload);
	return true;
}

static char *journal_of(struct store *store)
{
	GString *text = g_string_new(NULL);

	ck_assert(journal_read(store, 1, journal_size(store, NULL), take_payload, text, NULL));
	return g_string_free(text, FALSE);
}

START_TEST(an_entry_tells_what_was_trusted_before)
{
	g_autoptr(ops_store_t) store = store_new();
	const struct pin_change first = { "b1", &key_a, 1, PIN_ASKED };
	const struct pin_change second = { "b1", &key_b, 1, PIN_IMPORTED };
	const struct pin_change none = { .device = "b1" };
	g_autofree char *journal = NULL;
	char a[PINS_FINGERPRINT_SIZE], b[PINS_FINGERPRINT_SIZE];
	g_autofree char *expected = NULL;

	ck_assert(pins_fingerprint_of(KEY_A, a) && pins_fingerprint_of(KEY_B, b));
	ck_assert(pin(store, &first, 1, NULL));
	ck_assert(pin(store, &second, 1, NULL));
	ck_assert(pin(store, &none, 1, NULL));
	journal = journal_of(store);
	expected = g_strdup_printf(
		"pin sato {\"v\":1,\"device\":\"b1\",\"how\":\"asked\",\"said_by\":\"Suzuki\",\"keys\":[{\"type\":"
		"\"ssh-ed25519\",\"fingerprint\":\"%s\"}],\"before\":[]}\n"
		"pin sato {\"v\":1,\"device\":\"b1\",\"how\":\"imported\",\"said_by\":\"Suzuki\",\"keys\":[{\"type\":"
		"\"ssh-ed25519\",\"fingerprint\":\"%s\"}],\"before\":[{\"type\":\"ssh-ed25519\",\"fingerprint\":\"%s\"}]}\n"
		"pin sato {\"v\":1,\"device\":\"b1\",\"how\":\"removed\",\"said_by\":\"Suzuki\",\"keys\":[],\"before\":[{"
		"\"type\":\"ssh-ed25519\",\"fingerprint\":\"%s\"}]}\n", a, b, a, b);
	ck_assert_str_eq(journal, expected);
}
END_TEST

START_TEST(jobs_are_given_what_is_pinned)
{
	g_autoptr(ops_store_t) store = store_new();
	const struct pin_record both[] = { key_a, key_b };
	const struct pin_change changes[] = { { "b1", both, 2, PIN_IMPORTED }, { "b2", &key_b, 1, PIN_IMPORTED } };
	g_autoptr(GHashTable) pins = NULL;
	const char *const *of;

	ck_assert(pin(store, changes, G_N_ELEMENTS(changes), NULL));
	pins = engine_pins(store, NULL);
	of = engine_pins_of(pins, "b1");
	ck_assert_str_eq(of[0], "ssh-ed25519 " KEY_A);
	ck_assert_str_eq(of[1], "ssh-ed25519 " KEY_B);
	ck_assert_ptr_null(of[2]);
	ck_assert_str_eq(engine_pins_of(pins, "b2")[0], "ssh-ed25519 " KEY_B);
	ck_assert_ptr_null(engine_pins_of(pins, "b3"));
	ck_assert_ptr_null(engine_pins_of(NULL, "b1"));
}
END_TEST

START_TEST(all_is_pinned_or_nothing)
{
	g_autoptr(ops_store_t) store = store_new();
	const struct pin_change changes[] = { { "b1", &key_a, 1, PIN_IMPORTED }, { "b2", &no_key, 1, PIN_IMPORTED } };
	g_autoptr(GError) error = NULL;
	g_autoptr(GHashTable) pins = NULL;

	ck_assert(!pin(store, changes, G_N_ELEMENTS(changes), &error));
	ck_assert_ptr_nonnull(error);
	ck_assert_int_eq(journal_size(store, NULL), 0);
	pins = engine_pins(store, NULL);
	ck_assert_uint_eq(g_hash_table_size(pins), 0);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(an_entry_tells_what_was_trusted_before),
		UNIT(jobs_are_given_what_is_pinned),
		UNIT(all_is_pinned_or_nothing),
		{ NULL, NULL },
	};

	return unit_run("engine-pin", tests);
}
