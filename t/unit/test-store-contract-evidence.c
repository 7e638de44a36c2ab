/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What every backend of the store promises of the texts that devices gave.
 */
#include "fixture-contract.h"

#include "store/evidence.h"

static struct evidence_text text_of(const char *command, const char *text, int64_t at)
{
	return (struct evidence_text){
		.command = command,
		.platform = "frr",
		.read_at_us = at,
		.whole = true,
		.text = text,
		.length = strlen(text),
	};
}

static void keep_text(struct store *store, const char *item, const struct evidence_text *text)
{
	const struct digest expected = digest_of(text->text, MIN(text->length, EVIDENCE_TEXT_LIMIT));
	g_autoptr(GError) error = NULL;
	struct digest digest;

	ok_or_fail(evidence_keep(store, item, text, &digest, &error), error);
	ck_assert(digest_equal(&digest, &expected));
}

static void keep(struct store *store, const char *item, const char *command, const char *text,
		 int64_t at, const char *reason)
{
	struct evidence_text kept = text_of(command, text, at);

	kept.reason = reason;
	keep_text(store, item, &kept);
}

static bool print_record(void *context, const struct evidence_record *record)
{
	const struct digest digest = digest_of(record->text, record->length);

	ck_assert(digest_equal(&digest, &record->digest));
	g_string_append_printf(context, "%s %s %s %d..%d", record->item, record->command,
			       record->platform, (int)record->read_at_us, (int)record->again_at_us);
	if (record->kept_at_us >= 0)
		g_string_append_printf(context, " kept %d '%s'", (int)record->kept_at_us,
				       record->reason);
	else
		ck_assert_ptr_null(record->reason);
	g_string_append_printf(context, "%s %d '%.*s'\n", record->whole ? "" : " broken-off",
			       (int)record->bytes, (int)record->length, record->text);
	return true;
}

static void assert_evidence(struct store *store, const char *item, const char *command,
			    const char *expected)
{
	const struct evidence_query query = {.item = item, .command = command, .with_text = true};
	g_autoptr(GString) printed = g_string_new(NULL);
	g_autoptr(GError) error = NULL;

	ok_or_fail(evidence_read(store, &query, print_record, printed, &error), error);
	ck_assert_str_eq(printed->str, expected);
}

static struct upkeep_figures figures_of(struct store *store)
{
	struct upkeep_figures figures;

	ck_assert(upkeep_measure(store, &figures, NULL));
	return figures;
}

START_TEST(a_text_that_comes_again_only_gets_another_time)
{
	struct contract contract;

	EACH_BACKEND(contract)
	{
		struct store *store = contract.store;

		assert_evidence(store, NULL, NULL, "");
		for (int i = 1; i <= 3; i++) {
			begin(store);
			keep(store, "device:b1", "version", "FRR 9", i, NULL);
			commit(store);
		}
		assert_evidence(store, NULL, NULL, "device:b1 version frr 1..3 5 'FRR 9'\n");
		/* and what differs takes its place */
		begin(store);
		keep(store, "device:b1", "version", "FRR 10", 4, NULL);
		assert_evidence(store, NULL, NULL, "device:b1 version frr 4..4 6 'FRR 10'\n");
		store_rollback(store);
		assert_evidence(store, NULL, NULL, "device:b1 version frr 1..3 5 'FRR 9'\n");
		begin(store);
		keep(store, "device:b1", "version", "", 5, NULL);
		commit(store);
		assert_evidence(store, NULL, NULL, "device:b1 version frr 5..5 0 ''\n");
		ck_assert_int_eq(figures_of(store).evidence, 1);
		ck_assert_int_eq(figures_of(store).evidence_kept, 0);
		ck_assert_int_eq(figures_of(store).evidence_bytes, 0);
	}
}
END_TEST

