/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The part of a text that answers a search. It is made from the text as it is kept, not
 * from the index: what was removed from the record since is not shown.
 */
#include "cases/know.h"

#include "base/text.h"

#include <string.h>

#define ELLIPSIS "…"

static size_t found_in(const struct fold_terms *terms, const char *text)
{
	g_autofree char *tokens = fold_text(text, strlen(text));

	return fold_found(terms, tokens);
}

/* The first line with most of TERMS, safe; of none, the first that says anything. Caller frees. */
static char *best_line(const char *text, const struct fold_terms *terms)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	const char *best = "";
	size_t most = 0;

	for (char **line = lines; *line; line++) {
		const size_t found = found_in(terms, g_strstrip(*line));

		if (**line && (!*best || found > most)) {
			best = *line;
			most = found;
		}
	}
	return text_safe_string(best);
}

/* TEXT at most COUNT characters long, so that nobody measures all of it. Caller frees. */
static char *beginning(const char *text, size_t count)
{
	const char *end = text;

	for (; count && *end; count--)
		end = g_utf8_next_char(end);
	return g_strndup(text, (gsize)(end - text));
}

/* What can be shown from FROM on, FIRST being where its line begins. Caller frees. */
static char *window_at(const char *first, const char *from, unsigned int columns)
{
	const unsigned int room = columns - (from > first);
	g_autofree char *near = beginning(from, columns + 1), *shown = text_cut(near, room);

	return g_strconcat(from > first ? ELLIPSIS : "", shown, NULL);
}

/* Half a window further; the end of the text is reached by itself. */
static const char *step_on(const char *from, unsigned int columns)
{
	g_autofree char *near = beginning(from, columns + 1), *half = text_cut(near, columns / 2);
	const size_t length = g_str_has_suffix(half, ELLIPSIS) ? strlen(half) - strlen(ELLIPSIS) : strlen(half);

	return length ? from + length : g_utf8_next_char(from);
}

char *know_excerpt(const char *text, const struct fold_terms *terms, unsigned int columns)
{
	g_autofree char *line = best_line(text, terms), *best = window_at(line, line, columns);
	size_t most = found_in(terms, best);

	g_assert(columns >= 10);
	for (const char *from = line; *from; from = step_on(from, columns)) {
		g_autofree char *window = window_at(line, from, columns);
		const size_t found = found_in(terms, window);

		if (found > most) {
			most = found;
			g_free(best);
			best = g_steal_pointer(&window);
		}
	}
	return g_steal_pointer(&best);
}
