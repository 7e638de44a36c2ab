/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What comes back by mail: whom it is from, which of our messages it answers, what it says to it, and
 * whether a person wrote it at all. Bytes in, values out; nothing here believes what a mail claims: who
 * acknowledges is for the engine to decide.
 */
#pragma once

#include "net/send.h"

#include <stdbool.h>
#include <stddef.h>

#define ANSWER_BYTES_LIMIT (1 << 20)	/* what is behind them is not looked at */
#define ANSWER_TEXT_LIMIT 500		/* bytes of its first lines */

/*
 * The mail of LENGTH bytes as struct send_answer has it, but its uid (NULL). The code is that of the subject, else of what
 * was written, else of what is quoted; letters of either width or case. False: there is no mail in it (no sender):
 * RET_ANSWER is untouched.
 */
bool answer_read(const char *bytes, size_t length, struct send_answer *ret_answer);
void answer_clear(struct send_answer *answer);
