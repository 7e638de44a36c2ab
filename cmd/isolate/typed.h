/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a person types, a line at a time, while other things happen: a signal, a time that
 * comes, a child that ends.
 */
#pragma once

#include "ui/idle.h"

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

struct typed;

/* Of standard input. IDLE and its loop outlive it. */
struct typed *typed_new(struct idle *idle);
void typed_free(struct typed *typed);

enum typed_end {
	TYPED_LINE,
	TYPED_OVER, /* the end of input: the terminal is gone, or Ctrl-D */
	TYPED_STOPPED, /* by a signal */
	TYPED_WOKEN, /* WAIT_US is over, or idle_wake() was called */
};
/* RET_LINE: valid UTF-8 without its newline, blanks at both ends taken off; caller frees. WAIT_US
 * 0: any time. */
enum typed_end typed_line(struct typed *typed, int64_t wait_us, char **ret_line);
/* Forgets whatever was typed before now. */
void typed_drain(struct typed *typed);
/* Whether somebody is there to be asked: at a terminal for reading and writing, in front. */
bool typed_somebody_is_there(void);
