/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What every backend of the store promises of samples: the newest of each key,
 * whatever else the device was asked at the same time.
 */
#include "fixture-contract.h"

#define DEVICE "device:b1"

/* A reading at AT of figures written "KEY VALUE[/WIDTH] ...". */
static bool try_keep(struct store *store, const char *item, int64_t at, const char *figures,
		     GError **error)
{
	g_auto(GStrv) words = g_strsplit(figures, " ", -1);
	const guint count = g_strv_length(words) / 2;
	g_autofree struct samples_figure *each = g_new0(struct samples_figure, count);
	const struct samples_reading reading = {
		.at_us = at,
		.uptime_us = at % 2 ? 1000 + at : -1,
		.figures = each,
		.count = count,
	};

	for (guint i = 0; i < count; i++) {
		char *end;

		each[i].key = words[2 * i];
		each[i].sample.value = g_ascii_strtoll(words[2 * i + 1], &end, 10);
		each[i].sample.width = *end ? (int32_t)g_ascii_strtoll(end + 1, NULL, 10) : 0;
	}
	return samples_keep(store, item, &reading, error);
}

static void keep(struct store *store, const char *item, int64_t at, const char *figures)
{
	g_autoptr(GError) error = NULL;

	ok_or_fail(try_keep(store, item, at, figures, &error), error);
}

static void keep_alone(struct store *store, const char *item, int64_t at, const char *figures)
{
	begin(store);
	keep(store, item, at, figures);
	commit(store);
}

static bool print_sample(void *context, const char *key, const struct sample_record *record)
{
	ck_assert_int_eq(record->uptime_us, record->at_us % 2 ? 1000 + record->at_us : -1);
	g_string_append_printf(context, "%s %d=%ld/%d\n", key, (int)record->at_us,
			       (long)record->sample.value, record->sample.width);
	return true;
}

static void assert_key(struct store *store, const char *item, const char *key, int limit,
		       const char *expected)
{
	g_autoptr(GString) printed = g_string_new(NULL);
	g_autoptr(GError) error = NULL;

	ok_or_fail(samples_read(store, item, key, limit, print_sample, printed, &error), error);
	ck_assert_str_eq(printed->str, expected);
}

static void assert_item(struct store *store, const char *item, int limit, const char *expected)
{
	g_autoptr(GString) printed = g_string_new(NULL);
	g_autoptr(GError) error = NULL;

	ok_or_fail(samples_read_item(store, item, limit, print_sample, printed, &error), error);
	ck_assert_str_eq(printed->str, expected);
}

START_TEST(samples_come_back_as_they_were_kept_the_newest_first)
{
	struct contract contract;

	EACH_BACKEND(contract)
	{
		struct store *store = contract.store;

		assert_item(store, DEVICE, 10, "");
		begin(store);
		keep(store, DEVICE, 1, "cpu 10 if:eth0:in 5/64 if:eth0:out 6/32 if:eth1:in 7/64");
		/* what is not yet committed is seen by who wrote it */
		assert_key(store, DEVICE, "if:eth0:in", 10, "if:eth0:in 1=5/64\n");
		commit(store);
		keep_alone(store, DEVICE, 2, "cpu 11 if:eth0:in 15/64 if:eth0:out 16/32 if:eth1:in 17/64");
		keep_alone(store, "device:b2", 9, "cpu 99");
		assert_key(store, DEVICE, "if:eth0:in", 10, "if:eth0:in 2=15/64\nif:eth0:in 1=5/64\n");
		assert_key(store, DEVICE, "if:eth0:in", 1, "if:eth0:in 2=15/64\n");
		assert_key(store, DEVICE, "if:eth0:in", 0, "");
		assert_key(store, DEVICE, "if:eth0:in", -1, "");
		assert_key(store, DEVICE, "if:eth0", 10, "");
		assert_key(store, DEVICE, "in", 10, "");
		assert_key(store, DEVICE, "cpu", 1, "cpu 2=11/0\n");
		assert_key(store, "device:nobody", "cpu", 1, "");
		assert_item(store, DEVICE, 1,
			    "cpu 2=11/0\nif:eth0:in 2=15/64\nif:eth0:out 2=16/32\n"
			    "if:eth1:in 2=17/64\n");
		assert_item(store, DEVICE, 2,
			    "cpu 2=11/0\ncpu 1=10/0\nif:eth0:in 2=15/64\nif:eth0:in 1=5/64\n"
			    "if:eth0:out 2=16/32\nif:eth0:out 1=6/32\n"
			    "if:eth1:in 2=17/64\nif:eth1:in 1=7/64\n");
		assert_item(store, "device:b2", 40, "cpu 9=99/0\n");
	}
}
END_TEST

