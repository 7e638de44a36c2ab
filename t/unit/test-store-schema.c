/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From each earlier form of the database to the present one: what was kept is
 * still there, in one transaction or not at all.
 */
#include "fixture-store.h"

#include "store/cases.h"
#include "store/know.h"
#include "store/messages.h"
#include "store/notices.h"
#include "store/rollups.h"

#include <sqlite3.h>

#define SCHEMA 10

/* Form 9 had not yet what form 10 added, */
#define DROP_10 "DROP TABLE drill; DROP TABLE drill_moments;"
/* form 8 not what form 9 did, */
#define DROP_9                                                                                     \
	DROP_10                                                                                    \
	"DROP TABLE know_entries; DROP TABLE know_cases; DROP TABLE know_index;"                    \
	"DROP INDEX cases_pending; ALTER TABLE cases DROP COLUMN indexed;"
/* form 7 not what form 8 did, */
#define DROP_8                                                                                     \
	DROP_9                                                                                     \
	"DROP TABLE messages; DROP TABLE message_contents; DROP TABLE attempts; DROP TABLE acks;"   \
	"DROP TABLE relays; DROP INDEX notices_once; DROP INDEX notices_rung;"                      \
	"ALTER TABLE notices DROP COLUMN urgency; ALTER TABLE notices DROP COLUMN sequence;"        \
	"ALTER TABLE notices DROP COLUMN once; ALTER TABLE notices DROP COLUMN approved_by;"        \
	"ALTER TABLE notices DROP COLUMN approved_at_us; ALTER TABLE notices DROP COLUMN rung;"     \
	"ALTER TABLE notices DROP COLUMN rung_due_at_us;"
/* form 6 not what form 7 did, */
#define DROP_7                                                                                     \
	DROP_8                                                                                     \
	"DROP TABLE cases; DROP TABLE case_events; DROP TABLE runs; DROP TABLE run_texts;"          \
	"DROP TABLE notices;"
/* form 5 not what form 6 did, */
#define DROP_6 DROP_7 "DROP TABLE rollup;"
/* form 4 not what form 5 did, */
#define DROP_5                                                                                     \
	DROP_6                                                                                     \
	"DROP TABLE course; DROP TABLE transition; DROP TABLE transition_item;"                    \
	"DROP TABLE cover; DROP TABLE mark;"
/* form 3 not what form 4 did, */
#define DROP_4 DROP_5 "DROP TABLE evidence; DROP TABLE evidence_text;"
/* and form 2 not what form 3 did. */
#define DROP_3                                                                                     \
	"DROP TABLE sample_group; DROP TABLE sample_ring; DROP TABLE sample;"                      \
	"DROP TABLE sample_head; DROP TABLE pin; DROP TABLE pin_changed;"

/* The tables of form 1 in the place of the present ones. */
#define FORM_1                                                                                     \
	"BEGIN;" DROP_4 DROP_3 "DROP TABLE state; DROP TABLE result;"                              \
	"ALTER TABLE item ADD COLUMN turns INTEGER NOT NULL DEFAULT 0;"                            \
	"CREATE TABLE result (place INTEGER PRIMARY KEY, turn INTEGER NOT NULL,"                   \
	" started_at_us INTEGER NOT NULL, ended INTEGER NOT NULL, status INTEGER NOT NULL,"        \
	" sent INTEGER NOT NULL, received INTEGER NOT NULL, rtt_min_us INTEGER NOT NULL,"          \
	" rtt_median_us INTEGER NOT NULL, rtt_max_us INTEGER NOT NULL, message TEXT NOT NULL)"     \
	" STRICT;"                                                                                 \
	"CREATE TABLE state (item INTEGER PRIMARY KEY, status INTEGER NOT NULL,"                   \
	" since_us INTEGER NOT NULL, checked_at_us INTEGER NOT NULL, message TEXT NOT NULL)"       \
	" STRICT;"                                                                                 \
	"PRAGMA user_version = 1;"

