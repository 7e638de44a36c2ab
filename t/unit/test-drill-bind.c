/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a scenario's targets are in a network, and what then answers for that network over time.
 */
#include "drill/scenario.h"
#include "fixture-inventory.h"
#include "unit.h"

#include <string.h>

static const char scenario_text[] =
	"drill: small\n"
	"title: {ja: 訓練, en: A drill}\n"
	"hazard: other\n"
	"source: 1.3.4-1\n"
	"goals: [{ja: 目的, en: A goal}]\n"
	"scope: {ja: 全員, en: All}\n"
	"situation: {ja: 平常, en: All is well}\n"
	"lasts: 1h\n"
	"stop-word: {ja: 訓練を中断します, en: STOP THE DRILL NOW}\n"
	"stop-owner: leader\n"
	"roles:\n"
	"  leader: {title: {ja: 指揮, en: Leader}, contact: duty-officer}\n"
	"targets:\n"
	"  most: {select: lines, most: concentrator}\n"
	"  half: {select: lines, most: concentrator, share: 50%}\n"
	"  station: {from: most, via: concentrators}\n"
	"  all: {from: half, via: institution}\n"
	"  gw: {select: groups, protocol: vrrp, pick: 1}\n"
	"  members: {from: gw, via: members, skip: 1}\n"
	"network:\n"
	"  - {at: 1m, target: most, answer: none}\n"
	"  - {at: 2m, target: station, rtt: 50ms, fields: {cpu: 90%}}\n"
	"  - {at: 3m, target: gw, group: switched}\n"
	"  - {at: 4m, target: half, recovers: true}\n"
	"  - {at: 5m, path: core, fails: refused}\n"
	"  - {at: 6m, target: gw, group: none}\n"
	"  - {at: 7m, path: core, recovers: true}\n"
	"expectations: {}\n";

static const char network[] =
	"organizations:\n"
	"  self: {kind: operator, self: true, name: Us}\n"
	"  core: {kind: core-operator, name: Core}\n"
	"  h: {kind: institution, type: hospital, service-class: user, area: 13, name: H}\n"
	"  c: {kind: institution, type: clinic, service-class: user, area: 13, name: C}\n"
	"contacts:\n"
	"  duty: {organization: self, role: duty-officer, name: D, channels: [{mail: d@us.example}]}\n"
	"  noc: {organization: core, role: noc, name: N, channels: [{mail: n@core.example}]}\n"
	"devices:\n"
	"  a1: {owner: self, role: concentrator, address: 10.0.0.1, platform: frr, ssh: {user: x, agent: true}, service-class: backbone}\n"
	"  a2: {owner: self, role: concentrator, address: 10.0.0.2, platform: frr, ssh: {user: x, agent: true}, service-class: backbone}\n"
	"  e1: {owner: core, role: edge, address: 192.0.2.1, service-class: backbone}\n"
	"links: [[a1, a2], [a1, e1]]\n"
	"lines:\n"
	"  h1: {institution: h, from: a1, address: 10.1.0.1, kind: ip-vpn}\n"
	"  h2: {institution: h, from: a2, address: 10.1.0.2, kind: ip-vpn}\n"
	"  c1: {institution: c, from: a1, address: 10.1.0.3, kind: ip-vpn}\n"
	"groups:\n"
	"  gw: {protocol: vrrp, members: [a1, a2], normally-active: a2, minimum-standby: 1}\n";

struct drilled {
	struct drill_scenario *scenario;
	struct inventory *inventory;
	struct drill_targets *targets;
};

static struct drilled drilled(void)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	struct drilled drilled = {
		.scenario = drill_scenario_parse("small.yaml", scenario_text, strlen(scenario_text), faults),
		.inventory = fixture_inventory_with(fixture_rules, network),
	};
	g_autoptr(GError) error = NULL;

	ck_assert_uint_eq(conf_faults_errors(faults), 0);
	drilled.targets = drill_bind(drilled.scenario, drilled.inventory, &error);
	ck_assert_msg(drilled.targets != NULL, "%s", error ? error->message : "");
	return drilled;
}

static void drilled_clear(struct drilled *drilled)
{
	drill_targets_free(drilled->targets);
	inventory_free(drilled->inventory);
	drill_scenario_free(drilled->scenario);
}

static char *items(const struct drilled *drilled, const char *target)
{
	return g_strjoinv(" ", (char **)drill_targets_find(drilled->targets, target)->items);
}

static struct overlay *at(const struct drilled *drilled, int64_t minutes, const int64_t *changed)
{
	return drill_overlay_at(drilled->scenario, drilled->targets, drilled->inventory, minutes * 60 * G_USEC_PER_SEC, changed);
}

