/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What every backend of the store promises of days of figures.
 */
#include "fixture-contract.h"

#include "store/items.h"
#include "store/rollups.h"
#include "store/upkeep.h"

#define CPU "device:a1/cpu"
#define MEMORY "device:a1/memory"

/* Each member differs from all others. */
static struct rollup_record rollup_of(int32_t day, int64_t number)
{
	return (struct rollup_record){
		.day = day,
		.readings = number,
		.sum = INT64_MAX - number,
		.minimum = 2,
		.maximum = INT64_MAX,
		.covered_us = 86400000000,
		.last_at_us = 5,
		.peak = -1,
		.hour = 6,
		.hour_readings = 7,
		.hour_sum = 8,
	};
}

static void set_day(struct store *store, const char *item, int32_t day, int64_t number)
{
	const struct rollup_record rollup = rollup_of(day, number);
	g_autoptr(GError) error = NULL;

	ok_or_fail(rollups_set(store, item, &rollup, &error), error);
}

static bool print_day(void *context, const struct rollup_record *rollup)
{
	const struct rollup_record same = rollup_of(rollup->day, rollup->readings);

	ck_assert_int_eq(rollup->sum, same.sum);
	ck_assert_int_eq(rollup->minimum, same.minimum);
	ck_assert_int_eq(rollup->maximum, same.maximum);
	ck_assert_int_eq(rollup->covered_us, same.covered_us);
	ck_assert_int_eq(rollup->last_at_us, same.last_at_us);
	ck_assert_int_eq(rollup->peak, same.peak);
	ck_assert_int_eq(rollup->hour, same.hour);
	ck_assert_int_eq(rollup->hour_readings, same.hour_readings);
	ck_assert_int_eq(rollup->hour_sum, same.hour_sum);
	g_string_append_printf(context, "%d:%d ", (int)rollup->day, (int)rollup->readings);
	return true;
}

static void assert_days(struct store *store, const char *item, int32_t from, int32_t until, const char *expected)
{
	g_autoptr(GString) printed = g_string_new(NULL);
	g_autoptr(GError) error = NULL;

	ok_or_fail(rollups_read(store, item, from, until, print_day, printed, &error), error);
	ck_assert_str_eq(printed->str, expected);
}

#define ALWAYS 0, ROLLUP_DAY_LIMIT

START_TEST(days_are_read_in_their_order_and_gaps_are_none)
{
	static const int32_t days[] = {20000, 19999, 20003, 0, ROLLUP_DAY_LIMIT - 1};
	struct contract contract;

	EACH_BACKEND(contract)
	{
		struct store *store = contract.store;

		begin(store);
		set_state(store, MEMORY, STATUS_OK);
		set_state(store, CPU, STATUS_OK);
		for (size_t i = 0; i < G_N_ELEMENTS(days); i++)
			set_day(store, CPU, days[i], (int64_t)i + 1);
		set_day(store, MEMORY, 20001, 9);
		assert_days(store, CPU, 19999, 20003, "19999:2 20000:1 20003:3 ");
		set_day(store, CPU, 20000, 6);
		assert_days(store, CPU, ALWAYS, "0:4 19999:2 20000:6 20003:3 16777215:5 ");
		commit(store);
		assert_days(store, CPU, ALWAYS, "0:4 19999:2 20000:6 20003:3 16777215:5 ");
		assert_days(store, CPU, 20000, 20000, "20000:6 ");
		assert_days(store, CPU, 20001, 20002, "");
		assert_days(store, CPU, 20003, 20000, "");
		assert_days(store, CPU, -5, 0, "0:4 ");
		assert_days(store, MEMORY, ALWAYS, "20001:9 ");
		assert_days(store, "device:nobody/cpu", ALWAYS, "");
	}
}
END_TEST

static bool stop(void *context, const struct rollup_record *rollup)
{
	++*(int *)context;
	return false;
}

START_TEST(reading_ends_when_it_is_told_to)
{
	struct contract contract;

	EACH_BACKEND(contract)
	{
		int told = 0;

		begin(contract.store);
		set_state(contract.store, CPU, STATUS_OK);
		set_day(contract.store, CPU, 1, 1);
		set_day(contract.store, CPU, 2, 2);
		commit(contract.store);
		ck_assert(rollups_read(contract.store, CPU, ALWAYS, stop, &told, NULL));
		ck_assert_int_eq(told, 1);
	}
}
END_TEST

START_TEST(what_is_taken_back_was_never_there)
{
	struct contract contract;

	EACH_BACKEND(contract)
	{
		struct store *store = contract.store;

		begin(store);
		set_state(store, CPU, STATUS_OK);
		set_day(store, CPU, 1, 1);
		commit(store);
		begin(store);
		set_day(store, CPU, 1, 2);
		set_day(store, CPU, 2, 3);
		ck_assert(rollups_forget_before(store, 2, NULL));
		assert_days(store, CPU, ALWAYS, "2:3 ");
		store_rollback(store);
		assert_days(store, CPU, ALWAYS, "1:1 ");
	}
}
END_TEST

START_TEST(old_days_go_and_all_days_go_with_their_item)
{
	struct upkeep_figures figures;
	struct contract contract;

	EACH_BACKEND(contract)
	{
		struct store *store = contract.store;

		begin(store);
		set_state(store, CPU, STATUS_OK);
		set_state(store, MEMORY, STATUS_OK);
		for (int32_t day = 10; day < 15; day++) {
			set_day(store, CPU, day, day);
			set_day(store, MEMORY, day, day);
		}
		commit(store);
		ck_assert(upkeep_measure(store, &figures, NULL));
		ck_assert_int_eq(figures.rollups, 10);
		begin(store);
		ck_assert(rollups_forget_before(store, 12, NULL));
		commit(store);
		assert_days(store, CPU, ALWAYS, "12:12 13:13 14:14 ");
		begin(store);
		ck_assert(items_forget(store, CPU, NULL));
		commit(store);
		assert_days(store, MEMORY, ALWAYS, "12:12 13:13 14:14 ");
		ck_assert(upkeep_measure(store, &figures, NULL));
		ck_assert_int_eq(figures.rollups, 3);
		/* who comes after it, perhaps by its number, begins anew */
		begin(store);
		set_state(store, CPU, STATUS_OK);
		commit(store);
		assert_days(store, CPU, ALWAYS, "");
	}
}
END_TEST

START_TEST(what_cannot_be_a_day_is_refused)
{
	static const struct {
		const char *item;
		int32_t day;
	} cases[] = {
		{CPU, -1}, {CPU, ROLLUP_DAY_LIMIT}, {"device:a1/unknown", 1},
	};
	struct contract contract;

	EACH_BACKEND(contract)
	{
		for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
			const struct rollup_record rollup = rollup_of(cases[i].day, 1);
			g_autoptr(GError) error = NULL;

			ck_assert(!rollups_set(contract.store, cases[i].item, &rollup, NULL)); /* no transaction */
			begin(contract.store);
			set_state(contract.store, CPU, STATUS_OK);
			ck_assert(!rollups_set(contract.store, cases[i].item, &rollup, &error));
			ck_assert_ptr_nonnull(strstr(error->message, cases[i].item));
			store_rollback(contract.store);
		}
	}
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(days_are_read_in_their_order_and_gaps_are_none),
		UNIT(reading_ends_when_it_is_told_to),
		UNIT(what_is_taken_back_was_never_there),
		UNIT(old_days_go_and_all_days_go_with_their_item),
		UNIT(what_cannot_be_a_day_is_refused),
		{NULL},
	};

	return unit_run("store/contract-rollups", tests);
}
