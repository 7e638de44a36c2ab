/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What every backend of the store promises of what became of messages: tries to
 * deliver them, what was said to them, and what is remembered of relays.
 */
#include "fixture-spool.h"
#include "fixture-tamper.h"

#include "store/cases.h"

/* COUNT messages of one notice. */
static void fill(struct store *store, int count)
{
	int64_t notice;

	begin(store);
	notice = keep_notice(store);
	for (int i = 1; i <= count; i++) {
		struct message_record record = message_of(notice, i);

		keep_message(store, &record);
	}
	commit(store);
}

static int64_t keep_attempt(struct store *store, int64_t message)
{
	struct attempt_record record = attempt_of(message);
	g_autoptr(GError) error = NULL;

	ok_or_fail(attempts_keep(store, &record, &error), error);
	return record.number;
}

static bool print_attempt(void *context, const struct attempt_record *record)
{
	g_string_append_printf(context, "%d.%d ", (int)record->message, (int)record->number);
	return true;
}

static void assert_attempts(struct store *store, int64_t message, const char *expected)
{
	g_autoptr(GString) printed = g_string_new(NULL);
	g_autoptr(GError) error = NULL;

	ok_or_fail(attempts_read(store, message, print_attempt, printed, &error), error);
	ck_assert_str_eq(printed->str, expected);
}

START_TEST(attempts_are_numbered_for_each_message)
{
	struct contract contract;

	EACH_BACKEND(contract)
	{
		struct upkeep_figures figures;
		struct store *store = contract.store;

		fill(store, 3);
		assert_attempts(store, 0, "");
		begin(store);
		ck_assert_int_eq(keep_attempt(store, 2), 1);
		ck_assert_int_eq(keep_attempt(store, 1), 1);
		ck_assert_int_eq(keep_attempt(store, 2), 2);
		commit(store);
		begin(store);
		ck_assert_int_eq(keep_attempt(store, 1), 2);
		ck_assert_int_eq(keep_attempt(store, 3), 1);
		store_rollback(store);
		begin(store);
		ck_assert_int_eq(keep_attempt(store, 1), 2);
		commit(store);
		assert_attempts(store, 0, "1.1 1.2 2.1 2.2 ");
		assert_attempts(store, 1, "1.1 1.2 ");
		assert_attempts(store, 3, "");
		assert_attempts(store, 4, "");
		ck_assert(upkeep_measure(store, &figures, NULL));
		ck_assert_int_eq(figures.attempts, 4);
	}
}
END_TEST

static bool expect_attempt(void *context, const struct attempt_record *record)
{
	const struct attempt_record *want = context;

	ck_assert_int_eq(record->message, want->message);
	ck_assert_int_eq(record->number, want->number);
	ck_assert_str_eq(record->path, want->path);
	ck_assert_str_eq(record->relay, want->relay);
	ck_assert_int_eq(record->began_at_us, want->began_at_us);
	ck_assert_int_eq(record->ended_at_us, want->ended_at_us);
	ck_assert_int_eq(record->end, want->end);
	ck_assert_int_eq(record->code, want->code);
	ck_assert_str_eq(record->reply, want->reply);
	ck_assert_str_eq(record->secured, want->secured);
	ck_assert(digest_equal(&record->digest, &want->digest));
	ck_assert_str_eq(record->by, want->by);
	return true;
}

