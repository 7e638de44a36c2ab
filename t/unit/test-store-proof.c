/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Paths through the journal's tree against the vectors that Certificate
 * Transparency's implementations share, and against RFC 6962's own definitions,
 * written down here once more without a thought for speed.
 */
#include "store/proof.h"

#include "fixture-contract.h"

#define SIZES 70

static const char *const vector_leaves[] = {
	"", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
};
#define A "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
#define AB "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"
#define ABCD "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"
#define B "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
#define CD "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
#define E "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
#define EF "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
#define GH "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
#define EFGH "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"

static struct proof_tree *vector_tree(void)
{
	struct digest *leaves = g_new(struct digest, G_N_ELEMENTS(vector_leaves));

	for (size_t i = 0; i < G_N_ELEMENTS(vector_leaves); i++) {
		uint8_t bytes[16];
		size_t length = strlen(vector_leaves[i]) / 2;

		ck_assert(digest_from_hex(vector_leaves[i], bytes, length));
		leaves[i] = tree_leaf(bytes, length);
	}
	return proof_tree_take(leaves, G_N_ELEMENTS(vector_leaves));
}

static char *hex_of(const GArray *path)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < path->len; i++) {
		g_autofree char *hex = digest_hex(g_array_index(path, struct digest, i).bytes, DIGEST_SIZE);

		g_string_append_printf(text, "%s%s", i ? " " : "", hex);
	}
	return g_string_free(text, FALSE);
}

START_TEST(paths_are_those_of_certificate_transparency)
{
	static const struct { int64_t sequence, size; const char *path; } inclusions[] = {
		{1, 1, ""}, {1, 8, B " " CD " " EFGH}, {6, 8, E " " GH " " ABCD}, {3, 3, AB}, {2, 5, A " " CD " " E},
	};
	static const struct { int64_t earlier, later; const char *path; } consistencies[] = {
		{1, 1, ""}, {1, 8, B " " CD " " EFGH}, {6, 8, EF " " GH " " ABCD}, {2, 5, CD " " E}, {0, 8, ""},
	};
	g_autoptr(ops_proof_tree_t) tree = vector_tree();

	for (size_t i = 0; i < G_N_ELEMENTS(inclusions); i++) {
		g_autoptr(GArray) path = proof_inclusion(tree, inclusions[i].sequence, inclusions[i].size);
		g_autofree char *hex = hex_of(path);

		ck_assert_str_eq(hex, inclusions[i].path);
	}
	for (size_t i = 0; i < G_N_ELEMENTS(consistencies); i++) {
		g_autoptr(GArray) path = proof_consistency(tree, consistencies[i].earlier, consistencies[i].later);
		g_autofree char *hex = hex_of(path);

		ck_assert_str_eq(hex, consistencies[i].path);
	}
}
END_TEST

/* --- the definitions --- */

static struct digest defined_root(const struct digest *leaves, int64_t count)
{
	uint8_t node[1 + 2 * DIGEST_SIZE] = {0x01};
	struct digest left, right;
	int64_t split = 1;

	if (count == 0)
		return digest_of("", 0);
	if (count == 1)
		return leaves[0];
	while (split * 2 < count)
		split *= 2;
	left = defined_root(leaves, split);
	right = defined_root(leaves + split, count - split);
	memcpy(node + 1, left.bytes, DIGEST_SIZE);
	memcpy(node + 1 + DIGEST_SIZE, right.bytes, DIGEST_SIZE);
	return digest_of(node, sizeof(node));
}

static void add_root(GArray *path, const struct digest *leaves, int64_t count)
{
	const struct digest root = defined_root(leaves, count);

	g_array_append_val(path, root);
}

/* PATH(m, D[n]) */
static void defined_path(GArray *path, int64_t m, const struct digest *leaves, int64_t n)
{
	int64_t k = 1;

	if (n == 1)
		return;
	while (k * 2 < n)
		k *= 2;
	if (m < k) {
		defined_path(path, m, leaves, k);
		add_root(path, leaves + k, n - k);
	} else {
		defined_path(path, m - k, leaves + k, n - k);
		add_root(path, leaves, k);
	}
}

