/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A run: where it stands, what it knows, which ways it came. It is made of its
 * events alone; run-check.c says which events may come, this file what they
 * change. An event that is refused changes nothing.
 */
#include "procedure/run-internal.h"

#include "base/translate.h"

#include <string.h>

/* More steps that decide by themselves in a row are a loop, which the lint refuses. */
#define AUTOMATIC_MOST 1000

static void record_clear(gpointer data)
{
	struct fact_record *record = data;

	g_free(record->fact.name);
	g_free(record->fact.value);
}

/* --- what it knows --- */

static bool holds(const struct procedure_run *run, const struct fact_record *record)
{
	return record->passage < 0 || !g_array_index(run->passages, struct procedure_passage, record->passage).is_void;
}

const struct procedure_fact *procedure_run_fact(const struct procedure_run *run, const char *name)
{
	for (guint i = run->records->len; i-- > 0;) {
		const struct fact_record *record = &g_array_index(run->records, struct fact_record, i);

		if (g_str_equal(record->fact.name, name) && holds(run, record))
			return &record->fact;
	}
	return NULL;
}

static gint compare_facts(gconstpointer a, gconstpointer b)
{
	const struct procedure_fact *left = *(const struct procedure_fact *const *)a;
	const struct procedure_fact *right = *(const struct procedure_fact *const *)b;

	return strcmp(left->name, right->name);
}

GPtrArray *procedure_run_facts(const struct procedure_run *run)
{
	GPtrArray *facts = g_ptr_array_new();

	for (guint i = 0; i < run->records->len; i++) {
		const struct fact_record *record = &g_array_index(run->records, struct fact_record, i);

		if (procedure_run_fact(run, record->fact.name) == &record->fact)
			g_ptr_array_add(facts, (gpointer)&record->fact);
	}
	g_ptr_array_sort(facts, compare_facts);
	return facts;
}

static void record(struct procedure_run *run, int passage, const char *name, const char *value, bool estimated)
{
	struct fact_record each = {passage, {g_strdup(name), g_strdup(value), estimated}};

	g_array_append_val(run->records, each);
}

/* --- going on --- */

static struct procedure_passage *last_passage(const struct procedure_run *run)
{
	return &g_array_index(run->passages, struct procedure_passage, run->passages->len - 1);
}

static unsigned int visits_of(const struct procedure_run *run, const struct procedure_step *step)
{
	unsigned int count = 0;

	for (guint i = 0; i < run->passages->len; i++) {
		const struct procedure_passage *passage = &g_array_index(run->passages, struct procedure_passage, i);

		count += passage->step == step && !passage->is_void;
	}
	return count;
}

/* A number where a number is asked for, else the word that was said. */
static void look_up(const void *context, const struct procedure_condition *condition, struct fact_cell *ret_cell)
{
	const struct procedure_fact *fact = procedure_run_fact(context, condition->field);

	if (!fact || !fact->value)
		return;
	ret_cell->word = fact->value;
	if (condition->ranged)
		ret_cell->is_number = fact_number(condition->is_duration ? TYPE_DURATION : TYPE_COUNT, fact->value,
						  &ret_cell->number);
}

/* How STEP, which was just entered, ends without anybody; NULL when it does not. */
static const struct procedure_outcome *automatic(struct procedure_run *run, const struct procedure_step *step)
{
	int second, first;

	if (step->visits && visits_of(run, step) > step->visits)
		return procedure_outcome_find(step, outcome_id(OUTCOME_EXHAUSTED));
	if (step->kind != STEP_DECIDE || !step->conditions)
		return NULL;
	first = condition_decide(step, look_up, run, &second);
	return first < 0 ? NULL : &step->outcomes[first];
}

static void leave(struct procedure_run *run, const struct procedure_outcome *outcome, int64_t at_us)
{
	struct procedure_passage *passage = last_passage(run);
	g_autofree char *name = g_strconcat(passage->step->name, ".outcome", NULL);
	int number = (int)run->passages->len - 1;

	passage->outcome = outcome;
	passage->left_at_us = at_us;
	record(run, number, name, outcome->name, false);
	for (unsigned int i = 0; i < outcome->setting_count; i++)
		record(run, number, outcome->settings[i].field, outcome->settings[i].value, false);
}

