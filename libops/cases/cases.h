/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The record of a case: opened, added to, read as one story. What was said is
 * never edited: a correction is one more event that names what it corrects.
 *
 * Each event has the time at which it happened, as somebody said it, and how well
 * that is known, beside the time at which it was recorded. Every call that
 * records is one transaction, signed for before it returns.
 */
#pragma once

#include "base/clock.h"
#include "base/json.h"
#include "base/notes.h"
#include "procedure/procedure.h"
#include "store/cases.h"
#include "store/store.h"

#define OPS_CASES_ERROR cases_error_quark()
GQuark cases_error_quark(void);
enum cases_error_code {
	CASES_ERROR_NONE,	/* there is no such case, run or event */
	CASES_ERROR_CLOSED,
	CASES_ERROR_SAID,	/* what was said cannot be recorded so */
	CASES_ERROR_THERE,	/* a case of the same trouble is open */
	CASES_ERROR_UNREADABLE,	/* what the store has of it is not what we write */
};

#define CASE_SAID_LIMIT (64 << 10)	/* bytes of what somebody said in one event */

/* "INC". Lent for ever. */
const char *case_kind_prefix(enum case_kind kind);
/* Whether ID has the form of a case's. RET_KIND may be NULL. */
bool case_id_parse(const char *id, enum case_kind *ret_kind);
/* "INC-20261122-003/2": a run of it; RUN 0 for a case alone. RET_CASE is the caller's. */
bool case_run_parse(const char *text, char **ret_case, int64_t *ret_run);
char *case_run_print(const char *case_id, int64_t run);

/* How well an instant is known. */
enum instant_quality { INSTANT_EXACT, INSTANT_ABOUT, INSTANT_UNKNOWN };
struct case_instant {
	int64_t at_us;			/* 0 when it is unknown */
	enum instant_quality quality;
};

enum case_event_kind {
	CASE_OPENED,
	CASE_NOTE,
	CASE_CORRECTION,	/* of an earlier event, named by its number */
	CASE_LINK,		/* to another case, a maintenance window, a ticket elsewhere */
	CASE_SUBJECT,		/* one more thing that the same trouble affects */
	CASE_RUN,		/* an event of a run, procedure_event_json() */
	CASE_EVIDENCE,		/* what a run's probe has seen */
	CASE_NOTICE,		/* a notice was asked for */
	CASE_OTHER,		/* of another version of nwops, or not as it was written: only shown */
};
#define CASE_EVENT_KIND_COUNT 9
/* "opened"; also how it is called in the store. Lent for ever. */
const char *case_event_id(enum case_event_kind kind);
/* "about". Lent for ever. */
const char *case_quality_id(enum instant_quality quality);

/* One event, as it is read. */
struct case_event {
	int64_t number, run;
	enum case_event_kind kind;
	char *kind_id;			/* as the store has it; of OTHER it may be any word */
	struct case_instant at;		/* of OPENED: when the trouble began */
	int64_t recorded_at_us;
	char *actor;			/* login */
	char *said_by;			/* --by; NULL */
	char *text;			/* of OPENED, NOTE and CORRECTION; of LINK the target; NULL */
	int64_t corrects;		/* of CORRECTION; 0 */
	const struct json *body;	/* as it was appended; NULL once it was removed, or when it cannot be read.
					 * Lent until the event is freed */
	bool removed;
	struct json *whole;		/* that BODY is part of */
	int64_t entry;			/* in the journal */
};

/* A case as a whole. */
struct case_file {
	char *id;
	enum case_kind kind;
	char *title, *subject, *organization, *opened_by;
	int64_t opened_at_us, closed_at_us, changed_at_us;
	GPtrArray *events;		/* struct case_event, in order */
	GPtrArray *runs;		/* struct case_run */
	GPtrArray *subjects;		/* char *: all that it affects, SUBJECT first */
};
struct case_run {
	int64_t run, caller, caller_turn, turn;
	bool alongside;
	char *procedure, *subject, *holder, *step;
	enum walk_state state;
	int64_t started_at_us, changed_at_us, due_at_us;
	struct digest digest;
};

