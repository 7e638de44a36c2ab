/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where a window stands at each moment, and what may then be done to it: it covers
 * its time and nothing else, and work that is not said to be done shows.
 */
#include "fixture-windows.h"

#define TOKYO "Asia/Tokyo"

static int64_t at(const char *text)
{
	return fixture_at(text, TOKYO);
}

static struct window_record window_of(const char *every)
{
	return fixture_window(TOKYO, "2026-11-25 01:00", "2026-11-25 05:00", every);
}

/* "in-force covers begun 2026-11-25 01:00:00 +09:00 .. …". Caller frees. */
static char *look(const struct window_record *window, const char *when)
{
	struct window_times times = fixture_times(window);
	const struct window_now now = windows_look(window, &times, at(when));
	g_autofree char *span = fixture_span(&now.span, times.zone);
	char *text = g_strdup_printf("%s%s%s %.16s", words_get(WORDS_WINDOW_PHASE, now.phase)->id,
				     now.covers ? " covers" : "", now.begun ? " begun" : "", span);

	windows_close_times(&times);
	return text;
}

#define LOOKS(window, when, text)                                                                                     \
	do {                                                                                                          \
		g_autofree char *seen = look(window, when);                                                           \
		ck_assert_str_eq(seen, text);                                                                         \
	} while (0)

enum deed { BEGIN, EXTEND, FINISH, CANCEL };

/* Does DEED to WINDOW at WHEN. What was refused and why, else NULL. Caller frees. */
static char *act(struct window_record *window, enum deed deed, const char *when, const char *until,
		  struct window_record *ret_apart)
{
	struct window_times times = fixture_times(window);
	g_autoptr(GError) error = NULL;
	const struct window_record before = *window;
	struct window_record apart = {0};
	bool made = false, done = false;

	switch (deed) {
	case BEGIN:
		done = windows_begin(window, &times, at(when), &error);
		break;
	case EXTEND:
		done = windows_extend(window, &times, at(when), at(until), &made, &apart, &error);
		break;
	case FINISH:
		done = windows_finish(window, &times, at(when), &error);
		break;
	case CANCEL:
		done = windows_cancel(window, &times, at(when), &error);
		break;
	}
	windows_close_times(&times);
	if (ret_apart)
		*ret_apart = apart;
	ck_assert_int_eq(made, done && deed == EXTEND && window->recurrence);
	if (done)
		return NULL;
	ck_assert(g_error_matches(error, OPS_WINDOWS_ERROR, WINDOWS_ERROR_PHASE));
	ck_assert_mem_eq(window, &before, sizeof(before));
	return g_strdup(error->message);
}

#define DOES(window, deed, when, until) ck_assert_ptr_null(act(window, deed, when, until, NULL))
#define REFUSES(window, deed, when, until, why)                                                                       \
	do {                                                                                                          \
		g_autofree char *said = act(window, deed, when, until, NULL);                                         \
		ck_assert_pstr_eq(said, why);                                                                         \
	} while (0)

START_TEST(a_window_covers_its_time_and_ends_by_itself)
{
	const struct window_record window = window_of(NULL);

	LOOKS(&window, "2026-11-25 00:59:59", "planned 2026-11-25 01:00");
	LOOKS(&window, "2026-11-25 01:00:00", "in-force covers 2026-11-25 01:00");
	LOOKS(&window, "2026-11-25 04:59:59", "in-force covers 2026-11-25 01:00");
	LOOKS(&window, "2026-11-25 05:00:00", "over 2026-11-25 01:00");
}
END_TEST

START_TEST(work_that_was_begun_and_not_finished_is_overrun)
{
	struct window_record window = window_of(NULL);

	DOES(&window, BEGIN, "2026-11-25 01:10", NULL);
	LOOKS(&window, "2026-11-25 01:05", "in-force covers 2026-11-25 01:00");
	LOOKS(&window, "2026-11-25 02:00", "in-force covers begun 2026-11-25 01:00");
	LOOKS(&window, "2026-11-25 05:00", "overrun begun 2026-11-25 01:00");
	LOOKS(&window, "2026-12-25 05:00", "overrun begun 2026-11-25 01:00");
	window.overrun_told_us = at("2026-11-25 05:01");
	DOES(&window, EXTEND, "2026-11-25 05:30", "2026-11-25 06:00");
	ck_assert_int_eq(window.overrun_told_us, 0);
	LOOKS(&window, "2026-11-25 05:30", "in-force covers begun 2026-11-25 01:00");
	LOOKS(&window, "2026-11-25 06:00", "overrun begun 2026-11-25 01:00");
	DOES(&window, FINISH, "2026-11-25 06:10", NULL);
	LOOKS(&window, "2026-11-25 06:10", "finished 2026-11-25 01:00");
	/* What was so before it was finished stays so for who asks of then. */
	LOOKS(&window, "2026-11-25 06:05", "overrun begun 2026-11-25 01:00");
}
END_TEST

START_TEST(work_may_begin_early_and_end_early)
{
	struct window_record window = window_of(NULL);

	DOES(&window, BEGIN, "2026-11-25 00:30", NULL);
	ck_assert_int_eq(window.from_us, at("2026-11-25 00:30"));
	LOOKS(&window, "2026-11-25 00:30", "in-force covers begun 2026-11-25 00:30");
	DOES(&window, FINISH, "2026-11-25 02:00", NULL);
	LOOKS(&window, "2026-11-25 02:00", "finished 2026-11-25 00:30");
	LOOKS(&window, "2026-11-25 06:00", "finished 2026-11-25 00:30");
}
END_TEST

