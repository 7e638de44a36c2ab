/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Figures of devices: the levels of the page where a class says nothing, its own
 * where it does, none where it wants none; and none that could not fire or clear.
 */
#include "test-inventory.h"

#define SECOND ((int64_t)G_USEC_PER_SEC)
#define DAY (86400 * SECOND)
#define CLASS(figures) "service-classes:\n" \
	"  x:\n" \
	"    thresholds: {loss: {caution: 20%, warning: 60%}, rtt: {caution: 5ms, warning: 9ms}}\n" \
	"    figures:\n" \
	"      " figures "\n" \
	"devices: {d: {owner: core, service-class: x}}\n"

static void check_levels(const struct device *device, enum figure figure, int64_t caution, int64_t warning)
{
	const struct thresholds *levels = inventory_device_levels(device, figure);

	ck_assert_ptr_nonnull(levels);
	ck_assert_int_eq(levels->caution, caution);
	ck_assert_int_eq(levels->warning, warning);
}

/* A class is one of nwops.yaml's own rules. */
static struct inventory *load(const char *text, char **ret_shown)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autofree char *rest = g_strdup(strchr(case_base, '\n') + 1);
	g_autofree char *rules = g_strconcat("service-classes:\n", rest, NULL);
	struct inventory *inventory;
	g_autoptr(ops_conf_document_t) first = conf_document_parse("case", text, strlen(text), NULL, faults);
	g_autoptr(ops_conf_document_t) second = conf_document_parse("base", rules, strlen(rules), NULL, faults);
	struct build_document documents[] = {
		{ .root = conf_document_root(first), .own_rules = true },
		{ .root = conf_document_root(second), .own_rules = true },
	};
	const struct build_sources sources = { .directory = "etc", .documents = documents, .document_count = 2 };

	inventory = build_inventory(&sources, faults);
	*ret_shown = case_shown(faults);
	if (conf_faults_errors(faults) == 0)
		return inventory;
	inventory_free(inventory);
	return NULL;
}

START_TEST(without_a_word_the_levels_are_those_of_the_page)
{
	struct inventory *inventory = case_load(NULL);
	const struct device *device = inventory_find_device(inventory, "b1");

	check_levels(device, FIGURE_CPU, 700000, 850000);
	check_levels(device, FIGURE_MEMORY, 800000, 900000);
	check_levels(device, FIGURE_LOAD, 700000, 900000);
	check_levels(device, FIGURE_ERRORS, 100, 1000);
	check_levels(device, FIGURE_DISCARDS, 1000, 10000);
	check_levels(device, FIGURE_CLOCK, 2 * SECOND, 30 * SECOND);
	check_levels(device, FIGURE_CERTIFICATE, 30 * DAY, 7 * DAY);
	check_levels(device, FIGURE_SESSIONS, 800000, 950000);
	check_levels(device, FIGURE_LOGIN, 15 * SECOND, 45 * SECOND);
	check_levels(device, FIGURE_REBOOTED, 900 * SECOND, -1);
	inventory_free(inventory);
}
END_TEST

START_TEST(a_class_may_say_otherwise)
{
	g_autofree char *shown = NULL;
	struct inventory *inventory = load(
		CLASS("{cpu: {caution: 50%, warning: 60.5%}, memory: false, certificate: {caution: 60d, warning: 0s},\n"
		      "       rebooted: 1h, sessions: }"), &shown);
	const struct device *device;

	ck_assert_msg(inventory != NULL, "%s", shown);
	device = inventory_find_device(inventory, "d");
	check_levels(device, FIGURE_CPU, 500000, 605000);
	check_levels(device, FIGURE_CERTIFICATE, 60 * DAY, 0);
	check_levels(device, FIGURE_REBOOTED, 3600 * SECOND, -1);
	check_levels(device, FIGURE_SESSIONS, 800000, 950000);
	ck_assert_ptr_null(inventory_device_levels(device, FIGURE_MEMORY));
	inventory_free(inventory);
}
END_TEST

START_TEST(any_figure_may_be_left_unwatched)
{
	for (unsigned int figure = 0; figure < FIGURE_COUNT; figure++) {
		g_autofree char *entry = g_strdup_printf("{%s: false}", words_get(WORDS_FIGURE, figure)->id);
		g_autofree char *shown = NULL;
		g_autofree char *text = NULL;
		struct inventory *inventory;
		const struct device *device;

		text = g_strconcat("service-classes:\n  x:\n    thresholds: {loss: {caution: 20%, warning: 60%}, "
				   "rtt: {caution: 5ms, warning: 9ms}}\n    figures: ", entry,
				   "\ndevices: {d: {owner: core, service-class: x}}\n", NULL);
		inventory = load(text, &shown);
		ck_assert_msg(inventory != NULL, "%s", shown);
		device = inventory_find_device(inventory, "d");
		for (unsigned int other = 0; other < FIGURE_COUNT; other++)
			ck_assert((inventory_device_levels(device, other) == NULL) == (other == figure));
		inventory_free(inventory);
	}
}
END_TEST

