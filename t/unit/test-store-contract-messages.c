/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What every backend of the store promises of the spool's messages; what became of them
 * is in test-store-contract-attempts.c.
 */
#include "fixture-spool.h"
#include "fixture-tamper.h"

#include "store/cases.h"

#define IN(state) (1U << (state))

/* Seven messages of two notices, in all orders that differ. */
static void fill(struct store *store)
{
	static const struct {
		int64_t notice;
		enum urgency urgency;
		enum message_state state;
		int64_t due_at_us;
	} rows[] = {
		{1, URGENCY_ROUTINE, MESSAGE_QUEUED, 50},	    /* 1 */
		{1, URGENCY_FIRST, MESSAGE_FAILED_TEMPORARY, 70}, /* 2 */
		{1, URGENCY_URGENT, MESSAGE_QUEUED, 60},	    /* 3 */
		{2, URGENCY_FIRST, MESSAGE_QUEUED, 0},	    /* 4 */
		{2, URGENCY_URGENT, MESSAGE_HELD, 0},	    /* 5 */
		{2, URGENCY_URGENT, MESSAGE_QUEUED, 60},	    /* 6 */
		{2, URGENCY_FIRST, MESSAGE_ACCEPTED, 0},	    /* 7 */
	};

	begin(store);
	ck_assert_int_eq(keep_notice(store), 1);
	ck_assert_int_eq(keep_notice(store), 2);
	for (int i = 0; i < (int)G_N_ELEMENTS(rows); i++) {
		struct message_record record = message_of(rows[i].notice, i + 1);

		record.urgency = rows[i].urgency;
		record.state = rows[i].state;
		record.due_at_us = rows[i].due_at_us;
		keep_message(store, &record);
		ck_assert_int_eq(record.number, i + 1);
	}
	commit(store);
}

