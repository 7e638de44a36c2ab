/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What every backend of the store promises of items, their results and their
 * states, driven over each of them alike.
 */
#include "fixture-contract.h"

/* ---- results and states ---- */

START_TEST(the_last_results_of_each_item_stay)
{
	struct contract contract;

	EACH_BACKEND(contract)
	{
		begin(contract.store);
		keep_results(contract.store, ITEM, 1, 3);
		keep_results(contract.store, "line:h2-main", 1, 1);
		assert_results(contract.store, ITEM, 100, 3, 3);
		commit(contract.store);
		assert_results(contract.store, ITEM, 100, 3, 3);
		assert_results(contract.store, ITEM, 2, 3, 2);
		assert_results(contract.store, ITEM, 0, 3, 0);
		assert_results(contract.store, "line:h2-main", 100, 1, 1);
		assert_results(contract.store, "line:nobody", 100, 0, 0);
		for (int i = 4; i <= 2 * RESULTS_KEPT + 1; i++) {
			begin(contract.store);
			keep_results(contract.store, ITEM, i, i);
			commit(contract.store);
			assert_results(contract.store, ITEM, 100, i, MIN(i, RESULTS_KEPT));
		}
		assert_results(contract.store, "line:h2-main", 100, 1, 1);
	}
}
END_TEST

static bool stop_after_one_result(void *context, const struct result_record *record)
{
	(*(int *)context)++;
	return false;
}

START_TEST(a_reader_of_results_may_stop)
{
	struct contract contract;

	EACH_BACKEND(contract)
	{
		int calls = 0;

		begin(contract.store);
		keep_results(contract.store, ITEM, 1, 5);
		commit(contract.store);
		ck_assert(
			results_read(contract.store, ITEM, 5, stop_after_one_result, &calls, NULL));
		ck_assert_int_eq(calls, 1);
	}
}
END_TEST

START_TEST(an_item_has_one_state_the_latest)
{
	struct contract contract;

	EACH_BACKEND(contract)
	{
		g_autoptr(GError) error = NULL;
		struct state_record state;

		ck_assert(!states_get(contract.store, ITEM, &state, &error));
		ck_assert_ptr_null(error);
		begin(contract.store);
		set_state(contract.store, "line:b", STATUS_UNKNOWN);
		set_state(contract.store, ITEM, STATUS_OK);
		set_state(contract.store, "line:東京", STATUS_DOWN);
		set_state(contract.store, ITEM, STATUS_WARNING);
		/* an item with results and no state has none */
		keep_results(contract.store, "line:c", 1, 1);
		ck_assert(states_get(contract.store, ITEM, &state, &error));
		ck_assert_int_eq(state.status, STATUS_WARNING);
		commit(contract.store);
		ck_assert(states_get(contract.store, ITEM, &state, &error));
		ck_assert_int_eq(state.status, STATUS_WARNING);
		ck_assert_int_eq(state.since_us, 10);
		ck_assert_str_eq(state.item, ITEM);
		ck_assert(!states_get(contract.store, "line:c", &state, &error));
		ck_assert_ptr_null(error);
		assert_states(contract.store, "line:b 4 10 seen -1\nline:h1-main 2 10 seen -1\n"
					      "line:東京 3 10 seen -1\n");
	}
}
END_TEST

START_TEST(a_state_comes_with_the_newest_result)
{
	struct contract contract;

	EACH_BACKEND(contract)
	for (int i = 1; i <= 2 * RESULTS_KEPT + 1; i++) {
		g_autofree char *expected =
			g_strdup_printf("line:h1-main 2 10 seen %d\nline:z 0 10 seen 1\n", i);

		begin(contract.store);
		keep_results(contract.store, ITEM, i, i);
		set_state(contract.store, ITEM, STATUS_WARNING);
		if (i == 1) {
			set_state(contract.store, "line:z", STATUS_OK);
			keep_results(contract.store, "line:z", 1, 1);
		}
		/* what is not yet committed is seen by who wrote it */
		assert_states(contract.store, expected);
		commit(contract.store);
		assert_states(contract.store, expected);
	}
}
END_TEST

