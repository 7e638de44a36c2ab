/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What every backend of the store promises, driven over each of them alike: a
 * backend that is added later is one line in the table below.
 */
#include "fixture-store.h"

static const struct backend {
	const char *name;
	struct store *(*open)(const struct store_options *options, GError **error);
} backends[] = {
	{"sqlite", store_open},
	{"memory", store_open_memory},
};

#define ITEM "line:h1-main"

/* Opens each backend in turn as STORE and runs BODY over it. */
struct contract {
	struct fixture fixture;
	struct store *store;
	const struct backend *backend;
};

static struct store *contract_open(struct contract *contract, size_t which)
{
	g_autoptr(GError) error = NULL;
	struct store_options options;

	fixture_init(&contract->fixture);
	options = fixture_options(&contract->fixture, STORE_WRITE);
	contract->backend = &backends[which];
	contract->store = contract->backend->open(&options, &error);
	ck_assert_msg(contract->store != NULL, "%s: %s", contract->backend->name,
		      error ? error->message : "");
	return contract->store;
}

static void contract_close(struct contract *contract)
{
	store_close(contract->store);
	fixture_clear(&contract->fixture);
}

#define EACH_BACKEND(contract)                                                                     \
	for (size_t which_ = 0;                                                                    \
	     which_ < G_N_ELEMENTS(backends) && contract_open(&(contract), which_);                \
	     contract_close(&(contract)), which_++)

static void begin(struct store *store)
{
	g_autoptr(GError) error = NULL;

	ok_or_fail(store_begin(store, &error), error);
}

static void commit(struct store *store)
{
	g_autoptr(GError) error = NULL;

	ok_or_fail(store_commit(store, &error), error);
}

static int64_t size_of(struct store *store)
{
	g_autoptr(GError) error = NULL;
	int64_t size = journal_size(store, &error);

	ok_or_fail(size >= 0, error);
	return size;
}

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

		begin(contract.store);
		fixture_append(contract.store, "x");
		ok_or_fail(journal_append(contract.store, &entry, &error), error);
		ck_assert_int_eq(entry.sequence, 2);
		ck_assert_int_eq(entry.recorded_at_us, FIXTURE_NOW_US);
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

/* ---- results and states ---- */

static struct result_record record_of(int number)
{
	struct result_record record = {
		.started_at_us = number,
		.end = PROBE_ANSWERED,
		.status = STATUS_CAUTION,
		.cause = number % 2 ? CAUSE_RTT : CAUSE_NONE,
		.limit = number % 2 ? 150 : -1,
		.sent = 5,
		.received = 4,
		.rtt_min_us = 100,
		.rtt_median_us = 200,
		.rtt_max_us = -1,
	};

	if (number % 3)
		g_snprintf(record.message, sizeof(record.message), "number %d", number);
	return record;
}

static void keep_results(struct store *store, const char *item, int from, int to)
{
	for (int i = from; i <= to; i++) {
		const struct result_record record = record_of(i);
		g_autoptr(GError) error = NULL;

		ok_or_fail(results_keep(store, item, &record, &error), error);
	}
}

struct expected {
	int next, left;
};

static bool expect_result(void *context, const struct result_record *record)
{
	struct expected *expected = context;
	const struct result_record want = record_of(expected->next--);

	ck_assert_int_eq(record->started_at_us, want.started_at_us);
	ck_assert_int_eq(record->end, want.end);
	ck_assert_int_eq(record->status, want.status);
	ck_assert_int_eq(record->cause, want.cause);
	ck_assert_int_eq(record->limit, want.limit);
	ck_assert_int_eq(record->sent, want.sent);
	ck_assert_int_eq(record->received, want.received);
	ck_assert_int_eq(record->rtt_min_us, want.rtt_min_us);
	ck_assert_int_eq(record->rtt_median_us, want.rtt_median_us);
	ck_assert_int_eq(record->rtt_max_us, want.rtt_max_us);
	ck_assert_str_eq(record->message, want.message);
	expected->left--;
	return true;
}

/* COUNT results, the newest numbered NEWEST. */
static void assert_results(struct store *store, const char *item, int limit, int newest, int count)
{
	struct expected expected = {.next = newest, .left = count};
	g_autoptr(GError) error = NULL;

	ok_or_fail(results_read(store, item, limit, expect_result, &expected, &error), error);
	ck_assert_int_eq(expected.left, 0);
}

