/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Figures of devices over time, whatever keeps them: limits, and how figures lie
 * side by side in a row. What a group's row holds is told by its layout, a text
 * that is kept once: the common beginning of the keys, then a line for each with
 * its width and the rest of it:
 *   "interface:eth0:\n64 in-octets\n64 out-octets\n"
 * A key may stand in several layouts, when the device was not asked the same each
 * time. Each row therefore has a sequence number, and whoever reads a key goes
 * through the rows of all of them from the highest number back.
 */
#include "store/internal.h"

#include "base/translate.h"

bool samples_key_valid(const char *key)
{
	const size_t length = strnlen(key, SAMPLES_KEY_LIMIT + 1);

	if (length == 0 || length > SAMPLES_KEY_LIMIT ||
	    !g_utf8_validate(key, (gssize)length, NULL))
		return false;
	for (const char *at = key; *at; at = g_utf8_next_char(at))
		if (g_unichar_iscntrl(g_utf8_get_char(at)))
			return false;
	return true;
}

/* Bytes of the part that the keys of a group have in common, the colon included. */
static size_t common_of(const char *key)
{
	const char *colon = strrchr(key, ':');

	return colon ? (size_t)(colon + 1 - key) : 0;
}

/* ---- from a reading to rows ---- */

struct rows {
	GString *layouts; /* one after the other, each with its NUL */
	GArray *values; /* int64_t */
	GArray *starts; /* struct start */
	GHashTable *seen; /* the keys so far */
};

/* Where a row begins in layouts and values. */
struct start {
	gsize layout;
	guint value;
};

static void rows_init(struct rows *rows)
{
	rows->layouts = g_string_sized_new(4096);
	rows->values = g_array_new(FALSE, FALSE, sizeof(int64_t));
	rows->starts = g_array_new(FALSE, FALSE, sizeof(struct start));
	rows->seen = g_hash_table_new(g_str_hash, g_str_equal);
}

static void rows_clear(struct rows *rows)
{
	g_string_free(rows->layouts, TRUE);
	g_array_unref(rows->values);
	g_array_unref(rows->starts);
	g_hash_table_unref(rows->seen);
}
typedef struct rows ops_rows_t;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ops_rows_t, rows_clear)

static void begin_row(struct rows *rows, const char *key, size_t common)
{
	struct start start;

	if (rows->starts->len)
		g_string_append_c(rows->layouts, '\0');
	start = (struct start){.layout = rows->layouts->len, .value = rows->values->len};
	g_array_append_val(rows->starts, start);
	g_string_append_len(rows->layouts, key, (gssize)common);
	g_string_append_c(rows->layouts, '\n');
}

static bool figure_valid(const struct samples_figure *figure, GError **error)
{
	const int32_t width = figure->sample.width;

	if (!samples_key_valid(figure->key))
		return store_fail(error, STORE_ERROR_IO,
				  _("cannot keep a figure whose name is empty, not UTF-8, longer "
				    "than %d bytes or has control characters"),
				  SAMPLES_KEY_LIMIT);
	if (width != 0 && width != 32 && width != 64)
		return store_fail(error, STORE_ERROR_IO,
				  _("cannot keep figure '%s': a counter of %d bits"), figure->key,
				  width);
	return true;
}

static void add_figure(struct rows *rows, const struct samples_figure *figure, size_t common)
{
	g_string_append(rows->layouts, figure->sample.width == 64   ? "64 "
				       : figure->sample.width == 32 ? "32 "
								    : "0 ");
	g_string_append(rows->layouts, figure->key + common);
	g_string_append_c(rows->layouts, '\n');
	g_array_append_val(rows->values, figure->sample.value);
}

static bool lay_out(const struct samples_reading *reading, struct rows *rows, GError **error)
{
	const char *last = NULL;
	size_t last_common = 0;

	if (reading->count > SAMPLES_AT_ONCE)
		return store_fail(error, STORE_ERROR_IO,
				  _("cannot keep more than %d figures at once"), SAMPLES_AT_ONCE);
	for (size_t i = 0; i < reading->count; i++) {
		const struct samples_figure *figure = &reading->figures[i];
		size_t common;

		if (!figure_valid(figure, error))
			return false;
		if (!g_hash_table_add(rows->seen, (gpointer)figure->key))
			continue;
		common = common_of(figure->key);
		if (!last || common != last_common || memcmp(last, figure->key, common) != 0)
			begin_row(rows, figure->key, common);
		add_figure(rows, figure, common);
		last = figure->key;
		last_common = common;
	}
	return true;
}

