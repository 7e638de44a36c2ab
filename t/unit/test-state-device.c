/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a reading shows: each item by its name, judged by its levels; what was
 * not said is unknown and never well; what a platform could not have said is no
 * item; counters need the reading before.
 */
#include "state/device.h"
#include "test-inventory.h"

#include <inttypes.h>

#define SECOND G_USEC_PER_SEC
#define DAY (INT64_C(24) * 3600 * SECOND)
#define NOW (INT64_C(1795543200) * SECOND) /* 2026-11-25 03:00 +09:00 */

static const char platform_text[] =
	"title: Test\n"
	"counters: 64\n"
	"session: {channel: exec}\n"
	"read-only: ['show ...']\n"
	"errors: {refused: ['unknown...']}\n"
	"commands:\n"
	"  system:\n"
	"    send: show system\n"
	"    verified: sample\n"
	"    record: system\n"
	"    lines: ['cpu {cpu_1m}', 'ticks {cpu_busy} {cpu_idle}', 'memory {memory_used} {memory_total}',\n"
	"            'up {uptime}', 'version {version}', 'sessions {sessions} of {sessions_max}', 'sessions {sessions}']\n"
	"    ends: ['end']\n"
	"    ignore: ['end']\n"
	"  clock:\n"
	"    send: show clock\n"
	"    verified: sample\n"
	"    record: clock\n"
	"    lines: ['clock {at}']\n"
	"  interfaces:\n"
	"    send: show interfaces\n"
	"    verified: sample\n"
	"    record: interface\n"
	"    table: [{Port: name}, {Oper: oper}, {Speed: speed}, {In: in_octets}, {Out: out_octets}, {Packets: in_packets}, {Errors: in_errors}]\n"
	"  bgp:\n"
	"    send: show bgp\n"
	"    verified: sample\n"
	"    record: bgp-neighbour\n"
	"    table: [{Peer: address}, {State: state}]\n"
	"  sessions:\n"
	"    send: show sessions\n"
	"    verified: sample\n"
	"    empty: absent\n"
	"    record: bgp-neighbour\n"
	"    set: {local_as: '65000'}\n"
	"    table: [{Peer: address}, {As: as}, {State: state}, {Lost: flaps}, {Since: last_change}]\n"
	"  groups:\n"
	"    send: show groups\n"
	"    verified: sample\n"
	"    empty: absent\n"
	"    record: redundancy-group\n"
	"    set: {protocol: vrrp}\n"
	"    table: [{Port: interface}, {Group: group}, {Family: family}, {State: state}, {Changes: transitions}, {Address: virtual_address}]\n"
	"  ike:\n"
	"    send: show ike\n"
	"    verified: sample\n"
	"    empty: absent\n"
	"    record: ike-sa\n"
	"    table: [{Remote: remote}, {State: state}]\n"
	"  certificates:\n"
	"    send: show certificates\n"
	"    verified: sample\n"
	"    empty: absent\n"
	"    record: certificate\n"
	"    start: ['certificate {name} until {not_after}']\n";

/* Behind "devices: {r1: {". */
static const char network[] =
	"owner: self, address: 10.0.1.1, service-class: user, platform: test, ssh: {like: noc}}\n"
	"  p1: {owner: core, address: 10.0.1.2, addresses: [10.0.1.3], service-class: user}\n"
	"  cpe-1: {owner: self, address: 10.0.1.4, service-class: user}\n"
	"lines:\n"
	"  v1: {institution: hosp-1, from: r1, cpe: cpe-1, address: 10.0.1.5, kind: ipsec}\n"
	"interfaces:\n"
	"  r1/eth0: {line: h1, rate: 10M}\n"
	"  r1/eth1: {name: spare, expect: down}\n"
	"  r1/eth9: {name: gone}\n";