START_TEST(values_keep_all_their_bits)
{
	struct contract contract;

	EACH_BACKEND(contract)
	{
		keep_alone(contract.store, DEVICE, 1,
			   "t -40 a 9223372036854775807/64 b -9223372036854775808/64 c -1/64 d 0");
		assert_item(contract.store, DEVICE, 1,
			    "t 1=-40/0\na 1=9223372036854775807/64\nb 1=-9223372036854775808/64\n"
			    "c 1=-1/64\nd 1=0/0\n");
	}
}
END_TEST

START_TEST(the_newest_of_each_key_stay_however_often_others_are_read)
{
	struct contract contract;

	EACH_BACKEND(contract)
	{
		g_autoptr(GString) expected = g_string_new(NULL);
		struct store *store = contract.store;

		keep_alone(store, DEVICE, 0, "x:slow 7 x:fast 0");
		for (int at = 1; at <= 3 * SAMPLES_KEPT; at++) {
			g_autofree char *figures = g_strdup_printf("x:fast %d", at);

			keep_alone(store, DEVICE, at, figures);
		}
		assert_key(store, DEVICE, "x:slow", SAMPLES_KEPT, "x:slow 0=7/0\n");
		for (int at = 3 * SAMPLES_KEPT; at > 2 * SAMPLES_KEPT; at--)
			g_string_append_printf(expected, "x:fast %d=%d/0\n", at, at);
		assert_key(store, DEVICE, "x:fast", 1000, expected->str);
	}
}
END_TEST

START_TEST(a_key_that_is_read_with_others_each_time_is_one_series)
{
	struct contract contract;

	EACH_BACKEND(contract)
	{
		struct store *store = contract.store;

		keep_alone(store, DEVICE, 1, "x:a 1 x:b 1 y:a 1");
		keep_alone(store, DEVICE, 2, "x:a 2");
		keep_alone(store, DEVICE, 3, "x:b 3 x:a 3");
		/* our clock was set back: the one kept last is still the newest */
		keep_alone(store, DEVICE, -4, "x:a 4 y:a 4 x:b 4");
		assert_item(store, DEVICE, 10,
			    "x:b -4=4/0\nx:b 3=3/0\nx:b 1=1/0\n"
			    "x:a -4=4/0\nx:a 3=3/0\nx:a 2=2/0\nx:a 1=1/0\n"
			    "y:a -4=4/0\ny:a 1=1/0\n");
		assert_key(store, DEVICE, "x:b", 2, "x:b -4=4/0\nx:b 3=3/0\n");
		/* and one whose width is found to be another goes on */
		keep_alone(store, DEVICE, 5, "y:a 5/64");
		assert_key(store, DEVICE, "y:a", 2, "y:a 5=5/64\ny:a -4=4/0\n");
	}
}
END_TEST

START_TEST(of_a_key_that_comes_twice_the_first_counts)
{
	struct contract contract;

	EACH_BACKEND(contract)
	{
		keep_alone(contract.store, DEVICE, 1, "x:a 1 x:a 2 x:b 3 y:a 4 x:a 5 x:c 6 y:a 7");
		assert_item(contract.store, DEVICE, 10,
			    "x:c 1=6/0\nx:a 1=1/0\nx:b 1=3/0\ny:a 1=4/0\n");
	}
}
END_TEST

static bool stop_after_one(void *context, const char *key, const struct sample_record *record)
{
	(*(int *)context)++;
	return false;
}

START_TEST(a_reader_of_samples_may_stop)
{
	struct contract contract;

	EACH_BACKEND(contract)
	{
		int calls = 0;

		keep_alone(contract.store, DEVICE, 1, "a 1 x:a 1 y:b 2");
		ck_assert(samples_read_item(contract.store, DEVICE, 9, stop_after_one, &calls, NULL));
		ck_assert_int_eq(calls, 1);
	}
}
END_TEST

