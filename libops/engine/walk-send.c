/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Asks for the notice of a step: who it goes to, and the facts that its text is made from. The row in the
 * spool's table, the event in the case and the run's outcome are one transaction: a notice is neither
 * lost nor asked for twice. Whatever sends takes it from that table.
 */
#include "engine/walk-internal.h"

#include "base/translate.h"
#include "engine/subject.h"
#include "notice/facts.h"
#include "store/notices.h"

#include <string.h>

/* --- who hears of it --- */

static void add_kind(const struct inventory *inventory, enum owner_kind kind, bool others_only, GPtrArray *list)
{
	size_t count = inventory_organization_count(inventory);

	for (size_t i = 0; i < count; i++) {
		const struct organization *each = inventory_organization_at(inventory, i);

		if (each->kind == kind && !(others_only && each->self))
			g_ptr_array_add(list, (gpointer)each);
	}
}

static void add_one(GPtrArray *list, const struct organization *organization)
{
	if (organization)
		g_ptr_array_add(list, (gpointer)organization);
}

GPtrArray *engine_audience(const struct inventory *inventory, enum audience audience, const char *subject,
			   const char *organization)
{
	GPtrArray *list = g_ptr_array_new();
	const struct organization *whom = inventory_find_organization(inventory, organization);
	struct subject about;

	engine_subject(inventory, subject, &about);
	switch (audience) {
	case AUDIENCE_INSTITUTION:
		add_one(list, whom ? whom : about.organization);
		break;
	case AUDIENCE_MANAGER:
	case AUDIENCE_DUTY:
		add_one(list, inventory_self(inventory));
		break;
	case AUDIENCE_CORE:
		add_kind(inventory, OWNER_CORE_OPERATOR, false, list);
		break;
	case AUDIENCE_PEERS:
		add_kind(inventory, OWNER_OPERATOR, true, list);
		break;
	case AUDIENCE_CARRIER:
		add_one(list, about.line ? about.line->carrier : about.ends ? about.ends->carrier : NULL);
		break;
	case AUDIENCE_CERTIFIER:
		add_kind(inventory, OWNER_CERTIFIER, false, list);
		break;
	case AUDIENCE_ASSESSOR:
		add_kind(inventory, OWNER_ASSESSOR, false, list);
		break;
	case AUDIENCE_AUTHORITY:
	case AUDIENCE_PUBLIC:
		break;	/* nobody in the inventory stands for them: what is for them goes out by hand */
	}
	return list;
}

static bool is_for(const struct contact *contact, enum audience audience)
{
	if (audience == AUDIENCE_MANAGER)
		return contact->role == ROLE_OPS_MANAGER;
	return audience != AUDIENCE_DUTY || contact->role == ROLE_DUTY_OFFICER;
}

/* Whether a message can reach ORGANIZATION: by something else than somebody's voice or hand. */
static bool has_channel(const struct inventory *inventory, const struct organization *organization, enum audience audience)
{
	size_t count = inventory_contact_count(inventory);

	for (size_t i = 0; i < count; i++) {
		const struct contact *contact = inventory_contact_at(inventory, i);

		for (size_t k = 0; contact->organization == organization && is_for(contact, audience) && k < contact->channel_count; k++) {
			if (contact->channels[k].kind < CHANNEL_PHONE)
				return true;
		}
	}
	return false;
}

/* --- the notice --- */

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

GPtrArray *walk_notice_recipients(const struct inventory *inventory, const struct notice_facts *facts)
{
	const char *organization = facts->recipient ? facts->recipient : facts->organization;

	return engine_audience(inventory, facts->audience, facts->subject ? facts->subject : "",
			       organization ? organization : "");
}

struct json *walk_notice_json(const struct notice_facts *facts, const GPtrArray *recipients, const char *state)
{
	struct json *object = json_new_object(), *names = json_new_array();

