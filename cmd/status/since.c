/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops status --since: a shift handed over, in the order in which it is read aloud: what
 * is still open, what ended, what came and went, what switched over, who said what
 * about paging, and how well was watched.
 */
#include "base/instant.h"
#include "base/quantity.h"
#include "base/translate.h"
#include "engine/handover.h"
#include "status/screen.h"
#include "status/sheet.h"
#include "status/verbs.h"
#include "ui/complain.h"
#include "ui/printer.h"
#include "ui/tally.h"
#include "ui/terminal.h"

#include <string.h>
#include <unistd.h>

/* Of each sort so many are read aloud. */
#define SHOWN 12

struct report {
	const struct session *session;
	const struct handover *handover;
	struct sheet *sheet;
	bool all, color;
	unsigned int said; /* of the present part */
};

/* --- parts --- */

static void begin_part(struct report *report, const char *title, unsigned int count)
{
	g_autofree char *heading = g_strdup_printf("%s %u", title, count);

	report->said = 0;
	sheet_begin(report->sheet, 0);
	sheet_line(report->sheet, TINT_NONE, 0, heading);
}

/* Whether there is room for another one. */
static bool next(struct report *report)
{
	bool room = report->all || report->said < SHOWN;

	report->said++;
	if (room)
		sheet_begin(report->sheet, 1);
	return room;
}

static void end_part(struct report *report)
{
	g_autofree char *rest = NULL;

	if (report->all || report->said <= SHOWN)
		return;
	rest = g_strdup_printf(_("  and %u more"), report->said - SHOWN);
	sheet_begin(report->sheet, 0);
	sheet_line(report->sheet, TINT_NONE, 0, rest);
}

/* LINE, then what is more to say of it below; takes both. */
static void tell(struct report *report, enum table_tint tint, size_t tinted, char *line, char *more)
{
	g_autofree char *safe = printer_safe(line), *below = printer_safe(more ? more : "");

	sheet_line(report->sheet, tint, tinted, safe);
	if (*below)
		sheet_below(report->sheet, below);
	g_free(line);
	g_free(more);
}

static char *when(const struct report *report, int64_t at_us)
{
	return instant_show_brief(at_us, report->handover->until_us, report->session->zone);
}

/* "interrupted for 4m to 5m", or NULL. */
static char *outage_text(int64_t least_us, int64_t most_us)
{
	g_autofree char *least = NULL, *most = NULL;

	if (least_us < 0 || most_us < 0)
		return NULL;
	least = quantity_show_duration(least_us);
	most = quantity_show_duration(most_us);
	return g_strdup_printf(_("interrupted for %s to %s"), least, most);
}

/* --- what is open --- */

static void tell_open(struct report *report)
{
	const struct picture *picture = &report->handover->picture;

	if (!report->handover->open)
		return;
	begin_part(report, _("STILL OPEN"), report->handover->open);
	for (guint i = 0; i < picture->rows->len; i++) {
		const struct picture_row *row = &g_array_index(picture->rows, struct picture_row, i);
		g_autofree char *word = words_shown_both(row->status), *details = NULL, *since = NULL;
		const char *owner = tell_owner(report->session, row->owner);

		if (row->folded || row->block > PICTURE_COVERED || !next(report))
			continue;
		details = tell_details(report->session, picture, row);
		since = row->since_us ? when(report, row->since_us) : g_strdup("-");
		tell(report, tally_tint(row->status), strlen(word),
		     g_strdup_printf(row->since_us >= report->handover->from_us
					     ? _("%s %s since %s, %s")
					     : _("%s %s since %s, before this shift, %s"),
				     word, row->name, since, owner),
		     g_strdup(details));
	}
	end_part(report);
}

/* --- what changed --- */

typedef bool item_test(const struct handover_item *item);

static bool has_ended(const struct handover_item *item)
{
	return item->changed && item->now == STATUS_OK;
}

/* What only hid others is told where it stands open, or ends with them. */
static bool came_and_went(const struct handover_item *item)
{
	return item->flapped || item->times > 2;
}

