/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What things are called in a notice: organizations, lines, areas by their titles in one language; who tells
 * and who is told; where to ask. Facts hold ids, so that one notice goes out in two languages.
 */
#include "engine/tell-internal.h"

#include "base/areas.h"
#include "base/quantity.h"
#include "engine/subject.h"

#include <string.h>

static const char *in(const struct bilingual *title, bool japanese)
{
	return japanese ? title->ja : title->en;
}

static void put(struct notice_facts *facts, const char *name, const char *value)
{
	if (value && !notice_facts_find(facts, name))
		notice_facts_add(facts, name, value, false);
}

static const char *value_of(const struct notice_facts *facts, const char *name)
{
	const struct notice_fact *fact = notice_facts_find(facts, name);

	return fact ? fact->value : NULL;
}

/* --- where to ask --- */

static const struct contact *own_contact(const struct inventory *inventory, enum contact_role role)
{
	size_t count = inventory_contact_count(inventory);

	for (size_t i = 0; i < count; i++) {
		const struct contact *contact = inventory_contact_at(inventory, i);

		if (contact->organization && contact->organization->self && contact->role == role && contact->channel_count)
			return contact;
	}
	return NULL;
}

static const char *target_of(const struct contact *contact, enum channel_kind kind)
{
	for (size_t i = 0; contact && i < contact->channel_count; i++)
		if (contact->channels[i].kind == kind)
			return contact->channels[i].target;
	return NULL;
}

static void name_desks(const struct inventory *inventory, struct notice_facts *facts, bool japanese)
{
	const struct organization *self = inventory_self(inventory);
	const struct contact *help = own_contact(inventory, ROLE_HELP_DESK), *noc = own_contact(inventory, ROLE_NOC);
	const struct contact *duty = own_contact(inventory, ROLE_DUTY_OFFICER);
	const struct contact *direct = noc ? noc : duty, *asked = help ? help : direct;
	const char *phone = target_of(asked, CHANNEL_PHONE);
	g_autofree char *hours = self && self->hours ? hours_shown(self->hours, japanese) : NULL;

	put(facts, "contact-name", asked ? in(&asked->title, japanese) : self ? in(&self->title, japanese) : NULL);
	put(facts, "contact-phone", phone ? phone : self ? self->phone : NULL);
	put(facts, "contact-mail", target_of(asked, CHANNEL_MAIL));
	put(facts, "contact-fax", target_of(asked, CHANNEL_FAX));
	put(facts, "contact-hours", hours);
	put(facts, "desk-name", direct ? in(&direct->title, japanese) : NULL);
	put(facts, "desk-phone", target_of(direct, CHANNEL_PHONE));
}

/* --- lists --- */

/* Lines of VALUE, each by what it is called. */
static void name_list(struct notice_facts *facts, const char *name, const char *value, bool japanese,
		      const char *called(const void *context, const char *word, bool japanese), const void *context)
{
	g_auto(GStrv) words = g_strsplit(value ? value : "", "\n", -1);
	g_autoptr(GString) list = g_string_new(NULL);

	for (char **word = words; *word; word++) {
		const char *title = **word ? called(context, *word, japanese) : NULL;

		if (title)
			g_string_append_printf(list, "%s%s", list->len ? "\n" : "", title);
	}
	if (value)
		notice_facts_add(facts, name, list->str, false);
}

static const char *organization_called(const void *context, const char *word, bool japanese)
{
	const struct organization *organization = inventory_find_organization(context, word);

	return organization ? in(&organization->title, japanese) : word;
}

static const char *area_called(const void *context, const char *word, bool japanese)
{
	const struct area *area = area_find((unsigned int)g_ascii_strtoull(word, NULL, 10));

	(void)context;
	return !area ? NULL : japanese ? area->japanese : area->english;
}

static void name_areas(struct notice_facts *facts, bool japanese)
{
	g_autofree char *areas = g_strdup(value_of(facts, "areas"));
	g_autoptr(GString) line = NULL;

	if (!areas || notice_facts_find(facts, "area"))
		return;
	name_list(facts, "area", areas, japanese, area_called, NULL);
	line = g_string_new(value_of(facts, "area"));
	g_string_replace(line, "\n", japanese ? "、" : ", ", 0);
	notice_facts_add(facts, "area", line->str, false);
}

/* --- what it is about --- */

static void name_subject(const struct inventory *inventory, struct notice_facts *facts, bool japanese)
{
	const struct organization *whom = facts->organization ? inventory_find_organization(inventory, facts->organization) : NULL;
	const char *carrier = value_of(facts, "carrier");
	struct subject about;

	put(facts, "institution-name", whom && whom->kind == OWNER_INSTITUTION ? in(&whom->title, japanese) : NULL);
	put(facts, "subject-name", facts->subject);
	if (facts->subject && engine_subject(inventory, facts->subject, &about) && about.service_class)
		put(facts, "class-shown", in(&about.service_class->title, japanese));
	put(facts, "carrier-name", carrier ? organization_called(inventory, carrier, japanese) : NULL);
}

/* What a reminder speaks of, or a correction, was put into both languages when it was made. */
static void name_lines(struct notice_facts *facts, bool japanese)
{
	g_autofree char *lines = g_strdup(value_of(facts, japanese ? "duties-ja" : "duties-en"));
	g_autofree char *first = g_strdup(value_of(facts, japanese ? "duty-ja" : "duty-en"));
	g_autofree char *corrected = g_strdup(value_of(facts, japanese ? "corrected-ja" : "corrected-en"));

	put(facts, "duties", lines);
	put(facts, "corrected", corrected);
	put(facts, "what-for", first);
}

/* Who tells, and where to gather. */
static void name_ourselves(const struct inventory *inventory, struct notice_facts *facts, bool japanese)
{
	const struct organization *self = inventory_self(inventory);
	const struct roster *disaster = inventory_find_roster(inventory, "disaster");

	if (disaster && facts->kind == NOTICE_ROSTER_CALL)
		put(facts, "meeting-place", in(&disaster->meeting_place, japanese));
	put(facts, "sender", self ? in(&self->title, japanese) : NULL);
}

struct notice_facts *tell_named(const struct inventory *inventory, const struct notice_facts *facts, const char *language)
{
	struct notice_facts *named = notice_facts_copy(facts);
	bool japanese = g_str_equal(language, "ja");
	g_autofree char *institutions = g_strdup(value_of(named, "institutions"));

	name_ourselves(inventory, named, japanese);
	name_subject(inventory, named, japanese);
	name_list(named, "institutions", institutions, japanese, organization_called, inventory);
	name_areas(named, japanese);
	name_desks(inventory, named, japanese);
	name_lines(named, japanese);
	return named;
}

/* An institution's notice is about itself: "which institution" is whom it goes to, not whom the case began with. */
void tell_name_reader(struct notice_facts *named, const struct notice_facts *facts, const char *language, const struct route *route)
{
	const char *title;

	if (!route->organization)
		return;
	title = in(&route->organization->title, g_str_equal(language, "ja"));
	if (!notice_facts_find(facts, "recipient"))
		notice_facts_add(named, "recipient", title, false);
	if (facts->audience == AUDIENCE_INSTITUTION)
		notice_facts_add(named, "institution-name", title, false);
}
