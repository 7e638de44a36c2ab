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

static gpointer take_approval(const void *context, const struct json *payload, const struct journal_entry *entry, int64_t *ret_previous)
{
	const enum manual_kind *kind = context;
	struct manual_approval *approval = manual_approval_read(payload);

	if (!approval || approval->kind != *kind) {
		manual_approval_free(approval);
		return NULL;
	}
	approval->sequence = entry->sequence;
	approval->approved_at_us = entry->event_at_us;
	approval->recorded_at_us = entry->recorded_at_us;
	approval->actor = g_strdup(entry->actor);
	*ret_previous = approval->previous;
	return approval;
}

static void approval_free(gpointer approval)
{
	manual_approval_free(approval);
}

GPtrArray *engine_manual_approvals(struct store *store, enum manual_kind kind, GError **error)
{
	const struct chain_reading reading = {
		.mark = mark_of(kind), .kind = ENTRY_KIND, .most = MANUAL_APPROVALS_MOST, .take = take_approval, .context = &kind,
		.free = approval_free,
	};

	return engine_chain_read(store, &reading, error);
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
