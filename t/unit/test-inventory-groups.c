/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Redundancy groups: members of one sort that can stand in for each other.
 */
#include "test-inventory.h"

#define GROUP(body) "groups:\n  g: {" body "}\n"

#define LOGGED_IN \
	"devices:\n" \
	"  d1: {owner: self, platform: frr, address: 10.0.2.1, service-class: user, ssh: {user: nwops, agent: true}}\n" \
	"  d2: {owner: self, platform: frr, address: 10.0.2.2, service-class: user, ssh: {user: nwops, agent: true}}\n" \
	"links: [[d1, e1], [d2, e1]]\n"

START_TEST(a_group_can_switch_between_things_of_one_sort)
{
	static const struct fault_case cases[] = {
		/* Who is active is asked by logging in. */
		{ GROUP("protocol: vrrp, members: [a1, b1], normally-active: a1"),
		  "warning case 2:3 switchovers of group 'g' are not watched: member 'a1' is not logged in to "
		  "(3.2.1-6)\n" },
		{ GROUP("protocol: any, members: [a1, b1]"), "" },
		{ GROUP("protocol: vrrp, members: [d1, d2], normally-active: d1") LOGGED_IN, "" },
		{ GROUP("protocol: vrrp, members: [a1, h1]"),
		  "error case 2:37 member 'h1' of group 'g' is a line; members of protocol 'vrrp' are devices\n" },
		{ GROUP("protocol: lines, members: [h1, a1]"),
		  "error case 2:38 member 'a1' of group 'g' is a device; members of protocol 'lines' are "
		  "lines\n" },
		{ GROUP("protocol: any, members: [h1, a1]"),
		  "error case 2:36 member 'a1' of group 'g' is a device, but those before it are not\n" },
		{ GROUP("protocol: vrrp, members: [a1, bb1]"),
		  "error case 2:37 unknown device 'bb1' in 'members' of group 'g'; did you mean 'b1'?\n" },
		{ GROUP("protocol: vrrp, members: [a1]"),
		  "error case 2:32 group 'g' has 1 members, not 2 to 64\n" },
		{ GROUP("protocol: vrrp, members: [a1, a1]"), "error case 2:37 'a1' is a member of group 'g' twice\n" },
		{ GROUP("protocol: vrrp, members: [a1, b1], normally-active: e1"),
		  "error case 2:59 normally-active 'e1' is no member of group 'g'\n" },
		{ GROUP("protocol: vrrp, members: [a1, b1], minimum-standby: 2"),
		  "error case 2:59 minimum-standby 2 of group 'g' is impossible: of 2 members one is active\n" },
		{ GROUP("protocol: vrrp, members: [a1, e1]"),
		  "error case 2:32 members of group 'g' have different owners: 'a1' is of 'self', 'e1' of "
		  "'core'\n" },
		{ GROUP("protocol: bgp, members: [d1, e1]") LOGGED_IN,
		  "warning case 2:3 switchovers of group 'g' are not watched: member 'e1' is not logged in to "
		  "(3.2.1-6)\n" },
		{ GROUP("protocol: vrrp, members: [d1, d2], vrid: 5") LOGGED_IN, "" },
		{ GROUP("protocol: vrrp, members: [a1, b1], vrid: five"),
		  "error case 2:48 'vrid' of group 'g' is no number: 'five'\n" },
		{ GROUP("protocol: bgp, members: [a1, e1], vrid: 5"),
		  "error case 2:47 'vrid' of group 'g': groups of protocol 'bgp' have no number\n" },
		{ GROUP("members: [a1, e1]"), "error case 2:6 group 'g' lacks 'protocol'\n" },
		{ "devices: {h1: {owner: core}}\n" GROUP("protocol: any, members: [h1, a1]"),
		  "error case 3:32 member 'h1' of group 'g' is both a device and a line; say protocol 'lines' "
		  "or that of the devices\n" },
	};

	CASE_CHECK(case_base, cases);
}
END_TEST

START_TEST(a_group_holds_its_members_in_order)
{
	struct inventory *inventory = case_load(
		"lines: {h2: {institution: hosp-1, from: a1, address: 10.1.0.2}}\n"
		"groups:\n"
		"  d: {protocol: hsrp, members: [b1, a1], normally-active: b1, minimum-standby: 0, vrid: 0}\n"
		"  l: {protocol: lines, members: [h2, h1]}\n");
	const struct group *d = inventory_find_group(inventory, "d");
	const struct group *l = inventory_find_group(inventory, "l");

	ck_assert_str_eq(inventory_group_protocol_id(d->protocol), "hsrp");
	ck_assert_str_eq(d->devices[0]->name, "b1");
	ck_assert_str_eq(d->devices[1]->name, "a1");
	ck_assert_ptr_null(d->devices[2]);
	ck_assert_ptr_null(d->lines);
	ck_assert_str_eq(d->normally_active, "b1");
	ck_assert_int_eq(d->minimum_standby, 0);
	ck_assert_str_eq(d->vrid, "0");
	ck_assert_ptr_null(l->devices);
	ck_assert_str_eq(l->lines[0]->name, "h2");
	ck_assert_ptr_null(l->lines[2]);
	ck_assert_ptr_null(l->normally_active);
	ck_assert_int_eq(l->minimum_standby, 1);
	ck_assert_ptr_null(l->vrid);
	inventory_free(inventory);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(a_group_can_switch_between_things_of_one_sort),
		UNIT(a_group_holds_its_members_in_order),
		{ NULL, NULL },
	};

	return unit_run("inventory-groups", tests);
}
