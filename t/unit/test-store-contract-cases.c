/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What every backend of the store promises of cases and their events.
 */
#include "fixture-cases.h"
#include "fixture-tamper.h"

#include <sys/wait.h>

static bool print_case(void *context, const struct case_record *record)
{
	g_string_append_printf(context, "%s %d opened %d closed %d events %d changed %d\n",
			       record->id, (int)record->kind, (int)record->opened_at_us,
			       (int)record->closed_at_us, (int)record->events,
			       record->changed_at_us ? (int)(record->changed_at_us - FIXTURE_NOW_US)
						     : -1);
	return true;
}

static void assert_cases(struct store *store, const struct cases_filter *filter,
			 const char *expected)
{
	g_autoptr(GString) printed = g_string_new(NULL);
	g_autoptr(GError) error = NULL;

	ok_or_fail(cases_read(store, filter, print_case, printed, &error), error);
	ck_assert_str_eq(printed->str, expected);
}

static bool print_event(void *context, const struct case_event_record *event)
{
	if (event->body)
		ck_assert_uint_eq(strlen(event->body), event->body_length);
	g_string_append_printf(context, "%d run %d %s %s at %d recorded %d entry %d %s\n",
			       (int)event->number, (int)event->run, event->kind, event->actor,
			       (int)(event->event_at_us - FIXTURE_NOW_US),
			       (int)(event->recorded_at_us - FIXTURE_NOW_US), (int)event->entry,
			       event->body ? event->body : "-");
	return true;
}

static void assert_events(struct store *store, const char *id, int64_t run, int64_t after,
			  const char *expected)
{
	const struct case_events_filter filter = {.case_id = id, .run = run, .after = after};
	g_autoptr(GString) printed = g_string_new(NULL);
	g_autoptr(GError) error = NULL;

	ok_or_fail(case_events_read(store, &filter, print_event, printed, &error), error);
	ck_assert_str_eq(printed->str, expected);
}

/* Of all cases. */
static void assert_kind(struct store *store, const char *kind, const char *expected)
{
	const struct case_events_filter filter = {.kind = kind};
	g_autoptr(GString) printed = g_string_new(NULL);
	g_autoptr(GError) error = NULL;

	ok_or_fail(case_events_read(store, &filter, print_event, printed, &error), error);
	ck_assert_str_eq(printed->str, expected);
}

/* ---- cases ---- */

START_TEST(a_row_is_the_present_form_of_a_case)
{
	const struct cases_filter open = {.kind = -1, .open_only = true};
	const struct cases_filter requests = {.kind = CASE_REQUEST};
	const struct cases_filter open_requests = {.kind = CASE_REQUEST, .open_only = true};
	const struct cases_filter one = {.kind = -1, .id = INC};
	const struct cases_filter one_open = {.kind = -1, .id = INC, .open_only = true};
	const struct cases_filter one_request = {.kind = CASE_REQUEST, .id = INC};
	struct case_record request = case_of("REQ-20261122-001", 3);
	struct case_record closed = case_of(INC, 4);
	struct contract contract;

	request.kind = CASE_REQUEST;
	closed.closed_at_us = 9;
	EACH_BACKEND(contract)
	{
		struct store *store = contract.store;

		assert_cases(store, &every_case, "");
		begin(store);
		set_case(store, OTHER, 5);
		set_case(store, INC, 5);
		set_record(store, &request);
		commit(store);
		assert_cases(store, &every_case,
			     "REQ-20261122-001 5 opened 3 closed 0 events 0 changed -1\n" INC
			     " 0 opened 5 closed 0 events 0 changed -1\n" OTHER
			     " 0 opened 5 closed 0 events 0 changed -1\n");
		begin(store);
		set_record(store, &closed);
		assert_cases(store, &one, INC " 0 opened 4 closed 9 events 0 changed -1\n");
		store_rollback(store);
		assert_cases(store, &one, INC " 0 opened 5 closed 0 events 0 changed -1\n");
		assert_cases(store, &one_open, INC " 0 opened 5 closed 0 events 0 changed -1\n");
		begin(store);
		set_record(store, &closed);
		commit(store);
		assert_cases(store, &one, INC " 0 opened 4 closed 9 events 0 changed -1\n");
		assert_cases(store, &one_open, "");
		assert_cases(store, &one_request, "");
		assert_cases(store, &open,
			     "REQ-20261122-001 5 opened 3 closed 0 events 0 changed -1\n" OTHER
			     " 0 opened 5 closed 0 events 0 changed -1\n");
		assert_cases(store, &requests,
			     "REQ-20261122-001 5 opened 3 closed 0 events 0 changed -1\n");
		assert_cases(store, &open_requests,
			     "REQ-20261122-001 5 opened 3 closed 0 events 0 changed -1\n");
		ck_assert_int_eq(figures_of(store).cases, 3);
		ck_assert_int_eq(figures_of(store).cases_open, 2);
	}
}
END_TEST

