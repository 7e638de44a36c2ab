/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The runner with an overlay in the network's place, and without a way to ask:
 * each probe ends exactly once, and none ends as what it is not.
 */
#include "fixture-inventory.h"
#include "probe/probe.h"
#include "unit.h"

struct fixture {
	struct inventory *inventory;
	GArray *items, *probes;
	struct result *results;
	struct probe_options options;
};

static void setup(struct fixture *fixture)
{
	static const char *const all[] = { NULL };

	fixture->inventory = fixture_inventory();
	fixture->items = inventory_select(fixture->inventory, all, NULL);
	ck_assert_ptr_nonnull(fixture->items);
	fixture->probes = probe_plan(fixture->items);
	fixture->results = g_new0(struct result, fixture->probes->len);
	fixture->options = (struct probe_options){
		.clock = clock_system(), .libexec = "/nonexistent", .deadline_us = 5 * G_USEC_PER_SEC,
	};
}

static void teardown(struct fixture *fixture)
{
	g_free(fixture->results);
	g_array_unref(fixture->probes);
	g_array_unref(fixture->items);
	inventory_free(fixture->inventory);
}

static bool run(struct fixture *fixture, GError **error)
{
	enum run_end end;
	int number;

	return probe_run((const struct probe *)(const void *)fixture->probes->data, fixture->probes->len,
			 &fixture->options, fixture->results, &end, &number, error);
}

START_TEST(every_item_has_a_probe_and_lines_of_one_concentrator_share_a_far_end)
{
	struct fixture fixture;
	uint32_t far_end = ICMP_NO_FAR_END;

	setup(&fixture);
	ck_assert_uint_eq(fixture.probes->len, 5);
	for (guint i = 0; i < fixture.probes->len; i++) {
		const struct probe *probe = &g_array_index(fixture.probes, struct probe, i);

		ck_assert_ptr_eq(probe->kind, &probe_icmp);
		if (probe->item.kind != ITEM_LINE)
			continue;
		ck_assert_uint_ne(probe->far_end, ICMP_NO_FAR_END);
		if (far_end != ICMP_NO_FAR_END)
			ck_assert_uint_eq(probe->far_end, far_end);
		far_end = probe->far_end;
	}
	teardown(&fixture);
}
END_TEST

START_TEST(the_overlay_answers_for_each_address)
{
	static const char text[] = "overlay: 1\ndefault: {rtt: 3ms}\nanswers:\n"
				   "  10.20.0.1: {rtt: 20ms, loss: 40%}\n"
				   "  10.20.0.2: {answer: none}\n"
				   "  10.20.0.3: {could-not-ask: no route}\n";
	static const struct { const char *name; enum probe_end end; int32_t loss_ppm, rtt_us; } expected[] = {
		{ "a1", PROBE_ANSWERED, 0, 3000 },
		{ "e1", PROBE_ANSWERED, 0, 3000 },
		{ "c1", PROBE_ANSWERED, 400000, 20000 },
		{ "c2", PROBE_NO_ANSWER, 1000000, -1 },
		{ "c3", PROBE_COULD_NOT_ASK, -1, -1 },
	};
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autoptr(ops_overlay_t) overlay = overlay_parse("overlay.yaml", text, strlen(text), faults);
	struct fixture fixture;

	ck_assert_ptr_nonnull(overlay);
	setup(&fixture);
	fixture.options.overlay = overlay;
	ck_assert(run(&fixture, NULL));
	for (guint i = 0; i < fixture.probes->len; i++) {
		const struct result *result = &fixture.results[i];

		ck_assert_str_eq(item_short_name(&g_array_index(fixture.items, struct item, i)), expected[i].name);
		ck_assert_int_eq(result->end, expected[i].end);
		ck_assert_int_eq(result->loss_ppm, expected[i].loss_ppm);
		ck_assert_int_eq(result->rtt_median_us, expected[i].rtt_us);
		ck_assert(!result->run_ended_first);
	}
	teardown(&fixture);
}
END_TEST

START_TEST(without_the_wire_program_nothing_is_asked_and_nothing_is_down)
{
	g_autoptr(GError) error = NULL;
	struct fixture fixture;
	char text[RESULT_TEXT_SIZE];
	g_autofree char *expected = NULL;

	setup(&fixture);
	ck_assert(!run(&fixture, &error));
	/* Under valgrind posix_spawn() cannot tell that there is no program; then its silence tells. */
	if (!g_str_has_prefix(error->message, "'/nonexistent/nwops-icmp' handed over no socket"))
		ck_assert_str_eq(error->message,
				 "cannot start '/nonexistent/nwops-icmp': No such file or directory");
	expected = g_strdup_printf("could not ask: %s", error->message);
	ck_assert_uint_lt(strlen(expected), RESULT_TEXT_SIZE);
	for (guint i = 0; i < fixture.probes->len; i++) {
		ck_assert_int_eq(fixture.results[i].end, PROBE_COULD_NOT_ASK);
		ck_assert_str_eq(probe_describe(&fixture.results[i], text), expected);
	}
	teardown(&fixture);
}
END_TEST

START_TEST(no_probes_end_at_once)
{
	struct fixture fixture;

	setup(&fixture);
	g_array_set_size(fixture.probes, 0);
	ck_assert(run(&fixture, NULL));
	teardown(&fixture);
}
END_TEST

START_TEST(kinds_are_found_by_their_name)
{
	ck_assert_ptr_eq(probe_kind_find(QUESTION_ICMP), &probe_icmp);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(every_item_has_a_probe_and_lines_of_one_concentrator_share_a_far_end),
		UNIT(the_overlay_answers_for_each_address),
		UNIT(without_the_wire_program_nothing_is_asked_and_nothing_is_down),
		UNIT(no_probes_end_at_once),
		UNIT(kinds_are_found_by_their_name),
		{ NULL, NULL },
	};

	return unit_run("probe-runner", tests);
}
