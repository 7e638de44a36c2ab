/* SPDX-License-Identifier: Apache-2.0 */
/*
 * base/address.h: one value and one spelling for one far end.
 */
#include "base/address.h"

#include "unit.h"

START_TEST(an_address_is_printed_in_one_spelling)
{
	static const struct {
		const char *text, *printed;
		int family;
	} cases[] = {
		{ "192.0.2.1", "192.0.2.1", AF_INET },
		{ "0.0.0.0", "0.0.0.0", AF_INET },
		{ "255.255.255.255", "255.255.255.255", AF_INET },
		{ "::", "::", AF_INET6 },
		{ "::1", "::1", AF_INET6 },
		{ "2001:DB8::0:1", "2001:db8::1", AF_INET6 },
		{ "2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1", AF_INET6 },
		{ "2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1", AF_INET6 },
		{ "2001:db8:0:0:0:0:2:1", "2001:db8::2:1", AF_INET6 },
		{ "::ffff:192.0.2.1", "192.0.2.1", AF_INET },
		{ "::ffff:c000:0201", "192.0.2.1", AF_INET },
		{ "fe80::1", "fe80::1", AF_INET6 },
		{ "fe80::1%lo", "fe80::1%lo", AF_INET6 },
		{ "fe80::1%1", "fe80::1%lo", AF_INET6 },
		{ "ff02::1%lo", "ff02::1%lo", AF_INET6 },
		{ "fe80::1%16777215", "fe80::1%16777215", AF_INET6 },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct address address;
		char buffer[ADDRESS_TEXT_SIZE];
		g_autoptr(GError) error = NULL;

		ck_assert_msg(address_parse(cases[i].text, &address, &error), "'%s': %s",
			      cases[i].text, error ? error->message : "");
		ck_assert_int_eq(address.family, cases[i].family);
		ck_assert_ptr_eq(address_print(&address, buffer), buffer);
		ck_assert_str_eq(buffer, cases[i].printed);
	}
}
END_TEST

START_TEST(what_is_no_literal_is_refused_and_says_why)
{
	static const struct {
		const char *text, *message;
	} cases[] = {
		{ "", "'' is not an IP address" },
		{ "localhost", "'localhost' is not an IP address" },
		{ "192.0.2", "'192.0.2' is not an IP address" },
		{ "192.0.2.256", "'192.0.2.256' is not an IP address" },
		{ "010.0.0.1", "'010.0.0.1' is not an IP address" },
		{ "0x7f.1", "'0x7f.1' is not an IP address" },
		{ " 192.0.2.1", "' 192.0.2.1' is not an IP address" },
		{ "192.0.2.1/24", "'192.0.2.1/24' is not an IP address" },
		{ "192.0.2.1%lo", "'192.0.2.1%lo' is not an IP address" },
		{ "1::2::3", "'1::2::3' is not an IP address" },
		{ "[::1]", "'[::1]' is not an IP address" },
		{ "::1\033[31m", "'::1\\x1b[31m' is not an IP address" },
		{ "::1%lo", "'::1%lo' has a zone, but is not link-local" },
		{ "::ffff:192.0.2.1%lo",
		  "'::ffff:192.0.2.1%lo' has a zone, but is not link-local" },
		{ "fe80::1%", "'fe80::1%' names an interface that this machine does not have" },
		{ "fe80::1%0", "'fe80::1%0' names an interface that this machine does not have" },
		{ "fe80::1%no-such-one",
		  "'fe80::1%no-such-one' names an interface that this machine does not have" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct address address = { .family = 99 };
		g_autoptr(GError) error = NULL;

		ck_assert_msg(!address_parse(cases[i].text, &address, &error), "'%s' was taken",
			      cases[i].text);
		ck_assert(g_error_matches(error, OPS_ADDRESS_ERROR, ADDRESS_ERROR_SYNTAX));
		ck_assert_str_eq(error->message, cases[i].message);
		ck_assert_int_eq(address.family, 99);
	}
}
END_TEST

START_TEST(no_address_is_printed_as_a_dash)
{
	struct address none = { .family = 0 };
	char buffer[ADDRESS_TEXT_SIZE];

	ck_assert_str_eq(address_print(&none, buffer), "-");
}
END_TEST

static struct address parsed(const char *text)
{
	struct address address;

	ck_assert_msg(address_parse(text, &address, NULL), "'%s'", text);
	return address;
}

START_TEST(addresses_survive_a_socket_address)
{
	static const char *const texts[] = { "192.0.2.1", "2001:db8::1", "fe80::1%lo" };
	static const socklen_t lengths[] = {sizeof(struct sockaddr_in), sizeof(struct sockaddr_in6),
					    sizeof(struct sockaddr_in6)};

	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		struct address before = parsed(texts[i]), after;
		struct sockaddr_storage sockaddr;

		ck_assert_uint_eq(address_to_sockaddr(&before, &sockaddr), lengths[i]);
		ck_assert(address_from_sockaddr(&sockaddr, &after));
		ck_assert(address_equal(&before, &after));
		ck_assert_uint_eq(address_hash(&before), address_hash(&after));
	}
}
END_TEST

