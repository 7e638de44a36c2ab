/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The picture of a drill's course. Each lane is as many rows high as its labels need not to lie over
 * one another; a label is cut before it takes more than a third of the width.
 *
 * No library draws it: all there is are lines, dots, bars and words.
 */
#include "drill/timeline.h"

#include "base/text.h"

#include <stdio.h>
#include <string.h>

#define LEFT 150		/* where time begins */
#define WIDTH 1150		/* of all of its time */
#define RIGHT 30
#define TOP 62
#define ROW 17
#define GAP 12			/* between lanes */
#define COLUMN 7		/* of a letter; Japanese takes two */
#define LABEL_COLUMNS 44
#define ROWS_MOST 14		/* of a lane: what would be lower is a dot */
#define MINUTE_US G_GINT64_CONSTANT(60000000)

enum track { TRACK_CARDS, TRACK_NETWORK, TRACK_RECORD, TRACK_TOLD, TRACK_CONTROL };
#define TRACK_COUNT 5

static const struct { struct procedure_text title; const char *ink; } tracks[TRACK_COUNT] = {
	[TRACK_CARDS] = {{"状況付与", "Cards"}, "#7a4a00"},
	[TRACK_NETWORK] = {{"ネットワーク", "Network"}, "#9c2f2f"},
	[TRACK_RECORD] = {{"対応と記録", "Done, recorded"}, "#1f4e79"},
	[TRACK_TOLD] = {{"報告・通知", "Told"}, "#2f6b2f"},
	[TRACK_CONTROL] = {{"訓練の進行", "The drill itself"}, "#5b2c83"},
};

static const char *const result_inks[DRILL_RESULT_COUNT] = {
	[DRILL_MET] = "#2f6b2f", [DRILL_LATE] = "#b36b00", [DRILL_MISSED] = "#b00020", [DRILL_EXCUSED] = "#777777",
	[DRILL_PENDING] = "#777777",
};

struct picture {
	const struct drill_scenario *scenario;
	const struct drill_evidence *evidence;
	enum procedure_language language;
	int64_t span_us;
	GString *bands, *out;		/* what lies at the back; marks and words */
	int y;
};

/* --- words --- */

static const char *say(const struct picture *picture, const struct procedure_text *text)
{
	return drill_text(text, picture->language);
}

static const char *word(const struct picture *picture, enum word_family family, int value)
{
	return drill_word(family, value, picture->language);
}

static int x_of(const struct picture *picture, int64_t at_us)
{
	int64_t past_us = CLAMP(at_us, 0, picture->span_us);

	return LEFT + (int)(past_us * WIDTH / picture->span_us);
}

static void add_words(struct picture *picture, int x, int y, const char *ink, const char *style, const char *words)
{
	g_autofree char *safe = text_safe_string(words), *escaped = g_markup_escape_text(safe, -1);

	g_string_append_printf(picture->out, "<text x=\"%d\" y=\"%d\" fill=\"%s\"%s>%s</text>\n", x, y, ink, style, escaped);
}

static char *clip(const char *text)
{
	g_autofree char *safe = text_safe_string(text ? text : "");

	return text_cut(safe, LABEL_COLUMNS);
}

/* --- what stands where --- */

static int track_of(const struct drill_sight *sight)
{
	switch (sight->kind) {
	case SIGHT_CARD:
		return TRACK_CARDS;
	case SIGHT_NETWORK:
		return TRACK_NETWORK;
	case SIGHT_TOLD:
		return TRACK_TOLD;
	case SIGHT_SKIPPED:
	case SIGHT_JUDGED:
	case SIGHT_CONTROL:
		return TRACK_CONTROL;
	case SIGHT_STEP:
		return -1;		/* the action log has them */
	default:
		return TRACK_RECORD;
	}
}

