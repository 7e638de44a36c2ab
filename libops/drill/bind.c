/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the targets of a scenario are in one network: chosen by rule, never by chance, so that the
 * same scenario over the same inventory is the same drill; and as one line of JSON, in which a drill
 * keeps what it was bound to.
 */
#include "drill/internal.h"

#include "base/json.h"
#include "base/text.h"
#include "base/translate.h"

#include <string.h>

#define SHARE_WHOLE 1000000
#define PINNED_BYTES ((size_t)16 << 20)

struct drill_targets {
	GArray *bound;		/* struct drill_bound */
	GPtrArray *owned;
	GStringChunk *texts;
};

/* A thing that a target may be. */
struct thing {
	const struct device *device;
	const struct line *line;
	const struct group *group;
};

static const char *thing_name(const struct thing *thing)
{
	return thing->line ? thing->line->name : thing->device ? thing->device->name : thing->group->name;
}

static gint compare_things(gconstpointer a, gconstpointer b)
{
	return strcmp(thing_name(a), thing_name(b));
}

static void add(GArray *things, struct thing thing)
{
	for (guint i = 0; i < things->len; i++)
		if (!memcmp(&g_array_index(things, struct thing, i), &thing, sizeof(thing)))
			return;
	g_array_append_val(things, thing);
}

/* --- what is chosen from --- */

static bool select_items(const struct drill_target *target, const struct inventory *inventory, GArray *things,
			 GError **error)
{
	g_autoptr(GArray) items = inventory_select(inventory, target->words, error);

	for (guint i = 0; items && i < items->len; i++) {
		const struct item *item = &g_array_index(items, struct item, i);
		struct thing thing = {.line = item->kind == ITEM_LINE ? item->line : NULL,
				      .device = item->kind == ITEM_DEVICE ? item->device : NULL};

		if (!item->question && (thing.line != NULL) == (target->thing == DRILL_LINES))
			g_array_append_val(things, thing);
	}
	return items != NULL;
}

static void select_groups(const struct drill_target *target, const struct inventory *inventory, GArray *things)
{
	for (size_t i = 0; i < inventory_group_count(inventory); i++) {
		struct thing thing = {.group = inventory_group_at(inventory, i)};

		if (target->protocol < 0 || (int)thing.group->protocol == target->protocol)
			g_array_append_val(things, thing);
	}
}

static void add_members(GArray *things, const struct group *group)
{
	for (const struct device *const *device = group->devices; device && *device; device++)
		add(things, (struct thing){.device = *device});
	for (const struct line *const *line = group->lines; line && *line; line++)
		add(things, (struct thing){.line = *line});
}

static const struct site *site_of(const struct thing *thing)
{
	const struct device *device = thing->line ? thing->line->from : thing->device;

	return device ? device->site : NULL;
}

/* LINE is reached from SOURCE by VIA. */
static bool leads_to_line(enum drill_via via, const struct thing *source, const struct line *line)
{
	if (via == DRILL_VIA_LINES)
		return source->device && (line->from == source->device || line->cpe == source->device);
	return via == DRILL_VIA_INSTITUTION && source->line && line->institution == source->line->institution;
}

static bool leads_to_device(enum drill_via via, const struct thing *source, const struct device *device)
{
	if (via == DRILL_VIA_CONCENTRATORS)
		return source->line && source->line->from == device;
	return via == DRILL_VIA_SITE && site_of(source) && device->site == site_of(source) && device->owner->self;
}

static void follow(const struct drill_target *target, const struct inventory *inventory, const GArray *sources,
		   GArray *things)
{
	for (guint i = 0; i < sources->len; i++) {
		const struct thing *source = &g_array_index(sources, struct thing, i);

		if (target->via == DRILL_VIA_MEMBERS && source->group)
			add_members(things, source->group);
	}
	for (size_t l = 0; l < inventory_line_count(inventory); l++)
		for (guint i = 0; i < sources->len; i++)
			if (leads_to_line(target->via, &g_array_index(sources, struct thing, i), inventory_line_at(inventory, l)))
				add(things, (struct thing){.line = inventory_line_at(inventory, l)});
	for (size_t d = 0; d < inventory_device_count(inventory); d++)
		for (guint i = 0; i < sources->len; i++)
			if (leads_to_device(target->via, &g_array_index(sources, struct thing, i), inventory_device_at(inventory, d)))
				add(things, (struct thing){.device = inventory_device_at(inventory, d)});
}

/* --- narrowed --- */

