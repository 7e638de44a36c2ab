/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Goes through the incidents of a time, each once.
 */
#include "engine/stats-internal.h"

#include "engine/duties-internal.h"
#include "engine/subject.h"
#include "store/moment.h"

struct counting {
	const struct stats_options *options;
	GHashTable *planned;
	struct case_figures_many *many;
	struct stats *stats;
};

void stats_free(struct stats *stats)
{
	if (!stats)
		return;
	g_array_unref(stats->lines);
	g_array_unref(stats->classes);
	g_free(stats);
}

struct finding { const struct stats_options *options; GPtrArray *ids; };

static bool take_id(void *context, const struct case_record *record)
{
	struct finding *finding = context;

	if (record->opened_at_us >= finding->options->until_us)
		return false;
	if (record->opened_at_us >= finding->options->from_us)
		g_ptr_array_add(finding->ids, g_strdup(record->id));
	return true;
}

/* --- which --- */

static bool is_about(const struct stats_options *options, const struct case_file *file)
{
	for (guint i = 0; i < file->subjects->len; i++) {
		struct subject about;
		const struct line *line;

		if (!engine_subject(options->inventory, file->subjects->pdata[i], &about))
			continue;
		line = about.line ? about.line : about.ends;
		if (options->line ? line == options->line : line ? line->service_class == options->service_class
								 : about.service_class == options->service_class)
			return true;
	}
	return !options->line && !options->service_class;
}

static bool is_planned(GHashTable *planned, const struct case_file *file, int64_t at_us)
{
	for (guint i = 0; i < file->subjects->len; i++)
		if (availability_within(g_hash_table_lookup(planned, file->subjects->pdata[i]), at_us, at_us + 1))
			return true;
	return false;
}

/* --- one --- */

static bool count_one(struct counting *counting, const char *id, GError **error)
{
	const struct stats_options *options = counting->options;
	g_autoptr(ops_case_file_t) file = case_load(options->store, id, error);
	g_autoptr(ops_case_standing_t) standing = file ? case_standing_new(file) : NULL;
	g_autoptr(GArray) reports = g_array_new(FALSE, FALSE, sizeof(struct duty_report));
	struct case_instant began;
	struct case_figures figures;

	if (!file)
		return false;
	if (!is_about(options, file))
		return true;
	began = case_standing_instant(standing, CASE_FIELD_BEGAN);
	if (is_planned(counting->planned, file, began.quality == INSTANT_UNKNOWN ? file->opened_at_us : began.at_us)) {
		counting->stats->planned++;
		return true;
	}
	if (!duties_read_given(options->store, id, reports, error))
		return false;
	const struct case_figures_source source = {
		.standing = standing, .reports = (const struct duty_report *)(void *)reports->data, .report_count = reports->len,
		.now_us = clock_wall_us(options->clock),
	};

	figures = case_figures_of(&source);
	case_figures_many_add(counting->many, &figures);
	counting->stats->incidents++;
	counting->stats->open += !file->closed_at_us;
	return true;
}

/* --- all --- */

static bool count_all(struct counting *counting, GError **error)
{
	const struct cases_filter filter = {.kind = CASE_INCIDENT};
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
	struct finding finding = {counting->options, ids};

	if (!cases_read(counting->options->store, &filter, take_id, &finding, error))
		return false;
	for (guint i = 0; i < ids->len; i++)
		if (!count_one(counting, ids->pdata[i], error))
			return false;
	for (int figure = 0; figure < CASE_FIGURE_COUNT; figure++)
		counting->stats->figures[figure] = case_figures_many_summary(counting->many, (enum case_figure)figure);
	return true;
}

static struct stats *stats_new(const struct stats_options *options)
{
	struct stats *stats = g_new0(struct stats, 1);

	stats->from_us = options->from_us;
	stats->until_us = options->until_us;
	stats->lines = g_array_new(FALSE, FALSE, sizeof(struct stats_line));
	stats->classes = g_array_new(FALSE, TRUE, sizeof(struct stats_class));
	return stats;
}

static struct stats *look_back(const struct stats_options *options, GError **error)
{
	g_autoptr(ops_stats_t) stats = stats_new(options);
	g_autoptr(GHashTable) planned = stats_planned(options, error);
	g_autoptr(ops_case_figures_many_t) many = case_figures_many_new();
	struct counting counting = {options, planned, many, stats};

	return planned && count_all(&counting, error) && stats_take_lines(options, planned, stats, error) ? g_steal_pointer(&stats) : NULL;
}

struct stats *engine_stats(const struct stats_options *options, GError **error)
{
	struct stats *stats;

	if (!store_moment_begin(options->store, error))
		return NULL;
	stats = look_back(options, error);
	store_moment_end(options->store);
	return stats;
}
