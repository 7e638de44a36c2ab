/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Leading a person (or a script) through one walk: what the files of this folder share.
 *
 * The walk is the engine's: it knows what comes next and writes down what was said. Here is
 * only what is shown, what is asked, and how an answer is read. guide.c goes round; each
 * turn it takes an answer from the script, from the person at the terminal, or leaves the
 * question open.
 */
#pragma once

#include "commands.h"
#include "engine/walk.h"
#include "isolate/ahead.h"
#include "isolate/fields.h"
#include "isolate/page.h"
#include "isolate/script.h"
#include "isolate/typed.h"
#include "probing.h"

/* So many passages of run NUMBER were printed. */
struct passed_run {
	int64_t number;
	unsigned int told;
};

struct guide {
	struct session *session; /* lent */
	struct script *script;
	struct walk_options options;
	struct probing probing;
	char **places; /* of procedures */
	struct page page;
	struct loop *loop;
	struct idle idle;
	struct typed *typed;
	struct ahead *ahead;
	bool interactive; /* somebody is there to be asked */
	struct walk *walk; /* NULL until it is begun or opened */
	int64_t told; /* the case's newest event that was printed */
	GArray *passed; /* struct passed_run, one a depth of calls */
	bool suggested; /* what resembles the symptom was shown, or the symptom is no news */
};

/* Words of the command line that every verb which walks takes. */
extern char *arg_answers_file, **arg_answers, **arg_fields;
/* Reads what was answered beforehand and makes ready. False after a complaint; to be cleared even
 * then. The store is open. RECORDS: it is a real walk, not a dry run. */
bool guide_init(struct guide *guide, struct session *session, bool records);
void guide_clear(struct guide *guide);
/* Walks until an end, a question that nobody answers, or a signal. GUIDE->walk is there. Returns
 * the exit status. */
int guide_walk(struct guide *guide);
/* Opens CASE/RUN. False after a complaint. */
bool guide_open(struct guide *guide, const char *case_id, int64_t run);

/* Events from now on are news; so are, of a run that was begun just now, all of its own. */
void guide_skip_told(struct guide *guide);
void guide_skip_before(struct guide *guide);

int64_t guide_now_us(const struct guide *guide);
struct field_context guide_fields(const struct guide *guide);
/* CASE/RUN of the walk. Caller frees. */
char *guide_name(const struct guide *guide);
/* The screen's language. */
enum procedure_language guide_language(const struct guide *guide);
/* TEXT in the screen's language with what is known filled in. Caller frees. */
char *guide_fill(const struct guide *guide, const struct procedure_text *text);

/* --- screen.c, evidence.c: what is shown of a step --- */

void screen_step(const struct guide *guide);
/* Passages since the last time, a line each. */
void screen_passed(struct guide *guide);
void screen_end(const struct guide *guide);
/* Reason and clause. */
void screen_reason(const struct guide *guide);
/* What may come. */
void screen_ahead(const struct guide *guide);
/* How to come back. */
void screen_leave(const struct guide *guide);
void evidence_print(const struct guide *guide);
/* NOTICE as walk_notice() has it; NULL: nothing is known of it. */
void notice_print(const struct guide *guide, unsigned int indent, const char *kind_id,
		  const struct json *notice);
/* Its number and title. Caller frees. */
char *step_heading(const struct procedure_step *step);
const char *lane_shown(const char *actor);

/* --- keys.c: answers and what is typed for them --- */

/* The key of outcome NUMBER of STEP: a letter, or a digit where the file gives none; 0: nobody
 * types it. */
char key_of(const struct procedure_step *step, unsigned int number);
/* There is nothing to choose, only fields to be said. */
bool step_only_records(const struct procedure_step *step);
/* The outcome that LINE means; NULL: none. Lent. */
const struct procedure_outcome *key_read(const struct procedure_step *step, const char *line);
enum deed {
	DEED_NONE,
	DEED_WHY,
	DEED_BACK,
	DEED_NOTE,
	DEED_REPEAT,
	DEED_SKIP,
	DEED_AHEAD,
	DEED_HAND_OVER,
	DEED_ESCALATE,
	DEED_BREAK_OFF,
	DEED_QUIT,
};
/* "/b", "?": what LINE asks for besides answers. */
enum deed key_read_deed(const char *line);
/* A letter that is no answer here though a deed has it: its name for a hint; NULL. */
const char *key_hint(const char *line);
/* The line that says which there are. */
void keys_print(const struct guide *guide);

/* --- answer.c: an answer becomes an event --- */

/* Tells REPLY of the step where the walk stands. False with an error: nothing was recorded. */
bool answer_tell(struct guide *guide, const struct reply *reply, GError **error);
/* An event of KIND that names the turn where the walk stands. */
struct procedure_event *answer_event(const struct guide *guide, enum event_kind kind);

/* --- ask.c: a person answers --- */

enum asked {
	ASKED_TOLD, /* the walk has gone on, or may have */
	ASKED_AGAIN, /* show the step again */
	ASKED_LEAVE, /* in order: by /q, a hand-over, the end of input, a signal */
};
/* Asks for the step where it stands until something comes of it. */
enum asked ask_step(struct guide *guide);
/* One line after QUESTION. NULL: the person is gone or came to no answer; caller frees. */
char *ask_line(struct guide *guide, const char *question);
/* What the fields of STEP are, one by one, into FIELDS. ASKED_TOLD: all were said; ASKED_AGAIN:
 * something else came between, and STEP is gone. */
enum asked ask_fields(struct guide *guide, const struct procedure_step *step, GHashTable *fields);

/* --- deeds.c: what can be done at every step --- */

enum asked deed_run(struct guide *guide, enum deed deed);

/* --- question.c, events.c: for programs --- */

void question_print(const struct guide *guide);
/* Events of the case since the last time. */
void events_print(struct guide *guide);
/* One event of RUN of CASE_ID, as JSON. */
void event_print_json(const struct session *session, const char *case_id, int64_t run,
		      const struct procedure_event *event);
/* An object of type "run" at the end of a walk. */
void run_print_json(const struct guide *guide);

/* --- suggest.c --- */

/* What is known of troubles like this one, once, as soon as its symptom is recorded. */
void suggest(struct guide *guide);
/* The symptom of a run that is taken up again was suggested for when it was recorded. */
void suggest_skip(struct guide *guide);

/* --- siblings.c --- */

/* Where a cause is proven, offers to close other runs of the case with a word. */
void siblings_close(struct guide *guide);
