/* SPDX-License-Identifier: Apache-2.0 */
/*
 * engine/open.c: of each fault of the laboratory one incident, whatever it takes with it, and none of what is no
 * fault of the network's; a storm; what is left when somebody else was faster.
 */
#include "cases/cases.h"
#include "engine/open-internal.h"
#include "fixture-laboratory.h"

struct opening {
	struct laboratory laboratory;
	struct walk_options options;
	struct incident_rules *rules;
};

static void opening_init(struct opening *opening)
{
	static const struct notes silent = { .threshold = NOTES_ERROR };

	laboratory_init(&opening->laboratory);
	opening->rules = &((struct policy *)inventory_policy(opening->laboratory.inventory))->incidents;
	*opening->rules = (struct incident_rules){
		.opened_by_tick = true, .from = STATUS_WARNING, .storm = 10, .storm_within_us = 600 * G_USEC_PER_SEC,
	};
	opening->options = (struct walk_options){
		.inventory = opening->laboratory.inventory,
		.store = opening->laboratory.store,
		.clock = opening->laboratory.clock,
		.actor = "nwops",
		.notes = &silent,
	};
}

/* What a tick opens now: "new line:c1-main 1", one a line. */
static char *open_now(struct opening *opening)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) list = engine_open_incidents(&opening->options, &error);
	GString *text = g_string_new(NULL);

	ck_assert_msg(list != NULL, "%s", error ? error->message : "");
	for (guint i = 0; i < list->len; i++) {
		const struct opened *opened = list->pdata[i];

		g_string_append_printf(text, "%s%s %s %u", i ? "\n" : "", opened->how == OPENED_NEW ? "new" : opened->how == OPENED_AGAIN ? "again" : "joined", opened->item,
				       opened->troubles);
	}
	return g_string_free(text, FALSE);
}

static guint incidents(struct opening *opening)
{
	const struct cases_filter filter = { .kind = CASE_INCIDENT };
	g_autoptr(GPtrArray) files = case_list(opening->laboratory.store, &filter, NULL);

	ck_assert_ptr_nonnull(files);
	return files->len;
}

static void expect_opened(struct opening *opening, const char *expected)
{
	g_autofree char *actual = open_now(opening);

	ck_assert_str_eq(actual, expected);
}

/* How many incidents a fault is: one, or none where there is nothing that is down or past a warning. */
static const struct truth { const char *fault; guint incidents; } truths[] = {
	{ "line-cut", 1 }, { "line-lossy", 0 }, { "line-slow", 1 }, { "line-flapping", 1 }, { "line-saturated", 1 },
	{ "line-shrunk", 1 }, { "pair-cut", 1 }, { "cpe-dead", 1 }, { "cpe-rebooted", 0 }, { "lan-dead", 1 },
	{ "terminal-misconfigured", 0 }, { "concentrator-dead", 1 }, { "distribution-half-dead", 1 }, { "vrrp-switchover", 0 },
	{ "vrrp-there-and-back", 0 }, { "vrrp-split", 1 }, { "border-session-down", 1 }, { "both-sessions-down", 1 },
	{ "core-edge-dead", 1 }, { "core-polices-pings", 1 }, { "sa-down", 1 }, { "certificate-expired", 1 },
	{ "router-busy", 0 }, { "router-starved", 0 }, { "sshd-hung", 1 }, { "host-key-changed", 0 }, { "device-slow", 0 },
	{ "mail-refused", 0 }, { "mail-hanging", 1 },
};

START_TEST(one_fault_is_one_incident)
{
	const struct truth *truth = &truths[_i];
	struct opening opening;
	g_autofree char *first = NULL;

	opening_init(&opening);
	laboratory_see(&opening.laboratory, laboratory_fault(truth->fault));
	first = open_now(&opening);
	ck_assert_msg(incidents(&opening) == truth->incidents, "%s: %u incidents: %s", truth->fault, incidents(&opening), first);
	expect_opened(&opening, "");
	laboratory_clear(&opening.laboratory);
}
END_TEST

START_TEST(nothing_is_opened_where_people_do_it)
{
	struct opening opening;

	opening_init(&opening);
	opening.rules->opened_by_tick = false;
	laboratory_see(&opening.laboratory, laboratory_fault("line-cut"));
	expect_opened(&opening, "");
	ck_assert_uint_eq(incidents(&opening), 0);
	laboratory_clear(&opening.laboratory);
}
END_TEST

START_TEST(from_down_on_leaves_warnings_to_people)
{
	struct opening opening;

	opening_init(&opening);
	opening.rules->from = STATUS_DOWN;
	laboratory_see(&opening.laboratory, laboratory_fault("line-slow"));
	expect_opened(&opening, "");
	laboratory_clear(&opening.laboratory);
}
END_TEST

START_TEST(by_hand_what_looks_like_patients_is_refused_and_leaves_nothing)
{
	struct opening opening;
	struct cases_options cases;
	struct tell_options telling;
	struct case_opening by_hand = {
		.kind = CASE_INCIDENT, .title = "患者 佐藤様 から", .subject = "line:c1-main", .organization = "",
		.began = { 0, INSTANT_UNKNOWN }, .detected_by = "person", .alone = true,
	};
	struct first_reports reports = { .core = -1, .peers = -1 };
	g_autoptr(GError) patients = NULL, there = NULL;
	g_autofree char *id = NULL;

	opening_init(&opening);
	cases = walk_recording(&opening.options);
	telling = walk_telling(&opening.options);
	ck_assert_ptr_null(engine_open_by_hand(&telling, &cases, &by_hand, &reports, &patients));
	ck_assert(g_error_matches(patients, OPS_CASES_ERROR, CASES_ERROR_PATIENTS));
	ck_assert_uint_eq(incidents(&opening), 0);
	ck_assert_int_eq(reports.core, -1);
	cases.sure = true;
	id = engine_open_by_hand(&telling, &cases, &by_hand, &reports, NULL);
	ck_assert_ptr_nonnull(id);
	ck_assert(!reports.core && !reports.peers && !reports.held);
	ck_assert_ptr_null(engine_open_by_hand(&telling, &cases, &by_hand, &reports, &there));
	ck_assert(g_error_matches(there, OPS_CASES_ERROR, CASES_ERROR_THERE));
	ck_assert_uint_eq(incidents(&opening), 1);
	laboratory_clear(&opening.laboratory);
}
END_TEST

