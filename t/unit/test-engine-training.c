/* SPDX-License-Identifier: Apache-2.0 */
/*
 * engine/training.h: education is kept as one entry, corrected by further ones, and reminded of step by step, each step once.
 */
#include "engine/training.h"
#include "fixture-telling.h"

static int64_t keep(struct telling *telling, struct training *training, GError **error)
{
	const struct cases_options recording = {
		.store = telling->store, .zone = inventory_zone(telling->inventory), .actor = "sato", .clock = telling->clock,
		.notes = &telling->notes,
	};

	return engine_training_keep(&recording, training, error) ? training->sequence : -1;
}

/* NAMES were taught now. NULL behind the last. */
static int64_t teach(struct telling *telling, const char *const *names)
{
	g_autoptr(ops_training_t) training = training_new();
	g_autoptr(GError) error = NULL;
	int64_t sequence;

	for (; *names; names++)
		g_ptr_array_add(training->people, g_strdup(*names));
	training->topic = g_strdup("flow");
	training->given_at_us = clock_wall_us(telling->clock);
	sequence = keep(telling, training, &error);
	ck_assert_msg(sequence > 0, "%s", error ? error->message : "");
	return sequence;
}

static guint remind(struct telling *telling, const char *time)
{
	g_autoptr(GError) error = NULL;
	guint told = 99;

	telling_set_clock(telling, time);
	ck_assert_msg(engine_remind_training(&telling->options, &told, &error), "%s", error ? error->message : "");
	return told;
}

static bool take_lines(void *context, const struct notice_record *record)
{
	g_autoptr(ops_notice_facts_t) facts = notice_facts_parse(record->facts, NULL);

	ck_assert_ptr_nonnull(facts);
	ck_assert_str_eq(notice_facts_find(facts, "see-with")->value, "nwops drill training");
	g_string_append_printf(context, "%s\n", notice_facts_find(facts, "duties-en")->value);
	return true;
}

static char *lines(struct telling *telling)
{
	const struct notices_filter all = {.state = -1};
	GString *said = g_string_new(NULL);

	ck_assert(notices_read(telling->store, &all, take_lines, said, NULL));
	return g_string_free(said, FALSE);
}

static const char *const both[] = {"chief", "duty", NULL}, *const one[] = {"duty", NULL};

START_TEST(each_step_is_told_once_and_of_both_together)
{
	static const struct { const char *time; guint told; } days[] = {
		{"2026-11-26T03:00:00+09:00", 0}, {"2027-09-25T02:00:00+09:00", 0}, {"2027-09-26T03:00:00+09:00", 1},
		{"2027-09-26T04:00:00+09:00", 0}, {"2027-10-26T03:00:00+09:00", 1}, {"2027-11-10T03:00:00+09:00", 1},
		{"2027-11-18T03:00:00+09:00", 1}, {"2027-11-25T02:00:00+09:00", 0}, {"2027-11-26T03:00:00+09:00", 1},
		{"2027-12-26T03:00:00+09:00", 0},
	};
	struct telling telling;

	telling_init(&telling, "");
	teach(&telling, both);
	for (size_t i = 0; i < G_N_ELEMENTS(days); i++) {
		guint told = remind(&telling, days[i].time);

		ck_assert_msg(told == days[i].told, "%s: %u", days[i].time, told);
	}
	telling_clear(&telling);
}
END_TEST

START_TEST(who_was_taught_again_is_not_reminded_of_and_the_lines_say_who)
{
	g_autofree char *said = NULL;
	struct telling telling;

	telling_init(&telling, "");
	teach(&telling, both);
	ck_assert_uint_eq(remind(&telling, "2027-09-26T03:00:00+09:00"), 1);
	teach(&telling, one);
	ck_assert_uint_eq(remind(&telling, "2027-10-26T03:00:00+09:00"), 1);
	ck_assert_uint_eq(remind(&telling, "2027-11-26T03:00:00+09:00"), 1);
	said = lines(&telling);
	ck_assert_str_eq(said, "education (1.3.4) is due: chief, duty (by 2027-11-25 03:00:00 +09:00)\n"
			       "education (1.3.4) is due: chief (by 2027-11-25 03:00:00 +09:00)\n"
			       "education (1.3.4) is overdue: chief (was due by 2027-11-25 03:00:00 +09:00)\n");
	telling_clear(&telling);
}
END_TEST

