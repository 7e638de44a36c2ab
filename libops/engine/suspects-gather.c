/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The newest sight of every item, as far as it may count: what is old, what was well before the trouble
 * began and what comes and goes clears nobody.
 */
#include "engine/suspects-internal.h"

#include "engine/subject.h"
#include "store/courses.h"
#include "store/results.h"
#include "store/states.h"

/* What was asked when the clock was ahead by so much may count. */
#define AHEAD_US ((int64_t)G_USEC_PER_SEC)

static bool is_bad(enum status status)
{
	return status == STATUS_DOWN || status == STATUS_WARNING || status == STATUS_CAUTION;
}

/* A line and the CPE that it ends in sway together, whichever of them was seen to. */
static void note_swaying(struct gathering *gathering, const char *item)
{
	struct subject about;

	if (!engine_subject(gathering->options->inventory, item, &about) || *about.part)
		return;
	g_hash_table_add(gathering->swaying, (gpointer)about.device);
	g_hash_table_add(gathering->swaying, (gpointer)about.line);
	g_hash_table_add(gathering->swaying, (gpointer)about.ends);
	if (about.line)
		g_hash_table_add(gathering->swaying, (gpointer)about.line->cpe);
	g_hash_table_remove(gathering->swaying, NULL);
}

static bool take_course(void *context, const char *item, const struct course_record *course)
{
	struct gathering *gathering = context;

	if (course->flapping)
		note_swaying(gathering, item);
	g_hash_table_insert(gathering->courses, g_strdup(item), GINT_TO_POINTER(course->seen));
	gathering->any_bad = gathering->any_bad || is_bad(course->seen);
	return true;
}

static void free_item(gpointer pointer)
{
	struct suspects_item *item = pointer;

	g_free(item->name);
	g_free(item);
}

bool gathering_take_courses(struct gathering *gathering, GError **error)
{
	return courses_read(gathering->options->store, take_course, gathering, error);
}

void gathering_init(struct gathering *gathering, const struct suspects_options *options, struct suspects *suspects)
{
	*gathering = (struct gathering){
		.options = options,
		.suspects = suspects,
		.courses = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
		.swaying = g_hash_table_new(NULL, NULL),
	};
	suspects->items = g_ptr_array_new_with_free_func(free_item);
}

void gathering_clear(struct gathering *gathering)
{
	g_hash_table_unref(gathering->courses);
	g_hash_table_unref(gathering->swaying);
}

/* --- sights --- */

static void add_sight(struct gathering *gathering, struct suspects_item *take_item,
		      enum status status, bool answered, int64_t asked_at_us)
{
	const struct isolation_sight sight = {
		.item = &take_item->item,
		.status = status,
		.answered = answered && status != STATUS_UNKNOWN,
	};

	g_ptr_array_add(gathering->suspects->items, take_item);
	g_array_append_val(gathering->suspects->sights, sight);
	g_array_append_val(gathering->suspects->asked_at_us, asked_at_us);
}

bool suspects_is_stale(const struct suspects_options *options, const struct item *item, int64_t asked_at_us)
{
	const struct service_class *service_class =
		inventory_class_at(options->inventory, item_service_class(item), options->at_us);
	int64_t age_us = options->at_us - asked_at_us;

	return !asked_at_us || age_us > SUSPECTS_INTERVALS * service_class->interval_us ||
	       age_us < -AHEAD_US;
}

/* Of what is asked, that it was: by its number. */
static void note_asked(struct gathering *gathering, const struct item *item)
{
	const struct inventory *inventory = gathering->options->inventory;

	if (item->question && item->question->kind != QUESTION_FIGURE &&
	    item->question->kind != QUESTION_GROUP)
		gathering->questions[item->question - inventory_question_at(inventory, 0)] = true;
	else if (item->question)
		return;
	else if (item->kind == ITEM_LINE)
		gathering->lines[item->line - inventory_line_at(inventory, 0)] = true;
	else
		gathering->devices[item->device - inventory_device_at(inventory, 0)] = true;
}

bool gathering_sways(const struct gathering *gathering, const struct item *item)
{
	gconstpointer whose = item->kind == ITEM_LINE ? (gconstpointer)item->line : item->device;

	return g_hash_table_contains(gathering->swaying, whose);
}

