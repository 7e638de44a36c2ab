/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who of the inventory is told of a notice. Each contact is held against the audience's rule, one question after the
 * other, and the first that it does not pass is its reason. In doubt too many are told rather than none: a roster with a hole, or
 * a contact that was wrong, must not end in silence.
 */
#include "notice/route.h"

#include "base/translate.h"

#include <string.h>

static const struct { const char *id, *shown; } reasons[ROUTE_REASON_COUNT] = {
	[ROUTE_TOLD] = {"told", N_("told")},
	[ROUTE_OTHER_KIND] = {"other-kind", N_("its organization is none of this audience's")},
	[ROUTE_OTHER_ROLE] = {"other-role", N_("it has another role")},
	[ROUTE_OTHER_CLASS] = {"other-class", N_("its organization is of another service class")},
	[ROUTE_NOT_AFFECTED] = {"not-affected", N_("its organization is not affected")},
	[ROUTE_NOT_ON_DUTY] = {"not-on-duty", N_("it is not on duty")},
	[ROUTE_NOT_PRESENT] = {"not-present", N_("it has not reported, and others of the roster have")},
	[ROUTE_NO_CHANNEL] = {"no-channel", N_("nothing that a message could reach")},
	[ROUTE_WRONG_CONTACT] = {"wrong-contact", N_("it said that it is the wrong contact")},
};

const char *route_reason_id(enum route_reason reason)
{
	return reasons[reason].id;
}

const char *route_reason_shown(enum route_reason reason)
{
	return _(reasons[reason].shown);
}

/* What one search is made with. */
struct search {
	const struct inventory *inventory;
	const struct notice_policy *policy;
	const struct audience_rule *rule;
	const struct route_world *world;
	const struct roster *roster;	/* that holds now; NULL: there is none */
	bool gap;			/* and has no turn now */
	bool present;			/* somebody of it is */
	const char *only;		/* the one organization; NULL: not one alone */
	GHashTable *among;		/* names of those, when not: a cut cable may affect ten thousand */
};

static bool is_in(const char *const *names, const char *name)
{
	return names && g_strv_contains(names, name);
}

/* --- whose contacts --- */

static bool kind_fits(const struct audience_rule *rule, const struct organization *organization)
{
	bool fits = rule->kind_count == 0;

	for (size_t i = 0; i < rule->kind_count && !fits; i++)
		fits = rule->kinds[i] == organization->kind;
	return fits && (rule->self < 0 || organization->self == (rule->self == 1));
}

static bool class_fits(const struct audience_rule *rule, const struct organization *organization)
{
	return !rule->classes ||
	       (organization->service_class && is_in(rule->classes, organization->service_class->name));
}

static bool is_meant(const struct search *search, const struct organization *organization)
{
	if (search->only)
		return strcmp(search->only, organization->name) == 0;
	return !search->rule->affected || g_hash_table_contains(search->among, organization->name);
}

/* Why ORGANIZATION is none; ROUTE_TOLD when it is one. */
static enum route_reason organization_reason(const struct search *search, const struct organization *organization)
{
	if (!kind_fits(search->rule, organization))
		return ROUTE_OTHER_KIND;
	if (!class_fits(search->rule, organization))
		return ROUTE_OTHER_CLASS;
	return is_meant(search, organization) ? ROUTE_TOLD : ROUTE_NOT_AFFECTED;
}

/* --- on duty --- */

static bool turn_holds(const struct search *search, const struct roster_turn *turn)
{
	return search->gap || !turn->hours ||
	       inventory_hours_apply(search->inventory, turn->hours, search->world->now_us);
}

