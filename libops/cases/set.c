/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What people say about a case as a whole: its fields and roles, and what is to be done. Each
 * is decided on what the record has at that moment, inside the transaction that keeps it: of two
 * who do the same the second is told who was faster.
 */
#include "cases/internal.h"

#include "base/instant.h"
#include "base/translate.h"

static const struct case_event *find_event(const struct case_file *file, int64_t number)
{
	for (guint i = 0; i < file->events->len; i++) {
		const struct case_event *event = file->events->pdata[i];

		if (event->number == number)
			return event;
	}
	return NULL;
}

/* --- fields and roles --- */

static void set_value(struct json *body, const struct case_saying *saying)
{
	switch (case_field_type(saying->field)) {
	case CASE_VALUE_INSTANT:
		return;
	case CASE_VALUE_COUNT:
		if (saying->count != COUNT_UNKNOWN)
			json_set_integer(body, "value", saying->amount);
		json_set_string(body, "count", words_get(WORDS_COUNT_QUALITY, saying->count)->id);
		return;
	case CASE_VALUE_WORD:
	case CASE_VALUE_TEXT:
	case CASE_VALUE_LIST:
		if (saying->text)
			json_set_string(body, "value", saying->text);
		return;
	case CASE_VALUE_PERSON:
		json_set_string(body, "who", saying->text);
		return;
	}
}

static struct json *saying_json(const struct case_saying *saying)
{
	struct json *body = json_new_object();
	bool is_role = case_field_type(saying->field) == CASE_VALUE_PERSON;

	json_set_string(body, is_role ? "role" : "field", words_get(WORDS_CASE_FIELD, saying->field)->id);
	set_value(body, saying);
	if (saying->corrects)
		json_set_integer(body, "corrects", saying->corrects);
	return body;
}

static bool check_value(const struct cases_options *options, const struct case_saying *saying, bool *ret_sure, GError **error)
{
	enum case_value_type type = case_field_type(saying->field);
	const char *id = words_get(WORDS_CASE_FIELD, saying->field)->id;

	if (type == CASE_VALUE_PERSON && !saying->text)
		return cases_fail(error, CASES_ERROR_SAID, _("'%s' needs somebody's name"), id);
	if (type == CASE_VALUE_WORD && saying->text && words_find(case_field_family(saying->field), saying->text) < 0)
		return cases_fail(error, CASES_ERROR_SAID, _("'%s' cannot be '%s'"), id, saying->text);
	if (type == CASE_VALUE_COUNT && saying->count != COUNT_UNKNOWN && saying->amount < 0)
		return cases_fail(error, CASES_ERROR_SAID, _("'%s' cannot be below 0"), id);
	if (!saying->text || type == CASE_VALUE_INSTANT || type == CASE_VALUE_COUNT)
		return true;
	return record_check_text(saying->text, type == CASE_VALUE_PERSON ? CASE_TEXT_LIMIT : CASE_SAID_LIMIT, error) &&
	       (type == CASE_VALUE_PERSON || case_check_patients(options, saying->text, ret_sure, error));
}

/* Whether SAYING may take the place of an event: it says the same field, and nobody has corrected it. */
static bool may_correct(const struct case_standing *standing, const struct case_saying *saying, GError **error)
{
	const struct case_event *event = find_event(standing->file, saying->corrects);
	const struct case_event *by = event ? g_hash_table_lookup(standing->taken_back, GINT_TO_POINTER((int)event->number)) : NULL;

	if (!event)
		return cases_fail(error, CASES_ERROR_NONE, _("case '%s' has no event %ld to correct"), standing->file->id,
				  (long)saying->corrects);
	if (event->field != (int)saying->field)
		return cases_fail(error, CASES_ERROR_SAID, _("event %ld of case '%s' does not say '%s'"), (long)event->number,
				  standing->file->id, words_get(WORDS_CASE_FIELD, saying->field)->id);
	return !by || cases_fail(error, CASES_ERROR_FASTER, _("event %ld of case '%s' was corrected by event %ld of '%s' already"),
				 (long)event->number, standing->file->id, (long)by->number, record_who(by));
}

struct setting { const char *id; const struct case_saying *saying; const struct case_event *event; };

static int64_t set_once(const struct cases_options *options, void *context, GError **error)
{
	const struct setting *setting = context;
	g_autoptr(ops_case_file_t) file = case_load(options->store, setting->id, error);
	g_autoptr(ops_case_standing_t) standing = file ? case_standing_new(file) : NULL;

	if (!file)
		return -1;
	if (setting->saying->corrects ? !may_correct(standing, setting->saying, error)
				      : !case_field_is_afterwards(setting->saying->field) && !record_is_open(file, error))
		return -1;
	return record_append(options, setting->id, setting->event, error);
}

/* The event by which SAYING is recorded. Its body is the caller's. */
static struct case_event event_of(const struct cases_options *options, const struct case_saying *saying, struct json *body)
{
	return (struct case_event){
		.kind = case_field_type(saying->field) == CASE_VALUE_PERSON ? CASE_ROLE : CASE_SET,
		.at = saying->at,
		.said_by = (char *)options->said_by,
		.body = body,
	};
}

