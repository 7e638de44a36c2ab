/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What every backend of the store promises of pinned host keys.
 */
#include "fixture-contract.h"

#define KEY_1 "AAAAC3NzaC1lZDI1NTE5AAAAthefirst"
#define KEY_2 "AAAAC3NzaC1lZDI1NTE5AAAA/the/second+"

static struct pin_record pin_of(const char *type, const char *key)
{
	return (struct pin_record){
		.type = type,
		.key = key,
		.pinned_at_us = 7,
		.actor = "sato",
		.how = PIN_ASKED,
	};
}

static bool print_pin(void *context, const struct pin_record *pin)
{
	char fingerprint[PINS_FINGERPRINT_SIZE];

	ck_assert(pins_fingerprint_of(pin->key, fingerprint));
	ck_assert_str_eq(pin->fingerprint, fingerprint);
	g_string_append_printf(context, "%s %s %s %d %s %s %d\n", pin->device, pin->type,
			       pin->key, (int)pin->pinned_at_us, pin->actor,
			       pin->said_by ? pin->said_by : "-", (int)pin->how);
	return true;
}

static bool print_changed(void *context, const struct pin_changed *changed)
{
	g_string_append_printf(context, "%s %s %s %d..%d %d\n", changed->device, changed->type,
			       changed->fingerprint, (int)changed->first_seen_us,
			       (int)changed->last_seen_us, (int)changed->count);
	return true;
}

static void assert_pins(struct store *store, const char *device, const char *expected)
{
	g_autoptr(GString) printed = g_string_new(NULL);
	g_autoptr(GError) error = NULL;

	ok_or_fail(pins_read(store, device, print_pin, printed, &error), error);
	ck_assert_str_eq(printed->str, expected);
}

static void assert_changed(struct store *store, const char *device, const char *expected)
{
	g_autoptr(GString) printed = g_string_new(NULL);
	g_autoptr(GError) error = NULL;

	ok_or_fail(pins_changed(store, device, print_changed, printed, &error), error);
	ck_assert_str_eq(printed->str, expected);
}

static void set(struct store *store, const char *device, const struct pin_record *pins, size_t count)
{
	g_autoptr(GError) error = NULL;

	ok_or_fail(pins_set(store, device, pins, count, &error), error);
}

static void note(struct store *store, const char *device, const char *fingerprint, int64_t at)
{
	g_autoptr(GError) error = NULL;

	ok_or_fail(pins_note_changed(store, device, "ssh-rsa", fingerprint, at, &error), error);
}

START_TEST(a_fingerprint_is_that_of_ssh_keygen)
{
	char fingerprint[PINS_FINGERPRINT_SIZE];
	static const struct {
		const char *key, *fingerprint;
	} cases[] = {
		/* as ssh-keygen -l tells them */
		{"AAAAC3NzaC1lZDI1NTE5AAAAIInWGU9U9j+qwf9RI8VlBbCS93Z9hegJdW1MqtBVjFPr", "SHA256:H7nKXfOwznXqV7gDgMPcCKmYmtBinjOG3NxHEYj1xQc"},
		{"AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBFNS0C4d8miktFuF"
		 "dfiz1BXcyE8636ErnoNyJ8U0E3fzWAZedmSGLOsumac8gQU8zPHlHYZeeWM6aFAKy3fH"
		 "2gU=", "SHA256:bo2ddJzuXJj339Cu1r//uI6vCmtTItq7y3x9GHKqPKY"},
	};
	static const char *const wrong[] = {"", "AAA", "AAAA\n", "AAA!", " AAAA", "AAAA====", "AAB="};
	g_autofree char *long_key = g_strnfill(PINS_KEY_LIMIT, 'A');
	g_autofree char *too_long = g_strnfill(PINS_KEY_LIMIT + 4, 'A');

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		ck_assert(pins_fingerprint_of(cases[i].key, fingerprint));
		ck_assert_str_eq(fingerprint, cases[i].fingerprint);
	}
	for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++)
		ck_assert_msg(!pins_fingerprint_of(wrong[i], fingerprint), "'%s'", wrong[i]);
	ck_assert(pins_fingerprint_of(long_key, fingerprint));
	ck_assert(!pins_fingerprint_of(too_long, fingerprint));
}
END_TEST

