/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keeps what was put together: an incident with all that belongs to it, what was seen, and its first reports;
 * or what an open one has more. One transaction each.
 */
#include "engine/open-internal.h"

#include "base/translate.h"
#include "engine/severity.h"
#include "store/journal.h"

static bool add_subject(const struct walk_options *options, const char *id, const char *subject, GError **error)
{
	const struct cases_options cases = walk_recording(options);
	g_autoptr(ops_json_t) body = json_new_object();

	json_set_string(body, "subject", subject);
	return case_append_within(&cases, id, 0, CASE_SUBJECT, clock_wall_us(options->clock), body, error) > 0;
}

static bool add_evidence(const struct walk_options *options, const char *id, const struct json *evidence, GError **error)
{
	const struct cases_options cases = walk_recording(options);

	return case_append_within(&cases, id, 0, CASE_EVIDENCE, clock_wall_us(options->clock), evidence, error) > 0;
}

static char *open_case(const struct walk_options *options, const struct gathering *gathering, GError **error)
{
	const struct open_trouble *trouble = gathering->troubles[0];
	guint count = gathering->count;
	g_autoptr(GPtrArray) subjects = g_ptr_array_new();
	const struct cases_options cases = walk_recording(options);
	g_autofree char *title = count > 1
		? g_strdup_printf(_("%u troubles at once, first %s"), count, trouble->item)
		: g_strdup_printf("%s %s", trouble->item, words_shown(WORDS_STATUS, trouble->status));
	struct case_opening opening = {
		.kind = CASE_INCIDENT,
		.title = title,
		.subject = trouble->item,
		.organization = "",
		.began = {trouble->since_us, INSTANT_EXACT},
		.detected_by = words_get(WORDS_DETECTION, DETECTION_MONITORING)->id,
	};

	for (guint i = 0; i < count; i++)
		g_ptr_array_add(subjects, gathering->troubles[i]->item);
	return engine_severity_of(options->inventory, options->store, subjects, &opening.severity, error)
		       ? case_open_within(&cases, &opening, error)
		       : NULL;
}

static bool add_all(const struct walk_options *options, const struct gathering *gathering, guint from, const char *id,
		    GError **error)
{
	for (guint i = from; i < gathering->count; i++)
		if (!add_subject(options, id, gathering->troubles[i]->item, error))
			return false;
	return true;
}

static bool open_within(const struct walk_options *options, const struct gathering *gathering, struct opened *opened, GError **error)
{
	opened->case_id = open_case(options, gathering, error);
	if (!opened->case_id || !add_all(options, gathering, 1, opened->case_id, error))
		return false;
	for (guint i = 0; gathering->behind && i < gathering->behind->len; i++)
		if (!add_subject(options, opened->case_id, gathering->behind->pdata[i], error))
			return false;
	if (gathering->evidence && !add_evidence(options, opened->case_id, gathering->evidence, error))
		return false;
	return open_report_within(options, opened->case_id, gathering->certain, &opened->reports, error);
}

/* Whoever opened one of the same in the meantime was as right: then nothing is done, and the next tick sees it. */
static bool is_taken(const struct walk_options *options, const char *subject, bool *ret_taken, GError **error)
{
	g_autoptr(GError) failed = NULL;
	g_autofree char *there = case_of_subject(options->store, subject, &failed);

	*ret_taken = there != NULL;
	if (failed)
		g_propagate_error(error, g_steal_pointer(&failed));
	return !failed;
}

bool open_keep(const struct walk_options *options, const struct gathering *gathering, const char *joined, struct opened *opened,
	       GError **error)
{
	bool taken = false, done;

	if (!store_begin(options->store, error))
		return false;
	done = is_taken(options, gathering->troubles[0]->item, &taken, error);
	if (done && !taken && joined)
		done = add_all(options, gathering, 0, joined, error);
	else if (done && !taken)
		done = open_within(options, gathering, opened, error);
	if (!done || taken || !store_commit(options->store, error)) {
		store_rollback(options->store);
		return false;
	}
	return journal_sign_said(options->store, options->notes, error);
}
