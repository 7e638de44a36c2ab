/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What every backend of the store promises of the notices that were asked for.
 */
#include "fixture-contract.h"
#include "fixture-tamper.h"

#include "store/cases.h"
#include "store/notices.h"

#define INC "INC-20261122-001"

static struct notice_record notice_of(const char *case_id, enum notice_state state)
{
	return (struct notice_record){
		.kind = NOTICE_CHECK_REQUEST,
		.audience = "institution",
		.recipient = "hosp-1",
		.state = state,
		.case_id = case_id,
		.made_by = "sato",
		.facts = "{}",
	};
}

static int64_t keep(struct store *store, const char *case_id, enum notice_state state)
{
	struct notice_record record = notice_of(case_id, state);
	g_autoptr(GError) error = NULL;

	ok_or_fail(notices_keep(store, &record, &error), error);
	return record.number;
}

static bool print_notice(void *context, const struct notice_record *record)
{
	g_string_append_printf(context, "%d:%s:%d ", (int)record->number, record->case_id,
			       (int)record->state);
	return true;
}

static void assert_notices(struct store *store, const struct notices_filter *filter,
			   const char *expected)
{
	g_autoptr(GString) printed = g_string_new(NULL);
	g_autoptr(GError) error = NULL;

	ok_or_fail(notices_read(store, filter, print_notice, printed, &error), error);
	ck_assert_str_eq(printed->str, expected);
}

static const struct notices_filter all = {.state = -1};

static struct upkeep_figures figures_of(struct store *store)
{
	struct upkeep_figures figures;

	ck_assert(upkeep_measure(store, &figures, NULL));
	return figures;
}

START_TEST(notices_are_numbered_and_picked)
{
	static const struct {
		struct notices_filter filter;
		const char *expected;
	} cases[] = {
		{{.state = -1}, "1:" INC ":0 2::1 3:" INC ":2 4:" INC ":0 "},
		{{.state = -1, .after = 2}, "3:" INC ":2 4:" INC ":0 "},
		{{.state = -1, .after = 4}, ""},
		{{.state = NOTICE_QUEUED}, "1:" INC ":0 4:" INC ":0 "},
		{{.state = NOTICE_QUEUED, .after = 1}, "4:" INC ":0 "},
		{{.state = NOTICE_HELD}, "2::1 "},
		{{.case_id = INC, .state = -1}, "1:" INC ":0 3:" INC ":2 4:" INC ":0 "},
		{{.case_id = INC, .state = -1, .after = 3}, "4:" INC ":0 "},
		{{.case_id = INC, .state = NOTICE_REFUSED}, "3:" INC ":2 "},
		{{.case_id = "", .state = -1}, "2::1 "},
		{{.case_id = "INC-none", .state = -1}, ""},
		{{.number = 3, .state = -1}, "3:" INC ":2 "},
		{{.number = 3, .state = NOTICE_HELD}, ""},
		{{.number = 3, .state = -1, .case_id = ""}, ""},
		{{.number = 3, .state = -1, .after = 3}, ""},
		{{.number = 5, .state = -1}, ""},
		{{.number = -1, .state = -1}, ""},
	};
	struct contract contract;

	EACH_BACKEND(contract)
	{
		struct store *store = contract.store;

		assert_notices(store, &all, "");
		ck_assert_int_eq(notices_newest(store, NULL), 0);
		begin(store);
		ck_assert_int_eq(keep(store, INC, NOTICE_QUEUED), 1);
		ck_assert_int_eq(keep(store, "", NOTICE_HELD), 2);
		commit(store);
		begin(store);
		ck_assert_int_eq(keep(store, INC, NOTICE_QUEUED), 3);
		store_rollback(store);
		assert_notices(store, &all, "1:" INC ":0 2::1 ");
		begin(store);
		ck_assert_int_eq(keep(store, INC, NOTICE_REFUSED), 3);
		ck_assert_int_eq(keep(store, INC, NOTICE_QUEUED), 4);
		commit(store);
		for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
			assert_notices(store, &cases[i].filter, cases[i].expected);
		ck_assert_int_eq(notices_newest(store, NULL), 4);
		ck_assert_int_eq(figures_of(store).notices, 4);
		ck_assert_int_eq(figures_of(store).notices_queued, 2);
	}
}
END_TEST

