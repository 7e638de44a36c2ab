/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Chapters 2 to 4: who is there and does what, how each is reached, who is on
 * duty when. A manual is handed to others, so logins, addresses of machinery
 * and institutions' people are not in it.
 */
#include "audit/internal.h"

#include <string.h>

/* A list in words. */
static void add_to(const struct manual *manual, GString *list, const char *what)
{
	g_string_append_printf(list, "%s%s", list->len ? manual_comma(manual) : "", what);
}

static bool asks_role(const struct procedure *procedure, const char *role)
{
	for (unsigned int i = 0; i < procedure_step_count(procedure); i++)
		if (g_strcmp0(procedure_step_at(procedure, i)->role, role) == 0)
			return true;
	return false;
}

/* The ways of working in which ROLE is named. Caller frees. */
static char *work_of(const struct manual *manual, enum contact_role role)
{
	GString *list = g_string_new(NULL);

	for (guint i = 0; i < manual->ways->len; i++) {
		const struct procedure *procedure = manual->ways->pdata[i];
		struct procedure_text title = procedure_title(procedure);

		if (asks_role(procedure, inventory_role_id(role)))
			add_to(manual, list, manual_text_of(manual, &title));
	}
	if (role == ROLE_DUTY_OFFICER)
		add_to(manual, list, manual_say(manual, "手順で役割を指定していない自社のすべてのステップ",
						"every step of ours for which a procedure names no role"));
	return g_string_free(list, FALSE);
}

/* Our people in ROLE. Caller frees. */
static char *people_of(const struct manual *manual, enum contact_role role)
{
	const struct inventory *inventory = manual->source.inventory;
	GString *list = g_string_new(NULL);

	for (size_t i = 0; i < inventory_contact_count(inventory); i++) {
		const struct contact *contact = inventory_contact_at(inventory, i);

		if (contact->organization->self && contact->role == role)
			add_to(manual, list, manual_of(manual, &contact->title));
	}
	return g_string_free(list, FALSE);
}

static void write_roles(struct manual *manual)
{
	/* That somebody has these the guideline asks: 1.1.1-1, 1.1.1-3, 1.1.2-1. */
	static const char *const asked[] = {
		[ROLE_OPS_MANAGER] = "1.1.1-1", [ROLE_DUTY_OFFICER] = "1.1.1-3", [ROLE_RESPONSIBLE] = NULL,
		[ROLE_HELP_DESK] = "1.1.2-1", [ROLE_NOC] = NULL,
	};
	static const unsigned int shares[] = {20, 25, 55};
	const char *heads[] = {manual_say(manual, "役割", "Role"), manual_say(manual, "担当する者", "Held by"),
			       manual_say(manual, "受け持つ手順", "Acts in"), NULL};

	paper_heading(manual->paper, 2, manual_say(manual, "2. 体制と役割分担", "2. Organization and roles"));
	paper_table(manual->paper, shares, heads);
	for (unsigned int i = 0; i < G_N_ELEMENTS(asked); i++) {
		g_autofree char *held = people_of(manual, (enum contact_role)i);
		g_autofree char *work = work_of(manual, (enum contact_role)i);
		const char *cells[] = {manual_role(manual, (enum contact_role)i), held, work, NULL};

		if (*held || *work)
			paper_row(manual->paper, cells);
	}
	for (unsigned int i = 0; i < G_N_ELEMENTS(asked); i++) {
		g_autofree char *held = people_of(manual, (enum contact_role)i);

		if (asked[i] && !*held)
			manual_lack(manual, asked[i], manual_role(manual, (enum contact_role)i));
	}
}

/* --- how each is reached --- */

static void add_channel(const struct manual *manual, GString *ways, const struct contact_channel *channel)
{
	const char *kind = channel->kind == CHANNEL_MAIL    ? manual_say(manual, "メール", "mail")
			   : channel->kind == CHANNEL_PHONE ? manual_say(manual, "電話", "telephone")
							    : manual_say(manual, "FAX", "fax");

	g_string_append_printf(ways, "%s%s: %s%s", ways->len ? "\n" : "", kind, channel->target,
			       channel->out_of_band ? manual_say(manual, " (別経路)", " (out of band)") : "");
}

/* What is reached by machinery alone has no way that a person could use. */
static void write_contact(struct manual *manual, const struct contact *contact)
{
	g_autoptr(GString) ways = g_string_new(NULL);
	const char *cells[] = {manual_of(manual, &contact->organization->title),
			       manual_role(manual, contact->role), manual_of(manual, &contact->title), NULL, NULL};

	for (size_t i = 0; i < contact->channel_count; i++)
		if (contact_channel_is_for_people(contact->channels[i].kind))
			add_channel(manual, ways, &contact->channels[i]);
	cells[3] = ways->str;
	paper_row(manual->paper, cells);
}

