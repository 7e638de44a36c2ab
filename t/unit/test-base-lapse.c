/* SPDX-License-Identifier: Apache-2.0 */
/*
 * base/lapse.h: each term has its ladder, is entered at its steps and lapses at its end, not before and not after.
 */
#include "base/lapse.h"

#include "base/instant.h"
#include "unit.h"

#include <string.h>

#define DAY_US (24 * G_GINT64_CONSTANT(3600000000))
#define NOW_US G_GINT64_CONSTANT(1795600000000000)

static const struct {
	enum lapse_kind kind;
	int64_t from_days;		/* from now; what it stands on */
	int64_t left;
	int rung;
	bool lapsed;
} terms[] = {
	{LAPSE_DRILL, 0, 365, 0, false},
	{LAPSE_DRILL, -303, 62, 0, false},
	{LAPSE_DRILL, -304, 61, 61, false},
	{LAPSE_DRILL, -360, 5, 7, false},
	{LAPSE_DRILL, -366, -1, 7, true},
	{LAPSE_TRAINING, -304, 61, 61, false},
	{LAPSE_APPROVAL, -304, 61, 0, false},
	{LAPSE_APPROVAL, -305, 60, 60, false},
	{LAPSE_REVIEW, -350, 15, 15, false},
	{LAPSE_PATH, -22, 8, 0, false},
	{LAPSE_PATH, -23, 7, 7, false},
	{LAPSE_PATH, -30, 0, 1, false},
	{LAPSE_PATH, -31, -1, 1, true},
	{LAPSE_KNOWLEDGE, 31, 31, 0, false},
	{LAPSE_KNOWLEDGE, 30, 30, 30, false},
	{LAPSE_CERTIFICATE, 91, 91, 0, false},
	{LAPSE_CERTIFICATE, 90, 90, 90, false},
	{LAPSE_CERTIFICATE, 60, 60, 60, false},
	{LAPSE_CERTIFICATE, 29, 29, 30, false},
	{LAPSE_CERTIFICATE, 15, 15, 15, false},
	{LAPSE_CERTIFICATE, 1, 1, 7, false},
	{LAPSE_CERTIFICATE, -1, -1, 7, true},
	{LAPSE_CALENDAR, 61, 61, 0, false},
	{LAPSE_CALENDAR, 40, 40, 60, false},
};

START_TEST(a_ladder_is_entered_step_by_step)
{
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
	struct lapse lapse = lapse_of(NULL, terms[_i].kind, NOW_US + terms[_i].from_days * DAY_US, NOW_US, utc);

	ck_assert_int_eq(lapse.kind, terms[_i].kind);
	ck_assert_int_eq(lapse.days_left, terms[_i].left);
	ck_assert_int_eq(lapse.rung, terms[_i].rung);
	ck_assert(lapse.lapsed == terms[_i].lapsed);
}
END_TEST

/* What was held FROM, at NOW: dates in Tokyo. */
static const struct { const char *from, *now, *until; int rung; bool lapsed; } months[] = {
	{"2026-04-30T10:00:00", "2027-02-28T09:59:59.999999", "2027-04-30T10:00:00", 0, false},
	{"2026-04-30T10:00:00", "2027-02-28T10:00:00", "2027-04-30T10:00:00", 61, false},
	{"2028-02-29T10:00:00", "2028-12-29T09:59:59.999999", "2029-02-28T10:00:00", 0, false},
	{"2028-02-29T10:00:00", "2028-12-29T10:00:00", "2029-02-28T10:00:00", 61, false},
	{"2028-02-29T10:00:00", "2029-02-28T10:00:00", "2029-02-28T10:00:00", 7, false},
	{"2028-02-29T10:00:00", "2029-02-28T10:00:00.000001", "2029-02-28T10:00:00", 7, true},
	{"2027-03-01T00:00:00", "2028-02-29T23:59:59", "2028-03-01T00:00:00", 7, false},
	{"2026-12-15T10:00:00.5", "2027-11-15T10:00:00.5", "2027-12-15T10:00:00.5", 30, false},
};

START_TEST(a_drill_lapses_by_the_calendar)
{
	g_autoptr(GTimeZone) tokyo = g_time_zone_new_identifier("Asia/Tokyo");
	int64_t from_us = 0, now_us = 0, until_us = 0;
	struct lapse lapse;

	ck_assert(instant_parse(months[_i].from, tokyo, &from_us, NULL));
	ck_assert(instant_parse(months[_i].now, tokyo, &now_us, NULL));
	ck_assert(instant_parse(months[_i].until, tokyo, &until_us, NULL));
	lapse = lapse_of(NULL, LAPSE_DRILL, from_us, now_us, tokyo);
	ck_assert_int_eq(lapse.at_us, until_us);
	ck_assert_int_eq(lapse.rung, months[_i].rung);
	ck_assert(lapse.lapsed == months[_i].lapsed);
}
END_TEST

