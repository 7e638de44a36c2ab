/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Maintenance windows and silences over time: when one is in force, what may be
 * done to it, what stands in the way of a new one. Pure.
 *
 * A window has its first time, half open, and may recur. What recurs keeps the time
 * of day of the window's zone, at its begin and at its end, whatever the zone's clocks
 * do. Where they skip that time it is the moment of the jump; where they show it
 * twice, the first. Work that was said to have begun and was not said to be done
 * when its time is over is overrun: it covers nothing any more, and shows.
 */
#pragma once

#include "base/words.h"
#include "inventory/inventory.h"
#include "store/windows.h"

#define OPS_WINDOWS_ERROR windows_error_quark()
GQuark windows_error_quark(void);
enum windows_error_code {
	WINDOWS_ERROR_RECURRENCE,	/* it is none, or the first time does not fit it */
	WINDOWS_ERROR_TIME,		/* these times cannot be */
	WINDOWS_ERROR_PHASE,		/* that cannot be done to it where it stands */
};

/* --- recurrence --- */

enum recurrence_unit {
	RECUR_DAYS,
	RECUR_WEEKS,
	RECUR_MONTHS,			/* on the day of the month of the first time */
	RECUR_YEARS,			/* on its day of the year */
	RECUR_WEEKDAY,			/* on the ORDINAL WEEKDAY of each month that has one */
	RECUR_LAST_DAY,			/* of each month */
};

struct recurrence {
	enum recurrence_unit unit;
	int step;			/* every so many */
	int ordinal;			/* 1..5; -1: the last */
	int weekday;			/* 1 Monday … 7 Sunday; 0: any */
};

#define RECURRENCE_STEP_LIMIT 99

/*
 * day | week | month | year          each
 * N days | weeks | months | years    each Nth, N from 2 to 99
 * WEEKDAY                            each week: monday … sunday, or its first three letters
 * ORDINAL WEEKDAY                    of each month: 1st 2nd 3rd 4th 5th last
 * last day                           of each month
 */
bool windows_parse_recurrence(const char *text, struct recurrence *ret_recurrence, GError **error);

/* --- times --- */

struct window_span { int64_t from_us, until_us; };	/* half open */

/* What a record says of times, opened. */
struct window_times {
	GTimeZone *zone;		/* owned */
	struct window_span first;
	bool recurs;
	struct recurrence recurrence;
	int64_t recurs_until_us;	/* G_MAXINT64: for ever */
};

/* Fails when the record's zone is not known, the first time is none or does not fit the
 * recurrence, or times would run into each other. */
bool windows_open_times(const struct window_record *window, struct window_times *ret_times, GError **error);
void windows_close_times(struct window_times *times);

/* The first time that is not over at AT_US: it is under way or to come. False: there is none any more. */
bool windows_time_after(const struct window_times *times, int64_t at_us, struct window_span *ret_span);
/* The last time that is over at AT_US. */
bool windows_time_before(const struct window_times *times, int64_t at_us, struct window_span *ret_span);
/* The first stretch within WITHIN that lies in a time of both. */
bool windows_overlap(const struct window_times *a, const struct window_times *b,
		     const struct window_span *within, struct window_span *ret_span);

/* Where a window stands. */
struct window_now {
	enum window_phase phase;
	bool covers;			/* it is in force (what is overrun may be again: it recurs) */
	bool begun;			/* somebody said that work of SPAN has begun */
	struct window_span span;	/* the time that this is about: that under way, the next, the last */
};
struct window_now windows_look(const struct window_record *window, const struct window_times *times, int64_t at_us);

/* --- what may be done to one: each changes WINDOW, or fails and leaves it alone --- */

/* Work begins. Before its time, a window that comes once begins now instead. */
bool windows_begin(struct window_record *window, const struct window_times *times, int64_t now_us, GError **error);
/* It ends at UNTIL_US instead. One time of a window that recurs stands by itself from then on:
 * RET_APART is that one, without an id, and is WINDOW's else; its strings are WINDOW's. */
bool windows_extend(struct window_record *window, const struct window_times *times, int64_t now_us,
		    int64_t until_us, bool *ret_apart_made, struct window_record *ret_apart, GError **error);
/* Work is done. A window that recurs stays for its next times. */
bool windows_finish(struct window_record *window, const struct window_times *times, int64_t now_us, GError **error);
/* It is not to be, with all its times. */
bool windows_cancel(struct window_record *window, const struct window_times *times, int64_t now_us, GError **error);

/* --- what stands in the way --- */

enum window_conflict_sort {
	CONFLICT_ITEMS,			/* another window is about the same items at the same time */
	CONFLICT_GROUP,			/* all members of a redundancy group at once; the last that is left */
	CONFLICT_CALENDAR,		/* it lies in times that are to be left alone */
};

struct window_conflict {
	enum window_conflict_sort sort;
	const char *window;		/* id of the other one; NULL: none has part in it */
	const char *group;		/* its name; NULL */
	const char *calendar;		/* its name; NULL */
	bool unwell;			/* GROUP: of the members that are not in a window, all are not well */
	unsigned int items;		/* ITEMS: so many, */
	const char *item;		/* one of them */
	struct window_span span;	/* when that first is so */
};

/* A window by the names of what it covers (see windows_covers()). */
struct window_side {
	const char *id;
	GHashTable *items;
	struct window_span span;	/* of another: when both first are under way */
};

/* Whether ITEM ("device:b1/cpu") or what it belongs to ("device:b1") is in ITEMS. */
bool windows_covers(GHashTable *items, const char *item);

/* Appends to CONFLICTS (struct window_conflict; names are lent by what was handed in). SELF is to be;
 * OTHERS are under way at some time together with it. UNWELL (a set of names, as windows_covers() takes
 * it; NULL) is what is not well now. */
void windows_find_conflicts(const struct inventory *inventory, const struct window_side *self,
			    const struct window_side *others, size_t count, GHashTable *unwell, GArray *conflicts);
/* Appends to CONFLICTS the calendars that a time of a window within WITHIN lies in and that are to be left
 * alone: "claim-days", where the site has it. Each once, from the first minute that is so. */
void windows_find_calendars(const struct inventory *inventory, const struct window_times *times,
			    const struct window_span *within, GArray *conflicts);