static void roster_find(struct search *search)
{
	const struct route_world *world = search->world;
	const struct roster *roster = world->disaster ? inventory_find_roster(search->inventory, "disaster") : NULL;

	search->roster = roster ? roster : inventory_find_roster(search->inventory, "normal");
	if (!search->roster)
		return;
	search->gap = true;
	for (size_t i = 0; i < search->roster->turn_count; i++) {
		const struct roster_turn *turn = &search->roster->turns[i];

		if (!turn->hours || inventory_hours_apply(search->inventory, turn->hours, world->now_us))
			search->gap = false;
	}
	for (size_t i = 0; i < search->roster->turn_count && world->disaster; i++) {
		const struct roster_turn *turn = &search->roster->turns[i];

		if (turn_holds(search, turn) &&
		    (is_in(world->present, turn->contact->name) ||
		     (turn->deputy && is_in(world->present, turn->deputy->name))))
			search->present = true;
	}
}

/* The turn that puts the contact of ROUTE on duty; one of its own comes before one as deputy. */
static enum route_reason duty_reason(const struct search *search, struct route *route)
{
	const struct contact *contact = route->contact;

	if (!search->roster)
		return contact->organization->self && contact->role == ROLE_DUTY_OFFICER ? ROUTE_TOLD : ROUTE_NOT_ON_DUTY;
	for (size_t i = 0; i < search->roster->turn_count; i++) {
		const struct roster_turn *turn = &search->roster->turns[i];

		if (!turn_holds(search, turn) || (turn->contact != contact && (turn->deputy != contact || route->turn)))
			continue;
		route->turn = turn;
		route->deputy = turn->contact != contact;
		if (!route->deputy)
			break;
	}
	if (!route->turn)
		return ROUTE_NOT_ON_DUTY;
	return search->present && !is_in(search->world->present, contact->name) ? ROUTE_NOT_PRESENT : ROUTE_TOLD;
}

/* --- by which channels --- */

static bool is_written(enum channel_kind kind)
{
	return kind < CHANNEL_PHONE;
}

/* A mail needs a relay. What is called by HTTP can do without a path while the site has none at all. */
static bool can_be_used(const struct notice_policy *policy, const struct contact_channel *channel)
{
	const struct notice_path *path = notice_path_of(policy, channel);

	if (channel->kind == CHANNEL_COMMAND || !is_written(channel->kind))
		return true;
	if (channel->kind == CHANNEL_MAIL)
		return path && path->relay_count > 0;
	return path || notice_path_count(policy) == 0;
}

static void channels_choose(const struct notice_policy *policy, struct route *route)
{
	const struct contact *contact = route->contact;

	for (int written = 1; written >= 0 && route->channel_count == 0; written--)
		for (size_t i = 0; i < contact->channel_count && route->channel_count < ROUTE_CHANNELS; i++)
			if (is_written(contact->channels[i].kind) == written && can_be_used(policy, &contact->channels[i]))
				route->channels[route->channel_count++] = (guint8)i;
}

const struct contact_channel *route_channel(const struct route *route, guint index)
{
	g_assert(index < route->channel_count);
	return route->contact ? &route->contact->channels[route->channels[index]] : &route->own;
}

const char *route_contact_name(const struct route *route)
{
	return route->contact ? route->contact->name : "";
}

const char *route_language(const struct inventory *inventory, const struct route *route)
{
	return route->contact ? route->contact->language : inventory_policy(inventory)->language;
}

/* --- each --- */

static enum route_reason contact_reason(const struct search *search, struct route *route)
{
	const struct contact *contact = route->contact;
	enum route_reason reason = organization_reason(search, contact->organization);

	if (reason != ROUTE_TOLD)
		return reason;
	if (search->rule->roles && !(search->rule->roles & 1U << contact->role))
		return ROUTE_OTHER_ROLE;
	if (search->rule->on_duty)
		reason = duty_reason(search, route);
	if (reason != ROUTE_TOLD)
		return reason;
	if (is_in(search->world->wrong, contact->name))
		return ROUTE_WRONG_CONTACT;
	channels_choose(search->policy, route);
	return route->channel_count > 0 ? ROUTE_TOLD : ROUTE_NO_CHANNEL;
}

