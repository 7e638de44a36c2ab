/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lines: the access of an institution, from our concentrator to its
 * equipment. There may be hundreds of thousands, so nothing here looks at all
 * others for each.
 */
#include "inventory/internal.h"

#include "base/translate.h"

#define CIRCUIT_LIMIT 100
#define INTERFACE_LIMIT 15 /* the kernel's */

static const char *const kinds[] = { "leased", "ip-vpn", "ipsec", "other", NULL };

const char *inventory_line_kind_id(enum line_kind kind)
{
	return kinds[kind];
}

static void from_read(struct build *build, const struct conf_node *node, struct line *line)
{
	if (!field_find(node, "from")) {
		build_warning_at(build, line->place,
			      _("%s has no 'from': its load is not capped and a dead concentrator does not "
				"explain it"), build_owner(build));
		return;
	}
	line->from = field_reference(build, node, "from", FAMILY_DEVICE);
	if (line->from && line->from->owner && line->from->owner->kind == OWNER_INSTITUTION)
		build_error(build, conf_position(conf_find(node, "from")),
			    _("'from' of %s is device '%s' of an institution, not a concentrator"),
			    build_owner(build), line->from->name);
}

static void cpe_read(struct build *build, const struct conf_node *node, struct line *line)
{
	struct device *cpe = field_reference(build, node, "cpe", FAMILY_DEVICE);

	if (!cpe)
		return;
	line->cpe = cpe;
	if (cpe == line->from)
		build_error(build, conf_position(conf_find(node, "cpe")),
			    _("%s begins and ends at device '%s'"), build_owner(build), cpe->name);
	else if (!cpe->behind)
		cpe->behind = line->from;
}

/* The line's own address, or that of its cpe. */
static void address_read(struct build *build, const struct conf_node *node, struct line *line)
{
	const struct conf_node *word = field_find(node, "address");

	if (word) {
		if (field_address(build, node, "address", &line->address))
			addresses_claim(build, word, NULL, line);
		return;
	}
	if (line->cpe && line->cpe->address.family) {
		line->address = line->cpe->address;
		addresses_claim(build, conf_find(node, "cpe"), NULL, line);
		return;
	}
	build_error_at(build, line->place, _("%s has no address, nor a cpe with one: it cannot be watched"),
		    build_owner(build));
}

static void class_read(struct build *build, const struct conf_node *node, struct line *line)
{
	if (field_find(node, "service-class"))
		line->service_class = field_reference(build, node, "service-class", FAMILY_SERVICE_CLASS);
	else if (line->institution)
		line->service_class = line->institution->service_class;
}

static void contract_read(struct build *build, const struct conf_node *node, struct line *line)
{
	static const char *const keys[] = { "down", "up", NULL };
	const struct conf_node *contract = field_mapping(build, node, "contract", keys);

	if (!contract)
		return;
	field_rate(build, contract, "down", &line->contract_down);
	field_rate(build, contract, "up", &line->contract_up);
}

static void source_read(struct build *build, const struct conf_node *node, struct line *line)
{
	if (!field_address(build, node, "source", &line->source))
		return;
	if (line->address.family && line->source.family != line->address.family)
		build_error(build, conf_position(conf_find(node, "source")),
			    _("'source' of %s and its address are not of one family"), build_owner(build));
}

static void interface_read(struct build *build, const struct conf_node *node, struct line *line)
{
	const char *name;

	if (!field_name(build, node, "interface", &name))
		return;
	line->interface = name;
	if (strlen(name) > INTERFACE_LIMIT)
		build_error(build, conf_position(conf_find(node, "interface")),
			    _("'interface' of %s is longer than %d bytes, which no interface's name is"),
			    build_owner(build), INTERFACE_LIMIT);
}

static void line_read(struct build *build, const struct build_entry *entry)
{
	struct line *line = build_add(build, FAMILY_LINE, entry);
	const struct conf_node *node = entry->node;
	unsigned int kind = LINE_OTHER;

	if (field_required(build, node, "institution"))
		line->institution = field_organization(build, node, "institution", 1U << OWNER_INSTITUTION);
	from_read(build, node, line);
	cpe_read(build, node, line);
	address_read(build, node, line);
	field_choice(build, node, "kind", kinds, &kind);
	line->kind = kind;
	line->carrier = field_organization(build, node, "carrier", 1U << OWNER_CARRIER);
	field_string(build, node, "circuit-id", CIRCUIT_LIMIT, &line->circuit_id);
	class_read(build, node, line);
	contract_read(build, node, line);
	source_read(build, node, line);
	interface_read(build, node, line);
	line->tags = field_tags(build, node);
}

void lines_read(struct build *build)
{
	static const char *const keys[] = {
		"institution", "from", "cpe", "address", "kind", "carrier", "circuit-id",
		"service-class", "contract", "source", "interface", "tags", NULL,
	};
	struct build_cursor cursor = { 0 };
	struct build_entry entry;

	while (build_next(build, "lines", FAMILY_LINE, keys, &cursor, &entry))
		line_read(build, &entry);
	family_close(build, FAMILY_LINE);
}
