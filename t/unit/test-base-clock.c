/* SPDX-License-Identifier: Apache-2.0 */
/*
 * base/clock.h: the wall clock can be set and moved, the monotonic one cannot.
 */
#include "base/clock.h"

#include "unit.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <sys/stat.h>

#define AT_3 INT64_C(1795543200000000)	/* 2026-11-25T03:00:00+09:00 */
#define HOUR INT64_C(3600000000)

static struct clock *set_to(const char *setting)
{
	g_autoptr(GError) error = NULL;
	struct clock *clock = clock_new_set(setting, &error);

	ck_assert_msg(clock != NULL, "%s", error ? error->message : "");
	return clock;
}

START_TEST(the_machine_has_a_clock_that_goes_forward)
{
	const struct clock *clock = clock_system();
	int64_t before = clock_monotonic_us(clock);

	ck_assert(!clock_is_set(clock));
	ck_assert_int_gt(clock_wall_us(clock), INT64_C(1500000000000000));
	ck_assert_int_ge(clock_monotonic_us(clock), before);
}
END_TEST

START_TEST(a_set_clock_stands_still_and_waits_do_not)
{
	g_autoptr(ops_clock_t) clock = set_to(" 2026-11-25T03:00:00+09:00\n");
	int64_t before = clock_monotonic_us(clock);

	ck_assert(clock_is_set(clock));
	while (clock_monotonic_us(clock) == before)
		;
	ck_assert_int_eq(clock_wall_us(clock), AT_3);
}
END_TEST

START_TEST(a_running_clock_goes_at_its_rate)
{
	int64_t before = clock_monotonic_us(clock_system());
	g_autoptr(ops_clock_t) clock = set_to("2026-11-25T03:00:00+09:00 x60");
	int64_t first, passed;

	while (clock_monotonic_us(clock) < before + 1000)
		;
	first = clock_wall_us(clock);
	passed = clock_monotonic_us(clock) - before;
	ck_assert_int_gt(first, AT_3);
	ck_assert_int_le(first, AT_3 + passed * 60);
	ck_assert_int_ge(clock_wall_us(clock), first);
}
END_TEST

START_TEST(what_is_no_setting_is_refused)
{
	static const char *const settings[] = {
		"",
		"now",
		"2026-11-25T03:00:00",
		"2026-11-25T03:00:00+09:00 x",
		"2026-11-25T03:00:00+09:00 x0",
		"2026-11-25T03:00:00+09:00 up", "2026-11-25T03:00:00+09:00 up x", "2026-11-25T03:00:00+09:00 up 2h x60",
		" up 2h",
		"2026-11-25T03:00:00+09:00 x+6",
		"2026-11-25T03:00:00+09:00 x-6",
		"2026-11-25T03:00:00+09:00 x1.5",
		"2026-11-25T03:00:00+09:00 x86401",
		"2026-11-25T03:00:00+09:00x60",
		"x60",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(settings); i++) {
		g_autofree char *expected = g_strdup_printf(
			"'%s' is not a setting for the clock: expected a time with offset, and "
			"perhaps a rate, as in '2026-11-25T03:00:00+09:00 x60'",
			settings[i]);
		g_autoptr(GError) error = NULL;

		ck_assert_msg(!clock_new_set(settings[i], &error), "'%s' was taken", settings[i]);
		ck_assert(g_error_matches(error, OPS_CLOCK_ERROR, CLOCK_ERROR_INVALID));
		ck_assert_str_eq(error->message, expected);
	}
}
END_TEST

/* A directory with a file "now" in it. */
struct place {
	char *directory, *path, *setting;
};

static void place_init(struct place *place)
{
	place->directory = g_dir_make_tmp("nwops-clock-XXXXXX", NULL);
	ck_assert_ptr_nonnull(place->directory);
	place->path = g_build_filename(place->directory, "now", NULL);
	place->setting = g_strconcat("@", place->path, NULL);
}

static void place_clear(struct place *place)
{
	g_unlink(place->path);
	g_rmdir(place->directory);
	g_free(place->directory);
	g_free(place->path);
	g_free(place->setting);
}

static void say(const struct place *place, const char *text)
{
	ck_assert(g_file_set_contents(place->path, text, -1, NULL));
}

START_TEST(a_file_moves_the_clock)
{
	struct place place;
	struct clock *clock;

	place_init(&place);
	say(&place, "2026-11-25T03:00:00+09:00\n");
	clock = set_to(place.setting);
	ck_assert(clock_is_set(clock));
	ck_assert_int_eq(clock_wall_us(clock), AT_3);
	say(&place, "2026-11-25T05:00:00+09:00\n");
	ck_assert_int_eq(clock_wall_us(clock), AT_3 + 2 * HOUR);
	say(&place, "2026-11-25T02:00:00+09:00\n");
	ck_assert_int_eq(clock_wall_us(clock), AT_3 - HOUR);
	clock_free(clock);
	place_clear(&place);
}
END_TEST