START_TEST(of_who_was_never_taught_the_year_begins_with_the_record)
{
	g_autofree char *said = NULL;
	struct telling telling;
	int64_t sequence;
	g_autoptr(ops_training_t) withdrawn = NULL;
	g_autoptr(GPtrArray) entries = NULL;

	telling_init(&telling, "");
	ck_assert_uint_eq(remind(&telling, "2026-11-25T03:00:00+09:00"), 0);	/* there is no record */
	sequence = teach(&telling, one);
	ck_assert_uint_eq(remind(&telling, "2027-10-25T04:00:00+09:00"), 2);	/* each by an entry of their own */
	/* And joined by the other, whose record never was: told of beside it. */
	entries = engine_trainings(telling.store, NULL);
	withdrawn = training_copy(entries->pdata[0]);
	withdrawn->deed = TRAINING_WITHDRAWN;
	ck_assert_int_gt(keep(&telling, withdrawn, NULL), sequence);
	ck_assert_uint_eq(remind(&telling, "2027-10-26T02:00:00+09:00"), 1);
	ck_assert_uint_eq(remind(&telling, "2027-10-26T02:30:00+09:00"), 0);
	said = lines(&telling);
	ck_assert_str_eq(said, "education (1.3.4): none is on record of chief (due by 2027-11-25 03:00:00 +09:00)\n"
			       "education (1.3.4) is due: duty (by 2027-11-25 03:00:00 +09:00)\n"
			       "education (1.3.4): none is on record of duty (due by 2027-11-25 03:00:00 +09:00)\n");
	telling_clear(&telling);
}
END_TEST

START_TEST(what_is_gone_or_never_was_is_not_corrected)
{
	g_autoptr(GPtrArray) entries = NULL;
	g_autoptr(ops_training_t) first = NULL, second = NULL;
	g_autoptr(GError) error = NULL;
	struct telling telling;

	telling_init(&telling, "");
	teach(&telling, both);
	entries = engine_trainings(telling.store, NULL);
	first = training_copy(entries->pdata[0]);
	second = training_copy(entries->pdata[0]);
	first->deed = TRAINING_WITHDRAWN;
	ck_assert_int_gt(keep(&telling, first, NULL), 0);
	/* Two at once: what the other withdrew meanwhile. */
	ck_assert_int_eq(keep(&telling, second, &error), -1);
	ck_assert_ptr_nonnull(strstr(error->message, "no record 1 of education"));
	g_clear_pointer(&entries, g_ptr_array_unref);
	entries = engine_trainings(telling.store, NULL);
	ck_assert_uint_eq(entries->len, 2);
	telling_clear(&telling);
}
END_TEST

START_TEST(the_book_has_everybody_of_the_rosters_once)
{
	g_auto(ops_training_book_t) book = {0};
	struct telling telling;

	telling_init(&telling, "");
	teach(&telling, one);
	ck_assert(engine_training_book(telling.inventory, telling.store, clock_wall_us(telling.clock), &book, NULL));
	ck_assert_uint_eq(book.people->len, 2);
	ck_assert_str_eq(((struct training_person *)book.people->pdata[0])->name, "chief");
	ck_assert_int_eq(((struct training_person *)book.people->pdata[0])->standing, TRAINING_NEVER);
	ck_assert_int_eq(((struct training_person *)book.people->pdata[1])->standing, TRAINING_TAUGHT);
	telling_clear(&telling);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(each_step_is_told_once_and_of_both_together),
		UNIT(who_was_taught_again_is_not_reminded_of_and_the_lines_say_who),
		UNIT(of_who_was_never_taught_the_year_begins_with_the_record),
		UNIT(what_is_gone_or_never_was_is_not_corrected),
		UNIT(the_book_has_everybody_of_the_rosters_once),
		{ NULL },
	};

	return unit_run("engine/training.c", tests);
}
