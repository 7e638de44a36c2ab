/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What cases show: which steps of which clauses were passed in their runs, which incidents were
 * walked, and which were responded to. Each run is replayed over the text that it began with:
 * what was skipped, or taken back, was not passed.
 */
#include "engine/guideline-internal.h"

#include "base/translate.h"
#include "cases/cases.h"

#define DECIDED "1.3.2-①"	/* how to respond was decided: it was no false alarm */

struct looking {
	struct gathering *gathering;
	GPtrArray *rows;		/* struct run_row: every run there is */
	GHashTable *walked;		/* set of ids of cases with a run */
	GHashTable *responded;		/* set of ids of cases of which it was decided how to respond */
};

/* A row as it is needed later. */
struct run_row {
	char *case_id, *procedure;
	int64_t run, changed_at_us;
	struct digest digest;
	enum walk_state state;
};

static void free_row(gpointer data)
{
	struct run_row *row = data;

	g_free(row->case_id);
	g_free(row->procedure);
	g_free(row);
}

static bool take_run(void *context, const struct run_record *record)
{
	struct run_row *row = g_new(struct run_row, 1);

	*row = (struct run_row){
		.case_id = g_strdup(record->case_id),
		.procedure = g_strdup(record->procedure),
		.run = record->run,
		.changed_at_us = record->changed_at_us,
		.digest = record->digest,
		.state = record->state,
	};
	g_ptr_array_add(context, row);
	return true;
}

/* --- one run --- */

/* Outcomes of a step that was come to and not done. */
static const unsigned int undone = 1U << OUTCOME_UNMEASURABLE | 1U << OUTCOME_FAILED | 1U << OUTCOME_SKIPPED |
				   1U << OUTCOME_HELD | 1U << OUTCOME_REFUSED | 1U << OUTCOME_NO_REPLY |
				   1U << OUTCOME_EXHAUSTED;

static bool was_done(const struct procedure_passage *passage)
{
	int outcome = passage->outcome ? words_find(WORDS_STEP_OUTCOME, passage->outcome->name) : -1;

	return !passage->is_void && !passage->skipped && (outcome < 0 || !(undone & 1U << outcome));
}

/*
 * Whether PASSAGE shows that the clause of its step was followed. The clause of the procedure as a whole
 * is only once an end was reached: who has taken a call has not isolated a fault. What was begun beside is
 * a run of its own, whose steps count there.
 */
static bool is_evidence(const struct procedure *procedure, const struct procedure_passage *passage, bool over)
{
	const struct procedure_step *step = passage->step;
	bool passed = passage->outcome || (over && step->kind == STEP_END);
	bool whole = step->source && g_strcmp0(step->source, procedure_source(procedure)) == 0;

	return passed && step->source && (over || !whole) && was_done(passage) && !step->alongside;
}

/* Whether a step of DECIDED was among them. */
static bool note_passages(struct guideline_evidence *evidence, const struct procedure *procedure,
			  const struct procedure_run *run, const char *where)
{
	bool over = procedure_run_state(run) == WALK_COMPLETED, decided = false;

	for (unsigned int i = 0; i < procedure_run_passage_count(run); i++) {
		const struct procedure_passage *each = procedure_run_passage_at(run, i);

		if (!is_evidence(procedure, each, over))
			continue;
		guideline_trace_note_in(evidence->passed, each->step->source,
					MAX(each->left_at_us, each->entered_at_us), where);
		decided = decided || g_str_equal(each->step->source, DECIDED);
	}
	return decided;
}

/* The run of ROW, replayed over PROCEDURE. NULL: it cannot be, since an event was redacted, say. */
static struct procedure_run *replay(const struct looking *looking, const struct procedure *procedure,
				    const struct run_row *row, GError **error)
{
	g_autoptr(GPtrArray) events = case_run_events(looking->gathering->store, row->case_id, row->run, error);

	if (!events)
		return NULL;
	return procedure_run_replay(procedure, (struct procedure_event *const *)events->pdata, events->len, error);
}

/* What a run that cannot be read any more shows is nothing: that is said, and the others still count. */
static bool look_at_run(const struct looking *looking, struct case_texts *texts, const struct run_row *row, GError **error)
{
	struct guideline_evidence *evidence = looking->gathering->evidence;
	const struct procedure *procedure = case_texts_find(texts, &row->digest);
	g_autoptr(GError) unread = NULL;
	g_autoptr(ops_procedure_run_t) run = procedure ? replay(looking, procedure, row, &unread) : NULL;
	g_autofree char *where = case_run_print(row->case_id, row->run);

	if (unread && unread->domain == OPS_STORE_ERROR) {
		g_propagate_error(error, g_steal_pointer(&unread));
		return false;
	}
	if (!run) {
		notes_write(looking->gathering->options->telling->notes, NOTES_WARNING,
			    _("run '%s' cannot be read any more and shows nothing: %s"), where,
			    unread ? unread->message : _("the text that it began with is gone"));
		return true;
	}
	if (note_passages(evidence, procedure, run, where))
		g_hash_table_add(looking->responded, g_strdup(row->case_id));
	if (procedure_run_state(run) == WALK_COMPLETED)
		guideline_trace_note_in(evidence->completed, row->procedure, row->changed_at_us, where);
	return true;
}

/* --- incidents --- */

static bool take_incident(void *context, const struct case_record *record)
{
	struct looking *looking = context;
	struct guideline_evidence *evidence = looking->gathering->evidence;

	if (evidence->now_us - record->opened_at_us > GUIDELINE_RECENT_US)
		return true;
	evidence->incidents++;
	if (!g_hash_table_contains(looking->walked, record->id))
		g_ptr_array_add(evidence->unwalked, g_strdup(record->id));
	if (g_hash_table_contains(looking->responded, record->id)) {
		evidence->responses++;
		/* Until a first report of it is found, see gathering_take_told(). */
		g_ptr_array_add(evidence->unreported, g_strdup(record->id));
	}
	return true;
}

static bool look_at_runs(struct looking *looking, GError **error)
{
	g_autoptr(ops_case_texts_t) texts = case_texts_new(looking->gathering->store);

	for (guint i = 0; i < looking->rows->len; i++) {
		const struct run_row *row = looking->rows->pdata[i];

		g_hash_table_add(looking->walked, g_strdup(row->case_id));
		if (!look_at_run(looking, texts, row, error))
			return false;
	}
	return true;
}

bool gathering_take_cases(struct gathering *gathering, GError **error)
{
	const struct runs_filter every_run = {0};
	const struct cases_filter incidents = {.kind = CASE_INCIDENT};
	g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func(free_row);
	g_autoptr(GHashTable) walked = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr(GHashTable) responded = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	struct looking looking = {gathering, rows, walked, responded};

	return runs_read(gathering->store, &every_run, take_run, rows, error) && look_at_runs(&looking, error) &&
	       cases_read(gathering->store, &incidents, take_incident, &looking, error);
}
