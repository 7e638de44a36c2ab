/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Areas: the 47 prefectures by their numbers in JIS X 0401, as inventories
 * write them (area: 13), with the names that people know them by.
 */
#pragma once

#define AREA_MOST 47

struct area {
	const char *japanese, *english;
};

/* Prefecture NUMBER, 1 to AREA_MOST; NULL for any other number. Lent for ever. */
const struct area *area_find(unsigned int number);
