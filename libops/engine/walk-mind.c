/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Minds the clocks of runs that nobody has open: a wait that is over goes on by its limit's
 * outcome, one that is long is reminded of. What then needs a person waits for one.
 */
#include "engine/walk-internal.h"

#include "base/translate.h"

struct due_run { char *case_id; int64_t run; };

static void due_run_free(gpointer data)
{
	struct due_run *due = data;

	g_free(due->case_id);
	g_free(due);
}

struct finding { int64_t now_us; GPtrArray *due; GHashTable *open; };

static bool note_open(void *context, const struct case_record *record)
{
	g_hash_table_add(context, g_strdup(record->id));
	return true;
}

static bool note_due(void *context, const struct run_record *run)
{
	struct finding *finding = context;
	struct due_run *due;

	/* What was waived when its case was closed is minded no more. */
	if (!run->due_at_us || run->due_at_us > finding->now_us || !g_hash_table_contains(finding->open, run->case_id))
		return true;
	due = g_new(struct due_run, 1);
	due->case_id = g_strdup(run->case_id);
	due->run = run->run;
	g_ptr_array_add(finding->due, due);
	return true;
}

static void minded_free(gpointer data)
{
	struct minded_run *minded = data;

	g_free(minded->case_id);
	g_free(minded->step);
	g_free(minded->holder);
	g_free(minded->outcome);
	g_free(minded);
}

static struct minded_run *minded_new(const struct walk *walk, enum run_due due)
{
	const struct procedure_run *run = walk_current(walk);
	const struct procedure_effect *effect = procedure_run_effect(run);
	struct minded_run *minded = g_new0(struct minded_run, 1);

	minded->case_id = g_strdup(walk_case(walk));
	minded->run = walk_current_number(walk);
	minded->due = due;
	minded->step = g_strdup(effect->step->name);
	minded->holder = g_strdup(procedure_run_holder(run));
	minded->since_us = effect->entered_at_us;
	minded->outcome = due == RUN_DUE_LIMIT ? g_strdup(procedure_limit_outcome(effect->step)) : NULL;
	return minded;
}

/* One run that cannot be gone on with keeps no other from it. */
static void mind_one(const struct walk_options *options, const struct due_run *due, GPtrArray *minded)
{
	g_autoptr(GError) failed = NULL;
	g_autoptr(ops_walk_t) walk = walk_open(options, due->case_id, due->run, &failed);
	enum run_due what = walk ? walk_due(walk) : RUN_DUE_NOTHING;
	struct minded_run *each = what == RUN_DUE_NOTHING ? NULL : minded_new(walk, what);

	if (each && walk_go_on(walk, &failed))
		g_ptr_array_add(minded, each);
	else if (each)
		minded_free(each);
	if (failed)
		notes_write(options->notes, NOTES_WARNING, _("run '%s/%ld' is due and cannot be gone on with: %s"), due->case_id,
			    (long)due->run, failed->message);
}

GPtrArray *engine_mind_runs(const struct walk_options *options, GError **error)
{
	g_autoptr(GPtrArray) due = g_ptr_array_new_with_free_func(due_run_free);
	g_autoptr(GPtrArray) minded = g_ptr_array_new_with_free_func(minded_free);
	g_autoptr(GHashTable) open = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	struct finding finding = { .now_us = clock_wall_us(options->clock), .due = due, .open = open };
	const struct runs_filter filter = { .unfinished_only = true };
	const struct cases_filter open_cases = { .kind = -1, .open_only = true };

	if (!cases_read(options->store, &open_cases, note_open, open, error) ||
	    !runs_read(options->store, &filter, note_due, &finding, error))
		return NULL;
	for (guint i = 0; i < due->len; i++)
		mind_one(options, due->pdata[i], minded);
	return g_steal_pointer(&minded);
}
