/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Counting statuses: the worst of many does not depend on order or number.
 */
#include "state/state.h"
#include "unit.h"

START_TEST(the_worst_of_every_set_is_its_worst_member)
{
	static const enum status worst_first[] = {
		STATUS_DOWN, STATUS_WARNING, STATUS_UNKNOWN, STATUS_CAUTION, STATUS_OK,
	};

	for (unsigned int set = 1; set < 1 << STATUS_COUNT; set++) {
		struct state_tally tally = { { 0 } };
		int worst = -1;

		for (int i = STATUS_COUNT - 1; i >= 0; i--) {
			if (!(set & 1u << i))
				continue;
			for (unsigned int times = 0; times <= set % 3; times++)
				state_tally_add(&tally, worst_first[i]);
			worst = i;
		}
		ck_assert_int_eq(state_tally_worst(&tally), worst_first[worst]);
	}
}
END_TEST

START_TEST(nothing_at_all_is_ok)
{
	struct state_tally tally = { { 0 } };

	ck_assert_int_eq(state_tally_worst(&tally), STATUS_OK);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(the_worst_of_every_set_is_its_worst_member),
		UNIT(nothing_at_all_is_ok),
		{ NULL, NULL },
	};

	return unit_run("state-tally", tests);
}
