/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lines to records by line rules. Every line is offered to every block of the
 * layout; in a block the first rule that matches takes it. A line that nobody
 * took, and nobody ignores, is counted as not understood.
 */
#include "probe/platform-internal.h"

#define JOIN_LINES 8	/* lines that one may be put together from */

/* A block at work. */
struct course {
	const struct platform_block *block;
	struct platform_record *context;	/* values for every record that begins from here on */
	struct platform_record *record;		/* the one that is open; NULL */
	struct platform_table *table;
	bool ended;				/* its only record is closed */
};

struct walk {
	struct platform_answer *answer;
	const struct platform_layout *layout;
	const struct platform_text *text;
	struct course *courses;
	guint count;
	const struct platform_skip *skip;	/* in which we are, or NULL */
};

/* True when the block took the line. */
static bool offer(struct walk *walk, struct course *course, const struct platform_line *line)
{
	const struct platform_block *block = course->block;
	const char *text = line->text + line->indent;
	size_t length = line->length - line->indent;
	struct pattern_group groups[PATTERN_MAX_GROUPS];
	const struct platform_rule *rule;

	rule = platform_rule_first(block->context, text, length, groups);
	if (rule) {
		course->context->line = line->number;
		platform_rule_take(walk->answer, block, rule, text, groups, course->context, true);
		course->record = NULL;
		return true;
	}
	if (course->table && platform_table_line(course->table, walk->answer, line, course->context))
		return true;
	rule = platform_rule_first(block->start, text, length, groups);
	if (rule) {
		course->record = platform_answer_open(walk->answer, block, course->context, line->number);
	} else {
		rule = platform_rule_first(block->lines, text, length, groups);
		if (rule && !course->record && !block->start && !course->ended)
			course->record = platform_answer_open(walk->answer, block, course->context, line->number);
	}
	if (rule && course->record) {
		platform_rule_take(walk->answer, block, rule, text, groups, course->record, false);
		return true;
	}
	if (platform_rule_first(block->until, text, length, groups)) {
		course->record = NULL;
		course->ended = true;
		return true;
	}
	return false;
}

/* --- skipped parts --- */

/* True when LINE is in a part that the layout leaves out. */
static bool skipped(struct walk *walk, const char *text, size_t length)
{
	const GArray *skips = walk->layout->skips;

	if (walk->skip && walk->skip->before && platform_rule_match(walk->skip->before, text, length, NULL))
		walk->skip = NULL;
	if (walk->skip) {
		if (walk->skip->to && platform_rule_match(walk->skip->to, text, length, NULL))
			walk->skip = NULL;
		return true;
	}
	for (guint i = 0; i < skips->len && !walk->skip; i++) {
		const struct platform_skip *skip = &g_array_index(skips, struct platform_skip, i);

		if (platform_rule_match(skip->from, text, length, NULL))
			walk->skip = skip;
	}
	return walk->skip != NULL;
}

/* --- lines that are one --- */

static const struct platform_line *line_at(const struct walk *walk, guint number)
{
	return number < walk->text->lines->len ? &g_array_index(walk->text->lines, struct platform_line, number) : NULL;
}

static unsigned int columns_of(const struct platform_line *line)
{
	unsigned int columns = 0;

	for (const char *at = line->text; *at; at = g_utf8_next_char(at))
		columns += g_unichar_iswide(g_utf8_get_char(at)) ? 2 : 1;
	return columns;
}

/* Does NEXT go on with LAST? GLUE: what goes between them. */
static bool goes_on(const struct walk *walk, const struct platform_line *last, const struct platform_line *next,
		    const char **ret_glue)
{
	const char *text = next->text + next->indent;

	*ret_glue = " ";
	if (!next->length)
		return false;
	/* A wide character that does not fit leaves the last column free. */
	if (walk->layout->wrap && columns_of(last) + 1 >= walk->layout->wrap && columns_of(last) <= walk->layout->wrap) {
		*ret_glue = next->indent ? " " : "";
		return true;
	}
	return platform_rule_first(walk->layout->join, last->text + last->indent, last->length - last->indent, NULL) ||
	       platform_rule_first(walk->layout->continues, text, next->length - next->indent, NULL);
}

/* The line that begins at *AT with all that belongs to it; *AT is moved behind it. */
static void gather(const struct walk *walk, guint *at, GString *whole, struct platform_line *ret_line)
{
	const struct platform_line *line = line_at(walk, (*at)++), *next;
	unsigned int parts = 1;
	const char *glue;

	*ret_line = *line;
	g_string_assign(whole, line->text + line->indent);
	while ((next = line_at(walk, *at)) && parts < JOIN_LINES && goes_on(walk, line, next, &glue) &&
	       whole->len + next->length < PLATFORM_LINE_BYTES) {
		g_string_append_printf(whole, "%s%s", glue, next->text + next->indent);
		line = next;
		(*at)++;
		parts++;
	}
	if (parts == 1)
		return;
	ret_line->text = whole->str;
	ret_line->length = (unsigned int)whole->len;
	ret_line->indent = 0;
}

static bool ignored(const struct walk *walk, const char *text, size_t length)
{
	return platform_rule_first(walk->layout->ignore, text, length, NULL) ||
	       platform_rule_first(walk->answer->ask->ignore, text, length, NULL) ||
	       platform_rule_first(walk->answer->ask->ends, text, length, NULL) ||
	       platform_rule_first(walk->answer->platform->ignore, text, length, NULL);
}

static void walk_line(struct walk *walk, const struct platform_line *line)
{
	const char *text = line->text + line->indent;
	size_t length = line->length - line->indent;
	bool taken = false;

	if (!length) {
		for (guint i = 0; i < walk->count; i++)
			if (walk->courses[i].table)
				platform_table_blank(walk->courses[i].table);
		return;
	}
	walk->answer->lines++;
	walk->answer->at_line = line->number;
	if (skipped(walk, text, length))
		return;
	for (guint i = 0; i < walk->count; i++)
		taken |= offer(walk, &walk->courses[i], line);
	walk->answer->understood += taken;
	if (line->odd || (!taken && !ignored(walk, text, length)))
		platform_answer_odd(walk->answer, line->number, text, length, NULL);
}

void platform_lines_read(struct platform_answer *answer, const struct platform_layout *layout,
			 const struct platform_text *text)
{
	struct walk walk = {.answer = answer, .layout = layout, .text = text, .count = layout->blocks->len};
	GString *whole = g_string_new(NULL);

	walk.courses = g_new0(struct course, walk.count);
	for (guint i = 0; i < walk.count; i++) {
		const struct platform_block *block = layout->blocks->pdata[i];

		walk.courses[i].block = block;
		walk.courses[i].context = g_malloc0(sizeof(struct platform_record) +
						    block->record->count * sizeof(struct platform_value));
		walk.courses[i].context->kind = block->record;
		walk.courses[i].table = block->columns ? platform_table_new(block) : NULL;
	}
	for (guint at = 0; at < text->lines->len;) {
		struct platform_line line;

		gather(&walk, &at, whole, &line);
		walk_line(&walk, &line);
	}
	for (guint i = 0; i < walk.count; i++) {
		g_free(walk.courses[i].context);
		platform_table_free(walk.courses[i].table);
	}
	g_free(walk.courses);
	g_string_free(whole, TRUE);
}
