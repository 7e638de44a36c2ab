/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Instants that go by days: business days, months, quarters, hours of the day. All of it by the
 * clocks of the site's zone, whose days need not have 24 hours.
 */
#include "cases/duties-internal.h"

#include "base/holidays.h"

#define MINUTES_OF_DAY 1440
/* The most that is looked through for a day that is open; closed days of a file may be all of the year. */
#define DAYS_MOST 4000

static GDateTime *local_of(GTimeZone *zone, int64_t at_us)
{
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(at_us / G_USEC_PER_SEC);

	return utc ? g_date_time_to_timezone(utc, zone) : NULL;
}

static int64_t instant_of(GDateTime *time)
{
	return g_date_time_to_unix(time) * G_USEC_PER_SEC + g_date_time_get_microsecond(time);
}

/* MINUTE of DAY of the month in ZONE. A minute that the clocks leave out is the next one that they show. */
static int64_t at_minute(GTimeZone *zone, const GDate *day, int minute)
{
	g_autoptr(GDateTime) time = g_date_time_new(zone, g_date_get_year(day), (int)g_date_get_month(day),
						    g_date_get_day(day), minute / 60, minute % 60, 0);

	return time ? instant_of(time) : DUTY_NEVER;
}

static bool is_closed(const struct duties *duties, const GDate *day)
{
	int at = (int)g_date_get_month(day) * 100 + g_date_get_day(day);

	if (g_date_get_weekday(day) >= G_DATE_SATURDAY || holidays_japanese(day))
		return true;
	for (size_t i = 0; i < duties->closed_count; i++) {
		const struct duty_closed *each = &duties->closed[i];

		if (each->from <= each->until ? at >= each->from && at <= each->until : at >= each->from || at <= each->until)
			return true;
	}
	return false;
}

static bool day_of(GTimeZone *zone, int64_t at_us, GDate *ret_day)
{
	g_autoptr(GDateTime) time = local_of(zone, at_us);
	int year, month, day;

	if (!time)
		return false;
	g_date_time_get_ymd(time, &year, &month, &day);
	g_date_clear(ret_day, 1);
	g_date_set_dmy(ret_day, (GDateDay)day, (GDateMonth)month, (GDateYear)year);
	return true;
}

int64_t duty_business_days(const struct duties *duties, GTimeZone *zone, int64_t at_us, int64_t days, bool *ret_unsure)
{
	GDate day;

	if (!day_of(zone, at_us, &day))
		return DUTY_NEVER;
	for (int looked = 0; days > 0 && looked < DAYS_MOST; looked++) {
		g_date_add_days(&day, 1);
		days -= !is_closed(duties, &day);
	}
	if (days > 0)
		return DUTY_NEVER;
	if (g_date_get_year(&day) > HOLIDAYS_CHECKED)
		*ret_unsure = true;
	return at_minute(zone, &day, MINUTES_OF_DAY - 1);
}

int64_t duty_months(GTimeZone *zone, int64_t at_us, int64_t months)
{
	g_autoptr(GDateTime) time = local_of(zone, at_us);
	g_autoptr(GDateTime) later = time ? g_date_time_add_months(time, (int)months) : NULL;

	return later ? instant_of(later) : DUTY_NEVER;
}

int64_t duty_quarter_end(GTimeZone *zone, int64_t at_us)
{
	GDate day;

	if (!day_of(zone, at_us, &day))
		return DUTY_NEVER;
	g_date_set_day(&day, 1);
	g_date_add_months(&day, 3 - ((guint)g_date_get_month(&day) - 1) % 3);
	return at_minute(zone, &day, 0);
}

int64_t duty_in_hours(const struct duty_row *row, GTimeZone *zone, int64_t at_us)
{
	g_autoptr(GDateTime) time = local_of(zone, at_us);
	int minute = time ? g_date_time_get_hour(time) * 60 + g_date_time_get_minute(time) : 0;
	bool over_midnight = row->hours_from > row->hours_until;
	GDate day;

	if (!time || row->hours_from == row->hours_until || !day_of(zone, at_us, &day))
		return at_us;
	if (over_midnight ? minute >= row->hours_from || minute < row->hours_until
			  : minute >= row->hours_from && minute < row->hours_until)
		return at_us;
	if (minute >= row->hours_from)
		g_date_add_days(&day, 1);
	return at_minute(zone, &day, row->hours_from);
}
