/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Collects the picture. One walk over the states, one over the courses; a row is made
 * only of what will be looked at, since nearly all of a nation's lines are fine.
 */
#include "engine/picture.h"

#include "cases/cases.h"
#include "store/courses.h"
#include "store/marks.h"
#include "store/states.h"
#include "store/transitions.h"

#define MARK_TICK "tick"
/* An item is stale when so many of its intervals passed. */
#define STALE_INTERVALS 3

/* What the inventory watches. */
struct watched {
	struct item item;
	bool seen;			/* the store has it */
};

struct collecting {
	const struct picture_options *options;
	struct picture *picture;
	GArray *watched;		/* struct watched */
	GHashTable *by_name;		/* name -> struct watched */
	GHashTable *things;		/* set of devices and lines that were selected; NULL: all */
	GHashTable *courses;		/* name -> struct course_record */
	GArray *covers;			/* struct pass_cover */
	int64_t stalest_us;
};

static bool everything(const struct collecting *collecting)
{
	return !collecting->options->selectors || !*collecting->options->selectors;
}

/* --- what is watched --- */

static const void *thing_of(const struct item *item)
{
	return item->kind == ITEM_DEVICE ? (const void *)item->device : (const void *)item->line;
}

static bool expect_items(struct collecting *collecting, GError **error)
{
	static const char *const none[] = { NULL };
	const char *const *words = collecting->options->selectors ? collecting->options->selectors : none;
	g_autoptr(GError) failed = NULL;
	g_autoptr(GArray) items = inventory_select(collecting->options->inventory, words, &failed);

	/* An inventory that watches nothing is no fault; words that select nothing are. */
	if (!items && !(everything(collecting) &&
			g_error_matches(failed, OPS_INVENTORY_ERROR, INVENTORY_ERROR_NOTHING))) {
		g_propagate_error(error, g_steal_pointer(&failed));
		return false;
	}
	g_array_set_size(collecting->watched, items ? items->len : 0);
	for (guint i = 0; items && i < items->len; i++) {
		struct watched *watched = &g_array_index(collecting->watched, struct watched, i);

		watched->item = g_array_index(items, struct item, i);
		watched->seen = false;
		g_hash_table_insert(collecting->by_name, item_name(&watched->item), watched);
		if (!everything(collecting))
			g_hash_table_add(collecting->things, (gpointer)thing_of(&watched->item));
	}
	return true;
}

/* --- covers --- */

static bool is_shown(const struct window_record *window, const struct window_now *now, int64_t at_us)
{
	if (now->covers || now->phase == PHASE_OVERRUN)
		return true;
	return window->kind == WINDOW_MAINTENANCE && now->phase == PHASE_PLANNED &&
	       now->span.from_us - at_us <= PICTURE_AHEAD_US;
}

static int rank(const struct picture_window *window)
{
	return window->now.phase == PHASE_OVERRUN ? 0 : window->now.covers ? 1 : 2;
}

static int compare_windows(gconstpointer a, gconstpointer b)
{
	const struct picture_window *left = a, *right = b;
	int64_t left_us = rank(left) == 2 ? left->now.span.from_us : left->now.span.until_us;
	int64_t right_us = rank(right) == 2 ? right->now.span.from_us : right->now.span.until_us;

	if (rank(left) != rank(right))
		return rank(left) - rank(right);
	if (left_us != right_us)
		return left_us < right_us ? -1 : 1;
	return strcmp(left->window->id, right->window->id);
}

static void look_at_windows(struct collecting *collecting)
{
	struct picture *picture = collecting->picture;

	for (guint i = 0; i < picture->records->len; i++) {
		struct picture_window shown = { .window = picture->records->pdata[i] };
		struct window_times times;

		/* What cannot be opened covers nothing; the covers say so. */
		if (!windows_open_times(shown.window, &times, NULL))
			continue;
		shown.now = windows_look(shown.window, &times, picture->at_us);
		windows_close_times(&times);
		if (is_shown(shown.window, &shown.now, picture->at_us))
			g_array_append_val(picture->windows, shown);
	}
	g_array_sort(picture->windows, compare_windows);
}