static void enter_one(struct procedure_run *run, const struct procedure_step *step, int64_t at_us)
{
	struct procedure_passage passage = {.step = step, .turn = run->effect.turn, .entered_at_us = at_us};

	g_array_append_val(run->passages, passage);
	run->effect.step = step;
	run->effect.attempt = 1;
	run->effect.entered_at_us = at_us;
	run->paused_us = 0;
	run->reminded_at_us = 0;
}

/* Enters step NUMBER and goes on while nobody is needed. */
static void enter(struct procedure_run *run, int number, int64_t at_us)
{
	for (unsigned int i = 0; i < AUTOMATIC_MOST && number >= 0; i++) {
		const struct procedure_step *step = procedure_step_at(run->procedure, (unsigned int)number);
		const struct procedure_outcome *outcome;

		enter_one(run, step, at_us);
		run->state = step->kind == STEP_END ? WALK_COMPLETED
			: step->kind == STEP_WAIT || (step->kind == STEP_CALL && !step->alongside) ? WALK_WAITING : WALK_RUNNING;
		outcome = automatic(run, step);
		if (!outcome) {
			if (step->kind == STEP_DECIDE)
				run->state = WALK_FAULTED;
			return;
		}
		leave(run, outcome, at_us);
		number = outcome->next_step;
	}
	run->state = WALK_FAULTED;
}

static int64_t after(const struct procedure_run *run, int64_t begin_us, int64_t time_us)
{
	return time_us ? begin_us + time_us + run->paused_us : 0;
}

/* What follows from where it stands. */
static void find_effect(struct procedure_run *run)
{
	struct procedure_effect *effect = &run->effect;
	const struct procedure_step *step = effect->step;
	const char *whose = step->kind == STEP_PROBE ? step->of : step->to && *step->to == '$' ? step->to + 1 : NULL;
	const struct procedure_fact *fact = whose ? procedure_run_fact(run, whose) : NULL;

	effect->of = fact ? fact->value : NULL;
	effect->due_at_us = after(run, effect->entered_at_us, step->limit_us);
	effect->remind_at_us = run->reminded_at_us ? run->reminded_at_us + step->remind_us
						  : after(run, effect->entered_at_us, step->remind_us);
	if (effect->due_at_us && effect->remind_at_us >= effect->due_at_us)
		effect->remind_at_us = 0;
}

/* --- events --- */

static void record_given(struct procedure_run *run, int passage, const GPtrArray *facts)
{
	for (guint i = 0; facts && i < facts->len; i++) {
		const struct procedure_fact *fact = facts->pdata[i];

		record(run, passage, fact->name, fact->value, fact->estimated);
	}
}

static bool names(const GPtrArray *facts, const char *name)
{
	for (guint i = 0; facts && i < facts->len; i++)
		if (g_str_equal(((struct procedure_fact *)facts->pdata[i])->name, name))
			return true;
	return false;
}

/* What was said beside the outcome; what was asked for and not said is unknown. */
static void record_answers(struct procedure_run *run, const struct procedure_outcome *outcome, const GPtrArray *facts)
{
	const struct procedure_step *step = run->effect.step;
	int passage = (int)run->passages->len - 1;

	record_given(run, passage, facts);
	for (const char *const *field = step->fields; *field && outcome_records(outcome); field++)
		if (!names(facts, *field))
			record(run, passage, *field, NULL, false);
	if (!step->about || outcome_is(outcome, OUTCOME_NO_REPLY) || outcome_is(outcome, OUTCOME_OVER))
		return;
	record(run, passage, step->about, outcome_is(outcome, OUTCOME_CANNOT_TELL) ? NULL : outcome->name, false);
}

static void move(struct procedure_run *run, const struct procedure_event *event)
{
	run->effect.turn++;
	g_free(run->moved_by);
	run->moved_by = g_strdup(event->by);
	run->moved_at_us = event->at_us;
}

static void go_on(struct procedure_run *run, const struct procedure_event *event, const char *name)
{
	const struct procedure_outcome *outcome = procedure_outcome_find(run->effect.step, name);

	last_passage(run)->skipped = event->kind == EVENT_SKIP;
	record_answers(run, outcome, event->facts);
	leave(run, outcome, event->at_us);
	move(run, event);
	enter(run, outcome->next_step, event->at_us);
}

