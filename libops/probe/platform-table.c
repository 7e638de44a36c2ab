/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tables: the headings of the file are looked for in a line, and where they
 * stand tells where each row is cut. Numbers may stand under the end of their
 * heading and long names may push the rest to the right; a row that cannot be
 * cut without doubt is not understood, never guessed.
 */
#include "probe/platform-internal.h"

#define COLUMNS_MAX 40

/* The part of a line that one heading or cell takes: bytes. */
struct cell {
	size_t start, end;
};

struct platform_table {
	const struct platform_block *block;
	struct cell headings[COLUMNS_MAX];	/* in columns of the screen */
	bool open, rows;			/* a header was seen; a row behind it */
	struct platform_record *record;		/* of the last row */
};

struct platform_table *platform_table_new(const struct platform_block *block)
{
	struct platform_table *table = g_new0(struct platform_table, 1);

	g_assert(block->columns->len <= COLUMNS_MAX);
	table->block = block;
	return table;
}

void platform_table_free(struct platform_table *table)
{
	g_free(table);
}

void platform_table_blank(struct platform_table *table)
{
	/* Headers are often set off from their rows. */
	if (table->rows)
		table->open = false;
	table->record = NULL;
}

/* --- columns of the screen --- */

static unsigned int width_of(const char *at)
{
	return g_unichar_iswide(g_utf8_get_char(at)) ? 2 : 1;
}

static size_t column_of(const char *text, size_t byte)
{
	size_t column = 0;

	for (const char *at = text; at < text + byte; at = g_utf8_next_char(at))
		column += width_of(at);
	return column;
}

static size_t byte_of(const char *text, size_t column)
{
	const char *at = text;

	for (size_t seen = 0; *at && seen < column; at = g_utf8_next_char(at))
		seen += width_of(at);
	return (size_t)(at - text);
}

/* --- header --- */

/* Where the headings stand in LINE, or false when it is another line. */
static bool find_headings(struct platform_table *table, const char *line)
{
	const GPtrArray *columns = table->block->columns;
	const char *at = line;

	for (guint i = 0; i < columns->len; i++) {
		const char *heading = ((const struct platform_column *)columns->pdata[i])->heading;

		at += strspn(at, " ");
		if (!g_str_has_prefix(at, heading))
			return false;
		table->headings[i].start = column_of(line, (size_t)(at - line));
		at += strlen(heading);
		table->headings[i].end = column_of(line, (size_t)(at - line));
	}
	return at[strspn(at, " ")] == '\0';
}

/* --- rows --- */

/* Lines of dashes under a header, or between parts of a table. */
static bool is_rule(const char *line)
{
	return strspn(line, "-=+| ") == strlen(line);
}

/*
 * The end of a word that begins right under the left heading and runs on under
 * the right one, or 0. One that ends with the right heading may as well be a
 * number of that column.
 */
static size_t overflow(const char *line, size_t length, size_t low, const struct cell *right)
{
	size_t at = byte_of(line, right->start);

	if (line[low] == ' ' || (low && line[low - 1] != ' '))
		return 0;
	while (at < length && line[at] != ' ')
		at++;
	return column_of(line, at) == right->end ? 0 : at;
}

/*
 * Where the cells before and behind the gap between columns LEFT and LEFT + 1
 * part: the blank nearest to where the right heading begins, before it, or
 * behind a left cell that is too long. False when there is none without doubt.
 */
static bool find_gap(const struct platform_table *table, const char *line, size_t length, guint left, size_t *ret_gap)
{
	const struct cell *headings = &table->headings[left];
	size_t low = byte_of(line, headings[0].start);
	size_t begin = byte_of(line, headings[1].start);

	/* The row ends before the right heading begins; or the left cell just reaches it. */
	if (begin >= length) {
		*ret_gap = length;
		return true;
	}
	if (line[begin] == ' ' && line[begin - 1] != ' ') {
		*ret_gap = begin;
		return true;
	}
	for (size_t at = begin; at > low; at--)
		if (line[at - 1] == ' ') {
			*ret_gap = at - 1;
			return true;
		}
	*ret_gap = overflow(line, length, low, &headings[1]);
	return *ret_gap > 0;
}

