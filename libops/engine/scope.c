/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a procedure's probe looks at: from a scope and a subject to names of items. Each
 * device and line takes one part in a view: it decides how the probe ends, or it is
 * evidence alone. Also items by the names that the store has.
 */
#include "engine/scope-lay.h"

bool scope_find_item(const struct inventory *inventory, const char *name, struct item *ret_item,
		     struct question *ret_question)
{
	const char *colon = strchr(name, ':'), *slash = strchr(name, '/');
	const struct question *question = slash ? inventory_find_question(inventory, name) : NULL;
	struct item login;

	if (g_str_has_prefix(name, "group:")) {
		const struct group *group = inventory_find_group(inventory, colon + 1);

		if (!group)
			return false;
		*ret_question = (struct question){.name = name, .kind = QUESTION_GROUP};
		*ret_item = (struct item){.kind = group->lines ? ITEM_LINE : ITEM_DEVICE,
					  .question = ret_question};
		if (group->lines)
			ret_item->line = ret_question->line = group->lines[0];
		else
			ret_item->device = ret_question->device = group->devices[0];
		return true;
	}
	*ret_item = (struct item){.question = question};
	if (question) {
		ret_item->kind = question->device ? ITEM_DEVICE : ITEM_LINE;
		if (question->device)
			ret_item->device = question->device;
		else
			ret_item->line = question->line;
		return true;
	}
	if (slash) {
		if (!slash[1] || !inventory_find_reading(inventory, name, &login))
			return false;
		*ret_question = (struct question){.name = name,
						  .device = login.device,
						  .kind = QUESTION_FIGURE};
		*ret_item = (struct item){.kind = ITEM_DEVICE,
					  .device = login.device,
					  .question = ret_question};
		return true;
	}
	if (g_str_has_prefix(name, "line:")) {
		ret_item->kind = ITEM_LINE;
		ret_item->line = inventory_find_line(inventory, colon + 1);
		return ret_item->line != NULL;
	}
	ret_item->device = g_str_has_prefix(name, "device:")
				   ? inventory_find_device(inventory, colon + 1)
				   : NULL;
	return ret_item->device != NULL;
}

bool scope_is_cpe(const struct device *device)
{
	return device->behind || !g_strcmp0(device->role, "cpe");
}

struct scope_lead scope_leads_to(const struct inventory *inventory, const struct device *device,
				 const char *question)
{
	const char *colon = strchr(question, ':');
	struct scope_lead lead = {NULL, NULL, NULL};
	const struct device *peer = NULL;
	size_t count = 0;
	const struct interface *interfaces =
		colon ? inventory_device_interfaces(inventory, device, &count) : NULL;

	if (!colon)
		return lead;
	for (size_t i = 0; i < count; i++) {
		if (g_strcmp0(interfaces[i].label, colon + 1))
			continue;
		lead.line = interfaces[i].line;
		peer = interfaces[i].peer;
	}
	lead.line = lead.line ? lead.line : inventory_find_line(inventory, colon + 1);
	peer = peer ? peer : inventory_find_device(inventory, colon + 1);
	if (lead.line || !peer)
		return lead;
	if (scope_is_cpe(peer))
		lead.cpe = peer;
	else
		lead.peer = peer;
	return lead;
}

bool scope_owns(const struct inventory *inventory, const struct scope_view *view,
		const struct item *item)
{
	g_autofree char *name = NULL;

	if (item_question_kind(item) == QUESTION_FIGURE) {
		struct scope_lead lead =
			scope_leads_to(inventory, item->device, item_question_name(item));

		/* What leads to somebody else's line says nothing of the subject, wherever it is
		 * read. */
		return g_hash_table_contains(view->things, lead.line  ? (const void *)lead.line
							   : lead.cpe ? lead.cpe
								      : item->device);
	}
	name = item_name(item);
	return g_hash_table_contains(view->own, name);
}

/* --- how far --- */

/* Rounds over all links: their number is the network's depth, and links are few. */
static void measure(struct scope_laying *laying)
{
	const struct device *const *hops = inventory_policy(laying->inventory)->first_hops;
	bool moved = hops != NULL;

	for (size_t i = 0; i < laying->device_count; i++)
		laying->distance[i] = FAR_AWAY;
	for (; hops && *hops; hops++)
		laying->distance[*hops - laying->devices] = 0;
	while (moved) {
		moved = false;
		for (size_t i = 0; i < inventory_link_count(laying->inventory); i++) {
			const struct link *link = inventory_link_at(laying->inventory, i);
			unsigned int *a = &laying->distance[link->a - laying->devices];
			unsigned int *b = &laying->distance[link->b - laying->devices];
			unsigned int *near = *a < *b ? a : b, *far = near == a ? b : a;

			if (*near == FAR_AWAY || *far <= *near + 1)
				continue;
			*far = *near + 1;
			moved = true;
		}
	}
}

/* --- names --- */

struct naming {
	struct scope_laying *laying;
	struct scope_view *view;
	GHashTable *questions; /* device or line -> GPtrArray of its questions in the view */
};

static void add_name(struct naming *naming, GPtrArray *names, char *take_name, bool own)
{
	g_ptr_array_add(names, take_name);
	if (own)
		g_hash_table_add(naming->view->own, take_name);
}

