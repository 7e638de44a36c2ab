/* SPDX-License-Identifier: Apache-2.0 */
/*
 * audit/training.h: what was recorded is read again, corrections take its place, and everybody stands to the year by
 * what was given last.
 */
#include "audit/training.h"

#include "base/instant.h"
#include "unit.h"

#include <string.h>

#define NOW_US G_GINT64_CONSTANT(1795651200000000)	/* 2026-11-26 00:00 UTC */
#define DAY_US (24 * G_GINT64_CONSTANT(3600000000))

static const char said[] =
	"{\"v\":1,\"deed\":\"corrected\",\"subject\":4,\"reason\":\"who\",\"people\":[\"a\",\"b\"],\"kind\":\"lecture\",\"topic\":\"flow\","
	"\"trainer\":\"c\",\"note\":null,\"manual\":{\"kind\":\"response\",\"version\":2,\"digests\":[\"11\",\"22\"]},\"drill\":null,"
	"\"drill_entry\":null,\"document\":{\"name\":\"l.pdf\",\"bytes\":3,"
	"\"digest\":\"00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\"},\"said_by\":\"d\",\"previous\":6}";

static struct training *read_text(const char *text)
{
	g_autoptr(ops_json_t) payload = json_parse(text, strlen(text), 1 << 16, NULL);

	ck_assert_ptr_nonnull(payload);
	return training_read(payload);
}

START_TEST(a_record_is_read_as_it_was_written)
{
	g_autoptr(ops_training_t) training = read_text(said);
	g_autoptr(ops_json_t) again = NULL;
	g_autofree char *text = NULL;

	ck_assert_ptr_nonnull(training);
	again = training_json(training);
	text = json_print(again);
	ck_assert_str_eq(text, said);
	ck_assert_int_eq(training_id(training), 4);
}
END_TEST

/* What is put in the place of what, so that it is none. */
static const struct { const char *old, *new; } broken[] = {
	{"\"corrected\"", "\"edited\""}, {"\"subject\":4", "\"subject\":null"}, {"\"corrected\"", "\"given\""}, {"\"lecture\"", "\"talk\""},
	{"[\"a\",\"b\"]", "[]"}, {"[\"a\",\"b\"]", "[1]"}, {"\"version\":2", "\"version\":-1"}, {"\"response\"", "\"poem\""},
	{"\"digest\":\"00", "\"digest\":\"0x"}, {"\"previous\":6", "\"previous\":-6"},
};

START_TEST(what_is_no_record_is_refused)
{
	g_autoptr(GString) text = g_string_new(said);

	ck_assert_uint_eq(g_string_replace(text, broken[_i].old, broken[_i].new, 1), 1);
	ck_assert_ptr_null(read_text(text->str));
}
END_TEST

START_TEST(a_copy_to_be_corrected_says_the_same_of_the_same)
{
	g_autoptr(ops_training_t) training = read_text(said);
	g_autoptr(ops_training_t) copy = NULL;

	training->sequence = 9;
	training->given_at_us = NOW_US;
	copy = training_copy(training);
	ck_assert_int_eq(copy->subject, 4);
	ck_assert_int_eq(copy->given_at_us, NOW_US);
	ck_assert_str_eq(copy->texts[1], "22");
	ck_assert_ptr_null(copy->reason);
	ck_assert_ptr_null(copy->said_by);
	ck_assert_int_eq(copy->sequence, 0);
}
END_TEST

/* --- what stands --- */

static void free_training(gpointer training)
{
	training_free(training);
}

static struct training *add(GPtrArray *list, int64_t sequence, int64_t days_ago, const char *name)
{
	struct training *training = training_new();

	g_ptr_array_add(training->people, g_strdup(name));
	training->sequence = sequence;
	training->given_at_us = NOW_US - days_ago * DAY_US;
	g_ptr_array_insert(list, 0, training);
	return training;
}

START_TEST(a_correction_takes_the_place_and_what_is_withdrawn_never_was)
{
	g_autoptr(GPtrArray) entries = g_ptr_array_new_with_free_func(free_training);
	g_autoptr(GPtrArray) current = NULL;

	add(entries, 1, 9, "a");
	add(entries, 2, 8, "b");
	add(entries, 3, 7, "c");
	add(entries, 4, 1, "d")->subject = 1;
	((struct training *)entries->pdata[0])->deed = TRAINING_CORRECTED;
	add(entries, 5, 8, "b")->subject = 2;
	((struct training *)entries->pdata[0])->deed = TRAINING_WITHDRAWN;
	current = training_current(entries, NULL);
	ck_assert_uint_eq(current->len, 2);
	ck_assert_int_eq(((struct training *)current->pdata[0])->sequence, 4);
	ck_assert_int_eq(((struct training *)current->pdata[1])->sequence, 3);
}
END_TEST

