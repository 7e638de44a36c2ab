/* SPDX-License-Identifier: Apache-2.0 */
/*
 * notice/route*.c: who is told and why nobody else, by which channels, when, what follows a try, and what paths have in
 * common.
 */
#include "fixture-notice.h"

#include <inttypes.h>

static const char network[] =
	"service-classes:\n"
	"  user: {thresholds: {loss: {caution: 20%, warning: 60%}, rtt: {caution: 50ms, warning: 200ms}}}\n"
	"  gold: {thresholds: {loss: {caution: 20%, warning: 40%}, rtt: {caution: 20ms, warning: 90ms}}}\n"
	"organizations:\n"
	"  self: {kind: operator, self: true, name: Tozai, phone: 03-5550-0100}\n"
	"  core: {kind: core-operator, name: Core}\n"
	"  peer: {kind: operator, name: Nankai}\n"
	"  peer-b: {kind: operator, name: Kita, phone: 03-5550-0200}\n"
	"  fibre: {kind: carrier, name: Fibre, phone: 03-5550-0300, fault-desk: 0120-000-113}\n"
	"  cert: {kind: certifier, name: Certifier}\n"
	"  clinic: {kind: institution, type: clinic, service-class: user, name: Clinic, code: '1310001'}\n"
	"  hosp-1: {kind: institution, type: hospital, service-class: user, name: One, code: '1310002', phone: 03-5550-0111}\n"
	"  hosp-2: {kind: institution, type: hospital, service-class: gold, name: Two, code: '1310003', phone: 03-5550-0112}\n"
	"contacts:\n"
	"  boss: {organization: self, role: ops-manager, language: en, channels: [{mail: b@self.example}, {phone: 090-0000-0001}]}\n"
	"  day: {organization: self, role: duty-officer, channels: [{mail: d@self.example}]}\n"
	"  help: {organization: self, role: help-desk, login: help}\n"
	"  night: {organization: self, role: duty-officer, channels: [{mail: n@self.example}]}\n"
	"  core-noc: {organization: core, role: noc, channels: [{phone: 03-5550-0901}, {mail: a@core.example},\n"
	"             {mail: b@core-oob.example, path: out-of-band}]}\n"
	"  core-desk: {organization: core, role: help-desk, channels: [{fax: 03-5550-0902}]}\n"
	"  peer-noc: {organization: peer, role: noc, channels: [{mail: noc@peer.example}]}\n"
	"  h1-it: {organization: hosp-1, role: responsible, channels: [{phone: 03-5550-0113}, {mail: it@one.example}]}\n";

/* A deputy, hours over midnight, two at once, and hours that nobody has. */
static const char turns[] =
	"rosters:\n"
	"  normal:\n"
	"    turns:\n"
	"      - {contact: day, deputy: boss, hours: 'mon 09:00-17:00, wed 09:00-17:00'}\n"
	"      - {contact: night, hours: 'mon 22:00-02:00'}\n"
	"      - {contact: night, hours: 'wed 12:00-17:00'}\n"
	"  disaster:\n"
	"    turns: [{contact: boss, deputy: day}, {contact: night, hours: 'mon-fri 08:00-20:00'}]\n";

static struct inventory *network_with(const char *more)
{
	g_autofree char *text = g_strconcat(network, more, NULL);
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	struct inventory *inventory = build_from_bytes("base", text, strlen(text), faults);
	g_autofree char *shown = case_shown(faults);

	ck_assert_msg(inventory != NULL, "%s", shown);
	return inventory;
}

static int64_t instant(const char *text)
{
	int64_t at_us;

	ck_assert_msg(instant_parse(text, NULL, &at_us, NULL), "%s", text);
	return at_us;
}

/* "day boss+ @hosp-2 night:not-on-duty": a plus for a deputy, an at for an organization. Caller frees. */
static char *routes_shown(const struct routes *routes)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (guint i = 0; i < routes->all->len; i++) {
		const struct route *route = &g_array_index(routes->all, struct route, i);

		g_string_append_printf(text, "%s%s%s%s", i ? " " : "", route->contact ? "" : "@",
				       route->contact ? route->contact->name : route->organization->name,
				       route->deputy ? "+" : "");
		if (route->reason != ROUTE_TOLD)
			g_string_append_printf(text, ":%s", route_reason_id(route->reason));
		ck_assert_int_eq(i < routes->told, route->reason == ROUTE_TOLD);
		ck_assert_int_eq(route->channel_count > 0, route->reason == ROUTE_TOLD);
		ck_assert_str_eq(route_contact_name(route), route->contact ? route->contact->name : "");
	}
	return g_strdup(text->str);
}