START_TEST(half_a_day_too_late_is_too_late)
{
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
	struct lapse lapse = lapse_of(NULL, LAPSE_CERTIFICATE, NOW_US - DAY_US / 2, NOW_US, utc);

	ck_assert(lapse.lapsed);
	ck_assert_int_eq(lapse.days_left, -1);
	lapse = lapse_of(NULL, LAPSE_CERTIFICATE, NOW_US + DAY_US / 2, NOW_US, utc);
	ck_assert(!lapse.lapsed);
	ck_assert_int_eq(lapse.days_left, 0);
}
END_TEST

/* A certificate's steps come with days: of its last day each instant is as far from it. */
START_TEST(the_days_to_a_certificates_end_are_whole)
{
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
	int64_t end_us = 0, first_us = 0;

	ck_assert(instant_parse("2027-03-31T23:59:59.999999Z", utc, &end_us, NULL));
	ck_assert(instant_parse("2026-12-31T00:00:00Z", utc, &first_us, NULL));
	ck_assert_int_eq(lapse_of(NULL, LAPSE_CERTIFICATE, end_us, first_us - 1, utc).rung, 0);
	ck_assert_int_eq(lapse_of(NULL, LAPSE_CERTIFICATE, end_us, first_us - 1, utc).changes_at_us, first_us);
	ck_assert_int_eq(lapse_of(NULL, LAPSE_CERTIFICATE, end_us, first_us, utc).rung, 90);
}
END_TEST

START_TEST(it_says_when_the_next_step_comes)
{
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
	int64_t now_us = NOW_US;
	struct lapse lapse;

	for (int i = 0; i < 4; i++) {
		static const int expected[] = {0, 7, 3, 1};

		lapse = lapse_of(NULL, LAPSE_PATH, NOW_US, now_us, utc);
		ck_assert_int_eq(lapse.rung, expected[i]);
		ck_assert_int_gt(lapse.changes_at_us, now_us);
		ck_assert_int_eq(lapse_of(NULL, LAPSE_PATH, NOW_US, lapse.changes_at_us - 1, utc).rung, expected[i]);
		now_us = lapse.changes_at_us;
	}
	lapse = lapse_of(NULL, LAPSE_PATH, NOW_US, now_us, utc);
	ck_assert(lapse.lapsed);
	ck_assert_int_eq(lapse.changes_at_us, 0);
}
END_TEST

START_TEST(a_site_has_ladders_of_its_own)
{
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
	struct lapse_ladders ladders = *lapse_ladders_default();

	memset(ladders.days[LAPSE_PATH], 0, sizeof(ladders.days[LAPSE_PATH]));
	ladders.days[LAPSE_PATH][0] = 20;
	ladders.days[LAPSE_DRILL][0] = 90;
	ck_assert_int_eq(lapse_of(&ladders, LAPSE_PATH, NOW_US - 9 * DAY_US, NOW_US, utc).rung, 0);
	ck_assert_int_eq(lapse_of(&ladders, LAPSE_PATH, NOW_US - 10 * DAY_US, NOW_US, utc).rung, 20);
	ck_assert_int_eq(lapse_of(&ladders, LAPSE_PATH, NOW_US - 30 * DAY_US, NOW_US, utc).rung, 20);
	/* A step of a drill's may be before the tenth month. */
	ck_assert_int_eq(lapse_of(&ladders, LAPSE_DRILL, NOW_US - 280 * DAY_US, NOW_US, utc).rung, 90);
	ck_assert_int_eq(lapse_of(&ladders, LAPSE_DRILL, NOW_US - 310 * DAY_US, NOW_US, utc).rung, 61);
}
END_TEST

START_TEST(days_are_whole_ones)
{
	const int64_t day_us = 86400 * (int64_t)G_USEC_PER_SEC;

	ck_assert_int_eq(lapse_days_left(0, day_us), 1);
	ck_assert_int_eq(lapse_days_left(0, day_us - 1), 0);
	ck_assert_int_eq(lapse_days_left(1, 0), -1);
	ck_assert_int_eq(lapse_days_left(day_us, 0), -1);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT_ROWS(a_ladder_is_entered_step_by_step, terms),
		UNIT_ROWS(a_drill_lapses_by_the_calendar, months),
		UNIT(half_a_day_too_late_is_too_late),
		UNIT(the_days_to_a_certificates_end_are_whole),
		UNIT(it_says_when_the_next_step_comes),
		UNIT(a_site_has_ladders_of_its_own),
		UNIT(days_are_whole_ones),
		{NULL},
	};

	return unit_run("base/lapse.c", tests);
}
