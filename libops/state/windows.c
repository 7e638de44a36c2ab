/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The times of a window. They are counted from the first one, so that any of them is
 * found in a few steps however far away it is; and counted in what the zone's clocks
 * show, so that daylight saving moves none of them.
 */
#include "state/windows.h"

#include "base/instant.h"
#include "base/quantity.h"
#include "base/translate.h"

#define US_PER_SECOND ((int64_t)G_USEC_PER_SEC)
#define US_PER_DAY (86400 * US_PER_SECOND)
#define JULIAN_1970 719163	/* GDate's number of 1970-01-01 */
#define LAST_YEAR 9998		/* whose times can all be written */
#define NO_DAY G_MININT64
#define MONTHS 12
/* Days of the shortest month, of the shortest year. */
#define SHORT_MONTH 28
#define SHORT_YEAR 365

/* --- what clocks show --- */

static int64_t floor_divide(int64_t number, int64_t by)
{
	return number / by - (number % by < 0);
}

/* Microseconds that the clocks of ZONE are ahead of UTC at AT_US. */
static int64_t offset_at(GTimeZone *zone, int64_t at_us)
{
	int interval = g_time_zone_find_interval(zone, G_TIME_TYPE_UNIVERSAL,
						 floor_divide(at_us, US_PER_SECOND));

	return g_time_zone_get_offset(zone, interval) * US_PER_SECOND;
}

static int64_t wall_at(GTimeZone *zone, int64_t at_us)
{
	return at_us + offset_at(zone, at_us);
}

/* The first instant at which the clocks show WALL_US or, where they skip it, of the jump. */
static int64_t instant_of_wall(GTimeZone *zone, int64_t wall_us)
{
	/* No zone is a day ahead of UTC or changes its clocks twice in two days. */
	int64_t before = offset_at(zone, wall_us - US_PER_DAY), after = offset_at(zone, wall_us + US_PER_DAY);
	int64_t early = wall_us - MAX(before, after), late = wall_us - MIN(before, after);
	int64_t shown;

	if (wall_at(zone, early) == wall_us)
		return early;
	if (wall_at(zone, late) == wall_us)
		return late;
	shown = floor_divide(wall_us, US_PER_SECOND);
	int interval = g_time_zone_adjust_time(zone, G_TIME_TYPE_STANDARD, &shown);

	return (shown - g_time_zone_get_offset(zone, interval)) * US_PER_SECOND;
}

/* --- the calendar: days from 1970-01-01, months from the year 0 --- */

static int64_t day_of_wall(int64_t wall_us)
{
	return floor_divide(wall_us, US_PER_DAY);
}

static int64_t month_of_day(int64_t day, int *ret_day_of_month)
{
	GDate date;

	g_date_clear(&date, 1);
	g_date_set_julian(&date, (guint32)(day + JULIAN_1970));
	*ret_day_of_month = g_date_get_day(&date);
	return (int64_t)g_date_get_year(&date) * MONTHS + g_date_get_month(&date) - 1;
}

/* DAY_OF_MONTH 0: its last. NO_DAY: the month has no such day. */
static int64_t day_of_month(int64_t month, int day_of_month)
{
	GDateYear year = (GDateYear)(month / MONTHS);
	GDateMonth in_year = (GDateMonth)(month % MONTHS + 1);
	int days = g_date_get_days_in_month(in_year, year);
	GDate date;

	if (day_of_month > days)
		return NO_DAY;
	g_date_clear(&date, 1);
	g_date_set_dmy(&date, (GDateDay)(day_of_month ? day_of_month : days), in_year, year);
	return (int64_t)g_date_get_julian(&date) - JULIAN_1970;
}

/* 1 Monday … 7 Sunday; 1970-01-01 was a Thursday. */
static int weekday_of_day(int64_t day)
{
	return (int)((day % 7 + 7 + 3) % 7) + 1;
}

static int64_t day_of_ordinal(int64_t month, int ordinal, int weekday)
{
	int64_t first = day_of_month(month, 1), last = day_of_month(month, 0), day;

	if (ordinal < 0)
		return last - (weekday_of_day(last) - weekday + 7) % 7;
	day = first + (weekday - weekday_of_day(first) + 7) % 7 + (ordinal - 1) * 7;
	return day > last ? NO_DAY : day;
}

/* --- counting times --- */

/* What all times of a window have alike, in what the clocks show. */
struct rhythm {
	int64_t day;			/* of the first time */
	int64_t time_of_day_us;
	int64_t length_us;
	int64_t month;			/* of the first time */
	int day_of_month;
	int64_t last_day;		/* after it no time is looked for */
};

static struct rhythm rhythm_of(const struct window_times *times)
{
	int64_t from_us = wall_at(times->zone, times->first.from_us);
	int64_t length_us = wall_at(times->zone, times->first.until_us) - from_us;
	struct rhythm rhythm = { .day = day_of_wall(from_us) };