START_TEST(a_file_that_says_nothing_leaves_the_clock)
{
	struct place place;
	struct clock *clock;

	place_init(&place);
	say(&place, "2026-11-25T03:00:00+09:00");
	clock = set_to(place.setting);
	say(&place, "");
	ck_assert_int_eq(clock_wall_us(clock), AT_3);
	say(&place, "2026-11-25T0");
	ck_assert_int_eq(clock_wall_us(clock), AT_3);
	ck_assert_int_eq(g_unlink(place.path), 0);
	ck_assert_int_eq(clock_wall_us(clock), AT_3);
	say(&place, "2026-11-25T04:00:00+09:00");
	ck_assert_int_eq(clock_wall_us(clock), AT_3 + HOUR);
	clock_free(clock);
	place_clear(&place);
}
END_TEST

START_TEST(a_rate_in_a_file_is_not_begun_anew_at_each_question)
{
	struct place place;
	struct clock *clock;
	int64_t before;

	place_init(&place);
	say(&place, "2026-11-25T03:00:00+09:00 x86400");
	clock = set_to(place.setting);
	before = clock_monotonic_us(clock);
	while (clock_monotonic_us(clock) < before + 1000)
		;
	ck_assert_int_ge(clock_wall_us(clock), AT_3 + 1000 * 86400);
	clock_free(clock);
	place_clear(&place);
}
END_TEST

static void assert_refused(const struct place *place, const char *before, const char *after)
{
	g_autofree char *expected = g_strconcat(before, " '", place->path, "': ", after, NULL);
	g_autoptr(GError) error = NULL;

	ck_assert_ptr_null(clock_new_set(place->setting, &error));
	ck_assert(g_error_matches(error, OPS_CLOCK_ERROR, CLOCK_ERROR_INVALID));
	ck_assert_str_eq(error->message, expected);
}

START_TEST(a_file_must_be_good_to_begin_with)
{
	struct place place;

	place_init(&place);
	assert_refused(&place, "cannot read the clock's file", "No such file or directory");
	say(&place, "noon");
	assert_refused(&place, "in the clock's file",
		       "'noon' is not a setting for the clock: expected a time with offset, and "
		       "perhaps a rate, as in '2026-11-25T03:00:00+09:00 x60'");
	ck_assert_int_eq(g_unlink(place.path), 0);
	/* It must not wait for somebody to write. */
	ck_assert_int_eq(mkfifo(place.path, 0600), 0);
	assert_refused(&place, "in the clock's file",
		       "'' is not a setting for the clock: expected a time with offset, and "
		       "perhaps a rate, as in '2026-11-25T03:00:00+09:00 x60'");
	place_clear(&place);
}
END_TEST

START_TEST(a_set_clock_is_up_as_long_as_it_says)
{
	g_autoptr(ops_clock_t) unsaid = set_to("2026-11-25T03:00:00+09:00");
	g_autoptr(ops_clock_t) said = set_to("2026-11-25T03:00:00+09:00 up 2h");
	g_autoptr(ops_clock_t) runs = set_to("2026-11-25T03:00:00+09:00 x60 up 2h");
	struct clock_moment of_unsaid = clock_moment(unsaid), of_said = clock_moment(said);
	struct clock_moment first = clock_moment(runs), then = first;

	ck_assert_int_eq(of_unsaid.wall_us, AT_3);
	ck_assert_int_eq(of_unsaid.uptime_us, AT_3);
	ck_assert_int_eq(of_said.wall_us, AT_3);
	ck_assert_int_eq(of_said.uptime_us, 2 * HOUR);
	ck_assert_str_eq(of_said.boot, of_unsaid.boot);
	while (then.uptime_us < first.uptime_us + 60000)
		then = clock_moment(runs);
	ck_assert_int_ge(first.uptime_us, 2 * HOUR);
	ck_assert_int_gt(clock_passed_us(&first, &then), 0);
}
END_TEST

START_TEST(the_machine_names_its_boot)
{
	struct clock_moment first = clock_moment(clock_system()), then = clock_moment(clock_system());

	ck_assert_str_ne(first.boot, "");
	ck_assert_str_eq(first.boot, then.boot);
	ck_assert_int_ge(then.uptime_us, first.uptime_us);
	ck_assert_int_ge(first.uptime_us, 0);
}
END_TEST

