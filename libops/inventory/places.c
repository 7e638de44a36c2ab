/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sites: where equipment stands, in which prefecture, and who feeds it with
 * power: what decides whom a power cut or an earthquake concerns.
 */
#include "inventory/internal.h"

#define POSTAL_ADDRESS_LIMIT 400

static void site_read(struct build *build, const struct build_entry *entry)
{
	struct site *site = build_add(build, FAMILY_SITE, entry);
	const struct conf_node *node = entry->node;

	site->title = (struct bilingual){ site->name, site->name };
	field_title(build, node, "name", &site->title, NULL);
	field_area(build, node, &site->area);
	field_string(build, node, "postal-address", POSTAL_ADDRESS_LIMIT, &site->postal_address);
	site->owner = field_organization(build, node, "owner", 0);
	site->power = field_organization(build, node, "power", 1U << OWNER_POWER_COMPANY);
	site->tags = field_tags(build, node);
}

void places_read(struct build *build)
{
	static const char *const keys[] = {
		"name", "area", "postal-address", "owner", "power", "tags", NULL,
	};
	struct build_cursor cursor = { 0 };
	struct build_entry entry;

	while (build_next(build, "sites", FAMILY_SITE, keys, &cursor, &entry))
		site_read(build, &entry);
	family_close(build, FAMILY_SITE);
}
