/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Devices: what is watched and how it would be logged in to. Whether the rest
 * of the network makes sense around them is for check.c.
 */
#include "inventory/internal.h"

#include "base/translate.h"

#define MODEL_LIMIT 100
#define SESSIONS_LIMIT INT64_C(1000000000000)
#define ADDRESSES_LIMIT 64

static const char *const probe_kinds[] = { "icmp", NULL };

static void address_read(struct build *build, const struct conf_node *node, struct device *device)
{
	const struct conf_node *word = field_find(node, "address");

	if (!field_address(build, node, "address", &device->address))
		return;
	device->watch_icmp = true;
	addresses_claim(build, word, device, NULL);
}

/* Further addresses are only for knowing a device by; nobody claims them, since two
 * devices may share one (a virtual router's). */
static void others_read(struct build *build, const struct conf_node *node, struct device *device)
{
	const struct conf_node *list = field_find(node, "addresses");
	struct address *others;

	if (!list || !conf_expect(list, CONF_SEQUENCE, field_of(build, "addresses"), build->faults))
		return;
	if (conf_length(list) > ADDRESSES_LIMIT) {
		build_error(build, conf_position(list), _("%s has more than %d addresses"), build_owner(build),
			    ADDRESSES_LIMIT);
		return;
	}
	others = build_array(build, conf_length(list) + 1, sizeof(*others));
	for (size_t i = 0; i < conf_length(list); i++)
		if (conf_read_address(conf_item(list, i), field_of(build, "addresses"),
				      &others[device->other_count], build->faults))
			device->other_count++;
	device->others = device->other_count > 0 ? others : NULL;
}

static void watch_read(struct build *build, const struct conf_node *node, struct device *device)
{
	const struct conf_node *list = field_find(node, "watch");
	unsigned int kind;

	if (!list || !conf_expect(list, CONF_SEQUENCE, field_of(build, "watch"), build->faults))
		return;
	device->watch_icmp = false;
	for (size_t i = 0; i < conf_length(list); i++)
		if (conf_read_choice(conf_item(list, i), field_of(build, "watch"), probe_kinds, &kind,
				     build->faults))
			device->watch_icmp = true;
	if (device->watch_icmp && !field_find(node, "address")) {
		build_error(build, conf_position(list), _("%s cannot be watched: it has no address"),
			    build_owner(build));
		device->watch_icmp = false;
	}
}

static void class_read(struct build *build, const struct conf_node *node, struct device *device)
{
	if (field_find(node, "service-class"))
		device->service_class = field_reference(build, node, "service-class", FAMILY_SERVICE_CLASS);
	else if (device->owner && device->owner->kind == OWNER_INSTITUTION)
		device->service_class = device->owner->service_class;
	else if (device->watch_icmp || device->ssh)
		build_error(build, conf_position(node),
			    _("%s has no service class, so no thresholds (3.2.1-5)"), build_owner(build));
}

static void device_read(struct build *build, const struct build_entry *entry)
{
	struct device *device = build_add(build, FAMILY_DEVICE, entry);
	const struct conf_node *node = entry->node;

	if (field_required(build, node, "owner"))
		device->owner = field_organization(build, node, "owner", 0);
	field_name(build, node, "role", &device->role);
	field_string(build, node, "model", MODEL_LIMIT, &device->model);
	field_name(build, node, "platform", &device->platform);
	address_read(build, node, device);
	others_read(build, node, device);
	watch_read(build, node, device);
	device->site = field_reference(build, node, "site", FAMILY_SITE);
	device->ssh = logins_read_device(build, node);
	class_read(build, node, device);
	field_integer(build, node, "sessions-max", 1, SESSIONS_LIMIT, &device->sessions_max);
	device->tags = field_tags(build, node);
}

void devices_read(struct build *build)
{
	static const char *const keys[] = {
		"owner", "role", "model", "platform", "address", "addresses", "watch", "site",
		"service-class", "ssh", "sessions-max", "tags", NULL,
	};
	struct build_cursor cursor = { 0 };
	struct build_entry entry;

	while (build_next(build, "devices", FAMILY_DEVICE, keys, &cursor, &entry))
		device_read(build, &entry);
	family_close(build, FAMILY_DEVICE);
	addresses_renumber(build);
}
