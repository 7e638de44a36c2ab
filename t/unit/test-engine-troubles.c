/* SPDX-License-Identifier: Apache-2.0 */
/*
 * engine/troubles.c: of each fault of the laboratory what is in the open, in the order in which it is taken
 * up, and by which procedure, as the table of truth has it. Faults that only people see are
 * in nobody's list.
 */
#include "engine/suspects.h"
#include "fixture-laboratory.h"
#include "store/cases.h"
#include "store/marks.h"

/* As "ITEM STATUS PROCEDURE HIDES", in order. */
static const struct truth { const char *fault, *open[4]; } truths[] = {
	{ "line-cut", { "line:c1-main down operator-detected 5" } },
	{ "line-lossy", { "line:c2-main caution operator-detected 1" } },
	{ "line-slow", { "line:h1-main warning operator-detected 1" } },
	{ "line-flapping", { "line:ph-main down operator-detected 5" } },
	{ "line-saturated", { "device:a2/load:c2-main warning threshold-warning 0",
			      "line:c2-main warning operator-detected 1" } },
	{ "line-shrunk", { "line:h1-main/size warning operator-detected 0" } },
	{ "pair-cut", { "line:h2-main down operator-detected 2", "group:h2-lines caution operator-detected 0" } },
	{ "cpe-dead", { "line:c2-main down operator-detected 4" } },
	{ "cpe-rebooted", { "device:cpe-ph/uptime caution operator-detected 0" } },
	{ "lan-dead", { "device:cpe-c1/interface:lan down operator-detected 0" } },
	{ "terminal-misconfigured", { NULL } },
	{ "concentrator-dead", { "device:a1 down operator-detected 33" } },
	{ "distribution-half-dead", { "device:d1 down operator-detected 15", "group:gw caution operator-detected 0" } },
	{ "vrrp-switchover", { "group:gw caution operator-detected 1" } },
	{ "vrrp-there-and-back", { "group:gw caution operator-detected 0" } },
	{ "vrrp-split", { "group:gw warning operator-detected 0" } },
	{ "border-session-down", { "device:b1/bgp:e1 down operator-detected 1", "group:borders caution operator-detected 0" } },
	{ "both-sessions-down", { "device:e1 down operator-detected 7", "device:e2 down operator-detected 1",
				  "group:borders warning operator-detected 0" } },
	{ "core-edge-dead", { "device:e1 down operator-detected 2", "group:borders caution operator-detected 0" } },
	/* That only its answers are limited is for the procedure to find out. */
	{ "core-polices-pings", { "device:e1 warning operator-detected 0" } },
	{ "sa-down", { "line:c3-main down operator-detected 5" } },
	{ "certificate-expired", { "device:portal/https warning operator-detected 0" } },
	{ "router-busy", { "device:b2/cpu warning threshold-warning 0" } },
	{ "router-starved", { "device:a2/memory warning threshold-warning 0" } },
	{ "sshd-hung", { "device:a2/ssh down operator-detected 10" } },
	{ "host-key-changed", { "device:b2/login unknown operator-detected 6" } },
	{ "device-slow", { "device:d2/login caution threshold-caution 0" } },
	{ "mail-refused", { NULL } },
	{ "mail-hanging", { "device:core-mx/smtp down operator-detected 0" } },
};

static GPtrArray *troubles_of(struct laboratory *laboratory)
{
	static const struct notes silent = { .threshold = NOTES_ERROR };
	GError *error = NULL;
	GPtrArray *troubles = engine_open_troubles(laboratory->inventory, laboratory->store, laboratory->clock, &silent,
						   &error);

	ck_assert_msg(troubles != NULL, "%s", error ? error->message : "");
	return troubles;
}

static char *print(struct laboratory *laboratory)
{
	g_autoptr(GPtrArray) troubles = troubles_of(laboratory);
	GString *text = g_string_new("");

	for (guint i = 0; i < troubles->len; i++) {
		const struct open_trouble *trouble = troubles->pdata[i];

		g_string_append_printf(text, "%s%s %s %s %u", i ? "; " : "", trouble->item,
				       words_get(WORDS_STATUS, trouble->status)->id, trouble->procedure, trouble->hides);
	}
	return g_string_free(text, FALSE);
}

