/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The topology in Graphviz's language. Owners are clusters, so that the edge
 * where the owner changes is seen before it is read; that edge is also marked
 * by words, since colour may be lost in print. What a concentrator carries
 * beyond the limit becomes one box: nobody reads ten thousand.
 */
#include "inventory/internal.h"

#define FONT "Noto Sans CJK JP"

struct drawing {
	const struct inventory *inventory;
	bool japanese;
	unsigned int line_limit;
	GHashTable *bodies;		/* organization to GString: what stands in its cluster */
	GHashTable *drawn;		/* organizations drawn as a node of their own */
	GHashTable *counts;		/* concentrator (NULL: none given) to its number of lines */
	GHashTable *hidden;		/* devices that stand in a box of many lines */
	GString *edges;
};

enum drawing_word { WORD_DEMARCATION, WORD_LINES, WORD_INSTITUTIONS, WORD_NO_FROM, WORD_TOPOLOGY };

static const struct bilingual drawing_words[] = {
	[WORD_DEMARCATION] = { "責任分界", "demarcation" },
	[WORD_LINES] = { "回線", "lines" },
	[WORD_INSTITUTIONS] = { "接続機関", "institutions" },
	[WORD_NO_FROM] = { "収容装置 未記載", "concentrator not given" },
	[WORD_TOPOLOGY] = { "ネットワーク構成図", "topology" },
};

static const char *said(const struct drawing *drawing, const struct bilingual *title)
{
	return drawing->japanese ? title->ja : title->en;
}

static const char *word(const struct drawing *drawing, enum drawing_word which)
{
	return said(drawing, &drawing_words[which]);
}

/* A string of DOT: quotes and backslashes are its syntax, & begins an entity. */
static void append_quoted(GString *out, const char *text)
{
	g_string_append_c(out, '"');
	for (; *text; text++) {
		if (*text == '\n')
			g_string_append(out, "\\n");
		else if (*text == '&')
			g_string_append(out, "&amp;");
		else if (*text == '"' || *text == '\\')
			g_string_append_printf(out, "\\%c", *text);
		else
			g_string_append_c(out, *text);
	}
	g_string_append_c(out, '"');
}

static void append_label(GString *out, const char *text)
{
	g_string_append(out, "label=");
	append_quoted(out, text);
}

/* Adds LINE to LABEL, lines apart. */
static void label_add(GString *label, const char *line)
{
	if (!line || !*line)
		return;
	if (label->len > 0)
		g_string_append_c(label, '\n');
	g_string_append(label, line);
}

static GString *body_of(struct drawing *drawing, const struct organization *organization)
{
	GString *body = g_hash_table_lookup(drawing->bodies, organization);

	if (!body) {
		body = g_string_new(NULL);
		g_hash_table_insert(drawing->bodies, (gpointer)organization, body);
	}
	return body;
}

static void string_free(gpointer string)
{
	g_string_free(string, TRUE);
}

/* --- nodes --- */

static void device_draw(struct drawing *drawing, const struct device *device)
{
	GString *body = body_of(drawing, device->owner);
	g_autoptr(GString) label = g_string_new(device->name);
	char address[ADDRESS_TEXT_SIZE];

	if (device->role)
		g_string_append_printf(label, " (%s)", device->role);
	if (device->address.family)
		label_add(label, address_print(&device->address, address));
	if (device->site)
		label_add(label, said(drawing, &device->site->title));
	g_string_append_printf(body, "\t\t\"d:%s\" [", device->name);
	append_label(body, label->str);
	if (!device->watch_icmp)
		g_string_append(body, ", style=\"filled,dashed\"");
	g_string_append(body, "];\n");
}

/* A node that stands for an organization where no device of it is known. */
static void organization_draw(struct drawing *drawing, const struct organization *organization,
			      const char *label)
{
	GString *body = body_of(drawing, organization);

	if (!g_hash_table_add(drawing->drawn, (gpointer)organization))
		return;
	g_string_append_printf(body, "\t\t\"o:%s\" [shape=ellipse, ", organization->name);
	append_label(body, label);
	g_string_append(body, "];\n");
}