/* Classes that are judged otherwise at the time of the reading, and at another. */
static const char other_classes[] =
	"  nightly: {thresholds: {loss: {caution: 20%, warning: 60%}, rtt: {caution: 50ms, warning: 200ms}}, during: [\n"
	"    {when: nights, figures: {cpu: {caution: {raise: 20%, clear: 10%}, warning: {raise: 40%, clear: 30%}}}}]}\n"
	"  daily: {thresholds: {loss: {caution: 20%, warning: 60%}, rtt: {caution: 50ms, warning: 200ms}}, during: [\n"
	"    {when: days, figures: {cpu: {caution: 20%, warning: 40%}}}]}\n";

struct fixture {
	struct inventory *inventory;
	struct device_index *index;
	struct platform *platform;
	struct reading *reading;
	GHashTable *before;
	struct device_view view;
};

/* SAID: further keys of the device; MORE: further sections. */
static void setup_all(struct fixture *fixture, const char *said, const char *more)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autoptr(ops_conf_document_t) document =
		conf_document_parse("test.yaml", platform_text, strlen(platform_text), NULL, faults);
	struct conf_position whole = { .file = "test.yaml" };
	g_autofree char *rules = g_strconcat("versions: {test: {wanted: ['2.*'], refused: ['2.1*']}}\n"
					       "ssh-logins: {noc: {user: nwops, agent: true}}\n"
					       "calendars: {nights: {hours: '22:00-06:00'}, days: {hours: '06:00-22:00'}}\n",
					       case_base, NULL);
	g_auto(GStrv) parts = g_strsplit(rules, "service-classes:\n", 2);
	g_autofree char *whole_rules = g_strconcat(parts[0], "service-classes:\n", other_classes, parts[1], NULL);
	g_autofree char *things = g_strconcat("devices:\n  r1: {", said, network, more, NULL), *shown = NULL;

	*fixture = (struct fixture){ 0 };
	ck_assert_ptr_nonnull(document);
	fixture->platform = platform_read("test", conf_document_root(document), &whole, faults);
	shown = case_shown(faults);
	ck_assert_msg(fixture->platform != NULL, "%s", shown);
	g_free(shown);
	fixture->inventory = case_read(whole_rules, things, faults);
	shown = case_shown(faults);
	ck_assert_msg(fixture->inventory != NULL, "%s", shown);
	fixture->index = device_index_new(fixture->inventory);
	fixture->reading = reading_new(fixture->platform, NOW);
	fixture->before = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
}

static void setup_with(struct fixture *fixture, const char *said)
{
	setup_all(fixture, said, "");
}

static void setup(struct fixture *fixture)
{
	setup_with(fixture, "");
}

static void teardown(struct fixture *fixture)
{
	device_view_clear(&fixture->view);
	g_hash_table_unref(fixture->before);
	reading_free(fixture->reading);
	device_index_free(fixture->index);
	inventory_free(fixture->inventory);
	platform_free(fixture->platform);
}

static void answer(struct fixture *fixture, const char *command, const char *text)
{
	const struct platform_command *asked = platform_command_find(fixture->platform, command);
	struct reading_part *part = reading_part(fixture->reading, asked);

	part->text = g_string_new(text);
	part->answer = platform_parse(fixture->platform, asked, text, strlen(text), ENDING_SEEN);
}

static void look(struct fixture *fixture)
{
	state_view_device(fixture->index, inventory_find_device(fixture->inventory, "r1"), fixture->reading,
			  fixture->before, &fixture->view);
}

/* "cpu ok 500000; ..." of the items whose names begin so, in their order. */
static void assert_items(const struct fixture *fixture, const char *beginning, const char *expected)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (guint i = 0; i < fixture->view.items->len; i++) {
		const struct device_item *item = &g_array_index(fixture->view.items, struct device_item, i);
		const char *what = item->name + strlen("device:r1/");

		ck_assert(g_str_has_prefix(item->name, "device:r1/"));
		if (!g_str_has_prefix(what, beginning))
			continue;
		g_string_append_printf(text, "%s %s", what, words_get(WORDS_STATUS, item->judgement.status)->id);
		if (item->facts.known && item->facts.sort != FIGURE_SORT_STATE)
			g_string_append_printf(text, " %" PRId64, item->facts.value);
		g_string_append(text, "; ");
	}
	ck_assert_str_eq(text->str, expected);
}