START_TEST(a_notice_changes_or_is_not_there)
{
	struct contract contract;

	EACH_BACKEND(contract)
	{
		struct notice_record change = {.number = 1, .state = NOTICE_QUEUED, .approved_by = ""};
		struct store *store = contract.store;
		g_autoptr(GError) error = NULL;

		begin(store);
		keep(store, INC, NOTICE_HELD);
		keep(store, INC, NOTICE_HELD);
		commit(store);
		ck_assert(!notices_change(store, &change, NULL));
		begin(store);
		ck_assert(notices_change(store, &change, NULL));
		assert_notices(store, &all, "1:" INC ":0 2:" INC ":1 ");
		store_rollback(store);
		assert_notices(store, &all, "1:" INC ":1 2:" INC ":1 ");
		begin(store);
		ck_assert(notices_change(store, &change, NULL));
		ck_assert(notices_change(store, &change, NULL));
		commit(store);
		assert_notices(store, &all, "1:" INC ":0 2:" INC ":1 ");
		for (int64_t number = -1; number <= 3; number += number ? 4 : 1) {
			begin(store);
			g_clear_error(&error);
			change.number = number;
			ck_assert(!notices_change(store, &change, &error));
			ck_assert(g_error_matches(error, OPS_STORE_ERROR, STORE_ERROR_IO));
			ck_assert(!store_commit(store, NULL));
		}
		assert_notices(store, &all, "1:" INC ":0 2:" INC ":1 ");
	}
}
END_TEST

static void assert_fixed(const struct notice_record *record, const struct notice_record *want)
{
	ck_assert_int_eq(record->kind, want->kind);
	ck_assert_str_eq(record->audience, want->audience);
	ck_assert_str_eq(record->recipient, want->recipient);
	ck_assert_str_eq(record->case_id, want->case_id);
	ck_assert_int_eq(record->run, want->run);
	ck_assert_int_eq(record->turn, want->turn);
	ck_assert_int_eq(record->made_at_us, want->made_at_us);
	ck_assert_str_eq(record->made_by, want->made_by);
	ck_assert_str_eq(record->facts, want->facts);
	ck_assert_int_eq(record->urgency, want->urgency);
	ck_assert_int_eq(record->sequence, want->sequence);
	ck_assert_str_eq(record->once, want->once);
}

static void assert_changing(const struct notice_record *record, const struct notice_record *want)
{
	ck_assert_int_eq(record->state, want->state);
	ck_assert_str_eq(record->approved_by, want->approved_by);
	ck_assert_int_eq(record->approved_at_us, want->approved_at_us);
	ck_assert_int_eq(record->rung, want->rung);
	ck_assert_int_eq(record->rung_due_at_us, want->rung_due_at_us);
}

/* What there should be, and whether it was told. */
struct wanted {
	const struct notice_record *fixed, *changing;
	int calls;
};

static bool expect_notice(void *context, const struct notice_record *record)
{
	struct wanted *wanted = context;

	ck_assert_int_eq(record->number, 1);
	assert_fixed(record, wanted->fixed);
	assert_changing(record, wanted->changing);
	wanted->calls++;
	return true;
}

/* The only one there is. */
static void assert_notice(struct store *store, const struct notice_record *fixed,
			  const struct notice_record *changing)
{
	struct wanted wanted = {.fixed = fixed, .changing = changing};

	ck_assert(notices_read(store, &all, expect_notice, &wanted, NULL));
	ck_assert_int_eq(wanted.calls, 1);
}

