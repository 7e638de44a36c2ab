/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What every backend of the store promises of maintenance windows, silences and
 * marks.
 */
#include "fixture-contract.h"
#include "fixture-tamper.h"

static struct window_record window_of(const char *id, int64_t from_us)
{
	return (struct window_record){
		.id = id,
		.selectors = "line:h1-*",
		.owner = "sato",
		.reason = "work",
		.zone = "Asia/Tokyo",
		.from_us = from_us,
		.until_us = from_us + 10,
		.made_by = "suzuki",
	};
}

static void set_record(struct store *store, const struct window_record *window)
{
	g_autoptr(GError) error = NULL;

	ok_or_fail(windows_set(store, window, &error), error);
}

static void set_window(struct store *store, const char *id, int64_t from_us)
{
	const struct window_record window = window_of(id, from_us);

	set_record(store, &window);
}

static bool print_window(void *context, const struct window_record *window)
{
	g_string_append_printf(context, "%s %d\n", window->id, (int)window->from_us);
	return true;
}

static void assert_windows(struct store *store, const char *expected)
{
	g_autoptr(GString) printed = g_string_new(NULL);
	g_autoptr(GError) error = NULL;

	ok_or_fail(windows_read(store, print_window, printed, &error), error);
	ck_assert_str_eq(printed->str, expected);
}

static struct upkeep_figures figures_of(struct store *store)
{
	struct upkeep_figures figures;

	ck_assert(upkeep_measure(store, &figures, NULL));
	return figures;
}

START_TEST(a_row_is_the_present_form_of_a_window)
{
	struct contract contract;

	EACH_BACKEND(contract)
	{
		struct store *store = contract.store;

		assert_windows(store, "");
		begin(store);
		set_window(store, "M-20261122-002", 5);
		set_window(store, "S-20261122-001", 3);
		set_window(store, "M-20261122-001", 5);
		commit(store);
		assert_windows(store, "S-20261122-001 3\nM-20261122-001 5\nM-20261122-002 5\n");
		begin(store);
		set_window(store, "S-20261122-001", 9);
		set_window(store, "M-20261122-003", 4);
		assert_windows(store, "M-20261122-003 4\nM-20261122-001 5\nM-20261122-002 5\n"
				      "S-20261122-001 9\n");
		store_rollback(store);
		assert_windows(store, "S-20261122-001 3\nM-20261122-001 5\nM-20261122-002 5\n");
		begin(store);
		set_window(store, "S-20261122-001", 9);
		commit(store);
		assert_windows(store, "M-20261122-001 5\nM-20261122-002 5\nS-20261122-001 9\n");
		ck_assert_int_eq(figures_of(store).windows, 3);
	}
}
END_TEST

static void assert_next(struct store *store, enum window_kind kind, const char *date,
			const char *expected)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *id = windows_next_id(store, kind, date, &error);

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

		ck_assert_ptr_null(windows_next_id(store, WINDOW_SILENCE, "20261122", &error));
		ck_assert_ptr_nonnull(error);
		begin(store);
		assert_next(store, WINDOW_MAINTENANCE, "20261122", "M-20261122-001");
		set_window(store, "M-20261122-001", 5);
		assert_next(store, WINDOW_MAINTENANCE, "20261122", "M-20261122-002");
		assert_next(store, WINDOW_MAINTENANCE, "20261123", "M-20261123-001");
		assert_next(store, WINDOW_SILENCE, "20261122", "S-20261122-001");
		for (int i = 2; i <= 999; i++) {
			g_autofree char *id = g_strdup_printf("M-20261122-%03d", i);

			set_window(store, id, i);
		}
		assert_next(store, WINDOW_MAINTENANCE, "20261122", "M-20261122-1000");
		commit(store);
	}
}
END_TEST