/* --- edges --- */

enum edge_sort {
	EDGE_INSIDE,		/* one owner's own */
	EDGE_INSIDE_OTHERS,	/* the same of others: must not push their ends apart */
	EDGE_DEMARCATION,
};

/* An edge from FROM to TO (ids with their sort), from left to right on the page. */
static void edge_draw(struct drawing *drawing, const char *from, const char *to, GString *label,
		      enum edge_sort sort)
{
	GString *out = drawing->edges;

	if (sort == EDGE_DEMARCATION)
		label_add(label, word(drawing, WORD_DEMARCATION));
	g_string_append_printf(out, "\t\"%s\" -> \"%s\" [", from, to);
	append_label(out, label->str);
	if (sort == EDGE_INSIDE_OTHERS)
		g_string_append(out, ", constraint=false");
	if (sort == EDGE_DEMARCATION)
		g_string_append(out, ", color=\"#c0392b\", fontcolor=\"#c0392b\", style=dashed, penwidth=1.8");
	g_string_append(out, "];\n");
}

static void circuit_add(const struct drawing *drawing, GString *label, const struct organization *carrier,
			const char *circuit_id)
{
	g_autofree char *both = NULL;

	if (!carrier) {
		label_add(label, circuit_id);
		return;
	}
	both = g_strjoin(" ", said(drawing, &carrier->title), circuit_id, NULL);
	label_add(label, both);
}

/* Towards others the far end is drawn left of ours: the core comes first. */
static void link_draw(struct drawing *drawing, const struct link *link)
{
	bool demarcation = link->a->owner != link->b->owner;
	bool ours = link->a->owner == drawing->inventory->self;
	bool swapped = demarcation && ours;
	g_autofree char *from = g_strconcat("d:", (swapped ? link->b : link->a)->name, NULL);
	g_autofree char *to = g_strconcat("d:", (swapped ? link->a : link->b)->name, NULL);
	g_autoptr(GString) label = g_string_new(NULL);

	circuit_add(drawing, label, link->carrier, link->circuit_id);
	edge_draw(drawing, from, to, label,
		  demarcation ? EDGE_DEMARCATION : ours ? EDGE_INSIDE : EDGE_INSIDE_OTHERS);
}

static void line_draw(struct drawing *drawing, const struct line *line)
{
	const struct demarcation demarcation = inventory_line_demarcation(drawing->inventory, line);
	bool far_is_cpe = line->cpe && line->cpe->owner == demarcation.far_owner;
	g_autofree char *near = line->from ? g_strconcat("d:", line->from->name, NULL) :
					     g_strconcat("o:", demarcation.near_owner->name, NULL);
	g_autofree char *cpe = line->cpe ? g_strconcat("d:", line->cpe->name, NULL) : NULL;
	g_autofree char *institution = g_strconcat("o:", line->institution->name, NULL);
	g_autoptr(GString) label = g_string_new(line->name);

	if (!line->from)
		organization_draw(drawing, demarcation.near_owner, word(drawing, WORD_NO_FROM));
	circuit_add(drawing, label, line->carrier, line->circuit_id);
	if (cpe)
		edge_draw(drawing, near, cpe, label, far_is_cpe ? EDGE_DEMARCATION : EDGE_INSIDE);
	if (far_is_cpe)
		return;
	organization_draw(drawing, line->institution, line->institution->institution_type);
	if (cpe)
		g_string_truncate(label, 0);
	edge_draw(drawing, cpe ? cpe : near, institution, label, EDGE_DEMARCATION);
}

/* --- many lines at one concentrator --- */

static unsigned int count_at(const struct drawing *drawing, const struct device *from)
{
	return GPOINTER_TO_UINT(g_hash_table_lookup(drawing->counts, from));
}

static bool is_boxed(const struct drawing *drawing, const struct line *line)
{
	return count_at(drawing, line->from) > drawing->line_limit;
}

