/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A check for people: what is bad comes first, what is OK as far as it fits.
 * When even what is bad does not fit, its worst is followed by what the rest
 * has in common. Only rows that may be printed are made.
 */
#include "check/print.h"

#include "base/instant.h"
#include "base/quantity.h"
#include "base/text.h"
#include "base/translate.h"
#include "ui/printer.h"
#include "ui/table.h"
#include "ui/tally.h"

#include <unistd.h>

/* Below the table: what was left out, how many are how, and the prompt. */
#define LINES_BELOW 3
/* Rows where there is no screen to fill: a mail from cron should still be read. */
#define LINES_OF_PAPER 60
/* Bad rows that are printed however small the screen is. */
#define ROWS_LEAST 5

/* Something beside the answers arrived, or our own side had trouble. */
static bool is_odd(const struct result *result)
{
	return result->odd || result->own_losses || result->not_sent;
}

static void add_item(struct table *table, const struct check_print *print,
		     const struct check_item *item)
{
	const struct organization *owner = item_owner(&item->item);
	const struct result *result = item->result;
	enum status status = item->judgement.status;
	g_autofree char *word = words_shown_both(status);
	g_autofree char *name = item_name(&item->item);
	g_autofree char *loss =
		result->loss_ppm < 0 ? NULL : quantity_show_percentage(result->loss_ppm);
	g_autofree char *rtt =
		result->rtt_median_us < 0 ? NULL : quantity_show_duration(result->rtt_median_us);
	g_autofree char *since =
		item->since_us > 0 ? instant_show_brief(item->since_us, print->check->ended_at_us,
							print->session->zone)
				   : NULL;
	bool japanese = !strcmp(print->session->language, "ja");
	g_autofree char *hidden = NULL;
	char text[RESULT_TEXT_SIZE];
	const char *cells[] = {word,  name, japanese ? owner->title.ja : owner->title.en, loss, rtt,
			       since, NULL};

	/* What is well says so by its figures, or by what else was seen. */
	if (status != STATUS_OK || is_odd(result) || print->outages)
		cells[6] = check_print_message(print, item, text);
	else if (result->facts)
		cells[6] = probe_describe_rest(result, text);
	if (item->course && item->course->hidden_by) {
		hidden = g_strdup_printf(_("hidden by %s; %s"), item->course->hidden_by, cells[6] ? cells[6] : "");
		cells[6] = hidden;
	}
	table_add(table, tally_tint(status), status == STATUS_OK, cells);
}

/* How many items of the order come before those that are OK. */
static guint count_bad(const struct check_print *print)
{
	return print->check->items->len - print->check->tally.counts[STATUS_OK];
}

/* The first MOST items of the order, which hold BAD that are not OK; returns how
 * many of those that are OK did not fit into LINES. What was not asked has
 * nothing to show: its number says it all. */
static size_t print_rows(const struct check_print *print, const struct terminal *terminal,
			 guint most, unsigned int lines)
{
	const struct table_column columns[] = {
		{_("STATUS"), TEXT_LEFT, 0, false}, {_("ITEM"), TEXT_LEFT, 12, false},
		{_("OWNER"), TEXT_LEFT, 8, false},  {_("LOSS"), TEXT_RIGHT, 0, false},
		{_("RTT"), TEXT_RIGHT, 0, false},   {_("SINCE"), TEXT_LEFT, 0, false},
		{_("MESSAGE"), TEXT_LEFT, 0, true},
	};
	g_autoptr(ops_table_t) table = table_new(columns, G_N_ELEMENTS(columns));

	for (guint i = 0; i < print->check->items->len && most; i++) {
		const struct check_item *item = check_print_at(print, i);

		if (!print->all && item->result->run_ended_first)
			continue;
		add_item(table, print, item);
		most--;
	}
	return table_print(table, terminal, lines);
}

/* More is bad than there is room for. */
static void print_storm(const struct check_print *print, const struct terminal *terminal,
			unsigned int lines, guint bad)
{
	guint rows = lines > CHECK_SUMMARY_LINES + ROWS_LEAST ? lines - CHECK_SUMMARY_LINES - 1
							      : ROWS_LEAST;

	rows = MIN(rows, bad);
	print_rows(print, terminal, rows, 0);
	printer_text(_("and %u more are not OK; '--all' prints every row\n"), bad - rows);
	check_print_summary_brief(print);
}

void check_print_table(const struct check_print *print)
{
	struct terminal terminal = terminal_of(STDOUT_FILENO);
	g_autofree char *tally = tally_text(&print->check->tally);
	unsigned int above = LINES_BELOW + print->lines_used;
	unsigned int lines = !terminal.lines		? LINES_OF_PAPER
			     : terminal.lines > above	? terminal.lines - above
							: 1;
	guint bad = count_bad(print) - print->not_asked;
	guint ok = print->check->tally.counts[STATUS_OK];

	if (print->all) {
		print_rows(print, &terminal, G_MAXUINT, 0);
	} else if (bad >= MAX(lines, ROWS_LEAST + 1)) {
		print_storm(print, &terminal, lines, bad);
	} else {
		guint fitting = MIN(ok, lines);
		size_t left_out = print_rows(print, &terminal, bad + fitting, lines);

		left_out += ok - fitting;
		if (left_out)
			printer_text(_("and %zu more are OK\n"), left_out);
	}
	if (print->not_asked && !print->all)
		printer_text(_("and %u were not asked\n"), print->not_asked);
	printer_text(_("items: %u (%s)"), print->check->items->len, tally);
	printer_text("\n");
}
