/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A check for people: what is bad is always there, what is OK as far as it fits.
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
	char text[RESULT_TEXT_SIZE];
	const char *cells[] = {word,  name, japanese ? owner->title.ja : owner->title.en, loss, rtt,
			       since, NULL};

	/* What is well says so by its figures. */
	if (status != STATUS_OK || is_odd(result))
		cells[6] = state_explain(&item->judgement, result, text);
	table_add(table, tally_tint(status), status == STATUS_OK, cells);
}

void check_print_table(const struct check_print *print, bool all)
{
	const struct table_column columns[] = {
		{_("STATUS"), TEXT_LEFT, 0, false}, {_("ITEM"), TEXT_LEFT, 12, false},
		{_("OWNER"), TEXT_LEFT, 8, false},  {_("LOSS"), TEXT_RIGHT, 0, false},
		{_("RTT"), TEXT_RIGHT, 0, false},   {_("SINCE"), TEXT_LEFT, 0, false},
		{_("MESSAGE"), TEXT_LEFT, 0, true},
	};
	g_autoptr(ops_table_t) table = table_new(columns, G_N_ELEMENTS(columns));
	struct terminal terminal = terminal_of(STDOUT_FILENO);
	g_autofree char *tally = tally_text(&print->check->tally);
	unsigned int lines = terminal.lines > LINES_BELOW ? terminal.lines - LINES_BELOW : 1;

	/* What was not asked has nothing to show: its number says it all. */
	for (guint i = 0; i < print->check->items->len; i++)
		if (all || !check_print_at(print, i)->result->run_ended_first)
			add_item(table, print, check_print_at(print, i));
	size_t left_out = table_print(table, &terminal, all || !terminal.lines ? 0 : lines);

	if (left_out)
		printer_text(_("and %zu more are OK\n"), left_out);
	if (print->not_asked && !all)
		printer_text(_("and %u were not asked\n"), print->not_asked);
	printer_text(_("items: %u (%s)"), print->check->items->len, tally);
	printer_text("\n");
}