static bool expect_case(void *context, const struct case_record *record)
{
	const struct case_record **expected = context;
	const struct case_record *want = (*expected)++;

	ck_assert_str_eq(record->id, want->id);
	ck_assert_int_eq(record->kind, want->kind);
	ck_assert_str_eq(record->title, want->title);
	ck_assert_str_eq(record->subject, want->subject);
	ck_assert_str_eq(record->organization, want->organization);
	ck_assert_int_eq(record->opened_at_us, want->opened_at_us);
	ck_assert_str_eq(record->opened_by, want->opened_by);
	ck_assert_int_eq(record->closed_at_us, want->closed_at_us);
	/* the store's own, whatever was given */
	ck_assert_int_eq(record->events, 0);
	ck_assert_int_eq(record->changed_at_us, 0);
	return true;
}

START_TEST(every_part_of_a_case_comes_back)
{
	const struct case_record records[] = {
		case_of(INC, 1),
		{
			.id = "PRB-20261122-001",
			.kind = CASE_PROBLEM,
			.title = "さくら病院の回線が切れる",
			.subject = "",
			.organization = "hosp-1",
			.opened_at_us = INT64_MAX,
			.opened_by = "鈴木",
			.closed_at_us = 7,
			.events = 99,
			.changed_at_us = 99,
		},
	};
	struct contract contract;

	EACH_BACKEND(contract)
	{
		const struct case_record *expected = records;

		begin(contract.store);
		set_record(contract.store, &records[1]);
		set_record(contract.store, &records[0]);
		commit(contract.store);
		ck_assert(cases_read(contract.store, &every_case, expect_case, &expected, NULL));
		ck_assert_ptr_eq(expected, records + G_N_ELEMENTS(records));
	}
}
END_TEST

static void assert_next(struct store *store, const char *prefix, const char *date,
			const char *expected)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *id = cases_next_id(store, prefix, date, &error);

	ok_or_fail(id != NULL, error);
	ck_assert_str_eq(id, expected);
}

START_TEST(no_id_is_given_twice)
{
	struct contract contract;

	EACH_BACKEND(contract)
	{
		struct store *store = contract.store;
		g_autoptr(GError) error = NULL;

		ck_assert_ptr_null(cases_next_id(store, "INC", "20261122", &error));
		ck_assert_ptr_nonnull(error);
		begin(store);
		assert_next(store, "INC", "20261122", INC);
		set_case(store, INC, 5);
		assert_next(store, "INC", "20261122", OTHER);
		assert_next(store, "INC", "20261123", "INC-20261123-001");
		assert_next(store, "REQ", "20261122", "REQ-20261122-001");
		for (int i = 2; i <= 999; i++) {
			g_autofree char *id = g_strdup_printf("INC-20261122-%03d", i);

			set_case(store, id, i);
		}
		assert_next(store, "INC", "20261122", "INC-20261122-1000");
		commit(store);
	}
}
END_TEST