START_TEST(a_jump_is_what_the_wall_clock_did_and_time_did_not)
{
	static const struct { struct clock_moment before, now; int64_t jump_us, passed_us; } cases[] = {
		{ { 1000, 50, "a" }, { 1060, 110, "a" }, 0, 60 },
		{ { 1000, 50, "a" }, { 1070, 110, "a" }, 10, 60 },
		{ { 1000, 50, "a" }, { 990, 110, "a" }, -70, 60 },
		/* Another boot: how long it was off nobody measured. */
		{ { 1000, 50, "a" }, { 9000, 10, "b" }, 0, 8000 },
		{ { 1000, 50, "a" }, { 900, 10, "b" }, -100, 0 },
		/* Not known which: as another. */
		{ { 1000, 50, "" }, { 1070, 110, "" }, 0, 70 },
		/* A boot whose time went back is not the same, whatever it is called. */
		{ { 1000, 50, "a" }, { 1070, 10, "a" }, 0, 70 },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		ck_assert_int_eq(clock_jump_us(&cases[i].before, &cases[i].now), cases[i].jump_us);
		ck_assert_int_eq(clock_passed_us(&cases[i].before, &cases[i].now), cases[i].passed_us);
	}
}
END_TEST

static struct clock *beside(const struct clock *real, int64_t rate)
{
	const struct clock_moment origin = clock_moment(real);

	return clock_new_beside(real, &origin, AT_3, rate);
}

START_TEST(a_clock_beside_another_goes_at_its_own_rate)
{
	static const struct { const char *at; int64_t rate, shown_us; } cases[] = {
		{ "2026-11-25T05:00:00+09:00", 1, AT_3 + 2 * HOUR },
		{ "2026-11-25T05:00:00+09:00", 60, AT_3 + 120 * HOUR },
		{ "2026-11-25T05:00:00+09:00", 0, AT_3 },
		/* One that was set back has not gone on. */
		{ "2026-11-25T01:00:00+09:00", 60, AT_3 },
	};
	g_autoptr(ops_clock_t) began = set_to("2026-11-25T03:00:00+09:00");
	const struct clock_moment origin = clock_moment(began);

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(ops_clock_t) real = set_to(cases[i].at);
		g_autoptr(ops_clock_t) drill = clock_new_beside(real, &origin, AT_3, cases[i].rate);

		ck_assert_int_eq(clock_wall_us(drill), cases[i].shown_us);
		ck_assert(clock_is_set(drill));
	}
}
END_TEST

START_TEST(a_clock_beside_another_does_not_jump_with_it)
{
	/* Set forward by a day while ten seconds passed. */
	g_autoptr(ops_clock_t) began = set_to("2026-11-25T03:00:00+09:00 up 2h");
	g_autoptr(ops_clock_t) real = set_to("2026-11-26T03:00:10+09:00 up 7210s");
	const struct clock_moment origin = clock_moment(began);
	g_autoptr(ops_clock_t) drill = clock_new_beside(real, &origin, AT_3, 6);

	ck_assert_int_eq(clock_wall_us(drill), AT_3 + HOUR / 60);
}
END_TEST

START_TEST(a_clock_beside_the_machines_runs)
{
	g_autoptr(ops_clock_t) drill = beside(clock_system(), 86400);
	int64_t first_us = clock_wall_us(drill);

	ck_assert_int_ge(first_us, AT_3);
	while (clock_wall_us(drill) < first_us + HOUR / 3600)
		;
	ck_assert_int_ge(clock_moment(drill).wall_us, first_us + HOUR / 3600);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(the_machine_has_a_clock_that_goes_forward),
		UNIT(a_set_clock_stands_still_and_waits_do_not),
		UNIT(a_running_clock_goes_at_its_rate),
		UNIT(what_is_no_setting_is_refused),
		UNIT(a_file_moves_the_clock),
		UNIT(a_file_that_says_nothing_leaves_the_clock),
		UNIT(a_rate_in_a_file_is_not_begun_anew_at_each_question),
		UNIT(a_file_must_be_good_to_begin_with),
		UNIT(a_set_clock_is_up_as_long_as_it_says),
		UNIT(the_machine_names_its_boot),
		UNIT(a_clock_beside_another_goes_at_its_own_rate),
		UNIT(a_clock_beside_another_does_not_jump_with_it),
		UNIT(a_clock_beside_the_machines_runs),
		UNIT(a_jump_is_what_the_wall_clock_did_and_time_did_not),
		{ NULL, NULL },
	};

	return unit_run("base-clock", tests);
}
