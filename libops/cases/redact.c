/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Takes away what an event said: somebody's illness in a note has no business in a record that is
 * kept for years. That there was something, since when and who took it away stays for ever.
 */
#include "cases/internal.h"
#include "cases/know.h"

#include "base/translate.h"
#include "store/journal.h"

static const struct case_event *find_event(const struct case_file *file, int64_t number, GError **error)
{
	for (guint i = 0; i < file->events->len; i++) {
		const struct case_event *event = file->events->pdata[i];

		if (event->number == number)
			return event;
	}
	cases_fail(error, CASES_ERROR_NONE, _("case '%s' has no event %ld"), file->id, (long)number);
	return NULL;
}

static bool goes_on(const struct case_file *file, int64_t number)
{
	for (guint i = 0; i < file->runs->len; i++) {
		const struct case_run *run = file->runs->pdata[i];

		if (run->run == number)
			return run->state != WALK_COMPLETED && run->state != WALK_CANCELLED;
	}
	return false;
}

static bool may_go(const struct case_file *file, const struct case_event *event, GError **error)
{
	if (event->removed)
		return cases_fail(error, CASES_ERROR_THERE, _("what event %ld of case '%s' said was removed already"),
				  (long)event->number, file->id);
	if (event_kind_find(event->kind_id) == CASE_REDACTION)
		return cases_fail(error, CASES_ERROR_SAID, _("event %ld of case '%s' says why another was removed, and stays"),
				  (long)event->number, file->id);
	if (event_kind_find(event->kind_id) == CASE_RUN && goes_on(file, event->run))
		return cases_fail(error, CASES_ERROR_SAID,
				  _("event %ld of case '%s' belongs to run %ld, which needs it to go on: end the run first"),
				  (long)event->number, file->id, (long)event->run);
	return true;
}

static bool clear_title(const struct cases_options *options, const struct case_file *file, GError **error)
{
	const struct case_record record = {
		.id = file->id,
		.kind = file->kind,
		.title = "",
		.subject = file->subject,
		.organization = file->organization,
		.opened_at_us = file->opened_at_us,
		.opened_by = file->opened_by,
		.closed_at_us = file->closed_at_us,
	};

	return cases_set(options->store, &record, error);
}

static int64_t append(const struct cases_options *options, const struct case_file *file,
		      const struct journal_redaction *redaction, int64_t number, int64_t entry, GError **error)
{
	g_autoptr(ops_json_t) body = json_new_object();
	struct case_event event = {
		.kind = CASE_REDACTION,
		.at = {redaction->at_us, INSTANT_EXACT},
		.said_by = (char *)options->said_by,
		.body = body,
	};

	json_set_integer(body, "removes", number);
	json_set_integer(body, "entry", entry);
	json_set_string(body, "reason", redaction->reason);
	json_set_string(body, "approved_by", redaction->approved_by);
	return case_check_patients(options, redaction->reason, &event.sure, error)
		       ? record_append(options, file->id, &event, error)
		       : -1;
}

/* Then its words may be among those that are searched. */
static bool was_closed(const struct case_file *file)
{
	bool closed = file->closed_at_us != 0;

	for (guint i = 0; i < file->events->len; i++)
		closed |= ((const struct case_event *)file->events->pdata[i])->kind == CASE_CLOSED;
	return closed;
}

struct redacting { const char *id; int64_t number; struct journal_redaction redaction; };

static int64_t redact_within(const struct cases_options *options, void *context, GError **error)
{
	struct redacting *redacting = context;
	struct journal_redaction *redaction = &redacting->redaction;
	g_autoptr(ops_case_file_t) file = case_load(options->store, redacting->id, error);
	const struct case_event *event = file ? find_event(file, redacting->number, error) : NULL;
	int64_t entry;

	if (!event || !may_go(file, event, error))
		return -1;
	redaction->sequence = event->entry;
	if (was_closed(file) && !know_tell_anew(options->store, error))
		return -1;
	if (!journal_redact(options->store, redaction, &entry, error) ||
	    (event_kind_find(event->kind_id) == CASE_OPENED && !clear_title(options, file, error)))
		return -1;
	return append(options, file, redaction, redacting->number, entry, error);
}

bool case_scrub(const struct cases_options *options, bool *ret_clean, GError **error)
{
	return journal_scrub(options->store, ret_clean, error);
}

int64_t case_redact(const struct cases_options *options, const char *id, int64_t number, const char *reason,
		    const char *approved_by, bool *ret_clean, GError **error)
{
	struct redacting redacting = {
		.id = id,
		.number = number,
		.redaction = {
			.actor = options->actor,
			.approved_by = approved_by,
			.reason = reason,
			.at_us = clock_wall_us(options->clock),
		},
	};
	g_autoptr(GError) failed = NULL;
	int64_t added = case_transaction(options, redact_within, &redacting, error);

	if (added < 0)
		return -1;
	*ret_clean = false;
	if (!case_scrub(options, ret_clean, &failed))
		notes_write(options->notes, NOTES_WARNING, "%s", failed->message);
	return added;
}
