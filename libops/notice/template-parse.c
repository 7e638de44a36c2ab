/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A text taken apart: words, fields, and blocks with pieces in them. The language has a field, if and
 * each, and is to stay so: what needs more is a decision, and decisions stand in procedures and in C, where they
 * are tested.
 *
 * A line with nothing on it but the directives of blocks directs and is not printed.
 */
#include "notice/template-internal.h"

#include "base/text.h"
#include "base/translate.h"

#include <string.h>

#define NAMES_MOST 3	/* "if", "not" and a name */

struct block {
	struct piece *piece;
	GPtrArray *target;		/* what comes next goes there */
};

struct parser {
	struct template_draft *draft;
	const struct conf_node *node;
	unsigned int line;		/* from 0 */
	const char *line_start;
	bool directing;			/* nothing is printed of this line */
	guint buried;			/* blocks that are open beyond the depth that is read */
	GArray *blocks;			/* struct block; the first is the text itself, without a piece */
};

static void piece_free(gpointer pointer)
{
	struct piece *piece = pointer;

	g_clear_pointer(&piece->inner, g_ptr_array_unref);
	g_clear_pointer(&piece->otherwise, g_ptr_array_unref);
	g_free(piece->words);
	g_free(piece);
}

static GPtrArray *pieces_new(void)
{
	return g_ptr_array_new_with_free_func(piece_free);
}

static struct conf_position position_of(const struct parser *parser, const char *at)
{
	return place_of(parser->draft->file, parser->node, parser->line, parser->line_start, at);
}

static G_GNUC_PRINTF(3, 4) void fault(const struct parser *parser, const char *at, const char *format, ...)
{
	const struct conf_position position = position_of(parser, at);
	g_autofree char *message = NULL;
	va_list arguments;

	va_start(arguments, format);
	message = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	conf_fault(parser->draft->faults, CONF_ERROR, &position, "%s", message);
}

static struct block *innermost(const struct parser *parser)
{
	return &g_array_index(parser->blocks, struct block, parser->blocks->len - 1);
}

static struct piece *piece_add(const struct parser *parser, enum piece_kind kind, const char *at)
{
	struct piece *piece = g_new0(struct piece, 1);
	const struct conf_position position = position_of(parser, at);

	piece->kind = kind;
	piece->position = template_keep_position(parser->draft->templates, &position);
	g_ptr_array_add(innermost(parser)->target, piece);
	return piece;
}

/* --- lines --- */

const char *template_directive_end(const char *at)
{
	const char *end = strstr(at, "}}");

	return end && !memchr(at, '\n', (size_t)(end - at)) ? end + 2 : NULL;
}

/* The words of the directive at AT, as a list. */
static char **names_of(const char *at, const char *end)
{
	g_autofree char *inside = g_strndup(at + 2, (size_t)(end - at) - 4);

	g_strdelimit(inside, "\t", ' ');
	return g_strsplit(g_strstrip(inside), " ", -1);
}

static bool is_directing(const char *name)
{
	static const char *const names[] = {"if", "else", "each", "end", NULL};

	return g_strv_contains(names, name);
}

/* Does the line at AT hold directives of blocks, and nothing but blanks beside? */
static bool line_directs(const char *at)
{
	bool directs = false;

	for (; *at && *at != '\n'; at += strspn(at, " ")) {
		const char *end = g_str_has_prefix(at, "{{") ? template_directive_end(at) : NULL;
		g_auto(GStrv) names = end ? names_of(at, end) : NULL;

		if (*at == ' ')
			continue;
		if (!end || !names[0] || !is_directing(names[0]))
			return false;
		directs = true;
		at = end;
	}
	return directs;
}

static void add_words(const struct parser *parser, const char *start, const char *end)
{
	/* What is left of a line that only directs are blanks. */
	if (start == end || parser->directing)
		return;
	piece_add(parser, PIECE_WORDS, start)->words = g_strndup(start, (size_t)(end - start));
}

/* --- directives --- */

static const struct field *field_named(const struct parser *parser, const char *at, const char *name)
{
	const struct notice_templates *templates = parser->draft->templates;
	const struct field *field = field_called(templates, name);
	g_autofree const char **names = NULL;
	g_autofree char *shown = NULL;
	const char *near;

	if (field)
		return field;
	names = g_new0(const char *, templates->fields->len + 1);
	for (guint i = 0; i < templates->fields->len; i++)
		names[i] = ((const struct field *)templates->fields->pdata[i])->open.name;
	shown = text_excerpt(name);
	/* Looking for it takes long, and nobody reads the hundredth of such faults. */
	near = strlen(name) <= 64 && conf_faults_errors(parser->draft->faults) < 100 ? text_nearest(name, names) : NULL;
	if (near)
		fault(parser, at, _("there is no field '%s'; did you mean '%s'?"), shown, near);
	else
		fault(parser, at, _("there is no field '%s'"), shown);
	return NULL;
}

static const struct piece *each_around(const struct parser *parser)
{
	for (guint i = parser->blocks->len; i-- > 1;) {
		const struct piece *piece = g_array_index(parser->blocks, struct block, i).piece;

		if (piece->kind == PIECE_EACH)
			return piece;
	}
	return NULL;
}

static bool bury(struct parser *parser, const char *at)
{
	if (parser->blocks->len <= TEMPLATE_DEPTH)
		return false;
	if (parser->buried++ == 0)
		fault(parser, at, _("more than %d blocks stand in each other"), TEMPLATE_DEPTH);
	return true;
}

