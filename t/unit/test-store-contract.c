/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What every backend of the store promises of its journal and its transactions,
 * driven over each of them alike.
 */
#include "fixture-contract.h"
#include "store/moment.h"

/* ---- journal ---- */

static bool print_entry(void *context, const struct journal_entry *entry)
{
	g_string_append_printf(context,
			       "%" G_GINT64_FORMAT " %s %s %.*s %" G_GINT64_FORMAT
			       " %" G_GINT64_FORMAT "\n",
			       entry->sequence, entry->kind, entry->actor,
			       (int)entry->payload_length, entry->payload,
			       entry->event_at_us - FIXTURE_NOW_US,
			       entry->recorded_at_us - FIXTURE_NOW_US);
	return true;
}

static void assert_journal(struct store *store, int64_t from, int64_t to, const char *expected)
{
	g_autoptr(GString) printed = g_string_new(NULL);
	g_autoptr(GError) error = NULL;

	ok_or_fail(journal_read(store, from, to, print_entry, printed, &error), error);
	ck_assert_str_eq(printed->str, expected);
}

START_TEST(entries_come_back_in_order_and_whole)
{
	struct contract contract;

	EACH_BACKEND(contract)
	{
		ck_assert_int_eq(size_of(contract.store), 0);
		begin(contract.store);
		fixture_append(contract.store, "one");
		fixture_append(contract.store, "");
		ck_assert_int_eq(size_of(contract.store), 2);
		commit(contract.store);
		begin(contract.store);
		fixture_append(contract.store, "three");
		commit(contract.store);
		ck_assert_int_eq(size_of(contract.store), 3);
		assert_journal(
			contract.store, 1, 3,
			"1 check sato one -1 0\n2 check sato  -1 0\n3 check sato three -1 0\n");
		assert_journal(contract.store, 2, 2, "2 check sato  -1 0\n");
		assert_journal(
			contract.store, INT64_MIN, INT64_MAX,
			"1 check sato one -1 0\n2 check sato  -1 0\n3 check sato three -1 0\n");
		assert_journal(contract.store, 4, 9, "");
		assert_journal(contract.store, 3, 1, "");
	}
}
END_TEST

START_TEST(nothing_is_written_at_a_moment)
{
	struct contract contract;

	EACH_BACKEND(contract)
	{
		g_autoptr(GError) error = NULL;

		ok_or_fail(store_moment_begin(contract.store, &error), error);
		ck_assert_int_eq(size_of(contract.store), 0);
		ck_assert(!store_begin(contract.store, NULL));
		store_moment_end(contract.store);
		begin(contract.store);
		ck_assert(!store_moment_begin(contract.store, NULL));
		fixture_append(contract.store, "one");
		commit(contract.store);
		ck_assert_int_eq(size_of(contract.store), 1);
	}
}
END_TEST

START_TEST(an_entry_is_told_its_sequence_and_time)
{
	struct contract contract;

	EACH_BACKEND(contract)
	{
		struct journal_entry entry = {.kind = "gap",
					      .actor = "nwops",
					      .payload = "{}",
					      .payload_length = 2};
		g_autoptr(GError) error = NULL;
		int64_t began_us = -1;

		ok_or_fail(journal_began(contract.store, &began_us, &error), error);
		ck_assert_int_eq(began_us, 0);
		begin(contract.store);
		fixture_append(contract.store, "x");
		ok_or_fail(journal_append(contract.store, &entry, &error), error);
		ck_assert_int_eq(entry.sequence, 2);
		ck_assert_int_eq(entry.recorded_at_us, FIXTURE_NOW_US);
		commit(contract.store);
		ok_or_fail(journal_began(contract.store, &began_us, &error), error);
		ck_assert_int_eq(began_us, FIXTURE_NOW_US);
	}
}
END_TEST

START_TEST(another_clock_tells_when_entries_are_recorded)
{
	g_autoptr(ops_clock_t) clock = clock_new_set("2026-11-26T03:00:00+09:00", NULL);
	struct contract contract;

	EACH_BACKEND(contract)
	{
		struct journal_entry entry = {.kind = "gap", .actor = "nwops", .payload = "{}", .payload_length = 2};
		g_autoptr(GError) error = NULL;

		store_set_clock(contract.store, clock);
		begin(contract.store);
		ok_or_fail(journal_append(contract.store, &entry, &error), error);
		ck_assert_int_eq(entry.recorded_at_us, FIXTURE_NOW_US + G_TIME_SPAN_DAY);
		commit(contract.store);
	}
}
END_TEST

static bool stop_at_once(void *context, const struct journal_entry *entry)
{
	(*(int *)context)++;
	return false;
}

