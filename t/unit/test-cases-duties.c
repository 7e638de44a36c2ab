/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cases/duties*.c: what is owed to whom by when, to the minute, out of rows and plain values; and
 * the reader of the rows, every fault with its place.
 */
#include "cases/duties-internal.h"
#include "unit.h"

#include "base/instant.h"
#include "base/quantity.h"

#include <string.h>

#define MINUTES(count) ((count) * INT64_C(60000000))

static GTimeZone *tokyo(void)
{
	return instant_zone_open("Asia/Tokyo", NULL);
}

/* "2026-11-25 10:30" in Tokyo; "": 0. */
static int64_t at(const char *text)
{
	g_autoptr(GTimeZone) zone = tokyo();
	int64_t at_us = 0;

	if (*text)
		ck_assert_msg(instant_parse(text, zone, &at_us, NULL), "%s", text);
	return at_us;
}

static char *shown(const struct conf_faults *faults)
{
	GString *text = g_string_new(NULL);

	for (size_t i = 0; i < conf_faults_count(faults); i++) {
		const struct conf_fault *fault = conf_faults_at(faults, i);

		g_string_append_printf(text, "%u:%u %s\n", fault->position.line, fault->position.column, fault->message);
	}
	return g_string_free(text, FALSE);
}

static struct duties *read_rows(const char *text)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	struct duties *duties = duties_read("duties.yaml", text, strlen(text), faults);
	g_autofree char *told = shown(faults);

	ck_assert_msg(duties != NULL, "%s", told);
	return duties;
}

/* A row X with BODY, lines at the indent of its keys. */
static struct duties *row_of(const char *body)
{
	g_autofree char *text = g_strdup_printf("closed: ['12-29..01-03']\nduties:\n  X:\n    title: {ja: あ, en: a}\n%s", body);

	return read_rows(text);
}

/* "late due=2026-11-25 10:30 late=5 met=... by=7 metlate=3 unsure shadowed". */
static char *duty_shown(const struct duty *duty)
{
	g_autoptr(GTimeZone) zone = tokyo();
	GString *text = g_string_new(words_get(WORDS_DUTY_STATE, duty->state)->id);

	if (duty->due_at_us) {
		g_autofree char *due = instant_show(duty->due_at_us, zone);

		g_string_append_printf(text, " %.16s", due);
	}
	if (duty->late_us)
		g_string_append_printf(text, " late %d", (int)duty_minutes(duty->late_us));
	if (duty->met_at_us) {
		g_autofree char *met = instant_show(duty->met_at_us, zone);

		g_string_append_printf(text, " met %.16s by %d", met, (int)duty->met_by);
	}
	if (duty->met_late_us)
		g_string_append_printf(text, " %d late", (int)duty_minutes(duty->met_late_us));
	g_string_append(text, duty->unsure ? " unsure" : "");
	g_string_append(text, duty->shadowed ? " shadowed" : "");
	return g_string_free(text, FALSE);
}

/* --- single rows --- */

/* An incident that began at 10:00, was detected at 10:05 and reaches 100 lines. */
struct course {
	const char *rows, *now;
	const char *restored, *closed;	/* NULL: not */
	const char *reports[4];		/* of institutions: "2026-11-25 10:20" of kind KINDS */
	enum notice_kind kinds[4];
	const char *counted[3];		/* when, in the order of it; NULL: 100 at 10:05 */
	int64_t users[3];
	enum duty_count how[3];
	int64_t most;			/* users that there are; 0: that is not known */
	bool unknown_users, unknown_beginning, about;
	int64_t first_report_minutes, follow_up_minutes;
	const char *said;		/* fact, at 11:00 */
	const char *expect;		/* of the first of the list */
};

struct filled {
	struct duty_situation situation;
	struct duty_report reports[4];
	struct duty_users users[3];
	struct duty_said said;
	GTimeZone *zone;
};

static void fill_users(const struct course *course, struct filled *filled)
{
	size_t count = 0;

	for (; count < 3 && course->counted[count]; count++)
		filled->users[count] = (struct duty_users){ at(course->counted[count]), course->users[count], course->how[count] };
	if (!count && !course->unknown_users)
		filled->users[count++] = (struct duty_users){ at("2026-11-25 10:05"), 100, DUTY_SEEN };
	filled->situation.users = filled->users;
	filled->situation.users_count = count;
}