START_TEST(what_is_no_case_is_refused)
{
	static const char over_id[CASE_ID_LIMIT + 2] = {[0 ... CASE_ID_LIMIT] = 'i'};
	static const char over_text[CASE_TEXT_LIMIT + 2] = {[0 ... CASE_TEXT_LIMIT] = 't'};
	static const char over_login[JOURNAL_ACTOR_LIMIT + 2] = {[0 ... JOURNAL_ACTOR_LIMIT] = 'l'};
	const struct case_record good = case_of(INC, 1);
	struct case_record bad[13];
	struct contract contract;

	for (size_t i = 0; i < G_N_ELEMENTS(bad); i++)
		bad[i] = good;
	bad[0].id = "";
	bad[1].id = over_id;
	bad[2].id = "\xff";
	bad[3].title = over_text;
	bad[4].title = "\xff";
	bad[5].subject = over_text;
	bad[6].subject = "\xff";
	bad[7].organization = over_text;
	bad[8].organization = "\xff";
	bad[9].opened_by = "";
	bad[10].opened_by = over_login;
	bad[11].opened_by = "\xff";
	bad[12].title = NULL;
	EACH_BACKEND(contract)
	{
		ck_assert(!cases_set(contract.store, &good, NULL));
		for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
			begin(contract.store);
			ck_assert_msg(!cases_set(contract.store, &bad[i], NULL), "case %zu", i);
			ck_assert(!store_commit(contract.store, NULL));
		}
		assert_cases(contract.store, &every_case, "");
	}
}
END_TEST

/* ---- events ---- */

START_TEST(events_are_numbered_in_their_case)
{
	struct contract contract;

	EACH_BACKEND(contract)
	{
		struct store *store = contract.store;

		fixture_record(store, 2);
		begin(store);
		set_case(store, INC, 1);
		set_case(store, OTHER, 2);
		ck_assert_int_eq(append(store, INC, 0, "opened", "{}"), 1);
		ck_assert_int_eq(append(store, OTHER, 0, "opened", "{\"a\":1}"), 1);
		ck_assert_int_eq(append(store, INC, 1, "run", "{\"b\":[1,{}]}"), 2);
		commit(store);
		begin(store);
		ck_assert_int_eq(append(store, INC, 0, "note", "{\"text\":\"障害\"}"), 3);
		store_rollback(store);
		assert_events(store, INC, CASE_EVERY_RUN, 0,
			      "1 run 0 opened sato at -7 recorded 0 entry 3 {}\n"
			      "2 run 1 run sato at -7 recorded 0 entry 5 {\"b\":[1,{}]}\n");
		begin(store);
		ck_assert_int_eq(append(store, INC, 0, "note", " {\"text\": \"障害\"} "), 3);
		commit(store);
		assert_events(
			store, INC, CASE_EVERY_RUN, 1,
			"2 run 1 run sato at -7 recorded 0 entry 5 {\"b\":[1,{}]}\n"
			"3 run 0 note sato at -7 recorded 0 entry 6  {\"text\": \"障害\"} \n");
		assert_events(
			store, INC, 0, 0,
			"1 run 0 opened sato at -7 recorded 0 entry 3 {}\n"
			"3 run 0 note sato at -7 recorded 0 entry 6  {\"text\": \"障害\"} \n");
		assert_events(store, INC, 1, 0,
			      "2 run 1 run sato at -7 recorded 0 entry 5 {\"b\":[1,{}]}\n");
		assert_events(store, INC, 1, 2, "");
		assert_events(store, INC, 2, 0, "");
		assert_events(store, INC, CASE_EVERY_RUN, 3, "");
		assert_events(store, INC, CASE_EVERY_RUN, 99, "");
		assert_kind(store, "note", "3 run 0 note sato at -7 recorded 0 entry 6  {\"text\": \"障害\"} \n");
		assert_kind(store, "run", "2 run 1 run sato at -7 recorded 0 entry 5 {\"b\":[1,{}]}\n");
		assert_kind(store, "link", "");
		assert_events(store, OTHER, CASE_EVERY_RUN, -5,
			      "1 run 0 opened sato at -7 recorded 0 entry 4 {\"a\":1}\n");
		assert_events(store, "INC-none", CASE_EVERY_RUN, 0, "");
		/* and setting the row again leaves what the events made of it */
		begin(store);
		set_case(store, INC, 1);
		commit(store);
		assert_cases(store, &every_case,
			     INC " 0 opened 1 closed 0 events 3 changed 0\n" OTHER
				 " 0 opened 2 closed 0 events 1 changed 0\n");
		ck_assert_int_eq(figures_of(store).case_events, 4);
	}
}
END_TEST

