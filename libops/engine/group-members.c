/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What one check saw of the members of a group, from the results and readings that
 * it has anyhow. Two routers know that they mean one group by its number and its
 * virtual address; the interface has another name on each.
 */
#include "engine/groups.h"

#include <string.h>

/* --- who was seen --- */

static void keep_newest(GHashTable *table, gconstpointer of, struct check_item *item)
{
	const struct check_item *present = g_hash_table_lookup(table, of);

	if (!present || present->result->started_at_us <= item->result->started_at_us)
		g_hash_table_insert(table, (gpointer)of, item);
}

/* The reading that came of LOGIN, not one before it. */
static const struct check_reading *find_reading(const struct check *check, const struct check_item *login)
{
	const struct result_facts *facts = login->result->facts;

	if (!facts || facts->kind != QUESTION_SSH || !facts->ssh.reading)
		return NULL;
	for (guint i = check->readings->len; i > 0; i--) {
		const struct check_reading *reading = &g_array_index(check->readings, struct check_reading, i - 1);

		if (reading->device == login->item.device && reading->read_at_us == facts->ssh.reading->read_at_us)
			return reading;
	}
	return NULL;
}

void group_sights_init(struct group_sights *sights, const struct check *check)
{
	GHashTableIter iter;
	gpointer device, login;

	sights->answers = g_hash_table_new(NULL, NULL);
	sights->logins = g_hash_table_new(NULL, NULL);
	sights->readings = g_hash_table_new(NULL, NULL);
	for (guint i = 0; i < check->items->len; i++) {
		struct check_item *item = &g_array_index(check->items, struct check_item, i);

		if (item->result->run_ended_first)
			continue;
		if (!item->item.question)
			keep_newest(sights->answers, item->item.kind == ITEM_LINE ? (gconstpointer)item->item.line
										  : item->item.device, item);
		else if (item_question_kind(&item->item) == QUESTION_SSH)
			keep_newest(sights->logins, item->item.device, item);
	}
	g_hash_table_iter_init(&iter, sights->logins);
	while (g_hash_table_iter_next(&iter, &device, &login)) {
		const struct check_reading *reading = find_reading(check, login);

		if (reading)
			g_hash_table_insert(sights->readings, device, (gpointer)reading);
	}
}

void group_sights_clear(struct group_sights *sights)
{
	g_hash_table_unref(sights->answers);
	g_hash_table_unref(sights->logins);
	g_hash_table_unref(sights->readings);
}

/* --- one member --- */

/* Where nobody asked whether it answers, its login tells whether it can be reached. */
static enum status status_of_login(const struct result *result)
{
	switch ((enum probe_end)result->end) {
	case PROBE_ANSWERED:
		return STATUS_OK;
	case PROBE_NO_ANSWER:
		return STATUS_DOWN;
	case PROBE_COULD_NOT_ASK:
		break;
	}
	return STATUS_UNKNOWN;
}

/* MEMBER of GROUP without its role; false: it was not asked. */
static bool see_member(const struct group_sights *sights, const struct group *group, size_t number,
		       struct group_member *ret_member, int64_t *at_us)
{
	gconstpointer of = group->devices ? (gconstpointer)group->devices[number] : group->lines[number];
	const struct check_item *answer = g_hash_table_lookup(sights->answers, of);
	const struct check_item *login = g_hash_table_lookup(sights->logins, of);

	*ret_member = GROUP_MEMBER_UNKNOWN;
	if (group_reads_members(group) ? !login : !answer && !login)
		return false;
	if (answer)
		ret_member->status = answer->judgement.status;
	else
		ret_member->status = status_of_login(login->result);
	*at_us = MAX(*at_us, (answer ? answer : login)->result->started_at_us);
	if (login)
		*at_us = MAX(*at_us, login->result->started_at_us);
	return true;
}

static void take_role(struct group_member *member, const struct device_view *view, const struct device_role *role)
{
	member->role = role->role;
	member->transitions = role->transitions;
	member->transitions_before = role->transitions_before;
	member->changed_at_us = role->changed_at_us;
	member->restarted = view->restarted;
}

/*
 * It carries with one session; and it has ceased to in between only if each of them was
 * lost, so what happened to the most steady one counts.
 */
static void take_sessions(struct group_member *member, const struct device_view *view)
{
	int64_t lost = INT64_MAX, changed_at_us = INT64_MAX;
	bool up = false;

	if (!view->sessions_whole)
		return;
	member->role = GROUP_ROLE_OUT;
	for (guint i = 0; i < view->sessions->len; i++) {
		const struct device_session *session = &g_array_index(view->sessions, struct device_session, i);
		bool counted = session->lost >= 0 && session->lost_before >= 0;

		up |= session->up;
		lost = MIN(lost, counted ? session->lost - session->lost_before : -1);
		changed_at_us = MIN(changed_at_us, session->changed_at_us);
	}
	if (!up)
		return;
	member->role = GROUP_ROLE_ACTIVE;
	member->restarted = view->restarted;
	member->changed_at_us = changed_at_us;
	if (lost >= 0) {
		member->transitions = lost;
		member->transitions_before = 0;
	}
}