START_TEST(every_part_of_an_attempt_comes_back)
{
	const struct attempt_record given[] = {
		{.message = 1, .number = 99, .path = "経路", .relay = "mx1", .began_at_us = INT64_MIN,
		 .ended_at_us = INT64_MAX, .end = DELIVERY_NOT_REACHED, .code = 550, .reply = "拒否",
		 .secured = "TLSv1.3, CN=mx.example", .digest = digest_of("x", 1), .by = "佐藤"},
		{.message = 2, .path = "", .relay = "", .end = DELIVERY_ACCEPTED, .code = -1, .reply = "",
		 .secured = "", .by = "nwops"},
	};
	struct contract contract;

	EACH_BACKEND(contract)
	{
		fill(contract.store, 2);
		for (size_t i = 0; i < G_N_ELEMENTS(given); i++) {
			struct attempt_record record = given[i];

			begin(contract.store);
			ck_assert(attempts_keep(contract.store, &record, NULL));
			commit(contract.store);
			ck_assert_int_eq(record.number, 1);
			ck_assert(attempts_read(contract.store, record.message, expect_attempt, &record,
						NULL));
		}
		assert_attempts(contract.store, 0, "1.1 2.1 ");
	}
}
END_TEST

START_TEST(what_is_no_attempt_is_refused)
{
	static const char over_text[CASE_TEXT_LIMIT + 2] = {[0 ... CASE_TEXT_LIMIT] = 't'};
	static const char over_login[JOURNAL_ACTOR_LIMIT + 2] = {[0 ... JOURNAL_ACTOR_LIMIT] = 'l'};
	struct attempt_record good = attempt_of(1), bad[9];
	struct contract contract;

	for (size_t i = 0; i < G_N_ELEMENTS(bad); i++)
		bad[i] = good;
	bad[0].message = 2;
	bad[1].message = 0;
	bad[2].message = -1;
	bad[3].path = over_text;
	bad[4].path = "\xff";
	bad[5].relay = over_text;
	bad[6].by = "";
	bad[7].by = over_login;
	bad[8].by = "\xff";
	EACH_BACKEND(contract)
	{
		fill(contract.store, 1);
		ck_assert(!attempts_keep(contract.store, &good, NULL));
		for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
			g_autoptr(GError) error = NULL;

			begin(contract.store);
			ck_assert_msg(!attempts_keep(contract.store, &bad[i], &error), "case %zu", i);
			ck_assert(g_error_matches(error, OPS_STORE_ERROR, STORE_ERROR_IO));
			ck_assert(!store_commit(contract.store, NULL));
			ck_assert_int_eq(bad[i].number, 0);
		}
		assert_attempts(contract.store, 0, "");
	}
}
END_TEST

static bool take_reply(void *context, const struct attempt_record *record)
{
	ck_assert_str_eq(record->reply, record->secured);
	*(char **)context = g_strdup(record->reply);
	return false;
}

static bool take_answer(void *context, const struct ack_record *record)
{
	*(char **)context = g_strdup(record->text);
	return false;
}

static bool take_reason(void *context, const struct relay_record *record)
{
	*(char **)context = g_strdup(record->reason);
	return false;
}

/* What is kept of WORDS as a reply, an answer and a reason. Caller frees. */
static char **keep_words(struct store *store, const char *words)
{
	struct attempt_record attempt = attempt_of(1);
	const struct ack_record ack = {.message = 1, .by = "x", .actor = "x", .text = words};
	const struct relay_record relay = {.path = "p", .relay = "r", .reason = words};
	char **kept = g_new0(char *, 4);

	attempt.reply = words;
	attempt.secured = words;
	fill(store, 1);
	begin(store);
	ck_assert(attempts_keep(store, &attempt, NULL));
	ck_assert_ptr_eq(attempt.reply, words);
	ck_assert(acks_keep(store, &ack, NULL));
	ck_assert(relays_set(store, &relay, NULL));
	commit(store);
	ck_assert(attempts_read(store, 1, take_reply, &kept[0], NULL));
	ck_assert(acks_read(store, 1, take_answer, &kept[1], NULL));
	ck_assert(relays_read(store, take_reason, &kept[2], NULL));
	return kept;
}

/* COUNT letters and then TAIL. Caller frees. */
static char *letters(size_t count, const char *tail)
{
	g_autofree char *before = g_strnfill(count, 'x');

	return g_strconcat(before, tail, NULL);
}