/* Opens a block even where its field is wrong, so that its end is no second fault. */
static void open_block(struct parser *parser, enum piece_kind kind, const char *at, const char *name, bool negated)
{
	const struct field *field = field_named(parser, at, name);
	const struct piece *around = kind == PIECE_EACH ? each_around(parser) : NULL;
	struct block block = {.piece = NULL};
	struct piece *piece;

	if (bury(parser, at))
		return;
	piece = block.piece = piece_add(parser, kind, at);
	piece->field = field;
	piece->negated = negated;
	piece->alone = parser->directing;
	piece->inner = pieces_new();
	block.target = piece->inner;
	if (field && kind == PIECE_EACH && field->open.form != NOTICE_LIST)
		fault(parser, at, _("field '%s' is no list: there is nothing to repeat"), field->open.name);
	if (around)
		fault(parser, at, _("an 'each' stands in another 'each'"));
	g_array_append_val(parser->blocks, block);
}

static void read_else(struct parser *parser, const char *at)
{
	struct block *block = innermost(parser);

	if (parser->buried)
		return;
	if (!block->piece || block->piece->kind != PIECE_IF) {
		fault(parser, at, _("an 'else' stands in no 'if'"));
	} else if (block->piece->otherwise) {
		fault(parser, at, _("a second 'else' stands in one 'if'"));
	} else {
		block->piece->otherwise = pieces_new();
		block->target = block->piece->otherwise;
	}
}

static void read_end(struct parser *parser, const char *at)
{
	if (parser->buried)
		parser->buried--;
	else if (parser->blocks->len > 1)
		g_array_set_size(parser->blocks, parser->blocks->len - 1);
	else
		fault(parser, at, _("an 'end' stands behind no 'if' or 'each'"));
}

static void read_item(struct parser *parser, const char *at)
{
	const struct piece *each = each_around(parser);

	if (each)
		piece_add(parser, PIECE_ITEM, at)->field = each->field;
	else
		fault(parser, at, _("an 'item' stands in no 'each'"));
}

static void read_field(struct parser *parser, const char *at, const char *name)
{
	const struct field *field = field_named(parser, at, name);

	if (field)
		piece_add(parser, PIECE_FIELD, at)->field = field;
}

static void refuse(struct parser *parser, const char *at, const char *end)
{
	g_autofree char *text = g_strndup(at, (size_t)(end - at)), *shown = text_excerpt(text);

	fault(parser, at, _("'%s' is no directive: expected {{FIELD}}, {{if FIELD}}, {{if not FIELD}}, {{else}}, {{each FIELD}}, {{item}} or {{end}}"),
	      shown);
}

static void read_directive(struct parser *parser, const char *at, const char *end)
{
	g_auto(GStrv) split = names_of(at, end);
	const char *names[NAMES_MOST + 1] = {NULL};
	guint count = 0;

	for (char **name = split; *name && count <= NAMES_MOST; name++)
		if (**name)
			names[count++] = *name;
	if (count == 1 && g_str_equal(names[0], "else"))
		read_else(parser, at);
	else if (count == 1 && g_str_equal(names[0], "end"))
		read_end(parser, at);
	else if (count == 1 && g_str_equal(names[0], "item"))
		read_item(parser, at);
	else if (count == 2 && g_str_equal(names[0], "if"))
		open_block(parser, PIECE_IF, at, names[1], false);
	else if (count == 3 && g_str_equal(names[0], "if") && g_str_equal(names[1], "not"))
		open_block(parser, PIECE_IF, at, names[2], true);
	else if (count == 2 && g_str_equal(names[0], "each"))
		open_block(parser, PIECE_EACH, at, names[1], false);
	else if (count == 1 && !is_directing(names[0]) && !g_str_equal(names[0], "not"))
		read_field(parser, at, names[0]);
	else
		refuse(parser, at, end);
}

/* --- the whole --- */

static const char *read_line_end(struct parser *parser, const char *at, const char **words)
{
	/* Its end goes with a line that directs. */
	add_words(parser, *words, at + 1);
	*words = at + 1;
	parser->line++;
	parser->line_start = at + 1;
	parser->directing = line_directs(at + 1);
	return at + 1;
}

static void read_text(struct parser *parser, const char *at)
{
	const char *words = at;

	parser->line_start = at;
	parser->directing = line_directs(at);
	while (*at) {
		const char *end = NULL;

		if (*at == '\n') {
			at = read_line_end(parser, at, &words);
			continue;
		}
		if (g_str_has_prefix(at, "{{")) {
			end = template_directive_end(at);
			if (!end)
				fault(parser, at, _("'{{' is not closed on its line"));
		} else if (g_str_has_prefix(at, "}}")) {
			fault(parser, at, _("'}}' closes nothing"));
			at += 1;
		}
		if (!end) {
			at++;
			continue;
		}
		add_words(parser, words, at);
		read_directive(parser, at, end);
		words = at = end;
	}
	add_words(parser, words, at);
}

GPtrArray *template_parse(struct template_draft *draft, const struct conf_node *node)
{
	struct parser parser = {.draft = draft, .node = node};
	GPtrArray *pieces = pieces_new();
	struct block whole = {.target = pieces};

	parser.blocks = g_array_new(FALSE, TRUE, sizeof(struct block));
	g_array_append_val(parser.blocks, whole);
	read_text(&parser, conf_text(node));
	for (guint i = parser.blocks->len; i-- > 1;) {
		const struct piece *piece = g_array_index(parser.blocks, struct block, i).piece;

		conf_fault(draft->faults, CONF_ERROR, &piece->position, _("an '%s' has no 'end'"),
			   piece->kind == PIECE_IF ? "if" : "each");
	}
	g_array_unref(parser.blocks);
	return pieces;
}