static void go_back(struct procedure_run *run, const struct procedure_event *event)
{
	int target = run_passage_of(run, event->step);
	const struct procedure_step *step = g_array_index(run->passages, struct procedure_passage, target).step;

	last_passage(run)->left_at_us = event->at_us;
	for (guint i = (guint)target; i < run->passages->len; i++)
		g_array_index(run->passages, struct procedure_passage, i).is_void = true;
	move(run, event);
	enter(run, (int)(step - procedure_step_at(run->procedure, 0)), event->at_us);
}

static void pause_or_resume(struct procedure_run *run, const struct procedure_event *event)
{
	if (event->kind == EVENT_SUSPEND) {
		run->resumes_as = run->state;
		run->state = WALK_SUSPENDED;
		run->paused_at_us = event->at_us;
		return;
	}
	run->state = run->resumes_as;
	run->paused_us += MAX(event->at_us - run->paused_at_us, 0);
}

static void take(struct procedure_run *run, const struct procedure_event *event)
{
	switch (event->kind) {
	case EVENT_OUTCOME:
		go_on(run, event, event->outcome);
		break;
	case EVENT_SKIP:
		go_on(run, event, event->outcome ? event->outcome : procedure_skip_outcome(run->effect.step));
		break;
	case EVENT_BACK:
		go_back(run, event);
		break;
	case EVENT_REPEAT:
		move(run, event);
		run->effect.attempt++;
		run->effect.entered_at_us = event->at_us;
		break;
	case EVENT_FACT:
		record_given(run, -1, event->facts);
		break;
	case EVENT_HAND_OVER:
		g_free(run->holder);
		run->holder = g_strdup(event->to);
		break;
	case EVENT_REMIND:
		run->reminded_at_us = event->at_us;
		break;
	case EVENT_SUSPEND:
	case EVENT_RESUME:
		pause_or_resume(run, event);
		break;
	case EVENT_CANCEL:
		run->state = WALK_CANCELLED;
		break;
	case EVENT_FAULT:
		run->state = WALK_FAULTED;
		break;
	case EVENT_START:
	case EVENT_NOTE:
	case EVENT_ESCALATE:
	case EVENT_READ_AHEAD:
	case EVENT_FOLLOW:
		break;	/* kept, and changes nothing here */
	}
}

bool procedure_run_apply(struct procedure_run *run, const struct procedure_event *event, GError **error)
{
	if (!run_check(run, event, error))
		return false;
	take(run, event);
	find_effect(run);
	return true;
}

/* --- the whole --- */

struct procedure_run *procedure_run_new(const struct procedure *procedure, const struct procedure_event *start, GError **error)
{
	g_autoptr(ops_procedure_run_t) run = NULL;

	if (!run_check_start(procedure, start, error))
		return NULL;
	run = g_new0(struct procedure_run, 1);
	run->procedure = procedure;
	run->passages = g_array_new(FALSE, FALSE, sizeof(struct procedure_passage));
	run->records = g_array_new(FALSE, FALSE, sizeof(struct fact_record));
	g_array_set_clear_func(run->records, record_clear);
	run->holder = g_strdup(start->by);
	run->started_at_us = start->at_us;
	record_given(run, -1, start->facts);
	move(run, start);
	enter(run, (int)(procedure_start(procedure) - procedure_step_at(procedure, 0)), start->at_us);
	find_effect(run);
	return g_steal_pointer(&run);
}

struct procedure_run *procedure_run_replay(const struct procedure *procedure, struct procedure_event *const *events,
					   size_t count, GError **error)
{
	g_autoptr(ops_procedure_run_t) run = NULL;

	if (!count) {
		g_set_error(error, OPS_PROCEDURE_ERROR, PROCEDURE_ERROR_EVENT, _("a run without events is none"));
		return NULL;
	}
	run = procedure_run_new(procedure, events[0], error);
	for (size_t i = 1; run && i < count; i++)
		if (!procedure_run_apply(run, events[i], error)) {
			g_prefix_error(error, _("event %zu of the run: "), i + 1);
			return NULL;
		}
	return g_steal_pointer(&run);
}

void procedure_run_free(struct procedure_run *run)
{
	if (!run)
		return;
	g_array_unref(run->passages);
	g_array_unref(run->records);
	g_free(run->holder);
	g_free(run->moved_by);
	g_free(run);
}
