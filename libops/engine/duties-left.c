/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What outlives its case: duties that only a person can decide, the review, tasks. Of the closed cases only those are read that
 * the record has marked (cases/after.h); here is decided whether they ask for something.
 */
#include "engine/duties-internal.h"
#include "engine/tell-internal.h"

static bool are_left(const GArray *list)
{
	for (guint i = 0; i < list->len; i++) {
		const struct duty *duty = &g_array_index(list, struct duty, i);

		if (duty_is_owed(duty) && duty_outlives(duty))
			return true;
	}
	return false;
}

static bool has_tasks(const struct case_duties *duties)
{
	g_autoptr(ops_case_standing_t) standing = case_standing_new(duties->file);

	return case_standing_open_tasks(standing) > 0;
}

/* What ID asks for, by WHICH; NULL without an error: nothing, it is open, or it is gone. */
static struct case_duties *look(const struct duties_options *options, const char *id, enum duties_left which, GError **error)
{
	GError *failed = NULL;
	g_autoptr(ops_case_duties_t) each = engine_duties(options, id, &failed);
	bool incident;

	if (g_error_matches(failed, OPS_CASES_ERROR, CASES_ERROR_NONE))
		g_clear_error(&failed);
	if (failed)
		g_propagate_error(error, failed);
	if (!each || !each->file->closed_at_us)
		return NULL;
	incident = each->file->kind == CASE_INCIDENT;
	/* The rows are those of incidents: a case of another kind has tasks. */
	if (!incident)
		g_array_set_size(each->list, 0);
	if ((incident && are_left(each->list)) || (which == DUTIES_LEFT_TASKS && has_tasks(each)))
		return g_steal_pointer(&each);
	return NULL;
}

bool duties_add_left(const struct duties_options *options, enum duties_left which, GPtrArray *list, GPtrArray *without, GError **error)
{
	g_autoptr(GPtrArray) ids = case_after_list(options->store, error);

	for (guint i = 0; ids && i < ids->len; i++) {
		GError *failed = NULL;
		struct case_duties *each = look(options, ids->pdata[i], which, &failed);

		if (failed) {
			g_propagate_error(error, failed);
			return false;
		}
		if (each)
			g_ptr_array_add(list, each);
		else if (without)
			g_ptr_array_add(without, g_strdup(ids->pdata[i]));
	}
	return ids != NULL;
}

/* --- those that ask for nothing --- */

struct forgetting { const struct duties_options *duties; const GPtrArray *ids; };

/* Looked at once more: somebody may have added a task since. */
static bool forget(const struct tell_options *options, void *context, GError **error)
{
	const struct forgetting *forgetting = context;

	for (guint i = 0; i < forgetting->ids->len; i++) {
		const char *id = forgetting->ids->pdata[i];
		GError *failed = NULL;
		g_autoptr(ops_case_duties_t) asks = look(forgetting->duties, id, DUTIES_LEFT_TASKS, &failed);

		if (failed) {
			g_propagate_error(error, failed);
			return false;
		}
		if (!asks && !case_after_forget(options->store, id, error))
			return false;
	}
	return true;
}

bool duties_forget_left(const struct tell_options *options, const struct duties_options *duties, const GPtrArray *ids, GError **error)
{
	struct forgetting forgetting = {duties, ids};

	return !ids->len || tell_transaction(options, forget, &forgetting, error);
}