static bool expect_same(void *context, const struct window_record *window)
{
	const struct window_record **expected = context;
	const struct window_record *want = (*expected)++;

	ck_assert_str_eq(window->id, want->id);
	ck_assert_int_eq(window->kind, want->kind);
	ck_assert_str_eq(window->selectors, want->selectors);
	ck_assert_str_eq(window->owner, want->owner);
	ck_assert_str_eq(window->reason, want->reason);
	ck_assert_str_eq(window->zone, want->zone);
	ck_assert_int_eq(window->from_us, want->from_us);
	ck_assert_int_eq(window->until_us, want->until_us);
	ck_assert_pstr_eq(window->recurrence, want->recurrence);
	ck_assert_int_eq(window->recurs_until_us, want->recurs_until_us);
	ck_assert_int_eq(window->made_at_us, want->made_at_us);
	ck_assert_str_eq(window->made_by, want->made_by);
	ck_assert_int_eq(window->started_at_us, want->started_at_us);
	ck_assert_int_eq(window->end, want->end);
	ck_assert_int_eq(window->ended_at_us, want->ended_at_us);
	ck_assert_int_eq(window->overrun_told_us, want->overrun_told_us);
	return true;
}

START_TEST(every_part_of_it_comes_back)
{
	const struct window_record windows[] = {
		window_of("M-20261122-001", 1),
		{
			.id = "S-20261122-001",
			.kind = WINDOW_SILENCE,
			.selectors = "line:h1-*\ndevice:b1",
			.owner = "佐藤",
			.reason = "",
			.zone = "UTC",
			.from_us = 2,
			.until_us = INT64_MAX,
			.recurrence = "weekly",
			.recurs_until_us = 3,
			.made_at_us = 4,
			.made_by = "suzuki",
			.started_at_us = 5,
			.end = WINDOW_CANCELLED,
			.ended_at_us = 6,
			.overrun_told_us = 7,
		},
	};
	struct contract contract;

	EACH_BACKEND(contract)
	{
		const struct window_record *expected = windows;

		begin(contract.store);
		set_record(contract.store, &windows[1]);
		set_record(contract.store, &windows[0]);
		commit(contract.store);
		ck_assert(windows_read(contract.store, expect_same, &expected, NULL));
		ck_assert_ptr_eq(expected, windows + G_N_ELEMENTS(windows));
	}
}
END_TEST

START_TEST(what_is_over_can_be_left_out)
{
	const struct {
		int64_t until_us, started_at_us, ended_at_us;
		const char *recurrence;
		enum window_end end;
		bool over; /* at 20 */
	} cases[] = {
		{.until_us = 20, .over = true},
		{.until_us = 21},
		{.until_us = 20, .recurrence = "weekly"},
		{.until_us = 20, .started_at_us = 15}, /* overrun */
		{.until_us = 99, .end = WINDOW_FINISHED, .ended_at_us = 20, .over = true},
		{.until_us = 99, .end = WINDOW_CANCELLED, .ended_at_us = 19, .over = true},
		{.until_us = 99, .end = WINDOW_FINISHED, .ended_at_us = 21},
		{.until_us = 20, .end = WINDOW_FINISHED, .ended_at_us = 21, .over = true},
		{.until_us = 20, .started_at_us = 15, .end = WINDOW_FINISHED, .ended_at_us = 19, .over = true},
		{.until_us = 99, .recurrence = "weekly", .end = WINDOW_CANCELLED, .ended_at_us = 19, .over = true},
	};
	struct contract contract;

	EACH_BACKEND(contract)
	{
		g_autoptr(GString) expected = g_string_new(NULL), printed = g_string_new(NULL);
		g_autoptr(GError) error = NULL;

		begin(contract.store);
		for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
			g_autofree char *id = g_strdup_printf("M-%03zu", i);
			struct window_record window = window_of(id, 1);

			window.until_us = cases[i].until_us;
			window.recurrence = cases[i].recurrence;
			window.started_at_us = cases[i].started_at_us;
			window.end = cases[i].end;
			window.ended_at_us = cases[i].ended_at_us;
			set_record(contract.store, &window);
			if (!cases[i].over)
				g_string_append_printf(expected, "%s 1\n", id);
		}
		commit(contract.store);
		ok_or_fail(windows_read_open(contract.store, 20, print_window, printed, &error), error);
		ck_assert_str_eq(printed->str, expected->str);
	}
}
END_TEST

