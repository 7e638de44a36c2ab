/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From a configuration directory to an inventory: which files there are, in
 * which order, and what remains to be looked at on disk. All understanding is
 * behind build_inventory(), which a fuzzer calls without any file.
 */
#include "inventory/cache.h"
#include "inventory/columns.h"
#include "inventory/import.h"

#include "base/translate.h"

#include <errno.h>

#define FILES_LIMIT 10000
#define RULES "nwops.yaml"
/* Where GLib looks for zones. */
#define ZONES "/usr/share/zoneinfo"
#define ZONE_LIMIT ((size_t)1024 * 1024)

/* The documents of one load, in the order of their files. */
struct files {
	GPtrArray *documents;	/* struct conf_document */
	GPtrArray *paths;	/* of the tables; those of documents are load_names() */
	GArray *roots;		/* struct build_document */
	GArray *tables;		/* struct build_table */
	bool partial;		/* one could not be read */
};

static void table_clear(gpointer table)
{
	conf_sheet_free(((struct build_table *)table)->sheet);
}

static void files_init(struct files *files)
{
	files->documents = g_ptr_array_new_with_free_func((GDestroyNotify)conf_document_free);
	files->paths = g_ptr_array_new_with_free_func(g_free);
	files->roots = g_array_new(FALSE, TRUE, sizeof(struct build_document));
	files->tables = g_array_new(FALSE, TRUE, sizeof(struct build_table));
	g_array_set_clear_func(files->tables, table_clear);
	files->partial = false;
}

static void files_clear(struct files *files)
{
	g_ptr_array_unref(files->documents);
	g_ptr_array_unref(files->paths);
	g_array_unref(files->roots);
	g_array_unref(files->tables);
}

/* Takes DOCUMENT over; NULL is one that could not be read. */
static void files_take(struct files *files, struct conf_document *document, bool own_rules)
{
	struct build_document root = { .own_rules = own_rules };

	if (!document) {
		files->partial = true;
		return;
	}
	root.root = conf_document_root(document);
	g_ptr_array_add(files->documents, document);
	g_array_append_val(files->roots, root);
}

/* Finds the sections that are tables. What stands behind "!csv" where none may be
 * one is refused by the section's reader, as any tag would be. */
static void tables_find(struct files *files, const char *directory, struct conf_faults *faults)
{
	for (unsigned int i = 0; i < files->roots->len; i++) {
		const struct conf_node *root = g_array_index(files->roots, struct build_document, i).root;
		const struct columns *columns;

		for (size_t j = 0; root && (columns = columns_at(j)); j++) {
			struct build_table table = {
				.node = conf_find(root, columns->section), .section = columns->section,
			};
			g_autofree char *path = NULL;

			if (!table.node || conf_kind(table.node) != CONF_SCALAR ||
			    g_strcmp0(conf_tag(table.node), "!csv") != 0)
				continue;
			path = g_path_is_absolute(conf_text(table.node)) ?
			       g_strdup(conf_text(table.node)) :
			       g_build_filename(directory, conf_text(table.node), NULL);
			if (*conf_text(table.node))
				table.sheet = conf_sheet_open(path, columns->readable);
			else
				conf_fault(faults, CONF_ERROR, conf_position(table.node),
					   _("'!csv' without the name of a file"));
			g_array_append_val(files->tables, table);
			g_ptr_array_add(files->paths, g_steal_pointer(&path));
		}
	}
}

