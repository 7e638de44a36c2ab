/* SPDX-License-Identifier: Apache-2.0 */
/*
 * base/digest.h against published vectors, and the strictness of its readers.
 */
#include "base/digest.h"

#include "unit.h"

static void assert_digest(struct digest digest, const char *expected)
{
	g_autofree char *hex = digest_hex(digest.bytes, sizeof(digest.bytes));

	ck_assert_str_eq(hex, expected);
}

START_TEST(sha256_agrees_with_fips_180)
{
	assert_digest(digest_of("", 0),
		      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	assert_digest(digest_of(NULL, 0),
		      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	assert_digest(digest_of("abc", 3),
		      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}
END_TEST

START_TEST(parts_are_hashed_as_one)
{
	struct digest_part parts[] = { { "a", 1 }, { NULL, 0 }, { "bc", 2 } };

	assert_digest(digest_of_parts(parts, G_N_ELEMENTS(parts)),
		      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	assert_digest(digest_of_parts(NULL, 0),
		      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}
END_TEST

START_TEST(a_stream_is_hashed_as_one)
{
	struct digest_stream *stream = digest_stream_new();

	digest_stream_add(stream, "ab", 2);
	digest_stream_add(stream, NULL, 0);
	digest_stream_add(stream, "c", 1);
	assert_digest(digest_stream_end(stream),
		      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	digest_stream_free(stream);
	digest_stream_free(NULL);
}
END_TEST

START_TEST(the_damage_sum_sees_every_bit_and_every_length)
{
	uint8_t bytes[100] = { 1, 2, 3 };
	uint64_t sum = digest_damage_sum(0, bytes, sizeof(bytes));

	ck_assert_uint_eq(digest_damage_sum(digest_damage_sum(0, bytes, 64), bytes + 64, 36), sum);
	for (size_t i = 0; i < sizeof(bytes) * 8; i++) {
		bytes[i / 8] ^= 1U << i % 8;
		ck_assert_uint_ne(digest_damage_sum(0, bytes, sizeof(bytes)), sum);
		bytes[i / 8] ^= 1U << i % 8;
	}
	for (size_t i = 0; i < sizeof(bytes); i++)
		ck_assert_uint_ne(digest_damage_sum(0, bytes, i), sum);
}
END_TEST

START_TEST(hmac_agrees_with_rfc_4231)
{
	uint8_t long_key[131];

	memset(long_key, 0xaa, sizeof(long_key));
	assert_digest(digest_hmac("Jefe", 4, "what do ya want for nothing?", 28),
		      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
	assert_digest(digest_hmac(long_key, sizeof(long_key),
				  "Test Using Larger Than Block-Size Key - Hash Key First", 54),
		      "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}
END_TEST

START_TEST(digests_that_differ_in_one_bit_are_not_equal)
{
	struct digest a = digest_of("abc", 3), b = a;

	ck_assert(digest_equal(&a, &b));
	for (size_t i = 0; i < DIGEST_SIZE; i++) {
		b = a;
		b.bytes[i] ^= 0x80;
		ck_assert(!digest_equal(&a, &b));
	}
}
END_TEST

START_TEST(hex_is_exactly_as_long_as_asked)
{
	static const char *const refused[] = { "", "0a0", "0a0g", "0a0b0c", "0a 0b", " a0b" };
	uint8_t bytes[2] = { 1, 2 };

	for (size_t i = 0; i < G_N_ELEMENTS(refused); i++)
		ck_assert_msg(!digest_from_hex(refused[i], bytes, sizeof(bytes)), "'%s'",
			      refused[i]);
	ck_assert_uint_eq(bytes[0], 1);
	ck_assert(digest_from_hex("0aFf", bytes, sizeof(bytes)));
	ck_assert_uint_eq(bytes[0], 0x0a);
	ck_assert_uint_eq(bytes[1], 0xff);
	ck_assert(digest_from_hex("", bytes, 0));
}
END_TEST

START_TEST(base64_agrees_with_rfc_4648_both_ways)
{
	static const struct {
		const char *plain, *text;
	} cases[] = { { "", "" },	    { "f", "Zg==" },	    { "fo", "Zm8=" },
		      { "foo", "Zm9v" },    { "foob", "Zm9vYg==" }, { "fooba", "Zm9vYmE=" },
		      { "foobar", "Zm9vYmFy" } };

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		size_t length = strlen(cases[i].plain), again = 99;
		g_autofree char *text = digest_base64(cases[i].plain, length);
		g_autofree uint8_t *bytes = digest_from_base64(cases[i].text, length, &again);

		ck_assert_str_eq(text, cases[i].text);
		ck_assert_ptr_nonnull(bytes);
		ck_assert_uint_eq(again, length);
		ck_assert_mem_eq(bytes, cases[i].plain, length);
	}
}
END_TEST

START_TEST(base64_that_is_not_strict_or_too_long_is_refused)
{
	static const char *const refused[] = {"Z",	  "Zg",	  "Zg=",     "Zh==",   "Zm9=",
					      "Z===",	  "====", "Zm 9v",   "Zm9v\n", "Zm9v Zm",
					      "Zg==Zg==", "Zm-_", "Zm9vYmFy"};
	size_t length = 99;

	for (size_t i = 0; i < G_N_ELEMENTS(refused); i++) {
		g_autofree uint8_t *bytes = digest_from_base64(refused[i], 5, &length);

		ck_assert_msg(!bytes, "'%s' was taken", refused[i]);
	}
	ck_assert_uint_eq(length, 99);
}
END_TEST

START_TEST(hmac_sha1_agrees_with_rfc_2202)
{
	uint8_t sum[DIGEST_SHA1_SIZE];
	g_autofree char *hex = NULL;
	g_autofree char *nothing = NULL;

	digest_hmac_sha1("Jefe", 4, "what do ya want for nothing?", 28, sum);
	hex = digest_hex(sum, sizeof(sum));
	ck_assert_str_eq(hex, "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
	digest_hmac_sha1("", 0, "", 0, sum);
	nothing = digest_hex(sum, sizeof(sum));
	ck_assert_str_eq(nothing, "fbdb1d1b18aa6c08324b7d64b71fb76370690e1d");
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(sha256_agrees_with_fips_180),
		UNIT(parts_are_hashed_as_one),
		UNIT(a_stream_is_hashed_as_one),
		UNIT(the_damage_sum_sees_every_bit_and_every_length),
		UNIT(hmac_agrees_with_rfc_4231),
		UNIT(hmac_sha1_agrees_with_rfc_2202),
		UNIT(digests_that_differ_in_one_bit_are_not_equal),
		UNIT(hex_is_exactly_as_long_as_asked),
		UNIT(base64_agrees_with_rfc_4648_both_ways),
		UNIT(base64_that_is_not_strict_or_too_long_is_refused),
		{ NULL, NULL },
	};

	return unit_run("base-digest", tests);
}
