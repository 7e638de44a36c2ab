/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The text of an answer: which lines somebody wrote and which are quoted, the code among them, and what
 * the first lines say. Every mail program quotes in its own way; where it is in doubt, a line counts as
 * quoted, as words of ours must not be taken for an answer.
 */
#include "notice/answer-internal.h"

#include "base/text.h"
#include "notice/content.h"

#include <string.h>

#define LINES_READ_FOR_ACK 5
#define COLUMNS_OF_ACK 40	/* a longer line is a story, in which any word may stand */
#define IDEOGRAPHIC_SPACE "\xe3\x80\x80"

/* --- lines --- */

/* LINE without blanks at its ends, those of full width too. */
static char *trimmed(const char *line, size_t length)
{
	g_autofree char *copy = g_strndup(line, length);
	char *begin = g_strstrip(copy);
	size_t left;

	while (g_str_has_prefix(begin, IDEOGRAPHIC_SPACE))
		begin = g_strchug(begin + strlen(IDEOGRAPHIC_SPACE));
	for (left = strlen(begin); g_str_has_suffix(begin, IDEOGRAPHIC_SPACE); left = strlen(begin)) {
		begin[left - strlen(IDEOGRAPHIC_SPACE)] = '\0';
		g_strchomp(begin);
	}
	return g_strdup(begin);
}

static bool is_one_quoted_line(const char *line)
{
	return *line == '>' || g_str_has_prefix(line, "＞");
}

/* "On … wrote:", "2026年11月26日(木) 11:05 … <noc@…>:": who is quoted. */
static bool says_who_wrote(const char *line)
{
	size_t length = strlen(line);

	if (length == 0)
		return false;
	if (g_str_has_suffix(line, "wrote:") || g_str_has_suffix(line, "書きました:") ||
	    g_str_has_suffix(line, "書きました：") || g_str_has_suffix(line, "のメール:"))
		return true;
	if (g_str_has_prefix(line, "On ") && strpbrk(line, "0123456789") && strchr(line, '@'))
		return true;
	return line[length - 1] == ':' && strchr(line, '<') && strchr(line, '@');
}

/* From here on all is quoted, or a signature. */
static bool begins_quotation(const char *line)
{
	static const char *const headers[] = {"From:", "差出人:", "差出人：", "送信元:", "送信者:", "送信者："};

	for (size_t i = 0; i < G_N_ELEMENTS(headers); i++)
		if (g_str_has_prefix(line, headers[i]))
			return true;
	return !strcmp(line, "--") || g_str_has_prefix(line, "-----") || g_str_has_prefix(line, "_____") ||
	       says_who_wrote(line);
}

struct answer_text answer_text_split(const char *text)
{
	struct answer_text split = {g_ptr_array_new_with_free_func(g_free), g_string_new(NULL)};
	bool behind = false;

	while (*text) {
		size_t length = strcspn(text, "\n");
		g_autofree char *line = trimmed(text, length);

		behind = behind || begins_quotation(line);
		if (behind || is_one_quoted_line(line))
			g_string_append_printf(split.quoted, "%s\n", line);
		else if (*line)
			g_ptr_array_add(split.written, g_steal_pointer(&line));
		text += length + (text[length] == '\n');
	}
	return split;
}

void answer_text_clear(struct answer_text *text)
{
	g_clear_pointer(&text->written, g_ptr_array_unref);
	if (text->quoted)
		g_string_free(text->quoted, TRUE);
	text->quoted = NULL;
}

char *answer_text_beginning(const struct answer_text *text, size_t limit)
{
	g_autoptr(GString) all = g_string_new(NULL);

	for (guint i = 0; i < text->written->len && all->len <= limit; i++)
		g_string_append_printf(all, i > 0 ? " %s" : "%s", (char *)text->written->pdata[i]);
	return text_safe(all->str, all->len, limit);
}

/* --- codes --- */

/* Whether what stands before BEGIN in TEXT says that a code follows: "Code: ", "確認符号：". */
static bool is_announced(const char *text, const char *begin)
{
	static const char *const words[] = {"CODE", "符号", "コード"};
	size_t length = (size_t)(begin - text);

	while (length > 0 && strchr(" :=[(\"'", text[length - 1]))
		length--;
	for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
		size_t size = strlen(words[i]);

		if (length >= size && length < (size_t)(begin - text) &&
		    !memcmp(text + length - size, words[i], size))
			return true;
	}
	return false;
}

/* Not a part of something longer: a name of a host, a reference, a date. */
static bool stands_alone(const char *text, const char *begin, size_t length)
{
	char before = begin > text ? begin[-1] : ' ', after = begin[length];

	if (strchr("-_@/.=+", before))
		return false;
	return !after || (!strchr("-_@/=+", after) && !(after == '.' && g_ascii_isalnum(begin[length + 1])));
}

static bool is_code(const char *begin, size_t length, bool announced)
{
	size_t digits = 0;

	if (length != CONTENT_CODE_LENGTH)
		return false;
	for (size_t i = 0; i < length; i++) {
		if (!strchr(CONTENT_CODE_LETTERS, begin[i]))
			return false;
		digits += g_ascii_isdigit(begin[i]) != 0;
	}
	/* A word or a number is six long as well. */
	return announced || (digits > 0 && digits < length);
}

