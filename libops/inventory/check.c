/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What only shows once the whole configuration is read: who is us, which
 * duties of the guideline nobody could fulfil, and whether the topology hangs
 * together. Faults of single things are found where those are read.
 */
#include "inventory/internal.h"

#include "base/quantity.h"
#include "base/translate.h"
#include "net/ssh.h"

static bool is_ours(const struct build *build, const struct device *device)
{
	return device->owner && device->owner == build->inventory->self;
}

/* --- people --- */

static void roles_check(struct build *build)
{
	static const struct {
		enum contact_role role;
		const char *clause;
	} wanted[] = {
		{ ROLE_OPS_MANAGER, "1.1.1-1" },
		{ ROLE_DUTY_OFFICER, "1.1.1-3" },
		{ ROLE_HELP_DESK, "1.1.2-1" },
	};
	const struct inventory *inventory = build->inventory;
	unsigned int seen = 0;

	for (size_t i = 0; i < inventory_contact_count(inventory); i++) {
		const struct contact *contact = inventory_contact_at(inventory, i);

		if (contact->organization == inventory->self)
			seen |= 1U << contact->role;
	}
	for (unsigned int i = 0; i < G_N_ELEMENTS(wanted); i++)
		if (!(seen & 1U << wanted[i].role))
			build_warning_at(build, inventory->self->place,
				      _("no contact of organization '%s' has role '%s' (%s)"),
				      inventory->self->name, inventory_role_id(wanted[i].role),
				      wanted[i].clause);
}

static bool has_out_of_band(const struct contact *contact)
{
	for (size_t i = 0; i < contact->channel_count; i++)
		if (contact->channels[i].out_of_band)
			return true;
	return false;
}

/* While the core is down, the core and the other operators must still be told. */
static void out_of_band_check(struct build *build)
{
	const struct inventory *inventory = build->inventory;
	g_autoptr(GHashTable) reached = g_hash_table_new(NULL, NULL);

	for (size_t i = 0; i < inventory_contact_count(inventory); i++) {
		const struct contact *contact = inventory_contact_at(inventory, i);

		if (has_out_of_band(contact))
			g_hash_table_add(reached, (gpointer)contact->organization);
	}
	for (size_t i = 0; i < inventory_organization_count(inventory); i++) {
		const struct organization *each = inventory_organization_at(inventory, i);

		if (each->self || (each->kind != OWNER_OPERATOR && each->kind != OWNER_CORE_OPERATOR) ||
		    g_hash_table_contains(reached, each))
			continue;
		build_warning_at(build, each->place,
			      _("no contact of organization '%s' has a channel with 'path: out-of-band', "
				"which works while the core is down (3.2.2-2)"), each->name);
	}
}

/* --- devices that are read --- */

/* The highest warning of FIGURE_LOGIN that holds at some time; -1: it is not watched. */
static int64_t login_warning(const struct service_class *service_class)
{
	int64_t most = service_class ? service_class->figures[FIGURE_LOGIN].warning : -1;

	for (size_t i = 0; service_class && i < service_class->variant_count; i++)
		most = MAX(most, service_class->variants[i].instead->figures[FIGURE_LOGIN].warning);
	return most;
}

/* A job that may not last as long as a level is never seen to. Told once for all that are alike. */
static void reading_time_check(struct build *build)
{
	const struct inventory *inventory = build->inventory;
	g_autoptr(GHashTable) told = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (size_t i = 0; i < inventory_device_count(inventory); i++) {
		const struct device *device = inventory_device_at(inventory, i);
		g_autofree char *shown = NULL;
		struct login login;
		int64_t job_us;

		if (!inventory_device_levels(device, FIGURE_LOGIN) || !inventory_login(device, &login))
			continue;
		job_us = login.limits.job_us ? login.limits.job_us : ssh_limits_default.job_us;
		if (login_warning(device->service_class) < job_us ||
		    !g_hash_table_add(told, g_strdup_printf("%s %s", login.like ? login.like->name : "",
							    device->service_class->name)))
			continue;
		shown = quantity_print_duration(job_us);
		build_error_at(build, login.like ? login.like->place : device->place,
			       _("login warning of service class '%s' can never fire: reading device '%s' "
				 "ends after %s ('job' of its login)"),
			       device->service_class->name, device->name, shown);
	}
}

/* --- topology --- */

static void own_devices_check(struct build *build)
{
	const struct inventory *inventory = build->inventory;

	for (size_t i = 0; i < inventory_device_count(inventory); i++) {
		const struct device *device = inventory_device_at(inventory, i);

		if (is_ours(build, device) && !device->watch_icmp && !device->ssh)
			build_warning_at(build, device->place, _("device '%s' of ours is not watched (3.2.1-1)"),
				      device->name);
	}
}