START_TEST(messages_are_numbered_and_picked)
{
	static const struct {
		struct messages_filter filter;
		const char *expected;
	} cases[] = {
		{{0}, "1 2 3 4 5 6 7 "},
		{{.after = 5}, "6 7 "},
		{{.after = 7}, ""},
		{{.notice = 1}, "1 2 3 "},
		{{.notice = 1, .after = 1}, "2 3 "},
		{{.notice = 3}, ""},
		{{.number = 4}, "4 "},
		{{.number = 4, .notice = 1}, ""},
		{{.number = 4, .after = 4}, ""},
		{{.number = 8}, ""},
		{{.number = -1}, ""},
		{{.code = "CODE3"}, "3 "},
		{{.code = "code3"}, "3 "},
		{{.code = "CODE3", .states = IN(MESSAGE_HELD)}, ""},
		{{.code = "CODE"}, ""},
		{{.code = ""}, ""},
		{{.identity = "3.20261126@tozai.example"}, "3 "},
		{{.identity = "3.20261126@TOZAI.example"}, ""},
		{{.identity = "3.20261126@tozai.example", .code = "CODE4"}, ""},
		{{.states = IN(MESSAGE_HELD)}, "5 "},
		{{.states = IN(MESSAGE_HELD) | IN(MESSAGE_ACCEPTED)}, "5 7 "},
		{{.states = IN(MESSAGE_DROPPED)}, ""},
		{{.states = IN(MESSAGE_QUEUED), .notice = 2}, "4 6 "},
		{{.states = IN(MESSAGE_QUEUED), .after = 3}, "4 6 "},
		{{.states = IN(MESSAGE_QUEUED) | IN(MESSAGE_FAILED_TEMPORARY), .due_by_us = 60}, "1 3 4 6 "},
		{{.states = IN(MESSAGE_QUEUED), .due_by_us = 59}, "1 4 "},
		{{.due_by_us = 1}, "4 5 7 "},
		{{.notice = 1, .due_by_us = 60}, "1 3 "},
		{{.number = 2, .due_by_us = 69}, ""},
		{{.number = 2, .due_by_us = 70}, "2 "},
		{{.urgent_first = true}, "4 7 2 5 3 6 1 "},
		{{.urgent_first = true, .after = 2}, "4 7 5 3 6 "},
		{{.urgent_first = true, .notice = 1}, "2 3 1 "},
		{{.urgent_first = true, .notice = 2, .states = IN(MESSAGE_QUEUED)}, "4 6 "},
		{{.urgent_first = true, .states = IN(MESSAGE_QUEUED) | IN(MESSAGE_FAILED_TEMPORARY)},
		 "4 2 3 6 1 "},
		{{.urgent_first = true,
		  .states = IN(MESSAGE_QUEUED) | IN(MESSAGE_FAILED_TEMPORARY),
		  .due_by_us = 60},
		 "4 3 6 1 "},
		{{.urgent_first = true, .states = IN(MESSAGE_QUEUED)}, "4 3 6 1 "},
		{{.urgent_first = true, .states = IN(MESSAGE_FAILED_TEMPORARY)}, "2 "},
		{{.urgent_first = true, .states = IN(MESSAGE_QUEUED), .after = 3}, "4 6 "},
		{{.urgent_first = true, .states = IN(MESSAGE_QUEUED), .number = 6}, "6 "},
		{{.urgent_first = true, .states = IN(MESSAGE_QUEUED), .code = "code6"}, "6 "},
		{{.urgent_first = true, .states = IN(MESSAGE_QUEUED) | IN(MESSAGE_HELD)}, "4 5 3 6 1 "},
		{{.urgent_first = true, .states = IN(MESSAGE_ACCEPTED)}, "7 "},
	};
	struct contract contract;

	EACH_BACKEND(contract)
	{
		const struct messages_filter all = {0};

		assert_messages(contract.store, &all, "");
		fill(contract.store);
		for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
			assert_messages(contract.store, &cases[i].filter, cases[i].expected);
		begin(contract.store);
		{
			struct message_record record = message_of(2, 8);

			keep_message(contract.store, &record);
		}
		assert_messages(contract.store, &all, "1 2 3 4 5 6 7 8 ");
		store_rollback(contract.store);
		assert_messages(contract.store, &all, "1 2 3 4 5 6 7 ");
	}
}
END_TEST

static void assert_fixed(const struct message_record *record, const struct message_record *want)
{
	ck_assert_int_eq(record->number, want->number);
	ck_assert_int_eq(record->notice, want->notice);
	ck_assert_str_eq(record->contact, want->contact);
	ck_assert_str_eq(record->organization, want->organization);
	ck_assert_int_eq(record->channel, want->channel);
	ck_assert_str_eq(record->target, want->target);
	ck_assert_str_eq(record->path, want->path);
	ck_assert_str_eq(record->code, want->code);
	ck_assert_str_eq(record->identity, want->identity);
	ck_assert_str_eq(record->content, want->content);
	ck_assert_int_eq(record->urgency, want->urgency);
	ck_assert_int_eq(record->rung, want->rung);
	ck_assert_int_eq(record->made_at_us, want->made_at_us);
}

static void assert_changing(const struct message_record *record, const struct message_record *want)
{
	ck_assert_int_eq(record->state, want->state);
	ck_assert_int_eq(record->due_at_us, want->due_at_us);
	ck_assert_int_eq(record->expires_at_us, want->expires_at_us);
	ck_assert_int_eq(record->attempts, want->attempts);
	ck_assert_int_eq(record->may_be_twice, want->may_be_twice);
	ck_assert_int_eq(record->changed_at_us, want->changed_at_us);
}

/* What there should be, and whether it was told. */
struct wanted {
	const struct message_record *fixed, *changing;
	int calls;
};

static bool expect_message(void *context, const struct message_record *record)
{
	struct wanted *wanted = context;

	assert_fixed(record, wanted->fixed);
	assert_changing(record, wanted->changing);
	wanted->calls++;
	return true;
}

