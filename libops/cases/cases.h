/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The record of a case: opened, added to, read as one story, closed. What was said is
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
	CASES_ERROR_THERE,	/* a case of the same trouble is open; what is to be removed was */
	CASES_ERROR_UNREADABLE,	/* what the store has of it is not what we write */
	CASES_ERROR_WRITE,	/* a bundle cannot be put where it was to go */
	CASES_ERROR_PATIENTS,	/* what was said looks like patients' data, and nobody said that it is none */
	CASES_ERROR_FASTER,	/* somebody else has done it already */
	CASES_ERROR_OWED,	/* it cannot be closed yet */
};

#define CASE_SAID_LIMIT (64 << 10)	/* bytes of what somebody said in one event */

/* Whether ID has the form of a case's, "INC-20261122-003", or "D-INC-20261122-003" in a drill. RET_KIND may be NULL. */
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
	CASE_REDACTION,		/* what an earlier event said was taken away */
	CASE_SET,		/* what somebody says of one field, see enum case_field */
	CASE_ROLE,		/* the same of a field that says who does what: from then on it is WHO */
	CASE_TASK,		/* something to be done; that it is done, or not to be done any more */
	CASE_DUTY,		/* a person has decided of a duty that nothing is to be done about it any more */
	CASE_CLOSED,
	CASE_REOPENED,
	CASE_PAPER,		/* it goes by that paper from then on, see cases/paper.h */
	CASE_STAGE,		/* of which a stage was passed, or left out */
	CASE_DECISION,		/* what somebody who may has decided about a stage */
	CASE_DOCUMENT,		/* a document is there, by its digest */
	CASE_FACT,		/* what somebody says of a field of the paper */
	CASE_OTHER,		/* of another version of nwops, or not as it was written: only shown */
};
#define CASE_EVENT_KIND_COUNT 21
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
	char *text;			/* of OPENED, NOTE and CORRECTION; of LINK the target; of REDACTION the reason; of SET the text,
					 * or the word's id; of ROLE who; of TASK what is to be done, or why not; of DUTY, CLOSED and REOPENED why;
					 * of PAPER, STAGE, DECISION and FACT its id; of DOCUMENT the name; NULL */
	int64_t corrects;		/* of CORRECTION, SET and ROLE; 0 */
	bool sure;			/* it looked like patients' data, and who recorded it said that it is none */
	int field;			/* of SET and ROLE: enum case_field; -1 */
	int word;			/* of SET: the value of a word; of OPENED: enum severity; -1: none */
	int64_t amount;			/* of SET of a number; -1: unknown, or none */
	enum count_quality count;	/* how that is known */
	int64_t task;			/* of TASK: its number in the case; 0 */
	enum task_state task_state;
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

/* Whether it was gone through to an end, or broken off for good. */
bool case_run_is_over(const struct case_run *run);

struct cases_options {
	struct store *store;
	GTimeZone *zone;		/* whose days are in ids */
	const char *actor;		/* login of who did it */
	const char *said_by;		/* --by; NULL */
	const struct clock *clock;
	const struct notes *notes;
	bool sure;			/* what looks like patients' data is none: taken, and recorded as said so */
};

/* Whether TEXT (NULL: nothing) may be recorded, and told to others, as far as patients are concerned: CASES_ERROR_PATIENTS.
 * RET_SURE is set, and else left as it is, when it looks like their data and OPTIONS say that it is none. Needs no store. */
bool case_check_patients(const struct cases_options *options, const char *text, bool *ret_sure, GError **error);

struct case_opening {
	enum case_kind kind;
	const char *title;		/* NULL: none was given */
	const char *subject;		/* ""; an item's or an organization's name */
	const char *organization;	/* "" */
	struct case_instant began;
	const char *detected_by;	/* an id of WORDS_DETECTION */
	const char *text;		/* what was said; NULL */
	const char *severity;		/* an id of WORDS_SEVERITY, by case_severity(); NULL: nothing is known yet */
	bool alone;			/* not when SUBJECT is in an open incident: CASES_ERROR_THERE */
	bool sure;			/* it looks like patients' data, and somebody said that it is none */
};
/*
 * ACT, which returns more than 0 or fails with -1, as one transaction that is signed for; on a full disk the reserve is given
 * back and it is tried once more. What ACT returns; -1 on failure.
 */
