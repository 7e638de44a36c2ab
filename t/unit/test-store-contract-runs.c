/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What every backend of the store promises of the runs of procedures and of the
 * texts that they began with.
 */
#include "fixture-cases.h"
#include "fixture-tamper.h"

static const struct runs_filter every_run = {.case_id = NULL};

static struct run_record run_of(const char *id, int64_t run, enum walk_state state)
{
	return (struct run_record){
		.case_id = id,
		.run = run,
		.procedure = "line-down",
		.digest = digest_of("text", 4),
		.subject = ITEM,
		.holder = "sato",
		.step = "own-service",
		.state = state,
		.started_at_us = 10 - run,
	};
}

static void set_run(struct store *store, const struct run_record *run)
{
	g_autoptr(GError) error = NULL;

	ok_or_fail(runs_set(store, run, &error), error);
}

static bool print_run(void *context, const struct run_record *run)
{
	g_string_append_printf(context, "%s/%d %s at %s\n", run->case_id, (int)run->run,
			       words_get(WORDS_RUN_STATE, run->state)->id, run->step);
	return true;
}

static void assert_runs(struct store *store, const char *id, bool unfinished_only,
			const char *expected)
{
	const struct runs_filter filter = {.case_id = id, .unfinished_only = unfinished_only};
	g_autoptr(GString) printed = g_string_new(NULL);
	g_autoptr(GError) error = NULL;

	ok_or_fail(runs_read(store, &filter, print_run, printed, &error), error);
	ck_assert_str_eq(printed->str, expected);
}

START_TEST(a_run_is_where_it_stands)
{
	struct run_record moved = run_of(INC, 2, WALK_COMPLETED);
	struct contract contract;

	moved.step = "restored";
	EACH_BACKEND(contract)
	{
		struct store *store = contract.store;

		begin(store);
		set_case(store, INC, 1);
		set_case(store, OTHER, 1);
		for (int run = 1; run <= 3; run++) {
			const struct run_record record = run_of(INC, run, WALK_RUNNING);

			set_run(store, &record);
		}
		{
			const struct run_record other = run_of(OTHER, 2, WALK_FAULTED);
			const struct run_record cancelled = run_of(OTHER, 1, WALK_CANCELLED);

			set_run(store, &other);
			set_run(store, &cancelled);
		}
		commit(store);
		begin(store);
		set_run(store, &moved);
		assert_runs(store, INC, true,
			    INC "/3 running at own-service\n" INC "/1 running at own-service\n");
		store_rollback(store);
		assert_runs(store, INC, false,
			    INC "/3 running at own-service\n" INC "/2 running at own-service\n" INC
				"/1 running at own-service\n");
		begin(store);
		set_run(store, &moved);
		commit(store);
		assert_runs(store, NULL, false,
			    INC "/3 running at own-service\n" INC "/2 completed at restored\n" OTHER
				"/2 faulted at own-service\n" INC
				"/1 running at own-service\n" OTHER
				"/1 cancelled at own-service\n");
		assert_runs(store, NULL, true,
			    INC "/3 running at own-service\n" OTHER
				"/2 faulted at own-service\n" INC "/1 running at own-service\n");
		assert_runs(store, OTHER, true, OTHER "/2 faulted at own-service\n");
		assert_runs(store, "INC-none", false, "");
		ck_assert_int_eq(figures_of(store).runs, 5);
		ck_assert_int_eq(figures_of(store).runs_unfinished, 3);
	}
}
END_TEST

static bool expect_run(void *context, const struct run_record *run)
{
	const struct run_record *want = context;

	ck_assert_str_eq(run->case_id, want->case_id);
	ck_assert_int_eq(run->run, want->run);
	ck_assert_int_eq(run->caller, want->caller);
	ck_assert_int_eq(run->caller_turn, want->caller_turn);
	ck_assert_int_eq(run->alongside, want->alongside);
	ck_assert_str_eq(run->procedure, want->procedure);
	ck_assert(digest_equal(&run->digest, &want->digest));
	ck_assert_str_eq(run->subject, want->subject);
	ck_assert_str_eq(run->holder, want->holder);
	ck_assert_str_eq(run->step, want->step);
	ck_assert_int_eq(run->state, want->state);
	ck_assert_int_eq(run->turn, want->turn);
	ck_assert_int_eq(run->started_at_us, want->started_at_us);
	ck_assert_int_eq(run->changed_at_us, want->changed_at_us);
	ck_assert_int_eq(run->due_at_us, want->due_at_us);
	return true;
}

