/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A procedure file, whatever it holds: it is read and linted to the end, drawn,
 * and one without a fault is walked along its first outcomes to an end or for
 * a while, and replays to the same step.
 */
#include "procedure/procedure.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const actors[] = {"institution", "operator", NULL};
static const char *const words[] = {"line", "check-request", "ops-manager", "1.3.2(1) fig 5", "none", NULL};
static const struct procedure_audience audiences[] = {{"institution", "institution", false, false}, {NULL}};
static const struct procedure_given given[] = {{"subject", TYPE_ITEM, NULL, NULL},
					       {"affected.lines", TYPE_COUNT, NULL, "line"}, {NULL}};
static const struct procedure_names names = {actors, words, words, words, words, words, audiences, given};

#define STEPS_WALKED 50

static bool is_a_persons(const struct procedure_step *step)
{
	return step->kind == STEP_ASK || step->kind == STEP_DO || step->kind == STEP_WAIT;
}

static struct procedure_event *answer(const struct procedure *procedure, const struct procedure_run *run)
{
	const struct procedure_effect *effect = procedure_run_effect(run);
	struct procedure_event *event = procedure_event_new(EVENT_OUTCOME, effect->entered_at_us,
							    is_a_persons(effect->step) ? "a" : PROCEDURE_MACHINE);

	event->turn = effect->turn;
	event->step = g_strdup(effect->step->name);
	event->outcome = g_strdup(effect->step->outcomes[0].name);
	event->reason = g_strdup("r");
	event->approved_by = g_strdup("b");
	return event;
}

static void event_destroy(gpointer event)
{
	procedure_event_free(event);
}

static void walk(const struct procedure *procedure)
{
	g_autoptr(GPtrArray) events = g_ptr_array_new_with_free_func(event_destroy);
	struct procedure_event *start = procedure_event_new(EVENT_START, 1000000, "a");
	g_autoptr(ops_procedure_run_t) run = NULL, again = NULL;

	start->procedure = g_strdup(procedure_name(procedure));
	start->digest = *procedure_digest(procedure);
	g_ptr_array_add(events, start);
	run = procedure_run_new(procedure, start, NULL);
	while (run && events->len < STEPS_WALKED &&
	       (procedure_run_state(run) == WALK_RUNNING || procedure_run_state(run) == WALK_WAITING)) {
		struct procedure_event *event = answer(procedure, run);

		g_ptr_array_add(events, event);
		if (!procedure_run_apply(run, event, NULL)) {
			g_ptr_array_remove_index(events, events->len - 1);
			break;
		}
	}
	if (!run)
		return;
	again = procedure_run_replay(procedure, (struct procedure_event *const *)events->pdata, events->len, NULL);
	g_assert_nonnull(again);
	g_assert_true(procedure_run_effect(run)->step == procedure_run_effect(again)->step);
	g_assert_true(procedure_run_passage_count(run) == procedure_run_passage_count(again));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autoptr(ops_procedure_set_t) set = procedure_set_new();
	g_autoptr(ops_procedure_t) procedure = size > 20000 ? NULL : procedure_parse("p.yaml", (const char *)data, size, faults);
	g_autofree char *svg = NULL, *text = NULL;

	if (!procedure)
		return 0;
	procedure_lint(procedure, set, &names, 0, faults);
	svg = procedure_draw_svg(procedure, PROCEDURE_JAPANESE);
	text = procedure_draw_text(procedure, PROCEDURE_ENGLISH, 80);
	g_assert_true(g_utf8_validate(svg, -1, NULL) && g_utf8_validate(text, -1, NULL));
	if (!conf_faults_errors(faults))
		walk(procedure);
	return 0;
}
