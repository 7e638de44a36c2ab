/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is shown of a window of time, and slots and their percentiles. A gap is
 * carried through to the end: it lowers the coverage and never counts as zero.
 */
#include "series/series.h"

__extension__ typedef __int128 wide;

/* What is known of a stretch of time. */
struct sum {
	wide total; /* value times microseconds */
	int64_t covered_us;
	int64_t minimum, maximum;
};

static wide divide(wide value, int64_t by)
{
	return (value + (value < 0 ? -by : by) / 2) / by;
}

static int64_t share_ppm(int64_t part, int64_t whole)
{
	/* Rounded down: nothing but the whole is all of it. */
	return (int64_t)((wide)part * 1000000 / whole);
}

bool series_span_of_rate(const struct series_rate *rate, unsigned int times,
			 struct series_span *ret_span)
{
	if (rate->reason != SERIES_KNOWN)
		return false;
	*ret_span = (struct series_span){
		.from_us = rate->from_us,
		.until_us = rate->until_us,
		.value = series_per_s(rate, times),
	};
	return true;
}

bool series_span_of_gauge(int64_t before_us, int64_t now_us, int64_t value, int64_t longest_us,
			  struct series_span *ret_span)
{
	if (before_us < 0 || before_us >= now_us)
		return false;
	*ret_span = (struct series_span){
		.from_us = MAX(before_us, now_us - longest_us),
		.until_us = now_us,
		.value = value,
	};
	return true;
}

static int compare_begin(const void *a, const void *b)
{
	const struct series_span *left = a, *right = b;

	return (left->from_us > right->from_us) - (left->from_us < right->from_us);
}

/* The spans in order, each cut to what none before it covers. */
static GArray *put_in_order(const struct series_span *spans, size_t count)
{
	GArray *ordered = g_array_sized_new(FALSE, FALSE, sizeof(*spans), (guint)count);
	int64_t covered_until_us = G_MININT64;
	guint kept = 0;

	if (count)
		g_array_append_vals(ordered, spans, (guint)count);
	g_array_sort(ordered, compare_begin); /* of equals, the first stays the first */
	for (guint i = 0; i < ordered->len; i++) {
		struct series_span span = g_array_index(ordered, struct series_span, i);

		span.from_us = MAX(span.from_us, covered_until_us);
		if (span.from_us >= span.until_us)
			continue;
		covered_until_us = span.until_us;
		g_array_index(ordered, struct series_span, kept++) = span;
	}
	g_array_set_size(ordered, kept);
	return ordered;
}

/* The spans from the one numbered FIRST on, as far as they lie in FROM_US..UNTIL_US. */
static struct sum sum_up(const GArray *ordered, guint first, int64_t from_us, int64_t until_us)
{
	struct sum sum = {.covered_us = 0};

	for (guint i = first; i < ordered->len; i++) {
		const struct series_span *span = &g_array_index(ordered, struct series_span, i);
		const int64_t begin_us = MAX(span->from_us, from_us);
		const int64_t end_us = MIN(span->until_us, until_us);

		if (span->from_us >= until_us)
			break;
		if (begin_us >= end_us)
			continue;
		sum.minimum = sum.covered_us ? MIN(sum.minimum, span->value) : span->value;
		sum.maximum = sum.covered_us ? MAX(sum.maximum, span->value) : span->value;
		sum.covered_us += end_us - begin_us;
		sum.total += (wide)span->value * (end_us - begin_us);
	}
	return sum;
}

void series_summarise(const struct series_span *spans, size_t count, int64_t from_us,
		      int64_t until_us, struct series_summary *ret_summary)
{
	g_autoptr(GArray) ordered = put_in_order(spans, count);
	const struct sum sum = sum_up(ordered, 0, from_us, until_us);

	*ret_summary = (struct series_summary){.coverage_ppm = 0};
	if (sum.covered_us == 0)
		return;
	ret_summary->coverage_ppm = share_ppm(sum.covered_us, until_us - from_us);
	if (ret_summary->coverage_ppm == 0)
		return;
	ret_summary->mean = (int64_t)divide(sum.total, sum.covered_us);
	ret_summary->minimum = sum.minimum;
	ret_summary->maximum = sum.maximum;
}

void series_slots(const struct series_span *spans, size_t span_count, int64_t from_us,
		  int64_t slot_us, int64_t least_ppm, struct series_slot *ret_slots, size_t count)
{
	g_autoptr(GArray) ordered = put_in_order(spans, span_count);
	guint first = 0;

	for (size_t i = 0; i < count; i++) {
		const int64_t begin_us = from_us + (int64_t)i * slot_us;
		struct sum sum;

		while (first < ordered->len &&
		       g_array_index(ordered, struct series_span, first).until_us <= begin_us)
			first++;
		sum = sum_up(ordered, first, begin_us, begin_us + slot_us);
		ret_slots[i] = (struct series_slot){
			.known = sum.covered_us > 0 && share_ppm(sum.covered_us, slot_us) >= least_ppm,
		};
		if (ret_slots[i].known)
			ret_slots[i].value = (int64_t)divide(sum.total, sum.covered_us);
	}
}

void series_slots_add(struct series_slot *slots, const struct series_slot *other, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		int64_t both;

		/* What is too large to be written is not known. */
		slots[i].known = slots[i].known && other[i].known &&
				 !__builtin_add_overflow(slots[i].value, other[i].value, &both);
		slots[i].value = slots[i].known ? both : 0;
	}
}

static int compare_values(const void *a, const void *b)
{
	const int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;

	return (left > right) - (left < right);
}

bool series_percentile(const struct series_slot *slots, size_t count, int64_t rank_ppm,
		       int64_t *ret_value, int64_t *ret_coverage_ppm)
{
	g_autofree int64_t *values = g_new(int64_t, count);
	size_t known = 0, rank;

	for (size_t i = 0; i < count; i++)
		if (slots[i].known)
			values[known++] = slots[i].value;
	*ret_coverage_ppm = count ? share_ppm((int64_t)known, (int64_t)count) : 0;
	if (known == 0)
		return false;
	qsort(values, known, sizeof(*values), compare_values);
	rank = (size_t)(((wide)known * CLAMP(rank_ppm, 0, 1000000) + 999999) / 1000000);
	*ret_value = values[MAX(rank, 1) - 1];
	return true;
}
