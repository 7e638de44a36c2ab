/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What all events of a case come to: the newest that was said of each field, who does what,
 * what is to be done, and whether it is closed. Of the events alone.
 */
#include "cases/internal.h"

static gpointer key_of(int64_t number)
{
	return GINT_TO_POINTER((int)number);
}

static struct case_event *event_at(const struct case_file *file, guint index)
{
	return file->events->pdata[index];
}

/* What a correction takes back: what a field, a role, a task, a duty or a stage is said to be. */
static bool can_be_taken_back(const struct case_event *event)
{
	return event->kind == CASE_SET || event->kind == CASE_ROLE || event->kind == CASE_TASK || event->kind == CASE_DUTY ||
	       event->kind == CASE_CORRECTION || event->kind == CASE_STAGE || event->kind == CASE_DECISION ||
	       event->kind == CASE_DOCUMENT || event->kind == CASE_FACT;
}

/*
 * From the newest back: whatever corrects an event came after it, so that whether it holds itself is
 * known by then.
 */
static void find_taken_back(struct case_standing *standing)
{
	const struct case_file *file = standing->file;
	g_autoptr(GHashTable) corrected = g_hash_table_new(NULL, NULL);

	for (guint i = file->events->len; i-- > 0;) {
		struct case_event *event = event_at(file, i);
		gpointer by = g_hash_table_lookup(corrected, key_of(event->number));

		if (by && can_be_taken_back(event)) {
			g_hash_table_insert(standing->taken_back, key_of(event->number), by);
			continue;
		}
		/* Two may have corrected one event; the first of them is told of. */
		if (event->corrects && event->corrects < event->number)
			g_hash_table_insert(corrected, key_of(event->corrects), event);
	}
}

static void note_severity(struct case_standing *standing, const struct case_event *event)
{
	standing->severity = event->word;
	standing->severity_most = MAX(standing->severity_most, event->word);
}

static void take_field(struct case_standing *standing, struct case_event *event)
{
	g_ptr_array_add(standing->said[event->field], event);
	if (event->field == CASE_FIELD_SEVERITY)
		note_severity(standing, event);
}

static void take_opening(struct case_standing *standing, struct case_event *event)
{
	g_ptr_array_add(standing->said[CASE_FIELD_BEGAN], event);
	if (event->word < 0)
		return;
	g_ptr_array_add(standing->said[CASE_FIELD_SEVERITY], event);
	note_severity(standing, event);
}

static struct case_task *find_task(const struct case_standing *standing, int64_t number)
{
	for (guint i = 0; i < standing->tasks->len; i++) {
		struct case_task *task = standing->tasks->pdata[i];

		if (task->task == number)
			return task;
	}
	return NULL;
}

static void take_task(struct case_standing *standing, const struct case_event *event)
{
	struct case_task *task = find_task(standing, event->task);

	if (event->task_state != TASK_OPEN) {
		if (!task)
			return;
		task->state = event->task_state;
		task->event = event;
		return;
	}
	if (task)
		return;
	task = g_new(struct case_task, 1);
	*task = (struct case_task){
		.task = event->task, .text = event->text, .owner = json_get_string(event->body, "owner"), .event = event,
	};
	json_get_integer(event->body, "due_at_us", &task->due_at_us);
	json_get_bool(event->body, "measure", &task->measure);
	g_ptr_array_add(standing->tasks, task);
}

static void take_event(struct case_standing *standing, struct case_event *event)
{
	if (!event->body || g_hash_table_contains(standing->taken_back, key_of(event->number)))
		return;
	switch (event->kind) {
	case CASE_OPENED:
		take_opening(standing, event);
		return;
	case CASE_SET:
	case CASE_ROLE:
		take_field(standing, event);
		return;
	case CASE_TASK:
		take_task(standing, event);
		return;
	case CASE_CLOSED:
		standing->closed = event;
		return;
	case CASE_REOPENED:
		standing->closed = NULL;
		/* That it was over no longer holds; that it was said stays among the events. */
		g_ptr_array_set_size(standing->said[CASE_FIELD_RESTORED], 0);
		g_ptr_array_set_size(standing->said[CASE_FIELD_CONFIRMED], 0);
		return;
	default:
		return;
	}
}

struct case_standing *case_standing_new(const struct case_file *file)
{
	struct case_standing *standing = g_new0(struct case_standing, 1);

	*standing = (struct case_standing){
		.file = file,
		.taken_back = g_hash_table_new(NULL, NULL),
		.severity = -1,
		.severity_most = -1,
		.tasks = g_ptr_array_new_with_free_func(g_free),
	};
	for (int field = 0; field < CASE_FIELD_COUNT; field++)
		standing->said[field] = g_ptr_array_new();
	find_taken_back(standing);
	for (guint i = 0; i < file->events->len; i++)
		take_event(standing, event_at(file, i));
	return standing;
}

void case_standing_free(struct case_standing *standing)
{
	if (!standing)
		return;
	for (int field = 0; field < CASE_FIELD_COUNT; field++)
		g_ptr_array_unref(standing->said[field]);
	g_hash_table_unref(standing->taken_back);
	g_ptr_array_unref(standing->tasks);
	g_free(standing);
}

const struct case_event *case_standing_find(const struct case_standing *standing, enum case_field field)
{
	const GPtrArray *said = standing->said[field];

	return said->len ? said->pdata[said->len - 1] : NULL;
}

struct case_instant case_standing_instant(const struct case_standing *standing, enum case_field field)
{
	const struct case_event *event = case_standing_find(standing, field);

	g_assert(case_field_type(field) == CASE_VALUE_INSTANT);
	if (event)
		return event->at;
	/* Somebody knew of it then; perhaps before. */
	if (field == CASE_FIELD_DETECTED)
		return (struct case_instant){standing->file->opened_at_us, INSTANT_EXACT};
	return (struct case_instant){0, INSTANT_UNKNOWN};
}

guint case_standing_open_tasks(const struct case_standing *standing)
{
	guint open = 0;

	for (guint i = 0; i < standing->tasks->len; i++)
		open += ((const struct case_task *)standing->tasks->pdata[i])->state == TASK_OPEN;
	return open;
}
