/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files that read answers share. All of it works on text that was decoded already and is
 * valid UTF-8, and does no I/O.
 */
#pragma once

#include "base/words.h"

#include <stdbool.h>

/* --- what was written and what is quoted: answer-text.c --- */

struct answer_text {
	GPtrArray *written;		/* char *: lines that are no quotation, without blanks at their ends, none empty */
	GString *quoted;		/* everything else */
};
struct answer_text answer_text_split(const char *text);
void answer_text_clear(struct answer_text *text);
/* The first lines in one, safe to show, of at most LIMIT bytes. Caller frees. */
char *answer_text_beginning(const struct answer_text *text, size_t limit);
/* A code by which a message is acknowledged; NULL. Caller frees. */
char *answer_text_code(const struct answer_text *text, const char *subject);
enum ack answer_text_ack(const struct answer_text *text);

/* --- answer-html.c --- */

/* What a reader sees of HTML, in lines; what it quotes stands behind a line that says so. Caller frees. */
char *answer_html_text(const char *html);
