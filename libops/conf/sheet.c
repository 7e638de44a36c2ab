/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A table's row as the mapping that it would be in YAML. The tree of one row
 * is made from the header and filled again for each, so that hundreds of
 * thousands of rows need the memory of one, and so that whoever reads a thing
 * from a mapping need not know where it was written.
 */
#include "conf/internal.h"

#include "base/text.h"
#include "base/translate.h"

#define LONGEST_KNOWN 64

/* A mapping in the row. While all its cells are empty it is a null instead, and
 * what it was is kept here. */
struct nested {
	struct conf_node *node;
	struct conf_node whole;
};

/* A column of the file. */
struct slot {
	struct conf_node *node;
	struct nested *nested; /* NULL: stands in the row itself */
	char *text; /* of a list: its items' texts */
	struct conf_node *items;
	const struct conf_node **values;
	size_t item_room;
	bool list, name;
};

struct conf_sheet {
	struct conf_csv *csv; /* NULL: rows in memory */
	const struct conf_cell *header;
	const GPtrArray *rows;
	unsigned int next; /* of them */
	size_t width;
	const struct conf_column *columns;
	bool begun, failed;
	bool refused; /* by its header: has no rows */
	struct slot *slots; /* one a column */
	GPtrArray *blocks;
	GStringChunk *texts; /* the header's */
	struct conf_node *row;
	struct nested *nested;
	size_t nested_count;
};

static struct conf_sheet *sheet_new(const struct conf_column *columns)
{
	struct conf_sheet *sheet = g_new0(struct conf_sheet, 1);

	sheet->columns = columns;
	sheet->blocks = g_ptr_array_new_with_free_func(g_free);
	sheet->texts = g_string_chunk_new(1024);
	return sheet;
}

struct conf_sheet *conf_sheet_open(const char *path, const struct conf_column *columns)
{
	struct conf_sheet *sheet = sheet_new(columns);

	sheet->csv = conf_csv_open(path);
	return sheet;
}

struct conf_sheet *conf_sheet_parse(const char *name, const char *bytes, size_t length,
				    const struct conf_column *columns)
{
	struct conf_sheet *sheet = sheet_new(columns);

	sheet->csv = conf_csv_parse(name, bytes, length);
	return sheet;
}

struct conf_sheet *conf_sheet_of(const struct conf_cell *header, size_t width,
				 const GPtrArray *rows, const struct conf_column *columns)
{
	struct conf_sheet *sheet = sheet_new(columns);

	sheet->header = header;
	sheet->width = width;
	sheet->rows = rows;
	return sheet;
}

void conf_sheet_free(struct conf_sheet *sheet)
{
	if (!sheet)
		return;
	for (size_t i = 0; sheet->slots && i < sheet->width; i++) {
		g_free(sheet->slots[i].text);
		g_free(sheet->slots[i].items);
		g_free(sheet->slots[i].values);
	}
	g_free(sheet->slots);
	conf_csv_free(sheet->csv);
	g_ptr_array_free(sheet->blocks, TRUE);
	g_string_chunk_free(sheet->texts);
	g_free(sheet);
}

const struct conf_stamp *conf_sheet_stamp(const struct conf_sheet *sheet)
{
	return sheet->csv ? conf_csv_stamp(sheet->csv) : NULL;
}

static void *allocate(struct conf_sheet *sheet, size_t count, size_t size)
{
	void *block = g_malloc0_n(MAX(count, 1), size);

	g_ptr_array_add(sheet->blocks, block);
	return block;
}

/* --- the header --- */

static const struct conf_column *find_column(const struct conf_sheet *sheet, const char *name)
{
	for (const struct conf_column *each = sheet->columns; each->name; each++)
		if (strcmp(each->name, name) == 0)
			return each;
	return NULL;
}

static void refuse_column(const struct conf_sheet *sheet, const struct conf_cell *cell,
			  struct conf_faults *faults)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	g_autofree char *shown = conf_shown(cell->text);
	g_autofree char *known = NULL;
	const char *near;

	g_ptr_array_add(names, (gpointer)CONF_SHEET_NAME);
	for (const struct conf_column *each = sheet->columns; each->name; each++)
		g_ptr_array_add(names, (gpointer)each->name);
	g_ptr_array_add(names, NULL);
	near = strlen(cell->text) <= LONGEST_KNOWN
		       ? text_nearest(cell->text, (const char *const *)names->pdata)
		       : NULL;
	if (near) {
		conf_fault(faults, CONF_ERROR, &cell->position,
			   _("unknown column '%s'; did you mean '%s'?"), shown, near);
		return;
	}
	known = g_strjoinv(", ", (char **)names->pdata);
	conf_fault(faults, CONF_ERROR, &cell->position,
		   _("unknown column '%s': expected some of %s"), shown, known);
}

