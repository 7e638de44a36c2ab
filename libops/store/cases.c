/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Cases, their events and runs, whatever keeps them: limits, ids, numbers, and how an
 * event lies in the journal.
 *
 * The payload of its entry is {"case":…,"number":…,"run":…,"kind":…,"body":BODY},
 * in this order and without blanks, BODY as it was given. So the journal alone tells
 * of which case an event is and where in it, and that is proven with the rest; what
 * the tables say beside it is compared with it at each reading.
 */
#include "store/cases.h"

#include "base/json.h"
#include "base/translate.h"
#include "store/internal.h"

#include <inttypes.h>

#define ENTRY_KIND "case"
#define DATE_LENGTH 8 /* "20261122" */
#define NUMBER_MOST 999999 /* of one prefix on one day */

static bool said(const char *text, size_t limit)
{
	return text && *text && store_text_valid(text, limit);
}

static bool given(const char *text, size_t limit)
{
	return text && store_text_valid(text, limit);
}

static bool id_valid(const char *id, GError **error)
{
	return said(id, CASE_ID_LIMIT) ||
	       store_fail(
		       error, STORE_ERROR_IO,
		       _("cannot keep a case whose id is empty, not UTF-8 or longer than %d bytes"),
		       CASE_ID_LIMIT);
}

/* ---- cases ---- */

static bool date_valid(const char *date)
{
	return strspn(date, "0123456789") == DATE_LENGTH && !date[DATE_LENGTH];
}

/* RET_EVENTS is -1 when there is no such case. */
static bool count_events(struct store *store, const char *id, int64_t *ret_events, GError **error)
{
	return store->operations->count_case_events(store, id, ret_events, error);
}

/* As nothing is removed, the first that is free follows the last. */
static char *next_id(struct store *store, const char *prefix, const char *date, GError **error)
{
	for (int number = 1; number <= NUMBER_MOST; number++) {
		g_autofree char *id = g_strdup_printf("%s-%s-%03d", prefix, date, number);
		int64_t events;

		if (!count_events(store, id, &events, error))
			return NULL;
		if (events < 0)
			return g_steal_pointer(&id);
	}
	store_fail(error, STORE_ERROR_FULL,
		   _("cannot name another case of '%s-%s': all %d ids are taken"), prefix, date,
		   NUMBER_MOST);
	return NULL;
}

char *cases_next_id(struct store *store, const char *prefix, const char *date, GError **error)
{
	g_assert(*prefix && date_valid(date));
	return store_writing(store, error) ? next_id(store, prefix, date, error) : NULL;
}

static bool case_valid(const struct case_record *record, GError **error)
{
	if (!id_valid(record->id, error))
		return false;
	g_assert(record->kind < CASE_KIND_COUNT);
	if (!given(record->title, CASE_TEXT_LIMIT) || !given(record->subject, CASE_TEXT_LIMIT) ||
	    !given(record->organization, CASE_TEXT_LIMIT))
		return store_fail(
			error, STORE_ERROR_IO,
			_("cannot keep case '%s': its title, subject or organization is not "
			  "UTF-8 of at most %d bytes"),
			record->id, CASE_TEXT_LIMIT);
	return said(record->opened_by, JOURNAL_ACTOR_LIMIT) ||
	       store_fail(
		       error, STORE_ERROR_IO,
		       _("cannot keep case '%s': who opened it is not named in UTF-8 of at most %d "
			 "bytes"),
		       record->id, JOURNAL_ACTOR_LIMIT);
}

bool cases_set(struct store *store, const struct case_record *record, GError **error)
{
	return store_writing(store, error) &&
	       store_wrote(store, case_valid(record, error) &&
					  store->operations->set_case(store, record, error));
}

bool cases_read(struct store *store, const struct cases_filter *filter, cases_each *each,
		void *context, GError **error)
{
	return store->operations->read_cases(store, filter, each, context, error);
}

/* ---- events ---- */

/* What stands before the body of EVENT in the journal. */
static GString *wrapping(const struct case_event_record *event)
{
	GString *text = g_string_new("{\"case\":");

	json_append_quoted(text, event->case_id);
	g_string_append_printf(text, ",\"number\":%" PRId64 ",\"run\":%" PRId64 ",\"kind\":",
			       event->number, event->run);
	json_append_quoted(text, event->kind);
	g_string_append(text, ",\"body\":");
	return text;
}