typedef int64_t case_act(const struct cases_options *options, void *context, GError **error);
int64_t case_transaction(const struct cases_options *options, case_act *act, void *context, GError **error);
/* The id of the new case; caller frees. NULL on failure. */
char *case_open(const struct cases_options *options, const struct case_opening *opening, GError **error);
/* Whether a person may have typed what is in OPENING; into its SURE. case_open() asks by itself. */
bool case_check_opening(const struct cases_options *options, struct case_opening *opening, GError **error);
/* The same inside a transaction of the caller's, who keeps the checkpoint, and of texts that were looked at or that nobody typed. */
char *case_open_within(const struct cases_options *options, const struct case_opening *opening, GError **error);

/* AT NULL: now. CORRECTS: an event's number; 0: a plain note. Returns its number; -1 on failure.
 * A case that is closed takes corrections alone. */
int64_t case_note(const struct cases_options *options, const char *id, const struct case_instant *at,
		  const char *text, int64_t corrects, GError **error);

/* What sort of thing is said of a field. */
enum case_value_type {
	CASE_VALUE_INSTANT,	/* the event's own time */
	CASE_VALUE_WORD,	/* of case_field_family() */
	CASE_VALUE_TEXT,
	CASE_VALUE_LIST,	/* a text beside those that were said before */
	CASE_VALUE_COUNT,
	CASE_VALUE_PERSON,	/* a role: an event of its own kind */
};
enum case_value_type case_field_type(enum case_field field);
/* Whether it belongs to the review after the end, and is taken of a closed case as well. */
bool case_field_is_afterwards(enum case_field field);
/* Of CASE_VALUE_WORD. */
enum word_family case_field_family(enum case_field field);
/* Whether it says that something is so, or is not: a duty may depend on it (nwops-duties(5), said). */
bool case_field_is_yes_no(enum case_field field);

/* What somebody says of a field. */
struct case_saying {
	enum case_field field;
	struct case_instant at;		/* of an instant: what is said; of others: when it was so */
	const char *text;		/* of a word its id, of a person the name; NULL: nobody knows */
	int64_t amount;			/* of a number, at least 0 */
	enum count_quality count;
	int64_t corrects;		/* an event that said it of the same field, and does not count any more; 0 */
};
/*
 * Returns the event's number; -1 on failure. Of two who correct one event the second is told of the first
 * (CASES_ERROR_FASTER). A case that is closed takes only what corrects, and
 * what case_field_is_afterwards().
 */
int64_t case_set(const struct cases_options *options, const char *id, const struct case_saying *saying, GError **error);
/* The same inside a transaction of the caller's, for what a run of the case has recorded already: it corrects nothing,
 * and nobody is asked again whether it is patients' data. */
int64_t case_set_within(const struct cases_options *options, const char *id, const struct case_saying *saying, GError **error);

/* A task that is added, done or dropped. */
struct case_task_change {
	int64_t task;			/* 0: a new one */
	enum task_state state;		/* OPEN: a new one */
	const char *text;		/* of a new one what is to be done; of DROPPED why not; else NULL */
	const char *owner;		/* of a new one: by whom, */
	int64_t due_at_us;		/* and by when */
	bool measure;			/* of a new one: a measure of the review, which the case may be closed without */
};
/* What the event of CHANGE says, of the task numbered TASK: for who appends it within a transaction of his own. Caller frees. */
struct json *case_task_body(const struct case_task_change *change, int64_t task);
/* RET_TASK: its number in the case. Who ends a task that was ended is told by whom (CASES_ERROR_FASTER). */
int64_t case_change_task(const struct cases_options *options, const char *id, const struct case_task_change *change,
			 int64_t *ret_task, GError **error);

/* --- after the end (after.c): what a closed case still asks for --- */

