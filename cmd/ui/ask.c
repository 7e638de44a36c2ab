/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One question at a time, with no as the answer to everything unclear.
 */
#include "ui/ask.h"

#include "base/translate.h"
#include "ui/printer.h"

#include <stdio.h>
#include <unistd.h>

#define ANSWER_LIMIT 64

static bool means_yes(const char *line)
{
	g_autofree char *word = g_ascii_strdown(line, -1);

	g_strstrip(word);
	/* TRANSLATORS: a word for yes in your language, beside y and yes. */
	return !strcmp(word, "y") || !strcmp(word, "yes") || !strcmp(word, _("yes"));
}

/* Asks, and puts the answer's line into LINE; ASK_YES: there is one. */
static enum ask_answer ask_line(const struct session *session, const char *question, const char *hint, char *line)
{
	if (session->no_input || !isatty(STDIN_FILENO))
		return ASK_NOBODY;
	printer_flush();
	fprintf(stderr, "%s%s%s ", session->drill ? "【訓練】 " : "", question, hint);
	fflush(stderr);
	if (fgets(line, ANSWER_LIMIT, stdin))
		return ASK_YES;
	fputc('\n', stderr);
	return ASK_NO;
}

enum ask_answer ask_yes_no(const struct session *session, const char *question)
{
	char line[ANSWER_LIMIT];
	enum ask_answer answer = ask_line(session, question, " [y/N]", line);

	return answer == ASK_YES && !means_yes(line) ? ASK_NO : answer;
}

enum ask_answer ask_word(const struct session *session, const char *question, const char *word)
{
	char line[ANSWER_LIMIT];
	enum ask_answer answer = ask_line(session, question, "", line);

	return answer == ASK_YES && !g_str_equal(g_strstrip(line), word) ? ASK_NO : answer;
}