/* --- who --- */

#define NAMES(...) ((const char *const[]){__VA_ARGS__, NULL})
#define REST_CORE "boss:other-kind day:other-kind h1-it:other-kind help:other-kind night:other-kind peer-noc:other-kind"
#define REST_OURS "core-desk:other-kind core-noc:other-kind"
#define MONDAY_NOON "2026-11-30T12:00:00+09:00"

static const struct {
	const char *what;
	enum audience audience;
	const char *recipient, *organization, *site, *now;
	struct route_world world;
	const char *expected;
} who[] = {
	{"all of the core", AUDIENCE_CORE, NULL, NULL, "", MONDAY_NOON, {0}, "core-desk core-noc " REST_CORE},
	{"by role", AUDIENCE_CORE, NULL, NULL, "audiences: {core: {kinds: [core-operator], roles: [noc]}}\n", MONDAY_NOON, {0},
	 "core-noc boss:other-kind core-desk:other-role day:other-kind h1-it:other-kind help:other-kind night:other-kind "
	 "peer-noc:other-kind"},
	{"other operators, and one that has a number alone", AUDIENCE_PEERS, NULL, NULL, "", MONDAY_NOON, {0},
	 "peer-noc @peer-b boss:other-kind core-desk:other-kind core-noc:other-kind day:other-kind h1-it:other-kind "
	 "help:other-kind night:other-kind"},
	{"a recipient is the only one", AUDIENCE_PEERS, "peer-b", NULL, "", MONDAY_NOON, {0},
	 "@peer-b boss:other-kind core-desk:other-kind core-noc:other-kind day:other-kind h1-it:other-kind "
	 "help:other-kind night:other-kind peer-noc:not-affected"},
	{"a wrong contact, and nobody else", AUDIENCE_PEERS, "peer", NULL, "", MONDAY_NOON, {.wrong = NAMES("peer-noc")},
	 "boss:other-kind core-desk:other-kind core-noc:other-kind day:other-kind h1-it:other-kind help:other-kind "
	 "night:other-kind peer-noc:wrong-contact @peer:no-channel"},
	{"affected institutions: contacts, numbers, and one that nobody can reach", AUDIENCE_INSTITUTION, NULL, NULL, "",
	 MONDAY_NOON, {.affected = NAMES("clinic", "hosp-1", "hosp-2", "fibre", "gone", "hosp-2")},
	 "h1-it @hosp-2 boss:other-kind core-desk:other-kind core-noc:other-kind day:other-kind help:other-kind "
	 "night:other-kind peer-noc:other-kind @clinic:no-channel"},
	{"nobody is affected", AUDIENCE_INSTITUTION, NULL, NULL, "", MONDAY_NOON, {0},
	 "boss:other-kind core-desk:other-kind core-noc:other-kind day:other-kind h1-it:not-affected help:other-kind "
	 "night:other-kind peer-noc:other-kind"},
	{"the institution that it is about", AUDIENCE_INSTITUTION, NULL, "hosp-2", "", MONDAY_NOON,
	 {.affected = NAMES("hosp-1")},
	 "@hosp-2 boss:other-kind core-desk:other-kind core-noc:other-kind day:other-kind h1-it:not-affected "
	 "help:other-kind night:other-kind peer-noc:other-kind"},
	{"who it is for comes before whom it is about", AUDIENCE_INSTITUTION, "hosp-1", "hosp-2", "", MONDAY_NOON,
	 {.affected = NAMES("hosp-2")},
	 "h1-it boss:other-kind core-desk:other-kind core-noc:other-kind day:other-kind help:other-kind "
	 "night:other-kind peer-noc:other-kind"},
	{"about an institution, to the carrier of what is affected", AUDIENCE_CARRIER, NULL, "hosp-1", "", MONDAY_NOON,
	 {.affected = NAMES("hosp-1", "fibre")},
	 "@fibre boss:other-kind core-desk:other-kind core-noc:other-kind day:other-kind h1-it:other-kind help:other-kind "
	 "night:other-kind peer-noc:other-kind"},
	{"a wrong contact of an institution has its number called", AUDIENCE_INSTITUTION, "hosp-1", NULL, "", MONDAY_NOON,
	 {.wrong = NAMES("h1-it")},
	 "@hosp-1 boss:other-kind core-desk:other-kind core-noc:other-kind day:other-kind h1-it:wrong-contact "
	 "help:other-kind night:other-kind peer-noc:other-kind"},
	{"by service class", AUDIENCE_INSTITUTION, NULL, NULL,
	 "audiences: {institution: {kinds: [institution], classes: [gold], affected: true}}\n", MONDAY_NOON,
	 {.affected = NAMES("hosp-1", "hosp-2")},
	 "@hosp-2 boss:other-kind core-desk:other-kind core-noc:other-kind day:other-kind h1-it:other-class help:other-kind "
	 "night:other-kind peer-noc:other-kind"},
	{"the manager", AUDIENCE_MANAGER, NULL, NULL, "", MONDAY_NOON, {0},
	 "boss core-desk:other-kind core-noc:other-kind day:other-role h1-it:other-kind help:other-role night:other-role "
	 "peer-noc:other-kind"},
	{"a login is no channel", AUDIENCE_PUBLIC, NULL, NULL, "audiences: {public: {self: true, roles: [help-desk]}}\n",
	 MONDAY_NOON, {0},
	 "boss:other-role core-desk:other-kind core-noc:other-kind day:other-role h1-it:other-kind help:no-channel "
	 "night:other-role peer-noc:other-kind"},
	/* Rosters. */
	{"on duty, with a deputy", AUDIENCE_DUTY, NULL, NULL, "", "2026-11-30T09:00:00+09:00", {0},
	 "day boss+ core-desk:other-kind core-noc:other-kind h1-it:other-kind help:not-on-duty night:not-on-duty "
	 "peer-noc:other-kind"},
	{"a turn over midnight", AUDIENCE_DUTY, NULL, NULL, "", "2026-12-01T01:59:59+09:00", {0},
	 "night boss:not-on-duty core-desk:other-kind core-noc:other-kind day:not-on-duty h1-it:other-kind help:not-on-duty "
	 "peer-noc:other-kind"},
	{"two turns at once", AUDIENCE_DUTY, NULL, NULL, "", "2026-12-02T12:30:00+09:00", {0},
	 "day night boss+ core-desk:other-kind core-noc:other-kind h1-it:other-kind help:not-on-duty peer-noc:other-kind"},
	{"an hour that nobody has is everybody's", AUDIENCE_DUTY, NULL, NULL, "", "2026-12-01T02:00:00+09:00", {0},
	 "day night boss+ core-desk:other-kind core-noc:other-kind h1-it:other-kind help:not-on-duty peer-noc:other-kind"},
	{"on a holiday the turn of its weekday", AUDIENCE_DUTY, NULL, NULL, "", "2026-05-04T10:00:00+09:00", {0},
	 "day boss+ core-desk:other-kind core-noc:other-kind h1-it:other-kind help:not-on-duty night:not-on-duty "
	 "peer-noc:other-kind"},
	{"a wrong contact on duty leaves the deputy", AUDIENCE_DUTY, NULL, NULL, "", MONDAY_NOON, {.wrong = NAMES("day")},
	 "boss+ core-desk:other-kind core-noc:other-kind day:wrong-contact h1-it:other-kind help:not-on-duty "
	 "night:not-on-duty peer-noc:other-kind"},
	{"a disaster: its roster", AUDIENCE_DUTY, NULL, NULL, "", "2026-11-29T12:00:00+09:00", {.disaster = true},
	 "boss day+ core-desk:other-kind core-noc:other-kind h1-it:other-kind help:not-on-duty night:not-on-duty "
	 "peer-noc:other-kind"},
	{"a disaster: those who have reported", AUDIENCE_DUTY, NULL, NULL, "", MONDAY_NOON,
	 {.disaster = true, .present = NAMES("day", "help")},
	 "day+ boss:not-present core-desk:other-kind core-noc:other-kind h1-it:other-kind help:not-on-duty "
	 "night:not-present peer-noc:other-kind"},
	{"a disaster: who is present and not of the roster drives nobody out", AUDIENCE_DUTY, NULL, NULL, "", MONDAY_NOON,
	 {.disaster = true, .present = NAMES("help")},
	 "boss night day+ core-desk:other-kind core-noc:other-kind h1-it:other-kind help:not-on-duty peer-noc:other-kind"},
	{"in normal times nobody need be present", AUDIENCE_DUTY, NULL, NULL, "", MONDAY_NOON, {.present = NAMES("night")},
	 "day boss+ core-desk:other-kind core-noc:other-kind h1-it:other-kind help:not-on-duty night:not-on-duty "
	 "peer-noc:other-kind"},
};

