/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Procedures: the guideline's flowcharts as data, nwops-procedure(5). A file is
 * read into a model, linted as strictly as a program is compiled, tested along
 * its paths, drawn as swim lanes, and walked.
 *
 * All of this room is pure. The walk measures, sends and waits for nothing: it
 * says what it wants (an effect) and takes what came of it (an event). A run is
 * the list of its events and nothing else; the same list is the same state, on
 * any host and at any time. Time comes in as a value.
 *
 * What other rooms call their things (kinds of notice, audiences, scopes of
 * probes, facts that they record) comes in as struct procedure_names.
 */
#pragma once

#include "base/digest.h"
#include "base/json.h"
#include "base/words.h"
#include "conf/conf.h"

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define OPS_PROCEDURE_ERROR procedure_error_quark()
GQuark procedure_error_quark(void);
enum procedure_error_code {
	PROCEDURE_ERROR_EVENT,		/* an event that cannot be understood, or not at this step */
	PROCEDURE_ERROR_ANSWERED,	/* somebody was faster: the run stands elsewhere by now */
	PROCEDURE_ERROR_HELD,		/* somebody else holds the run */
	PROCEDURE_ERROR_TEXT,		/* the run began with another text of the procedure */
};

enum procedure_language { PROCEDURE_JAPANESE, PROCEDURE_ENGLISH };

/* --- the model --- */

/* In both languages of nwops; NULL: not written. */
struct procedure_text {
	const char *japanese, *english;
};

/* What a fact can hold. "Unknown" is a value of every type. */
enum procedure_type {
	TYPE_TEXT,
	TYPE_CHOICE,		/* one of its words */
	TYPE_YES_NO,		/* "yes", "no" */
	TYPE_COUNT,		/* a whole number from 0 */
	TYPE_DURATION,		/* "15m" */
	TYPE_INSTANT,		/* when something was: RFC 3339 with its offset */
	TYPE_DEADLINE,		/* when something is to be: likewise */
	TYPE_PHONE,
	TYPE_PERSON,		/* who said or decided it */
	TYPE_ITEM,		/* what has a state: a line, a device */
	TYPE_ORGANIZATION,
	TYPE_REFERENCE,	/* what others call the matter: a ticket's number */
};
#define PROCEDURE_TYPE_COUNT 12
/* "yes-no". Lent for ever. */
const char *procedure_type_id(enum procedure_type type);

struct procedure_choice {
	const char *name;
	struct procedure_text text;
};

/* A fact that a run may record. */
struct procedure_field {
	const char *name;
	enum procedure_type type;
	struct procedure_text title;
	const struct procedure_choice *choices;	/* of TYPE_CHOICE */
	unsigned int choice_count;
	bool required;		/* "unknown" is no answer */
	const char *says;	/* what it says of the case as a whole, "restored"; NULL: nothing */
	struct conf_position position;
};

/* A value that an outcome gives to a field: VALUE as in a file; NULL: unknown. */
struct procedure_setting {
	const char *field, *value;
	struct conf_position position;
};

/* How a step can end, and what comes next. */
struct procedure_outcome {
	const char *name;
	struct procedure_text text;	/* what a person reads; from base/words.h where the file has none */
	char key;			/* what a person types; 0: none was given */
	const char *next;		/* NULL: not written, or not a name */
	int next_step;			/* its number; -1: there is none */
	const struct procedure_setting *settings;
	unsigned int setting_count;
	const char *says;		/* which time of the case as a whole that it ends so is; NULL: none */
	struct conf_position position, next_position;
};

/* When a decision goes this way: a tree of conditions. */
enum condition_kind { CONDITION_ALL, CONDITION_ANY, CONDITION_NONE, CONDITION_FACT };

struct procedure_condition {
	enum condition_kind kind;
	struct procedure_condition **parts;	/* of ALL, ANY and NONE; NULL at the end */
	const char *field;			/* of FACT */
	const char *const *words;		/* of FACT: any of these; NULL at the end; "unknown" is one */
	bool negated;				/* of FACT: none of them */
	bool ranged;				/* of FACT: a number instead of words, */
	bool is_duration;			/* written with units, in microseconds, */
	int64_t at_least, below;		/* from .. and less than; INT64_MIN, INT64_MAX: without limit */
	struct conf_position position;
};