int64_t case_set(const struct cases_options *options, const char *id, const struct case_saying *saying, GError **error)
{
	g_autoptr(ops_json_t) body = saying_json(saying);
	struct case_event event = event_of(options, saying, body);
	struct setting setting = {id, saying, &event};

	if (!check_value(options, saying, &event.sure, error) || !record_check_instant(options, &event.at, error))
		return -1;
	return case_transaction(options, set_once, &setting, error);
}

int64_t case_set_within(const struct cases_options *options, const char *id, const struct case_saying *saying, GError **error)
{
	g_autoptr(ops_json_t) body = saying_json(saying);
	struct case_event event = event_of(options, saying, body);
	struct setting setting = {id, saying, &event};
	struct cases_options taken = *options;
	bool sure;

	g_assert(!saying->corrects);
	/* The run has it already, as it was said. */
	taken.sure = true;
	if (!check_value(&taken, saying, &sure, error) || !record_check_instant(options, &event.at, error))
		return -1;
	return set_once(options, &setting, error);
}

/* --- tasks --- */

struct changing {
	const char *id;
	const struct case_task_change *change;
	struct case_event *event;
	int64_t task;
};

static int64_t next_task(const struct case_standing *standing)
{
	const GPtrArray *events = standing->file->events;
	int64_t last = 0;

	/* Of those too that were taken back: no number means two tasks. */
	for (guint i = 0; i < events->len; i++)
		last = MAX(last, ((const struct case_event *)events->pdata[i])->task);
	return last + 1;
}

/* The number of the task that CHANGE is about; 0 with an error. */
static int64_t task_of(const struct cases_options *options, const struct case_standing *standing,
		       const struct case_task_change *change, GError **error)
{
	const char *id = standing->file->id;

	if (change->state == TASK_OPEN)
		return next_task(standing);
	for (guint i = 0; i < standing->tasks->len; i++) {
		const struct case_task *task = standing->tasks->pdata[i];
		g_autofree char *at = NULL;

		if (task->task != change->task)
			continue;
		if (task->state == TASK_OPEN)
			return task->task;
		at = instant_show(task->event->at.at_us, options->zone);
		cases_fail(error, CASES_ERROR_FASTER, _("task %ld of case '%s' was ended by '%s' at %s already: %s"), (long)task->task,
			   id, record_who(task->event), at, words_shown(WORDS_TASK_STATE, task->state));
		return 0;
	}
	cases_fail(error, CASES_ERROR_NONE, _("case '%s' has no task %ld"), id, (long)change->task);
	return 0;
}

struct json *case_task_body(const struct case_task_change *change, int64_t task)
{
	struct json *body = json_new_object();

	json_set_integer(body, "task", task);
	json_set_string(body, "state", words_get(WORDS_TASK_STATE, change->state)->id);
	if (change->state == TASK_OPEN) {
		json_set_string(body, "text", change->text);
		json_set_string(body, "owner", change->owner);
		json_set_integer(body, "due_at_us", change->due_at_us);
		if (change->measure)
			json_set_bool(body, "measure", true);
	} else if (change->state == TASK_DROPPED) {
		json_set_string(body, "reason", change->text);
	}
	return body;
}

static int64_t change_once(const struct cases_options *options, void *context, GError **error)
{
	struct changing *changing = context;
	g_autoptr(ops_case_file_t) file = case_load(options->store, changing->id, error);
	g_autoptr(ops_case_standing_t) standing = file ? case_standing_new(file) : NULL;
	g_autoptr(ops_json_t) body = NULL;

	/* What is to be done outlives the case, and is asked for until it is. */
	if (!file)
		return -1;
	changing->task = task_of(options, standing, changing->change, error);
	if (!changing->task)
		return -1;
	changing->event->body = body = case_task_body(changing->change, changing->task);
	return record_append(options, changing->id, changing->event, error);
}

static bool check_change(const struct cases_options *options, const struct case_task_change *change, bool *ret_sure,
			 GError **error)
{
	if (change->state == TASK_DONE)
		return true;
	if (!record_check_text(change->text, CASE_SAID_LIMIT, error) ||
	    !case_check_patients(options, change->text, ret_sure, error))
		return false;
	return change->state != TASK_OPEN || record_check_text(change->owner, CASE_TEXT_LIMIT, error);
}

int64_t case_change_task(const struct cases_options *options, const char *id, const struct case_task_change *change,
			 int64_t *ret_task, GError **error)
{
	struct case_event event = {
		.kind = CASE_TASK,
		.at = {clock_wall_us(options->clock), INSTANT_EXACT},
		.said_by = (char *)options->said_by,
	};
	struct changing changing = {id, change, &event, 0};
	int64_t number;

	if (!check_change(options, change, &event.sure, error))
		return -1;
	number = case_transaction(options, change_once, &changing, error);
	if (number > 0)
		*ret_task = changing.task;
	return number;
}