START_TEST(each_contact_has_one_reason)
{
	g_autoptr(ops_inventory_t) inventory = network_with(turns);
	g_autofree char *site = g_strconcat(FIXTURE_PATHS, who[_i].site, NULL);
	g_autoptr(ops_notice_policy_t) policy = fixture_policy(site, inventory);
	g_autoptr(ops_notice_facts_t) facts = notice_facts_new(NOTICE_OUTAGE_FIRST, who[_i].audience);
	struct route_world world = who[_i].world;
	g_autofree char *shown = NULL;
	struct routes routes;

	facts->recipient = g_strdup(who[_i].recipient);
	facts->organization = g_strdup(who[_i].organization);
	world.now_us = instant(who[_i].now);
	route_find(inventory, policy, facts, &world, &routes);
	shown = routes_shown(&routes);
	ck_assert_msg(strcmp(shown, who[_i].expected) == 0, "%s:\nexpected %s\ngot      %s", who[_i].what, who[_i].expected,
		      shown);
	routes_clear(&routes);
}
END_TEST

START_TEST(without_a_roster_duty_officers_are_on_duty)
{
	static const char *const expected[] = {
		"day night boss:not-on-duty core-desk:other-kind core-noc:other-kind h1-it:other-kind help:not-on-duty "
		"peer-noc:other-kind",
		/* And without one for a disaster the normal one holds. */
		"day boss:not-on-duty core-desk:other-kind core-noc:other-kind h1-it:other-kind help:not-on-duty "
		"night:not-on-duty peer-noc:other-kind",
	};
	static const char *const more[] = {"", "rosters: {normal: {turns: [{contact: day}]}}\n"};

	for (size_t i = 0; i < G_N_ELEMENTS(more); i++) {
		g_autoptr(ops_inventory_t) inventory = network_with(more[i]);
		g_autoptr(ops_notice_policy_t) policy = fixture_policy(FIXTURE_PATHS, inventory);
		g_autoptr(ops_notice_facts_t) facts = notice_facts_new(NOTICE_ROSTER_CALL, AUDIENCE_DUTY);
		const struct route_world world = {.now_us = instant(MONDAY_NOON), .disaster = true};
		g_autofree char *shown = NULL;
		struct routes routes;

		route_find(inventory, policy, facts, &world, &routes);
		shown = routes_shown(&routes);
		ck_assert_str_eq(shown, expected[i]);
		routes_clear(&routes);
	}
}
END_TEST

