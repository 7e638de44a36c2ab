/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An address belongs to one thing; only a line may share that of its own cpe.
 */
#include "test-inventory.h"

START_TEST(an_address_belongs_to_one_thing)
{
	static const struct fault_case cases[] = {
		{ "devices:\n  x: {owner: core, address: 10.0.0.1, service-class: user}\n",
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

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(an_address_belongs_to_one_thing),
		{ NULL, NULL },
	};

	return unit_run("inventory-addresses", tests);
}