static void lines_count(struct drawing *drawing)
{
	for (size_t i = 0; i < inventory_line_count(drawing->inventory); i++) {
		const struct line *line = inventory_line_at(drawing->inventory, i);

		g_hash_table_insert(drawing->counts, (gpointer)line->from,
				    GUINT_TO_POINTER(count_at(drawing, line->from) + 1));
	}
	for (size_t i = 0; i < inventory_line_count(drawing->inventory); i++) {
		const struct line *line = inventory_line_at(drawing->inventory, i);

		if (line->cpe && is_boxed(drawing, line))
			g_hash_table_add(drawing->hidden, (gpointer)line->cpe);
	}
	/* A cpe that also ends a line which is drawn by itself is needed there. */
	for (size_t i = 0; i < inventory_line_count(drawing->inventory); i++) {
		const struct line *line = inventory_line_at(drawing->inventory, i);

		if (line->cpe && !is_boxed(drawing, line))
			g_hash_table_remove(drawing->hidden, line->cpe);
	}
}

static void box_draw(struct drawing *drawing, const struct device *from, GHashTable *institutions)
{
	const char *name = from ? from->name : "";
	g_autoptr(GString) label = g_string_new(NULL);
	g_autoptr(GString) nothing = g_string_new(NULL);
	g_autofree char *box = g_strconcat("lines:", name, NULL);
	g_autofree char *near = NULL;

	g_string_printf(label, "%s: %u\n%s: %u", word(drawing, WORD_LINES), count_at(drawing, from),
			word(drawing, WORD_INSTITUTIONS), g_hash_table_size(institutions));
	g_string_append_printf(drawing->edges, "\t\"%s\" [shape=box3d, fillcolor=\"#e8f5e9\", ", box);
	append_label(drawing->edges, label->str);
	g_string_append(drawing->edges, "];\n");
	if (!from)
		organization_draw(drawing, drawing->inventory->self, word(drawing, WORD_NO_FROM));
	near = from ? g_strconcat("d:", name, NULL) :
		      g_strconcat("o:", drawing->inventory->self->name, NULL);
	edge_draw(drawing, near, box, nothing, EDGE_DEMARCATION);
}

static void lines_draw(struct drawing *drawing)
{
	g_autoptr(GHashTable) boxes =
		g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)g_hash_table_unref);
	g_autoptr(GPtrArray) order = g_ptr_array_new();

	for (size_t i = 0; i < inventory_line_count(drawing->inventory); i++) {
		const struct line *line = inventory_line_at(drawing->inventory, i);
		GHashTable *institutions = g_hash_table_lookup(boxes, line->from);

		if (!is_boxed(drawing, line)) {
			line_draw(drawing, line);
			continue;
		}
		if (!institutions) {
			institutions = g_hash_table_new(NULL, NULL);
			g_hash_table_insert(boxes, (gpointer)line->from, institutions);
			g_ptr_array_add(order, (gpointer)line->from);
		}
		g_hash_table_add(institutions, (gpointer)line->institution);
	}
	for (unsigned int i = 0; i < order->len; i++)
		box_draw(drawing, order->pdata[i], g_hash_table_lookup(boxes, order->pdata[i]));
}

/* What stands in for what: beside the topology, so it must not bend it. */
static void group_draw(struct drawing *drawing, const struct group *group)
{
	for (const struct device *const *device = group->devices; device && device[0] && device[1]; device++) {
		if (g_hash_table_contains(drawing->hidden, device[0]) ||
		    g_hash_table_contains(drawing->hidden, device[1]))
			continue;
		g_string_append_printf(drawing->edges,
				       "\t\"d:%s\" -> \"d:%s\" [constraint=false, style=dotted, "
				       "color=\"#555555\", label=\"%s (%s)\"];\n",
				       device[0]->name, device[1]->name, group->name,
				       inventory_group_protocol_id(group->protocol));
	}
}

/* --- the whole --- */

static const char *cluster_colour(const struct organization *organization)
{
	if (organization->self)
		return "#e3f2fd";
	switch (organization->kind) {
	case OWNER_CORE_OPERATOR:
		return "#f3e5f5";
	case OWNER_INSTITUTION:
		return "#e8f5e9";
	case OWNER_OPERATOR:
	case OWNER_CARRIER:
	case OWNER_CERTIFIER:
	case OWNER_ASSESSOR:
	case OWNER_POWER_COMPANY:
		break;
	}
	return "#fff8e1";
}

