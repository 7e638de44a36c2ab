/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the inventory says for the clauses: people and rosters, promises, devices that are to be
 * watched. What was done about it the records say.
 */
#include "audit/guideline.h"

#include "base/holidays.h"
#include "base/translate.h"

#define WEEK_MINUTES (7 * 24 * 60)

static void add(GPtrArray *names, const char *name)
{
	g_ptr_array_add(names, g_strdup(name));
}

/* For what may come again; not for a nation's devices. */
static void add_once(GPtrArray *names, const char *name)
{
	if (!g_ptr_array_find_with_equal_func(names, name, g_str_equal, NULL))
		add(names, name);
}

/* --- people --- */

static bool is_out_of_band(const struct contact *contact)
{
	for (size_t i = 0; i < contact->channel_count; i++)
		if (contact->channels[i].out_of_band || contact->channels[i].kind == CHANNEL_PHONE)
			return true;
	return false;
}

static void take_own_contact(struct guideline_evidence *evidence, const struct contact *contact)
{
	if (contact->role == ROLE_OPS_MANAGER)
		add(evidence->managers, contact->name);
	else if (contact->role == ROLE_HELP_DESK)
		add(evidence->desks, contact->name);
	else if (contact->role == ROLE_DUTY_OFFICER)
		add(evidence->officers, contact->name);
	if (contact->role == ROLE_DUTY_OFFICER && is_out_of_band(contact))
		add(evidence->mobile_officers, contact->name);
}

static void take_contacts(struct guideline_evidence *evidence, const struct inventory *inventory)
{
	g_autoptr(GHashTable) reached = g_hash_table_new(NULL, NULL);

	for (size_t i = 0; i < inventory_contact_count(inventory); i++) {
		const struct contact *contact = inventory_contact_at(inventory, i);

		if (!contact->channel_count)
			continue;
		if (contact->role == ROLE_RESPONSIBLE)
			g_hash_table_add(reached, (gpointer)contact->organization);
		if (contact->organization->self)
			take_own_contact(evidence, contact);
	}
	for (size_t i = 0; i < inventory_organization_count(inventory); i++) {
		const struct organization *each = inventory_organization_at(inventory, i);

		if (each->kind != OWNER_INSTITUTION)
			continue;
		evidence->institutions++;
		if (!g_hash_table_contains(reached, each))
			g_ptr_array_add(evidence->unreached, g_strdup(each->name));
	}
}

void guideline_take_certificate(struct guideline_evidence *evidence, const struct organization *organization, int64_t until_us)
{
	struct guideline_certificate certificate = {.expires_at_us = until_us};

	if (until_us < 0) {
		g_ptr_array_add(evidence->uncertified, g_strdup(organization->name));
		return;
	}
	certificate.name = g_strdup(organization->name);
	g_array_append_val(evidence->certificates, certificate);
}

/* --- rosters --- */

static void cover(bool *minutes, const struct hours *hours)
{
	for (int i = 0; hours && i < hours->count; i++)
		for (int minute = hours->spans[i].from; minute < hours->spans[i].to; minute++)
			minutes[minute % WEEK_MINUTES] = true;
	for (int minute = 0; !hours && minute < WEEK_MINUTES; minute++)
		minutes[minute] = true;
}

static void take_person(struct guideline_roster *roster, const struct contact *contact)
{
	if (contact && !contact->channel_count)
		add_once(roster->unreached, contact->name);
}

static void take_roster(const struct inventory *inventory, const char *name, struct guideline_roster *roster)
{
	const struct roster *found = inventory_find_roster(inventory, name);
	g_autofree bool *minutes = g_new0(bool, WEEK_MINUTES);

	if (!found)
		return;
	roster->exists = true;
	roster->meeting_place = found->meeting_place.ja != NULL;
	for (size_t i = 0; i < found->turn_count; i++) {
		const struct roster_turn *turn = &found->turns[i];

		add_once(roster->people, turn->contact->name);
		if (!turn->deputy || turn->deputy == turn->contact)
			add_once(roster->without_deputy, turn->contact->name);
		take_person(roster, turn->contact);
		take_person(roster, turn->deputy);
		cover(minutes, turn->hours);
	}
	for (int i = 0; i < WEEK_MINUTES; i++)
		roster->gap_minutes += !minutes[i];
}

static void take_holidays(struct guideline_evidence *evidence, const struct inventory *inventory)
{
	for (size_t i = 0; i < inventory_calendar_count(inventory); i++)
		if (inventory_calendar_at(inventory, i)->holidays)
			evidence->holidays_until =
				MAX(HOLIDAYS_CHECKED, inventory_policy(inventory)->holidays_checked);
}

/* --- promises --- */

static GHashTable *classes_in_use(const struct inventory *inventory)
{
	GHashTable *used = g_hash_table_new(NULL, NULL);

	for (size_t i = 0; i < inventory_line_count(inventory); i++)
		g_hash_table_add(used, (gpointer)inventory_line_at(inventory, i)->service_class);
	return used;
}

static bool is_whole(const struct site_words *words)
{
	return words->ja && words->en;
}

