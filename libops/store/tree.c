/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The journal's Merkle tree, RFC 6962 section 2.1, kept as the few roots that
 * the next leaf can still change. Appending and telling the root cost
 * O(log n); the root at an earlier size is had by appending that many leaves
 * to an empty tree.
 */
#include "store/internal.h"

struct digest tree_node(const struct digest *left, const struct digest *right)
{
	static const uint8_t prefix = 0x01;
	const struct digest_part parts[] = {
		{&prefix, 1},
		{left->bytes, DIGEST_SIZE},
		{right->bytes, DIGEST_SIZE},
	};

	return digest_of_parts(parts, G_N_ELEMENTS(parts));
}

struct digest tree_leaf(const void *bytes, size_t length)
{
	static const uint8_t prefix = 0x00;
	const struct digest_part parts[] = {{&prefix, 1}, {bytes, length}};

	return digest_of_parts(parts, G_N_ELEMENTS(parts));
}

size_t tree_node_count(int64_t size)
{
	return (size_t)__builtin_popcountll((unsigned long long)size);
}

void tree_append(struct tree *tree, const struct digest *leaf)
{
	size_t count = tree_node_count(tree->size);
	struct digest node = *leaf;

	g_assert(tree->size >= 0 && tree->size < (INT64_C(1) << TREE_LEVELS) - 1);
	/* Each trailing one bit of the size is a perfect subtree as large as
	 * what we carry: the carry of a binary counter. */
	for (int64_t size = tree->size; size & 1; size >>= 1)
		node = tree_node(&tree->nodes[--count], &node);
	tree->nodes[count] = node;
	tree->size++;
}

struct digest tree_root(const struct tree *tree)
{
	size_t count = tree_node_count(tree->size);
	struct digest root;

	if (count == 0)
		return digest_of("", 0);
	root = tree->nodes[--count];
	while (count > 0)
		root = tree_node(&tree->nodes[--count], &root);
	return root;
}

bool tree_load(int64_t size, const void *nodes, size_t length, struct tree *ret_tree)
{
	if (size < 0 || size >= (INT64_C(1) << TREE_LEVELS) - 1 ||
	    length != tree_node_count(size) * DIGEST_SIZE)
		return false;
	*ret_tree = (struct tree){.size = size};
	if (length > 0)
		memcpy(ret_tree->nodes, nodes, length);
	return true;
}