START_TEST(an_event_is_told_where_it_went)
{
	struct contract contract;

	EACH_BACKEND(contract)
	{
		struct case_event_record event = event_of(INC, 0, "note", "{}");
		struct case_event_record refused = event_of("INC-none", 0, "note", "{}");

		fixture_record(contract.store, 1);
		begin(contract.store);
		set_case(contract.store, INC, 1);
		ck_assert(case_events_append(contract.store, &event, NULL));
		ck_assert_int_eq(event.number, 1);
		ck_assert_int_eq(event.entry, 2);
		ck_assert_int_eq(event.recorded_at_us, FIXTURE_NOW_US);
		ck_assert(!case_events_append(contract.store, &refused, NULL));
		ck_assert_int_eq(refused.number, 0);
		ck_assert_int_eq(refused.entry, 0);
		store_rollback(contract.store);
		assert_cases(contract.store, &every_case, "");
	}
}
END_TEST

static bool print_payload(void *context, const struct journal_entry *entry)
{
	g_string_append_printf(context, "%s %.*s\n", entry->kind, (int)entry->payload_length,
			       entry->payload);
	return true;
}

/* Each payload says by itself of which case it is, where in it, and what happened. */
START_TEST(the_journal_alone_tells_every_case)
{
	struct contract contract;

	EACH_BACKEND(contract)
	{
		g_autoptr(GString) printed = g_string_new(NULL);

		begin(contract.store);
		set_case(contract.store, INC, 1);
		set_case(contract.store, "A\"\n", 1);
		append(contract.store, INC, 0, "opened", "{\"title\":\"h1\"}");
		append(contract.store, INC, 12, "run", "{}");
		append(contract.store, "A\"\n", 0, "opened", "{}");
		commit(contract.store);
		ck_assert(journal_read(contract.store, 1, 9, print_payload, printed, NULL));
		ck_assert_str_eq(printed->str,
				 "case {\"case\":\"" INC
				 "\",\"number\":1,\"run\":0,\"kind\":\"opened\","
				 "\"body\":{\"title\":\"h1\"}}\n"
				 "case {\"case\":\"" INC
				 "\",\"number\":2,\"run\":12,\"kind\":\"run\",\"body\":{}}\n"
				 "case "
				 "{\"case\":\"A\\\"\\n\",\"number\":1,\"run\":0,\"kind\":"
				 "\"opened\",\"body\":{}}\n");
		assert_events(contract.store, "A\"\n", 0, 0,
			      "1 run 0 opened sato at -7 recorded 0 entry 3 {}\n");
	}
}
END_TEST