static bool kind_valid(const char *kind)
{
	const size_t length = strspn(kind, "abcdefghijklmnopqrstuvwxyz0123456789-");

	return length > 0 && length <= JOURNAL_KIND_LIMIT && !kind[length];
}

static bool event_valid(const struct case_event_record *event, GError **error)
{
	if (!id_valid(event->case_id, error))
		return false;
	if (!event->kind || !kind_valid(event->kind))
		return store_fail(
			error, STORE_ERROR_IO,
			_("cannot record an event of '%s': its kind is not 1 to %d of a-z, "
			  "0-9 and -"),
			event->case_id, JOURNAL_KIND_LIMIT);
	g_assert(event->run >= 0);
	return true;
}

/* That BYTES are an object, whole. */
static bool object_valid(const struct case_event_record *event, const char *bytes, size_t length,
			 size_t limit, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(ops_json_t) json = json_parse(bytes, length, limit, &problem);

	if (!json)
		return store_fail(error, STORE_ERROR_IO, _("cannot record a '%s' of '%s': %s"),
				  event->kind, event->case_id, problem->message);
	return !json_is_list(json) ||
	       store_fail(error, STORE_ERROR_IO,
			  _("cannot record a '%s' of '%s': its body is a list and not an object"),
			  event->kind, event->case_id);
}

/* The payload of EVENT's entry. The body is looked at by itself first: else what is no
 * object might become a part of one. Inside of the payload it lies one deeper. */
static GString *payload_of(const struct case_event_record *event, GError **error)
{
	g_autoptr(GString) payload = NULL;

	if (!event->body) {
		store_fail(error, STORE_ERROR_IO, _("cannot record a '%s' of '%s': it has no body"),
			   event->kind, event->case_id);
		return NULL;
	}
	if (!object_valid(event, event->body, event->body_length, CASE_BODY_LIMIT, error))
		return NULL;
	payload = wrapping(event);
	g_string_append_len(payload, event->body, (gssize)event->body_length);
	g_string_append_c(payload, '}');
	return object_valid(event, payload->str, payload->len, payload->len, error)
		       ? g_steal_pointer(&payload)
		       : NULL;
}

static bool append_event(struct store *store, struct case_event_record *event, GError **error)
{
	struct case_event_record whole = *event;
	struct journal_entry entry = {.kind = ENTRY_KIND,
				      .event_at_us = event->event_at_us,
				      .actor = event->actor};
	g_autoptr(GString) payload = NULL;
	int64_t events;

	if (!event_valid(event, error) || !count_events(store, event->case_id, &events, error))
		return false;
	if (events < 0)
		return store_fail(error, STORE_ERROR_IO,
				  _("cannot record a '%s' of '%s': there is no such case"),
				  event->kind, event->case_id);
	whole.number = events + 1;
	payload = payload_of(&whole, error);
	if (!payload)
		return false;
	entry.payload = payload->str;
	entry.payload_length = payload->len;
	if (!journal_append(store, &entry, error))
		return false;
	whole.entry = entry.sequence;
	whole.recorded_at_us = entry.recorded_at_us;
	if (!store->operations->append_case_event(store, &whole, error))
		return false;
	*event = whole;
	return true;
}

bool case_events_append(struct store *store, struct case_event_record *event, GError **error)
{
	return store_writing(store, error) && store_wrote(store, append_event(store, event, error));
}

struct event_reader {
	case_events_each *each;
	void *context;
	int64_t expected; /* the number of the next one; -1: some are left out */
	bool unsound;
	bool ended; /* by EACH */
};

/* The body of EVENT, of which the body is the whole payload; NULL when that is of another event.
 * Caller frees. */
static char *unwrap(const struct case_event_record *event, size_t *ret_length)
{
	g_autoptr(GString) before = wrapping(event);

	if (event->body_length <= before->len + 1 ||
	    memcmp(event->body, before->str, before->len) != 0 ||
	    event->body[event->body_length - 1] != '}')
		return NULL;
	*ret_length = event->body_length - before->len - 1;
	return g_strndup(event->body + before->len, *ret_length);
}

static bool tell_event(void *context, const struct case_event_record *kept)
{
	struct event_reader *reader = context;
	struct case_event_record event = *kept;
	g_autofree char *body = kept->body ? unwrap(kept, &event.body_length) : NULL;

	reader->unsound = (kept->body && !body) ||
			  (reader->expected >= 0 && event.number != reader->expected++);
	if (reader->unsound)
		return false;
	event.body = body;
	reader->ended = !reader->each(reader->context, &event);
	return !reader->ended;
}

