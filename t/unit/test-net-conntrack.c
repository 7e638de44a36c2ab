/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Connection tracking: what the kernel's files say, and when a table that has
 * grown is our doing.
 */
#include "net/conntrack.h"
#include "unit.h"

#define SECOND_US INT64_C(1000000)

START_TEST(the_kernels_figures_are_read)
{
	struct conntrack conntrack;

	ck_assert(conntrack_parse("17\n", "262144\n", &conntrack));
	ck_assert_uint_eq(conntrack.count, 17);
	ck_assert_uint_eq(conntrack.most, 262144);
}
END_TEST

START_TEST(anything_else_is_refused_and_changes_nothing)
{
	static const char *const bad[] = { "", "\n", "-1\n", "4294967296\n", "12 13\n", "many\n" };
	struct conntrack conntrack = { 1, 2 };

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		ck_assert_msg(!conntrack_parse(bad[i], "1\n", &conntrack), "count '%s'", bad[i]);
		ck_assert_msg(!conntrack_parse("1\n", bad[i], &conntrack), "limit '%s'", bad[i]);
	}
	ck_assert_uint_eq(conntrack.count, 1);
	ck_assert_uint_eq(conntrack.most, 2);
}
END_TEST

static const struct {
	const char *name;
	struct conntrack before, after;
	uint32_t asked;
	int64_t took_us;
	bool filled;
} cases[] = {
	{ "every address left an entry", { 0, 262144 }, { 230000, 262144 }, 230000, 5 * SECOND_US, true },
	{ "half of them", { 100, 262144 }, { 115100, 262144 }, 230000, 5 * SECOND_US, true },
	{ "fewer than half", { 100, 262144 }, { 115099, 262144 }, 230000, 5 * SECOND_US, false },
	{ "the table is not used", { 0, 262144 }, { 0, 262144 }, 230000, 5 * SECOND_US, false },
	{ "it is used by others", { 5000, 262144 }, { 5100, 262144 }, 230000, 5 * SECOND_US, false },
	{ "others ended meanwhile", { 5000, 262144 }, { 200, 262144 }, 230000, 5 * SECOND_US, false },
	{ "a few entries", { 0, 262144 }, { 999, 262144 }, 999, SECOND_US, false },
	{ "a thousand", { 0, 262144 }, { 1000, 262144 }, 1000, SECOND_US, true },
	{ "slowly, so that only the last half minute is there", { 0, 262144 }, { 60000, 262144 }, 230000,
	  60 * SECOND_US, true },
	{ "slowly, and fewer than that", { 0, 262144 }, { 57000, 262144 }, 230000, 60 * SECOND_US, false },
	{ "a table smaller than the sweep is full", { 0, 65536 }, { 65536, 65536 }, 230000, 5 * SECOND_US, true },
	{ "no limit", { 0, 0 }, { 230000, 0 }, 230000, 5 * SECOND_US, true },
};

START_TEST(only_what_we_can_have_filled_is_our_doing)
{
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		ck_assert_msg(conntrack_was_filled(&cases[i].before, &cases[i].after, cases[i].asked,
						   cases[i].took_us) == cases[i].filled,
			      "%s", cases[i].name);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(the_kernels_figures_are_read),
		UNIT(anything_else_is_refused_and_changes_nothing),
		UNIT(only_what_we_can_have_filled_is_our_doing),
		{ NULL, NULL },
	};

	return unit_run("net-conntrack", tests);
}