START_TEST(an_organization_is_told_by_its_number)
{
	g_autoptr(ops_inventory_t) inventory = network_with("");
	g_autoptr(ops_notice_policy_t) policy = fixture_policy(FIXTURE_PATHS, inventory);
	g_autoptr(ops_notice_facts_t) facts = notice_facts_new(NOTICE_CARRIER_ENQUIRY, AUDIENCE_CARRIER);
	const struct route_world world = {.affected = NAMES("fibre")};
	const struct route *route;
	struct routes routes;

	route_find(inventory, policy, facts, &world, &routes);
	ck_assert_uint_eq(routes.told, 1);
	route = &g_array_index(routes.all, struct route, 0);
	/* A carrier has a desk for faults. */
	ck_assert_str_eq(route_channel(route, 0)->target, "0120-000-113");
	ck_assert_int_eq(route_channel(route, 0)->kind, CHANNEL_PHONE);
	ck_assert_str_eq(route_language(inventory, route), "ja");
	routes_clear(&routes);
	ck_assert_ptr_null(routes.all);
}
END_TEST

/* --- by which channels --- */

#define OOB "path: out-of-band"
static const struct { const char *channels, *site, *expected; } channels[] = {
	{"{mail: a@x.example}, {phone: 03-5550-0100}", FIXTURE_PATHS, "a@x.example"},
	{"{phone: 03-5550-0100}, {mail: a@x.example}, {mail: b@x.example, " OOB "}", FIXTURE_PATHS, "a@x.example b@x.example"},
	{"{mail: b@x.example, " OOB "}, {command: /sms}, {webhook: 'https://x'}, {alertmanager: 'http://x'}", FIXTURE_PATHS,
	 "b@x.example /sms https://x http://x"},
	{"{fax: 03-5550-0100}, {sheet: board}, {phone: 03-5550-0101, " OOB "}", FIXTURE_PATHS,
	 "03-5550-0100 board 03-5550-0101"},
	/* Without a path no mail leaves; what is called does, and so does what a program of the site sends. */
	{"{mail: a@x.example}, {phone: 03-5550-0100}", NULL, "03-5550-0100"},
	{"{mail: a@x.example}, {webhook: 'https://x'}, {phone: 03-5550-0100}", NULL, "https://x"},
	{"{mail: a@x.example}, {command: /sms}", NULL, "/sms"},
};

