/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Interfaces: which of a device's are watched, and what they lead to. A section of
 * its own, since a table of devices has no place for them. What an interface leads
 * to gives it its name among items and, where that is a line, the rate that it is
 * held against.
 */
#include "inventory/internal.h"

#include "base/quantity.h"
#include "base/text.h"
#include "base/translate.h"

#define NAME_LIMIT 128
#define RATE_LIMIT 64

static const char *const expects[] = { "up", "down", "any", NULL };

const char *inventory_interface_expect_id(enum interface_expect expect)
{
	return expects[expect];
}

const struct interface *inventory_device_interface(const struct inventory *inventory,
						   const struct device *device, const char *interface)
{
	g_autofree char *name = g_strconcat(device->name, "/", interface, NULL);

	return inventory_find_interface(inventory, name);
}

const struct interface *inventory_device_interfaces(const struct inventory *inventory,
						    const struct device *device, size_t *ret_count)
{
	size_t count = inventory_interface_count(inventory), low = 0, high = count;
	g_autofree char *begin = g_strconcat(device->name, "/", NULL);

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(inventory_interface_at(inventory, middle)->name, begin) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	while (high < count && inventory_interface_at(inventory, high)->device == device)
		high++;
	*ret_count = high - low;
	return high > low ? inventory_interface_at(inventory, low) : NULL;
}

/* --- reading --- */

/* What a device calls it may hold slashes, and nothing that would not be seen. */
static bool text_is_name(const char *text)
{
	size_t length = strlen(text);

	if (length == 0 || length > NAME_LIMIT)
		return false;
	for (const char *at = text; *at; at++)
		if (!g_ascii_isgraph(*at))
			return false;
	return true;
}

/* The device in NAME, "a2/eth1.100"; NULL after a fault. */
static const struct device *device_of(struct build *build, const struct build_entry *entry)
{
	const char *slash = strchr(entry->name, '/');
	g_autofree char *device = slash ? g_strndup(entry->name, (gsize)(slash - entry->name)) : NULL;

	if (!slash || !conf_check_name(device, entry->position, NULL, NULL) || !text_is_name(slash + 1)) {
		g_autofree char *shown = text_excerpt(entry->name);

		build_error(build, entry->position,
			    _("'%s' is no name of an interface: expected 'DEVICE/INTERFACE' without blanks"), shown);
		return NULL;
	}
	return field_resolve(build, device, entry->position, "interfaces", FAMILY_DEVICE);
}

/* "1G", or "1G/100M" down and up. */
static bool rate_parse(const char *text, int64_t *ret_down, int64_t *ret_up, GError **error)
{
	const char *slash = strchr(text, '/');
	g_autofree char *down = slash ? g_strndup(text, (gsize)(slash - text)) : g_strdup(text);

	return quantity_parse_rate(down, ret_down, error) &&
	       quantity_parse_rate(slash ? slash + 1 : text, ret_up, error);
}

/* Down is towards the institution: into its own device at the end of a line, out of any other. */
static void rate_read(struct build *build, const struct conf_node *node, struct interface *interface)
{
	const struct conf_node *word = field_find(node, "rate");
	const struct line *line = interface->line;
	int64_t down = line ? line->contract_down : 0, up = line ? line->contract_up : 0;
	bool at_end = line && line->cpe == interface->device;
	g_autoptr(GError) error = NULL;
	const char *text;

	if (word && conf_read_string(word, field_of(build, "rate"), RATE_LIMIT, &text, build->faults) &&
	    !rate_parse(text, &down, &up, &error))
		build_error(build, conf_position(word), "%s: %s", field_of(build, "rate"), error->message);
	interface->rate_in = at_end ? down : up;
	interface->rate_out = at_end ? up : down;
}

/* One of `line`, `device` and `name` says what it leads to, and what it is called. */
static void label_read(struct build *build, const struct build_entry *entry, struct interface *interface)
{
	static const char *const keys[] = { "line", "device", "name" };
	const char *word = NULL;
	unsigned int given = 0;

	for (unsigned int i = 0; i < G_N_ELEMENTS(keys); i++)
		given += field_find(entry->node, keys[i]) != NULL;
	if (given != 1)
		build_error(build, entry->position, _("%s needs one of 'line', 'device' and 'name'"),
			    build_owner(build));
	interface->line = field_reference(build, entry->node, "line", FAMILY_LINE);
	interface->peer = field_reference(build, entry->node, "device", FAMILY_DEVICE);
	field_name(build, entry->node, "name", &word);
	interface->label = interface->line ? interface->line->name :
			   interface->peer ? interface->peer->name : word;
	if (interface->peer && interface->peer == interface->device)
		build_error(build, conf_position(conf_find(entry->node, "device")),
			    _("%s leads to its own device"), build_owner(build));
}

static void interface_read(struct build *build, const struct build_entry *entry)
{
	static const char *const keys[] = { "line", "device", "name", "rate", "expect", NULL };
	const struct device *device = device_of(build, entry);
	unsigned int expect = INTERFACE_UP;
	struct interface *interface;

	if (!device)
		return;
	build_subject(build, inventory_family_word(FAMILY_INTERFACE), entry->name);
	if (!conf_expect(entry->node, CONF_MAPPING, build_owner(build), build->faults) ||
	    !conf_check_keys(entry->node, keys, build_owner(build), build->faults))
		return;
	if (!device->ssh)
		build_error(build, entry->position, _("%s is of a device without 'ssh', so nobody can read it"),
			    build_owner(build));
	interface = build_add(build, FAMILY_INTERFACE, entry);
	interface->device = device;
	label_read(build, entry, interface);
	rate_read(build, entry->node, interface);
	field_choice(build, entry->node, "expect", expects, &expect);
	interface->expect = (enum interface_expect)expect;
}

/* Two that are called alike would be one item. */
static void labels_check(struct build *build)
{
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (size_t i = 0; i < inventory_interface_count(build->inventory); i++) {
		const struct interface *interface = inventory_interface_at(build->inventory, i);
		g_autofree char *key = interface->label ?
			g_strconcat(interface->device->name, "/", interface->label, NULL) : NULL;
		const struct interface *other = key ? g_hash_table_lookup(seen, key) : NULL;

		build_subject(build, inventory_family_word(FAMILY_INTERFACE), interface->name);
		if (other)
			build_error_at(build, interface->place, _("%s is called '%s', and so is interface '%s'"),
				       build_owner(build), interface->label, other->name);
		else if (key)
			g_hash_table_insert(seen, g_steal_pointer(&key), (gpointer)interface);
	}
}

void interfaces_read(struct build *build)
{
	struct build_cursor cursor = { 0 };
	struct build_entry entry;

	while (build_next_pair(build, "interfaces", &cursor, &entry))
		interface_read(build, &entry);
	family_close(build, FAMILY_INTERFACE);
	labels_check(build);
}