/* How far a person must go to let a step out that cannot be undone. */
enum procedure_confirm {
	CONFIRM_NOTHING,
	CONFIRM_KEY,		/* one key, never a bare Enter */
	CONFIRM_WORD,		/* a word typed in full */
	CONFIRM_APPROVAL,	/* somebody else approves */
};

struct procedure_step {
	const char *name;
	const char *number;		/* of the figure, "①"; "" */
	const char *actor;		/* the swim lane */
	const char *role;		/* who of the actor's people; NULL: whoever is on duty */
	enum step_kind kind;
	struct procedure_text title, text, say, reason;
	const char *source;		/* clause; the procedure's where the step has none */
	const char *tells;		/* the lane whose people the actor tells here himself, or NULL */
	enum procedure_confirm confirm;
	bool irreversible;
	int64_t limit_us, remind_us;	/* 0: none */
	unsigned int visits;		/* may be entered so often, then its outcome is "exhausted"; 0: any number */
	struct procedure_outcome *outcomes;	/* in the order of the file; of END none */
	unsigned int outcome_count;
	const char *const *fields;	/* of ASK, DO and WAIT: what is recorded; NULL at the end */
	const char *about;		/* of ASK and WAIT: the field whose choices the answers are; NULL */
	const char *scope, *of;		/* of PROBE: what is looked at, and the field that says whose */
	const char *notice, *to;	/* of NOTIFY: its kind, and an audience or "$FIELD" */
	const char *waits_for;		/* of WAIT: "reply", "approval", "work" or "time" */
	const char *procedure;		/* of CALL */
	bool alongside;			/* of CALL: goes on at once, by the outcome "started" */
	struct procedure_condition **conditions;	/* of DECIDE, one an outcome; NULL: otherwise */
	const char *verdict;		/* of END: who answers for the fault, or NULL */
	const char *const *without;	/* of END: what it need not have of what the procedure requires */
	struct conf_position position;
};

struct procedure;

/* Reads LENGTH bytes known as FILE. NULL when they cannot be made into a model at
 * all; a model with errors is there for the lint alone, which tells in the same pass
 * what else is wrong with it. */
struct procedure *procedure_parse(const char *file, const char *bytes, size_t length, struct conf_faults *faults);
void procedure_free(struct procedure *procedure);
typedef struct procedure ops_procedure_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_procedure_t, procedure_free)

#define PROCEDURE_BYTES ((size_t)1024 * 1024)	/* of a file */
#define PROCEDURE_STEPS 200
#define PROCEDURE_FIELDS 100

/* All that follows is lent until the procedure is freed. */
const char *procedure_name(const struct procedure *procedure);
const char *procedure_file(const struct procedure *procedure);
struct procedure_text procedure_title(const struct procedure *procedure);
const char *procedure_source(const struct procedure *procedure);
/* Of the bytes that it was read from. */
const struct digest *procedure_digest(const struct procedure *procedure);
/* These bytes, for whoever keeps what a run began with. */
const GString *procedure_bytes(const struct procedure *procedure);
/* Of what kind the case is that it is walked in. */
enum case_kind procedure_case(const struct procedure *procedure);
/* How long it may take in all; 0: not said. */
int64_t procedure_within_us(const struct procedure *procedure);
/* The lanes from left to right; NULL at the end. */
const char *const *procedure_actors(const struct procedure *procedure);
/* What must be known when it begins; NULL at the end. */
const char *const *procedure_takes(const struct procedure *procedure);
unsigned int procedure_step_count(const struct procedure *procedure);
const struct procedure_step *procedure_step_at(const struct procedure *procedure, unsigned int number);
const struct procedure_step *procedure_step_find(const struct procedure *procedure, const char *name);
/* NULL: there is no such step. */
const struct procedure_step *procedure_start(const struct procedure *procedure);
unsigned int procedure_field_count(const struct procedure *procedure);
const struct procedure_field *procedure_field_at(const struct procedure *procedure, unsigned int number);
const struct procedure_field *procedure_field_find(const struct procedure *procedure, const char *name);