/* SUBPROOF(m, D[n], b) */
static void defined_subproof(GArray *path, int64_t m, const struct digest *leaves, int64_t n, bool b)
{
	int64_t k = 1;

	if (m == n) {
		if (!b)
			add_root(path, leaves, n);
		return;
	}
	while (k * 2 < n)
		k *= 2;
	if (m <= k) {
		defined_subproof(path, m, leaves, k, b);
		add_root(path, leaves + k, n - k);
	} else {
		defined_subproof(path, m - k, leaves + k, n - k, false);
		add_root(path, leaves, k);
	}
}

static struct digest *some_leaves(int64_t count)
{
	struct digest *leaves = g_new(struct digest, count);

	for (int64_t i = 0; i < count; i++)
		leaves[i] = tree_leaf(&i, sizeof(i));
	return leaves;
}

static void assert_same(const GArray *path, const GArray *defined, int64_t a, int64_t b)
{
	ck_assert_msg(path->len == defined->len &&
		      (!path->len || memcmp(path->data, defined->data, path->len * DIGEST_SIZE) == 0),
		      "%ld of %ld", (long)a, (long)b);
}

START_TEST(every_inclusion_is_the_one_defined_and_leads_to_the_root)
{
	struct digest *leaves = some_leaves(SIZES);
	g_autoptr(ops_proof_tree_t) tree = proof_tree_take(leaves, SIZES);

	for (int64_t size = 1; size <= SIZES; size += unit_sparse()) {
		const struct proof_head head = {size, proof_root(tree, size)};
		const struct digest defined = defined_root(leaves, size);

		ck_assert(digest_equal(&head.root, &defined));
		for (int64_t sequence = 1; sequence <= size; sequence++) {
			g_autoptr(GArray) path = proof_inclusion(tree, sequence, size);
			g_autoptr(GArray) expected = g_array_new(FALSE, FALSE, sizeof(struct digest));

			defined_path(expected, sequence - 1, leaves, size);
			assert_same(path, expected, sequence, size);
			ck_assert(proof_includes(&head, sequence, &leaves[sequence - 1], path));
		}
	}
}
END_TEST

START_TEST(every_consistency_is_the_one_defined_and_joins_the_roots)
{
	struct digest *leaves = some_leaves(SIZES);
	g_autoptr(ops_proof_tree_t) tree = proof_tree_take(leaves, SIZES);

	for (int64_t later = 0; later <= SIZES; later += unit_sparse())
		for (int64_t earlier = 0; earlier <= later; earlier++) {
			const struct proof_head heads[] = {
				{earlier, proof_root(tree, earlier)}, {later, proof_root(tree, later)}};
			g_autoptr(GArray) path = proof_consistency(tree, earlier, later);
			g_autoptr(GArray) expected = g_array_new(FALSE, FALSE, sizeof(struct digest));

			if (earlier)
				defined_subproof(expected, earlier, leaves, later, true);
			assert_same(path, expected, earlier, later);
			ck_assert(proof_joins(&heads[0], &heads[1], path));
		}
}
END_TEST

/* Runs BELIEVES over PATH with each byte of it changed, a digest too many and one too few. */
static void assert_nothing_else(GArray *path, bool (*believes)(const void *context, const GArray *path),
				const void *context)
{
	const struct digest more = {.bytes = {1}};

	for (guint i = 0; i < path->len * DIGEST_SIZE; i++) {
		path->data[i] ^= 1;
		ck_assert(!believes(context, path));
		path->data[i] ^= 1;
	}
	g_array_append_val(path, more);
	ck_assert(!believes(context, path));
	g_array_set_size(path, path->len - 1);
	ck_assert(believes(context, path));
	if (path->len) {
		g_array_set_size(path, path->len - 1);
		ck_assert(!believes(context, path));
	}
}

struct included { struct proof_head head; int64_t sequence; struct digest leaf; };
static bool believes_included(const void *context, const GArray *path)
{
	const struct included *included = context;

	return proof_includes(&included->head, included->sequence, &included->leaf, path);
}

struct joined { struct proof_head earlier, later; };
static bool believes_joined(const void *context, const GArray *path)
{
	const struct joined *joined = context;

	return proof_joins(&joined->earlier, &joined->later, path);
}