	for (guint i = 0; i < recipients->len; i++)
		json_append_string(names, ((const struct organization *)recipients->pdata[i])->name);
	json_take(object, "recipients", names);
	if (state)
		json_set_string(object, "state", state);
	json_take(object, "facts", notice_facts_json(facts));
	return object;
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

static enum notice_state state_of(const struct walk *walk, const struct walk_frame *frame, const struct notice_facts *facts,
				  const GPtrArray *recipients, const char *approved_by)
{
	if (procedure_run_effect(frame->run)->step->confirm == CONFIRM_APPROVAL && !approved_by)
		return NOTICE_HELD;
	/* One who can be reached is enough to begin with; the others stand on the call list. */
	for (guint i = 0; i < recipients->len; i++)
		if (has_channel(walk->options.inventory, recipients->pdata[i], facts->audience))
			return NOTICE_QUEUED;
	return NOTICE_REFUSED;
}

static const char *state_id(enum notice_state state)
{
	static const enum step_outcome outcomes[NOTICE_STATE_COUNT] = {
		[NOTICE_QUEUED] = OUTCOME_QUEUED, [NOTICE_HELD] = OUTCOME_HELD, [NOTICE_REFUSED] = OUTCOME_REFUSED,
	};

	return words_get(WORDS_STEP_OUTCOME, outcomes[state])->id;
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
	g_autoptr(GPtrArray) recipients = NULL;

	if (!stands_at_notice(walk, error))
		return NULL;
	facts = facts_of(walk, frame);
	recipients = walk_notice_recipients(walk->options.inventory, facts);
	return walk_notice_json(facts, recipients, state_id(state_of(walk, frame, facts, recipients, NULL)));
}

/* --- asking for it --- */

static bool keep_notice(struct walk *walk, const struct walk_frame *frame, const struct notice_facts *facts,
			enum notice_state state, GError **error)
{
	g_autoptr(ops_json_t) body = json_new_object();
	g_autoptr(ops_json_t) known = notice_facts_json(facts);
	g_autofree char *text = json_print(known);
	struct notice_record record = {
		.kind = facts->kind,
		.audience = words_get(WORDS_AUDIENCE, facts->audience)->id,
		.recipient = facts->recipient ? facts->recipient : facts->audience == AUDIENCE_INSTITUTION ? walk->organization : "",
		.state = state,
		.case_id = walk->case_id,
		.run = frame->number,
		.turn = procedure_run_effect(frame->run)->turn,
		.made_at_us = facts->as_of_us,
		.made_by = walk->options.actor,
		.facts = text,
	};

	if (!notices_keep(walk->options.store, &record, error))
		return false;
	json_set_integer(body, "notice", record.number);
	json_set_string(body, "kind", words_get(WORDS_NOTICE_KIND, facts->kind)->id);
	json_set_string(body, "audience", record.audience);
	json_set_string(body, "recipient", record.recipient);
	json_set_string(body, "state", state_id(state));
	json_take(body, "facts", g_steal_pointer(&known));
	return case_append_within(&walk->recording, walk->case_id, frame->number, CASE_NOTICE, facts->as_of_us, body, error) > 0;
}

static bool send_within(struct walk *walk, struct walk_frame *frame, const char *approved_by, GError **error)
{
	g_autoptr(ops_procedure_event_t) event = walk_new_event(walk, frame, EVENT_OUTCOME, PROCEDURE_MACHINE);
	g_autoptr(ops_notice_facts_t) facts = facts_of(walk, frame);
	g_autoptr(GPtrArray) recipients = walk_notice_recipients(walk->options.inventory, facts);
	enum notice_state state = state_of(walk, frame, facts, recipients, approved_by);

	event->step = g_strdup(procedure_run_effect(frame->run)->step->name);
	event->outcome = g_strdup(state_id(state));
	event->approved_by = g_strdup(approved_by);
	return (state == NOTICE_REFUSED || keep_notice(walk, frame, facts, state, error)) &&
	       walk_record_event(walk, frame, event, error);
}

static bool send_once(struct walk *walk, const char *approved_by, GError **error)
{
	struct walk_frame *frame = walk_innermost(walk);
	unsigned int turn = procedure_run_effect(frame->run)->turn;

	if (!stands_at_notice(walk, error) || !walk_record_begin(walk, frame, error))
		return false;
	if (procedure_run_effect(frame->run)->turn != turn) {
		g_set_error(error, OPS_PROCEDURE_ERROR, PROCEDURE_ERROR_ANSWERED,
			    _("somebody was faster: the run stands at step '%s' by now"),
			    procedure_run_effect(frame->run)->step->name);
		return walk_record_undo(walk);
	}
	if (!send_within(walk, frame, approved_by, error))
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