/* Ids of cases that were closed and may ask for something; whether one does, who reads it sees: char *, in order;
 * g_ptr_array_unref(). NULL on failure. */
GPtrArray *case_after_list(struct store *store, GError **error);
/* Inside a transaction: ID asks for nothing, or is open. */
bool case_after_forget(struct store *store, const char *id, GError **error);

/* RELATION: "same-cause", "ticket", "maintenance", "follows". TARGET: a case's id or another's reference. */
int64_t case_link(const struct cases_options *options, const char *id, const char *relation, const char *target,
		  GError **error);
/* A link that another case says of this one. */
struct case_link { char *from, *relation; int64_t number, at_us; };
/* Those to ID, the oldest first: struct case_link, g_ptr_array_unref(). NULL on failure. */
GPtrArray *case_links_to(struct store *store, const char *id, GError **error);
/* Inside a transaction: one more event of a kind but OTHER. BODY is only read:
 *   OPENED      case_open() makes it
 *   NOTE        {"text":…}    CORRECTION  {"text":…,"corrects":N}
 *   LINK        {"relation":…,"target":…}
 *   SUBJECT     {"subject":…}
 *   RUN         procedure_event_json()
 *   REDACTION   case_redact() makes it
 *   EVIDENCE, NOTICE  an object of the caller's
 *   SET         {"field":…,"value":…,"count":…,"corrects":N}: of an instant neither value nor count
 *   ROLE        {"role":…,"who":…,"corrects":N}
 *   TASK        {"task":N,"state":…}: of a new one with "text", "owner", "due_at_us" and perhaps "measure", of one that is
 *               not to be done any more with "reason"
 *   DUTY        {"duty":"M2/authority","reason":…,"by":…}
 *   CLOSED      {"waived":[{"what":…,"reason":…,"by":…}],"reason":…}
 *   REOPENED    {"reason":…}
 *   PAPER       {"paper":…,"digest":…}
 *   STAGE       {"stage":…,"state":"done"|"skipped","outcome":…,"reason":…,"until_us":N}
 *   DECISION    {"stage":…,"outcome":…,"reason":…,"who":…,"role":…}
 *   DOCUMENT    {"sort":…,"name":…,"place":…,"bytes":N,"sha256":…}
 *   FACT        {"name":…,"value":…}: without a value nobody knows
 * A case that is closed takes NOTICE and DUTY alone: what became of what was told is not lost, and some duties outlive it. What could not be read again is CASES_ERROR_SAID. Returns its number; -1 on failure. */
int64_t case_append_within(const struct cases_options *options, const char *id, int64_t run,
			   enum case_event_kind kind, int64_t at_us, const struct json *body, GError **error);

/*
 * What event NUMBER said is taken away, out of the journal and, if it opened the case, its title out of lists; that it
 * was, why and by whose word, are one more event, also of a case that is closed. Not of an event of a run that still
 * goes on, nor of what says that another was taken away. APPROVED_BY: a login that is not the actor's. RET_CLEAN:
 * as journal_scrub(). Returns the number of the new event; -1 on failure, when nothing was taken away. When the
 * bytes could not be overwritten that is a warning, and RET_CLEAN is false.
 */
int64_t case_redact(const struct cases_options *options, const char *id, int64_t number, const char *reason,
		    const char *approved_by, bool *ret_clean, GError **error);
/* Overwrites once more what was taken away before, of any case. */
bool case_scrub(const struct cases_options *options, bool *ret_clean, GError **error);

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
/* Whether SUBJECT joined case ID, open or closed; its own subject aside. */
bool case_has_subject(struct store *store, const char *id, const char *subject, bool *ret_has, GError **error);
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

/* --- carried away: what proves a case to somebody without nwops --- */

/*
 * All that is recorded of a case, as files: its entries of the journal, each with its payload and a path to a signed
 * head; what was told and what came back; texts of devices and of procedures; a page on how to verify
 * it with ordinary tools; and a signed list of all of them. The same record makes the same bytes.
 */
