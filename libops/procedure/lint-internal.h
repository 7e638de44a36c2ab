/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of the lint share. lint.c looks at each step alone,
 * lint-names.c at what it names, lint-says.c at what it says of the case, lint-ways.c along the ways, lint-decide.c at
 * decisions, lint-words.c at what people read.
 */
#pragma once

#include "procedure/internal.h"

struct lint {
	const struct procedure *procedure;
	const struct procedure_set *set;
	const struct procedure_names *names;
	const struct flow *flow;
	struct conf_faults *faults;
};

/* CODE ("E05") is an error or a warning by its letter, and stands before the message. */
void lint_fault(const struct lint *lint, const char *code, const struct conf_position *position, const char *format, ...)
	G_GNUC_PRINTF(4, 5);

/* NAME, a WHAT, is none of WORDS (E12). */
void lint_refuse(const struct lint *lint, const struct conf_position *position, const char *what, const char *name,
		 const char *const *words);

void lint_names(const struct lint *lint);
void lint_says(const struct lint *lint);
void lint_ways(const struct lint *lint);
void lint_lanes(const struct lint *lint);
void lint_facts(const struct lint *lint);
void lint_decide(const struct lint *lint, const struct procedure_step *step);
void lint_words(const struct lint *lint, int64_t now_us);

/* Is VALUE one that a fact of KIND can hold? */
bool lint_can_hold(const struct fact_kind *kind, const char *value);
/* Of an audience, or NULL. */
const struct procedure_audience *lint_audience(const struct lint *lint, const char *name);