START_TEST(a_message_begins_with_the_first_written_channel)
{
	g_autofree char *more = g_strdup_printf("  x: {organization: cert, role: noc, channels: [%s]}\n", channels[_i].channels);
	g_autoptr(ops_inventory_t) inventory = network_with(more);
	g_autoptr(ops_notice_policy_t) policy = fixture_policy(channels[_i].site, inventory);
	g_autoptr(ops_notice_facts_t) facts = notice_facts_new(NOTICE_COMCHECK, AUDIENCE_CERTIFIER);
	const struct route_world world = {0};
	g_autoptr(GString) shown = g_string_new(NULL);
	const struct route *route;
	struct routes routes;

	route_find(inventory, policy, facts, &world, &routes);
	ck_assert_uint_eq(routes.told, 1);
	route = &g_array_index(routes.all, struct route, 0);
	for (guint i = 0; i < route->channel_count; i++)
		g_string_append_printf(shown, "%s%s", i ? " " : "", route_channel(route, i)->target);
	ck_assert_str_eq(shown->str, channels[_i].expected);
	routes_clear(&routes);
}
END_TEST

START_TEST(reasons_have_an_id_and_words_of_their_own)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

	for (unsigned int i = 0; i < ROUTE_REASON_COUNT; i++) {
		ck_assert(g_hash_table_add(seen, (gpointer)route_reason_id(i)));
		ck_assert(*route_reason_shown(i));
	}
}
END_TEST

/* --- when --- */

#define HOLIDAYS "calendars:\n  holidays: {days: japan-holidays}\n  off: {any: [holidays, year-end]}\n" \
		 "  year-end: {dates: ['12-29..01-03']}\n  ever: {month-days: 1-31}\n  last: {month-days: last}\n"

