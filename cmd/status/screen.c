/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The picture on a screen: what keeps it from being true on top, then what somebody must
 * look at, the worst first, what is covered, what is noticed; below how much of everything
 * there is. A screen is never scrolled away: what does not fit is counted.
 */
#include "status/screen.h"

#include "base/instant.h"
#include "base/quantity.h"
#include "base/text.h"
#include "base/translate.h"
#include "status/sheet.h"
#include "ui/printer.h"
#include "ui/tally.h"
#include "ui/terminal.h"

#include <unistd.h>

#define LINES_OF_PAPER 60
#define CELLS 5
#define GAP 2
/* Widths that item and owner keep however narrow it is. */
#define ITEM_LEAST 12
#define OWNER_LEAST 8

struct screen {
	const struct session *session;
	const struct picture *picture;
	const struct status_wish *wish;
	struct sheet *sheet;
	unsigned int widths[CELLS];
};

/* The cells of one line: status, item, owner, since, age. */
struct cells { char *text[CELLS]; };

static void cells_clear(struct cells *cells)
{
	for (int i = 0; i < CELLS; i++)
		g_free(cells->text[i]);
}

/* What a run saw that does not count yet stands in brackets. */
static char *status_cell(const struct picture_row *row)
{
	g_autofree char *seen = NULL;

	if (row->block != PICTURE_NOTICED)
		return words_shown_both(row->status);
	seen = words_shown_both(row->seen);
	return g_strdup_printf("[%s]", seen);
}

static struct cells cells_of(const struct screen *screen, const struct picture_row *row)
{
	const struct session *session = screen->session;
	int64_t now_us = screen->picture->at_us;
	const char *owner = tell_owner(session, row->owner);
	char *age = tell_age(row->asked_at_us, now_us);

	return (struct cells){{
		status_cell(row),
		printer_safe(row->name),
		printer_safe(owner ? owner : "-"),
		row->since_us ? instant_show_brief(row->since_us, now_us, session->zone) : g_strdup("-"),
		age ? age : g_strdup("-"),
	}};
}

static struct cells heading_of(const struct screen *screen, enum picture_block block)
{
	/* In the order of enum picture_block. */
	static const char *const titles[PICTURE_BLOCK_COUNT] = {
		N_("PROBLEMS"), N_("COVERED"), N_("NOTICED"), N_("FINE"), N_("GONE"),
	};

	return (struct cells){{
		g_strdup_printf("%s %u", _(titles[block]),
				screen->picture->counts[block] - screen->picture->folded[block]),
		g_strdup(_("ITEM")),
		g_strdup(_("OWNER")),
		g_strdup(_("SINCE")),
		g_strdup(_("ASKED")),
	}};
}

/* --- how wide --- */

static void widen(struct screen *screen, struct cells cells)
{
	for (int i = 0; i < CELLS; i++)
		screen->widths[i] = MAX(screen->widths[i], text_width(cells.text[i]));
	cells_clear(&cells);
}

static bool is_shown(const struct screen *screen, const struct picture_row *row)
{
	return screen->wish->all || (!row->folded && row->block != PICTURE_FINE);
}

/* Item and owner give way when it is too much, the wider one first. */
static void fit(struct screen *screen)
{
	unsigned int *item = &screen->widths[1], *owner = &screen->widths[2];
	unsigned int edge = sheet_entry_columns(screen->sheet), total = GAP * (CELLS - 1);

	for (int i = 0; i < CELLS; i++)
		total += screen->widths[i];
	for (; total > edge && (*item > ITEM_LEAST || *owner > OWNER_LEAST); total--) {
		bool from_owner = *owner > OWNER_LEAST && (*owner >= *item || *item <= ITEM_LEAST);

		if (from_owner)
			(*owner)--;
		else
			(*item)--;
	}
}

/* Rows that are looked at for the widths: no screen holds more. */
#define ROWS_MEASURED 10000

static void measure(struct screen *screen)
{
	const GArray *rows = screen->picture->rows;
	guint measured = 0;

	for (guint i = 0; i < rows->len && measured < ROWS_MEASURED; i++) {
		const struct picture_row *row = &g_array_index(rows, struct picture_row, i);

		if (!is_shown(screen, row))
			continue;
		widen(screen, cells_of(screen, row));
		widen(screen, heading_of(screen, row->block));
		measured++;
	}
	fit(screen);
}

/* --- entries --- */

static void add_line(struct screen *screen, enum table_tint tint, struct cells cells)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (int i = 0; i < CELLS; i++) {
		g_autofree char *padded = text_pad(cells.text[i], screen->widths[i], TEXT_LEFT);

		g_string_append_printf(text, "%s%s", i ? "  " : "", padded);
	}
	g_strchomp(text->str);
	sheet_line(screen->sheet, tint, strlen(cells.text[0]), text->str);
	cells_clear(&cells);
}

