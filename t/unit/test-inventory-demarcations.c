/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Demarcations: where the owner changes, and nowhere else.
 */
#include "test-inventory.h"

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
	const struct demarcation *first = inventory_demarcation_at(inventory, 0);

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
		struct demarcation line = inventory_line_demarcation(inventory, inventory_line_at(inventory, i));

		ck_assert_mem_eq(&line, inventory_demarcation_at(inventory, 2 + i), sizeof(line));
		ck_assert_ptr_eq(line.line, inventory_line_at(inventory, i));
	}
	ck_assert_ptr_eq(first, inventory_demarcation_at(inventory, 0));
	inventory_free(inventory);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(a_demarcation_is_where_the_owner_changes),
		{ NULL, NULL },
	};

	return unit_run("inventory-demarcations", tests);
}