bool case_events_read(struct store *store, const struct case_events_filter *filter,
		      case_events_each *each, void *context, GError **error)
{
	const int64_t after = MAX(filter->after, 0);
	struct event_reader reader = {
		.each = each,
		.context = context,
		.expected = filter->run == CASE_EVERY_RUN ? after + 1 : -1,
	};
	int64_t events;

	if (!filter->case_id) {
		reader.expected = -1;
		return store->operations->read_case_events(store, filter, tell_event, &reader, error) &&
		       (!reader.unsound || store_fail(error, STORE_ERROR_DAMAGED,
						      _("cannot read the events '%s' of all cases: they are not those that the journal tells of"),
						      filter->kind));
	}
	/* Counted before they are read: another one may come in between. */
	if (!count_events(store, filter->case_id, &events, error) ||
	    !store->operations->read_case_events(store, filter, tell_event, &reader, error))
		return false;
	if (reader.unsound ||
	    (!reader.ended && reader.expected >= 0 && after < events && reader.expected <= events))
		return store_fail(
			error, STORE_ERROR_DAMAGED,
			_("cannot read the events of '%s': they are not those that the journal "
			  "tells of"),
			filter->case_id);
	return true;
}

/* ---- runs ---- */

static bool run_valid(const struct run_record *run, GError **error)
{
	if (!id_valid(run->case_id, error))
		return false;
	g_assert(run->run > 0 && run->caller >= 0 && run->caller_turn >= 0 && run->turn >= 0 &&
		 run->state < WALK_STATE_COUNT);
	if (said(run->procedure, CASE_TEXT_LIMIT) && given(run->subject, CASE_TEXT_LIMIT) &&
	    given(run->holder, JOURNAL_ACTOR_LIMIT) && given(run->step, CASE_TEXT_LIMIT))
		return true;
	return store_fail(
		error, STORE_ERROR_IO,
		_("cannot keep run %ld of '%s': its procedure, subject, holder or step is "
		  "missing, not UTF-8 or too long"),
		(long)run->run, run->case_id);
}

static bool set_run(struct store *store, const struct run_record *run, GError **error)
{
	int64_t events;

	if (!run_valid(run, error) || !count_events(store, run->case_id, &events, error))
		return false;
	if (events < 0)
		return store_fail(error, STORE_ERROR_IO,
				  _("cannot keep run %ld of '%s': there is no such case"),
				  (long)run->run, run->case_id);
	return store->operations->set_run(store, run, error);
}

bool runs_set(struct store *store, const struct run_record *run, GError **error)
{
	return store_writing(store, error) && store_wrote(store, set_run(store, run, error));
}

bool runs_read(struct store *store, const struct runs_filter *filter, runs_each *each,
	       void *context, GError **error)
{
	return store->operations->read_runs(store, filter, each, context, error);
}

static bool text_is(const struct digest *digest, const void *text, size_t length)
{
	const struct digest sum = digest_of(text, length);

	return digest_equal(&sum, digest);
}

static bool keep_text(struct store *store, const struct digest *digest, const char *text,
		      size_t length, GError **error)
{
	if (length > CASE_BYTES_LIMIT || !text_is(digest, text, length))
		return store_fail(
			error, STORE_ERROR_IO,
			_("cannot keep the text of a procedure: it is larger than %d bytes, or "
			  "not that which its digest is of"),
			CASE_BYTES_LIMIT);
	return store->operations->keep_run_text(store, digest, text, length, error);
}

bool run_texts_keep(struct store *store, const struct digest *digest, const char *text,
		    size_t length, GError **error)
{
	return store_writing(store, error) &&
	       store_wrote(store, keep_text(store, digest, text, length, error));
}

GBytes *run_texts_read(struct store *store, const struct digest *digest, GError **error)
{
	g_autoptr(GBytes) text = NULL;

	if (!store->operations->read_run_text(store, digest, &text, error))
		return NULL;
	if (text && !text_is(digest, g_bytes_get_data(text, NULL), g_bytes_get_size(text))) {
		store_fail(error, STORE_ERROR_DAMAGED,
			   _("cannot read the text of a procedure: it is not that which was kept"));
		return NULL;
	}
	return g_steal_pointer(&text);
}
