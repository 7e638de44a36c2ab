/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Interfaces: each leads to something that gives it its name, what leads to a
 * line is held against the line's contract in the right direction, and two of a
 * device are never called alike.
 */
#include "test-inventory.h"

#define BASE "devices:\n" \
	"  a2: {owner: core, address: 10.9.0.1, service-class: user, platform: frr, ssh: {user: u, key: k}}\n" \
	"  a2-x: {owner: core, address: 10.9.0.2, service-class: user, platform: frr, ssh: {user: u, key: k}}\n" \
	"  cpe: {owner: hosp-1, address: 10.9.0.3, platform: frr, ssh: {user: u, key: k}}\n" \
	"lines:\n" \
	"  c1: {institution: hosp-1, from: a2, cpe: cpe, address: 10.9.1.1, contract: {down: 1G, up: 100M}}\n"
#define CASE(entry) BASE "interfaces:\n  " entry "\n"

START_TEST(an_interface_is_found_by_device_and_name)
{
	struct inventory *inventory = case_load(
		CASE("a2/ge-0/0/1.100: {line: c1}")
		"  a2/eth1: {device: a2-x, rate: 10G}\n"
		"  a2-x/eth1: {device: a2, rate: 1G/100M, expect: down}\n"
		"  cpe/wan: {line: c1}\n"
		"  cpe/lan1: {name: lan, expect: any}\n");
	const struct device *a2 = inventory_find_device(inventory, "a2");
	const struct device *cpe = inventory_find_device(inventory, "cpe");
	const struct interface *interface = inventory_device_interface(inventory, a2, "ge-0/0/1.100");
	size_t count;

	ck_assert_str_eq(interface->name, "a2/ge-0/0/1.100");
	ck_assert_str_eq(interface->label, "c1");
	ck_assert_ptr_eq(interface->line, inventory_find_line(inventory, "c1"));
	ck_assert_ptr_null(interface->peer);
	ck_assert_int_eq(interface->expect, INTERFACE_UP);
	/* Down the line is out of the concentrator, and into the device at its end. */
	ck_assert_int_eq(interface->rate_out, 1000000000);
	ck_assert_int_eq(interface->rate_in, 100000000);
	interface = inventory_device_interface(inventory, cpe, "wan");
	ck_assert_int_eq(interface->rate_in, 1000000000);
	ck_assert_int_eq(interface->rate_out, 100000000);
	interface = inventory_device_interface(inventory, a2, "eth1");
	ck_assert_str_eq(interface->label, "a2-x");
	ck_assert_ptr_eq(interface->peer, inventory_find_device(inventory, "a2-x"));
	ck_assert_int_eq(interface->rate_in, 10000000000);
	ck_assert_int_eq(interface->rate_out, 10000000000);
	interface = inventory_device_interface(inventory, cpe, "lan1");
	ck_assert_str_eq(interface->label, "lan");
	ck_assert_int_eq(interface->rate_in, 0);
	ck_assert_int_eq(interface->expect, INTERFACE_ANY);
	ck_assert_ptr_null(inventory_device_interface(inventory, cpe, "eth1"));
	/* One device's are side by side, whatever begins alike. */
	interface = inventory_device_interfaces(inventory, a2, &count);
	ck_assert_uint_eq(count, 2);
	ck_assert_str_eq(interface[0].name, "a2/eth1");
	ck_assert_str_eq(interface[1].name, "a2/ge-0/0/1.100");
	interface = inventory_device_interfaces(inventory, inventory_find_device(inventory, "a2-x"), &count);
	ck_assert_uint_eq(count, 1);
	ck_assert_int_eq(interface->rate_out, 1000000000);
	ck_assert_int_eq(interface->rate_in, 100000000);
	ck_assert_int_eq(interface->expect, INTERFACE_DOWN);
	ck_assert_ptr_null(inventory_device_interfaces(inventory, inventory_find_device(inventory, "b1"), &count));
	ck_assert_uint_eq(count, 0);
	inventory_free(inventory);
}
END_TEST

