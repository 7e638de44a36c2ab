/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A run on paper: the way it would take by the answers that were given and by what the store
 * has now, each notice with whom it would reach. A run is made and thrown away; no event is
 * recorded, no packet leaves.
 */
#include "isolate/dry.h"

#include "base/translate.h"
#include "engine/walk-dry.h"
#include "options.h"
#include "ui/complain.h"
#include "ui/printer.h"

#define ROUNDS_MOST 1000
#define DEPTH_MOST 20

/* --- one step --- */

static enum stood walk_paper(struct paper *paper, const char *name,
			     const struct procedure_run *caller, char **ret_end, GError **error);

static void override_facts(const struct reply *reply, struct procedure_event *event)
{
	GHashTableIter iter;
	gpointer name, value;

	if (!reply || !reply->fields)
		return;
	g_hash_table_iter_init(&iter, reply->fields);
	/* What is recorded last counts. */
	while (g_hash_table_iter_next(&iter, &name, &value))
		procedure_event_add_fact(event, name, value, false);
}

static struct procedure_event *new_event(const struct paper *paper, const struct sheet_run *sheet,
					 const char *by)
{
	const struct procedure_effect *effect = procedure_run_effect(sheet->run);
	struct procedure_event *event = procedure_event_new(EVENT_OUTCOME, paper->now_us, by);

	event->turn = effect->turn;
	event->step = g_strdup(effect->step->name);
	return event;
}

static struct procedure_event *look(const struct paper *paper, const struct sheet_run *sheet,
				    const struct reply *reply, GError **error)
{
	static const char *const facts[] = {"suspect.owner", "affected.lines"};
	struct procedure_event *event =
		walk_dry_look(&paper->guide->options, sheet->run, paper->subject, error);

	if (!event)
		return NULL;
	event->at_us = paper->now_us;
	if (reply && reply->outcome) {
		g_free(event->outcome);
		event->outcome = g_strdup(reply->outcome);
	}
	for (size_t i = 0; i < G_N_ELEMENTS(facts); i++) {
		const char *said = script_field(paper->guide->script, facts[i]);

		if (said)
			procedure_event_add_fact(event, facts[i], said, false);
	}
	override_facts(reply, event);
	return event;
}

static struct procedure_event *notify(const struct paper *paper, struct sheet_run *sheet,
				      const struct reply *reply)
{
	struct procedure_event *event = new_event(paper, sheet, PROCEDURE_MACHINE);
	bool sends = !reply || !reply->outcome || g_str_equal(reply->outcome, REPLY_SEND);

	sheet->notice = walk_dry_notice(&paper->guide->options, sheet->run, paper->subject,
					paper->organization);
	event->outcome = g_strdup(sends ? words_get(WORDS_STEP_OUTCOME, OUTCOME_QUEUED)->id
					: reply->outcome);
	/* Who would approve it is not asked on paper. */
	event->approved_by = g_strdup(reply && reply->approved_by ? reply->approved_by : "?");
	return event;
}

static struct procedure_event *call(struct paper *paper, const struct sheet_run *sheet,
				    const struct reply *reply, enum stood *ret_stood,
				    GError **error)
{
	const struct procedure_step *step = procedure_run_effect(sheet->run)->step;
	struct procedure_event *event = new_event(paper, sheet, PROCEDURE_MACHINE);

	if (reply && reply->outcome) {
		event->outcome = g_strdup(reply->outcome);
		return event;
	}
	if (step->alongside) {
		event->outcome = g_strdup(words_get(WORDS_STEP_OUTCOME, OUTCOME_STARTED)->id);
		return event;
	}
	*ret_stood = walk_paper(paper, step->procedure, sheet->run, &event->outcome, error);
	if (*ret_stood == STOOD_ENDED)
		return event;
	procedure_event_free(event);
	return NULL;
}

static bool add_fields(const struct paper *paper, const struct sheet_run *sheet,
		       const struct reply *reply, struct procedure_event *event, GError **error)
{
	const struct procedure_step *step = procedure_run_effect(sheet->run)->step;
	const struct field_context context = {paper->guide->session->zone, paper->now_us};

	for (const char *const *name = step->fields; name && *name; name++) {
		const struct procedure_field *field = procedure_field_find(sheet->procedure, *name);
		const char *said = reply->fields ? g_hash_table_lookup(reply->fields, *name) : NULL;
		struct field_said value = {NULL, false};

		said = said ? said : script_field(paper->guide->script, *name);
		if (!field || !said)
			continue;
		if (!field_read(&context, field, said, &value, error)) {
			g_prefix_error(error, _("field '%s': "), *name);
			return false;
		}
		procedure_event_add_fact(event, *name, value.value, value.estimated);
		g_free(value.value);
	}
	return true;
}