static const struct notice_record whole = {
	.number = 99,
	.kind = NOTICE_COMCHECK,
	.audience = "public",
	.recipient = "",
	.state = NOTICE_REFUSED,
	.case_id = "INC-障害",
	.run = 3,
	.turn = 4,
	.made_at_us = INT64_MAX,
	.made_by = "佐藤",
	.facts = "{\"kind\":\"comcheck\", \"x\":[\"障害\"]}",
	.urgency = URGENCY_ROUTINE,
	.sequence = 5,
	.once = "w1/開始",
	.approved_by = "田中",
	.approved_at_us = 6,
	.rung = 7,
	.rung_due_at_us = 8,
};

START_TEST(every_part_of_a_notice_comes_back)
{
	struct contract contract;

	EACH_BACKEND(contract)
	{
		struct notice_record record = whole;

		begin(contract.store);
		ck_assert(notices_keep(contract.store, &record, NULL));
		ck_assert_int_eq(record.number, 1);
		commit(contract.store);
		assert_notice(contract.store, &record, &record);
		ck_assert_int_eq(figures_of(contract.store).notices, 1);
	}
}
END_TEST

START_TEST(only_how_far_a_notice_has_come_changes)
{
	const struct notice_record change = {.number = 1, .kind = NOTICE_SWITCHOVER, .audience = "x",
					     .state = NOTICE_DROPPED, .urgency = URGENCY_FIRST, .sequence = 9,
					     .once = "x", .approved_by = "", .approved_at_us = 10, .rung = 11,
					     .rung_due_at_us = 12};
	struct contract contract;

	EACH_BACKEND(contract)
	{
		struct notice_record record = whole;

		begin(contract.store);
		ck_assert(notices_keep(contract.store, &record, NULL));
		ck_assert(notices_change(contract.store, &change, NULL));
		commit(contract.store);
		assert_notice(contract.store, &whole, &change);
		ck_assert_int_eq(notices_find_once(contract.store, "x", NULL), 0);
	}
}
END_TEST

START_TEST(what_must_not_be_told_twice_is_told_once)
{
	struct contract contract;

	EACH_BACKEND(contract)
	{
		struct notice_record record = notice_of(INC, NOTICE_QUEUED);
		struct store *store = contract.store;
		g_autoptr(GError) error = NULL;

		ck_assert_int_eq(notices_find_once(store, "w1/start", NULL), 0);
		begin(store);
		keep(store, INC, NOTICE_QUEUED);
		record.once = "w1/start";
		ck_assert(notices_keep(store, &record, NULL));
		store_rollback(store);
		ck_assert_int_eq(notices_find_once(store, "w1/start", NULL), 0);
		begin(store);
		keep(store, INC, NOTICE_QUEUED);
		ck_assert(notices_keep(store, &record, NULL));
		ck_assert_int_eq(notices_find_once(store, "w1/start", NULL), 2);
		commit(store);
		ck_assert_int_eq(notices_find_once(store, "w1/start", NULL), 2);
		ck_assert_int_eq(notices_find_once(store, "W1/start", NULL), 0);
		/* those that may be told again are found by nothing, and are many */
		ck_assert_int_eq(notices_find_once(store, "", NULL), 0);
		begin(store);
		record.number = 0;
		ck_assert(!notices_keep(store, &record, &error));
		ck_assert(g_error_matches(error, OPS_STORE_ERROR, STORE_ERROR_IO));
		ck_assert_ptr_nonnull(strstr(error->message, "'w1/start' was told by notice 2"));
		ck_assert(!store_commit(store, NULL));
		ck_assert_int_eq(record.number, 0);
		begin(store);
		keep(store, INC, NOTICE_QUEUED);
		record.once = "";
		ck_assert(notices_keep(store, &record, NULL));
		ck_assert(notices_keep(store, &record, NULL));
		ck_assert_int_eq(record.number, 5);
		commit(store);
	}
}
END_TEST