static char *span_text(const struct report *report, const struct handover_item *item)
{
	g_autofree char *began = when(report, item->began_us), *ended = when(report, item->ended_us);

	if (!item->ended_us)
		return item->began_us ? g_strdup_printf(_("since %s"), began) : g_strdup("");
	return item->began_us ? g_strdup_printf(_("%s to %s"), began, ended)
			      : g_strdup_printf(_("until %s"), ended);
}

static void add(GString *text, char *more)
{
	if (more && *more)
		g_string_append_printf(text, "%s%s", text->len ? "; " : "", more);
	g_free(more);
}

static char *item_details(const struct handover_item *item)
{
	g_autoptr(GString) text = g_string_new(NULL);

	if (item->verdict != DEMARCATION_UNDECIDED)
		add(text, g_strdup(words_shown(WORDS_DEMARCATION_VERDICT, item->verdict)));
	add(text, outage_text(item->least_us, item->most_us));
	if (item->hidden)
		add(text, g_strdup_printf(_("%u behind it"), item->hidden));
	if (item->times > 1)
		add(text, g_strdup_printf(_("%u times"), item->times));
	if (item->flapped)
		add(text, g_strdup(_("it flapped")));
	if (!item->told)
		add(text, g_strdup(_("nobody was told")));
	return g_string_free(g_steal_pointer(&text), FALSE);
}

static void tell_items(struct report *report, const char *title, item_test *test)
{
	const GArray *items = report->handover->items;
	unsigned int count = 0;

	for (guint i = 0; i < items->len; i++)
		count += test(&g_array_index(items, struct handover_item, i));
	if (!count)
		return;
	begin_part(report, title, count);
	for (guint i = 0; i < items->len; i++) {
		const struct handover_item *item = &g_array_index(items, struct handover_item, i);
		const char *owner = tell_owner(report->session, item->owner);
		g_autofree char *span = NULL, *word = NULL;

		if (!test(item) || !next(report))
			continue;
		span = span_text(report, item);
		word = words_shown_both(item->worst);
		tell(report, tally_tint(item->worst), strlen(word),
		     g_strdup_printf("%s %s %s, %s", word, item->name, span,
				     owner ? owner : _("not in the inventory")),
		     item_details(item));
	}
	end_part(report);
}

static void tell_switches(struct report *report)
{
	const GArray *switches = report->handover->switches;

	if (!switches->len)
		return;
	begin_part(report, _("SWITCHED OVER"), switches->len);
	for (guint i = 0; i < switches->len; i++) {
		const struct handover_switch *each = &g_array_index(switches, struct handover_switch, i);
		g_autofree char *at = when(report, each->at_us);
		g_autofree char *outage = outage_text(each->least_us, each->most_us);

		if (next(report))
			tell(report, TINT_NONE, 0,
			     g_strdup_printf("%s %s %s%s%s", at, each->group, each->text ? each->text : "",
					     outage ? "; " : "", outage ? outage : ""),
			     NULL);
	}
	end_part(report);
}

/* --- what people said --- */

/* What was done, for who and to what. */
static const char *deed_format(const struct handover_deed *deed)
{
	static const struct { const char *format, *verb; } verbs[] = {
		{N_("%s silenced %s"), "silence"},
		{N_("%s ended the silence of %s"), "end"},
		{N_("%s planned work on %s"), "plan"},
		{N_("%s began work on %s"), "start"},
		{N_("%s extended work on %s"), "extend"},
		{N_("%s finished work on %s"), "finish"},
		{N_("%s called off work on %s"), "cancel"},
		{N_("work of %s on %s is overrun"), "overrun"},
	};

	if (deed->sort == HANDOVER_BEGAN)
		return _("the time came for work of %s on %s");
	if (deed->sort == HANDOVER_RAN_OUT)
		return deed->kind == WINDOW_SILENCE ? _("the silence by %s of %s ran out")
						    : _("the time was over for work of %s on %s");
	for (size_t i = 0; i < G_N_ELEMENTS(verbs); i++)
		if (!g_strcmp0(deed->verb, verbs[i].verb))
			return _(verbs[i].format);
	/* What a later version writes. */
	return _("%s changed what is said of %s");
}

