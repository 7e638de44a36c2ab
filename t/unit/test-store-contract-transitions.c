/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What every backend of the store promises of transitions.
 */
#include "fixture-contract.h"
#include "fixture-tamper.h"

static struct transition_record transition_of(const char *item, int64_t at_us)
{
	return (struct transition_record){
		.item = item,
		.to = STATUS_DOWN,
		.at_us = at_us,
		.began_us = at_us,
		.limit = -1,
		.told = true,
		.outage_least_us = -1,
		.outage_most_us = -1,
	};
}

static void keep_record(struct store *store, struct transition_record *transition)
{
	g_autoptr(GError) error = NULL;

	ok_or_fail(transitions_keep(store, transition, &error), error);
}

static int64_t keep(struct store *store, const char *item, int64_t at_us)
{
	struct transition_record transition = transition_of(item, at_us);

	keep_record(store, &transition);
	return transition.sequence;
}

static bool print_transition(void *context, const struct transition_record *transition)
{
	g_string_append_printf(context, "%d %s %d\n", (int)transition->sequence, transition->item,
			       (int)transition->at_us);
	return true;
}

static void assert_asked(struct store *store, const struct transitions_filter *filter,
			 const char *expected)
{
	g_autoptr(GString) printed = g_string_new(NULL);
	g_autoptr(GError) error = NULL;

	ok_or_fail(transitions_read(store, filter, print_transition, printed, &error), error);
	ck_assert_str_eq(printed->str, expected);
}

static void assert_all(struct store *store, const char *expected)
{
	assert_asked(store, &(struct transitions_filter){.after = 0}, expected);
}

static int64_t count_of(struct store *store)
{
	struct upkeep_figures figures;

	ck_assert(upkeep_measure(store, &figures, NULL));
	return figures.transitions;
}

START_TEST(they_stand_in_the_order_in_which_they_were_kept)
{
	struct contract contract;

	EACH_BACKEND(contract)
	{
		struct store *store = contract.store;

		assert_all(store, "");
		begin(store);
		ck_assert_int_eq(keep(store, "line:b", 9), 1);
		ck_assert_int_eq(keep(store, "line:a", 5), 2);
		assert_all(store, "1 line:b 9\n2 line:a 5\n");
		commit(store);
		begin(store);
		ck_assert_int_eq(keep(store, "line:c", 6), 3);
		store_rollback(store);
		assert_all(store, "1 line:b 9\n2 line:a 5\n");
		begin(store);
		ck_assert_int_eq(keep(store, "own-view", 7), 3);
		commit(store);
		assert_all(store, "1 line:b 9\n2 line:a 5\n3 own-view 7\n");
		ck_assert_int_eq(count_of(store), 3);
		/* whoever is told of does not become an item by that */
		assert_states(store, "");
	}
}
END_TEST

START_TEST(they_outlive_their_items)
{
	struct contract contract;

	EACH_BACKEND(contract)
	{
		struct store *store = contract.store;

		begin(store);
		set_state(store, "line:a", STATUS_DOWN);
		keep(store, "line:a", 1);
		commit(store);
		begin(store);
		ck_assert(items_forget(store, "line:a", NULL));
		/* the next one may get its number, and not its past */
		set_state(store, "line:b", STATUS_DOWN);
		keep(store, "line:b", 2);
		commit(store);
		begin(store);
		set_state(store, "line:a", STATUS_DOWN);
		keep(store, "line:a", 3);
		commit(store);
		assert_all(store, "1 line:a 1\n2 line:b 2\n3 line:a 3\n");
		assert_asked(store, &(struct transitions_filter){.item = "line:a"},
			     "1 line:a 1\n3 line:a 3\n");
	}
}
END_TEST