START_TEST(the_last_results_of_each_item_stay)
{
	struct contract contract;

	EACH_BACKEND(contract)
	{
		begin(contract.store);
		keep_results(contract.store, ITEM, 1, 3);
		keep_results(contract.store, "line:h2-main", 1, 1);
		assert_results(contract.store, ITEM, 100, 3, 3);
		commit(contract.store);
		assert_results(contract.store, ITEM, 100, 3, 3);
		assert_results(contract.store, ITEM, 2, 3, 2);
		assert_results(contract.store, ITEM, 0, 3, 0);
		assert_results(contract.store, "line:h2-main", 100, 1, 1);
		assert_results(contract.store, "line:nobody", 100, 0, 0);
		for (int i = 4; i <= 2 * RESULTS_KEPT + 1; i++) {
			begin(contract.store);
			keep_results(contract.store, ITEM, i, i);
			commit(contract.store);
			assert_results(contract.store, ITEM, 100, i, MIN(i, RESULTS_KEPT));
		}
		assert_results(contract.store, "line:h2-main", 100, 1, 1);
	}
}
END_TEST

static bool stop_after_one_result(void *context, const struct result_record *record)
{
	(*(int *)context)++;
	return false;
}

START_TEST(a_reader_of_results_may_stop)
{
	struct contract contract;

	EACH_BACKEND(contract)
	{
		int calls = 0;

		begin(contract.store);
		keep_results(contract.store, ITEM, 1, 5);
		commit(contract.store);
		ck_assert(
			results_read(contract.store, ITEM, 5, stop_after_one_result, &calls, NULL));
		ck_assert_int_eq(calls, 1);
	}
}
END_TEST

static void set_state(struct store *store, const char *item, enum status status)
{
	const struct state_record state = {.item = item, .status = status, .since_us = 10};
	g_autoptr(GError) error = NULL;

	ok_or_fail(states_set(store, &state, &error), error);
}

static bool print_state(void *context, const struct state_record *state,
			const struct result_record *newest)
{
	g_string_append_printf(context, "%s %d %d seen %d\n", state->item, (int)state->status,
			       (int)state->since_us, newest ? (int)newest->started_at_us : -1);
	return true;
}

static void assert_states(struct store *store, const char *expected)
{
	g_autoptr(GString) printed = g_string_new(NULL);
	g_autoptr(GError) error = NULL;

	ok_or_fail(states_read(store, print_state, printed, &error), error);
	ck_assert_str_eq(printed->str, expected);
}

START_TEST(an_item_has_one_state_the_latest)
{
	struct contract contract;

	EACH_BACKEND(contract)
	{
		g_autoptr(GError) error = NULL;
		struct state_record state;

		ck_assert(!states_get(contract.store, ITEM, &state, &error));
		ck_assert_ptr_null(error);
		begin(contract.store);
		set_state(contract.store, "line:b", STATUS_UNKNOWN);
		set_state(contract.store, ITEM, STATUS_OK);
		set_state(contract.store, "line:東京", STATUS_DOWN);
		set_state(contract.store, ITEM, STATUS_WARNING);
		/* an item with results and no state has none */
		keep_results(contract.store, "line:c", 1, 1);
		ck_assert(states_get(contract.store, ITEM, &state, &error));
		ck_assert_int_eq(state.status, STATUS_WARNING);
		commit(contract.store);
		ck_assert(states_get(contract.store, ITEM, &state, &error));
		ck_assert_int_eq(state.status, STATUS_WARNING);
		ck_assert_int_eq(state.since_us, 10);
		ck_assert_str_eq(state.item, ITEM);
		ck_assert(!states_get(contract.store, "line:c", &state, &error));
		ck_assert_ptr_null(error);
		assert_states(contract.store, "line:b 4 10 seen -1\nline:h1-main 2 10 seen -1\n"
					      "line:東京 3 10 seen -1\n");
	}
}
END_TEST

START_TEST(a_state_comes_with_the_newest_result)
{
	struct contract contract;

	EACH_BACKEND(contract)
	for (int i = 1; i <= 2 * RESULTS_KEPT + 1; i++) {
		g_autofree char *expected =
			g_strdup_printf("line:h1-main 2 10 seen %d\nline:z 0 10 seen 1\n", i);

		begin(contract.store);
		keep_results(contract.store, ITEM, i, i);
		set_state(contract.store, ITEM, STATUS_WARNING);
		if (i == 1) {
			set_state(contract.store, "line:z", STATUS_OK);
			keep_results(contract.store, "line:z", 1, 1);
		}
		/* what is not yet committed is seen by who wrote it */
		assert_states(contract.store, expected);
		commit(contract.store);
		assert_states(contract.store, expected);
	}
}
END_TEST