START_TEST(a_reader_of_entries_may_stop)
{
	struct contract contract;

	EACH_BACKEND(contract)
	{
		int calls = 0;

		fixture_record(contract.store, 3);
		ck_assert(journal_read(contract.store, 1, 3, stop_at_once, &calls, NULL));
		ck_assert_int_eq(calls, 1);
		/* and what it left half-read is in nobody's way */
		fixture_record(contract.store, 1);
		ck_assert_int_eq(size_of(contract.store), 4);
	}
}
END_TEST

START_TEST(entries_that_cannot_be_proven_alike_everywhere_are_refused)
{
	static const char long_kind[JOURNAL_KIND_LIMIT + 2] = {[0 ... JOURNAL_KIND_LIMIT] = 'k'};
	static const char long_actor[JOURNAL_ACTOR_LIMIT + 2] = {[0 ... JOURNAL_ACTOR_LIMIT] = 'a'};
	const struct journal_entry cases[] = {
		{.kind = NULL, .actor = "sato", .payload = "x", .payload_length = 1},
		{.kind = "", .actor = "sato", .payload = "x", .payload_length = 1},
		{.kind = "Check", .actor = "sato", .payload = "x", .payload_length = 1},
		{.kind = "a b", .actor = "sato", .payload = "x", .payload_length = 1},
		{.kind = long_kind, .actor = "sato", .payload = "x", .payload_length = 1},
		{.kind = "check", .actor = NULL, .payload = "x", .payload_length = 1},
		{.kind = "check", .actor = "", .payload = "x", .payload_length = 1},
		{.kind = "check", .actor = "sa\nto", .payload = "x", .payload_length = 1},
		{.kind = "check", .actor = "sa\xff", .payload = "x", .payload_length = 1},
		{.kind = "check", .actor = long_actor, .payload = "x", .payload_length = 1},
		{.kind = "check", .actor = "sato", .payload = NULL, .payload_length = 0},
		{.kind = "check",
		 .actor = "sato",
		 .payload = "x",
		 .payload_length = JOURNAL_PAYLOAD_LIMIT + 1},
		{.kind = "check",
		 .actor = "sato",
		 .payload = "x",
		 .payload_length = 1,
		 .event_at_us = INT64_C(1) << 53},
		{.kind = "check",
		 .actor = "sato",
		 .payload = "x",
		 .payload_length = 1,
		 .event_at_us = INT64_MIN},
	};
	struct contract contract;

	EACH_BACKEND(contract)
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct journal_entry entry = cases[i];
		g_autoptr(GError) error = NULL;

		begin(contract.store);
		ck_assert_msg(!journal_append(contract.store, &entry, &error), "case %zu", i);
		ck_assert(g_error_matches(error, OPS_STORE_ERROR, STORE_ERROR_IO));
		ck_assert_msg(!store_commit(contract.store, NULL), "case %zu", i);
		ck_assert_int_eq(size_of(contract.store), 0);
	}
}
END_TEST

START_TEST(payloads_up_to_the_limit_are_kept)
{
	struct contract contract;
	g_autofree char *payload = g_malloc(JOURNAL_PAYLOAD_LIMIT);

	memset(payload, '7', JOURNAL_PAYLOAD_LIMIT);
	EACH_BACKEND(contract)
	{
		struct journal_entry entry = {
			.kind = "check",
			.actor = "sato",
			.payload = payload,
			.payload_length = JOURNAL_PAYLOAD_LIMIT,
		};
		g_autoptr(GError) error = NULL;
		int calls = 0;

		begin(contract.store);
		ok_or_fail(journal_append(contract.store, &entry, &error), error);
		commit(contract.store);
		ck_assert(journal_read(contract.store, 1, 1, stop_at_once, &calls, NULL));
		ck_assert_int_eq(calls, 1);
	}
}
END_TEST

START_TEST(a_checkpoint_is_kept_only_of_what_is_durable)
{
	struct contract contract;

	EACH_BACKEND(contract)
	{
		g_autoptr(GError) error = NULL;

		begin(contract.store);
		fixture_append(contract.store, "x");
		ck_assert(!journal_keep_checkpoint(contract.store, &error));
		ck_assert_ptr_nonnull(error);
		g_clear_error(&error);
		commit(contract.store);
		ok_or_fail(journal_keep_checkpoint(contract.store, &error), error);
		ok_or_fail(journal_keep_checkpoint(contract.store, &error), error);
	}
}
END_TEST

/* ---- transactions ---- */

static void write_all_families(struct store *store)
{
	fixture_append(store, "x");
	keep_results(store, ITEM, 2, 4);
	keep_results(store, "line:new", 1, 1);
	set_state(store, ITEM, STATUS_DOWN);
	set_state(store, "line:new", STATUS_DOWN);
}