START_TEST(samples_are_written_in_a_transaction_or_not_at_all)
{
	struct contract contract;

	EACH_BACKEND(contract)
	{
		struct store *store = contract.store;

		ck_assert(!try_keep(store, DEVICE, 1, "a 1", NULL));
		keep_alone(store, DEVICE, 1, "a 1 x:a 1");
		begin(store);
		keep(store, DEVICE, 2, "a 2 x:a 2 z:new 2");
		keep(store, "device:b2", 2, "a 2");
		ck_assert(samples_forget_before(store, 100, NULL));
		assert_item(store, DEVICE, 10, "");
		keep(store, DEVICE, 3, "a 3");
		assert_item(store, DEVICE, 10, "a 3=3/0\n");
		store_rollback(store);
		assert_item(store, DEVICE, 10, "a 1=1/0\nx:a 1=1/0\n");
		assert_item(store, "device:b2", 10, "");
		keep_alone(store, DEVICE, 4, "x:a 4");
		assert_item(store, DEVICE, 10, "a 1=1/0\nx:a 4=4/0\nx:a 1=1/0\n");
	}
}
END_TEST

START_TEST(readings_that_are_none_are_refused)
{
	static const char long_key[SAMPLES_KEY_LIMIT + 2] = {[0 ... SAMPLES_KEY_LIMIT] = 'k'};
	const struct {
		struct samples_figure figure;
		bool good;
	} cases[] = {
		{{long_key + 1, {1, 0}}, true},
		{{"東京:入力", {1, 64}}, true},
		{{"a b", {1, 32}}, true},
		{{":", {1, 0}}, true},
		{{"", {1, 0}}, false},
		{{long_key, {1, 0}}, false},
		{{"a\nb", {1, 0}}, false},
		{{"a\x7f", {1, 0}}, false},
		{{"a\xc2\x9b", {1, 0}}, false},
		{{"a\xff", {1, 0}}, false},
		{{"a", {1, 16}}, false},
		{{"a", {1, -32}}, false},
	};
	struct contract contract;

	EACH_BACKEND(contract)
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		const struct samples_reading reading = {.figures = &cases[i].figure, .count = 1};

		begin(contract.store);
		ck_assert_msg(samples_keep(contract.store, DEVICE, &reading, NULL) == cases[i].good,
			      "case %zu", i);
		if (cases[i].figure.sample.width == 0)
			ck_assert_msg(samples_key_valid(cases[i].figure.key) == cases[i].good,
				      "case %zu", i);
		store_rollback(contract.store);
		begin(contract.store);
		ck_assert(!samples_keep(contract.store, "", &reading, NULL));
		store_rollback(contract.store);
	}
}
END_TEST

START_TEST(a_reading_of_nothing_makes_no_item)
{
	const struct samples_reading nothing = {.at_us = 1};
	struct contract contract;

	EACH_BACKEND(contract)
	{
		struct upkeep_figures figures;

		begin(contract.store);
		ck_assert(samples_keep(contract.store, DEVICE, &nothing, NULL));
		commit(contract.store);
		ck_assert(upkeep_measure(contract.store, &figures, NULL));
		ck_assert_int_eq(figures.items + figures.samples, 0);
	}
}
END_TEST

START_TEST(samples_are_forgotten_with_their_item)
{
	struct contract contract;

	EACH_BACKEND(contract)
	{
		struct store *store = contract.store;
		struct upkeep_figures figures;

		begin(store);
		keep(store, "device:a", 1, "a 1 x:a 1 x:b 1");
		keep(store, DEVICE, 1, "a 1 x:a 1");
		commit(store);
		keep_alone(store, "device:a", 2, "a 2 x:a 2 x:b 2");
		ck_assert(upkeep_measure(store, &figures, NULL));
		ck_assert_int_eq(figures.samples, 8);
		ck_assert_int_eq(figures.items, 2);
		begin(store);
		ck_assert(items_forget(store, "device:a", NULL));
		assert_item(store, "device:a", 10, "");
		/* what comes back begins anew */
		keep(store, "device:a", 3, "x:b 3 x:a 3");
		commit(store);
		assert_item(store, "device:a", 10, "x:b 3=3/0\nx:a 3=3/0\n");
		assert_item(store, DEVICE, 10, "a 1=1/0\nx:a 1=1/0\n");
		ck_assert(upkeep_measure(store, &figures, NULL));
		ck_assert_int_eq(figures.samples, 4);
	}
}
END_TEST