static void hop_beyond_check(struct build *build)
{
	const struct inventory *inventory = build->inventory;
	g_autoptr(GHashTable) told = g_hash_table_new(NULL, NULL);

	for (size_t i = 0; i < inventory_link_count(inventory); i++) {
		const struct link *link = inventory_link_at(inventory, i);
		const struct device *near = is_ours(build, link->a) ? link->a : link->b;
		const struct device *far = near == link->a ? link->b : link->a;

		if (!is_ours(build, near) || is_ours(build, far) || far->watch_icmp ||
		    !g_hash_table_add(told, (gpointer)far))
			continue;
		build_warning_at(build, far->place,
			      _("device '%s', one hop beyond the demarcation at our '%s', is not watched "
				"(3.2.1-1)"), far->name, near->name);
	}
}

/* Who is active only the members tell, and only to who logs in. */
static void switchovers_check(struct build *build)
{
	const struct inventory *inventory = build->inventory;

	/* A group with a fault may have lost members to it. */
	if (conf_faults_errors(build->faults))
		return;
	for (size_t i = 0; i < inventory_group_count(inventory); i++) {
		const struct group *group = inventory_group_at(inventory, i);
		const struct device *const *device = group->devices;

		if (group->protocol == GROUP_LINES || group->protocol == GROUP_ANY)
			continue;
		while (device && *device && (*device)->ssh)
			device++;
		if (device && *device)
			build_warning_at(build, group->place,
					 _("switchovers of group '%s' are not watched: member '%s' is not logged "
					   "in to (3.2.1-6)"), group->name, (*device)->name);
	}
}

/* Sets of devices that reach each other, as chains of PARENTS to one that stands for the set. */
static const struct device *set_of(GHashTable *parents, const struct device *device)
{
	const struct device *parent;

	while ((parent = g_hash_table_lookup(parents, device))) {
		const struct device *next = g_hash_table_lookup(parents, parent);

		if (next)	/* halves the chain for those who come later */
			g_hash_table_insert(parents, (gpointer)device, (gpointer)next);
		device = parent;
	}
	return device;
}

static void sets_join(GHashTable *parents, const struct device *a, const struct device *b)
{
	a = set_of(parents, a);
	b = set_of(parents, b);
	if (a != b)
		g_hash_table_insert(parents, (gpointer)a, (gpointer)b);
}

/* Joins each of our devices with its neighbours of ours, and with WORLD where the owner changes. */
static void sets_fill(struct build *build, GHashTable *parents, const struct device *world)
{
	const struct inventory *inventory = build->inventory;

	for (size_t i = 0; i < inventory_link_count(inventory); i++) {
		const struct link *link = inventory_link_at(inventory, i);
		bool a = is_ours(build, link->a), b = is_ours(build, link->b);

		if (a || b)
			sets_join(parents, a ? link->a : world, b ? link->b : world);
	}
	for (size_t i = 0; i < inventory_line_count(inventory); i++) {
		const struct line *line = inventory_line_at(inventory, i);

		if (line->from && is_ours(build, line->from))
			sets_join(parents, line->from, world);
		if (line->cpe && is_ours(build, line->cpe))
			sets_join(parents, line->cpe, world);
	}
}

/* An inventory without any link or line says nothing of the topology yet. */
static void reach_check(struct build *build)
{
	static const struct device world = { 0 };
	const struct inventory *inventory = build->inventory;
	g_autoptr(GHashTable) parents = g_hash_table_new(NULL, NULL);

	if (inventory_link_count(inventory) == 0 && inventory_line_count(inventory) == 0)
		return;
	sets_fill(build, parents, &world);
	for (size_t i = 0; i < inventory_device_count(inventory); i++) {
		const struct device *device = inventory_device_at(inventory, i);

		if (is_ours(build, device) && set_of(parents, device) != set_of(parents, &world))
			build_warning_at(build, device->place,
				      _("device '%s' of ours reaches no demarcation over our links"),
				      device->name);
	}
}

void check_all(struct build *build)
{
	struct conf_position whole = { .file = build->sources->directory };

	if (!build->inventory->self) {
		build_error(build, &whole, _("no organization is self: one needs 'self: true'"));
		return;
	}
	roles_check(build);
	out_of_band_check(build);
	own_devices_check(build);
	hop_beyond_check(build);
	switchovers_check(build);
	reading_time_check(build);
	reach_check(build);
}
