/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What every backend of the store promises of the drill that is in it.
 */
#include "fixture-contract.h"

#include "store/drills.h"

static const struct drill_record good = {
	.name = "drill-2026", .scenario = "earthquake", .digest = "ab", .text = "drill: earthquake", .plan = "{}",
	.state = DRILL_PAUSED, .reason = "昼休み", .origin = {.wall_us = 1, .uptime_us = 2, .boot = "b"},
	.shown_us = 3, .rate = 0, .speed = 60, .begins_us = 4, .ends_us = 5, .started_at_us = 6, .ended_at_us = 7,
};
static const struct drill_moment card = {
	.number = 2, .kind = DRILL_CARD, .name = "call-1", .at_us = 10, .reason = "",
};

/* A store of a drill, over each backend. */
struct contract_drill { struct fixture fixture; struct store *store; };

static void open_drill(struct contract_drill *drill, size_t backend)
{
	struct store_options options;

	fixture_init(&drill->fixture);
	options = fixture_options(&drill->fixture, STORE_WRITE);
	options.purpose = STORE_REHEARSAL;
	drill->store = backends[backend].open(&options, NULL);
	ck_assert_ptr_nonnull(drill->store);
}

static void close_drill(struct contract_drill *drill)
{
	store_close(drill->store);
	fixture_clear(&drill->fixture);
}

static void print_drill(void *context, const struct drill_record *drill)
{
	g_string_append_printf(context, "%s %s %s %s %s %d %s %d/%d/%s %d %d %d %d-%d %d-%d\n", drill->name, drill->scenario,
			       drill->digest, drill->text, drill->plan, (int)drill->state, drill->reason, (int)drill->origin.wall_us,
			       (int)drill->origin.uptime_us, drill->origin.boot, (int)drill->shown_us, (int)drill->rate,
			       (int)drill->speed, (int)drill->begins_us, (int)drill->ends_us, (int)drill->started_at_us,
			       (int)drill->ended_at_us);
}

static bool print_moment(void *context, const struct drill_moment *moment)
{
	g_string_append_printf(context, "%d %d %s %d %d %d %d %s\n", (int)moment->number, (int)moment->kind, moment->name,
			       (int)moment->at_us, (int)moment->done_at_us, moment->skipped, moment->shown, moment->reason);
	return true;
}

static void assert_kept(struct store *store, const char *expected)
{
	g_autoptr(GString) printed = g_string_new(NULL);
	g_autoptr(GError) error = NULL;

	ok_or_fail(drills_read(store, print_drill, printed, &error), error);
	ok_or_fail(drill_moments_read(store, print_moment, printed, &error), error);
	ck_assert_str_eq(printed->str, expected);
}

#define KEPT "drill-2026 earthquake ab drill: earthquake {} 2 昼休み 1/2/b 3 0 60 4-5 6-7\n"

START_TEST(a_drill_is_kept_once_and_changed)
{
	for (size_t i = 0; i < G_N_ELEMENTS(backends); i++) {
		struct drill_record changed = good;
		struct contract_drill drill;

		open_drill(&drill, i);
		assert_kept(drill.store, "");
		begin(drill.store);
		ck_assert(drills_set(drill.store, &good, NULL));
		commit(drill.store);
		assert_kept(drill.store, KEPT);
		changed.state = DRILL_ENDED;
		begin(drill.store);
		ck_assert(drills_set(drill.store, &changed, NULL));
		store_rollback(drill.store);
		assert_kept(drill.store, KEPT);
		begin(drill.store);
		ck_assert(drills_set(drill.store, &changed, NULL));
		commit(drill.store);
		assert_kept(drill.store, "drill-2026 earthquake ab drill: earthquake {} 5 昼休み 1/2/b 3 0 60 4-5 6-7\n");
		close_drill(&drill);
	}
}
END_TEST

START_TEST(what_comes_is_in_order_of_time_then_number)
{
	for (size_t i = 0; i < G_N_ELEMENTS(backends); i++) {
		struct drill_moment other = card, moved = card;
		struct contract_drill drill;

		open_drill(&drill, i);
		other.number = 1;
		other.kind = DRILL_NETWORK;
		other.name = "1";
		begin(drill.store);
		ck_assert(drill_moments_set(drill.store, &card, NULL));
		ck_assert(drill_moments_set(drill.store, &other, NULL));
		commit(drill.store);
		assert_kept(drill.store, "1 1 1 10 0 0 0 \n2 0 call-1 10 0 0 0 \n");
		moved.at_us = -5;
		moved.done_at_us = 11;
		moved.skipped = moved.shown = true;
		moved.reason = "r";
		begin(drill.store);
		ck_assert(drill_moments_set(drill.store, &moved, NULL));
		assert_kept(drill.store, "2 0 call-1 -5 11 1 1 r\n1 1 1 10 0 0 0 \n");
		store_rollback(drill.store);
		assert_kept(drill.store, "1 1 1 10 0 0 0 \n2 0 call-1 10 0 0 0 \n");
		close_drill(&drill);
	}
}
END_TEST

START_TEST(the_real_record_never_has_a_drill)
{
	struct contract contract;

	EACH_BACKEND(contract)
	{
		g_autoptr(GError) error = NULL;

		begin(contract.store);
		ck_assert(!drills_set(contract.store, &good, &error));
		ck_assert(g_error_matches(error, OPS_STORE_ERROR, STORE_ERROR_PURPOSE));
		store_rollback(contract.store);
		begin(contract.store);
		ck_assert(!drill_moments_set(contract.store, &card, NULL));
		store_rollback(contract.store);
		assert_kept(contract.store, "");
	}
}
END_TEST

START_TEST(what_is_no_drill_is_refused)
{
	static const char over[DRILL_REASON_LIMIT + 2] = {[0 ... DRILL_REASON_LIMIT] = 'r'};
	struct drill_record bad[] = {good, good, good, good, good, good};
	struct drill_moment wrong[] = {card, card, card, card};

	bad[0].name = "";
	bad[1].scenario = over;
	bad[2].digest = "\xff";
	bad[3].text = "";
	bad[4].plan = "\xff";
	bad[5].reason = over;
	wrong[0].number = 0;
	wrong[1].number = DRILL_MOMENTS_LIMIT + 1;
	wrong[2].name = "";
	wrong[3].reason = over;
	for (size_t i = 0; i < G_N_ELEMENTS(backends); i++) {
		struct contract_drill drill;

		open_drill(&drill, i);
		ck_assert(!drills_set(drill.store, &good, NULL));
		for (size_t each = 0; each < G_N_ELEMENTS(bad); each++) {
			begin(drill.store);
			ck_assert_msg(!drills_set(drill.store, &bad[each], NULL), "drill %zu", each);
			store_rollback(drill.store);
		}
		for (size_t each = 0; each < G_N_ELEMENTS(wrong); each++) {
			begin(drill.store);
			ck_assert_msg(!drill_moments_set(drill.store, &wrong[each], NULL), "moment %zu", each);
			store_rollback(drill.store);
		}
		assert_kept(drill.store, "");
		close_drill(&drill);
	}
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(a_drill_is_kept_once_and_changed),
		UNIT(what_comes_is_in_order_of_time_then_number),
		UNIT(the_real_record_never_has_a_drill),
		UNIT(what_is_no_drill_is_refused),
		{ NULL, NULL },
	};

	return unit_run("store-contract-drills", tests);
}
