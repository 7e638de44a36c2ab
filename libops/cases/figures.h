/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How incidents were dealt with, in figures: of one incident out of its record, and of many their count, median, 85th and 95th
 * percentile. A bare mean is not among them: one long night would be all that it tells.
 *
 * What nobody knows is counted apart and is never 0. Pure: no store and no clock.
 */
#pragma once

#include "cases/duties.h"

/* One figure of one incident. */
struct case_figure_value {
	int64_t us;			/* at least 0; of what is unknown 0 and nothing */
	enum instant_quality quality;	/* ABOUT: one of the two times is */
	bool contradicts;		/* UNKNOWN because the later time stands before the earlier one */
};
struct case_figures { struct case_figure_value values[CASE_FIGURE_COUNT]; };

/* What figures are taken from. */
struct case_figures_source {
	const struct case_standing *standing;
	const struct duty_report *reports;	/* that reached somebody, in order of when */
	size_t report_count;
	int64_t now_us;
};
/* Each from the fields that nwops-incident(1) names. */
struct case_figures case_figures_of(const struct case_figures_source *source);

/* Of many. */
struct case_figures_summary {
	guint known, about;		/* ABOUT of them rest on a time that is only roughly known */
	guint unknown, contradicting;	/* CONTRADICTING of the unknown */
	int64_t median_us, p85_us, p95_us;	/* by nearest rank; -1: none is known */
};
struct case_figures_many;
struct case_figures_many *case_figures_many_new(void);
void case_figures_many_free(struct case_figures_many *many);
typedef struct case_figures_many ops_case_figures_many_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_case_figures_many_t, case_figures_many_free)
void case_figures_many_add(struct case_figures_many *many, const struct case_figures *figures);
struct case_figures_summary case_figures_many_summary(struct case_figures_many *many, enum case_figure figure);
