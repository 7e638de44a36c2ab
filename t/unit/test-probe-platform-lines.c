/* SPDX-License-Identifier: Apache-2.0 */
/*
 * platform-lines.c: which line goes to which record, and which to nobody.
 */
#include "fixture-platform.h"

#define COMMAND(rest) "  a:\n    send: show a\n    verified: sample\n" rest

START_TEST(a_record_begins_where_its_start_matches)
{
	check_said(COMMAND("    record: interface\n"
			   "    start: ['{name} is {admin}, line protocol is {oper}']\n"
			   "    lines: ['MTU {mtu} bytes', '{in_octets} bytes in']\n"),
		   "MTU 9 bytes\nGi0/1 is up, line protocol is connected\n  MTU 1500 bytes\n  MTU 9000 bytes\n"
		   "eth1 is down, line protocol is melted\n  0 bytes in\n",
		   "interface name=GigabitEthernet0/1 admin=up oper=up mtu=1500\n"
		   "interface name=eth1 admin=down in_octets=0\n"
		   "? 1: MTU 9 bytes\n? 5 oper: melted\n");
}
END_TEST

START_TEST(context_holds_for_what_follows)
{
	check_said(COMMAND("    record: bgp-neighbour\n    context: ['Family {family}', 'VRF {vrf}']\n"
			   "    start: ['{address} {state}']\n"),
		   "Family vpnv4\nVRF red\n192.0.2.1 idle\nVRF blue\n192.0.2.1 established\n",
		   "bgp-neighbour vrf=red family=vpnv4 address=192.0.2.1 state=idle\n"
		   "bgp-neighbour vrf=blue family=vpnv4 address=192.0.2.1 state=established\n");
}
END_TEST

START_TEST(every_block_is_offered_every_line)
{
	check_said(COMMAND("    records:\n"
			   "      - {record: tunnel, start: ['Interface: {interface}'], lines: ['Peer {remote}']}\n"
			   "      - record: ike-sa\n        context: ['Peer {remote}']\n        start: ['SA {id} {state}']\n"),
		   "Interface: Tunnel1\nPeer 192.0.2.9\nSA 7 up\nSA 8 down\n",
		   "tunnel interface=Tunnel1 remote=192.0.2.9\n"
		   "ike-sa id=7 remote=192.0.2.9 state=up\nike-sa id=8 remote=192.0.2.9 state=down\n");
}
END_TEST

START_TEST(set_fixes_values_and_sums_add_up)
{
	check_said(COMMAND("    record: system\n    set: {os: Linux}\n"
			   "    lines: ['cpu {cpu_busy+} {cpu_busy+} {cpu_idle}', {line: 'gone {uptime}', set: {users: 0}}]\n"),
		   "cpu 1 2 3\ncpu 10 20 30\ngone 5s\n",
		   "system os=Linux uptime=5000000 cpu_busy=33 cpu_idle=3 users=0\n");
}
END_TEST

START_TEST(until_closes_a_record)
{
	check_said(COMMAND("    record: interface\n    start: ['Port {name}']\n    lines: ['MTU {mtu}']\n    until: [Queues]\n"),
		   "Port a\nQueues\nMTU 5\nPort b\nMTU 6\n",
		   "interface name=a\ninterface name=b mtu=6\n? 3: MTU 5\n");
}
END_TEST

START_TEST(parts_are_skipped_and_ignored)
{
	check_said(COMMAND("    record: system\n    lines: ['CPU {cpu}']\n    ignore: [noise ...]\n"
			   "    skip: [{from: PID ..., to: end}, {from: Licence, before: CPU ...}, {from: tail}]\n"),
		   "Load for five secs\nnoise 1\nPID x\n1 y\nend\nLicence\nlong text\nCPU 5\nwhat\ntail\nmore\n",
		   "system cpu=50000\n? 9: what\n");
}
END_TEST

START_TEST(lines_that_are_one_are_put_together)
{
	check_said(COMMAND("    record: bgp-neighbour\n    join: ['[0-9a-f:]{7,45}']\n    continues: ['(via|at) ...']\n"
			   "    start: ['{address} {as} {state} via {description}']\n"),
		   "2001:db8::1\n     65000 idle\n    via x\n192.0.2.1 1 idle via y\n",
		   "bgp-neighbour address=2001:db8::1 as=65000 state=idle description=x\n"
		   "bgp-neighbour address=192.0.2.1 as=1 state=idle description=y\n");
}
END_TEST

START_TEST(a_line_that_the_device_broke_at_a_column_is_mended)
{
	/* A wide character that does not fit leaves the last column free. */
	check_said(COMMAND("    record: system\n    wrap: 20\n"
			   "    lines: ['MAC-Address is {serial}', '再起動の理由は {boot_reason}']\n"),
		   "MAC-Address is 00a0d\ne1234\n再起動の理由は 電源\n断\n再起動の理由は\n停電\n",
		   "system serial=00a0de1234 boot_reason=電源断\n? 5: 再起動の理由は\n? 6: 停電\n");
}
END_TEST

