/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Scenarios of drills, nwops-drill(5): what goes wrong when, what is said to whom, what is
 * expected of those who take part, and one set of answers that does all of it right. A file is
 * read into a model, linted as strictly as a procedure, bound to the network of a site, and
 * laid over that network as time goes on.
 *
 * All of it is pure: files are read where a name ends in _load, else bytes and values come in
 * and values go out. Times in a scenario count from its start, in the drill's own time.
 */
#pragma once

#include "base/digest.h"
#include "base/words.h"
#include "conf/conf.h"
#include "inventory/inventory.h"
#include "net/overlay.h"
#include "procedure/procedure.h"

#define OPS_DRILL_ERROR drill_error_quark()
GQuark drill_error_quark(void);
enum drill_error_code {
	DRILL_ERROR_BINDING,		/* a target that means nothing in this network */
	DRILL_ERROR_PINNED,		/* what a drill was bound to cannot be understood, or is gone */
	DRILL_ERROR_PLACEHOLDER,	/* an answer says {something} that is not there */
	DRILL_ERROR_UNKNOWN,		/* there is no scenario, role or expectation of that name */
};

#define DRILL_BYTES ((size_t)512 * 1024)	/* of a file */

/* --- the model --- */

/* Who plays. */
struct drill_role {
	const char *name;
	struct procedure_text title;
	enum contact_role contact;	/* whose contact it is by itself, where nobody says another */
	struct conf_position position;
};

/* How a target is found among what is there: the words of a selector or another target, then narrowed. */
enum drill_thing { DRILL_LINES, DRILL_DEVICES, DRILL_GROUPS };
enum drill_via {
	DRILL_VIA_NOTHING,
	DRILL_VIA_LINES,		/* lines behind its devices */
	DRILL_VIA_CONCENTRATORS,	/* devices that its lines hang from */
	DRILL_VIA_INSTITUTION,		/* all lines of the institutions that its lines serve */
	DRILL_VIA_MEMBERS,		/* members of its groups */
	DRILL_VIA_SITE,			/* our devices where its devices, or the concentrators of its lines, stand */
};
enum drill_most { DRILL_ALL, DRILL_MOST_CONCENTRATOR, DRILL_MOST_SITE, DRILL_MOST_AREA, DRILL_MOST_CARRIER };
struct drill_target {
	const char *name;
	struct procedure_text title;	/* what people call it; not written: the names of its items */
	enum drill_thing thing;
	const char *const *words;	/* as inventory_select() takes them; NULL-terminated, never NULL */
	int protocol;			/* groups: enum group_protocol; -1: any */
	const char *from;		/* another target that was written before; NULL */
	enum drill_via via;
	enum drill_most most;		/* only what belongs to that which has most of them */
	int32_t share_ppm;		/* so much of them; 0: all */
	unsigned int pick;		/* so many of them; 0: all */
	unsigned int skip;		/* but not the first so many */
	struct conf_position position;
};

/* A change of the network. What is said of a target at one time stands until the next change of it. */
struct drill_change {
	int64_t at_us;
	int target;			/* index; -1: of a path */
	bool recovers;			/* it is healthy again; all else below is then not said */
	bool answers;			/* ANSWER is said */
	struct overlay_answer answer;	/* its reason is in REASON */
	struct procedure_text reason;	/* could not ask */
	int32_t cpu_ppm, memory_ppm;	/* what the target's devices read as; -1: not said */
	int64_t uptime_us;
	int group;			/* enum group_verdict of the target's groups; -1: not said */
	const char *path;		/* of mail, for TARGET -1 */
	enum overlay_path fails;	/* with recovers: OVERLAY_PATH_WELL */
	struct conf_position position;
};

struct drill_inject {
	const char *name;
	int64_t at_us;
	struct procedure_text from, content;
	int to;				/* index of the role */
	enum drill_means means;
	bool real;			/* it plays a real alarm: the drill is to be stopped */
	struct conf_position position;
};

/* What an expectation is timed from. */
enum drill_origin { DRILL_FROM_START, DRILL_FROM_INJECT, DRILL_FROM_NETWORK };

