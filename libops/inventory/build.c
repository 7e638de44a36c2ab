/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From documents to an inventory: walks the sections in the order in which
 * they refer to each other, gives each thing its place, and owns what is only
 * needed on the way. No file is looked at here, so that a fuzzer can come in.
 */
#include "inventory/internal.h"

#include "base/translate.h"

#define BLOCK_THINGS 128
/* Names compared to find the nearest, over the whole pass: a large inventory
 * whose references are all wrong must not take minutes to say so. */
#define NEAREST_BUDGET 2000000

static const char *const section_keys[] = {
	"organizations", "contacts", "rosters", "sites", "devices", "links", "lines", "groups", NULL,
};

static const size_t thing_sizes[FAMILY_COUNT] = {
	[FAMILY_SERVICE_CLASS] = sizeof(struct service_class),
	[FAMILY_ORGANIZATION] = sizeof(struct organization),
	[FAMILY_SITE] = sizeof(struct site),
	[FAMILY_DEVICE] = sizeof(struct device),
	[FAMILY_LINE] = sizeof(struct line),
	[FAMILY_GROUP] = sizeof(struct group),
	[FAMILY_CONTACT] = sizeof(struct contact),
	[FAMILY_ROSTER] = sizeof(struct roster),
};

static const size_t thing_positions[FAMILY_COUNT] = {
	[FAMILY_SERVICE_CLASS] = offsetof(struct service_class, position),
	[FAMILY_ORGANIZATION] = offsetof(struct organization, position),
	[FAMILY_SITE] = offsetof(struct site, position),
	[FAMILY_DEVICE] = offsetof(struct device, position),
	[FAMILY_LINE] = offsetof(struct line, position),
	[FAMILY_GROUP] = offsetof(struct group, position),
	[FAMILY_CONTACT] = offsetof(struct contact, position),
	[FAMILY_ROSTER] = offsetof(struct roster, position),
};

static struct conf_position *thing_position(enum family_id family, gpointer thing)
{
	return (struct conf_position *)((char *)thing + thing_positions[family]);
}

/* The section of the document at CURSOR; NULL: there is none to read. */
static const struct conf_node *section_at(struct build *build, const char *section, size_t document,
					  bool first)
{
	const struct conf_node *root = build->documents[document].root;
	const struct conf_node *node;

	if (!root || conf_kind(root) != CONF_MAPPING)
		return NULL;
	node = field_find(root, section);
	if (!node)
		return NULL;
	g_snprintf(build->owner, sizeof(build->owner), _("section '%s'"), section);
	if (first)
		return conf_expect(node, CONF_MAPPING, build->owner, build->faults) ? node : NULL;
	return node;
}

static bool entry_read(struct build *build, const struct conf_node *section, size_t index,
		       enum family_id family, struct build_entry *ret_entry)
{
	struct build_entry entry = {
		.name = conf_key(section, index),
		.position = conf_key_position(section, index),
		.node = conf_value(section, index),
	};

	if (!conf_check_name(entry.name, entry.position, build->owner, build->faults))
		return false;
	g_snprintf(build->owner, sizeof(build->owner), _("%s '%s'"), _(inventory_family_word(family)),
		   entry.name);
	if (!conf_expect(entry.node, CONF_MAPPING, build->owner, build->faults))
		return false;
	*ret_entry = entry;
	return true;
}

bool build_next(struct build *build, const char *section, enum family_id family,
		struct build_cursor *cursor, struct build_entry *ret_entry)
{
	for (; cursor->document < build->document_count; cursor->document++, cursor->index = 0) {
		const struct conf_node *node =
			section_at(build, section, cursor->document, cursor->index == 0);

		if (!node)
			continue;
		while (cursor->index < conf_length(node)) {
			if (entry_read(build, node, cursor->index++, family, ret_entry))
				return true;
			g_snprintf(build->owner, sizeof(build->owner), _("section '%s'"), section);
		}
	}
	return false;
}

static gpointer family_place(struct build *build, enum family_id id)
{
	struct family *family = &build->inventory->families[id];
	gpointer thing;

	if (family->block_left == 0) {
		family->block = g_malloc0_n(BLOCK_THINGS, thing_sizes[id]);
		family->block_left = BLOCK_THINGS;
		g_ptr_array_add(build->inventory->blocks, family->block);
	}
	thing = family->block;
	family->block += thing_sizes[id];
	family->block_left--;
	return thing;
}

