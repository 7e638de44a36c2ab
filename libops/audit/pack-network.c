/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The network on paper: what stands where and whose it is, as a page; lines and whom to reach at
 * every organization, which may be hundreds of thousands, as tables to be searched.
 */
#include "audit/pack-internal.h"

#include "base/areas.h"
#include "conf/conf.h"

#include <string.h>

#define BYTE_ORDER_MARK "\xef\xbb\xbf"	/* or a spreadsheet takes UTF-8 for something else */

/* --- the page --- */

static void write_picture(const struct packing *packing, struct paper *paper)
{
	/* Before it stand a declaration and a DOCTYPE, which names a place outside. */
	const char *svg = packing->source->svg ? strstr(packing->source->svg, "<svg") : NULL;

	if (svg)
		paper_picture(paper, svg, pack_say(packing, "構成図 (図は topology.html)", "The topology (drawn in topology.html)"));
	else
		paper_words(paper, pack_say(packing, "構成図は topology.dot から描ける: dot -Tsvg topology.dot",
					    "It can be drawn from topology.dot: dot -Tsvg topology.dot"));
}

/* How many lines each concentrator carries; NULL: of which none was given. */
static GHashTable *count_lines(const struct inventory *inventory)
{
	GHashTable *counts = g_hash_table_new(NULL, NULL);

	for (size_t i = 0; i < inventory_line_count(inventory); i++) {
		gpointer from = (gpointer)inventory_line_at(inventory, i)->from;

		g_hash_table_insert(counts, from, GUINT_TO_POINTER(GPOINTER_TO_UINT(g_hash_table_lookup(counts, from)) + 1));
	}
	return counts;
}

static void write_devices(const struct packing *packing, struct paper *paper)
{
	static const unsigned int shares[] = {18, 16, 20, 18, 18, 10};
	const struct inventory *inventory = packing->source->inventory;
	const char *heads[] = {pack_say(packing, "装置", "Device"), pack_say(packing, "役割", "Role"), pack_say(packing, "所有者", "Owner"),
			       pack_say(packing, "局舎", "Site"), pack_say(packing, "アドレス", "Address"), pack_say(packing, "回線数", "Lines"), NULL};
	g_autoptr(GHashTable) counts = count_lines(inventory);

	paper_heading(paper, 2, pack_say(packing, "装置", "Devices"));
	paper_table(paper, shares, heads);
	for (size_t i = 0; i < inventory_device_count(inventory); i++) {
		const struct device *device = inventory_device_at(inventory, i);
		guint count = GPOINTER_TO_UINT(g_hash_table_lookup(counts, device));
		g_autofree char *lines = count ? g_strdup_printf("%u", count) : g_strdup("");
		char address[ADDRESS_TEXT_SIZE] = "";
		const char *cells[] = {device->name, device->role ? device->role : "", pack_of(packing, &device->owner->title),
				       device->site ? pack_of(packing, &device->site->title) : "",
				       device->address.family ? address_print(&device->address, address) : "", lines, NULL};

		/* What stands at an institution goes with its line. */
		if (device->owner->kind != OWNER_INSTITUTION)
			paper_row(paper, cells);
	}
}

static void write_links(const struct packing *packing, struct paper *paper)
{
	static const unsigned int shares[] = {25, 25, 20, 30};
	const struct inventory *inventory = packing->source->inventory;
	const char *heads[] = {pack_say(packing, "接続", "Link"), pack_say(packing, "責任分界", "Demarcation"),
			       pack_say(packing, "通信事業者", "Carrier"), pack_say(packing, "回線番号", "Circuit"), NULL};

	if (!inventory_link_count(inventory))
		return;
	paper_heading(paper, 2, pack_say(packing, "装置間の接続", "Links between devices"));
	paper_table(paper, shares, heads);
	for (size_t i = 0; i < inventory_link_count(inventory); i++) {
		const struct link *link = inventory_link_at(inventory, i);
		g_autofree char *ends = g_strdup_printf("%s - %s", link->a->name, link->b->name);
		g_autofree char *border = link->a->owner == link->b->owner
						  ? g_strdup("")
						  : g_strdup_printf("%s | %s", pack_of(packing, &link->a->owner->title),
								    pack_of(packing, &link->b->owner->title));
		const char *cells[] = {ends, border, link->carrier ? pack_of(packing, &link->carrier->title) : "",
				       link->circuit_id ? link->circuit_id : "", NULL};

		paper_row(paper, cells);
	}
}

/* Caller frees. */
static char *members_of(const struct group *group)
{
	GString *text = g_string_new(NULL);

	for (size_t i = 0; group->devices && group->devices[i]; i++)
		g_string_append_printf(text, "%s%s", text->len ? ", " : "", group->devices[i]->name);
	for (size_t i = 0; group->lines && group->lines[i]; i++)
		g_string_append_printf(text, "%s%s", text->len ? ", " : "", group->lines[i]->name);
	return g_string_free(text, FALSE);
}

