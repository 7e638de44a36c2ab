/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Service classes: thresholds that could never fire or never clear are found,
 * and what is not said has the defaults of the page.
 */
#include "test-inventory.h"

#define SELF "organizations: {self: {kind: operator, self: true, name: x}}\n"
/* Warnings about people are not what is tested here. */
#define PEOPLE "contacts:\n" \
	"  m: {organization: self, role: ops-manager, login: a}\n" \
	"  d: {organization: self, role: duty-officer, login: b}\n" \
	"  h: {organization: self, role: help-desk, login: c}\n"
#define CLASS(body) "service-classes:\n  user:\n" body SELF PEOPLE
#define RTT "      rtt: {caution: 50ms, warning: 200ms}\n"
#define LOSS "      loss: {caution: 20%, warning: 60%}\n"

START_TEST(two_levels_of_loss_and_rtt_are_required)
{
	static const struct fault_case cases[] = {
		{ CLASS("    {interval: 5m}\n"),
		  "error base 2:3 service class 'user' has no thresholds of loss and rtt (3.2.1-5)\n" },
		{ CLASS("    thresholds:\n" LOSS),
		  "error base 4:7 service class 'user' has no two levels of rtt (3.2.1-5)\n" },
		{ CLASS("    thresholds:\n" RTT "      loss: {caution: 20%}\n"),
		  "error base 5:13 service class 'user' has no level 'warning' of loss (3.2.1-5)\n" },
	};

	CASE_CHECK(NULL, cases);
}
END_TEST

START_TEST(losses_that_no_number_of_packets_can_show_are_errors)
{
	static const struct fault_case cases[] = {
		{ CLASS("    thresholds:\n" RTT "      loss: {caution: 5%, warning: 15%}\n"),
		  "error base 5:23 loss caution of service class 'user' can never fire: 5 packets show "
		  "20%, 40%, 60%, 80%, of which none is caution and not warning\n" },
		{ CLASS("    thresholds:\n" RTT "      loss: {caution: 20%, warning: 81%}\n"),
		  "error base 5:37 loss warning of service class 'user' can never fire: 5 packets show "
		  "20%, 40%, 60%, 80%; all lost is DOWN\n" },
		{ CLASS("    probe: {packets: 4}\n    thresholds:\n" RTT
			"      loss: {caution: 26%, warning: 50%}\n"),
		  "error base 6:23 loss caution of service class 'user' can never fire: 4 packets show "
		  "25%, 50%, 75%, of which none is caution and not warning\n" },
		{ CLASS("    probe: {packets: 20}\n    thresholds:\n" RTT
			"      loss: {caution: 1%, warning: 5%}\n"),
		  "error base 6:23 loss caution of service class 'user' can never fire: 20 packets show "
		  "5%, 10%, 15%, ..., 95%, of which none is caution and not warning\n" },
		{ CLASS("    thresholds:\n" RTT "      loss: {caution: 20%, warning: 80%}\n"), "" },
		{ CLASS("    probe: {packets: 3}\n    thresholds:\n" RTT
			"      loss: {caution: 30%, warning: 60%}\n"), "" },
	};

	CASE_CHECK(NULL, cases);
}
END_TEST

START_TEST(levels_that_never_fire_or_never_clear_are_errors)
{
	static const struct fault_case cases[] = {
		{ CLASS("    thresholds:\n" RTT "      loss: {caution: 0%, warning: 60%}\n"),
		  "error base 5:23 loss caution 0 of service class 'user' can never clear\n" },
		{ CLASS("    thresholds:\n" LOSS "      rtt: {caution: 0ms, warning: 1ms}\n"),
		  "error base 5:22 rtt caution 0 of service class 'user' can never clear\n" },
		{ CLASS("    thresholds:\n" LOSS "      rtt: {caution: 90ms, warning: 90ms}\n"),
		  "error base 5:22 rtt caution of service class 'user' is not below its warning and can "
		  "never fire\n" },
		{ CLASS("    thresholds:\n" RTT "      loss: {caution: 60%, warning: 20%}\n"),
		  "error base 5:23 loss caution of service class 'user' is not below its warning and can "
		  "never fire\n" },
		{ CLASS("    thresholds:\n" LOSS "      rtt: {caution: 50ms, warning: 1s}\n"),
		  "error base 5:37 rtt warning of service class 'user' can never fire: no packet is "
		  "waited for longer than 1s\n" },
		{ CLASS("    thresholds:\n" LOSS "      rtt: {caution: 50ms, warning: 999ms}\n"), "" },
	};

	CASE_CHECK(NULL, cases);
}
END_TEST