static struct cell trimmed(const char *line, size_t start, size_t end)
{
	while (start < end && line[start] == ' ')
		start++;
	while (end > start && line[end - 1] == ' ')
		end--;
	return (struct cell){start, end};
}

static bool cut_by_headings(const struct platform_table *table, const char *line, size_t length, struct cell *cells)
{
	guint count = table->block->columns->len;
	size_t start = 0, gap = length;

	for (guint i = 0; i < count; i++) {
		if (i + 1 == count)
			gap = length;
		else if (!find_gap(table, line, length, i, &gap) || gap < start)
			return false;
		cells[i] = trimmed(line, start, gap);
		start = gap;
	}
	return true;
}

/* A word a column, whatever their places: names that were too long for theirs. */
static bool cut_by_words(const struct platform_table *table, const char *line, size_t length, struct cell *cells)
{
	guint count = 0;
	size_t at = 0;

	for (;;) {
		while (at < length && line[at] == ' ')
			at++;
		if (at >= length)
			return count == table->block->columns->len;
		if (count == table->block->columns->len)
			return false;
		cells[count].start = at;
		while (at < length && line[at] != ' ')
			at++;
		cells[count++].end = at;
	}
}

/* The first word alone, too long for its column: the rest is in the next line. */
static bool cut_alone(const struct platform_table *table, const char *line, size_t length, struct cell *cells)
{
	if (line[0] == ' ' || memchr(line, ' ', length))
		return false;
	cells[0] = (struct cell){0, length};
	for (guint i = 1; i < table->block->columns->len; i++)
		cells[i] = (struct cell){length, length};
	return true;
}

/* Is each cell that is wanted what its column takes? A line of another kind is not. */
static bool cells_fit(const struct platform_table *table, const char *line, const struct cell *cells)
{
	const GPtrArray *columns = table->block->columns;
	bool any = false;

	for (guint i = 0; i < columns->len; i++) {
		const struct platform_column *column = columns->pdata[i];
		size_t length = cells[i].end - cells[i].start;

		if (!column->rules || !length)
			continue;
		if (!platform_rule_first(column->rules, line + cells[i].start, length, NULL))
			return false;
		any = true;
	}
	return any;
}

static void take_cells(struct platform_table *table, struct platform_answer *answer, const char *line,
		       const struct cell *cells)
{
	const GPtrArray *columns = table->block->columns;
	struct pattern_group groups[PATTERN_MAX_GROUPS];

	for (guint i = 0; i < columns->len; i++) {
		const struct platform_column *column = columns->pdata[i];
		const char *text = line + cells[i].start;
		size_t length = cells[i].end - cells[i].start;

		const struct platform_rule *rule = length ? platform_rule_first(column->rules, text, length, groups) : NULL;

		if (rule)
			platform_rule_take(answer, table->block, rule, text, groups, table->record, false);
	}
}

static bool is_header(struct platform_table *table, const char *line)
{
	struct platform_table found = *table;

	if (!find_headings(&found, line))
		return false;
	*table = found;
	table->open = true;
	table->rows = false;
	table->record = NULL;
	return true;
}

bool platform_table_line(struct platform_table *table, struct platform_answer *answer,
			 const struct platform_line *line, const struct platform_record *context)
{
	struct cell cells[COLUMNS_MAX] = {{0}};
	bool goes_on;

	if (is_header(table, line->text))
		return true;
	if (!table->open)
		return false;
	if (is_rule(line->text))
		return true;
	if (!(cut_by_headings(table, line->text, line->length, cells) && cells_fit(table, line->text, cells)) &&
	    !(cut_by_words(table, line->text, line->length, cells) && cells_fit(table, line->text, cells)) &&
	    !(cut_alone(table, line->text, line->length, cells) && cells_fit(table, line->text, cells))) {
		/* What follows may go on with this line, and must not go to the row before. */
		table->record = NULL;
		return false;
	}
	goes_on = cells[0].start == cells[0].end;
	if (goes_on && !table->record)
		return false;
	if (!goes_on)
		table->record = platform_answer_open(answer, table->block, context, line->number);
	if (!table->record)
		return false;
	table->rows = true;
	take_cells(table, answer, line->text, cells);
	return true;
}