static void fill(const struct course *course, struct filled *filled)
{
	static const char *const classes[] = { "user", NULL };
	size_t reports = 0;

	*filled = (struct filled){ .zone = tokyo() };
	for (; reports < 4 && course->reports[reports]; reports++)
		filled->reports[reports] = (struct duty_report){ at(course->reports[reports]), (int64_t)reports + 1, AUDIENCE_INSTITUTION,
								 course->kinds[reports] };
	filled->said = (struct duty_said){ .at_us = at("2026-11-25 11:00"), .fact = course->said };
	filled->situation = (struct duty_situation){
		.zone = filled->zone,
		.began = { at("2026-11-25 10:00"), course->about ? INSTANT_ABOUT : INSTANT_EXACT },
		.detected_at_us = at("2026-11-25 10:05"),
		.restored_at_us = at(course->restored ? course->restored : ""),
		.closed_at_us = at(course->closed ? course->closed : ""),
		.reports = filled->reports,
		.report_count = reports,
		.users_most = course->most,
		.said = &filled->said,
		.said_count = course->said ? 1 : 0,
		.classes = course->unknown_users ? NULL : classes,
		.first_report_us = MINUTES(course->first_report_minutes),
		.follow_up_us = MINUTES(course->follow_up_minutes),
	};
	if (course->unknown_beginning)
		filled->situation.began = (struct case_instant){ 0, INSTANT_UNKNOWN };
	fill_users(course, filled);
}

#define FIRST "    when: {impact: true}\n    due: {from: detected, after: 30m}\n    remind: 10m\n    to: [institution]\n    notice: outage-first\n"
#define DAY "    when: {open: true}\n    every: 60m\n    hours: '07:00-23:00'\n    remind: 10m\n    to: [institution]\n    notice: outage-follow-up\n"
#define NIGHT "    when: {open: true}\n    every: 180m\n    hours: '23:00-07:00'\n    to: [institution]\n    notice: outage-follow-up\n"
#define LAW "    to: [authority]\n    law: {source: s, checked: 2026-11-25, certainty: A}\n"
#define SERIOUS "    when: {users: 30000, lasts: 2h}\n    due: {from: condition}\n" LAW
#define DAY_OF "2026-11-25 "
#define O NOTICE_OUTAGE_FIRST
#define F NOTICE_OUTAGE_FOLLOW_UP
#define R NOTICE_OUTAGE_RESTORED
#define E DUTY_ESTIMATED