static void add_row(struct screen *screen, const struct picture_row *row)
{
	g_autofree char *details = NULL;
	enum status shown = row->block == PICTURE_NOTICED ? row->seen : row->status;

	add_line(screen, tally_tint(shown), cells_of(screen, row));
	if (row->block == PICTURE_FINE && !row->stale)
		return;
	details = tell_details(screen->session, screen->picture, row);
	g_autofree char *safe = printer_safe(details);

	if (*safe)
		sheet_below(screen->sheet, safe);
}

/* The first one says what stands in the columns. */
static void add_heading(struct screen *screen, enum picture_block block, bool first)
{
	struct cells cells = heading_of(screen, block);

	if (first) {
		add_line(screen, TINT_NONE, cells);
		return;
	}
	sheet_line(screen->sheet, TINT_NONE, 0, cells.text[0]);
	cells_clear(&cells);
}

static void add_rows(struct screen *screen)
{
	const GArray *rows = screen->picture->rows;
	guint room = sheet_room(screen->sheet), added = 0, rest = 0;
	int block = -1;

	for (guint i = 0; i < rows->len; i++) {
		const struct picture_row *row = &g_array_index(rows, struct picture_row, i);

		if (!is_shown(screen, row))
			continue;
		/* A storm is counted and not laid out. */
		if (added++ > room) {
			rest++;
			continue;
		}
		sheet_begin(screen->sheet, 1);
		if ((int)row->block != block)
			add_heading(screen, row->block, block < 0);
		block = (int)row->block;
		add_row(screen, row);
	}
	sheet_leave_out(screen->sheet, rest);
}

/* --- above and below --- */

static void add_banner(void *context, enum table_tint tint, const char *text)
{
	g_autofree char *safe = printer_safe(text);

	sheet_add(((struct screen *)context)->sheet, SHEET_ABOVE, tint, safe);
}

static void add_time(struct screen *screen)
{
	g_autofree char *time = instant_show(screen->picture->at_us, screen->session->zone);
	g_autofree char *interval = quantity_show_duration(screen->wish->interval_us);
	g_autofree char *text = screen->wish->interval_us ? g_strdup_printf(_("%s, every %s"), time, interval)
							  : g_strdup(time);
	g_autofree char *head = g_strconcat(screen->session->drill ? "【訓練】 " : "", text, NULL);

	sheet_add(screen->sheet, SHEET_ABOVE, TINT_NONE, head);
}

static void add_summary(struct screen *screen)
{
	const struct picture *picture = screen->picture;
	g_autofree char *tally = tally_text(&picture->tally);
	g_autofree char *age = tell_age(picture->newest_us, picture->at_us);
	g_autofree char *items = g_strdup_printf(_("items: %u (%s)"), tally_total(&picture->tally), tally);
	g_autofree char *newest = g_strdup_printf(_("newest result: %s"), age ? age : "-");
	g_autofree char *text = g_strdup_printf("%s; %s", items, newest);

	if (!picture->counts[PICTURE_PROBLEM])
		sheet_add(screen->sheet, SHEET_ABOVE, picture->newest_us ? TINT_GREEN : TINT_NONE,
			  picture->newest_us ? _("no problems") : _("nothing was asked yet"));
	sheet_add(screen->sheet, SHEET_BELOW, TINT_NONE, text);
}

static struct sheet_size size_of(const struct status_wish *wish, const struct terminal *terminal,
				 bool redraw)
{
	unsigned int lines = terminal->lines ? terminal->lines : LINES_OF_PAPER;
	bool bounded = wish->wall || redraw;
	struct sheet_size size = {
		.columns = terminal_columns(terminal),
		/* The prompt stands below what is not redrawn. */
		.lines = redraw ? lines : MAX(lines, 2) - 1,
		.beside = wish->wall ? G_MAXUINT : 1,
		.brief = bounded,
	};

	if (wish->all && !bounded)
		size.lines = 0;
	return size;
}

void screen_print(const struct session *session, const struct picture *picture,
		  const struct status_wish *wish, bool redraw)
{
	struct terminal terminal = terminal_of(STDOUT_FILENO);
	const struct sheet_size size = size_of(wish, &terminal, redraw);
	g_autoptr(ops_sheet_t) sheet = sheet_new(&size);
	struct screen screen = {.session = session, .picture = picture, .wish = wish, .sheet = sheet};

	add_time(&screen);
	if (wish->outdated)
		add_banner(&screen, TINT_RED,
			   _("THE CONFIGURATION HAS ERRORS: this is by the one from before; see "
			     "'nwops inventory lint'"));
	tell_banners(session, picture, add_banner, &screen);
	owing_tell(session, add_banner, &screen);
	measure(&screen);
	add_rows(&screen);
	add_summary(&screen);
	sheet_print(sheet, _("and %u more do not fit; '--all' prints every row"), terminal.color, redraw);
}
