/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two tables become one: what the foreign one says of a thing replaces what
 * ours said, column by column, and what it does not speak of stays. The result
 * is checked as the whole configuration would be with it, by the same readers;
 * a fault at a place of the foreign table is a bad row, any other is a reason
 * to leave everything as it is.
 */
#include "inventory/import.h"

#include "base/text.h"
#include "base/translate.h"

/* With more, the mapping is wrong and not the rows. */
#define PASSES_LIMIT 8

static void import_clear_merged(struct import *import)
{
	g_clear_pointer(&import->merged, grid_free);
	g_array_set_size(import->changes, 0);
	g_ptr_array_set_size(import->blocks, 0);
	import->same = 0;
}

void import_free(struct import *import)
{
	if (!import)
		return;
	grid_free(import->old);
	grid_free(import->fresh);
	grid_free(import->merged);
	g_array_unref(import->changes);
	g_ptr_array_unref(import->blocks);
	g_free(import->section);
	g_free(import->path);
	g_free(import);
}

const char *import_section(const struct import *import)
{
	return import->section;
}

const char *import_table(const struct import *import)
{
	return import->path;
}

size_t import_count(const struct import *import)
{
	return import->changes->len;
}

const struct import_change *import_at(const struct import *import, size_t index)
{
	g_assert(index < import->changes->len);
	return &g_array_index(import->changes, struct import_change, index);
}

size_t import_same(const struct import *import)
{
	return import->same;
}

size_t import_skipped(const struct import *import)
{
	return import->skipped;
}

/* --- merging --- */

/* The foreign rows by the name of their thing. */
static GHashTable *rows_by_name(const struct grid *fresh)
{
	GHashTable *rows = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint i = 0; i < fresh->rows->len; i++) {
		struct conf_cell *cells = fresh->rows->pdata[i];

		g_hash_table_insert(rows, cells[0].text, cells);
	}
	return rows;
}

static void change_add(struct import *import, enum import_kind kind, const char *name,
		       const struct conf_cell *fresh, GArray *fields)
{
	struct import_change change = {
		.kind = kind,
		.name = name,
		.line = fresh ? fresh[0].position.line : 0,
		.field_count = fields->len,
	};
	struct import_field *kept = g_memdup2(fields->data, fields->len * sizeof(*kept));

	change.fields = kept;
	g_ptr_array_add(import->blocks, kept);
	g_array_append_val(import->changes, change);
}

/*
 * One row of the new table: OLD, FRESH or both (one may be NULL). SOURCES tells
 * for each of its columns which one of the foreign table it is, or -1.
 */
static void row_merge(struct import *import, const struct conf_cell *old,
		      const struct conf_cell *fresh, const int *sources)
{
	struct grid *merged = import->merged;
	struct conf_cell *cells = grid_add(merged);
	g_autoptr(GArray) fields = g_array_new(FALSE, FALSE, sizeof(struct import_field));
	const char *name = NULL;

	for (guint i = 0; i < merged->header->len; i++) {
		struct import_field field = {merged->header->pdata[i], "", ""};
		const struct conf_cell nothing = {(char *)"",
						  fresh ? fresh[0].position : old[0].position};

		cells[i] = old && i < import->old->header->len ? old[i] : nothing;
		field.old = cells[i].text;
		if (fresh && sources[i] >= 0)
			cells[i] = fresh[sources[i]];
		field.now = cells[i].text;
		if (strcmp(field.column, CONF_SHEET_NAME) == 0)
			name = field.now;
		else if (strcmp(field.old, field.now) != 0)
			g_array_append_val(fields, field);
	}
	if (!old)
		change_add(import, IMPORT_ADDED, name, fresh, fields);
	else if (fields->len > 0)
		change_add(import, IMPORT_CHANGED, name, fresh, fields);
	else
		import->same++;
}

