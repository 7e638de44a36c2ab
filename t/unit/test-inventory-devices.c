/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Devices: what is watched has an address and a class, a login has a key.
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

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(what_is_watched_has_an_address_and_a_class),
		UNIT(a_login_needs_a_user_and_a_key),
		{ NULL, NULL },
	};

	return unit_run("inventory-devices", tests);
}
