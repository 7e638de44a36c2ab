/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From documents to an inventory: walks the sections in the order in which
 * they refer to each other, gives each thing its place, and owns what is only
 * needed on the way. No file is looked at here, so that a fuzzer can come in.
 */
#include "inventory/internal.h"

#include "base/translate.h"

/* Names compared to find the nearest, over the whole pass: a large inventory
 * whose references are all wrong must not take minutes to say so. */
#define NEAREST_BUDGET 2000000
#define THINGS_AT_FIRST 64

static const char *const section_keys[] = {
	"organizations", "contacts", "rosters", "sites", "devices", "links", "lines", "probes",
	"interfaces", "groups", NULL,
};

static const size_t place_offsets[FAMILY_COUNT] = {
	[FAMILY_SERVICE_CLASS] = offsetof(struct service_class, place),
	[FAMILY_ORGANIZATION] = offsetof(struct organization, place),
	[FAMILY_SITE] = offsetof(struct site, place),
	[FAMILY_DEVICE] = offsetof(struct device, place),
	[FAMILY_LINE] = offsetof(struct line, place),
	[FAMILY_GROUP] = offsetof(struct group, place),
	[FAMILY_CONTACT] = offsetof(struct contact, place),
	[FAMILY_ROSTER] = offsetof(struct roster, place),
	[FAMILY_QUESTION] = offsetof(struct question, place),
	[FAMILY_LOGIN] = offsetof(struct login, place),
	[FAMILY_INTERFACE] = offsetof(struct interface, place),
	[FAMILY_VERSIONS] = offsetof(struct version_policy, place),
	[FAMILY_CALENDAR] = offsetof(struct calendar, place),
};

static struct place *thing_place(enum family_id family, gpointer thing)
{
	return (struct place *)((char *)thing + place_offsets[family]);
}

void build_subject(struct build *build, const char *word, const char *name)
{
	build->subject.word = word;
	build->subject.name = name;
}

const char *build_owner(struct build *build)
{
	if (build->subject.name)
		g_snprintf(build->owner, sizeof(build->owner), _("%s '%s'"), _(build->subject.word),
			   build->subject.name);
	else
		g_strlcpy(build->owner, _(build->subject.word), sizeof(build->owner));
	return build->owner;
}

/* The table that NODE names; NULL: it is none. */
static const struct build_table *table_of(const struct build *build, const struct conf_node *node)
{
	for (size_t i = 0; i < build->sources->table_count; i++)
		if (build->sources->tables[i].node == node)
			return &build->sources->tables[i];
	return NULL;
}

/* The section of the document at CURSOR; NULL: there is none to read. */
static const struct conf_node *section_at(struct build *build, const char *section, size_t document,
					  bool first)
{
	const struct conf_node *root = build->sources->documents[document].root;
	const struct conf_node *node;

	if (!root || conf_kind(root) != CONF_MAPPING)
		return NULL;
	node = field_find(root, section);
	if (!node)
		return NULL;
	build_subject(build, N_("section"), section);
	if (first && !table_of(build, node))
		return conf_expect(node, CONF_MAPPING, build_owner(build), build->faults) ? node : NULL;
	return node;
}

static bool entry_read(struct build *build, const struct conf_node *section, size_t index,
		       enum family_id family, const char *const *keys, struct build_entry *ret_entry)
{
	struct build_entry entry = {
		.name = conf_key(section, index),
		.position = conf_key_position(section, index),
		.node = conf_value(section, index),
	};

	if (!conf_check_name(entry.name, entry.position, build_owner(build), build->faults))
		return false;
	build_subject(build, inventory_family_word(family), entry.name);
	if (!conf_expect(entry.node, CONF_MAPPING, build_owner(build), build->faults))
		return false;
	conf_check_keys(entry.node, keys, build_owner(build), build->faults);
	*ret_entry = entry;
	return true;
}

/* The columns of a table were checked with its first line. */
static bool row_read(struct build *build, struct conf_sheet *sheet, const char *section,
		     enum family_id family, struct build_entry *ret_entry)
{
	struct conf_row row;