/* The first code in TEXT; ANNOUNCED: only one that a word announces. */
static char *code_in(const char *text, bool announced)
{
	g_autofree char *narrow = g_utf8_normalize(text, -1, G_NORMALIZE_ALL_COMPOSE);
	g_autofree char *upper = g_ascii_strup(narrow, -1);
	const char *c = upper;

	while (*c) {
		const char *begin = c;

		while (g_ascii_isalnum(*c))
			c++;
		if (c == begin) {
			c++;
			continue;
		}
		if (stands_alone(upper, begin, (size_t)(c - begin)) &&
		    is_code(begin, (size_t)(c - begin), is_announced(upper, begin)) &&
		    (!announced || is_announced(upper, begin)))
			return g_strndup(begin, CONTENT_CODE_LENGTH);
	}
	return NULL;
}

char *answer_text_code(const struct answer_text *text, const char *subject)
{
	g_autoptr(GString) written = g_string_new(NULL);

	for (guint i = 0; i < text->written->len; i++)
		g_string_append_printf(written, "%s\n", (char *)text->written->pdata[i]);
	/* Models of devices look like codes: what a word announces comes first, wherever it stands. */
	for (int announced = 1; announced >= 0; announced--) {
		const char *const where[] = {written->str, subject, text->quoted->str};

		for (size_t i = 0; i < G_N_ELEMENTS(where); i++) {
			char *code = code_in(where[i], announced);

			if (code)
				return code;
		}
	}
	return NULL;
}

/* --- what it says --- */

struct ack_phrase {
	const char *phrase;		/* folded: narrow, small letters */
	bool anywhere;			/* in the line; else it begins it */
	enum ack ack;
};
/* The first that fits: what cannot be done and whom it does not concern go before what is done. */
static const struct ack_phrase ack_phrases[] = {
	{"宛先違", true, ACK_WRONG_CONTACT},
	{"宛先が違", true, ACK_WRONG_CONTACT},
	{"宛先間違", true, ACK_WRONG_CONTACT},
	{"担当では", true, ACK_WRONG_CONTACT},
	{"担当外", true, ACK_WRONG_CONTACT},
	{"wrong contact", true, ACK_WRONG_CONTACT},
	{"wrong address", true, ACK_WRONG_CONTACT},
	{"wrong person", true, ACK_WRONG_CONTACT},
	{"wrong", false, ACK_WRONG_CONTACT},
	{"対応不可", true, ACK_CANNOT_ACT},
	{"対応でき", true, ACK_CANNOT_ACT},	/* …ません, …ない, …かねます */
	{"対応いたしかね", true, ACK_CANNOT_ACT},
	{"対応出来", true, ACK_CANNOT_ACT},
	{"cannot", true, ACK_CANNOT_ACT},
	{"can not", true, ACK_CANNOT_ACT},
	{"can't", true, ACK_CANNOT_ACT},
	{"unable", true, ACK_CANNOT_ACT},
	{"対応中", true, ACK_ACTING},
	{"対応します", true, ACK_ACTING},
	{"対応いたします", true, ACK_ACTING},
	{"対応開始", true, ACK_ACTING},
	{"対応を開始", true, ACK_ACTING},
	{"acting", false, ACK_ACTING},
	{"we are acting", false, ACK_ACTING},
	{"i am acting", false, ACK_ACTING},
	{"working on", true, ACK_ACTING},
	{"on it", false, ACK_ACTING},
	{"確認", true, ACK_SEEN},
	{"了解", true, ACK_SEEN},
	{"承知", true, ACK_SEEN},
	{"受領", true, ACK_SEEN},
	{"seen", false, ACK_SEEN},
	{"received", false, ACK_SEEN},
	{"acknowledged", false, ACK_SEEN},
	{"confirmed", false, ACK_SEEN},
};

static bool ack_of_line(const char *line, enum ack *ret_ack)
{
	g_autofree char *narrow = g_utf8_normalize(line, -1, G_NORMALIZE_ALL_COMPOSE);
	g_autofree char *small = g_utf8_strdown(narrow, -1);
	g_autofree char *code = code_in(line, false);
	const char *begin = small;

	if (text_width(line) > COLUMNS_OF_ACK)
		return false;
	/* "K7M3QD acting": its words begin behind the code. */
	if (code && !g_ascii_strncasecmp(begin, code, CONTENT_CODE_LENGTH))
		begin += CONTENT_CODE_LENGTH;
	begin += strspn(begin, " :,.-*[]()#");
	for (size_t i = 0; i < G_N_ELEMENTS(ack_phrases); i++) {
		const struct ack_phrase *phrase = &ack_phrases[i];

		if (phrase->anywhere ? !strstr(begin, phrase->phrase) : !g_str_has_prefix(begin, phrase->phrase))
			continue;
		*ret_ack = phrase->ack;
		return true;
	}
	return false;
}

enum ack answer_text_ack(const struct answer_text *text)
{
	enum ack ack = ACK_SEEN;

	for (guint i = 0; i < text->written->len && i < LINES_READ_FOR_ACK; i++)
		if (ack_of_line(text->written->pdata[i], &ack))
			break;
	return ack;
}
