/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Items: the two sorts of things that are asked, seen alike.
 */
#include "test-inventory.h"

START_TEST(items_of_both_sorts_answer_alike)
{
	struct inventory *inventory = case_load(
		"devices: {cpe: {owner: hosp-1, address: 10.1.9.1}}\n"
		"lines:\n"
		"  h1-main: {institution: hosp-1, from: a1, cpe: cpe, address: 10.1.0.3, service-class: gold}\n");
	struct item line = { .kind = ITEM_LINE, .line = inventory_find_line(inventory, "h1-main") };
	struct item device = { .kind = ITEM_DEVICE, .device = inventory_find_device(inventory, "cpe") };
	char text[ADDRESS_TEXT_SIZE];

	ck_assert_str_eq(item_short_name(&line), "h1-main");
	ck_assert_str_eq(item_short_name(&device), "cpe");
	ck_assert_str_eq(address_print(item_address(&line), text), "10.1.0.3");
	ck_assert_str_eq(address_print(item_address(&device), text), "10.1.9.1");
	ck_assert_str_eq(item_service_class(&line)->name, "gold");
	ck_assert_str_eq(item_service_class(&device)->name, "user");
	ck_assert_str_eq(item_owner(&line)->name, "hosp-1");
	ck_assert_str_eq(item_owner(&device)->name, "hosp-1");
	ck_assert_str_eq(item_far_end(&line)->name, "a1");
	ck_assert_str_eq(item_far_end(&device)->name, "a1");
	device.device = inventory_find_device(inventory, "b1");
	ck_assert_ptr_null(item_far_end(&device));
	inventory_free(inventory);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(items_of_both_sorts_answer_alike),
		{ NULL, NULL },
	};

	return unit_run("inventory-items", tests);
}
