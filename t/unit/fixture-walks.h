/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Walks for the tests of the guideline: for a clause, the shortest way through a procedure that comes by a step of
 * it, found by trying every answer; kept in the record as a walk keeps it.
 */
#pragma once

#include "fixture-guideline.h"

/* How steps end that were come to and not done. */
static inline bool walk_is_undone(const struct procedure_outcome *outcome)
{
	static const char *const undone[] = {"unmeasurable", "failed", "skipped", "held", "refused", "no-reply", "exhausted", NULL};

	return g_strv_contains(undone, outcome->name);
}

static inline const char *walk_value(const struct procedure_field *field)
{
	static const char *const values[PROCEDURE_TYPE_COUNT] = {
		[TYPE_TEXT] = "text", [TYPE_YES_NO] = "yes", [TYPE_COUNT] = "1", [TYPE_DURATION] = "15m",
		[TYPE_INSTANT] = "2026-11-25T02:00:00+09:00", [TYPE_DEADLINE] = "2026-12-25T02:00:00+09:00",
		[TYPE_PHONE] = "03-5550-0100", [TYPE_PERSON] = "Suzuki", [TYPE_ITEM] = "line:h1", [TYPE_ORGANIZATION] = "hosp-1",
		[TYPE_REFERENCE] = "T-1",
	};

	return field->type == TYPE_CHOICE ? field->choices[0].name : values[field->type];
}

static inline void walk_say(struct procedure_event *event, const struct procedure *procedure, const char *const *fields)
{
	for (; fields && *fields; fields++) {
		const struct procedure_field *field = procedure_field_find(procedure, *fields);

		if (field)
			procedure_event_add_fact(event, field->name, walk_value(field), false);
	}
}

static inline struct procedure_event *walk_begin(const struct procedure *procedure)
{
	struct procedure_event *start = procedure_event_new(EVENT_START, LABORATORY_NOW_US, "sato");

	start->procedure = g_strdup(procedure_name(procedure));
	start->digest = *procedure_digest(procedure);
	walk_say(start, procedure, procedure_takes(procedure));
	return start;
}

/* That the step at which RUN stands ended as OUTCOME. */
static inline struct procedure_event *walk_answer(const struct procedure_run *run, const struct procedure_outcome *outcome)
{
	const struct procedure_effect *effect = procedure_run_effect(run);
	enum step_kind kind = effect->step->kind;
	bool by_machine = kind == STEP_PROBE || kind == STEP_NOTIFY || kind == STEP_CALL;
	struct procedure_event *event =
		procedure_event_new(EVENT_OUTCOME, LABORATORY_NOW_US, by_machine ? PROCEDURE_MACHINE : "sato");

	event->turn = effect->turn;
	event->step = g_strdup(effect->step->name);
	event->outcome = g_strdup(outcome->name);
	if (effect->step->confirm == CONFIRM_APPROVAL)
		event->approved_by = g_strdup("suzuki");
	if (!by_machine)
		walk_say(event, procedure_run_procedure(run), effect->step->fields);
	return event;
}

/* Whether RUN has done a step of CLAUSE, or has come to an end of it. */
static inline bool walk_passes(const struct procedure_run *run, const char *clause)
{
	for (unsigned int i = 0; i < procedure_run_passage_count(run); i++) {
		const struct procedure_passage *each = procedure_run_passage_at(run, i);

		if ((each->outcome ? !walk_is_undone(each->outcome) : each->step->kind == STEP_END) && !each->is_void &&
		    !each->skipped && !each->step->alongside && g_strcmp0(each->step->source, clause) == 0)
			return true;
	}
	return false;
}

static inline struct procedure_run *walk_replay(const struct procedure *procedure, const GPtrArray *events)
{
	return procedure_run_replay(procedure, (struct procedure_event *const *)events->pdata, events->len, NULL);
}

static inline void walk_free_event(gpointer event)
{
	procedure_event_free(event);
}

static inline void walk_free_events(gpointer events)
{
	g_ptr_array_unref(events);
}

/* EVENTS and ONE more; each list has its own. */
static inline GPtrArray *walk_longer(const GPtrArray *events, struct procedure_event *take_one)
{
	GPtrArray *longer = g_ptr_array_new_with_free_func(walk_free_event);

	for (guint i = 0; i < events->len; i++) {
		g_autoptr(ops_json_t) copied = procedure_event_json(events->pdata[i]);

		g_ptr_array_add(longer, procedure_event_read(copied, NULL));
	}
	g_ptr_array_add(longer, take_one);
	return longer;
}

static inline bool walk_is_of(const struct procedure *procedure, const char *clause)
{
	for (unsigned int i = 0; i < procedure_step_count(procedure); i++)
		if (g_strcmp0(procedure_step_at(procedure, i)->source, clause) == 0)
			return true;
	return false;
}

