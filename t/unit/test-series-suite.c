/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Percentiles, means, coverage and trends of real series with real gaps, against
 * Python's statistics over the same files.
 */
#include "series/series.h"

#include "unit.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#define SLOT_US (300 * INT64_C(1000000))
#define HOUR_US (12 * SLOT_US)

/* A reading tells of the slot that ends with it, when the one before it is a slot older. */
static const char *const oracle =
	"import csv, datetime, fractions, math, statistics, sys\n"
	"rows = [(datetime.datetime.fromisoformat(at), round(float(value) * 1e6))\n"
	"        for at, value in list(csv.reader(open(sys.argv[1])))[1:]]\n"
	"slots = {(at - rows[0][0]).total_seconds() // 300 - 1: value for at, value in rows[1:]}\n"
	"values = sorted(slots.values())\n"
	"place = lambda share: math.ceil(fractions.Fraction(share, 100) * len(values)) - 1\n"
	"rank = lambda share: values[place(share)]\n"
	"assert rank(50) == statistics.median_low(values)\n"
	"for share, quantile in enumerate(statistics.quantiles(values, n=100, method='inclusive'), 1):\n"
	"    assert values[max(place(share) - 1, 0)] <= quantile <= values[place(share) + 1]\n"
	"mean = fractions.Fraction(sum(values), len(values))\n"
	"whole = int(max(slots)) + 1\n"
	"print(len(values) * 1000000 // whole, math.floor(mean + fractions.Fraction(1, 2)),\n"
	"      values[0], values[-1], rank(50), rank(95), rank(99), end=' ')\n"
	"hours = {}\n"
	"for slot, value in slots.items(): hours.setdefault(slot // 12, []).append(value)\n"
	"points = [((hour + .5) / 24, math.floor(fractions.Fraction(sum(each), len(each)) + fractions.Fraction(1, 2)))\n"
	"          for hour, each in hours.items() if len(each) >= 6 and hour < whole // 12]\n"
	"slope = statistics.median((b[1] - a[1]) / (b[0] - a[0]) for i, a in enumerate(points) for b in points[i + 1:])\n"
	"end = max(at for at, value in points)\n"
	"print(len(points), '%.6g %.6g' % (slope, statistics.median(value + slope * (end - at) for at, value in points)))\n";

static char *data_directory(void)
{
	const char *given = g_getenv("NWOPS_TEST_DATA");
	const char *source = g_getenv("NWOPS_SOURCE_ROOT");
	g_autofree char *data =
		given ? g_strdup(given)
		      : g_build_filename(source ? source : ".", "..", "shared", "data", NULL);

	return g_build_filename(data, "timeseries", "nab", NULL);
}

/* "2014-04-01 00:05:00,21.97" */
static bool read_line(const char *line, int64_t *ret_at_us, int64_t *ret_value)
{
	int year, month, day, hour, minute, second;
	double value;

	if (sscanf(line, "%d-%d-%d %d:%d:%d,%lf", &year, &month, &day, &hour, &minute, &second,
		   &value) != 7)
		return false;
	g_autoptr(GDateTime) at = g_date_time_new_utc(year, month, day, hour, minute, second);

	*ret_at_us = g_date_time_to_unix(at) * 1000000;
	*ret_value = (int64_t)llround(value * 1e6);
	return true;
}

static GArray *read_spans(const char *path, int64_t *ret_first_us, int64_t *ret_last_us)
{
	GArray *spans = g_array_new(FALSE, FALSE, sizeof(struct series_span));
	g_autofree char *text = NULL;
	g_auto(GStrv) lines = NULL;
	int64_t before_us = -1;

	ck_assert_msg(g_file_get_contents(path, &text, NULL, NULL), "%s", path);
	lines = g_strsplit(text, "\n", -1);
	for (char **line = lines + 1; *line; line++) {
		struct series_span span;
		int64_t at_us, value;

		if (!read_line(*line, &at_us, &value))
			continue;
		if (series_span_of_gauge(before_us, at_us, value, SLOT_US, &span))
			g_array_append_val(spans, span);
		else
			*ret_first_us = at_us;
		before_us = *ret_last_us = at_us;
	}
	return spans;
}

