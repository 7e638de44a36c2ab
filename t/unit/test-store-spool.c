/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the spool costs as it grows: whatever is asked each minute, and whatever is
 * written for one message, takes SQLite as many steps in a spool of years as in one of a
 * day. Steps are counted by SQLite itself, so that no clock is asked.
 */
#include "fixture-spool.h"

#include "store/sqlite/internal.h"

#define DAY 40
/* Many enough to tell, also where each step is slow. */
#define YEARS (4000 / unit_sparse())
#define OTHERS 8
/* For a tree of an index that is one or two levels higher. */
#define ROOM 60

#define IN(state) (1U << (state))

/* Ended messages, each of its notice, tried and answered. */
static void fill(struct store *store, int count)
{
	begin(store);
	for (int i = 1; i <= count; i++) {
		struct notice_record notice = {.audience = "core", .recipient = "", .case_id = "",
					       .state = NOTICE_DROPPED, .made_by = "sato", .facts = "{}",
					       .once = numbered("once", i, ""), .rung_due_at_us = 1000 + i};
		const struct ack_record ack = {.message = i, .by = "x", .actor = "x", .text = ""};
		struct attempt_record attempt = attempt_of(i);
		struct message_record record;

		ck_assert(notices_keep(store, &notice, NULL));
		record = message_of(notice.number, i);
		record.state = i % 2 ? MESSAGE_ACCEPTED : MESSAGE_ACKNOWLEDGED;
		record.due_at_us = i;
		keep_message(store, &record);
		ck_assert(attempts_keep(store, &attempt, NULL));
		ck_assert(acks_keep(store, &ack, NULL));
	}
	commit(store);
}

/* And five that wait, of one notice with a ladder and a case. */
static void add_waiting(struct store *store)
{
	struct notice_record notice = {.audience = "core", .recipient = "", .case_id = "INC-1",
				       .state = NOTICE_QUEUED, .made_by = "sato", .facts = "{}",
				       .rung_due_at_us = 1};

	begin(store);
	ck_assert(notices_keep(store, &notice, NULL));
	for (int i = 0; i < 5; i++) {
		struct message_record record = message_of(notice.number, 1000000 + i);

		record.due_at_us = 100 + i;
		keep_message(store, &record);
	}
	commit(store);
}

/* The steps that all statements of STORE took since this was last asked. */
static int steps_of(struct store *store)
{
	const struct sqlite_store *sqlite = sqlite_of(store);
	int steps = 0;

	for (size_t i = 0; i < STATEMENT_COUNT; i++)
		if (sqlite->statements[i])
			steps += sqlite3_stmt_status(sqlite->statements[i], SQLITE_STMTSTATUS_VM_STEP, 1);
	return steps;
}

static bool count_message(void *context, const struct message_record *record)
{
	++*(int *)context;
	return true;
}

static bool count_notice(void *context, const struct notice_record *record)
{
	++*(int *)context;
	return true;
}

static bool count_attempt(void *context, const struct attempt_record *record)
{
	++*(int *)context;
	return true;
}

static bool count_ack(void *context, const struct ack_record *record)
{
	++*(int *)context;
	return true;
}

static const struct {
	const char *name;
	struct messages_filter filter;
	int found;
} lookups[] = {
	{"due", {.states = IN(MESSAGE_QUEUED) | IN(MESSAGE_FAILED_TEMPORARY), .due_by_us = 102, .urgent_first = true}, 3},
	{"due in order", {.states = IN(MESSAGE_QUEUED) | IN(MESSAGE_FAILED_TEMPORARY), .due_by_us = 102}, 3},
	{"waiting", {.states = IN(MESSAGE_QUEUED) | IN(MESSAGE_SENDING) | IN(MESSAGE_FAILED_TEMPORARY)}, 5},
	{"broken off", {.states = IN(MESSAGE_SENDING)}, 0},
	{"for a person", {.states = IN(MESSAGE_HELD) | IN(MESSAGE_FAILED_PERMANENT)}, 0},
	{"due, of those accepted", {.states = IN(MESSAGE_ACCEPTED), .due_by_us = 9}, 5},
	{"of a notice", {.notice = 7}, 1},
	{"of a notice, by urgency", {.notice = 7, .urgent_first = true}, 1},
	{"of a notice, by state", {.notice = 7, .states = IN(MESSAGE_ACCEPTED)}, 1},
	{"by number", {.number = 7}, 1},
	{"by code", {.code = "code7"}, 1},
	{"by code and state", {.code = "CODE7", .states = IN(MESSAGE_ACCEPTED)}, 1},
	{"by identity", {.identity = "7.20261126@tozai.example"}, 1},
	{"by what nobody has", {.identity = "x"}, 0},
};

