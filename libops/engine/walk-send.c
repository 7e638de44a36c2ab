/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Asks for the notice of a step: the facts that its text is made from are what the walk knows; whom it goes to
 * and in which words is planned as every notice is (tell.h). The notice, its messages, the event
 * in the case and the run's outcome are one transaction: a notice is neither lost nor asked for twice.
 */
#include "engine/walk-internal.h"

#include "base/translate.h"
#include "engine/tell-internal.h"
#include "notice/facts.h"

#include <string.h>

/* Messages that are shown as they would be; of the others only the readers. */
#define SHOWN_MOST 3

/* --- the facts --- */

/* A step tells an audience, or the organization that a field names. */
static enum audience audience_of(const struct procedure_step *step)
{
	int audience = *step->to == '$' ? AUDIENCE_INSTITUTION : words_find(WORDS_AUDIENCE, step->to);

	return audience < 0 ? AUDIENCE_DUTY : (enum audience)audience;
}

struct notice_facts *walk_notice_new(const struct procedure_effect *effect, const char *subject, const char *organization,
				     int64_t as_of_us)
{
	int kind = words_find(WORDS_NOTICE_KIND, effect->step->notice);
	struct notice_facts *facts = notice_facts_new((enum notice_kind)MAX(kind, 0), audience_of(effect->step));

	facts->recipient = *effect->step->to == '$' ? g_strdup(effect->of) : NULL;
	facts->subject = *subject ? g_strdup(subject) : NULL;
	facts->organization = *organization ? g_strdup(organization) : NULL;
	facts->as_of_us = as_of_us;
	return facts;
}

void walk_notice_add(struct notice_facts *facts, const struct procedure_run *run)
{
	g_autoptr(GPtrArray) known = procedure_run_facts(run);

	for (guint i = 0; i < known->len; i++) {
		const struct procedure_fact *fact = known->pdata[i];

		if (!g_str_has_suffix(fact->name, ".outcome"))
			notice_facts_add(facts, fact->name, fact->value, fact->estimated);
	}
}

static struct notice_facts *facts_of(const struct walk *walk, const struct walk_frame *frame)
{
	struct notice_facts *facts = walk_notice_new(procedure_run_effect(frame->run), frame->subject, walk->organization,
						     clock_wall_us(walk->options.clock));

	facts->reference = g_strdup(walk->case_id);
	/* What was recorded nearer to the step speaks last. */
	for (unsigned int depth = 1; depth <= walk->frames->len; depth++)
		walk_notice_add(facts, walk_frame_at(walk, depth)->run);
	return facts;
}

/* --- the plan --- */

static struct tell_plan *plan_of(const struct walk_options *options, const struct procedure_step *step, const struct tell *tell,
				 GError **error)
{
	const struct tell_options told = walk_telling(options);
	struct tell_plan *plan;

	if (!options->policy) {
		g_set_error(error, OPS_TELL_ERROR, TELL_ERROR_STATE,
			    _("no notice can be made while the rules of notices have errors; 'nwops notify lint' names them"));
		return NULL;
	}
	plan = engine_plan_notice(&told, tell, error);
	/* The step asks for an approval, whatever the site's rules do. */
	if (plan && plan->state == NOTICE_QUEUED && step->confirm == CONFIRM_APPROVAL && !tell->approved_by)
		plan->state = NOTICE_HELD;
	return plan;
}

/* The outcome of a step whose notice stands so. */
static const char *outcome_id(enum notice_state state)
{
	static const enum step_outcome outcomes[NOTICE_STATE_COUNT] = {
		[NOTICE_QUEUED] = OUTCOME_QUEUED, [NOTICE_HELD] = OUTCOME_HELD, [NOTICE_REFUSED] = OUTCOME_REFUSED,
		[NOTICE_DROPPED] = OUTCOME_REFUSED,
	};

	return words_get(WORDS_STEP_OUTCOME, outcomes[state])->id;
}

/* --- what it would be --- */

static struct json *describe_message(const struct tell_message *message)
{
	struct content_attachment attachments[CONTENT_ATTACHMENTS_LIMIT];
	struct message_content content;
	g_autoptr(ops_json_t) json = content_parse(message->content, &content, attachments, NULL);
	struct json *object = json_new_object();

	json_set_string(object, "contact", route_contact_name(message->route));
	json_set_string(object, "channel", words_get(WORDS_CHANNEL_KIND, message->kind)->id);
	json_set_string(object, "target", message->channel->target);
	if (json) {
		json_set_string(object, "subject", content.subject);
		json_set_string(object, "text", content.text);
	}
	return object;
}