START_TEST(what_somebody_outside_said_is_cut_and_never_refused)
{
	static const size_t limits[] = {MESSAGE_REPLY_LIMIT, MESSAGE_ANSWER_LIMIT, MESSAGE_REPLY_LIMIT};
	static const struct {
		int from_limit; /* letters more than the limit */
		const char *tail;
		int kept; /* letters, likewise */
		const char *end;
	} cases[] = {
		{0, "", 0, ""},
		{1, "", -3, "…"},
		{1000, "障", -3, "…"},
		{-3, "障", -3, "障"},
		{-2, "障", -3, "…"},
		{-3, "障x", -3, "…"},
		{-4, "障x", -4, "障x"},
		{-4, "障xx", -4, "…"},
		{-5, "障xxx", -5, "…"},
		{-9, "\xff", -9, "\\xff"},
		{-4, "\xff", -4, "\\xff"},
		{-3, "\xff", -3, "…"},
		{-1, "\xff\xff", -3, "…"},
		{-9, "\x1b", -9, "\x1b"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		for (size_t j = 0; j < G_N_ELEMENTS(limits); j++) {
			const int limit = (int)limits[j];
			g_autofree char *words = letters((size_t)(limit + cases[i].from_limit), cases[i].tail);
			g_autofree char *want = letters((size_t)(limit + cases[i].kept), cases[i].end);
			struct contract contract;

			EACH_BACKEND(contract)
			{
				g_auto(GStrv) kept = keep_words(contract.store, words);

				ck_assert_msg(strcmp(kept[j], want) == 0, "case %zu: '%s' is kept as '%s'", i,
					      words, kept[j]);
			}
		}
	}
}
END_TEST

/* ---- acknowledgements ---- */

static bool print_ack(void *context, const struct ack_record *record)
{
	g_string_append_printf(context, "%d:%s ", (int)record->message, record->text);
	return true;
}

static void assert_acks(struct store *store, int64_t message, const char *expected)
{
	g_autoptr(GString) printed = g_string_new(NULL);
	g_autoptr(GError) error = NULL;

	ok_or_fail(acks_read(store, message, print_ack, printed, &error), error);
	ck_assert_str_eq(printed->str, expected);
}

static void keep_saying(struct store *store, int64_t message, enum ack ack, const char *text)
{
	const struct ack_record record = {.message = message, .ack = ack, .by = "山田", .actor = "sato", .text = text};
	g_autoptr(GError) error = NULL;

	ok_or_fail(acks_keep(store, &record, &error), error);
}

static void keep_ack(struct store *store, int64_t message, const char *text)
{
	keep_saying(store, message, ACK_SEEN, text);
}

START_TEST(what_was_said_is_found_by_what_it_says)
{
	static const char *const expected[ACK_COUNT] = {"1:c ", "", "2:a 1:b 2:d ", "2:e "};
	struct contract contract;

	EACH_BACKEND(contract)
	{
		struct store *store = contract.store;

		fill(store, 2);
		begin(store);
		keep_saying(store, 2, ACK_WRONG_CONTACT, "a");
		keep_saying(store, 1, ACK_WRONG_CONTACT, "b");
		keep_saying(store, 1, ACK_SEEN, "c");
		keep_saying(store, 2, ACK_WRONG_CONTACT, "d");
		keep_saying(store, 2, ACK_CANNOT_ACT, "e");
		commit(store);
		for (unsigned int ack = 0; ack < ACK_COUNT; ack++) {
			g_autoptr(GString) printed = g_string_new(NULL);

			ck_assert(acks_read_saying(store, ack, print_ack, printed, NULL));
			ck_assert_str_eq(printed->str, expected[ack]);
		}
	}
}
END_TEST

START_TEST(what_was_said_is_read_in_order_of_recording)
{
	struct contract contract;

	EACH_BACKEND(contract)
	{
		struct upkeep_figures figures;
		struct store *store = contract.store;

		fill(store, 3);
		begin(store);
		keep_ack(store, 2, "a");
		keep_ack(store, 1, "b");
		keep_ack(store, 2, "c");
		commit(store);
		begin(store);
		keep_ack(store, 1, "d");
		store_rollback(store);
		assert_acks(store, 0, "2:a 1:b 2:c ");
		assert_acks(store, 2, "2:a 2:c ");
		assert_acks(store, 3, "");
		assert_acks(store, 4, "");
		ck_assert(upkeep_measure(store, &figures, NULL));
		ck_assert_int_eq(figures.acks, 3);
	}
}
END_TEST

static bool expect_ack(void *context, const struct ack_record *record)
{
	const struct ack_record *want = context;

	ck_assert_int_eq(record->message, want->message);
	ck_assert_int_eq(record->at_us, want->at_us);
	ck_assert_int_eq(record->recorded_at_us, want->recorded_at_us);
	ck_assert_int_eq(record->ack, want->ack);
	ck_assert_int_eq(record->means, want->means);
	ck_assert_str_eq(record->by, want->by);
	ck_assert_str_eq(record->actor, want->actor);
	ck_assert_str_eq(record->text, want->text);
	return true;
}

START_TEST(every_part_of_an_answer_comes_back)
{
	static const struct ack_record given[] = {
		{.message = 1, .at_us = INT64_MIN, .recorded_at_us = INT64_MAX, .ack = ACK_CANNOT_ACT,
		 .means = MEANS_OTHER, .by = "山田", .actor = "佐藤", .text = "対応\n不可"},
		{.message = 2, .by = "x", .actor = "nwops", .text = ""},
	};
	struct contract contract;

	EACH_BACKEND(contract)
	{
		fill(contract.store, 2);
		for (size_t i = 0; i < G_N_ELEMENTS(given); i++) {
			struct ack_record record = given[i];

			begin(contract.store);
			ck_assert(acks_keep(contract.store, &record, NULL));
			commit(contract.store);
			ck_assert(acks_read(contract.store, record.message, expect_ack, &record, NULL));
		}
		assert_acks(contract.store, 0, "1:対応\n不可 2: ");
	}
}
END_TEST

START_TEST(what_is_no_answer_is_refused)
{
	static const char over_text[CASE_TEXT_LIMIT + 2] = {[0 ... CASE_TEXT_LIMIT] = 't'};
	static const char over_login[JOURNAL_ACTOR_LIMIT + 2] = {[0 ... JOURNAL_ACTOR_LIMIT] = 'l'};
	const struct ack_record good = {.message = 1, .by = "x", .actor = "sato", .text = ""};
	struct ack_record bad[8];
	struct contract contract;

	for (size_t i = 0; i < G_N_ELEMENTS(bad); i++)
		bad[i] = good;
	bad[0].message = 2;
	bad[1].message = 0;
	bad[2].by = "";
	bad[3].by = over_text;
	bad[4].by = "\xff";
	bad[5].actor = "";
	bad[6].actor = over_login;
	bad[7].actor = "\xff";
	EACH_BACKEND(contract)
	{
		fill(contract.store, 1);
		ck_assert(!acks_keep(contract.store, &good, NULL));
		for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
			g_autoptr(GError) error = NULL;

			begin(contract.store);
			ck_assert_msg(!acks_keep(contract.store, &bad[i], &error), "case %zu", i);
			ck_assert(g_error_matches(error, OPS_STORE_ERROR, STORE_ERROR_IO));
			ck_assert(!store_commit(contract.store, NULL));
		}
		assert_acks(contract.store, 0, "");
	}
}
END_TEST

