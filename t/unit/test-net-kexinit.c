/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a server says before anything is agreed: read rightly however it is cut,
 * and refused where it breaks a rule or a limit.
 */
#include "net/kexinit.h"
#include "unit.h"

#include <string.h>

static void put_u32(GString *out, uint32_t value)
{
	const char bytes[4] = { (char)(value >> 24), (char)(value >> 16), (char)(value >> 8), (char)value };

	g_string_append_len(out, bytes, sizeof bytes);
}

static void put_packet(GString *out, const GString *payload)
{
	put_u32(out, (uint32_t)payload->len + 1 + 4);
	g_string_append_c(out, 4);
	g_string_append_len(out, payload->str, (gssize)payload->len);
	g_string_append_len(out, "\0\0\0\0", 4);
}

/* A KEXINIT whose lists are these ten. */
static void put_offer(GString *out, const char *const lists[10])
{
	g_autoptr(GString) payload = g_string_new("\x14" "cookie 16 bytes.");

	for (int i = 0; i < 10; i++) {
		put_u32(payload, (uint32_t)strlen(lists[i]));
		g_string_append(payload, lists[i]);
	}
	g_string_append_len(payload, "\0\0\0\0\0", 5);
	put_packet(out, payload);
}

static const char *const lists[10] = {
	"curve25519-sha256,ext-info-s", "ssh-ed25519", "aes128-ctr,aes256-ctr", "aes256-ctr,3des-cbc", "hmac-sha2-256",
	"hmac-sha2-256", "none", "none,zlib", "", "",
};

static GString *server_bytes(const char *before)
{
	GString *bytes = g_string_new(before);

	g_string_append(bytes, "SSH-2.0-Device 1.0\r\n");
	put_offer(bytes, lists);
	return bytes;
}

static void check_offer(const struct kexinit *kexinit)
{
	ck_assert_int_eq(kexinit->state, KEXINIT_DONE);
	ck_assert(kexinit->identified);
	ck_assert_str_eq(kexinit->server, "SSH-2.0-Device 1.0");
	ck_assert_str_eq(kexinit->offered[SSH_KEX], "curve25519-sha256,ext-info-s");
	ck_assert_str_eq(kexinit->offered[SSH_HOST_KEY], "ssh-ed25519");
	ck_assert_str_eq(kexinit->offered[SSH_CIPHER], "aes128-ctr,aes256-ctr,3des-cbc");
	ck_assert_str_eq(kexinit->offered[SSH_MAC], "hmac-sha2-256");
	ck_assert_str_eq(kexinit->offered[SSH_COMPRESSION], "none,zlib");
	ck_assert_ptr_null(kexinit->waiting);
}

START_TEST(it_is_read_however_it_is_cut)
{
	g_autoptr(GString) bytes = server_bytes("Authorized use only\r\n\r\n");

	for (size_t cut = 0; cut <= bytes->len; cut++) {
		struct kexinit kexinit;

		kexinit_init(&kexinit);
		kexinit_feed(&kexinit, (const uint8_t *)bytes->str, cut);
		ck_assert_int_eq(kexinit.state, cut == bytes->len ? KEXINIT_DONE : KEXINIT_READING);
		kexinit_feed(&kexinit, (const uint8_t *)bytes->str + cut, bytes->len - cut);
		check_offer(&kexinit);
		kexinit_clear(&kexinit);
	}
}
END_TEST

START_TEST(what_follows_is_not_looked_at)
{
	g_autoptr(GString) bytes = server_bytes("");
	struct kexinit kexinit;

	g_string_append_len(bytes, "\xff\xff\xff\xff\xff\xff", 6);
	kexinit_init(&kexinit);
	kexinit_feed(&kexinit, (const uint8_t *)bytes->str, bytes->len);
	check_offer(&kexinit);
	ck_assert_int_eq(kexinit_feed(&kexinit, (const uint8_t *)"more", 4), KEXINIT_DONE);
	kexinit_clear(&kexinit);
}
END_TEST