/* What a kind has no use for is NULL, 0, or -1 where 0 is a value. */
struct drill_expectation {
	const char *name;
	struct procedure_text title;
	enum drill_capability capability;
	enum drill_expect expect;
	int target;			/* index; -1: any */
	enum drill_origin origin;
	unsigned int origin_index;	/* of the inject, or the change */
	int64_t after_us;		/* when that is, as written */
	int64_t within_us;		/* 0: until the end of the drill */
	unsigned int weight;		/* from 1 */
	enum case_kind case_kind;	/* case-opened, closed */
	int field;			/* case-fields, handed-over: enum case_field; -1 */
	const char *value;		/* case-fields; NULL: whatever was said */
	const char *procedure;		/* run-ended, not-done */
	const char *end;		/* of it: the step it ends in; NULL: any */
	int verdict;			/* of it: enum fault_verdict; -1: any */
	int notice;			/* reported, not-done, acknowledged, answered: enum notice_kind; -1: any */
	int audience;			/* also of duty-decided: enum audience; -1: any */
	bool counts_right;		/* lines that were said are those that are hit */
	int32_t tolerance_ppm;		/* of them */
	const char *path;		/* it went by this path of notices.yaml */
	const char *roster;		/* declared */
	const char *const *words;	/* noted, task-added, answered, reported: one of these stands in it; never NULL */
	const char *duty;		/* duty-decided: the row of duties.yaml */
	int inject;			/* answered: index */
	int32_t share_ppm;		/* acknowledged */
	enum drill_deed deed;		/* not-done: what */
	struct conf_position position;
};

/* One deed of somebody who takes part: a command of nwops as it would be typed, without 'nwops'. */
struct drill_action {
	const char *id;			/* NULL: nothing refers to it */
	int64_t at_us;
	int role;			/* index */
	const char *const *serves;	/* names of expectations, NULL-terminated */
	const char *const *run;		/* NULL-terminated; see drill_action_fill() */
	const char *const *input;	/* lines for its standard input; NULL-terminated */
	int64_t status_most;		/* exit status up to which it has done what it should; 1 unless said */
	bool judges;			/* the facilitator's: a verdict over JUDGED, no command is run */
	const char *judged;
	const char *instead_of;		/* only in wrong answers: the id it takes the place of; NULL */
	struct conf_position position;
};
/* What is done wrong, so that EXPECTATION is missed and nothing else. */
struct drill_wrong {
	int expectation;
	GArray *actions;		/* struct drill_action */
};

struct drill_scenario {
	const char *name;		/* all strings are lent by the scenario */
	const char *file;
	struct procedure_text title, scope, situation, stop_word;
	GArray *goals;			/* struct procedure_text */
	enum drill_hazard hazard;
	const char *source;		/* clause ids, commas between */
	int64_t lasts_us;
	int begins_minute;		/* of the day, that the drill's clock shows at its start; -1: the real time */
	int stop_owner;			/* index of the role that may stop it; -1 only in a model with faults */
	GArray *roles;			/* struct drill_role */
	GArray *targets;		/* struct drill_target */
	GArray *network;		/* struct drill_change, by time */
	GArray *injects;		/* struct drill_inject, by time, in one second as written */
	GArray *expectations;		/* struct drill_expectation, as written */
	GArray *answers;		/* struct drill_action, by time */
	GArray *wrong;			/* struct drill_wrong */
	GArray *questions;		/* struct procedure_text: for the talk afterwards */
	struct conf_position position;
	struct digest digest;		/* of the file's bytes */
	const char *bytes;		/* the file as it was read */
	size_t length;
	bool incomplete;		/* something could not be read */
	/* Memory. */
	GPtrArray *owned;
	GStringChunk *texts;
};

/* The reader of bytes, known as FILE. NULL when it is no mapping at all; else the model as far as it
 * could be read: with an error in FAULTS it is good for the lint alone. */
struct drill_scenario *drill_scenario_parse(const char *file, const char *bytes, size_t length,
					    struct conf_faults *faults);
/* "DIRECTORY/NAME.yaml" of the first of DIRECTORIES (NULL-terminated) that has it, read and linted by itself.
 * NULL after an error in FAULTS. */
struct drill_scenario *drill_scenario_load(const char *const *directories, const char *name,
					   struct conf_faults *faults);
/* A copy out of another keeping, as drill_scenario_parse(): what a drill pinned. NULL with any fault. */
struct drill_scenario *drill_scenario_of(const char *bytes, size_t length, GError **error);
void drill_scenario_free(struct drill_scenario *scenario);
typedef struct drill_scenario ops_drill_scenario_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_drill_scenario_t, drill_scenario_free)
/* Names of all scenarios in DIRECTORIES, sorted, each once. Caller frees with g_strfreev(). */
char **drill_scenario_names(const char *const *directories);

/* In the language; the other one where it is not written. Lent. */
const char *drill_text(const struct procedure_text *text, enum procedure_language language);
/* The word for VALUE of FAMILY in the language; "" for -1. Lent for ever. */
const char *drill_word(enum word_family family, int value, enum procedure_language language);
/* Index of that name, or -1. */
int drill_find_role(const struct drill_scenario *scenario, const char *name);
int drill_find_target(const struct drill_scenario *scenario, const char *name);
int drill_find_inject(const struct drill_scenario *scenario, const char *name);
int drill_find_expectation(const struct drill_scenario *scenario, const char *name);