static bool open_covers(struct collecting *collecting, GError **error)
{
	const struct picture_options *options = collecting->options;
	struct picture *picture = collecting->picture;

	picture->records = engine_windows(options->store, error);
	if (!picture->records)
		return false;
	look_at_windows(collecting);
	collecting->covers =
		engine_covers(options->inventory, options->store, picture->at_us, options->notes, error);
	return collecting->covers != NULL;
}

static struct picture_window *find_window(struct picture *picture, const char *id)
{
	for (guint i = 0; i < picture->windows->len; i++) {
		struct picture_window *window = &g_array_index(picture->windows, struct picture_window, i);

		if (!strcmp(window->window->id, id))
			return window;
	}
	return NULL;
}

/* Of several that cover ROW the one that ends last. */
static void cover(struct collecting *collecting, struct picture_row *row)
{
	for (guint i = 0; i < collecting->covers->len; i++) {
		const struct pass_cover *each = &g_array_index(collecting->covers, struct pass_cover, i);
		struct picture_window *window = windows_covers(each->items, row->name)
							? find_window(collecting->picture, each->id) : NULL;
		int64_t until_us = window ? window->now.span.until_us : 0;

		if (!window)
			continue;
		window->problems++;
		if (each->is_silence && until_us > row->silence_until_us) {
			row->silence = window->window;
			row->silence_until_us = until_us;
		} else if (!each->is_silence && until_us > row->window_until_us) {
			row->window = window->window;
			row->window_until_us = until_us;
		}
	}
}

/* --- rows --- */

static bool collect_course(void *context, const char *item, const struct course_record *course)
{
	g_hash_table_insert(context, g_strdup(item), g_memdup2(course, sizeof(*course)));
	return true;
}

/* The item called NAME that the store knows and nobody configured; false: there is none such, or
 * it was not selected. */
static bool find_unconfigured(struct collecting *collecting, const char *name, const struct group **ret_group,
			      struct item *ret_item)
{
	const struct inventory *inventory = collecting->options->inventory;
	const struct group *group = g_str_has_prefix(name, "group:")
					    ? inventory_find_group(inventory, name + strlen("group:")) : NULL;
	bool selected = everything(collecting);

	if (!group) {
		if (!inventory_find_reading(inventory, name, ret_item))
			return false;
		return selected || g_hash_table_contains(collecting->things, ret_item->device);
	}
	*ret_group = group;
	if (group->lines && group->lines[0])
		*ret_item = (struct item){ .kind = ITEM_LINE, .line = group->lines[0] };
	else
		*ret_item = (struct item){ .kind = ITEM_DEVICE, .device = group->devices[0] };
	for (size_t i = 0; !selected && group->devices && group->devices[i]; i++)
		selected = g_hash_table_contains(collecting->things, group->devices[i]);
	for (size_t i = 0; !selected && group->lines && group->lines[i]; i++)
		selected = g_hash_table_contains(collecting->things, group->lines[i]);
	return selected;
}

static void note_age(struct collecting *collecting, const struct item *item, struct picture_row *row)
{
	struct picture *picture = collecting->picture;
	const struct service_class *service_class =
		inventory_class_at(collecting->options->inventory, item_service_class(item), picture->at_us);
	int64_t age_us = picture->at_us - row->asked_at_us;

	picture->newest_us = MAX(picture->newest_us, row->asked_at_us);
	if (!row->asked_at_us)
		return;
	row->stale = age_us > STALE_INTERVALS * service_class->interval_us || -age_us > service_class->interval_us;
	if (!row->stale)
		return;
	picture->stale++;
	if (!picture->stalest || row->asked_at_us < collecting->stalest_us) {
		g_free(picture->stalest);
		picture->stalest = g_strdup(row->name);
		collecting->stalest_us = row->asked_at_us;
	}
}