static const struct course courses[] = {
	/* By the minute. */
	{ FIRST, DAY_OF "10:05", .expect = "open 2026-11-25 10:35" },
	{ FIRST, DAY_OF "10:24", .expect = "open 2026-11-25 10:35" },
	{ FIRST, DAY_OF "10:25", .expect = "due-soon 2026-11-25 10:35" },
	{ FIRST, DAY_OF "10:35", .expect = "due-soon 2026-11-25 10:35" },
	{ FIRST, DAY_OF "10:35:01", .expect = "late 2026-11-25 10:35 late 1" },
	{ FIRST, DAY_OF "10:36", .expect = "late 2026-11-25 10:35 late 1" },
	{ FIRST, DAY_OF "10:36:01", .expect = "late 2026-11-25 10:35 late 2" },
	/* Given, in time and not; by any report that goes further; what is given later than now is not given. */
	{ FIRST, DAY_OF "11:00", .reports = { DAY_OF "10:35" }, .kinds = { O }, .expect = "met 2026-11-25 10:35 met 2026-11-25 10:35 by 1" },
	{ FIRST, DAY_OF "11:00", .reports = { DAY_OF "10:47" }, .kinds = { O },
	  .expect = "met 2026-11-25 10:35 met 2026-11-25 10:47 by 1 12 late" },
	{ FIRST, DAY_OF "11:00", .reports = { DAY_OF "10:30" }, .kinds = { R }, .expect = "met 2026-11-25 10:35 met 2026-11-25 10:30 by 1" },
	{ FIRST, DAY_OF "11:00", .reports = { DAY_OF "10:30" }, .kinds = { NOTICE_CHECK_REQUEST }, .expect = "late 2026-11-25 10:35 late 25" },
	{ FIRST, DAY_OF "10:20", .reports = { DAY_OF "10:30" }, .kinds = { O }, .expect = "open 2026-11-25 10:35" },
	/* Nobody was reached; later somebody was; nobody knows. */
	{ FIRST, DAY_OF "10:40", .counted = { DAY_OF "10:05" }, .users = { 0 }, .expect = "not-yet" },
	{ FIRST, DAY_OF "10:50", .counted = { DAY_OF "10:05", DAY_OF "10:40" }, .users = { 0, 3 }, .expect = "late 2026-11-25 10:40 late 10" },
	{ FIRST, DAY_OF "10:20", .unknown_users = true, .expect = "open 2026-11-25 10:35 unsure" },
	{ FIRST, DAY_OF "10:20", .counted = { DAY_OF "10:05" }, .users = { 5 }, .how = { E }, .expect = "open 2026-11-25 10:35 unsure" },
	/* Again and again, by day. */
	{ DAY, DAY_OF "10:30", .expect = "open 2026-11-25 11:05" },
	{ DAY, DAY_OF "11:05", .reports = { DAY_OF "10:20" }, .kinds = { O }, .expect = "open 2026-11-25 11:20 met 2026-11-25 10:20 by 1" },
	{ DAY, DAY_OF "11:27", .reports = { DAY_OF "10:20" }, .kinds = { O }, .expect = "late 2026-11-25 11:20 late 7 met 2026-11-25 10:20 by 1" },
	{ DAY, DAY_OF "11:30", .reports = { DAY_OF "10:20", DAY_OF "11:27" }, .kinds = { O, F },
	  .expect = "open 2026-11-25 12:27 met 2026-11-25 11:27 by 2 7 late" },
	{ DAY, DAY_OF "12:00", DAY_OF "11:10", .reports = { DAY_OF "10:20" }, .kinds = { O }, .expect = "met 2026-11-25 11:20 met 2026-11-25 10:20 by 1" },
	{ DAY, DAY_OF "12:00", DAY_OF "11:00", .expect = "not-applicable 2026-11-25 11:05" },
	{ DAY, DAY_OF "12:00", DAY_OF "11:40", .reports = { DAY_OF "10:20", DAY_OF "11:50" }, .kinds = { O, R },
	  .expect = "met 2026-11-25 12:50 met 2026-11-25 11:50 by 2 30 late" },
	{ DAY, DAY_OF "12:00", DAY_OF "11:40", .reports = { DAY_OF "10:20" }, .kinds = { O }, .expect = "late 2026-11-25 11:20 late 40 met 2026-11-25 10:20 by 1" },
	/* By night: what comes due outside the hours is due when they begin. */
	{ DAY, DAY_OF "22:30", .reports = { DAY_OF "22:10" }, .kinds = { F }, .expect = "open 2026-11-26 07:00 met 2026-11-25 22:10 by 1 665 late" },
	{ NIGHT, DAY_OF "22:30", .reports = { DAY_OF "22:10" }, .kinds = { F }, .expect = "open 2026-11-26 01:10 met 2026-11-25 22:10 by 1" },
	{ NIGHT, "2026-11-26 01:11", .reports = { DAY_OF "22:10" }, .kinds = { F }, .expect = "late 2026-11-26 01:10 late 1 met 2026-11-25 22:10 by 1" },
	{ NIGHT, "2026-11-26 03:30", .reports = { DAY_OF "22:10", "2026-11-26 03:00" }, .kinds = { F, F },
	  .expect = "open 2026-11-26 06:00 met 2026-11-26 03:00 by 2 110 late" },
	{ NIGHT, "2026-11-26 04:30", .reports = { "2026-11-26 04:00" }, .kinds = { F }, .expect = "open 2026-11-26 23:00 met 2026-11-26 04:00 by 1 300 late" },
	{ DAY, "2026-11-26 04:30", .reports = { "2026-11-26 04:00" }, .kinds = { F }, .expect = "open 2026-11-26 07:00 met 2026-11-26 04:00 by 1 1015 late" },
	/* What the classes that are reached promise; nothing, when they promise nothing. */
	{ "    when: {class: user}\n    due: {from: detected, after: first-report}\n    to: [institution]\n    notice: outage-first\n", DAY_OF "10:10",
	  .first_report_minutes = 15, .expect = "open 2026-11-25 10:20" },
	{ "    when: {class: user}\n    due: {from: detected, after: first-report}\n    to: [institution]\n    notice: outage-first\n", DAY_OF "10:10",
	  .expect = "not-applicable" },
	{ "    when: {class: gold}\n    due: {from: detected, after: 5m}\n    to: [institution]\n    notice: outage-first\n", DAY_OF "10:10", .expect = "not-yet" },
	{ "    when: {open: true}\n    every: follow-up\n    to: [institution]\n    notice: outage-follow-up\n", DAY_OF "10:10",
	  .follow_up_minutes = 40, .expect = "open 2026-11-25 10:45" },
	/* Restored. */
	{ "    when: {restored: true}\n    due: {from: restored, after: 30m}\n    to: [institution]\n    notice: outage-restored\n", DAY_OF "11:00", .expect = "not-yet" },
	{ "    when: {restored: true}\n    due: {from: restored, after: 30m}\n    to: [institution]\n    notice: outage-restored\n", DAY_OF "11:31", DAY_OF "11:00",
	  .reports = { DAY_OF "10:20" }, .kinds = { O }, .expect = "late 2026-11-25 11:30 late 1" },
	{ "    when: {restored: true}\n    due: {from: restored, after: 30m}\n    to: [institution]\n    notice: outage-restored\n", DAY_OF "11:31", DAY_OF "11:00",
	  .reports = { DAY_OF "10:20", DAY_OF "11:20" }, .kinds = { O, R }, .expect = "met 2026-11-25 11:30 met 2026-11-25 11:20 by 2" },
	/* Closed without having been owed. */
	{ "    when: {open: true}\n    due: {from: detected, after: 15m}\n    to: [institution]\n    notice: outage-first\n", DAY_OF "12:00",
	  .closed = DAY_OF "10:15", .expect = "not-applicable 2026-11-25 10:20" },
	/* By law: never met, never merely late. */
	{ SERIOUS, DAY_OF "11:59", .counted = { DAY_OF "10:05" }, .users = { 30000 }, .expect = "not-yet 2026-11-25 12:00" },
	{ SERIOUS, DAY_OF "12:00", .counted = { DAY_OF "10:05" }, .users = { 30000 }, .expect = "decide 2026-11-25 12:00" },
	{ SERIOUS, DAY_OF "12:01", .counted = { DAY_OF "10:05" }, .users = { 30000 }, .expect = "decide 2026-11-25 12:00 late 1" },
	{ SERIOUS, DAY_OF "12:01", .counted = { DAY_OF "10:05" }, .users = { 29999 }, .expect = "not-yet" },
	{ SERIOUS, DAY_OF "13:00", DAY_OF "11:59", .counted = { DAY_OF "10:05" }, .users = { 30000 }, .expect = "not-applicable" },
	{ SERIOUS, DAY_OF "13:00", DAY_OF "12:00", .counted = { DAY_OF "10:05" }, .users = { 30000 }, .expect = "decide 2026-11-25 12:00 late 60" },
	/* So many only later. */
	{ SERIOUS, DAY_OF "12:40", .counted = { DAY_OF "10:05", DAY_OF "12:30" }, .users = { 20000, 31000 }, .expect = "decide 2026-11-25 12:30 late 10" },
	{ SERIOUS, DAY_OF "12:40", .counted = { DAY_OF "10:05", DAY_OF "10:30", DAY_OF "12:30" }, .users = { 20000, 31000, 10 },
	  .expect = "decide 2026-11-25 12:00 late 40" },
	/* An estimate holds until somebody has counted. */
	{ SERIOUS, DAY_OF "12:10", .counted = { DAY_OF "10:05" }, .users = { 40000 }, .how = { E }, .expect = "decide 2026-11-25 12:00 late 10 unsure" },
	{ SERIOUS, DAY_OF "12:10", .counted = { DAY_OF "10:05", DAY_OF "11:00" }, .users = { 40000, 12000 }, .how = { E, DUTY_COUNTED }, .expect = "not-yet" },
	{ SERIOUS, DAY_OF "12:10", .counted = { DAY_OF "10:05", DAY_OF "11:00" }, .users = { 12000, 40000 }, .how = { DUTY_SEEN, E },
	  .expect = "decide 2026-11-25 12:00 late 10 unsure" },
	{ SERIOUS, DAY_OF "12:10", .counted = { DAY_OF "10:05", DAY_OF "12:05" }, .users = { 40000, 10 }, .how = { E }, .expect = "decide 2026-11-25 12:00 late 10 unsure" },
	{ SERIOUS, DAY_OF "12:10", .counted = { DAY_OF "10:05", DAY_OF "11:00" }, .users = { 31000, 29000 }, .how = { DUTY_SEEN, DUTY_COUNTED }, .expect = "not-yet" },
	{ SERIOUS, DAY_OF "12:40", .counted = { DAY_OF "10:05", DAY_OF "11:00", DAY_OF "12:30" }, .users = { 31000, 29000, 33000 },
	  .how = { DUTY_SEEN, DUTY_COUNTED }, .expect = "decide 2026-11-25 12:30 late 10" },
	{ SERIOUS, DAY_OF "12:10", .unknown_users = true, .most = 29999, .expect = "not-yet" },
	{ SERIOUS, DAY_OF "12:10", .unknown_users = true, .most = 30000, .expect = "decide 2026-11-25 12:00 late 10 unsure" },
	{ SERIOUS, DAY_OF "12:10", .unknown_users = true, .expect = "decide 2026-11-25 12:00 late 10 unsure" },
	{ SERIOUS, DAY_OF "12:05", .about = true, .counted = { DAY_OF "10:05" }, .users = { 30000 }, .expect = "decide 2026-11-25 12:00 late 5 unsure" },
	/* Of what began nobody knows when, two hours may be over already. */
	{ "    when: {lasts: 2h}\n    due: {from: quarter-end, months: 2}\n" LAW, DAY_OF "11:30", DAY_OF "11:00", .unknown_beginning = true,
	  .expect = "decide 2027-02-28 23:59 unsure" },
	{ "    when: {lasts: 2h}\n    due: {from: quarter-end, months: 2}\n" LAW, DAY_OF "11:30", DAY_OF "11:00", .expect = "not-applicable" },
	{ "    when: {any: [{users: 30000}, {lasts: 2h}]}\n    due: {from: quarter-end, months: 2}\n" LAW, DAY_OF "12:30", .expect = "decide 2027-02-28 23:59" },
	{ "    when: {users: 30}\n    due: {from: began, after: 30d}\n" LAW, DAY_OF "12:30", .expect = "decide 2026-12-25 10:00" },
	{ "    when: {said: leak}\n    due: {from: condition, after: 3d}\n" LAW, DAY_OF "12:30", .expect = "not-yet" },
	{ "    when: {said: leak}\n    due: {from: condition, after: 3d}\n" LAW, DAY_OF "12:30", .said = "leak", .expect = "decide 2026-11-28 11:00" },
	{ "    off: true\n" SERIOUS, DAY_OF "12:30", .counted = { DAY_OF "10:05" }, .users = { 30000 }, .expect = "not-applicable" },
};

