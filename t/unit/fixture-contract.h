/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the contract tests share: the table of backends, and the short words for
 * writing to each of them and for looking at what it then has. A backend that is
 * added later is one line in the table.
 */
#pragma once

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

static inline struct store *contract_open(struct contract *contract, size_t which)
{
	g_autoptr(GError) error = NULL;
	struct store_options options;

	fixture_init(&contract->fixture);
	options = fixture_options(&contract->fixture, STORE_WRITE);
	contract->backend = &backends[which];
	if (contract->backend->open == store_open)
		fixture_begin_with_copy(&options);
	contract->store = contract->backend->open(&options, &error);
	ck_assert_msg(contract->store != NULL, "%s: %s", contract->backend->name,
		      error ? error->message : "");
	return contract->store;
}

static inline void contract_close(struct contract *contract)
{
	store_close(contract->store);
	fixture_clear(&contract->fixture);
}

#define EACH_BACKEND(contract)                                                                     \
	for (size_t which_ = 0;                                                                    \
	     which_ < G_N_ELEMENTS(backends) && contract_open(&(contract), which_);                \
	     contract_close(&(contract)), which_++)

static inline void begin(struct store *store)
{
	g_autoptr(GError) error = NULL;

	ok_or_fail(store_begin(store, &error), error);
}

static inline void commit(struct store *store)
{
	g_autoptr(GError) error = NULL;

	ok_or_fail(store_commit(store, &error), error);
}

static inline int64_t size_of(struct store *store)
{
	g_autoptr(GError) error = NULL;
	int64_t size = journal_size(store, &error);

	ok_or_fail(size >= 0, error);
	return size;
}

static inline struct result_record record_of(int number)
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

static inline void keep_results(struct store *store, const char *item, int from, int to)
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

static inline bool expect_result(void *context, const struct result_record *record)
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
static inline void assert_results(struct store *store, const char *item, int limit, int newest, int count)
{
	struct expected expected = {.next = newest, .left = count};
	g_autoptr(GError) error = NULL;

	ok_or_fail(results_read(store, item, limit, expect_result, &expected, &error), error);
	ck_assert_int_eq(expected.left, 0);
}

static inline void set_state(struct store *store, const char *item, enum status status)
{
	const struct state_record state = {.item = item, .status = status, .since_us = 10};
	g_autoptr(GError) error = NULL;

	ok_or_fail(states_set(store, &state, &error), error);
}

static inline bool print_state(void *context, const struct state_record *state,
			const struct result_record *newest)
{
	g_string_append_printf(context, "%s %d %d seen %d\n", state->item, (int)state->status,
			       (int)state->since_us, newest ? (int)newest->started_at_us : -1);
	return true;
}

static inline void assert_states(struct store *store, const char *expected)
{
	g_autoptr(GString) printed = g_string_new(NULL);
	g_autoptr(GError) error = NULL;

	ok_or_fail(states_read(store, print_state, printed, &error), error);
	ck_assert_str_eq(printed->str, expected);
}
