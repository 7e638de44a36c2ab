/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops inventory list: what a selector means, or another family of objects.
 */
#include "inventory/verbs.h"

#include "base/address.h"
#include "base/translate.h"
#include "ui/complain.h"
#include "ui/printer.h"

#include <unistd.h>

static char *arg_family;

#define FAMILIES                                                                                   \
	"items|devices|lines|links|demarcations|groups|sites|institutions|organizations|contacts|" \
	"rosters|service-classes|ssh-logins|interfaces|versions|calendars"

static const GOptionEntry options[] = {
	{"family", 0, 0, G_OPTION_ARG_FILENAME, &arg_family, N_("what is listed"), FAMILIES},
	{NULL},
};

static const struct family *const families[] = {
	&family_devices, &family_lines,	  &family_links,	 &family_demarcations,
	&family_groups,	 &family_sites,	  &family_organizations, &family_contacts,
	&family_rosters, &family_classes, &family_logins,	 &family_interfaces,
	&family_versions, &family_calendars,
};

static const struct family *find_family(const char *name)
{
	/* Institutions are the organizations of one kind. */
	if (!strcmp(name, "institutions"))
		return &family_organizations;
	for (size_t i = 0; i < G_N_ELEMENTS(families); i++)
		if (!strcmp(families[i]->name, name))
			return families[i];
	return NULL;
}

/* --- lines and devices together --- */

static void print_items(const struct session *session, const GArray *items)
{
	const struct table_column columns[] = {
		{_("ITEM"), TEXT_LEFT, 12, false}, {_("ADDRESS"), TEXT_LEFT, 0, false},
		{_("CLASS"), TEXT_LEFT, 6, false}, {_("OWNER"), TEXT_LEFT, 6, false},
		{_("TITLE"), TEXT_LEFT, 8, false},
	};
	g_autoptr(ops_table_t) table = table_new(columns, G_N_ELEMENTS(columns));
	struct terminal terminal = terminal_of(STDOUT_FILENO);
	bool japanese = !strcmp(session->language, "ja");

	for (guint i = 0; i < items->len; i++) {
		const struct item *item = &g_array_index(items, struct item, i);
		const struct organization *owner = item_owner(item);
		g_autofree char *name = item_name(item);
		char address[ADDRESS_TEXT_SIZE];
		const char *cells[] = {
			name,
			item_address(item)->family ? address_print(item_address(item), address)
						   : NULL,
			item_service_class(item)->name,
			owner->name,
			japanese ? owner->title.ja : owner->title.en,
		};

		table_add(table, TINT_NONE, false, cells);
	}
	table_print(table, &terminal, 0);
}

static void print_items_json(const struct session *session, const GArray *items)
{
	for (guint i = 0; i < items->len; i++) {
		const struct item *item = &g_array_index(items, struct item, i);

		if (item->kind == ITEM_DEVICE)
			family_print_json(session, &family_devices, item->device);
		else
			family_print_json(session, &family_lines, item->line);
	}
}

/* --- one family --- */

/* The object of FAMILY that ITEM is or belongs to; NULL: none. */
static const void *object_of(const struct family *family, const struct item *item)
{
	if (family == &family_devices)
		return item->kind == ITEM_DEVICE ? item->device : NULL;
	if (family == &family_lines)
		return item->kind == ITEM_LINE ? item->line : NULL;
	return item_owner(item);
}

/* What the selected items are or belong to. */
static GHashTable *choose(const struct family *family, const GArray *items)
{
	GHashTable *chosen = g_hash_table_new(NULL, NULL);

	for (guint i = 0; i < items->len; i++) {
		const void *object = object_of(family, &g_array_index(items, struct item, i));

		if (object)
			g_hash_table_add(chosen, (void *)object);
	}
	return chosen;
}

static void print_family(const struct session *session, const struct family *family,
			 GHashTable *chosen)
{
	bool institutions = !strcmp(arg_family, "institutions");
	g_autoptr(GPtrArray) objects = g_ptr_array_new();

	for (size_t i = 0; i < family->count(session->inventory); i++) {
		const void *object = family->at(session->inventory, i);

		if (institutions &&
		    ((const struct organization *)object)->kind != OWNER_INSTITUTION)
			continue;
		if (!chosen || g_hash_table_contains(chosen, object))
			g_ptr_array_add(objects, (void *)object);
	}
	if (session->answer != ANSWER_JSON) {
		family_print_table(session, family, (const void *const *)objects->pdata,
				   objects->len);
		return;
	}
	for (guint i = 0; i < objects->len; i++)
		family_print_json(session, family, objects->pdata[i]);
}

static int run(struct session *session, char **arguments)
{
	bool whole_items = !arg_family || !strcmp(arg_family, "items");
	const struct family *family = whole_items ? NULL : find_family(arg_family);
	bool selects = whole_items || family == &family_devices || family == &family_lines ||
		       !strcmp(arg_family, "institutions");
	g_autoptr(GHashTable) chosen = NULL;
	g_autoptr(GArray) items = NULL;
	g_autoptr(GError) error = NULL;

	if (*arguments && !selects)
		return complain(session->answer, COMPLAINT_USAGE,
				_("selectors do not choose among '%s'"), arg_family);
	if (*arguments || whole_items) {
		items = inventory_select(session->inventory, (const char *const *)arguments,
					 &error);
		if (!items)
			return complain_error(session->answer, error);
	}
	if (!whole_items) {
		chosen = items ? choose(family, items) : NULL;
		print_family(session, family, chosen);
	} else if (session->answer == ANSWER_JSON) {
		print_items_json(session, items);
	} else {
		print_items(session, items);
	}
	return EXIT_OK;
}

const struct command inventory_list = {
	.name = "list",
	.summary = N_("list items or another family of objects"),
	.args = "[SELECTOR...]",
	.needs = NEED_INVENTORY,
	.options = options,
	.run = run,
};
