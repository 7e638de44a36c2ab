/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads a shift out of the transitions and the journal. What changed behind something
 * that hid it is counted there, so that a cut cable is one thing to hand over.
 */
#include "engine/handover.h"

#include "base/json.h"
#include "state/due.h"
#include "store/journal.h"
#include "store/transitions.h"

/* The journal has no order of time: it is read from its end back until so many entries in a row are older. */
#define ENTRIES_AT_ONCE 1000

struct shift {
	const struct picture_options *options;
	struct handover *handover;
	GHashTable *by_name;		/* name -> index + 1 of an item */
	GHashTable *selected;		/* set of names; NULL: all */
	bool any;			/* of the entries just read one is of the shift */
	int64_t lost_from_us;		/* since when checks say that the view is lost; 0 */
};

/* --- items --- */

static void item_clear(gpointer data)
{
	struct handover_item *item = data;

	g_free(item->name);
	g_free(item->hidden_by);
}

/* Of what the store calls NAME; NULL: the inventory does not have it. */
static const struct organization *owner_of(const struct inventory *inventory, const char *name)
{
	g_auto(GStrv) parts = g_strsplit(name, "/", 2);
	const char *colon = strchr(parts[0], ':');
	const struct device *device = NULL;
	const struct line *line = NULL;
	const struct group *group = NULL;

	if (!colon)
		return NULL;
	if (g_str_has_prefix(name, "device:"))
		device = inventory_find_device(inventory, colon + 1);
	else if (g_str_has_prefix(name, "line:"))
		line = inventory_find_line(inventory, colon + 1);
	else if (g_str_has_prefix(name, "group:"))
		group = inventory_find_group(inventory, colon + 1);
	if (group && group->devices)
		device = group->devices[0];
	else if (group && group->lines)
		line = group->lines[0];
	if (line)
		return line->institution;
	return device ? device->owner : NULL;
}

static guint index_of(struct shift *shift, const char *name)
{
	GArray *items = shift->handover->items;
	guint index = GPOINTER_TO_UINT(g_hash_table_lookup(shift->by_name, name));

	if (index)
		return index - 1;
	struct handover_item item = {
		.name = g_strdup(name),
		.owner = owner_of(shift->options->inventory, name),
		.least_us = -1,
		.most_us = -1,
	};

	g_array_append_val(items, item);
	g_hash_table_insert(shift->by_name, g_strdup(name), GUINT_TO_POINTER(items->len));
	return items->len - 1;
}

static void take_status(struct handover_item *item, const struct transition_record *transition)
{
	if (!item->changed) {
		item->before = transition->from;
		item->worst = transition->from;
	}
	item->changed = true;
	item->worst = status_worse(item->worst, transition->to);
	item->now = transition->to;
	item->ended_us = transition->to == STATUS_OK ? transition->at_us : 0;
	if (transition->to == STATUS_OK) {
		item->least_us = transition->outage_least_us;
		item->most_us = transition->outage_most_us;
		return;
	}
	if (transition->from == STATUS_OK) {
		item->times++;
		item->began_us = transition->began_us;
	}
	g_free(item->hidden_by);
	item->hidden_by = g_strdup(transition->told ? NULL : transition->hidden_by);
}

static void take_switch(struct handover *handover, const struct transition_record *transition)
{
	const struct handover_switch change = {
		.group = g_strdup(transition->item),
		.at_us = transition->at_us,
		.least_us = transition->outage_least_us,
		.most_us = transition->outage_most_us,
		.text = g_strdup(transition->text),
	};

	g_array_append_val(handover->switches, change);
}

static bool take_transition(void *context, const struct transition_record *transition)
{
	struct shift *shift = context;
	struct handover *handover = shift->handover;
	struct handover_item *item;
	guint index;

	if (shift->selected && !g_hash_table_contains(shift->selected, transition->item))
		return true;
	handover->changes++;
	handover->told += transition->told;
	if (transition->kind == TRANSITION_SWITCHED) {
		take_switch(handover, transition);
		return true;
	}
	index = index_of(shift, transition->item);
	item = &g_array_index(handover->items, struct handover_item, index);
	item->told |= transition->told;
	item->flapped |= transition->kind == TRANSITION_FLAPPING;
	if (transition->verdict != DEMARCATION_UNDECIDED)
		item->verdict = transition->verdict;
	if (transition->kind == TRANSITION_STATUS)
		take_status(item, transition);
	return true;
}

