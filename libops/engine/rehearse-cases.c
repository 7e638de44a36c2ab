/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the cases of a drill show. An event counts when it was recorded, not when somebody says
 * that it was; what was taken back by a correction was not said.
 */
#include "engine/rehearse-internal.h"

#include "cases/cases.h"

#include <string.h>

struct looking {
	struct rehearsal *rehearsal;
	const struct case_file *file;
	const struct case_standing *standing;
	struct case_texts *texts;
	GHashTable *roles;		/* a field, as a pointer, to who has it: const char * */
};

static struct drill_sight *sight_of(const struct looking *looking, enum drill_sight_kind kind, const struct case_event *event)
{
	struct drill_sight *sight = gather_sight(looking->rehearsal, kind, event->recorded_at_us, event->entry, event->actor);

	sight->case_id = g_strdup(looking->file->id);
	sight->case_kind = (int)looking->file->kind;
	sight->field = event->field;
	sight->text = g_strdup(event->text);
	return sight;
}

static void take_opened(const struct looking *looking, const struct case_event *event)
{
	struct drill_sight *sight = sight_of(looking, SIGHT_OPENED, event);

	sight->item = *looking->file->subject ? g_strdup(looking->file->subject) : NULL;
	sight->organization = *looking->file->organization ? g_strdup(looking->file->organization) : NULL;
	g_free(sight->text);
	sight->text = g_strdup(looking->file->title);
	if (event->word < 0)
		return;
	/* The severity that it was opened with was said. */
	sight = sight_of(looking, SIGHT_FIELD, event);
	sight->field = CASE_FIELD_SEVERITY;
	sight->value = g_strdup(words_get(WORDS_SEVERITY, (unsigned int)event->word)->id);
}

static void take_field(const struct looking *looking, const struct case_event *event)
{
	enum case_value_type type = event->field < 0 ? CASE_VALUE_TEXT : case_field_type((enum case_field)event->field);
	struct drill_sight *sight;

	if (event->field < 0 || g_hash_table_contains(looking->standing->taken_back, GINT_TO_POINTER((int)event->number)))
		return;
	sight = sight_of(looking, SIGHT_FIELD, event);
	if (type == CASE_VALUE_COUNT)
		sight->value = event->amount < 0 ? NULL : g_strdup_printf("%ld", (long)event->amount);
	else
		sight->value = g_strdup(event->text);
}

static void take_role(const struct looking *looking, const struct case_event *event)
{
	gpointer field = GINT_TO_POINTER(event->field);
	struct drill_sight *sight;

	if (event->field < 0 || g_hash_table_contains(looking->standing->taken_back, GINT_TO_POINTER((int)event->number)))
		return;
	sight = sight_of(looking, SIGHT_ROLE, event);
	sight->to = g_strdup(event->text);
	sight->from = g_strdup(g_hash_table_lookup(looking->roles, field));
	g_hash_table_insert(looking->roles, field, event->text);
}

/* --- runs --- */

static const struct case_run *run_of(const struct case_file *file, int64_t number)
{
	for (guint i = 0; i < file->runs->len; i++)
		if (((const struct case_run *)file->runs->pdata[i])->run == number)
			return file->runs->pdata[i];
	return NULL;
}

static void take_step(const struct looking *looking, const struct case_event *event, const struct case_run *run)
{
	const char *id = json_get_string(event->body, "event"), *step = json_get_string(event->body, "step");
	bool over = g_strcmp0(id, "hand-over") == 0;
	struct drill_sight *sight = sight_of(looking, over ? SIGHT_HANDED_OVER : SIGHT_STEP, event);
	const char *outcome = json_get_string(event->body, "outcome");

	g_free(sight->case_id);
	sight->case_id = case_run_print(looking->file->id, event->run);
	sight->name = g_strdup(run->procedure);
	sight->to = g_strdup(json_get_string(event->body, "to"));
	if (!over && step)
		sight->text = outcome ? g_strdup_printf("%s: %s", step, outcome) : g_strdup(step);
	sight->value = g_strdup(id);
}

