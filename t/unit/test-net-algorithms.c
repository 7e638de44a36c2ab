/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The table of algorithms: each name once for each category, a reason and a source
 * for whatever is not good, and nothing said of names that nobody looked at.
 */
#include "net/algorithms.h"

#include "unit.h"

START_TEST(each_is_there_once_and_has_its_reason)
{
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	const struct algorithm *each;

	for (size_t i = 0; (each = algorithm_at(i)); i++) {
		ck_assert(g_hash_table_add(seen, g_strdup_printf("%d %s", each->category, each->name)));
		ck_assert((each->grade == ALGORITHM_GOOD) == (each->why == NULL));
		ck_assert((each->grade == ALGORITHM_GOOD) == (each->source == NULL));
		ck_assert_ptr_eq(algorithm_find(each->name, (int)each->category), each);
	}
	ck_assert_uint_gt(g_hash_table_size(seen), 60);
	ck_assert_uint_eq(strlen(algorithms_judged_on), strlen("2026-11-25"));
}
END_TEST

START_TEST(what_is_offered_is_judged_by_name_and_category)
{
	static const struct {
		const char *name;
		enum ssh_category category;
		int grade;		/* -1: not judged */
	} cases[] = {
		{ "curve25519-sha256", SSH_KEX, ALGORITHM_GOOD },
		{ "curve25519-sha256", SSH_CIPHER, -1 },
		{ "diffie-hellman-group1-sha1", SSH_KEX, ALGORITHM_WEAK },
		{ "gss-group1-sha1-toWM5Slw5Ew8Mqkay+al2g==", SSH_KEX, ALGORITHM_WEAK },
		{ "gss-group1-sha1", SSH_KEX, -1 },
		{ "gss-group16-sha512-toWM5Slw5Ew8Mqkay+al2g==", SSH_KEX, -1 },
		{ "ssh-rsa", SSH_HOST_KEY, ALGORITHM_WEAK },
		{ "rsa-sha2-256", SSH_HOST_KEY, ALGORITHM_GOOD },
		{ "arcfour", SSH_CIPHER, ALGORITHM_BROKEN },
		{ "none", SSH_CIPHER, ALGORITHM_BROKEN },
		{ "none", SSH_MAC, ALGORITHM_BROKEN },
		{ "none", SSH_COMPRESSION, ALGORITHM_GOOD },
		{ "hmac-md5-96", SSH_MAC, ALGORITHM_WEAK },
		{ "kex-strict-s-v00@openssh.com", SSH_KEX, ALGORITHM_GOOD },
		{ "", SSH_KEX, -1 },
		{ "seed-cbc@ssh.com", SSH_CIPHER, -1 },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		const struct algorithm *found = algorithm_judge(cases[i].name, cases[i].category);

		ck_assert_msg((found ? (int)found->grade : -1) == cases[i].grade, "%s", cases[i].name);
	}
}
END_TEST

START_TEST(near_is_what_the_transport_speaks)
{
	ck_assert_str_eq(algorithm_nearest_legacy("hmac-sha1-97", SSH_OVER_LIBSSH2), "hmac-sha1-96");
	ck_assert_str_eq(algorithm_nearest_legacy("arcfour12", SSH_OVER_LIBSSH2), "arcfour128");
	ck_assert_ptr_null(algorithm_nearest_legacy("arcfour12", SSH_OVER_OPENSSH));
	ck_assert_ptr_null(algorithm_nearest_legacy("qqqqqqqqqqqqqqq", SSH_OVER_LIBSSH2));
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(each_is_there_once_and_has_its_reason),
		UNIT(what_is_offered_is_judged_by_name_and_category),
		UNIT(near_is_what_the_transport_speaks),
		{ NULL, NULL },
	};

	return unit_run("net-algorithms", tests);
}