START_TEST(packets_that_are_to_be_ignored_are)
{
	g_autoptr(GString) bytes = g_string_new("SSH-1.99-Cisco-1.25\n"), ignored = g_string_new("\x02" "text");
	struct kexinit kexinit;

	put_packet(bytes, ignored);
	put_packet(bytes, ignored);
	put_offer(bytes, lists);
	kexinit_init(&kexinit);
	ck_assert_int_eq(kexinit_feed(&kexinit, (const uint8_t *)bytes->str, bytes->len), KEXINIT_DONE);
	ck_assert_str_eq(kexinit.server, "SSH-1.99-Cisco-1.25");
	kexinit_clear(&kexinit);
}
END_TEST

START_TEST(what_breaks_a_rule_is_refused)
{
	static const struct { const char *bytes; size_t length; } cases[] = {
		{ "SSH-1.5-old\r\n", 13 },
		{ "SSH-2.0\r\n", 9 },
		{ "SSH-2.0-a\r\n\0\0\0\1\0\0", 17 },			/* a packet of one byte */
		{ "SSH-2.0-a\r\n\0\0\xff\xff\0\0", 17 },		/* longer than any */
		{ "SSH-2.0-a\r\n\0\0\0\6\6\x14""aaaa", 21 },		/* all padding */
		{ "SSH-2.0-a\r\n\0\0\0\6\4\x14""aaaa", 21 },		/* no lists */
		{ "SSH-2.0-a\r\n\0\0\0\6\4\x01""aaaa", 21 },		/* it says goodbye */
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct kexinit kexinit;

		kexinit_init(&kexinit);
		ck_assert_msg(kexinit_feed(&kexinit, (const uint8_t *)cases[i].bytes, cases[i].length) == KEXINIT_BROKEN,
			      "case %zu", i);
		ck_assert_ptr_null(kexinit.waiting);
		kexinit_clear(&kexinit);
	}
}
END_TEST

START_TEST(a_list_that_reaches_out_of_its_packet_is_refused)
{
	g_autoptr(GString) bytes = server_bytes("");
	size_t first_list = strlen("SSH-2.0-Device 1.0\r\n") + 4 + 1 + 1 + 16;

	for (size_t at = 0; at < 4; at++) {
		struct kexinit kexinit;
		char was = bytes->str[first_list + at];

		bytes->str[first_list + at] = '\x7f';
		kexinit_init(&kexinit);
		ck_assert_int_eq(kexinit_feed(&kexinit, (const uint8_t *)bytes->str, bytes->len), KEXINIT_BROKEN);
		kexinit_clear(&kexinit);
		bytes->str[first_list + at] = was;
	}
}
END_TEST

START_TEST(names_with_control_characters_are_refused)
{
	static const char *const odd[10] = { "a\x1b[2J", "b", "c", "d", "e", "f", "g", "h", "", "" };
	g_autoptr(GString) bytes = g_string_new("SSH-2.0-a\r\n");
	struct kexinit kexinit;

	put_offer(bytes, odd);
	kexinit_init(&kexinit);
	ck_assert_int_eq(kexinit_feed(&kexinit, (const uint8_t *)bytes->str, bytes->len), KEXINIT_BROKEN);
	kexinit_clear(&kexinit);
}
END_TEST

START_TEST(endless_talk_has_a_limit)
{
	static const struct { const char *start, *piece; size_t most; } cases[] = {
		{ "", "line\r\n", 16384 + 8 },
		{ "", "no line end ", 16384 + 16 },
		{ "SSH-2.0-", "a", 300 },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct kexinit kexinit;
		size_t fed = strlen(cases[i].start);

		kexinit_init(&kexinit);
		kexinit_feed(&kexinit, (const uint8_t *)cases[i].start, fed);
		while (kexinit.state == KEXINIT_READING && fed < 100000) {
			kexinit_feed(&kexinit, (const uint8_t *)cases[i].piece, strlen(cases[i].piece));
			fed += strlen(cases[i].piece);
		}
		ck_assert_int_eq(kexinit.state, KEXINIT_BROKEN);
		ck_assert_uint_le(fed, cases[i].most);
		kexinit_clear(&kexinit);
	}
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(it_is_read_however_it_is_cut),
		UNIT(what_follows_is_not_looked_at),
		UNIT(packets_that_are_to_be_ignored_are),
		UNIT(what_breaks_a_rule_is_refused),
		UNIT(a_list_that_reaches_out_of_its_packet_is_refused),
		UNIT(names_with_control_characters_are_refused),
		UNIT(endless_talk_has_a_limit),
		{ NULL, NULL },
	};

	return unit_run("net-kexinit", tests);
}