START_TEST(a_rung_is_due_until_there_are_no_more)
{
	static const struct {
		int64_t rung_due_at_us;
		enum notice_state state;
	} rows[] = {{0, NOTICE_QUEUED}, {30, NOTICE_QUEUED}, {10, NOTICE_HELD}, {20, NOTICE_QUEUED}, {10, NOTICE_QUEUED}};
	static const struct {
		struct notices_filter filter;
		const char *expected;
	} cases[] = {
		{{.state = -1, .rung_due_by_us = 9}, ""},
		{{.state = -1, .rung_due_by_us = 10}, "3::1 5::0 "},
		{{.state = -1, .rung_due_by_us = 29}, "3::1 4::0 5::0 "},
		{{.state = -1, .rung_due_by_us = INT64_MAX}, "2::0 3::1 4::0 5::0 "},
		{{.state = -1, .rung_due_by_us = -1}, ""},
		{{.state = NOTICE_QUEUED, .rung_due_by_us = 20}, "4::0 5::0 "},
		{{.state = -1, .rung_due_by_us = 20, .after = 3}, "4::0 5::0 "},
		{{.state = -1, .rung_due_by_us = 20, .number = 4}, "4::0 "},
		{{.state = -1, .rung_due_by_us = 19, .number = 4}, ""},
		{{.state = -1, .rung_due_by_us = 20, .number = 1}, ""},
		{{.state = -1, .rung_due_by_us = 20, .case_id = INC}, ""},
	};
	struct contract contract;

	EACH_BACKEND(contract)
	{
		begin(contract.store);
		for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
			struct notice_record record = notice_of("", rows[i].state);

			record.rung_due_at_us = rows[i].rung_due_at_us;
			ck_assert(notices_keep(contract.store, &record, NULL));
		}
		commit(contract.store);
		for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
			assert_notices(contract.store, &cases[i].filter, cases[i].expected);
	}
}
END_TEST

START_TEST(an_approval_by_what_is_no_login_is_refused)
{
	static const char over_login[JOURNAL_ACTOR_LIMIT + 2] = {[0 ... JOURNAL_ACTOR_LIMIT] = 'l'};
	static const char *const bad[] = {over_login, "\xff"};
	struct contract contract;

	EACH_BACKEND(contract)
	{
		begin(contract.store);
		keep(contract.store, INC, NOTICE_HELD);
		commit(contract.store);
		for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
			const struct notice_record change = {.number = 1, .approved_by = bad[i]};

			begin(contract.store);
			ck_assert(!notices_change(contract.store, &change, NULL));
			ck_assert(!store_commit(contract.store, NULL));
		}
		assert_notices(contract.store, &all, "1:" INC ":1 ");
	}
}
END_TEST

START_TEST(what_is_no_notice_is_refused)
{
	static const char over_id[CASE_ID_LIMIT + 2] = {[0 ... CASE_ID_LIMIT] = 'i'};
	static const char over_text[CASE_TEXT_LIMIT + 2] = {[0 ... CASE_TEXT_LIMIT] = 't'};
	static const char over_login[JOURNAL_ACTOR_LIMIT + 2] = {[0 ... JOURNAL_ACTOR_LIMIT] = 'l'};
	static const char over_once[NOTICE_ONCE_LIMIT + 2] = {[0 ... NOTICE_ONCE_LIMIT] = 'o'};
	g_autofree char *blanks = g_strnfill(NOTICE_FACTS_LIMIT - 1, ' ');
	g_autofree char *over_facts = g_strconcat("{}", blanks, NULL);
	struct notice_record good = notice_of(INC, NOTICE_QUEUED), bad[18];
	struct contract contract;

	for (size_t i = 0; i < G_N_ELEMENTS(bad); i++)
		bad[i] = good;
	bad[0].audience = "";
	bad[1].audience = "everybody";
	bad[2].audience = "\xff";
	bad[3].recipient = over_text;
	bad[4].recipient = "\xff";
	bad[5].case_id = over_id;
	bad[6].case_id = "\xff";
	bad[7].made_by = "";
	bad[8].made_by = over_login;
	bad[9].made_by = "\xff";
	bad[10].facts = "";
	bad[11].facts = "[]";
	bad[12].facts = "{\"a\":}";
	bad[13].facts = over_facts;
	bad[14].once = over_once;
	bad[15].once = "\xff";
	bad[16].approved_by = over_login;
	bad[17].approved_by = "\xff";
	EACH_BACKEND(contract)
	{
		ck_assert(!notices_keep(contract.store, &good, NULL));
		for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
			g_autoptr(GError) error = NULL;

			begin(contract.store);
			ck_assert_msg(!notices_keep(contract.store, &bad[i], &error), "case %zu",
				      i);
			ck_assert(g_error_matches(error, OPS_STORE_ERROR, STORE_ERROR_IO));
			ck_assert(g_utf8_validate(error->message, -1, NULL));
			ck_assert(!store_commit(contract.store, NULL));
			ck_assert_int_eq(bad[i].number, 0);
		}
		assert_notices(contract.store, &all, "");
	}
}
END_TEST

