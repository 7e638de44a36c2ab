/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of procedure/ share: how a procedure lies in memory, and the
 * facts that a flow has set on every way to a step. read.c makes the model of a
 * file, flow.c looks along its ways, lint*.c says what is wrong with it, run.c
 * walks it.
 */
#pragma once

#include "procedure/procedure.h"

struct procedure {
	char *name, *file;
	struct conf_position position;	/* of the whole */
	struct conf_position start_position, within_position, review_position, source_position, owner_position;
	struct procedure_text title;
	const char *source, *owner, *start;
	int64_t reviewed_at_us, review_every_us;	/* reviewed: 0: it does not say */
	int64_t within_us;
	enum case_kind case_kind;
	const char *const *actors, *const *takes, *const *needs_fields, *const *needs_notices;	/* NULL at the end */
	GArray *fields;			/* struct procedure_field */
	GArray *steps;			/* struct procedure_step */
	GPtrArray *owned;		/* blocks that the model points to */
	GStringChunk *texts;
	GString *bytes;
	struct digest digest;
	bool incomplete;		/* something could not be read: its ways are not looked along */
};

/* The lane in which whoever sits before nwops stands. */
#define PROCEDURE_HOME "operator"
#define PROCEDURE_UNKNOWN "unknown"
#define PROCEDURE_KNOWN "known"

/* A word of base/words.h is an outcome's name. */
const char *outcome_id(enum step_outcome outcome);
bool outcome_is(const struct procedure_outcome *outcome, enum step_outcome which);

/* Does a step that ends so record its fields? Not where nobody said anything. */
bool outcome_records(const struct procedure_outcome *outcome);

/* --- reading --- */

struct procedure_draft {
	struct procedure *procedure;
	struct conf_faults *faults;
	char owner[160];	/* "step 'report'" */
};

/* Marks the model as incomplete. */
void draft_fault(struct procedure_draft *draft, const struct conf_position *position, const char *format, ...)
	G_GNUC_PRINTF(3, 4);
/* COUNT things of SIZE bytes, zeroed, that live as long as the model. */
gpointer draft_block(struct procedure_draft *draft, size_t count, size_t size);
const char *draft_string(struct procedure_draft *draft, const char *text);
/* The text under KEY of MAPPING, or NULL when there is none or it was refused. */
const char *draft_string_at(struct procedure_draft *draft, const struct conf_node *mapping, const char *key);
bool draft_duration_at(struct procedure_draft *draft, const struct conf_node *mapping, const char *key,
		       int64_t *ret_us);
bool draft_bool_at(struct procedure_draft *draft, const struct conf_node *mapping, const char *key);
/* The index in WORDS, or -1. */
int draft_choice_at(struct procedure_draft *draft, const struct conf_node *mapping, const char *key,
		    const char *const *words);
void draft_text_at(struct procedure_draft *draft, const struct conf_node *mapping, const char *key,
		   struct procedure_text *ret_text);
/* A list of names under KEY, NULL at its end; empty when there is none. */
const char *const *draft_names_at(struct procedure_draft *draft, const struct conf_node *mapping, const char *key);
bool draft_expect(struct procedure_draft *draft, const struct conf_node *node, enum conf_kind kind);
bool draft_keys(struct procedure_draft *draft, const struct conf_node *node, const char *const *keys);
/* How many entries NODE has; 0 when they are more than MOST. */
size_t draft_length(struct procedure_draft *draft, const struct conf_node *node, size_t most);
/* Letters, digits and hyphens: a dot is for facts of other rooms. */
bool draft_check_name(struct procedure_draft *draft, const char *name, const struct conf_position *position,
		      const char *what);

void draft_steps(struct procedure_draft *draft, const struct conf_node *node);
/* What stands under "decide", one condition an outcome of STEP, in its order. */
void draft_conditions(struct procedure_draft *draft, const struct conf_node *node, struct procedure_step *step);
/* POSITION with the file's name that lives as long as the model. */
struct conf_position draft_place(const struct procedure_draft *draft, const struct conf_position *position);

/* --- facts and conditions --- */

/* What a fact is worth to a condition. */
struct fact_cell {
	const char *word;	/* "unknown", a choice; any other word: known */
	bool is_number;		/* then a number counts, and the word does not */
	int64_t number;
};

/* Sets what is known of FIELD. */
typedef void condition_lookup(const void *context, const struct procedure_condition *fact, struct fact_cell *ret_cell);

bool condition_holds(const struct procedure_condition *condition, condition_lookup *lookup, const void *context);
/* The number of the outcome by which STEP decides; -1: of none. RET_SECOND: that of another which
 * holds as well, or -1. */
int condition_decide(const struct procedure_step *step, condition_lookup *lookup, const void *context, int *ret_second);
/* Calls VISIT for each FACT in CONDITION. */
typedef void condition_visit(void *context, const struct procedure_condition *fact);
void condition_each(const struct procedure_condition *condition, condition_visit *visit, void *context);

/* --- ways through a procedure --- */

/* What a fact can be. */
struct fact_kind {
	enum procedure_type type;
	GPtrArray *words;	/* of a choice: const char *; else NULL. Lent by the flow */
	bool always;		/* never unknown */
};

/* What holds at each step, on every way to it; which steps lead where. */
struct flow;

struct flow *flow_new(const struct procedure *procedure, const struct procedure_set *set,
		      const struct procedure_names *names);
void flow_free(struct flow *flow);
typedef struct flow ops_flow_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_flow_t, flow_free)
/* False: nobody records a fact of that name. */
bool flow_kind(const struct flow *flow, const char *fact, struct fact_kind *ret_kind);
/* Is FACT recorded whichever way step NUMBER was reached? */
bool flow_knows(const struct flow *flow, unsigned int number, const char *fact);
/* Was a notice of this KIND queued? */
bool flow_has_told(const struct flow *flow, unsigned int number, const char *kind);
bool flow_is_reached(const struct flow *flow, unsigned int number);
/* Can A lead to B, by one edge or more? */
bool flow_leads(const struct flow *flow, unsigned int a, unsigned int b);
/* Can A lead to itself without any step for which BAR says true? */
bool flow_loops(const struct procedure *procedure, unsigned int a, bool (*bar)(const struct procedure_step *step));

/* Can a field of TYPE hold VALUE? Of a choice any word does. */
bool fact_fits(enum procedure_type type, const char *value);
/* What VALUE is in a condition's units; false when its type is not counted. */
bool fact_number(enum procedure_type type, const char *value, int64_t *ret_number);
/* The name in the next {braces} of *TEXT, which goes on behind them; NULL: there is none. Caller frees. */
char *placeholder_next(const char **text);
