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
	[FAMILY_QUESTION] = N_("probe"),
	[FAMILY_LOGIN] = N_("login"),
	[FAMILY_INTERFACE] = N_("interface"),
	[FAMILY_VERSIONS] = N_("version policy"),
	[FAMILY_CALENDAR] = N_("calendar"),
};

const size_t inventory_thing_sizes[FAMILY_COUNT] = {
	[FAMILY_SERVICE_CLASS] = sizeof(struct service_class),
	[FAMILY_ORGANIZATION] = sizeof(struct organization),
	[FAMILY_SITE] = sizeof(struct site),
	[FAMILY_DEVICE] = sizeof(struct device),
	[FAMILY_LINE] = sizeof(struct line),
	[FAMILY_GROUP] = sizeof(struct group),
	[FAMILY_CONTACT] = sizeof(struct contact),
	[FAMILY_ROSTER] = sizeof(struct roster),
	[FAMILY_QUESTION] = sizeof(struct question),
	[FAMILY_LOGIN] = sizeof(struct login),
	[FAMILY_INTERFACE] = sizeof(struct interface),
	[FAMILY_VERSIONS] = sizeof(struct version_policy),
	[FAMILY_CALENDAR] = sizeof(struct calendar),
};

const char *inventory_family_word(enum family_id family)
{
	return family_words[family];
}

struct inventory *inventory_new(void)
{
	struct inventory *inventory = g_new0(struct inventory, 1);

	inventory->links = g_array_new(FALSE, TRUE, sizeof(struct link));
	inventory->link_demarcations = g_array_new(FALSE, TRUE, sizeof(struct demarcation));
	inventory->line_demarcations = g_array_new(FALSE, TRUE, sizeof(struct demarcation));
	inventory->secrets = g_array_new(FALSE, TRUE, sizeof(struct secret));
	inventory->files = g_ptr_array_new_with_free_func(g_free);
	inventory->strings = g_string_chunk_new(64 * 1024);
	inventory->blocks = g_ptr_array_new_with_free_func(g_free);
	return inventory;
}

void inventory_free(struct inventory *inventory)
{
	if (!inventory)
		return;
	for (unsigned int i = 0; i < FAMILY_COUNT; i++)
		g_free(inventory->families[i].things);
	g_array_unref(inventory->links);
	g_array_unref(inventory->link_demarcations);
	g_array_unref(inventory->line_demarcations);
	g_array_unref(inventory->secrets);
	g_ptr_array_unref(inventory->files);
	g_string_chunk_free(inventory->strings);
	g_ptr_array_unref(inventory->blocks);
	g_clear_pointer(&inventory->zone, g_time_zone_unref);
	g_free(inventory->directory);
	g_free(inventory);
}

gpointer inventory_at(const struct inventory *inventory, enum family_id family, size_t index)
{
	return inventory->families[family].things + index * inventory_thing_sizes[family];
}

gpointer inventory_find(const struct inventory *inventory, enum family_id family, const char *name)
{
	size_t low = 0, high = inventory->families[family].count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		gpointer thing = inventory_at(inventory, family, middle);
		int order = strcmp(name, *(const char *const *)thing);

		if (order == 0)
			return thing;
		if (order > 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

const char *inventory_nearest(const struct inventory *inventory, enum family_id family, const char *name)
{
	size_t count = inventory->families[family].count;
	g_autofree const char **names = g_new0(const char *, count + 1);

	for (size_t i = 0; i < count; i++)
		names[i] = *(const char *const *)inventory_at(inventory, family, i);
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

const struct digest *inventory_digest(const struct inventory *inventory)
{
	return &inventory->digest;
}

const struct organization *inventory_self(const struct inventory *inventory)
{
	return inventory->self;
}

struct conf_position inventory_position(const struct inventory *inventory, struct place place)
{
	g_assert(place.file < inventory->files->len);
	return (struct conf_position){
		.file = inventory->files->pdata[place.file],
		.line = place.line,
		.column = place.column,
	};
}

#define INVENTORY_FAMILY(noun, type, family) \
	size_t inventory_##noun##_count(const struct inventory *inventory) \
	{ \
		return inventory->families[family].count; \
	} \
	const struct type *inventory_##noun##_at(const struct inventory *inventory, size_t index) \
	{ \
		g_assert(index < inventory->families[family].count); \
		return inventory_at(inventory, family, index); \
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
INVENTORY_FAMILY(question, question, FAMILY_QUESTION);
INVENTORY_FAMILY(login, login, FAMILY_LOGIN);
INVENTORY_FAMILY(interface, interface, FAMILY_INTERFACE);
INVENTORY_FAMILY(version_policy, version_policy, FAMILY_VERSIONS);
INVENTORY_FAMILY(calendar, calendar, FAMILY_CALENDAR);

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
	return inventory->link_demarcations->len + inventory_line_count(inventory);
}

const struct demarcation *inventory_demarcation_at(const struct inventory *inventory, size_t index)
{
	GArray *links = inventory->link_demarcations, *lines = inventory->line_demarcations;

	g_assert(index < inventory_demarcation_count(inventory));
	if (index < links->len)
		return &g_array_index(links, struct demarcation, index);
	/* All at once, so that none moves when another is asked for. */
	for (size_t i = lines->len; i < inventory_line_count(inventory); i++) {
		struct demarcation demarcation =
			inventory_line_demarcation(inventory, inventory_line_at(inventory, i));

		g_array_append_val(lines, demarcation);
	}
	return &g_array_index(lines, struct demarcation, index - links->len);
}
