/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The mapping of a foreign table: for each of our columns, from which of
 * theirs its value comes, or which value it always has, and what their words
 * are called here. Everything that it names is held against what there is
 * before the first record is looked at.
 */
#include "inventory/import.h"

#include "base/text.h"
#include "base/translate.h"

#define TEXT_LIMIT 1000

/* A piece of a value: text, or what a column of theirs holds. */
struct part {
	char *text; /* or the name of the column */
	bool is_column;
	int source; /* the column, once bound */
};

struct rule {
	char *column; /* of ours */
	GArray *parts; /* struct part */
	GHashTable *values; /* their words to ours; NULL: as it is */
	char *otherwise; /* what an empty value becomes; NULL: stays empty */
	struct conf_position position;
};

struct import_map {
	struct conf_document *document; /* NULL: none, columns are called as ours */
	const struct conf_node *section, *encoding; /* NULL: not said */
	GArray *rules; /* struct rule */
};

static void part_clear(gpointer part)
{
	g_free(((struct part *)part)->text);
}

static void rule_clear(gpointer data)
{
	struct rule *rule = data;

	g_free(rule->column);
	g_free(rule->otherwise);
	g_clear_pointer(&rule->parts, g_array_unref);
	g_clear_pointer(&rule->values, g_hash_table_unref);
}

static struct import_map *map_new(void)
{
	struct import_map *map = g_new0(struct import_map, 1);

	map->rules = g_array_new(FALSE, TRUE, sizeof(struct rule));
	g_array_set_clear_func(map->rules, rule_clear);
	return map;
}

void import_map_free(struct import_map *map)
{
	if (!map)
		return;
	g_array_unref(map->rules);
	conf_document_free(map->document);
	g_free(map);
}

const char *import_map_section(const struct import_map *map)
{
	return map->section ? conf_text(map->section) : NULL;
}

const char *import_map_encoding(const struct import_map *map)
{
	return map->encoding ? conf_text(map->encoding) : NULL;
}

static void add_part(struct rule *rule, const char *text, size_t length, bool is_column)
{
	struct part part = {.text = g_strndup(text, length), .is_column = is_column, .source = -1};

	g_array_append_val(rule->parts, part);
}

/* --- reading the file --- */

/* "h-{code}": braces around names of columns, doubled where they are meant. */
static bool read_template(struct rule *rule, const struct conf_node *node, const char *owner,
			  struct conf_faults *faults)
{
	g_autoptr(GString) literal = g_string_new(NULL);
	const char *text, *end;

	if (!conf_read_string(node, owner, TEXT_LIMIT, &text, faults))
		return false;
	for (; *text; text++) {
		if ((*text == '{' || *text == '}') && text[1] == *text) {
			g_string_append_c(literal, *text++);
			continue;
		}
		if (*text != '{' && *text != '}') {
			g_string_append_c(literal, *text);
			continue;
		}
		end = *text == '{' ? strpbrk(text + 1, "{}") : NULL;
		if (!end || *end != '}' || end == text + 1) {
			conf_fault(
				faults, CONF_ERROR, conf_position(node),
				_("%s has a brace without its other: expected '{' and '}' around "
				  "a column's name, or each twice"),
				owner);
			return false;
		}
		add_part(rule, literal->str, literal->len, false);
		g_string_truncate(literal, 0);
		add_part(rule, text + 1, (size_t)(end - text - 1), true);
		text = end;
	}
	add_part(rule, literal->str, literal->len, false);
	return true;
}

static bool read_text(const struct conf_node *node, const char *owner, char **ret_text,
		      struct conf_faults *faults)
{
	const char *text;

	if (!conf_read_string(node, owner, TEXT_LIMIT, &text, faults))
		return false;
	*ret_text = g_strdup(text);
	return true;
}

