/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The network of a drill at one time: healthy, save what the scenario changed up to then, as an
 * overlay. Devices that are logged in to read well as well, and members of groups say their parts.
 */
#include "drill/internal.h"

#include <string.h>

#define HEALTHY_RTT_US 2000
#define HEALTHY_CPU_PPM 200000
#define HEALTHY_MEMORY_PPM 400000
#define HEALTHY_UPTIME_US (INT64_C(30) * 24 * 3600 * 1000000)
#define HALF_PPM 500000

/* How one item stands: what of it was changed, the newest of each. */
struct stand {
	const struct drill_change *answer, *cpu, *memory, *uptime, *group;	/* NULL: as it is when healthy */
};

/* --- what was changed up to now --- */

static int64_t came_at_us(const struct drill_scenario *scenario, const int64_t *changed_at_us, guint i)
{
	return changed_at_us ? changed_at_us[i] : g_array_index(scenario->network, struct drill_change, i).at_us;
}

struct come { int64_t at_us; guint index; };

static gint compare_come(gconstpointer a, gconstpointer b)
{
	const struct come *first = a, *second = b;

	if (first->at_us != second->at_us)
		return first->at_us < second->at_us ? -1 : 1;
	return first->index < second->index ? -1 : first->index > second->index;
}

/* Changes that have come by AT_US, in the order in which they did. */
static GArray *list_come(const struct drill_scenario *scenario, int64_t at_us, const int64_t *changed_at_us)
{
	GArray *list = g_array_new(FALSE, FALSE, sizeof(struct come));

	for (guint i = 0; i < scenario->network->len; i++) {
		struct come come = {came_at_us(scenario, changed_at_us, i), i};

		if (come.at_us >= 0 && come.at_us <= at_us)
			g_array_append_val(list, come);
	}
	g_array_sort(list, compare_come);
	return list;
}

static void change_item(GHashTable *stands, const char *item, const struct drill_change *change)
{
	struct stand *stand = g_hash_table_lookup(stands, item);

	if (!stand) {
		stand = g_new0(struct stand, 1);
		g_hash_table_insert(stands, g_strdup(item), stand);
	}
	if (change->recovers)
		memset(stand, 0, sizeof(*stand));
	if (change->answers)
		stand->answer = change;
	if (change->cpu_ppm >= 0)
		stand->cpu = change;
	if (change->memory_ppm >= 0)
		stand->memory = change;
	if (change->uptime_us >= 0)
		stand->uptime = change;
	if (change->group >= 0)
		stand->group = change;
}

/* Names of items to struct stand. OVERLAY: where paths are put in; NULL. */
static GHashTable *stands_at(const struct drill_scenario *scenario, const struct drill_targets *targets, int64_t at_us,
			     const int64_t *changed_at_us, struct overlay *overlay)
{
	GHashTable *stands = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	g_autoptr(GArray) list = list_come(scenario, at_us, changed_at_us);

	for (guint i = 0; i < list->len; i++) {
		const struct drill_change *change = &g_array_index(scenario->network, struct drill_change,
								   g_array_index(list, struct come, i).index);
		const struct drill_bound *bound =
			change->target < 0 ? NULL
					   : drill_targets_find(targets, g_array_index(scenario->targets, struct drill_target,
										       change->target).name);

		if (change->path && overlay)
			overlay_put_path(overlay, change->path, change->recovers ? OVERLAY_PATH_WELL : change->fails);
		for (const char *const *item = bound ? bound->items : NULL; item && *item; item++)
			change_item(stands, *item, change);
	}
	return stands;
}

/* --- groups --- */

static unsigned int member_count(const struct group *group)
{
	unsigned int count = 0;

	while (group->devices ? group->devices[count] != NULL : group->lines && group->lines[count])
		count++;
	return count;
}

static const char *member_name(const struct group *group, unsigned int number)
{
	return group->devices ? group->devices[number]->name : group->lines[number]->name;
}

/* The number of the member that normally carries. */
static unsigned int normal_member(const struct group *group)
{
	for (unsigned int i = 0; group->normally_active && i < member_count(group); i++)
		if (g_str_equal(member_name(group, i), group->normally_active))
			return i;
	return 0;
}

/* What member NUMBER of GROUP says, so that the group shows VERDICT. */
static enum overlay_state part_of(const struct group *group, unsigned int number, enum group_verdict verdict)
{
	unsigned int normal = normal_member(group);
	unsigned int other = normal == 0 ? 1 : 0;