static const struct overlay_answer *ask(const struct overlay *overlay, const char *text)
{
	struct address address;

	ck_assert(address_parse(text, &address, NULL));
	return overlay_find(overlay, NULL, &address);
}

START_TEST(targets_are_bound_by_rule)
{
	static const struct { const char *target, *items; } cases[] = {
		{"most", "line:c1 line:h1"}, {"half", "line:c1"}, {"station", "device:a1"}, {"all", "line:c1"},
		{"gw", "group:gw"}, {"members", "device:a2"},
	};
	struct drilled drilled_now = drilled();

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *bound = items(&drilled_now, cases[i].target);

		ck_assert_str_eq(bound, cases[i].items);
	}
	ck_assert_uint_eq(drill_targets_find(drilled_now.targets, "most")->line_count, 2);
	drilled_clear(&drilled_now);
}
END_TEST

START_TEST(a_target_that_binds_nothing_is_refused_by_name)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autoptr(GString) text = g_string_new(scenario_text);
	g_autoptr(ops_drill_scenario_t) scenario = NULL;
	struct inventory *inventory = fixture_inventory_with(fixture_rules, network);
	g_autoptr(GError) error = NULL;

	g_string_replace(text, "protocol: vrrp", "protocol: bgp", 1);
	scenario = drill_scenario_parse("small.yaml", text->str, text->len, faults);
	ck_assert_ptr_null(drill_bind(scenario, inventory, &error));
	ck_assert(g_error_matches(error, OPS_DRILL_ERROR, DRILL_ERROR_BINDING));
	ck_assert_ptr_nonnull(strstr(error->message, "'gw'"));
	inventory_free(inventory);
}
END_TEST

START_TEST(what_was_bound_comes_back_from_its_line)
{
	struct drilled drilled_now = drilled();
	g_autofree char *line = drill_targets_print(drilled_now.targets);
	g_autoptr(ops_drill_targets_t) targets = drill_targets_parse(line, strlen(line), NULL);
	g_autofree char *again = drill_targets_print(targets);
	g_autoptr(GError) error = NULL;

	ck_assert_str_eq(line, again);
	ck_assert_uint_eq(drill_targets_find(targets, "most")->line_count, 2);
	ck_assert_ptr_null(drill_targets_parse("[]", 2, &error));
	ck_assert(g_error_matches(error, OPS_DRILL_ERROR, DRILL_ERROR_PINNED));
	drilled_clear(&drilled_now);
}
END_TEST

START_TEST(the_network_changes_as_written)
{
	struct drilled drilled_now = drilled();
	g_autoptr(ops_overlay_t) before = at(&drilled_now, 0, NULL), cut = at(&drilled_now, 1, NULL), loaded = at(&drilled_now, 2, NULL);
	g_autoptr(ops_overlay_t) half = at(&drilled_now, 4, NULL), mail = at(&drilled_now, 5, NULL), after = at(&drilled_now, 7, NULL);

	ck_assert_int_eq(ask(before, "10.1.0.1")->end, PROBE_ANSWERED);
	ck_assert_int_eq(ask(before, "203.0.113.9")->end, PROBE_ANSWERED);
	ck_assert_int_eq(ask(cut, "10.1.0.1")->end, PROBE_NO_ANSWER);
	ck_assert_int_eq(ask(cut, "10.1.0.2")->end, PROBE_ANSWERED);
	ck_assert_int_eq(ask(loaded, "10.0.0.1")->rtt_us, 50000);
	ck_assert_int_eq(ask(loaded, "10.0.0.1")->reading->cpu_ppm, 900000);
	ck_assert_int_eq(ask(loaded, "10.0.0.2")->reading->cpu_ppm, 200000);
	ck_assert_int_eq(ask(half, "10.1.0.3")->end, PROBE_ANSWERED);
	ck_assert_int_eq(ask(half, "10.1.0.1")->end, PROBE_NO_ANSWER);
	ck_assert_int_eq(overlay_path(half, "core"), OVERLAY_PATH_WELL);
	ck_assert_int_eq(overlay_path(mail, "core"), OVERLAY_PATH_REFUSED);
	ck_assert_int_eq(overlay_path(after, "core"), OVERLAY_PATH_WELL);
	ck_assert_uint_eq(drill_lines_hit(drilled_now.scenario, drilled_now.targets, 60 * G_USEC_PER_SEC, NULL), 2);
	ck_assert_uint_eq(drill_lines_hit(drilled_now.scenario, drilled_now.targets, 240 * G_USEC_PER_SEC, NULL), 1);
	drilled_clear(&drilled_now);
}
END_TEST