static void read_values(struct rule *rule, const struct conf_node *node, const char *owner,
			struct conf_faults *faults)
{
	if (!conf_expect(node, CONF_MAPPING, owner, faults))
		return;
	rule->values = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	for (size_t i = 0; i < conf_length(node); i++) {
		char *ours;

		if (conf_is_null(conf_value(node, i)))
			g_hash_table_insert(rule->values, g_strdup(conf_key(node, i)),
					    g_strdup(""));
		else if (read_text(conf_value(node, i), owner, &ours, faults))
			g_hash_table_insert(rule->values, g_strdup(conf_key(node, i)), ours);
	}
}

/* {column: X} or {constant: X} or {template: X}, with values and default. */
static void read_rule_mapping(struct rule *rule, const struct conf_node *node, const char *owner,
			      struct conf_faults *faults)
{
	static const char *const keys[] = {"column", "constant", "template",
					   "values", "default",	 NULL};
	const struct conf_node *column = conf_find(node, "column");
	const struct conf_node *constant = conf_find(node, "constant");
	const struct conf_node *template = conf_find(node, "template");
	g_autofree char *text = NULL;

	if (!conf_check_keys(node, keys, owner, faults))
		return;
	if (!column + !constant + !template != 2) {
		conf_fault(faults, CONF_ERROR, conf_position(node),
			   _("%s needs one of 'column', 'constant' and 'template'"), owner);
		return;
	}
	if (template)
		read_template(rule, template, owner, faults);
	else if (read_text(column ? column : constant, owner, &text, faults))
		add_part(rule, text, strlen(text), column != NULL);
	if (conf_find(node, "values"))
		read_values(rule, conf_find(node, "values"), owner, faults);
	if (conf_find(node, "default"))
		read_text(conf_find(node, "default"), owner, &rule->otherwise, faults);
}

static void read_rule(struct import_map *map, const char *name,
		      const struct conf_position *position, const struct conf_node *node,
		      struct conf_faults *faults)
{
	struct rule rule = {
		.column = g_strdup(name),
		.parts = g_array_new(FALSE, TRUE, sizeof(struct part)),
		.position = *position,
	};
	g_autofree char *shown = text_excerpt(name);
	g_autofree char *owner = g_strdup_printf(_("column '%s'"), shown);
	const char *text;

	g_array_set_clear_func(rule.parts, part_clear);
	if (conf_kind(node) == CONF_MAPPING)
		read_rule_mapping(&rule, node, owner, faults);
	else if (conf_read_string(node, owner, TEXT_LIMIT, &text, faults))
		add_part(&rule, text, strlen(text), true);
	g_array_append_val(map->rules, rule);
}

static const struct conf_node *read_word(const struct conf_node *root, const char *key,
					 struct conf_faults *faults)
{
	const struct conf_node *node = conf_find(root, key);
	const char *text;

	return node && conf_read_string(node, key, TEXT_LIMIT, &text, faults) ? node : NULL;
}

struct import_map *import_map_take(struct conf_document *document, const char *name,
				   struct conf_faults *faults)
{
	static const char *const keys[] = {"into", "encoding", "columns", NULL};
	g_autoptr(ops_import_map_t) map = map_new();
	unsigned int errors = conf_faults_errors(faults);
	struct conf_position whole = {.file = name};
	const struct conf_node *root, *columns;

	map->document = document;
	root = conf_document_root(document);
	if (root && !conf_check_keys(root, keys, _("the mapping"), faults))
		return NULL;
	columns = root ? conf_find(root, "columns") : NULL;
	if (!columns)
		conf_fault(faults, CONF_ERROR, &whole, _("the mapping names no columns"));
	if (!columns || !conf_expect(columns, CONF_MAPPING, "columns", faults))
		return NULL;
	map->section = read_word(root, "into", faults);
	map->encoding = read_word(root, "encoding", faults);
	for (size_t i = 0; i < conf_length(columns); i++)
		read_rule(map, conf_key(columns, i), conf_key_position(columns, i),
			  conf_value(columns, i), faults);
	return conf_faults_errors(faults) > errors ? NULL : g_steal_pointer(&map);
}

