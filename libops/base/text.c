/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The boundary between bytes from outside and the eyes of a person: what is
 * kept, what is escaped, how wide it is, where a line may end. What Unicode
 * knows is asked of GLib; here stands only what a terminal makes of it.
 * Folding for look-up is in text-fold.c.
 */
#include "base/text.h"

#include <stdint.h>

#define ELLIPSIS "\xe2\x80\xa6"	/* one column */
#define EXCERPT_BYTES 80
#define MARKS_PER_CHARACTER 4

/* The character at CURSOR, (gunichar)-1 or -2 for a byte that begins none. */
static gunichar char_at(const char *cursor, const char *end)
{
	/* GLib reads a length of 0 as "to the NUL" in some releases. */
	return cursor < end ? g_utf8_get_char_validated(cursor, end - cursor) : (gunichar)-1;
}

static bool is_invalid(gunichar character)
{
	return character == (gunichar)-1 || character == (gunichar)-2;
}

/* Letters by their category, but shown as nothing at all. */
static bool is_filler(gunichar c)
{
	return c == 0x034f || c == 0x115f || c == 0x1160 || c == 0x17b4 || c == 0x17b5 ||
	       c == 0x3164 || c == 0xffa0;
}

bool text_char_is_safe(gunichar character)
{
	if (is_filler(character))
		return false;
	switch (g_unichar_type(character)) {
	case G_UNICODE_CONTROL:
	case G_UNICODE_FORMAT:			/* bidi controls, BOM, tags, soft hyphen */
	case G_UNICODE_LINE_SEPARATOR:
	case G_UNICODE_PARAGRAPH_SEPARATOR:
	case G_UNICODE_SURROGATE:
	case G_UNICODE_UNASSIGNED:		/* nobody knows what a terminal does with it */
		return false;
	default:
		return true;
	}
}

static bool is_zero_width(gunichar character)
{
	return g_unichar_iszerowidth(character);
}

/* Does "\xNN" or "\u{N…}" stand at CURSOR, in so many letters? */
static bool reads_as_escape(const char *cursor, const char *end)
{
	gunichar number = 0;
	const char *first;

	if (end - cursor < 4 || cursor[0] != '\\')
		return false;
	if (cursor[1] == 'x')
		return g_ascii_isxdigit(cursor[2]) && g_ascii_isxdigit(cursor[3]);
	if (cursor[1] != 'u' || cursor[2] != '{')
		return false;
	/* Any number of zeros may stand before it; beyond Unicode it is only text. */
	first = cursor += 3;
	for (; cursor < end && g_ascii_isxdigit(*cursor) && number <= 0x10ffff; cursor++)
		number = number << 4 | (gunichar)g_ascii_xdigit_value(*cursor);
	return cursor < end && *cursor == '}' && cursor > first && number <= 0x10ffff;
}

/*
 * A backslash is doubled where the reader could take it, or an escape that we
 * put after it, for something else. Windows paths stay as they are.
 */
static bool backslash_misleads(const char *cursor, const char *end)
{
	gunichar next;

	if (reads_as_escape(cursor, end))
		return true;
	if (cursor + 1 == end)
		return false;
	next = char_at(cursor + 1, end);
	return next == '\\' || is_invalid(next) || !text_char_is_safe(next);
}

/* How many marks stand on the character before, while text is made safe. */
struct marks {
	unsigned int count;
	bool has_base;
};

/* Appends the zero-width CHARACTER, its escape, or nothing. */
static void append_mark(GString *out, gunichar character, struct marks *marks)
{
	if (!marks->has_base) {
		/* It would climb onto whatever we print before. */
		g_string_append_printf(out, "\\u{%04X}", character);
		return;
	}
	marks->count++;
	if (marks->count <= MARKS_PER_CHARACTER)
		g_string_append_unichar(out, character);
	else if (marks->count == MARKS_PER_CHARACTER + 1)
		g_string_append(out, ELLIPSIS);
}

static void append_safe(GString *out, const char *cursor, const char *end)
{
	struct marks marks = {0, false};

	while (cursor < end) {
		gunichar character = char_at(cursor, end);

		if (is_invalid(character)) {
			g_string_append_printf(out, "\\x%02x", (unsigned char)*cursor++);
			marks = (struct marks){0, false};
			continue;
		}
		if (!text_char_is_safe(character)) {
			g_string_append_printf(out, character < 0x80 ? "\\x%02x" : "\\u{%04X}",
					       character);
			marks = (struct marks){0, false};
		} else if (is_zero_width(character)) {
			append_mark(out, character, &marks);
		} else {
			if (character == '\\' && backslash_misleads(cursor, end))
				g_string_append_c(out, '\\');
			g_string_append_unichar(out, character);
			marks = (struct marks){0, true};
		}
		cursor += g_unichar_to_utf8(character, NULL);
	}
}