/* Whether FIELD can hold VALUE as it is written. */
bool procedure_field_holds(const struct procedure_field *field, const char *value);

/* TEXT in the language of the screen, else in the other; "" when it has none. */
const char *procedure_text_shown(const struct procedure_text *text);
/* The same in LANGUAGE. */
const char *procedure_text_in(const struct procedure_text *text, enum procedure_language language);
/* How a person reads OUTCOME: its own text, else nwops's word, else its name. */
const char *procedure_outcome_shown(const struct procedure_outcome *outcome);
const struct procedure_outcome *procedure_outcome_find(const struct procedure_step *step, const char *name);

/* --- files --- */

/* The files NAME.yaml of DIRECTORIES (NULL-terminated), the first directory that has
 * one counts. Sorted; free with g_ptr_array_unref(). */
GPtrArray *procedure_names_in(const char *const *directories);
/* Where NAME is, or NULL; caller frees. Its tests lie beside it as NAME.tests.yaml. */
char *procedure_path(const char *name, const char *const *directories);
struct procedure *procedure_load(const char *name, const char *const *directories, struct conf_faults *faults);

/* Procedures that know one another by name, for calls. */
struct procedure_set;

struct procedure_set *procedure_set_new(void);
void procedure_set_free(struct procedure_set *set);
typedef struct procedure_set ops_procedure_set_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_procedure_set_t, procedure_set_free)
/* Takes PROCEDURE over. One of the same name that was there before stays. */
void procedure_set_take(struct procedure_set *set, struct procedure *procedure);
/* Lent until the set is freed. */
const struct procedure *procedure_set_find(const struct procedure_set *set, const char *name);
unsigned int procedure_set_count(const struct procedure_set *set);
const struct procedure *procedure_set_at(const struct procedure_set *set, unsigned int number);

/* --- lint --- */

/* Whom a notice can go to, and whose lane it thereby tells. */
struct procedure_audience {
	const char *name;
	const char *lane;	/* "" for nobody who acts in a procedure */
	bool wide;		/* more than one organization: a word must be typed */
	bool superior;		/* telling it is an escalation (W02) */
};

/* A fact that other rooms record. */
struct procedure_given {
	const char *name;		/* "affected.lines" */
	enum procedure_type type;
	const char *const *choices;	/* NULL at the end */
	const char *scope;		/* known once a probe of this scope has ended; NULL: from the start */
};

/* What the rooms have names for. All lists end in NULL, or in an entry without a name. */
struct procedure_names {
	const char *const *actors;
	const char *const *roles;
	const char *const *notices;
	const char *const *scopes;
	const char *const *clauses;
	const char *const *verdicts;
	const struct procedure_audience *audiences;
	const struct procedure_given *given;
	const struct procedure_given *said;	/* what can be said of a case as a whole */
};

/* From what on a procedure is too long (W02). */
#define PROCEDURE_LONGEST_STEPS 40
#define PROCEDURE_LONGEST_WAIT_US (4 * INT64_C(3600) * 1000000)	/* where "within" says nothing */
/* What fits a terminal's page of 80 columns together with the rest (W04). */
#define PROCEDURE_PAGE_LINES 14

/*
 * All that is wrong with PROCEDURE, E01 to E16 as errors and W01 to W05 as
 * warnings, each message beginning with its number. SET has what it calls (and
 * may have more). NOW_US is the day on which a review is overdue; 0: no day.
 */
void procedure_lint(const struct procedure *procedure, const struct procedure_set *set,
		    const struct procedure_names *names, int64_t now_us, struct conf_faults *faults);

/* --- the walk --- */

#define PROCEDURE_MACHINE "nwops"

