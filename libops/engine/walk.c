/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Opens a walk out of the record, and says where it stands. The text that each run began
 * with is kept beside it; its events are replayed over that.
 */
#include "engine/walk-internal.h"

#include "base/translate.h"

G_DEFINE_QUARK(ops-walk-error, walk_error)

/* A call in a call in a call …: the lint refuses circles, this a damaged record. */
#define DEPTH_MOST 20

void walk_frame_free(gpointer data)
{
	struct walk_frame *frame = data;

	procedure_run_free(frame->run);
	procedure_free(frame->procedure);
	g_free(frame->subject);
	g_free(frame);
}

struct tell_options walk_telling(const struct walk_options *options)
{
	return (struct tell_options){
		.inventory = options->inventory,
		.policy = options->policy,
		.templates = options->templates,
		.store = options->store,
		.actor = options->actor,
		.said_by = options->said_by,
		.clock = options->clock,
		.notes = options->notes,
	};
}

struct cases_options walk_recording(const struct walk_options *options)
{
	return (struct cases_options){
		.store = options->store,
		.zone = inventory_zone(options->inventory),
		.actor = options->actor,
		.said_by = options->said_by,
		.clock = options->clock,
		.notes = options->notes,
	};
}

struct walk *walk_new(const struct walk_options *options, const char *case_id)
{
	struct walk *walk = g_new0(struct walk, 1);

	walk->options = *options;
	walk->recording = walk_recording(options);
	walk->case_id = g_strdup(case_id);
	walk->organization = g_strdup("");
	walk->frames = g_ptr_array_new_with_free_func(walk_frame_free);
	return walk;
}

struct first_reports walk_first_reports(const struct walk *walk)
{
	return walk->reports;
}

void walk_free(struct walk *walk)
{
	if (!walk)
		return;
	g_ptr_array_unref(walk->frames);
	case_file_free(walk->file);
	g_free(walk->organization);
	g_free(walk->case_id);
	g_free(walk);
}

/* --- reading the record --- */

static bool no_run(const char *case_id, int64_t number, GError **error)
{
	g_autofree char *name = case_run_print(case_id, number);

	g_set_error(error, OPS_WALK_ERROR, WALK_ERROR_NONE, _("there is no run '%s'"), name);
	return false;
}

static struct procedure *pinned(const struct walk *walk, const struct case_run *row, GError **error)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autoptr(GError) failed = NULL;
	g_autoptr(GBytes) text = run_texts_read(walk->options.store, &row->digest, &failed);
	struct procedure *procedure;
	gsize length = 0;
	const char *bytes;

	if (failed) {
		g_propagate_error(error, g_steal_pointer(&failed));
		return NULL;
	}
	bytes = text ? g_bytes_get_data(text, &length) : NULL;
	procedure = bytes ? procedure_parse(row->procedure, bytes, length, faults) : NULL;
	if (!procedure)
		g_set_error(error, OPS_WALK_ERROR, WALK_ERROR_PROCEDURE,
			    _("the text of procedure '%s' that run %ld of '%s' began with is not in the store"), row->procedure,
			    (long)row->run, walk->case_id);
	return procedure;
}

static struct walk_frame *load_frame(const struct walk *walk, const struct case_run *row, GError **error)
{
	g_autoptr(GPtrArray) events = case_run_events(walk->options.store, walk->case_id, row->run, error);
	struct walk_frame *frame;

	if (!events)
		return NULL;
	frame = g_new0(struct walk_frame, 1);
	frame->number = row->run;
	frame->caller = row->caller;
	frame->caller_turn = row->caller_turn;
	frame->alongside = row->alongside;
	frame->subject = g_strdup(row->subject);
	frame->digest = row->digest;
	frame->procedure = pinned(walk, row, error);
	if (frame->procedure)
		frame->run = procedure_run_replay(frame->procedure, (struct procedure_event *const *)events->pdata, events->len,
						  error);
	if (!frame->run) {
		g_prefix_error(error, _("run %ld of '%s' cannot be gone on with: "), (long)row->run, walk->case_id);
		walk_frame_free(frame);
		return NULL;
	}
	return frame;
}

static const struct case_run *row_of(const struct case_file *file, int64_t number)
{
	for (guint i = 0; i < file->runs->len; i++) {
		const struct case_run *row = file->runs->pdata[i];

		if (row->run == number)
			return row;
	}
	return NULL;
}

/* What the run of FRAME called where it stands. */
static const struct case_run *called_by(const struct case_file *file, const struct walk_frame *frame)
{
	const struct procedure_effect *effect = procedure_run_effect(frame->run);

	if (effect->step->kind != STEP_CALL || effect->step->alongside)
		return NULL;
	for (guint i = file->runs->len; i-- > 0;) {
		const struct case_run *row = file->runs->pdata[i];

		if (row->caller == frame->number && row->caller_turn == effect->turn && !row->alongside)
			return row;
	}
	return NULL;
}

/* The last look that FILE has of any run from NUMBER on. */
static struct walk_evidence last_look(const struct case_file *file, int64_t number)
{
	for (guint i = file->events->len; i-- > 0;) {
		const struct case_event *event = file->events->pdata[i];
		const char *outcome = event->body ? json_get_string(event->body, "outcome") : NULL;
		int value = outcome ? words_find(WORDS_STEP_OUTCOME, outcome) : -1;

		if (event->kind != CASE_EVIDENCE || !event->body || event->run < number)
			continue;
		return (struct walk_evidence){
			.at_us = event->at.at_us,
			.step = json_get_string(event->body, "step"),
			.scope = json_get_string(event->body, "scope"),
			.outcome = value < 0 ? OUTCOME_UNMEASURABLE : (enum step_outcome)value,
			.body = event->body,
		};
	}
	return (struct walk_evidence){ 0 };
}

