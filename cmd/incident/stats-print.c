/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Figures of a time as text, for a spreadsheet, as objects. A figure that nobody knows is left empty, and never 0.
 */
#include "incident/stats.h"

#include "base/instant.h"
#include "base/quantity.h"
#include "base/translate.h"
#include "ui/csv.h"
#include "ui/printer.h"
#include "ui/table.h"

#include <inttypes.h>
#include <unistd.h>

#define NAME_LEAST 12
#define PER_PERCENT 10000	/* of parts per million */

/* --- text --- */

/* Caller frees; NULL: not known. */
static char *duration_shown(int64_t us)
{
	return us < 0 ? NULL : quantity_show_duration(us);
}

static char *count_shown(guint count)
{
	return g_strdup_printf("%u", count);
}

/* "99.9876 %"; NULL: not known. Caller frees. */
static char *percent_shown(int64_t ppm)
{
	return ppm < 0 ? NULL : g_strdup_printf("%" PRId64 ".%04" PRId64 " %%", ppm / PER_PERCENT, ppm % PER_PERCENT);
}

static void print_figures(const struct stats *stats)
{
	const struct table_column columns[] = {
		{_("FIGURE"), TEXT_LEFT, NAME_LEAST, false}, {_("KNOWN"), TEXT_RIGHT, 0, false}, {_("ROUGHLY"), TEXT_RIGHT, 0, false},
		{_("NOT KNOWN"), TEXT_RIGHT, 0, false},	     {_("MEDIAN"), TEXT_RIGHT, 0, false}, {_("P85"), TEXT_RIGHT, 0, false},
		{_("P95"), TEXT_RIGHT, 0, false},
	};
	g_autoptr(ops_table_t) table = table_new(columns, G_N_ELEMENTS(columns));
	struct terminal terminal = terminal_of(STDOUT_FILENO);

	for (unsigned int i = 0; i < CASE_FIGURE_COUNT; i++) {
		const struct case_figures_summary *summary = &stats->figures[i];
		g_autofree char *known = count_shown(summary->known), *about = count_shown(summary->about), *unknown = count_shown(summary->unknown);
		g_autofree char *median = duration_shown(summary->median_us), *p85 = duration_shown(summary->p85_us),
				*p95 = duration_shown(summary->p95_us);
		const char *cells[] = {words_shown(WORDS_CASE_FIGURE, i), known, about, unknown, median, p85, p95};

		table_add(table, TINT_NONE, false, cells);
	}
	table_print(table, &terminal, 0);
}

static void add_availability(struct table *table, const char *name, const char *of, const struct availability *availability)
{
	g_autofree char *available = percent_shown(availability_ppm(availability)), *measured = percent_shown(availability_coverage_ppm(availability));
	g_autofree char *down = availability->measured_us ? quantity_show_duration(availability->down_us) : NULL;
	g_autofree char *planned = quantity_show_duration(availability->planned_us);
	const char *cells[] = {name, of, available, down, planned, measured};

	table_add(table, TINT_NONE, false, cells);
}

static void print_availability(const struct session *session, const struct stats *stats)
{
	bool japanese = g_str_equal(session->language, "ja");
	const struct table_column columns[] = {
		{_("NAME"), TEXT_LEFT, NAME_LEAST, false}, {_("OF"), TEXT_LEFT, NAME_LEAST, false}, {_("AVAILABLE"), TEXT_RIGHT, 0, false},
		{_("DOWN FOR"), TEXT_RIGHT, 0, false},	   {_("PLANNED WORK"), TEXT_RIGHT, 0, false}, {_("MEASURED"), TEXT_RIGHT, 0, false},
	};
	g_autoptr(ops_table_t) table = table_new(columns, G_N_ELEMENTS(columns));
	struct terminal terminal = terminal_of(STDOUT_FILENO);

	for (guint i = 0; i < stats->classes->len; i++) {
		const struct stats_class *each = &g_array_index(stats->classes, struct stats_class, i);
		g_autofree char *lines = g_strdup_printf(_("lines: %u"), each->lines);

		add_availability(table, japanese ? each->service_class->title.ja : each->service_class->title.en, lines, &each->availability);
	}
	for (guint i = 0; i < stats->lines->len; i++) {
		const struct stats_line *each = &g_array_index(stats->lines, struct stats_line, i);
		const struct service_class *promised = each->line->service_class;

		add_availability(table, each->line->name, promised ? promised->name : NULL, &each->availability);
	}
	printer_text("\n");
	table_print(table, &terminal, 0);
}

void stats_print_text(const struct session *session, const struct stats *stats)
{
	g_autofree char *from = stats->from_us ? instant_show(stats->from_us, session->zone) : g_strdup(_("the beginning"));
	g_autofree char *until = instant_show(stats->until_us, session->zone);

	printer_text(_("from %s until %s\n"), from, until);
	printer_text(_("incidents: %u, of which open: %u; of planned work, not counted: %u\n"), stats->incidents, stats->open, stats->planned);
	print_figures(stats);
	if (stats->lines->len)
		print_availability(session, stats);
}

/* --- for a spreadsheet --- */

/* Seconds, rounded down; "" for what is not known. Caller frees. */
static char *seconds_of(int64_t us)
{
	return us < 0 ? g_strdup("") : g_strdup_printf("%" PRId64, us / G_USEC_PER_SEC);
}