/* Takes what ROW holds. */
static void add_row(struct collecting *collecting, struct picture_row *row, const struct result_record *newest)
{
	const struct picture_options *options = collecting->options;
	bool fine = row->owner && row->status == STATUS_OK && row->seen == STATUS_OK && !row->flapping;

	if (row->owner && row->status != STATUS_OK)
		cover(collecting, row);
	if (fine && !options->fine) {
		collecting->picture->counts[PICTURE_FINE]++;
		g_free(row->name);
		g_free(row->hidden_by);
		return;
	}
	if (newest)
		row->newest = g_memdup2(newest, sizeof(*newest));
	g_array_append_val(collecting->picture->rows, *row);
}

static void take_course(const struct collecting *collecting, struct picture_row *row)
{
	const struct course_record *course = g_hash_table_lookup(collecting->courses, row->name);

	if (!course)
		return;
	row->seen = course->seen;
	row->flapping = course->flapping;
	if (course->hidden_by && row->status != STATUS_OK)
		row->hidden_by = g_strdup(course->hidden_by);
}

static void add_group(struct picture *picture, const struct group *group, const struct result_record *newest,
		      struct picture_row *row)
{
	struct picture_group shown = { group, GROUP_UNKNOWN };

	if (newest && newest->cause == CAUSE_GROUP && newest->limit >= 0 && newest->limit < GROUP_VERDICT_COUNT)
		shown.verdict = (enum group_verdict)newest->limit;
	row->group_verdict = (int)shown.verdict;
	g_array_append_val(picture->groups, shown);
}

static bool collect_state(void *context, const struct state_record *state, const struct result_record *newest)
{
	struct collecting *collecting = context;
	struct watched *watched = g_hash_table_lookup(collecting->by_name, state->item);
	const struct group *group = NULL;
	struct item item;
	bool known = watched || find_unconfigured(collecting, state->item, &group, &item);

	if (!known && !everything(collecting))
		return true;
	struct picture_row row = {
		.name = g_strdup(state->item),
		.status = state->status,
		.seen = state->status,
		.since_us = state->since_us,
		.asked_at_us = newest ? newest->started_at_us : 0,
		.group_verdict = -1,
	};

	if (watched) {
		watched->seen = true;
		item = watched->item;
	}
	if (known) {
		row.owner = item_owner(&item);
		take_course(collecting, &row);
		note_age(collecting, &item, &row);
		state_tally_add(&collecting->picture->tally, row.status);
	}
	if (group)
		add_group(collecting->picture, group, newest, &row);
	add_row(collecting, &row, newest);
	return true;
}

static void add_never_asked(struct collecting *collecting)
{
	for (guint i = 0; i < collecting->watched->len; i++) {
		const struct watched *watched = &g_array_index(collecting->watched, struct watched, i);

		if (watched->seen)
			continue;
		struct picture_row row = {
			.name = item_name(&watched->item),
			.owner = item_owner(&watched->item),
			.status = STATUS_UNKNOWN,
			.seen = STATUS_UNKNOWN,
			.group_verdict = -1,
		};

		state_tally_add(&collecting->picture->tally, row.status);
		collecting->picture->never_asked++;
		add_row(collecting, &row, NULL);
	}
}

/* --- whose it is --- */

static bool take_verdict(void *context, const struct transition_record *transition)
{
	if (transition->verdict != DEMARCATION_UNDECIDED)
		((struct picture_row *)context)->verdict = transition->verdict;
	return true;
}

/* It is kept with what was told: the newest since the item is as it is. Nobody asks it of what
 * another row stands for. */
