/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How available lines were: the changes of their states out of the transitions, and when nobody looked out of the
 * journal's checks. A line that never changed is what it is now, since when the store says; before its first change a line
 * was what that change says it was before, from the first check of the record on.
 */
#include "engine/stats-internal.h"

#include "store/journal.h"
#include "store/states.h"
#include "store/transitions.h"

#include <string.h>

struct looking {
	const struct stats_options *options;
	GHashTable *changes;		/* line's name, lent by the inventory: GArray of struct availability_change */
	GArray *gaps;			/* struct availability_span */
	int64_t first_us;		/* of the first check; 0: there was none */
	int64_t last_us;		/* of the last check that was read */
};

static void array_unref(gpointer array)
{
	g_array_unref(array);
}

/* --- when nobody looked --- */

static void add_gap(struct looking *looking, int64_t from_us, int64_t until_us)
{
	const struct availability_span gap = {from_us, until_us};

	if (until_us - from_us > STATS_GAP_US)
		g_array_append_val(looking->gaps, gap);
}

static bool take_check(void *context, const struct journal_entry *entry)
{
	struct looking *looking = context;

	if (!g_str_equal(entry->kind, "check") || entry->event_at_us < looking->last_us)
		return true;
	if (!looking->first_us)
		looking->first_us = entry->event_at_us;
	if (looking->last_us)
		add_gap(looking, looking->last_us, entry->event_at_us);
	looking->last_us = entry->event_at_us;
	return true;
}

static bool find_gaps(struct looking *looking, GError **error)
{
	int64_t size = journal_size(looking->options->store, error);

	if (size < 0 || (size > 0 && !journal_read(looking->options->store, 1, size, take_check, looking, error)))
		return false;
	if (looking->last_us)
		add_gap(looking, looking->last_us, looking->options->until_us);
	availability_merge(looking->gaps);
	return true;
}

/* --- what changed --- */

static void add_change(GArray *changes, int64_t at_us, enum status status)
{
	const struct availability_change change = {at_us, status};

	g_array_append_val(changes, change);
}

static bool take_transition(void *context, const struct transition_record *transition)
{
	struct looking *looking = context;
	const char *name = transition->item + strlen("line:");
	const struct line *line =
		g_str_has_prefix(transition->item, "line:") && !strchr(name, '/') ? inventory_find_line(looking->options->inventory, name) : NULL;
	GArray *changes = line ? g_hash_table_lookup(looking->changes, line->name) : NULL;
	int64_t at_us = transition->began_us > 0 ? transition->began_us : transition->at_us;

	if (!line || transition->from == transition->to)
		return true;
	if (!changes) {
		changes = g_array_new(FALSE, FALSE, sizeof(struct availability_change));
		g_hash_table_insert(looking->changes, (gpointer)line->name, changes);
		if (looking->first_us && looking->first_us < at_us)
			add_change(changes, looking->first_us, transition->from);
	}
	/* What was seen to begin before the change before it began then. */
	if (changes->len)
		at_us = MAX(at_us, g_array_index(changes, struct availability_change, changes->len - 1).at_us);
	add_change(changes, at_us, transition->to);
	return true;
}

static bool find_changes(struct looking *looking, GError **error)
{
	const struct transitions_filter filter = {.until_us = looking->options->until_us};

	return transitions_read(looking->options->store, &filter, take_transition, looking, error);
}

/* --- a line --- */

/* Of one that never changed. */
static bool add_present(const struct looking *looking, const char *item, GArray *changes, GError **error)
{
	g_autoptr(GError) failed = NULL;
	struct state_record state;

	if (states_get(looking->options->store, item, &state, &failed))
		add_change(changes, state.since_us, state.status);
	if (!failed)
		return true;
	g_propagate_error(error, g_steal_pointer(&failed));
	return false;
}

static bool measure(const struct looking *looking, GHashTable *planned, const struct line *line, struct stats_line *measured, GError **error)
{
	g_autofree char *item = g_strconcat("line:", line->name, NULL);
	const GArray *changes = g_hash_table_lookup(looking->changes, line->name);
	g_autoptr(GArray) present = g_array_new(FALSE, FALSE, sizeof(struct availability_change));

	if (!changes && !add_present(looking, item, present, error))
		return false;
	if (!changes)
		changes = present;
	const struct availability_source source = {
		.from_us = looking->options->from_us,
		.until_us = looking->options->until_us,
		.changes = (const struct availability_change *)(void *)changes->data,
		.count = changes->len,
		.planned = g_hash_table_lookup(planned, item),
		.gaps = looking->gaps,
	};

	*measured = (struct stats_line){line, availability_of(&source)};
	return true;
}

static void add_to_class(GHashTable *places, GArray *classes, const struct stats_line *measured)
{
	const struct service_class *service_class = measured->line->service_class;
	gpointer place = g_hash_table_lookup(places, service_class);
	struct stats_class *sum;

	if (!place) {
		const struct stats_class first = {.service_class = service_class};

		g_array_append_val(classes, first);
		place = GUINT_TO_POINTER(classes->len);
		g_hash_table_insert(places, (gpointer)service_class, place);
	}
	sum = &g_array_index(classes, struct stats_class, GPOINTER_TO_UINT(place) - 1);
	sum->lines++;
	availability_add(&sum->availability, &measured->availability);
}

static bool is_asked_for(const struct stats_options *options, const struct line *line)
{
	return (!options->line || line == options->line) && (!options->service_class || line->service_class == options->service_class);
}

static bool measure_all(const struct looking *looking, GHashTable *planned, struct stats *stats, GError **error)
{
	const struct stats_options *options = looking->options;
	g_autoptr(GHashTable) places = g_hash_table_new(NULL, NULL);

	for (size_t i = 0; i < inventory_line_count(options->inventory); i++) {
		const struct line *line = inventory_line_at(options->inventory, i);
		struct stats_line measured;

		if (!is_asked_for(options, line))
			continue;
		if (!measure(looking, planned, line, &measured, error))
			return false;
		g_array_append_val(stats->lines, measured);
		if (line->service_class)
			add_to_class(places, stats->classes, &measured);
	}
	return true;
}

bool stats_take_lines(const struct stats_options *options, GHashTable *planned, struct stats *stats, GError **error)
{
	g_autoptr(GHashTable) changes = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, array_unref);
	g_autoptr(GArray) gaps = g_array_new(FALSE, FALSE, sizeof(struct availability_span));
	struct looking looking = {.options = options, .changes = changes, .gaps = gaps};

	return find_gaps(&looking, error) && find_changes(&looking, error) && measure_all(&looking, planned, stats, error);
}
