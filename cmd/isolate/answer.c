/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An answer, from a script or from a person, becomes an event. What it may be is the
 * procedure's to say, and the walk refuses the rest.
 */
#include "isolate/guide.h"

#include "base/translate.h"
#include "options.h"

#include <string.h>

struct procedure_event *answer_event(const struct guide *guide, enum event_kind kind)
{
	const struct procedure_effect *effect = procedure_run_effect(walk_current(guide->walk));
	struct procedure_event *event = procedure_event_new(kind, 0, NULL);

	/* The turn that was shown: whoever was faster is heard of. */
	event->turn = effect->turn;
	if (kind == EVENT_OUTCOME || kind == EVENT_SKIP || kind == EVENT_REPEAT)
		event->step = g_strdup(effect->step->name);
	return event;
}

/* What is said of NAME: beside the answer, else beforehand. */
static const char *said_of(struct guide *guide, const struct reply *reply, const char *name)
{
	const char *said = reply->fields ? g_hash_table_lookup(reply->fields, name) : NULL;

	return said ? said : script_field(guide->script, name);
}

/* What somebody said of a field that another step asks for is a mistake, not to be dropped in
 * silence. */
static bool check_names(const struct procedure_step *step, const struct reply *reply,
			GError **error)
{
	GHashTableIter iter;
	gpointer name;

	if (!reply->fields)
		return true;
	g_hash_table_iter_init(&iter, reply->fields);
	while (g_hash_table_iter_next(&iter, &name, NULL))
		if (!step->fields || !g_strv_contains(step->fields, name))
			return options_refuse(error, _("step '%s' does not ask for '%s'"), step->name,
				      (const char *)name);
	return true;
}

static bool add_facts(struct guide *guide, const struct procedure_step *step,
		      const struct reply *reply, struct procedure_event *event, GError **error)
{
	const struct field_context context = guide_fields(guide);

	if (!check_names(step, reply, error))
		return false;
	for (const char *const *name = step->fields; name && *name; name++) {
		const struct procedure_field *field =
			procedure_field_find(walk_procedure(guide->walk), *name);
		const char *text = said_of(guide, reply, *name);
		struct field_said said = {NULL, false};

		if (!field || !text)
			continue;
		if (!field_read(&context, field, text, &said, error)) {
			g_prefix_error(error, _("field '%s': "), *name);
			return false;
		}
		procedure_event_add_fact(event, *name, said.value, said.estimated);
		g_free(said.value);
	}
	return true;
}

/* The outcome that goes without saying; NULL: it must be said. */
static const char *only_outcome(const struct procedure_step *step)
{
	return step->outcome_count == 1 ? step->outcomes[0].name : NULL;
}

/* Whether OUTCOME of a step with fields records them. */
static bool tells(const struct procedure_step *step, const char *outcome)
{
	return step->fields && *step->fields &&
	       !(step->kind == STEP_WAIT && !g_strcmp0(procedure_limit_outcome(step), outcome));
}

static bool tell_outcome(struct guide *guide, const struct procedure_step *step,
			 const struct reply *reply, GError **error)
{
	const char *outcome = reply->outcome ? reply->outcome : only_outcome(step);
	g_autoptr(ops_procedure_event_t) event = answer_event(guide, EVENT_OUTCOME);

	if (!outcome)
		return options_refuse(error, _("step '%s' is answered without saying how it ended"),
			      step->name);
	if (!procedure_outcome_find(step, outcome))
		return options_refuse(error, _("step '%s' does not end as '%s'"), step->name, outcome);
	event->outcome = g_strdup(outcome);
	event->reason = g_strdup(reply->reason);
	event->approved_by = g_strdup(reply->approved_by);
	if (tells(step, outcome) && !add_facts(guide, step, reply, event, error))
		return false;
	return walk_tell(guide->walk, g_steal_pointer(&event), error);
}

static bool tell_skip(struct guide *guide, const struct reply *reply, GError **error)
{
	g_autoptr(ops_procedure_event_t) event = answer_event(guide, EVENT_SKIP);

	event->reason = g_strdup(reply->skip);
	event->outcome = g_strdup(reply->outcome);
	return walk_tell(guide->walk, g_steal_pointer(&event), error);
}

bool answer_tell(struct guide *guide, const struct reply *reply, GError **error)
{
	const struct procedure_step *step = procedure_run_effect(walk_current(guide->walk))->step;

	if (reply->skip)
		return tell_skip(guide, reply, error);
	if (step->kind != STEP_NOTIFY)
		return tell_outcome(guide, step, reply, error);
	if (g_strcmp0(reply->outcome, REPLY_SEND) != 0)
		return options_refuse(error, _("step '%s' is answered with '%s', or skipped"), step->name,
			      REPLY_SEND);
	return walk_send(guide->walk, reply->approved_by, error);
}
