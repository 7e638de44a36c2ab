/* SPDX-License-Identifier: Apache-2.0 */
/*
 * isolation/print.c: a trouble as JSON, whole.
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
static char *described(bool with_look)
{
	g_autofree char *rules = g_strconcat(fixture_rules, "own-view: {first-hops: [a1]}\n", NULL);
	g_autoptr(ops_inventory_t) inventory = fixture_inventory_with(rules, network);
	g_autoptr(ops_isolation_topology_t) topology = isolation_topology_new(inventory, NULL);
	g_autoptr(ops_isolation_answer_t) answer = NULL;
	static const char *const everything[] = { NULL };
	g_autoptr(GArray) items = inventory_select(inventory, everything, NULL);
	struct isolation_sight sights[8];
	g_autoptr(ops_json_t) object = json_new_object();
	const struct isolation_trouble *trouble;
	struct isolation_look look;

	ck_assert_uint_le(items->len, G_N_ELEMENTS(sights));
	for (guint i = 0; i < items->len; i++) {
		const char *name = item_short_name(&g_array_index(items, struct item, i));
		bool silent = g_str_equal(name, "c1") || g_str_equal(name, "cpe-c1");

		sights[i] = (struct isolation_sight){ .item = &g_array_index(items, struct item, i), .answered = !silent,
						      .status = silent ? STATUS_DOWN : STATUS_OK };
	}
	isolation_observe(topology, sights, items->len);
	answer = isolation_judge(isolation_topology_model(topology), NULL);
	ck_assert_uint_eq(isolation_trouble_count(answer), 1);
	trouble = isolation_trouble_at(answer, 0);
	look = isolation_next_look(isolation_topology_model(topology), trouble);
	isolation_describe(isolation_topology_model(topology), trouble, with_look ? &look : NULL, object);
	return json_print(object);
}

START_TEST(a_trouble_is_told_with_all_it_rests_on)
{
	g_autofree char *line = described(true);

	ck_assert_str_eq(line,
		"{\"aspect\":\"reach\",\"mode\":\"exact\",\"more\":false,\"suspects\":["
		"{\"component\":\"line:c1\",\"kind\":\"line\",\"share\":0.6667,\"whose\":\"carrier\","
		"\"side\":\"line\",\"organization\":\"fibre\",\"demarcation\":[\"self\",\"clinic\"],\"circuit_id\":\"T-1\"},"
		"{\"component\":\"cpe:cpe-c1\",\"kind\":\"cpe\",\"share\":0.3333,\"whose\":\"operator\","
		"\"side\":\"ours\",\"organization\":\"self\"}],\"suspect_count\":2,"
		"\"sets\":[{\"one_of_each\":[[\"line:c1\",\"cpe:cpe-c1\"]],\"share\":1.0}],"
		"\"explains\":2,\"evidence\":[\"device:cpe-c1\",\"line:c1\"],\"repeat_first\":[],"
		"\"next\":{\"observation\":\"carrier:fibre/T-1\",\"cost\":\"person\",\"again\":false,"
		"\"bits\":0.9183,\"if_good\":[\"cpe:cpe-c1\"],\"if_bad\":[\"line:c1\"]}}");
}
END_TEST

START_TEST(without_a_look_nothing_is_said_of_one)
{
	g_autofree char *line = described(false);

	ck_assert_ptr_null(strstr(line, "next"));
	ck_assert_ptr_nonnull(strstr(line, "\"repeat_first\":[]}"));
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(a_trouble_is_told_with_all_it_rests_on),
		UNIT(without_a_look_nothing_is_said_of_one),
		{ NULL, NULL },
	};

	return unit_run("isolation-print", tests);
}
