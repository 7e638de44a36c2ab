/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The mark of a chain of entries, {"sequence":N}, and the way from it to the oldest.
 */
#include "engine/chain.h"

#include "base/translate.h"
#include "engine/engine.h"
#include "store/marks.h"

#include <string.h>

static bool take_mark(void *context, const char *name, const struct mark_record *mark)
{
	g_autoptr(ops_json_t) json = mark->text ? json_parse(mark->text, strlen(mark->text), MARK_TEXT_LIMIT, NULL) : NULL;
	int64_t *sequence = context;

	(void)name;
	if (!json || !json_get_integer(json, "sequence", sequence))
		*sequence = -1;
	return false;
}

bool engine_chain_newest(struct store *store, const char *mark, int64_t *ret_sequence, GError **error)
{
	*ret_sequence = 0;
	return marks_read(store, mark, take_mark, ret_sequence, error);
}

/* --- reading --- */

struct chain_link {
	const struct chain_reading *reading;
	gpointer made;
	int64_t previous;
};

static bool take_entry(void *context, const struct journal_entry *entry)
{
	struct chain_link *link = context;
	g_autoptr(ops_json_t) payload = entry->payload && g_str_equal(entry->kind, link->reading->kind)
						? json_parse(entry->payload, entry->payload_length, JOURNAL_PAYLOAD_LIMIT, NULL) : NULL;

	if (payload)
		link->made = link->reading->take(link->reading->context, payload, entry, &link->previous);
	return false;
}

/* What the entry SEQUENCE is; RET_PREVIOUS: the one before. NULL on error. */
static gpointer read_link(struct store *store, const struct chain_reading *reading, int64_t sequence, int64_t *ret_previous,
			  GError **error)
{
	struct chain_link link = {.reading = reading};

	if (sequence > 0 && !journal_read(store, sequence, sequence, take_entry, &link, error)) {
		g_clear_pointer(&link.made, reading->free);
		return NULL;
	}
	*ret_previous = link.previous;
	if (link.made && link.previous >= 0 && link.previous < sequence)
		return link.made;
	g_clear_pointer(&link.made, reading->free);
	g_set_error(error, OPS_ENGINE_ERROR, ENGINE_ERROR_CHANGED,
		    _("entry %ld of the journal should be a '%s', and is none that can be read: see 'nwops audit verify'"), (long)sequence,
		    reading->kind);
	return NULL;
}

GPtrArray *engine_chain_read(struct store *store, const struct chain_reading *reading, GError **error)
{
	g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(reading->free);
	int64_t sequence;

	if (!engine_chain_newest(store, reading->mark, &sequence, error))
		return NULL;
	while (sequence && all->len < reading->most) {
		gpointer made = read_link(store, reading, sequence, &sequence, error);

		if (!made)
			return NULL;
		g_ptr_array_add(all, made);
	}
	return g_steal_pointer(&all);
}

/* --- appending --- */

static bool point_to(struct store *store, const struct clock *clock, const char *name, int64_t sequence, GError **error)
{
	const struct clock_moment now = clock_moment(clock);
	g_autoptr(ops_json_t) json = json_new_object();
	g_autofree char *text = NULL;

	json_set_integer(json, "sequence", sequence);
	text = json_print(json);
	const struct mark_record mark = marks_record(&now, text);

	return marks_set(store, name, &mark, error);
}

bool engine_chain_append(struct store *store, const struct clock *clock, const char *mark, struct journal_entry *entry,
			 GError **error)
{
	return journal_append(store, entry, error) && point_to(store, clock, mark, entry->sequence, error);
}
