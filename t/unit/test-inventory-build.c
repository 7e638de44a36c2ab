/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Documents as a whole: which keys stand where, which entries are things, and
 * what is left unsaid while a file is missing.
 */
#include "test-inventory.h"

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
		UNIT(the_sites_rules_stand_in_nwops_yaml_alone),
		UNIT(while_a_file_is_missing_unknown_references_say_nothing),
		{ NULL, NULL },
	};

	return unit_run("inventory-build", tests);
}
