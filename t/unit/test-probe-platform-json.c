/* SPDX-License-Identifier: Apache-2.0 */
/*
 * platform-json.c: JSON is read whole or not at all, and its members by their
 * places.
 */
#include "fixture-platform.h"

#define BGP                                                                                        \
	"  a:\n    send: show a\n    json: true\n    verified: sample\n    record: bgp-neighbour\n" \
	"    each: '{vrf}/{family}/peers/{address}'\n"                                              \
	"    words: {family: {ipv4Unicast: ipv4-unicast}}\n"                                        \
	"    fields: {remoteAs: as, state: state, upMsec: ['0', '{last_change:ms}'], pfx/0/n: prefixes_received}\n"

START_TEST(members_are_found_by_their_places)
{
	check_said(BGP,
		   "{\"red\":{\"ipv4Unicast\":{\"peers\":{\"192.0.2.1\":{\"remoteAs\":65000,\"state\":\"Established\","
		   "\"upMsec\":1500,\"pfx\":[{\"n\":7}]},\"swp1\":{\"remoteAs\":1,\"state\":\"Melted\",\"upMsec\":0,\"pfx\":[]}},"
		   "\"other\":5}}}\n",
		   "bgp-neighbour vrf=red family=ipv4-unicast address=192.0.2.1 as=65000 state=established "
		   "last_change=1500000 prefixes_received=7\n"
		   "bgp-neighbour vrf=red family=ipv4-unicast address=swp1 as=1\n? 0 state: Melted\n");
}
END_TEST

START_TEST(null_and_what_is_absent_are_unknown)
{
	check_said(BGP, "{\"red\":{\"ipv4Unicast\":{\"peers\":{\"192.0.2.1\":{\"remoteAs\":null}}}}}",
		   "bgp-neighbour vrf=red family=ipv4-unicast address=192.0.2.1\n");
	check_said(BGP, "{}", "");
	check_said(BGP, "{\"red\":{\"ipv4Unicast\":7}}", "");
}
END_TEST

START_TEST(what_stands_around_it_is_shown)
{
	check_said(BGP, "warning: slow\n{\"red\":{\"ipv4Unicast\":{\"peers\":{\"192.0.2.1\":{}}}}}\nbye\n",
		   "bgp-neighbour vrf=red family=ipv4-unicast address=192.0.2.1\n? 1: warning: slow\n? 3: bye\n");
}
END_TEST

START_TEST(garbled_is_garbled_as_a_whole)
{
	static const char *const outputs[] = {
		"{\"red\":{\"ipv4Unicast\":{\"peers\":{\"192.0.2.1\":{\"remoteAs\":650\n}\n",
		"{\"red\":1}{\"blue\":2}\n", "{\"red\":1,\"red\":2}\n", "{\"red\":}\n", "[1,2\n]]\n",
	};
	g_autoptr(ops_platform_t) platform = platform_good(BGP);

	for (size_t i = 0; i < G_N_ELEMENTS(outputs); i++) {
		g_autoptr(ops_platform_answer_t) answer = answer_to_bytes(platform, outputs[i], strlen(outputs[i]));

		ck_assert_int_eq(platform_answer_verdict(answer), ANSWER_GARBLED);
		ck_assert_uint_eq(platform_answer_count(answer), 0);
		ck_assert_str_ne(platform_answer_evidence(answer), "");
	}
}
END_TEST

START_TEST(words_in_the_place_of_json_are_heard)
{
	check_said(BGP, "VRRP is off\n", "absent\n");
	check_said(BGP, "% Unknown command: show a\n", "? 1: % Unknown command: show a\nrefused\n");
	check_said(BGP, "no json here\n", "? 1: no json here\ngarbled\n");
}
END_TEST

START_TEST(lists_are_held_against_rules_as_text)
{
	check_said("  a:\n    send: show a\n    json: true\n    verified: sample\n    record: interface\n    each: '*'\n"
		   "    fields:\n      ifname: name\n      mtu: mtu\n"
		   "      flags: [{line: '(...,)?UP(,...)?', set: {admin: up}}, {line: '...', set: {admin: down}}]\n",
		   "[{\"ifname\":\"lo\",\"flags\":[\"LOOPBACK\",\"UP\"],\"mtu\":65536},"
		   "{\"ifname\":\"eth0\",\"flags\":[\"SUPER\"]},{\"mtu\":1}]",
		   "interface name=lo admin=up mtu=65536\ninterface name=eth0 admin=down\n");
}
END_TEST

START_TEST(a_document_may_be_one_long_line)
{
	GString *output = g_string_new("[");
	g_autoptr(ops_platform_t) platform =
		platform_good("  a: {send: show a, json: true, verified: sample, record: interface, each: '*', fields: {n: name}}\n");

	for (int i = 0; i < 5000; i++)
		g_string_append_printf(output, "%s{\"n\":\"eth%d\"}", i ? "," : "", i);
	g_string_append(output, "]\n");
	g_autoptr(ops_platform_answer_t) answer = answer_to_bytes(platform, output->str, output->len);

	ck_assert_int_eq(platform_answer_verdict(answer), ANSWER_COMPLETE);
	ck_assert_uint_eq(platform_answer_count(answer), 5000);
	g_string_free(output, TRUE);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(members_are_found_by_their_places),
		UNIT(null_and_what_is_absent_are_unknown),
		UNIT(what_stands_around_it_is_shown),
		UNIT(garbled_is_garbled_as_a_whole),
		UNIT(words_in_the_place_of_json_are_heard),
		UNIT(lists_are_held_against_rules_as_text),
		UNIT(a_document_may_be_one_long_line),
		{NULL, NULL},
	};

	return unit_run("probe-platform-json", tests);
}