static void before(struct fixture *fixture, const char *key, uint64_t value)
{
	struct series_sample sample = { .at_us = NOW - 60 * SECOND, .uptime_us = 9 * DAY - 60 * SECOND, .value = value,
					 .width = 64 };

	g_hash_table_insert(fixture->before, g_strdup(key), g_memdup2(&sample, sizeof(sample)));
}

START_TEST(figures_are_judged_by_their_levels)
{
	static const struct { const char *system, *expected; } cases[] = {
		{ "cpu 10%\nmemory 10 100\nup 9 days\nend\n", "cpu ok 100000; memory ok 100000; uptime ok 777600000000; " },
		{ "cpu 70%\nmemory 80 100\nup 9 days\nend\n",
		  "cpu caution 700000; memory caution 800000; uptime ok 777600000000; " },
		{ "cpu 85%\nmemory 90 100\nup 4 minutes\nend\n",
		  "cpu warning 850000; memory warning 900000; uptime caution 240000000; " },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GString) all = g_string_new(NULL);
		struct fixture fixture;

		setup(&fixture);
		answer(&fixture, "system", cases[i].system);
		look(&fixture);
		for (guint j = 0; j < 3; j++) {
			const struct device_item *item = &g_array_index(fixture.view.items, struct device_item, j);

			g_string_append_printf(all, "%s %s %" PRId64 "; ", item->name + strlen("device:r1/"),
					       words_get(WORDS_STATUS, item->judgement.status)->id, item->facts.value);
		}
		ck_assert_str_eq(all->str, cases[i].expected);
		teardown(&fixture);
	}
}
END_TEST

START_TEST(figures_are_judged_by_what_holds_when_they_are_read)
{
	static const struct { const char *class, *cpu; enum status status, holds; } cases[] = {
		{ "nightly", "9%", STATUS_OK, STATUS_OK },
		{ "nightly", "10%", STATUS_OK, STATUS_CAUTION },
		{ "nightly", "30%", STATUS_CAUTION, STATUS_WARNING },
		{ "nightly", "40%", STATUS_WARNING, STATUS_WARNING },
		{ "daily", "40%", STATUS_OK, STATUS_OK },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *system = g_strdup_printf("cpu %s\nmemory 10 100\nup 9 days\nend\n", cases[i].cpu);
		const struct device_item *item;
		struct fixture fixture;
		struct device *device;

		setup(&fixture);
		/* The classes are there; which of them is its own is all that differs. */
		device = (struct device *)inventory_find_device(fixture.inventory, "r1");
		device->service_class = inventory_find_service_class(fixture.inventory, cases[i].class);
		answer(&fixture, "system", system);
		look(&fixture);
		item = &g_array_index(fixture.view.items, struct device_item, 0);
		ck_assert_str_eq(item->name, "device:r1/cpu");
		ck_assert_int_eq(item->judgement.status, cases[i].status);
		ck_assert_int_eq(item->judgement.holds, cases[i].holds);
		teardown(&fixture);
	}
}
END_TEST

START_TEST(what_was_not_said_whole_is_unknown)
{
	struct fixture fixture;

	setup(&fixture);
	/* Without its end the answer is none, though it has figures. */
	answer(&fixture, "system", "cpu 10%\nmemory 10 100\n");
	look(&fixture);
	assert_items(&fixture, "cpu", "cpu unknown; ");
	assert_items(&fixture, "memory", "memory unknown; ");
	assert_items(&fixture, "uptime", "uptime unknown; ");
	assert_items(&fixture, "version", "version unknown; ");
	/* Nothing was asked of these. */
	assert_items(&fixture, "clock", "");
	assert_items(&fixture, "bgp", "");
	teardown(&fixture);
}
END_TEST