/* Caller frees. */
static char *percent_cell(int64_t ppm)
{
	return ppm < 0 ? g_strdup("") : g_strdup_printf("%" PRId64 ".%04" PRId64, ppm / PER_PERCENT, ppm % PER_PERCENT);
}

static void print_figure_rows(const struct stats *stats)
{
	for (unsigned int i = 0; i < CASE_FIGURE_COUNT; i++) {
		const struct case_figures_summary *summary = &stats->figures[i];
		g_autofree char *known = count_shown(summary->known), *about = count_shown(summary->about), *unknown = count_shown(summary->unknown);
		g_autofree char *median = seconds_of(summary->median_us), *p85 = seconds_of(summary->p85_us), *p95 = seconds_of(summary->p95_us);
		const char *cells[] = {"figure", words_get(WORDS_CASE_FIGURE, i)->id, "", known, about, unknown, median, p85, p95,
				       "", "", "", "", "", NULL};

		csv_row(cells);
	}
}

static void print_availability_row(const char *kind, const char *name, const char *service_class, guint lines, const struct availability *availability)
{
	g_autofree char *count = count_shown(lines), *available = percent_cell(availability_ppm(availability));
	g_autofree char *down = availability->measured_us ? seconds_of(availability->down_us) : g_strdup("");
	g_autofree char *planned = seconds_of(availability->planned_us), *measured = percent_cell(availability_coverage_ppm(availability));
	const char *cells[] = {kind, name, service_class, "", "", "", "", "", "", count, available, down, planned, measured, NULL};

	csv_row(cells);
}

void stats_print_csv(const struct stats *stats)
{
	static const char *const heads[] = {
		N_("kind"), N_("name"), N_("class"), N_("known"), N_("only about"), N_("not known"), N_("median (s)"), N_("p85 (s)"), N_("p95 (s)"),
		N_("lines"), N_("available (%)"), N_("down (s)"), N_("planned work (s)"), N_("measured (%)"),
	};
	const char *shown[G_N_ELEMENTS(heads) + 1] = {NULL};

	for (size_t i = 0; i < G_N_ELEMENTS(heads); i++)
		shown[i] = _(heads[i]);
	csv_begin(shown);
	print_figure_rows(stats);
	for (guint i = 0; i < stats->classes->len; i++) {
		const struct stats_class *each = &g_array_index(stats->classes, struct stats_class, i);

		print_availability_row("class", each->service_class->name, each->service_class->name, each->lines, &each->availability);
	}
	for (guint i = 0; i < stats->lines->len; i++) {
		const struct stats_line *each = &g_array_index(stats->lines, struct stats_line, i);
		const struct service_class *promised = each->line->service_class;

		print_availability_row("line", each->line->name, promised ? promised->name : "", 1, &each->availability);
	}
}

/* --- as objects --- */

static void print_availability_json(const char *of, const char *name, guint lines, const struct availability *availability)
{
	struct json *object = printer_new_object("availability");

	json_set_string(object, "of", of);
	json_set_string(object, "name", name);
	json_set_integer(object, "lines", lines);
	json_set_integer(object, "period_us", availability->period_us);
	json_set_integer(object, "planned_us", availability->planned_us);
	json_set_integer(object, "measured_us", availability->measured_us);
	printer_set_figure(object, "down_us", availability->measured_us ? availability->down_us : -1);
	printer_set_figure(object, "available_ppm", availability_ppm(availability));
	printer_set_figure(object, "coverage_ppm", availability_coverage_ppm(availability));
	printer_take(object);
}

static void print_figure_json(unsigned int figure, const struct case_figures_summary *summary)
{
	struct json *object = printer_new_object("incident-figure");

	json_set_string(object, "figure", words_get(WORDS_CASE_FIGURE, figure)->id);
	json_set_integer(object, "known", summary->known);
	json_set_integer(object, "about", summary->about);
	json_set_integer(object, "unknown", summary->unknown);
	json_set_integer(object, "contradicting", summary->contradicting);
	printer_set_figure(object, "median_us", summary->median_us);
	printer_set_figure(object, "p85_us", summary->p85_us);
	printer_set_figure(object, "p95_us", summary->p95_us);
	printer_take(object);
}

void stats_print_json(const struct session *session, const struct stats *stats)
{
	struct json *object = printer_new_object("incident-stats");

	printer_set_instant(object, "from", stats->from_us, session->zone);
	printer_set_instant(object, "until", stats->until_us, session->zone);
	json_set_integer(object, "incidents", stats->incidents);
	json_set_integer(object, "open", stats->open);
	json_set_integer(object, "planned", stats->planned);
	printer_take(object);
	for (unsigned int i = 0; i < CASE_FIGURE_COUNT; i++)
		print_figure_json(i, &stats->figures[i]);
	for (guint i = 0; i < stats->classes->len; i++) {
		const struct stats_class *each = &g_array_index(stats->classes, struct stats_class, i);

		print_availability_json("class", each->service_class->name, each->lines, &each->availability);
	}
	for (guint i = 0; i < stats->lines->len; i++) {
		const struct stats_line *each = &g_array_index(stats->lines, struct stats_line, i);

		print_availability_json("line", each->line->name, 1, &each->availability);
	}
}
