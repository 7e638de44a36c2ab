/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The contact sheet (3.2.3): how each side reaches the other on an anomaly, function by function,
 * for the core operator and the other network operators to approve. It is a manual like the others,
 * with chapters of its own: the same contacts give the same text, and an approval is of that text.
 *
 * It goes to other companies: institutions, logins and what only machinery calls are not in it.
 */
#include "audit/internal.h"

/* --- who is in it --- */

static bool is_party(const struct organization *organization)
{
	return organization->kind == OWNER_CORE_OPERATOR || organization->kind == OWNER_OPERATOR;
}

bool contact_sheet_approves(const struct organization *organization)
{
	return is_party(organization) && !organization->self;
}

/* --- how each is reached --- */

bool contact_channel_is_for_people(enum channel_kind kind)
{
	return kind == CHANNEL_MAIL || kind == CHANNEL_PHONE || kind == CHANNEL_FAX;
}

char *contact_ways(const struct contact *contact, enum procedure_language language)
{
	bool japanese = language == PROCEDURE_JAPANESE;
	GString *ways = g_string_new(NULL);

	for (size_t i = 0; i < contact->channel_count; i++) {
		const struct contact_channel *channel = &contact->channels[i];
		const struct word *kind = words_get(WORDS_CHANNEL_KIND, channel->kind);

		g_string_append_printf(ways, "%s%zu. %s", ways->len ? "\n" : "", i + 1, japanese ? kind->japanese : kind->english);
		if (contact_channel_is_for_people(channel->kind))
			g_string_append_printf(ways, ": %s", channel->target);
		if (channel->number)
			g_string_append_printf(ways, ": %s", channel->number);
		if (channel->out_of_band)
			g_string_append(ways, japanese ? " (別経路)" : " (out of band)");
	}
	return g_string_free(ways, FALSE);
}

/* When somebody in the place of CONTACT is there: its turns of ROSTER. Caller frees. */
static char *turns_of(const struct manual *manual, const struct contact *contact,
		      const char *roster_name)
{
	const struct roster *roster = inventory_find_roster(manual->source.inventory, roster_name);
	GString *turns = g_string_new(NULL);

	for (size_t i = 0; roster && i < roster->turn_count; i++) {
		const struct roster_turn *turn = &roster->turns[i];
		bool deputy = turn->deputy == contact;

		if (turn->contact != contact && !deputy)
			continue;
		g_autofree char *hours = manual_hours(manual, turn->hours);

		g_string_append_printf(turns, "%s%s%s", turns->len ? "\n" : "", hours,
				       deputy ? manual_say(manual, " (代行)", " (deputy)") : "");
	}
	return g_string_free(turns, FALSE);
}

/* --- chapters --- */

static void write_purpose(struct manual *manual)
{
	const char *self = manual_of(manual, &inventory_self(manual->source.inventory)->title);
	g_autofree char *purpose = g_strdup_printf(
		manual_say(manual,
			   "%s、相互接続基盤の事業主体および他のネットワーク事業者が、異常を検知し"
			   "たときに互いに連絡する方法を定める。相互接続基盤の事業主体と他の事業者"
			   "の承認を得て用いる (3.2.3)。",
			   "This sheet sets down how %s, the core operator and the other network "
			   "operators reach one another when an "
			   "anomaly is noticed. It is used with the approval of the core operator "
			   "and of the other operators (3.2.3)."),
		self);

	paper_heading(manual->paper, 2, manual_say(manual, "1. 目的", "1. Purpose"));
	paper_words(manual->paper, purpose);
	paper_words(
		manual->paper,
		manual_say(manual, "連絡方法は、上から順に用いる。",
			   "Ways to reach somebody are used in the order in which they stand."));
}

