/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Devices: what is watched has an address and a class, a login has a key.
 */
#include "test-inventory.h"

#define READ ", address: 10.9.0.1, service-class: gold, platform: frr"
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

START_TEST(a_login_is_kept_with_its_device)
{
	struct inventory *inventory = case_load(DEVICE(READ ", ssh: {user: nwops, key: keys/noc}"));

	ck_assert_str_eq(inventory_find_device(inventory, "x")->ssh->key, "etc/keys/noc");
	ck_assert_str_eq(inventory_find_device(inventory, "x")->ssh->user, "nwops");
	ck_assert_ptr_null(inventory_find_device(inventory, "b1")->ssh);
	inventory_free(inventory);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(what_is_watched_has_an_address_and_a_class),
		UNIT(a_login_is_kept_with_its_device),
		{ NULL, NULL },
	};

	return unit_run("inventory-devices", tests);
}
