/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Swim lanes as SVG. Each step has a row of its own, so that a line from it to
 * the right meets no other step: outcomes leave to the right, run up or down
 * in a track beside the lanes, one track for each step that they lead to, and
 * come in from above. What leads to the next row goes straight down.
 *
 * Graphviz was not used: it keeps neither lanes straight nor the figure's
 * order, and a procedure must be printable where it is not installed.
 */
#include "procedure/draw-internal.h"

#include "base/text.h"

#include <string.h>

#define LANE_WIDTH 300
#define BOX_WIDTH 250
#define COLUMN 7		/* of a letter; Japanese takes two */
#define LINE 17
#define HEAD 44
#define GAP 44			/* between two rows */
#define LABELS 190		/* beside the lanes, before the tracks */
#define TRACK 9
#define MARGIN 12

static const char *const inks[] = {"#1f4e79", "#9c2f2f", "#2f6b2f", "#7a4a00", "#5b2c83", "#00626b"};

/* One step on the sheet. */
struct box {
	const struct procedure_step *step;
	char **lines;			/* its title */
	int x, y, height;		/* x: its middle; y: its top */
	int track;			/* beside the lanes, for what leads here; -1: none */
	int from, to;			/* of the track */
};

struct sheet {
	const struct procedure *procedure;
	enum procedure_language language;
	GString *out;
	struct box *boxes;
	unsigned int count;
	int width, height, tracks;
};

/* --- where things are --- */

static int edge_y(const struct box *box, unsigned int outcome)
{
	return box->y + 14 + (int)outcome * LINE;
}

static int entry_y(const struct box *box)
{
	return box->y - 12;
}

/* Does OUTCOME of the box NUMBER lead straight down? Only the first that could does. */
static bool is_straight(const struct sheet *sheet, unsigned int number, unsigned int outcome)
{
	const struct procedure_step *step = sheet->boxes[number].step;

	for (unsigned int i = 0; i <= outcome; i++)
		if (step->outcomes[i].next_step == (int)number + 1)
			return i == outcome;
	return false;
}

static void place(struct sheet *sheet)
{
	int y = HEAD + GAP;

	for (unsigned int i = 0; i < sheet->count; i++) {
		struct box *box = &sheet->boxes[i];
		g_autofree char *title = NULL, *wrapped = NULL;

		box->step = procedure_step_at(sheet->procedure, i);
		title = draw_title(box->step, sheet->language);
		wrapped = text_wrap(title, BOX_WIDTH / COLUMN - 3, 0);
		box->lines = g_strsplit(wrapped, "\n", -1);
		box->x = MARGIN + (int)draw_lane_of(sheet->procedure, box->step) * LANE_WIDTH + LANE_WIDTH / 2;
		box->y = y;
		box->height = MAX((int)g_strv_length(box->lines), (int)box->step->outcome_count) * LINE + 14;
		box->track = -1;
		y += box->height + GAP;
	}
	sheet->height = y;
}

static void stretch(struct box *box, int y)
{
	if (box->track < 0) {
		box->from = box->to = entry_y(box);
		box->track = 0;
	}
	box->from = MIN(box->from, y);
	box->to = MAX(box->to, y);
}

/* The leftmost track in which BOX's lies over no other. */
static int free_track(const struct sheet *sheet, const struct box *box)
{
	int track = 0;

	for (const struct box *other = sheet->boxes; other < box; other++)
		if (other->track == track && other->from <= box->to + LINE && box->from <= other->to + LINE) {
			track++;
			other = sheet->boxes - 1;
		}
	return track;
}

static void lay_tracks(struct sheet *sheet)
{
	for (unsigned int i = 0; i < sheet->count; i++)
		for (unsigned int k = 0; k < sheet->boxes[i].step->outcome_count; k++) {
			int next = sheet->boxes[i].step->outcomes[k].next_step;

			if (next >= 0 && !is_straight(sheet, i, k))
				stretch(&sheet->boxes[next], edge_y(&sheet->boxes[i], k));
		}
	for (unsigned int i = 0; i < sheet->count; i++)
		if (sheet->boxes[i].track >= 0) {
			sheet->boxes[i].track = free_track(sheet, &sheet->boxes[i]);
			sheet->tracks = MAX(sheet->tracks, sheet->boxes[i].track + 1);
		}
}

static int lanes_right(const struct sheet *sheet)
{
	return MARGIN + (int)draw_lane_count(sheet->procedure) * LANE_WIDTH;
}

static int track_x(const struct sheet *sheet, const struct box *box)
{
	return lanes_right(sheet) + LABELS + box->track * TRACK;
}

static const char *ink_of(const struct sheet *sheet, const struct box *box)
{
	return inks[(size_t)(box - sheet->boxes) % G_N_ELEMENTS(inks)];
}

/* --- drawing --- */

static void add_words(struct sheet *sheet, int x, int y, const char *anchor, const char *ink, const char *words)
{
	g_autofree char *escaped = g_markup_escape_text(words, -1);

	g_string_append_printf(sheet->out, "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\" fill=\"%s\">%s</text>\n", x, y, anchor,
			       ink, escaped);
}