enum event_kind {
	EVENT_START,		/* which text, which facts, who holds it */
	EVENT_OUTCOME,		/* how the step at which it stands ended */
	EVENT_SKIP,		/* the step was not done; the outcome that claims least */
	EVENT_BACK,		/* it stands at an earlier step again; what came after is void */
	EVENT_REPEAT,		/* the probe is to be run again */
	EVENT_FACT,		/* a fact recorded or corrected beside the steps */
	EVENT_NOTE,
	EVENT_HAND_OVER,	/* another person holds it */
	EVENT_ESCALATE,		/* somebody above was called */
	EVENT_REMIND,		/* who is waited for was reminded */
	EVENT_READ_AHEAD,	/* somebody read what may come */
	EVENT_FOLLOW,		/* somebody looks on */
	EVENT_SUSPEND,		/* its limits stand still; duties never do */
	EVENT_RESUME,
	EVENT_CANCEL,
	EVENT_FAULT,		/* its machinery failed */
};
#define EVENT_KIND_COUNT 16

/* A fact as it was said. */
struct procedure_fact {
	char *name;
	char *value;		/* in the field's form; NULL: unknown */
	bool estimated;		/* "about" */
};

/*
 * One event. What is not said is NULL or 0. TURN is the expected position: an
 * event that moves the run is refused when the run stands at another turn by now.
 */
struct procedure_event {
	enum event_kind kind;
	int64_t at_us;
	char *by;		/* login or contact; PROCEDURE_MACHINE for what needed nobody */
	unsigned int turn;
	char *step;		/* OUTCOME, SKIP, REPEAT, REMIND: where; BACK: to where */
	char *outcome;
	char *reason;		/* SKIP, BACK, HAND_OVER, ESCALATE, SUSPEND, CANCEL, FAULT: must be there */
	char *to;		/* HAND_OVER: who; ESCALATE: a role or audience */
	char *text;		/* NOTE; OUTCOME: what is told beside it */
	char *approved_by;	/* OUTCOME of a step that somebody else must approve */
	char *procedure;	/* START: its name */
	struct digest digest;	/* START: of its text */
	GPtrArray *facts;	/* START, OUTCOME, FACT: of struct procedure_fact; NULL: none */
};

struct procedure_event *procedure_event_new(enum event_kind kind, int64_t at_us, const char *by);
void procedure_event_free(struct procedure_event *event);
typedef struct procedure_event ops_procedure_event_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_procedure_event_t, procedure_event_free)
/* VALUE NULL: unknown. */
void procedure_event_add_fact(struct procedure_event *event, const char *name, const char *value, bool estimated);
struct json *procedure_event_json(const struct procedure_event *event);
struct procedure_event *procedure_event_read(const struct json *json, GError **error);
/* "back". Lent for ever. */
const char *procedure_event_id(enum event_kind kind);

/* One walk through one procedure. A call is a run of its own, of which its caller only sees the end. */
struct procedure_run;

/* PROCEDURE must outlive the run. START is an event of EVENT_START, by its digest of this text. */
struct procedure_run *procedure_run_new(const struct procedure *procedure, const struct procedure_event *start,
					GError **error);
/* The same out of the COUNT events of a list. */
struct procedure_run *procedure_run_replay(const struct procedure *procedure, struct procedure_event *const *events,
					   size_t count, GError **error);
void procedure_run_free(struct procedure_run *run);
typedef struct procedure_run ops_procedure_run_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_procedure_run_t, procedure_run_free)

/*
 * Takes EVENT into account, or refuses it and stays as it was. Who keeps runs
 * writes the event down before the effect that follows is begun.
 *
 * Only the machine ends a probe, a notice or a call: who has looked for himself
 * skips the step, with a reason. Only a person ends a question or work. Whoever
 * does not hold the run takes it over first; anybody may note, read and look on.
 * What must be approved is not approved by whoever holds the run.
 */
bool procedure_run_apply(struct procedure_run *run, const struct procedure_event *event, GError **error);

/* What the run wants now. */
struct procedure_effect {
	const struct procedure_step *step;	/* PROBE, ASK, DO, NOTIFY, WAIT, CALL; END when it is over */
	unsigned int turn;			/* what the answer must name */
	unsigned int attempt;			/* of a probe: from 1, one more with each repetition */
	int64_t entered_at_us;
	int64_t remind_at_us, due_at_us;	/* 0: none */
	const char *of;				/* PROBE, NOTIFY: the value of the field that is named; NULL: unknown */
};

