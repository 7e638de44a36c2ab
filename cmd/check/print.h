/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The forms in which a check is printed. Items come worst first, save in
 * metrics; what is not printed costs nothing, for there may be a nation of it.
 */
#pragma once

#include "command.h"
#include "engine/engine.h"

#include <stdio.h>

struct check_print {
	const struct session *session;
	const struct check *check;
	const guint *order; /* check->items->len of them, worst first */
	unsigned int not_asked; /* whose run was ended before them */
	bool all; /* every row, however many */
	bool outages; /* each item says how long it was silent */
	unsigned int lines_used; /* of the screen, before what is printed */
};

void check_print_table(const struct check_print *print);
void check_print_json(const struct check_print *print);
void check_print_plugin(const struct check_print *print);

/* WHICH ("class", "area", "concentrator", "all"): a table of groups, or JSON. */
void check_print_summary(const struct check_print *print, const char *which);
/* A line in small: the worst few of each sort that are not all OK. */
void check_print_summary_brief(const struct check_print *print);
/* Lines that it takes at most. */
#define CHECK_SUMMARY_LINES 17
/* The object of type "check", which ends every answer in JSON. */
void check_print_json_end(const struct check_print *print);

enum metrics_form { METRICS_CLASSIC, METRICS_OPEN };
void check_print_metrics(const struct check_print *print, enum metrics_form form, FILE *file);

/* The item that comes INDEXth in the order. */
const struct check_item *check_print_at(const struct check_print *print, guint index);
/* The service class that ITEM was judged by: what held when it was asked. */
const struct service_class *check_print_class(const struct check_print *print,
					      const struct check_item *item);
/* Why ITEM's status is what it is, in words for people. Returns TEXT. */
const char *check_print_message(const struct check_print *print, const struct check_item *item,
				char text[RESULT_TEXT_SIZE]);
/* "SIGINT"; NULL for 0. Caller frees. */
char *check_signal_name(int signal);
