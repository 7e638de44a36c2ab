/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What both drawings share: words in one language, and the lanes.
 */
#pragma once

#include "procedure/internal.h"

/* "② title", safe to show. Caller frees. */
char *draw_title(const struct procedure_step *step, enum procedure_language language);
/* How OUTCOME reads, safe to show. Caller frees. */
char *draw_outcome(const struct procedure_outcome *outcome, enum procedure_language language);
/* The name of lane NUMBER. Lent. */
const char *draw_lane(const struct procedure *procedure, unsigned int number, enum procedure_language language);
unsigned int draw_lane_count(const struct procedure *procedure);
/* Of STEP; 0 when its actor is none of them. */
unsigned int draw_lane_of(const struct procedure *procedure, const struct procedure_step *step);