/* Steps of each look, in order. */
static void measure_lookups(struct store *store, int ret_steps[G_N_ELEMENTS(lookups)])
{
	for (size_t i = 0; i < G_N_ELEMENTS(lookups); i++) {
		int found = 0;

		steps_of(store);
		ck_assert(messages_read(store, &lookups[i].filter, count_message, &found, NULL));
		ck_assert_msg(found == lookups[i].found, "%s: %d", lookups[i].name, found);
		ret_steps[i] = steps_of(store);
	}
}

/* Opens a store with COUNT ended messages. */
static struct store *open_filled(struct fixture *fixture, int count)
{
	struct store *store;

	fixture_init(fixture);
	store = fixture_open(fixture, STORE_WRITE);
	fill(store, count);
	add_waiting(store);
	return store;
}

START_TEST(looking_for_messages_costs_no_more_when_there_are_many)
{
	int few[G_N_ELEMENTS(lookups)], many[G_N_ELEMENTS(lookups)];
	struct fixture fixture;
	struct store *store = open_filled(&fixture, DAY);

	measure_lookups(store, few);
	store_close(store);
	fixture_clear(&fixture);
	store = open_filled(&fixture, YEARS);
	measure_lookups(store, many);
	store_close(store);
	fixture_clear(&fixture);
	for (size_t i = 0; i < G_N_ELEMENTS(lookups); i++) {
		ck_assert_msg(few[i] > 0, "%s", lookups[i].name);
		ck_assert_msg(many[i] <= few[i] + ROOM, "%s: %d steps for few, %d for many",
			      lookups[i].name, few[i], many[i]);
	}
}
END_TEST

/* Of what is beside the messages. */
static void measure_others(struct store *store, int ret_steps[OTHERS])
{
	const struct notices_filter by_number = {.number = 7, .state = -1}, by_rung = {.state = -1, .rung_due_by_us = 9},
				    by_case = {.case_id = "INC-1", .state = -1}, by_state = {.state = NOTICE_QUEUED};
	const struct notices_filter *const filters[] = {&by_number, &by_rung, &by_case, &by_state};
	int found = 0;

	steps_of(store);
	for (size_t i = 0; i < G_N_ELEMENTS(filters); i++) {
		ck_assert(notices_read(store, filters[i], count_notice, &found, NULL));
		ck_assert_int_eq(found, (int)i + 1);
		ret_steps[i] = steps_of(store);
	}
	ck_assert_int_eq(notices_find_once(store, "once7", NULL), 7);
	ret_steps[4] = steps_of(store);
	ck_assert(attempts_read(store, 7, count_attempt, &found, NULL));
	ck_assert_int_eq(found, 5);
	ret_steps[5] = steps_of(store);
	ck_assert(acks_read(store, 7, count_ack, &found, NULL));
	ck_assert_int_eq(found, 6);
	ret_steps[6] = steps_of(store);
	ck_assert(acks_read_saying(store, ACK_WRONG_CONTACT, count_ack, &found, NULL));
	ck_assert_int_eq(found, 6);
	ret_steps[7] = steps_of(store);
}

