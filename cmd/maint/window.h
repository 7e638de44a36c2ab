/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the verbs of nwops maint, and silences, share: windows as they are typed, what is asked before
 * one is kept, and how one is told.
 */
#pragma once

#include "base/json.h"
#include "commands.h"
#include "engine/engine.h"

/* What came of a window by one verb. */
enum window_result {
	WINDOW_RESULT_SHOWN,
	WINDOW_RESULT_PLANNED,
	WINDOW_RESULT_STARTED,
	WINDOW_RESULT_EXTENDED,
	WINDOW_RESULT_FINISHED,
	WINDOW_RESULT_CANCELLED,
	WINDOW_RESULT_DRY_RUN,	    /* nothing was written */
	WINDOW_RESULT_NEEDS_PERSON, /* who was not there */
	WINDOW_RESULT_DECLINED,
};

struct window_report {
	const struct window_record *window; /* its id may be NULL */
	enum window_result result;
	int64_t at_us; /* as it stands then */
	const GArray *items; /* struct item that it covers now; NULL: nothing any more */
	bool name_items;
	const GArray *conflicts; /* struct window_conflict; NULL: not asked */
	const char *message; /* NULL */
	bool announced; /* its plan was told to others, */
	guint told; /* who hear of this by so many messages */
};
/* As an object of type "maintenance". */
void window_print_json(const struct session *session, const struct window_report *report);
/* For people: what it covers and when, and each conflict on a line of its own. */
void window_print_plan(const struct session *session, const struct window_report *report);
/* "2026-11-25 03:00 +09:00". Caller frees. */
char *window_minute(int64_t at_us, GTimeZone *zone);

/* How a window of this session is kept. */
struct maint_options window_options(const struct session *session);
/* SELECTORS, one a line, as a list. Caller frees. */
struct json *window_words(const char *selectors);
/* Items that SELECTORS, one a line, select now. NULL with the reason. */
GArray *window_items(const struct session *session, const char *selectors, GError **error);

/* --- what is typed --- */

/* TEXT of OPTION as a time in ZONE. */
bool window_read_time(const char *option, const char *text, GTimeZone *zone, int64_t *ret_at_us,
		      GError **error);
/* The end: UNTIL in ZONE, or LENGTH after AFTER_US; exactly one of them is to be given. */
bool window_read_end(const char *until, const char *length, GTimeZone *zone, int64_t after_us,
		     int64_t *ret_until_us, GError **error);
/* Whether TEXT of OPTION can be kept as a reason, and told where reasons are; NULL is none. */
bool window_check_reason(const struct session *session, const char *option, const char *text, GError **error);
/* OWNER, or who acts. NULL when it is no name. */
const char *window_owner(const struct session *session, const char *owner, GError **error);
/* Whether WORD is written as ids are: "M-20261125-001". */
bool window_is_id(const char *word);
/* The window of that id, of one that is kept. NULL after complaining; lent by WINDOWS. */
const struct window_record *window_find(const struct session *session, const GPtrArray *windows,
					const char *id);

/* --- keeping --- */

/* One deed on one window. */
struct window_deed {
	struct window_change change; /* of its despite nothing is to be said */
	struct window_change *also; /* comes with it, one; NULL */
	const struct window_record *studied; /* whose conflicts are asked; NULL: none are */
	bool unwell_only; /* of them, that nothing else of a group is well */
	enum window_result result; /* when it is done */
	const char *question; /* in spite of conflicts */
	bool despite_conflicts, dry_run;
};
/* Tells what it covers and what stands in its way, asks where something does, keeps and
 * tells what came of it. Returns the exit status. */
int window_do(struct session *session, struct window_deed *deed);
