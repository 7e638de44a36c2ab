/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Windows told to people and to programs.
 */
#include "maint/window.h"

#include "base/instant.h"
#include "base/translate.h"
#include "ui/printer.h"

/* Of a dry run for people: whoever wants all of them takes JSON. */
#define NAMES_SHOWN 20

char *window_minute(int64_t at_us, GTimeZone *zone)
{
	/* "2026-11-25 03:00:27 +09:00" without its seconds. */
	static const size_t whole = sizeof("2026-11-25 03:00:00 +09:00") - 1;
	static const size_t minute = sizeof("2026-11-25 03:00") - 1;
	char *text = instant_show(at_us, zone);

	if (strlen(text) == whole)
		memmove(text + minute, text + minute + strlen(":00"),
			whole - minute - strlen(":00") + 1);
	return text;
}

/* The window's times, opened; false: they cannot be any more, which only another machine's zones explain. */
static bool look(const struct window_report *report, struct window_now *ret_now)
{
	struct window_times times;

	if (!windows_open_times(report->window, &times, NULL))
		return false;
	*ret_now = windows_look(report->window, &times, report->at_us);
	windows_close_times(&times);
	return true;
}

/* --- for programs --- */

struct json *window_words(const char *selectors)
{
	g_auto(GStrv) words = g_strsplit(selectors, "\n", -1);
	struct json *list = json_new_array();

	for (char **word = words; *word; word++)
		json_append_string(list, *word);
	return list;
}

static struct json *conflicts_array(const struct session *session, const GArray *conflicts)
{
	static const char *const sorts[] = {
		[CONFLICT_ITEMS] = "items", [CONFLICT_GROUP] = "group", [CONFLICT_CALENDAR] = "calendar"};
	struct json *list = json_new_array();

	for (guint i = 0; conflicts && i < conflicts->len; i++) {
		const struct window_conflict *each =
			&g_array_index(conflicts, struct window_conflict, i);
		struct json *object = json_new_object();

		json_set_string(object, "sort", sorts[each->sort]);
		json_set_string(object, "window", each->window);
		json_set_string(object, "group", each->group);
		json_set_bool(object, "unwell", each->unwell);
		json_set_string(object, "calendar", each->calendar);
		printer_set_figure(object, "items", each->sort == CONFLICT_ITEMS ? (int64_t)each->items : -1);
		json_set_string(object, "item", each->item);
		printer_set_instant(object, "from", each->span.from_us, session->zone);
		printer_set_instant(object, "until", each->span.until_us, session->zone);
		json_append_take(list, object);
	}
	return list;
}

static void set_names(struct json *object, const struct window_report *report)
{
	struct json *list;

	printer_set_figure(object, "items", report->items ? (int64_t)report->items->len : -1);
	if (!report->name_items || !report->items) {
		json_set_string(object, "item_names", NULL);
		return;
	}
	list = json_new_array();
	for (guint i = 0; i < report->items->len; i++) {
		g_autofree char *name = item_name(&g_array_index(report->items, struct item, i));

		json_append_string(list, name);
	}
	json_take(object, "item_names", list);
}

static void set_times(const struct session *session, struct json *object,
		      const struct window_report *report)
{
	const struct window_record *window = report->window;
	struct window_now now = {PHASE_OVER, false, false, {window->from_us, window->until_us}};
	bool known = look(report, &now);

	json_set_string(object, "phase", known ? words_get(WORDS_WINDOW_PHASE, now.phase)->id : NULL);
	json_set_bool(object, "covers", now.covers);
	printer_set_instant(object, "from", now.span.from_us, session->zone);
	printer_set_instant(object, "until", now.span.until_us, session->zone);
	json_set_string(object, "zone", window->zone);
	json_set_string(object, "every", window->recurrence);
	printer_set_instant(object, "recurs_until", window->recurs_until_us, session->zone);
	printer_set_instant(object, "started_at", now.begun ? window->started_at_us : 0, session->zone);
	printer_set_instant(object, "ended_at", window->ended_at_us, session->zone);
}

