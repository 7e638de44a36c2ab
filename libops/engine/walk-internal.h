/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A walk as it lies in memory, for the files that make it: walk.c opens one and says where it
 * stands, walk-start.c begins one, walk-record.c writes down what happens, walk-effects.c does
 * what it wants.
 */
#pragma once

#include "engine/tell.h"
#include "engine/walk.h"
#include "notice/facts.h"

/* One run of the walk, at the depth of its place. */
struct walk_frame {
	int64_t number, caller, caller_turn;
	bool alongside;
	char *subject;
	struct digest digest;
	struct procedure *procedure;	/* the text that it began with */
	struct procedure_run *run;
	bool called_broke_off;		/* what it called, and waits for, was cancelled or has failed */
	int64_t seen;			/* the number of the case's newest event that is in RUN */
};

struct walk {
	struct walk_options options;
	struct cases_options recording;
	bool said_surely;		/* of the event that is told now somebody said that it is no patients' data */
	char *case_id, *organization;
	struct first_reports reports;	/* of a case that was opened for it */
	GPtrArray *frames;		/* struct walk_frame, the outermost first */
	struct case_file *file;		/* the case as it was loaded last; NULL */
	struct walk_evidence evidence;	/* lent by FILE; body NULL: none */
};

/* What telling and recording take out of OPTIONS. */
struct tell_options walk_telling(const struct walk_options *options);
struct cases_options walk_recording(const struct walk_options *options);

static inline struct walk_frame *walk_frame_at(const struct walk *walk, unsigned int depth)
{
	return walk->frames->pdata[depth - 1];
}

static inline struct walk_frame *walk_innermost(const struct walk *walk)
{
	return walk->frames->pdata[walk->frames->len - 1];
}

void walk_frame_free(gpointer frame);
/* A walk without frames. */
struct walk *walk_new(const struct walk_options *options, const char *case_id);
/* Puts the frames of run NUMBER's outermost caller and of what it called in the place of those there are, and the
 * last look that the case has of them. */
bool walk_load(struct walk *walk, int64_t number, GError **error);

/* --- walk-start.c --- */

/* The text of procedure NAME, which the lint finds no error in, nor in what it calls. */
struct procedure *walk_read_procedure(const struct walk_options *options, const char *name, GError **error);
/* Facts that other rooms know of SUBJECT when a run about it begins, added to EVENT. */
bool walk_give_facts(const struct walk_options *options, const char *subject, const char *organization,
		     struct procedure_event *event, GError **error);
/* Inside a transaction: begins a run by START and keeps its text. A new frame; NULL on failure. */
struct walk_frame *walk_begin_run(struct walk *walk, struct procedure *take_procedure, const char *subject,
				  const struct procedure_event *start, int64_t caller, int64_t caller_turn,
				  bool alongside, GError **error);
/* What goes from CALLER into a run of CALLED: what both have a field for, and what no field is for. */
void walk_pass_facts(const struct procedure_run *caller, const struct procedure *called,
		     struct procedure_event *start);

/* --- walk-case.c --- */

/* What one trouble is known by. */
struct walk_causes {
	GPtrArray *names;		/* char *: its subject, what hides that, what is likely to be broken; nearest first */
	GPtrArray *seen;		/* char *: items that the same fault would explain */
	bool certain;			/* more than one observation speaks for it, and it is told apart */
	struct json *suspects;		/* suspects_json() */
};
bool walk_find_causes(const struct walk_options *options, const char *subject, struct walk_causes *ret_causes, GError **error);
void walk_causes_clear(struct walk_causes *causes);
/* The open case that any of its names is in, the nearest first; "": none. NULL on failure; caller frees. */
char *walk_case_of(const struct walk_options *options, const struct walk_causes *causes, GError **error);
/* The same for SUBJECT. */
char *walk_find_case(const struct walk_options *options, const char *subject, GError **error);
/* Inside a transaction: a new case for WALK. */
bool walk_open_case(struct walk *walk, const struct procedure *procedure, const struct walk_begin *begin, GError **error);
/* Inside a transaction: the trouble of WALK's case has one more subject, if it is not known to have it. */
bool walk_join_case(struct walk *walk, const char *subject, GError **error);

/* --- walk-record.c --- */

/* Begins a transaction and takes in what others have done to FRAME. */
bool walk_record_begin(struct walk *walk, struct walk_frame *frame, GError **error);
/* Inside it: EVENT happens to FRAME and is kept. */
bool walk_record_event(struct walk *walk, struct walk_frame *frame, const struct procedure_event *event, GError **error);
/* Ends it, and signs. FRAME is as before when it cannot. */
bool walk_record_end(struct walk *walk, GError **error);
/* Ends it without a trace: memory is made of the store again. OK is returned. */
bool walk_record_undo(struct walk *walk);
/* Inside a transaction: EVENT of FRAME was recorded; what it says of the case as a whole is set. */
bool walk_says(const struct walk *walk, const struct walk_frame *frame, const struct procedure_event *event, GError **error);
/* Inside a transaction: the row of FRAME. */
bool walk_keep_row(const struct walk *walk, const struct walk_frame *frame, GError **error);
struct procedure_event *walk_new_event(const struct walk *walk, const struct walk_frame *frame, enum event_kind kind,
				       const char *by);

/* --- walk-effects.c --- */

/* SIGHTS (struct scope_sight) as a look's "items". */
struct json *walk_describe_sights(const GPtrArray *sights);

/* Into EVENT: that the probe at which EFFECT stands ended so, and what was seen by it. */
void walk_say_look(struct procedure_event *event, const struct procedure_effect *effect, enum step_outcome outcome,
		   enum fault_verdict owner, unsigned int lines);

/* --- walk-send.c --- */

/* The notice that EFFECT asks for, without facts; what RUN knows is added to it. */
struct notice_facts *walk_notice_new(const struct procedure_effect *effect, const char *subject, const char *organization,
				     int64_t as_of_us);
void walk_notice_add(struct notice_facts *facts, const struct procedure_run *run);
/* What a notice of FACTS at STEP would be, as walk_notice(); CASE_ID may be NULL. */
struct json *walk_notice_of(const struct walk_options *options, const struct procedure_step *step, const struct notice_facts *facts,
			    const char *case_id, bool with_state, GError **error);