/* BYTES cut to LIMIT, back to where a character begins if one was torn. */
static size_t limited_length(const char *bytes, size_t length, size_t limit)
{
	if (length <= limit)
		return length;
	for (size_t back = 1; back <= 3 && back <= limit; back++) {
		const char *start = bytes + limit - back;

		if (((unsigned char)*start & 0xc0) == 0x80)
			continue;
		/* -2: what is there would be a character if there were more of it. */
		if (char_at(start, bytes + limit) == (gunichar)-2)
			return limit - back;
		break;
	}
	return limit;
}

char *text_safe(const char *bytes, size_t length, size_t limit)
{
	size_t kept = limited_length(bytes, length, limit);
	GString *out = g_string_sized_new(MIN(kept, 4096));

	append_safe(out, bytes, bytes + kept);
	if (kept < length)
		g_string_append(out, ELLIPSIS);
	return g_string_free(out, FALSE);
}

char *text_safe_string(const char *string)
{
	return text_safe(string, strlen(string), SIZE_MAX);
}

char *text_safe_lines(const char *string)
{
	g_auto(GStrv) lines = g_strsplit(string, "\n", -1);

	for (char **line = lines; *line; line++) {
		char *safe = text_safe_string(*line);

		g_free(*line);
		*line = safe;
	}
	return g_strjoinv("\n", lines);
}

char *text_excerpt(const char *string)
{
	return text_safe(string, strlen(string), EXCERPT_BYTES);
}

/* --- columns --- */

/*
 * The character at *CURSOR, which moves past it, and its columns. A byte that
 * is not UTF-8 is a character of one column, so that the walk always goes on.
 */
static gunichar next_char(const char **cursor, const char *end, unsigned int *ret_columns)
{
	gunichar character = char_at(*cursor, end);

	if (is_invalid(character)) {
		*cursor += 1;
		*ret_columns = 1;
		return 0xfffd;
	}
	*cursor += g_unichar_to_utf8(character, NULL);
	if (is_zero_width(character))
		*ret_columns = 0;
	else
		*ret_columns = g_unichar_iswide(character) ? 2 : 1;
	return character;
}

unsigned int text_width(const char *string)
{
	const char *end = string + strlen(string);
	unsigned int total = 0, columns;

	while (string < end) {
		next_char(&string, end, &columns);
		total += columns;
	}
	return total;
}

/* How many bytes of STRING fit into COLUMNS, marks on the last one included. */
static size_t bytes_that_fit(const char *string, unsigned int available)
{
	const char *cursor = string, *end = string + strlen(string), *fits = string;
	unsigned int used = 0, columns;

	while (cursor < end) {
		next_char(&cursor, end, &columns);
		used += columns;
		if (used > available)
			break;
		fits = cursor;
	}
	return fits - string;
}

char *text_cut(const char *string, unsigned int columns)
{
	GString *out;

	if (text_width(string) <= columns)
		return g_strdup(string);
	if (columns == 0)
		return g_strdup("");
	out = g_string_new_len(string, bytes_that_fit(string, columns - 1));
	g_string_append(out, ELLIPSIS);
	return g_string_free(out, FALSE);
}

char *text_pad(const char *string, unsigned int columns, enum text_align align)
{
	g_autofree char *cut = text_cut(string, columns);
	g_autofree char *blanks = g_strnfill(columns - text_width(cut), ' ');

	return align == TEXT_RIGHT ? g_strconcat(blanks, cut, NULL)
				   : g_strconcat(cut, blanks, NULL);
}

/* --- lines --- */

/* JIS X 4051: what must not begin a line. Small kana, marks of repetition and
 * of length, closing brackets, and stops, of full and half width. */
static const char no_start[] =
	"、。，．・：；？！‐–—…‥)]}）〕］｝〉》」』】｠〙〗»”’､｡･｣ｰﾞﾟ"
	"ーゝゞヽヾ々〻ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶ"
	"ㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿｧｨｩｪｫｯｬｭｮ゛゜.,:;?!%％";
/* And what must not end one. */
static const char no_end[] = "([{（〔［｛〈《「『【｟〘〖«“‘｢";

static bool is_in(const char *set, gunichar character)
{
	return g_utf8_strchr(set, -1, character) != NULL;
}

static bool is_blank(gunichar character)
{
	return character == ' ' || character == '\t' || character == 0x3000;
}

/* May a line end between BEFORE and AFTER, where no blank stands? Japanese may
 * be broken anywhere but for kinsoku; other writing only at blanks. */
static bool may_break(gunichar before, gunichar after)
{
	if (!g_unichar_iswide(before) && !g_unichar_iswide(after))
		return false;
	return !is_in(no_start, after) && !is_in(no_end, before);
}

