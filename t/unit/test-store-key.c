/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The key that signs, as it is kept: that of RFC 8410 is read as it says, what is
 * written is read again and by openssl(1)'s form, and nothing else is taken for one.
 */
#include "unit.h"

#include "store/internal.h"

#define HEAD "-----BEGIN PRIVATE KEY-----\n"
#define END "\n-----END PRIVATE KEY-----\n"

/* RFC 8410, section 10.3, and the public half of the same pair in 10.1. */
static const char rfc_8410[] = HEAD "MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC" END;
static const uint8_t rfc_8410_public[KEY_PUBLIC_SIZE] = {
	0x19, 0xbf, 0x44, 0x09, 0x69, 0x84, 0xcd, 0xfe, 0x85, 0x41, 0xba, 0xc1, 0x67, 0xdc, 0x3b, 0x96,
	0xc8, 0x50, 0x86, 0xaa, 0x30, 0xb6, 0xb6, 0xcb, 0x0c, 0x5c, 0x38, 0xad, 0x70, 0x31, 0x66, 0xe1,
};

START_TEST(the_key_of_rfc_8410_is_read_as_it_says)
{
	g_autoptr(ops_key_t) key = key_parse(rfc_8410, strlen(rfc_8410), NULL);
	uint8_t public[KEY_PUBLIC_SIZE];

	ck_assert_ptr_nonnull(key);
	ck_assert(key_public(key, public, NULL));
	ck_assert_mem_eq(public, rfc_8410_public, KEY_PUBLIC_SIZE);
}
END_TEST

START_TEST(what_is_written_is_read_and_signs)
{
	g_autoptr(ops_key_t) made = key_new(NULL);
	g_autofree char *written = key_print(made, NULL);
	g_autoptr(ops_key_t) read = key_parse(written, strlen(written), NULL);
	g_autofree char *again = NULL;
	uint8_t public[KEY_PUBLIC_SIZE], signature[KEY_SIGNATURE_SIZE];

	ck_assert_ptr_nonnull(read);
	again = key_print(read, NULL);
	ck_assert_str_eq(again, written);
	ck_assert(key_public(made, public, NULL));
	ck_assert(key_sign(read, "障害", strlen("障害"), signature, NULL));
	ck_assert(key_verify(public, "障害", strlen("障害"), signature));
	ck_assert(!key_verify(public, "障碍", strlen("障碍"), signature));
}
END_TEST

static const char *const no_keys[] = {
	"",
	"garbage",
	"-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n",
	HEAD END,
	HEAD "MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06" END,
	/* 31 and 33 octets */
	HEAD "MC0CAQAwBQYDK2VwBCEEH9Tuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVg=" END,
	HEAD "MC8CAQAwBQYDK2VwBCMEIdTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhCAA==" END,
	/* 32 octets, but X25519's; Ed448; P-256 */
	HEAD "MC4CAQAwBQYDK2VuBCIEIMj6ttQYN6Ixqw16cdZixfKL0TODi6wHG7u6JwHwazV9" END,
	HEAD "MC4CAQAwBQYDK2VuBCIEIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f" END,
	HEAD "MEcCAQAwBQYDK2VxBDsEOc6xGIYmFN6tBr+JULfodRk66aNpeqjzKlwhclK24AYD\n"
	     "mT5O8riCVWbxMrcHYEkpJdJYqPpVM+KwpA==" END,
	HEAD "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg4h0uUoulaUjN5QUd\n"
	     "4bcQM2xqn4sEO0szdrJyrB0aMwqhRANCAASyFh7Uf3kqGahmvYHiqMJaPlqDX/vH\n"
	     "d8Q+lqvkwZEH2E3MgYTyh0D3PrlxaKB9ayqKylCRw/MdVKw32MQTmGUF" END,
	/* encrypted, cut and whole: nobody may be asked for a passphrase */
	"-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
	"MIGjMF8GCSqGSIb3DQEFDTBSMDEGCSqGSIb3DQEFDDAkBBCEHKKQPTBh3iqzDZql\n"
	"-----END ENCRYPTED PRIVATE KEY-----\n",
	"-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
	"MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAhFLfq6byOB5AICCAAw\n"
	"DAYIKoZIhvcNAgkFADAdBglghkgBZQMEAQIEEJneBR0pZYRtjupx6P3KnBIEQEm+\n"
	"jin7Snq5qF20dwBXAg6yTrwhgdYpXTZAfLAjoZy/D+SloSvzwzRVo1oMk8SM48HT\n"
	"6Y+yp89RMvp58Fa8Ofo=\n"
	"-----END ENCRYPTED PRIVATE KEY-----\n",
};

START_TEST(nothing_else_is_taken_for_one)
{
	const char *bytes = no_keys[_i];
	g_autoptr(GError) error = NULL;

	ck_assert_ptr_null(key_parse(bytes, strlen(bytes), &error));
	ck_assert(g_error_matches(error, OPS_STORE_ERROR, STORE_ERROR_DAMAGED));
}
END_TEST

START_TEST(one_that_is_cut_anywhere_is_none)
{
	/* With the last line's dashes it is whole. */
	for (size_t length = 0; length < strlen(rfc_8410) - 1; length++) {
		g_autoptr(GError) error = NULL;

		ck_assert_ptr_null(key_parse(rfc_8410, length, &error));
		ck_assert(g_error_matches(error, OPS_STORE_ERROR, STORE_ERROR_DAMAGED));
	}
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(the_key_of_rfc_8410_is_read_as_it_says),
		UNIT(what_is_written_is_read_and_signs),
		UNIT_ROWS(nothing_else_is_taken_for_one, no_keys),
		UNIT(one_that_is_cut_anywhere_is_none),
		{ NULL, NULL },
	};

	return unit_run("store-key", tests);
}