START_TEST(a_device_is_known_by_what_was_set_last)
{
	struct pin_record pins[] = {pin_of("ssh-ed25519", KEY_1), pin_of("ssh-rsa", "BBBB"),
				    pin_of("ssh-rsa", "AAAA")};
	struct contract contract;

	pins[1].said_by = "山田";
	pins[1].how = PIN_IMPORTED;
	pins[2].how = PIN_LEARNT;
	EACH_BACKEND(contract)
	{
		struct store *store = contract.store;

		assert_pins(store, NULL, "");
		begin(store);
		set(store, "b2", pins, 1);
		set(store, "b1", pins, 3);
		set(store, "東京", pins + 2, 1);
		assert_pins(store, "b2", "b2 ssh-ed25519 " KEY_1 " 7 sato - 0\n");
		commit(store);
		assert_pins(store, "b1",
			    "b1 ssh-ed25519 " KEY_1 " 7 sato - 0\n"
			    "b1 ssh-rsa BBBB 7 sato 山田 1\nb1 ssh-rsa AAAA 7 sato - 2\n");
		assert_pins(store, "b", "");
		begin(store);
		set(store, "b1", pins + 1, 1);
		ck_assert(pins_remove(store, "b2", NULL));
		ck_assert(pins_remove(store, "nobody", NULL));
		assert_pins(store, NULL,
			    "b1 ssh-rsa BBBB 7 sato 山田 1\n東京 ssh-rsa AAAA 7 sato - 2\n");
		store_rollback(store);
		assert_pins(store, "b2", "b2 ssh-ed25519 " KEY_1 " 7 sato - 0\n");
		begin(store);
		set(store, "b1", pins + 1, 1);
		commit(store);
		assert_pins(store, NULL,
			    "b1 ssh-rsa BBBB 7 sato 山田 1\nb2 ssh-ed25519 " KEY_1
			    " 7 sato - 0\n東京 ssh-rsa AAAA 7 sato - 2\n");
		/* trust ends by a person's word alone */
		begin(store);
		ck_assert(items_forget(store, "device:b2", NULL));
		ck_assert(items_forget(store, "b2", NULL));
		commit(store);
		assert_pins(store, "b2", "b2 ssh-ed25519 " KEY_1 " 7 sato - 0\n");
	}
}
END_TEST

START_TEST(what_is_seen_instead_stays_until_somebody_pins)
{
	const struct pin_record pin = pin_of("ssh-ed25519", KEY_1);
	struct contract contract;

	EACH_BACKEND(contract)
	{
		struct store *store = contract.store;
		struct upkeep_figures figures;

		begin(store);
		set(store, "b1", &pin, 1);
		note(store, "b2", "SHA256:x", 1);
		note(store, "b1", "SHA256:x", 10);
		note(store, "b1", "SHA256:x", 20);
		commit(store);
		begin(store);
		note(store, "b1", "SHA256:x", 15); /* our clock was set back */
		commit(store);
		assert_changed(store, NULL,
			       "b1 ssh-rsa SHA256:x 10..15 3\nb2 ssh-rsa SHA256:x 1..1 1\n");
		assert_changed(store, "b", "");
		/* and says nothing against the pin itself */
		assert_pins(store, NULL, "b1 ssh-ed25519 " KEY_1 " 7 sato - 0\n");
		ck_assert(upkeep_measure(store, &figures, NULL));
		ck_assert_int_eq(figures.pins, 1);
		ck_assert_int_eq(figures.pins_changed, 2);
		begin(store);
		note(store, "b1", "SHA256:y", 30);
		assert_changed(store, "b1", "b1 ssh-rsa SHA256:y 30..30 1\n");
		store_rollback(store);
		assert_changed(store, "b1", "b1 ssh-rsa SHA256:x 10..15 3\n");
		begin(store);
		set(store, "b1", &pin, 1);
		ck_assert(pins_remove(store, "b2", NULL));
		commit(store);
		assert_changed(store, NULL, "");
		ck_assert(!pins_note_changed(store, "b1", "ssh-rsa", "SHA256:x", 1, NULL));
	}
}
END_TEST

