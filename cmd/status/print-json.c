/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The picture for programs: all of it, nothing folded away.
 */
#include "status/screen.h"

#include "ui/printer.h"
#include "ui/tally.h"

static const char *status_id(enum status status)
{
	return words_get(WORDS_STATUS, status)->id;
}

static const char *const blocks[PICTURE_BLOCK_COUNT] = {
	[PICTURE_PROBLEM] = "problem", [PICTURE_COVERED] = "covered", [PICTURE_NOTICED] = "noticed",
	[PICTURE_FINE] = "fine",       [PICTURE_GONE] = "gone",
};

static void print_row(const struct picture *picture, const struct picture_row *row, GTimeZone *zone)
{
	struct json *object = printer_new_object("state");
	char message[RESULT_TEXT_SIZE];

	json_set_string(object, "item", row->name);
	json_set_string(object, "status", status_id(row->status));
	printer_set_instant(object, "since", row->since_us, zone);
	printer_set_instant(object, "checked_at", row->asked_at_us, zone);
	json_set_bool(object, "in_inventory", row->owner != NULL);
	json_set_string(object, "message", tell_message(row, message));
	json_set_string(object, "block", blocks[row->block]);
	json_set_string(object, "seen", status_id(row->seen));
	json_set_bool(object, "stale", row->stale);
	json_set_bool(object, "flapping", row->flapping);
	json_set_string(object, "verdict", words_get(WORDS_DEMARCATION_VERDICT, row->verdict)->id);
	json_set_string(object, "group_verdict",
			row->group_verdict < 0
				? NULL
				: words_get(WORDS_GROUP_VERDICT, (unsigned int)row->group_verdict)->id);
	json_set_string(object, "hidden_by", row->hidden_by);
	json_set_bool(object, "folded", row->folded);
	json_set_integer(object, "behind", row->behind);
	json_set_string(object, "window", row->window ? row->window->id : NULL);
	printer_set_instant(object, "window_until", row->window_until_us, zone);
	json_set_string(object, "silence", row->silence ? row->silence->id : NULL);
	printer_set_instant(object, "silence_until", row->silence_until_us, zone);
	json_set_string(object, "case", g_hash_table_lookup(picture->cases, row->name));
	printer_take(object);
}

static struct json *windows_array(const struct picture *picture, GTimeZone *zone)
{
	static const char *const kinds[WINDOW_KIND_COUNT] = {
		[WINDOW_MAINTENANCE] = "maintenance", [WINDOW_SILENCE] = "silence"};
	struct json *list = json_new_array();

	for (guint i = 0; i < picture->windows->len; i++) {
		const struct picture_window *each =
			&g_array_index(picture->windows, struct picture_window, i);
		struct json *object = json_new_object();

		json_set_string(object, "window", each->window->id);
		json_set_string(object, "kind", kinds[each->window->kind]);
		json_set_string(object, "phase", words_get(WORDS_WINDOW_PHASE, each->now.phase)->id);
		printer_set_instant(object, "from", each->now.span.from_us, zone);
		printer_set_instant(object, "until", each->now.span.until_us, zone);
		json_set_string(object, "owner", each->window->owner);
		json_set_string(object, "reason", each->window->reason);
		json_set_integer(object, "problems", each->problems);
		json_set_bool(object, "ending", each->ending);
		json_append_take(list, object);
	}
	return list;
}

static void print_whole(const struct picture *picture, GTimeZone *zone)
{
	struct json *object = printer_new_object("status");
	struct json *counts = json_new_object();

	json_set_string(object, "status", status_id(state_tally_worst(&picture->tally)));
	json_set_integer(object, "items", tally_total(&picture->tally));
	json_take(object, "counts", tally_counts(&picture->tally));
	json_set_integer(object, "never_asked", picture->never_asked);
	printer_set_instant(object, "checked_at", picture->newest_us, zone);
	for (int block = 0; block < PICTURE_BLOCK_COUNT; block++)
		json_set_integer(counts, blocks[block], picture->counts[block]);
	json_take(object, "blocks", counts);
	json_set_integer(object, "folded",
			 picture->folded[PICTURE_PROBLEM] + picture->folded[PICTURE_COVERED]);
	json_set_integer(object, "stale", picture->stale);
	printer_set_instant(object, "view_lost_since", picture->view_lost_us, zone);
	printer_set_instant(object, "tick_at", picture->tick_us, zone);
	printer_set_figure(object, "tick_age_us", picture->tick_us ? picture->tick_age_us : -1);
	json_take(object, "windows", windows_array(picture, zone));
	printer_take(object);
}

void screen_print_json(const struct session *session, const struct picture *picture)
{
	for (guint i = 0; i < picture->rows->len; i++)
		print_row(picture, &g_array_index(picture->rows, struct picture_row, i), session->zone);
	owing_print_json(session);
	print_whole(picture, session->zone);
}