/* What hid ITEM and was hidden by nothing: the end of the chain, of no more steps than there are items. */
static guint root_of(struct shift *shift, guint index)
{
	guint steps = shift->handover->items->len;

	while (steps--) {
		const char *name = g_array_index(shift->handover->items, struct handover_item, index).hidden_by;

		if (!name)
			break;
		index = index_of(shift, name);
	}
	return index;
}

static int compare_items(gconstpointer a, gconstpointer b)
{
	const struct handover_item *left = a, *right = b;
	int64_t left_us = MAX(left->began_us, left->ended_us), right_us = MAX(right->began_us, right->ended_us);

	if (left_us != right_us)
		return left_us > right_us ? -1 : 1;
	return strcmp(left->name, right->name);
}

/* Leaves what nothing hid. */
static void fold_items(struct shift *shift)
{
	GArray *items = shift->handover->items;
	guint count = items->len;

	for (guint i = 0; i < count; i++) {
		guint root = root_of(shift, i);

		if (root != i)
			g_array_index(items, struct handover_item, root).hidden++;
	}
	for (guint i = items->len; i-- > 0;)
		if (g_array_index(items, struct handover_item, i).hidden_by)
			g_array_remove_index_fast(items, i);
	g_array_sort(items, compare_items);
}

/* --- the journal --- */

static void deed_clear(gpointer data)
{
	struct handover_deed *deed = data;

	g_free(deed->verb);
	g_free(deed->window);
	g_free(deed->who);
	g_free(deed->about);
	g_free(deed->reason);
}

static char *words_of(const struct json *selectors)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (size_t i = 0; selectors && i < json_length(selectors); i++)
		g_string_append_printf(text, "%s%s", i ? " " : "", json_get_string_at(selectors, i));
	return g_string_free(g_steal_pointer(&text), FALSE);
}

static void take_deed(struct handover *handover, const struct journal_entry *entry, const struct json *payload)
{
	const struct json *after = json_get(payload, "after");
	const char *why = json_get_string(payload, "why"), *said_by = json_get_string(payload, "said_by");
	const char *reason = json_get_string(after, "reason");
	struct handover_deed deed = {
		.kind = !strcmp(entry->kind, "silence") ? WINDOW_SILENCE : WINDOW_MAINTENANCE,
		.at_us = entry->event_at_us,
		.verb = g_strdup(json_get_string(payload, "verb")),
		.window = g_strdup(json_get_string(payload, "window")),
		.who = g_strdup(said_by ? said_by : entry->actor),
		.about = words_of(json_get(after, "selectors")),
		.reason = g_strdup(why ? why : reason ? reason : ""),
	};

	json_get_integer(after, "until_us", &deed.until_us);
	g_array_append_val(handover->deeds, deed);
}

static void add_gap(struct handover *handover, enum handover_gap_sort sort, int64_t from_us, int64_t until_us)
{
	const struct handover_gap gap = { .sort = sort, .from_us = from_us, .until_us = until_us };

	g_array_append_val(handover->gaps, gap);
}

static void take_gap(struct handover *handover, const struct journal_entry *entry, const struct json *payload)
{
	int64_t from_us = entry->event_at_us, until_us = entry->event_at_us;

	if (json_get_integer(payload, "from_us", &from_us)) {
		json_get_integer(payload, "until_us", &until_us);
		add_gap(handover, HANDOVER_NO_TICK, from_us, until_us);
		return;
	}
	json_get_integer(payload, "ended_at_us", &until_us);
	add_gap(handover, HANDOVER_NOT_KEPT, from_us, until_us);
}