START_TEST(what_is_no_window_is_refused)
{
	static const char text[WINDOW_SELECTORS_LIMIT + 2] = {[0 ... WINDOW_SELECTORS_LIMIT] = 't'};
	const char *const over_id = text + WINDOW_SELECTORS_LIMIT - WINDOW_ID_LIMIT;
	const char *const over_actor = text + WINDOW_SELECTORS_LIMIT - JOURNAL_ACTOR_LIMIT;
	const char *const over_text = text + WINDOW_SELECTORS_LIMIT - WINDOW_TEXT_LIMIT;
	const struct window_record good = window_of("M-1", 1);
	struct window_record bad[] = {good, good, good, good, good, good, good, good,
				      good, good, good, good, good, good};
	struct contract contract;

	bad[0].id = "";
	bad[1].id = over_id;
	bad[2].selectors = "";
	bad[3].selectors = text;
	bad[4].owner = "";
	bad[5].owner = over_actor;
	bad[6].made_by = "";
	bad[7].made_by = "\xff";
	bad[8].reason = over_text;
	bad[9].reason = "\xff";
	bad[10].zone = "";
	bad[11].zone = over_text;
	bad[12].recurrence = "";
	bad[13].recurrence = over_text;
	EACH_BACKEND(contract)
	{
		ck_assert(!windows_set(contract.store, &good, NULL));
		for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
			begin(contract.store);
			ck_assert_msg(!windows_set(contract.store, &bad[i], NULL), "case %zu", i);
			store_rollback(contract.store);
		}
		assert_windows(contract.store, "");
	}
}
END_TEST

/* ---- marks ---- */

static void set_mark(struct store *store, const char *name, int64_t wall_us, const char *text)
{
	const struct mark_record mark = {
		.wall_us = wall_us, .monotonic_us = 7, .boot = "b", .text = text};
	g_autoptr(GError) error = NULL;

	ok_or_fail(marks_set(store, name, &mark, &error), error);
}

static bool print_mark(void *context, const char *name, const struct mark_record *mark)
{
	g_string_append_printf(context, "%s %d %d %s %s\n", name, (int)mark->wall_us,
			       (int)mark->monotonic_us, mark->boot, mark->text ? mark->text : "-");
	return true;
}

static void assert_marks(struct store *store, const char *name, const char *expected)
{
	g_autoptr(GString) printed = g_string_new(NULL);
	g_autoptr(GError) error = NULL;

	ok_or_fail(marks_read(store, name, print_mark, printed, &error), error);
	ck_assert_str_eq(printed->str, expected);
}

START_TEST(a_mark_is_set_and_removed)
{
	struct contract contract;

	EACH_BACKEND(contract)
	{
		struct store *store = contract.store;

		assert_marks(store, NULL, "");
		begin(store);
		set_mark(store, "tick", 1, NULL);
		set_mark(store, "own-view", 2, "{\"v\":1}");
		set_mark(store, "時計", 3, "");
		commit(store);
		assert_marks(store, NULL, "own-view 2 7 b {\"v\":1}\ntick 1 7 b -\n時計 3 7 b \n");
		assert_marks(store, "tick", "tick 1 7 b -\n");
		assert_marks(store, "tic", "");
		begin(store);
		set_mark(store, "tick", 4, "x");
		ck_assert(marks_set(store, "own-view", NULL, NULL));
		ck_assert(marks_set(store, "nobody", NULL, NULL));
		assert_marks(store, NULL, "tick 4 7 b x\n時計 3 7 b \n");
		store_rollback(store);
		assert_marks(store, NULL, "own-view 2 7 b {\"v\":1}\ntick 1 7 b -\n時計 3 7 b \n");
		begin(store);
		ck_assert(marks_set(store, "own-view", NULL, NULL));
		commit(store);
		assert_marks(store, "own-view", "");
		ck_assert_int_eq(figures_of(store).marks, 2);
	}
}
END_TEST