/* Results of COUNT items, taken in steps of STEP, each one more than before. */
static void keep_in_steps(struct store *store, int count, int step, int number)
{
	begin(store);
	for (int i = 0; i < count; i++) {
		g_autofree char *item = g_strdup_printf("line:%d", i * step % count);
		struct state_record state;

		keep_results(store, item, number, number);
		ck_assert(states_get(store, item, &state, NULL) == (number > 1));
		set_state(store, item, number % STATUS_COUNT);
	}
	commit(store);
}

START_TEST(items_may_come_in_any_order)
{
	/* No divisor of the number of items, so that each comes once. */
	static const int steps[] = {1, 1, 7, 3000, 1, 2}, count = 3001;
	struct contract contract;

	EACH_BACKEND(contract)
	for (int i = 0; i < (int)G_N_ELEMENTS(steps); i++) {
		keep_in_steps(contract.store, count, steps[i], i + 1);
		for (int item = 0; item < count; item += 100) {
			g_autofree char *name = g_strdup_printf("line:%d", item);
			struct state_record state;

			assert_results(contract.store, name, 100, i + 1, i + 1);
			ck_assert(states_get(contract.store, name, &state, NULL));
			ck_assert_int_eq(state.status, (i + 1) % STATUS_COUNT);
		}
	}
}
END_TEST

START_TEST(an_item_may_come_again_and_others_between)
{
	struct contract contract;

	EACH_BACKEND(contract)
	{
		begin(contract.store);
		for (int i = 1; i <= 5; i++) {
			keep_results(contract.store, ITEM, i, i);
			keep_results(contract.store, i % 2 ? "line:a" : "line:b", i, i);
			assert_results(contract.store, ITEM, 100, i, i);
			set_state(contract.store, ITEM, STATUS_OK);
		}
		commit(contract.store);
		assert_results(contract.store, ITEM, 100, 5, 5);
		assert_states(contract.store, "line:h1-main 0 10 seen 5\n");
	}
}
END_TEST

static bool stop_after_one_state(void *context, const struct state_record *state,
				 const struct result_record *newest)
{
	(*(int *)context)++;
	return false;
}

START_TEST(a_reader_of_states_may_stop)
{
	struct contract contract;

	EACH_BACKEND(contract)
	{
		int calls = 0;

		begin(contract.store);
		set_state(contract.store, "line:a", STATUS_OK);
		set_state(contract.store, "line:b", STATUS_OK);
		commit(contract.store);
		ck_assert(states_read(contract.store, stop_after_one_state, &calls, NULL));
		ck_assert_int_eq(calls, 1);
	}
}
END_TEST

static bool append_name(void *context, const struct state_record *state, const struct result_record *newest)
{
	g_string_append_printf(context, "%s %d;", state->item, newest != NULL);
	return true;
}

START_TEST(states_under_a_name_are_read_alone)
{
	struct contract contract;

	EACH_BACKEND(contract)
	{
		g_autoptr(GString) names = g_string_new(NULL);

		begin(contract.store);
		set_state(contract.store, "device:b1", STATUS_OK);
		set_state(contract.store, "device:b1/cpu", STATUS_OK);
		keep_results(contract.store, "device:b1/login", 1, 1);
		set_state(contract.store, "device:b1/login", STATUS_OK);
		set_state(contract.store, "device:b10/cpu", STATUS_OK);
		set_state(contract.store, "device:b2/cpu", STATUS_OK);
		ck_assert(states_read_under(contract.store, "device:b1/", append_name, names, NULL));
		ck_assert_str_eq(names->str, "device:b1/cpu 0;device:b1/login 1;");
		commit(contract.store);
		g_string_truncate(names, 0);
		ck_assert(states_read_under(contract.store, "device:b1/", append_name, names, NULL));
		ck_assert_str_eq(names->str, "device:b1/cpu 0;device:b1/login 1;");
		ck_assert(states_read_under(contract.store, "device:b3/", append_name, names, NULL));
		ck_assert_str_eq(names->str, "device:b1/cpu 0;device:b1/login 1;");
	}
}
END_TEST

