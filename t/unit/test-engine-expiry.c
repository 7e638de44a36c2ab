/* SPDX-License-Identifier: Apache-2.0 */
/*
 * engine/expiry.c: the ladder of a certificate, a time after the other, each told once.
 */
#include "cases/paper.h"
#include "engine/certificate.h"
#include "engine/expiry.h"
#include "fixture-telling.h"

/* The clinic's certificate is good until then. */
static void expiring_init(struct telling *telling, const char *notices, const char *until)
{
	g_autofree char *more = g_strdup_printf("\"mon-sun 24h\", certificate: {expires: %s}", until);

	telling_init_with(telling, notices, more);
}

/* How many are told of at TIME, and in which audience the last one is. */
static guint warn(struct telling *telling, const char *time)
{
	g_autoptr(GError) error = NULL;
	guint told = 99;

	telling_set_clock(telling, time);
	ck_assert_msg(engine_warn_of_expiry(&telling->options, &told, &error), "%s", error ? error->message : "");
	return told;
}

START_TEST(each_time_of_the_ladder_is_told_once)
{
	static const struct { const char *time; guint told; } days[] = {
		{"2026-12-30T12:00:00+09:00", 0}, {"2026-12-31T12:00:00+09:00", 1}, {"2026-12-31T12:01:00+09:00", 0},
		{"2027-01-01T00:01:00+09:00", 0}, {"2027-01-29T00:01:00+09:00", 0}, {"2027-01-30T00:01:00+09:00", 1},
		{"2027-03-01T00:01:00+09:00", 1}, {"2027-03-15T23:59:00+09:00", 0}, {"2027-03-16T00:01:00+09:00", 1},
		{"2027-03-24T00:01:00+09:00", 1}, {"2027-03-31T23:59:00+09:00", 0}, {"2027-04-01T00:01:00+09:00", 1},
		{"2027-04-02T12:00:00+09:00", 0},
	};
	struct telling telling;

	expiring_init(&telling, "", "2027-03-31");
	for (size_t i = 0; i < G_N_ELEMENTS(days); i++) {
		guint told = warn(&telling, days[i].time);

		ck_assert_msg(told == days[i].told, "%s: %u", days[i].time, told);
	}
	telling_clear(&telling);
}
END_TEST

START_TEST(a_time_that_was_missed_is_not_made_up_for)
{
	struct telling telling;
	g_autofree char *messages = NULL;

	expiring_init(&telling, "", "2027-03-31");
	ck_assert_uint_eq(warn(&telling, "2027-03-25T00:01:00+09:00"), 1);
	ck_assert_uint_eq(warn(&telling, "2027-03-26T00:01:00+09:00"), 0);
	messages = telling_messages(&telling);
	ck_assert_str_eq(messages, "clinic-desk desk@clinic.example core queued\n");
	telling_clear(&telling);
}
END_TEST

static bool take_facts(void *context, const struct notice_record *record)
{
	g_autoptr(ops_notice_facts_t) facts = notice_facts_parse(record->facts, NULL);

	ck_assert_ptr_nonnull(facts);
	g_string_append_printf(context, "%s %s\n", notice_facts_find(facts, "certificate-until")->value,
			       notice_facts_find(facts, "days-left")->value);
	return true;
}

START_TEST(it_says_until_when_and_how_many_days_are_left)
{
	const struct notices_filter all = {.state = -1};
	g_autoptr(GString) said = g_string_new(NULL);
	struct telling telling;

	expiring_init(&telling, "", "2027-03-31");
	warn(&telling, "2027-03-25T00:01:00+09:00");
	warn(&telling, "2027-04-03T00:01:00+09:00");
	ck_assert(notices_read(telling.store, &all, take_facts, said, NULL));
	ck_assert_str_eq(said->str, "2027-03-31T23:59:59+09:00 6\n2027-03-31T23:59:59+09:00 0\n");
	telling_clear(&telling);
}
END_TEST

/* An application of the clinic keeps a certificate that is good until UNTIL. */
static void apply(struct telling *telling, const char *until)
{
	const struct cases_options recording = {
		.store = telling->store, .zone = inventory_zone(telling->inventory), .actor = "sato", .clock = telling->clock, .notes = &telling->notes,
	};
	const struct case_opening opening = {
		.kind = CASE_APPLICATION, .subject = "", .organization = "clinic", .began = {0, INSTANT_UNKNOWN},
		.detected_by = words_get(WORDS_DETECTION, DETECTION_PERSON)->id, .title = "renewal",
	};
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autofree char *share = g_build_filename(g_getenv("NWOPS_SOURCE_ROOT"), "share", NULL), *id = NULL;
	g_autoptr(ops_papers_t) papers = papers_load(telling->directory, share, faults);
	g_autoptr(GError) error = NULL;

	ck_assert_ptr_nonnull(papers);
	id = case_open_paper(&recording, &opening, papers, papers_find(papers, "subscribe-certified"), &error);
	ck_assert_msg(id && case_say_fact(&recording, id, CERTIFICATE_UNTIL, until, &error) > 0, "%s", error ? error->message : "");
}

START_TEST(what_was_applied_for_begins_the_ladder_anew)
{
	const struct notices_filter all = {.state = -1};
	g_autoptr(GString) said = g_string_new(NULL);
	struct telling telling;

	expiring_init(&telling, "", "2027-03-31");
	ck_assert_uint_eq(warn(&telling, "2027-03-25T00:01:00+09:00"), 1);
	apply(&telling, "2028-03-31T23:59:59+09:00");
	ck_assert_uint_eq(warn(&telling, "2027-04-03T00:01:00+09:00"), 0);
	ck_assert_uint_eq(warn(&telling, "2028-03-25T00:01:00+09:00"), 1);
	ck_assert(notices_read(telling.store, &all, take_facts, said, NULL));
	ck_assert_str_eq(said->str, "2027-03-31T23:59:59+09:00 6\n2028-03-31T23:59:59+09:00 6\n");
	telling_clear(&telling);
}
END_TEST

START_TEST(a_site_has_a_ladder_of_its_own)
{
	struct telling telling;

	expiring_init(&telling, "expiry: [40d]\n", "2027-03-31");
	ck_assert_uint_eq(warn(&telling, "2026-12-31T12:00:00+09:00"), 0);
	ck_assert_uint_eq(warn(&telling, "2027-02-20T12:00:00+09:00"), 1);
	ck_assert_uint_eq(warn(&telling, "2027-03-30T12:00:00+09:00"), 0);
	telling_clear(&telling);
}
END_TEST

START_TEST(the_ladder_is_that_of_the_rules)
{
	struct lapse_ladders ladders = {0};
	struct telling telling;

	expiring_init(&telling, "expiry: [40d, 36h]\n", "2027-03-31");
	notice_expiry(telling.policy, &ladders);
	ck_assert_int_eq(ladders.days[LAPSE_CERTIFICATE][0], 40);
	ck_assert_int_eq(ladders.days[LAPSE_CERTIFICATE][1], 1);
	ck_assert_int_eq(ladders.days[LAPSE_CERTIFICATE][2], 0);
	telling_clear(&telling);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(each_time_of_the_ladder_is_told_once),
		UNIT(a_time_that_was_missed_is_not_made_up_for),
		UNIT(it_says_until_when_and_how_many_days_are_left),
		UNIT(what_was_applied_for_begins_the_ladder_anew),
		UNIT(a_site_has_a_ladder_of_its_own),
		UNIT(the_ladder_is_that_of_the_rules),
		{ NULL },
	};

	return unit_run("engine/expiry.c", tests);
}