struct case_bundle;
/* Signs for the newest entries first. CASES_ERROR_NONE when there is no such case. */
struct case_bundle *case_bundle_new(const struct cases_options *options, const char *id, GError **error);
/* The same of all that a drill's store has: every entry there is. NAME is the drill's; EXTRAS go along, names without a
 * folder: struct case_bundle_extra. */
struct case_bundle_extra { const char *name, *text; };
struct case_bundle *case_bundle_new_drill(const struct cases_options *options, const char *name,
					  const struct case_bundle_extra *extras, size_t count, GError **error);
/* When a tar says that its files were changed; else when the newest of its entries was recorded, by the clock of its store. */
void case_bundle_set_time(struct case_bundle *bundle, int64_t at_us);
/* Of its signed list, which has the digests of all its files. */
struct digest case_bundle_digest(const struct case_bundle *bundle);
void case_bundle_free(struct case_bundle *bundle);
typedef struct case_bundle ops_case_bundle_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_case_bundle_t, case_bundle_free)

struct case_bundle_figures { int64_t files, bytes, entries, removed, size; };
struct case_bundle_figures case_bundle_figures(const struct case_bundle *bundle);

enum case_bundle_form { BUNDLE_DIRECTORY, BUNDLE_TAR };
/* Makes PATH, which must not be there: it is there whole and durable, or not at all. Only its owner may read it. */
bool case_bundle_write(const struct case_bundle *bundle, const char *path, enum case_bundle_form form, GError **error);

/* The texts that runs were begun with, each read once. */
struct case_texts;
struct case_texts *case_texts_new(struct store *store);
void case_texts_free(struct case_texts *texts);
typedef struct case_texts ops_case_texts_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_case_texts_t, case_texts_free)
/* NULL: it is not there, or cannot be read any more. Lent until TEXTS are freed. */
const struct procedure *case_texts_find(struct case_texts *texts, const struct digest *digest);

/* --- what it comes to (standing.c): of the events alone, without a store or a clock --- */

struct case_task {
	int64_t task;
	const char *text, *owner;
	int64_t due_at_us;
	bool measure;			/* it may outlive the case */
	enum task_state state;
	const struct case_event *event;	/* by which it stands so */
};

/*
 * What all events of a case come to. The newest that was said of a field stands; what was said before is its
 * history. A correction of a SET, ROLE or TASK takes that back, as if it had not been said: what was said
 * before it stands again, and a severity that was a mistake leaves no mark. A correction that is corrected
 * itself takes nothing back. A correction of any other event is only read beside it.
 */
struct case_standing {
	const struct case_file *file;
	GPtrArray *said[CASE_FIELD_COUNT];	/* struct case_event, in order of record, the last stands; lent by FILE. The
						 * opening says BEGAN, and SEVERITY where it has one */
	GHashTable *taken_back;		/* number of an event, as a pointer: struct case_event that took it back */
	int severity, severity_most;	/* of enum severity, now and at its worst; -1: none */
	GPtrArray *tasks;		/* struct case_task, in order of number */
	const struct case_event *closed;	/* NULL: it is open, or was closed by a version that did not say so */
};
/* FILE must outlive it. */
struct case_standing *case_standing_new(const struct case_file *file);
void case_standing_free(struct case_standing *standing);
typedef struct case_standing ops_case_standing_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_case_standing_t, case_standing_free)
/* What stands; NULL: nothing was said. */
const struct case_event *case_standing_find(const struct case_standing *standing, enum case_field field);
/* An instant as it stands; of DETECTED, as long as nobody said another, when the case was opened. */
struct case_instant case_standing_instant(const struct case_standing *standing, enum case_field field);
guint case_standing_open_tasks(const struct case_standing *standing);

/* How severe it is by rule that COUNT lines of CLASS (name of a service class), or things of our own backbone, are
 * affected; what a person says goes before it. -1: none are. */
int case_severity(const char *service_class, guint count);

/* --- what is owed, and the end --- */

