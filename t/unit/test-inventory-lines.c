/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lines and groups, and the demarcations that follow from owners.
 */
#include "test-inventory.h"

#define LINE(body) "lines:\n  x: {institution: hosp-1" body "}\n"
#define FROM ", from: a1"

START_TEST(a_line_leads_from_a_concentrator_to_an_institution)
{
	static const struct fault_case cases[] = {
		{ LINE(FROM), "error case 2:3 line 'x' has no address, nor a cpe with one: it cannot be watched\n" },
		{ LINE(", address: 10.1.0.2"),
		  "warning case 2:3 line 'x' has no 'from': its load is not capped and a dead concentrator "
		  "does not explain it\n" },
		{ LINE(FROM ", cpe: a1, address: 10.1.0.2"),
		  "error case 2:43 line 'x' begins and ends at device 'a1'\n" },
		{ LINE(FROM ", address: 10.1.0.2, carrier: power-1"),
		  "error case 2:66 'carrier' of line 'x' is organization 'power-1' of kind 'power-company'; "
		  "expected kind 'carrier'\n" },
		{ LINE(FROM ", address: 10.1.0.2, carrier: carrier-2"),
		  "error case 2:66 unknown organization 'carrier-2' in 'carrier' of line 'x'; did you mean "
		  "'carrier-1'?\n" },
		{ LINE(FROM ", address: 10.1.0.2, source: '2001:db8::1'"),
		  "error case 2:65 'source' of line 'x' and its address are not of one family\n" },
		{ "lines:\n  x: {institution: carrier-1" FROM ", address: 10.1.0.2}\n",
		  "error case 2:20 'institution' of line 'x' is organization 'carrier-1' of kind 'carrier'; "
		  "expected kind 'institution'\n" },
		{ "devices: {c: {owner: hosp-1}}\nlines:\n  x: {institution: hosp-1, from: c, address: 10.1.0.2}\n",
		  "error case 3:34 'from' of line 'x' is device 'c' of an institution, not a concentrator\n" },
		{ "lines:\n  h1: {institution: hosp-1" FROM ", address: 10.1.0.2}\n",
		  "error case 2:3 line 'h1' is there already: base, line 25, column 3\n" },
		{ "lines: !csv lines.csv\n",
		  "error case 1:8 section 'lines' has the unexpected tag '!csv': expected a mapping\n" },
	};

	CASE_CHECK(case_base, cases);
}
END_TEST

START_TEST(what_was_written_is_what_is_held)
{
	struct inventory *inventory = case_load(
		"devices: {c: {owner: hosp-1, address: 10.1.0.9}}\n"
		"lines:\n"
		"  x: {institution: hosp-1, from: a1, cpe: c, kind: ip-vpn, carrier: carrier-1, circuit-id: CAF-1,\n"
		"      contract: {down: 1G, up: 100M}, source: 10.0.0.9, tags: [t], service-class: gold}\n");
	const struct line *x = inventory_find_line(inventory, "x");
	char address[ADDRESS_TEXT_SIZE];

	ck_assert_str_eq(x->institution->name, "hosp-1");
	ck_assert_str_eq(x->from->name, "a1");
	ck_assert_ptr_eq(x->cpe, inventory_find_device(inventory, "c"));
	ck_assert_ptr_eq(x->cpe->behind, x->from);
	ck_assert_str_eq(address_print(&x->address, address), "10.1.0.9");
	ck_assert_str_eq(address_print(&x->source, address), "10.0.0.9");
	ck_assert_str_eq(inventory_line_kind_id(x->kind), "ip-vpn");
	ck_assert_str_eq(x->carrier->name, "carrier-1");
	ck_assert_str_eq(x->circuit_id, "CAF-1");
	ck_assert_str_eq(x->service_class->name, "gold");
	ck_assert_int_eq(x->contract_down, 1000000000);
	ck_assert_int_eq(x->contract_up, 100000000);
	ck_assert_str_eq(x->tags[0], "t");
	ck_assert_str_eq(inventory_find_line(inventory, "h1")->service_class->name, "user");
	ck_assert_int_eq(inventory_find_line(inventory, "h1")->source.family, 0);
	inventory_free(inventory);
}
END_TEST

static void demarcation_is(const struct demarcation *each, const char *near, const char *far,
			   const char *near_owner, const char *far_owner)
{
	ck_assert_str_eq(each->near ? each->near->name : "-", near);
	ck_assert_str_eq(each->far ? each->far->name : "-", far);
	ck_assert_str_eq(each->near_owner->name, near_owner);
	ck_assert_str_eq(each->far_owner->name, far_owner);
}

START_TEST(a_demarcation_is_where_the_owner_changes)
{
	struct inventory *inventory = case_load(
		"devices:\n"
		"  e2: {owner: core}\n"
		"  ours: {owner: self, address: 10.1.0.7, service-class: user}\n"
		"  theirs: {owner: hosp-1}\n"
		"links: [[e1, e2], [e2, a1]]\n"
		"lines:\n"
		"  l1: {institution: hosp-1, from: a1, cpe: ours}\n"
		"  l2: {institution: hosp-1, carrier: carrier-1, address: 10.1.0.3, cpe: theirs}\n"
		"  l3: {institution: hosp-1, address: 10.1.0.4}\n");
	const struct demarcation *line;

	ck_assert_uint_eq(inventory_link_count(inventory), 4);
	ck_assert_uint_eq(inventory_demarcation_count(inventory), 2 + 4);
	demarcation_is(inventory_demarcation_at(inventory, 0), "b1", "e1", "self", "core");
	demarcation_is(inventory_demarcation_at(inventory, 1), "a1", "e2", "self", "core");
	ck_assert_ptr_null(inventory_demarcation_at(inventory, 1)->line);
	demarcation_is(inventory_demarcation_at(inventory, 2), "a1", "-", "self", "hosp-1");
	demarcation_is(inventory_demarcation_at(inventory, 3), "a1", "ours", "self", "hosp-1");
	demarcation_is(inventory_demarcation_at(inventory, 4), "-", "theirs", "carrier-1", "hosp-1");
	demarcation_is(inventory_demarcation_at(inventory, 5), "-", "-", "self", "hosp-1");
	for (size_t i = 0; i < inventory_line_count(inventory); i++) {
		line = inventory_line_demarcation(inventory, inventory_line_at(inventory, i));
		ck_assert_ptr_eq(line->line, inventory_line_at(inventory, i));
	}
	inventory_free(inventory);
}
END_TEST

#define GROUP(body) "groups:\n  g: {" body "}\n"

START_TEST(a_group_can_switch_between_things_of_one_sort)
{
	static const struct fault_case cases[] = {
		{ GROUP("protocol: vrrp, members: [a1, b1], normally-active: a1"), "" },
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
		{ GROUP("protocol: bgp, members: [a1, e1]"), "" },
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
		"  d: {protocol: hsrp, members: [b1, a1], normally-active: b1, minimum-standby: 0}\n"
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
	ck_assert_ptr_null(l->devices);
	ck_assert_str_eq(l->lines[0]->name, "h2");
	ck_assert_ptr_null(l->lines[2]);
	ck_assert_ptr_null(l->normally_active);
	ck_assert_int_eq(l->minimum_standby, 1);
	inventory_free(inventory);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(a_line_leads_from_a_concentrator_to_an_institution),
		UNIT(what_was_written_is_what_is_held),
		UNIT(a_demarcation_is_where_the_owner_changes),
		UNIT(a_group_can_switch_between_things_of_one_sort),
		UNIT(a_group_holds_its_members_in_order),
		{ NULL, NULL },
	};

	return unit_run("inventory-lines", tests);
}
