/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Notices that were asked for, whatever keeps them: limits only. What their facts
 * mean is the business of libops/notice.
 */
#include "store/notices.h"

#include "base/json.h"
#include "base/text.h"
#include "base/translate.h"
#include "store/cases.h"
#include "store/internal.h"

static bool facts_valid(const struct notice_record *record, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(ops_json_t) json =
		json_parse(record->facts, strlen(record->facts), NOTICE_FACTS_LIMIT, &problem);

	if (!json || json_is_list(json))
		return store_fail(
			error, STORE_ERROR_IO,
			_("cannot keep a notice: its facts are no JSON object of at most %d bytes: "
			  "%s"),
			NOTICE_FACTS_LIMIT, problem ? problem->message : _("it is a list"));
	return true;
}

static bool record_valid(const struct notice_record *record, GError **error)
{
	g_assert(record->kind < NOTICE_KIND_COUNT && record->state < NOTICE_STATE_COUNT &&
		 record->run >= 0 && record->turn >= 0 && record->urgency < URGENCY_COUNT &&
		 record->sequence >= 0);
	if (words_find(WORDS_AUDIENCE, record->audience) < 0) {
		g_autofree char *audience = text_safe_string(record->audience);

		return store_fail(error, STORE_ERROR_IO,
				  _("cannot keep a notice: '%s' is no audience"), audience);
	}
	if (!store_text_valid(record->recipient, CASE_TEXT_LIMIT) ||
	    !store_text_valid(record->case_id, CASE_ID_LIMIT) || !*record->made_by ||
	    !store_text_valid(record->made_by, JOURNAL_ACTOR_LIMIT))
		return store_fail(
			error, STORE_ERROR_IO,
			_("cannot keep a notice: its recipient, its case or who asked for it is "
			  "missing, not UTF-8 or too long"));
	if (!store_text_valid(record->once, NOTICE_ONCE_LIMIT))
		return store_fail(error, STORE_ERROR_IO,
				  _("cannot keep a notice: what must not be told twice is not UTF-8 or "
				    "longer than %d bytes"),
				  NOTICE_ONCE_LIMIT);
	return facts_valid(record, error);
}

/* What changes of a notice. */
static bool progress_valid(const struct notice_record *record, GError **error)
{
	g_assert(record->state < NOTICE_STATE_COUNT && record->rung >= 0 && record->rung_due_at_us >= 0);
	return store_text_valid(record->approved_by, JOURNAL_ACTOR_LIMIT) ||
	       store_fail(error, STORE_ERROR_IO,
			  _("cannot keep a notice: who approved it is not UTF-8 or longer than %d bytes"),
			  JOURNAL_ACTOR_LIMIT);
}

static bool is_new(struct store *store, const struct notice_record *record, GError **error)
{
	int64_t number = 0;
	g_autofree char *once = NULL;

	if (*record->once && !store->operations->find_notice_once(store, record->once, &number, error))
		return false;
	if (!number)
		return true;
	once = text_safe_string(record->once);
	return store_fail(error, STORE_ERROR_IO,
			  _("cannot keep a notice: '%s' was told by notice %ld, and is told once"), once,
			  (long)number);
}

static bool keep(struct store *store, struct notice_record *record, GError **error)
{
	struct notice_record whole = *record;

	whole.once = record->once ? record->once : "";
	whole.approved_by = record->approved_by ? record->approved_by : "";
	if (!record_valid(&whole, error) || !progress_valid(&whole, error) ||
	    !is_new(store, &whole, error) || !store->operations->keep_notice(store, &whole, error))
		return false;
	record->number = whole.number;
	return true;
}

bool notices_keep(struct store *store, struct notice_record *record, GError **error)
{
	return store_writing(store, error) && store_wrote(store, keep(store, record, error));
}

static bool change(struct store *store, const struct notice_record *record, GError **error)
{
	bool there;

	return progress_valid(record, error) &&
	       store->operations->change_notice(store, record, &there, error) &&
	       (there ||
		store_fail(error, STORE_ERROR_IO,
			   _("cannot say what became of notice %ld: there is no such notice"),
			   (long)record->number));
}

bool notices_change(struct store *store, const struct notice_record *record, GError **error)
{
	return store_writing(store, error) && store_wrote(store, change(store, record, error));
}

int64_t notices_find_once(struct store *store, const char *once, GError **error)
{
	int64_t number = 0;

	/* What may be told any number of times was told by none. */
	if (*once && !store->operations->find_notice_once(store, once, &number, error))
		return -1;
	return number;
}

int64_t notices_newest(struct store *store, GError **error)
{
	int64_t number = -1;

	return store->operations->newest_notice(store, &number, error) ? number : -1;
}

bool notices_read(struct store *store, const struct notices_filter *filter, notices_each *each,
		  void *context, GError **error)
{
	return store->operations->read_notices(store, filter, each, context, error);
}

void notices_init_copy(struct notice_record *copy, const struct notice_record *record)
{
	*copy = *record;
	copy->audience = g_strdup(record->audience);
	copy->recipient = g_strdup(record->recipient);
	copy->case_id = g_strdup(record->case_id);
	copy->made_by = g_strdup(record->made_by);
	copy->facts = g_strdup(record->facts);
	copy->once = g_strdup(record->once);
	copy->approved_by = g_strdup(record->approved_by);
}

void notices_clear_copy(struct notice_record *copy)
{
	g_free((char *)copy->audience);
	g_free((char *)copy->recipient);
	g_free((char *)copy->case_id);
	g_free((char *)copy->made_by);
	g_free((char *)copy->facts);
	g_free((char *)copy->once);
	g_free((char *)copy->approved_by);
}