	switch (verdict) {
	case GROUP_NORMAL: return number == normal ? OVERLAY_MASTER : OVERLAY_BACKUP;
	case GROUP_SWITCHED: return number == other ? OVERLAY_MASTER : OVERLAY_BACKUP;
	case GROUP_DEGRADED: return number == normal ? OVERLAY_MASTER : OVERLAY_INIT;
	case GROUP_SPLIT: return OVERLAY_MASTER;
	case GROUP_NONE:
	case GROUP_UNKNOWN: return OVERLAY_INIT;
	}
	return OVERLAY_INIT;
}

static void add_role(struct overlay_reading *reading, const struct group *group, enum overlay_state state)
{
	struct overlay_role *role = &reading->roles[reading->role_count];

	if (reading->role_count == OVERLAY_ROLES)
		return;
	g_strlcpy(role->protocol, inventory_group_protocol_id(group->protocol), sizeof(role->protocol));
	g_strlcpy(role->number, group->vrid ? group->vrid : "1", sizeof(role->number));
	role->state = state;
	reading->role_count++;
}

/* Its sessions with whoever of another owner it is linked to. A member that stands by has them as well. */
static void add_sessions(struct overlay_reading *reading, const struct inventory *inventory,
			 const struct device *device, bool up)
{
	for (size_t i = 0; i < inventory_link_count(inventory); i++) {
		const struct link *link = inventory_link_at(inventory, i);
		const struct device *peer = link->a == device ? link->b : link->b == device ? link->a : NULL;

		if (!peer || peer->owner == device->owner || !peer->address.family ||
		    reading->session_count == OVERLAY_SESSIONS)
			continue;
		reading->sessions[reading->session_count++] = (struct overlay_session){peer->address, up};
	}
}

/* What DEVICE says of GROUP; false: it is to say nothing at all. */
static bool take_group(struct overlay_reading *reading, const struct inventory *inventory, const struct group *group,
		       const struct device *device, const struct stand *stand)
{
	enum group_verdict verdict = stand && stand->group ? (enum group_verdict)stand->group->group : GROUP_NORMAL;

	for (unsigned int i = 0; group->devices && i < member_count(group); i++) {
		enum overlay_state state = part_of(group, i, verdict);

		if (group->devices[i] != device)
			continue;
		if (verdict == GROUP_UNKNOWN)
			return false;
		if (group->protocol == GROUP_VRRP || group->protocol == GROUP_HSRP)
			add_role(reading, group, state);
		else if (group->protocol == GROUP_BGP)
			add_sessions(reading, inventory, device,
				     verdict == GROUP_SWITCHED ? i != normal_member(group) : state != OVERLAY_INIT);
	}
	return true;
}

/* --- items --- */

static struct overlay_answer answer_of(const struct stand *stand)
{
	struct overlay_answer healthy = {.end = PROBE_ANSWERED, .rtt_us = HEALTHY_RTT_US};
	struct overlay_answer answer;

	if (!stand || !stand->answer)
		return healthy;
	answer = stand->answer->answer;
	if (answer.end == PROBE_COULD_NOT_ASK)
		answer.reason = drill_text(&stand->answer->reason, PROCEDURE_JAPANESE);
	return answer;
}

/* A version that the site wants of DEVICE: what its first glob stands for. */
static void take_version(struct overlay_reading *reading, const struct inventory *inventory, const struct device *device)
{
	const struct version_policy *policy = inventory_device_versions(inventory, device);
	const char *glob = policy && policy->wanted && policy->wanted[0] ? policy->wanted[0] : "1.0";
	g_auto(GStrv) parts = g_strsplit_set(glob, "*?", 2);

	for (unsigned int i = 0; i < 10; i++) {
		g_autofree char *version = parts[1] ? g_strdup_printf("%s%u%s", parts[0], i, parts[1]) : g_strdup(glob);

		g_strlcpy(reading->version, version, sizeof(reading->version));
		if (!policy || inventory_judge_version(policy, reading->version) == VERSION_WANTED)
			return;
	}
}

/* Those that are watched, as they are expected to be. */
static void take_interfaces(struct overlay_reading *reading, const struct inventory *inventory,
			    const struct device *device)
{
	size_t count;
	const struct interface *interfaces = inventory_device_interfaces(inventory, device, &count);

	for (size_t i = 0; i < MIN(count, OVERLAY_INTERFACES); i++) {
		const char *slash = strchr(interfaces[i].name, '/');

		g_strlcpy(reading->interfaces[i].name, slash ? slash + 1 : interfaces[i].name,
			  sizeof(reading->interfaces[i].name));
		reading->interfaces[i].up = interfaces[i].expect != INTERFACE_DOWN;
		reading->interface_count++;
	}
}