	rhythm.time_of_day_us = from_us - rhythm.day * US_PER_DAY;
	/* The first time may lie where the clocks go back, and end before it began by them. */
	rhythm.length_us = length_us > 0 ? length_us : times->first.until_us - times->first.from_us;
	rhythm.month = month_of_day(rhythm.day, &rhythm.day_of_month);
	rhythm.last_day = day_of_month(LAST_YEAR * MONTHS + MONTHS - 1, 0);
	return rhythm;
}

/* Periods of RECURRENCE in days, in months; one of the two is 0. */
static int64_t days_of(const struct recurrence *recurrence)
{
	if (recurrence->unit == RECUR_DAYS)
		return recurrence->step;
	return recurrence->unit == RECUR_WEEKS ? recurrence->step * (int64_t)7 : 0;
}

static int64_t months_of(const struct recurrence *recurrence)
{
	return days_of(recurrence) ? 0 : recurrence->step * (int64_t)(recurrence->unit == RECUR_YEARS ? MONTHS : 1);
}

/* The day of time NUMBER; NO_DAY: its month has none. Beyond the last day: there are no more. */
static int64_t day_of_time(const struct window_times *times, const struct rhythm *rhythm, int64_t number)
{
	const struct recurrence *recurrence = &times->recurrence;
	int64_t month;

	if (days_of(recurrence))
		return rhythm->day + number * days_of(recurrence);
	month = rhythm->month + number * months_of(recurrence);
	if (month / MONTHS > LAST_YEAR)
		return G_MAXINT64;
	if (recurrence->unit == RECUR_WEEKDAY)
		return day_of_ordinal(month, recurrence->ordinal, recurrence->weekday);
	return day_of_month(month, recurrence->unit == RECUR_LAST_DAY ? 0 : rhythm->day_of_month);
}

/* The number of the time about AT_US, at most by one period too large or too small. */
static int64_t number_about(const struct window_times *times, const struct rhythm *rhythm, int64_t at_us)
{
	int64_t day = CLAMP(day_of_wall(wall_at(times->zone, at_us)), rhythm->day, rhythm->last_day);
	int ignored;

	if (days_of(&times->recurrence))
		return (day - rhythm->day) / days_of(&times->recurrence);
	return (month_of_day(day, &ignored) - rhythm->month) / months_of(&times->recurrence);
}

static struct window_span span_on(const struct window_times *times, const struct rhythm *rhythm, int64_t number,
				  int64_t day)
{
	int64_t wall_us = day * US_PER_DAY + rhythm->time_of_day_us;
	struct window_span span = times->first;

	if (!number)
		return span;
	span.from_us = instant_of_wall(times->zone, wall_us);
	span.until_us = instant_of_wall(times->zone, wall_us + rhythm->length_us);
	/* The clocks skip all of it. */
	if (span.until_us <= span.from_us)
		span.until_us = span.from_us + rhythm->length_us;
	return span;
}

/* A time is at most as long as one period, so that two before it there is none under way. */
#define PERIODS_AROUND 3

bool windows_time_after(const struct window_times *times, int64_t at_us, struct window_span *ret_span)
{
	struct rhythm rhythm;
	struct window_span span = times->first;

	if (span.until_us > at_us || !times->recurs) {
		*ret_span = span;
		return span.until_us > at_us;
	}
	rhythm = rhythm_of(times);
	for (int64_t number = MAX(number_about(times, &rhythm, at_us) - PERIODS_AROUND, 0);; number++) {
		int64_t day = day_of_time(times, &rhythm, number);

		if (day == NO_DAY)
			continue;
		if (day > rhythm.last_day)
			return false;
		span = span_on(times, &rhythm, number, day);
		if (span.from_us >= times->recurs_until_us)
			return false;
		if (span.until_us > at_us) {
			*ret_span = span;
			return true;
		}
	}
}

bool windows_time_before(const struct window_times *times, int64_t at_us, struct window_span *ret_span)
{
	struct rhythm rhythm;
	struct window_span span = times->first;

	if (span.until_us > at_us)
		return false;
	*ret_span = span;
	if (!times->recurs)
		return true;
	rhythm = rhythm_of(times);
	for (int64_t number = number_about(times, &rhythm, MIN(at_us, times->recurs_until_us)) + PERIODS_AROUND;
	     number > 0; number--) {
		int64_t day = day_of_time(times, &rhythm, number);

		if (day == NO_DAY || day > rhythm.last_day)
			continue;
		span = span_on(times, &rhythm, number, day);
		if (span.until_us <= at_us && span.from_us < times->recurs_until_us) {
			*ret_span = span;
			return true;
		}
	}
	return true;
}

bool windows_overlap(const struct window_times *a, const struct window_times *b, const struct window_span *within,
		     struct window_span *ret_span)
{
	struct window_span of_a, of_b, both;

	for (int64_t at_us = within->from_us;; at_us = MIN(of_a.until_us, of_b.until_us)) {
		if (!windows_time_after(a, at_us, &of_a) || !windows_time_after(b, at_us, &of_b))
			return false;
		both.from_us = MAX(MAX(of_a.from_us, of_b.from_us), within->from_us);
		both.until_us = MIN(MIN(of_a.until_us, of_b.until_us), within->until_us);
		if (MIN(of_a.until_us, of_b.until_us) > both.from_us && both.from_us < both.until_us) {
			*ret_span = both;
			return true;
		}
		if (both.from_us >= within->until_us)
			return false;
	}
}

