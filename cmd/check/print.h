/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The three forms in which a check is printed. Each prints the items worst
 * first; ORDER holds their indices in that order.
 */
#pragma once

#include "command.h"
#include "engine/engine.h"

struct check_print {
	const struct session *session;
	const struct check *check;
	const guint *order; /* check->items->len of them */
	unsigned int not_asked; /* whose run was ended before them */
};

/* ALL: also what is OK and does not fit the screen. */
void check_print_table(const struct check_print *print, bool all);
void check_print_json(const struct check_print *print);
void check_print_plugin(const struct check_print *print);

/* The item that comes INDEXth in the order. */
const struct check_item *check_print_at(const struct check_print *print, guint index);
/* "SIGINT"; NULL for 0. Caller frees. */
char *check_signal_name(int signal);