START_TEST(what_is_rolled_back_leaves_no_trace)
{
	struct contract contract;

	EACH_BACKEND(contract)
	{
		begin(contract.store);
		fixture_append(contract.store, "one");
		keep_results(contract.store, ITEM, 1, 1);
		set_state(contract.store, ITEM, STATUS_OK);
		commit(contract.store);
		for (int i = 0; i < 2; i++) {
			begin(contract.store);
			write_all_families(contract.store);
			store_rollback(contract.store);
			ck_assert_int_eq(size_of(contract.store), 1);
			assert_journal(contract.store, 1, 9, "1 check sato one -1 0\n");
			assert_results(contract.store, ITEM, 20, 1, 1);
			assert_results(contract.store, "line:new", 20, 0, 0);
			assert_states(contract.store, "line:h1-main 0 10 seen 1\n");
		}
		/* and nothing that was forgotten is remembered in the next */
		begin(contract.store);
		write_all_families(contract.store);
		commit(contract.store);
		assert_results(contract.store, ITEM, 20, 4, 4);
		assert_states(contract.store, "line:h1-main 3 10 seen 4\nline:new 3 10 seen 1\n");
		assert_journal(contract.store, 2, 9, "2 check sato x -1 0\n");
	}
}
END_TEST

START_TEST(writing_outside_a_transaction_is_an_error)
{
	struct contract contract;

	EACH_BACKEND(contract)
	{
		struct journal_entry entry = {.kind = "check",
					      .actor = "sato",
					      .payload = "",
					      .payload_length = 0};
		const struct result_record record = record_of(1);
		const struct state_record state = {.item = ITEM};
		g_autoptr(GError) error = NULL;

		ck_assert(!journal_append(contract.store, &entry, &error));
		ck_assert_ptr_nonnull(error);
		g_clear_error(&error);
		ck_assert(!results_keep(contract.store, ITEM, &record, &error));
		ck_assert_ptr_nonnull(error);
		g_clear_error(&error);
		ck_assert(!states_set(contract.store, &state, &error));
		ck_assert_ptr_nonnull(error);
		g_clear_error(&error);
		ck_assert(!store_commit(contract.store, &error));
		ck_assert_ptr_nonnull(error);
		g_clear_error(&error);
		store_rollback(contract.store);
		begin(contract.store);
		ck_assert(!store_begin(contract.store, &error));
		ck_assert_ptr_nonnull(error);
		fixture_append(contract.store, "the first one goes on");
		commit(contract.store);
		ck_assert_int_eq(size_of(contract.store), 1);
	}
}
END_TEST

START_TEST(a_transaction_with_a_failed_write_cannot_be_committed)
{
	struct contract contract;

	EACH_BACKEND(contract)
	{
		struct journal_entry bad = {.kind = "",
					    .actor = "sato",
					    .payload = "",
					    .payload_length = 0};
		const struct state_record state = {.item = ITEM};
		g_autoptr(GError) error = NULL;

		begin(contract.store);
		fixture_append(contract.store, "one");
		ck_assert(!journal_append(contract.store, &bad, NULL));
		ck_assert(!states_set(contract.store, &state, NULL));
		ck_assert(!store_commit(contract.store, &error));
		ck_assert_ptr_nonnull(error);
		ck_assert_int_eq(size_of(contract.store), 0);
		fixture_record(contract.store, 1);
		assert_journal(contract.store, 1, 9, "1 check sato {\"v\":1} -1 0\n");
	}
}
END_TEST

START_TEST(an_empty_transaction_is_none)
{
	struct contract contract;

	EACH_BACKEND(contract)
	{
		begin(contract.store);
		commit(contract.store);
		ck_assert_int_eq(size_of(contract.store), 0);
	}
}
END_TEST

START_TEST(the_reserve_is_given_back_once)
{
	struct contract contract;

	EACH_BACKEND(contract)
	{
		ck_assert(store_release_reserve(contract.store));
		ck_assert(!store_release_reserve(contract.store));
	}
}
END_TEST

START_TEST(the_purpose_is_told)
{
	for (size_t i = 0; i < G_N_ELEMENTS(backends); i++) {
		struct fixture fixture;
		struct store_options options;
		struct store *store;

		fixture_init(&fixture);
		options = fixture_options(&fixture, STORE_WRITE);
		options.purpose = STORE_REHEARSAL;
		store = backends[i].open(&options, NULL);
		ck_assert_ptr_nonnull(store);
		ck_assert_int_eq(store_purpose(store), STORE_REHEARSAL);
		store_close(store);
		fixture_clear(&fixture);
	}
}
END_TEST

/* --- removal --- */

static bool redact(struct store *store, int64_t sequence, const char *approved_by, int64_t *ret_entry, GError **error)
{
	const struct journal_redaction redaction = {
		.sequence = sequence, .actor = "sato", .approved_by = approved_by, .reason = "a name of a patient",
		.at_us = FIXTURE_NOW_US - 1,
	};

	return journal_redact(store, &redaction, ret_entry, error);
}

