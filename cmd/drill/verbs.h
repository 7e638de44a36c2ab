/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The verbs of nwops drill, and what those that play one share.
 */
#pragma once

#include "commands.h"
#include "engine/held.h"
#include "stage.h"

extern const struct command drill_run, drill_stop, drill_pause, drill_resume, drill_skip, drill_shift, drill_shell, drill_comcheck,
	drill_list, drill_show, drill_lint_all, drill_report, drill_due, drill_training;

/* --- perform.c --- */

/* Plays the drill NAME from where it stands until it is over, stopped or frozen. The exit status. */
int drill_perform(struct session *session, const char *name);
/* Begins it, or goes on with it: everybody is told, and the clock starts. EXIT_OK, or the exit status after a complaint. */
int drill_begin(struct session *session, const char *name);
/* "60", "max" as what struct drill_record has. False after a complaint. */
bool drill_read_speed(const struct session *session, const char *text, int64_t *ret_speed);

/* --- played.c --- */

/* What has come out is shown: a card. */
void drill_show_card(const struct session *session, const struct stage *stage, const struct drill_moment *moment);
/* An action of whoever is played is done, and how it ended is written down. */
bool drill_play_action(const struct session *session, const struct stage *stage, const struct drill_moment *moment, GError **error);

/* --- turn.c --- */

/* What a verb does to the drill that is meant. */
typedef bool drill_deed(const struct session *session, const struct stage *stage, char **arguments, GError **error);
/* With the rules of notices and the drill open. The exit status. */
int drill_do(struct session *session, char **arguments, drill_deed *deed);
/* One line, or an object of type "drill": how it stands. */
void drill_tell(const struct session *session, const struct stage *stage);

/* --- comcheck.c --- */

void drill_tell_counts(const struct session *session, const char *of, const struct play_counts *counts);

/* --- record.c --- */

/* The real store for reading, whatever the session is turned to; NULL: there is none, and nothing is on record. Caller closes. */
bool drill_read_record(const struct session *session, struct store **ret_store, GError **error);
/* The same as the session's store; of a rehearsal that is no drill its own. EXIT_OK, or the exit status after a complaint. */
int drill_open_record(struct session *session);
/* What is still to be improved after the drills before, when one begins. EXIT_OK, or the exit status after a complaint. */
int drill_tell_improvements(const struct session *session);
/* ITEM put into OBJECT, which is returned. */
struct json *drill_improvement_json(const struct after_action_item *item, struct json *object, GTimeZone *zone);
/* ITEMS (struct after_action_item), a line each. */
void drill_print_improvements(const GPtrArray *items, GTimeZone *zone);

/* --- list-held.c --- */

/* Drills that were made here or are on record, newest first. The exit status. */
int drill_list_held(const struct session *session);
