/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Cases: what is tracked as one matter, and what happened in it.
 *
 * What happened is append-only. Each event is a journal entry of kind "case", whose
 * payload is the event's body; here stand its number in the case, and the run that
 * it belongs to. So what is proven for the journal is proven for every case, and a
 * payload that was removed there is NULL here.
 *
 * The rows of cases and runs are what their events come to, kept so that a list
 * need not read them all. Who appends an event sets the row in the same
 * transaction. Nothing is decided here.
 */
#pragma once

#include "base/digest.h"
#include "base/words.h"
#include "store/store.h"

#define CASE_ID_LIMIT 64
#define CASE_TEXT_LIMIT 2048	/* bytes of a title, a subject, a name */
#define CASE_BODY_LIMIT (1 << 20)	/* of an event */
#define CASE_BYTES_LIMIT (1 << 20)	/* of a text that runs are pinned to */

/* Strings are lent: when read, for the call. */
struct case_record {
	const char *id;			/* "INC-20261122-003", see cases_next_id() */
	enum case_kind kind;
	const char *title;
	const char *subject;		/* an item, "line:h1-main", or an organization's name; "" */
	const char *organization;	/* whom it is about or who called; "" */
	int64_t opened_at_us;		/* when it was opened; began and detected are events */
	const char *opened_by;		/* login */
	int64_t closed_at_us;		/* 0: it is open */
	int64_t events;			/* the number of its newest; 0: it has none yet */
	int64_t changed_at_us;		/* when that was recorded; 0 */
};

/* Inside a transaction: an id that none has: PREFIX ("INC"), DATE ("20261122") and a number of three
 * digits or more. Caller frees. NULL on failure. */
char *cases_next_id(struct store *store, const char *prefix, const char *date, GError **error);
/* Inside a transaction: replaces the row of RECORD->id, or adds it. Its events and changed_at_us are the
 * store's own and are not taken from RECORD. */
bool cases_set(struct store *store, const struct case_record *record, GError **error);

struct cases_filter {
	const char *id;			/* only it; NULL */
	int kind;			/* of enum case_kind; -1: all */
	bool open_only;
};
/* Calls EACH in order of opened_at_us, then id, until it returns false. */
typedef bool cases_each(void *context, const struct case_record *record);
bool cases_read(struct store *store, const struct cases_filter *filter, cases_each *each, void *context,
		GError **error);

struct case_event_record {
	const char *case_id;
	int64_t number;			/* 1, 2, … in its case: set when it is appended */
	int64_t run;			/* that it belongs to; 0: the case itself */
	const char *kind;		/* "opened", "note", "run": lower case, digits, - */
	int64_t event_at_us;
	int64_t recorded_at_us;		/* set when it is appended */
	const char *actor;		/* login, or "nwops" */
	const char *body;		/* a JSON object; NULL once it was removed */
	size_t body_length;		/* when read, a NUL follows that is not counted */
	int64_t entry;			/* the journal's sequence: set when it is appended */
};

/* Inside a transaction: appends EVENT to a case that has a row, and writes the journal's entry. Its
 * payload is {"case":ID,"number":N,"run":R,"kind":K,"body":BODY}, so that the journal alone tells
 * every case; BODY is at most 63 deep. */
bool case_events_append(struct store *store, struct case_event_record *event, GError **error);

#define CASE_EVERY_RUN -1
struct case_events_filter {
	const char *case_id;		/* NULL: of all cases, in any order: those of KIND alone, whatever else is said here */
	int64_t run;			/* 0: of the case itself; CASE_EVERY_RUN */
	int64_t after;			/* only those with a larger number */
	const char *kind;		/* "link"; looked at only without CASE_ID */
};
/* Calls EACH in order of number until it returns false. Of all cases that goes through all events, which takes a moment where
 * there are very many. What is read is compared with what the journal
 * says of it (STORE_ERROR_DAMAGED); that this is what was recorded, journal_verify() proves. */
typedef bool case_events_each(void *context, const struct case_event_record *event);
bool case_events_read(struct store *store, const struct case_events_filter *filter, case_events_each *each,
		      void *context, GError **error);

/* --- runs: walks through a procedure --- */

struct run_record {
	const char *case_id;
	int64_t run;			/* 1, 2, … in its case */
	int64_t caller;			/* the run that called it, 0: none; */
	int64_t caller_turn;		/* at that turn */
	bool alongside;			/* and its caller went on at once */
	const char *procedure;
	struct digest digest;		/* of the text it began with, see run_texts_keep() */
	const char *subject;		/* the case's, or another; "" */
	const char *holder;		/* who holds it */
	const char *step;		/* where it stands, or its end */
	enum walk_state state;
	int64_t turn;
	int64_t started_at_us, changed_at_us;
	int64_t due_at_us;		/* when what it stands at is late; 0: never */
};

/* Inside a transaction: replaces the row of (case_id, run), or adds it. Its case has a row. */
bool runs_set(struct store *store, const struct run_record *run, GError **error);

struct runs_filter {
	const char *case_id;		/* NULL: of all */
	bool unfinished_only;		/* neither completed nor cancelled */
};
/* Calls EACH in order of started_at_us, then case_id and run, until it returns false. */
typedef bool runs_each(void *context, const struct run_record *run);
bool runs_read(struct store *store, const struct runs_filter *filter, runs_each *each, void *context, GError **error);

/* Inside a transaction: keeps the text that runs begin with, by its SHA-256, once. Refuses one that
 * DIGEST is not of. */
bool run_texts_keep(struct store *store, const struct digest *digest, const char *text, size_t length, GError **error);
/* NULL without error: it is not there. Free with g_bytes_unref(). */
GBytes *run_texts_read(struct store *store, const struct digest *digest, GError **error);