START_TEST(every_part_of_a_run_comes_back)
{
	struct run_record run = {
		.case_id = INC,
		.run = 7,
		.caller = 6,
		.caller_turn = 5,
		.alongside = true,
		.procedure = "institution-unreachable",
		.digest = digest_of("x", 1),
		.subject = "",
		.holder = "鈴木",
		.step = "",
		.state = WALK_WAITING,
		.turn = 4,
		.started_at_us = 3,
		.changed_at_us = 2,
		.due_at_us = INT64_MAX,
	};
	struct contract contract;

	EACH_BACKEND(contract)
	{
		begin(contract.store);
		set_case(contract.store, INC, 1);
		set_run(contract.store, &run);
		commit(contract.store);
		ck_assert(runs_read(contract.store, &every_run, expect_run, &run, NULL));
		ck_assert_int_eq(figures_of(contract.store).runs, 1);
	}
}
END_TEST

START_TEST(what_is_no_run_is_refused)
{
	static const char over_text[CASE_TEXT_LIMIT + 2] = {[0 ... CASE_TEXT_LIMIT] = 't'};
	static const char over_login[JOURNAL_ACTOR_LIMIT + 2] = {[0 ... JOURNAL_ACTOR_LIMIT] = 'l'};
	const struct run_record good = run_of(INC, 1, WALK_RUNNING);
	struct run_record bad[10];
	struct contract contract;

	for (size_t i = 0; i < G_N_ELEMENTS(bad); i++)
		bad[i] = good;
	bad[0].case_id = "";
	bad[1].case_id = OTHER; /* which there is not */
	bad[2].procedure = "";
	bad[3].procedure = over_text;
	bad[4].subject = over_text;
	bad[5].subject = "\xff";
	bad[6].holder = over_login;
	bad[7].holder = NULL;
	bad[8].step = over_text;
	bad[9].step = "\xff";
	EACH_BACKEND(contract)
	{
		begin(contract.store);
		set_case(contract.store, INC, 1);
		commit(contract.store);
		ck_assert(!runs_set(contract.store, &good, NULL));
		for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
			begin(contract.store);
			ck_assert_msg(!runs_set(contract.store, &bad[i], NULL), "case %zu", i);
			ck_assert(!store_commit(contract.store, NULL));
		}
		assert_runs(contract.store, NULL, false, "");
	}
}
END_TEST

static void assert_text(struct store *store, const char *expected, size_t length)
{
	const struct digest digest = digest_of(expected, length);
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) text = run_texts_read(store, &digest, &error);

	ok_or_fail(text != NULL, error);
	ck_assert_uint_eq(g_bytes_get_size(text), length);
	ck_assert(length == 0 || memcmp(g_bytes_get_data(text, NULL), expected, length) == 0);
}

START_TEST(a_text_is_kept_once)
{
	static const char text[] = "procedure: line-down\n\0\xff";
	const struct digest digest = digest_of(text, sizeof(text)), empty = digest_of("", 0);
	g_autofree char *large = g_strnfill(CASE_BYTES_LIMIT + 1, 'x');
	const struct digest over = digest_of(large, CASE_BYTES_LIMIT + 1);
	const struct digest most = digest_of(large, CASE_BYTES_LIMIT);
	struct contract contract;

	EACH_BACKEND(contract)
	{
		struct store *store = contract.store;
		g_autoptr(GError) error = NULL;

		ck_assert(!run_texts_keep(store, &digest, text, sizeof(text), NULL));
		begin(store);
		ck_assert(run_texts_keep(store, &digest, text, sizeof(text), NULL));
		store_rollback(store);
		ck_assert_ptr_null(run_texts_read(store, &digest, &error));
		ck_assert_ptr_null(error);
		for (int i = 0; i < 2; i++) {
			begin(store);
			ck_assert(run_texts_keep(store, &digest, text, sizeof(text), NULL));
			ck_assert(run_texts_keep(store, &empty, "", 0, NULL));
			ck_assert(run_texts_keep(store, &empty, "", 0, NULL));
			ck_assert(run_texts_keep(store, &most, large, CASE_BYTES_LIMIT, NULL));
			commit(store);
		}
		assert_text(store, text, sizeof(text));
		assert_text(store, "", 0);
		assert_text(store, large, CASE_BYTES_LIMIT);
		ck_assert_int_eq(figures_of(store).run_texts, 3);
		begin(store);
		ck_assert(!run_texts_keep(store, &over, large, CASE_BYTES_LIMIT + 1, NULL));
		store_rollback(store);
		/* a digest that is not the text's */
		begin(store);
		ck_assert(!run_texts_keep(store, &digest, text, sizeof(text) - 1, NULL));
		store_rollback(store);
	}
}
END_TEST

