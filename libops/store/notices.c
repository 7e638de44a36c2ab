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
		 record->run >= 0 && record->turn >= 0);
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
	return facts_valid(record, error);
}

bool notices_keep(struct store *store, struct notice_record *record, GError **error)
{
	return store_writing(store, error) &&
	       store_wrote(store, record_valid(record, error) &&
					  store->operations->keep_notice(store, record, error));
}

static bool set_state(struct store *store, int64_t number, enum notice_state state, GError **error)
{
	bool there;

	g_assert(state < NOTICE_STATE_COUNT);
	return store->operations->set_notice_state(store, number, state, &there, error) &&
	       (there ||
		store_fail(error, STORE_ERROR_IO,
			   _("cannot say what became of notice %ld: there is no such notice"),
			   (long)number));
}

bool notices_set_state(struct store *store, int64_t number, enum notice_state state, GError **error)
{
	return store_writing(store, error) &&
	       store_wrote(store, set_state(store, number, state, error));
}

bool notices_read(struct store *store, const struct notices_filter *filter, notices_each *each,
		  void *context, GError **error)
{
	return store->operations->read_notices(store, filter, each, context, error);
}
