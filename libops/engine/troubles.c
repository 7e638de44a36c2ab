/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Troubles that are told and in the open, as the picture has them, in the order in which
 * somebody takes them up: the worst first, but what explains another one before that. What
 * is hidden, silenced or in maintenance is none, and neither is what nobody was told yet.
 */
#include "engine/picture.h"
#include "engine/scope.h"

#include "store/cases.h"
#include "store/courses.h"

struct listing {
	const struct inventory *inventory;
	GHashTable *courses; /* name -> struct course_record */
	GHashTable *hides; /* name -> number of items that it hides */
	GHashTable *cases; /* subject -> id of its open case */
	GPtrArray *troubles; /* struct open_trouble, not in their order yet */
	GHashTable *by_item; /* name -> struct open_trouble */
	GHashTable *by_cpe; /* struct device -> struct open_trouble of the worst of its lines */
	GHashTable *listed; /* set of struct open_trouble */
	GPtrArray *list;
};

static void free_trouble(gpointer pointer)
{
	struct open_trouble *trouble = pointer;

	g_free(trouble->item);
	g_free(trouble->case_id);
	g_free(trouble->owner);
	g_free(trouble);
}

static bool take_course(void *context, const char *item, const struct course_record *course)
{
	struct listing *listing = context;

	g_hash_table_insert(listing->courses, g_strdup(item), g_memdup2(course, sizeof(*course)));
	return true;
}

static bool take_case(void *context, const struct case_record *record)
{
	struct listing *listing = context;

	/* The first one that was opened. */
	if (*record->subject && !g_hash_table_contains(listing->cases, record->subject))
		g_hash_table_insert(listing->cases, g_strdup(record->subject),
				    g_strdup(record->id));
	return true;
}

/* --- by which procedure --- */

/*
 * Two levels of a figure (3.2.1(5)): a share or a time that a device told of itself, and how long
 * it took to tell. Loss and round trips of a line are a fault of the line; that a device was
 * restarted is no level that was passed; and a certificate that nearly ran out is a figure, one
 * that is past its warning cannot be waited for.
 */
static bool passes_a_level(const struct item *item, enum status status, enum cause cause)
{
	enum question_kind kind = item_question_kind(item);

	if (status != STATUS_WARNING && status != STATUS_CAUTION)
		return false;
	if (cause == CAUSE_EXPIRY)
		return kind == QUESTION_FIGURE || status == STATUS_CAUTION;
	if (cause != CAUSE_SHARE && cause != CAUSE_TIME && cause != CAUSE_TREND)
		return false;
	return kind == QUESTION_SSH ||
	       (kind == QUESTION_FIGURE && strcmp(item_question_name(item), "uptime") != 0);
}

const char *engine_procedure_of(const struct inventory *inventory, const char *name,
				enum status status, enum cause cause)
{
	struct question question;
	struct item item;

	if (!scope_find_item(inventory, name, &item, &question) ||
	    !passes_a_level(&item, status, cause))
		return "operator-detected";
	return status == STATUS_WARNING ? "threshold-warning" : "threshold-caution";
}

/* --- all of them --- */

static void add(struct listing *listing, struct open_trouble *take_trouble)
{
	struct question question;
	struct item item;

	take_trouble->hides =
		GPOINTER_TO_UINT(g_hash_table_lookup(listing->hides, take_trouble->item));
	take_trouble->case_id = g_strdup(g_hash_table_lookup(listing->cases, take_trouble->item));
	g_ptr_array_add(listing->troubles, take_trouble);
	g_hash_table_insert(listing->by_item, take_trouble->item, take_trouble);
	if (scope_find_item(listing->inventory, take_trouble->item, &item, &question) &&
	    item.kind == ITEM_LINE && item_question_kind(&item) != QUESTION_GROUP &&
	    item.line->cpe && !g_hash_table_contains(listing->by_cpe, item.line->cpe))
		g_hash_table_insert(listing->by_cpe, (gpointer)item.line->cpe, take_trouble);
}

/* What has no course was told as it is; what was told to come and go is not told of each time. */
static bool is_told(const struct picture_row *row, const struct course_record *course)
{
	return !course || course->flapping_told ||
	       (course->told_at_us && course->told == row->status);
}

static enum cause cause_of(const struct picture_row *row, const struct course_record *course)
{
	return course ? course->cause : row->newest ? row->newest->cause : CAUSE_NONE;
}

static void add_row(struct listing *listing, const struct picture_row *row)
{
	const struct course_record *course = g_hash_table_lookup(listing->courses, row->name);
	bool flaps = row->flapping && row->status == STATUS_OK && row->block == PICTURE_NOTICED;
	struct open_trouble *trouble;

	if ((row->block != PICTURE_PROBLEM && !flaps) || row->hidden_by || !row->asked_at_us ||
	    !is_told(row, course) || g_hash_table_contains(listing->by_item, row->name))
		return;
	trouble = g_new0(struct open_trouble, 1);
	*trouble = (struct open_trouble){
		.item = g_strdup(row->name),
		.status = flaps ? STATUS_CAUTION : row->status,
		.since_us = row->since_us,
		.owner = g_strdup(row->owner->name),
		.procedure = engine_procedure_of(listing->inventory, row->name, row->status,
						 cause_of(row, course)),
	};
	add(listing, trouble);
}

/* While our own view is lost nothing is told of the world, and that is a trouble of ours, at the
 * first hop. */
