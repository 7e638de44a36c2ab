/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From what the store has to what is suspected. Courses are read first: of a network in
 * which nothing is bad they are few, and then no model of a nation is made to say so.
 * Otherwise every item is a sight, since good ones clear what bad ones accuse.
 */
#include "engine/suspects-internal.h"

#include "engine/subject.h"
#include "store/courses.h"
#include "store/results.h"
#include "store/states.h"

/* What was asked when the clock was ahead by so much may count. */
#define AHEAD_US ((int64_t)G_USEC_PER_SEC)

struct gathering {
	const struct suspects_options *options;
	struct suspects *suspects;
	GHashTable *courses; /* name -> enum status: as it was last seen; of what is not at rest */
	GHashTable *swaying; /* set of devices and lines: what comes and goes, and what it ends in */
	bool *devices, *lines, *questions; /* by number: the store has it */
	int64_t bad_since_us; /* when what is bad around the subject had all begun; 0 */
	bool any_bad;
};

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

/* --- sights --- */

static void free_item(gpointer pointer)
{
	struct suspects_item *item = pointer;

	g_free(item->name);
	g_free(item);
}

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

static bool is_stale(const struct gathering *gathering, const struct item *item,
		     int64_t asked_at_us)
{
	const struct suspects_options *options = gathering->options;
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

/* What was well a moment ago and will not be in the next clears nobody. */
static bool sways(const struct gathering *gathering, const struct item *item)
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
	stale = is_stale(gathering, &item->item, asked_at_us) ||
		(status == STATUS_OK && asked_at_us < gathering->bad_since_us);
	gathering->suspects->stale += stale;
	if (stale || (status == STATUS_OK && sways(gathering, &item->item)))
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

static bool gather(struct gathering *gathering, GError **error)
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

/*
 * What was well before the trouble began says nothing of it: of a concentrator that has died
 * since the last sweep its lines would be the witnesses that it lives. A group follows from its
 * members, and a figure is bad since its device was read.
 */
static bool note_beginnings(struct gathering *gathering, const GPtrArray *around, GError **error)
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

/* --- judging --- */

/* How the service is that the subject stands on, when nothing that is bad has to do with it. */
static bool look_around(const struct suspects_options *options, const struct scope_view *view,
			const GPtrArray *sights, struct suspects *suspects)
{
	bool sound = engine_scope_outcome(sights) == OUTCOME_GOOD;

	for (guint i = 0; i < sights->len; i++) {
		const struct scope_sight *sight = sights->pdata[i];
		struct question question;
		struct item item;
		const struct gathering gathering = {.options = options};

		if (!scope_find_item(options->inventory, sight->item, &item, &question) ||
		    !is_stale(&gathering, &item, sight->asked_at_us))
			continue;
		/* Those of the whole network were counted already. */
		suspects->stale += suspects->topology == NULL;
		sound = sound &&
			!(g_hash_table_contains(view->own, sight->item) && !sight->hidden_by);
	}
	return sound;
}

/* Of a line that comes and goes neither end's ill health is its own: a login that a cut delays is slow. */
static bool rests_on_swaying(const struct gathering *gathering)
{
	const struct suspects *suspects = gathering->suspects;
	const struct isolation_trouble *trouble = suspects->trouble;

	for (uint32_t i = 0; trouble && i < trouble->explain_count; i++) {
		const struct isolation_observation observation = isolation_observation_at(
			isolation_topology_model(suspects->topology), trouble->explains[i]);

		if (!observation.item || !sways(gathering, observation.item))
			return false;
	}
	return trouble && trouble->explain_count;
}

static void raise_one(const struct suspects *suspects, const struct item *item)
{
	uint32_t component = item->kind == ITEM_LINE
				     ? isolation_topology_line(suspects->topology, item->line)
				     : isolation_topology_device(suspects->topology, item->device);

	if (component != ISOLATION_NONE)
		isolation_raise(isolation_topology_model(suspects->topology), component,
				ISOLATION_IN_MAINTENANCE);
}

/* Where somebody works, something breaks more often. */
static bool raise_worked_on(const struct suspects_options *options, const struct suspects *suspects,
			    GError **error)
{
	g_autoptr(GArray) covers = engine_covers(options->inventory, options->store, options->at_us,
						 options->notes, error);

	for (guint i = 0; covers && i < covers->len; i++) {
		const struct pass_cover *cover = &g_array_index(covers, struct pass_cover, i);
		GHashTableIter iter;
		gpointer name;

		g_hash_table_iter_init(&iter, cover->items);
		while (!cover->is_silence && g_hash_table_iter_next(&iter, &name, NULL)) {
			struct question question;
			struct item item;

			if (scope_find_item(options->inventory, name, &item, &question) && !item.question)
				raise_one(suspects, &item);
		}
	}
	return covers != NULL;
}

static bool judge(const struct suspects_options *options, struct gathering *gathering,
		  GError **error)
{
	struct suspects *suspects = gathering->suspects;
	g_autoptr(ops_scope_view_t) scope =
		engine_scope(options->inventory, SCOPE_SERVICE_PATH, options->subject, error);
	g_autoptr(ops_scope_view_t) line =
		scope ? engine_scope(options->inventory, SCOPE_LINE, options->subject, error)
		      : NULL;
	g_autoptr(GPtrArray) around =
		line ? engine_scope_sights(options->inventory, options->store, scope, error) : NULL;

	if (!around)
		return false;
	if (gathering->any_bad) {
		if (!note_beginnings(gathering, around, error) || !gather(gathering, error))
			return false;
		suspects->topology = isolation_topology_new(options->inventory, NULL);
		if (!raise_worked_on(options, suspects, error))
			return false;
		isolation_observe(suspects->topology,
				  (const struct isolation_sight *)(void *)suspects->sights->data,
				  suspects->sights->len);
		suspects->answer =
			isolation_judge(isolation_topology_model(suspects->topology), NULL);
		suspects_choose(suspects, &(struct suspects_choice){
						  .inventory = options->inventory,
						  .subject = options->subject,
						  .way = scope,
						  .thing = line,
						  .around = around,
					  });
	}
	if (rests_on_swaying(gathering))
		suspects->owner = FAULT_UNDECIDED;
	if (!suspects->trouble)
		suspects->owner = look_around(options, scope, around, suspects) ? FAULT_NONE
										: FAULT_UNDECIDED;
	return true;
}

bool engine_suspect(const struct suspects_options *options, struct suspects *ret_suspects,
		    GError **error)
{
	struct suspects suspects = {
		.sights = g_array_new(FALSE, FALSE, sizeof(struct isolation_sight)),
		.asked_at_us = g_array_new(FALSE, FALSE, sizeof(int64_t)),
		.items = g_ptr_array_new_with_free_func(free_item),
		.owner = FAULT_UNDECIDED,
		.look = {.observation = ISOLATION_NONE},
	};
	struct gathering gathering = {
		.options = options,
		.suspects = &suspects,
		.courses = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
		.swaying = g_hash_table_new(NULL, NULL),
	};
	bool suspected = courses_read(options->store, take_course, &gathering, error) &&
			 judge(options, &gathering, error);

	g_hash_table_unref(gathering.courses);
	g_hash_table_unref(gathering.swaying);
	if (suspected)
		*ret_suspects = suspects;
	else
		suspects_clear(&suspects);
	return suspected;
}

void suspects_clear(struct suspects *suspects)
{
	g_clear_pointer(&suspects->answer, isolation_answer_free);
	g_clear_pointer(&suspects->topology, isolation_topology_free);
	g_clear_pointer(&suspects->sights, g_array_unref);
	g_clear_pointer(&suspects->asked_at_us, g_array_unref);
	g_clear_pointer(&suspects->items, g_ptr_array_unref);
}