struct cases_options {
	struct store *store;
	GTimeZone *zone;		/* whose days are in ids */
	const char *actor;		/* login of who did it */
	const char *said_by;		/* --by; NULL */
	const struct clock *clock;
	const struct notes *notes;
};

struct case_opening {
	enum case_kind kind;
	const char *title;		/* NULL: none was given */
	const char *subject;		/* ""; an item's or an organization's name */
	const char *organization;	/* "" */
	struct case_instant began;
	const char *detected_by;	/* an id of WORDS_DETECTION */
	const char *text;		/* what was said; NULL */
	bool alone;			/* not when SUBJECT is in an open incident: CASES_ERROR_THERE */
};
/* The id of the new case; caller frees. NULL on failure. */
char *case_open(const struct cases_options *options, const struct case_opening *opening, GError **error);
/* The same inside a transaction of the caller's, who keeps the checkpoint. */
char *case_open_within(const struct cases_options *options, const struct case_opening *opening, GError **error);

/* AT NULL: now. CORRECTS: an event's number; 0: a plain note. Returns its number; -1 on failure.
 * A case that is closed takes corrections alone. */
int64_t case_note(const struct cases_options *options, const char *id, const struct case_instant *at,
		  const char *text, int64_t corrects, GError **error);
/* RELATION: "same-cause", "ticket", "maintenance", "follows". TARGET: a case's id or another's reference. */
int64_t case_link(const struct cases_options *options, const char *id, const char *relation, const char *target,
		  GError **error);
/* Inside a transaction: one more event of a kind but OTHER. BODY is only read:
 *   OPENED      case_open() makes it
 *   NOTE        {"text":…}    CORRECTION  {"text":…,"corrects":N}
 *   LINK        {"relation":…,"target":…}
 *   SUBJECT     {"subject":…}
 *   RUN         procedure_event_json()
 *   EVIDENCE, NOTICE  an object of the caller's
 * What could not be read again is CASES_ERROR_SAID. Returns its number; -1 on failure. */
int64_t case_append_within(const struct cases_options *options, const char *id, int64_t run,
			   enum case_event_kind kind, int64_t at_us, const struct json *body, GError **error);

/* NULL with CASES_ERROR_NONE when there is none; the message names the nearest. */
struct case_file *case_load(struct store *store, const char *id, GError **error);
void case_file_free(struct case_file *file);
typedef struct case_file ops_case_file_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_case_file_t, case_file_free)
/* Of a list, in order of opening: without events and further subjects. Elements are struct case_file;
 * g_ptr_array_unref(). */
GPtrArray *case_list(struct store *store, const struct cases_filter *filter, GError **error);
/* The open incident that SUBJECT already belongs to, the newest; NULL without error: none. Caller frees. */
char *case_of_subject(struct store *store, const char *subject, GError **error);
/* The same for whatever belongs to one: char *, to the id, char *. NULL on failure; g_hash_table_unref(). */
GHashTable *case_subjects(struct store *store, GError **error);

/* The events of RUN, in order: struct procedure_event; g_ptr_array_unref(). All of them, or
 * CASES_ERROR_UNREADABLE: a run with a hole in it is another run. */
GPtrArray *case_run_events(struct store *store, const char *id, int64_t run, GError **error);
/*
 * The event of a run that RECORD holds, for who reads on from a number within a transaction. In the
 * store a body lies in an envelope, with who said it, so its bytes are no procedure_event_json(): this is
 * what takes it out. NULL without error: it is another kind's.
 */
struct procedure_event *case_run_event(const struct case_event_record *record, GError **error);

/* The texts that runs were begun with, each read once. */
struct case_texts;
struct case_texts *case_texts_new(struct store *store);
void case_texts_free(struct case_texts *texts);
typedef struct case_texts ops_case_texts_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_case_texts_t, case_texts_free)
/* NULL: it is not there, or cannot be read any more. Lent until TEXTS are freed. */
const struct procedure *case_texts_find(struct case_texts *texts, const struct digest *digest);