static gint name_compare(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The names in DIRECTORY that are inventory, sorted; NULL after a fault. */
static GPtrArray *names_list(const char *directory, struct conf_faults *faults)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	struct conf_position whole = { .file = directory };
	g_autoptr(GError) error = NULL;
	g_autoptr(GDir) dir = g_dir_open(directory, 0, &error);
	const char *name;

	if (!dir && g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
		return g_steal_pointer(&names);
	if (!dir) {
		conf_fault(faults, CONF_ERROR, &whole, "%s", error->message);
		return NULL;
	}
	while ((name = g_dir_read_name(dir))) {
		g_autofree char *path = g_build_filename(directory, name, NULL);
		struct conf_position file = { .file = path };

		if (name[0] == '.')
			continue;
		if (g_str_has_suffix(name, ".yml"))
			conf_fault(faults, CONF_WARNING, &file,
				   _("is not read: only names that end in .yaml are"));
		if (g_str_has_suffix(name, ".yaml"))
			g_ptr_array_add(names, g_steal_pointer(&path));
	}
	if (names->len > FILES_LIMIT) {
		conf_fault(faults, CONF_ERROR, &whole, _("holds more than %d files"), FILES_LIMIT);
		return NULL;
	}
	g_ptr_array_sort(names, name_compare);
	return g_steal_pointer(&names);
}

GPtrArray *load_names(const char *directory, struct conf_faults *faults)
{
	g_autofree char *inventory = g_build_filename(directory, "inventory", NULL);
	GPtrArray *names = names_list(inventory, faults);

	if (names)
		g_ptr_array_insert(names, 0, g_build_filename(directory, RULES, NULL));
	return names;
}

static void files_load(struct files *files, const char *directory, struct conf_faults *faults)
{
	g_autoptr(GPtrArray) names = load_names(directory, faults);

	if (!names) {
		g_autofree char *rules = g_build_filename(directory, RULES, NULL);

		files_take(files, conf_document_load(rules, &conf_limits_default, faults), true);
		files->partial = true;
		return;
	}
	for (unsigned int i = 0; i < names->len; i++)
		files_take(files, conf_document_load(names->pdata[i], &conf_limits_default, faults), i == 0);
}

/* What an inventory without an error was read from. NULL when a file's stamp could
 * not be taken. */
static struct cache_sources *files_sources(const struct files *files, const char *directory,
					   const struct inventory *inventory)
{
	g_autoptr(ops_cache_sources_t) sources = cache_sources_new(directory);
	g_autoptr(GPtrArray) names = load_names(directory, NULL);
	g_autofree char *zone = g_build_filename(ZONES, inventory->policy.zone, NULL);
	struct conf_stamp stamp;

	/* Files that came or went meanwhile make the list another, which will be seen. */
	if (!names || names->len != files->documents->len)
		return NULL;
	sources->listed = names->len;
	for (guint i = 0; i < names->len; i++)
		cache_sources_add(sources, names->pdata[i], conf_document_stamp(files->documents->pdata[i]));
	for (guint i = 0; i < files->tables->len; i++) {
		const struct conf_stamp *table =
			conf_sheet_stamp(g_array_index(files->tables, struct build_table, i).sheet);

		if (!table)
			return NULL;
		cache_sources_add(sources, files->paths->pdata[i], table);
	}
	/* Days end by the zone's rules, and those change. */
	if (conf_stamp_read(zone, ZONE_LIMIT, &stamp))
		cache_sources_add(sources, zone, &stamp);
	return g_steal_pointer(&sources);
}

static struct inventory *files_build(const struct files *files, const char *directory,
				     struct conf_faults *faults)
{
	const struct build_sources sources = {
		.directory = directory,
		.documents = (const struct build_document *)files->roots->data,
		.document_count = files->roots->len,
		.tables = (const struct build_table *)files->tables->data,
		.table_count = files->tables->len,
		.partial = files->partial,
	};

	return build_inventory(&sources, faults);
}

/* Finished when nothing is wrong, else gone. */
static struct inventory *inventory_finish(struct inventory *inventory, const struct conf_faults *faults)
{
	if (conf_faults_errors(faults) > 0) {
		inventory_free(inventory);
		return NULL;
	}
	demarcations_derive(inventory);
	return inventory;
}

struct inventory *load_directory(const char *directory, struct cache_sources **ret_sources,
				 struct conf_faults *faults)
{
	g_autoptr(ops_cache_sources_t) sources = NULL;
	struct inventory *inventory;
	struct files files;

	files_init(&files);
	files_load(&files, directory, faults);
	tables_find(&files, directory, faults);
	inventory = files_build(&files, directory, faults);
	secrets_check(inventory, faults);
	inventory = inventory_finish(inventory, faults);
	sources = inventory ? files_sources(&files, directory, inventory) : NULL;
	if (sources)
		inventory->digest = cache_sources_digest(sources);
	if (ret_sources)
		*ret_sources = g_steal_pointer(&sources);
	files_clear(&files);
	return inventory;
}

/* --- for an import --- */

/* The first table of SECTION, and how many there are. */
static const char *table_path(const struct files *files, const char *section, guint *ret_count)
{
	const char *path = NULL;

	*ret_count = 0;
	for (guint i = 0; i < files->tables->len; i++) {
		if (strcmp(g_array_index(files->tables, struct build_table, i).section, section) != 0)
			continue;
		path = path ? path : files->paths->pdata[i];
		++*ret_count;
	}
	return path;
}

char *load_table_path(const char *directory, const char *section, struct conf_faults *faults)
{
	struct conf_position whole = { .file = directory };
	unsigned int errors = conf_faults_errors(faults);
	char *path = NULL;
	struct files files;
	guint count;

	files_init(&files);
	files_load(&files, directory, faults);
	tables_find(&files, directory, faults);
	if (conf_faults_errors(faults) == errors) {
		path = g_strdup(table_path(&files, section, &count));
		if (count == 0)
			conf_fault(faults, CONF_ERROR, &whole,
				   _("no section '%s' is a table: write '%s: !csv FILE' into a file of "
				     "the inventory"), section, section);
		else if (count > 1)
			conf_fault(faults, CONF_ERROR, &whole,
				   _("section '%s' is in %u tables; an import needs one alone"), section, count);
	}
	files_clear(&files);
	if (conf_faults_errors(faults) > errors)
		g_clear_pointer(&path, g_free);
	return path;
}

/* SHEET comes last of its section, so that what it shares with others is found in it. */
static void files_add_table(struct files *files, const char *section, struct conf_sheet *sheet)
{
	g_autofree char *text = g_strdup_printf("%s: !csv table\n", section);
	g_autoptr(ops_conf_faults_t) none = conf_faults_new();
	struct conf_document *document = conf_document_parse(section, text, strlen(text), NULL, none);
	struct build_table table = { conf_find(conf_document_root(document), section), sheet, section };

	files_take(files, document, false);
	g_array_append_val(files->tables, table);
	g_ptr_array_add(files->paths, g_strdup(section));
}

struct inventory *load_over(const char *directory, const char *section, struct conf_sheet *sheet,
			    struct conf_faults *faults)
{
	struct inventory *inventory;
	struct files files;

	files_init(&files);
	files_load(&files, directory, faults);
	tables_find(&files, directory, faults);
	for (guint i = 0; i < files.tables->len; i++) {
		struct build_table *table = &g_array_index(files.tables, struct build_table, i);

		if (strcmp(table->section, section) == 0)
			g_clear_pointer(&table->sheet, conf_sheet_free);
	}
	files_add_table(&files, section, sheet);
	inventory = files_build(&files, directory, faults);
	secrets_check(inventory, faults);
	inventory = inventory_finish(inventory, faults);
	files_clear(&files);
	return inventory;
}

struct inventory *build_from_bytes(const char *name, const char *bytes, size_t length,
				   struct conf_faults *faults)
{
	struct inventory *inventory;
	struct files files;

	files_init(&files);
	files_take(&files, conf_document_parse(name, bytes, length, &conf_limits_default, faults), true);
	inventory = files_build(&files, name, faults);
	files_clear(&files);
	return inventory_finish(inventory, faults);
}
