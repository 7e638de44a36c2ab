/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A run as it lies in memory, for the files of the walk: run.c changes it,
 * run-check.c refuses what may not be, run-look.c answers questions about it.
 */
#pragma once

#include "procedure/internal.h"

/* A fact, and the passage at which it was recorded: void with it. -1: beside the steps. */
struct fact_record {
	int passage;
	struct procedure_fact fact;
};

struct procedure_run {
	const struct procedure *procedure;
	enum walk_state state, resumes_as;
	struct procedure_effect effect;
	char *holder, *moved_by;
	int64_t started_at_us, moved_at_us;
	int64_t paused_at_us, paused_us;	/* since when; how long, of the step at which it stands */
	int64_t reminded_at_us;			/* at this step; 0: not yet */
	GArray *passages;			/* struct procedure_passage */
	GArray *records;			/* struct fact_record, oldest first */
};

bool run_check_start(const struct procedure *procedure, const struct procedure_event *start, GError **error);
bool run_check(const struct procedure_run *run, const struct procedure_event *event, GError **error);
/* The last passage through the step called NAME to which one can go back; -1: there is none. */
int run_passage_of(const struct procedure_run *run, const char *name);
