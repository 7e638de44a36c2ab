/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The event loop: what is started comes, what is cancelled does not, and
 * nothing is left behind.
 */
#include "net/loop.h"
#include "unit.h"

#include <signal.h>

struct seen { struct loop *loop; struct loop_wait *wait; int count, limit; };

static void count_and_stop(void *context)
{
	struct seen *seen = context;

	if (++seen->count == seen->limit)
		loop_stop(seen->loop);
}

START_TEST(a_timer_without_repeat_comes_once_and_the_loop_ends)
{
	struct seen seen = { .loop = loop_new(), .limit = 100 };

	loop_start_timer(seen.loop, 1000, 0, count_and_stop, &seen);
	loop_run(seen.loop);
	ck_assert_int_eq(seen.count, 1);
	loop_free(seen.loop);
}
END_TEST

START_TEST(a_repeating_timer_comes_until_the_loop_is_stopped)
{
	struct seen seen = { .loop = loop_new(), .limit = 3 };

	loop_start_timer(seen.loop, 0, 1000, count_and_stop, &seen);
	loop_run(seen.loop);
	ck_assert_int_eq(seen.count, 3);
	loop_free(seen.loop);
}
END_TEST

START_TEST(a_cancelled_wait_never_comes)
{
	struct seen cancelled = { .loop = loop_new(), .limit = 100 };
	struct seen other = { .loop = cancelled.loop, .limit = 1 };

	cancelled.wait = loop_start_timer(cancelled.loop, 1000, 1000, count_and_stop, &cancelled);
	loop_start_timer(cancelled.loop, 20000, 0, count_and_stop, &other);
	loop_cancel(cancelled.wait);
	loop_cancel(NULL);
	loop_run(cancelled.loop);
	ck_assert_int_eq(cancelled.count, 0);
	ck_assert_int_eq(other.count, 1);
	loop_free(cancelled.loop);
}
END_TEST

START_TEST(turns_come_without_sleeping)
{
	struct seen seen = { .loop = loop_new(), .limit = 1000 };

	loop_start_turns(seen.loop, count_and_stop, &seen);
	loop_run(seen.loop);
	ck_assert_int_eq(seen.count, 1000);
	loop_free(seen.loop);
}
END_TEST

/* What came in a turn, and what had come by its end. */
static void take_end(void *context)
{
	struct seen *seen = context;

	ck_assert_int_eq(seen->count, 2);
	loop_stop(seen->loop);
}

static void count_and_forget(void *context)
{
	struct seen *seen = context;

	seen->count++;
}

START_TEST(a_turn_ends_once_all_that_came_has_been_told)
{
	struct seen seen = { .loop = loop_new() };

	loop_start_ends(seen.loop, take_end, &seen);
	loop_start_timer(seen.loop, 0, 0, count_and_forget, &seen);
	loop_start_timer(seen.loop, 0, 0, count_and_forget, &seen);
	loop_run(seen.loop);
	ck_assert_int_eq(seen.count, 2);
	loop_free(seen.loop);
}
END_TEST

static void stop(void *context)
{
	loop_stop(context);
}

START_TEST(a_stop_before_it_ran_leaves_nothing_behind)
{
	struct seen seen = { .loop = loop_new() };

	loop_start_timer(seen.loop, G_USEC_PER_SEC, 0, count_and_stop, &seen);
	loop_stop(seen.loop);
	loop_free(seen.loop);
	ck_assert_int_eq(seen.count, 0);
}
END_TEST

static void read_one(void *context)
{
	struct seen *seen = context;
	char byte;

	ck_assert_int_eq(read(seen->limit, &byte, 1), 1);
	ck_assert_int_eq(byte, 'x');
	seen->count++;
	loop_stop(seen->loop);
}

START_TEST(a_readable_descriptor_is_told)
{
	struct seen seen = { .loop = loop_new() };
	int pipe_ends[2];

	ck_assert_int_eq(pipe(pipe_ends), 0);
	seen.limit = pipe_ends[0];
	loop_start_reading(seen.loop, pipe_ends[0], read_one, &seen);
	ck_assert_int_eq(write(pipe_ends[1], "x", 1), 1);
	loop_run(seen.loop);
	ck_assert_int_eq(seen.count, 1);
	loop_free(seen.loop);
}
END_TEST

START_TEST(what_a_descriptor_is_watched_for_can_change)
{
	struct seen seen = { .loop = loop_new(), .limit = 1 };
	int pipe_ends[2];

	ck_assert_int_eq(pipe(pipe_ends), 0);
	seen.wait = loop_start_watching(seen.loop, pipe_ends[1], 0, count_and_stop, &seen);
	loop_watch(seen.wait, LOOP_WRITABLE);
	loop_run(seen.loop);
	ck_assert_int_eq(seen.count, 1);
	loop_watch(seen.wait, 0);
	seen.limit = 100;
	loop_start_timer(seen.loop, 1000, 0, stop, seen.loop);
	loop_run(seen.loop);
	ck_assert_int_eq(seen.count, 1);
	loop_free(seen.loop);
	close(pipe_ends[0]);
	close(pipe_ends[1]);
}
END_TEST

static void raise_usr1(void *context)
{
	raise(SIGUSR1);
}

START_TEST(a_signal_is_told_and_kills_nobody)
{
	struct seen seen = { .loop = loop_new(), .limit = 1 };

	loop_start_signal(seen.loop, SIGUSR1, count_and_stop, &seen);
	loop_start_timer(seen.loop, 0, 0, raise_usr1, NULL);
	loop_run(seen.loop);
	ck_assert_int_eq(seen.count, 1);
	loop_free(seen.loop);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(a_timer_without_repeat_comes_once_and_the_loop_ends),
		UNIT(a_repeating_timer_comes_until_the_loop_is_stopped),
		UNIT(a_cancelled_wait_never_comes),
		UNIT(turns_come_without_sleeping),
		UNIT(a_turn_ends_once_all_that_came_has_been_told),
		UNIT(a_stop_before_it_ran_leaves_nothing_behind),
		UNIT(a_readable_descriptor_is_told),
		UNIT(what_a_descriptor_is_watched_for_can_change),
		UNIT(a_signal_is_told_and_kills_nobody),
		{ NULL, NULL },
	};

	return unit_run("net-loop", tests);
}