START_TEST(what_a_person_opened_is_not_opened_again)
{
	struct opening opening;
	struct cases_options cases;
	const struct case_opening by_hand = {
		.kind = CASE_INCIDENT, .subject = "line:c1-main", .organization = "", .began = { 0, INSTANT_UNKNOWN }, .detected_by = "person",
	};
	g_autofree char *id = NULL;

	opening_init(&opening);
	cases = (struct cases_options){
		.store = opening.laboratory.store, .zone = inventory_zone(opening.laboratory.inventory), .actor = "sato",
		.clock = opening.laboratory.clock, .notes = opening.options.notes,
	};
	id = case_open(&cases, &by_hand, NULL);
	ck_assert_ptr_nonnull(id);
	laboratory_see(&opening.laboratory, laboratory_fault("line-cut"));
	expect_opened(&opening, "");
	ck_assert_uint_eq(incidents(&opening), 1);
	laboratory_clear(&opening.laboratory);
}
END_TEST

START_TEST(a_storm_is_one_and_grows)
{
	struct opening opening;

	opening_init(&opening);
	opening.rules->storm = 3;
	laboratory_see(&opening.laboratory, "line:c1-main=d line:c2-main=d line:ph-main=d");
	expect_opened(&opening, "new line:c1-main 3");
	laboratory_keep(&opening.laboratory, "line:h1-main", STATUS_DOWN, G_USEC_PER_SEC, NULL);
	expect_opened(&opening, "joined line:h1-main 1");
	expect_opened(&opening, "");
	ck_assert_uint_eq(incidents(&opening), 1);
	laboratory_clear(&opening.laboratory);
}
END_TEST

static struct cases_options by_sato(const struct opening *opening)
{
	return (struct cases_options){
		.store = opening->laboratory.store, .zone = inventory_zone(opening->laboratory.inventory), .actor = "sato",
		.clock = opening->laboratory.clock, .notes = opening->options.notes,
	};
}

/* Closes the one that is open, whatever it owes, ten minutes before now. */
static void close_all(struct opening *opening)
{
	struct clock *before = clock_new_set("2026-11-25T02:50:00+09:00", NULL);
	struct cases_options cases = by_sato(opening);
	const struct cases_filter open = { .kind = CASE_INCIDENT, .open_only = true };
	g_autoptr(GPtrArray) files = case_list(opening->laboratory.store, &open, NULL), owed = NULL, rest = NULL;
	const struct case_file *file = files->pdata[0];
	struct case_waiver waivers[8] = { 0 };
	struct case_closing closing = { .waivers = waivers };

	cases.clock = before;
	ck_assert_int_eq(case_close(&cases, file->id, &closing, &owed, NULL), -1);
	for (guint i = 0; i < owed->len; i++)
		waivers[closing.waiver_count++] = (struct case_waiver){ ((const struct case_owed *)owed->pdata[i])->what, "x", "boss" };
	ck_assert_int_gt(case_close(&cases, file->id, &closing, &rest, NULL), 0);
	clock_free(before);
}

/* 'again' of the rules, what comes back (since now, or before it was closed), and what a tick does. */
static const struct { int64_t again_us; const char *item; bool lasted; const char *opened; } returns[] = {
	{ INT64_C(3600) * G_USEC_PER_SEC, "line:c1-main", false, "again line:c1-main 1" },
	{ INT64_C(3600) * G_USEC_PER_SEC, "line:ph-main", false, "again line:ph-main 1" },
	{ INT64_C(3600) * G_USEC_PER_SEC, "line:h1-main", false, "new line:h1-main 1" },
	{ INT64_C(3600) * G_USEC_PER_SEC, "line:ph-main", true, "" },
	{ 0, "line:ph-main", false, "new line:ph-main 1" },
};

START_TEST(whatever_was_part_of_an_incident_opens_it_again)
{
	struct opening opening;

	opening_init(&opening);
	opening.rules->storm = 3;
	opening.rules->again_us = returns[_i].again_us;
	laboratory_see(&opening.laboratory, "line:c1-main=d line:c2-main=d line:ph-main=d");
	expect_opened(&opening, "new line:c1-main 3");
	close_all(&opening);
	laboratory_see(&opening.laboratory, "");
	opening.rules->storm = 10;
	laboratory_keep(&opening.laboratory, returns[_i].item, STATUS_DOWN,
			(returns[_i].lasted ? INT64_C(900) : INT64_C(300)) * G_USEC_PER_SEC, NULL);
	expect_opened(&opening, returns[_i].opened);
	laboratory_clear(&opening.laboratory);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT_ROWS(one_fault_is_one_incident, truths),
		UNIT(nothing_is_opened_where_people_do_it),
		UNIT(from_down_on_leaves_warnings_to_people),
		UNIT(by_hand_what_looks_like_patients_is_refused_and_leaves_nothing),
		UNIT(what_a_person_opened_is_not_opened_again),
		UNIT(a_storm_is_one_and_grows),
		UNIT_ROWS(whatever_was_part_of_an_incident_opens_it_again, returns),
		{ NULL },
	};

	return unit_run("engine/open.c", tests);
}
