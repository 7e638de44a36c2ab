/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What every backend of the store promises of the courses of items.
 */
#include "fixture-contract.h"
#include "fixture-tamper.h"

static struct course_record course_of(int number)
{
	return (struct course_record){
		.levels[COURSE_WARNING] = {.count = 3, .since_us = number, .covered_us = 7},
		.seen = STATUS_WARNING,
		.cause = CAUSE_LOSS,
		.limit = -1,
		.bad_at_us = number,
	};
}

static void set_course(struct store *store, const char *item, const struct course_record *course)
{
	g_autoptr(GError) error = NULL;

	ok_or_fail(courses_set(store, item, course, &error), error);
}

static void set_number(struct store *store, const char *item, int number)
{
	const struct course_record course = course_of(number);

	set_state(store, item, STATUS_OK);
	set_course(store, item, &course);
}

static bool print_course(void *context, const char *item, const struct course_record *course)
{
	g_string_append_printf(context, "%s %d\n", item, (int)course->bad_at_us);
	return true;
}

static void assert_courses(struct store *store, const char *expected)
{
	g_autoptr(GString) printed = g_string_new(NULL);
	g_autoptr(GError) error = NULL;

	ok_or_fail(courses_read(store, print_course, printed, &error), error);
	ck_assert_str_eq(printed->str, expected);
}

START_TEST(an_item_at_rest_has_none)
{
	struct contract contract;

	EACH_BACKEND(contract)
	{
		struct store *store = contract.store;

		begin(store);
		set_state(store, "line:a", STATUS_OK);
		set_course(store, "line:a", NULL);
		set_course(store, "line:nobody", NULL);
		commit(store);
		assert_courses(store, "");
		ck_assert_int_eq(size_of(store), 0);
		begin(store);
		set_number(store, "line:b", 1);
		set_number(store, "line:a", 2);
		set_number(store, "line:c", 3);
		assert_courses(store, "line:a 2\nline:b 1\nline:c 3\n");
		commit(store);
		assert_courses(store, "line:a 2\nline:b 1\nline:c 3\n");
		begin(store);
		set_course(store, "line:b", NULL);
		set_number(store, "line:a", 4);
		assert_courses(store, "line:a 4\nline:c 3\n");
		store_rollback(store);
		assert_courses(store, "line:a 2\nline:b 1\nline:c 3\n");
		begin(store);
		set_course(store, "line:b", NULL);
		commit(store);
		assert_courses(store, "line:a 2\nline:c 3\n");
		/* the state stands */
		assert_states(store, "line:a 0 10 seen -1\nline:b 0 10 seen -1\nline:c 0 10 seen -1\n");
	}
}
END_TEST

/* Each member differs from all others, and none is what an empty record has. */
static struct course_record full_course(void)
{
	struct course_record course = {
		.seen = STATUS_UNKNOWN,
		.cause = CAUSE_TREND,
		.limit = INT32_MAX,
		.told = STATUS_DOWN,
		.told_at_us = INT64_MAX,
		.good_at_us = 2,
		.bad_at_us = 3,
		.last_bad_at_us = 4,
		.flap_score = INT32_MAX,
		.flap_at_us = 5,
		.flapping = true,
		.flapping_told = true,
		.hidden_by = "device:集線装置",
		.window = "M-20261122-003",
		.silence = "S-20261122-001",
	};

	for (int level = 0; level < COURSE_LEVEL_COUNT; level++)
		course.levels[level] = (struct course_step){
			.raised = level % 2 == 0,
			.count = (uint16_t)(UINT16_MAX - level),
			.since_us = INT64_MAX - level,
			.covered_us = 0x0102030405060708 + level,
			.raised_at_us = 10 + level,
		};
	return course;
}