START_TEST(they_are_asked_for_in_parts)
{
	static const struct {
		struct transitions_filter filter;
		const char *expected;
	} cases[] = {
		{{.after = 2}, "3 line:a 30\n4 line:b 15\n"},
		{{.after = 4}, ""},
		{{.from_us = 15}, "2 line:b 20\n3 line:a 30\n4 line:b 15\n"},
		{{.from_us = 16, .until_us = 30}, "2 line:b 20\n"},
		{{.until_us = 20}, "1 line:a 10\n4 line:b 15\n"},
		{{.after = 2, .from_us = 15, .until_us = 16}, "4 line:b 15\n"},
		{{.item = "line:b"}, "2 line:b 20\n4 line:b 15\n"},
		{{.item = "line:b", .after = 2}, "4 line:b 15\n"},
		{{.item = "line:b", .from_us = 16}, "2 line:b 20\n"},
		{{.item = "line:b", .until_us = 16}, "4 line:b 15\n"},
		{{.item = "line"}, ""},
		{{.item = "line:nobody"}, ""},
		{{.told_only = true}, "1 line:a 10\n3 line:a 30\n4 line:b 15\n"},
		{{.told_only = true, .item = "line:b"}, "4 line:b 15\n"},
		{{.told_only = true, .from_us = 15}, "3 line:a 30\n4 line:b 15\n"},
		{{.told_only = true, .after = 1}, "3 line:a 30\n4 line:b 15\n"},
	};
	struct contract contract;

	EACH_BACKEND(contract)
	{
		struct transition_record hidden = transition_of("line:b", 20);

		hidden.told = false;
		begin(contract.store);
		keep(contract.store, "line:a", 10);
		keep_record(contract.store, &hidden);
		keep(contract.store, "line:a", 30);
		keep(contract.store, "line:b", 15); /* the clock was set back */
		commit(contract.store);
		for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
			assert_asked(contract.store, &cases[i].filter, cases[i].expected);
	}
}
END_TEST

static void assert_same(const struct transition_record *a, const struct transition_record *b)
{
	ck_assert_int_eq(a->entry, b->entry);
	ck_assert_str_eq(a->item, b->item);
	ck_assert_int_eq(a->kind, b->kind);
	ck_assert_int_eq(a->from, b->from);
	ck_assert_int_eq(a->to, b->to);
	ck_assert_int_eq(a->at_us, b->at_us);
	ck_assert_int_eq(a->began_us, b->began_us);
	ck_assert_int_eq(a->cause, b->cause);
	ck_assert_int_eq(a->limit, b->limit);
	ck_assert_int_eq(a->told, b->told);
	ck_assert_pstr_eq(a->hidden_by, b->hidden_by);
	ck_assert_pstr_eq(a->window, b->window);
	ck_assert_pstr_eq(a->silence, b->silence);
	ck_assert_int_eq(a->flapping, b->flapping);
	ck_assert_int_eq(a->verdict, b->verdict);
	ck_assert_int_eq(a->outage_least_us, b->outage_least_us);
	ck_assert_int_eq(a->outage_most_us, b->outage_most_us);
	ck_assert_pstr_eq(a->text, b->text);
}

static bool expect_same(void *context, const struct transition_record *transition)
{
	const struct transition_record **expected = context;

	assert_same((*expected)++, transition);
	return true;
}

START_TEST(every_part_of_it_comes_back)
{
	struct transition_record records[] = {
		{
			.entry = INT64_MAX,
			.item = "group:出口",
			.kind = TRANSITION_SWITCHED,
			.from = STATUS_UNKNOWN,
			.to = STATUS_CAUTION,
			.at_us = INT64_MAX - 1,
			.began_us = 7,
			.cause = CAUSE_TREND,
			.limit = INT32_MAX,
			.hidden_by = "device:集線装置",
			.window = "M-20261122-003",
			.silence = "S-20261122-001",
			.flapping = true,
			.verdict = DEMARCATION_OWN_VIEW,
			.outage_least_us = 0,
			.outage_most_us = INT64_MAX,
			.text = "d1 -> d2",
		},
		transition_of("line:a", 0),
		transition_of("own-view", 1),
	};
	struct contract contract;

	records[1].began_us = 3;
	records[2].text = "";
	EACH_BACKEND(contract)
	{
		const struct transition_record *expected = records;
		const struct transitions_filter all = {.after = 0};

		begin(contract.store);
		for (size_t i = 0; i < G_N_ELEMENTS(records); i++)
			keep_record(contract.store, &records[i]);
		commit(contract.store);
		ck_assert(transitions_read(contract.store, &all, expect_same, &expected, NULL));
		ck_assert_ptr_eq(expected, records + G_N_ELEMENTS(records));
	}
}
END_TEST

static bool take_text(void *context, const struct transition_record *transition)
{
	g_string_append(context, transition->text);
	return true;
}

