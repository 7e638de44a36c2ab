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

enum ask_answer ask_yes_no(const struct session *session, const char *question)
{
	char line[ANSWER_LIMIT];

	if (session->no_input || !isatty(STDIN_FILENO))
		return ASK_NOBODY;
	printer_flush();
	fprintf(stderr, "%s [y/N] ", question);
	fflush(stderr);
	if (!fgets(line, sizeof(line), stdin)) {
		fputc('\n', stderr);
		return ASK_NO;
	}
	return means_yes(line) ? ASK_YES : ASK_NO;
}
