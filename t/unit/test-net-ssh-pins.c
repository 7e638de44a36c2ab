/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pins: the right key in each form, no other, and never "changed" for what is no
 * pin.
 */
#include "net/ssh-internal.h"
#include "unit.h"

#include <string.h>

/* Of an Ed25519 key, and what ssh-keygen -l says of it. */
#define BASE64 "AAAAC3NzaC1lZDI1NTE5AAAAIK3sNspHq7tnW/O9UEu87VtIGjaBL19SsOGT3gztJryC"
#define FINGERPRINT "SHA256:cqZlcCdWp/yRBNK5g6JFV/E7LOYY4vfwNjQqnjOyV+4"
#define OTHER "SHA256:K3AjPp8EW9NRKvD3dmSoV7IDYEG7hWgKvVM0XaBVl2s"

static struct ssh_peer peer_of(const char *const *pins, unsigned int count)
{
	return (struct ssh_peer){ .pins = pins, .pin_count = count };
}

START_TEST(a_key_is_known_by_each_form_of_its_pin)
{
	static const struct { const char *pin; enum pins_verdict verdict; } cases[] = {
		{ FINGERPRINT, PINS_MATCH },
		{ FINGERPRINT "=", PINS_MATCH },
		{ "ssh-ed25519 " FINGERPRINT, PINS_MATCH },
		{ "ssh-ed25519 " BASE64, PINS_MATCH },
		{ "ssh-ed25519 " BASE64 " b1 in the lab", PINS_MATCH },
		{ OTHER, PINS_CHANGED },
		{ "ssh-rsa " FINGERPRINT, PINS_CHANGED },
		{ "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIK3sNspHq7tnW/O9UEu87VtIGjaBL19SsOGT3gztJryD", PINS_CHANGED },
	};
	size_t length;
	g_autofree uint8_t *key = g_base64_decode(BASE64, &length);

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		const char *const both[] = { OTHER, cases[i].pin };
		const struct ssh_peer peer = peer_of(both, 2);

		ck_assert_msg(!pins_wrong(&peer), "%s", cases[i].pin);
		ck_assert_msg(pins_judge(&peer, key, length) == cases[i].verdict, "%s", cases[i].pin);
	}
}
END_TEST

START_TEST(no_pin_is_not_a_changed_key)
{
	const struct ssh_peer peer = { 0 };
	size_t length;
	g_autofree uint8_t *key = g_base64_decode(BASE64, &length);

	ck_assert_int_eq(pins_judge(&peer, key, length), PINS_NONE);
}
END_TEST

START_TEST(what_is_no_pin_is_named)
{
	static const char *const cases[] = {
		"", " ", "SHA256:", "SHA256:short", (FINGERPRINT "x"), (FINGERPRINT " comment"), "MD5:aa:bb", "ssh-ed25519",
		"ssh-ed25519 ", "ssh-ed25519 AAAA", "ssh-ed25519 ?", ("ssh-rsa " BASE64), BASE64, "ssh-ed25519 SHA256:x",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		const char *const pins[] = { FINGERPRINT, cases[i] };
		const struct ssh_peer peer = peer_of(pins, 2);

		ck_assert_msg(pins_wrong(&peer) == cases[i], "'%s'", cases[i]);
		ck_assert_ptr_null(pins_type_of_pin(cases[i]));
	}
}
END_TEST

START_TEST(the_types_of_pins_are_asked_for_first)
{
	static const char *const pins[] = { FINGERPRINT, "ecdsa-sha2-nistp521 " OTHER, "ssh-rsa " OTHER };
	static const char *const legacy[] = { "ssh-rsa", "hmac-sha1" };
	struct ssh_peer peer = peer_of(pins, 3);
	g_autofree char *modern = ssh_policy_names(&peer, SSH_HOST_KEY), *more = NULL, *macs = NULL;

	ck_assert(g_str_has_prefix(modern, "ecdsa-sha2-nistp521,ssh-ed25519,"));
	ck_assert_ptr_null(strstr(modern, "ssh-rsa"));
	peer.legacy = legacy;
	peer.legacy_count = 2;
	more = ssh_policy_names(&peer, SSH_HOST_KEY);
	ck_assert(g_str_has_prefix(more, "ecdsa-sha2-nistp521,ssh-rsa,ssh-ed25519,"));
	macs = ssh_policy_names(&peer, SSH_MAC);
	ck_assert_str_eq(macs, "hmac-sha2-256,hmac-sha2-512,hmac-sha1");
}
END_TEST

START_TEST(what_a_transport_cannot_speak_is_named)
{
	static const char *const cbc[] = { "aes128-cbc", "arcfour" }, *const modern[] = { "aes128-ctr" };
	struct ssh_peer peer = { .legacy = cbc, .legacy_count = 2 };

	ck_assert_ptr_null(ssh_policy_unknown(&peer, SSH_OVER_LIBSSH2));
	ck_assert_str_eq(ssh_policy_unknown(&peer, SSH_OVER_OPENSSH), "arcfour");
	peer.legacy = modern;
	peer.legacy_count = 1;
	ck_assert_str_eq(ssh_policy_unknown(&peer, SSH_OVER_LIBSSH2), "aes128-ctr");
	ck_assert(ssh_policy_meet("a,b", "c,b"));
	ck_assert(!ssh_policy_meet("a,b", "ab,c"));
	ck_assert(!ssh_policy_meet("a", ""));
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(a_key_is_known_by_each_form_of_its_pin),
		UNIT(no_pin_is_not_a_changed_key),
		UNIT(what_is_no_pin_is_named),
		UNIT(the_types_of_pins_are_asked_for_first),
		UNIT(what_a_transport_cannot_speak_is_named),
		{ NULL, NULL },
	};

	return unit_run("net-ssh-pins", tests);
}
