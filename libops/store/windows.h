/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Maintenance windows and silences: what somebody said about when not to page.
 * A row is the present form of one; how it came to be so is in the journal, whose
 * entry whoever changes a row writes in the same transaction. Nothing is removed:
 * what was finished or cancelled says so and stays.
 */
#pragma once

#include "store/store.h"

enum window_kind {
	WINDOW_MAINTENANCE,		/* planned work */
	WINDOW_SILENCE,			/* mute by hand */
	WINDOW_KIND_COUNT,
};

enum window_end {
	WINDOW_OPEN,			/* it ends by itself, at UNTIL_US */
	WINDOW_FINISHED,		/* said to be done, before its time or after it */
	WINDOW_CANCELLED,		/* never began, or was broken off */
	WINDOW_END_COUNT,
};

#define WINDOW_ID_LIMIT 64
#define WINDOW_TEXT_LIMIT 2048	/* of a reason, a zone, a recurrence; of a login see JOURNAL_ACTOR_LIMIT */
#define WINDOW_SELECTORS_LIMIT 16384

/* The strings are lent: when read, for the call. */
struct window_record {
	const char *id;			/* "M-20261122-003", "S-20261122-001": see windows_next_id() */
	enum window_kind kind;
	const char *selectors;		/* as typed, one a line; what they select is asked anew at each run */
	const char *owner;		/* login of who answers for it */
	const char *reason;		/* may be "" */
	const char *zone;		/* that its times were given in: "Asia/Tokyo" */
	int64_t from_us, until_us;	/* half open; of the first time, when it recurs */
	const char *recurrence;		/* as typed, "weekly", see state/windows.h; NULL: once */
	int64_t recurs_until_us;	/* no time begins at or after it; 0: for ever */
	int64_t made_at_us;
	const char *made_by;		/* login */
	int64_t started_at_us;		/* somebody said that work has begun; 0 */
	enum window_end end;
	int64_t ended_at_us;		/* when it was finished or cancelled; 0 */
	int64_t overrun_told_us;	/* that it is overrun was told at; 0 */
};

/* A window with strings of its own, in the caller's storage; their end. Who lists windows keeps such. */
void windows_init_copy(struct window_record *copy, const struct window_record *window);
void windows_clear_copy(struct window_record *copy);

/* Inside a transaction: replaces the row of WINDOW->id, or adds it. */
bool windows_set(struct store *store, const struct window_record *window, GError **error);
/* Calls EACH in order of FROM_US, then id, until it returns false. */
typedef bool windows_each(void *context, const struct window_record *window);
bool windows_read(struct store *store, windows_each *each, void *context, GError **error);
/* Leaves out what is over by AT_US: what was finished or cancelled by then, and what had one time that
 * is past and was never said to have begun. What years leave behind costs those who look each minute
 * nearly nothing. */
bool windows_read_open(struct store *store, int64_t at_us, windows_each *each, void *context, GError **error);
/* Inside a transaction: an id that none has: the kind's letter, DATE ("20261122") and a number of
 * three digits or more. Caller frees. NULL on failure. */
char *windows_next_id(struct store *store, enum window_kind kind, const char *date, GError **error);
