/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is left of a selection: only what is due, and what waits longest first.
 */
#include "engine/internal.h"
#include "fixture-inventory.h"
#include "store/results.h"
#include "store/states.h"
#include "unit.h"

#define AT_3 INT64_C(1795543200000000)	/* 2026-11-25T03:00:00+09:00 */
#define MINUTE (60 * INT64_C(1000000))

struct fixture { struct inventory *inventory; struct store *store; struct clock *clock; struct check_options options; };

static void setup(struct fixture *fixture)
{
	const struct store_options store_options = {
		.mode = STORE_WRITE, .log_name = "test.example/noc1", .clock = clock_system(),
	};

	*fixture = (struct fixture){
		.inventory = fixture_inventory(),
		.store = store_open_memory(&store_options, NULL),
		.clock = clock_new_set("2026-11-25T03:00:00+09:00", NULL),
	};
	ck_assert(fixture->store && fixture->clock);
	fixture->options = (struct check_options){
		.inventory = fixture->inventory, .store = fixture->store, .probing = { .clock = fixture->clock },
	};
}

static void teardown(struct fixture *fixture)
{
	clock_free(fixture->clock);
	store_close(fixture->store);
	inventory_free(fixture->inventory);
}

static GArray *select_all(const struct fixture *fixture)
{
	static const char *const everything[] = { NULL };
	GArray *items = inventory_select(fixture->inventory, everything, NULL);

	ck_assert_ptr_nonnull(items);
	return items;
}

static void keep_asked(struct fixture *fixture, const struct item *item, int64_t at_us)
{
	g_autofree char *name = item_name(item);
	const struct result_record record = { .started_at_us = at_us };
	const struct state_record state = { .item = name, .since_us = at_us };

	ck_assert(store_begin(fixture->store, NULL));
	ck_assert(results_keep(fixture->store, name, &record, NULL));
	ck_assert(states_set(fixture->store, &state, NULL));
	ck_assert(store_commit(fixture->store, NULL));
}

START_TEST(what_waits_longest_comes_first_and_of_equals_the_order_stays)
{
	struct fixture fixture;

	setup(&fixture);
	g_autoptr(GArray) items = select_all(&fixture);
	g_autoptr(GArray) before = g_array_copy(items);

	ck_assert_uint_ge(items->len, 4);
	/* The first was asked an hour ago, the second two, the rest never but for the last, three. */
	keep_asked(&fixture, &g_array_index(items, struct item, 0), AT_3 - 60 * MINUTE);
	keep_asked(&fixture, &g_array_index(items, struct item, 1), AT_3 - 120 * MINUTE);
	keep_asked(&fixture, &g_array_index(items, struct item, items->len - 1), AT_3 - 180 * MINUTE);
	ck_assert(engine_leave_due(&fixture.options, items, NULL));
	ck_assert_uint_eq(items->len, before->len);
	for (guint i = 0; i < items->len; i++) {
		const guint last[] = { before->len - 1, 1, 0 };
		guint never = before->len - G_N_ELEMENTS(last);
		guint was = i < never ? i + 2 : last[i - never];
		g_autofree char *name = item_name(&g_array_index(items, struct item, i));
		g_autofree char *expected = item_name(&g_array_index(before, struct item, was));

		ck_assert_str_eq(name, expected);
	}
	teardown(&fixture);
}
END_TEST

START_TEST(what_was_asked_in_this_interval_is_left_out)
{
	struct fixture fixture;

	setup(&fixture);
	g_autoptr(GArray) items = select_all(&fixture);
	guint count = items->len;

	keep_asked(&fixture, &g_array_index(items, struct item, 0), AT_3);
	ck_assert(engine_leave_due(&fixture.options, items, NULL));
	ck_assert_uint_eq(items->len, count - 1);
	teardown(&fixture);
}
END_TEST

START_TEST(without_a_store_everything_is_due)
{
	struct fixture fixture;

	setup(&fixture);
	g_autoptr(GArray) items = select_all(&fixture);
	guint count = items->len;

	fixture.options.store = NULL;
	ck_assert(engine_leave_due(&fixture.options, items, NULL));
	ck_assert_uint_eq(items->len, count);
	teardown(&fixture);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(what_waits_longest_comes_first_and_of_equals_the_order_stays),
		UNIT(what_was_asked_in_this_interval_is_left_out),
		UNIT(without_a_store_everything_is_due),
		{ NULL, NULL },
	};

	return unit_run("engine-due", tests);
}