static void take_check(struct shift *shift, const struct journal_entry *entry, const struct json *payload)
{
	struct handover *handover = shift->handover;
	bool lost = !g_strcmp0(json_get_string(payload, "view"), "lost");

	handover->checks++;
	handover->cut_short += g_strcmp0(json_get_string(payload, "end"), "complete") != 0;
	if (lost && !shift->lost_from_us)
		shift->lost_from_us = entry->event_at_us;
	if (lost || !shift->lost_from_us)
		return;
	add_gap(handover, HANDOVER_VIEW_LOST, shift->lost_from_us, entry->event_at_us);
	shift->lost_from_us = 0;
}

static bool take_entry(void *context, const struct journal_entry *entry)
{
	struct shift *shift = context;
	struct handover *handover = shift->handover;
	g_autoptr(ops_json_t) payload = NULL;

	if (entry->event_at_us < handover->from_us || entry->event_at_us > handover->until_us || !entry->payload)
		return true;
	payload = json_parse(entry->payload, entry->payload_length, JOURNAL_PAYLOAD_LIMIT, NULL);
	if (!payload)
		return true;
	if (!strcmp(entry->kind, "check"))
		take_check(shift, entry, payload);
	else if (!strcmp(entry->kind, "gap"))
		take_gap(handover, entry, payload);
	else if (!strcmp(entry->kind, "silence") || !strcmp(entry->kind, "maintenance"))
		take_deed(handover, entry, payload);
	else if (!strcmp(entry->kind, "clock-jump")) {
		add_gap(handover, HANDOVER_CLOCK, entry->event_at_us, entry->event_at_us);
		json_get_integer(payload, "moved_us", &g_array_index(handover->gaps, struct handover_gap,
								     handover->gaps->len - 1).moved_us);
	}
	return true;
}

static bool look_at_time(void *context, const struct journal_entry *entry)
{
	struct shift *shift = context;

	shift->any |= entry->event_at_us >= shift->handover->from_us;
	return !shift->any;
}

static bool read_journal(struct shift *shift, GError **error)
{
	const struct picture *picture = &shift->handover->picture;
	struct store *store = shift->options->store;
	int64_t size = journal_size(store, error), first = size + 1;

	if (size < 0)
		return false;
	do {
		int64_t last = first - 1;

		first = MAX(first - ENTRIES_AT_ONCE, 1);
		shift->any = false;
		if (last && !journal_read(store, first, last, look_at_time, shift, error))
			return false;
	} while (shift->any && first > 1);
	if (size && !journal_read(store, first, size, take_entry, shift, error))
		return false;
	if (shift->lost_from_us)
		add_gap(shift->handover, HANDOVER_VIEW_LOST, shift->lost_from_us, 0);
	/* The tick that will tell of it has not come yet. */
	if (picture->tick_us && picture->tick_age_us > TICK_PATIENCE * DUE_TICK_US)
		add_gap(shift->handover, HANDOVER_NO_TICK, picture->tick_us, 0);
	return true;
}

/* --- what came by itself --- */

static void add_time(struct handover *handover, const struct window_record *window, enum handover_deed_sort sort,
		     const struct window_span *span)
{
	const struct handover_deed deed = {
		.sort = sort,
		.kind = window->kind,
		.at_us = sort == HANDOVER_BEGAN ? span->from_us : span->until_us,
		.window = g_strdup(window->id),
		.who = g_strdup(window->owner),
		.about = g_strdelimit(g_strdup(window->selectors), "\n", ' '),
		.reason = g_strdup(window->reason),
		.until_us = span->until_us,
	};

	if (deed.at_us >= handover->from_us && deed.at_us <= handover->until_us)
		g_array_append_val(handover->deeds, deed);
	else
		deed_clear((gpointer)&deed);
}

/* Whether somebody said of SPAN that it begins or ends: then the journal has it. */
static bool is_said(const struct window_record *window, const struct window_span *span)
{
	bool begun = window->started_at_us >= span->from_us && window->started_at_us < span->until_us;

	return begun || (window->ended_at_us && window->ended_at_us <= span->until_us);
}