static void assert_same(const struct course_record *a, const struct course_record *b)
{
	for (int level = 0; level < COURSE_LEVEL_COUNT; level++) {
		ck_assert_int_eq(a->levels[level].raised, b->levels[level].raised);
		ck_assert_int_eq(a->levels[level].count, b->levels[level].count);
		ck_assert_int_eq(a->levels[level].since_us, b->levels[level].since_us);
		ck_assert_int_eq(a->levels[level].covered_us, b->levels[level].covered_us);
		ck_assert_int_eq(a->levels[level].raised_at_us, b->levels[level].raised_at_us);
	}
	ck_assert_int_eq(a->seen, b->seen);
	ck_assert_int_eq(a->cause, b->cause);
	ck_assert_int_eq(a->limit, b->limit);
	ck_assert_int_eq(a->told, b->told);
	ck_assert_int_eq(a->told_at_us, b->told_at_us);
	ck_assert_int_eq(a->good_at_us, b->good_at_us);
	ck_assert_int_eq(a->bad_at_us, b->bad_at_us);
	ck_assert_int_eq(a->last_bad_at_us, b->last_bad_at_us);
	ck_assert_int_eq(a->flap_score, b->flap_score);
	ck_assert_int_eq(a->flap_at_us, b->flap_at_us);
	ck_assert_int_eq(a->flapping, b->flapping);
	ck_assert_int_eq(a->flapping_told, b->flapping_told);
	ck_assert_pstr_eq(a->hidden_by, b->hidden_by);
	ck_assert_pstr_eq(a->window, b->window);
	ck_assert_pstr_eq(a->silence, b->silence);
}

static bool take_course(void *context, const char *item, const struct course_record *course)
{
	*(struct course_record *)context = *course;
	return true;
}

START_TEST(every_part_of_it_comes_back)
{
	struct course_record courses[] = {
		full_course(),
		{.limit = -1},
		{.limit = 0, .levels[COURSE_UNKNOWN] = {.raised = true}},
		{.limit = 1, .levels[COURSE_CAUTION] = {.count = 1}},
		{.limit = 2, .levels[COURSE_DOWN] = {.covered_us = 1}},
		{.limit = 3, .levels[COURSE_DOWN] = {.raised_at_us = 1}},
	};
	struct contract contract;

	EACH_BACKEND(contract)
	for (size_t i = 0; i < G_N_ELEMENTS(courses); i++) {
		struct course_record read = {.cause = CAUSE_NONE};

		begin(contract.store);
		set_state(contract.store, ITEM, STATUS_OK);
		set_course(contract.store, ITEM, &courses[i]);
		commit(contract.store);
		ck_assert(courses_read(contract.store, take_course, &read, NULL));
		assert_same(&courses[i], &read);
	}
}
END_TEST

START_TEST(names_are_kept_whole_and_are_items_names)
{
	struct contract contract;

	EACH_BACKEND(contract)
	{
		struct course_record course = {.limit = -1}, read;
		g_autoptr(GError) error = NULL;
		g_autoptr(GString) name = g_string_new(NULL);

		while (name->len + strlen("東") <= 512)
			g_string_append(name, "東");
		course.hidden_by = g_intern_string(name->str);
		begin(contract.store);
		set_state(contract.store, ITEM, STATUS_OK);
		set_course(contract.store, ITEM, &course);
		commit(contract.store);
		ck_assert(courses_read(contract.store, take_course, &read, NULL));
		/* Interned, and so the same one. */
		ck_assert_ptr_eq(read.hidden_by, course.hidden_by);
		ck_assert_ptr_null(read.window);
		g_string_append(name, "東");
		course.hidden_by = g_intern_string(name->str);
		begin(contract.store);
		ck_assert(!courses_set(contract.store, ITEM, &course, &error));
		ck_assert_ptr_nonnull(error);
		store_rollback(contract.store);
	}
}
END_TEST

