/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Asking a person who sits at the terminal.
 */
#pragma once

#include "command.h"

enum ask_answer {
	ASK_YES,
	ASK_NO, /* whatever is no clear yes, and the end of input */
	ASK_NOBODY, /* nobody is there to be asked, or is not to be (--no-input) */
};

/* Asks QUESTION on standard error, "[y/N]" behind it; the answer is a line of standard
 * input. What was printed before is there to be read. */
enum ask_answer ask_yes_no(const struct session *session, const char *question);
/* The same, with nothing but WORD typed out as a yes; QUESTION says so. */
enum ask_answer ask_word(const struct session *session, const char *question, const char *word);