START_TEST(a_row_stands_so_at_that_minute)
{
	const struct course *course = &courses[_i];
	g_autoptr(ops_duties_t) duties = row_of(course->rows);
	struct filled filled;
	g_autoptr(GArray) list = NULL;
	g_autofree char *text = NULL;

	fill(course, &filled);
	list = duties_compute(duties, &filled.situation, at(course->now));
	ck_assert_uint_eq(list->len, 1);
	text = duty_shown(&g_array_index(list, struct duty, 0));
	ck_assert_str_eq(text, course->expect);
	g_time_zone_unref(filled.zone);
}
END_TEST

/* --- days --- */

static const struct { const char *from; int64_t days; const char *due; bool unsure; } business[] = {
	{ "2026-11-25 10:00", 1, "2026-11-26 23:59", false },
	{ "2026-11-27 23:30", 1, "2026-11-30 23:59", false },
	{ "2026-11-20 10:00", 1, "2026-11-24 23:59", false },	/* a national holiday on Monday */
	{ "2026-12-28 10:00", 1, "2027-01-04 23:59", false },	/* over the new year */
	{ "2026-12-25 10:00", 5, "2027-01-07 23:59", false },
	{ "2026-12-31 10:00", 1, "2027-01-04 23:59", false },
	{ "2026-04-28 10:00", 3, "2026-05-07 23:59", false },	/* the 29th and three days of May, one stood in for */
	{ "2027-12-28 10:00", 1, "2028-01-04 23:59", true },	/* a year whose holidays were not published */
};

