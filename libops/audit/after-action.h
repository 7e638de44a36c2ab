/* SPDX-License-Identifier: Apache-2.0 */
/*
 * After a drill: the report that those read who were not there, and the entry by which the
 * yearly duty (1.3.4-2) counts as done.
 *
 * Pure. The report has a text of its own in each language, as a manual has. It speaks of what was
 * done, when, and by which entry of the record; where a person judged, it names that person. A
 * header of its own beside audit.h, which tells of other documents.
 */
#pragma once

#include "audit/audit.h"
#include "drill/drill.h"

/* --- that one was held --- */

struct drill_held {
	char *name, *scenario;
	char *digest;			/* of the scenario's text, SHA-256 in hex */
	char *title_ja, *title_en;
	enum drill_state state;		/* ended, or stopped */
	int share, by[DRILL_CAPABILITY_COUNT];	/* in tenths of a percent; -1: nothing counted */
	GPtrArray *participants;	/* char *: "leader: sato" */
	char *manual;			/* digest of the response manual that it was held by, in hex; NULL: there was none */
	bool manual_approved;		/* it was the approved one */
	bool played;			/* those who took part were played by nwops: nobody learned anything */
	char *bundle;			/* digest of the bundle's signed list, in hex */
	char *improvements;		/* the case whose tasks are what is to be improved; NULL */
	int64_t began_at_us;		/* by the real clock */
	int64_t previous;		/* sequence of the entry before; 0: none */
	/* Of the entry itself: */
	char *actor;
	int64_t sequence, held_at_us, recorded_at_us;
};

struct drill_held *drill_held_new(void);
void drill_held_free(struct drill_held *held);
typedef struct drill_held ops_drill_held_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_drill_held_t, drill_held_free)
struct json *drill_held_json(const struct drill_held *held);
/* NULL when PAYLOAD is none. What is of the entry itself is left empty. */
struct drill_held *drill_held_read(const struct json *payload);
/* What a drill that was held lacks to be that of the year (1.3.4-2). */
enum drill_shortfall {
	DRILL_FULFILS,
	DRILL_SHORT_OF_END,		/* it was stopped */
	DRILL_SHORT_OF_PEOPLE,		/* nwops played those who took part */
	DRILL_SHORT_OF_MANUAL,		/* by one that was not approved */
};
#define DRILL_SHORTFALL_COUNT 4

/* The first of these. */
enum drill_shortfall drill_held_falls_short(const struct drill_held *held);
/* Whether it fulfils the duty: people held it, to its end, and by a manual that was approved. */
bool drill_held_counts(const struct drill_held *held);

/* --- the one before --- */

/* That of HELD which is called NAME; NULL. */
const struct drill_held *drill_held_find(const GPtrArray *held, const char *name);
/*
 * With which of HELD a drill is compared: of those that count, began before OWN did and were recorded before it the newest by
 * its scenario, else the newest; NULL: there is none. Of OWN scenario, began_at_us and sequence (0: not recorded yet) are looked
 * at. Those that do not count say nothing of the year before: nobody learned by them, or they went no further.
 */
const struct drill_held *drill_held_before(const GPtrArray *held, const struct drill_held *own);

enum drill_likeness {
	DRILL_ALIKE,			/* the same scenario, word for word */
	DRILL_REVISED,			/* the same, whose text has changed */
	DRILL_UNLIKE,			/* another */
};
#define DRILL_LIKENESS_COUNT 3

/* Of HELD's scenario to that called SCENARIO, whose text has DIGEST. */
enum drill_likeness drill_held_likeness(const struct drill_held *held, const char *scenario, const char *digest);

/* --- the report --- */

struct after_action_item { char *text, *owner; int64_t due_at_us; enum task_state state; };

struct after_action {
	enum procedure_language language;
	GTimeZone *zone;
	const struct bilingual *operator;
	const char *name, *digest;
	const struct drill_scenario *scenario;
	const struct drill_evidence *evidence;
	const struct drill_score *score;
	const char *const *contacts;	/* of each role of the scenario; NULL: nobody */
	int64_t begins_us;		/* by the drill's clock */
	int64_t started_at_us, ended_at_us;	/* by the real one; 0 */
	enum manual_standing manual_standing;
	const char *manual_digest;	/* hex; NULL: it cannot be printed */
	unsigned int manual_version;	/* 0: none was approved */
	const GPtrArray *items;		/* struct after_action_item; NULL */
	const struct drill_held *previous;	/* see drill_held_before(); NULL */
	int64_t due_at_us;		/* when the next is due; 0: not said */
};

/* Caller frees. */
char *after_action_markdown(const struct after_action *action);
/* It refers to nothing outside. Caller frees. */
char *after_action_html(const struct after_action *action);
/* "10:12 of 10:15, 3 minutes late": why VERDICT is as it is, in the language. Caller frees. */
char *after_action_reason(const struct drill_verdict *verdict, enum procedure_language language);
/* "87.5 %"; "-" for -1. Caller frees. */
char *after_action_share(int share);
/* What SIGHT was, in a line. Caller frees. */
char *after_action_deed(const struct drill_scenario *scenario, const struct drill_sight *sight, enum procedure_language language);