void window_print_json(const struct session *session, const struct window_report *report)
{
	static const char *const results[] = {
		[WINDOW_RESULT_SHOWN] = "shown",
		[WINDOW_RESULT_PLANNED] = "planned",
		[WINDOW_RESULT_STARTED] = "started",
		[WINDOW_RESULT_EXTENDED] = "extended",
		[WINDOW_RESULT_FINISHED] = "finished",
		[WINDOW_RESULT_CANCELLED] = "cancelled",
		[WINDOW_RESULT_DRY_RUN] = "dry-run",
		[WINDOW_RESULT_NEEDS_PERSON] = "needs-person",
		[WINDOW_RESULT_DECLINED] = "declined",
	};
	const struct window_record *window = report->window;
	struct json *object = printer_new_object("maintenance");

	json_set_string(object, "window", window->id);
	json_set_string(object, "result", results[report->result]);
	set_times(session, object, report);
	json_set_string(object, "owner", window->owner);
	json_set_string(object, "reason", window->reason);
	json_take(object, "selectors", window_words(window->selectors));
	set_names(object, report);
	printer_set_instant(object, "made_at", window->made_at_us, session->zone);
	json_set_string(object, "made_by", window->made_by);
	json_take(object, "conflicts", conflicts_array(session, report->conflicts));
	json_set_string(object, "message", report->message);
	printer_set_figure(object, "told", report->announced ? (int64_t)report->told : -1);
	printer_take(object);
}

/* --- for people --- */

static void print_conflict(const struct session *session, const struct window_conflict *conflict)
{
	g_autofree char *from = window_minute(conflict->span.from_us, session->zone);
	g_autofree char *until = window_minute(conflict->span.until_us, session->zone);

	if (conflict->sort == CONFLICT_ITEMS)
		printer_text(_("conflict: '%s' is about %u of the same items, '%s', from %s until %s\n"),
			     conflict->window, conflict->items, conflict->item, from, until);
	else if (conflict->sort == CONFLICT_CALENDAR)
		printer_text(_("conflict: it lies in '%s', from %s until %s\n"), conflict->calendar,
			     from, until);
	else if (conflict->unwell)
		printer_text(_("conflict: of group '%s' it takes all that is well now\n"),
			     conflict->group);
	else if (conflict->window)
		printer_text(_("conflict: together with '%s' it takes all of group '%s', from %s until "
			       "%s\n"),
			     conflict->window, conflict->group, from, until);
	else
		printer_text(_("conflict: it takes all of group '%s' at once\n"), conflict->group);
}

static void print_names(const GArray *items)
{
	for (guint i = 0; i < items->len && i < NAMES_SHOWN; i++) {
		g_autofree char *name = item_name(&g_array_index(items, struct item, i));

		printer_text("  %s\n", name);
	}
	if (items->len > NAMES_SHOWN)
		printer_text(_("  and %u more\n"), items->len - NAMES_SHOWN);
}

void window_print_plan(const struct session *session, const struct window_report *report)
{
	const struct window_record *window = report->window;
	struct window_now now = {.span = {window->from_us, window->until_us}};

	look(report, &now);
	g_autofree char *from = instant_show(now.span.from_us, session->zone);
	g_autofree char *until = instant_show(now.span.until_us, session->zone);
	g_autofree char *last =
		window->recurs_until_us ? instant_show(window->recurs_until_us, session->zone) : NULL;

	printer_text(_("from %s until %s\n"), from, until);
	if (window->recurrence && last)
		printer_text(_("and each '%s' in %s, until %s\n"), window->recurrence, window->zone, last);
	else if (window->recurrence)
		printer_text(_("and each '%s' in %s\n"), window->recurrence, window->zone);
	printer_text(_("items: %u\n"), report->items->len);
	if (report->name_items)
		print_names(report->items);
	for (guint i = 0; report->conflicts && i < report->conflicts->len; i++)
		print_conflict(session, &g_array_index(report->conflicts, struct window_conflict, i));
}