START_TEST(business_days_leave_out_days_on_which_offices_are_closed)
{
	g_autoptr(ops_duties_t) duties = row_of(FIRST);
	g_autoptr(GTimeZone) zone = tokyo();
	bool unsure = false;

	ck_assert_int_eq(duty_business_days(duties, zone, at(business[_i].from), business[_i].days, &unsure), at(business[_i].due));
	ck_assert_int_eq(unsure, business[_i].unsure);
}
END_TEST

START_TEST(with_every_day_closed_nothing_is_ever_due)
{
	g_autoptr(ops_duties_t) duties = read_rows("closed: ['01-01..12-31']\nduties: {}\n");
	g_autoptr(GTimeZone) zone = tokyo();
	bool unsure = false;

	ck_assert_int_eq(duty_business_days(duties, zone, at("2026-11-25 10:00"), 1, &unsure), DUTY_NEVER);
}
END_TEST

static const struct { const char *at, *end; } quarters[] = {
	{ "2026-11-25 10:00", "2027-01-01 00:00" }, { "2026-12-31 23:59", "2027-01-01 00:00" }, { "2027-01-01 00:00", "2027-04-01 00:00" },
	{ "2026-03-31 23:59", "2026-04-01 00:00" }, { "2026-06-01 00:00", "2026-07-01 00:00" }, { "2026-07-01 00:00", "2026-10-01 00:00" },
};

