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

#define BOTH "    thresholds:\n" LOSS RTT

START_TEST(levels_may_clear_elsewhere_than_they_are_raised)
{
	static const struct fault_case cases[] = {
		{ CLASS("    thresholds:\n" RTT
			"      loss: {caution: {raise: 20%, clear: 0%}, warning: 60%}\n"),
		  "error base 5:43 'clear' 0 of loss of service class 'user' can never be gone below: it can "
		  "never clear\n" },
		{ CLASS("    thresholds:\n" RTT
			"      loss: {caution: {raise: 20%, clear: 21%}, warning: 60%}\n"),
		  "error base 5:43 'clear' of loss of service class 'user' is above its 'raise': it would be "
		  "over while it is raised\n" },
		{ CLASS("    thresholds:\n" RTT
			"      loss: {caution: 20%, warning: {raise: 60%, clear: 19%}}\n"),
		  "error base 5:37 loss warning of service class 'user' clears later than its caution, and so "
		  "would become OK at once\n" },
		{ CLASS("    thresholds:\n" RTT
			"      loss: {caution: {clear: 20%}, warning: 60%}\n"),
		  "error base 5:23 service class 'user' lacks 'raise'\n" },
		{ CLASS("    thresholds:\n" RTT
			"      loss: {caution: {raise: 20%, clera: 10%}, warning: 60%}\n"),
		  "error base 5:36 unknown key 'clera' in 'caution' of service class 'user'; did you mean "
		  "'clear'?\n" },
		{ CLASS("    thresholds:\n" RTT
			"      loss: {caution: {raise: 20%, clear: 10%}, warning: {raise: 60%, clear: 10%}}\n"),
		  "" },
	};

	CASE_CHECK(NULL, cases);
}
END_TEST

START_TEST(how_long_a_level_lasts_has_bounds)
{
	static const struct fault_case cases[] = {
		{ CLASS(BOTH "    down: {steps: 0, clear-steps: 101, hold: 8d}\n"),
		  "error base 6:19 'steps' of service class 'user' is '0': expected a whole number from 1 to 100\n"
		  "error base 6:35 'clear-steps' of service class 'user' is '101': expected a whole number from 1 "
		  "to 100\n"
		  "error base 6:46 'hold' of service class 'user' is '8d': expected a duration from 1s to 1w, such as "
		  "30s or 1h30m\n" },
		{ CLASS(BOTH "    interval: 1h\n    unknown: {steps: 25}\n"),
		  "error base 7:22 'steps' of service class 'user' is 25: so many runs in a row, one every 1h, "
		  "take more than a day\n" },
		{ CLASS(BOTH "    interval: 1h\n    unknown: {steps: 24, clear-steps: 24}\n"), "" },
		{ CLASS(BOTH "    down: {coverage: 80%}\n"),
		  "error base 6:22 'coverage' of service class 'user' says nothing without 'over'\n" },
		{ CLASS(BOTH "    down: {over: 10m, coverage: 0%}\n"),
		  "error base 6:33 'coverage' of service class 'user' is 0%: what nobody saw would count\n" },
		{ CLASS(BOTH "    interval: 5m\n    down: {over: 4m}\n"),
		  "error base 7:18 'over' of service class 'user' is shorter than the interval 5m: one run would "
		  "be all of it\n" },
		{ CLASS(BOTH "    down: {raise: 1}\n"),
		  "error base 6:12 unknown key 'raise' in 'down' of service class 'user': expected one of "
		  "steps, clear-steps, over, coverage, hold\n" },
	};

	CASE_CHECK(NULL, cases);
}
END_TEST

START_TEST(flapping_must_be_able_to_start_and_to_end)
{
	static const struct fault_case cases[] = {
		{ CLASS(BOTH "    flapping: {start: 9}\n"),
		  "error base 6:23 'start' of service class 'user' is '9': expected a number from 0.001 to 8\n" },
		{ CLASS(BOTH "    flapping: {start: 0x2}\n"),
		  "error base 6:23 'start' of service class 'user' is '0x2': expected a number from 0.001 to 8\n" },
		{ CLASS(BOTH "    flapping: {start: 2, end: 2}\n"),
		  "error base 6:15 flapping of service class 'user' ends no lower than it starts\n" },
		{ CLASS(BOTH "    interval: 30m\n    flapping: {start: 2, end: 1}\n"),
		  "error base 7:15 flapping of service class 'user' can never start: with its interval and "
		  "half-life no score is above 2.0\n" },
		{ CLASS(BOTH "    interval: 30m\n    flapping: {start: 1.9, end: 1}\n"), "" },
		{ CLASS(BOTH "    flapping: {half-life: 59s}\n"),
		  "error base 6:27 'half-life' of service class 'user' is '59s': expected a duration from 1m to 1d, "
		  "such as 1m\n" },
		{ CLASS(BOTH "    flapping: true\n"),
		  "error base 6:15 'flapping' of service class 'user' is 'true': expected a mapping\n" },
		{ CLASS(BOTH "    flapping: false\n"), "" },
	};

	CASE_CHECK(NULL, cases);
}
END_TEST