/* Would A and B be given for the same key: twice the same, or "name" and "name.ja"? */
static bool exclude(const char *a, const char *b)
{
	size_t length = MIN(strlen(a), strlen(b));

	return strncmp(a, b, length) == 0 && (a[length] == '\0' || a[length] == '.') &&
	       (b[length] == '\0' || b[length] == '.');
}

static bool check_header(const struct conf_sheet *sheet, const struct conf_cell *header,
			 struct conf_faults *faults)
{
	bool good = true, named = false;

	for (size_t i = 0; i < sheet->width; i++) {
		if (strcmp(header[i].text, CONF_SHEET_NAME) == 0)
			named = true;
		else if (!find_column(sheet, header[i].text)) {
			refuse_column(sheet, &header[i], faults);
			good = false;
			continue;
		}
		for (size_t j = 0; j < i; j++) {
			if (!exclude(header[i].text, header[j].text))
				continue;
			conf_fault(faults, CONF_ERROR, &header[i].position,
				   _("column '%s' stands beside column '%s': one value would be "
				     "there twice"),
				   header[i].text, header[j].text);
			good = false;
		}
	}
	if (!named && good)
		conf_fault(faults, CONF_ERROR, &header[0].position,
			   _("there is no column '%s', the name of each thing"), CONF_SHEET_NAME);
	return good && named;
}

/* --- the tree of a row --- */

static struct conf_node *make_mapping(struct conf_sheet *sheet, const GPtrArray *keys,
				      const GPtrArray *values)
{
	struct conf_node *node = allocate(sheet, 1, sizeof(*node));
	uint32_t *order;

	node->kind = CONF_MAPPING;
	node->length = keys->len;
	node->u.values =
		allocate(sheet, node->length,
			 sizeof(*node->u.values) + sizeof(struct conf_key) + sizeof(uint32_t));
	order = conf_node_order(node);
	for (uint32_t i = 0; i < node->length; i++) {
		node->u.values[i] = values->pdata[i];
		conf_node_keys(node)[i].text = keys->pdata[i];
		order[i] = i;
	}
	qsort_r(order, node->length, sizeof(*order), conf_node_compare, node);
	return node;
}

/* The mapping at KEY, whose columns are "KEY." and more. */
static struct conf_node *make_nested(struct conf_sheet *sheet, const struct conf_cell *header,
				     const char *key)
{
	g_autoptr(GPtrArray) keys = g_ptr_array_new();
	g_autoptr(GPtrArray) values = g_ptr_array_new();
	size_t length = strlen(key);

	for (size_t i = 0; i < sheet->width; i++) {
		if (strncmp(header[i].text, key, length) != 0 || header[i].text[length] != '.')
			continue;
		g_ptr_array_add(keys,
				g_string_chunk_insert(sheet->texts, header[i].text + length + 1));
		g_ptr_array_add(values, sheet->slots[i].node);
	}
	return make_mapping(sheet, keys, values);
}

static void make_slots(struct conf_sheet *sheet, const struct conf_cell *header)
{
	sheet->slots = g_new0(struct slot, sheet->width);
	for (size_t i = 0; i < sheet->width; i++) {
		const struct conf_column *column = find_column(sheet, header[i].text);

		sheet->slots[i].name = !column;
		sheet->slots[i].list = column && column->list;
		sheet->slots[i].node = allocate(sheet, 1, sizeof(struct conf_node));
	}
}

static void make_row(struct conf_sheet *sheet, const struct conf_cell *header)
{
	g_autoptr(GPtrArray) keys = g_ptr_array_new();
	g_autoptr(GPtrArray) values = g_ptr_array_new();
	g_autoptr(GHashTable) made = g_hash_table_new(g_str_hash, g_str_equal);

	make_slots(sheet, header);
	sheet->nested = allocate(sheet, sheet->width, sizeof(*sheet->nested));
	for (size_t i = 0; i < sheet->width; i++) {
		const char *dot = strchr(header[i].text, '.');
		char *key = dot ? g_string_chunk_insert_len(sheet->texts, header[i].text,
							    dot - header[i].text)
				: g_string_chunk_insert(sheet->texts, header[i].text);
		struct nested *nested = g_hash_table_lookup(made, key);

		if (sheet->slots[i].name)
			continue;
		if (dot && !nested) {
			nested = &sheet->nested[sheet->nested_count++];
			nested->node = make_nested(sheet, header, key);
			nested->whole = *nested->node;
			g_hash_table_insert(made, key, nested);
			g_ptr_array_add(keys, key);
			g_ptr_array_add(values, nested->node);
		} else if (!dot) {
			g_ptr_array_add(keys, key);
			g_ptr_array_add(values, sheet->slots[i].node);
		}
		sheet->slots[i].nested = nested;
	}
	sheet->row = make_mapping(sheet, keys, values);
}

