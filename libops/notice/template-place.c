/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where in a file a byte of a scalar stood. The tree of a document knows where a scalar began; whoever
 * mends a text of forty lines needs the line and the column of the slip. A block shows its lines as they are,
 * further in by as much as they are indented; of others what is on one line can be found again.
 */
#include "notice/template-internal.h"

#include <string.h>

struct place_file {
	char *bytes;
	size_t length;
	GArray *starts;		/* size_t: where each line begins */
};

struct place_file *place_file_new(const char *bytes, size_t length)
{
	struct place_file *file = g_new0(struct place_file, 1);
	size_t start = 0;

	file->bytes = g_strndup(bytes, length);
	/* What stands behind a NUL is in no document. */
	file->length = strlen(file->bytes);
	file->starts = g_array_new(FALSE, FALSE, sizeof(size_t));
	for (const char *end; start <= file->length; start = (size_t)(end - file->bytes) + 1) {
		g_array_append_val(file->starts, start);
		end = strchr(file->bytes + start, '\n');
		if (!end)
			break;
	}
	return file;
}

void place_file_free(struct place_file *file)
{
	if (!file)
		return;
	g_free(file->bytes);
	g_array_unref(file->starts);
	g_free(file);
}

/* Line NUMBER, from 1, without its end. False: there is none. */
static bool line_at(const struct place_file *file, size_t number, const char **ret_start, const char **ret_end)
{
	const char *start, *end;

	if (number < 1 || number > file->starts->len)
		return false;
	start = file->bytes + g_array_index(file->starts, size_t, number - 1);
	end = start + strcspn(start, "\r\n");
	/* A mark at the beginning of the file is no column. */
	if (number == 1 && g_str_has_prefix(start, "\xef\xbb\xbf"))
		start += 3;
	*ret_start = start;
	*ret_end = end;
	return true;
}

static unsigned int columns(const char *start, const char *end)
{
	return (unsigned int)g_utf8_strlen(start, end - start);
}

/* Column NUMBER, from 1, of the line START..END; NULL: it is shorter. */
static const char *column_at(const char *start, const char *end, unsigned int number)
{
	for (; number > 1 && start < end; number--)
		start = g_utf8_next_char(start);
	return number <= 1 ? start : NULL;
}

/* Does the text of a line, LENGTH bytes, end what stands in the file between START and END? */
static bool ends_with(const char *start, const char *end, const char *line, size_t length)
{
	return (size_t)(end - start) >= length && memcmp(end - length, line, length) == 0;
}

static struct conf_position in_block(const struct place_file *file, struct conf_position position, unsigned int line,
				     const char *line_start, const char *at)
{
	const size_t length = strcspn(line_start, "\n");
	const char *start, *end;

	if (line_at(file, (size_t)position.line + 1 + line, &start, &end) && ends_with(start, end, line_start, length)) {
		position.line += 1 + line;
		position.column = columns(start, end - length) + columns(line_start, at) + 1;
	}
	return position;
}

struct conf_position place_of(const struct place_file *file, const struct conf_node *node, unsigned int line,
			      const char *line_start, const char *at)
{
	struct conf_position position = *conf_position(node);
	const char *start, *end, *begin;

	if (!line_at(file, position.line, &start, &end))
		return position;
	begin = column_at(start, end, position.column);
	if (!begin || begin >= end)
		return position;
	if (*begin == '|')
		return in_block(file, position, line, line_start, at);
	if (*begin == '"' || *begin == '\'')
		begin++;
	if (line == 0 && end - begin >= at - line_start && memcmp(begin, line_start, (size_t)(at - line_start)) == 0)
		position.column = columns(start, begin) + columns(line_start, at) + 1;
	return position;
}