struct import_map *import_map_load(const char *path, struct conf_faults *faults)
{
	struct conf_document *document;

	if (!path)
		return map_new();
	document = conf_document_load(path, NULL, faults);
	return document ? import_map_take(document, path, faults) : NULL;
}

/* --- holding it against the columns --- */

static bool is_ours(const struct columns *columns, const char *name)
{
	for (size_t i = 0; columns_name(columns, i); i++)
		if (strcmp(columns_name(columns, i), name) == 0)
			return true;
	return false;
}

/* Something at POSITION is none of NAMES: WHAT is wrong with it. */
static void unknown(const struct conf_position *position, const char *what, const char *name,
		    const GPtrArray *names, struct conf_faults *faults)
{
	g_autofree char *list = g_strjoinv(", ", (char **)names->pdata);
	g_autofree char *known = text_excerpt(list);
	const char *near = text_nearest(name, (const char *const *)names->pdata);

	if (near)
		conf_fault(faults, CONF_ERROR, position, _("%s; did you mean '%s'?"), what, near);
	else
		conf_fault(faults, CONF_ERROR, position, _("%s: expected some of %s"), what, known);
}

static GPtrArray *names_of(const struct columns *columns)
{
	GPtrArray *names = g_ptr_array_new();

	for (size_t i = 0; columns_name(columns, i); i++)
		g_ptr_array_add(names, (gpointer)columns_name(columns, i));
	g_ptr_array_add(names, NULL);
	return names;
}

static void bind_rule(struct rule *rule, const struct columns *columns, const struct grid *foreign,
		      struct conf_faults *faults)
{
	if (!is_ours(columns, rule->column)) {
		g_autoptr(GPtrArray) names = names_of(columns);
		g_autofree char *shown = text_excerpt(rule->column);
		g_autofree char *what = g_strdup_printf(_("unknown column '%s'"), shown);

		unknown(&rule->position, what, rule->column, names, faults);
	}
	for (guint i = 0; i < rule->parts->len; i++) {
		struct part *part = &g_array_index(rule->parts, struct part, i);

		if (!part->is_column)
			continue;
		part->source = grid_column(foreign, part->text);
		if (part->source < 0) {
			g_autoptr(GPtrArray) names = g_ptr_array_copy(foreign->header, NULL, NULL);
			g_autofree char *shown = text_excerpt(part->text);
			g_autofree char *what =
				g_strdup_printf(_("the file has no column '%s'"), shown);

			g_ptr_array_add(names, NULL);
			unknown(&rule->position, what, part->text, names, faults);
		}
	}
}

/* Without a mapping all of their columns are ours. */
static void rules_of_header(struct import_map *map, const struct grid *foreign)
{
	struct conf_position start = {.file = foreign->files->pdata[0], .line = 1, .column = 1};

	for (guint i = 0; i < foreign->header->len; i++) {
		struct rule rule = {
			.column = g_strdup(foreign->header->pdata[i]),
			.parts = g_array_new(FALSE, TRUE, sizeof(struct part)),
			.position = start,
		};

		g_array_set_clear_func(rule.parts, part_clear);
		add_part(&rule, rule.column, strlen(rule.column), true);
		g_array_append_val(map->rules, rule);
	}
}

static int rule_find(const struct import_map *map, const char *column)
{
	for (guint i = 0; i < map->rules->len; i++)
		if (strcmp(g_array_index(map->rules, struct rule, i).column, column) == 0)
			return (int)i;
	return -1;
}

bool import_map_bind(struct import_map *map, const struct columns *columns,
		     const struct grid *foreign, struct conf_faults *faults)
{
	unsigned int errors = conf_faults_errors(faults);

	if (!map->document)
		rules_of_header(map, foreign);
	for (guint i = 0; i < map->rules->len; i++)
		bind_rule(&g_array_index(map->rules, struct rule, i), columns, foreign, faults);
	if (rule_find(map, CONF_SHEET_NAME) < 0) {
		struct conf_position whole = {.file = foreign->files->pdata[0]};

		conf_fault(faults, CONF_ERROR, &whole,
			   _("no column '%s', the name of each thing, comes of it"),
			   CONF_SHEET_NAME);
	}
	return conf_faults_errors(faults) == errors;
}