START_TEST(what_is_not_read_any_more_is_forgotten)
{
	struct contract contract;

	EACH_BACKEND(contract)
	{
		struct store *store = contract.store;

		keep_alone(store, DEVICE, 10, "a 1 gone:a 1 x:a 1");
		keep_alone(store, "device:b2", 15, "a 2");
		keep_alone(store, DEVICE, 20, "a 3 x:a 3");
		begin(store);
		ck_assert(samples_forget_before(store, 15, NULL));
		commit(store);
		assert_item(store, DEVICE, 10, "a 20=3/0\na 10=1/0\nx:a 20=3/0\nx:a 10=1/0\n");
		assert_item(store, "device:b2", 10, "a 15=2/0\n");
		ck_assert(!samples_forget_before(store, 100, NULL));
		begin(store);
		ck_assert(samples_forget_before(store, 20, NULL));
		commit(store);
		assert_item(store, "device:b2", 10, "");
		/* the place that was given back is taken again */
		keep_alone(store, DEVICE, 30, "new:a 4 a 4");
		assert_item(store, DEVICE, 1, "a 30=4/0\nnew:a 30=4/0\nx:a 20=3/0\n");
	}
}
END_TEST

/* COUNT keys in one reading, each of a group of its own, numbered from FROM. */
static void keep_many(struct store *store, int64_t at, int from, int count)
{
	g_autofree struct samples_figure *each = g_new0(struct samples_figure, (guint)count);
	const struct samples_reading reading = {
		.at_us = at,
		.uptime_us = -1,
		.figures = each,
		.count = (size_t)count,
	};
	g_autoptr(GError) error = NULL;

	for (int i = 0; i < count; i++) {
		each[i].key = g_strdup_printf("if:%d:in", from + i);
		each[i].sample.value = from + i;
	}
	ok_or_fail(samples_keep(store, DEVICE, &reading, &error), error);
	for (int i = 0; i < count; i++)
		g_free((char *)each[i].key);
}

START_TEST(a_device_that_names_ever_new_things_fills_no_disk)
{
	struct contract contract;

	EACH_BACKEND(contract)
	{
		struct store *store = contract.store;
		struct upkeep_figures figures;
		const struct samples_reading too_many = {.count = SAMPLES_AT_ONCE + 1};

		begin(store);
		keep(store, "device:b2", 1, "a 1");
		keep_many(store, 2, 0, SAMPLES_GROUPS);
		/* in another order, and one that was not the last */
		keep(store, DEVICE, 4, "if:1:in 9 if:0:in 9");
		keep_many(store, 6, SAMPLES_GROUPS, 10);
		commit(store);
		ck_assert(upkeep_measure(store, &figures, NULL));
		ck_assert_int_eq(figures.samples, 1 + SAMPLES_GROUPS + 2);
		assert_key(store, DEVICE, "if:0:in", 9, "if:0:in 4=9/0\nif:0:in 2=0/0\n");
		assert_key(store, DEVICE, "if:2:in", 9, "");
		assert_key(store, DEVICE, "if:11:in", 9, "");
		assert_key(store, DEVICE, "if:12:in", 9, "if:12:in 2=12/0\n");
		assert_key(store, DEVICE, "if:16393:in", 9, "if:16393:in 6=16393/0\n");
		assert_item(store, "device:b2", 9, "a 1=1/0\n");
		begin(store);
		ck_assert(!samples_keep(store, DEVICE, &too_many, NULL));
		store_rollback(store);
	}
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(samples_come_back_as_they_were_kept_the_newest_first),
		UNIT(values_keep_all_their_bits),
		UNIT(the_newest_of_each_key_stay_however_often_others_are_read),
		UNIT(a_key_that_is_read_with_others_each_time_is_one_series),
		UNIT(of_a_key_that_comes_twice_the_first_counts),
		UNIT(a_reader_of_samples_may_stop),
		UNIT(samples_are_written_in_a_transaction_or_not_at_all),
		UNIT(readings_that_are_none_are_refused),
		UNIT(a_reading_of_nothing_makes_no_item),
		UNIT(samples_are_forgotten_with_their_item),
		UNIT(what_is_not_read_any_more_is_forgotten),
		UNIT(a_device_that_names_ever_new_things_fills_no_disk),
		{NULL},
	};

	return unit_run("store/contract-samples", tests);
}