/*
 * The answers by time: the perfect set; or with FAILS (the name of an expectation) the set that misses only
 * that one: without the actions that serve nothing else, with what `wrong` says. Elements are
 * const struct drill_action *, lent. NULL: there is no such expectation (DRILL_ERROR_UNKNOWN). Caller unrefs.
 */
GPtrArray *drill_answers(const struct drill_scenario *scenario, const char *fails, GError **error);
/* --- the lint --- */

/* What other rooms call their things, so that a reference can be looked at. NULL: not looked at. */
struct drill_names {
	const struct procedure_set *procedures;
	const char *const *commands;	/* of nwops, "incident note", NULL-terminated */
};
/* Every fault of the scenario in one pass, into FAULTS. */
void drill_lint(const struct drill_scenario *scenario, const struct drill_names *names, struct conf_faults *faults);
/* A site at which it is to be held. */
struct drill_site {
	const struct inventory *inventory;
	const struct notice_policy *policy;
	const char *const *duties;	/* names of the rows that are in force; NULL: they cannot be read */
	int64_t now_us;
};
/* Warnings, of what SCENARIO, which has no fault, speaks of and SITE lacks. */
void drill_lint_site(const struct drill_scenario *scenario, const struct drill_site *site, struct conf_faults *faults);
/* Whether TEXT says that this is no drill, in either language: such words are refused anywhere in a drill. */
bool drill_denies(const char *text);

/* --- binding: what the targets are in one network --- */

/* What a target means here; pinned when the drill starts. */
struct drill_bound {
	const char *target;
	const char *const *items;	/* "line:h1-main", "device:b1", "group:gw"; sorted, NULL-terminated */
	const char *const *institutions;	/* that its lines serve; sorted, NULL-terminated */
	unsigned int item_count, line_count;
};
struct drill_targets;
void drill_targets_free(struct drill_targets *targets);
typedef struct drill_targets ops_drill_targets_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_drill_targets_t, drill_targets_free)
/* The same scenario and the same inventory give the same targets. NULL with DRILL_ERROR_BINDING, which names the
 * target and what it looked for, when one of them binds nothing. */
struct drill_targets *drill_bind(const struct drill_scenario *scenario, const struct inventory *inventory,
				 GError **error);
/* In the order of the scenario's targets. Lent. */
const struct drill_bound *drill_targets_at(const struct drill_targets *targets, size_t index);
const struct drill_bound *drill_targets_find(const struct drill_targets *targets, const char *target);
/* One line of JSON, and back. Caller frees; NULL with DRILL_ERROR_PINNED. */
char *drill_targets_print(const struct drill_targets *targets);
struct drill_targets *drill_targets_parse(const char *json, size_t length, GError **error);

/* --- the network over time --- */

/*
 * What answers for the network at AT_US of the drill: everything is healthy, save what the scenario changed up to
 * then. CHANGED_AT_US: when each change of scenario->network really came, -1 for one that was skipped; NULL: as
 * written. A pinned item that INVENTORY no longer has is passed over. Never NULL.
 */
struct overlay *drill_overlay_at(const struct drill_scenario *scenario, const struct drill_targets *targets,
				 const struct inventory *inventory, int64_t at_us, const int64_t *changed_at_us);
/* How many lines are bad at AT_US, by the same rules: what a right count says. */
unsigned int drill_lines_hit(const struct drill_scenario *scenario, const struct drill_targets *targets,
			     int64_t at_us, const int64_t *changed_at_us);

/* --- what stands for what in an answer --- */

/* What is known when an action is played; NULL or "": there is none yet. */
struct drill_fill {
	const struct drill_scenario *scenario;
	const struct drill_targets *targets;
	const int64_t *changed_at_us;	/* as above */
	int64_t at_us;			/* of the drill */
	int64_t clock_us;		/* what its clock shows */
	GTimeZone *zone;
	const char *case_id;		/* the newest open case */
	const char *run_id;		/* the newest run that has not ended, "CASE/1" */
	const char *notice;		/* the newest notice, its number */
	const char *message;		/* the newest message that waits for a person */
	const char *const *contacts;	/* of each role of the scenario */
};
/*
 * The words of ACTION with what stands in braces put in: {case} {run} {notice} {message} {now} {in:30m} {ago:10m}
 * {target:NAME} {institution:NAME} {lines:NAME} {lines-hit} {contact:ROLE}; {all:NAME} alone in a word becomes a word for each
 * item. Caller frees with g_strfreev(); NULL with DRILL_ERROR_PLACEHOLDER.
 */
char **drill_action_fill(const struct drill_action *action, const struct drill_fill *fill, GError **error);
