/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writes the tables that an operator would have of the simulated network.
 */
#include "paper.h"

#include <glib/gstdio.h>

static const char *short_name(const struct thing *thing)
{
	return strchr(thing->name, ':') + 1;
}

/* --- the rules --- */

/* How long what GRADE is of must last: keys of a mapping. */
static void write_persistence(GString *text, const struct oracle_rule *rule, int grade)
{
	g_string_append_printf(text, "steps: %d, clear-steps: %d", rule->raise[grade],
			       rule->clear[grade]);
	/* Nothing is asked of how much of the time was seen, and nothing is less than that. */
	if (rule->over[grade])
		g_string_append_printf(text, ", over: %dm, coverage: 1%%", rule->over[grade]);
	if (rule->hold[grade])
		g_string_append_printf(text, ", hold: %dm", rule->hold[grade]);
}

/* What is measured, with its values of caution and warning. */
struct measure { const char *name, *unit; const int *raise, *clear; };

static void write_measure(GString *text, const struct oracle_rule *rule,
			  const struct measure *measure)
{
	static const char *const levels[] = { "caution", "warning" };

	g_string_append_printf(text, "      %s:\n", measure->name);
	for (int i = 0; i < 2; i++) {
		g_string_append_printf(text, "        %s: {raise: %d%s, clear: %d%s, ", levels[i],
				       measure->raise[i], measure->unit, measure->clear[i],
				       measure->unit);
		write_persistence(text, rule, GRADE_CAUTION + i);
		g_string_append(text, "}\n");
	}
}

static void write_flapping(GString *text, const struct oracle_rule *rule)
{
	if (rule->half_life <= 0)
		g_string_append(text, "    flapping: false\n");
	else
		g_string_append_printf(text, "    flapping: {half-life: %gm, start: %g, end: %g}\n",
				       rule->half_life, rule->start, rule->end);
}

static void write_class(GString *text, const struct promise *promise)
{
	const struct oracle_rule *rule = &promise->rule;
	const struct measure loss = { "loss", "%", promise->loss, promise->loss_clear };
	const struct measure rtt = { "rtt", "ms", promise->rtt, promise->rtt_clear };

	g_string_append_printf(text, "  %s:\n    interval: %dm\n    thresholds:\n", promise->name,
			       promise->interval);
	write_measure(text, rule, &loss);
	write_measure(text, rule, &rtt);
	g_string_append(text, "    down: {");
	write_persistence(text, rule, GRADE_DOWN);
	g_string_append(text, "}\n    unknown: {");
	write_persistence(text, rule, GRADE_NOT_KNOWN);
	g_string_append(text, "}\n");
	write_flapping(text, rule);
}

static char *write_rules(const struct world *world)
{
	GString *text = g_string_new("zone: Asia/Tokyo\nlanguage: en\n"
				     "log-name: nation.example/simulated\n"
				     "own-view: {first-hops: [");

	for (int i = 0; i < world->hops; i++)
		g_string_append_printf(text, "%s%s", i ? ", " : "",
				       short_name(world_thing(world, i)));
	g_string_append(text, "]}\nservice-classes:\n");
	for (int i = 0; i < PROMISE_COUNT; i++)
		write_class(text, &promises[i]);
	return g_string_free(text, FALSE);
}

/* --- the network --- */

static void write_links(GString *text, const struct world *world)
{
	g_string_append(text, "links:\n");
	for (guint i = 0; i < world->things->len; i++) {
		const struct thing *thing = world_thing(world, (int)i);

		if (thing->sort != THING_DISTRIBUTION && thing->sort != THING_CONCENTRATOR)
			continue;
		for (int n = 0; n < thing->need_count[0]; n++)
			g_string_append_printf(text, "  - [%s, %s]\n", short_name(world_thing(world, thing->needs[0][n])),
					       short_name(thing));
	}
}

static char *write_network(const struct world *world)
{
	GString *text = g_string_new(
		"organizations:\n"
		"  self: {kind: operator, self: true, name: {ja: 全国医療回線, en: National Medical Lines}}\n"
		"  core: {kind: core-operator, name: {ja: 相互接続基盤, en: Interconnection core}}\n"
		"  clinic: {kind: institution, service-class: user, type: clinic, area: 13, code: \"1310001\",\n"
		"    name: {ja: さくら診療所, en: Sakura Clinic, kana: さくらしんりょうじょ}}\n"
		"contacts:\n"
		"  manager: {organization: self, role: ops-manager, login: suzuki}\n"
		"devices: !csv devices.csv\nlines: !csv lines.csv\n");

	write_links(text, world);
	return g_string_free(text, FALSE);
}

static void write_address(GString *text, int index)
{
	g_string_append_printf(text, "10.%d.%d.%d", index >> 16 & 255, index >> 8 & 255, index & 255);
}