START_TEST(what_is_no_event_is_refused)
{
	static const char over_kind[JOURNAL_KIND_LIMIT + 2] = {[0 ... JOURNAL_KIND_LIMIT] = 'k'};
	g_autofree char *large = g_strnfill(CASE_BODY_LIMIT, ' ');
	g_autofree char *over = g_strconcat("{}", large, NULL);
	g_autoptr(GString) deep = g_string_new(NULL), whole = g_string_new(NULL);
	const struct case_event_record bad[] = {
		event_of("", 0, "note", "{}"),
		event_of(OTHER, 0, "note", "{}"),
		event_of(INC, 0, "", "{}"),
		event_of(INC, 0, "Note", "{}"),
		event_of(INC, 0, over_kind, "{}"),
		event_of(INC, 0, "note", ""),
		event_of(INC, 0, "note", "1"),
		event_of(INC, 0, "note", "[]"),
		event_of(INC, 0, "note", "{\"a\":1,\"a\":2}"),
		event_of(INC, 0, "note", "{\"a\":\"\xff\"}"),
		/* what would end the payload early and go on in it */
		event_of(INC, 0, "note", "{},\"more\":{}"),
		event_of(INC, 0, "note", "{}}"),
		event_of(INC, 0, "note", over),
		{.case_id = INC, .kind = "note", .actor = "sato", .body = NULL},
		{.case_id = INC, .kind = NULL, .actor = "sato", .body = "{}", .body_length = 2},
		{.case_id = INC, .kind = "note", .actor = "", .body = "{}", .body_length = 2},
		{.case_id = INC, .kind = "note", .actor = "sato", .body = "{\0}", .body_length = 3},
		{.case_id = INC,
		 .kind = "note",
		 .actor = "sato",
		 .body = "{}",
		 .body_length = 2,
		 .event_at_us = INT64_MAX},
	};
	struct case_event_record deepest;
	struct contract contract;

	for (int i = 0; i < 62; i++)
		g_string_append_c(deep, '[');
	for (int i = 0; i < 62; i++)
		g_string_append_c(deep, ']');
	g_string_printf(whole, "{\"a\":%s}", deep->str);
	EACH_BACKEND(contract)
	{
		begin(contract.store);
		set_case(contract.store, INC, 1);
		/* as deep as what reads the journal can read */
		append(contract.store, INC, 0, "note", whole->str);
		commit(contract.store);
		for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
			struct case_event_record event = bad[i];
			g_autoptr(GError) error = NULL;

			ck_assert(!case_events_append(contract.store, &event, NULL));
			begin(contract.store);
			ck_assert_msg(!case_events_append(contract.store, &event, &error),
				      "case %zu", i);
			ck_assert(g_error_matches(error, OPS_STORE_ERROR, STORE_ERROR_IO));
			ck_assert_msg(!store_commit(contract.store, NULL), "case %zu", i);
		}
		ck_assert_int_eq(size_of(contract.store), 1);
	}
	g_string_printf(whole, "{\"a\":[%s]}", deep->str);
	deepest = event_of(INC, 0, "note", whole->str);
	EACH_BACKEND(contract)
	{
		begin(contract.store);
		set_case(contract.store, INC, 1);
		ck_assert(!case_events_append(contract.store, &deepest, NULL));
		store_rollback(contract.store);
	}
}
END_TEST

/* ---- and all of them ---- */

static bool stop_at_case(void *context, const struct case_record *record)
{
	++*(int *)context;
	return false;
}

static bool stop_at_event(void *context, const struct case_event_record *event)
{
	++*(int *)context;
	return false;
}

static const struct case_events_filter events_of_inc = {.case_id = INC, .run = CASE_EVERY_RUN};

START_TEST(a_reader_may_stop)
{
	struct contract contract;

	EACH_BACKEND(contract)
	{
		struct store *store = contract.store;
		int calls = 0;

		begin(store);
		set_case(store, INC, 1);
		set_case(store, OTHER, 1);
		append(store, INC, 0, "opened", "{}");
		append(store, INC, 0, "note", "{}");
		commit(store);
		ck_assert(cases_read(store, &every_case, stop_at_case, &calls, NULL));
		ck_assert(case_events_read(store, &events_of_inc, stop_at_event, &calls, NULL));
		ck_assert_int_eq(calls, 2);
		/* and what they left half-read is in nobody's way */
		begin(store);
		append(store, INC, 0, "note", "{}");
		commit(store);
	}
}
END_TEST

