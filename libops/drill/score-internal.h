/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of the score share: one expectation while it is judged.
 */
#pragma once

#include "drill/score.h"

struct scoring {
	const struct drill_scenario *scenario;
	const struct drill_targets *targets;
	const struct drill_evidence *evidence;
	const struct drill_expectation *expectation;
	struct drill_verdict *verdict;
	GHashTable *covering;		/* set of case ids, char *, that cover the target; NULL: no target is named */
};

/* Whether SIGHT is what is looked for, apart from its time. RET_NEAR: it is, but for what was said. */
bool drill_score_matches(const struct scoring *scoring, const struct drill_sight *sight, bool *ret_near);
/* Whether it holds on once it is so: a case that is open, a field, a roster. */
bool drill_score_lasts(enum drill_expect expect);
/* The cases that cover the target; caller unrefs. NULL: no target is named. */
GHashTable *drill_score_covering(const struct scoring *scoring);
/* One of WORDS stands in TEXT, whatever the size of its letters. Without words: true. */
bool drill_score_says(const char *const *words, const char *text);
/* Promises of reports, and answers to messages: what is no single sight. */
void drill_score_promises(struct scoring *scoring);
void drill_score_answers(struct scoring *scoring);
/* Met at AT_US or late, by the window; what is later than the end of the record is missed or waits. */
void drill_score_done(struct scoring *scoring, int64_t at_us);
void drill_score_not_done(struct scoring *scoring, enum drill_why why);
