/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Does what a walk wants: looks, calls other procedures and takes their ends, minds limits. What came of it
 * is written down before anything else is begun. walk-send.c asks for notices.
 */
#include "engine/walk-internal.h"

#include "engine/internal.h"

/* --- looking --- */

static const struct procedure_step *step_of(const struct walk_frame *frame)
{
	return procedure_run_effect(frame->run)->step;
}

/* Whether FRAME's run has looked before where it now looks. */
static bool is_first_look(const struct walk_frame *frame)
{
	if (procedure_run_effect(frame->run)->attempt > 1)
		return false;
	for (unsigned int i = 0; i + 1 < procedure_run_passage_count(frame->run); i++)
		if (procedure_run_passage_at(frame->run, i)->step->kind == STEP_PROBE)
			return false;
	return true;
}

/* What was asked since then counts for the look; the rest is asked. */
static int64_t counts_from_us(const struct walk *walk, const struct walk_frame *frame)
{
	int64_t since_us = is_first_look(frame) ? procedure_run_started_at_us(frame->run)
						: procedure_run_effect(frame->run)->entered_at_us;

	return MAX(since_us, clock_wall_us(walk->options.clock) - WALK_FRESH_US);
}

static bool are_fresh(const GPtrArray *sights, int64_t from_us)
{
	for (guint i = 0; i < sights->len; i++) {
		const struct scope_sight *sight = sights->pdata[i];

		if (sight->own && (!sight->known || sight->asked_at_us < from_us))
			return false;
	}
	return sights->len > 0;
}

static bool ask(const struct walk *walk, const struct scope_view *view, bool *ret_unseen, GError **error)
{
	g_autoptr(GPtrArray) words = g_ptr_array_new();
	struct check_options options = {
		.inventory = walk->options.inventory,
		.store = walk->options.store,
		.record = true,
		.actor = walk->options.actor,
		.said_by = walk->options.said_by,
		.evidence = inventory_policy(walk->options.inventory)->evidence,
		.probing = walk->options.probing,
	};
	struct check check;
	g_autoptr(GError) failed = NULL;

	for (guint i = 0; i < view->items->len; i++)
		g_ptr_array_add(words, view->items->pdata[i]);
	g_ptr_array_add(words, NULL);
	options.selectors = (const char *const *)words->pdata;
	if (!engine_check(&options, &check, &failed) &&
	    !g_error_matches(failed, OPS_ENGINE_ERROR, ENGINE_ERROR_NOT_RECORDED)) {
		g_propagate_error(error, g_steal_pointer(&failed));
		return false;
	}
	*ret_unseen = check.view != PASS_VIEW_FINE;
	check_clear(&check);
	if (failed)
		g_propagate_error(error, g_steal_pointer(&failed));
	return !failed;
}

struct json *walk_describe_sights(const GPtrArray *sights)
{
	struct json *list = json_new_array();

	for (guint i = 0; i < sights->len; i++) {
		const struct scope_sight *sight = sights->pdata[i];
		struct json *object = json_new_object();

		json_set_string(object, "item", sight->item);
		json_set_bool(object, "own", sight->own);
		json_set_string(object, "status", sight->known ? words_get(WORDS_STATUS, sight->status)->id : NULL);
		json_set_integer(object, "asked_at_us", sight->asked_at_us);
		json_set_string(object, "text", sight->text);
		json_append_take(list, object);
	}
	return list;
}

struct look {
	enum step_outcome outcome;
	struct json *evidence;
	enum fault_verdict owner;
	unsigned int lines;
};

static bool judge_look(const struct walk *walk, const struct walk_frame *frame, const GPtrArray *sights, bool unseen,
		       struct look *ret_look, GError **error)
{
	const struct suspects_options options = {
		.inventory = walk->options.inventory,
		.store = walk->options.store,
		.subject = frame->subject,
		.at_us = clock_wall_us(walk->options.clock),
		.notes = walk->options.notes,
	};
	struct suspects suspects;

	if (!engine_suspect(&options, &suspects, error))
		return false;
	ret_look->outcome = unseen ? OUTCOME_UNMEASURABLE : engine_scope_outcome(sights);
	ret_look->owner = unseen ? FAULT_UNDECIDED : suspects.owner;
	ret_look->lines = suspects.lines;
	ret_look->evidence = json_new_object();
	json_set_string(ret_look->evidence, "step", step_of(frame)->name);
	json_set_integer(ret_look->evidence, "turn", procedure_run_effect(frame->run)->turn);
	json_set_string(ret_look->evidence, "scope", step_of(frame)->scope);
	json_set_string(ret_look->evidence, "subject", frame->subject);
	json_set_string(ret_look->evidence, "outcome", words_get(WORDS_STEP_OUTCOME, ret_look->outcome)->id);
	json_set_bool(ret_look->evidence, "own_view", !unseen);
	json_take(ret_look->evidence, "items", walk_describe_sights(sights));
	json_take(ret_look->evidence, "suspects", suspects_json(&suspects));
	suspects_clear(&suspects);
	return true;
}

