/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs as the store lists them, and how a list of them is told.
 */
#pragma once

#include "commands.h"
#include "engine/walk.h"

/* A run in a list. Of those that were loaded the row owns its strings; END, VERDICT and WAITS_FOR
 * are lent by whoever has walked it, NULL in a list. */
struct run_row {
	const char *case_id, *procedure, *subject, *holder, *step;
	int64_t run, caller;
	bool alongside;
	enum walk_state state;
	int64_t started_at_us, changed_at_us, due_at_us;
	const char *waits_for, *end, *verdict;
};

/* Of CASE_ID, or of all (NULL), in the order in which they began: struct run_row;
 * g_ptr_array_unref(). NULL on failure. */
GPtrArray *runs_load(struct store *store, const char *case_id, bool unfinished_only,
		     GError **error);
/* Those that a person resumes: not what another run calls and waits for. */
bool run_is_outermost(const struct run_row *row);
/* An unfinished one about SUBJECT by PROCEDURE (NULL: any) that is outermost; NULL. Lent by RUNS.
 */
const struct run_row *runs_find(const GPtrArray *runs, const char *subject, const char *procedure);

/* An object of type "run". */
void run_row_print_json(const struct session *session, const struct run_row *row);
/* A table of RUNS, each with its number from FIRST (0: without numbers). */
void runs_print(const struct session *session, const GPtrArray *runs, unsigned int first);
/* "reply", of what it waits for; NULL: for nobody. Lent for ever. */
const char *run_need_id(enum walk_need need);
/* Takes CASE/RUN apart; false after a complaint. RET_CASE is the caller's. */
bool run_read_name(const struct session *session, const char *word, char **ret_case,
		   int64_t *ret_run);