/* ---- relays ---- */

static bool print_relay(void *context, const struct relay_record *record)
{
	g_string_append_printf(context, "%s/%s:%d:%d:%d:%s:%d ", record->path, record->relay,
			       (int)record->good_at_us, (int)record->bad_at_us, (int)record->failures,
			       record->reason, (int)record->tested_at_us);
	return true;
}

static void assert_relays(struct store *store, const char *expected)
{
	g_autoptr(GString) printed = g_string_new(NULL);
	g_autoptr(GError) error = NULL;

	ok_or_fail(relays_read(store, print_relay, printed, &error), error);
	ck_assert_str_eq(printed->str, expected);
}

START_TEST(a_relay_is_remembered_once)
{
	static const struct relay_record records[] = {
		{.path = "p", .relay = "mx2", .good_at_us = 1, .bad_at_us = 2, .failures = 3, .reason = "満杯",
		 .tested_at_us = 4},
		{.path = "p", .relay = "mx1", .reason = ""},
		{.path = "o", .relay = "mx2", .reason = ""},
		{.path = "p", .relay = "mx2", .good_at_us = 5, .bad_at_us = 6, .failures = 7, .reason = "",
		 .tested_at_us = 8},
	};
	struct contract contract;

	EACH_BACKEND(contract)
	{
		struct store *store = contract.store;

		ck_assert(!relays_set(store, &records[0], NULL));
		begin(store);
		for (size_t i = 0; i < 3; i++)
			ck_assert(relays_set(store, &records[i], NULL));
		commit(store);
		assert_relays(store, "o/mx2:0:0:0::0 p/mx1:0:0:0::0 p/mx2:1:2:3:満杯:4 ");
		begin(store);
		ck_assert(relays_set(store, &records[3], NULL));
		assert_relays(store, "o/mx2:0:0:0::0 p/mx1:0:0:0::0 p/mx2:5:6:7::8 ");
		store_rollback(store);
		assert_relays(store, "o/mx2:0:0:0::0 p/mx1:0:0:0::0 p/mx2:1:2:3:満杯:4 ");
		begin(store);
		ck_assert(relays_set(store, &records[3], NULL));
		commit(store);
		assert_relays(store, "o/mx2:0:0:0::0 p/mx1:0:0:0::0 p/mx2:5:6:7::8 ");
	}
}
END_TEST