static void add_lanes(struct sheet *sheet)
{
	for (unsigned int i = 0; i < draw_lane_count(sheet->procedure); i++)
		g_string_append_printf(sheet->out, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\" stroke=\"#999\"/>\n",
				       MARGIN + (int)i * LANE_WIDTH, MARGIN, LANE_WIDTH, sheet->height - MARGIN,
				       i % 2 ? "#fafafa" : "#f2f6fa");
}

static void add_heads(struct sheet *sheet)
{
	for (unsigned int i = 0; i < draw_lane_count(sheet->procedure); i++) {
		int x = MARGIN + (int)i * LANE_WIDTH;

		g_string_append_printf(sheet->out, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"#dde6ef\" stroke=\"#999\"/>\n",
				       x, MARGIN, LANE_WIDTH, HEAD - MARGIN);
		add_words(sheet, x + LANE_WIDTH / 2, HEAD - 11, "middle", "#000",
			  draw_lane(sheet->procedure, i, sheet->language));
	}
}

/* An arrow's end at X, Y, from above. Drawn, since not every reader of SVG knows markers. */
static void add_tip(struct sheet *sheet, int x, int y, const char *ink)
{
	g_string_append_printf(sheet->out, "<path d=\"M%d %dl-4 -8h8Z\" fill=\"%s\"/>\n", x, y, ink);
}

/* Straight down into the next row, by a bend where that is another lane. */
static void add_straight(struct sheet *sheet, const struct box *box, const char *word)
{
	const struct box *next = box + 1;
	int bend = box->y + box->height + 8, in = next->x - 24;

	g_string_append_printf(sheet->out,
			       "<path d=\"M%d %dV%dH%dV%d\" fill=\"none\" stroke=\"#333\"/>\n",
			       box->x - 24, box->y + box->height, bend, in, next->y - 1);
	add_tip(sheet, in, next->y, "#333");
	add_words(sheet, in + 6, bend + 13, "start", "#333", word);
}

/* To the right into the track of NEXT. */
static void add_branch(struct sheet *sheet, const struct box *box, unsigned int outcome, const struct box *next,
		       const char *word)
{
	int right = box->x + BOX_WIDTH / 2, y = edge_y(box, outcome);

	g_string_append_printf(sheet->out, "<path d=\"M%d %dH%d\" fill=\"none\" stroke=\"%s\"/>\n", right, y,
			       track_x(sheet, next), ink_of(sheet, next));
	/* A line that joins the track has a dot, one that crosses it has none. */
	g_string_append_printf(sheet->out, "<circle cx=\"%d\" cy=\"%d\" r=\"2.5\" fill=\"%s\"/>\n", track_x(sheet, next), y,
			       ink_of(sheet, next));
	add_words(sheet, right + 6, y - 3, "start", ink_of(sheet, next), word);
}

static void add_track(struct sheet *sheet, const struct box *box)
{
	int x = track_x(sheet, box);

	if (box->track < 0)
		return;
	g_string_append_printf(sheet->out,
			       "<path d=\"M%d %dV%dM%d %dH%dV%d\" fill=\"none\" stroke=\"%s\"/>\n", x, box->from, box->to, x,
			       entry_y(box), box->x + 24, box->y - 1, ink_of(sheet, box));
	add_tip(sheet, box->x + 24, box->y, ink_of(sheet, box));
}

static void add_edges(struct sheet *sheet, unsigned int number)
{
	const struct box *box = &sheet->boxes[number];

	for (unsigned int k = 0; k < box->step->outcome_count; k++) {
		int next = box->step->outcomes[k].next_step;
		g_autofree char *word = draw_outcome(&box->step->outcomes[k], sheet->language);

		if (next < 0)
			continue;
		if (is_straight(sheet, number, k))
			add_straight(sheet, box, word);
		else
			add_branch(sheet, box, k, &sheet->boxes[next], word);
	}
}

static void add_shape(struct sheet *sheet, const struct box *box)
{
	int left = box->x - BOX_WIDTH / 2, right = box->x + BOX_WIDTH / 2, bottom = box->y + box->height;
	int middle = box->y + box->height / 2;

	if (box->step->kind == STEP_DECIDE)
		g_string_append_printf(sheet->out,
				       "<path d=\"M%d %dL%d %dH%dL%d %dL%d %dH%dZ\" fill=\"#fff8dc\" stroke=\"#333\"/>\n", left, middle,
				       left + 14, box->y, right - 14, right, middle, right - 14, bottom, left + 14);
	else
		g_string_append_printf(sheet->out,
				       "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"%d\" fill=\"%s\" stroke=\"#333\"/>\n", left,
				       box->y, BOX_WIDTH, box->height, box->step->kind == STEP_END ? box->height / 2 : 3,
				       box->step->kind == STEP_END ? "#e8e8e8" : "#fff");
	if (box->step->kind == STEP_CALL)
		g_string_append_printf(sheet->out, "<path d=\"M%d %dV%dM%d %dV%d\" stroke=\"#333\"/>\n", left + 6, box->y, bottom,
				       right - 6, box->y, bottom);
}