/* Readers by their organizations, each once. */
static struct json *list_readers(const struct tell_plan *plan)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
	struct json *names = json_new_array();

	for (guint i = 0; i < plan->messages->len; i++) {
		const struct organization *whom = ((const struct tell_message *)plan->messages->pdata[i])->route->organization;

		if (whom && g_hash_table_add(seen, (gpointer)whom->name))
			json_append_string(names, whom->name);
	}
	return names;
}

static struct json *describe_plan(const struct tell_plan *plan, bool with_state)
{
	struct json *object = json_new_object(), *messages = json_new_array();

	for (guint i = 0; i < plan->messages->len && i < SHOWN_MOST; i++)
		json_append_take(messages, describe_message(plan->messages->pdata[i]));
	json_take(object, "recipients", list_readers(plan));
	if (with_state)
		json_set_string(object, "state", outcome_id(plan->state));
	json_set_integer(object, "told", plan->messages->len);
	json_take(object, "messages", messages);
	json_take(object, "facts", notice_facts_json(plan->facts));
	return object;
}

struct json *walk_notice_of(const struct walk_options *options, const struct procedure_step *step, const struct notice_facts *facts,
			    const char *case_id, bool with_state, GError **error)
{
	const struct tell tell = { .facts = facts, .case_id = case_id, .urgency = -1 };
	g_autoptr(ops_tell_plan_t) plan = plan_of(options, step, &tell, error);

	return plan ? describe_plan(plan, with_state) : NULL;
}

static bool stands_at_notice(const struct walk *walk, GError **error)
{
	const struct procedure_run *run = walk_current(walk);

	if (procedure_run_state(run) == WALK_RUNNING && procedure_run_effect(run)->step->kind == STEP_NOTIFY)
		return true;
	g_set_error(error, OPS_WALK_ERROR, WALK_ERROR_STEP, _("step '%s' sends no notice"), procedure_run_effect(run)->step->name);
	return false;
}

struct json *walk_notice(const struct walk *walk, GError **error)
{
	const struct walk_frame *frame = walk_innermost(walk);
	g_autoptr(ops_notice_facts_t) facts = NULL;

	if (!stands_at_notice(walk, error))
		return NULL;
	facts = facts_of(walk, frame);
	return walk_notice_of(&walk->options, procedure_run_effect(frame->run)->step, facts, walk->case_id, true, error);
}

/* --- asking for it --- */

static bool send_within(struct walk *walk, struct walk_frame *frame, const struct tell *tell, const struct tell_plan *plan, GError **error)
{
	g_autoptr(ops_procedure_event_t) event = walk_new_event(walk, frame, EVENT_OUTCOME, PROCEDURE_MACHINE);
	const struct tell_options told = walk_telling(&walk->options);
	struct told ended;

	event->step = g_strdup(procedure_run_effect(frame->run)->step->name);
	event->outcome = g_strdup(outcome_id(plan->state));
	event->approved_by = g_strdup(tell->approved_by);
	return engine_tell_within(&told, tell, plan, &ended, error) && walk_record_event(walk, frame, event, error);
}

static bool send_once(struct walk *walk, const char *approved_by, GError **error)
{
	struct walk_frame *frame = walk_innermost(walk);
	const struct procedure_effect *effect = procedure_run_effect(frame->run);
	g_autoptr(ops_notice_facts_t) facts = NULL;
	g_autoptr(ops_tell_plan_t) plan = NULL;
	unsigned int turn = effect->turn;
	struct tell tell = { .case_id = walk->case_id, .run = frame->number, .turn = turn, .urgency = -1, .approved_by = approved_by };

	if (!stands_at_notice(walk, error))
		return false;
	/* Planned before: a transaction is for writing. */
	facts = facts_of(walk, frame);
	tell.facts = facts;
	plan = plan_of(&walk->options, effect->step, &tell, error);
	if (!plan || !walk_record_begin(walk, frame, error))
		return false;
	if (procedure_run_effect(frame->run)->turn != turn) {
		g_set_error(error, OPS_PROCEDURE_ERROR, PROCEDURE_ERROR_ANSWERED,
			    _("somebody was faster: the run stands at step '%s' by now"),
			    procedure_run_effect(frame->run)->step->name);
		return walk_record_undo(walk);
	}
	if (!send_within(walk, frame, &tell, plan, error))
		return walk_record_undo(walk);
	return walk_record_end(walk, error) && walk_refresh(walk, error);
}

bool walk_send(struct walk *walk, const char *approved_by, GError **error)
{
	GError *failed = NULL;
	bool sent = send_once(walk, approved_by, &failed) ||
		    (store_made_room(walk->options.store, &failed) && send_once(walk, approved_by, &failed));

	if (failed)
		g_propagate_error(error, failed);
	return sent;
}