static void write_ours(struct manual *manual)
{
	const struct inventory *inventory = manual->source.inventory;
	const struct organization *self = inventory_self(inventory);
	static const unsigned int shares[] = {20, 20, 34, 13, 13};
	const char *heads[] = {manual_say(manual, "役割", "Function"),
			       manual_say(manual, "名称", "Name"),
			       manual_say(manual, "連絡方法", "Reached by"),
			       manual_say(manual, "平常時", "Normal"),
			       manual_say(manual, "災害時", "Disaster"),
			       NULL};
	bool any = false;

	paper_heading(manual->paper, 2, manual_say(manual, "2. 自社", "2. Ourselves"));
	paper_table(manual->paper, shares, heads);
	for (unsigned int role = 0; role <= ROLE_NOC; role++)
		for (size_t i = 0; i < inventory_contact_count(inventory); i++) {
			const struct contact *contact = inventory_contact_at(inventory, i);
			g_autofree char *ways = contact_ways(contact, manual->source.language);
			g_autofree char *normal = turns_of(manual, contact, "normal");
			g_autofree char *disaster = turns_of(manual, contact, "disaster");
			const char *cells[] = {manual_role(manual, contact->role),
					       manual_of(manual, &contact->title),
					       ways,
					       normal,
					       disaster,
					       NULL};

			if (contact->organization != self || contact->role != role || !*ways)
				continue;
			paper_row(manual->paper, cells);
			any = true;
		}
	if (!any)
		manual_lack(manual, "3.2.3",
			    manual_say(manual, "自社の連絡先", "contacts of our own"));
}

/* The desk of ORGANIZATION, where it has one. */
static void write_desk(struct manual *manual, const struct organization *organization)
{
	g_autofree char *desk = NULL;

	if (!organization->phone)
		return;
	desk = g_strdup_printf(manual_say(manual, "代表電話: %s", "Telephone: %s"),
			       organization->phone);
	paper_words(manual->paper, desk);
}

static void write_party(struct manual *manual, const struct organization *organization)
{
	const struct inventory *inventory = manual->source.inventory;
	static const unsigned int shares[] = {22, 24, 42, 12};
	const char *heads[] = {manual_say(manual, "役割", "Function"),
			       manual_say(manual, "名称", "Name"),
			       manual_say(manual, "連絡方法", "Reached by"),
			       manual_say(manual, "言語", "Language"), NULL};
	bool any = false;

	paper_heading(manual->paper, 3, manual_of(manual, &organization->title));
	write_desk(manual, organization);
	paper_table(manual->paper, shares, heads);
	for (size_t i = 0; i < inventory_contact_count(inventory); i++) {
		const struct contact *contact = inventory_contact_at(inventory, i);
		g_autofree char *ways = contact_ways(contact, manual->source.language);
		const char *cells[] = {manual_role(manual, contact->role),
				       manual_of(manual, &contact->title), ways,
				       g_str_equal(contact->language, "ja")
					       ? manual_say(manual, "日本語", "Japanese")
					       : manual_say(manual, "英語", "English"),
				       NULL};

		if (contact->organization != organization || !*ways)
			continue;
		paper_row(manual->paper, cells);
		any = true;
	}
	if (!any)
		manual_lack(manual, "3.2.3", manual_of(manual, &organization->title));
}

static void write_parties(struct manual *manual, enum owner_kind kind, const char *heading)
{
	const struct inventory *inventory = manual->source.inventory;
	bool any = false;

	paper_heading(manual->paper, 2, heading);
	for (size_t i = 0; i < inventory_organization_count(inventory); i++) {
		const struct organization *each = inventory_organization_at(inventory, i);

		if (each->kind != kind || each->self)
			continue;
		write_party(manual, each);
		any = true;
	}
	if (!any && kind == OWNER_CORE_OPERATOR)
		manual_lack(manual, "3.2.3", manual_word(manual, WORDS_OWNER_KIND, kind));
	else if (!any)
		paper_words(manual->paper, manual_say(manual, "なし", "none"));
}