START_TEST(a_mapped_socket_address_is_the_ipv4_one)
{
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6 };
	struct sockaddr_storage sockaddr = { 0 };
	struct address expected = parsed("192.0.2.1"), address;
	static const uint8_t mapped[16] = { [10] = 0xff, 0xff, 192, 0, 2, 1 };

	memcpy(&in6.sin6_addr, mapped, sizeof(mapped));
	memcpy(&sockaddr, &in6, sizeof(in6));
	ck_assert(address_from_sockaddr(&sockaddr, &address));
	ck_assert(address_equal(&address, &expected));
}
END_TEST

START_TEST(a_scope_belongs_to_link_local_addresses_only)
{
	struct sockaddr_storage sockaddr;
	struct address global = parsed("2001:db8::1"), address;
	struct sockaddr_in6 in6;

	address_to_sockaddr(&global, &sockaddr);
	memcpy(&in6, &sockaddr, sizeof(in6));
	in6.sin6_scope_id = 7;
	memcpy(&sockaddr, &in6, sizeof(in6));
	ck_assert(address_from_sockaddr(&sockaddr, &address));
	ck_assert(address_equal(&address, &global));
}
END_TEST

START_TEST(other_families_are_refused)
{
	struct sockaddr_storage sockaddr = { .ss_family = AF_UNIX };
	struct address address;

	ck_assert(!address_from_sockaddr(&sockaddr, &address));
}
END_TEST

START_TEST(an_index_that_no_machine_reaches_is_refused)
{
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6, .sin6_scope_id = ADDRESS_SCOPE_MAXIMUM + 1 };
	struct sockaddr_storage sockaddr = { 0 };
	struct address address;

	memcpy(&sockaddr, &in6, sizeof(in6));
	ck_assert(!address_from_sockaddr(&sockaddr, &address));
	ck_assert(!address_parse("fe80::1%16777216", &address, NULL));
}
END_TEST

START_TEST(family_and_scope_tell_addresses_apart)
{
	struct address v4 = parsed("32.1.13.184"), v6 = parsed("2001:db8::");
	struct address here = parsed("fe80::1%1"), there = parsed("fe80::1%16777215");

	ck_assert(!address_equal(&v4, &v6));
	ck_assert(!address_equal(&here, &there));
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(an_address_is_printed_in_one_spelling),
		UNIT(what_is_no_literal_is_refused_and_says_why),
		UNIT(no_address_is_printed_as_a_dash),
		UNIT(addresses_survive_a_socket_address),
		UNIT(a_mapped_socket_address_is_the_ipv4_one),
		UNIT(a_scope_belongs_to_link_local_addresses_only),
		UNIT(other_families_are_refused),
		UNIT(an_index_that_no_machine_reaches_is_refused),
		UNIT(family_and_scope_tell_addresses_apart),
		{ NULL, NULL },
	};

	return unit_run("base-address", tests);
}