char *drill_timeline_change(const struct drill_scenario *scenario, const char *number, enum procedure_language language)
{
	guint64 index = number ? g_ascii_strtoull(number, NULL, 10) : G_MAXUINT64;
	const struct drill_change *change = index < scenario->network->len ? &g_array_index(scenario->network, struct drill_change, index) : NULL;
	const struct drill_target *target = change && change->target >= 0
						    ? &g_array_index(scenario->targets, struct drill_target, (guint)change->target) : NULL;
	const char *title = target ? drill_text(&target->title, language) : NULL;
	static const struct procedure_text recovers = {"復旧", "recovers"};

	if (!change)
		return g_strdup(number ? number : "");
	return g_strdup_printf("%s%s%s", change->path ? change->path : title && *title ? title : target->name,
			       change->recovers ? " " : "", change->recovers ? drill_text(&recovers, language) : "");
}

static char *card_label(const struct picture *picture, const struct drill_sight *sight)
{
	int index = sight->name ? drill_find_inject(picture->scenario, sight->name) : -1;
	const struct drill_inject *inject = index < 0 ? NULL : &g_array_index(picture->scenario->injects, struct drill_inject, (guint)index);

	return g_strdup(inject ? say(picture, &inject->content) : sight->name ? sight->name : "");
}

static char *label_of(const struct picture *picture, const struct drill_sight *sight)
{
	const char *field = sight->field < 0 ? "" : word(picture, WORDS_CASE_FIELD, sight->field);
	const char *said = sight->to ? sight->to : sight->value ? sight->value : sight->text ? sight->text : "";

	switch (sight->kind) {
	case SIGHT_CARD:
		return card_label(picture, sight);
	case SIGHT_NETWORK:
		return drill_timeline_change(picture->scenario, sight->name, picture->language);
	case SIGHT_TOLD:
		return g_strdup_printf("%s → %s", word(picture, WORDS_NOTICE_KIND, sight->notice_kind),
				       word(picture, WORDS_AUDIENCE, sight->audience));
	case SIGHT_FIELD:
	case SIGHT_ROLE:
		return g_strdup_printf("%s: %s", field, said);
	case SIGHT_RUN_ENDED:
		return g_strdup_printf("%s: %s", sight->name, sight->end);
	case SIGHT_SUBJECT:
		return g_strdup_printf("+ %s", sight->item ? sight->item : "");
	case SIGHT_CLOSED:
		return g_strdup_printf("%s ✓", sight->case_id);
	case SIGHT_SKIPPED:
	case SIGHT_JUDGED:
		return g_strdup_printf("%s: %s", drill_sight_control(sight->value, picture->language), sight->name ? sight->name : "");
	case SIGHT_CONTROL:
		return g_strdup(drill_sight_control(sight->value, picture->language));
	default:
		return g_strdup(sight->text && *sight->text ? sight->text : said);
	}
}

/* --- lanes --- */

/* The first row where a label from X on, so wide, meets no other. RIGHTS: where the last of each row ends. */
static int free_row(GArray *rights, int x, int width)
{
	for (guint i = 0; i < rights->len; i++)
		if (g_array_index(rights, int, i) + 10 <= x) {
			g_array_index(rights, int, i) = x + width;
			return (int)i;
		}
	int right = x + width;

	if (rights->len == ROWS_MOST)
		return -1;
	g_array_append_val(rights, right);
	return (int)rights->len - 1;
}

struct mark { int x, row; char *label; bool before; };

static void clear_mark(gpointer data)
{
	g_free(((struct mark *)data)->label);
}

/* Words that would leave the sheet stand before their dot. */
static struct mark mark_of(const struct picture *picture, const struct drill_sight *sight, GArray *rights)
{
	g_autofree char *whole = label_of(picture, sight);
	struct mark mark = {.x = x_of(picture, sight->at_us), .label = clip(whole)};
	int width = (int)text_width(mark.label) * COLUMN + 12;

	mark.before = mark.x + width > LEFT + WIDTH + RIGHT;
	mark.row = free_row(rights, mark.before ? mark.x - width : mark.x - 4, width);
	return mark;
}

