/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The printed sheets of a drill, out of its scenario: the facilitator's, with everything that is to
 * come, and the participants', from which nothing of that can be read. As manuals they have a text of
 * their own in each language.
 */
#pragma once

#include "drill/scenario.h"

enum drill_sheet_for { DRILL_SHEET_FACILITATOR, DRILL_SHEET_PARTICIPANTS };

struct drill_sheet {
	const struct drill_scenario *scenario;
	const struct drill_targets *targets;	/* in this network; NULL: not bound */
	enum drill_sheet_for whom;
	int role;				/* of participants: index of the one who reads it; -1: all */
	enum procedure_language language;
};

/* Caller frees. */
char *drill_sheet_markdown(const struct drill_sheet *sheet);
/* A page for print that refers to nothing outside. Caller frees. */
char *drill_sheet_html(const struct drill_sheet *sheet);
/* "T+1:05". Caller frees. */
char *drill_sheet_time(int64_t at_us);
