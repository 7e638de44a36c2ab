/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A program of the wire, as the main program starts it: with our pipes as its input and output, nothing else of ours, no
 * environment, and in a process group of its own: whoever interrupts us at a terminal leaves it to us to end it.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <sys/types.h>

struct wire_program {
	pid_t pid;			/* 0: none */
	int to, from;			/* its input and output, neither waits; -1: closed */
};

/* ARGUMENTS: the program's path first, NULL last. Returns 0, or an errno with which nothing was started. */
int wire_program_start(char *const *arguments, struct wire_program *ret_program);
/* Closes our ends and waits for its own, for LEAVING_MS at the most: then it is killed. Its exit status; -1: none. */
int wire_program_end(struct wire_program *program, int leaving_ms);