START_TEST(what_something_changed_by_stays)
{
	struct contract contract;

	EACH_BACKEND(contract)
	{
		struct store *store = contract.store;

		begin(store);
		keep(store, "device:b1", "bgp", "up", 1, NULL);
		keep(store, "device:b1", "bgp", "up", 2, "first");
		keep(store, "device:b1", "bgp", "up", 3, NULL);
		commit(store);
		assert_evidence(store, NULL, NULL, "device:b1 bgp frr 1..3 kept 2 'first' 2 'up'\n");
		begin(store);
		keep(store, "device:b1", "bgp", "down", 4, "second");
		keep(store, "device:b1", "bgp", "down", 5, "third");
		keep(store, "device:b1", "bgp", "up", 6, NULL);
		keep(store, "device:b1", "bgp", "up again", 7, NULL);
		commit(store);
		assert_evidence(store, "device:b1", "bgp",
				"device:b1 bgp frr 7..7 8 'up again'\n"
				"device:b1 bgp frr 4..5 kept 5 'third' 4 'down'\n"
				"device:b1 bgp frr 1..3 kept 2 'first' 2 'up'\n");
		ck_assert_int_eq(figures_of(store).evidence, 3);
		ck_assert_int_eq(figures_of(store).evidence_kept, 2);
		ck_assert_int_eq(figures_of(store).evidence_bytes, 14);
		begin(store);
		keep(store, "device:b1", "bgp", "up again", 8, "fourth");
		store_rollback(store);
		ck_assert_int_eq(figures_of(store).evidence_kept, 2);
	}
}
END_TEST

START_TEST(what_is_not_the_same_in_all_is_another_text)
{
	struct contract contract;

	EACH_BACKEND(contract)
	{
		struct store *store = contract.store;
		struct evidence_text text = text_of("version", "same", 1);

		begin(store);
		text.reason = "r";
		keep_text(store, "device:b1", &text);
		text.reason = NULL;
		text.whole = false;
		keep_text(store, "device:b1", &text);
		text.platform = "linux";
		text.reason = "s";
		keep_text(store, "device:b1", &text);
		keep_text(store, "device:b1", &text);
		commit(store);
		assert_evidence(store, NULL, NULL,
				"device:b1 version linux 1..1 kept 1 's' broken-off 4 'same'\n"
				"device:b1 version frr 1..1 kept 1 'r' 4 'same'\n");
	}
}
END_TEST

START_TEST(texts_are_found_by_item_and_command)
{
	struct contract contract;

	EACH_BACKEND(contract)
	{
		struct store *store = contract.store;

		begin(store);
		keep(store, "device:東京", "version", "t", 1, NULL);
		keep(store, "device:b10", "version", "ten", 1, NULL);
		keep(store, "device:b1", "version", "v", 1, NULL);
		keep(store, "device:b1", "bgp", "b", 1, NULL);
		commit(store);
		assert_evidence(store, "device:b1", NULL,
				"device:b1 bgp frr 1..1 1 'b'\ndevice:b1 version frr 1..1 1 'v'\n");
		assert_evidence(store, NULL, "version",
				"device:b1 version frr 1..1 1 'v'\n"
				"device:b10 version frr 1..1 3 'ten'\n"
				"device:東京 version frr 1..1 1 't'\n");
		assert_evidence(store, "device:b10", "version", "device:b10 version frr 1..1 3 'ten'\n");
		assert_evidence(store, "device:b", NULL, "");
		assert_evidence(store, "device:b1", "vers", "");
	}
}
END_TEST

static bool expect_cut(void *context, const struct evidence_record *record)
{
	ck_assert_uint_eq(record->length, EVIDENCE_TEXT_LIMIT);
	ck_assert_int_eq(record->bytes, EVIDENCE_TEXT_LIMIT + 1);
	ck_assert_mem_eq(record->text, context, EVIDENCE_TEXT_LIMIT);
	return true;
}