START_TEST(a_cancelled_window_covers_nothing)
{
	struct window_record window = window_of("day");

	DOES(&window, CANCEL, "2026-11-26 02:00", NULL);
	LOOKS(&window, "2026-11-26 01:59", "in-force covers 2026-11-26 01:00");
	LOOKS(&window, "2026-11-26 02:00", "cancelled 2026-11-26 01:00");
	LOOKS(&window, "2026-11-27 02:00", "cancelled 2026-11-26 01:00");
}
END_TEST

START_TEST(of_a_window_that_recurs_one_time_is_done_and_the_next_comes)
{
	struct window_record window = window_of("day");

	DOES(&window, BEGIN, "2026-11-26 01:10", NULL);
	DOES(&window, FINISH, "2026-11-26 02:00", NULL);
	LOOKS(&window, "2026-11-26 02:00", "planned 2026-11-27 01:00");
	LOOKS(&window, "2026-11-27 01:00", "in-force covers 2026-11-27 01:00");
	DOES(&window, BEGIN, "2026-11-27 01:00", NULL);
	/* Overrun, and the next time covers all the same. */
	LOOKS(&window, "2026-11-27 05:00", "overrun begun 2026-11-27 01:00");
	LOOKS(&window, "2026-11-28 01:00", "overrun covers begun 2026-11-27 01:00");
	DOES(&window, FINISH, "2026-11-27 05:30", NULL);
	LOOKS(&window, "2026-11-28 01:00", "in-force covers 2026-11-28 01:00");
	/* The last of them. */
	window.recurs_until_us = at("2026-11-28 02:00");
	DOES(&window, FINISH, "2026-11-28 02:00", NULL);
	LOOKS(&window, "2026-11-28 02:00", "over 2026-11-28 01:00");
}
END_TEST

START_TEST(an_extended_time_of_a_window_that_recurs_stands_by_itself)
{
	struct window_record window = window_of("day"), apart;

	DOES(&window, BEGIN, "2026-11-26 01:10", NULL);
	ck_assert_ptr_null(act(&window, EXTEND, "2026-11-26 04:30", "2026-11-26 07:00", &apart));
	ck_assert_ptr_null(apart.id);
	ck_assert_ptr_null(apart.recurrence);
	ck_assert_str_eq(apart.selectors, window.selectors);
	LOOKS(&apart, "2026-11-26 06:00", "in-force covers begun 2026-11-26 01:00");
	LOOKS(&apart, "2026-11-26 07:00", "overrun begun 2026-11-26 01:00");
	LOOKS(&window, "2026-11-26 04:30", "planned 2026-11-27 01:00");
	LOOKS(&window, "2026-11-27 01:00", "in-force covers 2026-11-27 01:00");
}
END_TEST

START_TEST(what_cannot_be_done_is_refused_and_says_why)
{
	struct window_record once = window_of(NULL), daily = window_of("day"), begun = window_of(NULL),
			     done = window_of(NULL);

	REFUSES(&once, FINISH, "2026-11-25 00:00", NULL,
		"'M-20261125-001' has not begun: it is from 2026-11-25 01:00:00 +09:00; to call it off, cancel it");
	REFUSES(&once, EXTEND, "2026-11-25 02:00", "2026-11-25 05:00",
		"'M-20261125-001' lasts until 2026-11-25 05:00:00 +09:00 anyway: to end it earlier, finish it");
	REFUSES(&once, BEGIN, "2026-11-25 05:00", NULL,
		"'M-20261125-001' is over since 2026-11-25 05:00:00 +09:00");
	REFUSES(&once, EXTEND, "2026-11-25 05:00", "2026-11-25 06:00",
		"'M-20261125-001' is over since 2026-11-25 05:00:00 +09:00");
	REFUSES(&once, CANCEL, "2026-11-25 05:00", NULL,
		"'M-20261125-001' is over since 2026-11-25 05:00:00 +09:00");
	DOES(&begun, BEGIN, "2026-11-25 02:00", NULL);
	REFUSES(&begun, BEGIN, "2026-11-25 02:00", NULL, "work of 'M-20261125-001' has begun already");
	REFUSES(&begun, BEGIN, "2026-11-25 06:00", NULL,
		"'M-20261125-001' is overrun: extend it, or finish it first");
	REFUSES(&begun, EXTEND, "2026-11-25 07:00", "2026-11-25 06:00",
		"'M-20261125-001' cannot be extended to a time that has passed");
	DOES(&done, FINISH, "2026-11-25 02:00", NULL);
	REFUSES(&done, FINISH, "2026-11-25 03:00", NULL,
		"'M-20261125-001' is finished since 2026-11-25 02:00:00 +09:00");
	REFUSES(&daily, BEGIN, "2026-11-25 06:00", NULL,
		"'M-20261125-001' is not before 2026-11-26 01:00:00 +09:00: for work at once, start a window of its own");
	REFUSES(&daily, EXTEND, "2026-11-25 06:00", "2026-11-26 08:00",
		"no time of 'M-20261125-001' is under way: only such a one can be extended");
	REFUSES(&daily, FINISH, "2026-11-25 06:00", NULL,
		"'M-20261125-001' has not begun: it is from 2026-11-26 01:00:00 +09:00; to call it off, cancel it");
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(a_window_covers_its_time_and_ends_by_itself),
		UNIT(work_that_was_begun_and_not_finished_is_overrun),
		UNIT(work_may_begin_early_and_end_early),
		UNIT(a_cancelled_window_covers_nothing),
		UNIT(of_a_window_that_recurs_one_time_is_done_and_the_next_comes),
		UNIT(an_extended_time_of_a_window_that_recurs_stands_by_itself),
		UNIT(what_cannot_be_done_is_refused_and_says_why),
		{NULL, NULL},
	};

	return unit_run("state-windows-change", tests);
}
