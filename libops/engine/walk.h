/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Walking: runs through procedures, as events of a case. procedure/ says what it wants, this
 * room does it (looks, asks for notices, calls other procedures, minds the limits), and
 * writes down what came of it before the next effect begins.
 *
 * A run is its events. Opening one replays them over the text that it began with, whatever
 * has become of the file since. An answer names the turn that it is for: when somebody else
 * was faster it is refused, and the walk stands where they have brought it. So any
 * number of people may have the same run open, and one killed at any point leaves a run that
 * goes on as if nothing had been.
 *
 * A called procedure is a run of its own in the same case; walk_open() of a run stands at
 * the innermost one that goes on for it. One that was called alongside is opened by itself.
 */
#pragma once

#include "cases/cases.h"
#include "engine/engine.h"
#include "engine/suspects.h"
#include "notice/notice.h"
#include "procedure/procedure.h"

#define OPS_WALK_ERROR walk_error_quark()
GQuark walk_error_quark(void);
enum walk_error_code {
	WALK_ERROR_NONE,		/* no such run, procedure or subject */
	WALK_ERROR_PROCEDURE,		/* it has errors, or its text is not there */
	WALK_ERROR_STEP,		/* not at this step */
};

struct walk_options {
	const struct inventory *inventory;
	struct store *store;
	const struct notice_policy *policy;	/* NULL: notices cannot be made, and are said not to be */
	const struct notice_templates *templates;	/* NULL: they go out in the minimal text */
	struct probe_options probing;	/* of its looks */
	const char *const *procedures;	/* directories, NULL-terminated */
	const char *actor;		/* login of who is there */
	const char *said_by;		/* --by; NULL */
	bool sure;			/* what looks like patients' data in what is told is none */
	const struct clock *clock;
	const struct notes *notes;
};

struct walk;
typedef struct walk ops_walk_t;
void walk_free(struct walk *walk);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_walk_t, walk_free)

/* First reports of an incident that was opened just now, as the site's rules want them (1.3.2-0). */
struct first_reports {
	int64_t core, peers;		/* numbers of the notices that were made; 0: none */
	bool held;			/* they wait for somebody to approve them */
};

struct walk_begin {
	const char *procedure;
	const char *subject;		/* name of an item; "" where the procedure is about none */
	const char *organization;	/* who called, whom it is about; "": the subject's */
	const char *case_id;		/* NULL: the open case of the same trouble, else a new one */
	const char *detected_by;	/* of a new one: an id of WORDS_DETECTION */
	const char *title;		/* of a new one; NULL: the procedure's and the subject's */
	const GPtrArray *facts;		/* struct procedure_fact that are known already; NULL */
};
/* One transaction: the case if there is none, with its first reports where it is of a fault; the pinned text, the first event. */
struct walk *walk_start(const struct walk_options *options, const struct walk_begin *begin, GError **error);
/* RUN is any run of the case; its outermost caller is what is walked, unless it is alongside. */
struct walk *walk_open(const struct walk_options *options, const char *case_id, int64_t run, GError **error);
/* Takes in what others have done since; true also when nothing was. */
bool walk_refresh(struct walk *walk, GError **error);

/* --- where it stands --- */

const char *walk_case(const struct walk *walk);
/* What walk_start() made with a case that it opened. */
struct first_reports walk_first_reports(const struct walk *walk);
/* The outermost run; and that which wants something now, the same or one that it called. */
int64_t walk_run_number(const struct walk *walk);
int64_t walk_current_number(const struct walk *walk);
const struct procedure *walk_procedure(const struct walk *walk);
/* Of the innermost. Lent until the walk is changed. */
const struct procedure_run *walk_current(const struct walk *walk);
/* The outermost, for its end. */
const struct procedure_run *walk_outermost(const struct walk *walk);
/* Depth of calls, 1 for none; and each from the outermost. */
unsigned int walk_depth(const struct walk *walk);
const struct procedure_run *walk_at(const struct walk *walk, unsigned int depth);

/* What the walk needs to go on. */
enum walk_need {
	WALK_NEEDS_NOTHING,		/* it goes on by itself: walk_go_on() */
	WALK_NEEDS_LOOK,		/* the same, and that looks, which takes a while */
	WALK_NEEDS_ANSWER,		/* ASK, DO: walk_tell() an outcome */
	WALK_NEEDS_REPLY,		/* WAIT: the same, or its limit */
	WALK_NEEDS_CONFIRMATION,	/* NOTIFY: walk_send() */
	WALK_NEEDS_APPROVAL,		/* NOTIFY, DO: somebody else's */
	WALK_IS_OVER,			/* completed, cancelled, faulted */
	WALK_IS_SUSPENDED,
};
enum walk_need walk_need(const struct walk *walk);

/* --- going on --- */

/*
 * Does the one thing that needs nobody: a look, a call, the end of a call, a limit that has passed, a reminder. False
 * with an error when it could not be done: the run stands where it stood. After WALK_NEEDS_REPLY and no limit: nothing
 * happens.
 */
bool walk_go_on(struct walk *walk, GError **error);
/*
 * Records TAKE_EVENT (its by, at_us and turn are set here, unless they are already). CASES_ERROR_PATIENTS: what it says looks
 * like patients' data, and nobody is sure that it is none. PROCEDURE_ERROR_ANSWERED: somebody was faster,
 * and the walk now stands where they have brought it; whose event that was is in the message.
 */
bool walk_tell(struct walk *walk, struct procedure_event *take_event, GError **error);
/* Asks for the notice of the step where it stands: into the spool's table and the record in one transaction. APPROVED_BY: NULL
 * when nobody has to. */
bool walk_send(struct walk *walk, const char *approved_by, GError **error);
/* What that notice would be: "recipients" (organizations), "state" (queued, held, refused), "told" (how many messages), "messages" (the
 * first few with subject and text), "facts". NULL at no notify step. */
struct json *walk_notice(const struct walk *walk, GError **error);
/* Whether something is due by the clock: a reminder, a limit. */
enum run_due walk_due(const struct walk *walk);

/* --- what is known --- */

/* The look that was made last in this walk, or is in its record: of the item in words and suspects. */
struct walk_evidence {
	int64_t at_us;			/* when it was made */
	const char *step, *scope;
	enum step_outcome outcome;
	const struct json *body;		/* "items", "suspects": as kept in the case's event */
};
/* NULL: there was none. Lent until the walk is changed. */
const struct walk_evidence *walk_evidence(const struct walk *walk);
/* Items that the next probe ahead will ask, as names for a check that somebody else makes meanwhile; what was asked since the run
 * began (later: since its step was entered) and not longer ago than WALK_FRESH_US is not asked again. NULL: none. */
#define WALK_FRESH_US (INT64_C(60) * G_USEC_PER_SEC)
GPtrArray *walk_ahead_items(const struct walk *walk, GError **error);

/* The events of the innermost run, and of all. */
const char *walk_subject(const struct walk *walk);

/* --- clocks: what a tick does for runs that nobody has open --- */

struct minded_run {
	char *case_id;
	int64_t run;
	enum run_due due;		/* somebody is to be reminded, or the wait is over */
	char *step, *holder;		/* where it stood, and who holds it */
	int64_t since_us;		/* how long it had stood there */
	char *outcome;			/* of a limit: how the step ended; NULL */
};
/* Minds all unfinished runs whose reminder or limit is due, and records that. Elements are struct minded_run;
 * g_ptr_array_unref(). A run that cannot be gone on with is a warning, and is left out. */
GPtrArray *engine_mind_runs(const struct walk_options *options, GError **error);