/* With the time before it. */
static char *deed_text(const char *at, const struct handover_deed *deed)
{
	g_auto(GStrv) parts = g_strsplit(deed_format(deed), "%s", 3);

	return g_strconcat(at, " ", parts[0], deed->who, parts[1], deed->about, parts[2], NULL);
}

static void tell_deeds(struct report *report)
{
	const GArray *deeds = report->handover->deeds;

	if (!deeds->len)
		return;
	begin_part(report, _("MAINTENANCE AND SILENCES"), deeds->len);
	for (guint i = 0; i < deeds->len; i++) {
		const struct handover_deed *deed = &g_array_index(deeds, struct handover_deed, i);
		g_autofree char *at = when(report, deed->at_us), *until = when(report, deed->until_us);

		if (next(report))
			tell(report, g_strcmp0(deed->verb, "overrun") ? TINT_NONE : TINT_RED, strlen(at),
			     deed_text(at, deed),
			     g_strdup_printf(_("%s until %s: %s"), deed->window, until, deed->reason));
	}
	end_part(report);
}

/* --- how well was watched --- */

static char *gap_text(const struct report *report, const struct handover_gap *gap)
{
	/* In the order of enum handover_gap_sort. */
	static const char *const what[HANDOVER_GAP_SORT_COUNT] = {
		N_("nothing was asked: no tick ran"),
		N_("what was seen is lost: the disk was full"),
		N_("own view lost: nothing was seen"),
		N_("the clock was moved"),
	};
	g_autofree char *from = when(report, gap->from_us);
	g_autofree char *until = gap->until_us ? when(report, gap->until_us) : NULL;
	g_autofree char *length = quantity_show_duration(MAX(gap->until_us - gap->from_us, 0));
	g_autofree char *moved = quantity_show_duration(ABS(gap->moved_us));

	if (gap->sort == HANDOVER_CLOCK)
		return g_strdup_printf(gap->moved_us < 0 ? _("%s the clock was moved back by %s")
							 : _("%s the clock was moved forward by %s"),
				       from, moved);
	if (!until)
		return g_strdup_printf(_("%s until now: %s"), from, _(what[gap->sort]));
	return g_strdup_printf(_("%s to %s (%s): %s"), from, until, length, _(what[gap->sort]));
}

static void tell_watching(struct report *report)
{
	const struct handover *handover = report->handover;

	if (handover->gaps->len) {
		begin_part(report, _("NOT WATCHED"), handover->gaps->len);
		for (guint i = 0; i < handover->gaps->len; i++)
			if (next(report))
				tell(report, TINT_NONE, 0,
				     gap_text(report, &g_array_index(handover->gaps, struct handover_gap, i)),
				     NULL);
		end_part(report);
	}
	sheet_begin(report->sheet, 0);
	tell(report, TINT_NONE, 0,
	     g_strdup_printf(_("checks: %u (cut short: %u), changes: %u (told: %u)"), handover->checks,
			     handover->cut_short, handover->changes, handover->told),
	     NULL);
}

static unsigned int count_of(const struct handover *handover, item_test *test)
{
	unsigned int count = 0;

	for (guint i = 0; i < handover->items->len; i++)
		count += test(&g_array_index(handover->items, struct handover_item, i));
	return count;
}

static void tell_headline(struct report *report)
{
	const struct handover *handover = report->handover;
	g_autofree char *from = instant_show(handover->from_us, report->session->zone);
	g_autofree char *until = instant_show(handover->until_us, report->session->zone);
	g_autofree char *length = quantity_show_duration(handover->until_us - handover->from_us);
	g_autofree char *first = g_strdup_printf(_("handover: %s to %s (%s)"), from, until, length);
	g_autofree char *second = g_strdup_printf(
		_("still open: %u (new: %u), ended: %u, came and went: %u, switched over: %u"), handover->open,
		handover->open_new, count_of(handover, has_ended), count_of(handover, came_and_went),
		handover->switches->len);

	sheet_add(report->sheet, SHEET_ABOVE, TINT_NONE, first);
	sheet_add(report->sheet, SHEET_ABOVE, handover->open ? TINT_RED : TINT_GREEN, second);
}