static void assert_message(struct store *store, const struct message_record *fixed,
			   const struct message_record *changing)
{
	const struct messages_filter filter = {.number = fixed->number};
	struct wanted wanted = {.fixed = fixed, .changing = changing};

	ck_assert(messages_read(store, &filter, expect_message, &wanted, NULL));
	ck_assert_int_eq(wanted.calls, 1);
}

static const struct message_record whole = {
	.number = 99,
	.notice = 1,
	.contact = "佐藤",
	.organization = "hosp-1",
	.channel = CHANNEL_SHEET,
	.target = "掲示板",
	.path = "",
	.code = "k7M3QD",
	.identity = "20261126.1.0f@tozai.example",
	.content = "{\"v\":1, \"subject\":\"障害\\u0001\"}",
	.urgency = URGENCY_URGENT,
	.rung = 3,
	.made_at_us = -1,
	.state = MESSAGE_DROPPED,
	.due_at_us = INT64_MAX,
	.expires_at_us = 5,
	.attempts = 6,
	.may_be_twice = true,
	.changed_at_us = INT64_MIN,
};

static const struct message_record nothing = {
	.contact = "", .organization = "", .target = "", .path = "", .code = "", .identity = "1", .content = "{}"};

START_TEST(every_part_of_a_message_comes_back)
{
	struct contract contract;

	EACH_BACKEND(contract)
	{
		struct message_record first = whole, second = nothing;

		begin(contract.store);
		second.notice = keep_notice(contract.store);
		keep_message(contract.store, &first);
		keep_message(contract.store, &second);
		commit(contract.store);
		ck_assert_int_eq(first.number, 1);
		ck_assert_int_eq(second.number, 2);
		assert_message(contract.store, &first, &first);
		assert_message(contract.store, &second, &second);
	}
}
END_TEST

START_TEST(who_wants_no_content_gets_all_but_that)
{
	struct contract contract;

	EACH_BACKEND(contract)
	{
		const struct messages_filter filter = {.without_content = true};
		struct message_record record = whole, without;
		struct wanted wanted = {.fixed = &without, .changing = &without};

		begin(contract.store);
		keep_notice(contract.store);
		keep_message(contract.store, &record);
		commit(contract.store);
		without = record;
		without.content = "";
		ck_assert(messages_read(contract.store, &filter, expect_message, &wanted, NULL));
		ck_assert_int_eq(wanted.calls, 1);
		assert_message(contract.store, &record, &record);
	}
}
END_TEST

START_TEST(a_content_may_be_as_large_as_the_limit)
{
	g_autofree char *blanks = g_strnfill(MESSAGE_CONTENT_LIMIT - 2, ' ');
	g_autofree char *content = g_strdup_printf("{%s}", blanks);
	struct contract contract;

	EACH_BACKEND(contract)
	{
		struct message_record record;

		begin(contract.store);
		record = message_of(keep_notice(contract.store), 1);
		record.content = content;
		keep_message(contract.store, &record);
		commit(contract.store);
		assert_message(contract.store, &record, &record);
	}
}
END_TEST

START_TEST(only_the_second_half_of_a_message_changes)
{
	struct contract contract;

	EACH_BACKEND(contract)
	{
		const struct message_record change = {.number = 2, .contact = "x", .code = "x",
						      .content = "x", .urgency = URGENCY_FIRST, .rung = 7,
						      .state = MESSAGE_FAILED_TEMPORARY, .due_at_us = 8,
						      .expires_at_us = 9, .attempts = 10,
						      .may_be_twice = true, .changed_at_us = 11};
		struct message_record one = nothing, two = whole;
		struct store *store = contract.store;

		begin(store);
		one.notice = keep_notice(store);
		keep_message(store, &one);
		keep_message(store, &two);
		commit(store);
		ck_assert(!messages_change(store, &change, NULL));
		begin(store);
		ck_assert(messages_change(store, &change, NULL));
		assert_message(store, &two, &change);
		store_rollback(store);
		assert_message(store, &two, &two);
		begin(store);
		ck_assert(messages_change(store, &change, NULL));
		ck_assert(messages_change(store, &change, NULL));
		commit(store);
		assert_message(store, &two, &change);
		assert_message(store, &one, &one);
	}
}
END_TEST

