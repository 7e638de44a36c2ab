/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where the seven steps of a response stand: out of the newest run of that procedure, by the text that
 * it began with, and of the runs that it has called.
 */
#include "cases/internal.h"

#include "base/translate.h"

#include <string.h>

bool case_run_is_over(const struct case_run *run)
{
	return run->state == WALK_COMPLETED || run->state == WALK_CANCELLED;
}

static const struct case_run *find_response(const struct case_file *file)
{
	const struct case_run *found = NULL;

	for (guint i = 0; i < file->runs->len; i++) {
		const struct case_run *run = file->runs->pdata[i];

		if (g_str_equal(run->procedure, CASE_RESPONSE))
			found = run;
	}
	return found;
}

static int by_number(gconstpointer a, gconstpointer b)
{
	return strcmp(((const struct case_stage *)a)->number, ((const struct case_stage *)b)->number);
}

static struct case_stage *find_stage(GArray *stages, const char *number)
{
	for (guint i = 0; i < stages->len; i++)
		if (g_str_equal(g_array_index(stages, struct case_stage, i).number, number))
			return &g_array_index(stages, struct case_stage, i);
	return NULL;
}

/* Each number once, under the title of the first step that has it. */
static GArray *stages_of(const struct procedure *procedure)
{
	GArray *stages = g_array_new(FALSE, FALSE, sizeof(struct case_stage));

	for (unsigned int i = 0; i < procedure_step_count(procedure); i++) {
		const struct procedure_step *step = procedure_step_at(procedure, i);
		const struct case_stage stage = {.number = step->number, .title = step->title, .stand = STAGE_NOT_BEGUN};

		if (*step->number && !find_stage(stages, step->number))
			g_array_append_val(stages, stage);
	}
	g_array_sort(stages, by_number);
	return stages;
}

/* The run that RUN called at TURN, and the innermost of what that has called and waits for. */
static const struct case_run *called_at(const struct case_file *file, int64_t run, int64_t turn)
{
	for (guint i = file->runs->len; i-- > 0;) {
		const struct case_run *each = file->runs->pdata[i];

		if (each->caller == run && each->caller_turn == turn)
			return each;
	}
	return NULL;
}

static const struct case_run *innermost(const struct case_file *file, const struct case_run *run)
{
	const struct case_run *called = called_at(file, run->run, run->turn);

	return called && !called->alongside && !case_run_is_over(called) ? innermost(file, called) : run;
}

static void stand_at(struct case_stage *stage, enum stage_stand stand, int64_t at_us, int64_t run)
{
	stage->stand = stand;
	stage->at_us = at_us;
	stage->run = run;
}

static void take_passage(struct case_stage *stage, const struct case_file *file, const struct case_run *run,
			 const struct procedure_passage *passage)
{
	const struct case_run *called = passage->step->kind == STEP_CALL ? called_at(file, run->run, passage->turn) : NULL;

	/* What goes on beside is not over because the run that began it went on. */
	if (stage->stand == STAGE_BESIDE)
		return;
	if (!passage->outcome && case_run_is_over(run))
		stand_at(stage, STAGE_NOT_BEGUN, 0, 0);
	else if (!passage->outcome)
		stand_at(stage, STAGE_HERE, passage->entered_at_us, innermost(file, run)->run);
	else if (called && !case_run_is_over(called))
		stand_at(stage, STAGE_BESIDE, passage->entered_at_us, innermost(file, called)->run);
	else
		stand_at(stage, passage->skipped ? STAGE_SKIPPED : STAGE_DONE, passage->left_at_us, 0);
}

static bool take_run(GArray *stages, struct store *store, const struct case_file *file, const struct case_run *run,
		     const struct procedure *procedure, GError **error)
{
	g_autoptr(GPtrArray) events = case_run_events(store, file->id, run->run, error);
	g_autoptr(ops_procedure_run_t) walked = NULL;

	if (!events)
		return false;
	walked = procedure_run_replay(procedure, (struct procedure_event *const *)events->pdata, events->len, error);
	for (unsigned int i = 0; walked && i < procedure_run_passage_count(walked); i++) {
		const struct procedure_passage *passage = procedure_run_passage_at(walked, i);
		struct case_stage *stage = passage->is_void ? NULL : find_stage(stages, passage->step->number);

		if (stage)
			take_passage(stage, file, run, passage);
	}
	return walked != NULL;
}

GPtrArray *case_stages(struct store *store, const struct case_file *file, struct case_texts *texts, GError **error)
{
	const struct case_run *run = find_response(file);
	const struct procedure *procedure = run ? case_texts_find(texts, &run->digest) : NULL;
	g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GArray) stages = NULL;

	if (run && !procedure) {
		cases_fail(error, CASES_ERROR_UNREADABLE, _("the text of run %ld of case '%s' is not to be had"), (long)run->run,
			   file->id);
		return NULL;
	}
	if (!run)
		return g_steal_pointer(&found);
	stages = stages_of(procedure);
	if (!take_run(stages, store, file, run, procedure, error))
		return NULL;
	for (guint i = 0; i < stages->len; i++)
		g_ptr_array_add(found, g_memdup2(&g_array_index(stages, struct case_stage, i), sizeof(struct case_stage)));
	return g_steal_pointer(&found);
}
