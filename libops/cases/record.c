/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is recorded of a case. Whatever goes in is read back first as others will
 * read it, so that nothing is kept that cannot be shown; and nothing that was
 * kept is ever written again.
 */
#include "cases/internal.h"

#include "base/instant.h"
#include "base/translate.h"
#include "store/journal.h"

#include <string.h>

G_DEFINE_QUARK(ops_cases_error_quark, cases_error)

bool cases_fail(GError **error, enum cases_error_code code, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	if (error)
		*error = g_error_new_valist(OPS_CASES_ERROR, (int)code, format, arguments);
	va_end(arguments);
	return false;
}

/* --- one event --- */

const char *record_who(const struct case_event *event)
{
	return event->said_by ? event->said_by : event->actor;
}

bool record_is_text(const char *text, size_t limit)
{
	return strlen(text) <= limit && g_utf8_validate(text, -1, NULL);
}

bool record_check_text(const char *text, size_t limit, GError **error)
{
	return (*text && record_is_text(text, limit)) ||
	       cases_fail(error, CASES_ERROR_SAID,
			  _("what was said cannot be recorded: empty, not UTF-8, or longer than %d bytes"), (int)limit);
}

bool case_check_patients(const struct cases_options *options, const char *text, bool *ret_sure, GError **error)
{
	g_autofree char *day = instant_day(clock_wall_us(options->clock), options->zone);
	struct patients_mark mark;

	if (!text || !patients_find(text, strlen(text), (int)g_ascii_strtoll(day, NULL, 10) / 10000, &mark))
		return true;
	if (!options->sure)
		return cases_fail(error, CASES_ERROR_PATIENTS,
				  _("character %zu looks like %s: patients' data do not belong in the record"), mark.character,
				  patients_kind_shown(mark.kind));
	*ret_sure = true;
	return true;
}

static bool check_said_by(const struct cases_options *options, GError **error)
{
	return !options->said_by || (*options->said_by && record_is_text(options->said_by, CASE_TEXT_LIMIT)) ||
	       cases_fail(error, CASES_ERROR_SAID, _("who said it cannot be recorded: not UTF-8, or longer than %d bytes"),
			  CASE_TEXT_LIMIT);
}

/* AT as it is kept: what is unknown lies where it was recorded, and says so. */
bool record_check_instant(const struct cases_options *options, const struct case_instant *at, GError **error)
{
	g_autofree char *shown = NULL;

	if (at->quality == INSTANT_UNKNOWN || (at->at_us > 0 && at->at_us <= clock_wall_us(options->clock)))
		return true;
	shown = instant_show(at->at_us, options->zone);
	return cases_fail(error, CASES_ERROR_SAID, _("what is at %s has not happened yet, or before there was a record"),
			  shown);
}

/* Whether EVENT, as BYTES, reads as it is. */
static bool reads_back(const struct case_event *event, const struct case_event_record *record, GError **error)
{
	g_autoptr(ops_case_event_t) again = record->body_length <= CASE_BODY_LIMIT ? event_read(record) : NULL;

	return (again && again->kind == event->kind) ||
	       cases_fail(error, CASES_ERROR_SAID,
			  _("an event '%s' of case '%s' cannot be recorded: it is not whole, or longer than %d bytes"),
			  record->kind, record->case_id, CASE_BODY_LIMIT);
}

int64_t record_append(const struct cases_options *options, const char *id, const struct case_event *event, GError **error)
{
	g_autofree char *bytes = event_print(event);
	struct case_event_record record = {
		.case_id = id,
		.run = event->run,
		.kind = case_event_id(event->kind),
		.event_at_us = event->at.quality == INSTANT_UNKNOWN ? clock_wall_us(options->clock) : event->at.at_us,
		.actor = options->actor,
		.body = bytes,
		.body_length = strlen(bytes),
	};

	if (!check_said_by(options, error) || !reads_back(event, &record, error) ||
	    !case_events_append(options->store, &record, error) || !after_note(options, id, error))
		return -1;
	return record.number;
}

bool record_is_open(const struct case_file *file, GError **error)
{
	return !file->closed_at_us || cases_fail(error, CASES_ERROR_CLOSED, _("case '%s' is closed"), file->id);
}

