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

static bool is_text(const char *text, size_t limit)
{
	return strlen(text) <= limit && g_utf8_validate(text, -1, NULL);
}

static bool check_said_by(const struct cases_options *options, GError **error)
{
	return !options->said_by || (*options->said_by && is_text(options->said_by, CASE_TEXT_LIMIT)) ||
	       cases_fail(error, CASES_ERROR_SAID, _("who said it cannot be recorded: not UTF-8, or longer than %d bytes"),
			  CASE_TEXT_LIMIT);
}

/* AT as it is kept: what is unknown lies where it was recorded, and says so. */
static bool check_instant(const struct cases_options *options, const struct case_instant *at, GError **error)
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

static int64_t append(const struct cases_options *options, const char *id, const struct case_event *event,
		      GError **error)
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
	    !case_events_append(options->store, &record, error))
		return -1;
	return record.number;
}

static bool is_open(const struct case_file *file, GError **error)
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
		.body = body,
	};

	g_assert(kind < CASE_OTHER && run >= 0);
	if (!file || !is_open(file, error))
		return -1;
	return append(options, id, &event, error);
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

/* --- opening --- */

static bool check_opening(const struct cases_options *options, const struct case_opening *opening, GError **error)
{
	if ((opening->title && !is_text(opening->title, CASE_TEXT_LIMIT)) || !is_text(opening->subject, CASE_TEXT_LIMIT) ||
	    !is_text(opening->organization, CASE_TEXT_LIMIT))
		return cases_fail(error, CASES_ERROR_SAID,
				  _("a title or subject cannot be recorded: not UTF-8, or longer than %d bytes"),
				  CASE_TEXT_LIMIT);
	if (opening->text && (!*opening->text || !is_text(opening->text, CASE_SAID_LIMIT)))
		return cases_fail(error, CASES_ERROR_SAID,
				  _("what was said cannot be recorded: empty, not UTF-8, or longer than %d bytes"),
				  CASE_SAID_LIMIT);
	return check_instant(options, &opening->began, error);
}

/* The body of CASE_OPENED. */
static struct json *opening_json(const struct case_opening *opening)
{
	struct json *body = json_new_object();

	if (opening->title)
		json_set_string(body, "title", opening->title);
	json_set_string(body, "subject", opening->subject);
	json_set_string(body, "organization", opening->organization);
	json_set_string(body, "detected_by", opening->detected_by);
	if (opening->text)
		json_set_string(body, "text", opening->text);
	return body;
}

static bool set_row(const struct cases_options *options, const struct case_opening *opening, const char *id,
		    GError **error)
{
	const struct case_record record = {
		.id = id,
		.kind = opening->kind,
		.title = opening->title ? opening->title : "",
		.subject = opening->subject,
		.organization = opening->organization,
		.opened_at_us = clock_wall_us(options->clock),
		.opened_by = options->actor,
	};

	return cases_set(options->store, &record, error);
}

/* Asked inside the transaction: of two who open at once one is told of the other. */
static bool is_alone(const struct cases_options *options, const struct case_opening *opening, GError **error)
{
	g_autoptr(GError) failed = NULL;
	g_autofree char *there = opening->alone ? case_of_subject(options->store, opening->subject, &failed) : NULL;

	if (failed) {
		g_propagate_error(error, g_steal_pointer(&failed));
		return false;
	}
	return !there || cases_fail(error, CASES_ERROR_THERE, _("case '%s' of '%s' is open already"), there, opening->subject);
}

char *case_open_within(const struct cases_options *options, const struct case_opening *opening, GError **error)
{
	g_autofree char *date = instant_day(clock_wall_us(options->clock), options->zone);
	g_autofree char *id = NULL;
	g_autoptr(ops_json_t) body = NULL;
	struct case_event event = {.kind = CASE_OPENED, .at = opening->began, .said_by = (char *)options->said_by};

	g_assert(words_find(WORDS_DETECTION, opening->detected_by) >= 0);
	if (!check_opening(options, opening, error) || !is_alone(options, opening, error))
		return NULL;
	event.body = body = opening_json(opening);
	id = cases_next_id(options->store, case_kind_prefix(opening->kind), date, error);
	if (!id || !set_row(options, opening, id, error) || append(options, id, &event, error) < 0)
		return NULL;
	return g_steal_pointer(&id);
}

static char *open_once(const struct cases_options *options, const struct case_opening *opening, GError **error)
{
	g_autofree char *id = NULL;

	if (!store_begin(options->store, error))
		return NULL;
	id = case_open_within(options, opening, error);
	return finish(options, id != NULL, error) ? g_steal_pointer(&id) : NULL;
}

char *case_open(const struct cases_options *options, const struct case_opening *opening, GError **error)
{
	GError *failed = NULL;
	char *id = open_once(options, opening, &failed);

	if (!id && store_made_room(options->store, &failed))
		id = open_once(options, opening, &failed);
	if (failed)
		g_propagate_error(error, failed);
	return id;
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

	return file && (corrects ? has_event(options, id, corrects, error) : is_open(file, error));
}

static int64_t note_once(const struct cases_options *options, const char *id, const struct case_event *event, GError **error)
{
	int64_t number;

	if (!store_begin(options->store, error))
		return -1;
	number = takes_note(options, id, event->corrects, error) ? append(options, id, event, error) : -1;
	return finish(options, number > 0, error) ? number : -1;
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
	GError *failed = NULL;
	int64_t number;

	if (!*text || !is_text(text, CASE_SAID_LIMIT)) {
		cases_fail(error, CASES_ERROR_SAID,
			   _("what was said cannot be recorded: empty, not UTF-8, or longer than %d bytes"), CASE_SAID_LIMIT);
		return -1;
	}
	json_set_string(body, "text", text);
	if (corrects)
		json_set_integer(body, "corrects", corrects);
	if (!check_instant(options, &event.at, error))
		return -1;
	number = note_once(options, id, &event, &failed);
	if (number < 0 && store_made_room(options->store, &failed))
		number = note_once(options, id, &event, &failed);
	if (failed)
		g_propagate_error(error, failed);
	return number;
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