static bool expect_no_text(void *context, const struct evidence_record *record)
{
	ck_assert_ptr_null(record->text);
	ck_assert_uint_eq(record->length, EVIDENCE_TEXT_LIMIT);
	++*(int *)context;
	return false;
}

START_TEST(any_bytes_are_kept_as_they_came_up_to_the_limit)
{
	static const char bytes[] = "a\0b\xff\x1b[2J\r\n\\";
	g_autofree char *long_text = g_malloc0(EVIDENCE_TEXT_LIMIT + 1);
	struct contract contract;

	memcpy(long_text, bytes, sizeof(bytes));
	long_text[EVIDENCE_TEXT_LIMIT - 1] = 'z';
	EACH_BACKEND(contract)
	{
		const struct evidence_query query = {.with_text = true}, without = {.item = NULL};
		struct evidence_text text = text_of("version", "", 1);
		struct store *store = contract.store;
		int calls = 0;

		text.text = long_text;
		text.length = EVIDENCE_TEXT_LIMIT + 1;
		begin(store);
		keep_text(store, "device:b1", &text);
		keep_text(store, "device:b2", &text);
		commit(store);
		ck_assert(evidence_read(store, &query, expect_cut, long_text, NULL));
		ck_assert(evidence_read(store, &without, expect_no_text, &calls, NULL));
		ck_assert_int_eq(calls, 1);
	}
}
END_TEST

struct tally {
	int64_t newest, oldest;
	int count;
};

static bool count_record(void *context, const struct evidence_record *record)
{
	struct tally *tally = context;

	if (!tally->count++)
		tally->newest = record->read_at_us;
	tally->oldest = record->read_at_us;
	return true;
}

START_TEST(a_device_that_changes_all_the_time_fills_no_disk)
{
	const struct evidence_query query = {.item = "device:b1"};
	const int most = EVIDENCE_KEPT_BYTES / EVIDENCE_TEXT_LIMIT;
	g_autofree char *large = g_malloc0(EVIDENCE_TEXT_LIMIT);
	struct contract contract;

	EACH_BACKEND(contract)
	{
		struct store *store = contract.store;
		struct tally tally = {0};

		begin(store);
		keep(store, "device:b1", "other", "x", 1, "r");
		keep(store, "device:b1", "version", "small", 1, "r");
		for (int i = 2; i <= most + 3; i++) {
			struct evidence_text text = text_of("version", "", i);

			large[0] = (char)i;
			text.text = large;
			text.length = EVIDENCE_TEXT_LIMIT;
			text.reason = "r";
			keep_text(store, "device:b1", &text);
		}
		commit(store);
		ck_assert(evidence_read(store, &query, count_record, &tally, NULL));
		ck_assert_int_eq(tally.count, most + 1);
		ck_assert_int_eq(tally.newest, 1); /* of the other command */
		ck_assert_int_eq(tally.oldest, 4);
	}
}
END_TEST

START_TEST(many_short_texts_are_no_way_around_the_limit)
{
	const struct evidence_query query = {.item = "device:b1"};
	const int most = EVIDENCE_KEPT_BYTES / EVIDENCE_LEAST_BYTES;
	struct contract contract;

	EACH_BACKEND(contract)
	{
		struct store *store = contract.store;
		struct tally tally = {0};
		char text[16];

		begin(store);
		for (int i = 1; i <= most + 2; i++) {
			g_snprintf(text, sizeof(text), "%d", i);
			keep(store, "device:b1", "version", text, i, "r");
		}
		commit(store);
		ck_assert(evidence_read(store, &query, count_record, &tally, NULL));
		ck_assert_int_eq(tally.count, most);
		ck_assert_int_eq(tally.oldest, 3);
		ck_assert_int_eq(tally.newest, most + 2);
	}
}
END_TEST