static void cluster_draw(const struct drawing *drawing, const struct organization *organization, GString *out)
{
	const GString *body = g_hash_table_lookup(drawing->bodies, organization);
	const struct word *kind = words_get(WORDS_OWNER_KIND, organization->kind);
	g_autofree char *label = NULL;

	if (!body)
		return;
	label = g_strdup_printf("%s\n%s: %s", said(drawing, &organization->title),
				drawing->japanese ? kind->japanese : kind->english, organization->name);
	g_string_append_printf(out, "\tsubgraph \"cluster:%s\" {\n\t\t", organization->name);
	append_label(out, label);
	/* Lines come in from above; the name stands where none crosses it. */
	if (organization->kind == OWNER_INSTITUTION)
		g_string_append(out, "; labelloc=b");
	g_string_append_printf(out, ";\n\t\tstyle=\"rounded,filled\"; color=\"#90a4ae\"; fillcolor=\"%s\";\n",
			       cluster_colour(organization));
	g_string_append(out, body->str);
	g_string_append(out, "\t}\n");
}

static void drawing_fill(struct drawing *drawing)
{
	const struct inventory *inventory = drawing->inventory;

	lines_count(drawing);
	for (size_t i = 0; i < inventory_device_count(inventory); i++)
		if (!g_hash_table_contains(drawing->hidden, inventory_device_at(inventory, i)))
			device_draw(drawing, inventory_device_at(inventory, i));
	for (size_t i = 0; i < inventory_link_count(inventory); i++) {
		const struct link *link = inventory_link_at(inventory, i);

		if (!g_hash_table_contains(drawing->hidden, link->a) &&
		    !g_hash_table_contains(drawing->hidden, link->b))
			link_draw(drawing, link);
	}
	lines_draw(drawing);
	for (size_t i = 0; i < inventory_group_count(inventory); i++)
		group_draw(drawing, inventory_group_at(inventory, i));
}

static char *drawing_print(const struct drawing *drawing)
{
	const struct inventory *inventory = drawing->inventory;
	GString *out = g_string_new("digraph nwops {\n\tgraph [charset=\"UTF-8\", rankdir=LR, "
				    "fontname=\"" FONT "\", fontsize=13, nodesep=0.3, ranksep=0.9, ");
	g_autofree char *title = g_strdup_printf("%s  %s", said(drawing, &inventory->self->title),
						 word(drawing, WORD_TOPOLOGY));

	g_string_append(out, "labelloc=t, ");
	append_label(out, title);
	g_string_append(out, "];\n\tnode [shape=box, style=filled, fillcolor=white, color=\"#546e7a\", "
			     "fontname=\"" FONT "\", fontsize=11];\n"
			     "\tedge [dir=none, fontname=\"" FONT "\", fontsize=9, color=\"#37474f\"];\n");
	for (size_t i = 0; i < inventory_organization_count(inventory); i++)
		cluster_draw(drawing, inventory_organization_at(inventory, i), out);
	g_string_append(out, drawing->edges->str);
	g_string_append(out, "}\n");
	return g_string_free(out, FALSE);
}

char *inventory_draw(const struct inventory *inventory, const char *language, unsigned int line_limit)
{
	struct drawing drawing = {
		.inventory = inventory,
		.japanese = !strcmp(language, "ja"),
		.line_limit = line_limit,
		.bodies = g_hash_table_new_full(NULL, NULL, NULL, string_free),
		.drawn = g_hash_table_new(NULL, NULL),
		.counts = g_hash_table_new(NULL, NULL),
		.hidden = g_hash_table_new(NULL, NULL),
		.edges = g_string_new(NULL),
	};
	char *text;

	drawing_fill(&drawing);
	text = drawing_print(&drawing);
	g_hash_table_unref(drawing.bodies);
	g_hash_table_unref(drawing.drawn);
	g_hash_table_unref(drawing.counts);
	g_hash_table_unref(drawing.hidden);
	g_string_free(drawing.edges, TRUE);
	return text;
}
