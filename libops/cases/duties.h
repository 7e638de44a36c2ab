/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is owed by a clock: rows of duties.yaml, nwops-duties(5), held against one incident at one
 * instant. Several regimes may ask for the same at once; each is computed by itself, and of those that ask
 * for the same thing the strictest is marked.
 *
 * All of it is values: no clock, no store. That a duty under law is settled is never
 * concluded here: it is for a person to decide, whatever was sent.
 */
#pragma once

#include "base/words.h"
#include "cases/cases.h"
#include "conf/conf.h"

#include <glib.h>

#define DUTY_ROWS_LIMIT 200
#define DUTY_PARTS_LIMIT 16	/* conditions side by side, and so many within each other */
#define DUTY_CLOSED_LIMIT 32

/* --- rows --- */

enum duty_test_kind {
	DUTY_TEST_ALL, DUTY_TEST_ANY,	/* of parts */
	DUTY_TEST_OPEN,			/* neither restored nor closed */
	DUTY_TEST_IMPACT,		/* somebody is cut off or worse served */
	DUTY_TEST_RESTORED,
	DUTY_TEST_USERS,		/* so many at least, at one time */
	DUTY_TEST_LASTS,		/* so long at least since it began */
	DUTY_TEST_CLASS,		/* it reaches a line of that service class */
	DUTY_TEST_SAID,			/* a person has recorded that fact of the case */
};
struct duty_test {
	enum duty_test_kind kind;
	int64_t number;			/* USERS; LASTS: microseconds */
	const char *word;		/* CLASS, SAID */
	const struct duty_test *parts;
	size_t part_count;
};

enum duty_base { DUTY_FROM_DETECTED, DUTY_FROM_BEGAN, DUTY_FROM_RESTORED, DUTY_FROM_QUARTER_END, DUTY_FROM_CONDITION };
/* What a row takes from the service classes that are reached, the shortest of them. */
enum duty_promise { DUTY_PROMISE_NONE, DUTY_PROMISE_FIRST_REPORT, DUTY_PROMISE_FOLLOW_UP };

/* The text that a row follows. */
struct duty_law {
	const char *source;		/* NULL: it follows none */
	const char *checked;		/* the day on which somebody last read it there, "2026-11-25" */
	const char *certainty;		/* "A" read in the text itself … "X" not found */
};

struct duty_row {
	const char *id;
	const char *title_ja, *title_en;
	bool off;			/* a regime that is not in force */
	struct duty_test when;
	enum duty_base from;		/* of EVERY: while no report was given */
	/* One of these four; all 0: at once. */
	int64_t after_us, business_days, months;
	enum duty_promise promise;
	bool every;			/* again and again: after the report before; AFTER_US or PROMISE says how soon */
	int hours_from, hours_until;	/* minutes of the day in which EVERY falls due; the same: at any hour */
	unsigned int audiences;		/* bits of 1 << enum audience */
	int notice;			/* of enum notice_kind; -1: none of ours */
	const char *recorded;		/* a fact: once a person has recorded it the row is met; NULL */
	int64_t remind_us;		/* so long before it is due it is due soon */
	bool decide;			/* only a person can say that it is done */
	struct duty_law law;
};

enum duty_unit { DUTY_UNIT_LINE, DUTY_UNIT_INSTITUTION };
/* Days of every year on which offices are closed, both in it: month * 100 + day. */
struct duty_closed { int from, until; };

struct duties;
/*
 * The site's duties.yaml, or where it has none the one that came with nwops: the whole file, since who takes
 * a row out must be able to. NULL when FAULTS holds an error afterwards.
 */
struct duties *duties_load(const char *site, const char *share, struct conf_faults *faults);
/* All faults of that file, and each fact that a row asks for and that is none of FACTS, which is all that people can record. */
void duties_lint(const char *site, const char *share, const char *const *facts, struct conf_faults *faults);
/* LENGTH bytes known as NAME. */
struct duties *duties_read(const char *name, const char *bytes, size_t length, struct conf_faults *faults);
void duties_free(struct duties *duties);
typedef struct duties ops_duties_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_duties_t, duties_free)
/* All lent until duties_free(). */
size_t duties_count(const struct duties *duties);
const struct duty_row *duties_at(const struct duties *duties, size_t index);
enum duty_unit duties_unit(const struct duties *duties);
/* How long before planned work it is announced (1.1.2-9): when it may interrupt somebody, and when not. */
int64_t duties_lead(const struct duties *duties, bool interrupted);
/* Where the core operator's order of reports stands (3.3), and the day on which somebody compared the rows with it,
 * "2026-11-25". NULL: the site does not say. */