START_TEST(levels_that_cannot_fire_or_clear_are_errors)
{
	static const struct fault_case cases[] = {
		{ CLASS("cpu: {caution: 90%, warning: 80%}"),
		  "error case 5:22 cpu caution of service class 'x' is not below its warning and can never fire\n" },
		{ CLASS("memory: {caution: 0%, warning: 80%}"),
		  "error case 5:25 memory caution 0 of service class 'x' can never clear\n" },
		{ CLASS("certificate: {caution: 7d, warning: 7d}"),
		  "error case 5:30 certificate caution of service class 'x' is not above its warning and can never fire\n" },
		{ CLASS("load: {caution: 7%}"),
		  "error case 5:13 service class 'x' has no level 'warning' of load (3.2.1-5)\n" },
		{ CLASS("errors: {caution: 1%, warning: 101%}"),
		  "error case 5:38 'warning' of service class 'x' is '101%': expected a percentage from 0% to 100%\n" },
		{ CLASS("clock: {caution: 1s, warning: 2d}"),
		  "error case 5:37 'warning' of service class 'x' is '2d': expected a duration from 0s to 1d, such as 30s or 1h30m\n" },
		{ CLASS("login: {caution: 1s, warning: 31m}"),
		  "error case 5:37 'warning' of service class 'x' is '31m': expected a duration from 0s to 30m, such as 30s\n" },
		{ CLASS("rebooted: 0s"),
		  "error case 5:17 'rebooted' of service class 'x' is '0s': expected a duration from 1s to 30d, such as 30s or 1h30m\n" },
		{ CLASS("cpu: {caution: 1%, warning: 2%, trend: 23h}"),
		  "error case 5:46 'trend' of service class 'x' is '23h': expected a duration from 1d to 180d, such as 1d\n" },
		{ CLASS("clock: {caution: 1s, warning: 2s, trend: 181d}"),
		  "error case 5:48 'trend' of service class 'x' is '181d': expected a duration from 1d to 180d, such as 1d\n" },
		{ CLASS("certificate: {caution: 9d, warning: 7d, trend: 9d}"),
		  "error case 5:54 figure 'certificate' of service class 'x' can have no trend: where its days lead is not "
		  "reckoned\n" },
		{ CLASS("login: {caution: 1s, warning: 2s, trend: 9d}"),
		  "error case 5:48 figure 'login' of service class 'x' can have no trend: where its days lead is not reckoned\n" },
		{ CLASS("cpu: {trend: 9d}"),
		  "error case 5:12 service class 'x' has no level 'caution' of cpu (3.2.1-5)\n"
		  "error case 5:12 service class 'x' has no level 'warning' of cpu (3.2.1-5)\n" },
		{ CLASS("cpu: true"), "error case 5:12 'cpu' of service class 'x' is 'true': expected a mapping\n" },
		{ CLASS("cpus: false"),
		  "error case 5:7 unknown key 'cpus' in 'figures' of service class 'x'; did you mean 'cpu'?\n" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *shown = NULL;

		ck_assert_ptr_null(load(cases[i].text, &shown));
		ck_assert_msg(!strcmp(shown, cases[i].expected), "case %zu:\n%s\nexpected:\n%s", i, shown,
			      cases[i].expected);
	}
}
END_TEST

START_TEST(where_days_lead_is_asked_of_a_class_and_never_by_itself)
{
	g_autofree char *shown = NULL;
	struct inventory *inventory = load(CLASS("{cpu: {caution: 50%, warning: 60%, trend: 14d},\n"
						 "       clock: {caution: 1s, warning: 2s, trend: 180d}}"), &shown);
	const struct device *device;

	ck_assert_msg(inventory != NULL, "%s", shown);
	device = inventory_find_device(inventory, "d");
	check_levels(device, FIGURE_CPU, 500000, 600000);
	for (unsigned int figure = 0; figure < FIGURE_COUNT; figure++)
		ck_assert_int_eq(inventory_device_levels(device, figure)->trend_us,
				 figure == FIGURE_CPU ? 14 * DAY : figure == FIGURE_CLOCK ? 180 * DAY : 0);
	inventory_free(inventory);
}
END_TEST

START_TEST(a_device_without_a_class_has_no_levels)
{
	struct inventory *inventory = case_load("devices: {d: {owner: core}}\n");

	for (unsigned int figure = 0; figure < FIGURE_COUNT; figure++)
		ck_assert_ptr_null(inventory_device_levels(inventory_find_device(inventory, "d"), figure));
	inventory_free(inventory);
}
END_TEST

START_TEST(what_falls_has_its_warning_below)
{
	for (unsigned int figure = 0; figure < FIGURE_COUNT; figure++) {
		const struct figure_rule *rule = inventory_figure(figure);

		ck_assert(rule->falling == (rule->standard.warning < rule->standard.caution));
		ck_assert(rule->unit == FIGURE_TIME || rule->standard.warning <= 1000000);
	}
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(without_a_word_the_levels_are_those_of_the_page),
		UNIT(a_class_may_say_otherwise),
		UNIT(any_figure_may_be_left_unwatched),
		UNIT(levels_that_cannot_fire_or_clear_are_errors),
		UNIT(where_days_lead_is_asked_of_a_class_and_never_by_itself),
		UNIT(a_device_without_a_class_has_no_levels),
		UNIT(what_falls_has_its_warning_below),
		{ NULL, NULL },
	};

	return unit_run("inventory-figures", tests);
}
