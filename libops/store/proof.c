/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Paths through the journal's tree, made by the recursion of RFC 6962 and followed
 * by the loops of RFC 9162 (sections 2.1.3.2 and 2.1.4.2): what makes a path and
 * what believes it share nothing but the hash of a node.
 */
#include "store/proof.h"

#include "store/internal.h"

#include "base/translate.h"

#include <inttypes.h>

/* Level L holds the roots of the perfect subtrees of 2^L leaves, from the left. */
struct proof_tree {
	int64_t size;
	struct digest *levels[TREE_LEVELS];
};

struct proof_tree *proof_tree_take(struct digest *leaves, int64_t size)
{
	struct proof_tree *tree = g_new0(struct proof_tree, 1);

	tree->size = size;
	tree->levels[0] = leaves;
	for (int level = 1; size >> level > 0; level++) {
		const struct digest *below = tree->levels[level - 1];

		tree->levels[level] = g_new(struct digest, size >> level);
		for (int64_t i = 0; i < size >> level; i++)
			tree->levels[level][i] = tree_node(&below[2 * i], &below[2 * i + 1]);
	}
	return tree;
}

struct proof_tree *proof_tree_read(struct store *store, int64_t size, GError **error)
{
	g_autofree struct digest *leaves = NULL;
	int64_t there = journal_size(store, error), count;

	if (there < 0)
		return NULL;
	if (size < 0 || size > there) {
		store_fail(error, STORE_ERROR_DAMAGED,
			   _("%" PRId64 " entries were signed, and there are only %" PRId64), size,
			   there);
		return NULL;
	}
	leaves = g_new(struct digest, size);
	if (!store->operations->read_leaves(store, size, leaves, &count, error))
		return NULL;
	if (count != size) {
		store_fail(error, STORE_ERROR_DAMAGED,
			   _("the database remembers %" PRId64 " entries, and there are %" PRId64),
			   count, size);
		return NULL;
	}
	return proof_tree_take(g_steal_pointer(&leaves), size);
}

void proof_tree_free(struct proof_tree *tree)
{
	if (!tree)
		return;
	for (int level = 0; level < TREE_LEVELS; level++)
		g_free(tree->levels[level]);
	g_free(tree);
}

/* --- making: over the leaves BEGIN..END, END not among them; BEGIN is a multiple of the largest
 * power of two that is no more than END - BEGIN --- */

/* The largest power of two that is less than COUNT, as an exponent. COUNT > 1. */
static int split_level(int64_t count)
{
	return 63 - __builtin_clzll((unsigned long long)(count - 1));
}

static struct digest root_between(const struct proof_tree *tree, int64_t begin, int64_t end)
{
	const int64_t count = end - begin;
	const int level = 63 - __builtin_clzll((unsigned long long)count);
	struct digest left, right;
	int64_t middle;

	if (count == INT64_C(1) << level)
		return tree->levels[level][begin >> level];
	middle = begin + (INT64_C(1) << level);
	left = root_between(tree, begin, middle);
	right = root_between(tree, middle, end);
	return tree_node(&left, &right);
}

static void add_between(const struct proof_tree *tree, int64_t begin, int64_t end, GArray *path)
{
	const struct digest node = root_between(tree, begin, end);

	g_array_append_val(path, node);
}

struct digest proof_root(const struct proof_tree *tree, int64_t size)
{
	g_assert(size >= 0 && size <= tree->size);
	return size == 0 ? digest_of("", 0) : root_between(tree, 0, size);
}

static void add_inclusion(const struct proof_tree *tree, int64_t index, int64_t begin, int64_t end,
			  GArray *path)
{
	int64_t middle;

	if (end - begin == 1)
		return;
	middle = begin + (INT64_C(1) << split_level(end - begin));
	if (index < middle) {
		add_inclusion(tree, index, begin, middle, path);
		add_between(tree, middle, end, path);
	} else {
		add_inclusion(tree, index, middle, end, path);
		add_between(tree, begin, middle, path);
	}
}

GArray *proof_inclusion(const struct proof_tree *tree, int64_t sequence, int64_t size)
{
	GArray *path = g_array_new(FALSE, FALSE, sizeof(struct digest));

	g_assert(sequence > 0 && sequence <= size && size <= tree->size);
	add_inclusion(tree, sequence - 1, 0, size, path);
	return path;
}