static char *ask_python(const char *path)
{
	const char *arguments[] = {"/usr/bin/python3", "-c", oracle, path, NULL};
	g_autoptr(GError) error = NULL;
	char *said = NULL;
	int status;

	ck_assert_msg(g_spawn_sync(NULL, (char **)arguments, NULL, G_SPAWN_DEFAULT, NULL, NULL,
				   &said, NULL, &status, &error),
		      "%s", error ? error->message : "");
	ck_assert_msg(g_spawn_check_wait_status(status, NULL), "python3: %s", path);
	return g_strchomp(said);
}

/* Of whole hours of which half is known. */
static struct series_trend trend_of(const struct series_span *spans, size_t span_count, int64_t from_us, size_t count)
{
	g_autofree struct series_slot *slots = g_new(struct series_slot, count);
	g_autofree struct series_point *points = g_new(struct series_point, count);
	size_t known;

	series_slots(spans, span_count, from_us, HOUR_US, 500000, slots, count);
	known = series_points(slots, count, from_us, HOUR_US, points);
	return series_trend(points, known);
}

static char *ask_ourselves(const char *path)
{
	static const int64_t ranks[] = {500000, 950000, 990000};
	int64_t first_us = 0, last_us = 0, values[3], coverage = 0;
	g_autoptr(GArray) spans = read_spans(path, &first_us, &last_us);
	const struct series_span *each = (const struct series_span *)(void *)spans->data;
	const size_t count = (size_t)((last_us - first_us) / SLOT_US);
	g_autofree struct series_slot *slots = g_new(struct series_slot, count);
	struct series_summary summary;
	struct series_trend trend;

	series_summarise(each, spans->len, first_us, last_us, &summary);
	series_slots(each, spans->len, first_us, SLOT_US, 1000000, slots, count);
	for (int i = 0; i < 3; i++)
		ck_assert(series_percentile(slots, count, ranks[i], &values[i], &coverage));
	ck_assert_int_eq(coverage, summary.coverage_ppm);
	trend = trend_of(each, spans->len, first_us, (size_t)((last_us - first_us) / HOUR_US));
	return g_strdup_printf("%" PRId64 " %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64
			       " %" PRId64 " %zu %.6g %.6g",
			       summary.coverage_ppm, summary.mean, summary.minimum, summary.maximum,
			       values[0], values[1], values[2], trend.points, trend.per_day, trend.last);
}

static int compare_folder(const char *folder)
{
	g_autoptr(GDir) directory = g_dir_open(folder, 0, NULL);
	const char *name;
	int compared = 0;

	while (directory && (name = g_dir_read_name(directory))) {
		g_autofree char *path = g_build_filename(folder, name, NULL);
		g_autofree char *expected = NULL, *got = NULL;

		if (!g_str_has_suffix(name, ".csv"))
			continue;
		expected = ask_python(path);
		got = ask_ourselves(path);
		ck_assert_msg(g_strcmp0(got, expected) == 0, "%s: %s, Python: %s", name, got, expected);
		compared++;
	}
	return compared;
}

START_TEST(real_series_come_out_as_python_says)
{
	g_autofree char *data = data_directory();
	g_autoptr(GDir) directory = g_dir_open(data, 0, NULL);
	const char *name;
	int compared = 0;

	while (directory && (name = g_dir_read_name(directory))) {
		g_autofree char *folder = g_build_filename(data, name, NULL);

		compared += compare_folder(folder);
	}
	printf("# %d series\n", compared);
	ck_assert_int_ge(compared, 10);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(real_series_come_out_as_python_says),
		{NULL},
	};
	g_autofree char *data = data_directory();

	if (!g_file_test(data, G_FILE_TEST_IS_DIR)) {
		printf("1..0 # SKIP no '%s': set NWOPS_TEST_DATA\n", data);
		return 0;
	}
	return unit_run("series/suite", tests);
}
