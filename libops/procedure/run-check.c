/* SPDX-License-Identifier: Apache-2.0 */
/*
 * May this event come, here and now, from this person? Answering is
 * compare-and-set: of two who answer one question the second is told who was
 * faster.
 */
#include "procedure/run-internal.h"

#include "base/quantity.h"
#include "base/translate.h"

#include <string.h>

static bool refuse(GError **error, enum procedure_error_code code, const char *format, ...) G_GNUC_PRINTF(3, 4);

static bool refuse(GError **error, enum procedure_error_code code, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	if (error)
		*error = g_error_new_valist(OPS_PROCEDURE_ERROR, code, format, arguments);
	va_end(arguments);
	return false;
}

static bool is_machine(const struct procedure_event *event)
{
	return g_str_equal(event->by, PROCEDURE_MACHINE);
}

/* --- facts --- */

/* A person records what the procedure asks for; nwops also what other rooms know. */
static bool check_fact(const struct procedure *procedure, const struct procedure_fact *fact, bool machine, GError **error)
{
	const struct procedure_field *field = procedure_field_find(procedure, fact->name);

	if (!field && (!machine || g_str_has_suffix(fact->name, ".outcome")))
		return refuse(error, PROCEDURE_ERROR_EVENT, _("procedure '%s' has no field '%s'"), procedure->name, fact->name);
	if (!field)
		return true;
	if (!fact->value)
		return !field->required ||
			refuse(error, PROCEDURE_ERROR_EVENT, _("field '%s' must be known"), fact->name);
	return procedure_field_holds(field, fact->value) ||
		refuse(error, PROCEDURE_ERROR_EVENT, _("field '%s' cannot hold '%s': expected %s"), fact->name, fact->value,
		       procedure_type_id(field->type));
}

static bool check_facts(const struct procedure *procedure, const struct procedure_event *event, bool machine, GError **error)
{
	for (guint i = 0; event->facts && i < event->facts->len; i++)
		if (!check_fact(procedure, event->facts->pdata[i], machine, error))
			return false;
	return true;
}

static const struct procedure_fact *fact_of(const struct procedure_event *event, const char *name)
{
	for (guint i = 0; event->facts && i < event->facts->len; i++) {
		const struct procedure_fact *fact = event->facts->pdata[i];

		if (g_str_equal(fact->name, name))
			return fact;
	}
	return NULL;
}

bool run_check_start(const struct procedure *procedure, const struct procedure_event *start, GError **error)
{
	if (start->kind != EVENT_START || !start->by)
		return refuse(error, PROCEDURE_ERROR_EVENT, _("a run begins with an event of its start"));
	if (procedure->incomplete || !procedure_start(procedure))
		return refuse(error, PROCEDURE_ERROR_TEXT, _("procedure '%s' has faults: it cannot be begun"), procedure->name);
	if (!digest_equal(&start->digest, &procedure->digest))
		return refuse(error, PROCEDURE_ERROR_TEXT, _("the run began with another text of procedure '%s'"), procedure->name);
	for (const char *const *name = procedure->takes; *name; name++)
		if (!fact_of(start, *name))
			return refuse(error, PROCEDURE_ERROR_EVENT, _("procedure '%s' begins with '%s', about which nothing is said"),
				      procedure->name, *name);
	return check_facts(procedure, start, true, error);
}

/* --- who, and where --- */

static bool check_holder(const struct procedure_run *run, const struct procedure_event *event, GError **error)
{
	if (g_str_equal(event->by, run->holder) || is_machine(event))
		return true;
	return refuse(error, PROCEDURE_ERROR_HELD, _("'%s' holds the run: take it over first, with a reason"), run->holder);
}

static bool check_turn(const struct procedure_run *run, const struct procedure_event *event, GError **error)
{
	if (event->turn == run->effect.turn)
		return true;
	return refuse(error, PROCEDURE_ERROR_ANSWERED, _("'%s' was faster: the run stands at step '%s' by now"), run->moved_by,
		      run->effect.step->name);
}

static bool check_here(const struct procedure_run *run, const struct procedure_event *event, GError **error)
{
	if (event->step && g_str_equal(event->step, run->effect.step->name))
		return true;
	return refuse(error, PROCEDURE_ERROR_EVENT, _("the run stands at step '%s', not at '%s'"), run->effect.step->name,
		      event->step ? event->step : "");
}

static bool check_goes_on(const struct procedure_run *run, bool suspended_too, GError **error)
{
	if (run->state == WALK_RUNNING || run->state == WALK_WAITING || (suspended_too && run->state == WALK_SUSPENDED))
		return true;
	return refuse(error, PROCEDURE_ERROR_EVENT, _("the run is %s"), words_shown(WORDS_RUN_STATE, run->state));
}

static bool check_reason(const struct procedure_event *event, GError **error)
{
	return event->reason || refuse(error, PROCEDURE_ERROR_EVENT, _("a reason must be given"));
}

/* --- outcomes --- */

static bool is_the_machines(const struct procedure_step *step)
{
	return step->kind == STEP_PROBE || step->kind == STEP_NOTIFY || step->kind == STEP_CALL;
}