static bool stop(void *context, const struct notice_record *record)
{
	++*(int *)context;
	return false;
}

START_TEST(a_reader_may_stop)
{
	struct contract contract;

	EACH_BACKEND(contract)
	{
		int calls = 0;

		begin(contract.store);
		keep(contract.store, INC, NOTICE_QUEUED);
		keep(contract.store, INC, NOTICE_QUEUED);
		commit(contract.store);
		ck_assert(notices_read(contract.store, &all, stop, &calls, NULL));
		ck_assert_int_eq(calls, 1);
	}
}
END_TEST

/* Of a database that somebody changed. */
START_TEST(what_nwops_did_not_write_so_is_damaged)
{
	static const char *const changes[] = {
		"UPDATE notices SET kind = 36",
		"UPDATE notices SET kind = -1",
		"UPDATE notices SET audience = 'everybody'",
		"UPDATE notices SET audience = CAST(x'ff' AS TEXT)",
		"UPDATE notices SET recipient = printf('%.2049c', 'x')",
		"UPDATE notices SET state = 4",
		"UPDATE notices SET case_id = printf('%.65c', 'x')",
		"UPDATE notices SET run = -1",
		"UPDATE notices SET turn = -1",
		"UPDATE notices SET made_by = printf('%.257c', 'x')",
		"UPDATE notices SET facts = CAST(x'7b7d00' AS TEXT)",
		"UPDATE notices SET facts = printf('%.262145c', 'x')",
		"UPDATE notices SET urgency = 3",
		"UPDATE notices SET sequence = -1",
		"UPDATE notices SET once = printf('%.513c', 'x')",
		"UPDATE notices SET approved_by = printf('%.257c', 'x')",
		"UPDATE notices SET rung = -1",
		"UPDATE notices SET rung_due_at_us = -1",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(changes); i++) {
		g_autoptr(GError) error = NULL;
		struct fixture fixture;
		struct store *store;
		int calls = 0;

		fixture_make(&fixture, 1);
		store = fixture_open(&fixture, STORE_WRITE);
		begin(store);
		keep(store, INC, NOTICE_QUEUED);
		commit(store);
		store_close(store);
		tamper(&fixture, changes[i]);
		store = fixture_open(&fixture, STORE_READ);
		ck_assert_msg(!notices_read(store, &all, stop, &calls, &error), "%s", changes[i]);
		ck_assert(g_error_matches(error, OPS_STORE_ERROR, STORE_ERROR_DAMAGED));
		ck_assert_int_eq(calls, 0);
		store_close(store);
		fixture_clear(&fixture);
	}
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(notices_are_numbered_and_picked),
		UNIT(a_notice_changes_or_is_not_there),
		UNIT(every_part_of_a_notice_comes_back),
		UNIT(only_how_far_a_notice_has_come_changes),
		UNIT(what_must_not_be_told_twice_is_told_once),
		UNIT(a_rung_is_due_until_there_are_no_more),
		UNIT(an_approval_by_what_is_no_login_is_refused),
		UNIT(what_is_no_notice_is_refused),
		UNIT(a_reader_may_stop),
		UNIT(what_nwops_did_not_write_so_is_damaged),
		{NULL},
	};

	return unit_run("store/contract-notices", tests);
}
