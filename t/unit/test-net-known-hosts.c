/* SPDX-License-Identifier: Apache-2.0 */
/*
 * known_hosts: whose key a line is, in all spellings of OpenSSH, and what is no
 * line of it. The hashed names were made by ssh-keygen -H.
 */
#include "net/known-hosts.h"

#include "unit.h"

#define ED25519 "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILA8AvqtEowFMGkHQInIJzuvfwvMxWTDNYQ1LKgm13P+"
#define ECDSA "ecdsa-sha2-nistp256 " \
	"AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBGZyzo7+K1Boobpe1DWlneSVsR4yI5mC5UL3YP" \
	"s097FHT7kzxrj2iN+JhU/TcGr0B+gsmDWOEbcn0vI5FjQIa78="
#define HASHED_1 "|1|Oy3y8rNjAW9K7T/W3LXVcaA737I=|jKmK5AvM1rg4MX8wqZ10Mox63bY="	/* of 10.0.0.1 */
#define HASHED_2 "|1|eP2QGQStZAFj/nphkmtVCbfNFz0=|6uoWCLk/vWiZExVzgvMRem3r4Xs="	/* of [10.0.0.2]:830 */

static struct known_hosts *parse(const char *text)
{
	return known_hosts_parse(text, strlen(text));
}

START_TEST(a_line_is_for_whom_it_names)
{
	static const struct { const char *hosts, *name; bool is; } cases[] = {
		{ "10.0.0.1", "10.0.0.1", true },
		{ "10.0.0.1", "10.0.0.10", false },
		{ "10.0.0.1", "[10.0.0.1]:830", false },
		{ "[10.0.0.1]:830", "[10.0.0.1]:830", true },
		{ "[10.0.0.1]:830", "10.0.0.1", false },
		{ "b1,10.0.0.1,2001:db8::1", "2001:db8::1", true },
		{ "B1.Example", "b1.example", true },
		{ "10.0.0.*", "10.0.0.7", true },
		{ "10.0.0.?", "10.0.0.77", false },
		{ "10.0.0.*,!10.0.0.7", "10.0.0.7", false },
		{ "!10.0.0.7,10.0.0.*", "10.0.0.7", false },
		{ "!10.0.0.7", "10.0.0.8", false },
		{ ",", "", false },
		{ HASHED_1, "10.0.0.1", true },
		{ HASHED_1, "10.0.0.2", false },
		{ HASHED_2, "[10.0.0.2]:830", true },
		{ HASHED_2, "10.0.0.2", false },
		{ "|1|AAAA|AAAA", "10.0.0.1", false },
		{ "|1|x", "10.0.0.1", false },
		{ "|2|x|y", "10.0.0.1", false },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *text = g_strdup_printf("%s " ED25519 "\n", cases[i].hosts);
		g_autoptr(ops_known_hosts_t) known = parse(text);

		ck_assert_uint_eq(known_hosts_count(known), 1);
		ck_assert_msg(known_host_is_for(known_hosts_at(known, 0), cases[i].name) == cases[i].is, "%s of %s",
			      cases[i].name, cases[i].hosts);
	}
}
END_TEST

START_TEST(entries_keep_their_order_mark_and_line)
{
	g_autoptr(ops_known_hosts_t) known = parse("# a comment\n"
						   "\n"
						   "  a\t" ED25519 "  somebody@somewhere else\r\n"
						   "@revoked * " ECDSA "\n"
						   "@cert-authority *.example " ECDSA);
	static const struct { enum known_host_mark mark; unsigned int line; const char *hosts, *type; } expected[] = {
		{ KNOWN_HOST_KEY, 3, "a", "ssh-ed25519" },
		{ KNOWN_HOST_REVOKED, 4, "*", "ecdsa-sha2-nistp256" },
		{ KNOWN_HOST_AUTHORITY, 5, "*.example", "ecdsa-sha2-nistp256" },
	};
	unsigned int first;

	ck_assert_uint_eq(known_hosts_count(known), G_N_ELEMENTS(expected));
	ck_assert_uint_eq(known_hosts_bad(known, &first), 0);
	ck_assert_uint_eq(first, 0);
	for (size_t i = 0; i < G_N_ELEMENTS(expected); i++) {
		const struct known_host *entry = known_hosts_at(known, i);

		ck_assert_int_eq(entry->mark, expected[i].mark);
		ck_assert_uint_eq(entry->line, expected[i].line);
		ck_assert_str_eq(entry->hosts, expected[i].hosts);
		ck_assert_str_eq(entry->type, expected[i].type);
		ck_assert_ptr_eq(strchr(entry->key, ' '), NULL);
	}
}
END_TEST

START_TEST(what_is_no_entry_is_counted_and_left_out)
{
	static const char *const lines[] = {
		"a", "a ssh-ed25519", "a ssh-ed25519 AAAA", "a ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIA==",
		"a ssh-ed25519 !!!!", "@unknown a " ED25519, "@revoked " ED25519, "\xff " ED25519,
		/* SSH 1, and a key whose type lies. */
		"a 2048 65537 1234567", "a ssh-dss AAAAC3NzaC1lZDI1NTE5AAAAILA8AvqtEowFMGkHQInIJzuvfwvMxWTDNYQ1LKgm13P+",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
		g_autofree char *text = g_strdup_printf("a " ED25519 "\n%s\n", lines[i]);
		g_autoptr(ops_known_hosts_t) known = parse(text);
		unsigned int first;

		ck_assert_msg(known_hosts_count(known) == 1, "%s", lines[i]);
		ck_assert_uint_eq(known_hosts_bad(known, &first), 1);
		ck_assert_uint_eq(first, 2);
	}
}
END_TEST

START_TEST(a_line_without_an_end_and_a_nul_are_no_trouble)
{
	g_autofree char *long_line = g_strnfill(KNOWN_HOSTS_LINE + 1, 'x');
	g_autoptr(GString) text = g_string_new(long_line);
	unsigned int first;

	g_string_append(text, "\na " ED25519 "\nb");
	g_string_append_len(text, "\0 " ED25519, 2 + strlen(ED25519));
	g_autoptr(ops_known_hosts_t) known = known_hosts_parse(text->str, text->len);

	ck_assert_uint_eq(known_hosts_count(known), 1);
	ck_assert_uint_eq(known_hosts_at(known, 0)->line, 2);
	ck_assert_uint_eq(known_hosts_bad(known, &first), 2);
	ck_assert_uint_eq(first, 1);
}
END_TEST

START_TEST(nothing_holds_nothing)
{
	g_autoptr(ops_known_hosts_t) known = known_hosts_parse("", 0);
	unsigned int first;

	ck_assert_uint_eq(known_hosts_count(known), 0);
	ck_assert_uint_eq(known_hosts_bad(known, &first), 0);
	known_hosts_free(NULL);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(a_line_is_for_whom_it_names),
		UNIT(entries_keep_their_order_mark_and_line),
		UNIT(what_is_no_entry_is_counted_and_left_out),
		UNIT(a_line_without_an_end_and_a_nul_are_no_trouble),
		UNIT(nothing_holds_nothing),
		{ NULL, NULL },
	};

	return unit_run("net-known-hosts", tests);
}