/* Our columns as they are, then those that the foreign table adds. */
static int *columns_merge(struct import *import)
{
	struct grid *merged = import->merged;
	int *sources;

	for (guint i = 0; i < import->old->header->len; i++)
		g_ptr_array_add(merged->header, import->old->header->pdata[i]);
	for (guint i = 0; i < import->fresh->header->len; i++)
		if (grid_column(merged, import->fresh->header->pdata[i]) < 0)
			g_ptr_array_add(merged->header, import->fresh->header->pdata[i]);
	sources = g_new(int, merged->header->len);
	for (guint i = 0; i < merged->header->len; i++)
		sources[i] = grid_column(import->fresh, merged->header->pdata[i]);
	return sources;
}

/* Ours in their order, then what is new in the order of the foreign table. */
static void merge(struct import *import, bool prune)
{
	g_autoptr(GHashTable) fresh = rows_by_name(import->fresh);
	g_autofree int *sources = NULL;
	int name = grid_column(import->old, CONF_SHEET_NAME);

	import_clear_merged(import);
	import->merged = grid_new();
	sources = columns_merge(import);
	for (guint i = 0; i < import->old->rows->len; i++) {
		const struct conf_cell *old = import->old->rows->pdata[i];
		const char *text = old[name].text;
		const struct conf_cell *found = g_hash_table_lookup(fresh, text);

		if (!found && prune && !g_hash_table_contains(import->fresh->left_out, text)) {
			g_autoptr(GArray) none =
				g_array_new(FALSE, FALSE, sizeof(struct import_field));

			change_add(import, IMPORT_REMOVED, text, NULL, none);
			continue;
		}
		row_merge(import, old, found, sources);
		g_hash_table_remove(fresh, text);
	}
	for (guint i = 0; i < import->fresh->rows->len; i++) {
		const struct conf_cell *cells = import->fresh->rows->pdata[i];

		if (g_hash_table_contains(fresh, cells[0].text))
			row_merge(import, NULL, cells, sources);
	}
}

/* --- bad rows --- */

static void row_drop(struct import *import, guint index)
{
	const struct conf_cell *cells = import->fresh->rows->pdata[index];

	/* Its texts stay; a table of rows by name must not find it. */
	g_hash_table_add(import->fresh->left_out, cells[0].text);
	g_ptr_array_remove_index(import->fresh->rows, index);
	import->skipped++;
}

/* A thing twice, or without a name: the first stays. */
static void names_check(struct import *import, struct conf_faults *bad)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
	guint kept = 0;

	for (guint i = 0; i < import->fresh->rows->len; i++) {
		struct conf_cell *cells = import->fresh->rows->pdata[i];
		const struct conf_cell *first = g_hash_table_lookup(seen, cells[0].text);
		g_autofree char *shown = text_excerpt(cells[0].text);

		if (!*cells[0].text) {
			conf_fault(bad, CONF_ERROR, &cells[0].position, _("this row has no '%s'"),
				   CONF_SHEET_NAME);
			import->fresh->nameless++;
		} else if (first) {
			conf_fault(bad, CONF_ERROR, &cells[0].position,
				   _("'%s' is there already: line %u"), shown,
				   first[0].position.line);
		} else {
			g_hash_table_insert(seen, cells[0].text, cells);
			import->fresh->rows->pdata[kept++] = cells;
			continue;
		}
		import->skipped++;
		g_free(cells);
	}
	/* The rest was moved or freed above. */
	memset(import->fresh->rows->pdata + kept, 0,
	       (import->fresh->rows->len - kept) * sizeof(gpointer));
	g_ptr_array_set_size(import->fresh->rows, (gint)kept);
}

/* Lines of the foreign table to the number of their row, plus 1. */
static GHashTable *rows_by_line(const struct grid *fresh)
{
	GHashTable *rows = g_hash_table_new(NULL, NULL);

	for (guint i = 0; i < fresh->rows->len; i++) {
		const struct conf_cell *cells = fresh->rows->pdata[i];

		for (guint j = 0; j < fresh->header->len; j++)
			g_hash_table_insert(rows, GUINT_TO_POINTER(cells[j].position.line),
					    GUINT_TO_POINTER(i + 1));
	}
	return rows;
}