static void add_times(struct handover *handover, const struct window_record *window)
{
	struct window_times times;
	struct window_span span;
	int64_t at_us = handover->from_us;

	if (!windows_open_times(window, &times, NULL))
		return;
	while (windows_time_after(&times, at_us, &span) && span.from_us <= handover->until_us) {
		at_us = span.until_us;
		if (is_said(window, &span))
			continue;
		/* A silence begins when it is said to. */
		if (window->kind == WINDOW_MAINTENANCE)
			add_time(handover, window, HANDOVER_BEGAN, &span);
		add_time(handover, window, HANDOVER_RAN_OUT, &span);
	}
	windows_close_times(&times);
}

static int compare_deeds(gconstpointer a, gconstpointer b)
{
	const struct handover_deed *left = a, *right = b;

	if (left->at_us != right->at_us)
		return left->at_us < right->at_us ? -1 : 1;
	return g_strcmp0(left->window, right->window);
}

/* --- all of it --- */

static void switch_clear(gpointer data)
{
	struct handover_switch *change = data;

	g_free(change->group);
	g_free(change->text);
}

static void select_rows(struct shift *shift)
{
	const GArray *rows = shift->handover->picture.rows;

	if (!shift->options->selectors || !*shift->options->selectors)
		return;
	shift->selected = g_hash_table_new(g_str_hash, g_str_equal);
	for (guint i = 0; i < rows->len; i++)
		g_hash_table_add(shift->selected, g_array_index(rows, struct picture_row, i).name);
}

static void count_open(struct handover *handover)
{
	for (guint i = 0; i < handover->picture.rows->len; i++) {
		const struct picture_row *row = &g_array_index(handover->picture.rows, struct picture_row, i);
		bool open = row->block <= PICTURE_COVERED && !row->folded;

		handover->open += open;
		handover->open_new += open && row->since_us >= handover->from_us;
	}
}

static bool read_shift(struct shift *shift, GError **error)
{
	struct handover *handover = shift->handover;
	const struct transitions_filter filter = { .from_us = handover->from_us, .until_us = handover->until_us + 1 };

	select_rows(shift);
	count_open(handover);
	if (!transitions_read(shift->options->store, &filter, take_transition, shift, error) ||
	    !read_journal(shift, error))
		return false;
	fold_items(shift);
	for (guint i = 0; i < handover->picture.records->len; i++)
		add_times(handover, handover->picture.records->pdata[i]);
	g_array_sort(handover->deeds, compare_deeds);
	return true;
}

bool engine_hand_over(const struct picture_options *options, int64_t from_us, struct handover *ret_handover,
		      GError **error)
{
	struct handover handover = {
		.from_us = from_us,
		.items = g_array_new(FALSE, FALSE, sizeof(struct handover_item)),
		.switches = g_array_new(FALSE, FALSE, sizeof(struct handover_switch)),
		.deeds = g_array_new(FALSE, FALSE, sizeof(struct handover_deed)),
		.gaps = g_array_new(FALSE, FALSE, sizeof(struct handover_gap)),
	};
	struct shift shift = { .options = options, .handover = &handover };
	struct picture_options seeing = *options;
	bool done;

	g_array_set_clear_func(handover.items, item_clear);
	g_array_set_clear_func(handover.switches, switch_clear);
	g_array_set_clear_func(handover.deeds, deed_clear);
	shift.by_name = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	/* Who selects wants to hear of what is fine again as well, and of nothing else. */
	seeing.fine = options->selectors && *options->selectors;
	done = engine_see(&seeing, &handover.picture, error);
	handover.until_us = handover.picture.at_us;
	done = done && read_shift(&shift, error);
	g_hash_table_unref(shift.by_name);
	g_clear_pointer(&shift.selected, g_hash_table_unref);
	if (done)
		*ret_handover = handover;
	else
		handover_clear(&handover);
	return done;
}

void handover_clear(struct handover *handover)
{
	picture_clear(&handover->picture);
	g_clear_pointer(&handover->items, g_array_unref);
	g_clear_pointer(&handover->switches, g_array_unref);
	g_clear_pointer(&handover->deeds, g_array_unref);
	g_clear_pointer(&handover->gaps, g_array_unref);
}