START_TEST(it_goes_with_its_item)
{
	struct contract contract;

	EACH_BACKEND(contract)
	{
		struct store *store = contract.store;
		struct upkeep_figures figures;

		begin(store);
		set_number(store, "line:a", 1);
		set_number(store, "line:b", 2);
		commit(store);
		ck_assert(upkeep_measure(store, &figures, NULL));
		ck_assert_int_eq(figures.courses, 2);
		begin(store);
		ck_assert(items_forget(store, "line:b", NULL));
		store_rollback(store);
		assert_courses(store, "line:a 1\nline:b 2\n");
		begin(store);
		ck_assert(items_forget(store, "line:b", NULL));
		/* the next new item, which may get its number, does not inherit it */
		set_state(store, "line:c", STATUS_OK);
		commit(store);
		assert_courses(store, "line:a 1\n");
		ck_assert(upkeep_measure(store, &figures, NULL));
		ck_assert_int_eq(figures.courses, 1);
	}
}
END_TEST

START_TEST(what_cannot_be_kept_is_refused)
{
	const struct course_record course = course_of(1);
	struct contract contract;

	EACH_BACKEND(contract)
	{
		struct store *store = contract.store;

		ck_assert(!courses_set(store, ITEM, &course, NULL));
		ck_assert(!courses_set(store, ITEM, NULL, NULL));
		begin(store);
		ck_assert(!courses_set(store, "", &course, NULL));
		store_rollback(store);
		begin(store);
		ck_assert(!courses_set(store, ITEM, &course, NULL));
		store_rollback(store);
		/* it has a result, and nothing was judged */
		begin(store);
		keep_results(store, ITEM, 1, 1);
		ck_assert(!courses_set(store, ITEM, &course, NULL));
		store_rollback(store);
		assert_courses(store, "");
	}
}
END_TEST

static bool stop_after_one(void *context, const char *item, const struct course_record *course)
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
		set_number(contract.store, "line:a", 1);
		set_number(contract.store, "line:b", 2);
		commit(contract.store);
		ck_assert(courses_read(contract.store, stop_after_one, &calls, NULL));
		ck_assert_int_eq(calls, 1);
	}
}
END_TEST

/* What follows the number of a level. */
#define STEP "0000000000000000000000000000000000000000000000000000"

/* Of a database that somebody changed. */
START_TEST(what_nwops_did_not_write_so_is_damaged)
{
	static const char *const cases[] = {
		"seen = 5",
		"seen = -1",
		"cause = 99",
		"told = 4294967296",
		"reached = 4294967296",
		"reached = -2",
		"flap_score = -1",
		"flapping = 3",
		"levels = x'00'",
		"levels = zeroblob(28)",
		"levels = zeroblob(54)", /* one level twice, */
		"levels = x'01" STEP "00" STEP "'", /* out of order, */
		"levels = x'04" STEP "'", /* and that there are not */
		"levels = x'ff" STEP "'",
		"hidden_by = CAST(x'ff' AS TEXT)",
		"hidden_by = CAST(x'4100' AS TEXT)",
		"hidden_by = printf('%.513c', 'x')",
		"window_id = printf('%.65c', 'x')",
		"silence_id = printf('%.65c', 'x')",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *sql = g_strconcat("UPDATE course SET ", cases[i], NULL);
		g_autoptr(GString) printed = g_string_new(NULL);
		g_autoptr(GError) error = NULL;
		struct fixture fixture;
		struct store *store;

		fixture_make(&fixture, 1);
		store = fixture_open(&fixture, STORE_WRITE);
		begin(store);
		set_number(store, ITEM, 1);
		commit(store);
		store_close(store);
		tamper(&fixture, sql);
		store = fixture_open(&fixture, STORE_READ);
		ck_assert_msg(!courses_read(store, print_course, printed, &error), "%s", cases[i]);
		ck_assert_msg(g_error_matches(error, OPS_STORE_ERROR, STORE_ERROR_DAMAGED), "%s",
			      error->message);
		ck_assert_str_eq(printed->str, "");
		store_close(store);
		fixture_clear(&fixture);
	}
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(an_item_at_rest_has_none),
		UNIT(every_part_of_it_comes_back),
		UNIT(names_are_kept_whole_and_are_items_names),
		UNIT(it_goes_with_its_item),
		UNIT(what_cannot_be_kept_is_refused),
		UNIT(a_reader_may_stop),
		UNIT(what_nwops_did_not_write_so_is_damaged),
		{NULL},
	};

	return unit_run("store/contract-courses", tests);
}