static bool stop_at_run(void *context, const struct run_record *run)
{
	++*(int *)context;
	return false;
}

START_TEST(a_reader_may_stop)
{
	const struct run_record run = run_of(INC, 1, WALK_RUNNING),
				another = run_of(INC, 2, WALK_RUNNING);
	struct contract contract;

	EACH_BACKEND(contract)
	{
		int calls = 0;

		begin(contract.store);
		set_case(contract.store, INC, 1);
		set_run(contract.store, &run);
		set_run(contract.store, &another);
		commit(contract.store);
		ck_assert(runs_read(contract.store, &every_run, stop_at_run, &calls, NULL));
		ck_assert_int_eq(calls, 1);
	}
}
END_TEST

/* Of a database that somebody changed. */
START_TEST(what_nwops_did_not_write_so_is_damaged)
{
	static const struct {
		const char *sql;
		bool run, text; /* which of them can still be read */
	} cases[] = {
		{"UPDATE runs SET state = 7", false, true},
		{"UPDATE runs SET alongside = 2", false, true},
		{"UPDATE runs SET caller = -1", false, true},
		{"UPDATE runs SET caller_turn = -1", false, true},
		{"UPDATE runs SET turn = -1", false, true},
		{"UPDATE runs SET case_id = printf('%.65c', 'x')", false, true},
		{"UPDATE runs SET procedure = ''", false, true},
		{"UPDATE runs SET procedure = CAST(x'ff' AS TEXT)", false, true},
		{"UPDATE runs SET subject = printf('%.2049c', 'x')", false, true},
		{"UPDATE runs SET holder = printf('%.257c', 'x')", false, true},
		{"UPDATE runs SET step = CAST(x'4100' AS TEXT)", false, true},
		{"UPDATE run_texts SET text = x'00'", true, false},
	};
	const struct run_record run = run_of(INC, 1, WALK_RUNNING);

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GBytes) text = NULL;
		g_autoptr(GError) error = NULL;
		struct fixture fixture;
		struct store *store;
		int calls = 0;

		fixture_make(&fixture, 1);
		store = fixture_open(&fixture, STORE_WRITE);
		begin(store);
		set_case(store, INC, 1);
		set_run(store, &run);
		ck_assert(run_texts_keep(store, &run.digest, "text", 4, NULL));
		commit(store);
		store_close(store);
		tamper(&fixture, cases[i].sql);
		store = fixture_open(&fixture, STORE_READ);
		ck_assert_msg(runs_read(store, &every_run, stop_at_run, &calls,
					cases[i].run ? NULL : &error) == cases[i].run,
			      "%s", cases[i].sql);
		text = run_texts_read(store, &run.digest, cases[i].text ? NULL : &error);
		ck_assert_msg((text != NULL) == cases[i].text, "%s", cases[i].sql);
		ck_assert_int_eq(calls, cases[i].run);
		ck_assert(g_error_matches(error, OPS_STORE_ERROR, STORE_ERROR_DAMAGED));
		store_close(store);
		fixture_clear(&fixture);
	}
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(a_run_is_where_it_stands),
		UNIT(every_part_of_a_run_comes_back),
		UNIT(what_is_no_run_is_refused),
		UNIT(a_text_is_kept_once),
		UNIT(a_reader_may_stop),
		UNIT(what_nwops_did_not_write_so_is_damaged),
		{NULL},
	};

	return unit_run("store/contract-runs", tests);
}
