/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Evidence for the clauses of the guideline, gathered out of what is kept: states, cases and their
 * runs, notices and what became of them, approvals, proofs of paths, windows, pins, the record
 * itself. Nothing is asked and nothing is written; what follows from it audit/guideline.h says.
 */
#pragma once

#include "audit/guideline.h"
#include "cases/duties.h"
#include "engine/tell.h"

struct guideline_options {
	const struct tell_options *telling;	/* inventory, policy, store, clock, notes; no templates */
	const struct duties *duties;
	const char *state_directory;	/* whose record is proven */
	const char *config_directory, *share_directory;	/* where paper.yaml is */
	const char *const *procedures;	/* places of procedures, NULL-terminated */
	enum procedure_language language;	/* of the screen */
};
/* What cannot be read of it is an error: evidence that is only missing by chance would be none. NULL then. */
struct guideline_evidence *engine_guideline_evidence(const struct guideline_options *options, GError **error);
/* Of the same evidence what has a term alone, with what these stand on: no more is read than that. DUTIES may be NULL, and nothing is
 * known of them then. */
struct guideline_evidence *engine_guideline_terms(const struct guideline_options *options, GError **error);
