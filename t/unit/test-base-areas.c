/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Prefectures: the numbers that everybody knows, and none beyond.
 */
#include "base/areas.h"
#include "unit.h"

#include <glib.h>

START_TEST(each_number_has_the_name_of_the_standard)
{
	static const struct {
		unsigned int number;
		const char *japanese, *english;
	} known[] = {
		{1, "北海道", "Hokkaido"},  {13, "東京都", "Tokyo"},    {26, "京都府", "Kyoto"},
		{27, "大阪府", "Osaka"},    {34, "広島県", "Hiroshima"}, {40, "福岡県", "Fukuoka"},
		{47, "沖縄県", "Okinawa"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(known); i++) {
		const struct area *area = area_find(known[i].number);

		ck_assert_ptr_nonnull(area);
		ck_assert_str_eq(area->japanese, known[i].japanese);
		ck_assert_str_eq(area->english, known[i].english);
	}
}
END_TEST

START_TEST(no_two_numbers_share_a_name)
{
	for (unsigned int a = 1; a <= AREA_MOST; a++)
		for (unsigned int b = 1; b < a; b++) {
			ck_assert_str_ne(area_find(a)->japanese, area_find(b)->japanese);
			ck_assert_str_ne(area_find(a)->english, area_find(b)->english);
		}
}
END_TEST

START_TEST(what_is_no_prefecture_has_no_name)
{
	ck_assert_ptr_null(area_find(0));
	ck_assert_ptr_null(area_find(AREA_MOST + 1));
	ck_assert_ptr_null(area_find(G_MAXUINT));
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(each_number_has_the_name_of_the_standard),
		UNIT(no_two_numbers_share_a_name),
		UNIT(what_is_no_prefecture_has_no_name),
		{NULL, NULL},
	};

	return unit_run("base-areas", tests);
}