START_TEST(a_probe_must_end_before_the_next_begins)
{
	static const struct fault_case cases[] = {
		{ CLASS("    interval: 2s\n    probe: {packets: 5, gap: 200ms, timeout: 1s}\n"
			"    thresholds:\n" LOSS RTT),
		  "error base 4:12 a probe of service class 'user' takes up to 2s (timeouts and 5 gaps), "
		  "not less than its interval\n" },
		{ CLASS("    interval: 1s\n    thresholds:\n" LOSS RTT),
		  "error base 3:5 a probe of service class 'user' takes up to 2s (timeouts and 5 gaps), "
		  "not less than its interval\n" },
		{ CLASS("    interval: 2001ms\n    thresholds:\n" LOSS RTT), "" },
		{ CLASS("    interval: 4s\n    probe: {retries: 2}\n    thresholds:\n" LOSS RTT),
		  "error base 4:12 a probe of service class 'user' takes up to 4s (timeouts and 5 gaps), "
		  "not less than its interval\n" },
		{ CLASS("    interval: 1m\n    probe: {retries: 3}\n    thresholds:\n" LOSS RTT),
		  "error base 4:22 'retries' of service class 'user' is '3': expected a whole number from 0 to 2\n" },
	};

	CASE_CHECK(NULL, cases);
}
END_TEST

START_TEST(defaults_are_those_of_the_page)
{
	struct inventory *inventory = case_load(NULL);
	const struct service_class *class = inventory_find_service_class(inventory, "user");

	ck_assert_str_eq(class->title.ja, "user");
	ck_assert_int_eq(class->interval_us, 60 * G_USEC_PER_SEC);
	ck_assert_int_eq(class->packets, 5);
	ck_assert_int_eq(class->gap_us, 200000);
	ck_assert_int_eq(class->timeout_us, G_USEC_PER_SEC);
	ck_assert_int_eq(class->retries, 0);
	ck_assert_int_eq(class->data_size, 32);
	ck_assert_int_eq(class->dscp, 0);
	ck_assert(!class->dont_fragment);
	ck_assert_int_eq(class->loss_ppm.caution, 200000);
	ck_assert_int_eq(class->loss_ppm.warning, 600000);
	ck_assert_int_eq(class->rtt_us.caution, 50000);
	ck_assert_int_eq(class->rtt_us.warning, 200000);
	ck_assert_int_eq(class->first_report_us, 30 * 60 * (int64_t)G_USEC_PER_SEC);
	ck_assert_int_eq(class->follow_up_us, 3600 * (int64_t)G_USEC_PER_SEC);
	inventory_free(inventory);
}
END_TEST

START_TEST(what_packets_are_like_has_bounds)
{
	static const struct fault_case cases[] = {
		{ CLASS("    probe: {size: 15, dscp: 64, dont-fragment: yes}\n    thresholds:\n" RTT LOSS),
		  "error base 3:19 'size' of service class 'user' is '15': expected a whole number from 16 to 9000\n"
		  "error base 3:29 'dscp' of service class 'user' is '64': expected a whole number from 0 to 63\n"
		  "error base 3:48 'dont-fragment' of service class 'user' is 'yes', which is only a word here: "
		  "expected true or false; write 'true'\n" },
		{ CLASS("    probe: {size: 9000, dscp: 63, dont-fragment: true}\n    thresholds:\n" RTT LOSS), "" },
	};
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	struct inventory *inventory = case_read(cases[1].text, NULL, faults);
	const struct service_class *class = inventory_find_service_class(inventory, "user");

	ck_assert_int_eq(class->data_size, 9000);
	ck_assert_int_eq(class->dscp, 63);
	ck_assert(class->dont_fragment);
	inventory_free(inventory);
	CASE_CHECK(NULL, cases);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(two_levels_of_loss_and_rtt_are_required),
		UNIT(losses_that_no_number_of_packets_can_show_are_errors),
		UNIT(levels_that_never_fire_or_never_clear_are_errors),
		UNIT(a_probe_must_end_before_the_next_begins),
		UNIT(defaults_are_those_of_the_page),
		UNIT(what_packets_are_like_has_bounds),
		{ NULL, NULL },
	};

	return unit_run("inventory-classes", tests);
}