START_TEST(who_took_part_in_a_held_drill_was_taught_on_that_day)
{
	g_autoptr(ops_drill_held_t) held = drill_held_new();
	g_autoptr(GPtrArray) approvals = g_ptr_array_new();
	g_autoptr(ops_training_t) training = NULL;
	struct manual_approval later = {.version = 2, .sequence = 9}, then = {.version = 1, .sequence = 3};

	g_ptr_array_add(approvals, &later);
	g_ptr_array_add(approvals, &then);
	held->name = g_strdup("d1");
	held->scenario = g_strdup("flood");
	held->manual = g_strdup("11");
	held->manual_approved = true;
	held->state = DRILL_ENDED;
	held->sequence = 7;
	held->held_at_us = NOW_US;
	g_ptr_array_add(held->participants, g_strdup("leader: a"));
	g_ptr_array_add(held->participants, g_strdup("recorder: b"));
	g_ptr_array_add(held->participants, g_strdup("manager: a"));
	training = training_of_drill(held, approvals);
	ck_assert_ptr_nonnull(training);
	ck_assert_int_eq(training->kind, TRAINING_DRILL);
	ck_assert_int_eq(training->given_at_us, NOW_US);
	ck_assert_uint_eq(training->people->len, 2);
	ck_assert_str_eq(training->people->pdata[0], "a");
	ck_assert_str_eq(training->people->pdata[1], "b");
	ck_assert_uint_eq(training->version, 1);
	ck_assert_str_eq(training->texts[0], "11");
}
END_TEST

START_TEST(a_drill_that_was_stopped_or_played_by_nwops_taught_nobody)
{
	g_autoptr(ops_drill_held_t) held = drill_held_new();
	g_autoptr(GPtrArray) approvals = g_ptr_array_new();

	g_ptr_array_add(held->participants, g_strdup("leader: a"));
	held->state = DRILL_STOPPED;
	ck_assert_ptr_null(training_of_drill(held, approvals));
	held->state = DRILL_ENDED;
	held->played = true;
	ck_assert_ptr_null(training_of_drill(held, approvals));
}
END_TEST

/* --- how people stand --- */

static const struct { int64_t days_ago; enum training_standing standing; } days[] = {
	{0, TRAINING_TAUGHT}, {303, TRAINING_TAUGHT}, {304, TRAINING_DUE}, {365, TRAINING_DUE}, {366, TRAINING_OVERDUE},
};

START_TEST(everybody_stands_by_what_was_given_last)
{
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
	const struct training_scale scale = {.now_us = NOW_US, .zone = utc};
	g_autoptr(GPtrArray) entries = g_ptr_array_new_with_free_func(free_training);
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	g_autoptr(GPtrArray) current = NULL, people = NULL;
	const struct training_person *a, *b;

	add(entries, 1, days[_i].days_ago, "a");
	add(entries, 2, days[_i].days_ago + 100, "a");	/* recorded late */
	g_ptr_array_add(names, (gpointer)"a");
	g_ptr_array_add(names, (gpointer)"b");
	current = training_current(entries, NULL);
	people = training_stand(names, current, &scale);
	a = people->pdata[0];
	b = people->pdata[1];
	ck_assert_int_eq(a->standing, days[_i].standing);
	ck_assert_int_eq(a->last->sequence, 1);
	ck_assert_int_eq(b->standing, TRAINING_NEVER);
	ck_assert_ptr_null(b->last);
}
END_TEST

/* Of KIND, what was taught by: its digest's first byte, its version; and how that stands where TEXT is approved as version 2 (0: nothing). */
static const struct { int manual; const char *digest; unsigned int version; uint8_t text; enum training_manual stands; bool warns; } manuals[] = {
	{-1, NULL, 0, 1, TRAINING_MANUAL_NONE, false},
	{MANUAL_RESPONSE, "x", 0, 0, TRAINING_MANUAL_UNAPPROVED, true},
	{MANUAL_OPERATIONS, "x", 0, 0, TRAINING_MANUAL_NONE, false},
	{MANUAL_RESPONSE, "x", 1, 1, TRAINING_MANUAL_OTHER, true},
	{MANUAL_RESPONSE, "x", 0, 1, TRAINING_MANUAL_OTHER, true},
	{MANUAL_RESPONSE, "x", 2, 1, TRAINING_MANUAL_APPROVED, false},	/* by its text in the other language */
	{MANUAL_RESPONSE, NULL, 0, 1, TRAINING_MANUAL_APPROVED, false},	/* that very text, approved since */
};

START_TEST(a_manual_that_is_not_the_approved_one_warns)
{
	g_autoptr(GPtrArray) approvals = g_ptr_array_new();
	struct manual_approval approval = {.version = 2, .digest = {.bytes = {manuals[_i].text}}};
	struct training_scale scale = {.now_us = NOW_US};
	g_autoptr(ops_training_t) training = training_new();

	if (manuals[_i].text) {
		g_ptr_array_add(approvals, &approval);
		scale.approvals[MANUAL_RESPONSE] = approvals;
	}
	training->manual = manuals[_i].manual;
	training->version = manuals[_i].version;
	training->texts[0] = g_strdup("y");
	training->texts[1] = manuals[_i].digest ? g_strdup(manuals[_i].digest) : digest_hex(approval.digest.bytes, DIGEST_SIZE);
	ck_assert_int_eq(training_manual_stands(training, &scale), manuals[_i].stands);
	ck_assert(training_manual_warns(manuals[_i].stands) == manuals[_i].warns);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(a_record_is_read_as_it_was_written),
		UNIT_ROWS(what_is_no_record_is_refused, broken),
		UNIT(a_copy_to_be_corrected_says_the_same_of_the_same),
		UNIT(a_correction_takes_the_place_and_what_is_withdrawn_never_was),
		UNIT(who_took_part_in_a_held_drill_was_taught_on_that_day),
		UNIT(a_drill_that_was_stopped_or_played_by_nwops_taught_nobody),
		UNIT_ROWS(everybody_stands_by_what_was_given_last, days),
		UNIT_ROWS(a_manual_that_is_not_the_approved_one_warns, manuals),
		{ NULL },
	};

	return unit_run("audit/training.c", tests);
}
