/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From readings to days, from days to where they lead, and how that is said.
 */
#include "state/trend.h"

#include "base/quantity.h"
#include "base/translate.h"
#include "series/series.h"

#include <math.h>

#define DAY_US ((int64_t)G_TIME_SPAN_DAY)
#define HOUR_US ((int64_t)G_TIME_SPAN_HOUR)
#define EPOCH_JULIAN 719163 /* of 1970-01-01, as GDate counts */
/* So much, times the seconds of a day, still fits a sum. */
#define VALUE_MOST (INT64_MAX / (24 * 3600))
#define BASIS_LEAST 28
G_STATIC_ASSERT(TREND_LEAST >= SERIES_TREND_LEAST);
#define NEWEST 3 /* days that must not speak against it */

/* --- days --- */

int32_t trend_day_of(int64_t at_us, GTimeZone *zone, int64_t *ret_into_us)
{
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(at_us / G_USEC_PER_SEC);
	g_autoptr(GDateTime) local = utc ? g_date_time_to_timezone(utc, zone) : NULL;
	g_autoptr(GDateTime) midnight = NULL;
	int year, month, date;
	GDate day;

	*ret_into_us = 0;
	if (!local)
		return -1;
	g_date_time_get_ymd(local, &year, &month, &date);
	midnight = g_date_time_new(zone, year, month, date, 0, 0, 0);
	if (midnight)
		*ret_into_us = MAX(at_us - g_date_time_to_unix(midnight) * G_USEC_PER_SEC, 0);
	g_date_clear(&day, 1);
	g_date_set_dmy(&day, (GDateDay)date, (GDateMonth)month, (GDateYear)year);
	return (int32_t)g_date_get_julian(&day) - EPOCH_JULIAN;
}

/* The highest mean of an hour of DAY; -1: there is none. */
static int64_t busiest(const struct rollup_record *day)
{
	return day->hour_readings > 0 ? MAX(day->peak, day->hour_sum / day->hour_readings) : day->peak;
}

static void add_hour(struct rollup_record *day, const struct trend_reading *reading)
{
	int64_t hour = reading->at_us / HOUR_US;

	if (day->readings == 0)
		day->peak = -1;
	if (day->readings > 0 && day->hour != hour)
		day->peak = busiest(day);
	if (day->readings == 0 || day->hour != hour)
		day->hour_readings = day->hour_sum = 0;
	day->hour = hour;
	day->hour_readings++;
	day->hour_sum += reading->value;
}

bool trend_add(const struct trend_reading *reading, struct rollup_record *yesterday, struct rollup_record *today)
{
	int64_t before_us = MAX(today->last_at_us, yesterday->last_at_us);
	int64_t spoken_us = before_us ? MIN(reading->at_us - before_us, reading->longest_us) : 0;

	if (reading->value < 0 || reading->value > VALUE_MOST || reading->at_us == today->last_at_us ||
	    today->readings >= 24 * 3600)
		return false;
	add_hour(today, reading);
	today->minimum = today->readings ? MIN(today->minimum, reading->value) : reading->value;
	today->maximum = today->readings ? MAX(today->maximum, reading->value) : reading->value;
	today->readings++;
	today->sum += reading->value;
	today->last_at_us = reading->at_us;
	/* Below zero where our clock was set back: then it speaks for no time. */
	if (spoken_us > 0) {
		today->covered_us += MIN(spoken_us, reading->into_us);
		yesterday->covered_us += CLAMP(spoken_us - reading->into_us, 0, DAY_US - yesterday->covered_us);
	}
	return true;
}

/* --- where they lead --- */

int32_t trend_basis_days(int64_t horizon_us)
{
	int32_t weeks = (int32_t)((2 * horizon_us + 7 * DAY_US - 1) / (7 * DAY_US));

	return MAX(weeks * 7, BASIS_LEAST);
}

static bool counts(const struct rollup_record *day, const struct trend_rule *rule)
{
	return day->day < rule->today && day->day >= rule->today - trend_basis_days(rule->horizon_us) &&
	       day->readings > 0 && day->covered_us >= DAY_US / 1000000 * TREND_COVERAGE_PPM;
}

/* In days as the site has them: a point lies at noon. */
static size_t points_of(const struct rollup_record *days, size_t count, const struct trend_rule *rule,
			struct series_point *points)
{
	size_t found = 0;

	for (size_t i = 0; i < count && found < SERIES_TREND_MOST; i++)
		if (counts(&days[i], rule))
			points[found++] = (struct series_point){
				.at_us = days[i].day * DAY_US + DAY_US / 2, .value = busiest(&days[i]),
			};
	return found;
}

