/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What devices said, whatever keeps it: limits, what takes the place of what,
 * and what must go to make room. The digest is reckoned here, of what is kept.
 */
#include "store/evidence.h"

#include "base/translate.h"
#include "store/internal.h"

static bool name_valid(const char *name)
{
	return *name && strnlen(name, EVIDENCE_NAME_LIMIT + 1) <= EVIDENCE_NAME_LIMIT &&
	       g_utf8_validate(name, -1, NULL);
}

static bool text_valid(const char *item, const struct evidence_text *text, GError **error)
{
	if (!name_valid(text->command) || !name_valid(text->platform))
		return store_fail(error, STORE_ERROR_IO,
				  _("cannot keep what '%s' said: its command or platform is empty, "
				    "not UTF-8 or longer than %d bytes"),
				  item, EVIDENCE_NAME_LIMIT);
	if (text->reason &&
	    (strnlen(text->reason, EVIDENCE_REASON_LIMIT + 1) > EVIDENCE_REASON_LIMIT ||
	     !g_utf8_validate(text->reason, -1, NULL)))
		return store_fail(error, STORE_ERROR_IO,
				  _("cannot keep what '%s' said: what changed by it is not UTF-8 or "
				    "longer than %d bytes"),
				  item, EVIDENCE_REASON_LIMIT);
	return true;
}

/* TEXT as a row of its own. */
static struct evidence_row row_of(const char *item, const struct evidence_text *text)
{
	const size_t length = MIN(text->length, EVIDENCE_TEXT_LIMIT);

	return (struct evidence_row){
		.record = {
			.item = item,
			.command = text->command,
			.platform = text->platform,
			.read_at_us = text->read_at_us,
			.again_at_us = text->read_at_us,
			.kept_at_us = text->reason ? text->read_at_us : -1,
			.reason = text->reason,
			.whole = text->whole,
			.bytes = (int64_t)text->length,
			.digest = digest_of(text->text, length),
			.length = length,
			.text = text->text,
		},
	};
}

/* The newest of an item and command. */
struct newest {
	bool found;
	int64_t id, read_at_us;
	bool whole, kept, same_platform;
	int64_t bytes;
	struct digest digest;
	const char *platform;		/* of what is to be kept */
};

static bool take_newest(void *context, const struct evidence_row *row)
{
	struct newest *newest = context;

	newest->found = true;
	newest->id = row->id;
	newest->read_at_us = row->record.read_at_us;
	newest->whole = row->record.whole;
	newest->kept = row->record.kept_at_us >= 0;
	newest->bytes = row->record.bytes;
	newest->digest = row->record.digest;
	newest->same_platform = !strcmp(row->record.platform, newest->platform);
	return false;
}

static bool is_same(const struct newest *newest, const struct evidence_record *record)
{
	return newest->whole == record->whole && newest->bytes == record->bytes &&
	       newest->same_platform && digest_equal(&newest->digest, &record->digest);
}

/* Puts ROW where it belongs. */
static bool place(struct store *store, struct evidence_row *row, GError **error)
{
	const struct evidence_query query = {.item = row->record.item, .command = row->record.command};
	struct newest newest = {.platform = row->record.platform};

	if (!store->operations->read_evidence(store, &query, take_newest, &newest, error))
		return false;
	if (newest.found && is_same(&newest, &row->record))
		return store->operations->repeat_evidence(store, newest.id, row->record.again_at_us,
							  row->record.reason, error);
	row->id = newest.found && !newest.kept ? newest.id : 0;
	return store->operations->set_evidence(store, row, error);
}

/* ---- making room ---- */

struct room {
	int64_t left;
	GArray *over;			/* int64_t, ids */
};

static bool count_kept(void *context, const struct evidence_row *row)
{
	struct room *room = context;

	if (row->record.kept_at_us < 0)
		return true;
	room->left -= MAX((int64_t)row->record.length, EVIDENCE_LEAST_BYTES);
	if (room->left < 0)
		g_array_append_val(room->over, row->id);
	return true;
}

static bool make_room(struct store *store, const struct evidence_record *record, GError **error)
{
	const struct evidence_query query = {.item = record->item, .command = record->command};
	g_autoptr(GArray) over = g_array_new(FALSE, FALSE, sizeof(int64_t));
	struct room room = {.left = EVIDENCE_KEPT_BYTES, .over = over};

	if (!store->operations->read_evidence(store, &query, count_kept, &room, error))
		return false;
	for (guint i = 0; i < over->len; i++)
		if (!store->operations->delete_evidence(store, g_array_index(over, int64_t, i),
							error))
			return false;
	return true;
}

static bool keep(struct store *store, const char *item, const struct evidence_text *text,
		 struct digest *ret_digest, GError **error)
{
	struct evidence_row row = row_of(item, text);

	if (!place(store, &row, error) || (text->reason && !make_room(store, &row.record, error)))
		return false;
	if (ret_digest)
		*ret_digest = row.record.digest;
	return true;
}

bool evidence_keep(struct store *store, const char *item, const struct evidence_text *text,
		   struct digest *ret_digest, GError **error)
{
	return store_writing(store, error) &&
	       store_wrote(store, store_item_valid(item, error) && text_valid(item, text, error) &&
					  keep(store, item, text, ret_digest, error));
}

/* ---- reading ---- */

struct reader {
	evidence_each *each;
	void *context;
};

static bool tell(void *context, const struct evidence_row *row)
{
	const struct reader *reader = context;

	return reader->each(reader->context, &row->record);
}

bool evidence_read(struct store *store, const struct evidence_query *query, evidence_each *each,
		   void *context, GError **error)
{
	struct reader reader = {each, context};

	return store->operations->read_evidence(store, query, tell, &reader, error);
}

bool evidence_forget_before(struct store *store, int64_t before_us, GError **error)
{
	return store_writing(store, error) &&
	       store_wrote(store, store->operations->forget_evidence(store, before_us, error));
}