START_TEST(members_say_their_parts)
{
	struct drilled drilled_now = drilled();
	g_autoptr(ops_overlay_t) normal = at(&drilled_now, 0, NULL), switched = at(&drilled_now, 3, NULL), none = at(&drilled_now, 6, NULL);

	ck_assert_uint_eq(ask(normal, "10.0.0.1")->reading->role_count, 1);
	ck_assert_str_eq(ask(normal, "10.0.0.1")->reading->roles[0].protocol, "vrrp");
	ck_assert_int_eq(ask(normal, "10.0.0.1")->reading->roles[0].state, OVERLAY_BACKUP);
	ck_assert_int_eq(ask(normal, "10.0.0.2")->reading->roles[0].state, OVERLAY_MASTER);
	ck_assert_int_eq(ask(switched, "10.0.0.1")->reading->roles[0].state, OVERLAY_MASTER);
	ck_assert_int_eq(ask(switched, "10.0.0.2")->reading->roles[0].state, OVERLAY_BACKUP);
	ck_assert_int_eq(ask(none, "10.0.0.1")->reading->roles[0].state, OVERLAY_INIT);
	ck_assert_int_eq(ask(none, "10.0.0.2")->reading->roles[0].state, OVERLAY_INIT);
	drilled_clear(&drilled_now);
}
END_TEST

START_TEST(what_was_skipped_or_shifted_comes_so)
{
	const int64_t changed[] = {-1, 120 * G_USEC_PER_SEC, 600 * G_USEC_PER_SEC, 240 * G_USEC_PER_SEC, -1, -1, -1};
	struct drilled drilled_now = drilled();
	g_autoptr(ops_overlay_t) early = at(&drilled_now, 9, changed), late = at(&drilled_now, 10, changed);

	ck_assert_int_eq(ask(late, "10.1.0.1")->end, PROBE_ANSWERED);
	ck_assert_int_eq(ask(early, "10.0.0.1")->reading->roles[0].state, OVERLAY_BACKUP);
	ck_assert_int_eq(ask(late, "10.0.0.1")->reading->roles[0].state, OVERLAY_MASTER);
	ck_assert_uint_eq(drill_lines_hit(drilled_now.scenario, drilled_now.targets, 600 * G_USEC_PER_SEC, changed), 0);
	drilled_clear(&drilled_now);
}
END_TEST

START_TEST(braces_become_what_they_mean)
{
	static const struct { const char *word, *filled; } cases[] = {
		{"{case}", "D-INC-1"}, {"a {target:most} b", "a c1 b"}, {"{institution:most}", "c"}, {"{lines:most}", "2"},
		{"n={lines-hit}", "n=2"}, {"{contact:leader}", "sato"}, {"{in:30m}", "2026-11-26 10:32:00+00:00"},
		{"{ago:2m}", "2026-11-26 10:00:00+00:00"}, {"plain", "plain"},
	};
	struct drilled drilled_now = drilled();
	g_autoptr(GTimeZone) zone = g_time_zone_new_utc();
	const char *const contacts[] = {"sato"};
	const struct drill_fill fill = {
		.scenario = drilled_now.scenario, .targets = drilled_now.targets, .at_us = 120 * G_USEC_PER_SEC, .zone = zone,
		.clock_us = INT64_C(1795687320) * G_USEC_PER_SEC, .case_id = "D-INC-1", .contacts = contacts,
	};
	const char *const all[] = {"x", "{all:most}", NULL}, *const absent[] = {"{run}", NULL};
	struct drill_action action = {.run = all};
	g_auto(GStrv) each = drill_action_fill(&action, &fill, NULL);
	g_autofree char *joined = g_strjoinv(" ", each);
	g_autoptr(GError) error = NULL;

	ck_assert_str_eq(joined, "x c1 h1");
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		const char *const run[] = {cases[i].word, NULL};
		struct drill_action one = {.run = run};
		g_auto(GStrv) filled = drill_action_fill(&one, &fill, NULL);

		ck_assert_str_eq(filled[0], cases[i].filled);
	}
	action.run = absent;
	ck_assert_ptr_null(drill_action_fill(&action, &fill, &error));
	ck_assert(g_error_matches(error, OPS_DRILL_ERROR, DRILL_ERROR_PLACEHOLDER));
	drilled_clear(&drilled_now);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(targets_are_bound_by_rule),
		UNIT(a_target_that_binds_nothing_is_refused_by_name),
		UNIT(what_was_bound_comes_back_from_its_line),
		UNIT(the_network_changes_as_written),
		UNIT(members_say_their_parts),
		UNIT(what_was_skipped_or_shifted_comes_so),
		UNIT(braces_become_what_they_mean),
		{ NULL, NULL },
	};

	return unit_run("drill-bind", tests);
}