START_TEST(names_that_are_none_are_refused)
{
	static const char long_name[STORE_ITEM_LIMIT + 2] = {[0 ... STORE_ITEM_LIMIT] = 'n'};
	static const char *const cases[] = {"", "line:\xff", long_name};
	struct contract contract;

	EACH_BACKEND(contract)
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		const struct state_record state = {.item = cases[i]};
		const struct result_record record = record_of(1);

		begin(contract.store);
		ck_assert_msg(!states_set(contract.store, &state, NULL), "case %zu", i);
		store_rollback(contract.store);
		begin(contract.store);
		ck_assert_msg(!results_keep(contract.store, cases[i], &record, NULL), "case %zu",
			      i);
		store_rollback(contract.store);
	}
}
END_TEST

/* ---- items and upkeep ---- */

static bool print_item(void *context, const char *item, int64_t asked_at_us)
{
	g_string_append_printf(context, "%s %d\n", item, (int)asked_at_us);
	return true;
}

static void assert_items(struct store *store, const char *expected)
{
	g_autoptr(GString) printed = g_string_new(NULL);
	g_autoptr(GError) error = NULL;

	ok_or_fail(items_read(store, print_item, printed, &error), error);
	ck_assert_str_eq(printed->str, expected);
}

static void forget(struct store *store, const char *item)
{
	g_autoptr(GError) error = NULL;

	ok_or_fail(items_forget(store, item, &error), error);
}

START_TEST(an_item_is_forgotten_with_all_that_it_had)
{
	struct contract contract;

	EACH_BACKEND(contract)
	{
		struct store *store = contract.store;

		begin(store);
		keep_results(store, "line:a", 1, 30);
		set_state(store, "line:b", STATUS_OK);
		keep_results(store, "line:c", 7, 7);
		set_state(store, "line:a", STATUS_DOWN);
		commit(store);
		assert_items(store, "line:a 30\nline:b 0\nline:c 7\n");
		begin(store);
		forget(store, "line:a");
		forget(store, "line:nobody");
		assert_items(store, "line:b 0\nline:c 7\n");
		store_rollback(store);
		assert_items(store, "line:a 30\nline:b 0\nline:c 7\n");
		assert_results(store, "line:a", 20, 30, 20);
		begin(store);
		keep_results(store, "line:a", 31, 31);
		forget(store, "line:a");
		/* what comes back begins anew */
		keep_results(store, "line:a", 1, 1);
		commit(store);
		assert_items(store, "line:a 1\nline:b 0\nline:c 7\n");
		assert_results(store, "line:a", 20, 1, 1);
		assert_states(store, "line:b 0 10 seen -1\n");
	}
}
END_TEST

START_TEST(a_store_is_measured)
{
	struct contract contract;

	EACH_BACKEND(contract)
	{
		struct upkeep_figures figures;
		g_autoptr(GError) error = NULL;

		ok_or_fail(upkeep_measure(contract.store, &figures, &error), error);
		ck_assert_int_eq(figures.entries + figures.items + figures.results, 0);
		ck_assert_int_eq(figures.oldest_result_at_us, -1);
		begin(contract.store);
		keep_results(contract.store, ITEM, 1, 30);
		keep_results(contract.store, "line:c", 7, 8);
		fixture_append(contract.store, "1234");
		commit(contract.store);
		ok_or_fail(upkeep_measure(contract.store, &figures, &error), error);
		ck_assert_int_eq(figures.entries, 1);
		ck_assert_int_eq(figures.payload_bytes, 4);
		ck_assert_int_eq(figures.items, 2);
		ck_assert_int_eq(figures.results, RESULTS_KEPT + 2);
		ck_assert_int_eq(figures.oldest_result_at_us, 7);
		ck_assert_int_eq(figures.newest_result_at_us, 30);
		ok_or_fail(upkeep_shrink(contract.store, &error), error);
	}
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(the_last_results_of_each_item_stay),
		UNIT(a_reader_of_results_may_stop),
		UNIT(an_item_has_one_state_the_latest),
		UNIT(a_state_comes_with_the_newest_result),
		UNIT(items_may_come_in_any_order),
		UNIT(an_item_may_come_again_and_others_between),
		UNIT(a_reader_of_states_may_stop),
		UNIT(states_under_a_name_are_read_alone),
		UNIT(names_that_are_none_are_refused),
		UNIT(an_item_is_forgotten_with_all_that_it_had),
		UNIT(a_store_is_measured),
		{NULL},
	};

	return unit_run("store/contract-items", tests);
}