START_TEST(what_is_not_there_does_not_change)
{
	static const int64_t numbers[] = {-1, 0, 8, INT64_MAX};
	struct contract contract;

	EACH_BACKEND(contract)
	{
		fill(contract.store);
		for (size_t i = 0; i < G_N_ELEMENTS(numbers); i++) {
			const struct message_record change = {.number = numbers[i]};
			g_autoptr(GError) error = NULL;

			begin(contract.store);
			ck_assert(!messages_change(contract.store, &change, &error));
			ck_assert(g_error_matches(error, OPS_STORE_ERROR, STORE_ERROR_IO));
			ck_assert(!store_commit(contract.store, NULL));
		}
	}
}
END_TEST

/* RECORD is refused by a transaction that is then broken. */
static void assert_refused(struct store *store, struct message_record *record, const char *words)
{
	g_autoptr(GError) error = NULL;

	begin(store);
	record->number = 0;
	ck_assert_msg(!messages_keep(store, record, &error), "%s", words);
	ck_assert(g_error_matches(error, OPS_STORE_ERROR, STORE_ERROR_IO));
	ck_assert_msg(strstr(error->message, words) != NULL, "'%s' is not in: %s", words, error->message);
	ck_assert(g_utf8_validate(error->message, -1, NULL));
	ck_assert(!store_commit(store, NULL));
	ck_assert_int_eq(record->number, 0);
}

START_TEST(what_is_no_message_is_refused)
{
	static const char over_text[CASE_TEXT_LIMIT + 2] = {[0 ... CASE_TEXT_LIMIT] = 't'};
	static const char over_target[MESSAGE_TARGET_LIMIT + 2] = {[0 ... MESSAGE_TARGET_LIMIT] = 't'};
	static const char over_code[MESSAGE_CODE_LIMIT + 2] = {[0 ... MESSAGE_CODE_LIMIT] = 'c'};
	static const char over_identity[MESSAGE_IDENTITY_LIMIT + 2] = {[0 ... MESSAGE_IDENTITY_LIMIT] = 'i'};
	g_autofree char *blanks = g_strnfill(MESSAGE_CONTENT_LIMIT - 1, ' ');
	g_autofree char *over_content = g_strdup_printf("{%s}", blanks);
	const struct messages_filter all = {0};
	const struct message_record good = message_of(1, 1);
	struct message_record bad[24];
	const char *words[G_N_ELEMENTS(bad)];
	struct contract contract;
	size_t count = 0;

#define BAD(member, value, said)                                                                   \
	(bad[count] = good, bad[count].member = (value), words[count++] = (said))
	BAD(contact, over_text, "its contact");
	BAD(contact, "\xff", "its contact");
	BAD(organization, over_text, "organization");
	BAD(organization, "\xff", "organization");
	BAD(target, over_target, "target");
	BAD(target, "\xff", "target");
	BAD(path, over_text, "path");
	BAD(path, "\xff", "path");
	BAD(code, over_code, "no code");
	BAD(code, "K7 M3", "'K7 M3' no code");
	BAD(code, "\xff", "no code");
	BAD(code, "é", "no code");
	BAD(identity, "", "'' can be no identity");
	BAD(identity, over_identity, "no identity");
	BAD(identity, "<1@tozai.example>", "no identity");
	BAD(identity, "1@tozai.example\r\nBcc: x", "no identity");
	BAD(identity, "障害@tozai.example", "no identity");
	BAD(content, "", "no JSON object");
	BAD(content, "[]", "no JSON object");
	BAD(content, "{", "no JSON object");
	BAD(content, "{\"\xff\"}", "no JSON object");
	BAD(content, over_content, "no JSON object");
	BAD(notice, 2, "no notice 2");
	BAD(notice, 0, "no notice 0");
#undef BAD
	ck_assert_uint_eq(count, G_N_ELEMENTS(bad));
	EACH_BACKEND(contract)
	{
		struct message_record record = good;

		begin(contract.store);
		keep_notice(contract.store);
		commit(contract.store);
		ck_assert(!messages_keep(contract.store, &record, NULL));
		for (size_t i = 0; i < G_N_ELEMENTS(bad); i++)
			assert_refused(contract.store, &bad[i], words[i]);
		assert_messages(contract.store, &all, "");
		begin(contract.store);
		keep_message(contract.store, &record);
		commit(contract.store);
		assert_messages(contract.store, &all, "1 ");
	}
}
END_TEST