START_TEST(a_quarter_ends_at_its_last_midnight)
{
	g_autoptr(GTimeZone) zone = tokyo();

	ck_assert_int_eq(duty_quarter_end(zone, at(quarters[_i].at)), at(quarters[_i].end));
}
END_TEST

/* --- several regimes --- */

static const char several[] =
	"duties:\n"
	"  A: {title: {ja: あ, en: a}, when: {impact: true}, due: {from: detected, after: 30m}, to: [institution, core], notice: outage-first}\n"
	"  B: {title: {ja: あ, en: a}, when: {impact: true}, due: {from: detected, after: first-report}, to: [institution], notice: outage-first}\n"
	"  C: {title: {ja: あ, en: a}, when: {open: true}, due: {from: detected, after: 15m}, to: [manager], decide: person}\n"
	"  D: {title: {ja: あ, en: a}, when: {restored: true}, due: {from: restored, after: 30m}, to: [core], notice: outage-restored}\n";

static char *list_shown(const GArray *list)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < list->len; i++) {
		const struct duty *duty = &g_array_index(list, struct duty, i);
		g_autofree char *each = duty_shown(duty);

		g_string_append_printf(text, "%s %s: %s\n", duty->row->id, words_get(WORDS_AUDIENCE, duty->audience)->id, each);
	}
	return g_string_free(text, FALSE);
}

START_TEST(of_several_regimes_the_strictest_stands_first_and_shadows_the_others)
{
	const struct course course = { .first_report_minutes = 20 };
	g_autoptr(ops_duties_t) duties = read_rows(several);
	struct filled filled;
	g_autoptr(GArray) list = NULL;
	g_autofree char *text = NULL;

	fill(&course, &filled);
	list = duties_compute(duties, &filled.situation, at(DAY_OF "10:27"));
	text = list_shown(list);
	ck_assert_str_eq(text, "B institution: late 2026-11-25 10:25 late 2\n"
			       "C manager: decide 2026-11-25 10:20 late 7\n"
			       "A core: open 2026-11-25 10:35\n"
			       "A institution: open 2026-11-25 10:35 shadowed\n"
			       "D core: not-yet\n");
	ck_assert_str_eq(duties_next(list)->row->id, "B");
	g_time_zone_unref(filled.zone);
}
END_TEST

