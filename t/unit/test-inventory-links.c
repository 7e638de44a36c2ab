/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Links: two devices, joined once a circuit.
 */
#include "test-inventory.h"

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
		UNIT(a_link_joins_two_devices_once_a_circuit),
		{ NULL, NULL },
	};

	return unit_run("inventory-links", tests);
}