	build_subject(build, N_("section"), section);
	while (conf_sheet_next(sheet, &row, build->faults)) {
		if (!conf_check_name(row.name, row.position, NULL, NULL)) {
			conf_check_name(row.name, row.position, build_owner(build), build->faults);
			continue;
		}
		build_subject(build, inventory_family_word(family), row.name);
		*ret_entry = (struct build_entry){ row.name, row.position, row.node };
		return true;
	}
	if (!conf_sheet_is_whole(sheet))
		build->partial = true;
	return false;
}

bool build_next(struct build *build, const char *section, enum family_id family,
		const char *const *keys, struct build_cursor *cursor, struct build_entry *ret_entry)
{
	for (; cursor->document < build->sources->document_count; cursor->document++, cursor->index = 0) {
		const struct conf_node *node =
			section_at(build, section, cursor->document, cursor->index == 0);
		const struct build_table *table = node ? table_of(build, node) : NULL;

		if (table && table->sheet && row_read(build, table->sheet, section, family, ret_entry))
			return true;
		if (!node || table)
			continue;
		while (cursor->index < conf_length(node)) {
			if (entry_read(build, node, cursor->index++, family, keys, ret_entry))
				return true;
			build_subject(build, N_("section"), section);
		}
	}
	return false;
}

bool build_next_pair(struct build *build, const char *section, struct build_cursor *cursor,
		     struct build_entry *ret_entry)
{
	for (; cursor->document < build->sources->document_count; cursor->document++, cursor->index = 0) {
		const struct conf_node *root = build->sources->documents[cursor->document].root;
		const struct conf_node *node =
			root && conf_kind(root) == CONF_MAPPING ? field_find(root, section) : NULL;

		build_subject(build, N_("section"), section);
		if (!node || (cursor->index == 0 &&
			      !conf_expect(node, CONF_MAPPING, build_owner(build), build->faults)))
			continue;
		if (cursor->index >= conf_length(node))
			continue;
		*ret_entry = (struct build_entry){
			conf_key(node, cursor->index), conf_key_position(node, cursor->index),
			conf_value(node, cursor->index),
		};
		cursor->index++;
		return true;
	}
	return false;
}

gpointer build_add(struct build *build, enum family_id id, const struct build_entry *entry)
{
	struct family *family = &build->inventory->families[id];
	size_t size = inventory_thing_sizes[id];
	gpointer thing;

	if (family->count == family->room) {
		family->room = MAX(family->room * 2, THINGS_AT_FIRST);
		family->things = g_realloc_n(family->things, family->room, size);
	}
	thing = inventory_at(build->inventory, id, family->count++);
	memset(thing, 0, size);
	*(const char **)thing = build_keep(build, entry->name);
	*thing_place(id, thing) = build_position(build, entry->position);
	return thing;
}

size_t build_number(const struct build *build, enum family_id id, const void *thing)
{
	const struct family *family = &build->inventory->families[id];

	return (size_t)((const char *)thing - family->things) / inventory_thing_sizes[id];
}

static gint thing_compare(gconstpointer a, gconstpointer b, gpointer nothing)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool is_sorted(const struct inventory *inventory, enum family_id id)
{
	for (size_t i = 1; i < inventory->families[id].count; i++)
		if (thing_compare(inventory_at(inventory, id, i - 1), inventory_at(inventory, id, i), NULL) > 0)
			return false;
	return true;
}

void family_close(struct build *build, enum family_id id)
{
	const struct inventory *inventory = build->inventory;
	struct family *family = &build->inventory->families[id];
	size_t size = inventory_thing_sizes[id], first = 0;

	/* What a program wrote mostly is sorted, and sorting needs memory. */
	if (!is_sorted(inventory, id))
		g_qsort_with_data(family->things, (gint)family->count, size, thing_compare, NULL);
	family->room = family->count;
	family->things = g_realloc_n(family->things, family->room, size);
	for (size_t i = 1; i < family->count; i++) {
		gpointer thing = inventory_at(inventory, id, i), other = inventory_at(inventory, id, first);
		g_autofree char *place = NULL;

		if (thing_compare(thing, other, NULL) != 0) {
			first = i;
			continue;
		}
		/* Sorting is stable: FIRST came first in the files, too. */
		place = build_place(build, *thing_place(id, other));
		build_subject(build, inventory_family_word(id), *(const char *const *)thing);
		build_error_at(build, *thing_place(id, thing), _("%s is there already: %s"),
			       build_owner(build), place);
	}
}