/* What THING belongs to; NULL: nothing of that sort. Lent. */
static const char *belongs_to(enum drill_most most, const struct thing *thing, char area[8])
{
	const struct site *site = site_of(thing);
	unsigned int number = thing->line ? thing->line->institution->area : site ? site->area : 0;

	switch (most) {
	case DRILL_ALL: return "";
	case DRILL_MOST_CONCENTRATOR: return thing->line && thing->line->from ? thing->line->from->name : NULL;
	case DRILL_MOST_SITE: return site ? site->name : NULL;
	case DRILL_MOST_CARRIER: return thing->line && thing->line->carrier ? thing->line->carrier->name : NULL;
	case DRILL_MOST_AREA:
		g_snprintf(area, 8, "%u", number);
		return number ? area : NULL;
	}
	return NULL;
}

/* Leaves what belongs to that which has most of THINGS; of several the first by name. */
static void keep_most(enum drill_most most, GArray *things)
{
	g_autoptr(GHashTable) counts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autofree char *best = NULL;
	unsigned int best_count = 0;
	GHashTableIter iter;
	gpointer key, count;
	char area[8];

	for (guint i = 0; i < things->len; i++) {
		const char *owner = belongs_to(most, &g_array_index(things, struct thing, i), area);

		if (owner)
			g_hash_table_replace(counts, g_strdup(owner),
					     GUINT_TO_POINTER(GPOINTER_TO_UINT(g_hash_table_lookup(counts, owner)) + 1));
	}
	g_hash_table_iter_init(&iter, counts);
	while (g_hash_table_iter_next(&iter, &key, &count))
		if (GPOINTER_TO_UINT(count) > best_count || (GPOINTER_TO_UINT(count) == best_count && strcmp(key, best) < 0)) {
			g_free(best);
			best = g_strdup(key);
			best_count = GPOINTER_TO_UINT(count);
		}
	for (guint i = things->len; i-- > 0;)
		if (g_strcmp0(belongs_to(most, &g_array_index(things, struct thing, i), area), best) || !best)
			g_array_remove_index(things, i);
}

static void narrow(const struct drill_target *target, GArray *things)
{
	guint wanted;

	g_array_sort(things, compare_things);
	if (target->most != DRILL_ALL)
		keep_most(target->most, things);
	g_array_remove_range(things, 0, MIN(target->skip, things->len));
	wanted = things->len;
	if (target->share_ppm)
		wanted = (guint)(((int64_t)wanted * target->share_ppm + SHARE_WHOLE - 1) / SHARE_WHOLE);
	if (target->pick)
		wanted = MIN(wanted, target->pick);
	g_array_set_size(things, MIN(wanted, things->len));
}

/* --- kept --- */

static const char *const *keep_names(struct drill_targets *targets, GPtrArray *names)
{
	const char **kept = g_new0(const char *, names->len + 1);

	g_ptr_array_add(targets->owned, kept);
	for (guint i = 0; i < names->len; i++)
		kept[i] = g_string_chunk_insert_const(targets->texts, names->pdata[i]);
	return kept;
}

static gint compare_names(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void keep(struct drill_targets *targets, const char *name, const GArray *things)
{
	static const char *const prefixes[] = {"line:", "device:", "group:"};
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free), institutions = g_ptr_array_new();
	struct drill_bound bound = {.target = g_string_chunk_insert_const(targets->texts, name), .item_count = things->len};

	for (guint i = 0; i < things->len; i++) {
		const struct thing *thing = &g_array_index(things, struct thing, i);
		const char *prefix = prefixes[thing->line ? 0 : thing->device ? 1 : 2];

		g_ptr_array_add(names, g_strconcat(prefix, thing_name(thing), NULL));
		bound.line_count += thing->line != NULL;
		if (thing->line && !g_ptr_array_find(institutions, thing->line->institution->name, NULL))
			g_ptr_array_add(institutions, (gpointer)thing->line->institution->name);
	}
	g_ptr_array_sort(institutions, compare_names);
	bound.items = keep_names(targets, names);
	bound.institutions = keep_names(targets, institutions);
	g_array_append_val(targets->bound, bound);
}

static struct drill_targets *targets_new(void)
{
	struct drill_targets *targets = g_new0(struct drill_targets, 1);

	targets->bound = g_array_new(FALSE, TRUE, sizeof(struct drill_bound));
	targets->owned = g_ptr_array_new_with_free_func(g_free);
	targets->texts = g_string_chunk_new(1024);
	return targets;
}

void drill_targets_free(struct drill_targets *targets)
{
	if (!targets)
		return;
	g_array_unref(targets->bound);
	g_ptr_array_unref(targets->owned);
	g_string_chunk_free(targets->texts);
	g_free(targets);
}