static void draw_mark(struct picture *picture, const struct mark *mark, const char *ink)
{
	int y = picture->y + MAX(mark->row, 0) * ROW + ROW / 2;

	if (mark->row < 0) {
		g_string_append_printf(picture->out, "<circle cx=\"%d\" cy=\"%d\" r=\"2\" fill=\"%s\"/>\n", mark->x,
				       picture->y + ROWS_MOST * ROW + ROW / 2, ink);
		return;
	}
	g_string_append_printf(picture->out, "<circle cx=\"%d\" cy=\"%d\" r=\"3.5\" fill=\"%s\"/>\n", mark->x, y, ink);
	add_words(picture, mark->before ? mark->x - 8 : mark->x + 7, y + 4, ink, mark->before ? " text-anchor=\"end\"" : "", mark->label);
}

static void draw_band(struct picture *picture, int height, const struct procedure_text *title, const char *ink)
{
	g_string_append_printf(picture->bands, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"#f6f8fa\" stroke=\"#d0d7de\"/>\n",
			       LEFT - 6, picture->y - 3, WIDTH + RIGHT, height + 6);
	add_words(picture, 12, picture->y + 13, ink, " font-weight=\"bold\"", say(picture, title));
}

static void draw_track(struct picture *picture, int track)
{
	g_autoptr(GArray) marks = g_array_new(FALSE, FALSE, sizeof(struct mark)), rights = g_array_new(FALSE, FALSE, sizeof(int));
	guint hidden = 0;
	int rows;

	g_array_set_clear_func(marks, clear_mark);
	for (guint i = 0; i < picture->evidence->sights->len; i++) {
		const struct drill_sight *sight = picture->evidence->sights->pdata[i];

		if (track_of(sight) != track)
			continue;
		const struct mark mark = mark_of(picture, sight, rights);

		hidden += mark.row < 0;
		g_array_append_val(marks, mark);
	}
	if (!marks->len)
		return;
	rows = (int)rights->len + (hidden ? 1 : 0);
	draw_band(picture, rows * ROW, &tracks[track].title, tracks[track].ink);
	for (guint i = 0; i < marks->len; i++)
		draw_mark(picture, &g_array_index(marks, struct mark, i), tracks[track].ink);
	if (hidden) {
		g_autofree char *more = g_strdup_printf(picture->language == PROCEDURE_JAPANESE ? "ほか %u 件" : "and %u more", hidden);

		add_words(picture, 12, picture->y + rows * ROW - 4, "#555", "", more);
	}
	picture->y += rows * ROW + GAP;
}

/* --- expectations: a bar from what they are timed from to their limit, a dot where they were met --- */

static void draw_expectation(struct picture *picture, const struct drill_verdict *verdict)
{
	const char *ink = result_inks[verdict->result], *title = say(picture, &verdict->expectation->title);
	g_autofree char *safe = text_safe_string(*title ? title : verdict->expectation->name), *cut = text_cut(safe, LABEL_COLUMNS + 16);
	g_autofree char *label = g_strdup_printf("%s: %s", cut, word(picture, WORDS_DRILL_RESULT, (int)verdict->result));
	int from = x_of(picture, MAX(verdict->from_us, 0)), until = x_of(picture, MAX(verdict->until_us, 0));
	int width = (int)text_width(label) * COLUMN, y = picture->y + ROW / 2;
	int end = MAX(until, verdict->at_us >= 0 ? x_of(picture, verdict->at_us) : 0);

	if (verdict->from_us >= 0)
		g_string_append_printf(picture->out, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"7\" fill=\"%s\" fill-opacity=\"0.25\" stroke=\"%s\"/>\n",
				       from, y - 3, MAX(until - from, 2), ink, ink);
	if (verdict->at_us >= 0)
		g_string_append_printf(picture->out, "<circle cx=\"%d\" cy=\"%d\" r=\"4\" fill=\"%s\"/>\n", x_of(picture, verdict->at_us), y, ink);
	if (end + 10 + width <= LEFT + WIDTH + RIGHT - 8)
		add_words(picture, end + 10, y + 4, ink, "", label);
	else if (from - 10 - width >= LEFT)
		add_words(picture, from - 8, y + 4, ink, " text-anchor=\"end\"", label);
	else
		add_words(picture, MAX(LEFT + 4, end - width - 14), y + 4, ink, " stroke=\"#fff\" stroke-width=\"3\" paint-order=\"stroke\"", label);
	picture->y += ROW;
}