static void write_groups(const struct packing *packing, struct paper *paper)
{
	static const unsigned int shares[] = {25, 15, 40, 20};
	const struct inventory *inventory = packing->source->inventory;
	const char *heads[] = {pack_say(packing, "冗長グループ", "Group"), pack_say(packing, "方式", "Protocol"), pack_say(packing, "構成", "Members"),
			       pack_say(packing, "通常の現用", "Normally active"), NULL};

	if (!inventory_group_count(inventory))
		return;
	paper_heading(paper, 2, pack_say(packing, "冗長構成", "Redundancy"));
	paper_table(paper, shares, heads);
	for (size_t i = 0; i < inventory_group_count(inventory); i++) {
		const struct group *group = inventory_group_at(inventory, i);
		g_autofree char *members = members_of(group);
		const char *cells[] = {group->name, inventory_group_protocol_id(group->protocol), members,
				       group->normally_active ? group->normally_active : "", NULL};

		paper_row(paper, cells);
	}
}

static void write_sites(const struct packing *packing, struct paper *paper)
{
	static const unsigned int shares[] = {20, 40, 20, 20};
	const struct inventory *inventory = packing->source->inventory;
	const char *heads[] = {pack_say(packing, "局舎", "Site"), pack_say(packing, "所在地", "Address"), pack_say(packing, "電力会社", "Power"),
			       pack_say(packing, "故障受付", "Its fault desk"), NULL};

	if (!inventory_site_count(inventory))
		return;
	paper_heading(paper, 2, pack_say(packing, "局舎", "Sites"));
	paper_table(paper, shares, heads);
	for (size_t i = 0; i < inventory_site_count(inventory); i++) {
		const struct site *site = inventory_site_at(inventory, i);
		const struct area *area = area_find(site->area);
		const char *where = site->postal_address ? site->postal_address
				    : area		   ? pack_say(packing, area->japanese, area->english)
							   : "";
		const char *desk = !site->power ? NULL : site->power->fault_desk ? site->power->fault_desk : site->power->phone;
		const char *cells[] = {pack_of(packing, &site->title), where, site->power ? pack_of(packing, &site->power->title) : "",
				       desk ? desk : "", NULL};

		paper_row(paper, cells);
	}
}

void pack_write_topology(const struct packing *packing, struct paper *paper)
{
	g_autofree char *lines = g_strdup_printf(pack_say(packing, "回線: %zu 本。lines.csv に一行ずつある。", "Lines: %zu. Each is a row of lines.csv."),
						 inventory_line_count(packing->source->inventory));

	write_picture(packing, paper);
	paper_words(paper, lines);
	write_devices(packing, paper);
	write_links(packing, paper);
	write_groups(packing, paper);
	write_sites(packing, paper);
}

/* --- tables --- */

char *pack_lines(const struct inventory *inventory)
{
	const struct columns *columns = columns_find("lines");
	GString *table = g_string_new(BYTE_ORDER_MARK);

	columns_append_names(columns, table);
	g_string_append_c(table, '\n');
	for (size_t i = 0; i < columns_thing_count(columns, inventory); i++) {
		columns_append_record(columns, inventory, columns_thing_at(columns, inventory, i), table);
		g_string_append_c(table, '\n');
	}
	return g_string_free(table, FALSE);
}

static void append_record(GString *table, const char *const *cells, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (i)
			g_string_append_c(table, ',');
		conf_csv_append(table, cells[i] ? cells[i] : "");
	}
	g_string_append_c(table, '\n');
}

/* Organizations share their hours, and printing them is what takes longest. */
static const char *hours_of(GHashTable *printed, const struct hours *hours)
{
	char *text = hours ? g_hash_table_lookup(printed, hours) : NULL;

	if (hours && !text) {
		text = hours_print(hours);
		g_hash_table_insert(printed, (gpointer)hours, text);
	}
	return text;
}

static void append_organization(GString *table, const struct organization *one, GHashTable *printed)
{
	const char *hours = hours_of(printed, one->hours);
	const char *desk[] = {one->name, one->title.ja, one->title.en, one->kana, one->code, hours, "", "phone", one->phone};
	const char *fault[] = {one->name, one->title.ja, one->title.en, one->kana, one->code, hours, "", "fault-desk", one->fault_desk};

	if (one->phone)
		append_record(table, desk, G_N_ELEMENTS(desk));
	if (one->fault_desk)
		append_record(table, fault, G_N_ELEMENTS(fault));
}

static void append_contact(GString *table, const struct contact *contact)
{
	const struct organization *one = contact->organization;

	for (size_t i = 0; i < contact->channel_count; i++) {
		const struct contact_channel *channel = &contact->channels[i];
		const char *cells[] = {one->name, one->title.ja, one->title.en, one->kana, one->code, "", contact->title.ja,
				       words_get(WORDS_CHANNEL_KIND, channel->kind)->id, channel->target};

		if (contact_channel_is_for_people(channel->kind))
			append_record(table, cells, G_N_ELEMENTS(cells));
	}
}

char *pack_directory(const struct inventory *inventory)
{
	GString *table = g_string_new(BYTE_ORDER_MARK "organization,name.ja,name.en,kana,code,hours,contact,way,target\n");
	g_autoptr(GHashTable) printed = g_hash_table_new_full(NULL, NULL, NULL, g_free);

	for (size_t i = 0; i < inventory_organization_count(inventory); i++)
		append_organization(table, inventory_organization_at(inventory, i), printed);
	for (size_t i = 0; i < inventory_contact_count(inventory); i++)
		append_contact(table, inventory_contact_at(inventory, i));
	return g_string_free(table, FALSE);
}