/* The things of TARGET; FOUND has those of the targets before it. */
static GArray *bind_one(const struct drill_scenario *scenario, const struct drill_target *target,
			const struct inventory *inventory, const GPtrArray *found, GError **error)
{
	g_autoptr(GArray) things = g_array_new(FALSE, TRUE, sizeof(struct thing));

	if (target->from)
		follow(target, inventory, found->pdata[drill_find_target(scenario, target->from)], things);
	else if (target->thing == DRILL_GROUPS)
		select_groups(target, inventory, things);
	else if (!select_items(target, inventory, things, error)) {
		g_prefix_error(error, _("target '%s' of scenario '%s' binds nothing: "), target->name, scenario->name);
		return NULL;
	}
	narrow(target, things);
	if (things->len)
		return g_steal_pointer(&things);
	g_set_error(error, OPS_DRILL_ERROR, DRILL_ERROR_BINDING,
		    _("target '%s' of scenario '%s' binds nothing in this network; 'nwops drill show %s' says what it looks for"),
		    target->name, scenario->name, scenario->name);
	return NULL;
}

struct drill_targets *drill_bind(const struct drill_scenario *scenario, const struct inventory *inventory,
				 GError **error)
{
	g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func((GDestroyNotify)g_array_unref);
	g_autoptr(ops_drill_targets_t) targets = targets_new();

	for (guint i = 0; i < scenario->targets->len; i++) {
		const struct drill_target *target = &g_array_index(scenario->targets, struct drill_target, i);
		g_autoptr(GError) reason = NULL;
		GArray *things = bind_one(scenario, target, inventory, found, &reason);

		if (!things) {
			g_set_error_literal(error, OPS_DRILL_ERROR, DRILL_ERROR_BINDING, reason->message);
			return NULL;
		}
		g_ptr_array_add(found, things);
		keep(targets, target->name, things);
	}
	return g_steal_pointer(&targets);
}

const struct drill_bound *drill_targets_at(const struct drill_targets *targets, size_t index)
{
	return &g_array_index(targets->bound, struct drill_bound, index);
}

const struct drill_bound *drill_targets_find(const struct drill_targets *targets, const char *target)
{
	for (guint i = 0; i < targets->bound->len; i++) {
		const struct drill_bound *bound = &g_array_index(targets->bound, struct drill_bound, i);

		if (g_str_equal(bound->target, target))
			return bound;
	}
	return NULL;
}

/* --- pinned --- */

static void set_names(struct json *object, const char *key, const char *const *names)
{
	struct json *array = json_new_array();

	for (; *names; names++)
		json_append_string(array, *names);
	json_take(object, key, array);
}

char *drill_targets_print(const struct drill_targets *targets)
{
	g_autoptr(ops_json_t) object = json_new_object();

	for (guint i = 0; i < targets->bound->len; i++) {
		const struct drill_bound *bound = &g_array_index(targets->bound, struct drill_bound, i);
		struct json *each = json_new_object();

		set_names(each, "items", bound->items);
		set_names(each, "institutions", bound->institutions);
		json_take(object, bound->target, each);
	}
	return json_print(object);
}

static const char *const *read_names(struct drill_targets *targets, const struct json *object, const char *key,
				     size_t *ret_count)
{
	const struct json *array = json_get(object, key);
	g_autoptr(GPtrArray) names = g_ptr_array_new();

	for (size_t i = 0; i < (array ? json_length(array) : 0); i++)
		if (json_get_string_at(array, i))
			g_ptr_array_add(names, (gpointer)json_get_string_at(array, i));
	*ret_count = names->len;
	return keep_names(targets, names);
}

struct drill_targets *drill_targets_parse(const char *json, size_t length, GError **error)
{
	g_autoptr(ops_json_t) object = json_parse(json, length, PINNED_BYTES, error);
	g_autoptr(ops_drill_targets_t) targets = targets_new();
	const struct json *each;
	const char *name = NULL;

	if (!object || json_is_list(object)) {
		g_clear_error(error);
		g_set_error(error, OPS_DRILL_ERROR, DRILL_ERROR_PINNED, _("what the drill was bound to cannot be read"));
		return NULL;
	}
	while ((each = json_next(object, &name))) {
		struct drill_bound bound = {.target = g_string_chunk_insert_const(targets->texts, name)};
		size_t items, institutions;

		bound.items = read_names(targets, each, "items", &items);
		bound.institutions = read_names(targets, each, "institutions", &institutions);
		bound.item_count = (unsigned int)items;
		for (size_t i = 0; i < items; i++)
			bound.line_count += g_str_has_prefix(bound.items[i], "line:");
		g_array_append_val(targets->bound, bound);
	}
	return g_steal_pointer(&targets);
}
