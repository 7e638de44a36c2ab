/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Devices, sites and links: what is watched has a class, an address belongs to
 * one thing, a link joins two.
 */
#include "test-inventory.h"

#define DEVICE(body) "devices:\n  x: {owner: core" body "}\n"

START_TEST(what_is_watched_has_an_address_and_a_class)
{
	static const struct fault_case cases[] = {
		{ DEVICE(", address: 10.9.0.1"),
		  "error case 2:6 device 'x' has no service class, so no thresholds (3.2.1-5)\n" },
		{ DEVICE(", address: 10.9.0.1, watch: []"), "" },
		{ DEVICE(""), "" },
		{ DEVICE(", watch: [icmp]"),
		  "error case 2:27 device 'x' cannot be watched: it has no address\n" },
		{ DEVICE(", address: 10.9.0.1, service-class: gold, watch: [icmp]"), "" },
		{ DEVICE(", address: 10.9.0.1, service-class: gold, site: site-2"),
		  "error case 2:66 unknown site 'site-2' in 'site' of device 'x'; did you mean 'site-1'?\n" },
		{ "devices:\n  x: {address: 10.9.0.1, service-class: gold}\n",
		  "error case 2:6 device 'x' lacks 'owner'\n" },
		{ "devices:\n  x: {owner: hosp-1, address: 10.9.0.1}\n", "" },
	};

	CASE_CHECK(case_base, cases);
}
END_TEST

START_TEST(an_address_belongs_to_one_thing)
{
	static const struct fault_case cases[] = {
		{ DEVICE(", address: 10.0.0.1, service-class: user"),
		  "error case 2:29 address '10.0.0.1' of device 'x' is that of device 'b1' already: base, line "
		  "18, column 3\n" },
		{ "lines:\n  x: {institution: hosp-1, from: a1, address: 10.0.0.2}\n",
		  "error case 2:47 address '10.0.0.2' of line 'x' is that of device 'a1' already: base, line "
		  "19, column 3\n" },
		{ "lines:\n  x: {institution: hosp-1, from: a1, address: 10.1.0.1}\n",
		  "error case 2:47 address '10.1.0.1' of line 'x' is that of line 'h1' already: base, line 25, "
		  "column 3\n" },
		{ "devices: {y: {owner: hosp-1, address: '2001:db8::1'}}\n"
		  "lines:\n  x: {institution: hosp-1, from: a1, cpe: y, address: '2001:DB8:0::1'}\n", "" },
		{ "devices: {y: {owner: hosp-1, address: '2001:db8::1'}}\n"
		  "lines:\n"
		  "  x: {institution: hosp-1, from: a1, cpe: y}\n"
		  "  z: {institution: hosp-1, from: a1, cpe: y}\n",
		  "error case 4:43 address '2001:db8::1' of line 'z' is that of line 'x' already: case, line "
		  "3, column 3\n" },
	};

	CASE_CHECK(case_base, cases);
}
END_TEST

START_TEST(a_login_needs_a_user_and_a_key)
{
	static const struct fault_case cases[] = {
		{ DEVICE(", ssh: {port: 0}"),
		  "error case 2:25 device 'x' lacks 'user'\n"
		  "error case 2:25 device 'x' lacks 'key'\n"
		  "error case 2:32 'port' of device 'x' is '0': expected a whole number from 1 to 65535\n" },
	};
	struct inventory *inventory = case_load(DEVICE(", ssh: {user: nwops, key: keys/noc}"));

	ck_assert_str_eq(inventory_find_device(inventory, "x")->ssh.key, "etc/keys/noc");
	ck_assert_str_eq(inventory_find_device(inventory, "x")->ssh.user, "nwops");
	ck_assert_int_eq(inventory_find_device(inventory, "x")->ssh.port, 22);
	ck_assert_ptr_null(inventory_find_device(inventory, "b1")->ssh.user);
	inventory_free(inventory);
	CASE_CHECK(case_base, cases);
}
END_TEST

START_TEST(sites_are_fed_by_power_companies)
{
	static const struct fault_case cases[] = {
		{ "sites:\n  x: {power: carrier-1}\n",
		  "error case 2:14 'power' of site 'x' is organization 'carrier-1' of kind 'carrier'; expected "
		  "kind 'power-company'\n" },
		{ "sites:\n  x: {power: power-1, owner: self, area: 48}\n",
		  "error case 2:42 'area' of site 'x' is '48': expected a whole number from 1 to 47\n" },
	};
	struct inventory *inventory = case_load(
		"sites: {x: {power: power-1, owner: self, area: 1, name: {ja: 局}, postal-address: 東京}}\n");
	const struct site *site = inventory_find_site(inventory, "x");

	ck_assert_str_eq(site->power->name, "power-1");
	ck_assert_str_eq(site->owner->name, "self");
	ck_assert_str_eq(site->title.en, "局");
	ck_assert_str_eq(site->postal_address, "東京");
	ck_assert_int_eq(site->area, 1);
	inventory_free(inventory);
	CASE_CHECK(case_base, cases);
}
END_TEST

START_TEST(a_link_joins_two_devices_once_a_circuit)
{
	static const struct fault_case cases[] = {
		{ "links:\n  - [b1, b1]\n", "error case 2:10 device 'b1' is linked to itself\n" },
		{ "links:\n  - [e1, b1]\n",
		  "error case 2:5 devices 'e1' and 'b1' are linked already: base, line 22, column 5; if there "
		  "are two circuits, give each its circuit-id\n" },
		{ "links:\n  - {between: [e1, b1], circuit-id: A}\n  - {between: [b1, e1], circuit-id: A}\n",
		  "error case 3:5 devices 'b1' and 'e1' are linked by that circuit already: case, line 2, "
		  "column 5\n" },
		{ "links:\n  - {between: [e1, b1], circuit-id: A, carrier: carrier-1}\n", "" },
		{ "links:\n  - {between: [e1, b1], carrier: hosp-1, circuit-id: A}\n",
		  "error case 2:34 'carrier' of a link is organization 'hosp-1' of kind 'institution'; "
		  "expected kind 'carrier'\n" },
		{ "links:\n  - [b1]\n", "error case 2:5 a link is between two devices, not 1\n" },
		{ "links:\n  - [b1, e2]\n",
		  "error case 2:10 unknown device 'e2' in 'between' of a link; did you mean 'e1'?\n" },
		{ "links:\n  - {carrier: carrier-1}\n", "error case 2:5 a link lacks 'between'\n" },
	};

	CASE_CHECK(case_base, cases);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(what_is_watched_has_an_address_and_a_class),
		UNIT(an_address_belongs_to_one_thing),
		UNIT(a_login_needs_a_user_and_a_key),
		UNIT(sites_are_fed_by_power_companies),
		UNIT(a_link_joins_two_devices_once_a_circuit),
		{ NULL, NULL },
	};

	return unit_run("inventory-devices", tests);
}