/* Results of COUNT items, taken in steps of STEP, each one more than before. */
static void keep_in_steps(struct store *store, int count, int step, int number)
{
	begin(store);
	for (int i = 0; i < count; i++) {
		g_autofree char *item = g_strdup_printf("line:%d", i * step % count);
		struct state_record state;

		keep_results(store, item, number, number);
		ck_assert(states_get(store, item, &state, NULL) == (number > 1));
		set_state(store, item, number % STATUS_COUNT);
	}
	commit(store);
}

START_TEST(items_may_come_in_any_order)
{
	/* No divisor of the number of items, so that each comes once. */
	static const int steps[] = {1, 1, 7, 3000, 1, 2}, count = 3001;
	struct contract contract;

	EACH_BACKEND(contract)
	for (int i = 0; i < (int)G_N_ELEMENTS(steps); i++) {
		keep_in_steps(contract.store, count, steps[i], i + 1);
		for (int item = 0; item < count; item += 100) {
			g_autofree char *name = g_strdup_printf("line:%d", item);
			struct state_record state;

			assert_results(contract.store, name, 100, i + 1, i + 1);
			ck_assert(states_get(contract.store, name, &state, NULL));
			ck_assert_int_eq(state.status, (i + 1) % STATUS_COUNT);
		}
	}
}
END_TEST

START_TEST(an_item_may_come_again_and_others_between)
{
	struct contract contract;

	EACH_BACKEND(contract)
	{
		begin(contract.store);
		for (int i = 1; i <= 5; i++) {
			keep_results(contract.store, ITEM, i, i);
			keep_results(contract.store, i % 2 ? "line:a" : "line:b", i, i);
			assert_results(contract.store, ITEM, 100, i, i);
			set_state(contract.store, ITEM, STATUS_OK);
		}
		commit(contract.store);
		assert_results(contract.store, ITEM, 100, 5, 5);
		assert_states(contract.store, "line:h1-main 0 10 seen 5\n");
	}
}
END_TEST

static bool stop_after_one_state(void *context, const struct state_record *state,
				 const struct result_record *newest)
{
	(*(int *)context)++;
	return false;
}

START_TEST(a_reader_of_states_may_stop)
{
	struct contract contract;

	EACH_BACKEND(contract)
	{
		int calls = 0;

		begin(contract.store);
		set_state(contract.store, "line:a", STATUS_OK);
		set_state(contract.store, "line:b", STATUS_OK);
		commit(contract.store);
		ck_assert(states_read(contract.store, stop_after_one_state, &calls, NULL));
		ck_assert_int_eq(calls, 1);
	}
}
END_TEST

START_TEST(names_that_are_none_are_refused)
{
	static const char long_name[STORE_ITEM_LIMIT + 2] = {[0 ... STORE_ITEM_LIMIT] = 'n'};
	static const char *const cases[] = {"", "line:\xff", long_name};
	struct contract contract;

	EACH_BACKEND(contract)
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		const struct state_record state = {.item = cases[i]};
		const struct result_record record = record_of(1);

		begin(contract.store);
		ck_assert_msg(!states_set(contract.store, &state, NULL), "case %zu", i);
		store_rollback(contract.store);
		begin(contract.store);
		ck_assert_msg(!results_keep(contract.store, cases[i], &record, NULL), "case %zu",
			      i);
		store_rollback(contract.store);
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
		UNIT(an_entry_is_told_its_sequence_and_time),
		UNIT(a_reader_of_entries_may_stop),
		UNIT(entries_that_cannot_be_proven_alike_everywhere_are_refused),
		UNIT(payloads_up_to_the_limit_are_kept),
		UNIT(a_checkpoint_is_kept_only_of_what_is_durable),
		UNIT(the_last_results_of_each_item_stay),
		UNIT(a_reader_of_results_may_stop),
		UNIT(an_item_has_one_state_the_latest),
		UNIT(a_state_comes_with_the_newest_result),
		UNIT(items_may_come_in_any_order),
		UNIT(an_item_may_come_again_and_others_between),
		UNIT(a_reader_of_states_may_stop),
		UNIT(names_that_are_none_are_refused),
		UNIT(what_is_rolled_back_leaves_no_trace),
		UNIT(writing_outside_a_transaction_is_an_error),
		UNIT(a_transaction_with_a_failed_write_cannot_be_committed),
		UNIT(an_empty_transaction_is_none),
		UNIT(the_reserve_is_given_back_once),
		UNIT(the_purpose_is_told),
		UNIT(a_log_without_a_proper_name_is_refused),
		{NULL},
	};

	return unit_run("store/contract", tests);
}