static void lay_device(struct overlay *overlay, const struct inventory *inventory, const struct device *device,
		       GHashTable *stands, int64_t at_us)
{
	g_autofree char *name = g_strconcat("device:", device->name, NULL);
	const struct stand *stand = g_hash_table_lookup(stands, name);
	struct overlay_answer answer = answer_of(stand);
	struct overlay_reading reading = OVERLAY_READING_UNSAID;
	bool says = device->ssh != NULL;

	reading.cpu_ppm = stand && stand->cpu ? stand->cpu->cpu_ppm : HEALTHY_CPU_PPM;
	reading.memory_ppm = stand && stand->memory ? stand->memory->memory_ppm : HEALTHY_MEMORY_PPM;
	reading.uptime_us = stand && stand->uptime ? stand->uptime->uptime_us : HEALTHY_UPTIME_US + MAX(at_us, 0);
	take_version(&reading, inventory, device);
	take_interfaces(&reading, inventory, device);
	for (size_t i = 0; says && i < inventory_group_count(inventory); i++) {
		const struct group *group = inventory_group_at(inventory, i);
		g_autofree char *item = g_strconcat("group:", group->name, NULL);

		says = take_group(&reading, inventory, group, device, g_hash_table_lookup(stands, item));
	}
	if (says && answer.end == PROBE_ANSWERED)
		answer.reading = &reading;
	if (device->address.family && (stand || answer.reading))
		overlay_put(overlay, &device->address, &answer);
}

/* Members of a group of lines answer or not, as the group is to show. */
static void lay_group_lines(struct overlay *overlay, const struct group *group, enum group_verdict verdict)
{
	static const struct overlay_answer silence = {.end = PROBE_NO_ANSWER};

	for (unsigned int i = 0; group->lines && i < member_count(group); i++) {
		struct item item = {.kind = ITEM_LINE, .line = group->lines[i]};
		bool down = verdict == GROUP_NONE || (verdict == GROUP_SWITCHED && i == normal_member(group)) ||
			    (verdict == GROUP_DEGRADED && i != normal_member(group));

		if (down && item_address(&item)->family)
			overlay_put(overlay, item_address(&item), &silence);
	}
}

static void lay_stand(struct overlay *overlay, const struct inventory *inventory, const char *name,
		      const struct stand *stand)
{
	const struct line *line = g_str_has_prefix(name, "line:") ? inventory_find_line(inventory, name + 5) : NULL;
	const struct group *group = g_str_has_prefix(name, "group:") ? inventory_find_group(inventory, name + 6) : NULL;
	struct item item = {.kind = ITEM_LINE, .line = line};
	struct overlay_answer answer = answer_of(stand);

	if (line && stand->answer && item_address(&item)->family)
		overlay_put(overlay, item_address(&item), &answer);
	if (group && stand->group)
		lay_group_lines(overlay, group, (enum group_verdict)stand->group->group);
}

struct overlay *drill_overlay_at(const struct drill_scenario *scenario, const struct drill_targets *targets,
				 const struct inventory *inventory, int64_t at_us, const int64_t *changed_at_us)
{
	const struct overlay_answer healthy = answer_of(NULL);
	struct overlay *overlay = overlay_new(&healthy);
	g_autoptr(GHashTable) stands = stands_at(scenario, targets, at_us, changed_at_us, overlay);
	GHashTableIter iter;
	gpointer name, stand;

	for (size_t i = 0; i < inventory_device_count(inventory); i++)
		lay_device(overlay, inventory, inventory_device_at(inventory, i), stands, at_us);
	g_hash_table_iter_init(&iter, stands);
	while (g_hash_table_iter_next(&iter, &name, &stand))
		lay_stand(overlay, inventory, name, stand);
	return overlay;
}

unsigned int drill_lines_hit(const struct drill_scenario *scenario, const struct drill_targets *targets,
			     int64_t at_us, const int64_t *changed_at_us)
{
	g_autoptr(GHashTable) stands = stands_at(scenario, targets, at_us, changed_at_us, NULL);
	unsigned int hit = 0;
	GHashTableIter iter;
	gpointer name, value;

	g_hash_table_iter_init(&iter, stands);
	while (g_hash_table_iter_next(&iter, &name, &value)) {
		const struct drill_change *change = ((const struct stand *)value)->answer;

		if (g_str_has_prefix(name, "line:") && change)
			hit += change->answer.end != PROBE_ANSWERED || change->answer.loss_ppm >= HALF_PPM;
	}
	return hit;
}
