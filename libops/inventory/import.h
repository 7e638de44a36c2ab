/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of the import share: import-map.c knows what the mapping
 * makes of a foreign record, import-read.c reads the foreign file, import.c
 * merges the two tables, has the result checked and says what would change,
 * import-write.c writes it.
 */
#pragma once

#include "inventory/columns.h"

/* --- a table in memory --- */

/* Arrays of as many cells as the header has. */
struct grid {
	GPtrArray *header; /* const char *, names of columns */
	GPtrArray *rows; /* struct conf_cell * */
	GStringChunk *texts; /* of all of it */
	GPtrArray *files; /* names that positions lend */
	GHashTable *left_out; /* names of things whose rows had a fault */
	size_t nameless; /* rows that had one, and nobody knows of what */
};
struct grid *grid_new(void);
void grid_free(struct grid *grid);
typedef struct grid ops_grid_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_grid_t, grid_free)
/* An array for the cells of one more row, texts NULL. */
struct conf_cell *grid_add(struct grid *grid);
char *grid_keep(struct grid *grid, const char *text);
/* The column called NAME, or -1. */
int grid_column(const struct grid *grid, const char *name);

/* --- the foreign file --- */

/* FILE with its first record as the header. Records with a fault are told to FAULTS
 * as errors and left out; a file that cannot be read at all gives NULL. Blanks
 * around cells go. */
struct grid *import_read(const char *file, const char *encoding, struct conf_faults *faults);
/* The same from LENGTH bytes in UTF-8 known as NAME. */
struct grid *import_parse(const char *name, const char *bytes, size_t length,
			  struct conf_faults *faults);

/* Our own table at PATH, as it is; without columns when there is no such file. NULL after
 * a fault. RET_STAMP is zero without a file. */
struct grid *import_read_table(const char *path, struct conf_stamp *ret_stamp,
			       struct conf_faults *faults);

/* --- the mapping --- */

struct import_map;
/* From the file at PATH; PATH NULL: each column is called as ours. NULL after an error. */
struct import_map *import_map_load(const char *path, struct conf_faults *faults);
/* The same from a DOCUMENT known as NAME. */
struct import_map *import_map_take(struct conf_document *document, const char *name,
				   struct conf_faults *faults);
void import_map_free(struct import_map *map);
typedef struct import_map ops_import_map_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_import_map_t, import_map_free)
const char *import_map_section(const struct import_map *map); /* NULL: does not say */
const char *import_map_encoding(const struct import_map *map); /* NULL: does not say */
/* Holds the mapping against the columns that there are. False after an error. */
bool import_map_bind(struct import_map *map, const struct columns *columns,
		     const struct grid *foreign, struct conf_faults *faults);
/* FOREIGN as a table with our columns, "id" first. What cannot be mapped is an error
 * at its cell, and its row is left out. */
struct grid *import_map_apply(const struct import_map *map, const struct grid *foreign,
			      struct conf_faults *faults);

/* --- checking --- */

/* The path of the one table that SECTION is in; NULL after an error. Caller frees. */
char *load_table_path(const char *directory, const char *section, struct conf_faults *faults);
/* As inventory_load() with SHEET in the place of the table at PATH. */
struct inventory *load_over(const char *directory, const char *section, struct conf_sheet *sheet,
			    struct conf_faults *faults);

/* --- an import that was worked out --- */

struct import {
	char *section, *path;
	struct grid *old, *fresh; /* our table; the foreign one with our columns */
	struct grid *merged;
	struct conf_stamp stamp; /* of our table; zero: there was none */
	GArray *changes; /* struct import_change */
	GPtrArray *blocks; /* their fields */
	size_t same, skipped;
};