void walk_say_look(struct procedure_event *event, const struct procedure_effect *effect, enum step_outcome outcome,
		   enum fault_verdict owner, unsigned int lines)
{
	g_autofree char *count = g_strdup_printf("%u", lines);

	event->step = g_strdup(effect->step->name);
	event->outcome = g_strdup(words_get(WORDS_STEP_OUTCOME, outcome)->id);
	procedure_event_add_fact(event, "suspect.owner", words_get(WORDS_FAULT_VERDICT, owner)->id, false);
	procedure_event_add_fact(event, "affected.lines", count, false);
}

static bool keep_look(struct walk *walk, struct walk_frame *frame, const struct look *look, GError **error)
{
	g_autoptr(ops_procedure_event_t) event = walk_new_event(walk, frame, EVENT_OUTCOME, PROCEDURE_MACHINE);
	struct cases_options recording = walk->recording;

	walk_say_look(event, procedure_run_effect(frame->run), look->outcome, look->owner, look->lines);
	recording.actor = PROCEDURE_MACHINE;
	if (!walk_record_begin(walk, frame, error))
		return false;
	if (case_append_within(&recording, walk->case_id, frame->number, CASE_EVIDENCE, event->at_us, look->evidence,
			       error) < 0 ||
	    !walk_record_event(walk, frame, event, error))
		return walk_record_undo(walk);
	return walk_record_end(walk, error);
}

static bool look(struct walk *walk, GError **error)
{
	struct walk_frame *frame = walk_innermost(walk);
	int scope = words_find(WORDS_PROBE_SCOPE, step_of(frame)->scope);
	const char *of = procedure_run_effect(frame->run)->of;
	const char *subject = of && *of ? of : frame->subject;
	g_autoptr(ops_scope_view_t) view = engine_scope(walk->options.inventory, (enum probe_scope)MAX(scope, 0), subject, error);
	g_autoptr(GPtrArray) sights = NULL;
	int64_t from_us = counts_from_us(walk, frame);
	struct look seen = { 0 };
	bool unseen = false, ok;

	if (!view)
		return false;
	sights = engine_scope_sights(walk->options.inventory, walk->options.store, view, error);
	if (sights && !are_fresh(sights, from_us)) {
		g_clear_pointer(&sights, g_ptr_array_unref);
		if (ask(walk, view, &unseen, error))
			sights = engine_scope_sights(walk->options.inventory, walk->options.store, view, error);
	}
	/* When our own view is lost the store has what was seen before, which is not what is. */
	ok = sights && (unseen || engine_view_is_lost(walk->options.store, &unseen, error)) &&
	     judge_look(walk, frame, sights, unseen, &seen, error) && keep_look(walk, frame, &seen, error);
	json_free(seen.evidence);
	return ok;
}

/* The nearest probe that may come, or stands here. */
static const struct procedure_step *next_probe(const struct walk_frame *frame)
{
	g_autoptr(GPtrArray) ahead = NULL;

	if (step_of(frame)->kind == STEP_PROBE)
		return step_of(frame);
	ahead = procedure_run_ahead(frame->run);
	for (guint i = 0; i < ahead->len; i++)
		if (((const struct procedure_step *)ahead->pdata[i])->kind == STEP_PROBE)
			return ahead->pdata[i];
	return NULL;
}

GPtrArray *walk_ahead_items(const struct walk *walk, GError **error)
{
	const struct walk_frame *frame = walk_innermost(walk);
	const struct procedure_step *step = next_probe(frame);
	const struct procedure_fact *fact = step ? procedure_run_fact(frame->run, step->of) : NULL;
	int scope = step ? words_find(WORDS_PROBE_SCOPE, step->scope) : -1;
	g_autoptr(ops_scope_view_t) view = NULL;

	if (scope < 0)
		return NULL;
	view = engine_scope(walk->options.inventory, (enum probe_scope)scope,
			    fact && fact->value ? fact->value : frame->subject, error);
	return view ? g_ptr_array_ref(view->items) : NULL;
}

/* --- calling --- */