static void add_thing(struct naming *naming, const struct item *item, enum scope_part part)
{
	const void *thing =
		item->kind == ITEM_DEVICE ? (const void *)item->device : (const void *)item->line;
	const GPtrArray *questions = g_hash_table_lookup(naming->questions, thing);

	if (part == PART_NONE)
		return;
	if (part == PART_OWN)
		g_hash_table_add(naming->view->things, (gpointer)thing);
	if (item->kind == ITEM_LINE || item->device->watch_icmp)
		add_name(naming, naming->view->items, item_name(item), part == PART_OWN);
	for (guint i = 0; questions && i < questions->len; i++) {
		const struct question *question = questions->pdata[i];

		add_name(naming, naming->view->items, g_strdup(question->name), part == PART_OWN);
	}
}

static void add_device(struct naming *naming, size_t number)
{
	const struct item item = {.kind = ITEM_DEVICE, .device = &naming->laying->devices[number]};

	add_thing(naming, &item, (enum scope_part)naming->laying->device[number]);
}

static void add_line(struct naming *naming, size_t number)
{
	const struct item item = {.kind = ITEM_LINE, .line = &naming->laying->lines[number]};

	add_thing(naming, &item, (enum scope_part)naming->laying->line[number]);
}

static void find_questions(struct naming *naming)
{
	struct scope_laying *laying = naming->laying;

	for (size_t i = 0; i < inventory_question_count(laying->inventory); i++) {
		const struct question *question = inventory_question_at(laying->inventory, i);
		const void *thing = question->device ? (const void *)question->device
						     : (const void *)question->line;
		enum scope_part part =
			question->device
				? (enum scope_part) * part_of_device(laying, question->device)
				: (enum scope_part) * part_of_line(laying, question->line);
		GPtrArray *questions;

		if (part != PART_OWN && (part != PART_READ || (question->kind != QUESTION_SSH &&
							       question->kind != QUESTION_PATH)))
			continue;
		questions = g_hash_table_lookup(naming->questions, thing);
		if (!questions) {
			questions = g_ptr_array_new();
			g_hash_table_insert(naming->questions, (gpointer)thing, questions);
		}
		g_ptr_array_add(questions, (gpointer)question);
	}
}

/* The nearest first: devices that lead on, lines, what stands at their ends. */
static void name_all(struct naming *naming)
{
	struct scope_laying *laying = naming->laying;
	unsigned int farthest = 0;

	find_questions(naming);
	for (size_t i = 0; i < laying->device_count; i++)
		if (laying->device[i] != PART_NONE && laying->distance[i] != FAR_AWAY)
			farthest = MAX(farthest, laying->distance[i]);
	for (unsigned int distance = 0; distance <= farthest; distance++)
		for (size_t i = 0; i < laying->device_count; i++)
			if (laying->distance[i] == distance)
				add_device(naming, i);
	for (size_t i = 0; i < inventory_group_count(laying->inventory); i++)
		if (laying->group[i])
			add_name(naming, naming->view->groups,
				 g_strdup_printf("group:%s",
						 inventory_group_at(laying->inventory, i)->name),
				 true);
	for (size_t i = 0; i < laying->line_count; i++)
		add_line(naming, i);
	for (size_t i = 0; i < laying->device_count; i++)
		if (laying->distance[i] == FAR_AWAY)
			add_device(naming, i);
}

static void free_questions(gpointer pointer)
{
	g_ptr_array_unref(pointer);
}

struct scope_view *engine_scope(const struct inventory *inventory, enum probe_scope scope,
				const char *subject, GError **error)
{
	struct scope_laying laying = {
		.inventory = inventory,
		.device_count = inventory_device_count(inventory),
		.line_count = inventory_line_count(inventory),
	};
	struct naming naming = {.laying = &laying};
	bool laid;

	laying.devices = laying.device_count ? inventory_device_at(inventory, 0) : NULL;
	laying.lines = laying.line_count ? inventory_line_at(inventory, 0) : NULL;
	laying.distance = g_new(unsigned int, laying.device_count + 1);
	laying.device = g_new0(uint8_t, laying.device_count + 1);
	laying.line = g_new0(uint8_t, laying.line_count + 1);
	laying.group = g_new0(bool, inventory_group_count(inventory) + 1);
	measure(&laying);
	laid = scope_lay(&laying, scope, subject, error);
	if (laid) {
		naming.view = g_new0(struct scope_view, 1);
		naming.view->items = g_ptr_array_new_with_free_func(g_free);
		naming.view->groups = g_ptr_array_new_with_free_func(g_free);
		naming.view->own = g_hash_table_new(g_str_hash, g_str_equal);
		naming.view->things = g_hash_table_new(NULL, NULL);
		naming.questions = g_hash_table_new_full(NULL, NULL, NULL, free_questions);
		name_all(&naming);
		g_hash_table_unref(naming.questions);
	}
	g_free(laying.distance);
	g_free(laying.device);
	g_free(laying.line);
	g_free(laying.group);
	return naming.view;
}

void scope_view_free(struct scope_view *view)
{
	if (!view)
		return;
	g_hash_table_unref(view->own);
	g_hash_table_unref(view->things);
	g_ptr_array_unref(view->items);
	g_ptr_array_unref(view->groups);
	g_free(view);
}