/* --- opening --- */

static bool refuse(GError **error, enum windows_error_code code, const char *format, ...) G_GNUC_PRINTF(3, 4);

static bool refuse(GError **error, enum windows_error_code code, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	if (error)
		*error = g_error_new_valist(OPS_WINDOWS_ERROR, (int)code, format, arguments);
	va_end(arguments);
	return false;
}

/* The first day from that of the first time on that fits the recurrence. */
static int64_t fitting_day(const struct window_times *times, const struct rhythm *rhythm)
{
	const struct recurrence *recurrence = &times->recurrence;
	int64_t day = rhythm->day;

	if (recurrence->unit == RECUR_WEEKS && recurrence->weekday)
		return day + (recurrence->weekday - weekday_of_day(day) + 7) % 7;
	if (recurrence->unit != RECUR_WEEKDAY && recurrence->unit != RECUR_LAST_DAY)
		return day;
	for (int64_t number = 0;; number++) {
		int64_t fits = day_of_time(times, rhythm, number);

		if (fits != NO_DAY && fits >= day)
			return fits;
	}
}

static bool first_fits(const struct window_times *times, const struct rhythm *rhythm, const char *text,
		       GError **error)
{
	int64_t day = fitting_day(times, rhythm);
	g_autofree char *first = instant_show(times->first.from_us, times->zone);
	g_autofree char *other = NULL;

	if (day != rhythm->day) {
		other = instant_show(instant_of_wall(times->zone, day * US_PER_DAY + rhythm->time_of_day_us),
				     times->zone);
		return refuse(error, WINDOWS_ERROR_RECURRENCE,
			      _("the first time, %s, is not on '%s': the next that is would be %s"), first, text,
			      other);
	}
	if (times->recurrence.unit == RECUR_MONTHS && rhythm->day_of_month > SHORT_MONTH)
		return refuse(error, WINDOWS_ERROR_RECURRENCE,
			      _("not every month has a day %d: begin by the 28th, or say 'last day'"),
			      rhythm->day_of_month);
	if (times->recurrence.unit == RECUR_YEARS && rhythm->day_of_month > SHORT_MONTH &&
	    rhythm->month % MONTHS == G_DATE_FEBRUARY - 1)
		return refuse(error, WINDOWS_ERROR_RECURRENCE, _("not every year has a February 29th"));
	return true;
}

static bool length_fits(const struct window_times *times, const struct rhythm *rhythm, const char *text,
			GError **error)
{
	int64_t days = days_of(&times->recurrence), months = months_of(&times->recurrence);
	int64_t shortest = days ? days : months < MONTHS ? months * SHORT_MONTH : months / MONTHS * SHORT_YEAR;
	g_autofree char *length = NULL;

	/* From a 5th sunday to the next are 28 days at least, as from any to the next. */
	if (rhythm->length_us <= shortest * US_PER_DAY)
		return true;
	length = quantity_print_duration(rhythm->length_us);
	return refuse(error, WINDOWS_ERROR_RECURRENCE,
		      _("a time of %s is too long for '%s': the next would begin before it ends"), length, text);
}

static bool recurrence_fits(const struct window_times *times, const char *text, GError **error)
{
	struct rhythm rhythm = rhythm_of(times);

	if (!first_fits(times, &rhythm, text, error) || !length_fits(times, &rhythm, text, error))
		return false;
	return times->recurs_until_us > times->first.from_us ||
	       refuse(error, WINDOWS_ERROR_TIME, _("it would end recurring before it begins"));
}

static bool times_fit(const struct window_times *times, const char *text, GError **error)
{
	/* What is written in four digits of a year. */
	static const int64_t last_us = INT64_C(253370764800000000);
	const struct window_span *first = &times->first;

	if (first->from_us <= 0 || first->until_us >= last_us)
		return refuse(error, WINDOWS_ERROR_TIME, _("it would begin or end outside the years 1970 to 9998"));
	if (first->until_us <= first->from_us)
		return refuse(error, WINDOWS_ERROR_TIME, _("it would end before it begins"));
	return !times->recurs || recurrence_fits(times, text, error);
}

bool windows_open_times(const struct window_record *window, struct window_times *ret_times, GError **error)
{
	struct window_times times = {
		.first = { window->from_us, window->until_us },
		.recurs = window->recurrence != NULL,
		.recurs_until_us = window->recurs_until_us ? window->recurs_until_us : G_MAXINT64,
	};

	if (times.recurs && !windows_parse_recurrence(window->recurrence, &times.recurrence, error))
		return false;
	times.zone = instant_zone_open(window->zone, error);
	if (!times.zone)
		return false;
	if (times_fit(&times, window->recurrence, error)) {
		*ret_times = times;
		return true;
	}
	g_time_zone_unref(times.zone);
	return false;
}

void windows_close_times(struct window_times *times)
{
	g_clear_pointer(&times->zone, g_time_zone_unref);
}
