/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The foreign file: any table in CSV that another system wrote, in the
 * encoding that it wrote it in. All of it is kept in memory, with positions,
 * since rows come from it again when others are left out.
 */
#include "inventory/import.h"

#include "base/text.h"
#include "base/translate.h"

#define IDEOGRAPHIC_SPACE "\xe3\x80\x80"

struct grid *grid_new(void)
{
	struct grid *grid = g_new0(struct grid, 1);

	grid->header = g_ptr_array_new();
	grid->rows = g_ptr_array_new_with_free_func(g_free);
	grid->texts = g_string_chunk_new(64 * 1024);
	grid->files = g_ptr_array_new_with_free_func(g_free);
	grid->left_out = g_hash_table_new(g_str_hash, g_str_equal);
	return grid;
}

void grid_free(struct grid *grid)
{
	if (!grid)
		return;
	g_ptr_array_unref(grid->header);
	g_ptr_array_unref(grid->rows);
	g_string_chunk_free(grid->texts);
	g_ptr_array_unref(grid->files);
	g_hash_table_unref(grid->left_out);
	g_free(grid);
}

struct conf_cell *grid_add(struct grid *grid)
{
	struct conf_cell *cells = g_new0(struct conf_cell, grid->header->len);

	g_ptr_array_add(grid->rows, cells);
	return cells;
}

char *grid_keep(struct grid *grid, const char *text)
{
	return *text ? g_string_chunk_insert(grid->texts, text) : (char *)"";
}

int grid_column(const struct grid *grid, const char *name)
{
	for (guint i = 0; i < grid->header->len; i++)
		if (strcmp(grid->header->pdata[i], name) == 0)
			return (int)i;
	return -1;
}

/* TEXT without blanks around it, Japanese ones included; changed in its place. */
static char *trim(char *text)
{
	size_t length;

	for (;;) {
		if (*text == ' ' || *text == '\t')
			text++;
		else if (g_str_has_prefix(text, IDEOGRAPHIC_SPACE))
			text += strlen(IDEOGRAPHIC_SPACE);
		else
			break;
	}
	for (length = strlen(text); length > 0;) {
		if (text[length - 1] == ' ' || text[length - 1] == '\t')
			length--;
		else if (length >= strlen(IDEOGRAPHIC_SPACE) &&
			 memcmp(text + length - strlen(IDEOGRAPHIC_SPACE), IDEOGRAPHIC_SPACE,
				strlen(IDEOGRAPHIC_SPACE)) == 0)
			length -= strlen(IDEOGRAPHIC_SPACE);
		else
			break;
	}
	text[length] = '\0';
	return text;
}

/* Where the bytes stop to be what they are said to be: the line, and roughly the column. */
static struct conf_position position_of(const char *file, const char *bytes, size_t at)
{
	struct conf_position position = {.file = file, .line = 1, .column = 1};

	for (size_t i = 0; i < at; i++) {
		position.column++;
		if (bytes[i] == '\n') {
			position.line++;
			position.column = 1;
		}
	}
	return position;
}

/* BYTES in UTF-8; NULL after a fault. */
static char *convert(const char *file, const GString *bytes, const char *encoding,
		     gsize *ret_length, struct conf_faults *faults)
{
	g_autofree char *shown = text_excerpt(encoding);
	struct conf_position position = {.file = file};
	GIConv iconv = g_iconv_open("UTF-8", encoding);
	gsize read = 0;
	char *text;

	if (iconv == (GIConv)-1) {
		conf_fault(faults, CONF_ERROR, &position, _("unknown encoding '%s'"), shown);
		return NULL;
	}
	text = g_convert_with_iconv(bytes->str, (gssize)bytes->len, iconv, &read, ret_length, NULL);
	g_iconv_close(iconv);
	if (text)
		return text;
	position = position_of(file, bytes->str, MIN(read, bytes->len));
	conf_fault(faults, CONF_ERROR, &position,
		   _("found bytes that are not %s; name another encoding"), shown);
	return NULL;
}