/* --- instances --- */

/* An instance while it is put together: whom it is told by, a role or NULL for each member. */
struct instance {
	const struct device_role *first;
	const struct device_role *roles[GROUP_MEMBERS_MOST];
};

/* What one of two does not tell does not set them apart. */
static bool is_alike(const char *a, const char *b)
{
	return !*a || !*b || !strcmp(a, b);
}

static bool is_same(const struct device_role *a, const struct device_role *b)
{
	return !strcmp(a->number, b->number) && is_alike(a->family, b->family) &&
	       is_alike(a->virtual_address, b->virtual_address);
}

static bool is_meant(const struct group *group, const struct device_role *role)
{
	return is_alike(role->protocol, inventory_group_protocol_id(group->protocol)) &&
	       (!group->vrid || !strcmp(group->vrid, role->number));
}

static void put_role(GArray *instances, size_t member, const struct device_role *role)
{
	struct instance made = { .first = role };

	for (guint i = 0; i < instances->len; i++) {
		struct instance *instance = &g_array_index(instances, struct instance, i);

		if (instance->roles[member] || !is_same(instance->first, role))
			continue;
		instance->roles[member] = role;
		return;
	}
	made.roles[member] = role;
	g_array_append_val(instances, made);
}

static GArray *find_instances(const struct group *group, const struct check_reading *const *readings, size_t count)
{
	GArray *instances = g_array_new(FALSE, TRUE, sizeof(struct instance));

	for (size_t member = 0; member < count; member++)
		for (guint i = 0; readings[member] && i < readings[member]->view.roles->len; i++) {
			const struct device_role *role =
				&g_array_index(readings[member]->view.roles, struct device_role, i);

			if (is_meant(group, role))
				put_role(instances, member, role);
		}
	return instances;
}

/* INSTANCE with what was seen of each member; NULL: nobody who was read tells of any. */
static void gather_instance(const struct group *group, const struct instance *instance,
			    const struct check_reading *const *readings, size_t count, struct group_gathered *gathered)
{
	gathered->complete = instance != NULL;
	if (instance)
		g_snprintf(gathered->name, sizeof(gathered->name), "%s %s%s%s",
			   inventory_group_protocol_id(group->protocol), instance->first->number,
			   *instance->first->virtual_address ? " " : "", instance->first->virtual_address);
	for (size_t i = 0; i < count; i++) {
		const struct device_view *view = readings[i] ? &readings[i]->view : NULL;

		if (!view)
			continue;
		if (instance && instance->roles[i])
			take_role(&gathered->members[i], view, instance->roles[i]);
		else if (view->roles_whole)
			gathered->members[i].role = GROUP_ROLE_OUT;
		if (instance && !instance->roles[i])
			gathered->complete = false;
	}
}

static void gather_instances(const struct group *group, const struct check_reading *const *readings, size_t count,
			     const struct group_gathered *seen, GArray *gathered)
{
	g_autoptr(GArray) instances = find_instances(group, readings, count);

	for (guint i = 0; i < MAX(instances->len, 1); i++) {
		const struct instance *instance =
			instances->len ? &g_array_index(instances, struct instance, i) : NULL;
		struct group_gathered each = *seen;

		gather_instance(group, instance, readings, count, &each);
		g_array_append_val(gathered, each);
	}
}

bool group_gather(const struct group_sights *sights, const struct group *group, GArray **ret_gathered,
		  int64_t *ret_at_us)
{
	const struct check_reading *readings[GROUP_MEMBERS_MOST] = { NULL };
	struct group_gathered seen = { .complete = true };
	size_t count = group_member_count(group);
	int64_t at_us = 0;

	g_assert(count <= GROUP_MEMBERS_MOST);
	for (size_t i = 0; i < count; i++) {
		if (!see_member(sights, group, i, &seen.members[i], &at_us))
			return false;
		if (group->devices && group_reads_members(group))
			readings[i] = g_hash_table_lookup(sights->readings, group->devices[i]);
		if (readings[i])
			at_us = MAX(at_us, readings[i]->read_at_us);
	}
	*ret_gathered = g_array_new(FALSE, TRUE, sizeof(struct group_gathered));
	*ret_at_us = at_us;
	if (group->protocol == GROUP_VRRP || group->protocol == GROUP_HSRP) {
		gather_instances(group, readings, count, &seen, *ret_gathered);
		return true;
	}
	for (size_t i = 0; i < count && group->protocol == GROUP_BGP; i++)
		if (readings[i])
			take_sessions(&seen.members[i], &readings[i]->view);
	g_array_append_val(*ret_gathered, seen);
	return true;
}