START_TEST(what_is_no_relay_is_refused)
{
	static const char over_text[CASE_TEXT_LIMIT + 2] = {[0 ... CASE_TEXT_LIMIT] = 't'};
	static const struct relay_record bad[] = {
		{.path = over_text, .relay = "", .reason = ""},
		{.path = "\xff", .relay = "", .reason = ""},
		{.path = "", .relay = over_text, .reason = ""},
		{.path = "", .relay = "\xff", .reason = ""},
	};
	struct contract contract;

	EACH_BACKEND(contract)
	{
		for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
			g_autoptr(GError) error = NULL;

			begin(contract.store);
			ck_assert_msg(!relays_set(contract.store, &bad[i], &error), "case %zu", i);
			ck_assert(g_error_matches(error, OPS_STORE_ERROR, STORE_ERROR_IO));
			ck_assert(!store_commit(contract.store, NULL));
		}
		assert_relays(contract.store, "");
	}
}
END_TEST

/* ---- all three ---- */

static bool stop_attempts(void *context, const struct attempt_record *record)
{
	++*(int *)context;
	return false;
}

static bool stop_acks(void *context, const struct ack_record *record)
{
	++*(int *)context;
	return false;
}

static bool stop_relays(void *context, const struct relay_record *record)
{
	++*(int *)context;
	return false;
}

START_TEST(a_reader_may_stop)
{
	static const struct relay_record relays[] = {{.path = "a", .relay = "", .reason = ""},
						     {.path = "b", .relay = "", .reason = ""}};
	struct contract contract;

	EACH_BACKEND(contract)
	{
		struct store *store = contract.store;
		int calls = 0;

		fill(store, 1);
		begin(store);
		for (int i = 0; i < 2; i++) {
			keep_attempt(store, 1);
			keep_ack(store, 1, "");
			ck_assert(relays_set(store, &relays[i], NULL));
		}
		commit(store);
		for (int64_t message = 0; message < 2; message++) {
			ck_assert(attempts_read(store, message, stop_attempts, &calls, NULL));
			ck_assert(acks_read(store, message, stop_acks, &calls, NULL));
		}
		ck_assert(acks_read_saying(store, ACK_SEEN, stop_acks, &calls, NULL));
		ck_assert(relays_read(store, stop_relays, &calls, NULL));
		ck_assert_int_eq(calls, 6);
	}
}
END_TEST