START_TEST(sessions_are_a_share_of_the_most_that_is_known)
{
	static const struct { const char *most, *said, *expected; } cases[] = {
		{ "", "sessions 700 of 1000\nend\n", "sessions ok 700000; " },
		{ "", "sessions 800 of 1000\nend\n", "sessions caution 800000; " },
		{ "", "sessions 1000 of 1000\nend\n", "sessions warning 1000000; " },
		/* Of an unknown most nothing is a share. */
		{ "", "sessions 700\nend\n", "" },
		{ "", "sessions 700 of 0\nend\n", "" },
		{ "", "end\n", "" },
		{ "sessions-max: 2000, ", "sessions 700\nend\n", "sessions ok 350000; " },
		{ "sessions-max: 2000, ", "sessions 700 of 1000\nend\n", "sessions ok 350000; " },
		{ "sessions-max: 500, ", "sessions 700\nend\n", "sessions warning 1400000; " },
		{ "sessions-max: 500, ", "sessions 0\nend\n", "sessions ok 0; " },
		{ "sessions-max: 500, ", "up 9 days\nend\n", "sessions unknown; " },
		{ "sessions-max: 500, ", "sessions 700\n", "sessions unknown; " },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct fixture fixture;

		setup_with(&fixture, cases[i].most);
		answer(&fixture, "system", cases[i].said);
		look(&fixture);
		assert_items(&fixture, "sessions", cases[i].expected);
		teardown(&fixture);
	}
}
END_TEST

START_TEST(ticks_need_the_reading_before)
{
	struct fixture fixture;

	setup(&fixture);
	answer(&fixture, "system", "ticks 7000 13000\nup 9 days\nend\n");
	look(&fixture);
	assert_items(&fixture, "cpu", "");
	ck_assert_uint_eq(fixture.view.samples->len, 2);
	teardown(&fixture);
	setup(&fixture);
	before(&fixture, "system:cpu-busy", 1000);
	before(&fixture, "system:cpu-ticks", 10000);
	answer(&fixture, "system", "ticks 7000 13000\nup 9 days\nend\n");
	look(&fixture);
	assert_items(&fixture, "cpu", "cpu ok 600000; ");
	teardown(&fixture);
}
END_TEST

START_TEST(versions_and_clocks_are_held_against_the_policy)
{
	static const struct { const char *version, *status; } cases[] = {
		{ "2.0", "version ok; " }, { "2.14", "version warning; " }, { "1.9", "version caution; " },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct fixture fixture;
		g_autofree char *text = g_strdup_printf("version %s\nend\n", cases[i].version);

		setup(&fixture);
		answer(&fixture, "system", text);
		answer(&fixture, "clock", "clock 2026-11-25T03:00:05+09:00\n");
		look(&fixture);
		assert_items(&fixture, "version", cases[i].status);
		assert_items(&fixture, "clock", "clock caution 5000000; ");
		teardown(&fixture);
	}
}
END_TEST

START_TEST(interfaces_are_what_they_should_be)
{
	struct fixture fixture;

	setup(&fixture);
	answer(&fixture, "system", "up 9 days\nend\n");
	before(&fixture, "interface:eth0:in-octets", 0);
	before(&fixture, "interface:eth0:out-octets", 0);
	before(&fixture, "interface:eth0:in-packets", 0);
	before(&fixture, "interface:eth0:in-errors", 0);
	answer(&fixture, "interfaces",
	       "Port  Oper  Speed  In        Out      Packets  Errors\n"
	       "eth0  up    1000M  60000000  7500000  100000   20\n"
	       "eth1  up    1000M  1         1        1        0\n"
	       "eth2  down  1000M  1         1        1        0\n");
	look(&fixture);
	/* 60,000,000 octets in a minute are 8 Mbit/s, of the 10 that the line may carry. */
	assert_items(&fixture, "load:h1", "load:h1 caution 800000; ");
	assert_items(&fixture, "errors:h1", "errors:h1 caution 200; ");
	assert_items(&fixture, "interface:", "interface:h1 ok; interface:spare down; interface:gone unknown; ");
	teardown(&fixture);
}
END_TEST