enum walk_state procedure_run_state(const struct procedure_run *run);
/* Lent until the next event. */
const struct procedure_effect *procedure_run_effect(const struct procedure_run *run);
/* What it goes by. Lent. */
const struct procedure *procedure_run_procedure(const struct procedure_run *run);
const char *procedure_run_holder(const struct procedure_run *run);
int64_t procedure_run_started_at_us(const struct procedure_run *run);
/* When the procedure as a whole is late; 0: never. Pauses do not move it. */
int64_t procedure_run_due_at_us(const struct procedure_run *run);

/* What a clock asks for at NOW_US: a reminder, or the outcome by which the limit ends the step. */
enum run_due { RUN_DUE_NOTHING, RUN_DUE_REMINDER, RUN_DUE_LIMIT };
enum run_due procedure_run_due(const struct procedure_run *run, int64_t now_us);
/* That outcome of STEP; NULL when only a person is asked. */
const char *procedure_limit_outcome(const struct procedure_step *step);
/* The outcome by which STEP is skipped, the one that claims least; NULL when it cannot be. */
const char *procedure_skip_outcome(const struct procedure_step *step);

/* A fact that holds now; NULL when nothing was said about it. */
const struct procedure_fact *procedure_run_fact(const struct procedure_run *run, const char *name);
/* All that hold, by name: struct procedure_fact, lent until the next event. Free the array. */
GPtrArray *procedure_run_facts(const struct procedure_run *run);

/* A step that was passed. */
struct procedure_passage {
	const struct procedure_step *step;
	const struct procedure_outcome *outcome;	/* NULL: the run stands here, or it is an end */
	unsigned int turn;
	int64_t entered_at_us, left_at_us;
	bool is_void;		/* somebody went back before it */
	bool skipped;
};
unsigned int procedure_run_passage_count(const struct procedure_run *run);
const struct procedure_passage *procedure_run_passage_at(const struct procedure_run *run, unsigned int number);
/* Notices that went out on steps that are void: each wants a correction. Passages; free the array. */
GPtrArray *procedure_run_corrections(const struct procedure_run *run);
/* Steps that may come, nearest first, each once: struct procedure_step. Free the array. */
GPtrArray *procedure_run_ahead(const struct procedure_run *run);

/* TEXT in LANGUAGE with each {field} replaced by what is known of it; "?" for what is not.
 * Not made safe. Caller frees. */
char *procedure_run_fill(const struct procedure_run *run, const char *text, enum procedure_language language);

/* --- path tests --- */

/* What came of the tests of one procedure. */
struct procedure_coverage {
	unsigned int tests, failed;
	unsigned int branches, covered;
	GPtrArray *uncovered;	/* "step: outcome", char * */
};

void procedure_coverage_clear(struct procedure_coverage *coverage);
/* Runs the tests in LENGTH bytes known as FILE, nwops-procedure(5), and says of each that fails where and why;
 * these are errors in FAULTS. NAMES: which facts others give. False when the file cannot be read. */
bool procedure_test(const struct procedure *procedure, const struct procedure_names *names, const char *file,
		    const char *bytes, size_t length, struct procedure_coverage *ret_coverage,
		    struct conf_faults *faults);

/* --- drawing --- */

/* Swim lanes as a whole document of SVG 1.1, and as text of COLUMNS columns. Caller frees. */
char *procedure_draw_svg(const struct procedure *procedure, enum procedure_language language);
/* The same as pages to be printed one after another, each as wide as procedure_draw_svg_width() says, with the
 * heads of the lanes, and at most HEIGHT high unless one step alone is taller: elements <svg> that may stand in a
 * page of HTML, char *. Free with g_ptr_array_unref(). */
GPtrArray *procedure_draw_svg_pages(const struct procedure *procedure, enum procedure_language language,
				    unsigned int height);
/* How wide they are; letters are 13 high. */
unsigned int procedure_draw_svg_width(const struct procedure *procedure, enum procedure_language language);
char *procedure_draw_text(const struct procedure *procedure, enum procedure_language language,
			  unsigned int columns);
