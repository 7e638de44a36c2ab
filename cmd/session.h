/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Opening what a command needs: the inventory and the store. Whatever keeps
 * them from being opened is told to the user here, once.
 */
#pragma once

#include "cases/cases.h"
#include "command.h"
#include "engine/tell.h"
#include "net/overlay.h"

/* 0, or the exit status after the fault was told. */
int session_open(struct session *session, unsigned int needs);
/* The store alone, for a command that decides late whether it records. A
 * rehearsal (--overlay) opens a store of its own purpose. */
int session_open_store(struct session *session, enum store_mode mode);
/* The store for reading if there is one that can be read, for a command that can do
 * without; why not is a note at most. */
void session_look_into_store(struct session *session);
/* The store, which is open for reading, for writing where that is possible; why not is a note. False: it is as it was. */
bool session_try_writing(struct session *session);
/* Where platforms are looked for, the site's own place first. NULL-terminated; caller
 * frees with g_strfreev(). */
char **session_platform_places(const struct session *session);
/* The same for procedures. */
char **session_procedure_places(const struct session *session);
/* In which procedures are shown and documents written: the screen's. */
enum procedure_language session_document_language(const struct session *session);
/* The same for scenarios of drills. */
char **session_drill_places(const struct session *session);
/*
 * Rules and words of notices, read once, for a command that tells; the inventory is open. 0, or the exit
 * status after the rules' faults were told. Words that have faults are no reason to keep silent: each
 * is a note, and what is told goes out in the minimal text.
 */
int session_open_telling(struct session *session);
/* The same for a command that goes on without: faults are notes, and policy is NULL then. */
void session_try_telling(struct session *session);
/* What telling takes, once all of that and the store are open. Lent by SESSION. */
struct tell_options session_telling(const struct session *session);
/* How cases are recorded in this session, once the store is open; '--sure' is taken over. */
struct cases_options session_recording(const struct session *session);
/* Whether nothing is real here: in a drill, or with --overlay. */
bool session_rehearses(const struct session *session);
/* In a drill the session is turned to its store, its clock and whoever plays; what else it opens is of the drill then. 0, or the exit status
 * after a complaint. */
int session_enter_drill(struct session *session, const char *name);
/* Why a drill does not go on, in words; NULL: it does. */
const char *session_drill_stands(const struct play *play);
/* In a drill: who acts is whoever has the role of NWOPS_DRILL_AS; the inventory is open. 0, or the exit status after a complaint. */
int session_take_role(struct session *session);
/* What answers in the network's place; NULL: nothing does. Caller frees. False after a complaint. */
bool session_overlay(const struct session *session, struct overlay **ret_overlay);
/* To which addresses a rehearsal may send; NULL: to none. Caller frees. A list with faults is told, and allows nothing. */
char **session_allow(const struct session *session);
void session_close(struct session *session);
