/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sites: in a prefecture, fed by a power company.
 */
#include "test-inventory.h"

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

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(sites_are_fed_by_power_companies),
		{ NULL, NULL },
	};

	return unit_run("inventory-places", tests);
}
