/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How well a drill went: each expectation against what the drill's record shows. What is
 * compared is a list of sights, one for each thing that was done, said or seen, each with its
 * time and its entry of the journal; whoever has the journal can do the sum again.
 *
 * Pure. The record says what was done, never how good somebody is: it is the procedure that is
 * scored. What only a person can judge is judged by a person, stands apart, and has a name
 * beside it.
 */
#pragma once

#include "drill/scenario.h"

/* --- what was seen --- */

enum drill_sight_kind {
	SIGHT_OPENED,		/* a case */
	SIGHT_SUBJECT,		/* one more thing that a case affects */
	SIGHT_FIELD,		/* something was said of a case */
	SIGHT_ROLE,		/* somebody has a role of a case; TO says who */
	SIGHT_HANDED_OVER,	/* a run, to somebody else */
	SIGHT_TASK,		/* was added */
	SIGHT_NOTE,
	SIGHT_DUTY,		/* a person has decided of a duty that nothing more is to be done about it */
	SIGHT_CLOSED,
	SIGHT_RUN_ENDED,
	SIGHT_TOLD,		/* a notice went out, or would have: its first message was taken by a server, or withheld */
	SIGHT_DECLARED,		/* a roster */
	SIGHT_CARD,		/* an inject came out */
	SIGHT_NETWORK,		/* a change of the network came */
	SIGHT_SKIPPED,		/* an inject or a change did not come */
	SIGHT_JUDGED,		/* an expectation, by a person */
	SIGHT_CONTROL,		/* the drill was started, paused, stopped …: VALUE says which */
	SIGHT_STEP,		/* any other deed of somebody: only told */
};
#define DRILL_SIGHT_KIND_COUNT 18

/* What a kind has no use for is NULL, or -1 where 0 is a value. */
struct drill_sight {
	enum drill_sight_kind kind;
	int64_t at_us;		/* of the drill, from its start */
	int64_t real_us;	/* by the clock of the host; 0: not known */
	int64_t entry;		/* in the journal; 0: none of its own */
	char *actor;		/* login */
	char *case_id;		/* or the run's: "D-INC-20261126-001/2" */
	char *item;		/* SUBJECT and OPENED; RUN_ENDED: its subject */
	char *organization;	/* OPENED */
	int case_kind;		/* OPENED, CLOSED: enum case_kind */
	int field;		/* FIELD, ROLE: enum case_field */
	char *value;		/* FIELD: what; CONTROL: "started"; DECLARED: "disaster" */
	char *text;		/* what was said, for people and for words to be found in */
	char *to;		/* ROLE, HANDED_OVER: to whom; TOLD: the recipient */
	char *from;		/* the same: who had it before */
	char *name;		/* CARD, NETWORK, SKIPPED: which; JUDGED: the expectation; RUN_ENDED: the procedure; DUTY: its row */
	char *end;		/* RUN_ENDED: the step */
	int verdict;		/* RUN_ENDED: enum fault_verdict */
	bool met;		/* JUDGED */
	int64_t notice;		/* TOLD: its number */
	int notice_kind, audience;	/* AUDIENCE of DUTY too */
	int64_t lines;		/* TOLD: how many it said; -1: none */
	int64_t next_at_us;	/* TOLD: when it promised the next report, of the drill; -1: it did not */
	int64_t made_at_us;	/* TOLD: when it was asked for, of the drill */
	char **paths;		/* TOLD: by which messages of it were taken; NULL-terminated */
};

/* One message, as it stands at the end. */
struct drill_message {
	int64_t number, notice;
	int notice_kind, audience;
	char *organization;
	int64_t made_at_us;	/* of the drill, as the others; -1: it was not */
	int64_t sent_at_us;	/* handed to a server, which took it */
	int64_t withheld_at_us;	/* it would have gone out, and is not on the allow-list */
	int64_t acked_at_us;	/* the first answer to it */
	int64_t acked_entry;	/* of the journal, by which it is so; 0: none */
};