/* Sorts what the check of everything FOUND: faults of rows, which are marked in IS_BAD,
 * and all others. */
static void faults_sort(const struct import *import, const struct conf_faults *found,
			struct conf_faults *faults, struct conf_faults *bad, bool *is_bad)
{
	g_autoptr(GHashTable) rows = rows_by_line(import->fresh);

	for (size_t i = 0; i < conf_faults_count(found); i++) {
		const struct conf_fault *fault = conf_faults_at(found, i);
		bool foreign = g_strcmp0(fault->position.file, import->fresh->files->pdata[0]) == 0;
		guint row = foreign ? GPOINTER_TO_UINT(g_hash_table_lookup(
					      rows, GUINT_TO_POINTER(fault->position.line)))
				    : 0;

		if (fault->weight != CONF_ERROR)
			continue;
		conf_fault(row ? bad : faults, CONF_ERROR, &fault->position, "%s", fault->message);
		if (row)
			is_bad[row - 1] = true;
	}
}

/* --- checking the result --- */

static struct conf_sheet *merged_sheet(const struct import *import, const struct columns *columns,
				       struct conf_cell *header)
{
	for (guint i = 0; i < import->merged->header->len; i++)
		header[i] =
			(struct conf_cell){import->merged->header->pdata[i], {import->path, 1, 1}};
	return conf_sheet_of(header, import->merged->header->len, import->merged->rows,
			     columns->readable);
}

/* Drops the rows that are found to be bad. False: nothing was wrong, or something else. */
static bool check_once(struct import *import, const char *directory, const struct columns *columns,
		       struct conf_faults *faults, struct conf_faults *bad)
{
	g_autofree struct conf_cell *header = g_new0(struct conf_cell, import->merged->header->len);
	g_autofree bool *is_bad = g_new0(bool, import->fresh->rows->len + 1);
	g_autoptr(ops_conf_faults_t) found = conf_faults_new();
	g_autoptr(ops_inventory_t) inventory =
		load_over(directory, import->section, merged_sheet(import, columns, header), found);
	bool any = false;

	if (inventory)
		return false;
	faults_sort(import, found, faults, bad, is_bad);
	for (guint i = import->fresh->rows->len; i-- > 0;) {
		if (!is_bad[i])
			continue;
		row_drop(import, i);
		any = true;
	}
	return any && conf_faults_errors(faults) == 0;
}

/* Until nothing is bad any more: a row may only have been good beside one that was. */
static bool check(struct import *import, const struct import_options *options,
		  const struct columns *columns, struct conf_faults *faults,
		  struct conf_faults *bad)
{
	struct conf_position whole = {.file = options->file};

	for (unsigned int pass = 0; pass < PASSES_LIMIT; pass++) {
		merge(import, options->prune);
		if (!check_once(import, options->directory, columns, faults, bad))
			return conf_faults_errors(faults) == 0;
		if (!options->skip_bad)
			return false;
	}
	conf_fault(faults, CONF_ERROR, &whole,
		   _("too many rows are bad (%zu so far); is it the right mapping?"),
		   import->skipped);
	return false;
}

/* --- the whole --- */

static const struct columns *columns_choose(const struct import_options *options,
					    const struct import_map *map,
					    struct conf_faults *faults)
{
	struct conf_position whole = {.file = options->mapping ? options->mapping : options->file};
	const char *said = import_map_section(map);
	const char *section = options->section ? options->section : said;
	const struct columns *columns = section ? columns_find(section) : NULL;
	g_autofree char *shown = section ? text_excerpt(section) : NULL;