/* Slot 1 of the ring, and item 1, 2 and 3 in it; slot 0 of item 1. */
#define ROWS_1                                                                                     \
	"INSERT INTO item (id, name, turns) VALUES (1, 'line:a', 22), (2, 'line:b', 2),"           \
	" (3, 'line:c', 2), (4, 'line:d', 0);"                                                     \
	"INSERT INTO result VALUES"                                                                \
	" (1, 20, 100, 0, 0, 5, 5, 1, 2, 3, 'rtt 2 us, loss 0%'),"                                 \
	" (4294967297, 21, 200, 0, 1, 5, 4, 4, 5, 6, 'loss 20% (caution from 20%)'),"              \
	" (4294967298, 1, 300, 1, 3, 5, 0, -1, -1, -1, 'no answer'),"                              \
	" (4294967299, 1, 400, 2, 4, 0, 0, -1, -1, -1, 'no route to it from here');"               \
	"INSERT INTO state VALUES (1, 1, 10, 200, 'x'), (2, 3, 20, 300, 'x'),"                     \
	" (3, 4, 30, 400, 'x'), (4, 0, 40, 0, 'x');"

static void execute(const struct fixture *fixture, const char *sql)
{
	g_autofree char *path = fixture_path(fixture, "nwops.db");
	sqlite3 *db;

	ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
	ck_assert_msg(sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK, "%s",
		      sqlite3_errmsg(db));
	sqlite3_close(db);
}

