/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops drill due: whether the yearly drill (1.3.4-2) is to be held soon, and what was found to be
 * improved by those before. Of the real record, also in a drill.
 */
#include "drill/verbs.h"

#include "base/instant.h"
#include "base/translate.h"
#include "engine/manual.h"
#include "session.h"
#include "ui/complain.h"
#include "ui/printer.h"

struct due {
	const struct session *session;
	GPtrArray *held, *items;
	const struct drill_held *last;	/* that counts; NULL: none */
	struct lapse lapse;		/* of LAST */
	struct manual_now manual;
};

/* --- how it stands --- */

static bool gather(struct due *due, GError **error)
{
	const struct session *session = due->session;
	g_auto(GStrv) places = session_procedure_places(session);
	const struct manual_now_source source = {
		.inventory = session->inventory, .store = session->store, .places = (const char *const *)places,
		.language = session_document_language(session),
	};

	due->held = session->store ? engine_drills_held(session->store, error) : g_ptr_array_new();
	due->items = due->held ? engine_drill_open_items(session->store, due->held, error) : NULL;
	if (!due->items || !engine_manual_now(&source, MANUAL_RESPONSE, &due->manual, error))
		return false;
	due->last = engine_drill_last(due->held);
	if (due->last)
		due->lapse = lapse_of(&inventory_policy(session->inventory)->ladders, LAPSE_DRILL, due->last->held_at_us,
				      clock_wall_us(session->real_clock), session->zone);
	return true;
}

static int status_of(const struct due *due)
{
	if (!due->last || due->lapse.lapsed)
		return EXIT_BAD;
	return due->lapse.rung || !manual_now_is_approved(&due->manual) ? EXIT_ATTENTION : EXIT_OK;
}

/* --- telling --- */

static void print_json(const struct due *due)
{
	struct json *object = printer_new_object("drill-due"), *items = json_new_array();
	GTimeZone *zone = due->session->zone;

	json_set_string(object, "last", due->last ? due->last->name : NULL);
	printer_set_instant(object, "held_at", due->last ? due->last->held_at_us : 0, zone);
	printer_set_instant(object, "due_at", due->last ? due->lapse.at_us : 0, zone);
	if (due->last)
		json_set_integer(object, "days_left", due->lapse.days_left);
	else
		json_set_null(object, "days_left");
	printer_set_figure(object, "step", due->last && due->lapse.rung ? due->lapse.rung : -1);
	json_set_bool(object, "overdue", !due->last || due->lapse.lapsed);
	json_set_string(object, "manual", manual_standing_id(due->manual.standing));
	for (guint i = 0; i < due->items->len; i++)
		json_append_take(items, drill_improvement_json(due->items->pdata[i], json_new_object(), zone));
	json_take(object, "improvements", items);
	printer_take(object);
}

/* The newest does not count, and no other is there. */
static void print_short(enum drill_shortfall falls_short, const char *name)
{
	switch (falls_short) {
	case DRILL_SHORT_OF_END:
		printer_text(_("overdue: drill '%s' did not go to its end; no other is on record\n"), name);
		break;
	case DRILL_SHORT_OF_PEOPLE:
		printer_text(_("overdue: those who took part in drill '%s' were played by nwops; no other is on record\n"), name);
		break;
	case DRILL_SHORT_OF_MANUAL:
	case DRILL_FULFILS:
		printer_text(_("overdue: drill '%s' was held by a manual that was not approved; no other is on record\n"), name);
		break;
	}
}

static void print_last(const struct due *due)
{
	const struct drill_held *newest = due->held->len ? due->held->pdata[0] : NULL;
	g_autofree char *held = due->last ? instant_show(due->last->held_at_us, due->session->zone) : NULL;
	g_autofree char *until = due->last ? instant_show(due->lapse.at_us, due->session->zone) : NULL;
	g_autofree char *name = due->last ? printer_safe(due->last->name) : newest ? printer_safe(newest->name) : NULL;

	if (!due->last && newest)
		print_short(drill_held_falls_short(newest), name);
	else if (!due->last)
		printer_text("%s", _("overdue: no drill is on record\n"));
	else if (due->lapse.lapsed)
		printer_text(_("overdue: drill '%s' was held on %s, the next was due by %s\n"), name, held, until);
	else if (due->lapse.rung)
		printer_text(_("due soon: drill '%s' was held on %s, the next is due by %s: %ld days left\n"), name, held, until,
			     (long)due->lapse.days_left);
	else
		printer_text(_("not due: drill '%s' was held on %s, the next is due by %s\n"), name, held, until);
}

static void print_text(const struct due *due)
{
	print_last(due);
	if (due->manual.standing == STANDING_NOT_APPROVED)
		printer_text("%s", _("the response manual was never approved: a drill by it does not count\n"));
	else if (!manual_now_is_approved(&due->manual))
		printer_text("%s", _("the response manual has changed since it was approved: have it approved, then hold a drill by it\n"));
	drill_print_improvements(due->items, due->session->zone);
}

static int run(struct session *session, char **arguments)
{
	struct due due = {.session = session};
	g_autoptr(GError) error = NULL;
	int status = EXIT_OK;

	(void)arguments;
	status = drill_open_record(session);
	if (status)
		return status;
	if (!gather(&due, &error)) {
		status = complain_error(session->answer, error);
	} else {
		status = status_of(&due);
		if (session->answer == ANSWER_JSON)
			print_json(&due);
		else
			print_text(&due);
	}
	manual_now_clear(&due.manual);
	g_clear_pointer(&due.held, g_ptr_array_unref);
	g_clear_pointer(&due.items, g_ptr_array_unref);
	return status;
}

const struct command drill_due = {
	.name = "due",
	.summary = N_("show whether the yearly drill is due"),
	.needs = NEED_INVENTORY,
	.run = run,
};