/* At its last event. */
static void take_end(const struct looking *looking, const struct case_run *run)
{
	const struct procedure *procedure = case_texts_find(looking->texts, &run->digest);
	const struct procedure_step *step = procedure ? procedure_step_find(procedure, run->step) : NULL;
	const struct case_event *last = NULL;
	struct drill_sight *sight;

	for (guint i = 0; i < looking->file->events->len; i++) {
		const struct case_event *event = looking->file->events->pdata[i];

		if (event->run == run->run && event->kind == CASE_RUN)
			last = event;
	}
	if (run->state != WALK_COMPLETED || !last)
		return;
	sight = sight_of(looking, SIGHT_RUN_ENDED, last);
	g_free(sight->case_id);
	sight->case_id = case_run_print(looking->file->id, run->run);
	sight->item = *run->subject ? g_strdup(run->subject) : NULL;
	sight->name = g_strdup(run->procedure);
	sight->end = g_strdup(run->step);
	sight->verdict = step && step->verdict ? words_find(WORDS_FAULT_VERDICT, step->verdict) : -1;
}

/* --- one case --- */

static void take_subject(const struct looking *looking, const struct case_event *event)
{
	struct drill_sight *sight = sight_of(looking, SIGHT_SUBJECT, event);

	sight->item = g_strdup(json_get_string(event->body, "subject"));
}

/* "M2/authority", as a person settled or waived it. */
static void take_duty(const struct looking *looking, const struct case_event *event, const char *duty, const char *reason)
{
	const char *parting = duty ? strchr(duty, '/') : NULL;
	struct drill_sight *sight;

	if (!parting || g_hash_table_contains(looking->standing->taken_back, GINT_TO_POINTER((int)event->number)))
		return;
	sight = sight_of(looking, SIGHT_DUTY, event);
	sight->name = g_strndup(duty, (size_t)(parting - duty));
	sight->audience = words_find(WORDS_AUDIENCE, parting + 1);
	g_free(sight->text);
	sight->text = g_strdup(reason);
}

static void take_closed(const struct looking *looking, const struct case_event *event)
{
	const struct json *waived = event->body ? json_get(event->body, "waived") : NULL;

	for (size_t i = 0; i < json_length(waived); i++) {
		const char *what = json_get_string(json_at(waived, i), "what");

		if (what && g_str_has_prefix(what, CASE_OWED_DUTY))
			take_duty(looking, event, what + strlen(CASE_OWED_DUTY), json_get_string(json_at(waived, i), "reason"));
	}
	sight_of(looking, SIGHT_CLOSED, event);
}

static void take_event(const struct looking *looking, const struct case_event *event)
{
	const struct case_run *run = event->run ? run_of(looking->file, event->run) : NULL;

	switch (event->kind) {
	case CASE_OPENED:
		take_opened(looking, event);
		break;
	case CASE_NOTE:
	case CASE_CORRECTION:
		sight_of(looking, SIGHT_NOTE, event);
		break;
	case CASE_SUBJECT:
		take_subject(looking, event);
		break;
	case CASE_SET:
		take_field(looking, event);
		break;
	case CASE_ROLE:
		take_role(looking, event);
		break;
	case CASE_TASK:
		if (event->task_state == TASK_OPEN)
			sight_of(looking, SIGHT_TASK, event);
		break;
	case CASE_DUTY:
		if (event->body)
			take_duty(looking, event, json_get_string(event->body, "duty"), event->text);
		break;
	case CASE_CLOSED:
		take_closed(looking, event);
		break;
	case CASE_NOTICE:
		if (event->body)
			gather_note_notice(looking->rehearsal, event->body, event->entry);
		break;
	case CASE_RUN:
		if (run && event->body)
			take_step(looking, event, run);
		break;
	default:
		break;
	}
}

bool gather_cases(struct rehearsal *rehearsal, struct store *store, GError **error)
{
	const struct cases_filter all = {.kind = -1};
	g_autoptr(GPtrArray) list = case_list(store, &all, error);
	g_autoptr(ops_case_texts_t) texts = case_texts_new(store);

	for (guint i = 0; list && i < list->len; i++) {
		g_autoptr(ops_case_file_t) file = case_load(store, ((const struct case_file *)list->pdata[i])->id, error);
		g_autoptr(ops_case_standing_t) standing = file ? case_standing_new(file) : NULL;
		g_autoptr(GHashTable) roles = g_hash_table_new(NULL, NULL);
		const struct looking looking = {rehearsal, file, standing, texts, roles};

		if (!file)
			return false;
		for (guint j = 0; j < file->events->len; j++)
			take_event(&looking, file->events->pdata[j]);
		for (guint j = 0; j < file->runs->len; j++)
			take_end(&looking, file->runs->pdata[j]);
	}
	return list != NULL;
}
