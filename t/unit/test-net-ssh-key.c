/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Private keys: each kind that is read signs what its public half in SSH's
 * encoding verifies, and what is no usable key is refused with its reason. The
 * keys are the seeds of the fuzzer, made for that and for nothing else.
 */
#include "net/ssh-internal.h"
#include "unit.h"

#include <string.h>

static char *seed_path(const char *name)
{
	const char *source = g_getenv("NWOPS_SOURCE_ROOT");

	return g_build_filename(source ? source : ".", "t", "fuzz", "seeds", "ssh-key", name, NULL);
}

static struct ssh_key *load(const char *name, GError **error)
{
	g_autofree char *path = seed_path(name), *bytes = NULL;
	size_t length;

	ck_assert_msg(g_file_get_contents(path, &bytes, &length, NULL), "%s", path);
	return ssh_key_parse(bytes, length, error);
}

START_TEST(each_kind_is_read_and_signs)
{
	static const struct { const char *name, *type; size_t least, most; } cases[] = {
		{ "openssh-ed25519", "ssh-ed25519", 64, 64 },
		{ "pem-ed25519", "ssh-ed25519", 64, 64 },
		{ "openssh-rsa", "ssh-rsa", 128, 128 },
		{ "pem-rsa", "ssh-rsa", 128, 128 },
		/* Two numbers, each with its length, and a zero before it where its first bit is set. */
		{ "openssh-ecdsa", "ecdsa-sha2-nistp256", 4 + 30 + 4 + 30, 4 + 33 + 4 + 33 },
		{ "pem-ecdsa", "ecdsa-sha2-nistp256", 4 + 30 + 4 + 30, 4 + 33 + 4 + 33 },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(ops_ssh_key_t) key = load(cases[i].name, &error);
		g_autofree char *type = NULL;
		const uint8_t *public;
		uint8_t *signature = NULL;
		size_t length, size = 0;

		ck_assert_msg(key != NULL, "%s: %s", cases[i].name, error ? error->message : "");
		public = ssh_key_public(key, &length);
		type = pins_type(public, length);
		ck_assert_str_eq(type, cases[i].type);
		ck_assert(ssh_key_sign(key, (const uint8_t *)"text", 4, &signature, &size));
		ck_assert_msg(size >= cases[i].least && size <= cases[i].most, "%s: %zu bytes", cases[i].name, size);
		free(signature);
	}
}
END_TEST

START_TEST(the_public_half_is_that_of_the_file)
{
	/* OpenSSH's own format carries it in the clear, behind its head. */
	static const char *const names[] = { "openssh-ed25519", "openssh-ecdsa", "openssh-rsa" };
	const size_t head = 15 + 4 + 4 + 4 + 4 + 4 + 4 + 4;	/* magic, "none", "none", "", 1, its length */

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *path = seed_path(names[i]), *text = NULL;
		g_autoptr(ops_ssh_key_t) key = load(names[i], NULL);
		g_autofree uint8_t *bytes = NULL;
		g_auto(GStrv) lines = NULL;
		g_autoptr(GString) base64 = g_string_new(NULL);
		size_t length, decoded;
		const uint8_t *public = ssh_key_public(key, &length);

		ck_assert(g_file_get_contents(path, &text, NULL, NULL));
		lines = g_strsplit(text, "\n", -1);
		for (char **line = lines; *line; line++)
			if (**line != '-')
				g_string_append(base64, *line);
		bytes = g_base64_decode(base64->str, &decoded);
		ck_assert_uint_gt(decoded, head + length);
		ck_assert_int_eq(memcmp(bytes + head, public, length), 0);
	}
}
END_TEST

START_TEST(what_is_no_usable_key_is_refused)
{
	static const struct { const char *name, *why; } cases[] = {
		{ "under-passphrase", "passphrase" },
		{ "pem-x25519", "kind" },
		{ "log", "not a private key" },
		{ "pin-whole", "not a private key" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;

		ck_assert_ptr_null(load(cases[i].name, &error));
		ck_assert_msg(strstr(error->message, cases[i].why) != NULL, "%s: %s", cases[i].name, error->message);
	}
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(each_kind_is_read_and_signs),
		UNIT(the_public_half_is_that_of_the_file),
		UNIT(what_is_no_usable_key_is_refused),
		{ NULL, NULL },
	};

	return unit_run("net-ssh-key", tests);
}
