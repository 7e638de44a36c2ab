/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The inventory as everybody sees it once it is built: families in order of
 * their names, things by name, and the ids of the room's own words. How it
 * comes to be is in load.c and build.c.
 */
#include "inventory/internal.h"

#include "base/text.h"
#include "base/translate.h"

G_DEFINE_QUARK(inventory-error-quark, inventory_error)

static const char *const family_words[FAMILY_COUNT] = {
	[FAMILY_SERVICE_CLASS] = N_("service class"),
	[FAMILY_ORGANIZATION] = N_("organization"),
	[FAMILY_SITE] = N_("site"),
	[FAMILY_DEVICE] = N_("device"),
	[FAMILY_LINE] = N_("line"),
	[FAMILY_GROUP] = N_("group"),
	[FAMILY_CONTACT] = N_("contact"),
	[FAMILY_ROSTER] = N_("roster"),
};

const char *inventory_family_word(enum family_id family)
{
	return family_words[family];
}

struct inventory *inventory_new(void)
{
	struct inventory *inventory = g_new0(struct inventory, 1);

	for (unsigned int i = 0; i < FAMILY_COUNT; i++) {
		inventory->families[i].things = g_ptr_array_new();
		inventory->families[i].by_name = g_hash_table_new(g_str_hash, g_str_equal);
	}
	inventory->links = g_array_new(FALSE, TRUE, sizeof(struct link));
	inventory->demarcations = g_array_new(FALSE, TRUE, sizeof(struct demarcation));
	inventory->strings = g_string_chunk_new(16 * 1024);
	inventory->blocks = g_ptr_array_new_with_free_func(g_free);
	return inventory;
}

void inventory_free(struct inventory *inventory)
{
	if (!inventory)
		return;
	for (unsigned int i = 0; i < FAMILY_COUNT; i++) {
		g_ptr_array_unref(inventory->families[i].things);
		g_hash_table_unref(inventory->families[i].by_name);
	}
	g_array_unref(inventory->links);
	g_array_unref(inventory->demarcations);
	g_string_chunk_free(inventory->strings);
	g_ptr_array_unref(inventory->blocks);
	g_clear_pointer(&inventory->zone, g_time_zone_unref);
	g_free(inventory);
}

gpointer inventory_find(const struct inventory *inventory, enum family_id family, const char *name)
{
	return g_hash_table_lookup(inventory->families[family].by_name, name);
}

const char *inventory_nearest(const struct inventory *inventory, enum family_id family, const char *name)
{
	const GPtrArray *things = inventory->families[family].things;
	g_autofree const char **names = g_new0(const char *, things->len + 1);

	for (unsigned int i = 0; i < things->len; i++)
		names[i] = *(const char *const *)things->pdata[i];
	return text_nearest(name, names);
}

const struct policy *inventory_policy(const struct inventory *inventory)
{
	return &inventory->policy;
}

GTimeZone *inventory_zone(const struct inventory *inventory)
{
	return inventory->zone;
}

const struct organization *inventory_self(const struct inventory *inventory)
{
	return inventory->self;
}

#define INVENTORY_FAMILY(noun, type, family) \
	size_t inventory_##noun##_count(const struct inventory *inventory) \
	{ \
		return inventory->families[family].things->len; \
	} \
	const struct type *inventory_##noun##_at(const struct inventory *inventory, size_t index) \
	{ \
		g_assert(index < inventory->families[family].things->len); \
		return inventory->families[family].things->pdata[index]; \
	} \
	const struct type *inventory_find_##noun(const struct inventory *inventory, const char *name) \
	{ \
		return inventory_find(inventory, family, name); \
	} \
	_Static_assert(offsetof(struct type, name) == 0, "things begin with their names")
INVENTORY_FAMILY(organization, organization, FAMILY_ORGANIZATION);
INVENTORY_FAMILY(contact, contact, FAMILY_CONTACT);
INVENTORY_FAMILY(roster, roster, FAMILY_ROSTER);
INVENTORY_FAMILY(site, site, FAMILY_SITE);
INVENTORY_FAMILY(device, device, FAMILY_DEVICE);
INVENTORY_FAMILY(line, line, FAMILY_LINE);
INVENTORY_FAMILY(group, group, FAMILY_GROUP);
INVENTORY_FAMILY(service_class, service_class, FAMILY_SERVICE_CLASS);

size_t inventory_link_count(const struct inventory *inventory)
{
	return inventory->links->len;
}

const struct link *inventory_link_at(const struct inventory *inventory, size_t index)
{
	g_assert(index < inventory->links->len);
	return &g_array_index(inventory->links, struct link, index);
}

size_t inventory_demarcation_count(const struct inventory *inventory)
{
	return inventory->demarcations->len;
}

const struct demarcation *inventory_demarcation_at(const struct inventory *inventory, size_t index)
{
	g_assert(index < inventory->demarcations->len);
	return &g_array_index(inventory->demarcations, struct demarcation, index);
}

/* The demarcations of lines stand in the order of the lines' names. */
const struct demarcation *inventory_line_demarcation(const struct inventory *inventory, const struct line *line)
{
	size_t low = inventory->link_demarcations, high = inventory->demarcations->len;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct demarcation *each = inventory_demarcation_at(inventory, middle);

		if (each->line == line)
			return each;
		if (strcmp(each->line->name, line->name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	g_assert_not_reached();
}
