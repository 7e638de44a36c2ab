/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Figures out of the times of a record, and what many of them come to.
 */
#include "cases/figures.h"

/* --- of one --- */

static struct case_figure_value between(struct case_instant from, struct case_instant until)
{
	bool unknown = from.quality == INSTANT_UNKNOWN || until.quality == INSTANT_UNKNOWN;

	if (unknown || until.at_us < from.at_us)
		return (struct case_figure_value){.quality = INSTANT_UNKNOWN, .contradicts = !unknown};
	return (struct case_figure_value){
		.us = until.at_us - from.at_us,
		.quality = from.quality == INSTANT_EXACT ? until.quality : INSTANT_ABOUT,
	};
}

/* As somebody said it; while nobody has, when the first run of a procedure was begun. */
static struct case_instant taken_up(const struct case_standing *standing)
{
	const GPtrArray *runs = standing->file->runs;
	struct case_instant first = case_standing_instant(standing, CASE_FIELD_ACKNOWLEDGED);

	for (guint i = 0; i < runs->len && !case_standing_find(standing, CASE_FIELD_ACKNOWLEDGED); i++) {
		const struct case_run *run = runs->pdata[i];

		if (first.quality == INSTANT_UNKNOWN || run->started_at_us < first.at_us)
			first = (struct case_instant){run->started_at_us, INSTANT_EXACT};
	}
	return first;
}

static bool is_outside(const struct duty_report *report)
{
	return words_is_report(report->kind) && report->audience != AUDIENCE_MANAGER && report->audience != AUDIENCE_DUTY;
}

static struct case_instant first_notice(const struct case_figures_source *source)
{
	for (size_t i = 0; i < source->report_count; i++)
		if (is_outside(&source->reports[i]))
			return (struct case_instant){source->reports[i].at_us, INSTANT_EXACT};
	return (struct case_instant){0, INSTANT_UNKNOWN};
}

/* Of what is not over it may become longer. */
static struct case_figure_value silence(const struct case_figures_source *source, struct case_instant detected)
{
	const struct duty_situation situation = {
		.detected_at_us = detected.at_us,
		.closed_at_us = source->standing->file->closed_at_us,
		.reports = source->reports,
		.report_count = source->report_count,
	};
	int64_t from_us;

	if (detected.quality == INSTANT_UNKNOWN)
		return (struct case_figure_value){.quality = INSTANT_UNKNOWN};
	return (struct case_figure_value){
		.us = duties_silence(&situation, source->now_us, &from_us),
		.quality = situation.closed_at_us ? detected.quality : INSTANT_ABOUT,
	};
}

struct case_figures case_figures_of(const struct case_figures_source *source)
{
	struct case_instant began = case_standing_instant(source->standing, CASE_FIELD_BEGAN);
	struct case_instant detected = case_standing_instant(source->standing, CASE_FIELD_DETECTED);
	struct case_figures figures;

	figures.values[CASE_FIGURE_DETECT] = between(began, detected);
	figures.values[CASE_FIGURE_ACKNOWLEDGE] = between(detected, taken_up(source->standing));
	figures.values[CASE_FIGURE_RESTORE] = between(began, case_standing_instant(source->standing, CASE_FIELD_RESTORED));
	figures.values[CASE_FIGURE_FIRST_NOTICE] = between(detected, first_notice(source));
	figures.values[CASE_FIGURE_SILENCE] = silence(source, detected);
	return figures;
}

/* --- of many --- */

struct case_figures_many {
	GArray *known[CASE_FIGURE_COUNT];	/* int64_t */
	struct case_figures_summary counts[CASE_FIGURE_COUNT];
};

struct case_figures_many *case_figures_many_new(void)
{
	struct case_figures_many *many = g_new0(struct case_figures_many, 1);

	for (int figure = 0; figure < CASE_FIGURE_COUNT; figure++)
		many->known[figure] = g_array_new(FALSE, FALSE, sizeof(int64_t));
	return many;
}

void case_figures_many_free(struct case_figures_many *many)
{
	if (!many)
		return;
	for (int figure = 0; figure < CASE_FIGURE_COUNT; figure++)
		g_array_unref(many->known[figure]);
	g_free(many);
}

void case_figures_many_add(struct case_figures_many *many, const struct case_figures *figures)
{
	for (int figure = 0; figure < CASE_FIGURE_COUNT; figure++) {
		const struct case_figure_value *value = &figures->values[figure];
		struct case_figures_summary *counts = &many->counts[figure];

		if (value->quality == INSTANT_UNKNOWN) {
			counts->unknown++;
			counts->contradicting += value->contradicts;
			continue;
		}
		counts->known++;
		counts->about += value->quality == INSTANT_ABOUT;
		g_array_append_val(many->known[figure], value->us);
	}
}

static int by_length(gconstpointer a, gconstpointer b)
{
	int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;

	return (left > right) - (left < right);
}

/* The smallest that PERCENT of all are not above: a figure that an incident really had. */
static int64_t nearest_rank(const GArray *sorted, guint percent)
{
	guint64 rank = ((guint64)sorted->len * percent + 99) / 100;

	return sorted->len ? g_array_index(sorted, int64_t, MAX(rank, 1) - 1) : -1;
}

struct case_figures_summary case_figures_many_summary(struct case_figures_many *many, enum case_figure figure)
{
	struct case_figures_summary summary = many->counts[figure];

	g_array_sort(many->known[figure], by_length);
	summary.median_us = nearest_rank(many->known[figure], 50);
	summary.p85_us = nearest_rank(many->known[figure], 85);
	summary.p95_us = nearest_rank(many->known[figure], 95);
	return summary;
}