static bool end_of_call(struct walk *walk, GError **error)
{
	struct walk_frame *called = walk_innermost(walk);
	struct walk_frame *caller = walk_frame_at(walk, walk->frames->len - 1);
	g_autoptr(ops_procedure_event_t) event = NULL;

	if (!walk_record_begin(walk, caller, error))
		return false;
	event = walk_new_event(walk, caller, EVENT_OUTCOME, PROCEDURE_MACHINE);
	event->step = g_strdup(step_of(caller)->name);
	event->outcome = g_strdup(step_of(called)->name);
	if (!walk_record_event(walk, caller, event, error))
		return walk_record_undo(walk);
	return walk_record_end(walk, error);
}

static bool call_within(struct walk *walk, struct walk_frame *caller, struct procedure *take_called, GError **error)
{
	const struct procedure_step *step = step_of(caller);
	g_autoptr(ops_procedure_event_t) start =
		procedure_event_new(EVENT_START, clock_wall_us(walk->options.clock), procedure_run_holder(caller->run));
	g_autoptr(ops_procedure_event_t) started = walk_new_event(walk, caller, EVENT_OUTCOME, PROCEDURE_MACHINE);
	struct walk_frame *frame;

	start->procedure = g_strdup(step->procedure);
	start->digest = *procedure_digest(take_called);
	walk_pass_facts(caller->run, take_called, start);
	frame = walk_begin_run(walk, take_called, caller->subject, start, caller->number, procedure_run_effect(caller->run)->turn,
			       step->alongside, error);
	if (!frame)
		return false;
	walk_frame_free(frame);
	if (!step->alongside)
		return true;
	started->step = g_strdup(step->name);
	started->outcome = g_strdup(words_get(WORDS_STEP_OUTCOME, OUTCOME_STARTED)->id);
	return walk_record_event(walk, caller, started, error);
}

static bool call(struct walk *walk, GError **error)
{
	struct walk_frame *caller = walk_innermost(walk);
	g_autoptr(ops_procedure_t) called = walk_read_procedure(&walk->options, step_of(caller)->procedure, error);
	unsigned int turn = procedure_run_effect(caller->run)->turn;

	if (!called || !walk_record_begin(walk, caller, error))
		return false;
	/* Somebody else has it going already. */
	if (procedure_run_effect(caller->run)->turn != turn)
		return walk_record_undo(walk) || walk_refresh(walk, error);
	if (!call_within(walk, caller, g_steal_pointer(&called), error))
		return walk_record_undo(walk);
	return walk_record_end(walk, error);
}

/* --- clocks --- */

static bool mind(struct walk *walk, enum run_due due, GError **error)
{
	struct walk_frame *frame = walk_innermost(walk);
	g_autoptr(ops_procedure_event_t) event =
		walk_new_event(walk, frame, due == RUN_DUE_REMINDER ? EVENT_REMIND : EVENT_OUTCOME, PROCEDURE_MACHINE);

	event->step = g_strdup(step_of(frame)->name);
	if (due == RUN_DUE_LIMIT)
		event->outcome = g_strdup(procedure_limit_outcome(step_of(frame)));
	if (!walk_record_begin(walk, frame, error))
		return false;
	/* It was answered in the meantime. */
	if (procedure_run_effect(frame->run)->turn != event->turn)
		return walk_record_undo(walk) || walk_refresh(walk, error);
	if (!walk_record_event(walk, frame, event, error))
		return walk_record_undo(walk);
	return walk_record_end(walk, error);
}

/* --- going on --- */

static bool go_on(struct walk *walk, GError **error)
{
	const struct walk_frame *frame = walk_innermost(walk);
	enum run_due due = walk_due(walk);

	if (due != RUN_DUE_NOTHING)
		return mind(walk, due, error);
	if (procedure_run_state(frame->run) == WALK_COMPLETED)
		return walk->frames->len == 1 || end_of_call(walk, error);
	switch (step_of(frame)->kind) {
	case STEP_PROBE:
		return look(walk, error);
	case STEP_CALL:
		return call(walk, error);
	case STEP_NOTIFY:
		return step_of(frame)->confirm != CONFIRM_NOTHING || walk_send(walk, NULL, error);
	default:
		return true;
	}
}

bool walk_go_on(struct walk *walk, GError **error)
{
	enum walk_need need = walk_need(walk);
	GError *failed = NULL;
	bool done;

	if (need == WALK_IS_OVER || need == WALK_IS_SUSPENDED ||
	    (need == WALK_NEEDS_ANSWER && walk_innermost(walk)->called_broke_off))
		return true;
	done = go_on(walk, &failed) || (store_made_room(walk->options.store, &failed) && go_on(walk, &failed));
	if (failed)
		g_propagate_error(error, failed);
	return done && walk_refresh(walk, error);
}
