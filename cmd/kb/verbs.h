/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The verbs of nwops kb, and what they share: how an entry is told, and what is typed of it.
 */
#pragma once

#include "commands.h"
#include "session.h"
#include "engine/know.h"

extern const struct command kb_search, kb_show, kb_add, kb_review;

/* ID as the number of an entry; false after a complaint. A case's id is told where to go. */
bool kb_read_id(const struct session *session, const char *id, int64_t *ret_number);
/* OWNER is a role or a contact; false after a complaint. */
bool kb_check_owner(const struct session *session, const char *owner);
/* All versions of entry NUMBER, the newest last: struct know_entry, copied. NULL after a complaint, also where there is
 * none. g_ptr_array_unref(). */
GPtrArray *kb_load(const struct session *session, int64_t number);
/* The entries of DRAFTS' file FILE. The exit status. */
int kb_add_file(const struct session *session, const char *file);

/* --- telling (tell.c) --- */

/* "2027-04-01". Caller frees. */
char *kb_day(const struct session *session, int64_t at_us);
/* "help-desk, review by 2027-04-01", or that it is overdue. Caller frees. */
char *kb_standing(const struct session *session, const char *owner, int64_t review_at_us);
/* An object of type "knowledge". TEXT: with its text. */
void kb_tell_entry_json(const struct session *session, const struct know_entry *entry);
void kb_tell_found_json(const struct session *session, const struct know_found *found);
/* What became of entry NUMBER, with SAID where it is for people. The exit status. */
int kb_tell_kept(const struct session *session, int64_t number, const char *said);
