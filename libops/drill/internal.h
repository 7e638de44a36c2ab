/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files that read a scenario share: the model while it is filled. read.c has the head and
 * what all parts are read with, read-*.c one part each, lint*.c say what is wrong with the whole.
 */
#pragma once

#include "drill/scenario.h"

#define DRILL_TEXT_BYTES 2000
#define DRILL_LIST 200
#define DRILL_LONGEST_US (INT64_C(72) * 3600 * 1000000)

struct drill_draft {
	struct drill_scenario *scenario;
	struct conf_faults *faults;
	char owner[160];	/* "inject 'call'" */
};

/* Marks the model as incomplete. */
void drill_fault(struct drill_draft *draft, const struct conf_position *position, const char *format, ...)
	G_GNUC_PRINTF(3, 4);
/* Whatever a reader of conf/ refused leaves the model incomplete. */
bool drill_taken(struct drill_draft *draft, bool good);
/* "'KEY' of OWNER". Caller frees. */
char *drill_key_owner(const struct drill_draft *draft, const char *key);
struct conf_position drill_place(const struct drill_draft *draft, const struct conf_position *position);
const char *drill_string(struct drill_draft *draft, const char *text);
/* A mapping with no other keys than KEYS; false when it is none. */
bool drill_keys(struct drill_draft *draft, const struct conf_node *node, const char *const *keys);
/* What stands under KEY of MAPPING; NULL, 0, -1, as the name says, where it is not there or was refused. */
const char *drill_string_at(struct drill_draft *draft, const struct conf_node *mapping, const char *key);
void drill_text_at(struct drill_draft *draft, const struct conf_node *mapping, const char *key,
		   struct procedure_text *ret_text);
void drill_text_of(struct drill_draft *draft, const struct conf_node *node, const char *owner,
		   struct procedure_text *ret_text);
int64_t drill_time_at(struct drill_draft *draft, const struct conf_node *mapping, const char *key, int64_t otherwise_us);
int32_t drill_share_at(struct drill_draft *draft, const struct conf_node *mapping, const char *key, int32_t otherwise);
int64_t drill_count_at(struct drill_draft *draft, const struct conf_node *mapping, const char *key, int64_t otherwise);
bool drill_bool_at(struct drill_draft *draft, const struct conf_node *mapping, const char *key);
/* Index of a word of FAMILY; of WORDS; -1. */
int drill_word_at(struct drill_draft *draft, const struct conf_node *mapping, const char *key, enum word_family family);
int drill_choice_at(struct drill_draft *draft, const struct conf_node *mapping, const char *key, const char *const *words);
/* A list of texts, or one alone; NULL-terminated, never NULL. */
const char *const *drill_list_at(struct drill_draft *draft, const struct conf_node *mapping, const char *key);
/* The index of the thing that is named under KEY; -1. WHAT: "role". FIND: by name. */
typedef int drill_finder(const struct drill_scenario *scenario, const char *name);
int drill_named_at(struct drill_draft *draft, const struct conf_node *mapping, const char *key, drill_finder *find,
		   const char *what);
/* How many entries NODE, a list or mapping of KIND, has; 0 after a fault. */
size_t drill_length(struct drill_draft *draft, const struct conf_node *node, enum conf_kind kind, const char *owner);

/* The parts, in this order: each refers to those before it. */
void drill_read_roles(struct drill_draft *draft, const struct conf_node *node);
void drill_read_targets(struct drill_draft *draft, const struct conf_node *node);
void drill_read_network(struct drill_draft *draft, const struct conf_node *node);
void drill_read_injects(struct drill_draft *draft, const struct conf_node *node);
void drill_read_expectations(struct drill_draft *draft, const struct conf_node *node);
void drill_read_answers(struct drill_draft *draft, const struct conf_node *node);
void drill_read_wrong(struct drill_draft *draft, const struct conf_node *node);

/* --- lint --- */

void drill_lint_words(const struct drill_scenario *scenario, struct conf_faults *faults);
void drill_lint_expectations(const struct drill_scenario *scenario, const struct drill_names *names,
			     struct conf_faults *faults);
void drill_lint_answers(const struct drill_scenario *scenario, const struct drill_names *names,
			struct conf_faults *faults);
/* "expectation 'x'" of an error at POSITION. */
void drill_lint_fault(struct conf_faults *faults, const struct conf_position *position, const char *format, ...)
	G_GNUC_PRINTF(3, 4);