/* Reads the header. False after a fault, or when there is none. */
static bool begin(struct conf_sheet *sheet, struct conf_faults *faults)
{
	const struct conf_cell *header = sheet->header;
	unsigned int errors = conf_faults_errors(faults);

	if (sheet->csv)
		header = conf_csv_next(sheet->csv, &sheet->width, faults);
	/* A header that was passed over must not make one of the first row. */
	if (conf_faults_errors(faults) > errors)
		return false;
	if (!header) {
		struct conf_position position = {.file = sheet->csv ? conf_csv_name(sheet->csv)
								    : "",
						 .line = 1,
						 .column = 1};

		conf_fault(faults, CONF_ERROR, &position,
			   _("the file is empty: expected a line that names the columns"));
		return false;
	}
	if (!check_header(sheet, header, faults))
		return false;
	make_row(sheet, header);
	return true;
}

/* --- a row --- */

/* Names in TEXT with blanks between become the items of SLOT. */
static void fill_list(struct slot *slot, const struct conf_cell *cell)
{
	size_t count = 0;
	char *text;

	g_free(slot->text);
	text = slot->text = g_strdup(strcmp(cell->text, "[]") == 0 ? "" : cell->text);
	for (; *(text += strspn(text, " ")); count++) {
		size_t length = strcspn(text, " ");

		if (count == slot->item_room) {
			slot->item_room = MAX(slot->item_room * 2, 8);
			slot->items = g_renew(struct conf_node, slot->items, slot->item_room);
		}
		slot->items[count] = (struct conf_node){.position = cell->position,
							.kind = CONF_SCALAR,
							.u.text = text};
		text += length;
		if (*text)
			*text++ = '\0';
	}
	slot->values = g_renew(const struct conf_node *, slot->values, MAX(count, 1));
	for (size_t i = 0; i < count; i++)
		slot->values[i] = &slot->items[i];
	*slot->node = (struct conf_node){.position = cell->position,
					 .kind = CONF_SEQUENCE,
					 .length = (uint32_t)count,
					 .u.values = slot->values};
}

/* Fills the tree. */
static void fill(struct conf_sheet *sheet, const struct conf_cell *cells, struct conf_row *ret_row)
{
	for (size_t i = 0; i < sheet->nested_count; i++)
		*sheet->nested[i].node =
			(struct conf_node){.kind = CONF_SCALAR, .plain = true, .u.text = ""};
	for (size_t i = 0; i < sheet->width; i++) {
		struct slot *slot = &sheet->slots[i];
		const struct conf_cell *cell = &cells[i];

		if (slot->name) {
			ret_row->name = cell->text;
			ret_row->position = &cell->position;
		} else if (slot->list && *cell->text) {
			fill_list(slot, cell);
		} else {
			*slot->node = (struct conf_node){.position = cell->position,
							 .kind = CONF_SCALAR,
							 .plain = !*cell->text,
							 .u.text = cell->text};
		}
		if (slot->nested && *cell->text && slot->nested->node->kind == CONF_SCALAR) {
			*slot->nested->node = slot->nested->whole;
			slot->nested->node->position = cell->position;
		}
	}
	sheet->row->position = cells[0].position;
	ret_row->node = sheet->row;
}

bool conf_sheet_is_whole(const struct conf_sheet *sheet)
{
	return !sheet->failed;
}

/* The cells of the next row; NULL at the end. Those with too few or too many are told. */
static const struct conf_cell *next_cells(struct conf_sheet *sheet, struct conf_faults *faults)
{
	const struct conf_cell *cells;
	size_t count;

	if (!sheet->csv)
		return sheet->next < sheet->rows->len ? sheet->rows->pdata[sheet->next++] : NULL;
	while ((cells = conf_csv_next(sheet->csv, &count, faults)) && count != sheet->width)
		conf_fault(faults, CONF_ERROR, &cells[0].position,
			   _("a record of %zu cells, but the first line names %zu columns"), count,
			   sheet->width);
	return cells;
}

bool conf_sheet_next(struct conf_sheet *sheet, struct conf_row *ret_row, struct conf_faults *faults)
{
	unsigned int errors = conf_faults_errors(faults);
	const struct conf_cell *cells;

	if (!sheet->begun)
		sheet->refused = !begin(sheet, faults);
	sheet->begun = true;
	cells = sheet->refused ? NULL : next_cells(sheet, faults);
	if (cells)
		fill(sheet, cells, ret_row);
	if (conf_faults_errors(faults) > errors)
		sheet->failed = true;
	return cells != NULL;
}
