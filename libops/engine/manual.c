/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Approvals of the manuals: from the mark to the newest entry, and from each
 * entry to the one before.
 */
#include "engine/manual.h"

#include "base/translate.h"
#include "engine/chain.h"
#include "engine/internal.h"

#include <string.h>

#define ENTRY_KIND "manual-approved"

static const char *mark_of(enum manual_kind kind)
{
	static const char *const marks[MANUAL_KIND_COUNT] = {
		[MANUAL_OPERATIONS] = "manual-operations",
		[MANUAL_RESPONSE] = "manual-response",
		[MANUAL_CONTACTS] = "manual-contacts",
	};

	return marks[kind];
}

/* --- reading --- */

static bool read_entry(void *context, const struct journal_entry *entry)
{
	struct manual_approval **ret_approval = context;
	g_autoptr(ops_json_t) payload = NULL;

	if (!g_str_equal(entry->kind, ENTRY_KIND) || !entry->payload)
		return false;
	payload = json_parse(entry->payload, entry->payload_length, JOURNAL_PAYLOAD_LIMIT, NULL);
	*ret_approval = payload ? manual_approval_read(payload) : NULL;
	if (!*ret_approval)
		return false;
	(*ret_approval)->sequence = entry->sequence;
	(*ret_approval)->approved_at_us = entry->event_at_us;
	(*ret_approval)->recorded_at_us = entry->recorded_at_us;
	(*ret_approval)->actor = g_strdup(entry->actor);
	return false;
}

/* The approval of KIND that the entry SEQUENCE is; NULL on error. */
static struct manual_approval *read_approval(struct store *store, enum manual_kind kind, int64_t sequence, GError **error)
{
	struct manual_approval *approval = NULL;

	if (!journal_read(store, sequence, sequence, read_entry, &approval, error))
		return NULL;
	if (approval && approval->kind == kind && approval->previous < sequence)
		return approval;
	manual_approval_free(approval);
	g_set_error(error, OPS_ENGINE_ERROR, ENGINE_ERROR_CHANGED,
		    _("entry %ld of the journal should be an approval of the manual '%s', and is none that can be read"),
		    (long)sequence, manual_kind_id(kind));
	return NULL;
}

static void approval_free(gpointer approval)
{
	manual_approval_free(approval);
}

GPtrArray *engine_manual_approvals(struct store *store, enum manual_kind kind, GError **error)
{
	g_autoptr(GPtrArray) approvals = g_ptr_array_new_with_free_func(approval_free);
	int64_t sequence = 0;

	if (!engine_chain_newest(store, mark_of(kind), &sequence, error))
		return NULL;
	while (sequence && approvals->len < MANUAL_APPROVALS_MOST) {
		struct manual_approval *approval = read_approval(store, kind, sequence, error);

		if (!approval)
			return NULL;
		g_ptr_array_add(approvals, approval);
		sequence = approval->previous;
	}
	return g_steal_pointer(&approvals);
}

/* --- writing --- */

static bool append(const struct manual_approve_options *options, const struct manual_approval *approval, GError **error)
{
	g_autoptr(ops_json_t) payload = manual_approval_json(approval);
	g_autofree char *text = json_print(payload);
	struct journal_entry entry = {
		.event_at_us = approval->approved_at_us,
		.kind = ENTRY_KIND,
		.actor = options->actor,
		.payload = text,
		.payload_length = strlen(text),
	};

	return engine_chain_append(options->store, options->clock, mark_of(approval->kind), &entry, error);
}

/* Inside a transaction. */
static bool keep(const struct manual_approve_options *options, struct manual_approval *approval, GError **error)
{
	g_autoptr(GPtrArray) before = engine_manual_approvals(options->store, approval->kind, error);
	const struct manual_approval *newest;

	if (!before)
		return false;
	newest = before->len ? before->pdata[0] : NULL;
	approval->previous = newest ? newest->sequence : 0;
	approval->version = !newest ? 1 :
			    digest_equal(&newest->digest, &approval->digest) ? newest->version : newest->version + 1;
	return append(options, approval, error);
}

bool engine_manual_approve(const struct manual_approve_options *options, const struct manual *manual,
			   const struct manual_letter *letter, unsigned int *ret_version, GError **error)
{
	g_autoptr(ops_manual_approval_t) approval = g_new0(struct manual_approval, 1);
	bool ok;

	approval->kind = manual_kind(manual);
	approval->language = manual_language(manual);
	approval->digest = *manual_digest(manual);
	approval->organization = g_strdup(letter->organization->name);
	approval->name_ja = g_strdup(letter->organization->title.ja);
	approval->name_en = g_strdup(letter->organization->title.en);
	approval->letter = g_strdup(letter->name);
	approval->letter_digest = letter->digest;
	approval->letter_bytes = letter->bytes;
	approval->said_by = g_strdup(options->said_by);
	approval->approved_at_us = letter->approved_at_us;
	ok = store_begin(options->store, error);
	if (ok && (!keep(options, approval, error) || !store_commit(options->store, error)))
		ok = false;
	if (!ok) {
		store_rollback(options->store);
		return false;
	}
	*ret_version = approval->version;
	return journal_sign(options->store, options->notes, error);
}