static const struct {
	const char *what, *zone, *hours, *closed, *now, *expected;
	enum channel_kind channel;
	enum urgency urgency;
	bool forced;
} when[] = {
	{"within its hours", "Asia/Tokyo", "mon-sat 08:30-18:00", NULL, "2026-11-30T08:30:00+09:00",
	 "2026-11-30T08:30:00+09:00", CHANNEL_MAIL, URGENCY_ROUTINE, false},
	{"a moment before", "Asia/Tokyo", "mon-sat 08:30-18:00", NULL, "2026-11-30T08:29:59.5+09:00",
	 "2026-11-30T08:30:00+09:00", CHANNEL_MAIL, URGENCY_ROUTINE, false},
	{"at their end", "Asia/Tokyo", "mon-sat 08:30-18:00", NULL, "2026-11-30T18:00:00+09:00",
	 "2026-12-01T08:30:00+09:00", CHANNEL_MAIL, URGENCY_ROUTINE, false},
	{"over the end of the week", "Asia/Tokyo", "mon-sat 08:30-18:00", NULL, "2026-11-28T18:00:01+09:00",
	 "2026-11-30T08:30:00+09:00", CHANNEL_MAIL, URGENCY_ROUTINE, false},
	{"hours over midnight, before", "Asia/Tokyo", "mon 22:00-02:00", NULL, "2026-11-30T21:00:00+09:00",
	 "2026-11-30T22:00:00+09:00", CHANNEL_MAIL, URGENCY_ROUTINE, false},
	{"hours over midnight, in them", "Asia/Tokyo", "mon 22:00-02:00", NULL, "2026-12-01T01:30:00+09:00",
	 "2026-12-01T01:30:00+09:00", CHANNEL_MAIL, URGENCY_ROUTINE, false},
	{"hours over the end of the week", "Asia/Tokyo", "sun 22:00-02:00", NULL, "2026-11-30T02:00:00+09:00",
	 "2026-12-06T22:00:00+09:00", CHANNEL_MAIL, URGENCY_ROUTINE, false},
	{"between two spans", "Asia/Tokyo", "mon 09:00-12:00 14:00-18:00", NULL, "2026-11-30T12:00:00+09:00",
	 "2026-11-30T14:00:00+09:00", CHANNEL_MAIL, URGENCY_ROUTINE, false},
	{"a mail that is urgent goes at any hour", "Asia/Tokyo", "mon 09:00-12:00", NULL, "2026-12-01T03:00:00+09:00",
	 "2026-12-01T03:00:00+09:00", CHANNEL_MAIL, URGENCY_URGENT, false},
	{"a first report too", "Asia/Tokyo", "mon 09:00-12:00", NULL, "2026-12-01T03:00:00+09:00",
	 "2026-12-01T03:00:00+09:00", CHANNEL_FAX, URGENCY_FIRST, false},
	{"nobody is called at night", "Asia/Tokyo", "mon 09:00-12:00", NULL, "2026-12-01T03:00:00+09:00",
	 "2026-12-07T09:00:00+09:00", CHANNEL_PHONE, URGENCY_FIRST, false},
	{"save by somebody who has a reason", "Asia/Tokyo", "mon 09:00-12:00", NULL, "2026-12-01T03:00:00+09:00",
	 "2026-12-01T03:00:00+09:00", CHANNEL_PHONE, URGENCY_FIRST, true},
	{"who gave no hours", "Asia/Tokyo", NULL, NULL, "2026-12-01T03:00:00+09:00",
	 "2026-12-01T03:00:00+09:00", CHANNEL_PHONE, URGENCY_ROUTINE, false},
	{"a holiday is a day of the week where nobody says otherwise", "Asia/Tokyo", "mon-fri 09:00-12:00", NULL,
	 "2027-01-11T10:00:00+09:00", "2027-01-11T10:00:00+09:00", CHANNEL_PHONE, URGENCY_ROUTINE, false},
	{"closed on a holiday", "Asia/Tokyo", "mon-fri 09:00-12:00", "holidays", "2027-01-11T10:00:00+09:00",
	 "2027-01-12T09:00:00+09:00", CHANNEL_PHONE, URGENCY_ROUTINE, false},
	{"closed on the day of its hours' beginning", "Asia/Tokyo", "mon-fri 09:00-12:00", "holidays",
	 "2027-01-08T13:00:00+09:00", "2027-01-12T09:00:00+09:00", CHANNEL_MAIL, URGENCY_ROUTINE, false},
	{"closed over the new year", "Asia/Tokyo", "mon-fri 09:00-12:00", "off", "2026-12-28T12:00:00+09:00",
	 "2027-01-04T09:00:00+09:00", CHANNEL_MAIL, URGENCY_ROUTINE, false},
	{"closed, and open at all hours", "Asia/Tokyo", "24h", "holidays", "2027-01-11T10:00:00+09:00",
	 "2027-01-11T10:00:00+09:00", CHANNEL_PHONE, URGENCY_ROUTINE, false},
	{"hours that go on after a closed day", "Asia/Tokyo", "mon-sun 20:00-04:00", "last", "2026-11-30T21:00:00+09:00",
	 "2026-12-01T00:00:00+09:00", CHANNEL_PHONE, URGENCY_ROUTINE, false},
	{"closed for ever is not waited for", "Asia/Tokyo", "mon-fri 09:00-12:00", "ever", "2026-12-01T03:00:00+09:00",
	 "2026-12-01T09:00:00+09:00", CHANNEL_PHONE, URGENCY_ROUTINE, false},
	/* Clocks that leave an hour out, and show one twice. */
	{"a beginning that no clock shows", "Europe/Berlin", "sun 02:30-05:00", NULL, "2027-03-27T20:00:00+01:00",
	 "2027-03-28T03:00:00+02:00", CHANNEL_MAIL, URGENCY_ROUTINE, false},
	{"over the night of the change", "Europe/Berlin", "mon 08:00-12:00", NULL, "2027-03-27T20:00:00+01:00",
	 "2027-03-29T08:00:00+02:00", CHANNEL_MAIL, URGENCY_ROUTINE, false},
	{"the first of two", "Europe/Berlin", "sun 02:30-02:45", NULL, "2026-10-24T20:00:00+02:00",
	 "2026-10-25T02:30:00+02:00", CHANNEL_MAIL, URGENCY_ROUTINE, false},
	{"and the second", "Europe/Berlin", "sun 02:30-02:45", NULL, "2026-10-25T02:50:00+02:00",
	 "2026-10-25T02:30:00+01:00", CHANNEL_MAIL, URGENCY_ROUTINE, false},
};

START_TEST(an_institution_is_disturbed_in_its_hours)
{
	g_autofree char *hours = when[_i].hours ? g_strdup_printf(", hours: '%s'", when[_i].hours) : g_strdup("");
	g_autofree char *text = g_strdup_printf(
		"zone: %s\n" HOLIDAYS
		"service-classes:\n"
		"  user: {thresholds: {loss: {caution: 20%%, warning: 60%%}, rtt: {caution: 50ms, warning: 200ms}}}\n"
		"organizations:\n  self: {kind: operator, self: true, name: A}\n"
		"  h: {kind: institution, type: hospital, service-class: user, name: H, code: '1310001'%s}\n"
		"  core: {kind: core-operator, name: C%s}\n", when[_i].zone, hours, hours);
	g_autofree char *site = when[_i].closed ? g_strdup_printf("closed: %s\n", when[_i].closed) : NULL;
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autoptr(ops_inventory_t) inventory = build_from_bytes("base", text, strlen(text), faults);
	g_autoptr(ops_notice_policy_t) policy = NULL;
	const int64_t now_us = instant(when[_i].now), expected_us = instant(when[_i].expected);
	int64_t at_us;

	ck_assert_ptr_nonnull(inventory);
	policy = fixture_policy(site, inventory);
	at_us = route_not_before(inventory, policy, inventory_find_organization(inventory, "h"), when[_i].channel,
				 when[_i].urgency, now_us, when[_i].forced);
	ck_assert_msg(at_us == expected_us, "%s: %" PRId64 " s too late", when[_i].what,
		      (at_us - expected_us) / G_USEC_PER_SEC);
	/* Operators are there at all times, or should be. */
	ck_assert_int_eq(route_not_before(inventory, policy, inventory_find_organization(inventory, "core"),
					  when[_i].channel, when[_i].urgency, now_us, false), now_us);
	ck_assert_int_eq(route_not_before(inventory, policy, NULL, when[_i].channel, when[_i].urgency, now_us, false), now_us);
}
END_TEST