/* The events of the shortest way through PROCEDURE to an end that comes by CLAUSE; NULL: there is none. */
static inline GPtrArray *walk_find(const struct procedure *procedure, const char *clause)
{
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr(GPtrArray) ways = g_ptr_array_new_with_free_func(walk_free_events);
	g_autoptr(GPtrArray) nothing = g_ptr_array_new();

	g_ptr_array_add(ways, walk_longer(nothing, walk_begin(procedure)));
	for (guint next = 0; next < ways->len; next++) {
		GPtrArray *events = ways->pdata[next];
		g_autoptr(ops_procedure_run_t) run = walk_replay(procedure, events);
		bool passed = run && walk_passes(run, clause);
		const struct procedure_step *step = run ? procedure_run_effect(run)->step : NULL;

		if (passed && procedure_run_state(run) == WALK_COMPLETED)
			return g_ptr_array_ref(events);
		for (unsigned int i = 0; step && i < step->outcome_count; i++) {
			g_autofree char *edge = g_strdup_printf("%s:%s:%d", step->name, step->outcomes[i].name, passed);

			if (g_hash_table_add(seen, g_steal_pointer(&edge)))
				g_ptr_array_add(ways, walk_longer(events, walk_answer(run, &step->outcomes[i])));
		}
	}
	return NULL;
}

/* --- kept --- */

static inline bool walk_keep(struct audited *site, const struct procedure *procedure, const GPtrArray *events, const char *id,
			     GError **error)
{
	const struct cases_options recording = site_recording(site);
	const GString *text = procedure_bytes(procedure);
	g_autoptr(ops_procedure_run_t) run = walk_replay(procedure, events);
	const struct run_record row = {
		.case_id = id, .run = 1, .procedure = procedure_name(procedure), .digest = *procedure_digest(procedure),
		.subject = "", .holder = "sato", .step = procedure_run_effect(run)->step->name, .state = procedure_run_state(run),
		.turn = procedure_run_effect(run)->turn, .started_at_us = LABORATORY_NOW_US, .changed_at_us = LABORATORY_NOW_US,
	};

	if (!run_texts_keep(site->store, &row.digest, text->str, text->len, error))
		return false;
	for (guint i = 0; i < events->len; i++) {
		g_autoptr(ops_json_t) body = procedure_event_json(events->pdata[i]);

		if (case_append_within(&recording, id, 1, CASE_RUN, LABORATORY_NOW_US, body, error) < 0)
			return false;
	}
	return runs_set(site->store, &row, error);
}

/* A case of PROCEDURE's kind; caller frees its id. */
static inline char *walk_open_case(struct audited *site, enum case_kind kind)
{
	const struct cases_options recording = site_recording(site);
	const struct case_opening opening = {
		.kind = kind, .title = "a matter", .subject = "", .organization = "",
		.began = { LABORATORY_NOW_US, INSTANT_EXACT }, .detected_by = words_get(WORDS_DETECTION, DETECTION_PERSON)->id,
	};
	g_autoptr(GError) error = NULL;
	char *id = case_open(&recording, &opening, &error);

	ck_assert_msg(id != NULL, "%s", error ? error->message : "");
	return id;
}

/* Of an incident the core and the other operators are told. */
static inline void walk_report(struct audited *site, const char *id)
{
	const struct audited_told core = { .kind = NOTICE_OUTAGE_FIRST, .case_id = id, .organization = "core" };
	const struct audited_told peer = { .kind = NOTICE_OUTAGE_FIRST, .case_id = id, .organization = "minami" };

	site_tell(site, &core);
	site_tell(site, &peer);
}

/* Walks by whichever of WAYS comes by CLAUSE; PROCEDURE NULL: any. */
static inline void walk_clause(struct audited *site, const struct procedure_set *ways, const char *clause, const char *procedure)
{
	for (unsigned int i = 0; i < procedure_set_count(ways); i++) {
		const struct procedure *each = procedure_set_at(ways, i);
		bool meant = procedure ? g_str_equal(procedure_name(each), procedure) : walk_is_of(each, clause);
		g_autoptr(GPtrArray) events = meant ? walk_find(each, clause) : NULL;
		g_autofree char *id = NULL;

		if (!events)
			continue;
		id = walk_open_case(site, procedure_case(each));
		IN_TRANSACTION(site, walk_keep(site, each, events, id, &error));
		if (procedure_case(each) == CASE_INCIDENT)
			walk_report(site, id);
		return;
	}
	ck_abort_msg("no procedure can be walked by clause '%s'", clause);
}

/* Of each run that has come by CLAUSE, what was answered last is taken out of the record. How many there were. */
static inline guint walk_redact(struct audited *site, const struct procedure_set *ways, const char *clause)
{
	const struct cases_options recording = site_recording(site);
	const struct cases_filter every = { .kind = -1 };
	g_autoptr(GPtrArray) cases = case_list(site->store, &every, NULL);
	guint redacted = 0;

	for (guint i = 0; i < cases->len; i++) {
		const char *id = ((const struct case_file *)cases->pdata[i])->id;
		g_autoptr(ops_case_file_t) file = case_load(site->store, id, NULL);
		const struct case_run *row = file->runs->len ? file->runs->pdata[0] : NULL;
		g_autoptr(GPtrArray) events = row ? case_run_events(site->store, id, row->run, NULL) : NULL;
		g_autoptr(ops_procedure_run_t) run =
			events ? walk_replay(procedure_set_find(ways, row->procedure), events) : NULL;
		const struct case_event *last = file->events->pdata[file->events->len - 1];
		g_autoptr(GError) error = NULL;
		bool clean;

		if (!run || !walk_passes(run, clause))
			continue;
		ck_assert_msg(case_redact(&recording, id, last->number, "a test", "suzuki", &clean, &error) > 0, "%s",
			      error ? error->message : "");
		redacted++;
	}
	return redacted;
}