struct drill_evidence {
	GPtrArray *sights;	/* struct drill_sight, by time, then entry */
	GPtrArray *messages;	/* struct drill_message, by number */
	int64_t *changed_at_us;	/* of each change of the scenario's network: when it came; -1: not */
	int64_t *fired_at_us;	/* of each inject */
	bool *change_skipped, *inject_skipped;
	int64_t now_us;		/* of the drill: when it was looked at, or its end */
	int64_t lasts_us;	/* as the scenario has it, or as it was shifted */
	enum drill_state state;
	char *reason;		/* of the state */
};

struct drill_sight *drill_sight_new(enum drill_sight_kind kind, int64_t at_us, int64_t entry);
/* What was done to the drill, "started", as people say it; ID itself where it has no words. Lent. */
const char *drill_sight_control(const char *id, enum procedure_language language);
/* Nothing was seen of SCENARIO yet. */
struct drill_evidence *drill_evidence_new(const struct drill_scenario *scenario);
struct drill_message *drill_evidence_add_message(struct drill_evidence *evidence);
/* By time. Whoever has added all calls it once. */
void drill_evidence_sort(struct drill_evidence *evidence);
void drill_evidence_free(struct drill_evidence *evidence);
typedef struct drill_evidence ops_drill_evidence_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_drill_evidence_t, drill_evidence_free)

/* --- what follows --- */

/* Why it is as it is, beyond that. */
enum drill_why {
	WHY_PLAIN,		/* done in time, or not at all */
	WHY_SKIPPED,		/* what it is timed from was left out */
	WHY_CUT_SHORT,		/* the drill was stopped or frozen before its time was over */
	WHY_NOT_YET,		/* its time is not over */
	WHY_NOT_JUDGED,		/* nobody has judged it yet */
	WHY_EARLY,		/* it was done before what it is an answer to, and not after */
	WHY_OTHER_VALUE,	/* something else was said, or it ended in another way */
	WHY_COUNT,		/* the number of lines was wrong */
	WHY_PROMISE,		/* a report that was promised came too late, or not */
	WHY_NO_PROMISE,		/* none was promised */
	WHY_TOO_FEW,		/* answered by too few */
	WHY_DONE,		/* it was not to be done */
};
#define DRILL_WHY_COUNT 12

struct drill_verdict {
	const struct drill_expectation *expectation;	/* lent by the scenario */
	enum drill_result result;
	enum drill_why why;
	int64_t from_us, until_us;	/* of the drill; -1: what it is timed from did not come */
	int64_t at_us;			/* when it was done, or when it was done wrong; -1: not */
	int64_t late_us;		/* of LATE: by how much */
	int64_t said, right;		/* lines, or messages; -1 */
	char *by;			/* JUDGED: who says so; NULL */
	GArray *entries;		/* int64_t: of the journal, by which it is so */
};

/* Points are halves of a weight, so that all sums are whole: met all of it, late half, missed none. */
struct drill_points { int64_t got, of; };

struct drill_score {
	GPtrArray *verdicts;		/* struct drill_verdict, as the scenario has them */
	struct drill_points all, by[DRILL_CAPABILITY_COUNT];
	unsigned int counts[DRILL_RESULT_COUNT];
};

struct drill_score *drill_score_new(const struct drill_scenario *scenario, const struct drill_targets *targets,
				    const struct drill_evidence *evidence);
void drill_score_free(struct drill_score *score);
typedef struct drill_score ops_drill_score_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_drill_score_t, drill_score_free)
/* In tenths of a percent, rounded down: 1000 only when all of it was met. -1: nothing counts. */
int drill_points_share(const struct drill_points *points);
/* How that is called; NULL-safe of a share below 0 is DRILL_UNABLE. */
enum drill_grade drill_points_grade(const struct drill_points *points);
/* Every expectation that counts was met, and none waits. */
bool drill_score_is_perfect(const struct drill_score *score);