START_TEST(what_is_old_goes_but_the_newest)
{
	struct contract contract;

	EACH_BACKEND(contract)
	{
		struct store *store = contract.store;

		begin(store);
		set_state(store, "device:b1/login", STATUS_OK);
		keep(store, "device:b1", "bgp", "one", 1, "r");
		keep(store, "device:b1", "bgp", "two", 2, "r");
		keep(store, "device:b1", "bgp", "three", 3, "r");
		keep(store, "device:b1", "version", "v1", 1, "r");
		keep(store, "device:b1", "version", "v2", 2, NULL);
		keep(store, "device:b1", "clock", "c", 1, "r");
		/* the store knows nothing of this one, nor of what is called nearly so */
		keep(store, "device:b", "bgp", "gone", 9, "r");
		keep(store, "device:b", "bgp", "gone, newest", 9, NULL);
		keep(store, "device:b", "version", "gone", 1, "r");
		commit(store);
		begin(store);
		ck_assert(evidence_forget_before(store, 3, NULL));
		store_rollback(store);
		ck_assert_int_eq(figures_of(store).evidence, 9);
		begin(store);
		ck_assert(evidence_forget_before(store, 3, NULL));
		commit(store);
		assert_evidence(store, NULL, NULL,
				"device:b bgp frr 9..9 kept 9 'r' 4 'gone'\n"
				"device:b1 bgp frr 3..3 kept 3 'r' 5 'three'\n"
				"device:b1 clock frr 1..1 kept 1 'r' 1 'c'\n"
				"device:b1 version frr 2..2 2 'v2'\n");
		/* by an item that is forgotten in the same transaction */
		begin(store);
		ck_assert(items_forget(store, "device:b1/login", NULL));
		ck_assert(evidence_forget_before(store, 3, NULL));
		commit(store);
		assert_evidence(store, NULL, NULL,
				"device:b bgp frr 9..9 kept 9 'r' 4 'gone'\n"
				"device:b1 bgp frr 3..3 kept 3 'r' 5 'three'\n");
		begin(store);
		ck_assert(evidence_forget_before(store, 10, NULL));
		commit(store);
		ck_assert_int_eq(figures_of(store).evidence, 0);
	}
}
END_TEST

START_TEST(what_is_no_evidence_is_refused)
{
	static const char long_text[EVIDENCE_REASON_LIMIT + 2] = {
		[0 ... EVIDENCE_REASON_LIMIT] = 'n'};
	struct evidence_text cases[] = {
		text_of("", "t", 1),	    text_of(long_text, "t", 1), text_of("v\xff", "t", 1),
		text_of("version", "t", 1), text_of("version", "t", 1), text_of("version", "t", 1),
	};
	struct contract contract;

	cases[3].platform = "";
	cases[4].reason = long_text;
	cases[5].reason = "\xff";
	EACH_BACKEND(contract)
	{
		const struct evidence_text good = text_of("version", "t", 1);
		struct store *store = contract.store;

		for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
			begin(store);
			ck_assert_msg(!evidence_keep(store, "device:b1", &cases[i], NULL, NULL), "case %zu", i);
			store_rollback(store);
		}
		begin(store);
		ck_assert(!evidence_keep(store, "", &good, NULL, NULL));
		store_rollback(store);
		ck_assert(!evidence_keep(store, "device:b1", &good, NULL, NULL));
		ck_assert(!evidence_forget_before(store, 1, NULL));
		assert_evidence(store, NULL, NULL, "");
	}
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(a_text_that_comes_again_only_gets_another_time),
		UNIT(what_something_changed_by_stays),
		UNIT(what_is_not_the_same_in_all_is_another_text),
		UNIT(texts_are_found_by_item_and_command),
		UNIT(any_bytes_are_kept_as_they_came_up_to_the_limit),
		UNIT(a_device_that_changes_all_the_time_fills_no_disk),
		UNIT(many_short_texts_are_no_way_around_the_limit),
		UNIT(what_is_old_goes_but_the_newest),
		UNIT(what_is_no_evidence_is_refused),
		{NULL},
	};

	return unit_run("store/contract-evidence", tests);
}