START_TEST(what_is_in_the_open_has_its_procedure)
{
	const struct truth *truth = &truths[_i];
	struct laboratory laboratory;
	g_autoptr(GString) expect = g_string_new("");
	g_autofree char *actual = NULL;

	for (size_t i = 0; i < G_N_ELEMENTS(truth->open) && truth->open[i]; i++)
		g_string_append_printf(expect, "%s%s", i ? "; " : "", truth->open[i]);
	laboratory_init(&laboratory);
	laboratory_see(&laboratory, laboratory_fault(truth->fault));
	actual = print(&laboratory);
	ck_assert_msg(g_str_equal(actual, expect->str), "%s: %s", truth->fault, actual);
	laboratory_clear(&laboratory);
}
END_TEST

static void keep_course(struct laboratory *laboratory, const char *name, const struct course_record *course)
{
	ck_assert(store_begin(laboratory->store, NULL) && courses_set(laboratory->store, name, course, NULL) &&
		  store_commit(laboratory->store, NULL));
}

static void expect(struct laboratory *laboratory, const char *expected)
{
	g_autofree char *actual = print(laboratory);

	ck_assert_str_eq(actual, expected);
}

START_TEST(what_is_covered_is_not_in_the_open)
{
	static const enum window_kind kinds[] = { WINDOW_SILENCE, WINDOW_MAINTENANCE };

	for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
		struct laboratory laboratory;

		laboratory_init(&laboratory);
		laboratory_keep(&laboratory, "line:c1-main", STATUS_DOWN, G_USEC_PER_SEC, NULL);
		laboratory_keep(&laboratory, "line:c2-main", STATUS_DOWN, G_USEC_PER_SEC, NULL);
		laboratory_cover(&laboratory, kinds[i], "line:c1-main");
		expect(&laboratory, "line:c2-main down operator-detected 0");
		laboratory_clear(&laboratory);
	}
}
END_TEST

START_TEST(what_nobody_was_told_is_not_in_the_open)
{
	struct course_record course = { .seen = STATUS_DOWN, .cause = CAUSE_END, .limit = -1, .told = STATUS_OK };
	struct laboratory laboratory;

	laboratory_init(&laboratory);
	laboratory_keep(&laboratory, "line:c1-main", STATUS_DOWN, G_USEC_PER_SEC, NULL);
	keep_course(&laboratory, "line:c1-main", &course);
	expect(&laboratory, "");
	course.told = STATUS_DOWN;
	course.told_at_us = LABORATORY_NOW_US;
	keep_course(&laboratory, "line:c1-main", &course);
	expect(&laboratory, "line:c1-main down operator-detected 0");
	/* From before such was kept: told as it is. */
	keep_course(&laboratory, "line:c1-main", NULL);
	expect(&laboratory, "line:c1-main down operator-detected 0");
	laboratory_clear(&laboratory);
}
END_TEST

/* Told down, and that it flaps, and up for a moment. */
START_TEST(what_was_told_to_come_and_go_stays_in_the_open)
{
	static const struct course_record course = { .seen = STATUS_OK, .cause = CAUSE_NONE, .limit = -1, .told = STATUS_DOWN,
						     .told_at_us = LABORATORY_NOW_US, .flapping = true, .flapping_told = true };
	struct laboratory laboratory;

	laboratory_init(&laboratory);
	laboratory_keep(&laboratory, "line:ph-main", STATUS_OK, G_USEC_PER_SEC, NULL);
	keep_course(&laboratory, "line:ph-main", &course);
	expect(&laboratory, "line:ph-main caution operator-detected 0");
	laboratory_clear(&laboratory);
}
END_TEST

START_TEST(what_comes_and_goes_is_in_the_open)
{
	static const struct course_record course = { .seen = STATUS_OK, .cause = CAUSE_NONE, .limit = -1, .told = STATUS_OK,
						     .told_at_us = LABORATORY_NOW_US, .flapping = true };
	struct laboratory laboratory;

	laboratory_init(&laboratory);
	laboratory_keep(&laboratory, "line:ph-main", STATUS_OK, G_USEC_PER_SEC, NULL);
	keep_course(&laboratory, "line:ph-main", &course);
	expect(&laboratory, "line:ph-main caution operator-detected 0");
	laboratory_clear(&laboratory);
}
END_TEST

