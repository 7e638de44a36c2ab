/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Stretches of time and how they overlap.
 */
#include "state/availability.h"

static int by_begin(gconstpointer a, gconstpointer b)
{
	const struct availability_span *left = a, *right = b;

	return (left->from_us > right->from_us) - (left->from_us < right->from_us);
}

void availability_merge(GArray *spans)
{
	guint kept = 0;

	g_array_sort(spans, by_begin);
	for (guint i = 0; i < spans->len; i++) {
		const struct availability_span span = g_array_index(spans, struct availability_span, i);
		struct availability_span *last = kept ? &g_array_index(spans, struct availability_span, kept - 1) : NULL;

		if (span.until_us <= span.from_us)
			continue;
		if (last && span.from_us <= last->until_us)
			last->until_us = MAX(last->until_us, span.until_us);
		else
			g_array_index(spans, struct availability_span, kept++) = span;
	}
	g_array_set_size(spans, kept);
}

/* The first of MERGED that is not over at AT_US. */
static guint first_after(const GArray *merged, int64_t at_us)
{
	guint low = 0, high = merged->len;

	while (low < high) {
		guint middle = low + (high - low) / 2;

		if (g_array_index(merged, struct availability_span, middle).until_us <= at_us)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

int64_t availability_within(const GArray *merged, int64_t from_us, int64_t until_us)
{
	int64_t sum_us = 0;

	for (guint i = merged ? first_after(merged, from_us) : 0; merged && i < merged->len; i++) {
		const struct availability_span *span = &g_array_index(merged, struct availability_span, i);

		if (span->from_us >= until_us)
			break;
		sum_us += MIN(span->until_us, until_us) - MAX(span->from_us, from_us);
	}
	return sum_us;
}

/* Of a time both may be planned and not measured: it counts once. Free with g_array_unref(). */
static GArray *left_out(const struct availability_source *source)
{
	GArray *both = g_array_new(FALSE, FALSE, sizeof(struct availability_span));

	if (source->planned)
		g_array_append_vals(both, source->planned->data, source->planned->len);
	if (source->gaps)
		g_array_append_vals(both, source->gaps->data, source->gaps->len);
	availability_merge(both);
	return both;
}

struct availability availability_of(const struct availability_source *source)
{
	struct availability sum = {.period_us = MAX(source->until_us - source->from_us, 0)};
	g_autoptr(GArray) excluded = source->planned && source->planned->len ? left_out(source) : NULL;
	const GArray *without = excluded ? excluded : source->gaps;

	sum.planned_us = availability_within(source->planned, source->from_us, source->until_us);
	for (size_t i = 0; i < source->count; i++) {
		const struct availability_change *change = &source->changes[i];
		int64_t from_us = MAX(change->at_us, source->from_us);
		int64_t until_us = i + 1 < source->count ? MIN(source->changes[i + 1].at_us, source->until_us) : source->until_us;
		int64_t length_us = until_us - from_us;

		if (length_us <= 0 || change->status == STATUS_UNKNOWN)
			continue;
		length_us -= availability_within(without, from_us, until_us);
		sum.measured_us += length_us;
		sum.down_us += change->status == STATUS_DOWN ? length_us : 0;
	}
	return sum;
}

void availability_add(struct availability *sum, const struct availability *more)
{
	sum->period_us += more->period_us;
	sum->planned_us += more->planned_us;
	sum->measured_us += more->measured_us;
	sum->down_us += more->down_us;
}

/* In doubles: a nation's lines over years are more microseconds than a product of two has room for. */
static int64_t ppm_of(int64_t part, int64_t whole)
{
	return whole > 0 ? (int64_t)((double)part / (double)whole * 1e6) : -1;
}

int64_t availability_ppm(const struct availability *availability)
{
	return ppm_of(availability->measured_us - availability->down_us, availability->measured_us);
}

int64_t availability_coverage_ppm(const struct availability *availability)
{
	return ppm_of(availability->measured_us, availability->period_us - availability->planned_us);
}
