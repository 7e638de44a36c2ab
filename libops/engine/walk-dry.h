/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a walk would know and do, without a case: nothing is recorded, asked or sent. Whoever
 * goes through a procedure on paper applies the events that are made here to a
 * procedure_run of his own.
 */
#pragma once

#include "engine/walk.h"

/* The text of procedure NAME; NULL when it has errors. */
struct procedure *walk_dry_procedure(const struct walk_options *options, const char *name,
				     GError **error);
/* The event by which a run of PROCEDURE about SUBJECT for ORGANIZATION ("": the subject's) would
 * begin; of one that CALLER (NULL: none) calls. */
struct procedure_event *walk_dry_start(const struct walk_options *options,
				       const struct procedure *procedure, const char *subject,
				       const char *organization, const struct procedure_run *caller,
				       GError **error);
/* How the look at which RUN stands would end by what the store has now, with the facts that it
 * makes known. */
struct procedure_event *walk_dry_look(const struct walk_options *options,
				      const struct procedure_run *run, const char *subject,
				      GError **error);
/* The notice at which RUN stands: "recipients", "facts", as walk_notice(). */
struct json *walk_dry_notice(const struct walk_options *options, const struct procedure_run *run,
			     const char *subject, const char *organization);