/* --- applying it --- */

/* What the parts make of RECORD; empty when one of its cells is. */
static void join_parts(const struct rule *rule, const struct conf_cell *record, GString *text,
		       struct conf_position *position)
{
	*position = record[0].position;
	for (guint i = rule->parts->len; i-- > 0;) {
		const struct part *part = &g_array_index(rule->parts, struct part, i);
		const char *piece = part->is_column ? record[part->source].text : part->text;

		if (part->is_column)
			*position = record[part->source].position;
		if (part->is_column && !*piece) {
			g_string_truncate(text, 0);
			return;
		}
		g_string_prepend(text, piece);
	}
}

static gint by_text(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The value of RULE for RECORD into TEXT. False after a fault. */
static bool rule_apply(const struct rule *rule, const struct conf_cell *record, GString *text,
		       struct conf_position *position, struct conf_faults *faults)
{
	const char *ours;

	g_string_truncate(text, 0);
	join_parts(rule, record, text, position);
	if (text->len > 0 && rule->values) {
		ours = g_hash_table_lookup(rule->values, text->str);
		if (!ours) {
			g_autoptr(GPtrArray) names = g_ptr_array_new();
			g_autofree char *shown = text_excerpt(text->str);
			g_autofree char *what =
				g_strdup_printf(_("the mapping knows no value '%s'"), shown);
			GHashTableIter each;
			gpointer theirs;

			g_hash_table_iter_init(&each, rule->values);
			while (g_hash_table_iter_next(&each, &theirs, NULL))
				g_ptr_array_add(names, theirs);
			g_ptr_array_sort(names, by_text);
			g_ptr_array_add(names, NULL);
			unknown(position, what, text->str, names, faults);
			return false;
		}
		g_string_assign(text, ours);
	}
	if (text->len == 0 && rule->otherwise)
		g_string_assign(text, rule->otherwise);
	return true;
}

/* Rules in the order of the columns to be: the name first. */
static GPtrArray *rules_ordered(const struct import_map *map)
{
	GPtrArray *order = g_ptr_array_new();
	int name = rule_find(map, CONF_SHEET_NAME);

	g_ptr_array_add(order, &g_array_index(map->rules, struct rule, name));
	for (guint i = 0; i < map->rules->len; i++)
		if ((int)i != name)
			g_ptr_array_add(order, &g_array_index(map->rules, struct rule, i));
	return order;
}

struct grid *import_map_apply(const struct import_map *map, const struct grid *foreign,
			      struct conf_faults *faults)
{
	g_autoptr(GPtrArray) order = rules_ordered(map);
	g_autoptr(GString) text = g_string_new(NULL);
	struct grid *grid = grid_new();
	char *file = g_strdup(foreign->files->pdata[0]);

	g_ptr_array_add(grid->files, file);
	for (guint i = 0; i < order->len; i++)
		g_ptr_array_add(grid->header,
				grid_keep(grid, ((struct rule *)order->pdata[i])->column));
	for (guint i = 0; i < foreign->rows->len; i++) {
		struct conf_cell *cells = grid_add(grid);
		bool good = true;

		for (guint j = 0; j < order->len; j++) {
			good &= rule_apply(order->pdata[j], foreign->rows->pdata[i], text,
					   &cells[j].position, faults);
			cells[j].text = grid_keep(grid, text->str);
			cells[j].position.file = file;
		}
		if (good)
			continue;
		g_hash_table_add(grid->left_out, cells[0].text);
		g_ptr_array_remove_index(grid->rows, grid->rows->len - 1);
	}
	return grid;
}