static bool ask_verdicts(struct collecting *collecting, GError **error)
{
	GArray *rows = collecting->picture->rows;

	for (guint i = 0; i < rows->len; i++) {
		struct picture_row *row = &g_array_index(rows, struct picture_row, i);
		const struct transitions_filter filter = { .from_us = row->since_us, .item = row->name };

		if (row->block > PICTURE_COVERED)
			break;
		if (!row->folded && row->since_us &&
		    !transitions_read(collecting->options->store, &filter, take_verdict, row, error))
			return false;
	}
	return true;
}

/* --- how far it can be trusted --- */

static bool take_mark(void *context, const char *name, const struct mark_record *mark)
{
	struct collecting *collecting = context;
	struct picture *picture = collecting->picture;
	struct clock_moment now = clock_moment(collecting->options->clock);
	struct clock_moment then = { .wall_us = mark->wall_us, .uptime_us = mark->monotonic_us };

	g_strlcpy(then.boot, mark->boot, sizeof(then.boot));
	if (!strcmp(name, ENGINE_MARK_OWN_VIEW))
		picture->view_lost_us = mark->wall_us;
	if (!strcmp(name, MARK_TICK)) {
		picture->tick_us = mark->wall_us;
		picture->tick_age_us = clock_passed_us(&then, &now);
	}
	return true;
}

/* --- all of it --- */

static void count(struct picture *picture)
{
	for (guint i = 0; i < picture->rows->len; i++) {
		const struct picture_row *row = &g_array_index(picture->rows, struct picture_row, i);

		picture->counts[row->block]++;
		picture->folded[row->block] += row->folded;
	}
	for (guint i = 0; i < picture->windows->len; i++) {
		struct picture_window *window = &g_array_index(picture->windows, struct picture_window, i);

		window->ending = window->window->kind == WINDOW_SILENCE && window->problems &&
				 window->now.span.until_us - picture->at_us <= PICTURE_ENDING_US;
	}
}

static bool see(struct collecting *collecting, GError **error)
{
	struct store *store = collecting->options->store;

	if (!expect_items(collecting, error) || !open_covers(collecting, error) ||
	    !marks_read(store, NULL, take_mark, collecting, error) ||
	    !courses_read(store, collect_course, collecting->courses, error) ||
	    !states_read(store, collect_state, collecting, error))
		return false;
	add_never_asked(collecting);
	picture_arrange(collecting->picture->rows);
	count(collecting->picture);
	return ask_verdicts(collecting, error);
}

bool engine_see(const struct picture_options *options, struct picture *ret_picture, GError **error)
{
	struct picture picture = {
		.at_us = clock_wall_us(options->clock),
		.rows = picture_new_rows(),
		.windows = g_array_new(FALSE, FALSE, sizeof(struct picture_window)),
		.groups = g_array_new(FALSE, FALSE, sizeof(struct picture_group)),
		.cases = case_subjects(options->store, error),
	};
	struct collecting collecting = {
		.options = options,
		.picture = &picture,
		.watched = g_array_new(FALSE, FALSE, sizeof(struct watched)),
		.by_name = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
		.things = g_hash_table_new(NULL, NULL),
		.courses = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free),
	};
	bool seen = picture.cases && see(&collecting, error);

	g_clear_pointer(&collecting.covers, g_array_unref);
	g_hash_table_unref(collecting.courses);
	g_hash_table_unref(collecting.things);
	g_hash_table_unref(collecting.by_name);
	g_array_unref(collecting.watched);
	if (seen)
		*ret_picture = picture;
	else
		picture_clear(&picture);
	return seen;
}

void picture_clear(struct picture *picture)
{
	g_clear_pointer(&picture->rows, g_array_unref);
	g_clear_pointer(&picture->cases, g_hash_table_unref);
	g_clear_pointer(&picture->windows, g_array_unref);
	g_clear_pointer(&picture->groups, g_array_unref);
	g_clear_pointer(&picture->records, g_ptr_array_unref);
	g_clear_pointer(&picture->stalest, g_free);
}
