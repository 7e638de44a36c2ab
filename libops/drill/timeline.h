/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The course of a drill as a picture: time from left to right, a lane each for cards, the network,
 * the record, what was told, and what was expected, whose windows are bars. What comes at nearly one time is
 * stacked; what finds no room for words is a dot that is counted.
 */
#pragma once

#include "drill/score.h"

/* What the change NUMBER of the network is about, in the language: "the line recovers"; NUMBER itself where the scenario has none. Caller frees. */
char *drill_timeline_change(const struct drill_scenario *scenario, const char *number, enum procedure_language language);

/* An SVG that refers to nothing outside. SCORE belongs to EVIDENCE and SCENARIO. Caller frees. */
char *drill_timeline_svg(const struct drill_scenario *scenario, const struct drill_evidence *evidence,
			 const struct drill_score *score, enum procedure_language language);
