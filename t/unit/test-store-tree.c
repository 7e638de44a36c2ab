/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The journal's tree against the vectors that Certificate Transparency's
 * implementations share, and against RFC 6962's own recursive definition.
 */
#include "store/internal.h"

#include "unit.h"

static const struct {
	const char *leaf, *root;
} vectors[] = {
	{"", "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"},
	{"00", "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"},
	{"10", "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"},
	{"2021", "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"},
	{"3031", "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"},
	{"40414243", "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"},
	{"5051525354555657", "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"},
	{"606162636465666768696a6b6c6d6e6f",
	 "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"},
};

#define LEAVES 300

/* MTH(D[n]) as RFC 6962 section 2.1 writes it. */
static struct digest by_definition(const struct digest *leaves, size_t count)
{
	uint8_t node[1 + 2 * DIGEST_SIZE] = {0x01};
	struct digest left, right;
	size_t split = 1;

	if (count == 0)
		return digest_of("", 0);
	if (count == 1)
		return leaves[0];
	while (split * 2 < count)
		split *= 2;
	left = by_definition(leaves, split);
	right = by_definition(leaves + split, count - split);
	memcpy(node + 1, left.bytes, DIGEST_SIZE);
	memcpy(node + 1 + DIGEST_SIZE, right.bytes, DIGEST_SIZE);
	return digest_of(node, sizeof(node));
}

static void assert_root(const struct tree *tree, const char *expected)
{
	const struct digest root = tree_root(tree);
	g_autofree char *hex = digest_hex(root.bytes, DIGEST_SIZE);

	ck_assert_str_eq(hex, expected);
}

START_TEST(roots_are_those_of_certificate_transparency)
{
	struct tree tree = {.size = 0};

	assert_root(&tree, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	for (size_t i = 0; i < G_N_ELEMENTS(vectors); i++) {
		size_t length = strlen(vectors[i].leaf) / 2;
		uint8_t bytes[16];
		struct digest leaf;

		ck_assert(digest_from_hex(vectors[i].leaf, bytes, length));
		leaf = tree_leaf(bytes, length);
		tree_append(&tree, &leaf);
		assert_root(&tree, vectors[i].root);
	}
}
END_TEST

START_TEST(every_size_agrees_with_the_definition)
{
	static struct digest leaves[LEAVES];
	struct tree tree = {.size = 0};

	for (size_t i = 0; i < LEAVES; i++) {
		struct digest expected, root;

		leaves[i] = tree_leaf(&i, sizeof(i));
		tree_append(&tree, &leaves[i]);
		expected = by_definition(leaves, i + 1);
		root = tree_root(&tree);
		ck_assert_msg(digest_equal(&root, &expected), "size %zu", i + 1);
	}
}
END_TEST

START_TEST(a_tree_that_was_kept_goes_on_where_it_was)
{
	struct tree tree = {.size = 0}, other;

	for (int i = 0; i < 100; i++) {
		const struct digest leaf = tree_leaf(&i, sizeof(i));
		struct digest a, b;

		ck_assert(tree_load(tree.size, tree.nodes, tree_node_count(tree.size) * DIGEST_SIZE,
				    &other));
		tree_append(&tree, &leaf);
		tree_append(&other, &leaf);
		a = tree_root(&tree);
		b = tree_root(&other);
		ck_assert(digest_equal(&a, &b));
	}
}
END_TEST

START_TEST(nodes_that_do_not_fit_the_size_are_refused)
{
	static const uint8_t nodes[TREE_LEVELS * DIGEST_SIZE];
	static const struct {
		int64_t size;
		size_t length;
		bool ok;
	} cases[] = {
		{0, 0, true},
		{1, 32, true},
		{2, 32, true},
		{3, 64, true},
		{255, 256, true},
		{0, 32, false},
		{1, 0, false},
		{3, 32, false},
		{3, 63, false},
		{3, 65, false},
		{-1, 0, false},
		{-1, sizeof(nodes), false},
		{INT64_MIN, 32, false},
		{INT64_MAX, sizeof(nodes), false},
		{(INT64_C(1) << 62) - 1, sizeof(nodes), false},
		{(INT64_C(1) << 62) - 2, sizeof(nodes) - DIGEST_SIZE, true},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct tree tree;

		ck_assert_msg(tree_load(cases[i].size, nodes, cases[i].length, &tree) ==
				      cases[i].ok,
			      "case %zu", i);
	}
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(roots_are_those_of_certificate_transparency),
		UNIT(every_size_agrees_with_the_definition),
		UNIT(a_tree_that_was_kept_goes_on_where_it_was),
		UNIT(nodes_that_do_not_fit_the_size_are_refused),
		{NULL},
	};

	return unit_run("store/tree", tests);
}
