/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The whole configuration: the duties that nobody could fulfil, the topology.
 */
#include "test-inventory.h"

START_TEST(the_base_of_these_tests_is_clean)
{
	static const struct fault_case cases[] = { { "", "" } };

	CASE_CHECK(case_base, cases);
}
END_TEST

START_TEST(duties_that_nobody_could_fulfil_are_warnings_with_their_clause)
{
	static const struct fault_case cases[] = {
		{ "organizations:\n"
		  "  self: {kind: operator, self: true, name: x}\n"
		  "  peer: {kind: operator, name: x}\n",
		  "warning base 2:3 no contact of organization 'self' has role 'ops-manager' (1.1.1-1)\n"
		  "warning base 2:3 no contact of organization 'self' has role 'duty-officer' (1.1.1-3)\n"
		  "warning base 2:3 no contact of organization 'self' has role 'help-desk' (1.1.2-1)\n"
		  "warning base 3:3 no contact of organization 'peer' has a channel with 'path: out-of-band', "
		  "which works while the core is down (3.2.2-2)\n" },
	};

	CASE_CHECK(NULL, cases);
}
END_TEST

START_TEST(what_is_not_watched_or_leads_nowhere_is_a_warning)
{
	static const struct fault_case cases[] = {
		{ "devices:\n  x: {owner: self}\nlinks: [[x, a1]]\n",
		  "warning case 2:3 device 'x' of ours is not watched (3.2.1-1)\n" },
		{ "devices:\n  x: {owner: core}\n  y: {owner: core}\nlinks: [[a1, x], [b1, x], [x, y]]\n",
		  "warning case 2:3 device 'x', one hop beyond the demarcation at our 'a1', is not watched "
		  "(3.2.1-1)\n" },
		{ "devices:\n"
		  "  x: {owner: self, address: 10.0.1.1, service-class: user}\n"
		  "  y: {owner: self, address: 10.0.1.2, service-class: user}\n"
		  "  z: {owner: self, address: 10.0.1.3, service-class: user}\n"
		  "links: [[x, y], [z, a1]]\n",
		  "warning case 2:3 device 'x' of ours reaches no demarcation over our links\n"
		  "warning case 3:3 device 'y' of ours reaches no demarcation over our links\n" },
		{ "devices:\n"
		  "  x: {owner: self, address: 10.0.1.1, service-class: user}\n"
		  "  y: {owner: self, address: 10.0.1.2, service-class: user}\n"
		  "links: [[x, y]]\n"
		  "lines: {l: {institution: hosp-1, from: y, address: 10.1.1.1}}\n", "" },
	};

	CASE_CHECK(case_base, cases);
}
END_TEST

START_TEST(a_first_inventory_without_links_is_not_blamed_for_its_topology)
{
	static const struct fault_case cases[] = {
		{ "service-classes: {user: {thresholds: {loss: {caution: 20%, warning: 60%},\n"
		  "  rtt: {caution: 50ms, warning: 200ms}}}}\n"
		  "organizations: {self: {kind: operator, self: true, name: x}}\n"
		  "contacts:\n"
		  "  m: {organization: self, role: ops-manager, login: a}\n"
		  "  d: {organization: self, role: duty-officer, login: b}\n"
		  "  h: {organization: self, role: help-desk, login: c}\n"
		  "devices: {r1: {owner: self, address: 192.0.2.1, service-class: user}}\n", "" },
	};

	CASE_CHECK(NULL, cases);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(the_base_of_these_tests_is_clean),
		UNIT(duties_that_nobody_could_fulfil_are_warnings_with_their_clause),
		UNIT(what_is_not_watched_or_leads_nowhere_is_a_warning),
		UNIT(a_first_inventory_without_links_is_not_blamed_for_its_topology),
		{ NULL, NULL },
	};

	return unit_run("inventory-check", tests);
}