static bool keep_rows(struct store *store, const char *item, const struct samples_reading *reading,
		      const struct rows *rows, GError **error)
{
	const guint count = rows->starts->len;
	g_autofree struct samples_row *each = g_new(struct samples_row, count);

	for (guint i = 0; i < count; i++) {
		const struct start *start = &g_array_index(rows->starts, struct start, i);
		const guint end = i + 1 < count ? start[1].value : rows->values->len;

		each[i] = (struct samples_row){
			.layout = rows->layouts->str + start->layout,
			.at_us = reading->at_us,
			.uptime_us = MAX(reading->uptime_us, -1),
			.values = &g_array_index(rows->values, int64_t, start->value),
			.count = end - start->value,
		};
	}
	return count == 0 || store->operations->keep_samples(store, item, each, count, error);
}

bool samples_keep(struct store *store, const char *item, const struct samples_reading *reading,
		  GError **error)
{
	g_auto(ops_rows_t) rows;

	rows_init(&rows);
	return store_writing(store, error) &&
	       store_wrote(store, store_item_valid(item, error) && lay_out(reading, &rows, error) &&
					  keep_rows(store, item, reading, &rows, error));
}

bool samples_forget_before(struct store *store, int64_t before_us, GError **error)
{
	return store_writing(store, error) &&
	       store_wrote(store, store->operations->forget_samples(store, before_us, error));
}

/* ---- from rows to samples ---- */

/* A layout taken apart. */
struct layout {
	char *text;
	size_t common;
	GPtrArray *names; /* rests of the keys, in copy */
	GArray *widths; /* int32_t */
	char *copy;
};

/* A row that was read. */
struct kept {
	const struct layout *layout;
	int64_t sequence, at_us, uptime_us;
	int64_t values[];
};

struct gathering {
	GPtrArray *layouts; /* struct layout */
	GPtrArray *rows; /* struct kept */
	bool damaged;
};

static void layout_free(void *pointer)
{
	struct layout *layout = pointer;

	g_free(layout->text);
	g_free(layout->copy);
	g_ptr_array_unref(layout->names);
	g_array_unref(layout->widths);
	g_free(layout);
}

static void gathering_init(struct gathering *gathering)
{
	gathering->layouts = g_ptr_array_new_with_free_func(layout_free);
	gathering->rows = g_ptr_array_new_with_free_func(g_free);
	gathering->damaged = false;
}

static void gathering_clear(struct gathering *gathering)
{
	g_ptr_array_unref(gathering->rows);
	g_ptr_array_unref(gathering->layouts);
}
typedef struct gathering ops_gathering_t;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ops_gathering_t, gathering_clear)

/* "64 in-octets": takes LINE apart. */
static bool add_name(struct layout *layout, char *line)
{
	char *blank = strchr(line, ' ');
	int32_t width;

	if (!blank)
		return false;
	*blank = '\0';
	width = strcmp(line, "64") == 0 ? 64 : strcmp(line, "32") == 0 ? 32 : 0;
	if (width == 0 && strcmp(line, "0") != 0)
		return false;
	g_array_append_val(layout->widths, width);
	g_ptr_array_add(layout->names, blank + 1);
	return true;
}

/* False when TEXT, which came from a file, is no layout. */
static bool take_apart(struct layout *layout, const char *text)
{
	char *line, *end;

	layout->text = g_strdup(text);
	layout->copy = g_strdup(text);
	layout->names = g_ptr_array_new();
	layout->widths = g_array_new(FALSE, FALSE, sizeof(int32_t));
	end = strchr(layout->copy, '\n');
	if (!end)
		return false;
	layout->common = (size_t)(end - layout->copy);
	for (line = end + 1; *line; line = end + 1) {
		end = strchr(line, '\n');
		if (!end)
			return false;
		*end = '\0';
		if (!add_name(layout, line))
			return false;
	}
	return layout->names->len > 0;
}

/* Rows of a group come one after another. */
static const struct layout *layout_of(struct gathering *gathering, const char *text)
{
	GPtrArray *layouts = gathering->layouts;
	struct layout *layout;

	if (layouts->len) {
		layout = layouts->pdata[layouts->len - 1];
		if (strcmp(layout->text, text) == 0)
			return layout;
	}
	layout = g_new0(struct layout, 1);
	g_ptr_array_add(layouts, layout);
	return take_apart(layout, text) ? layout : NULL;
}

static bool gather(void *context, const struct samples_row *row)
{
	struct gathering *gathering = context;
	const struct layout *layout = layout_of(gathering, row->layout);
	struct kept *kept;

	if (!layout || layout->names->len != row->count) {
		gathering->damaged = true;
		return false;
	}
	kept = g_malloc(sizeof(*kept) + row->count * sizeof(int64_t));
	kept->layout = layout;
	kept->sequence = row->sequence;
	kept->at_us = row->at_us;
	kept->uptime_us = row->uptime_us;
	memcpy(kept->values, row->values, row->count * sizeof(int64_t));
	g_ptr_array_add(gathering->rows, kept);
	return true;
}

