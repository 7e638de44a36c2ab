/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A walk on paper. The same readers answer as in a real one; only what a probe would see is
 * what the store has seen last.
 */
#include "engine/walk-dry.h"

#include "engine/subject.h"
#include "engine/walk-internal.h"
#include "notice/facts.h"

struct procedure *walk_dry_procedure(const struct walk_options *options, const char *name,
				     GError **error)
{
	return walk_read_procedure(options, name, error);
}

struct procedure_event *walk_dry_start(const struct walk_options *options,
				       const struct procedure *procedure, const char *subject,
				       const char *organization, const struct procedure_run *caller,
				       GError **error)
{
	g_autoptr(ops_procedure_event_t) start =
		procedure_event_new(EVENT_START, clock_wall_us(options->clock), options->actor);
	struct subject about;

	start->procedure = g_strdup(procedure_name(procedure));
	start->digest = *procedure_digest(procedure);
	if (caller) {
		walk_pass_facts(caller, procedure, start);
		return g_steal_pointer(&start);
	}
	if (!*organization && engine_subject(options->inventory, subject, &about) &&
	    about.organization)
		organization = about.organization->name;
	return walk_give_facts(options, subject, organization, start, error)
		       ? g_steal_pointer(&start)
		       : NULL;
}

struct procedure_event *walk_dry_look(const struct walk_options *options,
				      const struct procedure_run *run, const char *subject,
				      GError **error)
{
	const struct procedure_effect *effect = procedure_run_effect(run);
	int scope = words_find(WORDS_PROBE_SCOPE, effect->step->scope);
	const char *whose = effect->of && *effect->of ? effect->of : subject;
	const struct suspects_options suspecting = {
		.inventory = options->inventory,
		.store = options->store,
		.subject = subject,
		.at_us = clock_wall_us(options->clock),
		.notes = options->notes,
	};
	g_autoptr(ops_scope_view_t) view =
		engine_scope(options->inventory, (enum probe_scope)MAX(scope, 0), whose, error);
	g_autoptr(GPtrArray) sights =
		view ? engine_scope_sights(options->inventory, options->store, view, error) : NULL;
	g_autoptr(ops_procedure_event_t) event = NULL;
	g_autofree char *lines = NULL;
	struct suspects suspects;

	if (!sights || !engine_suspect(&suspecting, &suspects, error))
		return NULL;
	lines = g_strdup_printf("%u", suspects.lines);
	event = procedure_event_new(EVENT_OUTCOME, suspecting.at_us, PROCEDURE_MACHINE);
	event->turn = effect->turn;
	event->step = g_strdup(effect->step->name);
	event->outcome = g_strdup(words_get(WORDS_STEP_OUTCOME, engine_scope_outcome(sights))->id);
	procedure_event_add_fact(event, "suspect.owner",
				 words_get(WORDS_FAULT_VERDICT, suspects.owner)->id, false);
	procedure_event_add_fact(event, "affected.lines", lines, false);
	suspects_clear(&suspects);
	return g_steal_pointer(&event);
}

struct json *walk_dry_notice(const struct walk_options *options, const struct procedure_run *run,
			     const char *subject, const char *organization)
{
	const struct procedure_effect *effect = procedure_run_effect(run);
	bool to_field = *effect->step->to == '$';
	int audience =
		to_field ? AUDIENCE_INSTITUTION : words_find(WORDS_AUDIENCE, effect->step->to);
	int kind = words_find(WORDS_NOTICE_KIND, effect->step->notice);
	g_autoptr(ops_notice_facts_t) facts =
		notice_facts_new((enum notice_kind)MAX(kind, 0),
				 audience < 0 ? AUDIENCE_DUTY : (enum audience)audience);
	g_autoptr(GPtrArray) known = procedure_run_facts(run);
	g_autoptr(GPtrArray) recipients = NULL;
	struct json *object = json_new_object(), *names = json_new_array();

	facts->recipient = to_field ? g_strdup(effect->of) : NULL;
	facts->subject = *subject ? g_strdup(subject) : NULL;
	facts->organization = *organization ? g_strdup(organization) : NULL;
	facts->as_of_us = clock_wall_us(options->clock);
	for (guint i = 0; i < known->len; i++) {
		const struct procedure_fact *fact = known->pdata[i];

		if (!g_str_has_suffix(fact->name, ".outcome"))
			notice_facts_add(facts, fact->name, fact->value, fact->estimated);
	}
	recipients = engine_audience(options->inventory, facts->audience, subject,
				     facts->recipient ? facts->recipient : organization);
	for (guint i = 0; i < recipients->len; i++)
		json_append_string(names,
				   ((const struct organization *)recipients->pdata[i])->name);
	json_take(object, "recipients", names);
	json_take(object, "facts", notice_facts_json(facts));
	return object;
}