static bool is_a_persons(const struct procedure_step *step)
{
	return step->kind == STEP_ASK || step->kind == STEP_DO;
}

static bool check_limit(const struct procedure_run *run, const struct procedure_event *event, GError **error)
{
	const char *limit = run->effect.step->kind == STEP_WAIT ? procedure_limit_outcome(run->effect.step) : NULL;
	g_autofree char *left = NULL;

	if (g_strcmp0(limit, event->outcome) != 0 || event->at_us >= run->effect.due_at_us)
		return true;
	left = quantity_show_duration(run->effect.due_at_us - event->at_us);
	return refuse(error, PROCEDURE_ERROR_EVENT, _("step '%s' has %s left"), run->effect.step->name, left);
}

/* Nobody approves what he does himself. */
static bool check_approval(const struct procedure_run *run, const struct procedure_event *event,
			   const struct procedure_outcome *outcome, GError **error)
{
	static const enum step_outcome harmless[] = {OUTCOME_HELD, OUTCOME_REFUSED, OUTCOME_FAILED, OUTCOME_SKIPPED};

	if (run->effect.step->confirm != CONFIRM_APPROVAL)
		return true;
	for (size_t i = 0; i < G_N_ELEMENTS(harmless); i++)
		if (outcome_is(outcome, harmless[i]))
			return true;
	if (!event->approved_by)
		return refuse(error, PROCEDURE_ERROR_EVENT, _("step '%s' must be approved by somebody else"), run->effect.step->name);
	if (g_str_equal(event->approved_by, run->holder) || g_str_equal(event->approved_by, event->by))
		return refuse(error, PROCEDURE_ERROR_EVENT, _("'%s' cannot approve what '%s' does"), event->approved_by, run->holder);
	return true;
}

static bool check_required(const struct procedure_run *run, const struct procedure_event *event,
			   const struct procedure_outcome *outcome, GError **error)
{
	for (const char *const *name = run->effect.step->fields; *name && outcome_records(outcome); name++) {
		const struct procedure_field *field = procedure_field_find(run->procedure, *name);

		if (field && field->required && !fact_of(event, *name))
			return refuse(error, PROCEDURE_ERROR_EVENT, _("field '%s' must be known"), *name);
	}
	return true;
}

static bool check_outcome(const struct procedure_run *run, const struct procedure_event *event, GError **error)
{
	const struct procedure_step *step = run->effect.step;
	const struct procedure_outcome *outcome = procedure_outcome_find(step, event->outcome);

	if (!outcome || outcome_is(outcome, OUTCOME_EXHAUSTED))
		return refuse(error, PROCEDURE_ERROR_EVENT, _("step '%s' does not end as '%s'"), step->name,
			      event->outcome ? event->outcome : "");
	if (is_machine(event) ? is_a_persons(step) : is_the_machines(step))
		return refuse(error, PROCEDURE_ERROR_EVENT,
			      is_machine(event) ? _("step '%s' is for a person to end") : _("step '%s' ends by itself, or is skipped"),
			      step->name);
	if (outcome_is(outcome, OUTCOME_SKIPPED) && !check_reason(event, error))
		return false;
	return check_limit(run, event, error) && check_approval(run, event, outcome, error) &&
		check_required(run, event, outcome, error) && check_facts(run->procedure, event, is_machine(event), error);
}

const char *procedure_limit_outcome(const struct procedure_step *step)
{
	if (step->kind == STEP_PROBE)
		return outcome_id(OUTCOME_UNMEASURABLE);
	if (step->kind != STEP_WAIT)
		return NULL;
	return outcome_id(g_str_equal(step->waits_for, "time") ? OUTCOME_OVER : OUTCOME_NO_REPLY);
}

const char *procedure_skip_outcome(const struct procedure_step *step)
{
	static const enum step_outcome least[STEP_KIND_COUNT] = {
		[STEP_PROBE] = OUTCOME_UNMEASURABLE, [STEP_ASK] = OUTCOME_CANNOT_TELL, [STEP_DO] = OUTCOME_SKIPPED,
		[STEP_NOTIFY] = OUTCOME_REFUSED, [STEP_WAIT] = OUTCOME_NO_REPLY,
	};
	const char *const fallback = outcome_id(step->kind == STEP_WAIT ? OUTCOME_OVER : OUTCOME_ANSWERED);
	const char *outcome = outcome_id(least[step->kind]);

	if (step->kind == STEP_DECIDE || step->kind == STEP_CALL || step->kind == STEP_END)
		return NULL;
	if (procedure_outcome_find(step, outcome))
		return outcome;
	return procedure_outcome_find(step, fallback) ? fallback : NULL;
}