static void print_text(const struct session *session, const struct handover *handover, bool all)
{
	struct terminal terminal = terminal_of(STDOUT_FILENO);
	const struct sheet_size size = {
		.columns = terminal_columns(&terminal), .beside = 1};
	g_autoptr(ops_sheet_t) sheet = sheet_new(&size);
	struct report report = {.session = session, .handover = handover, .sheet = sheet, .all = all};

	tell_headline(&report);
	tell_open(&report);
	tell_items(&report, _("ENDED"), has_ended);
	tell_items(&report, _("CAME AND WENT"), came_and_went);
	tell_switches(&report);
	tell_deeds(&report);
	tell_watching(&report);
	sheet_print(sheet, "", terminal.color, false);
}

/* --- for programs --- */

static const char *status_id(enum status status)
{
	return words_get(WORDS_STATUS, status)->id;
}

static void print_open(const struct handover *handover, GTimeZone *zone)
{
	for (guint i = 0; i < handover->picture.rows->len; i++) {
		const struct picture_row *row = &g_array_index(handover->picture.rows, struct picture_row, i);
		struct json *object;

		if (row->folded || row->block > PICTURE_COVERED)
			continue;
		object = printer_new_object("handover-open");
		json_set_string(object, "item", row->name);
		json_set_string(object, "status", status_id(row->status));
		printer_set_instant(object, "since", row->since_us, zone);
		json_set_bool(object, "new", row->since_us >= handover->from_us);
		json_set_bool(object, "covered", row->block == PICTURE_COVERED);
		json_set_string(object, "verdict", words_get(WORDS_DEMARCATION_VERDICT, row->verdict)->id);
		json_set_integer(object, "behind", row->behind);
		printer_take(object);
	}
}

static void print_items(const struct handover *handover, GTimeZone *zone)
{
	for (guint i = 0; i < handover->items->len; i++) {
		const struct handover_item *item = &g_array_index(handover->items, struct handover_item, i);
		struct json *object = printer_new_object("handover-item");

		json_set_string(object, "item", item->name);
		json_set_bool(object, "in_inventory", item->owner != NULL);
		json_set_bool(object, "changed", item->changed);
		json_set_string(object, "before", status_id(item->before));
		json_set_string(object, "worst", status_id(item->worst));
		json_set_string(object, "now", status_id(item->now));
		printer_set_instant(object, "began", item->began_us, zone);
		printer_set_instant(object, "ended", item->ended_us, zone);
		printer_set_figure(object, "outage_least_us", item->least_us);
		printer_set_figure(object, "outage_most_us", item->most_us);
		json_set_integer(object, "times", item->times);
		json_set_integer(object, "behind", item->hidden);
		json_set_bool(object, "flapped", item->flapped);
		json_set_bool(object, "told", item->told);
		json_set_string(object, "verdict", words_get(WORDS_DEMARCATION_VERDICT, item->verdict)->id);
		printer_take(object);
	}
	for (guint i = 0; i < handover->switches->len; i++) {
		const struct handover_switch *each =
			&g_array_index(handover->switches, struct handover_switch, i);
		struct json *object = printer_new_object("handover-switchover");

		json_set_string(object, "item", each->group);
		printer_set_instant(object, "at", each->at_us, zone);
		printer_set_figure(object, "outage_least_us", each->least_us);
		printer_set_figure(object, "outage_most_us", each->most_us);
		json_set_string(object, "text", each->text);
		printer_take(object);
	}
}