gpointer build_add(struct build *build, enum family_id id, const struct build_entry *entry)
{
	struct family *family = &build->inventory->families[id];
	gpointer other = g_hash_table_lookup(family->by_name, entry->name);
	gpointer thing = family_place(build, id);
	const char **name = thing;

	*name = g_string_chunk_insert(build->inventory->strings, entry->name);
	*thing_position(id, thing) = build_position(build, entry->position);
	if (other) {
		g_autofree char *place = build_place(thing_position(id, other));

		build_error(build, entry->position, _("%s is there already: %s"), build->owner, place);
		return thing;
	}
	g_ptr_array_add(family->things, thing);
	g_hash_table_insert(family->by_name, (gpointer)*name, thing);
	return thing;
}

struct conf_position build_position(struct build *build, const struct conf_position *position)
{
	struct conf_position kept = *position;

	kept.file = build_keep(build, position->file);
	return kept;
}

const char *build_keep(struct build *build, const char *text)
{
	return text ? g_string_chunk_insert_const(build->inventory->strings, text) : NULL;
}

gpointer build_array(struct build *build, size_t count, size_t size)
{
	gpointer array = g_malloc0_n(count, size);

	g_ptr_array_add(build->inventory->blocks, array);
	return array;
}

const char *build_path(struct build *build, const char *path)
{
	g_autofree char *joined = NULL;

	if (g_path_is_absolute(path))
		return build_keep(build, path);
	joined = g_build_filename(build->directory, path, NULL);
	return build_keep(build, joined);
}

char *build_place(const struct conf_position *position)
{
	if (position->line == 0)
		return g_strdup(position->file);
	return g_strdup_printf(_("%s, line %u, column %u"), position->file, position->line,
			       position->column);
}

static bool is_own_rule(const char *key)
{
	return g_strv_contains(policy_keys, key);
}

/* Every key of a document is a section, or in nwops.yaml one of the site's rules. */
static void document_check(struct build *build, const struct build_document *document)
{
	g_autoptr(GPtrArray) known = g_ptr_array_new();

	if (!document->root || !conf_expect(document->root, CONF_MAPPING, _("the file"), build->faults))
		return;
	for (unsigned int i = 0; section_keys[i]; i++)
		g_ptr_array_add(known, (gpointer)section_keys[i]);
	for (unsigned int i = 0; policy_keys[i]; i++)
		g_ptr_array_add(known, (gpointer)policy_keys[i]);
	g_ptr_array_add(known, NULL);
	conf_check_keys(document->root, (const char *const *)known->pdata, _("the file"), build->faults);
	for (size_t i = 0; !document->own_rules && i < conf_length(document->root); i++)
		if (is_own_rule(conf_key(document->root, i)))
			build_error(build, conf_key_position(document->root, i),
				    _("'%s' belongs in nwops.yaml"), conf_key(document->root, i));
}

static gint thing_compare(gconstpointer a, gconstpointer b)
{
	const char *const *const *left = a, *const *const *right = b;

	return strcmp(**left, **right);
}

static void families_sort(struct inventory *inventory)
{
	for (unsigned int i = 0; i < FAMILY_COUNT; i++)
		g_ptr_array_sort(inventory->families[i].things, thing_compare);
}

struct inventory *build_inventory(const char *directory, const struct build_document *documents,
				  size_t document_count, bool partial, GArray *ret_secrets,
				  struct conf_faults *faults)
{
	struct build build = {
		.inventory = inventory_new(), .faults = faults, .directory = directory,
		.documents = documents, .document_count = document_count, .partial = partial,
		.secrets = ret_secrets, .nearest_budget = NEAREST_BUDGET,
		.addresses = addresses_new(),
		.codes = g_hash_table_new(g_str_hash, g_str_equal),
		.logins = g_hash_table_new(g_str_hash, g_str_equal),
	};

	for (size_t i = 0; i < document_count; i++)
		document_check(&build, &documents[i]);
	policy_read(&build);
	classes_read(&build);
	organizations_read(&build);
	places_read(&build);
	devices_read(&build);
	links_read(&build);
	lines_read(&build);
	groups_read(&build);
	people_read(&build);
	families_sort(build.inventory);
	if (!partial)
		check_all(&build);
	g_hash_table_unref(build.addresses);
	g_hash_table_unref(build.codes);
	g_hash_table_unref(build.logins);
	return build.inventory;
}