/* KNOWN: the root of what is here is the earlier root, which whoever follows has. */
static void add_consistency(const struct proof_tree *tree, int64_t earlier, int64_t begin,
			    int64_t end, bool known, GArray *path)
{
	int64_t middle;

	if (earlier == end) {
		if (!known)
			add_between(tree, begin, end, path);
		return;
	}
	middle = begin + (INT64_C(1) << split_level(end - begin));
	if (earlier <= middle) {
		add_consistency(tree, earlier, begin, middle, known, path);
		add_between(tree, middle, end, path);
	} else {
		add_consistency(tree, earlier, middle, end, false, path);
		add_between(tree, begin, middle, path);
	}
}

GArray *proof_consistency(const struct proof_tree *tree, int64_t earlier, int64_t later)
{
	GArray *path = g_array_new(FALSE, FALSE, sizeof(struct digest));

	g_assert(earlier >= 0 && earlier <= later && later <= tree->size);
	if (earlier > 0)
		add_consistency(tree, earlier, 0, later, true, path);
	return path;
}

/* --- following --- */

static const struct digest *at(const GArray *path, guint index)
{
	return &g_array_index(path, struct digest, index);
}

/* Where a path has come to: the index of the node and of the last one on its level. */
struct place { int64_t node, last; };

static bool is_right(const struct place *place)
{
	return (place->node & 1) || place->node == place->last;
}

static void go_up(struct place *place)
{
	/* A node that is the last of its level and has no sibling goes up as it is. */
	if (is_right(place))
		while (!(place->node & 1) && place->node) {
			place->node >>= 1;
			place->last >>= 1;
		}
	place->node >>= 1;
	place->last >>= 1;
}

bool proof_includes(const struct proof_head *head, int64_t sequence, const struct digest *leaf,
		    const GArray *path)
{
	struct place place = {sequence - 1, head->size - 1};
	struct digest root = *leaf;

	if (sequence < 1 || sequence > head->size)
		return false;
	for (guint i = 0; i < path->len; i++) {
		if (place.last == 0)
			return false;
		root = is_right(&place) ? tree_node(at(path, i), &root) : tree_node(&root, at(path, i));
		go_up(&place);
	}
	return place.last == 0 && digest_equal(&root, &head->root);
}

/* Of a true extension: neither of them is empty, and EARLIER is the smaller one. */
static bool follow(const struct proof_head *earlier, const struct proof_head *later,
		   const GArray *path)
{
	struct place place = {earlier->size - 1, later->size - 1};
	struct digest before, after;
	guint next = 0;

	while (place.node & 1) {
		place.node >>= 1;
		place.last >>= 1;
	}
	/* A perfect tree is a node of the later one: its root need not be told. */
	if (place.node == 0)
		before = earlier->root;
	else if (path->len > 0)
		before = *at(path, next++);
	else
		return false;
	for (after = before; next < path->len; next++) {
		if (place.last == 0)
			return false;
		if (is_right(&place)) {
			before = tree_node(at(path, next), &before);
			after = tree_node(at(path, next), &after);
		} else {
			after = tree_node(&after, at(path, next));
		}
		go_up(&place);
	}
	return place.last == 0 && digest_equal(&before, &earlier->root) &&
	       digest_equal(&after, &later->root);
}

bool proof_joins(const struct proof_head *earlier, const struct proof_head *later,
		 const GArray *path)
{
	const struct digest nothing = digest_of("", 0);

	if (earlier->size < 0 || earlier->size > later->size)
		return false;
	if (earlier->size == later->size)
		return path->len == 0 && digest_equal(&earlier->root, &later->root);
	if (earlier->size == 0)
		return path->len == 0 && digest_equal(&earlier->root, &nothing);
	return follow(earlier, later, path);
}

/* --- as text --- */

char *proof_print(const GArray *path)
{
	GString *lines = g_string_new(NULL);

	for (guint i = 0; i < path->len; i++) {
		g_autofree char *base64 = digest_base64(at(path, i)->bytes, DIGEST_SIZE);

		g_string_append_printf(lines, "%s\n", base64);
	}
	return g_string_free(lines, FALSE);
}

GArray *proof_parse(const char *const *lines, size_t count)
{
	g_autoptr(GArray) path = g_array_new(FALSE, FALSE, sizeof(struct digest));

	if (count > PROOF_PATH_LIMIT)
		return NULL;
	for (size_t i = 0; i < count; i++) {
		size_t length;
		g_autofree uint8_t *bytes = digest_from_base64(lines[i], DIGEST_SIZE, &length);

		if (!bytes || length != DIGEST_SIZE)
			return NULL;
		g_array_append_vals(path, bytes, 1);
	}
	return g_steal_pointer(&path);
}
