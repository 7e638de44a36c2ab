/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Redundancy groups: what stands in for what. A group that could not switch,
 * or whose members are not of one sort, would be judged and never right.
 */
#include "inventory/internal.h"

#include "base/translate.h"

#define MEMBERS_LIMIT 64
#define VRID_DIGITS 4

const char *const inventory_group_protocol_ids[] = { "vrrp", "hsrp", "bgp", "lines", "any", NULL };

const char *inventory_group_protocol_id(enum group_protocol protocol)
{
	return inventory_group_protocol_ids[protocol];
}

/* Members while they are read: of one of the two sorts. */
struct members {
	const struct device **devices;
	const struct line **lines;
	size_t device_count, line_count;
};

static bool member_is_there(const struct members *members, const struct device *device,
			    const struct line *line)
{
	for (size_t i = 0; i < members->device_count; i++)
		if (members->devices[i] == device)
			return true;
	for (size_t i = 0; i < members->line_count; i++)
		if (members->lines[i] == line)
			return true;
	return false;
}

/* Both sorts are looked at, so that a member of the wrong one is called so and not unknown. */
static void member_read(struct build *build, const struct conf_node *word, enum group_protocol protocol,
			struct members *members)
{
	bool may_be_line = protocol == GROUP_LINES || protocol == GROUP_ANY;
	bool may_be_device = protocol != GROUP_LINES;
	const struct device *device;
	const struct line *line;
	const char *name;

	if (!conf_read_name(word, field_of(build, "members"), &name, build->faults))
		return;
	device = inventory_find(build->inventory, FAMILY_DEVICE, name);
	line = inventory_find(build->inventory, FAMILY_LINE, name);
	if (!may_be_device && line)
		device = NULL;
	if (!may_be_line && device)
		line = NULL;
	if (!device && !line)
		field_reference_word(build, word, "members", may_be_device ? FAMILY_DEVICE : FAMILY_LINE);
	else if (device && line)
		build_error(build, conf_position(word),
			    _("member '%s' of %s is both a device and a line; say protocol 'lines' or that "
			      "of the devices"), name, build_owner(build));
	else if (device ? !may_be_device : !may_be_line)
		build_error(build, conf_position(word), device ?
			    _("member '%s' of %s is a device; members of protocol '%s' are lines") :
			    _("member '%s' of %s is a line; members of protocol '%s' are devices"),
			    name, build_owner(build), inventory_group_protocol_ids[protocol]);
	else if (member_is_there(members, device, line))
		build_error(build, conf_position(word), _("'%s' is a member of %s twice"), name,
			    build_owner(build));
	else if (device ? members->line_count > 0 : members->device_count > 0)
		build_error(build, conf_position(word),
			    _("member '%s' of %s is a %s, but those before it are not"), name, build_owner(build),
			    _(inventory_family_word(device ? FAMILY_DEVICE : FAMILY_LINE)));
	else if (device)
		members->devices[members->device_count++] = device;
	else
		members->lines[members->line_count++] = line;
}

/* Returns how many words the list of members holds, 0 after a fault. */
static size_t members_read(struct build *build, const struct conf_node *node, struct group *group)
{
	const struct conf_node *list = field_required(build, node, "members");
	struct members members = { 0 };
	size_t length;

	if (!list || !conf_expect(list, CONF_SEQUENCE, field_of(build, "members"), build->faults))
		return 0;
	length = conf_length(list);
	if (length < 2 || length > MEMBERS_LIMIT) {
		build_error(build, conf_position(list), _("%s has %zu members, not 2 to %d"), build_owner(build),
			    length, MEMBERS_LIMIT);
		return 0;
	}
	members.devices = build_array(build, length + 1, sizeof(*members.devices));
	members.lines = build_array(build, length + 1, sizeof(*members.lines));
	for (size_t i = 0; i < length; i++)
		member_read(build, conf_item(list, i), group->protocol, &members);
	if (members.line_count > 0)
		group->lines = members.lines;
	else
		group->devices = members.devices;
	return length;
}

static void owners_check(struct build *build, const struct conf_node *node, const struct group *group)
{
	const struct device *const *device = group->devices;

	if (!device || !*device || (group->protocol != GROUP_VRRP && group->protocol != GROUP_HSRP))
		return;
	for (; *device; device++) {
		const struct organization *owner = (*device)->owner;

		if (!owner || !group->devices[0]->owner || owner == group->devices[0]->owner)
			continue;
		build_error(build, conf_position(conf_find(node, "members")),
			    _("members of %s have different owners: '%s' is of '%s', '%s' of '%s'"),
			    build_owner(build), group->devices[0]->name, group->devices[0]->owner->name,
			    (*device)->name, owner->name);
		return;
	}
}

static bool group_has(const struct group *group, const char *name)
{
	for (const struct device *const *device = group->devices; device && *device; device++)
		if (!strcmp((*device)->name, name))
			return true;
	for (const struct line *const *line = group->lines; line && *line; line++)
		if (!strcmp((*line)->name, name))
			return true;
	return false;
}

static void standby_read(struct build *build, const struct conf_node *node, size_t member_count,
			 struct group *group)
{
	int64_t standby = 1;

	field_integer(build, node, "minimum-standby", 0, MEMBERS_LIMIT, &standby);
	group->minimum_standby = (int)standby;
	if (member_count > 0 && (size_t)standby >= member_count)
		build_error(build, conf_position(conf_find(node, "minimum-standby")),
			    _("minimum-standby %d of %s is impossible: of %zu members one is active"),
			    group->minimum_standby, build_owner(build), member_count);
	if (member_count > 0 && field_name(build, node, "normally-active", &group->normally_active) &&
	    !group_has(group, group->normally_active) && !build->partial)
		build_error(build, conf_position(conf_find(node, "normally-active")),
			    _("normally-active '%s' is no member of %s"), group->normally_active,
			    build_owner(build));
}

/* Two routers may share several groups; HSRP counts from 0, and its second version to 4095. */
static void vrid_read(struct build *build, const struct conf_node *node, struct group *group)
{
	if (!field_string(build, node, "vrid", VRID_DIGITS, &group->vrid))
		return;
	if (group->protocol != GROUP_VRRP && group->protocol != GROUP_HSRP)
		build_error(build, conf_position(conf_find(node, "vrid")),
			    _("'vrid' of %s: groups of protocol '%s' have no number"), build_owner(build),
			    inventory_group_protocol_ids[group->protocol]);
	else if (strspn(group->vrid, "0123456789") != strlen(group->vrid))
		build_error(build, conf_position(conf_find(node, "vrid")), _("'vrid' of %s is no number: '%s'"),
			    build_owner(build), group->vrid);
}

static void group_read(struct build *build, const struct build_entry *entry)
{
	struct group *group = build_add(build, FAMILY_GROUP, entry);
	const struct conf_node *node = entry->node;
	unsigned int protocol = GROUP_ANY;
	size_t member_count;

	if (field_required(build, node, "protocol"))
		field_choice(build, node, "protocol", inventory_group_protocol_ids, &protocol);
	group->protocol = protocol;
	member_count = members_read(build, node, group);
	owners_check(build, node, group);
	standby_read(build, node, member_count, group);
	vrid_read(build, node, group);
}

void groups_read(struct build *build)
{
	static const char *const keys[] = {
		"protocol", "members", "normally-active", "minimum-standby", "vrid", NULL,
	};
	struct build_cursor cursor = { 0 };
	struct build_entry entry;

	while (build_next(build, "groups", FAMILY_GROUP, keys, &cursor, &entry))
		group_read(build, &entry);
	family_close(build, FAMILY_GROUP);
}
