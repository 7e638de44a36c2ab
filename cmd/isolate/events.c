/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What happened in runs, an object each, and where a run stands at last.
 */
#include "isolate/guide.h"

#include "isolate/runs.h"
#include "ui/complain.h"
#include "ui/printer.h"

static struct json *facts_json(const GPtrArray *facts)
{
	struct json *list = json_new_array();

	for (guint i = 0; facts && i < facts->len; i++) {
		const struct procedure_fact *fact = facts->pdata[i];
		struct json *each = json_new_object();

		json_set_string(each, "name", fact->name);
		json_set_string(each, "value", fact->value);
		json_set_bool(each, "estimated", fact->estimated);
		json_append_take(list, each);
	}
	return list;
}

void event_print_json(const struct session *session, const char *case_id, int64_t run,
		      const struct procedure_event *event)
{
	struct json *object = printer_new_object("run-event");

	json_set_string(object, "case", case_id);
	json_set_integer(object, "run", run);
	json_set_string(object, "event", procedure_event_id(event->kind));
	printer_set_instant(object, "at", event->at_us, session->zone);
	json_set_string(object, "by", event->by);
	json_set_integer(object, "turn", event->turn);
	json_set_string(object, "procedure", event->procedure);
	json_set_string(object, "step", event->step);
	json_set_string(object, "outcome", event->outcome);
	json_set_string(object, "reason", event->reason);
	json_set_string(object, "to", event->to);
	json_set_string(object, "text", event->text);
	json_set_string(object, "approved_by", event->approved_by);
	json_take(object, "facts", facts_json(event->facts));
	printer_take(object);
}

static bool print_one(void *context, const struct case_event_record *record)
{
	struct guide *guide = context;
	g_autoptr(ops_procedure_event_t) event = case_run_event(record, NULL);

	guide->told = record->number;
	if (event)
		event_print_json(guide->session, record->case_id, record->run, event);
	return true;
}

void events_print(struct guide *guide)
{
	const struct case_events_filter filter = {walk_case(guide->walk), CASE_EVERY_RUN,
						  guide->told};
	g_autoptr(GError) error = NULL;

	if (!case_events_read(guide->session->store, &filter, print_one, guide, &error))
		complain_error(guide->session->answer, error);
}

/* --- what is no news --- */

struct skipping {
	struct guide *guide;
	int64_t before_run; /* events from the first of this run on are news; 0: none is */
};

static bool skip_one(void *context, const struct case_event_record *record)
{
	struct skipping *skipping = context;

	if (skipping->before_run && record->run == skipping->before_run)
		return false;
	skipping->guide->told = record->number;
	return true;
}

static void skip_events(struct guide *guide, int64_t before_run)
{
	const struct case_events_filter filter = {walk_case(guide->walk), CASE_EVERY_RUN, 0};
	struct skipping skipping = {guide, before_run};

	case_events_read(guide->session->store, &filter, skip_one, &skipping, NULL);
}

void guide_skip_told(struct guide *guide)
{
	skip_events(guide, 0);
	suggest_skip(guide);
}

void guide_skip_before(struct guide *guide)
{
	skip_events(guide, walk_run_number(guide->walk));
}

/* --- the run as a whole --- */

const char *run_need_id(enum walk_need need)
{
	static const char *const ids[] = {
		[WALK_NEEDS_NOTHING] = "nothing",
		[WALK_NEEDS_LOOK] = "look",
		[WALK_NEEDS_ANSWER] = "answer",
		[WALK_NEEDS_REPLY] = "reply",
		[WALK_NEEDS_CONFIRMATION] = "confirmation",
		[WALK_NEEDS_APPROVAL] = "approval",
	};

	return need < G_N_ELEMENTS(ids) ? ids[need] : NULL;
}

void run_print_json(const struct guide *guide)
{
	const struct procedure_run *run = walk_outermost(guide->walk);
	const struct procedure_step *step = procedure_run_effect(run)->step;
	enum walk_state state = procedure_run_state(run);
	struct run_row row = {
		.case_id = walk_case(guide->walk),
		.run = walk_run_number(guide->walk),
		.procedure = NULL,
		.subject = walk_subject(guide->walk),
		.holder = procedure_run_holder(run),
		.step = step->name,
		.state = state,
		.started_at_us = procedure_run_started_at_us(run),
		.due_at_us = procedure_run_effect(walk_current(guide->walk))->due_at_us,
		.waits_for = run_need_id(walk_need(guide->walk)),
		.end = state == WALK_COMPLETED ? step->name : NULL,
		.verdict = state == WALK_COMPLETED ? step->verdict : NULL,
	};
	g_autoptr(GPtrArray) runs = runs_load(guide->session->store, row.case_id, false, NULL);

	for (guint i = 0; runs && i < runs->len; i++) {
		const struct run_row *each = runs->pdata[i];

		if (each->run == row.run)
			row.procedure = each->procedure;
	}
	run_row_print_json(guide->session, &row);
}