/* What a person would say. */
static struct procedure_event *answer(struct paper *paper, const struct sheet_run *sheet,
				      const struct reply *reply, GError **error)
{
	const struct procedure_effect *effect = procedure_run_effect(sheet->run);
	g_autoptr(ops_procedure_event_t) event =
		new_event(paper, sheet, paper->guide->session->actor);

	event->outcome =
		g_strdup(reply->outcome			    ? reply->outcome
			 : effect->step->outcome_count == 1 ? effect->step->outcomes[0].name
							    : NULL);
	event->reason = g_strdup(reply->reason ? reply->reason : reply->skip);
	event->approved_by = g_strdup(reply->approved_by);
	if (reply->skip && effect->step->kind != STEP_CALL) {
		event->kind = EVENT_SKIP;
		g_clear_pointer(&event->outcome, g_free);
		return g_steal_pointer(&event);
	}
	if (!event->outcome) {
		options_refuse(error, _("step '%s' is answered without saying how it ended"),
		       effect->step->name);
		return NULL;
	}
	if (effect->due_at_us && !g_strcmp0(procedure_limit_outcome(effect->step), event->outcome))
		event->at_us = paper->now_us = MAX(paper->now_us, effect->due_at_us);
	else if (!add_fields(paper, sheet, reply, event, error))
		return NULL;
	return g_steal_pointer(&event);
}

/* On paper nobody has said anything: what must not be known stays unknown. */
static bool only_records(const struct sheet_run *sheet)
{
	const struct procedure_step *step = procedure_run_effect(sheet->run)->step;

	for (const char *const *name = step->fields; name && *name; name++) {
		const struct procedure_field *field = procedure_field_find(sheet->procedure, *name);

		if (!field || field->required)
			return false;
	}
	return step->kind == STEP_ASK && step->outcome_count == 1;
}

static struct procedure_event *event_of(struct paper *paper, struct sheet_run *sheet,
					const struct reply *reply, enum stood *ret_stood,
					GError **error)
{
	static const struct reply nothing = {.outcome = NULL};

	*ret_stood = STOOD_FAILED;
	if (reply && reply->skip)
		return answer(paper, sheet, reply, error);
	switch (procedure_run_effect(sheet->run)->step->kind) {
	case STEP_PROBE:
		return look(paper, sheet, reply, error);
	case STEP_NOTIFY:
		return notify(paper, sheet, reply);
	case STEP_CALL:
		return call(paper, sheet, reply, ret_stood, error);
	default:
		if (reply || only_records(sheet))
			return answer(paper, sheet, reply ? reply : &nothing, error);
		dry_tell_open(paper, sheet);
		*ret_stood = STOOD_OPEN;
		return NULL;
	}
}

/* --- the way --- */

static enum stood take_steps(struct paper *paper, struct sheet_run *sheet, GError **error)
{
	while (procedure_run_state(sheet->run) == WALK_RUNNING ||
	       procedure_run_state(sheet->run) == WALK_WAITING) {
		const struct procedure_step *step = procedure_run_effect(sheet->run)->step;
		g_autoptr(ops_reply_t) reply =
			script_take(paper->guide->script, procedure_name(sheet->procedure), step);
		g_autoptr(ops_procedure_event_t) event = NULL;
		enum stood stood;

		if (++paper->rounds > ROUNDS_MOST) {
			options_refuse(error, _("the answers lead in a circle, by step '%s'"), step->name);
			return STOOD_FAILED;
		}
		event = event_of(paper, sheet, reply, &stood, error);
		if (!event)
			return stood;
		if (!procedure_run_apply(sheet->run, event, error))
			return STOOD_FAILED;
		dry_tell_passed(paper, sheet);
	}
	return procedure_run_state(sheet->run) == WALK_COMPLETED ? STOOD_ENDED : STOOD_OPEN;
}

static enum stood walk_paper(struct paper *paper, const char *name,
			     const struct procedure_run *caller, char **ret_end, GError **error)
{
	const struct walk_options *options = &paper->guide->options;
	g_autoptr(ops_procedure_t) procedure = walk_dry_procedure(options, name, error);
	g_autoptr(ops_procedure_event_t) start = NULL;
	struct sheet_run sheet = {.procedure = procedure};
	enum stood stood;

	if (procedure)
		start = walk_dry_start(options, procedure, paper->subject, paper->organization,
				       caller, error);
	if (start && ++paper->depth <= DEPTH_MOST) {
		start->at_us = paper->now_us;
		sheet.run = procedure_run_new(procedure, start, error);
	}
	if (!sheet.run)
		return STOOD_FAILED;
	dry_tell_passed(paper, &sheet);
	stood = take_steps(paper, &sheet, error);
	if (ret_end && stood == STOOD_ENDED)
		*ret_end = g_strdup(procedure_run_effect(sheet.run)->step->name);
	if (!caller)
		dry_tell_whole(paper, &sheet, stood);
	paper->depth--;
	json_free(sheet.notice);
	procedure_run_free(sheet.run);
	return stood;
}

int dry_run(struct guide *guide, const struct chosen *chosen, const char *procedure)
{
	struct paper paper = {
		.guide = guide,
		.subject = chosen->subject,
		.organization = chosen->organization ? chosen->organization->name : "",
		.now_us = guide_now_us(guide),
	};
	g_autoptr(GError) error = NULL;
	enum stood stood = walk_paper(&paper, procedure, NULL, NULL, &error);

	if (error)
		return complain_error(guide->session->answer, error);
	script_tell_unused(guide->script, guide->session->notes);
	if (stood == STOOD_FAILED)
		return EXIT_COULD_NOT;
	return stood == STOOD_ENDED ? EXIT_OK : EXIT_ATTENTION;
}
