/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The search for the largest packet that passes, over ways of every size that
 * say so, lie about it or say nothing, and lose packets meanwhile.
 */
#include "probe/internal.h"
#include "unit.h"

#define LEAST 60
#define SEARCHES_MOST 64

struct way {
	int carries;		/* bytes */
	int says;		/* what a router tells; 0: that it is too big; -1: nothing at all */
	unsigned int loses;	/* each packet of this number is lost; 0: none */
	unsigned int packets, rounds;
};

static struct hops_answer send_over(struct way *way, int size)
{
	static const struct address router = { .bytes = { 10, 0, 0, 1 }, .family = AF_INET };

	if (way->loses && ++way->packets % way->loses == 0)
		return (struct hops_answer){ .outcome = HOPS_SILENCE, .rtt_us = -1 };
	if (size <= way->carries)
		return (struct hops_answer){ .outcome = HOPS_REPLY, .rtt_us = 1000 + size, .whole = true };
	if (way->says < 0)
		return (struct hops_answer){ .outcome = HOPS_SILENCE, .rtt_us = -1 };
	return (struct hops_answer){ .outcome = HOPS_TOO_BIG, .from = router, .rtt_us = 500, .mtu = way->says };
}

static struct mtu_search search_over(struct way *way, int wanted)
{
	struct mtu_search search;
	int sizes[MTU_SIZES_MOST], count;
	bool ended = false;

	mtu_begin(&search, LEAST, wanted);
	while (!ended && (count = mtu_next(&search, sizes))) {
		ck_assert_uint_lt(way->rounds++, SEARCHES_MOST);
		ck_assert_int_le(count, MTU_SIZES_MOST);
		for (int i = 0; i < count && !ended; i++) {
			struct hops_answer answer = send_over(way, sizes[i]);

			ck_assert_int_ge(sizes[i], LEAST);
			ck_assert_int_le(sizes[i], wanted);
			ended = mtu_take(&search, sizes[i], &answer);
		}
	}
	return search;
}

START_TEST(every_size_is_found_exactly_whatever_routers_say)
{
	for (int says = -1; says <= 1; says++)
		for (int carries = LEAST; carries <= 1510; carries += unit_sparse()) {
			struct way way = { .carries = carries, .says = says > 0 ? carries : says };
			struct mtu_search search = search_over(&way, 1500);

			ck_assert_int_eq(search.passed, MIN(carries, 1500));
			ck_assert_int_eq(search.told, says > 0 && carries < 1500 ? carries : 0);
			ck_assert_int_eq(search.rtt_us, 1000 + LEAST);
		}
}
END_TEST

START_TEST(what_is_wanted_and_passes_takes_two_packets)
{
	struct way way = { .carries = 9000 };
	struct mtu_search search = search_over(&way, 9000);

	ck_assert_int_eq(search.passed, 9000);
	ck_assert_uint_eq(way.rounds, 2);
}
END_TEST

START_TEST(a_router_that_tells_saves_the_search)
{
	struct way way = { .carries = 1437, .says = 1437 };

	search_over(&way, 9000);
	ck_assert_uint_eq(way.rounds, 3);
}
END_TEST

START_TEST(a_silent_usual_size_takes_few_rounds)
{
	static const int usual[] = { 1280, 1400, 1420, 1454, 1476, 1480, 1492 };

	for (size_t i = 0; i < G_N_ELEMENTS(usual); i++) {
		struct way way = { .carries = usual[i], .says = -1 };

		ck_assert_int_eq(search_over(&way, 1500).passed, usual[i]);
		/* The least; the wanted, the plateaus in one or two rounds and one size more, three times each. */
		ck_assert_uint_le(way.rounds, 11);
	}
}
END_TEST

START_TEST(a_lie_about_the_size_is_found_out)
{
	static const int lies[] = { 61, 600, 1399, 1401, 1499, 1500, 1501, 100000, LEAST, 1 };

	for (size_t i = 0; i < G_N_ELEMENTS(lies); i++) {
		struct way way = { .carries = 1400, .says = lies[i] };
		struct mtu_search search = search_over(&way, 1500);

		ck_assert_msg(search.passed == 1400, "told %d, found %d", lies[i], search.passed);
		ck_assert(search.told < 1500);
	}
}
END_TEST

START_TEST(lost_packets_change_nothing)
{
	for (unsigned int loses = 2; loses < 13; loses++)
		for (int carries = 600; carries < 1520; carries += 7 * unit_sparse()) {
			struct way way = { .carries = carries, .says = -1, .loses = loses };
			struct mtu_search search = search_over(&way, 1500);

			ck_assert_int_le(search.passed, MIN(carries, 1500));
			/* One size comes round within so many packets, so no second try of it is lost. */
			if (loses > MTU_SIZES_MOST)
				ck_assert_int_eq(search.passed, MIN(carries, 1500));
		}
}
END_TEST

START_TEST(without_any_answer_nothing_passes_and_three_were_asked)
{
	struct way way = { .carries = 0, .says = -1 };
	struct mtu_search search = search_over(&way, 1500);

	ck_assert_int_eq(search.passed, 0);
	ck_assert_int_eq(search.rtt_us, -1);
	ck_assert_uint_eq(way.rounds, 3);
}
END_TEST

START_TEST(a_cut_reply_has_not_passed)
{
	struct hops_answer cut = { .outcome = HOPS_REPLY, .rtt_us = 5 };
	struct mtu_search search;
	int sizes[MTU_SIZES_MOST];

	mtu_begin(&search, LEAST, 1500);
	ck_assert_int_eq(mtu_next(&search, sizes), 1);
	ck_assert(!mtu_take(&search, sizes[0], &cut));
	ck_assert_int_eq(search.passed, 0);
}
END_TEST

START_TEST(a_larger_one_that_passes_undoes_what_silence_said)
{
	struct hops_answer reply = { .outcome = HOPS_REPLY, .rtt_us = 5, .whole = true };
	struct mtu_search search;

	mtu_begin(&search, LEAST, 1500);
	search.passed = LEAST;
	search.failed = 1400;
	ck_assert(!mtu_take(&search, 1450, &reply));
	ck_assert_int_eq(search.passed, 1450);
	ck_assert_int_eq(search.failed, 0);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(every_size_is_found_exactly_whatever_routers_say),
		UNIT(what_is_wanted_and_passes_takes_two_packets),
		UNIT(a_router_that_tells_saves_the_search),
		UNIT(a_silent_usual_size_takes_few_rounds),
		UNIT(a_lie_about_the_size_is_found_out),
		UNIT(lost_packets_change_nothing),
		UNIT(without_any_answer_nothing_passes_and_three_were_asked),
		UNIT(a_cut_reply_has_not_passed),
		UNIT(a_larger_one_that_passes_undoes_what_silence_said),
		{ NULL, NULL },
	};

	return unit_run("probe-mtu", tests);
}
