/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A walk on paper. The same readers answer as in a real one; only what a probe would see is
 * what the store has seen last.
 */
#include "engine/walk-dry.h"

#include "engine/subject.h"
#include "engine/walk-internal.h"

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
	struct suspects suspects;

	if (!sights || !engine_suspect(&suspecting, &suspects, error))
		return NULL;
	event = procedure_event_new(EVENT_OUTCOME, suspecting.at_us, PROCEDURE_MACHINE);
	event->turn = effect->turn;
	walk_say_look(event, effect, engine_scope_outcome(sights), suspects.owner, suspects.lines);
	suspects_clear(&suspects);
	return g_steal_pointer(&event);
}

struct json *walk_dry_notice(const struct walk_options *options, const struct procedure_run *run,
			     const char *subject, const char *organization)
{
	g_autoptr(ops_notice_facts_t) facts =
		walk_notice_new(procedure_run_effect(run), subject, organization,
				clock_wall_us(options->clock));

	walk_notice_add(facts, run);
	return walk_notice_of(options, procedure_run_effect(run)->step, facts, NULL, false, NULL);
}
