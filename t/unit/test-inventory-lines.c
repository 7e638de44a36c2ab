/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lines: from a concentrator of ours to an institution, with an address.
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
		{ LINE(FROM ", address: 10.1.0.2, interface: a234567890123456"),
		  "error case 2:68 'interface' of line 'x' is longer than 15 bytes, which no interface's name is\n" },
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
		"      contract: {down: 1G, up: 100M}, source: 10.0.0.9, interface: eth0.100, tags: [t], service-class: gold}\n");
	const struct line *x = inventory_find_line(inventory, "x");
	char address[ADDRESS_TEXT_SIZE];

	ck_assert_str_eq(x->institution->name, "hosp-1");
	ck_assert_str_eq(x->from->name, "a1");
	ck_assert_ptr_eq(x->cpe, inventory_find_device(inventory, "c"));
	ck_assert_ptr_eq(x->cpe->behind, x->from);
	ck_assert_str_eq(address_print(&x->address, address), "10.1.0.9");
	ck_assert_str_eq(address_print(&x->source, address), "10.0.0.9");
	ck_assert_str_eq(x->interface, "eth0.100");
	ck_assert_str_eq(inventory_line_kind_id(x->kind), "ip-vpn");
	ck_assert_str_eq(x->carrier->name, "carrier-1");
	ck_assert_str_eq(x->circuit_id, "CAF-1");
	ck_assert_str_eq(x->service_class->name, "gold");
	ck_assert_int_eq(x->contract_down, 1000000000);
	ck_assert_int_eq(x->contract_up, 100000000);
	ck_assert_str_eq(x->tags[0], "t");
	ck_assert_str_eq(inventory_find_line(inventory, "h1")->service_class->name, "user");
	ck_assert_int_eq(inventory_find_line(inventory, "h1")->source.family, 0);
	ck_assert_ptr_null(inventory_find_line(inventory, "h1")->interface);
	inventory_free(inventory);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(a_line_leads_from_a_concentrator_to_an_institution),
		UNIT(what_was_written_is_what_is_held),
		{ NULL, NULL },
	};

	return unit_run("inventory-lines", tests);
}