/* Frames from that of ROW to the innermost, as FILE has them. */
static GPtrArray *load_frames(const struct walk *walk, const struct case_file *file, const struct case_run *row, GError **error)
{
	g_autoptr(GPtrArray) frames = g_ptr_array_new_with_free_func(walk_frame_free);
	int64_t newest = file->events->len
		? ((const struct case_event *)file->events->pdata[file->events->len - 1])->number : 0;

	for (int i = 0; row && i < DEPTH_MOST; i++) {
		struct walk_frame *frame = load_frame(walk, row, error);

		if (!frame)
			return NULL;
		frame->seen = newest;
		g_ptr_array_add(frames, frame);
		row = called_by(file, frame);
		frame->called_broke_off = row && (row->state == WALK_CANCELLED || row->state == WALK_FAULTED);
		if (frame->called_broke_off)
			break;
	}
	return g_steal_pointer(&frames);
}

bool walk_load(struct walk *walk, int64_t number, GError **error)
{
	g_autoptr(ops_case_file_t) file = case_load(walk->options.store, walk->case_id, error);
	g_autoptr(GPtrArray) frames = NULL;
	const struct case_run *row;

	if (!file)
		return false;
	row = row_of(file, number);
	for (int i = 0; row && row->caller && !row->alongside && i < DEPTH_MOST; i++)
		row = row_of(file, row->caller);
	if (!row)
		return no_run(walk->case_id, number, error);
	frames = load_frames(walk, file, row, error);
	if (!frames)
		return false;
	g_free(walk->organization);
	walk->organization = g_strdup(file->organization);
	walk->evidence = last_look(file, row->run);
	g_ptr_array_unref(walk->frames);
	walk->frames = g_steal_pointer(&frames);
	case_file_free(walk->file);
	walk->file = g_steal_pointer(&file);
	return true;
}

struct walk *walk_open(const struct walk_options *options, const char *case_id, int64_t run, GError **error)
{
	g_autoptr(ops_walk_t) walk = walk_new(options, case_id);

	return walk_load(walk, run, error) ? g_steal_pointer(&walk) : NULL;
}

bool walk_refresh(struct walk *walk, GError **error)
{
	return walk_load(walk, walk_run_number(walk), error);
}

/* --- where it stands --- */

const char *walk_case(const struct walk *walk)
{
	return walk->case_id;
}

int64_t walk_run_number(const struct walk *walk)
{
	return walk_frame_at(walk, 1)->number;
}

int64_t walk_current_number(const struct walk *walk)
{
	return walk_innermost(walk)->number;
}

const struct procedure *walk_procedure(const struct walk *walk)
{
	return walk_innermost(walk)->procedure;
}

const struct procedure_run *walk_current(const struct walk *walk)
{
	return walk_innermost(walk)->run;
}

const struct procedure_run *walk_outermost(const struct walk *walk)
{
	return walk_frame_at(walk, 1)->run;
}

unsigned int walk_depth(const struct walk *walk)
{
	return walk->frames->len;
}

const struct procedure_run *walk_at(const struct walk *walk, unsigned int depth)
{
	g_assert(depth && depth <= walk->frames->len);
	return walk_frame_at(walk, depth)->run;
}

const char *walk_subject(const struct walk *walk)
{
	return walk_innermost(walk)->subject;
}

const struct walk_evidence *walk_evidence(const struct walk *walk)
{
	return walk->evidence.body ? &walk->evidence : NULL;
}

static enum walk_need need_of_step(const struct procedure_step *step)
{
	switch (step->kind) {
	case STEP_PROBE:
		return WALK_NEEDS_LOOK;
	case STEP_ASK:
		return WALK_NEEDS_ANSWER;
	case STEP_DO:
		return step->confirm == CONFIRM_APPROVAL ? WALK_NEEDS_APPROVAL : WALK_NEEDS_ANSWER;
	case STEP_WAIT:
		return WALK_NEEDS_REPLY;
	case STEP_NOTIFY:
		if (step->confirm == CONFIRM_NOTHING)
			return WALK_NEEDS_NOTHING;
		return step->confirm == CONFIRM_APPROVAL ? WALK_NEEDS_APPROVAL : WALK_NEEDS_CONFIRMATION;
	case STEP_DECIDE:
	case STEP_CALL:
	case STEP_END:
		break;
	}
	return WALK_NEEDS_NOTHING;
}

enum walk_need walk_need(const struct walk *walk)
{
	const struct procedure_run *run = walk_current(walk);

	switch (procedure_run_state(run)) {
	case WALK_SUSPENDED:
		return WALK_IS_SUSPENDED;
	case WALK_COMPLETED:
		/* The caller has still to hear of it. */
		return walk->frames->len > 1 ? WALK_NEEDS_NOTHING : WALK_IS_OVER;
	case WALK_CANCELLED:
	case WALK_FAULTED:
		return WALK_IS_OVER;
	case WALK_PENDING:
	case WALK_RUNNING:
	case WALK_WAITING:
		break;
	}
	/* What it called was broken off: somebody says how that ended, by skipping the call. */
	if (walk_innermost(walk)->called_broke_off)
		return WALK_NEEDS_ANSWER;
	return need_of_step(procedure_run_effect(run)->step);
}

enum run_due walk_due(const struct walk *walk)
{
	const struct procedure_run *run = walk_current(walk);

	/* A look that is late is made all the same: nobody was there to make it. */
	if (procedure_run_effect(run)->step->kind != STEP_WAIT)
		return RUN_DUE_NOTHING;
	return procedure_run_due(run, clock_wall_us(walk->options.clock));
}
