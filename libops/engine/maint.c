/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keeps what is said of maintenance windows and silences: them and the journal's entries about
 * them in one transaction, then a signed checkpoint. An entry has what a window was
 * before and what it is now, why, and in spite of what.
 */
#include "engine/internal.h"
#include "engine/maint-tell.h"

#include "base/instant.h"
#include "base/json.h"
#include "base/translate.h"
#include "store/journal.h"

/* What the entries about each kind are called. */
static const char *const kinds[WINDOW_KIND_COUNT] = {
	[WINDOW_MAINTENANCE] = "maintenance",
	[WINDOW_SILENCE] = "silence",
};

static struct json *describe_words(const char *selectors)
{
	g_auto(GStrv) words = g_strsplit(selectors, "\n", -1);
	struct json *list = json_new_array();

	for (char **word = words; *word; word++)
		json_append_string(list, *word);
	return list;
}

static struct json *describe(const struct window_record *window)
{
	static const char *const ends[WINDOW_END_COUNT] = { "open", "finished", "cancelled" };
	struct json *object = json_new_object();

	json_take(object, "selectors", describe_words(window->selectors));
	json_set_string(object, "owner", window->owner);
	json_set_string(object, "reason", window->reason);
	json_set_string(object, "zone", window->zone);
	json_set_integer(object, "from_us", window->from_us);
	json_set_integer(object, "until_us", window->until_us);
	json_set_string(object, "every", window->recurrence);
	json_set_integer(object, "recurs_until_us", window->recurs_until_us);
	json_set_integer(object, "started_at_us", window->started_at_us);
	json_set_string(object, "end", ends[window->end]);
	json_set_integer(object, "ended_at_us", window->ended_at_us);
	return object;
}

static struct json *describe_conflicts(const GArray *conflicts)
{
	static const char *const sorts[] = { "items", "group", "calendar" };
	struct json *list = json_new_array();

	for (guint i = 0; conflicts && i < conflicts->len; i++) {
		const struct window_conflict *conflict = &g_array_index(conflicts, struct window_conflict, i);
		struct json *object = json_new_object();

		json_set_string(object, "sort", sorts[conflict->sort]);
		json_set_string(object, "window", conflict->window);
		json_set_string(object, "group", conflict->group);
		json_set_string(object, "calendar", conflict->calendar);
		json_append_take(list, object);
	}
	return list;
}

static bool append(const struct maint_options *options, const struct window_change *change, GError **error)
{
	g_autoptr(ops_json_t) payload = json_new_object();
	g_autofree char *text = NULL;

	json_set_integer(payload, "v", 1);
	json_set_string(payload, "verb", change->verb);
	json_set_string(payload, "window", change->after->id);
	json_set_string(payload, "why", change->why);
	json_set_string(payload, "said_by", options->said_by);
	if (change->before)
		json_take(payload, "before", describe(change->before));
	else
		json_set_string(payload, "before", NULL);
	json_take(payload, "after", describe(change->after));
	json_take(payload, "despite", describe_conflicts(change->despite));
	text = json_print(payload);
	struct journal_entry entry = {
		.event_at_us = clock_wall_us(options->clock),
		.kind = kinds[change->after->kind],
		.actor = options->actor,
		.payload = text,
		.payload_length = strlen(text),
	};

	return journal_append(options->store, &entry, error);
}

struct looking { const char *id; struct window_record *found; };

static bool take_window(void *context, const struct window_record *window)
{
	struct looking *looking = context;

	if (strcmp(window->id, looking->id) != 0)
		return true;
	looking->found = engine_copy_window(window);
	return false;
}

/* Somebody else may have been faster, while a person was asked. */
static bool is_as_before(const struct maint_options *options, const struct window_record *before, GError **error)
{
	g_autoptr(GPtrArray) kept = engine_new_windows();
	struct looking looking = { .id = before->id };
	const struct window_record *now;

	if (!windows_read(options->store, take_window, &looking, error))
		return false;
	now = looking.found;
	if (now)
		g_ptr_array_add(kept, looking.found);
	if (now && now->from_us == before->from_us && now->until_us == before->until_us &&
	    now->started_at_us == before->started_at_us && now->end == before->end &&
	    now->ended_at_us == before->ended_at_us)
		return true;
	g_set_error(error, OPS_ENGINE_ERROR, ENGINE_ERROR_CHANGED,
		    _("'%s' was changed by somebody else meanwhile: look at it again"), before->id);
	return false;
}

static bool change_one(const struct maint_options *options, struct window_change *change, GError **error)
{
	if (change->before && !is_as_before(options, change->before, error))
		return false;
	if (!change->after->id) {
		g_autofree char *date =
			instant_day(clock_wall_us(options->clock), inventory_zone(options->inventory));

		change->after->id = windows_next_id(options->store, change->after->kind, date, error);
	}
	return change->after->id && windows_set(options->store, change->after, error) &&
	       append(options, change, error);
}

/* Those who were told of the plan hear of the change; of one time of a window that recurs, those of the window. */
static bool tell_of_it(const struct maint_options *options, struct window_change *changes, size_t count, GError **error)
{
	const struct window_record *announced = changes[0].before ? changes[0].before : count > 1 ? changes[1].before : NULL;

	return !options->telling || !announced ||
	       engine_tell_of_change(options->telling, &changes[0], announced->id, &changes[0].told, error);
}

bool engine_change_windows(const struct maint_options *options, struct window_change *changes, size_t count,
			   GError **error)
{
	bool ok = store_begin(options->store, error);

	for (size_t i = 0; ok && i < count; i++)
		ok = change_one(options, &changes[i], error);
	ok = ok && tell_of_it(options, changes, count, error) && store_commit(options->store, error);
	if (!ok) {
		store_rollback(options->store);
		return false;
	}
	return journal_sign(options->store, options->notes, error);
}

/* --- overruns --- */

static bool is_overrun(const struct window_record *window, int64_t at_us)
{
	struct window_times times;
	bool overrun;

	if (window->kind != WINDOW_MAINTENANCE || window->end != WINDOW_OPEN || !window->started_at_us ||
	    !windows_open_times(window, &times, NULL))
		return false;
	overrun = windows_look(window, &times, at_us).phase == PHASE_OVERRUN;
	windows_close_times(&times);
	return overrun;
}

static bool tell_overrun(const struct maint_options *options, const struct window_record *window, GError **error)
{
	struct window_record after = *window;
	struct window_change change = { .verb = "overrun", .before = window, .after = &after };

	after.overrun_told_us = clock_wall_us(options->clock);
	if (!engine_change_windows(options, &change, 1, error))
		return false;
	notes_write(options->notes, NOTES_WARNING,
		    _("maintenance window '%s' of '%s' is overrun: its work was begun and is not said to be done; "
		      "pages are no longer held back"), window->id, window->owner);
	return true;
}

bool engine_tell_overruns(const struct maint_options *options, unsigned int *ret_count, GError **error)
{
	g_autoptr(GPtrArray) windows = engine_windows(options->store, error);
	unsigned int count = 0;

	if (!windows)
		return false;
	for (guint i = 0; i < windows->len; i++) {
		const struct window_record *window = windows->pdata[i];

		if (!is_overrun(window, clock_wall_us(options->clock)))
			continue;
		count++;
		if (!window->overrun_told_us && !tell_overrun(options, window, error))
			return false;
	}
	*ret_count = count;
	return true;
}