START_TEST(tries_wait_longer_and_not_all_alike)
{
	static const struct { int64_t attempts, wait_us; } cases[] = {
		{0, 10}, {1, 10}, {2, 20}, {3, 40}, {4, 40}, {INT64_MAX, 40},
	};
	const struct urgency_rule rule = {
		.retries_us = {10 * G_USEC_PER_SEC, 20 * G_USEC_PER_SEC, 40 * G_USEC_PER_SEC}, .retry_count = 3,
	};
	const struct urgency_rule day = {.retries_us = {INT64_C(86400) * G_USEC_PER_SEC}, .retry_count = 1};
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		const int64_t wait_us = cases[i].wait_us * G_USEC_PER_SEC;

		ck_assert_int_eq(route_next_try(&rule, cases[i].attempts, 1000, 0), 1000 + wait_us);
		for (guint32 seed = 1; seed < 100; seed++) {
			int64_t at_us = route_next_try(&rule, cases[i].attempts, 1000, seed * 40503);

			ck_assert_int_ge(at_us, 1000 + wait_us);
			ck_assert_int_lt(at_us, 1000 + wait_us + wait_us / 20);
		}
	}
	for (guint32 seed = 0; seed < 1000; seed++) {
		int64_t at_us = route_next_try(&day, 1, 0, seed);

		g_hash_table_add(seen, g_memdup2(&at_us, sizeof(at_us)));
	}
	ck_assert_uint_eq(g_hash_table_size(seen), 1000);
}
END_TEST

START_TEST(each_end_of_a_try_has_what_follows)
{
	static const struct { enum delivery_end end; enum route_step step; } cases[] = {
		{DELIVERY_ACCEPTED, ROUTE_STEP_DONE},
		{DELIVERY_DEFERRED, ROUTE_STEP_AGAIN},
		{DELIVERY_REFUSED_RECIPIENT, ROUTE_STEP_FAILED},
		{DELIVERY_REFUSED_MESSAGE, ROUTE_STEP_FAILED},
		{DELIVERY_REFUSED_SENDER, ROUTE_STEP_OTHER_PATH},
		{DELIVERY_REFUSED_LOGIN, ROUTE_STEP_OTHER_PATH},
		{DELIVERY_NOT_TRUSTED, ROUTE_STEP_OTHER_PATH},
		{DELIVERY_NO_NAME, ROUTE_STEP_OTHER_PATH},
		{DELIVERY_NO_CONNECTION, ROUTE_STEP_OTHER_PATH},
		{DELIVERY_TOO_SLOW, ROUTE_STEP_AGAIN},
		{DELIVERY_NOT_UNDERSTOOD, ROUTE_STEP_OTHER_PATH},
		{DELIVERY_BROKEN_OFF, ROUTE_STEP_AGAIN},
		{DELIVERY_NOT_COMPOSED, ROUTE_STEP_OTHER_PATH},
		{DELIVERY_NOT_REACHED, ROUTE_STEP_AGAIN},
		{DELIVERY_WITHHELD, ROUTE_STEP_DONE},
	};

	ck_assert_uint_eq(G_N_ELEMENTS(cases), DELIVERY_END_COUNT);
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		ck_assert_uint_eq(cases[i].end, i);
		ck_assert_int_eq(route_after(cases[i].end), cases[i].step);
	}
}
END_TEST

/* --- what paths share --- */