#define DURING "calendars: {night: {hours: '22:00-06:00'}, day: {hours: '06:00-22:00'}}\n" \
	"service-classes:\n  user:\n" BOTH

START_TEST(what_holds_at_some_times_is_checked_as_well)
{
	static const struct fault_case cases[] = {
		{ DURING "    during: [{when: nigth, down: {steps: 2}}]\n" SELF PEOPLE,
		  "error base 7:21 unknown calendar 'nigth' in 'when' of service class 'user'; did you mean "
		  "'night'?\n" },
		{ DURING "    during: [{down: {steps: 2}}]\n" SELF PEOPLE,
		  "error base 7:14 service class 'user' lacks 'when'\n" },
		{ DURING "    during: [{when: night}]\n" SELF PEOPLE,
		  "error base 7:14 'during' of service class 'user' says nothing that is otherwise then\n" },
		{ DURING "    during: [{when: night, down: {steps: 2}}, {when: night, down: {steps: 3}}]\n" SELF PEOPLE,
		  "error base 7:47 'during' of service class 'user' has calendar 'night' already: the first counts, and "
		  "this never\n" },
		{ DURING "    during: [{when: night, thresholds: {loss: {caution: 5%, warning: 15%}}}]\n" SELF PEOPLE,
		  "error base 7:57 loss caution of service class 'user' can never fire: 5 packets show 20%, 40%, 60%, "
		  "80%, of which none is caution and not warning\n" },
		{ DURING "    during: [{when: night, figures: {cpu: {caution: 1%, warning: 2%, trend: 9d}}}]\n" SELF PEOPLE,
		  "error base 7:77 'trend' of figure 'cpu' of service class 'user' is of all its days: it belongs to the class "
		  "itself\n" },
		{ DURING "    during: [{when: night, figures: {cpu: false}}]\n" SELF PEOPLE,
		  "error base 7:43 figure 'cpu' of service class 'user' must be watched always or never; at some times it "
		  "can only have other levels\n" },
		{ DURING "    during: [{when: night, interval: 5m}]\n" SELF PEOPLE,
		  "error base 7:28 unknown key 'interval' in 'during' of service class 'user': expected one of when, "
		  "thresholds, figures, down, unknown\n" },
		{ DURING "    during: []\n" SELF PEOPLE, "" },
	};

	CASE_CHECK(NULL, cases);
}
END_TEST