static void make_case(struct fixture *fixture)
{
	struct store *store;

	fixture_make(fixture, 1);
	store = fixture_open(fixture, STORE_WRITE);
	begin(store);
	set_case(store, INC, 1);
	append(store, INC, 0, "opened", "{\"a\":1}");
	append(store, INC, 1, "run", "{\"b\":2}");
	append(store, INC, 0, "note", "{\"c\":3}");
	commit(store);
	ck_assert(journal_keep_checkpoint(store, NULL));
	store_close(store);
}

/* Of a database that somebody changed. */
START_TEST(what_nwops_did_not_write_so_is_damaged)
{
	static const struct {
		const char *sql;
		bool cases, events; /* which of them can still be read */
	} cases[] = {
		{"UPDATE cases SET kind = 6", false, true},
		{"UPDATE cases SET kind = -1", false, true},
		{"UPDATE cases SET id = printf('%.65c', 'x')", false, true},
		{"UPDATE cases SET id = ''", false, true},
		{"UPDATE cases SET title = CAST(x'ff' AS TEXT)", false, true},
		{"UPDATE cases SET subject = printf('%.2049c', 'x')", false, true},
		{"UPDATE cases SET organization = CAST(x'4100' AS TEXT)", false, true},
		{"UPDATE cases SET opened_by = printf('%.257c', 'x')", false, true},
		/* of an event that the journal tells otherwise of, or not at all */
		{"UPDATE case_events SET kind = 'opened' WHERE number = 3", true, false},
		{"UPDATE case_events SET kind = printf('%.65c', 'x') WHERE number = 3", true,
		 false},
		{"UPDATE case_events SET run = 2 WHERE number = 3", true, false},
		{"UPDATE case_events SET entry = 9 WHERE number = 3", true, false},
		{"UPDATE case_events SET entry = 1 WHERE number = 3", true, false},
		{"UPDATE case_events SET number = 4 WHERE number = 3", true, false},
		{"DELETE FROM case_events WHERE number = 1", true, false},
		{"DELETE FROM case_events WHERE number = 3", true, false},
		{"DELETE FROM case_events", true, false},
		{"UPDATE payload SET body = CAST('{}' AS BLOB) WHERE sequence = 4", true, false},
		{"UPDATE payload SET body = x'' WHERE sequence = 4", true, false},
		{"UPDATE payload SET body = CAST(body || ' ' AS BLOB) WHERE sequence = 4", true,
		 false},
		{"UPDATE journal SET kind = 'check' WHERE sequence = 4", true, false},
		{"UPDATE journal SET actor = printf('%.257c', 'x') WHERE sequence = 4", true,
		 false},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GString) printed = g_string_new(NULL);
		g_autoptr(GError) error = NULL;
		struct fixture fixture;
		struct store *store;

		make_case(&fixture);
		tamper(&fixture, cases[i].sql);
		store = fixture_open(&fixture, STORE_READ);
		ck_assert_msg(cases_read(store, &every_case, print_case, printed,
					 cases[i].cases ? NULL : &error) == cases[i].cases,
			      "%s", cases[i].sql);
		ck_assert_msg(case_events_read(store, &events_of_inc, print_event, printed,
					       cases[i].events ? NULL : &error) == cases[i].events,
			      "%s", cases[i].sql);
		ck_assert(g_error_matches(error, OPS_STORE_ERROR, STORE_ERROR_DAMAGED));
		store_close(store);
		fixture_clear(&fixture);
	}
}
END_TEST