START_TEST(each_leads_to_one_thing_and_is_called_so_alone)
{
	static const struct fault_case cases[] = {
		{ CASE("a2/e0: {expect: up}"),
		  "error case 8:3 interface 'a2/e0' needs one of 'line', 'device' and 'name'\n" },
		{ CASE("a2/e0: {line: c1, name: x}"),
		  "error case 8:3 interface 'a2/e0' needs one of 'line', 'device' and 'name'\n" },
		{ CASE("a2/e0: {line: c1}\n  a2/e1: {name: c1}\n  cpe/e1: {line: c1}"),
		  "error case 9:3 interface 'a2/e1' is called 'c1', and so is interface 'a2/e0'\n" },
		{ CASE("a2/e0: {line: c1}\n  a2/e0: {name: y}"),
		  "error case 9:3 duplicate key 'a2/e0': it stands already at line 8, column 3\n" },
		{ CASE("a2/e0: {device: a2}"), "error case 8:19 interface 'a2/e0' leads to its own device\n" },
		{ CASE("a2/e0: {line: c9}"),
		  "error case 8:17 unknown line 'c9' in 'line' of interface 'a2/e0'; did you mean 'c1'?\n" },
		{ CASE("b1/e0: {name: x}"),
		  "error case 8:3 interface 'b1/e0' is of a device without 'ssh', so nobody can read it\n" },
		{ CASE("a9/e0: {name: x}"),
		  "error case 8:3 unknown device 'a9' in 'interfaces' of section 'interfaces'; did you mean 'a1'?\n" },
	};

	CASE_CHECK(case_base, cases);
}
END_TEST

START_TEST(names_rates_and_expectations_have_their_form)
{
	static const struct fault_case cases[] = {
		{ CASE("a2: {name: x}"),
		  "error case 8:3 'a2' is no name of an interface: expected 'DEVICE/INTERFACE' without blanks\n" },
		{ CASE("a2/: {name: x}"),
		  "error case 8:3 'a2/' is no name of an interface: expected 'DEVICE/INTERFACE' without blanks\n" },
		{ CASE("a2/Gi 0: {name: x}"),
		  "error case 8:3 'a2/Gi 0' is no name of an interface: expected 'DEVICE/INTERFACE' without blanks\n" },
		{ CASE("'-/e0': {name: x}"),
		  "error case 8:3 '-/e0' is no name of an interface: expected 'DEVICE/INTERFACE' without blanks\n" },
		{ CASE("a2/e0: {name: x, rate: fast}"),
		  "error case 8:26 'rate' of interface 'a2/e0': 'fast' is not a rate: expected a number and one of bps, k, "
		  "M, G, T, as in 100M or 1Gbps\n" },
		{ CASE("a2/e0: {name: x, rate: 1G/}"),
		  "error case 8:26 'rate' of interface 'a2/e0': '' is not a rate: expected a number and one of bps, k, M, G, "
		  "T, as in 100M or 1Gbps\n" },
		{ CASE("a2/e0: {name: x, expect: yes}"),
		  "error case 8:28 'expect' of interface 'a2/e0' is 'yes': expected one of up, down, any\n" },
		{ CASE("a2/e0: {name: x y}"),
		  "error case 8:17 'name' of interface 'a2/e0' is 'x y': expected a name of at most 64 letters, digits, "
		  "'-', '_' and '.' that begins with a letter or digit\n" },
		{ CASE("a2/e0: eth0"), "error case 8:10 interface 'a2/e0' is 'eth0': expected a mapping\n" },
		{ BASE "interfaces: [a2/e0]\n", "error case 7:13 section 'interfaces' is a list: expected a mapping\n" },
	};

	CASE_CHECK(case_base, cases);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(an_interface_is_found_by_device_and_name),
		UNIT(each_leads_to_one_thing_and_is_called_so_alone),
		UNIT(names_rates_and_expectations_have_their_form),
		{ NULL, NULL },
	};

	return unit_run("inventory-interfaces", tests);
}