START_TEST(what_is_not_said_of_some_times_is_as_always)
{
	static const char *const text =
		"calendars: {night: {hours: '22:00-06:00'}, sunday: {hours: sun 24h}}\n"
		"service-classes:\n"
		"  user:\n"
		"    interval: 1m\n"
		"    thresholds:\n"
		"      loss: {caution: {raise: 20%, clear: 10%, steps: 4, clear-steps: 5, over: 10m, hold: 5m},\n"
		"             warning: {raise: 60%, over: 2m, coverage: 50%}}\n"
		"      rtt: {caution: {raise: 50ms, clear: 40ms}, warning: {raise: 200ms, clear: 200ms}}\n"
		"    figures: {cpu: {caution: {raise: 60%, clear: 50%}, warning: 80%}, memory: false,\n"
		"              rebooted: {raise: 10m, clear: 20m, steps: 1}}\n"
		"    down: {steps: 1, clear-steps: 2, hold: 1m}\n"
		"    flapping: {half-life: 1h, start: 2.5, end: 1}\n"
		"    during:\n"
		"      - {when: sunday, thresholds: {rtt: {caution: 90ms, warning: 300ms}},\n"
		"         figures: {cpu: {caution: 90%, warning: 95%}}}\n"
		"      - {when: night, down: {steps: 3}, unknown: {steps: 2}}\n" SELF;
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	struct inventory *inventory = case_read(text, NULL, faults);
	const struct service_class *class, *sunday, *night;

	ck_assert_ptr_nonnull(inventory);
	class = inventory_find_service_class(inventory, "user");
	ck_assert_int_eq(class->loss_ppm.caution_clear, 100000);
	ck_assert_int_eq(class->loss_ppm.caution_lasts.raise_steps, 4);
	ck_assert_int_eq(class->loss_ppm.caution_lasts.clear_steps, 5);
	ck_assert_int_eq(class->loss_ppm.caution_lasts.over_us, 600 * G_USEC_PER_SEC);
	ck_assert_int_eq(class->loss_ppm.caution_lasts.coverage_ppm, 800000);
	ck_assert_int_eq(class->loss_ppm.caution_lasts.hold_us, 300 * G_USEC_PER_SEC);
	ck_assert_int_eq(class->loss_ppm.warning_clear, 0);
	ck_assert_int_eq(class->loss_ppm.warning_lasts.coverage_ppm, 500000);
	ck_assert_int_eq(class->loss_ppm.warning_lasts.raise_steps, 0);
	ck_assert_int_eq(class->rtt_us.caution_clear, 40000);
	ck_assert_int_eq(class->rtt_us.warning_clear, 0);
	ck_assert_int_eq(class->figures[FIGURE_CPU].caution_clear, 500000);
	ck_assert_int_eq(class->figures[FIGURE_REBOOTED].caution_clear, 1200 * G_USEC_PER_SEC);
	ck_assert_int_eq(class->figures[FIGURE_REBOOTED].caution_lasts.raise_steps, 1);
	ck_assert_int_eq(class->down_lasts.hold_us, 60 * G_USEC_PER_SEC);
	ck_assert_int_eq(class->unknown_lasts.raise_steps, 0);
	ck_assert_int_eq(class->flapping.half_life_us, 3600 * (int64_t)G_USEC_PER_SEC);
	ck_assert_int_eq(class->flapping.start, 2500);
	ck_assert_int_eq(class->flapping.end, 1000);
	ck_assert_uint_eq(class->variant_count, 2);
	sunday = class->variants[0].instead;
	night = class->variants[1].instead;
	ck_assert_str_eq(class->variants[0].when->name, "sunday");
	ck_assert_int_eq(sunday->rtt_us.caution, 90000);
	ck_assert_int_eq(sunday->rtt_us.caution_clear, 0);
	ck_assert_int_eq(sunday->loss_ppm.caution_clear, 100000);
	ck_assert_int_eq(sunday->figures[FIGURE_CPU].caution, 900000);
	ck_assert_int_eq(sunday->figures[FIGURE_MEMORY].caution, -1);
	ck_assert_int_eq(sunday->down_lasts.clear_steps, 2);
	ck_assert_int_eq(night->down_lasts.raise_steps, 3);
	ck_assert_int_eq(night->down_lasts.clear_steps, 0);	/* said whole */
	ck_assert_int_eq(night->down_lasts.hold_us, 0);
	ck_assert_int_eq(night->unknown_lasts.raise_steps, 2);
	ck_assert_int_eq(night->rtt_us.caution_clear, 40000);
	ck_assert_uint_eq(night->variant_count, 0);
	inventory_free(inventory);
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
	ck_assert_int_eq(class->loss_ppm.caution_clear, 0);
	ck_assert_int_eq(class->loss_ppm.caution_lasts.raise_steps, 0);
	ck_assert_int_eq(class->down_lasts.raise_steps, 0);
	ck_assert_int_eq(class->flapping.half_life_us, 1800 * G_USEC_PER_SEC);
	ck_assert_int_eq(class->flapping.start, 5000);
	ck_assert_int_eq(class->flapping.end, 2000);
	ck_assert_uint_eq(class->variant_count, 0);
	ck_assert_ptr_eq(inventory_class_at(inventory, class, 0), class);
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
		UNIT(levels_may_clear_elsewhere_than_they_are_raised),
		UNIT(how_long_a_level_lasts_has_bounds),
		UNIT(flapping_must_be_able_to_start_and_to_end),
		UNIT(what_holds_at_some_times_is_checked_as_well),
		UNIT(what_is_not_said_of_some_times_is_as_always),
		UNIT(a_probe_must_end_before_the_next_begins),
		UNIT(defaults_are_those_of_the_page),
		UNIT(what_packets_are_like_has_bounds),
		{ NULL, NULL },
	};

	return unit_run("inventory-classes", tests);
}