START_TEST(sessions_are_called_by_whom_they_are_with)
{
	struct fixture fixture;

	setup(&fixture);
	answer(&fixture, "bgp", "Peer       State\n10.0.1.3   established\n10.0.1.9   idle\n");
	answer(&fixture, "ike", "Remote     State\n10.0.1.4   up\n10.0.9.9   down\n");
	look(&fixture);
	assert_items(&fixture, "bgp", "bgp:p1 ok; bgp:10.0.1.9 down; ");
	assert_items(&fixture, "ike", "ike:v1 ok; ike:10.0.9.9 down; ");
	teardown(&fixture);
}
END_TEST

START_TEST(an_association_that_is_gone_is_down)
{
	struct fixture fixture;

	setup(&fixture);
	answer(&fixture, "ike", "");
	look(&fixture);
	assert_items(&fixture, "ike", "ike:v1 down; ");
	teardown(&fixture);
	setup(&fixture);
	answer(&fixture, "ike", "unknown command\n");
	look(&fixture);
	assert_items(&fixture, "ike", "ike:v1 unknown; ");
	teardown(&fixture);
}
END_TEST

START_TEST(certificates_have_time_left)
{
	struct fixture fixture;

	setup(&fixture);
	answer(&fixture, "certificates",
	       "certificate old until 2026-11-24T00:00:00Z\n"
	       "certificate soon until 2026-12-01T03:00:00+09:00\n"
	       "certificate good until 2027-11-25T03:00:00+09:00\n");
	look(&fixture);
	assert_items(&fixture, "certificate:",
		     "certificate:old warning 0; certificate:soon warning 518400000000; "
		     "certificate:good ok 31536000000000; ");
	teardown(&fixture);
}
END_TEST

/* "5 ipv4 10.0.0.254 active 7 from 4; ..." of the groups that it says to be in. */
static char *roles_shown(const struct fixture *fixture)
{
	static const char *const words[] = { "unsaid", "active", "standby", "out" };
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < fixture->view.roles->len; i++) {
		const struct device_role *role = &g_array_index(fixture->view.roles, struct device_role, i);

		ck_assert_str_eq(role->protocol, "vrrp");
		g_string_append_printf(text, "%s %s %s %s %" PRId64 " from %" PRId64 "; ", role->number, role->family,
				       role->virtual_address, words[role->role], role->transitions,
				       role->transitions_before);
	}
	return g_string_free(text, FALSE);
}