/* A call claims nothing by itself: who skips it says how it would have ended. */
static bool check_skip(const struct procedure_run *run, const struct procedure_event *event, GError **error)
{
	const struct procedure_step *step = run->effect.step;
	const char *outcome = procedure_skip_outcome(step);

	if (!check_reason(event, error))
		return false;
	if (is_machine(event))
		return refuse(error, PROCEDURE_ERROR_EVENT, _("step '%s' is for a person to skip"), step->name);
	if (step->kind == STEP_CALL) {
		if (procedure_outcome_find(step, event->outcome) && !g_str_equal(event->outcome, outcome_id(OUTCOME_EXHAUSTED)))
			return true;
		return refuse(error, PROCEDURE_ERROR_EVENT, _("step '%s' is skipped by saying how it ended elsewhere"), step->name);
	}
	if (!outcome || (event->outcome && !g_str_equal(event->outcome, outcome)))
		return refuse(error, PROCEDURE_ERROR_EVENT, _("step '%s' cannot be skipped in this way"), step->name);
	return check_required(run, event, procedure_outcome_find(step, outcome), error) &&
		check_facts(run->procedure, event, false, error);
}

/* --- back --- */

int run_passage_of(const struct procedure_run *run, const char *name)
{
	for (guint i = run->passages->len; name && i-- > 0;) {
		const struct procedure_passage *passage = &g_array_index(run->passages, struct procedure_passage, i);

		if (!passage->is_void && passage->step->kind != STEP_DECIDE && passage->outcome &&
		    !outcome_is(passage->outcome, OUTCOME_EXHAUSTED) && g_str_equal(passage->step->name, name))
			return (int)i;
	}
	return -1;
}

static bool check_back(const struct procedure_run *run, const struct procedure_event *event, GError **error)
{
	if (!check_reason(event, error))
		return false;
	return run_passage_of(run, event->step) >= 0 ||
		refuse(error, PROCEDURE_ERROR_EVENT, _("the run has not passed step '%s': it cannot go back there"),
		       event->step ? event->step : "");
}

/* --- the rest --- */

static bool check_hand_over(const struct procedure_run *run, const struct procedure_event *event, GError **error)
{
	if (!event->to || is_machine(event) || g_str_equal(event->to, PROCEDURE_MACHINE))
		return refuse(error, PROCEDURE_ERROR_EVENT, _("a run is handed over to a person"));
	if (!g_str_equal(event->by, run->holder) && !g_str_equal(event->by, event->to))
		return refuse(error, PROCEDURE_ERROR_HELD, _("'%s' holds the run: another can only take it over himself"), run->holder);
	return check_reason(event, error);
}

static bool check_beside(const struct procedure_run *run, const struct procedure_event *event, GError **error)
{
	switch (event->kind) {
	case EVENT_FACT:
		return check_holder(run, event, error) && check_facts(run->procedure, event, is_machine(event), error);
	case EVENT_HAND_OVER:
		return check_hand_over(run, event, error);
	case EVENT_ESCALATE:
		return (event->to || refuse(error, PROCEDURE_ERROR_EVENT, _("whom to call is not said"))) && check_reason(event, error);
	case EVENT_NOTE:
		return event->text || refuse(error, PROCEDURE_ERROR_EVENT, _("the note is empty"));
	case EVENT_REMIND:
		return check_here(run, event, error);
	case EVENT_SUSPEND:
		return check_goes_on(run, false, error) && check_holder(run, event, error) && check_reason(event, error);
	case EVENT_RESUME:
		if (run->state != WALK_SUSPENDED)
			return refuse(error, PROCEDURE_ERROR_EVENT, _("the run is not suspended"));
		return check_holder(run, event, error);
	case EVENT_CANCEL:
		return check_holder(run, event, error) && check_reason(event, error);
	case EVENT_FAULT:
		return check_reason(event, error);
	default:
		return true;
	}
}

static bool check_move(const struct procedure_run *run, const struct procedure_event *event, GError **error)
{
	if (!check_goes_on(run, event->kind == EVENT_BACK, error) || !check_turn(run, event, error) ||
	    !check_holder(run, event, error))
		return false;
	if (event->kind == EVENT_BACK)
		return check_back(run, event, error);
	if (!check_here(run, event, error))
		return false;
	if (event->kind == EVENT_OUTCOME)
		return check_outcome(run, event, error);
	if (event->kind == EVENT_SKIP)
		return check_skip(run, event, error);
	return run->effect.step->kind == STEP_PROBE ||
		refuse(error, PROCEDURE_ERROR_EVENT, _("step '%s' is no probe to be repeated"), run->effect.step->name);
}

bool run_check(const struct procedure_run *run, const struct procedure_event *event, GError **error)
{
	if (!event->by || event->kind == EVENT_START)
		return refuse(error, PROCEDURE_ERROR_EVENT, _("a run begins once"));
	if (event->kind == EVENT_OUTCOME || event->kind == EVENT_SKIP || event->kind == EVENT_BACK || event->kind == EVENT_REPEAT)
		return check_move(run, event, error);
	if (event->kind == EVENT_NOTE || event->kind == EVENT_FACT || event->kind == EVENT_FOLLOW || event->kind == EVENT_READ_AHEAD)
		return check_beside(run, event, error);	/* also behind the end */
	return check_goes_on(run, true, error) && check_beside(run, event, error);
}
