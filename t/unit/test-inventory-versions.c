/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Versions: the model's policy comes before the platform's, what is refused is
 * refused whatever is wanted, and a policy of nothing is told.
 */
#include "test-inventory.h"

static const char devices[] =
	"devices:\n"
	"  x: {owner: core, platform: frr, model: RTX 1220}\n"
	"  y: {owner: core, platform: frr, model: RTX 830}\n"
	"  z: {owner: core}\n";

static struct inventory *load(const char *versions, char **ret_shown)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autofree char *rules = g_strconcat(case_base, versions, NULL);
	struct inventory *inventory = case_read(rules, devices, faults);

	*ret_shown = case_shown(faults);
	return inventory;
}

START_TEST(a_model_comes_before_a_platform)
{
	g_autofree char *shown = NULL;
	struct inventory *inventory = load("versions:\n"
					   "  frr: {wanted: ['10.*', '9.1.2'], refused: ['10.0*']}\n"
					   "  RTX 1220: {refused: ['Rev.15.04.0[12]']}\n", &shown);
	const struct version_policy *frr = inventory_find_version_policy(inventory, "frr");
	const struct version_policy *model = inventory_find_version_policy(inventory, "RTX 1220");
	static const struct { const char *version; enum version_verdict verdict; } cases[] = {
		{ "10.1", VERSION_WANTED }, { "9.1.2", VERSION_WANTED }, { "9.1.20", VERSION_UNWANTED },
		{ "10.0.3", VERSION_REFUSED }, { "", VERSION_UNWANTED },
	};

	ck_assert_str_eq(shown, "");
	ck_assert_ptr_eq(inventory_device_versions(inventory, inventory_find_device(inventory, "x")), model);
	ck_assert_ptr_eq(inventory_device_versions(inventory, inventory_find_device(inventory, "y")), frr);
	ck_assert_ptr_null(inventory_device_versions(inventory, inventory_find_device(inventory, "z")));
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		ck_assert_int_eq(inventory_judge_version(frr, cases[i].version), cases[i].verdict);
	/* Nothing is wanted, so all that is not refused is good; brackets are no wildcards. */
	ck_assert_int_eq(inventory_judge_version(model, "Rev.15.04.01"), VERSION_WANTED);
	ck_assert_int_eq(inventory_judge_version(model, "Rev.15.04.0[12]"), VERSION_REFUSED);
	inventory_free(inventory);
}
END_TEST

START_TEST(a_policy_says_something_of_some_device)
{
	static const struct { const char *versions, *expected; } cases[] = {
		{ "versions: {frrr: {wanted: [x]}}\n",
		  "warning base 26:12 version policy 'frrr' is of no device\n" },
		{ "versions: {frr: {}}\n", "error base 26:12 version policy 'frr' lacks 'wanted' or 'refused'\n" },
		{ "versions: {frr: {wanted: []}}\n",
		  "error base 26:26 'wanted' of version policy 'frr' has 0 patterns, not 1 to 64\n" },
		{ "versions: {frr: {wanted: '10.*'}}\n",
		  "error base 26:26 'wanted' of version policy 'frr' is '10.*': expected a list\n" },
		{ "versions: {frr: {want: [x]}}\n",
		  "error base 26:18 unknown key 'want' in version policy 'frr': expected one of wanted, refused\n" },
		{ "versions: {\"a\\tb\": {wanted: [x]}}\n", "error base 26:12 'a\\x09b' is no platform and no model\n" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *shown = NULL;
		struct inventory *inventory = load(cases[i].versions, &shown);

		ck_assert_msg(!strcmp(shown, cases[i].expected), "case %zu:\n%s", i, shown);
		inventory_free(inventory);
	}
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(a_model_comes_before_a_platform),
		UNIT(a_policy_says_something_of_some_device),
		{ NULL, NULL },
	};

	return unit_run("inventory-versions", tests);
}