START_TEST(what_is_only_to_be_decided_is_next_when_nothing_is_to_be_done)
{
	const struct course course = { .unknown_users = false, .counted = { DAY_OF "10:05" }, .users = { 0 } };
	g_autoptr(ops_duties_t) duties = read_rows(several);
	struct filled filled;
	g_autoptr(GArray) list = NULL;

	fill(&course, &filled);
	list = duties_compute(duties, &filled.situation, at(DAY_OF "10:27"));
	ck_assert_str_eq(duties_next(list)->row->id, "C");
	g_time_zone_unref(filled.zone);
}
END_TEST

/* --- words --- */

START_TEST(a_line_says_whom_by_when_and_how_late)
{
	const struct course course = { .rows = FIRST };
	g_autoptr(ops_duties_t) duties = row_of(FIRST);
	struct filled filled;
	g_autoptr(GArray) list = NULL, before = NULL;
	g_autofree char *english = NULL, *japanese = NULL, *soon = NULL;

	fill(&course, &filled);
	list = duties_compute(duties, &filled.situation, at(DAY_OF "10:47"));
	english = duty_line(&g_array_index(list, struct duty, 0), filled.zone, false);
	ck_assert_str_eq(english, "X a (institution): due 2026-11-25 10:35, late by 12 minutes");
	japanese = duty_line(&g_array_index(list, struct duty, 0), filled.zone, true);
	ck_assert_str_eq(japanese, "X あ (接続機関): 期限 2026-11-25 10:35、12分超過");
	before = duties_compute(duties, &filled.situation, at(DAY_OF "10:30"));
	soon = duty_line(&g_array_index(before, struct duty, 0), filled.zone, false);
	ck_assert_str_eq(soon, "X a (institution): due 2026-11-25 10:35");
	g_time_zone_unref(filled.zone);
}
END_TEST

START_TEST(a_line_of_a_law_says_where_it_stands_and_who_decides)
{
	const struct course course = { .counted = { DAY_OF "10:05" }, .users = { 30000 }, .how = { E } };
	g_autoptr(ops_duties_t) duties = row_of(SERIOUS);
	struct filled filled;
	g_autoptr(GArray) list = NULL;
	g_autofree char *english = NULL, *japanese = NULL;

	fill(&course, &filled);
	list = duties_compute(duties, &filled.situation, at(DAY_OF "12:01"));
	english = duty_line(&g_array_index(list, struct duty, 0), filled.zone, false);
	ck_assert_str_eq(english, "X a (authority): due 2026-11-25 12:00, late by 1 minute; for a person to decide; rests on an estimate or "
				  "on what is not known; s, checked 2026-11-25");
	japanese = duty_line(&g_array_index(list, struct duty, 0), filled.zone, true);
	ck_assert_str_eq(japanese, "X あ (監督官庁): 期限 2026-11-25 12:00、1分超過、人が判断する、推定または未確認の事実による、根拠 s (2026-11-25確認)");
	g_time_zone_unref(filled.zone);
}
END_TEST

/* --- users and hours --- */

static const struct { struct course course; const char *now; int64_t users; enum duty_count how; int64_t minutes; } extents[] = {
	{ { .rows = FIRST }, DAY_OF "10:40", 100, DUTY_SEEN, 40 },
	{ { .restored = DAY_OF "11:30" }, DAY_OF "15:00", 100, DUTY_SEEN, 90 },
	{ { .unknown_users = true, .unknown_beginning = true }, DAY_OF "10:40", -1, DUTY_SEEN, 35 },
	{ { .counted = { DAY_OF "10:05", DAY_OF "10:20" }, .users = { 50, 20 } }, DAY_OF "10:40", 50, DUTY_SEEN, 40 },
	{ { .counted = { DAY_OF "10:05", DAY_OF "10:20" }, .users = { 50, 60 }, .how = { DUTY_SEEN, E } }, DAY_OF "10:40", 60, E, 40 },
	{ { .counted = { DAY_OF "10:05", DAY_OF "10:20" }, .users = { 50, 20 }, .how = { E, DUTY_COUNTED } }, DAY_OF "10:40", 20, DUTY_COUNTED, 40 },
};

