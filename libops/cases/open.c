/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A trouble gets a record: its id, its row and its first event, in one transaction.
 */
#include "cases/internal.h"

#include "base/instant.h"
#include "base/translate.h"

static bool check_opening(const struct cases_options *options, const struct case_opening *opening, GError **error)
{
	if ((opening->title && !record_is_text(opening->title, CASE_TEXT_LIMIT)) || !record_is_text(opening->subject, CASE_TEXT_LIMIT) ||
	    !record_is_text(opening->organization, CASE_TEXT_LIMIT))
		return cases_fail(error, CASES_ERROR_SAID,
				  _("a title or subject cannot be recorded: not UTF-8, or longer than %d bytes"),
				  CASE_TEXT_LIMIT);
	if (opening->text && !record_check_text(opening->text, CASE_SAID_LIMIT, error))
		return false;
	return record_check_instant(options, &opening->began, error);
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
	if (opening->severity)
		json_set_string(body, "severity", opening->severity);
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
	struct case_event event = {
		.kind = CASE_OPENED, .at = opening->began, .said_by = (char *)options->said_by, .sure = opening->sure,
	};

	g_assert(words_find(WORDS_DETECTION, opening->detected_by) >= 0);
	if (!check_opening(options, opening, error) || !is_alone(options, opening, error))
		return NULL;
	event.body = body = opening_json(opening);
	id = case_next_id(options->store, opening->kind, date, error);
	if (!id || !set_row(options, opening, id, error) || record_append(options, id, &event, error) < 0)
		return NULL;
	return g_steal_pointer(&id);
}

bool case_check_opening(const struct cases_options *options, struct case_opening *opening, GError **error)
{
	return case_check_patients(options, opening->title, &opening->sure, error) &&
	       case_check_patients(options, opening->text, &opening->sure, error);
}

struct opening { const struct case_opening *opening; char *id; };

static int64_t open_once(const struct cases_options *options, void *context, GError **error)
{
	struct opening *opening = context;

	g_clear_pointer(&opening->id, g_free);
	opening->id = case_open_within(options, opening->opening, error);
	return opening->id ? 1 : -1;
}

/* What a person types, beside what has a form of its own. */
char *case_open(const struct cases_options *options, const struct case_opening *opening, GError **error)
{
	struct case_opening looked_at = *opening;
	struct opening once = {.opening = &looked_at};

	if (!case_check_opening(options, &looked_at, error))
		return NULL;
	if (case_transaction(options, open_once, &once, error) < 0)
		g_clear_pointer(&once.id, g_free);
	return once.id;
}