/* What keeps a case from being closed. */
#define CASE_OWED_DUTY "duty:"
struct case_owed {
	char *what;			/* by which it is waived: "run:2", "notice:7", "message:12", "task:3", "response",
					 * "restored", "confirmed", "order", "final-report", "stage:hearing", "duty:F1/manager" */
	char *also;			/* by this too: a message by its notice; NULL */
	char *text;			/* what it is, for people */
};
/* struct case_owed; g_ptr_array_unref(). DUTIES: those of the case just now (duties_compute()); NULL: it has none.
 * NULL on failure. */
GPtrArray *case_owed(const struct cases_options *options, const struct case_standing *standing, const GArray *duties,
		     GError **error);

struct case_waiver { const char *what, *reason, *by; };
struct case_closing {
	const struct case_waiver *waivers;	/* BY: a person's name; without it none is taken */
	size_t waiver_count;
	const char *reason;		/* NULL */
	const GArray *duties;		/* as case_owed() takes them */
	struct case_instant at;		/* when it was over, by the word of who closes it; 0 and EXACT: now. What comes back is counted from the record */
};
/*
 * Closes ID when nothing is owed that is not waived: asked, decided and recorded in one transaction. Else
 * CASES_ERROR_OWED, and RET_OWED is what is left of it (struct case_owed, g_ptr_array_unref(); NULL otherwise). A
 * waiver of what is not owed, or without a reason or a name, is CASES_ERROR_SAID; who comes second is told
 * of the first (CASES_ERROR_FASTER). Returns the event's number; -1 on failure.
 */
int64_t case_close(const struct cases_options *options, const char *id, const struct case_closing *closing,
		   GPtrArray **ret_owed, GError **error);
/* The same inside a transaction of the caller's. */
int64_t case_close_within(const struct cases_options *options, const char *id, const struct case_closing *closing,
			  GPtrArray **ret_owed, GError **error);
/* Inside a transaction: that somebody has decided of duty WHAT that nothing is to be done about it any more; also of a case
 * that is closed. Without a reason or a name it is CASES_ERROR_SAID. Returns the event's number; -1 on failure. */
int64_t case_settle_within(const struct cases_options *options, const char *id, const struct case_waiver *decision, GError **error);
/* Opens again what was closed, for a reason. Returns the event's number; -1 on failure. */
int64_t case_reopen(const struct cases_options *options, const char *id, const char *reason, GError **error);

/* --- the seven steps (stages.c) --- */

/* One numbered part of the response to a fault. */
struct case_stage {
	const char *number;		/* "①"; lent by TEXTS, as TITLE is */
	struct procedure_text title;
	enum stage_stand stand;
	int64_t run;			/* that stands in it, HERE and BESIDE: it or one that it called; 0 */
	int64_t at_us;			/* HERE, BESIDE: since when; DONE, SKIPPED: when; 0 */
};
/* The stages of the newest run of procedure "response", in the figure's order; empty when there is none. NULL on
 * failure; g_ptr_array_unref(). */
GPtrArray *case_stages(struct store *store, const struct case_file *file, struct case_texts *texts, GError **error);

/* --- patients' data (patients.c): a pure check of what somebody types --- */

enum patients_kind {
	PATIENTS_MY_NUMBER,	/* twelve digits whose check digit is right */
	PATIENTS_INSURED,	/* the number or symbol of an insured person, or of an insurer */
	PATIENTS_BIRTH,		/* a date of birth */
	PATIENTS_ID,		/* a hospital's number of a patient */
	PATIENTS_NAME,		/* somebody by name who is called a patient */
};
struct patients_mark {
	enum patients_kind kind;
	size_t offset, length;		/* in bytes of the text */
	size_t character;		/* the first one's number, from 1 */
};
/* Whether LENGTH bytes of TEXT hold what looks like patients' data; the first such. YEAR: this one; a date beside a
 * person is a birthday when it is older than last year. Never more than a guess, in both directions. */
bool patients_find(const char *text, size_t length, int year, struct patients_mark *ret_mark);
/* "a number of an insured person", in the screen's language. Lent for ever. */
const char *patients_kind_shown(enum patients_kind kind);