START_TEST(a_lost_view_comes_before_all)
{
	static const struct mark_record mark = { .wall_us = LABORATORY_NOW_US - 1000, .boot = "" };
	struct laboratory laboratory;
	g_autoptr(GPtrArray) troubles = NULL;
	const struct open_trouble *first;

	laboratory_init(&laboratory);
	laboratory_keep(&laboratory, "line:c1-main", STATUS_DOWN, G_USEC_PER_SEC, NULL);
	laboratory_keep(&laboratory, "device:d1", STATUS_DOWN, G_USEC_PER_SEC, NULL);
	ck_assert(store_begin(laboratory.store, NULL) && marks_set(laboratory.store, ENGINE_MARK_OWN_VIEW, &mark, NULL) &&
		  store_commit(laboratory.store, NULL));
	expect(&laboratory, "device:d1 unknown operator-detected 0; line:c1-main down operator-detected 0");
	troubles = troubles_of(&laboratory);
	first = troubles->pdata[0];
	ck_assert_int_eq(first->since_us, mark.wall_us);
	ck_assert_str_eq(first->owner, "self");
	laboratory_clear(&laboratory);
}
END_TEST

/* Worse ones come first, but not before what explains them. */
START_TEST(a_busy_device_comes_before_its_slow_login)
{
	struct laboratory laboratory;

	laboratory_init(&laboratory);
	laboratory_keep(&laboratory, "device:b2/login", STATUS_WARNING, G_USEC_PER_SEC, NULL);
	laboratory_keep(&laboratory, "device:b2/cpu", STATUS_CAUTION, G_USEC_PER_SEC, NULL);
	laboratory_keep(&laboratory, "device:b1/login", STATUS_WARNING, G_USEC_PER_SEC, NULL);
	laboratory_keep(&laboratory, "line:c1-main", STATUS_DOWN, G_USEC_PER_SEC, NULL);
	expect(&laboratory, "line:c1-main down operator-detected 0; device:b1/login warning threshold-warning 0; "
			    "device:b2/cpu caution threshold-caution 0; device:b2/login warning threshold-warning 0");
	laboratory_clear(&laboratory);
}
END_TEST