	if (!section)
		conf_fault(faults, CONF_ERROR, &whole,
			   _("into which section? Neither the mapping nor '--into' says"));
	else if (!columns)
		conf_fault(faults, CONF_ERROR, &whole,
			   _("section '%s' cannot be a table: expected lines, organizations or "
			     "devices"),
			   shown);
	else if (said && strcmp(said, section) != 0)
		conf_fault(faults, CONF_ERROR, &whole,
			   _("the mapping is for section '%s', not '%s'"), said, section);
	return conf_faults_errors(faults) == 0 ? columns : NULL;
}

/* The foreign table with our columns; NULL after an error. */
static struct grid *fresh_read(const struct import_options *options, struct import_map *map,
			       const struct columns *columns, struct conf_faults *faults,
			       struct conf_faults *bad)
{
	const char *encoding = options->encoding ? options->encoding : import_map_encoding(map);
	g_autoptr(ops_conf_faults_t) read = conf_faults_new();
	g_autoptr(ops_grid_t) foreign = import_read(options->file, encoding, read);
	struct grid *fresh;

	/* Without a table the faults are the file's, else those of rows. */
	for (size_t i = 0; i < conf_faults_count(read); i++)
		conf_fault(foreign ? bad : faults, CONF_ERROR, &conf_faults_at(read, i)->position,
			   "%s", conf_faults_at(read, i)->message);
	if (!foreign || !import_map_bind(map, columns, foreign, faults))
		return NULL;
	fresh = import_map_apply(map, foreign, bad);
	fresh->nameless = foreign->nameless;
	return fresh;
}

static bool tables_read(struct import *import, const struct import_options *options,
			struct import_map *map, const struct columns *columns,
			struct conf_faults *faults, struct conf_faults *bad)
{
	unsigned int rows;

	import->path = load_table_path(options->directory, import->section, faults);
	import->old = import->path ? import_read_table(import->path, &import->stamp, faults) : NULL;
	if (!import->old)
		return false;
	if (import->old->header->len > 0 && grid_column(import->old, CONF_SHEET_NAME) < 0) {
		struct conf_position start = {import->path, 1, 1};

		conf_fault(faults, CONF_ERROR, &start,
			   _("there is no column '%s', the name of each thing"), CONF_SHEET_NAME);
		return false;
	}
	import->fresh = fresh_read(options, map, columns, faults, bad);
	if (!import->fresh)
		return false;
	rows = g_hash_table_size(import->fresh->left_out);
	import->skipped = import->fresh->nameless + rows;
	names_check(import, bad);
	return true;
}

/* What is not known to be gone is not removed. */
static bool prune_allowed(const struct import *import, const struct import_options *options,
			  struct conf_faults *faults)
{
	struct conf_position whole = {.file = options->file};

	if (!options->prune || !options->skip_bad || import->fresh->nameless == 0)
		return true;
	conf_fault(
		faults, CONF_ERROR, &whole,
		_("nothing may be removed: of some bad rows (%zu) nobody knows what they are of"),
		import->fresh->nameless);
	return false;
}

struct import *import_new(const struct import_options *options, struct conf_faults *faults,
			  struct conf_faults *bad)
{
	g_autoptr(ops_import_map_t) map = import_map_load(options->mapping, faults);
	const struct columns *columns = map ? columns_choose(options, map, faults) : NULL;
	g_autoptr(ops_import_t) import = NULL;

	if (!columns)
		return NULL;
	import = g_new0(struct import, 1);
	import->section = g_strdup(columns->section);
	import->changes = g_array_new(FALSE, TRUE, sizeof(struct import_change));
	import->blocks = g_ptr_array_new_with_free_func(g_free);
	if (!tables_read(import, options, map, columns, faults, bad) ||
	    !prune_allowed(import, options, faults))
		return NULL;
	if (!check(import, options, columns, faults, bad))
		return NULL;
	return conf_faults_errors(bad) == 0 || options->skip_bad ? g_steal_pointer(&import) : NULL;
}