static bool read_header(struct grid *grid, struct conf_csv *csv, struct conf_faults *faults)
{
	unsigned int errors = conf_faults_errors(faults);
	size_t count = 0;
	const struct conf_cell *cells = conf_csv_next(csv, &count, faults);

	if (conf_faults_errors(faults) > errors)
		return false;
	for (size_t i = 0; i < count; i++) {
		g_autofree char *name = g_strdup(cells[i].text);

		if (*trim(name) && grid_column(grid, trim(name)) >= 0) {
			g_autofree char *shown = text_excerpt(trim(name));

			conf_fault(faults, CONF_ERROR, &cells[i].position,
				   _("column '%s' is there twice"), shown);
		}
		g_ptr_array_add(grid->header, grid_keep(grid, trim(name)));
	}
	if (count == 0) {
		struct conf_position start = {.file = grid->files->pdata[0],
					      .line = 1,
					      .column = 1};

		conf_fault(faults, CONF_ERROR, &start,
			   _("the file is empty: expected a line that names the columns"));
	}
	return conf_faults_errors(faults) == errors;
}

/* Texts as they are. */
static void read_rows(struct grid *grid, struct conf_csv *csv, struct conf_faults *faults)
{
	unsigned int errors = conf_faults_errors(faults);
	const struct conf_cell *cells;
	struct conf_cell *kept;
	size_t count;

	while ((cells = conf_csv_next(csv, &count, faults))) {
		if (count != grid->header->len) {
			conf_fault(faults, CONF_ERROR, &cells[0].position,
				   _("a record of %zu cells, but the first line names %zu columns"),
				   count, (size_t)grid->header->len);
			continue;
		}
		kept = grid_add(grid);
		for (size_t i = 0; i < count; i++) {
			kept[i].position = cells[i].position;
			kept[i].position.file = grid->files->pdata[0];
			kept[i].text = grid_keep(grid, cells[i].text);
		}
	}
	grid->nameless = conf_faults_errors(faults) - errors;
}

static void trim_rows(struct grid *grid)
{
	for (guint i = 0; i < grid->rows->len; i++) {
		struct conf_cell *cells = grid->rows->pdata[i];

		for (guint j = 0; j < grid->header->len; j++)
			if (*cells[j].text)
				cells[j].text = trim(cells[j].text);
	}
}

struct grid *import_parse(const char *name, const char *bytes, size_t length,
			  struct conf_faults *faults)
{
	g_autoptr(ops_grid_t) grid = grid_new();
	g_autoptr(ops_conf_csv_t) csv = conf_csv_parse(name, bytes, length);

	g_ptr_array_add(grid->files, g_strdup(name));
	if (!read_header(grid, csv, faults))
		return NULL;
	read_rows(grid, csv, faults);
	trim_rows(grid);
	return g_steal_pointer(&grid);
}

struct grid *import_read(const char *file, const char *encoding, struct conf_faults *faults)
{
	GString *bytes = conf_bytes_load(file, CONF_CSV_BYTES, faults);
	bool foreign = encoding && g_ascii_strcasecmp(encoding, "UTF-8") != 0;
	struct grid *grid = NULL;
	char *text;
	gsize length;

	if (!bytes)
		return NULL;
	text = foreign ? convert(file, bytes, encoding, &length, faults) : NULL;
	if (text)
		grid = import_parse(file, text, length, faults);
	else if (!foreign)
		grid = import_parse(file, bytes->str, bytes->len, faults);
	g_free(text);
	g_string_free(bytes, TRUE);
	return grid;
}

struct grid *import_read_table(const char *path, struct conf_stamp *ret_stamp,
			       struct conf_faults *faults)
{
	g_autoptr(ops_grid_t) grid = grid_new();
	g_autoptr(ops_conf_csv_t) csv = conf_csv_open(path);
	unsigned int errors = conf_faults_errors(faults);

	*ret_stamp = (struct conf_stamp){0};
	g_ptr_array_add(grid->files, g_strdup(path));
	if (!g_file_test(path, G_FILE_TEST_EXISTS))
		return g_steal_pointer(&grid);
	if (read_header(grid, csv, faults))
		read_rows(grid, csv, faults);
	if (conf_faults_errors(faults) > errors)
		return NULL;
	*ret_stamp = *conf_csv_stamp(csv);
	return g_steal_pointer(&grid);
}