static int compare_common(const struct layout *a, const struct layout *b)
{
	const int order = memcmp(a->text, b->text, MIN(a->common, b->common));

	return order ? order : (a->common > b->common) - (a->common < b->common);
}

/* By what their keys have in common, then the newest first. */
static int compare_rows(const void *a, const void *b)
{
	const struct kept *left = *(struct kept *const *)a, *right = *(struct kept *const *)b;
	const int order = left->layout == right->layout
				  ? 0
				  : compare_common(left->layout, right->layout);

	return order ? order
		     : (left->sequence < right->sequence) - (left->sequence > right->sequence);
}

/* Where NAME stands in LAYOUT, or -1. */
static int place_of(const struct layout *layout, const char *name)
{
	for (guint i = 0; i < layout->names->len; i++)
		if (strcmp(layout->names->pdata[i], name) == 0)
			return (int)i;
	return -1;
}

/* Rows FIRST..END - 1 have what their keys begin with in common. */
struct run {
	struct kept *const *rows;
	guint count;
	int limit;
	samples_each *each;
	void *context;
};

/* The samples of NAME, which the row numbered FIRST is the newest to have. */
static bool tell_name(const struct run *run, guint first, const char *name)
{
	const struct layout *layout = run->rows[first]->layout;
	g_autofree char *key = g_strdup_printf("%.*s%s", (int)layout->common, layout->text, name);
	int place = place_of(layout, name);
	int told = 0;

	for (guint i = first; i < run->count && told < run->limit; i++) {
		const struct kept *kept = run->rows[i];
		struct sample_record record = {.at_us = kept->at_us, .uptime_us = kept->uptime_us};

		if (kept->layout != layout) {
			layout = kept->layout;
			place = place_of(layout, name);
		}
		if (place < 0)
			continue;
		record.sample.value = kept->values[place];
		record.sample.width = g_array_index(layout->widths, int32_t, (guint)place);
		if (!run->each(run->context, key, &record))
			return false;
		told++;
	}
	return true;
}

/* Has a row before the one numbered ROW this name? */
static bool told_before(const struct run *run, guint row, const char *name)
{
	const struct layout *layout = NULL;

	for (guint i = 0; i < row; i++) {
		if (run->rows[i]->layout == layout)
			continue;
		layout = run->rows[i]->layout;
		if (place_of(layout, name) >= 0)
			return true;
	}
	return false;
}

static bool tell_run(const struct run *run, const char *only)
{
	const struct layout *layout = NULL;

	for (guint i = 0; i < run->count; i++) {
		if (run->rows[i]->layout == layout)
			continue;
		layout = run->rows[i]->layout;
		for (guint name = 0; name < layout->names->len; name++) {
			const char *each = layout->names->pdata[name];

			if ((only && strcmp(only, each) != 0) || told_before(run, i, each))
				continue;
			if (!tell_name(run, i, each))
				return false;
		}
	}
	return true;
}

static void tell(const struct gathering *gathering, const struct run *how, const char *only)
{
	struct kept *const *rows = (struct kept *const *)gathering->rows->pdata;
	const guint count = gathering->rows->len;
	guint first = 0;

	g_ptr_array_sort(gathering->rows, compare_rows);
	while (first < count) {
		struct run run = *how;
		guint end = first + 1;

		while (end < count &&
		       compare_common(rows[first]->layout, rows[end]->layout) == 0)
			end++;
		run.rows = rows + first;
		run.count = end - first;
		if (!tell_run(&run, only))
			return;
		first = end;
	}
}

static bool read_all(struct store *store, const char *item, const char *common, const char *only,
		     const struct run *how, GError **error)
{
	struct run limited = *how;
	g_auto(ops_gathering_t) gathering;

	gathering_init(&gathering);
	limited.limit = CLAMP(how->limit, 0, SAMPLES_KEPT);
	/* The newest of a key are among the newest of each group that has it. */
	if (!store->operations->read_samples(store, item, common, limited.limit, gather, &gathering,
					     error))
		return false;
	if (gathering.damaged)
		return store_fail(error, STORE_ERROR_DAMAGED,
				  _("cannot read the samples of '%s': they are not laid out as "
				    "nwops writes them"),
				  item);
	tell(&gathering, &limited, only);
	return true;
}

bool samples_read(struct store *store, const char *item, const char *key, int limit,
		  samples_each *each, void *context, GError **error)
{
	const struct run how = {.limit = limit, .each = each, .context = context};
	const size_t common = common_of(key);
	g_autofree char *beginning = g_strndup(key, common);

	return read_all(store, item, beginning, key + common, &how, error);
}

bool samples_read_item(struct store *store, const char *item, int limit, samples_each *each,
		       void *context, GError **error)
{
	const struct run how = {.limit = limit, .each = each, .context = context};

	return read_all(store, item, NULL, NULL, &how, error);
}
