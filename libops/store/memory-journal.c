/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The journal's entries in the double in memory: a list, in order of sequence.
 */
#include "store/memory.h"

/* The entry is first: who reads cases knows no more of it. */
struct memory_entry {
	struct journal_entry entry;
	uint8_t salt[DIGEST_SIZE];
	struct digest payload_digest, leaf;
};

static void entry_free(void *pointer)
{
	struct journal_entry *entry = pointer;

	g_free((char *)entry->kind);
	g_free((char *)entry->actor);
	g_free((char *)entry->payload);
	g_free(entry);
}

GPtrArray *memory_entries_new(void)
{
	return g_ptr_array_new_with_free_func(entry_free);
}

void memory_entries_append(GPtrArray *entries, const struct journal_row *row)
{
	struct memory_entry *kept = g_new(struct memory_entry, 1);
	char *payload = g_malloc(row->body_length + 1);

	memcpy(payload, row->body, row->body_length);
	payload[row->body_length] = '\0';
	memcpy(kept->salt, row->salt, DIGEST_SIZE);
	kept->payload_digest = row->payload_digest;
	kept->leaf = row->leaf;
	kept->entry = (struct journal_entry){
		.sequence = row->sequence,
		.event_at_us = row->event_at_us,
		.recorded_at_us = row->recorded_at_us,
		.kind = g_strdup(row->kind),
		.actor = g_strdup(row->actor),
		.payload = payload,
		.payload_length = row->body_length,
	};
	g_ptr_array_add(entries, kept);
}

void memory_entries_read(const GPtrArray *entries, int64_t from, int64_t to, journal_each *each,
			 void *context)
{
	for (int64_t sequence = MAX(from, 1); sequence <= to && sequence <= entries->len;
	     sequence++)
		if (!each(context, entries->pdata[sequence - 1]))
			break;
}

void memory_entries_read_rows(const struct store *store, const GPtrArray *entries, int64_t from,
			      int64_t to, journal_row_each *each, void *context)
{
	for (int64_t sequence = MAX(from, 1); sequence <= to && sequence <= entries->len;
	     sequence++) {
		const struct memory_entry *kept = entries->pdata[sequence - 1];
		const struct journal_row row = {
			.sequence = sequence,
			.log = store->log_name,
			.kind = kept->entry.kind,
			.actor = kept->entry.actor,
			.event_at_us = kept->entry.event_at_us,
			.recorded_at_us = kept->entry.recorded_at_us,
			.payload_digest = kept->payload_digest,
			.leaf = kept->leaf,
			.salt = kept->entry.payload ? kept->salt : NULL,
			.body = kept->entry.payload,
			.body_length = kept->entry.payload_length,
		};

		if (!each(context, &row))
			break;
	}
}

int64_t memory_entries_read_leaves(const GPtrArray *entries, int64_t size, struct digest *leaves)
{
	const int64_t count = MIN(size, (int64_t)entries->len);

	for (int64_t i = 0; i < count; i++)
		leaves[i] = ((const struct memory_entry *)entries->pdata[i])->leaf;
	return count;
}

/* --- payloads that were taken away, until it is certain --- */

struct aside {
	int64_t sequence;
	char *payload;
};

static void aside_clear(void *aside)
{
	g_free(((struct aside *)aside)->payload);
}

GArray *memory_aside_new(void)
{
	GArray *aside = g_array_new(FALSE, FALSE, sizeof(struct aside));

	g_array_set_clear_func(aside, aside_clear);
	return aside;
}

bool memory_entries_remove(GPtrArray *entries, int64_t sequence, GArray *aside)
{
	struct memory_entry *kept = sequence > 0 && sequence <= entries->len
					    ? entries->pdata[sequence - 1]
					    : NULL;
	struct aside removed = {.sequence = sequence};

	if (!kept || !kept->entry.payload)
		return false;
	removed.payload = (char *)kept->entry.payload;
	kept->entry.payload = NULL;
	g_array_append_val(aside, removed);
	return true;
}

void memory_aside_put_back(GPtrArray *entries, GArray *aside)
{
	for (guint i = 0; i < aside->len; i++) {
		struct aside *removed = &g_array_index(aside, struct aside, i);
		struct memory_entry *kept = entries->pdata[removed->sequence - 1];

		kept->entry.payload = g_steal_pointer(&removed->payload);
	}
	g_array_set_size(aside, 0);
}
