/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writes down what happens to a walk. An event is applied to what the record has at that
 * moment, inside the transaction that keeps it: of two people who answer one question the second
 * is told who was faster, and what is kept always replays.
 */
#include "engine/walk-internal.h"

#include "base/instant.h"
#include "base/translate.h"
#include "store/journal.h"

struct procedure_event *walk_new_event(const struct walk *walk, const struct walk_frame *frame, enum event_kind kind,
				       const char *by)
{
	struct procedure_event *event = procedure_event_new(kind, clock_wall_us(walk->options.clock), by);

	event->turn = procedure_run_effect(frame->run)->turn;
	return event;
}

/* --- rows --- */

static int64_t due_of(const struct procedure_run *run)
{
	const struct procedure_effect *effect = procedure_run_effect(run);
	enum walk_state state = procedure_run_state(run);

	if (state != WALK_RUNNING && state != WALK_WAITING)
		return 0;
	if (effect->remind_at_us && effect->due_at_us)
		return MIN(effect->remind_at_us, effect->due_at_us);
	return MAX(effect->remind_at_us, effect->due_at_us);
}

bool walk_keep_row(const struct walk *walk, const struct walk_frame *frame, GError **error)
{
	const struct procedure_effect *effect = procedure_run_effect(frame->run);
	const struct run_record row = {
		.case_id = walk->case_id,
		.run = frame->number,
		.caller = frame->caller,
		.caller_turn = frame->caller_turn,
		.alongside = frame->alongside,
		.procedure = procedure_name(frame->procedure),
		.digest = frame->digest,
		.subject = frame->subject,
		.holder = procedure_run_holder(frame->run),
		.step = effect->step->name,
		.state = procedure_run_state(frame->run),
		.turn = effect->turn,
		.started_at_us = procedure_run_started_at_us(frame->run),
		.changed_at_us = clock_wall_us(walk->options.clock),
		.due_at_us = due_of(frame->run),
	};

	return runs_set(walk->options.store, &row, error);
}

/* --- transactions --- */

struct catching_up { struct walk_frame *frame; GError *failed; };

static bool take_in(void *context, const struct case_event_record *record)
{
	struct catching_up *catching_up = context;
	g_autoptr(ops_procedure_event_t) event = case_run_event(record, &catching_up->failed);

	if (catching_up->failed || (event && !procedure_run_apply(catching_up->frame->run, event, &catching_up->failed)))
		return false;
	catching_up->frame->seen = record->number;
	return true;
}

/* Inside a transaction: what others have done to FRAME. */
static bool catch_up(const struct walk *walk, struct walk_frame *frame, GError **error)
{
	struct catching_up catching_up = { .frame = frame };
	const struct case_events_filter filter = {
		.case_id = walk->case_id, .run = frame->number, .after = frame->seen,
	};

	if (!case_events_read(walk->options.store, &filter, take_in, &catching_up, error)) {
		g_clear_error(&catching_up.failed);
		return false;
	}
	if (catching_up.failed)
		g_propagate_error(error, catching_up.failed);
	return !catching_up.failed;
}

bool walk_record_begin(struct walk *walk, struct walk_frame *frame, GError **error)
{
	if (!store_begin(walk->options.store, error))
		return false;
	return catch_up(walk, frame, error) || walk_record_undo(walk);
}

bool walk_record_event(struct walk *walk, struct walk_frame *frame, const struct procedure_event *event, GError **error)
{
	g_autoptr(ops_json_t) body = procedure_event_json(event);
	struct cases_options recording = walk->recording;
	int64_t number;

	if (!procedure_run_apply(frame->run, event, error))
		return false;
	recording.actor = event->by;
	recording.sure = walk->said_surely;
	number = case_append_within(&recording, walk->case_id, frame->number, CASE_RUN, event->at_us, body, error);
	if (number < 0)
		return false;
	frame->seen = number;
	return walk_says(walk, frame, event, error) && walk_keep_row(walk, frame, error);
}

bool walk_record_end(struct walk *walk, GError **error)
{
	if (!store_commit(walk->options.store, error))
		return walk_record_undo(walk);
	return journal_sign_said(walk->options.store, walk->options.notes, error);
}

bool walk_record_undo(struct walk *walk)
{
	store_rollback(walk->options.store);
	/* What was applied in memory and not kept is forgotten; when even that cannot be read, the
	 * next transaction says so. */
	if (walk->frames->len)
		walk_load(walk, walk_run_number(walk), NULL);
	return false;
}

