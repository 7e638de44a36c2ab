/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Takes payloads out of the journal and leaves the proof whole.
 */
#include "store/internal.h"

#include "base/json.h"
#include "base/translate.h"

#include <inttypes.h>
#include <string.h>

struct taken {
	bool found, redaction, present;
	struct digest digest;
};

static bool take_row(void *context, const struct journal_row *row)
{
	struct taken *taken = context;

	*taken = (struct taken){
		.found = true,
		.redaction = strcmp(row->kind, JOURNAL_REDACTION) == 0,
		.present = row->body != NULL,
		.digest = row->payload_digest,
	};
	return false;
}

static bool valid(const struct journal_redaction *redaction, GError **error)
{
	if (!*redaction->approved_by || strcmp(redaction->approved_by, redaction->actor) == 0)
		return store_fail(error, STORE_ERROR_IO,
				  _("who approves a removal must be another than who does it"));
	if (!*redaction->reason || !store_text_valid(redaction->reason, JOURNAL_REASON_LIMIT))
		return store_fail(error, STORE_ERROR_IO,
				  _("a removal needs a reason of at most %d bytes of UTF-8"),
				  JOURNAL_REASON_LIMIT);
	return true;
}

static bool look_at(struct store *store, int64_t sequence, struct taken *ret_taken, GError **error)
{
	struct taken taken = {.found = false};

	if (!store->operations->read_rows(store, sequence, sequence, take_row, &taken, error))
		return false;
	if (!taken.found)
		return store_fail(error, STORE_ERROR_IO, _("the journal has no entry %" PRId64),
				  sequence);
	if (taken.redaction)
		return store_fail(error, STORE_ERROR_IO,
				  _("entry %" PRId64 " says why another was removed, and stays"),
				  sequence);
	if (!taken.present)
		return store_fail(error, STORE_ERROR_IO,
				  _("the payload of entry %" PRId64 " was removed already"),
				  sequence);
	*ret_taken = taken;
	return true;
}

static char *payload_of(const struct journal_redaction *redaction, const struct digest *digest)
{
	g_autofree char *hex = digest_hex(digest->bytes, DIGEST_SIZE);
	g_autoptr(ops_json_t) object = json_new_object();

	json_set_string(object, "approved_by", redaction->approved_by);
	json_set_string(object, "payload_digest", hex);
	json_set_string(object, "reason", redaction->reason);
	json_set_integer(object, "sequence", redaction->sequence);
	return json_print_canonical(object);
}

static bool redact(struct store *store, const struct journal_redaction *redaction,
		   int64_t *ret_entry, GError **error)
{
	struct taken taken;
	g_autofree char *payload = NULL;
	struct journal_entry entry = {
		.kind = JOURNAL_REDACTION,
		.actor = redaction->actor,
		.event_at_us = redaction->at_us,
	};
	bool removed = false;

	if (!valid(redaction, error) || !look_at(store, redaction->sequence, &taken, error))
		return false;
	payload = payload_of(redaction, &taken.digest);
	entry.payload = payload;
	entry.payload_length = strlen(payload);
	if (!journal_append(store, &entry, error) ||
	    !store->operations->remove_payload(store, redaction->sequence, &removed, error))
		return false;
	g_assert(removed);
	*ret_entry = entry.sequence;
	return true;
}

bool journal_redact(struct store *store, const struct journal_redaction *redaction,
		    int64_t *ret_entry, GError **error)
{
	return store_writing(store, error) &&
	       store_wrote(store, redact(store, redaction, ret_entry, error));
}

bool journal_scrub(struct store *store, bool *ret_clean, GError **error)
{
	if (store->mode == STORE_READ)
		return store_fail(error, STORE_ERROR_READ_ONLY,
				  _("cannot write: the store was opened for reading"));
	g_assert(store->transaction == STORE_IDLE);
	return store->operations->scrub(store, ret_clean, error);
}

bool journal_redacts(const struct journal_row *row, int64_t *ret_sequence,
		     struct digest *ret_digest)
{
	g_autoptr(ops_json_t) object = NULL;
	const char *by, *hex, *reason;

	if (strcmp(row->kind, JOURNAL_REDACTION) != 0 || !row->body)
		return false;
	object = json_parse(row->body, row->body_length, JOURNAL_PAYLOAD_LIMIT, NULL);
	if (!object)
		return false;
	by = json_get_string(object, "approved_by");
	hex = json_get_string(object, "payload_digest");
	reason = json_get_string(object, "reason");
	return by && *by && strcmp(by, row->actor) != 0 && reason && *reason && hex &&
	       digest_from_hex(hex, ret_digest->bytes, DIGEST_SIZE) &&
	       json_get_integer(object, "sequence", ret_sequence) &&
	       *ret_sequence < row->sequence;
}