static bool has_desk(const struct organization *organization)
{
	return organization->kind != OWNER_INSTITUTION && (organization->phone || organization->fault_desk);
}

static void write_desks(struct manual *manual)
{
	const struct inventory *inventory = manual->source.inventory;
	static const unsigned int shares[] = {25, 21, 21, 33};
	const char *heads[] = {manual_say(manual, "組織", "Organization"), manual_say(manual, "代表電話", "Telephone"),
			       manual_say(manual, "故障受付", "Fault desk"), manual_say(manual, "受付時間", "Hours"), NULL};

	paper_table(manual->paper, shares, heads);
	for (size_t i = 0; i < inventory_organization_count(inventory); i++) {
		const struct organization *each = inventory_organization_at(inventory, i);

		/* Institutions are many, and printing their hours takes long. */
		if (!has_desk(each))
			continue;
		g_autofree char *hours = each->hours ? manual_hours(manual, each->hours) : g_strdup("");
		const char *cells[] = {manual_of(manual, &each->title), each->phone ? each->phone : "",
				       each->fault_desk ? each->fault_desk : "", hours, NULL};

		paper_row(manual->paper, cells);
	}
}

static void write_contacts(struct manual *manual)
{
	const struct inventory *inventory = manual->source.inventory;
	static const unsigned int shares[] = {22, 22, 22, 34};
	const char *heads[] = {manual_say(manual, "組織", "Organization"), manual_say(manual, "役割", "Role"),
			       manual_say(manual, "名称", "Name"), manual_say(manual, "連絡方法", "Reached by"), NULL};
	bool core = false;

	paper_heading(manual->paper, 2, manual_say(manual, "3. 連絡先", "3. Contacts"));
	paper_table(manual->paper, shares, heads);
	for (size_t i = 0; i < inventory_contact_count(inventory); i++) {
		const struct contact *contact = inventory_contact_at(inventory, i);

		if (contact->organization->kind == OWNER_INSTITUTION)
			continue;
		core = core || contact->organization->kind == OWNER_CORE_OPERATOR;
		write_contact(manual, contact);
	}
	if (!core)
		manual_lack(manual, "1.3.1-1", manual_word(manual, WORDS_OWNER_KIND, OWNER_CORE_OPERATOR));
	write_desks(manual);
	paper_words(manual->paper,
		    manual_say(manual, "接続機関の連絡先は、他の機関に見せないため載せない。",
			       "Contacts of institutions are left out: none of them is to see another's."));
}

/* --- who is on duty --- */

static void write_roster(struct manual *manual, const struct roster *roster, const char *heading)
{
	static const unsigned int shares[] = {46, 27, 27};
	const char *heads[] = {manual_say(manual, "時間帯", "Hours"), manual_say(manual, "当番", "On duty"),
			       manual_say(manual, "代行", "Deputy"), NULL};

	paper_heading(manual->paper, 3, heading);
	if (roster->meeting_place.ja) {
		g_autofree char *place = g_strdup_printf(manual_say(manual, "参集場所: %s", "Meeting place: %s"),
							 manual_of(manual, &roster->meeting_place));

		paper_words(manual->paper, place);
	}
	paper_table(manual->paper, shares, heads);
	for (size_t i = 0; i < roster->turn_count; i++) {
		const struct roster_turn *turn = &roster->turns[i];
		g_autofree char *hours = manual_hours(manual, turn->hours);
		const char *cells[] = {hours, manual_of(manual, &turn->contact->title),
				       turn->deputy ? manual_of(manual, &turn->deputy->title) : "", NULL};

		paper_row(manual->paper, cells);
	}
}

static void write_rosters(struct manual *manual)
{
	const struct { const char *name, *clause, *heading; } rosters[] = {
		{"normal", "1.1.1-3", manual_say(manual, "平常時の当番", "Normal roster")},
		{"disaster", "1.3.1-3", manual_say(manual, "災害時の体制", "Disaster roster")},
	};

	paper_heading(manual->paper, 2, manual_say(manual, "4. 当番", "4. Rosters"));
	for (size_t i = 0; i < G_N_ELEMENTS(rosters); i++) {
		const struct roster *roster = inventory_find_roster(manual->source.inventory, rosters[i].name);

		if (roster)
			write_roster(manual, roster, rosters[i].heading);
		else
			manual_lack(manual, rosters[i].clause, rosters[i].heading);
	}
	paper_words(manual->paper,
		    manual_say(manual, "災害時の体制への切り替えは、人が宣言する。", "A person declares that the disaster roster holds."));
}

void manual_write_people(struct manual *manual)
{
	write_roles(manual);
	write_contacts(manual);
	write_rosters(manual);
}
