/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Proofs over the journal's tree that need no journal: that an entry is among those a
 * checkpoint vouches for, and that a later checkpoint only adds to an earlier one
 * (RFC 6962, sections 2.1.1 and 2.1.2). What is made here, somebody who has
 * the checkpoints alone can follow; the other half follows what others made.
 *
 * A path is a GArray of struct digest, in the order in which it is used up.
 */
#pragma once

#include "base/digest.h"
#include "store/store.h"

#define PROOF_PATH_LIMIT 126	/* digests: twice the levels of a tree */

/* The nodes of a tree, once for many paths: 64 bytes an entry. */
struct proof_tree;
/* Over the first SIZE entries as the database remembers their leaves. A root that is not that of a
 * checkpoint shows that they were changed; journal_verify() says where. */
struct proof_tree *proof_tree_read(struct store *store, int64_t size, GError **error);
/* Takes SIZE leaves. */
struct proof_tree *proof_tree_take(struct digest *leaves, int64_t size);
void proof_tree_free(struct proof_tree *tree);
typedef struct proof_tree ops_proof_tree_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_proof_tree_t, proof_tree_free)

/* Of its first SIZE leaves; SIZE is no larger than the tree, here and below. */
struct digest proof_root(const struct proof_tree *tree, int64_t size);
/* From entry SEQUENCE (1..SIZE) up to the root at SIZE. g_array_unref(). */
GArray *proof_inclusion(const struct proof_tree *tree, int64_t sequence, int64_t size);
/* From the root at EARLIER (0..LATER) to the root at LATER. g_array_unref(). */
GArray *proof_consistency(const struct proof_tree *tree, int64_t earlier, int64_t later);

/* What a checkpoint says. */
struct proof_head { int64_t size; struct digest root; };
/* True when PATH leads from LEAF, which is entry SEQUENCE, to HEAD. Takes anybody's path. */
bool proof_includes(const struct proof_head *head, int64_t sequence, const struct digest *leaf, const GArray *path);
/* True when PATH shows that LATER only adds to EARLIER. Takes anybody's path. */
bool proof_joins(const struct proof_head *earlier, const struct proof_head *later, const GArray *path);

/* A line of base64 for each. Caller frees. */
char *proof_print(const GArray *path);
/* LINES as proof_print() prints them, without the blank line that ends them; NULL when they are
 * not, or more than PROOF_PATH_LIMIT. g_array_unref(). */
GArray *proof_parse(const char *const *lines, size_t count);
