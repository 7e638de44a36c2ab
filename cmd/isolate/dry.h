/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A run on paper: what its walking and its telling share.
 */
#pragma once

#include "isolate/start.h"

/* How a run on paper came to stand still. */
enum stood { STOOD_ENDED, STOOD_OPEN, STOOD_FAILED };

struct paper {
	struct guide *guide;
	const char *subject, *organization;
	int64_t now_us; /* moves on with the limits that pass */
	unsigned int rounds;
	unsigned int depth;
};

struct sheet_run {
	const struct procedure *procedure;
	struct procedure_run *run;
	unsigned int told; /* so many passages were printed */
	struct json *notice; /* of the step that is being passed; NULL */
};

/* Passages since the last time, a line or an object each. */
void dry_tell_passed(const struct paper *paper, struct sheet_run *sheet);
/* The step for which no answer was given. */
void dry_tell_open(const struct paper *paper, const struct sheet_run *sheet);
/* Where the outermost run has come to. */
void dry_tell_whole(const struct paper *paper, const struct sheet_run *sheet, enum stood stood);
