/* SPDX-License-Identifier: Apache-2.0 */
/*
 * platform-table.c: rows are cut where the headings say, or not at all.
 */
#include "fixture-platform.h"

#define TABLE(columns)                                                                             \
	"  a:\n    send: show a\n    verified: sample\n    record: interface\n    table: [" columns "]\n"

#define PORTS TABLE("Port: name, Name: description, Status: oper, Vlan, Speed: 'speed:mbit'")

START_TEST(cells_stand_below_their_headings)
{
	check_said(PORTS,
		   "Port      Name               Status       Vlan   Speed\n"
		   "Gi1/0/1   * my port *        connected    1      a-100\n"
		   "Gi1/0/2                      down         trunk   1000\n"
		   "Gi1/0/3   connected to U     connected    pvlan x  10G\n",
		   "interface name=GigabitEthernet1/0/1 oper=up description=* my port * speed=100000000\n"
		   "interface name=GigabitEthernet1/0/2 oper=down speed=1000000000\n"
		   "interface name=GigabitEthernet1/0/3 oper=up description=connected to U speed=10000000000\n");
}
END_TEST

START_TEST(numbers_stand_under_the_end_of_their_heading)
{
	check_said(TABLE("Port: name, InOctets: in_octets, InPkts: in_packets"),
		   "Port      InOctets   InPkts\n------- --- ---\n"
		   "Te1     1234567890123        7\nTe2            0        0\n",
		   "interface name=Te1 in_octets=1234567890123 in_packets=7\n"
		   "interface name=Te2 in_octets=0 in_packets=0\n");
}
END_TEST

START_TEST(a_name_that_is_too_long_pushes_the_rest)
{
	check_said(TABLE("Port: name, MTU: mtu, State: oper"),
		   "Port MTU State\nTwentyFiveGigE1/0/1 1500 up\n",
		   "interface name=TwentyFiveGigE1/0/1 oper=up mtu=1500\n");
}
END_TEST

START_TEST(a_cell_that_is_too_long_is_told_from_a_wide_number)
{
	static const char header[] = "Name  In   Out  State\n";
	static const struct { const char *row, *says; } cases[] = {
		{"eth0  1234567 89  up\n", "interface name=eth0 oper=up in_octets=1234567 out_octets=89\n"},
		{"eth0  1    2    up\n", "interface name=eth0 oper=up in_octets=1 out_octets=2\n"},
		{"eth0  123456789\n", "interface name=eth0 in_octets=123456789\n"},
		/* Of Out, or of In: nobody can tell. */
		{"eth0  12345678\n", "? 2: eth0  12345678\n"},
		{"eth0 1234567890\n", "? 2: eth0 1234567890\n"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *output = g_strconcat(header, cases[i].row, NULL);

		check_said(TABLE("Name: name, In: in_octets, Out: out_octets, State: oper"), output, cases[i].says);
	}
}
END_TEST

START_TEST(a_row_goes_on_in_the_next_line)
{
	check_said(TABLE("Port: name, MTU: mtu, State: oper"),
		   "Port      MTU   State\nTwentyFiveGigE1/0/1\n          1500  up\neth0            down\n          1400\n",
		   "interface name=TwentyFiveGigE1/0/1 oper=up mtu=1500\ninterface name=eth0 oper=down mtu=1400\n");
}
END_TEST

START_TEST(what_cannot_be_cut_without_doubt_is_not_guessed)
{
	check_said(TABLE("Port: name, MTU: mtu, State: oper"),
		   "Port      MTU   State\neth0      x     up\neth1 1 2  1500  up\neth2  7   7 8   up\n",
		   "? 2: eth0      x     up\n? 3: eth1 1 2  1500  up\n? 4: eth2  7   7 8   up\n");
}
END_TEST

START_TEST(what_goes_on_with_a_lost_row_is_lost_with_it)
{
	check_said(TABLE("Port: name, MTU: mtu, State: oper"),
		   "Port      MTU   State\neth0            up\neth1      x     up\n          1400\n",
		   "interface name=eth0 oper=up\n? 3: eth1      x     up\n? 4: 1400\n");
}
END_TEST

START_TEST(a_table_ends_at_a_blank_line)
{
	check_said(TABLE("Port: name, MTU: mtu"),
		   "Port  MTU\n\neth0  1500\n\neth1  1500\n\nPort  MTU\neth2  9000\n",
		   "interface name=eth0 mtu=1500\ninterface name=eth2 mtu=9000\n? 5: eth1  1500\n");
}
END_TEST

START_TEST(two_tables_of_one_kind_are_put_together)
{
	check_said("  a:\n    send: show a\n    verified: sample\n    records:\n"
		   "      - {record: interface, table: [Port: name, In: in_octets]}\n"
		   "      - {record: interface, table: [Port: name, Out: out_octets]}\n",
		   "Port  In\neth0   5\n\nPort  Out\neth0    7\n", "interface name=eth0 in_octets=5 out_octets=7\n");
}
END_TEST

START_TEST(a_cell_may_have_rules_of_its_own)
{
	check_said(TABLE("Port: name, Used (Pct): '{in_octets} \\({}\\)', "
			 "Flags: [{line: '...X...', set: {admin: down}}, '{description}']"),
		   "Port  Used (Pct)  Flags\neth0     5 (10%)  aXb\neth1     6 (12%)  ab\n",
		   "interface name=eth0 admin=down in_octets=5\ninterface name=eth1 description=ab in_octets=6\n");
}
END_TEST

START_TEST(wide_characters_take_two_columns)
{
	check_said(TABLE("ポート: name, 状態: oper, 説明: description"),
		   "ポート  状態  説明\nLAN1    up    本社\nLAN2    down  支社の線\n",
		   "interface name=LAN1 oper=up description=本社\ninterface name=LAN2 oper=down description=支社の線\n");
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(cells_stand_below_their_headings),
		UNIT(numbers_stand_under_the_end_of_their_heading),
		UNIT(a_name_that_is_too_long_pushes_the_rest),
		UNIT(a_cell_that_is_too_long_is_told_from_a_wide_number),
		UNIT(a_row_goes_on_in_the_next_line),
		UNIT(what_cannot_be_cut_without_doubt_is_not_guessed),
		UNIT(what_goes_on_with_a_lost_row_is_lost_with_it),
		UNIT(a_table_ends_at_a_blank_line),
		UNIT(two_tables_of_one_kind_are_put_together),
		UNIT(a_cell_may_have_rules_of_its_own),
		UNIT(wide_characters_take_two_columns),
		{NULL, NULL},
	};

	return unit_run("probe-platform-table", tests);
}
