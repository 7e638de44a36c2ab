/* SPDX-License-Identifier: Apache-2.0 */
/*
 * base/status.h: the order of badness, and exit statuses.
 */
#include "base/status.h"

#include "unit.h"

static const enum status from_best_to_worst[] = { STATUS_OK, STATUS_CAUTION, STATUS_UNKNOWN,
						  STATUS_WARNING, STATUS_DOWN };

START_TEST(the_worse_of_two_does_not_depend_on_their_order)
{
	for (int i = 0; i < STATUS_COUNT; i++)
		for (int j = 0; j < STATUS_COUNT; j++)
			ck_assert_int_eq(status_worse(from_best_to_worst[i], from_best_to_worst[j]),
					 from_best_to_worst[i > j ? i : j]);
}
END_TEST

START_TEST(exit_statuses_are_those_of_the_plugin_protocol)
{
	static const int expected[STATUS_COUNT] = { [STATUS_OK] = 0,
						    [STATUS_CAUTION] = 1,
						    [STATUS_WARNING] = 2,
						    [STATUS_DOWN] = 2,
						    [STATUS_UNKNOWN] = 3 };

	for (int i = 0; i < STATUS_COUNT; i++)
		ck_assert_int_eq(status_exit((enum status)i), expected[i]);
}
END_TEST

START_TEST(what_is_bad_was_asked_and_does_not_do_what_it_is_for)
{
	for (int i = 0; i < STATUS_COUNT; i++)
		ck_assert(status_is_bad((enum status)i) == (i == STATUS_WARNING || i == STATUS_DOWN));
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(the_worse_of_two_does_not_depend_on_their_order),
		UNIT(exit_statuses_are_those_of_the_plugin_protocol),
		UNIT(what_is_bad_was_asked_and_does_not_do_what_it_is_for),
		{ NULL, NULL },
	};

	return unit_run("base-status", tests);
}