static bool stop_after_pin(void *context, const struct pin_record *pin)
{
	(*(int *)context)++;
	return false;
}

static bool stop_after_changed(void *context, const struct pin_changed *changed)
{
	(*(int *)context)++;
	return false;
}

START_TEST(a_reader_of_pins_may_stop)
{
	const struct pin_record pins[] = {pin_of("ssh-rsa", KEY_1), pin_of("ssh-rsa", KEY_2)};
	struct contract contract;

	EACH_BACKEND(contract)
	{
		struct store *store = contract.store;
		int calls = 0;

		begin(store);
		set(store, "b1", pins, 2);
		set(store, "b2", pins, 2);
		note(store, "b1", "SHA256:x", 1);
		note(store, "b2", "SHA256:x", 1);
		commit(store);
		ck_assert(pins_read(store, NULL, stop_after_pin, &calls, NULL));
		ck_assert(pins_read(store, "b2", stop_after_pin, &calls, NULL));
		ck_assert(pins_changed(store, NULL, stop_after_changed, &calls, NULL));
		ck_assert_int_eq(calls, 3);
	}
}
END_TEST

START_TEST(pins_that_are_none_are_refused)
{
	static const char long_text[512] = {[0 ... 510] = 'n'};
	struct pin_record twice[] = {pin_of("ssh-rsa", "AAAA"), pin_of("ssh-rsa", "AAAA")};
	struct pin_record many[PINS_DEVICE_LIMIT + 1];
	char keys[PINS_DEVICE_LIMIT + 1][5];
	struct pin_record cases[] = {
		pin_of("", "AAAA"),	  pin_of(long_text, "AAAA"), pin_of("ssh\xff", "AAAA"),
		pin_of("ssh-rsa", "AAA"), pin_of("ssh-rsa", ""),     pin_of("ssh-rsa", "AAAA"),
		pin_of("ssh-rsa", "AAAA"),
	};
	struct contract contract;

	cases[5].actor = "";
	cases[6].said_by = long_text;
	for (int i = 0; i <= PINS_DEVICE_LIMIT; i++) {
		g_snprintf(keys[i], sizeof(keys[i]), "AA%02d", i);
		many[i] = pin_of("ssh-rsa", keys[i]);
	}
	EACH_BACKEND(contract)
	{
		struct store *store = contract.store;

		for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
			begin(store);
			ck_assert_msg(!pins_set(store, "b1", &cases[i], 1, NULL), "case %zu", i);
			store_rollback(store);
		}
		begin(store);
		ck_assert(!pins_set(store, "b1", twice, 2, NULL));
		store_rollback(store);
		begin(store);
		ck_assert(pins_set(store, "b1", many, PINS_DEVICE_LIMIT, NULL));
		ck_assert(!pins_set(store, "b1", many, PINS_DEVICE_LIMIT + 1, NULL));
		store_rollback(store);
		begin(store);
		ck_assert(!pins_set(store, "", twice, 1, NULL));
		store_rollback(store);
		ck_assert(!pins_set(store, "b1", twice, 1, NULL));
		begin(store);
		ck_assert(!pins_note_changed(store, "b1", "ssh-rsa", long_text, 1, NULL));
		store_rollback(store);
		assert_pins(store, NULL, "");
		assert_changed(store, NULL, "");
	}
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(a_fingerprint_is_that_of_ssh_keygen),
		UNIT(a_device_is_known_by_what_was_set_last),
		UNIT(what_is_seen_instead_stays_until_somebody_pins),
		UNIT(a_reader_of_pins_may_stop),
		UNIT(pins_that_are_none_are_refused),
		{NULL},
	};

	return unit_run("store/contract-pins", tests);
}
