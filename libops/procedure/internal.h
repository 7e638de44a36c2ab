/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of procedure/ share: how a procedure lies in memory, and the
 * facts that a flow has set on every way to a step. read.c makes the model of a
 * file, flow.c looks along its ways, lint*.c says what is wrong with it, run.c
 * walks it.
 */
#pragma once

#include "procedure/procedure.h"

struct procedure {
	char *name, *file;
	struct conf_position position;	/* of the whole; of its name */
	struct conf_position start_position, within_position, owner_position, source_position, requires_position;
	struct procedure_text title;
	const char *source, *owner, *start;
	int64_t reviewed_at_us, review_every_us;	/* reviewed: 0: it does not say */
	int64_t within_us;
	const char **actors, **takes, **needs_fields, **needs_notices;	/* NULL at the end */
	GArray *fields;			/* struct procedure_field */
	GArray *steps;			/* struct procedure_step */
	GPtrArray *owned;		/* whatever the model points to */
	GStringChunk *texts;
	GString *bytes;
	struct digest digest;
};

/* A word of base/words.h is an outcome's name. */
const char *outcome_id(enum step_outcome outcome);
bool outcome_is(const struct procedure_outcome *outcome, enum step_outcome which);
/* The lane in which whoever sits before nwops stands. */
#define PROCEDURE_HOME "operator"
