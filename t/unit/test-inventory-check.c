/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The whole configuration: the site's rules, the duties that nobody could
 * fulfil, the topology, and that all of it is told in one pass.
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

START_TEST(the_sites_rules_are_checked)
{
	static const char *const head =
		"organizations: {self: {kind: operator, self: true, name: x}}\n"
		"contacts:\n"
		"  m: {organization: self, role: ops-manager, login: a}\n"
		"  d: {organization: self, role: duty-officer, login: b}\n"
		"  h: {organization: self, role: help-desk, login: c}\n";
	static const struct fault_case cases[] = {
		{ "log-name: 'a b'\n",
		  "error base 6:11 log-name 'a b' holds something else than printable ASCII without blanks and "
		  "plus signs\n" },
		{ "log-name: a+b\n",
		  "error base 6:11 log-name 'a+b' holds something else than printable ASCII without blanks and "
		  "plus signs\n" },
		{ "language: fr\n",
		  "error base 6:11 'language' of nwops.yaml is 'fr': expected one of ja, en\n" },
		{ "probing: {rate: 10, far-end-rate: 11}\n",
		  "error base 6:35 far-end-rate 11 is above rate 10 and could never hold anything back\n" },
		{ "probing: {rate: 10}\n", "" },
		{ "probing: {deadline: 2d}\n",
		  "error base 6:21 'deadline' of nwops.yaml is '2d': expected a duration from 1s to 1d, such as "
		  "30s or 1h30m\n" },
		{ "zon: Asia/Tokyo\n", "error base 6:1 unknown key 'zon' in the file; did you mean 'zone'?\n" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *text = g_strconcat(head, cases[i].text, NULL);
		const struct fault_case whole = { text, cases[i].expected };

		case_check(NULL, &whole, 1);
	}
}
END_TEST

START_TEST(an_unknown_zone_is_never_utc_in_silence)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autofree char *shown = NULL;

	ck_assert_ptr_null(case_read("zone: Asia/Tokio\n", NULL, faults));
	shown = case_shown(faults);
	ck_assert_msg(strstr(shown, "error base 1:7 ") && strstr(shown, "Asia/Tokio"), "%s", shown);
}
END_TEST

START_TEST(the_sites_rules_stand_in_nwops_yaml_alone)
{
	static const struct fault_case cases[] = {
		{ "language: en\nservice-classes: {}\n",
		  "error case 1:1 'language' belongs in nwops.yaml\n"
		  "error case 2:1 'service-classes' belongs in nwops.yaml\n" },
		{ "lienes: {}\n", "error case 1:1 unknown key 'lienes' in the file; did you mean 'lines'?\n" },
		{ "[]\n", "error case 1:1 the file is a list: expected a mapping\n" },
		{ "devices:\nlines:\n", "" },
		{ "devices: []\n", "error case 1:10 section 'devices' is a list: expected a mapping\n" },
		{ "devices:\n  -x: {owner: self}\n",
		  "error case 2:3 section 'devices' is '-x': expected a name of at most 64 letters, digits, '-', "
		  "'_' and '.' that begins with a letter or digit\n" },
		{ "devices:\n  x:\n", "error case 2:5 device 'x' is empty: expected a mapping\n" },
	};

	CASE_CHECK(case_base, cases);
}
END_TEST

START_TEST(rules_and_their_defaults_are_held)
{
	struct inventory *inventory = case_load(NULL);
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autofree char *text = g_strconcat(case_base, "zone: Europe/Paris\nlanguage: en\nlog-name: x/y\n"
					    "probing: {rate: 100, deadline: 5m}\n", NULL);

	ck_assert_str_eq(inventory_policy(inventory)->zone, "Asia/Tokyo");
	ck_assert_str_eq(inventory_policy(inventory)->language, "ja");
	ck_assert_str_eq(inventory_policy(inventory)->log_name, "nwops");
	ck_assert_int_eq(inventory_policy(inventory)->rate_per_second, 2000);
	ck_assert_int_eq(inventory_policy(inventory)->far_end_rate_per_second, 200);
	ck_assert_int_eq(inventory_policy(inventory)->deadline_us, 50 * G_USEC_PER_SEC);
	inventory_free(inventory);
	inventory = case_read(text, NULL, faults);
	ck_assert_str_eq(inventory_policy(inventory)->zone, "Europe/Paris");
	ck_assert_str_eq(g_time_zone_get_identifier(inventory_zone(inventory)), "Europe/Paris");
	ck_assert_str_eq(inventory_policy(inventory)->language, "en");
	ck_assert_str_eq(inventory_find_contact(inventory, "duty")->language, "en");
	ck_assert_str_eq(inventory_policy(inventory)->log_name, "x/y");
	ck_assert_int_eq(inventory_policy(inventory)->rate_per_second, 100);
	ck_assert_int_eq(inventory_policy(inventory)->far_end_rate_per_second, 100);
	ck_assert_int_eq(inventory_policy(inventory)->deadline_us, 300 * (int64_t)G_USEC_PER_SEC);
	inventory_free(inventory);
}
END_TEST

START_TEST(while_a_file_is_missing_unknown_references_say_nothing)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autofree char *shown = NULL;
	g_autofree char *text = NULL;

	ck_assert_ptr_null(case_read("organizations: [\n", "lines: {x: {institution: a, from: b, address: "
				     "10.0.0.1, kind: ipsecc}}", faults));
	shown = case_shown(faults);
	ck_assert_uint_eq(conf_faults_count(faults), 2);
	text = g_strdup(conf_faults_at(faults, 1)->message);
	ck_assert_str_eq(text, "'kind' of line 'x' is 'ipsecc': expected one of leased, ip-vpn, ipsec, other; "
			       "did you mean 'ipsec'?");
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(the_base_of_these_tests_is_clean),
		UNIT(duties_that_nobody_could_fulfil_are_warnings_with_their_clause),
		UNIT(what_is_not_watched_or_leads_nowhere_is_a_warning),
		UNIT(a_first_inventory_without_links_is_not_blamed_for_its_topology),
		UNIT(the_sites_rules_are_checked),
		UNIT(an_unknown_zone_is_never_utc_in_silence),
		UNIT(the_sites_rules_stand_in_nwops_yaml_alone),
		UNIT(rules_and_their_defaults_are_held),
		UNIT(while_a_file_is_missing_unknown_references_say_nothing),
		{ NULL, NULL },
	};

	return unit_run("inventory-check", tests);
}