#define A "  a:\n    source: 192.0.2.1\n    from: a@self.example\n"
#define B "  b:\n    interface: wwan0\n    from: b@self.example\n    out-of-band: true\n"
static const struct { const char *paths, *more, *expected; } fates[] = {
	{A "    relays: [{name: x, host: mx.a.example}]\n" B "    relays: [{name: x, host: 192.0.2.25, tls-name: mx.b.example}]\n",
	 "", ""},
	{A "    relays: [{name: x, host: MX.example}]\n" B "    relays: [{name: x, host: mx.example}]\n", "",
	 "a b relay MX.example\nb - name service, for mx.example\n"},
	{A "    relays: [{name: x, host: mx.example, user: u, secret: k}]\n"
	 B "    relays: [{name: y, host: 192.0.2.25, tls-name: mx.example, user: u, secret: k}]\n", "",
	 "a b the certificate of relay mx.example\na b the password of relays 'x' and 'y'\n"},
	{A "    relays: [{name: x, host: 192.0.2.25, tls: none}]\n    interface: wwan0\n    shares: [power, carrier]\n"
	 B "    relays: [{name: x, host: 192.0.2.26, tls: none}]\n    source: 192.0.2.1\n    shares: [air, power]\n", "",
	 "a b source address 192.0.2.1\na b interface wwan0\na b power\n"},
	{A "    relays: [{name: x, host: 192.0.2.25, tls: none}]\n    proxy: http://proxy.example:3128\n"
	 B "    relays: [{name: x, host: 10.0.0.1, tls: none}]\n    proxy: http://proxy.example:3128\n",
	 "devices: {b1: {owner: self, address: 10.0.0.1, service-class: user}}\n",
	 "a b proxy http://proxy.example:3128\nb - device 'b1' of the network that is watched\n"
	 "b - name service, for proxy.example\n"},
	{"  a:\n    from: a@self.example\n    relays: [{name: x, host: 192.0.2.25, tls: none}]\n"
	 "  b:\n    from: a@self.example\n    relays: [{name: x, host: 192.0.2.26, tls: none}]\n    out-of-band: true\n", "",
	 "a b the way by which this host sends all that says nothing else\n"},
};

START_TEST(what_two_paths_share_is_named)
{
	static const char alone[] =
		"service-classes:\n"
		"  user: {thresholds: {loss: {caution: 20%, warning: 60%}, rtt: {caution: 50ms, warning: 200ms}}}\n"
		"organizations: {self: {kind: operator, self: true, name: A}}\n"
		"contacts: {m: {organization: self, role: ops-manager, login: m}}\n";
	g_autofree char *text = g_strconcat(alone, fates[_i].more, NULL), *site = g_strconcat("paths:\n", fates[_i].paths, NULL);
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autoptr(ops_inventory_t) inventory = build_from_bytes("base", text, strlen(text), faults);
	g_autoptr(ops_notice_policy_t) policy = fixture_policy(site, inventory);
	g_autoptr(GPtrArray) found = route_shared_fates(policy, inventory);
	g_autoptr(GString) shown = g_string_new(NULL);

	for (guint i = 0; i < found->len; i++) {
		const struct shared_fate *fate = found->pdata[i];

		g_string_append_printf(shown, "%s %s %s\n", fate->a->name, fate->b ? fate->b->name : "-", fate->what);
	}
	ck_assert_str_eq(shown->str, fates[_i].expected);
}
END_TEST

START_TEST(mail_over_both_paths_that_ends_at_one_server_is_named)
{
	g_autoptr(ops_inventory_t) inventory = network_with(
		"  x: {organization: cert, role: noc, channels: [{mail: a@x.example}, {mail: b@X.example, path: out-of-band}]}\n");
	g_autoptr(ops_notice_policy_t) policy = fixture_policy(FIXTURE_PATHS, inventory);
	g_autoptr(GPtrArray) found = route_shared_fates(policy, inventory);
	const struct shared_fate *fate;

	ck_assert_uint_eq(found->len, 1);
	fate = found->pdata[0];
	ck_assert_str_eq(fate->what, "the mail of X.example, for contact 'x'");
	ck_assert_str_eq(fate->a->name, "out-of-band");
	ck_assert_str_eq(fate->b->name, "core");
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT_ROWS(each_contact_has_one_reason, who),
		UNIT(without_a_roster_duty_officers_are_on_duty),
		UNIT(an_organization_is_told_by_its_number),
		UNIT_ROWS(a_message_begins_with_the_first_written_channel, channels),
		UNIT(reasons_have_an_id_and_words_of_their_own),
		UNIT_ROWS(an_institution_is_disturbed_in_its_hours, when),
		UNIT(tries_wait_longer_and_not_all_alike),
		UNIT(each_end_of_a_try_has_what_follows),
		UNIT_ROWS(what_two_paths_share_is_named, fates),
		UNIT(mail_over_both_paths_that_ends_at_one_server_is_named),
		{NULL},
	};

	return unit_run("notice-route", tests);
}