static int compare_values(const void *a, const void *b)
{
	int64_t left = ((const struct series_point *)a)->value, right = ((const struct series_point *)b)->value;

	return (left > right) - (left < right);
}

/* What rose and fell back again still has a slope for a while. */
static bool has_ended(const struct series_point *points, size_t count)
{
	g_autofree struct series_point *sorted = g_memdup2(points, count * sizeof(*points));
	int64_t newest = points[count - 1].value;

	for (size_t i = 2; i <= MIN(NEWEST, count); i++)
		newest = MAX(newest, points[count - i].value);
	qsort(sorted, count, sizeof(*sorted), compare_values);
	return newest <= sorted[count / 2].value;
}

/* What may as well take far longer is a guess. */
static bool is_within(const struct figure_trend *trend, double days)
{
	return trend->days <= days && trend->days_latest <= 2 * days;
}

enum trend_verdict trend_look(const struct rollup_record *days, size_t count, const struct trend_rule *rule,
			      struct figure_trend *ret_trend)
{
	g_autofree struct series_point *points = g_new(struct series_point, SERIES_TREND_MOST);
	size_t found = points_of(days, count, rule, points);
	struct series_trend trend = series_trend(points, found);
	struct series_forecast forecast;
	double horizon = (double)rule->horizon_us / (double)DAY_US;
	double since;

	if (found < TREND_LEAST || !trend.known || trend.per_day_low <= 0 || has_ended(points, found) ||
	    !series_reaches(&trend, rule->level, true, &forecast))
		return TREND_NONE;
	since = (double)(rule->today * DAY_US + rule->into_us - trend.until_us) / (double)DAY_US;
	*ret_trend = (struct figure_trend){
		.points = (int)trend.points,
		.from_day = (int32_t)(trend.from_us / DAY_US),
		.until_day = (int32_t)(trend.until_us / DAY_US),
		.level = rule->level,
		.per_day = trend.per_day,
		.per_day_low = trend.per_day_low,
		.per_day_high = trend.per_day_high,
		.days = MAX(forecast.days - since, 0),
		.days_earliest = MAX(forecast.days_earliest - since, 0),
		.days_latest = MAX(forecast.days_latest - since, 0),
	};
	if (is_within(ret_trend, horizon))
		return TREND_REACHES;
	/* A quarter more, or what is just so soon would come and go with every day. */
	return is_within(ret_trend, horizon * 5 / 4) ? TREND_NEAR : TREND_NONE;
}

/* --- how it is said --- */

char *trend_date(int32_t day)
{
	char text[16];
	GDate date;

	g_date_clear(&date, 1);
	g_date_set_julian(&date, (guint32)(day + EPOCH_JULIAN));
	g_date_strftime(text, sizeof(text), "%Y-%m-%d", &date);
	return g_strdup(text);
}

/* "will reach warning 85% in 9 d (5 to 14 d), by 21 days from 2026-11-02" */
static char *describe(const struct figure_trend *trend, enum figure_unit unit)
{
	g_autofree char *level = unit == FIGURE_SHARE ? quantity_show_percentage((int32_t)trend->level)
						      : quantity_show_duration(trend->level);
	g_autofree char *from = trend_date(trend->from_day);

	return g_strdup_printf(_("will reach warning %s in %.0f d (%.0f to %.0f d), by %d days from %s"), level,
			       trend->days, floor(trend->days_earliest), MIN(ceil(trend->days_latest), 9999.0),
			       trend->points, from);
}

void trend_judge(enum trend_verdict verdict, const struct figure_trend *trend, enum figure_unit unit,
		 struct figure_facts *facts, struct judgement *judgement)
{
	g_autofree char *words = NULL, *whole = NULL;
	int64_t scale = unit == FIGURE_SHARE ? 1 : G_USEC_PER_SEC;
	const char *end;

	if (verdict == TREND_NONE || judgement->status != STATUS_OK)
		return;
	judgement->holds = status_worse(judgement->holds, STATUS_CAUTION);
	if (verdict == TREND_NEAR)
		return;
	judgement->status = STATUS_CAUTION;
	judgement->cause = CAUSE_TREND;
	judgement->limit = (int32_t)(trend->level / scale);
	facts->trend = *trend;
	words = describe(trend, unit);
	whole = *facts->text ? g_strdup_printf("%s, %s", words, facts->text) : g_strdup(words);
	g_strlcpy(facts->text, whole, sizeof(facts->text));
	if (!g_utf8_validate(facts->text, -1, &end))
		facts->text[end - facts->text] = '\0';
}
