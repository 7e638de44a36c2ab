/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The overlay: what it says is what comes back, and a faulty one is refused whole.
 */
#include "net/overlay.h"
#include "unit.h"

static struct overlay *parse(const char *text, struct conf_faults *faults)
{
	return overlay_parse("overlay.yaml", text, strlen(text), faults);
}

static const struct overlay_answer *ask(const struct overlay *overlay, const char *text)
{
	struct address address;

	ck_assert(address_parse(text, &address, NULL));
	return overlay_find(overlay, NULL, &address);
}

START_TEST(each_address_gets_its_own_answer)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autoptr(ops_overlay_t) overlay = parse("overlay: 1\n"
						 "default: {answer: none}\n"
						 "answers:\n"
						 "  10.0.0.1: {rtt: 2ms}\n"
						 "  \"2001:db8::1\": {rtt: 20ms, loss: 40%}\n"
						 "  10.0.0.4: {could-not-ask: no route}\n", faults);

	ck_assert_ptr_nonnull(overlay);
	ck_assert_int_eq(ask(overlay, "10.0.0.1")->end, PROBE_ANSWERED);
	ck_assert_int_eq(ask(overlay, "10.0.0.1")->rtt_us, 2000);
	ck_assert_int_eq(ask(overlay, "10.0.0.1")->loss_ppm, 0);
	ck_assert_int_eq(ask(overlay, "2001:db8:0::1")->loss_ppm, 400000);
	ck_assert_int_eq(ask(overlay, "10.0.0.4")->end, PROBE_COULD_NOT_ASK);
	ck_assert_str_eq(ask(overlay, "10.0.0.4")->reason, "no route");
	ck_assert_int_eq(ask(overlay, "192.0.2.77")->end, PROBE_NO_ANSWER);
}
END_TEST

START_TEST(a_device_reads_as_it_is_said_to)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autoptr(ops_overlay_t) overlay = parse("overlay: 1\n"
						 "default: {answer: none}\n"
						 "answers:\n"
						 "  10.0.0.1:\n"
						 "    rtt: 2ms\n"
						 "    fields: {cpu: 85%, uptime: 30d, version: '10.1'}\n"
						 "    roles: {vrrp/1: backup}\n"
						 "    sessions: {192.0.2.1: down}\n"
						 "    interfaces: {eth0: up}\n"
						 "  10.0.0.2: {rtt: 2ms}\n"
						 "paths: {core: refused}\n", faults);
	const struct overlay_reading *reading = ask(overlay, "10.0.0.1")->reading;

	ck_assert_ptr_nonnull(reading);
	ck_assert_int_eq(reading->cpu_ppm, 850000);
	ck_assert_int_eq(reading->memory_ppm, -1);
	ck_assert_str_eq(reading->version, "10.1");
	ck_assert_str_eq(reading->roles[0].number, "1");
	ck_assert_int_eq(reading->roles[0].state, OVERLAY_BACKUP);
	ck_assert(!reading->sessions[0].up);
	ck_assert(reading->interfaces[0].up);
	ck_assert_ptr_null(ask(overlay, "10.0.0.2")->reading);
	ck_assert_int_eq(overlay_path(overlay, "core"), OVERLAY_PATH_REFUSED);
	ck_assert_int_eq(overlay_path(overlay, "other"), OVERLAY_PATH_WELL);
}
END_TEST

START_TEST(a_faulty_overlay_is_refused_with_every_fault)
{
	static const struct { const char *text; unsigned int errors; } cases[] = {
		{ "", 1 },
		{ "[]", 1 },
		{ "overlay: 2\ndefault: {answer: none}\n", 1 },
		{ "default: {answer: none}\n", 1 },
		{ "overlay: 1\n", 1 },
		{ "overlay: 1\ndefault: {answer: maybe}\n", 1 },
		{ "overlay: 1\ndefault: {}\n", 1 },
		{ "overlay: 1\ndefault: {rtt: 1ms, answer: none}\n", 1 },
		{ "overlay: 1\ndefault: {answer: none, loss: 10%}\n", 1 },
		{ "overlay: 1\ndefault: {rtt: 5m}\n", 1 },
		{ "overlay: 1\ndefault: {answer: none}\nanswers: {localhost: {rtt: 1ms}, 10.0.0.1: {rtt: x}}\n", 2 },
		{ "overlay: 1\ndefault: {answer: none}\nanswer: {}\n", 1 },
		{ "overlay: 1\ndefault: {answer: none, fields: {cpu: 1%}}\n", 1 },
		{ "overlay: 1\ndefault: {rtt: 1ms, fields: {cpux: 1%}}\n", 1 },
		{ "overlay: 1\ndefault: {rtt: 1ms, roles: {vrrp: master, vrrp/1: chief}, sessions: {x: up}}\n", 3 },
		{ "overlay: 1\ndefault: {rtt: 1ms, interfaces: {'a b': up}}\npaths: {core: slow}\n", 2 },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
		struct overlay *overlay = parse(cases[i].text, faults);

		ck_assert_msg(!overlay, "accepted: %s", cases[i].text);
		ck_assert_msg(conf_faults_errors(faults) == cases[i].errors, "%u faults in: %s",
			      conf_faults_errors(faults), cases[i].text);
	}
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(each_address_gets_its_own_answer),
		UNIT(a_device_reads_as_it_is_said_to),
		UNIT(a_faulty_overlay_is_refused_with_every_fault),
		{ NULL, NULL },
	};

	return unit_run("net-overlay", tests);
}
