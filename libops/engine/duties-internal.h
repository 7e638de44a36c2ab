/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files that put duties together share: how what is known becomes a situation.
 */
#pragma once

#include "engine/duties.h"

/* --- duties.c --- */

/* Nothing is known of FILE, which is taken. */
struct case_duties *duties_new(const struct duties_options *options, struct case_file *take_file);
/* Of all open incidents, in order of opening: struct case_duties, g_ptr_array_unref(). NULL on failure. */
GPtrArray *duties_of_open(const struct duties_options *options, GError **error);
/* By when the next is due. */
int duties_by_pressure(gconstpointer a, gconstpointer b);

/* --- duties-said.c: what people have recorded --- */

/* Adds to GATHERED what is said of the case in its events; STANDING is what these come to. */
void duties_take_said(const struct duties_options *options, struct case_duties *gathered, const struct case_standing *standing);
/*
 * Takes FACT, which was recorded at AT_US, into account; a later one of the same name takes its place. SEEN: it may be
 * nwops's own, out of a notice. What sets facts of a case otherwise than by a run calls this too.
 */
void duties_take_fact(const struct duties_options *options, struct case_duties *gathered, const struct notice_fact *fact,
		      int64_t at_us, bool seen);

/* What a person says of the case as a whole (nwops incident set) takes the place of what was recorded on the way, and of what
 * notices said. */
void duties_take_standing(const struct duties_options *options, struct case_duties *gathered,
			  const struct case_standing *standing);

/* --- duties-left.c: what outlives its case --- */

enum duties_left { DUTIES_LEFT_DUTIES, DUTIES_LEFT_TASKS };	/* the duties of incidents; these, and tasks of any case */
/* Adds to LIST the closed cases (struct case_duties) of which one is still owed, and to WITHOUT (NULL) the ids, char *, of those that
 * have a mark and owe nothing. */
bool duties_add_left(const struct duties_options *options, enum duties_left which, GPtrArray *list, GPtrArray *without,
		     GError **error);
/* Takes away the marks of IDS that owe nothing. */
bool duties_forget_left(const struct tell_options *options, const struct duties_options *duties, const GPtrArray *ids,
			GError **error);

/* --- duties-given.c: what was told --- */

/* The reports of a case that reached somebody, added to REPORTS (struct duty_report) in order of when; what they said is not
 * looked at. */
bool duties_read_given(struct store *store, const char *case_id, GArray *reports, GError **error);
/* Adds reports that reached somebody, and what they said of users and of restoration. */
bool duties_take_given(const struct duties_options *options, struct case_duties *gathered, GError **error);