/* What is read over a line that comes and goes fails more often than the line is seen down. */
START_TEST(a_line_comes_before_what_is_asked_over_it)
{
	static const struct { const char *item; enum status status; const char *open; } rows[] = {
		{ "device:cpe-c1/login", STATUS_WARNING, "line:c1-main caution operator-detected 0; "
		  "device:cpe-c1/login warning threshold-warning 0" },
		{ "device:cpe-c1/login", STATUS_DOWN, "line:c1-main caution operator-detected 0; "
		  "device:cpe-c1/login down operator-detected 0" },
		{ "device:cpe-c1/ssh", STATUS_DOWN, "line:c1-main caution operator-detected 0; "
		  "device:cpe-c1/ssh down operator-detected 0" },
		/* What lies behind the router, and another one's. */
		{ "device:cpe-c1/interface:lan", STATUS_DOWN, "device:cpe-c1/interface:lan down operator-detected 0; "
		  "line:c1-main caution operator-detected 0" },
		{ "device:cpe-c2/login", STATUS_DOWN, "device:cpe-c2/login down operator-detected 0; "
		  "line:c1-main caution operator-detected 0" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct laboratory laboratory;

		laboratory_init(&laboratory);
		laboratory_keep(&laboratory, rows[i].item, rows[i].status, G_USEC_PER_SEC, NULL);
		laboratory_keep(&laboratory, "line:c1-main", STATUS_CAUTION, G_USEC_PER_SEC, NULL);
		expect(&laboratory, rows[i].open);
		laboratory_clear(&laboratory);
	}
}
END_TEST

START_TEST(one_that_is_taken_up_has_its_case)
{
	struct case_record record = {
		.id = "INC-20261125-001", .kind = CASE_INCIDENT, .title = "c1", .subject = "line:c1-main", .organization = "c1",
		.opened_at_us = LABORATORY_NOW_US, .opened_by = "sato",
	};
	struct laboratory laboratory;

	laboratory_init(&laboratory);
	laboratory_keep(&laboratory, "line:c1-main", STATUS_DOWN, G_USEC_PER_SEC, NULL);
	for (int closed = 0; closed < 2; closed++) {
		g_autoptr(GPtrArray) troubles = NULL;
		const struct open_trouble *trouble;

		record.closed_at_us = closed ? LABORATORY_NOW_US : 0;
		ck_assert(store_begin(laboratory.store, NULL) && cases_set(laboratory.store, &record, NULL) &&
			  store_commit(laboratory.store, NULL));
		troubles = troubles_of(&laboratory);
		ck_assert_uint_eq(troubles->len, 1);
		trouble = troubles->pdata[0];
		if (closed)
			ck_assert_ptr_null(trouble->case_id);
		else
			ck_assert_str_eq(trouble->case_id, "INC-20261125-001");
		ck_assert_str_eq(trouble->owner, "c1");
	}
	laboratory_clear(&laboratory);
}
END_TEST

struct procedure_case { const char *item; enum status status; enum cause cause; const char *procedure; };

static const struct procedure_case procedures[] = {
	{ "device:b2/cpu", STATUS_WARNING, CAUSE_SHARE, "threshold-warning" },
	{ "device:b2/cpu", STATUS_CAUTION, CAUSE_TREND, "threshold-caution" },
	{ "device:a2/errors:c2-main", STATUS_WARNING, CAUSE_SHARE, "threshold-warning" },
	{ "device:b1/clock", STATUS_CAUTION, CAUSE_TIME, "threshold-caution" },
	{ "device:b1/certificate:vpn", STATUS_WARNING, CAUSE_EXPIRY, "threshold-warning" },
	{ "device:b1/login", STATUS_WARNING, CAUSE_TIME, "threshold-warning" },
	{ "device:b1/login", STATUS_DOWN, CAUSE_END, "operator-detected" },
	{ "device:cpe-ph/uptime", STATUS_CAUTION, CAUSE_TIME, "operator-detected" },
	{ "device:b1/cpu", STATUS_UNKNOWN, CAUSE_END, "operator-detected" },
	{ "device:b1/bgp:e1", STATUS_DOWN, CAUSE_STATE, "operator-detected" },
	{ "line:c1-main", STATUS_WARNING, CAUSE_RTT, "operator-detected" },
	{ "line:c1-main", STATUS_CAUTION, CAUSE_LOSS, "operator-detected" },
	{ "device:portal/https", STATUS_CAUTION, CAUSE_EXPIRY, "threshold-caution" },
	{ "device:portal/https", STATUS_WARNING, CAUSE_EXPIRY, "operator-detected" },
	{ "device:portal/https", STATUS_WARNING, CAUSE_CERTIFICATE, "operator-detected" },
	{ "device:core-mx/smtp", STATUS_CAUTION, CAUSE_TIME, "operator-detected" },
	{ "group:gw", STATUS_WARNING, CAUSE_GROUP, "operator-detected" },
	{ "line:nowhere", STATUS_DOWN, CAUSE_END, "operator-detected" },
};

START_TEST(levels_that_are_passed_have_procedures_of_their_own)
{
	const struct procedure_case *each = &procedures[_i];
	struct laboratory laboratory;

	laboratory_init(&laboratory);
	ck_assert_msg(g_str_equal(engine_procedure_of(laboratory.inventory, each->item, each->status, each->cause),
				  each->procedure), "%s", each->item);
	laboratory_clear(&laboratory);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT_ROWS(what_is_in_the_open_has_its_procedure, truths),
		UNIT(what_is_covered_is_not_in_the_open),
		UNIT(what_nobody_was_told_is_not_in_the_open),
		UNIT(what_comes_and_goes_is_in_the_open),
		UNIT(what_was_told_to_come_and_go_stays_in_the_open),
		UNIT(a_lost_view_comes_before_all),
		UNIT(a_busy_device_comes_before_its_slow_login),
		UNIT(a_line_comes_before_what_is_asked_over_it),
		UNIT(one_that_is_taken_up_has_its_case),
		UNIT_ROWS(levels_that_are_passed_have_procedures_of_their_own, procedures),
		{NULL, NULL},
	};

	return unit_run("engine-troubles", tests);
}
