/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where a figure leads: the line through points by Theil and Sen, how sure it is,
 * and when it reaches a value.
 */
#include "series/series.h"

#include <math.h>

#define DAY_US ((double)G_TIME_SPAN_DAY)
#define DEVIATIONS 1.959964 /* of the normal distribution, within which lie 95 % */

size_t series_points(const struct series_slot *slots, size_t count, int64_t from_us, int64_t slot_us,
		     struct series_point *ret_points)
{
	size_t known = 0;

	for (size_t i = 0; i < count; i++)
		if (slots[i].known)
			ret_points[known++] = (struct series_point){
				.at_us = from_us + (int64_t)i * slot_us + slot_us / 2,
				.value = slots[i].value,
			};
	return known;
}

static int compare(const void *a, const void *b)
{
	const double left = *(const double *)a, right = *(const double *)b;

	return (left > right) - (left < right);
}

/* Of COUNT sorted VALUES, at least one. */
static double middle(const double *values, size_t count)
{
	return count % 2 ? values[count / 2] : (values[count / 2 - 1] + values[count / 2]) / 2;
}

/* The slopes a day between all pairs of points at different times, sorted. */
static double *slopes_of(const struct series_point *points, size_t count, size_t *ret_count)
{
	double *slopes = g_new(double, count * (count - 1) / 2);
	size_t found = 0;

	for (size_t i = 0; i < count; i++)
		for (size_t j = i + 1; j < count; j++)
			if (points[j].at_us != points[i].at_us)
				slopes[found++] =
					((double)points[j].value - (double)points[i].value) /
					((double)(points[j].at_us - points[i].at_us) / DAY_US);
	qsort(slopes, found, sizeof(*slopes), compare);
	*ret_count = found;
	return slopes;
}

/* The value at TREND->until_us of the line that leaves as many points above as below. */
static double last_of(const struct series_trend *trend, const struct series_point *points)
{
	g_autofree double *at_end = g_new(double, trend->points);

	for (size_t i = 0; i < trend->points; i++)
		at_end[i] = (double)points[i].value +
			    trend->per_day * ((double)(trend->until_us - points[i].at_us) / DAY_US);
	qsort(at_end, trend->points, sizeof(*at_end), compare);
	return middle(at_end, trend->points);
}

/* Sen's bounds: so many places from the middle of the sorted slopes, to the outer side
 * where they fall between two. Ties would narrow them; that is left out. */
static void bound(struct series_trend *trend, const double *slopes, size_t count)
{
	const double n = (double)trend->points;
	const double reach = DEVIATIONS * sqrt(n * (n - 1) * (2 * n + 5) / 18);
	const double low = floor(((double)count - reach) / 2) - 1;
	const double high = ceil(((double)count + reach) / 2);

	trend->per_day_low = slopes[low > 0 ? (size_t)low : 0];
	trend->per_day_high = slopes[MIN((size_t)high, count - 1)];
}

struct series_trend series_trend(const struct series_point *points, size_t count)
{
	struct series_trend trend = {.points = count};
	g_autofree double *slopes = NULL;
	size_t slope_count;

	if (count < SERIES_TREND_LEAST || count > SERIES_TREND_MOST)
		return trend;
	trend.from_us = trend.until_us = points[0].at_us;
	for (size_t i = 1; i < count; i++) {
		trend.from_us = MIN(trend.from_us, points[i].at_us);
		trend.until_us = MAX(trend.until_us, points[i].at_us);
	}
	slopes = slopes_of(points, count, &slope_count);
	if (slope_count == 0)
		return trend;
	trend.known = true;
	trend.per_day = middle(slopes, slope_count);
	bound(&trend, slopes, slope_count);
	trend.last = last_of(&trend, points);
	return trend;
}

static double days_to(double distance, double per_day)
{
	return distance <= 0 ? 0 : per_day > 0 ? distance / per_day : INFINITY;
}

bool series_reaches(const struct series_trend *trend, int64_t value, bool rising,
		    struct series_forecast *ret_forecast)
{
	const double side = rising ? 1 : -1;
	const double distance = side * ((double)value - trend->last);
	const double slow = rising ? trend->per_day_low : -trend->per_day_high;
	const double fast = rising ? trend->per_day_high : -trend->per_day_low;

	if (!trend->known)
		return false;
	*ret_forecast = (struct series_forecast){
		.days = days_to(distance, side * trend->per_day),
		.days_earliest = days_to(distance, fast),
		.days_latest = days_to(distance, slow),
	};
	return true;
}
