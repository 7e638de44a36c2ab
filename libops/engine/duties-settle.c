/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The end of an incident as far as its duties go: what they keep open, and that a person decides of one. Each is computed in the transaction that records what follows from it.
 */
#include "engine/duties-internal.h"

#include "base/instant.h"
#include "base/text.h"
#include "base/translate.h"

GPtrArray *engine_owed(const struct duties_options *duties, const struct cases_options *options,
		       const struct case_standing *standing, GError **error)
{
	g_autoptr(ops_case_duties_t) gathered = NULL;

	if (!duties->duties || standing->file->kind != CASE_INCIDENT)
		return case_owed(options, standing, NULL, error);
	gathered = engine_duties(duties, standing->file->id, error);
	return gathered ? case_owed(options, standing, gathered->list, error) : NULL;
}

/* --- closing --- */

struct ending {
	const struct duties_options *duties;
	const char *id;
	const struct case_closing *closing;
	GPtrArray **ret_owed;
};

static int64_t end_once(const struct cases_options *options, void *context, GError **error)
{
	const struct ending *ending = context;
	g_autoptr(ops_case_duties_t) gathered = engine_duties(ending->duties, ending->id, error);
	struct case_closing closing = *ending->closing;

	if (!gathered)
		return -1;
	closing.duties = gathered->file->kind == CASE_INCIDENT ? gathered->list : NULL;
	return case_close_within(options, ending->id, &closing, ending->ret_owed, error);
}

int64_t engine_close(const struct duties_options *duties, const struct cases_options *options, const char *id,
		     const struct case_closing *closing, GPtrArray **ret_owed, GError **error)
{
	struct ending ending = { duties, id, closing, ret_owed };

	*ret_owed = NULL;
	return case_transaction(options, end_once, &ending, error);
}

/* --- deciding --- */

static const struct duty *find(const struct case_duties *gathered, const char *name)
{
	for (guint i = 0; i < gathered->list->len; i++) {
		const struct duty *duty = &g_array_index(gathered->list, struct duty, i);
		g_autofree char *each = duty_name(duty);

		if (g_str_equal(each, name))
			return duty;
	}
	return NULL;
}

static bool may_decide(const struct case_duties *gathered, const struct cases_options *options, const char *name, GError **error)
{
	const struct duty *duty = find(gathered, name);
	g_autofree char *shown = NULL;

	if (duty && duty->state == DUTY_SETTLED) {
		g_autofree char *at = instant_show(duty->settled->at_us, options->zone);

		g_set_error(error, OPS_CASES_ERROR, CASES_ERROR_FASTER, _("duty '%s' was settled by '%s' at %s already"), name,
			    duty->settled->by, at);
		return false;
	}
	if (duty && duty_is_owed(duty) && duty_outlives(duty))
		return true;
	shown = text_excerpt(name);
	if (!duty || !duty_is_owed(duty))
		g_set_error(error, OPS_CASES_ERROR, CASES_ERROR_SAID,
			    _("duty '%s' is not owed: 'nwops incident duties' says what is"), shown);
	else
		g_set_error(error, OPS_CASES_ERROR, CASES_ERROR_SAID,
			    _("duty '%s' is met by a notice; whoever wants none of it waives it when the case is closed"), shown);
	return false;
}

struct deciding { const struct duties_options *duties; const char *id; const struct case_waiver *decision; };

static int64_t decide_once(const struct cases_options *options, void *context, GError **error)
{
	const struct deciding *deciding = context;
	g_autoptr(ops_case_duties_t) gathered = engine_duties(deciding->duties, deciding->id, error);

	if (!gathered || !may_decide(gathered, options, deciding->decision->what, error))
		return -1;
	return case_settle_within(options, deciding->id, deciding->decision, error);
}

int64_t engine_settle_duty(const struct duties_options *duties, const struct cases_options *options, const char *id,
			   const struct case_waiver *decision, GError **error)
{
	struct deciding deciding = { duties, id, decision };

	return case_transaction(options, decide_once, &deciding, error);
}