START_TEST(a_text_is_cut_and_a_name_is_not)
{
	static const char name[STORE_ITEM_LIMIT + 2] = {[0 ... STORE_ITEM_LIMIT] = 'n'};
	struct contract contract;

	EACH_BACKEND(contract)
	{
		struct transition_record good = transition_of("line:a", 1);
		struct transition_record bad[] = {
			transition_of("", 1),	    transition_of(name, 1),
			transition_of("line:a", 1), transition_of("line:a", 1),
			transition_of("line:a", 1), transition_of("line:a", 1),
		};
		g_autoptr(GString) text = g_string_new("x"), read = g_string_new(NULL);
		const struct transitions_filter all = {.after = 0};

		bad[2].hidden_by = name;
		bad[3].hidden_by = "\xff";
		bad[4].window = name + STORE_ITEM_LIMIT - WINDOW_ID_LIMIT;
		bad[5].silence = name + STORE_ITEM_LIMIT - WINDOW_ID_LIMIT;
		for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
			begin(contract.store);
			ck_assert_msg(!transitions_keep(contract.store, &bad[i], NULL), "%zu", i);
			store_rollback(contract.store);
		}
		ck_assert(!transitions_keep(contract.store, &good, NULL));
		assert_all(contract.store, "");

		while (text->len <= TRANSITION_TEXT_LIMIT)
			g_string_append(text, "東");
		good.text = text->str;
		begin(contract.store);
		keep_record(contract.store, &good);
		commit(contract.store);
		ck_assert_ptr_eq(good.text, text->str);
		ck_assert(transitions_read(contract.store, &all, take_text, read, NULL));
		g_string_truncate(text, 1 + (TRANSITION_TEXT_LIMIT - 1) / 3 * 3);
		ck_assert_str_eq(read->str, text->str);
	}
}
END_TEST

static bool stop_after_one(void *context, const struct transition_record *transition)
{
	++*(int *)context;
	return false;
}

START_TEST(a_reader_may_stop)
{
	struct contract contract;

	EACH_BACKEND(contract)
	{
		const struct transitions_filter all = {.after = 0};
		int calls = 0;

		begin(contract.store);
		keep(contract.store, "line:a", 1);
		keep(contract.store, "line:a", 2);
		commit(contract.store);
		ck_assert(transitions_read(contract.store, &all, stop_after_one, &calls, NULL));
		ck_assert_int_eq(calls, 1);
	}
}
END_TEST

/* Of a database that somebody changed. */
START_TEST(what_nwops_did_not_write_so_is_damaged)
{
	static const char *const cases[] = {
		"UPDATE transition SET kind = 5",
		"UPDATE transition SET kind = -1",
		"UPDATE transition SET status_from = 5",
		"UPDATE transition SET status_to = 4294967296",
		"UPDATE transition SET cause = 99",
		"UPDATE transition SET reached = 4294967296",
		"UPDATE transition SET told = 2",
		"UPDATE transition SET flapping = 2",
		"UPDATE transition SET verdict = 6",
		"UPDATE transition SET hidden_by = printf('%.513c', 'x')",
		"UPDATE transition SET window_id = printf('%.65c', 'x')",
		"UPDATE transition SET silence_id = CAST(x'ff' AS TEXT)",
		"UPDATE transition SET text = printf('%.1025c', 'x')",
		"UPDATE transition_item SET name = ''",
		"UPDATE transition_item SET name = CAST(x'6c00' AS TEXT)",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		const struct transitions_filter all = {.after = 0};
		g_autoptr(GString) printed = g_string_new(NULL);
		g_autoptr(GError) error = NULL;
		struct fixture fixture;
		struct store *store;

		fixture_make(&fixture, 1);
		store = fixture_open(&fixture, STORE_WRITE);
		begin(store);
		keep(store, ITEM, 1);
		commit(store);
		store_close(store);
		tamper(&fixture, cases[i]);
		store = fixture_open(&fixture, STORE_READ);
		ck_assert_msg(!transitions_read(store, &all, print_transition, printed, &error),
			      "%s", cases[i]);
		ck_assert_msg(g_error_matches(error, OPS_STORE_ERROR, STORE_ERROR_DAMAGED), "%s",
			      error->message);
		ck_assert_str_eq(printed->str, "");
		store_close(store);
		fixture_clear(&fixture);
	}
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(they_stand_in_the_order_in_which_they_were_kept),
		UNIT(they_outlive_their_items),
		UNIT(they_are_asked_for_in_parts),
		UNIT(every_part_of_it_comes_back),
		UNIT(a_text_is_cut_and_a_name_is_not),
		UNIT(a_reader_may_stop),
		UNIT(what_nwops_did_not_write_so_is_damaged),
		{NULL},
	};

	return unit_run("store/contract-transitions", tests);
}