START_TEST(users_are_the_most_at_one_time_and_hours_go_from_the_beginning)
{
	struct filled filled;
	enum duty_count how = DUTY_SEEN;

	fill(&extents[_i].course, &filled);
	ck_assert_int_eq(duties_users(&filled.situation, &how), extents[_i].users);
	ck_assert_int_eq(how, extents[_i].how);
	ck_assert_int_eq(duties_lasts(&filled.situation, at(extents[_i].now)), MINUTES(extents[_i].minutes));
	g_time_zone_unref(filled.zone);
}
END_TEST

/* --- silence --- */

static const struct { const char *now, *reports[4]; enum notice_kind kinds[4]; const char *closed, *from; int64_t minutes; } silences[] = {
	{ DAY_OF "11:00", .from = DAY_OF "10:05", .minutes = 55 },
	{ DAY_OF "11:00", { DAY_OF "10:20" }, { O }, NULL, DAY_OF "10:20", 40 },
	{ DAY_OF "12:00", { DAY_OF "10:20", DAY_OF "11:50" }, { O, F }, NULL, DAY_OF "10:20", 90 },
	{ DAY_OF "18:00", { DAY_OF "10:20", DAY_OF "11:00" }, { O, R }, NULL, DAY_OF "10:20", 40 },
	{ DAY_OF "18:00", { DAY_OF "10:20" }, { O }, DAY_OF "10:50", DAY_OF "10:20", 30 },
	{ DAY_OF "11:00", { DAY_OF "10:20" }, { NOTICE_CHECK_REQUEST }, NULL, DAY_OF "10:05", 55 },
	{ DAY_OF "10:05", .from = DAY_OF "10:05", .minutes = 0 },
};

START_TEST(the_longest_silence_is_between_reports_up_to_now)
{
	struct course course = { .closed = silences[_i].closed };
	struct filled filled;
	int64_t from_us;

	memcpy(course.reports, silences[_i].reports, sizeof(course.reports));
	memcpy(course.kinds, silences[_i].kinds, sizeof(course.kinds));
	fill(&course, &filled);
	ck_assert_int_eq(duties_silence(&filled.situation, at(silences[_i].now), &from_us), MINUTES(silences[_i].minutes));
	ck_assert_int_eq(from_us, at(silences[_i].from));
	g_time_zone_unref(filled.zone);
}
END_TEST

START_TEST(a_report_to_ourselves_breaks_no_silence)
{
	const struct course course = { .reports = { DAY_OF "10:20" }, .kinds = { O } };
	struct filled filled;
	int64_t from_us;

	fill(&course, &filled);
	filled.reports[0].audience = AUDIENCE_MANAGER;
	ck_assert_int_eq(duties_silence(&filled.situation, at(DAY_OF "11:00"), &from_us), MINUTES(55));
	g_time_zone_unref(filled.zone);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT_ROWS(a_row_stands_so_at_that_minute, courses),
		UNIT_ROWS(business_days_leave_out_days_on_which_offices_are_closed, business),
		UNIT(with_every_day_closed_nothing_is_ever_due),
		UNIT_ROWS(a_quarter_ends_at_its_last_midnight, quarters),
		UNIT(of_several_regimes_the_strictest_stands_first_and_shadows_the_others),
		UNIT(what_is_only_to_be_decided_is_next_when_nothing_is_to_be_done),
		UNIT(a_line_says_whom_by_when_and_how_late),
		UNIT(a_line_of_a_law_says_where_it_stands_and_who_decides),
		UNIT_ROWS(users_are_the_most_at_one_time_and_hours_go_from_the_beginning, extents),
		UNIT_ROWS(the_longest_silence_is_between_reports_up_to_now, silences),
		UNIT(a_report_to_ourselves_breaks_no_silence),
		{ NULL },
	};

	return unit_run("cases/duties", tests);
}