const char *duties_prescribed(const struct duties *duties, const char **ret_checked);
/* The keys of a mapping of the file, NULL-terminated, by SECTION: 0, 1, …; NULL behind the last. What the manual page is held
 * against. */
const char *const *duties_keys(size_t section);

/* --- what is known of an incident --- */

/* How a number of users came about. */
enum duty_count {
	DUTY_SEEN,			/* by nwops, at that moment: fewer later say nothing of before */
	DUTY_ESTIMATED,			/* by a person */
	DUTY_COUNTED,			/* by a person, of the whole: it takes the place of all before it */
};
/* How many users it reached. */
struct duty_users { int64_t at_us, users; enum duty_count how; };
/* A report that reached somebody. */
struct duty_report {
	int64_t at_us;
	int64_t notice;			/* its number */
	enum audience audience;
	enum notice_kind kind;
};
/* A fact that a person has recorded, "personal-data-leak". */
struct duty_said { int64_t at_us; const char *fact; bool about; };

/* That a person has settled a duty: waived it when the case was closed, or decided. */
struct duty_settled { int64_t at_us; const char *duty, *by, *reason; };	/* duty_name() */

struct duty_situation {
	GTimeZone *zone;
	struct case_instant began;
	int64_t detected_at_us;
	int64_t restored_at_us;		/* 0: it is not */
	bool restored_about;		/* by an estimate */
	int64_t closed_at_us;		/* 0 */
	const struct duty_users *users;	/* in order of AT_US; none: nobody knows */
	size_t users_count;
	int64_t users_most;		/* as many as there are at all: while nobody knows, not more; 0: that is not known */
	const struct duty_report *reports;	/* in order of AT_US */
	size_t report_count;
	const struct duty_said *said;
	size_t said_count;
	const char *const *classes;	/* ids of service classes that are reached; NULL-terminated; NULL: none */
	const struct duty_settled *settled;
	size_t settled_count;
	int64_t first_report_us, follow_up_us;	/* the shortest that they promise; 0: nothing */
};

/* --- what is owed --- */

struct duty {
	const struct duty_row *row;
	enum audience audience;		/* whom */
	enum duty_state state;
	int64_t due_at_us;		/* 0: not known yet */
	int64_t late_us;		/* how long it is overdue; 0: it is not */
	int64_t met_at_us;		/* when it, or of EVERY the one before, was given; 0: never */
	int64_t met_by;			/* by which notice */
	int64_t met_late_us;		/* and how late that was */
	bool unsure;			/* rests on an estimate, on what nobody has said, or on holidays not published yet */
	bool shadowed;			/* another row asks for the same, and sooner */
	const struct duty_settled *settled;	/* SETTLED: by whom, lent by the situation */
};

/* Each row to each of its audiences, the most pressing first: struct duty, g_array_unref(). */
GArray *duties_compute(const struct duties *duties, const struct duty_situation *situation, int64_t now_us);
/* Somebody still has to do something about it: open, due soon, late, for a person to decide. */
bool duty_is_owed(const struct duty *duty);
/* "M2/authority". Caller frees. */
char *duty_name(const struct duty *duty);
/* Whether the incident cannot be closed over it: owed, the strictest of its kind, and due, or to be met once by a notice. */
bool duty_holds_open(const struct duty *duty, int64_t now_us);
/* Whether it goes on being owed when the incident is closed: what only a person can decide, and
 * what is met by what is recorded. */
bool duty_outlives(const struct duty *duty);
/* Late minutes as they are said: a minute that has begun counts. */
int64_t duty_minutes(int64_t late_us);
/* "F2 First report to the institutions (institutions): due 2026-11-25 10:35, late by 12 minutes", for a notice, which has no
 * language of a screen. Caller frees. */
char *duty_line(const struct duty *duty, GTimeZone *zone, bool japanese);
/* How many users it reached at the most, as rows go by it; -1: nobody knows. RET_HOW: of that number. */
int64_t duties_users(const struct duty_situation *situation, enum duty_count *ret_how);
/* How long it lasts, or lasted, since it began, or was detected while nobody knows when that was. */
int64_t duties_lasts(const struct duty_situation *situation, int64_t now_us);
/* When the next thing is due: of LIST (duties_compute()) the earliest that is owed and not only to be decided, else the
 * earliest to be decided. NULL: nothing is. Lent by LIST. */
const struct duty *duties_next(const GArray *list);
/* The largest gap between reports to anybody outside since it was detected: up to the report that it is restored, or
 * to now. RET_FROM_US: when it began. */
int64_t duties_silence(const struct duty_situation *situation, int64_t now_us, int64_t *ret_from_us);