static int integer_of(const struct fixture *fixture, const char *sql)
{
	g_autofree char *path = fixture_path(fixture, "nwops.db");
	sqlite3_stmt *statement = NULL;
	sqlite3 *db;
	int value;

	ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
	ck_assert_int_eq(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
	ck_assert_int_eq(sqlite3_step(statement), SQLITE_ROW);
	value = sqlite3_column_int(statement, 0);
	sqlite3_finalize(statement);
	sqlite3_close(db);
	return value;
}

static bool print_state(void *context, const struct state_record *state,
			const struct result_record *newest)
{
	g_string_append_printf(context, "%s %d %d", state->item, (int)state->status,
			       (int)state->since_us);
	if (newest)
		g_string_append_printf(context, " | %d %d %d %d %d %d/%d %d %d %d '%s'",
				       (int)newest->started_at_us, (int)newest->end,
				       (int)newest->status, (int)newest->cause, newest->limit,
				       newest->received, newest->sent, newest->rtt_min_us,
				       newest->rtt_median_us, newest->rtt_max_us, newest->message);
	g_string_append_c(context, '\n');
	return true;
}

static bool print_course(void *context, const char *item, const struct course_record *course)
{
	g_string_append_printf(context, "%s %d %d %d told %d %d |", item, (int)course->seen,
			       (int)course->cause, course->limit, (int)course->told,
			       (int)course->bad_at_us);
	for (int level = 0; level < COURSE_LEVEL_COUNT; level++)
		g_string_append_printf(context, " %d.%d", course->levels[level].raised,
				       course->levels[level].count);
	g_string_append_c(context, '\n');
	return true;
}

static bool count(void *context, const struct result_record *record)
{
	++*(int *)context;
	return true;
}

START_TEST(form_1_is_brought_up_to_date)
{
	g_autoptr(GString) printed = g_string_new(NULL), courses = g_string_new(NULL);
	struct result_record record = {.end = PROBE_ANSWERED};
	struct fixture fixture;
	struct store *store;
	int results = 0;

	fixture_make(&fixture, 3);
	execute(&fixture, FORM_1 ROWS_1 "COMMIT");
	store = fixture_open(&fixture, STORE_WRITE);
	ck_assert(states_read(store, print_state, printed, NULL));
	ck_assert_str_eq(printed->str,
			 "line:a 1 10 | 200 0 1 1 -1 4/5 4 5 6 ''\n"
			 "line:b 3 20 | 300 1 3 0 -1 0/5 -1 -1 -1 ''\n"
			 "line:c 4 30 | 400 2 4 0 -1 0/0 -1 -1 -1 'no route to it from here'\n"
			 "line:d 0 40\n");
	/* what is not OK stands at its level, and what is, at none */
	ck_assert(courses_read(store, print_course, courses, NULL));
	ck_assert_str_eq(courses->str, "line:a 1 1 -1 told 0 0 | 1.0 0.0 0.0 0.0\n"
				       "line:b 3 0 -1 told 0 20 | 0.0 0.0 1.0 0.0\n"
				       "line:c 4 0 -1 told 0 0 | 0.0 0.0 0.0 1.0\n");
	ck_assert(results_read(store, "line:a", 20, count, &results, NULL));
	ck_assert_int_eq(results, 2);
	/* and the ring goes on where it was */
	ck_assert(store_begin(store, NULL));
	ck_assert(results_keep(store, "line:a", &record, NULL));
	ck_assert(store_commit(store, NULL));
	fixture_record(store, 1);
	store_close(store);
	ck_assert_int_eq(integer_of(&fixture, "SELECT turns FROM state WHERE item = 1"), 23);
	ck_assert_int_eq(integer_of(&fixture, "PRAGMA user_version"), SCHEMA);
	{
		struct journal_verdict verdict;

		ck_assert(journal_verify(fixture.directory, NULL, &verdict, NULL));
		ck_assert_int_eq(verdict.verdict, VERDICT_COMPLETE);
		ck_assert_int_eq(verdict.size, 4);
	}
	fixture_clear(&fixture);
}
END_TEST

static bool count_sample(void *context, const char *key, const struct sample_record *record)
{
	++*(int *)context;
	return true;
}

START_TEST(form_2_is_brought_up_to_date)
{
	const struct samples_figure figure = {.key = "cpu", .sample = {.value = 5}};
	const struct samples_reading reading = {.uptime_us = -1, .figures = &figure, .count = 1};
	const struct pin_record pin = {.type = "ssh-rsa", .key = "AAAA", .actor = "sato"};
	struct result_record record = {.end = PROBE_ANSWERED};
	struct fixture fixture;
	struct store *store;
	int results = 0, samples = 0;

	fixture_make(&fixture, 1);
	store = fixture_open(&fixture, STORE_WRITE);
	ck_assert(store_begin(store, NULL));
	ck_assert(results_keep(store, "device:b1", &record, NULL));
	ck_assert(store_commit(store, NULL));
	store_close(store);
	execute(&fixture, "BEGIN;" DROP_4 DROP_3 "PRAGMA user_version = 2; COMMIT");
	store = fixture_open(&fixture, STORE_WRITE);
	ck_assert(results_read(store, "device:b1", 20, count, &results, NULL));
	ck_assert_int_eq(results, 1);
	ck_assert(store_begin(store, NULL));
	ck_assert(samples_keep(store, "device:b1", &reading, NULL));
	ck_assert(pins_set(store, "b1", &pin, 1, NULL));
	ck_assert(store_commit(store, NULL));
	ck_assert(samples_read(store, "device:b1", "cpu", 9, count_sample, &samples, NULL));
	ck_assert_int_eq(samples, 1);
	store_close(store);
	ck_assert_int_eq(integer_of(&fixture, "PRAGMA user_version"), SCHEMA);
	fixture_clear(&fixture);
}
END_TEST

START_TEST(form_3_is_brought_up_to_date)
{
	const struct samples_figure figure = {.key = "cpu", .sample = {.value = 5}};
	const struct samples_reading reading = {.uptime_us = -1, .figures = &figure, .count = 1};
	const struct evidence_text text = {.command = "cpu", .platform = "frr", .text = "5%", .length = 2};
	struct fixture fixture;
	struct store *store;
	int samples = 0;

	fixture_make(&fixture, 1);
	store = fixture_open(&fixture, STORE_WRITE);
	ck_assert(store_begin(store, NULL));
	ck_assert(samples_keep(store, "device:b1", &reading, NULL));
	ck_assert(store_commit(store, NULL));
	store_close(store);
	execute(&fixture, "BEGIN;" DROP_4 "PRAGMA user_version = 3; COMMIT");
	store = fixture_open(&fixture, STORE_WRITE);
	ck_assert(samples_read(store, "device:b1", "cpu", 9, count_sample, &samples, NULL));
	ck_assert_int_eq(samples, 1);
	ck_assert(store_begin(store, NULL));
	ck_assert(evidence_keep(store, "device:b1", &text, NULL, NULL));
	ck_assert(store_commit(store, NULL));
	store_close(store);
	ck_assert_int_eq(integer_of(&fixture, "PRAGMA user_version"), SCHEMA);
	ck_assert_int_eq(integer_of(&fixture, "SELECT count(*) FROM evidence_text"), 1);
	fixture_clear(&fixture);
}
END_TEST

static bool count_evidence(void *context, const struct evidence_record *record)
{
	++*(int *)context;
	return true;
}

START_TEST(form_4_is_brought_up_to_date)
{
	const struct evidence_text text = {.command = "cpu", .platform = "frr", .text = "5%", .length = 2};
	const struct result_record loss = {
		.started_at_us = 40, .status = STATUS_WARNING, .cause = CAUSE_LOSS, .limit = 200000};
	const struct state_record states[] = {
		{.item = "device:b1", .status = STATUS_WARNING, .since_us = 30},
		{.item = "line:a", .status = STATUS_DOWN, .since_us = 20},
		{.item = "line:b", .status = STATUS_OK, .since_us = 10},
	};
	const struct evidence_query query = {.item = NULL};
	g_autoptr(GString) courses = g_string_new(NULL);
	struct transition_record transition = {.item = "line:a", .limit = -1};
	struct fixture fixture;
	struct store *store;
	int texts = 0;

	fixture_make(&fixture, 1);
	store = fixture_open(&fixture, STORE_WRITE);
	ck_assert(store_begin(store, NULL));
	for (size_t i = 0; i < G_N_ELEMENTS(states); i++) {
		ck_assert(results_keep(store, states[i].item, &loss, NULL));
		ck_assert(states_set(store, &states[i], NULL));
	}
	ck_assert(evidence_keep(store, "device:b1", &text, NULL, NULL));
	ck_assert(store_commit(store, NULL));
	store_close(store);
	execute(&fixture, "BEGIN;" DROP_5 "PRAGMA user_version = 4; COMMIT");
	store = fixture_open(&fixture, STORE_WRITE);
	ck_assert(evidence_read(store, &query, count_evidence, &texts, NULL));
	ck_assert_int_eq(texts, 1);
	/* what decided it is known when the newest result is of that status */
	ck_assert(courses_read(store, print_course, courses, NULL));
	ck_assert_str_eq(courses->str, "device:b1 2 1 200000 told 0 30 | 0.0 1.0 0.0 0.0\n"
				       "line:a 2 3 -1 told 0 20 | 0.0 0.0 1.0 0.0\n");
	ck_assert(store_begin(store, NULL));
	ck_assert(transitions_keep(store, &transition, NULL));
	ck_assert_int_eq(transition.sequence, 1);
	ck_assert(store_commit(store, NULL));
	store_close(store);
	ck_assert_int_eq(integer_of(&fixture, "PRAGMA user_version"), SCHEMA);
	ck_assert_int_eq(integer_of(&fixture, "SELECT count(*) FROM course WHERE last_bad_at_us = 40"), 2);
	fixture_clear(&fixture);
}
END_TEST

static bool count_day(void *context, const struct rollup_record *rollup)
{
	++*(int *)context;
	return true;
}

START_TEST(form_5_is_brought_up_to_date)
{
	const struct state_record state = {.item = "device:b1/cpu", .status = STATUS_OK, .since_us = 30};
	const struct rollup_record rollup = {.day = 20000, .readings = 1};
	struct transition_record transition = {.item = "device:b1/cpu", .limit = -1};
	struct fixture fixture;
	struct store *store;
	int days = 0;

	fixture_make(&fixture, 1);
	store = fixture_open(&fixture, STORE_WRITE);
	ck_assert(store_begin(store, NULL));
	ck_assert(states_set(store, &state, NULL));
	ck_assert(transitions_keep(store, &transition, NULL));
	ck_assert(store_commit(store, NULL));
	store_close(store);
	execute(&fixture, "BEGIN;" DROP_6 "PRAGMA user_version = 5; COMMIT");
	store = fixture_open(&fixture, STORE_WRITE);
	ck_assert(store_begin(store, NULL));
	ck_assert(rollups_set(store, "device:b1/cpu", &rollup, NULL));
	ck_assert(store_commit(store, NULL));
	ck_assert(rollups_read(store, "device:b1/cpu", 0, 20000, count_day, &days, NULL));
	ck_assert_int_eq(days, 1);
	store_close(store);
	ck_assert_int_eq(integer_of(&fixture, "PRAGMA user_version"), SCHEMA);
	ck_assert_int_eq(integer_of(&fixture, "SELECT count(*) FROM transition"), 1);
	fixture_clear(&fixture);
}
END_TEST

START_TEST(form_6_is_brought_up_to_date)
{
	const struct state_record state = {.item = "device:b1/cpu", .status = STATUS_OK, .since_us = 30};
	const struct rollup_record rollup = {.day = 20000, .readings = 1};
	const struct case_record record = {.id = "INC-1", .title = "", .subject = "", .organization = "",
					   .opened_by = "sato"};
	const struct run_record run = {.case_id = "INC-1", .run = 1, .procedure = "p", .subject = "",
				       .holder = "", .step = "", .digest = digest_of("t", 1)};
	struct case_event_record event = {.case_id = "INC-1", .kind = "opened", .actor = "sato",
					  .body = "{}", .body_length = 2};
	struct notice_record notice = {.audience = "core", .recipient = "", .case_id = "",
				       .made_by = "sato", .facts = "{}"};
	struct fixture fixture;
	struct store *store;
	int days = 0;

	fixture_make(&fixture, 1);
	store = fixture_open(&fixture, STORE_WRITE);
	ck_assert(store_begin(store, NULL));
	ck_assert(states_set(store, &state, NULL));
	ck_assert(rollups_set(store, "device:b1/cpu", &rollup, NULL));
	ck_assert(store_commit(store, NULL));
	store_close(store);
	execute(&fixture, "BEGIN;" DROP_7 "PRAGMA user_version = 6; COMMIT");
	store = fixture_open(&fixture, STORE_WRITE);
	ck_assert(rollups_read(store, "device:b1/cpu", 0, 20000, count_day, &days, NULL));
	ck_assert_int_eq(days, 1);
	ck_assert(store_begin(store, NULL));
	ck_assert(cases_set(store, &record, NULL));
	ck_assert(case_events_append(store, &event, NULL));
	ck_assert_int_eq(event.number, 1);
	ck_assert(run_texts_keep(store, &run.digest, "t", 1, NULL));
	ck_assert(runs_set(store, &run, NULL));
	ck_assert(notices_keep(store, &notice, NULL));
	ck_assert(store_commit(store, NULL));
	store_close(store);
	ck_assert_int_eq(integer_of(&fixture, "PRAGMA user_version"), SCHEMA);
	ck_assert_int_eq(integer_of(&fixture, "SELECT entry FROM case_events"), 2);
	fixture_clear(&fixture);
}
END_TEST

static bool print_notice(void *context, const struct notice_record *record)
{
	g_string_append_printf(context, "%d %s %d %d %d '%s' '%s' %d %d %d\n", (int)record->number,
			       record->case_id, (int)record->state, (int)record->urgency,
			       (int)record->sequence, record->once, record->approved_by,
			       (int)record->approved_at_us, (int)record->rung, (int)record->rung_due_at_us);
	return true;
}

static bool count_message(void *context, const struct message_record *record)
{
	++*(int *)context;
	return true;
}

START_TEST(form_7_is_brought_up_to_date)
{
	const struct notices_filter all = {.state = -1};
	const struct messages_filter every = {0};
	struct notice_record notice = {.audience = "core", .recipient = "", .case_id = "INC-1",
				       .state = NOTICE_HELD, .made_by = "sato", .facts = "{}",
				       .urgency = URGENCY_FIRST, .sequence = 3, .once = "x", .approved_by = "y",
				       .approved_at_us = 4, .rung = 5, .rung_due_at_us = 6};
	struct message_record message = {.notice = 1, .contact = "", .organization = "", .target = "",
					 .path = "", .code = "", .identity = "1@x", .content = "{}"};
	g_autoptr(GString) printed = g_string_new(NULL);
	struct fixture fixture;
	struct store *store;
	int messages = 0;

	fixture_make(&fixture, 1);
	store = fixture_open(&fixture, STORE_WRITE);
	ck_assert(store_begin(store, NULL));
	ck_assert(notices_keep(store, &notice, NULL));
	ck_assert(store_commit(store, NULL));
	store_close(store);
	execute(&fixture, "BEGIN;" DROP_8 "PRAGMA user_version = 7; COMMIT");
	store = fixture_open(&fixture, STORE_WRITE);
	ck_assert(notices_read(store, &all, print_notice, printed, NULL));
	ck_assert_str_eq(printed->str, "1 INC-1 1 2 0 '' '' 0 0 0\n");
	ck_assert(store_begin(store, NULL));
	ck_assert(notices_keep(store, &notice, NULL));
	ck_assert(messages_keep(store, &message, NULL));
	ck_assert(store_commit(store, NULL));
	ck_assert(messages_read(store, &every, count_message, &messages, NULL));
	ck_assert_int_eq(messages, 1);
	ck_assert_int_eq(notices_find_once(store, "x", NULL), 2);
	store_close(store);
	ck_assert_int_eq(integer_of(&fixture, "PRAGMA user_version"), SCHEMA);
	fixture_clear(&fixture);
}
END_TEST

static bool count_pending(void *context, const char *case_id)
{
	++*(int *)context;
	return true;
}

START_TEST(form_8_is_brought_up_to_date)
{
	const struct case_record closed = {.id = "INC-1", .title = "", .subject = "", .organization = "",
					   .opened_by = "sato", .closed_at_us = 10};
	struct case_event_record event = {.case_id = "INC-1", .kind = "note", .actor = "sato", .body = "{}",
					  .body_length = 2};
	struct fixture fixture;
	struct store *store;
	int pending = 0;

	fixture_make(&fixture, 1);
	store = fixture_open(&fixture, STORE_WRITE);
	ck_assert(store_begin(store, NULL));
	ck_assert(cases_set(store, &closed, NULL));
	ck_assert(case_events_append(store, &event, NULL));
	ck_assert(store_commit(store, NULL));
	store_close(store);
	execute(&fixture, "BEGIN;" DROP_9 "PRAGMA user_version = 8; COMMIT");
	store = fixture_open(&fixture, STORE_WRITE);
	/* what was closed before there was an index is still to be told */
	ck_assert(know_pending(store, 10, count_pending, &pending, NULL));
	ck_assert_int_eq(pending, 1);
	ck_assert(store_begin(store, NULL));
	ck_assert(know_index_case(store, "INC-1", &(struct know_tokens){"", "smoke"}, NULL));
	ck_assert(store_commit(store, NULL));
	ck_assert(know_pending(store, 10, count_pending, &pending, NULL));
	ck_assert_int_eq(pending, 1);
	store_close(store);
	ck_assert_int_eq(integer_of(&fixture, "PRAGMA user_version"), SCHEMA);
	fixture_clear(&fixture);
}
END_TEST

START_TEST(a_step_that_fails_leaves_the_earlier_form)
{
	struct store_options options;
	struct fixture fixture;

	fixture_make(&fixture, 1);
	/* The very end of the step finds nothing to drop it from. */
	execute(&fixture, FORM_1 ROWS_1 "DROP TABLE item; CREATE TABLE item (id INTEGER PRIMARY KEY,"
				 " name TEXT, turns INTEGER UNIQUE); COMMIT");
	options = fixture_options(&fixture, STORE_WRITE);
	fixture_refused(&options, STORE_ERROR_DAMAGED, "cannot bring store");
	ck_assert_int_eq(integer_of(&fixture, "PRAGMA user_version"), 1);
	ck_assert_int_eq(integer_of(&fixture, "SELECT count(*) FROM state WHERE message = 'x'"), 4);
	ck_assert_int_eq(integer_of(&fixture, "SELECT count(*) FROM result WHERE turn > 0"), 4);
	fixture_clear(&fixture);
}
END_TEST

START_TEST(a_reader_of_an_earlier_form_is_told_what_to_do)
{
	struct store_options options;
	struct fixture fixture;

	fixture_make(&fixture, 1);
	execute(&fixture, FORM_1 ROWS_1 "COMMIT");
	options = fixture_options(&fixture, STORE_READ);
	fixture_refused(&options, STORE_ERROR_OLDER, "run 'nwops check'");
	ck_assert_int_eq(integer_of(&fixture, "PRAGMA user_version"), 1);
	fixture_clear(&fixture);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(form_1_is_brought_up_to_date),
		UNIT(form_2_is_brought_up_to_date),
		UNIT(form_3_is_brought_up_to_date),
		UNIT(form_4_is_brought_up_to_date),
		UNIT(form_5_is_brought_up_to_date),
		UNIT(form_6_is_brought_up_to_date),
		UNIT(form_7_is_brought_up_to_date),
		UNIT(form_8_is_brought_up_to_date),
		UNIT(a_step_that_fails_leaves_the_earlier_form),
		UNIT(a_reader_of_an_earlier_form_is_told_what_to_do),
		{NULL},
	};

	return unit_run("store/schema", tests);
}