/* ORGANIZATION itself, of which nobody is told. Of ours somebody is always at hand, and no number would tell whom. */
static void organization_add(const struct search *search, const struct organization *organization, GHashTable *told,
			     GArray *all)
{
	const char *number = organization->fault_desk ? organization->fault_desk : organization->phone;
	struct route route = {.organization = organization, .reason = number ? ROUTE_TOLD : ROUTE_NO_CHANNEL};

	if (organization->self || search->rule->on_duty || g_hash_table_contains(told, organization) ||
	    organization_reason(search, organization) != ROUTE_TOLD)
		return;
	route.own = (struct contact_channel){.kind = CHANNEL_PHONE, .target = number};
	route.channel_count = number ? 1 : 0;
	g_array_append_val(all, route);
}

/* Those that are named are looked up: there are hundreds of thousands. */
static void organizations_add(const struct search *search, GHashTable *told, GArray *all)
{
	const char *const one[] = {search->only, NULL};
	const char *const *names = search->only ? one : search->world->affected;

	if (!search->only && !search->rule->affected) {
		for (size_t i = 0; i < inventory_organization_count(search->inventory); i++)
			organization_add(search, inventory_organization_at(search->inventory, i), told, all);
		return;
	}
	for (; names && *names; names++) {
		const struct organization *organization = inventory_find_organization(search->inventory, *names);

		if (organization)
			organization_add(search, organization, told, all);
		if (organization)
			g_hash_table_add(told, (gpointer)organization);
	}
}

/* Told before not told, contacts before organizations, who is on duty before deputies; then by name. */
static gint compare(gconstpointer left, gconstpointer right)
{
	const struct route *a = left, *b = right;

	if ((a->reason == ROUTE_TOLD) != (b->reason == ROUTE_TOLD))
		return a->reason == ROUTE_TOLD ? -1 : 1;
	if (!a->contact != !b->contact)
		return a->contact ? -1 : 1;
	if (a->deputy != b->deputy)
		return a->deputy ? 1 : -1;
	return a->contact ? strcmp(a->contact->name, b->contact->name) :
			    strcmp(a->organization->name, b->organization->name);
}

static void search_begin(struct search *search, const struct notice_facts *facts)
{
	const struct organization *about =
		facts->organization ? inventory_find_organization(search->inventory, facts->organization) : NULL;

	roster_find(search);
	search->only = facts->recipient;
	if (!search->only && search->rule->affected && about && kind_fits(search->rule, about))
		search->only = about->name;
	for (const char *const *name = search->world->affected; name && *name; name++)
		g_hash_table_add(search->among, (gpointer)*name);
}

void route_find(const struct inventory *inventory, const struct notice_policy *policy, const struct notice_facts *facts,
		const struct route_world *world, struct routes *ret_routes)
{
	g_autoptr(GHashTable) told = g_hash_table_new(NULL, NULL), among = g_hash_table_new(g_str_hash, g_str_equal);
	GArray *all = g_array_new(FALSE, FALSE, sizeof(struct route));
	struct search search = {
		.inventory = inventory, .policy = policy, .world = world, .among = among,
		.rule = notice_audience_rule(policy, facts->audience),
	};

	search_begin(&search, facts);
	for (size_t i = 0; i < inventory_contact_count(inventory); i++) {
		struct route route = {.contact = inventory_contact_at(inventory, i)};

		route.organization = route.contact->organization;
		route.reason = contact_reason(&search, &route);
		if (route.reason == ROUTE_TOLD)
			g_hash_table_add(told, (gpointer)route.organization);
		g_array_append_val(all, route);
	}
	organizations_add(&search, told, all);
	g_array_sort(all, compare);
	*ret_routes = (struct routes){.all = all};
	while (ret_routes->told < all->len && g_array_index(all, struct route, ret_routes->told).reason == ROUTE_TOLD)
		ret_routes->told++;
}

void routes_clear(struct routes *routes)
{
	g_clear_pointer(&routes->all, g_array_unref);
	routes->told = 0;
}