static bool take_state(void *context, const struct state_record *state,
		       const struct result_record *newest)
{
	struct gathering *gathering = context;
	struct suspects_item *item = g_new0(struct suspects_item, 1);
	gpointer seen;
	enum status status =
		g_hash_table_lookup_extended(gathering->courses, state->item, NULL, &seen)
			? (enum status)GPOINTER_TO_INT(seen)
			: state->status;
	int64_t asked_at_us = newest ? newest->started_at_us : 0;
	bool stale;

	if (!scope_find_item(gathering->options->inventory, state->item, &item->item,
			     &item->question)) {
		g_free(item);
		return true;
	}
	if (item->item.question == &item->question)
		item->question.name = item->name = g_strdup(state->item);
	note_asked(gathering, &item->item);
	stale = suspects_is_stale(gathering->options, &item->item, asked_at_us) ||
		(status == STATUS_OK && asked_at_us < gathering->bad_since_us);
	gathering->suspects->stale += stale;
	if (stale || (status == STATUS_OK && gathering_sways(gathering, &item->item)))
		status = STATUS_UNKNOWN;
	add_sight(gathering, item, status, newest && newest->end == PROBE_ANSWERED, asked_at_us);
	return true;
}

static void add_never_asked(struct gathering *gathering, const struct item *item)
{
	struct suspects_item *added = g_new0(struct suspects_item, 1);

	added->item = *item;
	gathering->suspects->stale++;
	add_sight(gathering, added, STATUS_UNKNOWN, false, 0);
}

/* What is watched and the store does not have is unmeasured, and may be what is worth a look. */
static void add_all_never_asked(struct gathering *gathering)
{
	const struct inventory *inventory = gathering->options->inventory;

	for (size_t i = 0; i < inventory_device_count(inventory); i++) {
		const struct item item = {.kind = ITEM_DEVICE,
					  .device = inventory_device_at(inventory, i)};

		if (!gathering->devices[i] && item.device->watch_icmp)
			add_never_asked(gathering, &item);
	}
	for (size_t i = 0; i < inventory_line_count(inventory); i++) {
		const struct item item = {.kind = ITEM_LINE,
					  .line = inventory_line_at(inventory, i)};

		if (!gathering->lines[i])
			add_never_asked(gathering, &item);
	}
	for (size_t i = 0; i < inventory_question_count(inventory); i++) {
		const struct question *question = inventory_question_at(inventory, i);
		struct item item = {.kind = question->device ? ITEM_DEVICE : ITEM_LINE,
				    .question = question};

		if (question->device)
			item.device = question->device;
		else
			item.line = question->line;
		if (!gathering->questions[i])
			add_never_asked(gathering, &item);
	}
}

bool gathering_take_sights(struct gathering *gathering, GError **error)
{
	const struct inventory *inventory = gathering->options->inventory;
	bool read;

	gathering->devices = g_new0(bool, inventory_device_count(inventory) + 1);
	gathering->lines = g_new0(bool, inventory_line_count(inventory) + 1);
	gathering->questions = g_new0(bool, inventory_question_count(inventory) + 1);
	read = states_read(gathering->options->store, take_state, gathering, error);
	if (read)
		add_all_never_asked(gathering);
	g_free(gathering->devices);
	g_free(gathering->lines);
	g_free(gathering->questions);
	return read;
}

/* --- since when --- */

static bool note_bad(void *context, const struct result_record *record)
{
	if (record->status == STATUS_OK)
		return false;
	*(int64_t *)context = record->started_at_us;
	return true;
}

bool gathering_note_beginnings(struct gathering *gathering, const GPtrArray *around, GError **error)
{
	for (guint i = 0; i < around->len; i++) {
		const struct scope_sight *sight = around->pdata[i];
		int64_t began_us = 0;

		if (!is_bad(sight->status) || g_str_has_prefix(sight->item, "group:"))
			continue;
		if (!results_read(gathering->options->store, sight->item, RESULTS_KEPT, note_bad,
				  &began_us, error))
			return false;
		gathering->bad_since_us = MAX(gathering->bad_since_us, began_us);
	}
	return true;
}
