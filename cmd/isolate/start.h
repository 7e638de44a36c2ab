/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Beginning a run, from the command line or from the list of what is open.
 */
#pragma once

#include "isolate/choose.h"

/* Words of the command line for a run that begins. */
extern char *arg_procedure, *arg_case;
extern gboolean arg_again, arg_dry_run;
/* What begins a run takes these. */
extern const GOptionEntry start_options[];

/* With a store that is open, and a guide that is ready: finds what WORD means, and walks. Returns
 * the exit status. */
int start_walk(struct guide *guide, const char *word);
/* Opens the store, makes a guide and walks; or does it on paper. */
int start_run(struct session *session, const char *word);

/* --- dry-run.c --- */

/* Goes PROCEDURE's way on paper. Returns the exit status. */
int dry_run(struct guide *guide, const struct chosen *chosen, const char *procedure);