START_TEST(looking_for_what_is_beside_them_costs_no_more_either)
{
	struct fixture fixture;
	struct store *store = open_filled(&fixture, DAY);
	int few[OTHERS], many[OTHERS];

	measure_others(store, few);
	store_close(store);
	fixture_clear(&fixture);
	store = open_filled(&fixture, YEARS);
	measure_others(store, many);
	store_close(store);
	fixture_clear(&fixture);
	for (size_t i = 0; i < G_N_ELEMENTS(few); i++) {
		ck_assert_msg(few[i] > 0, "%zu", i);
		ck_assert_msg(many[i] <= few[i] + ROOM, "%zu: %d steps for few, %d for many", i, few[i], many[i]);
	}
}
END_TEST

/* One message more, tried, changed and answered. */
static int measure_writing(struct store *store, int number)
{
	const struct ack_record ack = {.message = 7, .by = "x", .actor = "x", .text = ""};
	struct message_record record = message_of(7, number);
	struct attempt_record attempt = attempt_of(7);
	struct notice_record notice = {.number = 7, .approved_by = ""};
	int steps;

	begin(store);
	steps_of(store);
	keep_message(store, &record);
	record.state = MESSAGE_SENDING;
	ck_assert(messages_change(store, &record, NULL));
	ck_assert(attempts_keep(store, &attempt, NULL));
	ck_assert(acks_keep(store, &ack, NULL));
	ck_assert(notices_change(store, &notice, NULL));
	steps = steps_of(store);
	commit(store);
	return steps;
}

START_TEST(writing_costs_no_more_when_there_are_many)
{
	struct fixture fixture;
	struct store *store = open_filled(&fixture, DAY);
	int few, many;

	few = measure_writing(store, YEARS + 1);
	store_close(store);
	fixture_clear(&fixture);
	store = open_filled(&fixture, YEARS);
	many = measure_writing(store, YEARS + 1);
	store_close(store);
	fixture_clear(&fixture);
	ck_assert_int_gt(few, 0);
	ck_assert_int_le(many, few + ROOM);
}
END_TEST

static bool take_ten(void *context, const struct message_record *record)
{
	return ++*(int *)context < 10;
}

/* The steps of taking the first ten of COUNT that are due. */
static int measure_taking(int count)
{
	const struct messages_filter due = {.states = IN(MESSAGE_QUEUED) | IN(MESSAGE_FAILED_TEMPORARY),
					    .due_by_us = count, .urgent_first = true};
	struct fixture fixture;
	struct store *store;
	int taken = 0, steps;

	fixture_init(&fixture);
	store = fixture_open(&fixture, STORE_WRITE);
	begin(store);
	keep_notice(store);
	for (int i = 0; i < count; i++) {
		struct message_record record = message_of(1, i);

		record.due_at_us = i;
		keep_message(store, &record);
	}
	commit(store);
	steps_of(store);
	ck_assert(messages_read(store, &due, take_ten, &taken, NULL));
	ck_assert_int_eq(taken, 10);
	steps = steps_of(store);
	store_close(store);
	fixture_clear(&fixture);
	return steps;
}

START_TEST(taking_some_costs_no_more_when_many_are_due)
{
	const int few = measure_taking(DAY), many = measure_taking(YEARS);

	ck_assert_int_gt(few, 0);
	ck_assert_msg(many <= few + ROOM, "%d steps for few, %d for many", few, many);
}
END_TEST

/* That the steps tell: what must look at all, does. */
START_TEST(looking_at_all_costs_as_much_as_there_is)
{
	const struct messages_filter all = {0};
	struct fixture fixture;
	struct store *store = open_filled(&fixture, YEARS);
	int found = 0;

	steps_of(store);
	ck_assert(messages_read(store, &all, count_message, &found, NULL));
	ck_assert_int_eq(found, YEARS + 5);
	ck_assert_int_gt(steps_of(store), 10 * YEARS);
	store_close(store);
	fixture_clear(&fixture);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(looking_for_messages_costs_no_more_when_there_are_many),
		UNIT(looking_for_what_is_beside_them_costs_no_more_either),
		UNIT(writing_costs_no_more_when_there_are_many),
		UNIT(taking_some_costs_no_more_when_many_are_due),
		UNIT(looking_at_all_costs_as_much_as_there_is),
		{NULL},
	};

	return unit_run("store/spool", tests);
}
