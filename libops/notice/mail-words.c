/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Headers of a mail that carry words of any language: subjects and names (RFC 5322, 2047), names of what is attached
 * (RFC 2231). GMime could write them and does not here: its encoded words grow beyond 75 octets and change between
 * B and Q within one subject, which is where Japanese mail has been garbled, and long names of files are not folded. Here
 * a header is either plain or encoded as a whole, in B, cut between characters. Addresses are never encoded.
 */
#include "notice/compose-internal.h"

#include <string.h>

#define LINE_MAX_OCTETS 78
#define WORD_MAX_OCTETS 75
#define WORD_BEGIN "=?UTF-8?B?"
#define WORD_END "?="
#define PLAIN_WORD_MAX 60	/* a longer one could not be folded into a line */
#define ADDRESS_MAX 254		/* RFC 5321's path without its brackets */

bool mail_words_is_address(const char *text)
{
	const char *at = text ? strchr(text, '@') : NULL;

	if (!at || at == text || !at[1] || strchr(at + 1, '@') || strlen(text) > ADDRESS_MAX)
		return false;
	for (const char *c = text; *c; c++)
		if (!g_ascii_isgraph(*c) || strchr("<>()\"\\,;", *c) || (c < at && strchr("[]:", *c)))
			return false;
	return true;
}

bool mail_words_is_token(const char *text)
{
	return text && *text && strlen(text) <= PLAIN_WORD_MAX &&
	       strspn(text, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-+._") == strlen(text);
}

/* Whether TEXT can stand in a header as it is and comes back the same. */
static bool is_plain(const char *text)
{
	size_t word = 0;

	for (const char *c = text; *c; c++) {
		if (*c == ' ' ? word == 0 : !g_ascii_isgraph(*c))
			return false;
		word = *c == ' ' ? 0 : word + 1;
		if (word > PLAIN_WORD_MAX)
			return false;
	}
	return word > 0 && !strstr(text, "=?");
}

static size_t column(const GString *out)
{
	const char *end = memrchr(out->str, '\n', out->len);

	return end ? out->len - (size_t)(end + 1 - out->str) : out->len;
}

/* Words of TEXT, a new line before each that would not fit into this one. */
static void append_folded(GString *out, const char *text)
{
	while (*text) {
		size_t length = strcspn(text, " ");

		if (column(out) + 1 + length > LINE_MAX_OCTETS)
			g_string_append(out, "\r\n");
		g_string_append_c(out, ' ');
		g_string_append_len(out, text, (gssize)length);
		text += length + (text[length] == ' ');
	}
}

/*
 * How many octets of TEXT, whole characters, go into an encoded word of at most ROOM octets. Some readers (GMime among
 * them) put the base64 of neighbours together before they decode it and lose what is behind padding: so a
 * cut without padding is preferred.
 */
static size_t fitting(const char *text, size_t room)
{
	size_t octets = (room - strlen(WORD_BEGIN WORD_END)) / 4 * 3, length = 0, unpadded = 0;

	while (text[length]) {
		size_t next = (size_t)(g_utf8_next_char(text + length) - text);

		if (next > octets)
			return unpadded > 0 ? unpadded : length;
		length = next;
		if (length % 3 == 0)
			unpadded = length;
	}
	return length;
}

/* TEXT in encoded words. What is between two of them is no part of it. */
static void append_encoded(GString *out, const char *text)
{
	while (*text) {
		size_t room = MIN(LINE_MAX_OCTETS - 1 - column(out), WORD_MAX_OCTETS);
		size_t length = fitting(text, room);
		g_autofree char *word = digest_base64(text, length);

		g_string_append_printf(out, " " WORD_BEGIN "%s" WORD_END, word);
		text += length;
		if (*text)
			g_string_append(out, "\r\n");
	}
}

void mail_words_header(GString *out, const char *name, const char *text)
{
	g_string_append_printf(out, "%s:", name);
	if (is_plain(text))
		append_folded(out, text);
	else
		append_encoded(out, text);
	g_string_append(out, "\r\n");
}

/* PERSON between quotes where it is plain and short enough for a line. */
static void append_person(GString *out, const char *person)
{
	if (!is_plain(person) || strlen(person) > PLAIN_WORD_MAX) {
		append_encoded(out, person);
		return;
	}
	g_string_append(out, " \"");
	for (const char *c = person; *c; c++) {
		if (*c == '"' || *c == '\\')
			g_string_append_c(out, '\\');
		g_string_append_c(out, *c);
	}
	g_string_append_c(out, '"');
}

void mail_words_address(GString *out, const char *name, const char *person, const char *address)
{
	g_string_append_printf(out, "%s:", name);
	if (!*person) {
		g_string_append_printf(out, " %s\r\n", address);
		return;
	}
	append_person(out, person);
	if (column(out) + strlen(" <>") + strlen(address) > LINE_MAX_OCTETS)
		g_string_append(out, "\r\n");
	g_string_append_printf(out, " <%s>\r\n", address);
}

/* --- parameters --- */

#define PARAMETER_CHARSET "UTF-8''"

/* One character as RFC 2231 has it. */
static void append_percent(GString *out, const char *character)
{
	const char *end = g_utf8_next_char(character);

	if (g_ascii_isalnum(*character) || (*character && strchr("-._", *character))) {
		g_string_append_c(out, *character);
		return;
	}
	for (; character < end; character++)
		g_string_append_printf(out, "%%%02X", (guchar)*character);
}

/* VALUE in pieces that each fit into a line. */
static GPtrArray *percent_pieces(const char *value, size_t room)
{
	GPtrArray *pieces = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GString) piece = g_string_new(NULL);

	for (const char *c = value; *c; c = g_utf8_next_char(c)) {
		g_autoptr(GString) one = g_string_new(NULL);

		append_percent(one, c);
		if (piece->len + one->len > room) {
			g_ptr_array_add(pieces, g_strdup(piece->str));
			g_string_truncate(piece, 0);
		}
		g_string_append(piece, one->str);
	}
	g_ptr_array_add(pieces, g_strdup(piece->str));
	return pieces;
}

void mail_words_parameter(GString *out, const char *name, const char *value)
{
	g_autoptr(GPtrArray) pieces = NULL;
	size_t room = LINE_MAX_OCTETS - strlen(" *9999*=;" PARAMETER_CHARSET) - strlen(name);

	if (mail_words_is_token(value)) {
		g_string_append_printf(out, ";\r\n %s=\"%s\"", name, value);
		return;
	}
	pieces = percent_pieces(value, room);
	for (guint i = 0; i < pieces->len; i++) {
		g_string_append_printf(out, ";\r\n %s*", name);
		if (pieces->len > 1)
			g_string_append_printf(out, "%u*", i);
		g_string_append_printf(out, "=%s%s", i == 0 ? PARAMETER_CHARSET : "", (char *)pieces->pdata[i]);
	}
}
