/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Japanese national holidays from the law. The table holds each holiday with the
 * years of one wording of the law; what follows from other holidays is computed. A
 * table of dates was rejected: it ends, and nobody notices.
 */
#include "base/holidays.h"

#include <stdbool.h>
#include <stdint.h>

#define EVER INT16_MAX
/* In place of a day of the month. */
#define MONDAY(number) (100 + (number))
#define EQUINOX 200
/* 12 April 1973, in days since the year 1. */
#define STANDS_IN_FROM 720360

static const struct rule {
	int16_t from, to; /* years */
	uint8_t month, day;
	const char *name;
} rules[] = {
	{ 1949, EVER, 1, 1, "元日" },
	{ 1949, 1999, 1, 15, "成人の日" },
	{ 2000, EVER, 1, MONDAY(2), "成人の日" },
	{ 1967, EVER, 2, 11, "建国記念の日" },
	{ 2020, EVER, 2, 23, "天皇誕生日" },
	{ 1949, EVER, 3, EQUINOX, "春分の日" },
	{ 1949, 1988, 4, 29, "天皇誕生日" },
	{ 1989, 2006, 4, 29, "みどりの日" },
	{ 2007, EVER, 4, 29, "昭和の日" },
	{ 1949, EVER, 5, 3, "憲法記念日" },
	{ 2007, EVER, 5, 4, "みどりの日" },
	{ 1949, EVER, 5, 5, "こどもの日" },
	{ 1996, 2002, 7, 20, "海の日" },
	{ 2003, 2019, 7, MONDAY(3), "海の日" },
	{ 2022, EVER, 7, MONDAY(3), "海の日" },
	{ 2016, 2019, 8, 11, "山の日" },
	{ 2022, EVER, 8, 11, "山の日" },
	{ 1966, 2002, 9, 15, "敬老の日" },
	{ 2003, EVER, 9, MONDAY(3), "敬老の日" },
	{ 1948, EVER, 9, EQUINOX, "秋分の日" },
	{ 1966, 1999, 10, 10, "体育の日" },
	{ 2000, 2019, 10, MONDAY(2), "体育の日" },
	{ 2022, EVER, 10, MONDAY(2), "スポーツの日" },
	{ 1948, EVER, 11, 3, "文化の日" },
	{ 1948, EVER, 11, 23, "勤労感謝の日" },
	{ 1989, 2018, 12, 23, "天皇誕生日" },
	/* By a law for that day alone. */
	{ 1959, 1959, 4, 10, "皇太子明仁親王の結婚の儀" },
	{ 1989, 1989, 2, 24, "昭和天皇の大喪の礼" },
	{ 1990, 1990, 11, 12, "即位礼正殿の儀" },
	{ 1993, 1993, 6, 9, "皇太子徳仁親王の結婚の儀" },
	{ 2019, 2019, 5, 1, "即位の日" },
	{ 2019, 2019, 10, 22, "即位礼正殿の儀" },
	/* Moved for the games that were to be in 2020. */
	{ 2020, 2020, 7, 23, "海の日" },
	{ 2020, 2020, 7, 24, "スポーツの日" },
	{ 2020, 2020, 8, 10, "山の日" },
	{ 2021, 2021, 7, 22, "海の日" },
	{ 2021, 2021, 7, 23, "スポーツの日" },
	{ 2021, 2021, 8, 8, "山の日" },
};

/* The day of March or September, in Japan's time. The sun's year is 365.242194 days long; the
 * constants are where it stood in 1980, in hundredths of a millionth of a day. */
static int equinox(int year, int month)
{
	int64_t drift = INT64_C(24219400) * (year - 1980);
	int64_t at = month == 3 ? 2084310000 : 2324880000;

	if (year < 1980) {
		at = month == 3 ? 2083570000 : 2325880000;
		/* Leap years are taken off rounded down, also before 1980. */
		return (int)((at + drift + ((1983 - year) / 4) * INT64_C(100000000)) / 100000000);
	}
	return (int)((at + drift) / 100000000) - (year - 1980) / 4;
}

static int day_of(const struct rule *rule, const GDate *date)
{
	if (rule->day == EQUINOX)
		return equinox(g_date_get_year(date), rule->month);
	if (rule->day < MONDAY(0))
		return rule->day;
	/* The Monday in the week of DATE, when that is the one. */
	if (g_date_get_weekday(date) != G_DATE_MONDAY || (g_date_get_day(date) - 1) / 7 + 1 != rule->day - MONDAY(0))
		return 0;
	return g_date_get_day(date);
}

/* A holiday that the law names. */
static const char *named(const GDate *date)
{
	int year = g_date_get_year(date), month = g_date_get_month(date);

	for (unsigned int i = 0; i < G_N_ELEMENTS(rules); i++)
		if (rules[i].month == month && year >= rules[i].from && year <= rules[i].to &&
		    day_of(&rules[i], date) == g_date_get_day(date))
			return rules[i].name;
	return NULL;
}

static const char *named_beside(const GDate *date, int days)
{
	GDate beside = *date;

	if (days < 0)
		g_date_subtract_days(&beside, (guint)-days);
	else
		g_date_add_days(&beside, (guint)days);
	return named(&beside);
}

/* DATE, no holiday itself, stands in for one that fell on a Sunday (from April 1973); since
 * 2007 the first day behind it that is none. */
static bool stands_in(const GDate *date)
{
	int weekday = g_date_get_weekday(date), days;

	if (g_date_get_julian(date) < STANDS_IN_FROM)
		return false;
	if (g_date_get_year(date) < 2007)
		return weekday == G_DATE_MONDAY && named_beside(date, -1);
	for (days = 1; days < 7 && named_beside(date, -days); days++)
		if ((weekday - days + 7) % 7 == 0)
			return true;
	return false;
}

/* Between two holidays (from 27 December 1985); until 2006 not on a Sunday. */
static bool is_between(const GDate *date)
{
	int year = g_date_get_year(date);

	if (year < 1986 || (year < 2007 && g_date_get_weekday(date) == G_DATE_SUNDAY))
		return false;
	return named_beside(date, -1) && named_beside(date, 1);
}

const char *holidays_japanese(const GDate *date)
{
	const char *name;

	if (g_date_get_year(date) < HOLIDAYS_FIRST || g_date_get_year(date) > HOLIDAYS_LAST)
		return NULL;
	name = named(date);
	if (name)
		return name;
	return stands_in(date) ? "振替休日" : is_between(date) ? "国民の休日" : NULL;
}