START_TEST(what_is_no_mark_is_refused)
{
	static const char text[MARK_TEXT_LIMIT + 2] = {[0 ... MARK_TEXT_LIMIT] = 't'};
	const struct mark_record good = {.wall_us = 1};
	const struct {
		const char *name;
		struct mark_record mark;
	} bad[] = {
		{"", good},
		{"\xff", good},
		{text + MARK_TEXT_LIMIT - MARK_NAME_LIMIT, good},
		{"tick", {.text = text}},
		{"tick", {.text = "\xff"}},
		{"tick", {.boot = "\xff"}},
	};
	struct contract contract;

	EACH_BACKEND(contract)
	{
		ck_assert(!marks_set(contract.store, "tick", &good, NULL));
		ck_assert(!marks_set(contract.store, "tick", NULL, NULL));
		for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
			begin(contract.store);
			ck_assert_msg(!marks_set(contract.store, bad[i].name, &bad[i].mark, NULL),
				      "case %zu", i);
			store_rollback(contract.store);
		}
		assert_marks(contract.store, NULL, "");
	}
}
END_TEST

static bool stop_at_window(void *context, const struct window_record *window)
{
	++*(int *)context;
	return false;
}

static bool stop_at_mark(void *context, const char *name, const struct mark_record *mark)
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
		set_window(contract.store, "M-1", 1);
		set_window(contract.store, "M-2", 1);
		set_mark(contract.store, "a", 1, NULL);
		set_mark(contract.store, "b", 1, NULL);
		commit(contract.store);
		ck_assert(windows_read(contract.store, stop_at_window, &calls, NULL));
		ck_assert(marks_read(contract.store, NULL, stop_at_mark, &calls, NULL));
		ck_assert_int_eq(calls, 2);
	}
}
END_TEST

/* Of a database that somebody changed. */
START_TEST(what_nwops_did_not_write_so_is_damaged)
{
	static const struct {
		const char *sql;
		bool window, mark; /* which of them can still be read */
	} cases[] = {
		{"UPDATE cover SET kind = 2", false, true},
		{"UPDATE cover SET kind = -1", false, true},
		{"UPDATE cover SET ended = 3", false, true},
		{"UPDATE cover SET id = printf('%.65c', 'x')", false, true},
		{"UPDATE cover SET selectors = CAST(x'ff' AS TEXT)", false, true},
		{"UPDATE cover SET owner = printf('%.257c', 'x')", false, true},
		{"UPDATE cover SET reason = CAST(x'4100' AS TEXT)", false, true},
		{"UPDATE cover SET zone = printf('%.2049c', 'x')", false, true},
		{"UPDATE cover SET recurrence = CAST(x'ff' AS TEXT)", false, true},
		{"UPDATE cover SET made_by = printf('%.257c', 'x')", false, true},
		{"UPDATE mark SET name = printf('%.65c', 'x')", true, false},
		{"UPDATE mark SET boot = printf('%.64c', 'x')", true, false},
		{"UPDATE mark SET text = CAST(x'ff' AS TEXT)", true, false},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;
		struct fixture fixture;
		struct store *store;
		int calls = 0;

		fixture_make(&fixture, 1);
		store = fixture_open(&fixture, STORE_WRITE);
		begin(store);
		set_window(store, "M-1", 1);
		set_mark(store, "tick", 1, "t");
		commit(store);
		store_close(store);
		tamper(&fixture, cases[i].sql);
		store = fixture_open(&fixture, STORE_READ);
		ck_assert_msg(windows_read(store, stop_at_window, &calls,
					   cases[i].window ? NULL : &error) == cases[i].window,
			      "%s", cases[i].sql);
		ck_assert_msg(marks_read(store, NULL, stop_at_mark, &calls,
					 cases[i].mark ? NULL : &error) == cases[i].mark,
			      "%s", cases[i].sql);
		ck_assert_int_eq(calls, 1);
		ck_assert(g_error_matches(error, OPS_STORE_ERROR, STORE_ERROR_DAMAGED));
		store_close(store);
		fixture_clear(&fixture);
	}
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(a_row_is_the_present_form_of_a_window),
		UNIT(no_id_is_given_twice),
		UNIT(every_part_of_it_comes_back),
		UNIT(what_is_over_can_be_left_out),
		UNIT(what_is_no_window_is_refused),
		UNIT(a_mark_is_set_and_removed),
		UNIT(what_is_no_mark_is_refused),
		UNIT(a_reader_may_stop),
		UNIT(what_nwops_did_not_write_so_is_damaged),
		{NULL},
	};

	return unit_run("store/contract-windows", tests);
}