static void add_lost_view(struct listing *listing, int64_t since_us)
{
	const struct device *const *hops = inventory_policy(listing->inventory)->first_hops;
	struct open_trouble *trouble;

	if (!since_us || !hops || !*hops)
		return;
	trouble = g_new0(struct open_trouble, 1);
	*trouble = (struct open_trouble){
		.item = g_strdup_printf("device:%s", (*hops)->name),
		.status = STATUS_UNKNOWN,
		.since_us = since_us,
		.procedure = "operator-detected",
		.owner = g_strdup(inventory_self(listing->inventory)->name),
	};
	add(listing, trouble);
}

static void count_hidden(struct listing *listing, const GArray *rows)
{
	for (guint i = 0; i < rows->len; i++) {
		const struct picture_row *row = &g_array_index(rows, struct picture_row, i);
		guint count;

		if (!row->hidden_by)
			continue;
		count = GPOINTER_TO_UINT(g_hash_table_lookup(listing->hides, row->hidden_by));
		g_hash_table_insert(listing->hides, row->hidden_by, GUINT_TO_POINTER(count + 1));
	}
}

/* --- causes first --- */

static void list_one(struct listing *listing, struct open_trouble *trouble);

static void list_named(struct listing *listing, const char *device, const char *figure)
{
	g_autofree char *name = g_strdup_printf("device:%s/%s", device, figure);
	struct open_trouble *cause = g_hash_table_lookup(listing->by_item, name);

	if (cause)
		list_one(listing, cause);
}

/* What is asked of a router at the end of a line takes long, or fails, when the line does. */
static void list_line_of(struct listing *listing, const struct item *item)
{
	enum question_kind kind = item_question_kind(item);
	struct open_trouble *line = item->kind == ITEM_DEVICE
					    ? g_hash_table_lookup(listing->by_cpe, item->device)
					    : NULL;

	if (line && kind != QUESTION_FIGURE && kind != QUESTION_GROUP)
		list_one(listing, line);
}

/* A line that is full is slow and loses packets; a device that is busy takes long to be read. */
static void list_causes(struct listing *listing, const struct open_trouble *trouble)
{
	const struct line *line;
	g_autofree char *load = NULL;
	struct question question;
	struct item item;

	if (!scope_find_item(listing->inventory, trouble->item, &item, &question))
		return;
	list_line_of(listing, &item);
	if (trouble->status == STATUS_DOWN)
		return;
	if (item_question_kind(&item) == QUESTION_SSH) {
		list_named(listing, item.device->name, words_get(WORDS_FIGURE, FIGURE_CPU)->id);
		list_named(listing, item.device->name, words_get(WORDS_FIGURE, FIGURE_MEMORY)->id);
	}
	if (item.kind != ITEM_LINE || item_question_kind(&item) == QUESTION_GROUP)
		return;
	line = item.line;
	load = g_strdup_printf("%s:%s", words_get(WORDS_FIGURE, FIGURE_LOAD)->id, line->name);
	if (line->from)
		list_named(listing, line->from->name, load);
	if (line->cpe)
		list_named(listing, line->cpe->name, load);
}

static void list_one(struct listing *listing, struct open_trouble *trouble)
{
	if (!g_hash_table_add(listing->listed, trouble))
		return;
	list_causes(listing, trouble);
	g_ptr_array_add(listing->list, trouble);
}

static bool look(struct listing *listing, struct store *store, const struct clock *clock,
		 const struct notes *notes, GError **error)
{
	const struct picture_options options = {
		.inventory = listing->inventory,
		.store = store,
		.clock = clock,
		.notes = notes,
	};
	const struct cases_filter open_cases = {.kind = -1, .open_only = true};
	struct picture picture;

	if (!cases_read(store, &open_cases, take_case, listing, error) ||
	    !courses_read(store, take_course, listing, error) ||
	    !engine_see(&options, &picture, error))
		return false;
	count_hidden(listing, picture.rows);
	add_lost_view(listing, picture.view_lost_us);
	/* The picture has the worst first. */
	for (guint i = 0; i < picture.rows->len; i++)
		add_row(listing, &g_array_index(picture.rows, struct picture_row, i));
	for (guint i = 0; i < listing->troubles->len; i++)
		list_one(listing, listing->troubles->pdata[i]);
	/* Names in it are the picture's. */
	g_hash_table_remove_all(listing->hides);
	picture_clear(&picture);
	return true;
}

GPtrArray *engine_open_troubles(const struct inventory *inventory, struct store *store,
				const struct clock *clock, const struct notes *notes,
				GError **error)
{
	struct listing listing = {
		.inventory = inventory,
		.courses = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free),
		.hides = g_hash_table_new(g_str_hash, g_str_equal),
		.cases = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free),
		.troubles = g_ptr_array_new(),
		.by_item = g_hash_table_new(g_str_hash, g_str_equal),
		.by_cpe = g_hash_table_new(NULL, NULL),
		.listed = g_hash_table_new(NULL, NULL),
		.list = g_ptr_array_new_with_free_func(free_trouble),
	};
	bool looked = look(&listing, store, clock, notes, error);

	g_hash_table_unref(listing.listed);
	g_hash_table_unref(listing.by_cpe);
	g_hash_table_unref(listing.by_item);
	g_ptr_array_unref(listing.troubles);
	g_hash_table_unref(listing.cases);
	g_hash_table_unref(listing.hides);
	g_hash_table_unref(listing.courses);
	if (!looked)
		g_clear_pointer(&listing.list, g_ptr_array_unref);
	return listing.list;
}
