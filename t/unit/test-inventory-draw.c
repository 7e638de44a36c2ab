/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The topology as Graphviz is given it: owners as clusters, demarcations
 * marked, many lines as one box, and nothing in a name that could end a label.
 */
#include "test-inventory.h"

/* The lines of TEXT that hold PART, without their indent. Caller frees. */
static char *lines_with(const char *text, const char *part)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	GString *kept = g_string_new(NULL);

	for (char **line = lines; *line; line++)
		if (strstr(*line, part))
			g_string_append_printf(kept, "%s\n", g_strchug(*line));
	return g_string_free(kept, FALSE);
}

START_TEST(owners_are_clusters_and_demarcations_are_marked)
{
	struct inventory *inventory = case_load(NULL);
	g_autofree char *japanese = inventory_draw(inventory, "ja", 10);
	g_autofree char *english = inventory_draw(inventory, "en", 10);
	g_autofree char *clusters = lines_with(japanese, "subgraph");
	g_autofree char *edges = lines_with(japanese, "->");
	g_autofree char *marked = lines_with(english, "demarcation");

	ck_assert_str_eq(clusters, "subgraph \"cluster:core\" {\nsubgraph \"cluster:hosp-1\" {\n"
				   "subgraph \"cluster:self\" {\n");
	ck_assert_str_eq(edges,
		"\"d:e1\" -> \"d:b1\" [label=\"責任分界\", color=\"#c0392b\", fontcolor=\"#c0392b\", "
		"style=dashed, penwidth=1.8];\n"
		"\"d:b1\" -> \"d:a1\" [label=\"\"];\n"
		"\"d:a1\" -> \"o:hosp-1\" [label=\"h1\\n責任分界\", color=\"#c0392b\", "
		"fontcolor=\"#c0392b\", style=dashed, penwidth=1.8];\n");
	ck_assert_str_eq(marked,
		"\"d:e1\" -> \"d:b1\" [label=\"demarcation\", color=\"#c0392b\", fontcolor=\"#c0392b\", "
		"style=dashed, penwidth=1.8];\n"
		"\"d:a1\" -> \"o:hosp-1\" [label=\"h1\\ndemarcation\", color=\"#c0392b\", "
		"fontcolor=\"#c0392b\", style=dashed, penwidth=1.8];\n");
	inventory_free(inventory);
}
END_TEST

START_TEST(lines_beyond_the_limit_are_one_box_with_their_number)
{
	struct inventory *inventory = case_load(
		"devices: {c: {owner: hosp-1}}\n"
		"lines:\n"
		"  x: {institution: hosp-1, from: a1, address: 10.1.0.2, cpe: c}\n"
		"  y: {institution: hosp-1, from: b1, address: 10.1.0.3}\n"
		"  z: {institution: hosp-1, from: a1, address: 10.1.0.4}\n");
	g_autofree char *text = inventory_draw(inventory, "ja", 2);
	g_autofree char *box = lines_with(text, "lines:a1");
	g_autofree char *single = lines_with(text, "o:hosp-1");
	g_autofree char *cpe = lines_with(text, "d:c");

	ck_assert_str_eq(box,
		"\"lines:a1\" [shape=box3d, fillcolor=\"#e8f5e9\", label=\"回線: 3\\n接続機関: 1\"];\n"
		"\"d:a1\" -> \"lines:a1\" [label=\"責任分界\", color=\"#c0392b\", fontcolor=\"#c0392b\", "
		"style=dashed, penwidth=1.8];\n");
	ck_assert_str_eq(single,
		"\"o:hosp-1\" [shape=ellipse, label=\"hospital\"];\n"
		"\"d:b1\" -> \"o:hosp-1\" [label=\"y\\n責任分界\", color=\"#c0392b\", fontcolor=\"#c0392b\", "
		"style=dashed, penwidth=1.8];\n");
	ck_assert_str_eq(cpe, "");
	inventory_free(inventory);
}
END_TEST

START_TEST(names_cannot_leave_their_label)
{
	struct inventory *inventory = case_load(
		"sites: {s: {name: '\"]; x [label=\"\\N & <b>'}}\n"
		"devices: {x: {owner: core, site: s}}\n");
	g_autofree char *text = inventory_draw(inventory, "en", 10);
	g_autofree char *node = lines_with(text, "\"d:x\" [");

	ck_assert_str_eq(node, "\"d:x\" [label=\"x\\n\\\"]; x [label=\\\"\\\\N &amp; <b>\", "
			       "style=\"filled,dashed\"];\n");
	inventory_free(inventory);
}
END_TEST

START_TEST(a_line_without_a_concentrator_is_drawn_from_its_carrier)
{
	struct inventory *inventory = case_load(
		"lines: {x: {institution: hosp-1, address: 10.1.0.2, carrier: carrier-1, circuit-id: C-1}}\n");
	g_autofree char *text = inventory_draw(inventory, "en", 10);
	g_autofree char *carrier = lines_with(text, "o:carrier-1");

	ck_assert_str_eq(carrier,
		"\"o:carrier-1\" [shape=ellipse, label=\"concentrator not given\"];\n"
		"\"o:carrier-1\" -> \"o:hosp-1\" [label=\"x\\nFibre C-1\\ndemarcation\", color=\"#c0392b\", "
		"fontcolor=\"#c0392b\", style=dashed, penwidth=1.8];\n");
	inventory_free(inventory);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(owners_are_clusters_and_demarcations_are_marked),
		UNIT(lines_beyond_the_limit_are_one_box_with_their_number),
		UNIT(names_cannot_leave_their_label),
		UNIT(a_line_without_a_concentrator_is_drawn_from_its_carrier),
		{ NULL, NULL },
	};

	return unit_run("inventory-draw", tests);
}