START_TEST(the_first_value_stays_and_the_missing_is_unknown)
{
	g_autoptr(ops_platform_t) platform = platform_good(COMMAND("    record: system\n    lines: ['a {cpu}', 'b {cpu} {uptime:s}']\n"));
	g_autoptr(ops_platform_answer_t) answer = answer_to_bytes(platform, "a 1\nb 2 3\n", 10);
	const struct platform_record *record = platform_answer_at(answer, 0);

	ck_assert_int_eq(platform_value(record, "cpu")->number, 10000);
	ck_assert_int_eq(platform_value(record, "uptime")->number, 3000000);
	ck_assert_ptr_null(platform_value(record, "memory_total"));
	ck_assert_ptr_null(platform_value(record, "no such field"));
}
END_TEST

START_TEST(the_layout_that_says_most_wins)
{
	static const char commands[] = COMMAND(
		"    layouts:\n"
		"      - {layout: one, record: interface, start: ['{name} {mtu} ...']}\n"
		"      - {layout: two, record: interface, start: ['{name} {mtu} {oper} {in_octets}']}\n"
		"      - {layout: three, when: never, record: interface, start: ['{name} {mtu} {oper} {out_octets}']}\n");
	g_autoptr(ops_platform_t) platform = platform_good(commands);
	g_autoptr(ops_platform_answer_t) answer = answer_to_bytes(platform, "eth0 1500 up 7\n", 15);

	ck_assert_str_eq(platform_answer_layout(answer), "two");
	check_said(commands, "eth0 1500 x\n", "interface name=eth0 mtu=1500\n");
}
END_TEST

START_TEST(records_without_a_key_or_a_needed_field_are_none)
{
	check_said(COMMAND("    record: redundancy-group\n    set: {protocol: vrrp}\n    needs: [virtual_address]\n"
			   "    start: ['Group {group}']\n    lines: ['Address {virtual_address}', 'State {state}']\n"),
		   "Group 1\nState master\nGroup 2\nState backup\nAddress 192.0.2.1\n",
		   "redundancy-group protocol=vrrp group=2 state=backup virtual_address=192.0.2.1\n");
}
END_TEST

START_TEST(two_associations_with_one_peer_stay_two)
{
	check_said(COMMAND("    record: ike-sa\n    start: ['{remote} {state}']\n"),
		   "192.0.2.1 up\n192.0.2.1 down\n192.0.2.1 down\n",
		   "ike-sa remote=192.0.2.1 state=up\nike-sa remote=192.0.2.1 state=down\n");
}
END_TEST

START_TEST(shares_follow_from_parts_and_the_whole)
{
	check_said(COMMAND("    record: memory\n    start: ['{name} {total} {used}', '{name} free {free} of {total}']\n"),
		   "a 200 50\nb free 25 of 100\nc 0 0\n",
		   "memory name=a total=200 used=50 free=150 use=250000\n"
		   "memory name=b total=100 used=75 free=25 use=750000\nmemory name=c total=0 used=0 free=0\n");
	check_said(COMMAND("    record: system\n    lines: ['{memory_total} {memory_free} {memory_available}']\n"),
		   "100 10 60\n", "system memory_total=100 memory_used=40 memory_free=10 memory_available=60 memory_use=400000\n");
}
END_TEST

START_TEST(what_nobody_has_proof_of_is_not_used)
{
	check_said("  a:\n    send: show a\n    record: system\n    verified: manual\n"
		   "    lines: ['CPU {cpu}', {line: 'Name {hostname}', verified: none}]\n",
		   "CPU 5\nName x\n", "system cpu=50000\n? 2: Name x\n");
}
END_TEST

START_TEST(what_is_not_understood_is_counted_beyond_what_is_kept)
{
	g_autoptr(ops_platform_t) platform = platform_good(COMMAND("    record: system\n    lines: ['CPU {cpu}']\n"));
	GString *output = g_string_new("CPU 1\n");

	for (int i = 0; i < 500; i++)
		g_string_append_printf(output, "line %d\n", i);
	g_autoptr(ops_platform_answer_t) answer = answer_to_bytes(platform, output->str, output->len);

	ck_assert_uint_eq(platform_answer_odd_lines(answer), 500);
	ck_assert_uint_eq(platform_answer_oddities(answer), PLATFORM_ODDITIES);
	ck_assert_uint_eq(platform_answer_lines(answer), 501);
	g_string_free(output, TRUE);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(a_record_begins_where_its_start_matches),
		UNIT(context_holds_for_what_follows),
		UNIT(every_block_is_offered_every_line),
		UNIT(set_fixes_values_and_sums_add_up),
		UNIT(until_closes_a_record),
		UNIT(parts_are_skipped_and_ignored),
		UNIT(lines_that_are_one_are_put_together),
		UNIT(a_line_that_the_device_broke_at_a_column_is_mended),
		UNIT(the_first_value_stays_and_the_missing_is_unknown),
		UNIT(the_layout_that_says_most_wins),
		UNIT(records_without_a_key_or_a_needed_field_are_none),
		UNIT(two_associations_with_one_peer_stay_two),
		UNIT(shares_follow_from_parts_and_the_whole),
		UNIT(what_nobody_has_proof_of_is_not_used),
		UNIT(what_is_not_understood_is_counted_beyond_what_is_kept),
		{NULL, NULL},
	};

	return unit_run("probe-platform-lines", tests);
}