START_TEST(its_part_in_groups_comes_with_the_counter_before)
{
	struct fixture fixture;
	g_autofree char *shown = NULL;

	setup(&fixture);
	before(&fixture, "group:eth0:5:ipv4:transitions", 4);
	before(&fixture, "group:eth0:6:ipv4:transitions", 9);
	before(&fixture, "group:eth1:5:ipv4:transitions", 1);
	answer(&fixture, "system", "up 9 days\nend\n");
	answer(&fixture, "groups",
	       "Port  Group Family State   Changes Address\n"
	       "eth0  5     ipv4   master  7       10.0.0.254\n"
	       "eth0  5     ipv6   backup  2       2001:db8::1\n"
	       "eth0  6     ipv4   listen  3       10.0.0.253\n"
	       "eth1  5     ipv4   init    1       10.0.1.254\n");
	look(&fixture);
	shown = roles_shown(&fixture);
	/* Of one that fell, and of one that is new, nothing is compared. */
	ck_assert_str_eq(shown, "5 ipv4 10.0.0.254 active 7 from 4; 5 ipv6 2001:db8::1 standby 2 from -1; "
				"6 ipv4 10.0.0.253 standby 3 from -1; 5 ipv4 10.0.1.254 out 1 from 1; ");
	ck_assert(fixture.view.roles_whole && !fixture.view.restarted);
	teardown(&fixture);

	/* Restarted half a minute ago: no counter can be compared. */
	g_clear_pointer(&shown, g_free);
	setup(&fixture);
	before(&fixture, "group:eth0:5:ipv4:transitions", 4);
	answer(&fixture, "system", "up 30 seconds\nend\n");
	answer(&fixture, "groups", "Port  Group Family State   Changes Address\n"
				   "eth0  5     ipv4   master  7       10.0.0.254\n");
	look(&fixture);
	shown = roles_shown(&fixture);
	ck_assert_str_eq(shown, "5 ipv4 10.0.0.254 active 7 from -1; ");
	ck_assert(fixture.view.restarted);
	teardown(&fixture);

	/* It is not in any; and it did not say. */
	setup(&fixture);
	answer(&fixture, "groups", "\n");
	look(&fixture);
	ck_assert_uint_eq(fixture.view.roles->len, 0);
	ck_assert(fixture.view.roles_whole);
	teardown(&fixture);
	setup(&fixture);
	answer(&fixture, "groups", "something else\n");
	look(&fixture);
	ck_assert(!fixture.view.roles_whole);
	teardown(&fixture);
}
END_TEST

START_TEST(sessions_with_other_owners_are_for_who_judges_the_group)
{
	static const char said[] = "Peer        As    State        Lost Since\n"
				   "10.0.1.2    65001 established  7    00:00:40\n" /* p1, of the core */
				   "10.0.1.4    65001 established  1    00:00:40\n" /* cpe-1, ours whatever its number */
				   "192.0.2.7   65002 idle         3    00:00:10\n"
				   "192.0.2.8   65000 established  3    00:00:10\n";
	struct fixture fixture;
	const struct device_session *session;

	setup(&fixture);
	answer(&fixture, "sessions", said);
	look(&fixture);
	/* It is in no group: nobody asks. */
	ck_assert_uint_eq(fixture.view.sessions->len, 0);
	teardown(&fixture);

	setup_all(&fixture, "", "groups: {edge: {protocol: bgp, members: [r1, b1]}}\n");
	before(&fixture, "bgp::10.0.1.2::lost", 5);
	answer(&fixture, "system", "up 9 days\nend\n");
	answer(&fixture, "bgp", "Peer State\n10.0.1.4 established\n");
	answer(&fixture, "sessions", said);
	look(&fixture);
	ck_assert_uint_eq(fixture.view.sessions->len, 2);
	session = &g_array_index(fixture.view.sessions, struct device_session, 0);
	ck_assert(session->up && session->lost == 7 && session->lost_before == 5);
	ck_assert_str_eq(session->peer, "10.0.1.2");
	ck_assert_int_eq(session->changed_at_us, NOW - 40 * SECOND);
	ck_assert(!session[1].up && session[1].lost_before == -1);
	ck_assert(fixture.view.sessions_whole);
	teardown(&fixture);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(figures_are_judged_by_their_levels),
		UNIT(figures_are_judged_by_what_holds_when_they_are_read),
		UNIT(what_was_not_said_whole_is_unknown),
		UNIT(sessions_are_a_share_of_the_most_that_is_known),
		UNIT(ticks_need_the_reading_before),
		UNIT(versions_and_clocks_are_held_against_the_policy),
		UNIT(interfaces_are_what_they_should_be),
		UNIT(sessions_are_called_by_whom_they_are_with),
		UNIT(an_association_that_is_gone_is_down),
		UNIT(certificates_have_time_left),
		UNIT(its_part_in_groups_comes_with_the_counter_before),
		UNIT(sessions_with_other_owners_are_for_who_judges_the_group),
		{ NULL, NULL },
	};

	return unit_run("state-device", tests);
}