static void take_classes(struct guideline_evidence *evidence, const struct inventory *inventory)
{
	g_autoptr(GHashTable) used = classes_in_use(inventory);

	for (size_t i = 0; i < inventory_service_class_count(inventory); i++) {
		const struct service_class *each = inventory_service_class_at(inventory, i);
		const struct conduct *conduct = &each->conduct;

		if (!g_hash_table_contains(used, each))
			continue;
		evidence->classes++;
		if (!conduct->change.ja && !conduct->change.en && !conduct->interruption.ja && !conduct->interruption.en)
			add(evidence->unwritten, each->name);
		if (!is_whole(&conduct->change))
			add(evidence->no_change, each->name);
		if (!is_whole(&conduct->interruption))
			add(evidence->no_interruption, each->name);
	}
}

/* Less is better in all of it. */
static void take_levels(struct guideline_evidence *evidence, const struct inventory *inventory)
{
	const struct service_class *user = inventory_find_service_class(inventory, "user");
	const struct service_class *provider = inventory_find_service_class(inventory, "service-provider");
	bool any = false;

	evidence->provider_class = user && provider;
	if (!evidence->provider_class)
		return;
	const struct { const char *what; int64_t user, provider; } promises[] = {
		{_("interval of probes"), user->interval_us, provider->interval_us},
		{_("first report"), user->first_report_us, provider->first_report_us},
		{_("follow-up reports"), user->follow_up_us, provider->follow_up_us},
		{_("loss, caution"), user->loss_ppm.caution, provider->loss_ppm.caution},
		{_("loss, warning"), user->loss_ppm.warning, provider->loss_ppm.warning},
		{_("round trip, caution"), user->rtt_us.caution, provider->rtt_us.caution},
		{_("round trip, warning"), user->rtt_us.warning, provider->rtt_us.warning},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(promises); i++) {
		any = any || promises[i].provider < promises[i].user;
		if (promises[i].provider > promises[i].user)
			add(evidence->lower, promises[i].what);
	}
	if (!any)
		add(evidence->lower, _("nothing is promised more of"));
}

static void take_conformity(struct guideline_evidence *evidence, const struct inventory *inventory)
{
	const struct manual_rules *rules = &inventory_policy(inventory)->manual;
	const struct day *day = &rules->conformity_reviewed;
	g_autoptr(GDateTime) reviewed =
		day->year ? g_date_time_new(evidence->zone, day->year, day->month, day->day, 0, 0, 0) : NULL;

	evidence->conformity = is_whole(&rules->conformity);
	evidence->conformity_source = rules->conformity_source.ja != NULL;
	evidence->conformity_at_us = reviewed ? g_date_time_to_unix(reviewed) * G_USEC_PER_SEC : 0;
}

/* --- devices --- */

/* Processor load is watched by all (3.2.1(5)), and what is watched has two levels, save what has one by
 * itself, as that a device was restarted. */
static bool has_two_levels(const struct device *device)
{
	const struct thresholds *cpu = inventory_device_levels(device, FIGURE_CPU);

	for (unsigned int i = 0; i < FIGURE_COUNT; i++) {
		const struct thresholds *levels = inventory_device_levels(device, (enum figure)i);

		if (levels && levels->warning < 0 && inventory_figure((enum figure)i)->standard.warning >= 0)
			return false;
	}
	return cpu != NULL;
}

static void take_devices(struct guideline_evidence *evidence, const struct inventory *inventory)
{
	for (size_t i = 0; i < inventory_device_count(inventory); i++) {
		const struct device *device = inventory_device_at(inventory, i);
		struct login login;
		bool is_read = inventory_login(device, &login);

		if (!device->owner->self)
			continue;
		evidence->devices++;
		evidence->read_devices += is_read;
		if (!device->watch_icmp && !is_read)
			add(evidence->unwatched, device->name);
		if (is_read && !has_two_levels(device))
			add(evidence->one_level, device->name);
		if (is_read && login.legacy && *login.legacy)
			add(evidence->legacy, device->name);
	}
}

/* The core's devices that a link leads to from ours. */
static void take_hops(struct guideline_evidence *evidence, const struct inventory *inventory)
{
	for (size_t i = 0; i < inventory_link_count(inventory); i++) {
		const struct link *link = inventory_link_at(inventory, i);
		const struct device *near = link->a->owner->self ? link->a : link->b;
		const struct device *far = near == link->a ? link->b : link->a;

		if (!near->owner->self || far->owner->kind != OWNER_CORE_OPERATOR)
			continue;
		evidence->hops++;
		if (!far->watch_icmp)
			add_once(evidence->unwatched_hops, far->name);
	}
}

void guideline_take_inventory(struct guideline_evidence *evidence, const struct inventory *inventory)
{
	evidence->ladders = inventory_policy(inventory)->ladders;
	take_contacts(evidence, inventory);
	take_roster(inventory, "normal", &evidence->normal);
	take_roster(inventory, "disaster", &evidence->disaster);
	take_holidays(evidence, inventory);
	take_classes(evidence, inventory);
	take_levels(evidence, inventory);
	take_conformity(evidence, inventory);
	take_devices(evidence, inventory);
	take_hops(evidence, inventory);
	evidence->groups = (guint)inventory_group_count(inventory);
}
