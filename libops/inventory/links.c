/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Links: which two devices are joined, and by whose circuit. They have no
 * names, so they are told apart by their ends and their circuit.
 */
#include "inventory/internal.h"

#include "base/translate.h"

#define CIRCUIT_LIMIT 100

static bool ends_read(struct build *build, const struct conf_node *ends, struct link *link)
{
	if (!conf_expect(ends, CONF_SEQUENCE, build_owner(build), build->faults))
		return false;
	if (conf_length(ends) != 2) {
		build_error(build, conf_position(ends), _("a link is between two devices, not %zu"),
			    conf_length(ends));
		return false;
	}
	link->a = field_reference_word(build, conf_item(ends, 0), "between", FAMILY_DEVICE);
	link->b = field_reference_word(build, conf_item(ends, 1), "between", FAMILY_DEVICE);
	if (!link->a || !link->b)
		return false;
	if (link->a == link->b)
		build_error(build, conf_position(conf_item(ends, 1)), _("device '%s' is linked to itself"),
			    link->a->name);
	return link->a != link->b;
}

static bool link_read(struct build *build, const struct conf_node *node, struct link *link)
{
	static const char *const keys[] = { "between", "carrier", "circuit-id", NULL };
	const struct conf_node *ends;

	if (conf_kind(node) != CONF_MAPPING)
		return ends_read(build, node, link);
	conf_check_keys(node, keys, build_owner(build), build->faults);
	link->carrier = field_organization(build, node, "carrier", 1U << OWNER_CARRIER);
	field_string(build, node, "circuit-id", CIRCUIT_LIMIT, &link->circuit_id);
	ends = field_required(build, node, "between");
	return ends && ends_read(build, ends, link);
}

/* Two ends in either order and the circuit: what must not be there twice. Caller frees. */
static char *link_key(const struct link *link)
{
	bool swapped = strcmp(link->a->name, link->b->name) > 0;

	return g_strjoin(" ", swapped ? link->b->name : link->a->name,
			 swapped ? link->a->name : link->b->name,
			 link->circuit_id ? link->circuit_id : "", NULL);
}

/* SEEN maps keys to the place of the first link so named. */
static void link_add(struct build *build, const struct link *link, GHashTable *seen)
{
	g_autofree char *key = link_key(link);
	const struct place *other = g_hash_table_lookup(seen, key);
	g_autofree char *place = NULL;

	if (!other) {
		g_hash_table_insert(seen, g_steal_pointer(&key),
				    g_memdup2(&link->place, sizeof(link->place)));
		g_array_append_val(build->inventory->links, *link);
		return;
	}
	place = build_place(build, *other);
	build_error_at(build, link->place,
		    link->circuit_id ? _("devices '%s' and '%s' are linked by that circuit already: %s") :
		    _("devices '%s' and '%s' are linked already: %s; if there are two circuits, give each "
		      "its circuit-id"), link->a->name, link->b->name, place);
}

void links_read(struct build *build)
{
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);

	for (size_t i = 0; i < build->sources->document_count; i++) {
		const struct conf_node *root = build->sources->documents[i].root;
		const struct conf_node *list = root ? field_find(root, "links") : NULL;

		build_subject(build, N_("section"), "links");
		if (!list || !conf_expect(list, CONF_SEQUENCE, build_owner(build), build->faults))
			continue;
		build_subject(build, N_("a link"), NULL);
		for (size_t j = 0; j < conf_length(list); j++) {
			const struct conf_node *node = conf_item(list, j);
			struct link link = { .place = build_position(build, conf_position(node)) };

			if (link_read(build, node, &link))
				link_add(build, &link, seen);
		}
	}
}