/* --- what a person says --- */

static bool has_moved(const struct walk_frame *frame, unsigned int turn)
{
	return procedure_run_effect(frame->run)->turn != turn;
}

/* "sato" answered meanwhile: who, what and when, and where the run stands by now. */
static void say_who_was_faster(const struct walk *walk, const struct walk_frame *frame, GError **error)
{
	unsigned int count = procedure_run_passage_count(frame->run);
	const char *prefix = error && *error ? (*error)->message : "";
	g_autofree char *message = NULL;
	g_autofree char *at = NULL;

	for (unsigned int i = count; error && *error && i-- > 0;) {
		const struct procedure_passage *passage = procedure_run_passage_at(frame->run, i);

		if (!passage->outcome || passage->is_void)
			continue;
		at = instant_show(passage->left_at_us, inventory_zone(walk->options.inventory));
		message = g_strdup_printf(_("%s; step '%s' ended as '%s' at %s"), prefix, passage->step->name,
					  procedure_outcome_shown(passage->outcome), at);
		g_free((*error)->message);
		(*error)->message = g_steal_pointer(&message);
		return;
	}
}

/* Who takes over what is called takes over what has called it. */
static bool hand_over_callers(struct walk *walk, const struct walk_frame *innermost, const struct procedure_event *event,
			      GError **error)
{
	for (unsigned int depth = 1; event->kind == EVENT_HAND_OVER && depth <= walk->frames->len; depth++) {
		struct walk_frame *frame = walk_frame_at(walk, depth);

		if (frame == innermost)
			continue;
		if (!catch_up(walk, frame, error))
			return false;
		if (g_strcmp0(procedure_run_holder(frame->run), event->to) != 0 && !walk_record_event(walk, frame, event, error))
			return false;
	}
	return true;
}

static bool tell_once(struct walk *walk, const struct procedure_event *event, GError **error)
{
	struct walk_frame *frame = walk_innermost(walk);
	int64_t number = walk_run_number(walk);
	GError *failed = NULL;
	bool moved;

	if (!walk_record_begin(walk, frame, error))
		return false;
	moved = has_moved(frame, event->turn);
	if (!walk_record_event(walk, frame, event, &failed)) {
		if (moved && g_error_matches(failed, OPS_PROCEDURE_ERROR, PROCEDURE_ERROR_ANSWERED))
			say_who_was_faster(walk, frame, &failed);
		g_propagate_error(error, failed);
		return walk_record_undo(walk);
	}
	if (!hand_over_callers(walk, frame, event, error))
		return walk_record_undo(walk);
	return walk_record_end(walk, error) && walk_load(walk, number, error);
}

/* RET_SURE is set when anything that EVENT says looks like patients' data, and somebody said that it is none. */
static bool check_said(const struct walk *walk, const struct procedure_event *event, bool *ret_sure, GError **error)
{
	struct cases_options recording = walk->recording;

	recording.sure = walk->options.sure;
	if (!case_check_patients(&recording, event->reason, ret_sure, error) ||
	    !case_check_patients(&recording, event->text, ret_sure, error))
		return false;
	for (guint i = 0; event->facts && i < event->facts->len; i++) {
		const struct procedure_fact *fact = event->facts->pdata[i];

		if (!case_check_patients(&recording, fact->value, ret_sure, error)) {
			g_prefix_error(error, _("field '%s': "), fact->name);
			return false;
		}
	}
	return true;
}

bool walk_tell(struct walk *walk, struct procedure_event *take_event, GError **error)
{
	g_autoptr(ops_procedure_event_t) event = take_event;
	GError *failed = NULL;
	bool told;

	if (!event->by)
		event->by = g_strdup(walk->options.actor);
	if (!event->at_us)
		event->at_us = clock_wall_us(walk->options.clock);
	if (!event->turn)
		event->turn = procedure_run_effect(walk_current(walk))->turn;
	walk->said_surely = false;
	if (!check_said(walk, event, &walk->said_surely, error))
		return false;
	told = tell_once(walk, event, &failed) || (store_made_room(walk->options.store, &failed) && tell_once(walk, event, &failed));
	walk->said_surely = false;
	if (failed)
		g_propagate_error(error, failed);
	return told;
}