START_TEST(no_other_path_is_believed)
{
	struct digest *leaves = some_leaves(21);
	g_autoptr(ops_proof_tree_t) tree = proof_tree_take(leaves, 21);

	for (int64_t size = 2; size <= 21; size += unit_sparse())
		for (int64_t i = 1; i <= size; i++) {
			const struct proof_head head = {size, proof_root(tree, size)};
			const struct included included = {head, i, leaves[i - 1]};
			const struct joined joined = {{i, proof_root(tree, i)}, head};
			g_autoptr(GArray) inclusion = proof_inclusion(tree, i, size);
			g_autoptr(GArray) consistency = proof_consistency(tree, i, size);

			assert_nothing_else(inclusion, believes_included, &included);
			assert_nothing_else(consistency, believes_joined, &joined);
		}
}
END_TEST

START_TEST(nothing_is_believed_of_another_leaf_place_or_head)
{
	struct digest *leaves = some_leaves(13);
	g_autoptr(ops_proof_tree_t) tree = proof_tree_take(leaves, 13);
	const struct proof_head head = {13, proof_root(tree, 13)}, other = {12, proof_root(tree, 12)};
	const struct proof_head altered = {7, {.bytes = {1}}}, nothing = {0, {.bytes = {0}}};
	g_autoptr(GArray) path = proof_inclusion(tree, 6, 13);
	g_autoptr(GArray) joins = proof_consistency(tree, 7, 13);
	g_autoptr(GArray) empty = g_array_new(FALSE, FALSE, sizeof(struct digest));

	ck_assert(!proof_includes(&head, 6, &leaves[6], path));
	ck_assert(!proof_includes(&head, 5, &leaves[5], path));
	ck_assert(!proof_includes(&other, 6, &leaves[5], path));
	ck_assert(!proof_includes(&head, 0, &leaves[5], path));
	ck_assert(!proof_includes(&head, 14, &leaves[5], path));
	ck_assert(!proof_joins(&altered, &head, joins));
	ck_assert(!proof_joins(&head, &other, joins));
	ck_assert(!proof_joins(&head, &head, joins));
	ck_assert(!proof_joins(&nothing, &head, empty));
}
END_TEST

START_TEST(a_path_is_read_back_as_it_was_printed)
{
	g_autoptr(ops_proof_tree_t) tree = vector_tree();
	g_autoptr(GArray) path = proof_inclusion(tree, 6, 8), back = NULL;
	g_autofree char *text = proof_print(path);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	ck_assert_uint_eq(g_strv_length(lines), 4);
	back = proof_parse((const char *const *)lines, 3);
	ck_assert_ptr_nonnull(back);
	assert_same(back, path, 6, 8);
	ck_assert_ptr_null(proof_parse((const char *const *)lines, 4));
	lines[1][0] = '!';
	ck_assert_ptr_null(proof_parse((const char *const *)lines, 3));
}
END_TEST

START_TEST(a_journal_of_every_backend_proves_its_entries)
{
	struct contract contract;

	EACH_BACKEND(contract)
	{
		g_autoptr(GError) error = NULL;
		g_autoptr(ops_proof_tree_t) tree = NULL;
		struct tree grown;
		struct digest root, found;

		fixture_record(contract.store, 5);
		fixture_record(contract.store, 6);
		ck_assert(contract.store->operations->load_tree(contract.store, &grown, NULL));
		tree = proof_tree_read(contract.store, 11, &error);
		ok_or_fail(tree != NULL, error);
		root = tree_root(&grown);
		found = proof_root(tree, 11);
		ck_assert(digest_equal(&root, &found));
		ck_assert_ptr_null(proof_tree_read(contract.store, 12, &error));
		ck_assert(g_error_matches(error, OPS_STORE_ERROR, STORE_ERROR_DAMAGED));
	}
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(paths_are_those_of_certificate_transparency),
		UNIT(every_inclusion_is_the_one_defined_and_leads_to_the_root),
		UNIT(every_consistency_is_the_one_defined_and_joins_the_roots),
		UNIT(no_other_path_is_believed),
		UNIT(nothing_is_believed_of_another_leaf_place_or_head),
		UNIT(a_path_is_read_back_as_it_was_printed),
		UNIT(a_journal_of_every_backend_proves_its_entries),
		{NULL},
	};

	return unit_run("store/proof", tests);
}
