/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A check for Nagios, Icinga and their kin. The first line is what is paged;
 * performance data comes last, in units that never change, as plain numbers:
 * Icinga drops ranges and what it cannot parse, so what was not measured is
 * left out and never written as U.
 */
#include "check/print.h"

#include "base/text.h"
#include "base/translate.h"
#include "ui/printer.h"
#include "ui/tally.h"

#define FIRST_LINE_COLUMNS 79
#define DETAILS_MOST 20

/* "line:h1-main_rtt=12.3ms;50;200;0;" */
static void append_figure(GString *data, const char *item, const char *figure, int64_t value,
			  int64_t scale, const struct thresholds *thresholds)
{
	bool share = !strcmp(figure, "loss");

	g_string_append_printf(data, "%s%s_%s=", data->len ? " " : "", item, figure);
	printer_append_decimal(data, value, scale);
	g_string_append(data, share ? "%;" : "ms;");
	if (thresholds->warning)
		printer_append_decimal(data, thresholds->caution, scale);
	g_string_append_c(data, ';');
	if (thresholds->warning)
		printer_append_decimal(data, thresholds->warning, scale);
	g_string_append(data, share ? ";0;100" : ";0;");
}

/* What a plugin measured, named by its item as well. */
static void append_plugin_figures(GString *data, const char *item, const char *figures)
{
	g_autofree char *prefix = g_strconcat(item, "::", NULL);
	const char *end = figures + strlen(figures);
	struct plugin_figure figure;

	while (plugin_figure_read(&figures, end, &figure) == FIGURE_GOOD)
		plugin_figure_print(data, prefix, &figure);
}

static void append_item(const struct check_print *print, GString *data,
			const struct check_item *item)
{
	const struct service_class *service_class = check_print_class(print, item);
	const struct result_facts *facts = item->result->facts;
	g_autofree char *name = item_name(&item->item);

	if (item->result->loss_ppm >= 0)
		append_figure(data, name, "loss", item->result->loss_ppm, 10000,
			      &service_class->loss_ppm);
	if (item->result->rtt_median_us >= 0)
		append_figure(data, name, item->item.question ? "time" : "rtt",
			      item->result->rtt_median_us, 1000,
			      item->item.question ? &item->item.question->time_us
						  : &service_class->rtt_us);
	if (facts && facts->kind == QUESTION_PLUGIN && facts->plugin.figures)
		append_plugin_figures(data, name, facts->plugin.figures);
}

/* "line:h1-main: no answer to 5 packets" */
static char *detail_of(const struct check_print *print, const struct check_item *item)
{
	g_autofree char *name = item_name(&item->item);
	char text[RESULT_TEXT_SIZE];

	return g_strdup_printf("%s: %s", name, check_print_message(print, item, text));
}

/* False when it had to be cut. */
static bool print_first_line(const struct check_print *print)
{
	const struct check *check = print->check;
	const struct word *word = words_get(WORDS_STATUS, state_tally_worst(&check->tally));
	g_autofree char *counts = tally_text(&check->tally);
	g_autofree char *tally = g_strdup_printf(_("items: %u (%s)"), check->items->len, counts);
	g_autofree char *detail = detail_of(print, check_print_at(print, 0));
	/* One item speaks for itself. */
	g_autofree char *line = g_strdup_printf("NWOPS %s - %s", word->plugin,
						check->items->len == 1 ? detail : tally);
	g_autofree char *text = printer_plugin_text(line, FIRST_LINE_COLUMNS);

	printer_text("%s", text);
	return text_width(line) <= FIRST_LINE_COLUMNS;
}

void check_print_plugin(const struct check_print *print)
{
	g_autoptr(GString) data = g_string_new(NULL);
	const GArray *items = print->check->items;
	bool whole = print_first_line(print);
	bool said = whole && items->len == 1;
	guint details = 0;

	for (guint i = 0; i < items->len; i++) {
		const struct check_item *item = check_print_at(print, i);

		append_item(print, data, item);
		if (item->judgement.status == STATUS_OK || said || details++ >= DETAILS_MOST)
			continue;
		g_autofree char *word = words_shown_both(item->judgement.status);
		g_autofree char *detail = detail_of(print, item);
		g_autofree char *line = g_strdup_printf("%s %s", word, detail);
		g_autofree char *text = printer_plugin_text(line, 0);

		printer_text("\n%s", text);
	}
	if (details > DETAILS_MOST) {
		printer_text("\n");
		printer_text(_("and %u more"), details - DETAILS_MOST);
	}
	printer_text("%s%s\n", data->len ? "|" : "", data->str);
}