/* Of a database that somebody changed. */
START_TEST(what_nwops_did_not_write_so_is_damaged)
{
	static const char *const changes[] = {
		"UPDATE attempts SET path = printf('%.2049c', 'x')",
		"UPDATE attempts SET relay = CAST(x'ff' AS TEXT)",
		"UPDATE attempts SET ended = 15",
		"UPDATE attempts SET ended = -1",
		"UPDATE attempts SET reply = printf('%.1001c', 'x')",
		"UPDATE attempts SET secured = CAST(x'7800' AS TEXT)",
		"UPDATE attempts SET actor = ''",
		"UPDATE attempts SET actor = printf('%.257c', 'x')",
		"UPDATE acks SET message = -1",
		"UPDATE acks SET said = 4",
		"UPDATE acks SET means = 5",
		"UPDATE acks SET said_by = ''",
		"UPDATE acks SET said_by = CAST(x'ff' AS TEXT)",
		"UPDATE acks SET actor = ''",
		"UPDATE acks SET text = printf('%.4001c', 'x')",
		"UPDATE relays SET path = CAST(x'ff' AS TEXT)",
		"UPDATE relays SET relay = CAST(x'ff' AS TEXT)",
		"UPDATE relays SET failures = -1",
		"UPDATE relays SET reason = printf('%.1001c', 'x')",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(changes); i++) {
		static const struct relay_record relay = {.path = "p", .relay = "r", .reason = ""};
		g_autoptr(GError) error = NULL;
		struct fixture fixture;
		struct store *store;
		int calls = 0;

		fixture_make(&fixture, 1);
		store = fixture_open(&fixture, STORE_WRITE);
		fill(store, 1);
		begin(store);
		keep_attempt(store, 1);
		keep_ack(store, 1, "");
		ck_assert(relays_set(store, &relay, NULL));
		commit(store);
		store_close(store);
		tamper(&fixture, changes[i]);
		store = fixture_open(&fixture, STORE_READ);
		ck_assert_msg(!(attempts_read(store, 0, stop_attempts, &calls, &error) &&
				acks_read(store, 0, stop_acks, &calls, &error) &&
				relays_read(store, stop_relays, &calls, &error)),
			      "%s", changes[i]);
		ck_assert(g_error_matches(error, OPS_STORE_ERROR, STORE_ERROR_DAMAGED));
		ck_assert_int_eq(calls, g_str_has_prefix(changes[i], "UPDATE attempts") ? 0
					: g_str_has_prefix(changes[i], "UPDATE acks")	? 1
											: 2);
		store_close(store);
		fixture_clear(&fixture);
	}
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(attempts_are_numbered_for_each_message),
		UNIT(every_part_of_an_attempt_comes_back),
		UNIT(what_is_no_attempt_is_refused),
		UNIT(what_somebody_outside_said_is_cut_and_never_refused),
		UNIT(what_was_said_is_found_by_what_it_says),
		UNIT(what_was_said_is_read_in_order_of_recording),
		UNIT(every_part_of_an_answer_comes_back),
		UNIT(what_is_no_answer_is_refused),
		UNIT(a_relay_is_remembered_once),
		UNIT(what_is_no_relay_is_refused),
		UNIT(a_reader_may_stop),
		UNIT(what_nwops_did_not_write_so_is_damaged),
		{NULL},
	};

	return unit_run("store/contract-attempts", tests);
}