static uint16_t file_number(struct build *build, const char *name)
{
	guint number = GPOINTER_TO_UINT(g_hash_table_lookup(build->files, name));

	if (number == 0) {
		char *kept = g_strdup(name);

		g_ptr_array_add(build->inventory->files, kept);
		number = build->inventory->files->len;
		g_hash_table_insert(build->files, kept, GUINT_TO_POINTER(number));
	}
	return (uint16_t)MIN(number - 1, UINT16_MAX);
}

struct place build_position(struct build *build, const struct conf_position *position)
{
	/* Positions of one file share its name. */
	if (position->file != build->file.name) {
		build->file.number = file_number(build, position->file);
		build->file.name = position->file;
	}
	return (struct place){
		.line = position->line,
		.column = (uint16_t)MIN(position->column, UINT16_MAX),
		.file = build->file.number,
	};
}

const char *build_keep(struct build *build, const char *text)
{
	return text ? g_string_chunk_insert(build->inventory->strings, text) : NULL;
}

const char *build_share(struct build *build, const char *text)
{
	const char *kept = g_hash_table_lookup(build->words, text);

	if (!kept) {
		kept = build_keep(build, text);
		g_hash_table_add(build->words, (gpointer)kept);
	}
	return kept;
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
	joined = g_build_filename(build->sources->directory, path, NULL);
	return build_keep(build, joined);
}

char *build_place(const struct build *build, struct place place)
{
	const struct conf_position position = inventory_position(build->inventory, place);

	if (position.line == 0)
		return g_strdup(position.file);
	return g_strdup_printf(_("%s, line %u, column %u"), position.file, position.line, position.column);
}

const struct conf_node *build_own_rules(const struct build *build)
{
	const struct conf_node *root = NULL;

	for (size_t i = 0; i < build->sources->document_count; i++)
		if (build->sources->documents[i].own_rules)
			root = build->sources->documents[i].root;
	return root && conf_kind(root) == CONF_MAPPING ? root : NULL;
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

static void build_init(struct build *build)
{
	build->inventory = inventory_new();
	build->inventory->directory = g_strdup(build->sources->directory);
	build->nearest_budget = NEAREST_BUDGET;
	build->addresses = addresses_new(build);
	build->logins = g_hash_table_new(g_str_hash, g_str_equal);
	build->words = g_hash_table_new(g_str_hash, g_str_equal);
	build->hours = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	build->tags = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	build->days = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	build->files = g_hash_table_new(g_str_hash, g_str_equal);
	build->alike = g_hash_table_new(NULL, NULL);
}

static void build_clear(struct build *build)
{
	index_free(build->addresses);
	g_hash_table_unref(build->logins);
	g_hash_table_unref(build->words);
	g_hash_table_unref(build->hours);
	g_hash_table_unref(build->tags);
	g_hash_table_unref(build->days);
	g_hash_table_unref(build->files);
	g_hash_table_unref(build->alike);
}

struct inventory *build_inventory(const struct build_sources *sources, struct conf_faults *faults)
{
	struct build build = { .faults = faults, .sources = sources, .partial = sources->partial };

	build_init(&build);
	for (size_t i = 0; i < sources->document_count; i++)
		document_check(&build, &sources->documents[i]);
	policy_read(&build);
	calendars_read(&build);
	classes_read(&build);
	organizations_read(&build);
	places_read(&build);
	logins_read(&build);
	devices_read(&build);
	logins_close(&build);
	policy_close(&build);
	links_read(&build);
	lines_read(&build);
	questions_read(&build);
	interfaces_read(&build);
	versions_read(&build);
	groups_read(&build);
	people_read(&build);
	if (!build.partial)
		check_all(&build);
	build_clear(&build);
	return build.inventory;
}