START_TEST(a_payload_that_was_removed_leaves_its_event)
{
	struct fixture fixture;
	struct store *store;

	make_case(&fixture);
	ck_assert_int_eq(verdict_of(&fixture, NULL).verdict, VERDICT_COMPLETE);
	tamper(&fixture, "DELETE FROM payload WHERE sequence = 3");
	store = fixture_open(&fixture, STORE_READ);
	assert_events(store, INC, CASE_EVERY_RUN, 1,
		      "2 run 1 run sato at -7 recorded 0 entry 3 -\n"
		      "3 run 0 note sato at -7 recorded 0 entry 4 {\"c\":3}\n");
	store_close(store);
	fixture_clear(&fixture);
}
END_TEST

/* COUNT events, each in a transaction of its own. */
static void append_many(struct fixture *fixture, const char *kind, int count)
{
	struct store *store = fixture_open(fixture, STORE_WRITE);

	for (int i = 0; i < count; i++) {
		begin(store);
		append(store, INC, 0, kind, "{}");
		commit(store);
	}
	store_close(store);
}

#define WRITERS 3
#define EACH_WRITES 20

START_TEST(numbers_have_no_gap_however_many_write)
{
	g_autoptr(GString) printed = NULL;
	pid_t children[WRITERS];
	struct fixture fixture;
	struct store *store;

	make_case(&fixture);
	for (int i = 0; i < WRITERS; i++) {
		children[i] = fork();
		if (children[i] == 0) {
			append_many(&fixture, "note", EACH_WRITES);
			_exit(0);
		}
		ck_assert_int_gt(children[i], 0);
	}
	for (int i = 0; i < WRITERS; i++) {
		int status;

		ck_assert_int_eq(waitpid(children[i], &status, 0), children[i]);
		ck_assert_int_eq(status, 0);
	}
	printed = g_string_new(NULL);
	store = fixture_open(&fixture, STORE_WRITE);
	/* Reading refuses a gap; that there is none at the end is what the row says. */
	ck_assert(case_events_read(store, &events_of_inc, print_event, printed, NULL));
	assert_cases(store, &every_case, INC " 0 opened 1 closed 0 events 63 changed 0\n");
	ck_assert_int_eq(figures_of(store).case_events, 3 + WRITERS * EACH_WRITES);
	ck_assert(journal_keep_checkpoint(store, NULL));
	store_close(store);
	ck_assert_int_eq(verdict_of(&fixture, NULL).verdict, VERDICT_COMPLETE);
	fixture_clear(&fixture);
}
END_TEST

START_TEST(a_writer_waits_for_the_other_one)
{
	struct store *first, *second;
	g_autoptr(GError) error = NULL;
	struct store_options options;
	struct fixture fixture;

	make_case(&fixture);
	first = fixture_open(&fixture, STORE_WRITE);
	options = fixture_options(&fixture, STORE_WRITE);
	options.patience_us = 1000;
	second = store_open(&options, NULL);
	ck_assert_ptr_nonnull(second);
	begin(first);
	ck_assert_int_eq(append(first, INC, 0, "note", "{}"), 4);
	ck_assert(!store_begin(second, &error));
	ck_assert(g_error_matches(error, OPS_STORE_ERROR, STORE_ERROR_LOCKED));
	commit(first);
	begin(second);
	ck_assert_int_eq(append(second, INC, 0, "note", "{}"), 5);
	commit(second);
	store_close(second);
	store_close(first);
	fixture_clear(&fixture);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(a_row_is_the_present_form_of_a_case),
		UNIT(every_part_of_a_case_comes_back),
		UNIT(no_id_is_given_twice),
		UNIT(what_is_no_case_is_refused),
		UNIT(events_are_numbered_in_their_case),
		UNIT(an_event_is_told_where_it_went),
		UNIT(the_journal_alone_tells_every_case),
		UNIT(what_is_no_event_is_refused),
		UNIT(a_reader_may_stop),
		UNIT(what_nwops_did_not_write_so_is_damaged),
		UNIT(a_payload_that_was_removed_leaves_its_event),
		UNIT(numbers_have_no_gap_however_many_write),
		UNIT(a_writer_waits_for_the_other_one),
		{NULL},
	};

	return unit_run("store/contract-cases", tests);
}
