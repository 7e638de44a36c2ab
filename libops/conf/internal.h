/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of conf/ share: how a node lies in memory, and the steps
 * from a file to a tree: load.c reads the bytes, bytes.c sees that they are
 * text, build.c makes libyaml's events the tree of a document, syntax.c says in
 * plain words why libyaml stopped. csv.c and sheet.c do the same for CSV.
 */
#pragma once

#include "conf/conf.h"

#include <sys/stat.h>
#include <sys/types.h>

struct conf_key {
	const char *text;
	struct conf_position position;
};

/*
 * A mapping's values, keys and order lie in one block, in this order, so that
 * a node stays at 40 bytes: a large inventory has millions of them.
 */
struct conf_node {
	struct conf_position position;
	union {
		const char *text; /* a scalar */
		const struct conf_node **values; /* a sequence's items, a mapping's values */
	} u;
	const char *tag;
	uint32_t length;
	uint8_t kind; /* enum conf_kind */
	bool plain; /* an unquoted scalar: may be null */
};

static inline struct conf_key *conf_node_keys(const struct conf_node *mapping)
{
	return (struct conf_key *)(mapping->u.values + mapping->length);
}

/* The numbers of the pairs in the order of their keys' bytes. */
static inline uint32_t *conf_node_order(const struct conf_node *mapping)
{
	return (uint32_t *)(conf_node_keys(mapping) + mapping->length);
}

/* Compares two pairs of MAPPING, for qsort_r(): by key, then as in the file. */
int conf_node_compare(const void *a, const void *b, void *mapping);

/* At most 40 columns of TEXT, safe for a terminal, for a message. Caller frees. */
char *conf_shown(const char *text);

/* Are LENGTH bytes UTF-8 of which libyaml and an editor count the same lines?
 * The first fault is added. */
bool conf_bytes_check(const char *name, const char *bytes, size_t length,
		      struct conf_faults *faults);

struct conf_document {
	char *name;
	GPtrArray *blocks;
	GStringChunk *texts;
	size_t left; /* bytes free at the end of the last block */
	const struct conf_node *root;
	struct conf_stamp stamp; /* of the file; zero: parsed from memory */
};

/* SIZE bytes, aligned for any node, that live as long as DOCUMENT. */
void *conf_document_allocate(struct conf_document *document, size_t size);

/* Builds the tree of DOCUMENT from bytes that passed conf_bytes_check(). After
 * a fault the tree is not whole. */
void conf_build(struct conf_document *document, const char *bytes, size_t length,
		const struct conf_limits *limits, struct conf_faults *faults);

/* The place of AT, which lies in BYTES or behind them; all before it is UTF-8. */
struct conf_position conf_bytes_position(const char *name, const char *bytes, const char *at);

/* Where libyaml stopped and why, its marks counting from 0. */
struct conf_syntax_error {
	const char *problem, *context; /* either may be NULL */
	unsigned int line, column;
	unsigned int context_line, context_column; /* valid when context is set */
};
/* Adds ERROR, met in BYTES, as a fault that says what to do. */
void conf_syntax_fault(const struct conf_syntax_error *error, const char *name, const char *bytes,
		       size_t length, struct conf_faults *faults);

/* Opens the regular file PATH; -1 after a fault. */
int conf_load_open(const char *path, size_t limit, struct stat *ret_before,
		   struct conf_faults *faults);
/* As read(), but for signals; below 0 after a fault. */
ssize_t conf_load_piece(int descriptor, const char *path, char *ret_piece, size_t size,
			struct conf_faults *faults);
/* At its end: false after a fault, when the file is not what it was BEFORE. */
bool conf_load_end(int descriptor, const char *path, const struct stat *before,
		   struct conf_faults *faults);
void conf_load_refuse_size(const char *path, size_t limit, struct conf_faults *faults);
/* The file's. */
const char *conf_csv_name(const struct conf_csv *csv);
/* Without the digest. */
struct conf_stamp conf_stamp_of(const struct stat *status);
/* Reads DESCRIPTOR, opened from PATH and found to be BEFORE, to its end. NULL
 * after a fault: more than LIMIT bytes, or the file changed meanwhile. */
GString *conf_load_descriptor(int descriptor, const char *path, const struct stat *before,
			      size_t limit, struct conf_faults *faults);
