/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of papers share: the file while it is read.
 */
#pragma once

#include "cases/internal.h"
#include "cases/paper.h"

struct papers {
	guint references;		/* beside the first */
	GStringChunk *texts;
	GPtrArray *blocks;
	GArray *papers;			/* struct paper */
	const struct paper_word *documents, *fields;
	GBytes *bytes;			/* as they were read */
	struct digest digest;		/* of them */
};

struct paper_draft {
	struct papers *papers;
	struct conf_faults *faults;
	const struct conf_node *stages;	/* of the paper that is read: names of stages go by their order */
	char owner[160];		/* what is being read: "stage 'hearing' of paper 'noncompliance'" */
	char field[260];		/* what paper_field() returned last */
};

/* "'after' of stage …". Lent until the next call. */
const char *paper_field(struct paper_draft *draft, const char *key);
const char *paper_keep(struct paper_draft *draft, const char *text);
/* Zeroed; lent until papers_free(). */
void *paper_block(struct paper_draft *draft, size_t count, size_t size);
/* NULL when KEY is absent, or empty. */
const struct conf_node *paper_find(const struct conf_node *node, const char *key);
/* A text in both languages at KEY, which must be there. */
void paper_read_title(struct paper_draft *draft, const struct conf_node *node, const char **ret_ja, const char **ret_en);
/* A mapping of words, each in both languages; at most LIMIT. */
const struct paper_word *paper_read_words(struct paper_draft *draft, const struct conf_node *node, const char *key, size_t limit);
/* A clause of the guideline at key "source"; NULL: none. */
const char *paper_read_source(struct paper_draft *draft, const struct conf_node *node);
/* The stage numbered INDEX of its paper; what is wrong is a fault. */
void paper_stage_read(struct paper_draft *draft, size_t index, const struct conf_node *node, struct paper_stage *stage);
extern const char *const paper_stage_keys[], *const paper_needs_keys[], *const paper_told_keys[], *const paper_due_keys[];

#define paper_error(draft, node, ...) conf_fault((draft)->faults, CONF_ERROR, conf_position(node), __VA_ARGS__)
