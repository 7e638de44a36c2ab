/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The rules of nwops.yaml: bounds, defaults, and a zone that exists.
 */
#include "test-inventory.h"

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
		{ "probing: {evidence: 1001}\n",
		  "error base 6:21 'evidence' of nwops.yaml is '1001': expected a whole number from 0 to 1000\n" },
		{ "probing: {threads: 17}\n",
		  "error base 6:20 'threads' of nwops.yaml is '17': expected a whole number from 0 to 16\n" },
		{ "reminders: {path: [7d, 7d]}\n",
		  "error base 6:24 the steps in 'path' of section 'reminders' are whole days, each shorter than the one before\n" },
		{ "reminders: {path: [36h]}\n",
		  "error base 6:20 the steps in 'path' of section 'reminders' are whole days, each shorter than the one before\n" },
		{ "reminders: {path: 7d}\n", "error base 6:19 'path' of section 'reminders' is '7d': expected a list\n" },
		{ "reminders: {certificate: [7d]}\n", "error base 6:13 unknown key 'certificate' in 'reminders' of nwops.yaml: expected one of "
		  "drill, training, approval, review, knowledge, path, calendar\n" },
		{ "zon: Asia/Tokyo\n", "error base 6:1 unknown key 'zon' in the file; did you mean 'zone'?\n" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *text = g_strconcat(head, cases[i].text, NULL);
		const struct fault_case whole = { text, cases[i].expected };

		case_check(NULL, &whole, 1);
	}
}
END_TEST

START_TEST(first_hops_are_watched_devices_of_ours)
{
	static const struct { const char *list, *expected; } cases[] = {
		{ "[b1, a1]", "" },
		{ "[bb1]", "error base %u:25 unknown device 'bb1' in 'first-hops' of section 'own-view'; did you mean 'b1'?\n" },
		{ "[e1]", "error base %u:25 device 'e1' in 'first-hops' of section 'own-view' is not ours\n" },
		{ "[q]", "error base %u:25 device 'q' in 'first-hops' of section 'own-view' is not watched by icmp\n" },
		{ "[]", "error base %u:24 'first-hops' of section 'own-view' has 0 entries, not 1 to 8\n" },
		{ "b1", "error base %u:24 'first-hops' of section 'own-view' is 'b1': expected a list\n" },
	};
	unsigned int lines = 1;

	for (const char *at = case_base; *at; at++)
		lines += *at == '\n';
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *text = g_strdup_printf("%sown-view: {first-hops: %s}\n", case_base, cases[i].list);
		g_autofree char *number = g_strdup_printf("%u", lines);
		g_auto(GStrv) parts = g_strsplit(cases[i].expected, "%u", 2);
		g_autofree char *expected = g_strjoinv(number, parts);
		g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
		g_autoptr(ops_inventory_t) inventory =
			case_read(text, "devices: {q: {owner: carrier-1, address: 10.0.0.9, watch: []}}\n", faults);
		g_autofree char *shown = case_shown(faults);
		ck_assert_str_eq(shown, expected);
		ck_assert((inventory != NULL) == (i == 0));
		if (inventory) {
			const struct device *const *hops = inventory_policy(inventory)->first_hops;

			ck_assert_str_eq(hops[0]->name, "b1");
			ck_assert_str_eq(hops[1]->name, "a1");
			ck_assert_ptr_null(hops[2]);
		}
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

START_TEST(rules_and_their_defaults_are_held)
{
	struct inventory *inventory = case_load(NULL);
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autofree char *text = g_strconcat(case_base, "zone: Europe/Paris\nlanguage: en\nlog-name: x/y\n"
					    "probing: {rate: 100, deadline: 5m, threads: 2, evidence: 0}\n"
					    "offline: {directory: /srv/offline, every: 2h}\n"
					    "reminders: {path: [20d, 2d], drill: [45d]}\n", NULL);

	ck_assert_str_eq(inventory_policy(inventory)->zone, "Asia/Tokyo");
	ck_assert_str_eq(inventory_policy(inventory)->language, "ja");
	ck_assert_str_eq(inventory_policy(inventory)->log_name, "nwops");
	ck_assert_int_eq(inventory_policy(inventory)->rate_per_second, 2000);
	ck_assert_int_eq(inventory_policy(inventory)->far_end_rate_per_second, 200);
	ck_assert_int_eq(inventory_policy(inventory)->deadline_us, 50 * G_USEC_PER_SEC);
	ck_assert_int_eq(inventory_policy(inventory)->threads, 0);
	ck_assert_int_eq(inventory_policy(inventory)->evidence, 20);
	ck_assert_ptr_null(inventory_policy(inventory)->first_hops);
	ck_assert_ptr_null(inventory_policy(inventory)->offline.directory);
	ck_assert_mem_eq(&inventory_policy(inventory)->ladders, lapse_ladders_default(), sizeof(struct lapse_ladders));
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
	ck_assert_int_eq(inventory_policy(inventory)->threads, 2);
	ck_assert_int_eq(inventory_policy(inventory)->evidence, 0);
	ck_assert_str_eq(inventory_policy(inventory)->offline.directory, "/srv/offline");
	ck_assert_int_eq(inventory_policy(inventory)->offline.every_us, 7200 * (int64_t)G_USEC_PER_SEC);
	ck_assert_int_eq(inventory_policy(inventory)->ladders.days[LAPSE_PATH][0], 20);
	ck_assert_int_eq(inventory_policy(inventory)->ladders.days[LAPSE_PATH][1], 2);
	ck_assert_int_eq(inventory_policy(inventory)->ladders.days[LAPSE_PATH][2], 0);
	ck_assert_int_eq(inventory_policy(inventory)->ladders.days[LAPSE_DRILL][0], 45);
	ck_assert_int_eq(inventory_policy(inventory)->ladders.days[LAPSE_DRILL][1], 0);
	ck_assert_int_eq(inventory_policy(inventory)->ladders.days[LAPSE_APPROVAL][0], 60);
	inventory_free(inventory);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(the_sites_rules_are_checked),
		UNIT(first_hops_are_watched_devices_of_ours),
		UNIT(an_unknown_zone_is_never_utc_in_silence),
		UNIT(rules_and_their_defaults_are_held),
		{ NULL, NULL },
	};

	return unit_run("inventory-policy", tests);
}
