/* SPDX-License-Identifier: Apache-2.0 */
/*
 * platform-send.c: nothing but looking can be written into a platform, and
 * nothing else be put into its commands.
 */
#include "fixture-platform.h"

#include "probe/platform-internal.h"

START_TEST(only_what_looks_may_be_sent)
{
	static const struct { const char *send; bool good; } cases[] = {
		{"show version", true},
		{"show running-config", true},
		{"show configure history", true},
		{"show bgp | json", true},
		{"vtysh -c 'show bgp json'", true},
		{"ping 192.0.2.1", true},
		{"cat /proc/uptime", true},
		{"diagnose sys session stat", true},
		{"configure terminal", false},
		{"conf t", false},
		{"Write Memory", false},
		{" reload", false},
		{"clear counters", false},
		{"debug ip packet", false},
		{"no shutdown", false},
		{"set interfaces ge-0/0/0 disable", false},
		{"request system reboot", false},
		{"execute reboot", false},
		{"diagnose debug enable", false},
		{"delete flash:x", false},
		{"show version | tee x", false},
		{"show version |reload", false},
		{"vtysh -c 'configure terminal'", false},
		{"vtysh -c \"write\"", false},
		{"show version; reload", false},
		{"show version & reload", false},
		{"show version > startup-config", false},
		{"show $(reload)", false},
		{"show `reload`", false},
		{"show version\nreload", false},
		{"show version\rreload", false},
		{"show \\nreload", false},
		{"", false},
		{"sudo cat /etc/shadow", false},
	};
	GPtrArray *all = g_ptr_array_new();
	struct platform_rule *anything = platform_rule_new("...", NULL, NULL);

	g_ptr_array_add(all, anything);
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *reason = platform_send_refuse(cases[i].send, all);

		ck_assert_msg((reason == NULL) == cases[i].good, "'%s': %s", cases[i].send, reason ? reason : "taken");
	}
	platform_rule_free(anything);
	g_ptr_array_unref(all);
}
END_TEST

START_TEST(what_read_only_does_not_name_is_refused)
{
	g_autofree char *reason = platform_send_refuse("look version", NULL);

	ck_assert_str_eq(reason, "'look version' is none of the commands that 'read-only' names");
}
END_TEST

START_TEST(only_the_session_is_prepared)
{
	static const struct { const char *send; bool good; } cases[] = {
		{"terminal length 0", true},
		{"screen-length 0 temporary", true},
		{"set cli screen-length 0", true},
		{"set system host-name x", false},
		{"terminal length 0; reload", false},
		{"console columns 200", false},
		{"write memory", false},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *reason = platform_send_refuse_prepare(cases[i].send);

		ck_assert_msg((reason == NULL) == cases[i].good, "'%s'", cases[i].send);
	}
}
END_TEST

START_TEST(what_is_put_in_is_what_its_place_takes)
{
	static const struct { const char *target, *count, *text; } cases[] = {
		{"192.0.2.1", "5", "ping 192.0.2.1 repeat 5"},
		{"2001:db8::1", "1", "ping 2001:db8::1 repeat 1"},
		{"192.0.2.1; reload", "5", NULL},
		{"192.0.2.1\nreload", "5", NULL},
		{"host.example", "5", NULL},
		{"fe80::1%eth0", "5", NULL},
		{NULL, "5", NULL},
		{"192.0.2.1", "101", NULL},
		{"192.0.2.1", "0", NULL},
		{"192.0.2.1", "5x", NULL},
		{"192.0.2.1", NULL, NULL},
	};
	g_autoptr(ops_platform_t) platform = platform_good(
		"  a: {send: 'ping {target} repeat {count}', watch: false, verified: sample, record: ping, lines: ['{sent}']}\n"
		"  b: {send: 'show interface {interface}', watch: false, verified: sample, record: ping, lines: ['{sent}']}\n");
	const struct platform_command *command = platform_command_at(platform, 0);

	ck_assert_uint_eq(command->parameters, 1u << PARAMETER_TARGET | 1u << PARAMETER_COUNT);
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		const char *values[PLATFORM_PARAMETER_COUNT] = {
			[PARAMETER_TARGET] = cases[i].target, [PARAMETER_COUNT] = cases[i].count,
		};
		g_autoptr(GError) error = NULL;
		g_autofree char *text = platform_command_text(command, values, &error);

		ck_assert_pstr_eq(text, cases[i].text);
		ck_assert_int_eq(text == NULL, g_error_matches(error, OPS_PLATFORM_ERROR, PLATFORM_ERROR_PARAMETER));
	}
}
END_TEST

START_TEST(an_interface_is_a_name_and_nothing_more)
{
	static const struct { const char *name; bool good; } cases[] = {
		{"GigabitEthernet0/0/1.100", true}, {"ge-0/0/0:1", true},   {"", false},
		{"eth0 | reload", false},	    {"-c reload", false},   {"eth0\n", false},
		{"Gi0/1 configuration", false},	    {"\xe3\x81\x82", false},
	};
	g_autoptr(ops_platform_t) platform = platform_good(
		"  b: {send: 'show interface {interface}', watch: false, verified: sample, record: ping, lines: ['{sent}']}\n");

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		const char *values[PLATFORM_PARAMETER_COUNT] = {[PARAMETER_INTERFACE] = cases[i].name};
		g_autofree char *text = platform_command_text(platform_command_at(platform, 0), values, NULL);

		ck_assert_msg((text != NULL) == cases[i].good, "'%s'", cases[i].name);
	}
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(only_what_looks_may_be_sent),
		UNIT(what_read_only_does_not_name_is_refused),
		UNIT(only_the_session_is_prepared),
		UNIT(what_is_put_in_is_what_its_place_takes),
		UNIT(an_interface_is_a_name_and_nothing_more),
		{NULL, NULL},
	};

	return unit_run("probe-platform-send", tests);
}