static void add_box(struct sheet *sheet, const struct box *box)
{
	int lines = (int)g_strv_length(box->lines);
	int y = box->y + (box->height - lines * LINE) / 2 + 13;

	add_shape(sheet, box);
	for (int i = 0; i < lines; i++)
		add_words(sheet, box->x, y + i * LINE, "middle", "#000", box->lines[i]);
}

/* --- whole, and page by page --- */

/* From FIRST to LAST of its rows, and all that can be seen between their tops and bottoms. */
static void add_rows(struct sheet *sheet, unsigned int first, unsigned int last)
{
	int top = sheet->boxes[first].y - GAP, bottom = sheet->boxes[last].y + sheet->boxes[last].height + GAP;

	add_lanes(sheet);
	for (unsigned int i = first ? first - 1 : 0; i <= last; i++)
		add_edges(sheet, i);
	for (unsigned int i = 0; i < sheet->count; i++)
		if (sheet->boxes[i].from <= bottom && sheet->boxes[i].to >= top)
			add_track(sheet, &sheet->boxes[i]);
	for (unsigned int i = first; i <= last; i++)
		add_box(sheet, &sheet->boxes[i]);
}

static void begin(struct sheet *sheet, int height)
{
	g_autofree char *title = text_safe_string(procedure_text_in(&sheet->procedure->title, sheet->language));
	g_autofree char *escaped = g_markup_escape_text(title, -1);

	sheet->out = g_string_new(NULL);
	g_string_append_printf(sheet->out,
			       "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" "
			       "font-family=\"Noto Sans CJK JP, Noto Sans, sans-serif\" font-size=\"13\">\n<title>%s</title>\n"
			       "<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>\n",
			       sheet->width, height, sheet->width, height, escaped);
}

static void open_sheet(struct sheet *sheet, const struct procedure *procedure, enum procedure_language language)
{
	unsigned int count = procedure_step_count(procedure);

	*sheet = (struct sheet){.procedure = procedure, .language = language, .count = count};
	sheet->boxes = g_new0(struct box, count + 1);
	place(sheet);
	lay_tracks(sheet);
	sheet->width = lanes_right(sheet) + LABELS + sheet->tracks * TRACK + MARGIN;
}

static void close_sheet(struct sheet *sheet)
{
	for (unsigned int i = 0; i < sheet->count; i++)
		g_strfreev(sheet->boxes[i].lines);
	g_free(sheet->boxes);
}

char *procedure_draw_svg(const struct procedure *procedure, enum procedure_language language)
{
	struct sheet sheet;
	char *whole;

	open_sheet(&sheet, procedure, language);
	begin(&sheet, sheet.height + MARGIN);
	if (sheet.count)
		add_rows(&sheet, 0, sheet.count - 1);
	add_heads(&sheet);
	g_string_append(sheet.out, "</svg>\n");
	whole = g_strconcat("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n", sheet.out->str, NULL);
	g_string_free(sheet.out, TRUE);
	close_sheet(&sheet);
	return whole;
}

/* The last row of a page that begins with row FIRST; one row at least. */
static unsigned int last_of_page(const struct sheet *sheet, unsigned int first, int most)
{
	unsigned int last = first;

	while (last + 1 < sheet->count &&
	       sheet->boxes[last + 1].y + sheet->boxes[last + 1].height + GAP - (sheet->boxes[first].y - GAP) + HEAD <= most)
		last++;
	return last;
}

/*
 * The gap between two pages is on both, so that an arrow across it can be followed. What lies above
 * the first row of a page is covered by the heads of the lanes.
 */
static char *draw_page(struct sheet *sheet, unsigned int first, unsigned int last)
{
	int top = sheet->boxes[first].y - GAP, bottom = sheet->boxes[last].y + sheet->boxes[last].height + GAP;

	begin(sheet, HEAD + bottom - top);
	g_string_append_printf(sheet->out, "<g transform=\"translate(0 %d)\">\n", HEAD - top);
	add_rows(sheet, first, last);
	/* Some readers of SVG show a line of what lies just outside. */
	g_string_append_printf(sheet->out, "</g>\n<rect y=\"%d\" width=\"%d\" height=\"%d\" fill=\"#fff\"/>\n", -GAP,
			       sheet->width, HEAD + GAP);
	add_heads(sheet);
	g_string_append(sheet->out, "</svg>\n");
	return g_string_free(sheet->out, FALSE);
}

unsigned int procedure_draw_svg_width(const struct procedure *procedure, enum procedure_language language)
{
	struct sheet sheet;

	open_sheet(&sheet, procedure, language);
	close_sheet(&sheet);
	return (unsigned int)sheet.width;
}

GPtrArray *procedure_draw_svg_pages(const struct procedure *procedure, enum procedure_language language,
				    unsigned int height)
{
	GPtrArray *pages = g_ptr_array_new_with_free_func(g_free);
	struct sheet sheet;

	open_sheet(&sheet, procedure, language);
	for (unsigned int first = 0, last; first < sheet.count; first = last + 1) {
		last = last_of_page(&sheet, first, (int)height);
		g_ptr_array_add(pages, draw_page(&sheet, first, last));
	}
	close_sheet(&sheet);
	return pages;
}
