/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What holds when: calendars held against an instant, and service classes at it. All
 * goes by what clocks in the site's zone show, so that "22:00-06:00" is the night also on
 * the day on which they are changed.
 */
#include "inventory/internal.h"

#include "base/holidays.h"
#include "base/translate.h"

#define SECONDS_OF_DAY 86400
#define MINUTES_OF_DAY 1440
/* GDate counts days from the year 1: 1 January 1970, and the end of the year 9999. */
#define DAY_OF_1970 719163
#define LAST_DAY 3652059
/* So long before a year that nobody compared, somebody should. */
#define HOLIDAYS_NOTICE_US (31 * INT64_C(86400) * G_USEC_PER_SEC)

static int64_t floor_divide(int64_t value, int64_t by)
{
	return value / by - (value % by < 0);
}

bool local_time_at(GTimeZone *zone, int64_t at_us, struct local_time *ret_local)
{
	int64_t seconds = floor_divide(at_us, G_USEC_PER_SEC), day;

	seconds += g_time_zone_get_offset(zone, g_time_zone_find_interval(zone, G_TIME_TYPE_UNIVERSAL, seconds));
	day = floor_divide(seconds, SECONDS_OF_DAY) + DAY_OF_1970;
	if (day < 1 || day > LAST_DAY)
		return false;
	*ret_local = (struct local_time){ .holiday_known = false };
	g_date_clear(&ret_local->date, 1);
	g_date_set_julian(&ret_local->date, (guint32)day);
	ret_local->minute = (g_date_get_weekday(&ret_local->date) - G_DATE_MONDAY) * MINUTES_OF_DAY +
			    (int)(seconds - (day - DAY_OF_1970) * SECONDS_OF_DAY) / 60;
	return true;
}

/* Days as numbers that order them; of days in every year, within one. */
static int number_of(struct day day)
{
	return (day.year * 100 + day.month) * 100 + day.day;
}

static struct day day_of(const GDate *date)
{
	return (struct day){ (int16_t)g_date_get_year(date), (uint8_t)g_date_get_month(date), g_date_get_day(date) };
}

static bool is_among(const struct day *days, size_t count, struct day day)
{
	for (size_t i = 0; i < count; i++)
		if (number_of(days[i]) == number_of(day))
			return true;
	return false;
}

bool local_is_holiday(const struct policy *policy, struct local_time *local)
{
	struct day day = day_of(&local->date);

	if (local->holiday_known)
		return local->holiday;
	local->holiday = holidays_japanese(&local->date) != NULL;
	if (is_among(policy->extra_holidays, policy->extra_holiday_count, day))
		local->holiday = true;
	if (is_among(policy->dropped_holidays, policy->dropped_holiday_count, day))
		local->holiday = false;
	local->holiday_known = true;
	return local->holiday;
}

/* One that ends before it begins goes over the end of the year. */
static bool span_has(const struct day_span *span, struct day day)
{
	int from = number_of(span->from), to = number_of(span->to), number;

	if (span->from.year == 0)
		day.year = 0;
	number = number_of(day);
	return from <= to ? from <= number && number <= to : number >= from || number <= to;
}

static bool month_days_have(uint32_t days, const GDate *date)
{
	unsigned int day = g_date_get_day(date);

	return days & 1U << day ||
	       (days & 1U && day == g_date_get_days_in_month(g_date_get_month(date), g_date_get_year(date)));
}

static bool hours_have(const struct hours *hours, int minute)
{
	for (int i = 0; i < hours->count; i++)
		if (hours->spans[i].from <= minute && minute < hours->spans[i].to)
			return true;
	return false;
}

bool calendar_has_day(const struct policy *policy, const struct calendar *calendar, struct local_time *local)
{
	bool dated = calendar->date_count == 0;

	if (calendar->month_days && !month_days_have(calendar->month_days, &local->date))
		return false;
	for (size_t i = 0; i < calendar->date_count && !dated; i++)
		dated = span_has(&calendar->dates[i], day_of(&local->date));
	return dated && (!calendar->holidays || local_is_holiday(policy, local));
}

static bool any_applies(const struct policy *policy, const struct calendar *const *list, struct local_time *local)
{
	for (; *list; list++)
		if (calendar_applies(policy, *list, local))
			return true;
	return false;
}

bool calendar_applies(const struct policy *policy, const struct calendar *calendar, struct local_time *local)
{
	return (!calendar->hours || hours_have(calendar->hours, local->minute)) &&
	       calendar_has_day(policy, calendar, local) &&
	       (!calendar->any || any_applies(policy, calendar->any, local)) &&
	       (!calendar->except || !any_applies(policy, calendar->except, local));
}

bool inventory_calendar_applies(const struct inventory *inventory, const struct calendar *calendar, int64_t at_us)
{
	struct local_time local;

	return local_time_at(inventory->zone, at_us, &local) && calendar_applies(&inventory->policy, calendar, &local);
}

bool inventory_hours_apply(const struct inventory *inventory, const struct hours *hours, int64_t at_us)
{
	struct local_time local;

	return local_time_at(inventory->zone, at_us, &local) && hours_have(hours, local.minute);
}

const struct service_class *inventory_class_at(const struct inventory *inventory,
					       const struct service_class *service_class, int64_t at_us)
{
	struct local_time local;

	/* Most classes are the same at all times, and there are many lines. */
	if (service_class->variant_count == 0 || !local_time_at(inventory->zone, at_us, &local))
		return service_class;
	for (size_t i = 0; i < service_class->variant_count; i++)
		if (calendar_applies(&inventory->policy, service_class->variants[i].when, &local))
			return service_class->variants[i].instead;
	return service_class;
}

void inventory_check_holidays(const struct inventory *inventory, int64_t now_us, struct conf_faults *faults)
{
	int checked = MAX(HOLIDAYS_CHECKED, inventory->policy.holidays_checked), year;
	struct local_time soon;

	if (now_us > INT64_MAX - HOLIDAYS_NOTICE_US ||
	    !local_time_at(inventory->zone, now_us + HOLIDAYS_NOTICE_US, &soon))
		return;
	year = g_date_get_year(&soon.date);
	for (size_t i = 0; year > checked && i < inventory_calendar_count(inventory); i++) {
		const struct calendar *calendar = inventory_calendar_at(inventory, i);
		struct conf_position position = inventory_position(inventory, calendar->place);

		if (!calendar->holidays)
			continue;
		conf_fault(faults, CONF_WARNING, &position,
			   _("calendar '%s' goes by national holidays, of which those after %d were not compared with "
			     "what the Cabinet Office published; compare them up to %d, and say so in 'japan-holidays'"),
			   calendar->name, checked, year);
		return;
	}
}