START_TEST(no_two_messages_have_one_code_or_identity)
{
	struct contract contract;

	EACH_BACKEND(contract)
	{
		struct message_record one, two;
		struct store *store = contract.store;

		begin(store);
		one = message_of(keep_notice(store), 1);
		keep_message(store, &one);
		commit(store);
		two = message_of(1, 2);
		two.code = "code1";
		assert_refused(store, &two, "another one has its code 'code1'");
		two = message_of(1, 2);
		two.identity = one.identity;
		assert_refused(store, &two, "its identity '1.20261126@tozai.example'");
		/* and in one transaction as well */
		begin(store);
		two = message_of(1, 2);
		keep_message(store, &two);
		two.identity = "3@tozai.example";
		ck_assert(!messages_keep(store, &two, NULL));
		ck_assert(!store_commit(store, NULL));
		/* but any number have none */
		begin(store);
		for (int i = 2; i <= 4; i++) {
			two = message_of(1, i);
			two.code = "";
			keep_message(store, &two);
			ck_assert_int_eq(two.number, i);
		}
		commit(store);
	}
}
END_TEST

static void change_state(struct store *store, int64_t number, enum message_state state)
{
	const struct message_record change = {.number = number, .state = state};
	g_autoptr(GError) error = NULL;

	ok_or_fail(messages_change(store, &change, &error), error);
}

/* COUNTS in order of the states. */
static void assert_counts(struct store *store, const char *expected, int64_t oldest_us)
{
	g_autoptr(GString) printed = g_string_new(NULL);
	int64_t counts[MESSAGE_STATE_COUNT], oldest = -7;

	ck_assert(messages_count(store, counts, &oldest, NULL));
	for (int i = 0; i < MESSAGE_STATE_COUNT; i++)
		g_string_append_printf(printed, "%d ", (int)counts[i]);
	ck_assert_str_eq(printed->str, expected);
	ck_assert_int_eq(oldest, oldest_us);
}

START_TEST(messages_are_counted_by_state)
{
	struct contract contract;

	EACH_BACKEND(contract)
	{
		struct upkeep_figures figures;
		struct store *store = contract.store;

		assert_counts(store, "0 0 0 0 0 0 0 0 ", 0);
		fill(store);
		assert_counts(store, "4 1 0 1 1 0 0 0 ", 1001);
		begin(store);
		change_state(store, 1, MESSAGE_ACKNOWLEDGED);
		change_state(store, 2, MESSAGE_FAILED_PERMANENT);
		change_state(store, 3, MESSAGE_DROPPED);
		change_state(store, 6, MESSAGE_SENDING);
		commit(store);
		assert_counts(store, "1 1 1 1 0 1 1 1 ", 1004);
		ck_assert(upkeep_measure(store, &figures, NULL));
		ck_assert_int_eq(figures.messages, 7);
		ck_assert_int_eq(figures.messages_waiting, 2);
		begin(store);
		change_state(store, 4, MESSAGE_HELD);
		commit(store);
		assert_counts(store, "0 2 1 1 0 1 1 1 ", 1006);
		begin(store);
		change_state(store, 6, MESSAGE_ACCEPTED);
		commit(store);
		assert_counts(store, "0 2 0 2 0 1 1 1 ", 0);
	}
}
END_TEST