/* So that what we send is known to be ours, whichever way it comes. */
static void write_senders(struct manual *manual)
{
	const struct notice_policy *policy = manual->source.policy;
	static const unsigned int shares[] = {40, 60};
	const char *heads[] = {manual_say(manual, "経路", "Path"),
			       manual_say(manual, "差出人アドレス", "Sent from"), NULL};

	if (!policy || !notice_path_count(policy))
		return;
	paper_heading(manual->paper, 2,
		      manual_say(manual, "5. 自社からの通知の差出人",
				 "5. What our notices are sent from"));
	paper_table(manual->paper, shares, heads);
	for (size_t i = 0; i < notice_path_count(policy); i++) {
		const struct notice_path *path = notice_path_at(policy, i);
		g_autofree char *title =
			g_strconcat(manual_of(manual, &path->title),
				    path->out_of_band
					    ? manual_say(manual, " (別経路)", " (out of band)")
					    : "",
				    NULL);
		const char *cells[] = {title, path->from, NULL};

		paper_row(manual->paper, cells);
	}
}

void manual_write_contact_sheet(struct manual *manual)
{
	write_purpose(manual);
	write_ours(manual);
	write_parties(manual, OWNER_CORE_OPERATOR,
		      manual_say(manual, "3. 相互接続基盤の事業主体", "3. The core operator"));
	write_parties(manual, OWNER_OPERATOR,
		      manual_say(manual, "4. 他のネットワーク事業者",
				 "4. Other network operators"));
	write_senders(manual);
}

/* --- who approved it --- */

/* The newest approval by ORGANIZATION; NULL. */
static const struct manual_approval *newest_by(const GPtrArray *approvals,
					       const struct organization *organization)
{
	for (guint i = 0; i < approvals->len; i++) {
		const struct manual_approval *each = approvals->pdata[i];

		if (g_str_equal(each->organization, organization->name))
			return each;
	}
	return NULL;
}

void contact_sheet_write_approvers(const struct manual *manual, const struct manual_front *front,
				   struct paper *paper)
{
	const struct inventory *inventory = manual->source.inventory;
	const struct manual_approval *newest =
		front->approvals->len ? front->approvals->pdata[0] : NULL;
	bool holds = front->standing == STANDING_APPROVED || front->standing == STANDING_RENDERED;
	static const unsigned int shares[] = {50, 50};
	const char *heads[] = {manual_say(manual, "承認する者", "Who is to approve"),
			       manual_say(manual, "この版", "This version"), NULL};

	paper_table(paper, shares, heads);
	for (size_t i = 0; i < inventory_organization_count(inventory); i++) {
		const struct organization *each = inventory_organization_at(inventory, i);
		const struct manual_approval *theirs = newest_by(front->approvals, each);
		bool this_one = holds && theirs && theirs->version == newest->version;
		const char *cells[] = {manual_of(manual, &each->title),
				       this_one ? manual_say(manual, "承認済み", "approved")
				       : theirs
					       ? manual_say(manual, "未承認 (前の版は承認済み)",
							    "not approved (an earlier version was)")
					       : manual_say(manual, "未承認", "not approved"),
				       NULL};

		if (contact_sheet_approves(each))
			paper_row(paper, cells);
	}
}

bool contact_sheet_is_approved(const struct manual *manual, const struct manual_front *front)
{
	const struct inventory *inventory = manual->source.inventory;
	const struct manual_approval *newest =
		front->approvals->len ? front->approvals->pdata[0] : NULL;

	if (front->standing != STANDING_APPROVED && front->standing != STANDING_RENDERED)
		return false;
	for (size_t i = 0; i < inventory_organization_count(inventory); i++) {
		const struct organization *each = inventory_organization_at(inventory, i);
		const struct manual_approval *theirs = newest_by(front->approvals, each);

		if (contact_sheet_approves(each) && (!theirs || theirs->version != newest->version))
			return false;
	}
	return true;
}