/* Where one line ends and where the next begins: blanks between them go. */
struct line_end {
	const char *end, *next;
};

static struct line_end line_end_at(const char *start, const char *position, const char *limit)
{
	struct line_end at = {position, position};
	unsigned int columns;

	for (const char *cursor = position; cursor < limit; at.next = cursor)
		if (!is_blank(next_char(&cursor, limit, &columns)))
			break;
	while (at.end > start) {
		const char *previous = g_utf8_find_prev_char(start, at.end);

		if (!previous || !is_blank(char_at(previous, at.end)))
			break;
		at.end = previous;
	}
	return at;
}

/* The first line of START..LIMIT, which holds no newline, in COLUMNS. */
static struct line_end first_line(const char *start, const char *limit, unsigned int available)
{
	const char *cursor = start, *best = NULL;
	gunichar before = 0;
	bool seen_word = false;
	unsigned int used = 0;

	while (cursor < limit) {
		const char *here = cursor;
		unsigned int columns;
		gunichar character = next_char(&cursor, limit, &columns);
		bool blank = is_blank(character);

		if (columns > 0 && seen_word && !blank &&
		    (is_blank(before) || may_break(before, character)))
			best = here;
		used += columns;
		if (used > available)
			return line_end_at(start, blank || !best ? here : best, limit);
		if (columns > 0)
			before = character;
		seen_word = seen_word || !blank;
	}
	return line_end_at(start, limit, limit);
}

/* Appends START..LIMIT, which holds no newline, as lines. */
static void append_wrapped(GString *out, const char *start, const char *limit, unsigned int columns,
			   unsigned int indent)
{
	do {
		bool first = out->len == 0;
		struct line_end line = first_line(start, limit, first ? columns : columns - indent);

		if (!first && line.end > start)
			g_string_append_printf(out, "%*s", (int)indent, "");
		g_string_append_len(out, start, line.end - start);
		start = line.next;
		if (start < limit)
			g_string_append_c(out, '\n');
	} while (start < limit);
}

char *text_wrap(const char *string, unsigned int columns, unsigned int indent)
{
	GString *out = g_string_new(NULL);

	columns = MAX(columns, indent + 2);
	for (;;) {
		const char *newline = strchr(string, '\n');

		append_wrapped(out, string, newline ? newline : string + strlen(string), columns,
			       indent);
		if (!newline)
			return g_string_free(out, FALSE);
		g_string_append_c(out, '\n');
		string = newline + 1;
	}
}

/* --- did you mean --- */

#define NEAREST_LETTERS 64

/*
 * Letters to insert, drop, change or swap with a neighbour to turn A into B.
 * A swap counts once (optimal string alignment): it is the commonest slip.
 */
static unsigned int edit_distance(const gunichar *a, size_t a_length, const gunichar *b,
				  size_t b_length)
{
	unsigned int rows[3][NEAREST_LETTERS + 1];
	unsigned int *before_last = rows[0], *last = rows[1], *row = rows[2];

	for (size_t j = 0; j <= b_length; j++)
		last[j] = j;
	for (size_t i = 1; i <= a_length; i++) {
		unsigned int *spare = before_last;

		row[0] = i;
		for (size_t j = 1; j <= b_length; j++) {
			unsigned int cost = last[j - 1] + (a[i - 1] != b[j - 1]);

			cost = MIN(cost, MIN(last[j], row[j - 1]) + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				cost = MIN(cost, before_last[j - 2] + 1);
			row[j] = cost;
		}
		before_last = last;
		last = row;
		row = spare;
	}
	return last[b_length];
}

/* NULL for what is not UTF-8 or too long to be a slip of the fingers. */
static gunichar *letters_of(const char *word, size_t *ret_count)
{
	glong count;
	gunichar *letters = g_utf8_to_ucs4(word, -1, NULL, &count, NULL);

	if (letters && count > NEAREST_LETTERS)
		g_clear_pointer(&letters, g_free);
	if (letters)
		*ret_count = count;
	return letters;
}

const char *text_nearest(const char *word, const char *const *candidates)
{
	size_t length = 0, candidate_length = 0;
	g_autofree gunichar *letters = letters_of(word, &length);
	const char *nearest = NULL;
	unsigned int best = MAX(1, length / 3) + 1;

	if (!letters || length == 0)
		return NULL;
	for (; *candidates; candidates++) {
		g_autofree gunichar *other = letters_of(*candidates, &candidate_length);
		unsigned int distance;

		if (!other)
			continue;
		distance = edit_distance(letters, length, other, candidate_length);
		/* A word that shares no letter is no slip, however short. */
		if (distance < best && distance < MAX(length, candidate_length)) {
			best = distance;
			nearest = *candidates;
		}
	}
	return nearest;
}