static bool stop(void *context, const struct message_record *record)
{
	++*(int *)context;
	return false;
}

START_TEST(a_reader_may_stop)
{
	struct contract contract;

	EACH_BACKEND(contract)
	{
		const struct messages_filter filters[] = {{0}, {.urgent_first = true}, {.due_by_us = 100}};

		fill(contract.store);
		for (size_t i = 0; i < G_N_ELEMENTS(filters); i++) {
			int calls = 0;

			ck_assert(messages_read(contract.store, &filters[i], stop, &calls, NULL));
			ck_assert_int_eq(calls, 1);
			/* and another one begins at the beginning */
			ck_assert(messages_read(contract.store, &filters[i], stop, &calls, NULL));
			ck_assert_int_eq(calls, 2);
		}
	}
}
END_TEST

/* Of a database that somebody changed. */
START_TEST(what_nwops_did_not_write_so_is_damaged)
{
	static const char *const changes[] = {
		"UPDATE messages SET notice = 0",
		"UPDATE messages SET contact = printf('%.2049c', 'x')",
		"UPDATE messages SET organization = CAST(x'ff' AS TEXT)",
		"UPDATE messages SET channel = 7",
		"UPDATE messages SET target = printf('%.4097c', 'x')",
		"UPDATE messages SET path = CAST(x'ff' AS TEXT)",
		"UPDATE messages SET code = printf('%.33c', 'x')",
		"UPDATE messages SET identity = ''",
		"UPDATE messages SET identity = printf('%.251c', 'x')",
		"UPDATE messages SET urgency = 3",
		"UPDATE messages SET rung = -1",
		"UPDATE messages SET state = 8",
		"UPDATE messages SET state = -1",
		"UPDATE messages SET attempts = -1",
		"UPDATE messages SET may_be_twice = 2",
		"UPDATE message_contents SET content = printf('%.1048577c', 'x')",
		"UPDATE message_contents SET content = CAST(x'7b7d00' AS TEXT)",
		"DELETE FROM message_contents",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(changes); i++) {
		const struct messages_filter all = {.number = 1};
		int64_t counts[MESSAGE_STATE_COUNT], oldest;
		g_autoptr(GError) error = NULL;
		struct message_record record;
		struct fixture fixture;
		struct store *store;
		int calls = 0;

		fixture_make(&fixture, 1);
		store = fixture_open(&fixture, STORE_WRITE);
		begin(store);
		record = message_of(keep_notice(store), 1);
		keep_message(store, &record);
		commit(store);
		store_close(store);
		tamper(&fixture, changes[i]);
		store = fixture_open(&fixture, STORE_READ);
		ck_assert_msg(!messages_read(store, &all, stop, &calls, &error), "%s", changes[i]);
		ck_assert(g_error_matches(error, OPS_STORE_ERROR, STORE_ERROR_DAMAGED));
		ck_assert_int_eq(calls, 0);
		if (strstr(changes[i], "SET state"))
			ck_assert(!messages_count(store, counts, &oldest, NULL));
		store_close(store);
		fixture_clear(&fixture);
	}
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(messages_are_numbered_and_picked),
		UNIT(every_part_of_a_message_comes_back),
		UNIT(who_wants_no_content_gets_all_but_that),
		UNIT(a_content_may_be_as_large_as_the_limit),
		UNIT(only_the_second_half_of_a_message_changes),
		UNIT(what_is_not_there_does_not_change),
		UNIT(what_is_no_message_is_refused),
		UNIT(no_two_messages_have_one_code_or_identity),
		UNIT(messages_are_counted_by_state),
		UNIT(a_reader_may_stop),
		UNIT(what_nwops_did_not_write_so_is_damaged),
		{NULL},
	};

	return unit_run("store/contract-messages", tests);
}