int64_t case_append_within(const struct cases_options *options, const char *id, int64_t run,
			   enum case_event_kind kind, int64_t at_us, const struct json *body, GError **error)
{
	g_autoptr(ops_case_file_t) file = case_find(options->store, id, error);
	struct case_event event = {
		.run = run,
		.kind = kind,
		.at = {at_us, INSTANT_EXACT},
		.said_by = (char *)options->said_by,
		.sure = kind == CASE_RUN && options->sure,
		.body = body,
	};

	g_assert(kind < CASE_OTHER && run >= 0);
	/* What becomes of a notice after the end is not lost, and some duties outlive it. */
	if (!file || (kind != CASE_NOTICE && kind != CASE_DUTY && !record_is_open(file, error)))
		return -1;
	return record_append(options, id, &event, error);
}

/* --- transactions of our own --- */

/* Ends what store_begin() began. Whoever is told that it failed may say it a second time: so what is there
 * all the same is said to be. */
static bool finish(const struct cases_options *options, bool good, GError **error)
{
	if (!good || !store_commit(options->store, error)) {
		store_rollback(options->store);
		return false;
	}
	if (journal_sign_said(options->store, options->notes, error))
		return true;
	g_prefix_error(error, "%s", _("it is recorded, but not signed for: "));
	return false;
}

static int64_t act_once(const struct cases_options *options, case_act *act, void *context, GError **error)
{
	int64_t number;

	if (!store_begin(options->store, error))
		return -1;
	number = act(options, context, error);
	return finish(options, number > 0, error) ? number : -1;
}

int64_t case_transaction(const struct cases_options *options, case_act *act, void *context, GError **error)
{
	GError *failed = NULL;
	int64_t number = act_once(options, act, context, &failed);

	if (number < 0 && store_made_room(options->store, &failed))
		number = act_once(options, act, context, &failed);
	if (failed)
		g_propagate_error(error, failed);
	return number;
}

/* --- what is added --- */

static bool take_first(void *context, const struct case_event_record *record)
{
	*(int64_t *)context = record->number;
	return false;
}

static bool has_event(const struct cases_options *options, const char *id, int64_t number, GError **error)
{
	const struct case_events_filter filter = {.case_id = id, .run = CASE_EVERY_RUN, .after = number - 1};
	int64_t found = 0;

	if (number >= 1 && !case_events_read(options->store, &filter, take_first, &found, error))
		return false;
	return (found && found == number) ||
	       cases_fail(error, CASES_ERROR_NONE, _("case '%s' has no event %ld to correct"), id, (long)number);
}

static bool takes_note(const struct cases_options *options, const char *id, int64_t corrects, GError **error)
{
	g_autoptr(ops_case_file_t) file = case_find(options->store, id, error);

	return file && (corrects ? has_event(options, id, corrects, error) : record_is_open(file, error));
}

struct noting { const char *id; const struct case_event *event; };

static int64_t note_once(const struct cases_options *options, void *context, GError **error)
{
	const struct noting *noting = context;

	if (!takes_note(options, noting->id, noting->event->corrects, error))
		return -1;
	return record_append(options, noting->id, noting->event, error);
}

int64_t case_note(const struct cases_options *options, const char *id, const struct case_instant *at,
		  const char *text, int64_t corrects, GError **error)
{
	const struct case_instant now = {clock_wall_us(options->clock), INSTANT_EXACT};
	g_autoptr(ops_json_t) body = json_new_object();
	struct case_event event = {
		.kind = corrects ? CASE_CORRECTION : CASE_NOTE,
		.at = at ? *at : now,
		.said_by = (char *)options->said_by,
		.corrects = corrects,
		.body = body,
	};
	struct noting noting = {id, &event};

	if (!record_check_text(text, CASE_SAID_LIMIT, error) ||
	    !case_check_patients(options, text, &event.sure, error) || !record_check_instant(options, &event.at, error))
		return -1;
	json_set_string(body, "text", text);
	if (corrects)
		json_set_integer(body, "corrects", corrects);
	return case_transaction(options, note_once, &noting, error);
}

int64_t case_link(const struct cases_options *options, const char *id, const char *relation, const char *target,
		  GError **error)
{
	g_autoptr(ops_json_t) body = json_new_object();
	int64_t number;

	json_set_string(body, "relation", relation);
	json_set_string(body, "target", target);
	if (!store_begin(options->store, error))
		return -1;
	number = case_append_within(options, id, 0, CASE_LINK, clock_wall_us(options->clock), body, error);
	return finish(options, number > 0, error) ? number : -1;
}
