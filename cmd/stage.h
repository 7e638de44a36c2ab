/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A drill that a command works on from outside of it: which one is meant, its store open for writing, its clock, and
 * nwops run in it. For the verbs of drill, and for the real tick, which freezes it.
 */
#pragma once

#include "engine/deliver.h"
#include "engine/play.h"
#include "session.h"

struct stage {
	char *name, *directory;
	struct clock *clock;
	struct store *store;
	struct play *play;
};

/* The one that --drill names, else the only one that is not over. NULL after a complaint, whose exit status is in RET_STATUS. Caller frees. */
char *stage_choose(const struct session *session, int *ret_status);
/* Names of all that were made here, sorted; NULL-terminated. Free with g_strfreev(). */
char **stage_drills(const struct session *session);
/* Calls EACH with the row of the drill NAME, if there is one. What cannot be read is a note. */
void stage_read(const struct session *session, const char *name, drills_each *each, void *context);
/* Names of those that are not over, sorted; NULL-terminated. What cannot be read is a note. Free with g_strfreev(). */
char **stage_open_drills(const struct session *session);
/* Whether a drill may be called NAME: nothing that could lead out of the directory of drills. */
bool stage_is_name(const char *name);
/* Where a drill called NAME lies. Caller frees. */
char *stage_directory(const struct session *session, const char *name);
/* That of the drill in DIRECTORY; it records by the real clock until store_set_clock() says otherwise. */
struct store *stage_open_store(const struct session *session, const char *directory, enum store_mode mode, GError **error);
/* STAGE is to be cleared even when it fails. */
bool stage_open(const struct session *session, const char *name, struct stage *stage, GError **error);
void stage_clear(struct stage *stage);
struct play_options stage_playing(const struct session *session, const struct stage *stage);
/* The session's inventory, rules and words are open. */
struct tell_options stage_telling(const struct session *session, const struct stage *stage);
/* Tells KIND to all in it and delivers what is there; see play_tell(). */
bool stage_tell(const struct session *session, const struct stage *stage, enum notice_kind kind, const char *again, GError **error);

/* How nwops ended in it. */
struct stage_end { int status; char *output, *complaint; };
void stage_end_clear(struct stage_end *end);
/* Runs nwops with WORDS in the drill NAME, as whoever has ROLE (NULL: as who runs this), INPUT (NULL) on its standard input. */
bool stage_run(const struct session *session, const char *name, const char *role, const char *const *words, const char *input,
	       struct stage_end *ret_end, GError **error);

/* A real alarm AT_US: each drill that was let go on before it (see play_known_us()) stands still from now on, and everybody in it is told so. What fails is a warning. */
void stage_freeze_all(const struct session *session, const char *because, int64_t at_us);
