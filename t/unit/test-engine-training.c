/* SPDX-License-Identifier: Apache-2.0 */
/*
 * engine/training.h: education is kept as one entry, and corrected by further ones.
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

static const char *const both[] = {"chief", "duty", NULL}, *const one[] = {"duty", NULL};

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
		UNIT(what_is_gone_or_never_was_is_not_corrected),
		UNIT(the_book_has_everybody_of_the_rosters_once),
		{ NULL },
	};

	return unit_run("engine/training.c", tests);
}