static char *write_devices(const struct world *world)
{
	static const char *const roles[] = {
		[THING_HOP] = "border", [THING_DISTRIBUTION] = "distribution", [THING_CONCENTRATOR] = "concentrator",
		[THING_CPE] = "cpe",
	};
	GString *text = g_string_new("id,owner,role,address,service-class\n");

	for (guint i = 0; i < world->things->len; i++) {
		const struct thing *thing = world_thing(world, (int)i);

		if (thing->sort == THING_LINE || thing->sort == THING_PROBE || thing->sort == THING_SESSION)
			continue;
		g_string_append_printf(text, "%s,%s,%s,", short_name(thing), thing->sort == THING_CPE ? "clinic" : "self",
				       roles[thing->sort]);
		write_address(text, (int)i + 256);
		g_string_append_printf(text, ",%s\n", promises[thing->promise].name);
	}
	return g_string_free(text, FALSE);
}

static char *write_lines(const struct world *world)
{
	GString *text = g_string_new("id,institution,from,cpe,address,kind,service-class\n");

	for (guint i = 0; i < world->things->len; i++) {
		const struct thing *thing = world_thing(world, (int)i);

		if (thing->sort != THING_LINE)
			continue;
		g_string_append_printf(text, "%s,clinic,%s,%s,", short_name(thing), short_name(world_thing(world, thing->from)),
				       thing->cpe < 0 ? "" : short_name(world_thing(world, thing->cpe)));
		write_address(text, (int)i + 256);
		g_string_append_printf(text, ",ip-vpn,%s\n", promises[thing->promise].name);
	}
	return g_string_free(text, FALSE);
}

/* --- from paper to items --- */

static void die(const char *what)
{
	fprintf(stderr, "simulate: %s\n", what);
	exit(3);
}

static void put(const char *directory, const char *name, char *text)
{
	g_autofree char *path = g_build_filename(directory, name, NULL);
	g_autoptr(GError) error = NULL;

	if (!g_file_set_contents(path, text, -1, &error))
		die(error->message);
	g_free(text);
}

static void drop(const char *directory, const char *name)
{
	g_autofree char *path = g_build_filename(directory, name, NULL);

	g_remove(path);
}

static struct inventory *load(const struct world *world)
{
	static const char *const names[] = { "nwops.yaml", "inventory/network.yaml", "devices.csv", "lines.csv", "inventory",
					     "" };
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autofree char *directory = g_dir_make_tmp("nwops-sim-XXXXXX", NULL);
	g_autofree char *folder = g_build_filename(directory, "inventory", NULL);
	struct inventory *inventory;

	if (g_mkdir(folder, 0700) < 0)
		die("cannot make a directory");
	put(directory, "nwops.yaml", write_rules(world));
	put(directory, "inventory/network.yaml", write_network(world));
	put(directory, "devices.csv", write_devices(world));
	put(directory, "lines.csv", write_lines(world));
	inventory = inventory_load(directory, faults);
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
		drop(directory, names[i]);
	for (size_t i = 0; i < conf_faults_count(faults); i++)
		if (conf_faults_at(faults, i)->weight == CONF_ERROR)
			die(conf_fault_print(conf_faults_at(faults, i)));
	return inventory;
}

static struct item item_of(struct paper *paper, const struct world *world, int index)
{
	const struct thing *thing = world_thing(world, index);
	struct question *question = &paper->questions[index];
	struct item item = { .kind = thing->sort == THING_LINE || thing->sort == THING_PROBE ? ITEM_LINE : ITEM_DEVICE };

	if (thing->sort == THING_PROBE) {
		item.line = inventory_find_line(paper->inventory, short_name(world_thing(world, thing->from)));
		*question = (struct question){ .name = thing->name, .line = item.line, .kind = QUESTION_TCP };
		item.question = question;
	} else if (thing->sort == THING_SESSION) {
		item.device = inventory_find_device(paper->inventory, short_name(world_thing(world, thing->from)));
		*question = (struct question){ .name = thing->name, .device = item.device,
					       .kind = QUESTION_FIGURE };
		item.question = question;
	} else if (thing->sort == THING_LINE) {
		item.line = inventory_find_line(paper->inventory, short_name(thing));
	} else {
		item.device = inventory_find_device(paper->inventory, short_name(thing));
	}
	return item;
}

void paper_init(struct paper *paper, const struct world *world)
{
	guint count = world->things->len;

	*paper = (struct paper){ .inventory = load(world) };
	paper->reach = reach_new(paper->inventory);
	paper->items = g_new0(struct item, count);
	paper->questions = g_new0(struct question, count);
	paper->index = g_hash_table_new(g_str_hash, g_str_equal);
	for (guint i = 0; i < count; i++) {
		paper->items[i] = item_of(paper, world, (int)i);
		g_hash_table_insert(paper->index, world_thing(world, (int)i)->name, GINT_TO_POINTER(i + 1));
	}
}

void paper_clear(struct paper *paper)
{
	g_hash_table_unref(paper->index);
	g_free(paper->items);
	g_free(paper->questions);
	reach_free(paper->reach);
	inventory_free(paper->inventory);
}

int paper_find(const struct paper *paper, const char *name)
{
	return GPOINTER_TO_INT(g_hash_table_lookup(paper->index, name)) - 1;
}

void paper_change_class(struct paper *paper, int line, const struct promise *promise)
{
	/* As if it had been read anew, which takes too long for one line. */
	struct line *changed = (struct line *)paper->items[line].line;

	changed->service_class = inventory_find_service_class(paper->inventory, promise->name);
}
