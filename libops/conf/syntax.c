/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Why libyaml stopped, in words that tell an operator what to do. Its own
 * words speak of tokens and contexts; the table below turns every one that a
 * file can bring about into advice. A message that is not in the table is
 * shown as it is.
 */
#include "conf/internal.h"

#include "base/translate.h"

#define TAB_FOUND N_("found a tab where blanks must indent; use blanks")
#define TAG_FOUND                                                                                  \
	N_("found a tag ('!' before a value) that cannot be read; put text that begins with '!' "  \
	   "in quotes")
#define DIRECTIVE_FOUND                                                                            \
	N_("found a directive (a line that begins with '%') that cannot be read; remove it")
#define ANCHOR_FOUND                                                                               \
	N_("found '&' or '*' without a name of letters and digits; put text that begins so in "    \
	   "quotes")

/* Where a fault is shown: where libyaml stopped, or where what it read began. */
enum place { AT_PROBLEM, AT_CONTEXT };

static const struct advice {
	const char *problem;
	const char *context; /* NULL: any */
	const char *message;
	enum place place;
} advices[] = {
	{"could not find expected ':'", NULL, N_("expected ':' and a blank after this key"),
	 AT_CONTEXT},
	{"mapping values are not allowed in this context", NULL,
	 N_("found ': ' where no key can stand; check the indentation, or put the text in quotes")},
	{"mapping keys are not allowed in this context", NULL,
	 N_("found a key where none can stand; begin a new line")},
	{"block sequence entries are not allowed in this context", NULL,
	 N_("found '- ' where no list item can stand; begin a new line")},
	{"found a tab character that violates indentation", NULL, TAB_FOUND},
	{"found a tab character where an indentation space is expected", NULL, TAB_FOUND},
	{"did not find expected key", NULL,
	 N_("expected a key in line with the others of this mapping; check the indentation")},
	{"did not find expected '-' indicator", NULL,
	 N_("expected '- ' in line with the others of this list; check the indentation")},
	{"did not find expected ',' or ']'", NULL, N_("expected ',' or ']' in this list")},
	{"did not find expected ',' or '}'", NULL, N_("expected ',' or '}' in this mapping")},
	{"did not find expected node content", NULL, N_("expected a value here")},
	{"did not find expected <document start>", NULL,
	 N_("expected the end of the file; check the indentation of this line")},
	{"found unexpected end of stream", NULL, N_("this quoted text is not closed"), AT_CONTEXT},
	{"found unexpected document indicator", NULL,
	 N_("found '---' or '...' inside a quoted text; close the quote, or indent the line")},
	{"found unknown escape character", NULL,
	 N_("found an unknown escape in double quotes; write \\\\ for a backslash, or use single "
	    "quotes")},
	{"did not find expected hexdecimal number", NULL,
	 N_("expected hexadecimal digits in this escape")},
	{"found invalid Unicode character escape code", NULL,
	 N_("found an escape that is not a Unicode character")},
	{"did not find expected alphabetic or numeric character", NULL, ANCHOR_FOUND},
	{"did not find expected comment or line break", "while scanning a block scalar",
	 N_("expected nothing but a digit, '+' or '-' after '|' or '>'; begin the text on the next "
	    "line")},
	{"found an indentation indicator equal to 0", NULL,
	 N_("expected a digit from 1 to 9 after '|' or '>'")},
	{"found unexpected ':'", NULL,
	 N_("found ':' in a text inside [ ] or { }; put the text in quotes")},
	{NULL, "while scanning a tag", TAG_FOUND},
	{NULL, "while parsing a tag", TAG_FOUND},
	{"found undefined tag handle", NULL, TAG_FOUND},
	{NULL, "while scanning a directive", DIRECTIVE_FOUND},
	{NULL, "while scanning a %YAML directive", DIRECTIVE_FOUND},
	{NULL, "while scanning a %TAG directive", DIRECTIVE_FOUND},
	{NULL, "while scanning a tag directive", DIRECTIVE_FOUND},
	{NULL, "while parsing a tag directive", DIRECTIVE_FOUND},
	{NULL, "while parsing a %TAG directive", DIRECTIVE_FOUND},
	{"found duplicate %TAG directive", NULL, DIRECTIVE_FOUND},
	{"found duplicate %YAML directive", NULL, DIRECTIVE_FOUND},
	{"found incompatible YAML document", NULL,
	 N_("expected YAML 1.1 or 1.2 in the %YAML line")},
};

static const struct advice *find_advice(const struct conf_syntax_error *error)
{
	for (size_t i = 0; i < G_N_ELEMENTS(advices); i++) {
		const struct advice *advice = &advices[i];

		if ((!advice->problem || g_strcmp0(advice->problem, error->problem) == 0) &&
		    (!advice->context || g_strcmp0(advice->context, error->context) == 0))
			return advice;
	}
	return NULL;
}

/* The character at LINE and COLUMN, counted from 0; 0 behind the end. */
static gunichar character_at(const char *bytes, size_t length, unsigned int line,
			     unsigned int column)
{
	const char *end = bytes + length;

	while (line-- > 0) {
		bytes = memchr(bytes, '\n', end - bytes);
		if (!bytes)
			return 0;
		bytes++;
	}
	while (column-- > 0 && bytes < end)
		bytes = g_utf8_next_char(bytes);
	return bytes < end ? g_utf8_get_char(bytes) : 0;
}

/* libyaml has one message for every character that begins nothing. */
static void refuse_start(const struct conf_position *position, gunichar character,
			 struct conf_faults *faults)
{
	char text[7] = "";

	if (character == '\t') {
		conf_fault(faults, CONF_ERROR, position, "%s", _(TAB_FOUND));
		return;
	}
	text[g_unichar_to_utf8(character, text)] = '\0';
	conf_fault(faults, CONF_ERROR, position, _("text cannot begin with '%s'; put it in quotes"),
		   text);
}

void conf_syntax_fault(const struct conf_syntax_error *error, const char *name, const char *bytes,
		       size_t length, struct conf_faults *faults)
{
	struct conf_position position = {.file = name,
					 .line = error->line + 1,
					 .column = error->column + 1};
	struct conf_position end = conf_bytes_position(name, bytes, bytes + length);
	const struct advice *advice = find_advice(error);

	/* libyaml ends a last line that does not end. */
	if (position.line > end.line)
		position = end;
	if (g_strcmp0(error->problem, "found character that cannot start any token") == 0) {
		refuse_start(&position, character_at(bytes, length, error->line, error->column),
			     faults);
	} else if (!advice) {
		conf_fault(faults, CONF_ERROR, &position, _("this is not YAML: %s"),
			   error->problem ? error->problem : _("no reason given"));
	} else if (advice->place == AT_CONTEXT && error->context) {
		position.line = error->context_line + 1;
		position.column = error->context_column + 1;
		conf_fault(faults, CONF_ERROR, &position, "%s", _(advice->message));
	} else if (error->context && error->context_line + 1 < position.line) {
		conf_fault(faults, CONF_ERROR, &position, _("%s (begun in line %u)"),
			   _(advice->message), error->context_line + 1);
	} else {
		conf_fault(faults, CONF_ERROR, &position, "%s", _(advice->message));
	}
}
