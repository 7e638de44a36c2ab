/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files that put duties together share: how what is known becomes a situation.
 */
#pragma once

#include "engine/duties.h"

/* --- duties.c --- */

/* Nothing is known of FILE, which is taken. */
struct case_duties *duties_new(const struct duties_options *options, struct case_file *take_file);
/* By when the next is due. */
int duties_by_pressure(gconstpointer a, gconstpointer b);

/* --- duties-said.c: what people have recorded --- */

/* Adds to GATHERED what is said of the case in its events. */
void duties_take_said(const struct duties_options *options, struct case_duties *gathered);
/*
 * Takes FACT, which was recorded at AT_US, into account; a later one of the same name takes its place. SEEN: it may be
 * nwops's own, out of a notice. What sets facts of a case otherwise than by a run calls this too.
 */
void duties_take_fact(const struct duties_options *options, struct case_duties *gathered, const struct notice_fact *fact,
		      int64_t at_us, bool seen);

/* What a person says of the case as a whole (nwops incident set) takes the place of what was recorded on the way, and of what
 * notices said. */
void duties_take_standing(const struct duties_options *options, struct case_duties *gathered);

/* --- duties-left.c: closed incidents that a duty has outlived --- */

/* Inside a transaction: notes, or notes no longer, that ID is one of them. */
bool duties_note_left(struct store *store, const struct clock *clock, const char *id, bool left, GError **error);
/* Adds their ids, char *, to IDS. */
bool duties_read_left(struct store *store, GPtrArray *ids, GError **error);
/* Whether one of LIST (duties_compute()) goes on being owed. */
bool duties_are_left(const GArray *list);

/* --- duties-given.c: what was told --- */

/* Adds reports that reached somebody, and what they said of users and of restoration. */
bool duties_take_given(const struct duties_options *options, struct case_duties *gathered, GError **error);