static void print_deeds(const struct handover *handover, GTimeZone *zone)
{
	static const char *const sorts[] = {
		[HANDOVER_SAID] = NULL, [HANDOVER_BEGAN] = "began", [HANDOVER_RAN_OUT] = "ran-out"};
	static const char *const kinds[WINDOW_KIND_COUNT] = {
		[WINDOW_MAINTENANCE] = "maintenance", [WINDOW_SILENCE] = "silence"};

	for (guint i = 0; i < handover->deeds->len; i++) {
		const struct handover_deed *deed = &g_array_index(handover->deeds, struct handover_deed, i);
		struct json *object = printer_new_object("handover-deed");

		printer_set_instant(object, "at", deed->at_us, zone);
		json_set_string(object, "kind", kinds[deed->kind]);
		json_set_string(object, "verb", sorts[deed->sort] ? sorts[deed->sort] : deed->verb);
		json_set_string(object, "window", deed->window);
		json_set_string(object, "who", deed->who);
		json_set_string(object, "selectors", deed->about);
		json_set_string(object, "reason", deed->reason);
		printer_set_instant(object, "until", deed->until_us, zone);
		printer_take(object);
	}
}

static void print_gaps(const struct handover *handover, GTimeZone *zone)
{
	static const char *const sorts[HANDOVER_GAP_SORT_COUNT] = {
		[HANDOVER_NO_TICK] = "no-tick",
		[HANDOVER_NOT_KEPT] = "not-kept",
		[HANDOVER_VIEW_LOST] = "view-lost",
		[HANDOVER_CLOCK] = "clock-moved",
	};

	for (guint i = 0; i < handover->gaps->len; i++) {
		const struct handover_gap *gap = &g_array_index(handover->gaps, struct handover_gap, i);
		struct json *object = printer_new_object("handover-gap");

		json_set_string(object, "sort", sorts[gap->sort]);
		printer_set_instant(object, "from", gap->from_us, zone);
		printer_set_instant(object, "until", gap->until_us, zone);
		json_set_integer(object, "moved_us", gap->moved_us);
		printer_take(object);
	}
}

static void print_json(const struct handover *handover, GTimeZone *zone)
{
	struct json *object;

	print_open(handover, zone);
	print_items(handover, zone);
	print_deeds(handover, zone);
	print_gaps(handover, zone);
	object = printer_new_object("handover");
	printer_set_instant(object, "from", handover->from_us, zone);
	printer_set_instant(object, "until", handover->until_us, zone);
	json_set_integer(object, "open", handover->open);
	json_set_integer(object, "new", handover->open_new);
	json_set_integer(object, "ended", count_of(handover, has_ended));
	json_set_integer(object, "came_and_went", count_of(handover, came_and_went));
	json_set_integer(object, "switchovers", handover->switches->len);
	json_set_integer(object, "checks", handover->checks);
	json_set_integer(object, "cut_short", handover->cut_short);
	json_set_integer(object, "changes", handover->changes);
	json_set_integer(object, "told", handover->told);
	printer_take(object);
}

/* --- the command --- */

/* TEXT is a time, or how long ago. */
static bool read_since(const struct session *session, const char *text, int64_t *ret_at_us, GError **error)
{
	int64_t now_us = clock_wall_us(session->clock), length_us;

	if (quantity_parse_duration(text, &length_us, NULL)) {
		*ret_at_us = now_us - MIN(length_us, now_us);
	} else if (!instant_parse(text, session->zone, ret_at_us, error)) {
		g_prefix_error(error, _("option '%s': "), "--since");
		return false;
	}
	if (*ret_at_us < now_us)
		return true;
	g_set_error_literal(error, OPS_INSTANT_ERROR, INSTANT_ERROR_SYNTAX,
			    _("option '--since' must be in the past"));
	return false;
}

int handover_run(const struct session *session, const char *since, const char *const *words, bool all)
{
	const struct picture_options options = {
		.inventory = session->inventory,
		.store = session->store,
		.clock = session->clock,
		.notes = session->notes,
		.selectors = words,
	};
	g_autoptr(GError) error = NULL;
	struct handover handover;
	int64_t from_us;
	int status;

	if (!read_since(session, since, &from_us, &error))
		return complain(session->answer, COMPLAINT_USAGE, "%s", error->message);
	if (!engine_hand_over(&options, from_us, &handover, &error))
		return complain_error(session->answer, error);
	if (session->answer == ANSWER_JSON)
		print_json(&handover, session->zone);
	else
		print_text(session, &handover, all);
	status = status_exit(state_tally_worst(&handover.picture.tally));
	handover_clear(&handover);
	return status;
}