static void draw_expectations(struct picture *picture, const struct drill_score *score)
{
	static const struct procedure_text title = {"期待する行動", "Expected"};

	draw_band(picture, (int)score->verdicts->len * ROW, &title, "#333");
	for (guint i = 0; i < score->verdicts->len; i++)
		draw_expectation(picture, score->verdicts->pdata[i]);
	picture->y += GAP;
}

/* --- the time --- */

static int64_t step_of(int64_t span_us)
{
	static const int minutes[] = {1, 2, 5, 10, 15, 30, 60, 120, 240, 480};

	for (size_t i = 0; i < G_N_ELEMENTS(minutes); i++)
		if (span_us / (minutes[i] * MINUTE_US) <= 14)
			return minutes[i] * MINUTE_US;
	return 1440 * MINUTE_US;
}

static void draw_time(struct picture *picture, int bottom)
{
	int64_t step_us = step_of(picture->span_us);

	for (int64_t at_us = 0; at_us <= picture->span_us; at_us += step_us) {
		g_autofree char *label = g_strdup_printf("T+%ld:%02ld", (long)(at_us / MINUTE_US / 60), (long)(at_us / MINUTE_US % 60));
		int x = x_of(picture, at_us);

		g_string_append_printf(picture->bands, "<path d=\"M%d %dV%d\" stroke=\"#c8d0d8\" stroke-dasharray=\"2 3\"/>\n", x, TOP - 14, bottom);
		g_string_append_printf(picture->bands, "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\" fill=\"#333\">%s</text>\n", x, TOP - 19, label);
	}
}

static void set_span(struct picture *picture)
{
	int64_t last_us = MAX(picture->evidence->now_us, MINUTE_US);

	for (guint i = 0; i < picture->evidence->sights->len; i++)
		last_us = MAX(last_us, ((const struct drill_sight *)picture->evidence->sights->pdata[i])->at_us);
	/* Who judges long afterwards does not stretch the picture. */
	picture->span_us = MIN(last_us, MAX(picture->evidence->now_us, picture->evidence->lasts_us) + MINUTE_US);
}

char *drill_timeline_svg(const struct drill_scenario *scenario, const struct drill_evidence *evidence,
			 const struct drill_score *score, enum procedure_language language)
{
	g_autoptr(GString) body = g_string_new(NULL), bands = g_string_new(NULL);
	struct picture picture = {.scenario = scenario, .evidence = evidence, .language = language, .bands = bands, .out = body, .y = TOP};
	g_autofree char *title = g_strconcat("【訓練】 ", drill_text(&scenario->title, language), NULL);
	int width = LEFT + WIDTH + RIGHT;

	set_span(&picture);
	add_words(&picture, 12, 24, "#b00020", " font-size=\"16\" font-weight=\"bold\"", title);
	for (int track = 0; track < TRACK_COUNT; track++)
		draw_track(&picture, track);
	draw_expectations(&picture, score);
	draw_time(&picture, picture.y - GAP + 3);
	return g_strdup_printf("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" "
			       "font-family=\"'Noto Sans CJK JP', 'Noto Sans', sans-serif\" font-size=\"12\">\n"
			       "<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>\n%s%s</svg>\n",
			       width, picture.y, width, picture.y, width, picture.y, bands->str, body->str);
}
