/* SPDX-License-Identifier: Apache-2.0 */
/*
 * isolation/print.c: an answer as JSON lines, whole.
 */
#include "isolation/isolation.h"
#include "fixture-inventory.h"
#include "unit.h"

static const char network[] =
	"organizations:\n"
	"  self: {kind: operator, self: true, name: Tozai}\n"
	"  fibre: {kind: carrier, name: Toko}\n"
	"  clinic: {kind: institution, service-class: user, type: clinic, name: Clinic}\n"
	"devices:\n"
	"  a1: {owner: self, role: concentrator, address: 10.0.0.5, service-class: backbone}\n"
	"  cpe-c1: {owner: self, role: cpe, address: 10.1.0.1, service-class: user}\n"
	"lines:\n"
	"  c1: {institution: clinic, from: a1, cpe: cpe-c1, address: 10.2.0.1, kind: ip-vpn, carrier: fibre, circuit-id: T-1}\n"
	"  c2: {institution: clinic, from: a1, address: 10.2.0.2, kind: ip-vpn, carrier: fibre}\n";

/* C1 and its CPE are silent, all else answers. */
static char *judged(const struct isolation_options *options)
{
	g_autofree char *rules = g_strconcat(fixture_rules, "own-view: {first-hops: [a1]}\n", NULL);
	g_autoptr(ops_inventory_t) inventory = fixture_inventory_with(rules, network);
	g_autoptr(ops_isolation_topology_t) topology = isolation_topology_new(inventory, NULL);
	g_autoptr(ops_isolation_answer_t) answer = NULL;
	static const char *const everything[] = { NULL };
	g_autoptr(GArray) items = inventory_select(inventory, everything, NULL);
	struct isolation_sight sights[8];
	GString *text = g_string_new(NULL);

	ck_assert_uint_le(items->len, G_N_ELEMENTS(sights));
	for (guint i = 0; i < items->len; i++) {
		const char *name = item_short_name(&g_array_index(items, struct item, i));
		bool silent = g_str_equal(name, "c1") || g_str_equal(name, "cpe-c1");

		sights[i] = (struct isolation_sight){ .item = &g_array_index(items, struct item, i), .answered = !silent,
						      .status = silent ? STATUS_DOWN : STATUS_OK };
	}
	isolation_observe(topology, sights, items->len);
	answer = isolation_judge(isolation_topology_model(topology), options);
	isolation_print_json(isolation_topology_model(topology), answer, text);
	return g_string_free(text, FALSE);
}

START_TEST(a_trouble_is_one_line_with_all_it_rests_on)
{
	g_autofree char *line = judged(NULL);

	ck_assert_str_eq(line,
		"{\"v\":1,\"aspect\":\"reach\",\"mode\":\"exact\",\"more\":false,\"suspects\":["
		"{\"component\":\"line:c1\",\"kind\":\"line\",\"share\":0.6667,\"whose\":\"carrier\","
		"\"side\":\"line\",\"organization\":\"fibre\",\"demarcation\":[\"self\",\"clinic\"],\"circuit_id\":\"T-1\"},"
		"{\"component\":\"cpe:cpe-c1\",\"kind\":\"cpe\",\"share\":0.3333,\"whose\":\"operator\","
		"\"side\":\"ours\",\"organization\":\"self\"}],"
		"\"sets\":[{\"one_of_each\":[[\"line:c1\",\"cpe:cpe-c1\"]],\"share\":1.0}],"
		"\"explains\":2,\"evidence\":[\"device:cpe-c1\",\"line:c1\"],\"repeat_first\":[],"
		"\"next\":{\"observation\":\"carrier:fibre/T-1\",\"cost\":\"person\",\"again\":false,"
		"\"bits\":0.9183,\"if_good\":[\"cpe:cpe-c1\"],\"if_bad\":[\"line:c1\"]}}\n");
}
END_TEST

START_TEST(an_answer_with_no_trouble_is_no_line)
{
	g_autoptr(ops_isolation_t) isolation = isolation_new(NULL);
	g_autoptr(ops_isolation_answer_t) answer = isolation_judge(isolation, NULL);
	g_autoptr(GString) text = g_string_new(NULL);

	isolation_print_json(isolation, answer, text);
	ck_assert_str_eq(text->str, "");
}
END_TEST

START_TEST(what_nothing_explains_is_a_line_of_its_own)
{
	g_autoptr(ops_isolation_t) isolation = isolation_new(NULL);
	g_autoptr(ops_isolation_answer_t) answer = NULL;
	g_autoptr(GString) text = g_string_new(NULL);
	uint32_t device = isolation_add_component(isolation, &(struct isolation_component){ .kind = COMPONENT_DEVICE,
											    .name = "d" }, NULL, 0);
	struct isolation_observation observation = { .name = "good", .ways = ISOLATION_NONE, .tail = &device,
						     .tail_count = 1, .seen = { SEEN_GOOD } };

	isolation_add_observation(isolation, &observation);
	observation.name = "bad";
	observation.seen[ASPECT_REACH] = SEEN_BAD;
	isolation_add_observation(isolation, &observation);
	answer = isolation_judge(isolation, &(struct isolation_options){ .mode = ISOLATION_EXACT });
	isolation_print_json(isolation, answer, text);
	ck_assert_str_eq(text->str, "{\"v\":1,\"aspect\":\"reach\",\"unexplained\":[\"bad\"]}\n");
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(a_trouble_is_one_line_with_all_it_rests_on),
		UNIT(an_answer_with_no_trouble_is_no_line),
		UNIT(what_nothing_explains_is_a_line_of_its_own),
		{ NULL, NULL },
	};

	return unit_run("isolation-print", tests);
}