static bool count_payloads(void *context, const struct journal_entry *entry)
{
	*(int *)context += entry->payload != NULL;
	return true;
}

static int payloads_of(struct store *store)
{
	int count = 0;

	ck_assert(journal_read(store, 1, INT64_MAX, count_payloads, &count, NULL));
	return count;
}

START_TEST(a_removed_payload_leaves_its_entry_and_one_that_says_why)
{
	struct contract contract;

	EACH_BACKEND(contract)
	{
		g_autoptr(GError) error = NULL;
		int64_t entry = 0;
		bool clean = false;

		fixture_record(contract.store, 3);
		begin(contract.store);
		ok_or_fail(redact(contract.store, 2, "suzuki", &entry, &error), error);
		commit(contract.store);
		ck_assert_int_eq(entry, 4);
		ck_assert_int_eq(size_of(contract.store), 4);
		ck_assert_int_eq(payloads_of(contract.store), 3);
		ok_or_fail(journal_scrub(contract.store, &clean, &error), error);
		ck_assert(clean);
		ck_assert_int_eq(payloads_of(contract.store), 3);
	}
}
END_TEST

START_TEST(a_removal_that_is_rolled_back_took_nothing)
{
	struct contract contract;

	EACH_BACKEND(contract)
	{
		int64_t entry;

		fixture_record(contract.store, 3);
		begin(contract.store);
		ck_assert(redact(contract.store, 2, "suzuki", &entry, NULL));
		store_rollback(contract.store);
		ck_assert_int_eq(payloads_of(contract.store), 3);
		ck_assert_int_eq(size_of(contract.store), 3);
	}
}
END_TEST

START_TEST(a_removal_needs_two_people_and_something_to_remove)
{
	static const struct { int64_t sequence; const char *approved_by; } cases[] = {
		{1, "sato"}, {1, ""}, {9, "suzuki"}, {0, "suzuki"}, {2, "suzuki"}, {4, "suzuki"},
	};
	struct contract contract;

	EACH_BACKEND(contract)
	{
		int64_t entry;

		/* Entry 2 is removed already, by entry 4. */
		fixture_record(contract.store, 3);
		begin(contract.store);
		ck_assert(redact(contract.store, 2, "suzuki", &entry, NULL));
		commit(contract.store);
		for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
			begin(contract.store);
			ck_assert_msg(!redact(contract.store, cases[i].sequence, cases[i].approved_by, &entry, NULL),
				      "case %zu", i);
			store_rollback(contract.store);
		}
		ck_assert_int_eq(payloads_of(contract.store), 3);
	}
}
END_TEST

START_TEST(a_log_without_a_proper_name_is_refused)
{
	static const char *const cases[] = {NULL, "", "two words", "a+b", "tab\there", "\xff"};

	for (size_t i = 0; i < G_N_ELEMENTS(backends) * G_N_ELEMENTS(cases); i++) {
		struct fixture fixture;
		struct store_options options;
		g_autoptr(GError) error = NULL;

		fixture_init(&fixture);
		options = fixture_options(&fixture, STORE_WRITE);
		options.log_name = cases[i / G_N_ELEMENTS(backends)];
		ck_assert_ptr_null(backends[i % G_N_ELEMENTS(backends)].open(&options, &error));
		ck_assert(g_error_matches(error, OPS_STORE_ERROR, STORE_ERROR_IO));
		fixture_clear(&fixture);
	}
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(entries_come_back_in_order_and_whole),
		UNIT(nothing_is_written_at_a_moment),
		UNIT(an_entry_is_told_its_sequence_and_time),
		UNIT(another_clock_tells_when_entries_are_recorded),
		UNIT(a_reader_of_entries_may_stop),
		UNIT(entries_that_cannot_be_proven_alike_everywhere_are_refused),
		UNIT(payloads_up_to_the_limit_are_kept),
		UNIT(a_checkpoint_is_kept_only_of_what_is_durable),
		UNIT(what_is_rolled_back_leaves_no_trace),
		UNIT(writing_outside_a_transaction_is_an_error),
		UNIT(a_transaction_with_a_failed_write_cannot_be_committed),
		UNIT(an_empty_transaction_is_none),
		UNIT(the_reserve_is_given_back_once),
		UNIT(the_purpose_is_told),
		UNIT(a_removed_payload_leaves_its_entry_and_one_that_says_why),
		UNIT(a_removal_that_is_rolled_back_took_nothing),
		UNIT(a_removal_needs_two_people_and_something_to_remove),
		UNIT(a_log_without_a_proper_name_is_refused),
		{NULL},
	};

	return unit_run("store/contract", tests);
}
