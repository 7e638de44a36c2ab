/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops notify roster: who is on duty, by which roster, and in a disaster who has reported where.
 * That a disaster has come is said by a person.
 */
#include "notify/verbs.h"

#include "base/instant.h"
#include "base/translate.h"
#include "sure.h"
#include "ui/complain.h"
#include "ui/printer.h"

static char *arg_reason, *arg_place;

static const GOptionEntry options[] = {
	{"reason", 0, 0, G_OPTION_ARG_FILENAME, &arg_reason, N_("why it is declared"), "TEXT"},
	{"place", 0, 0, G_OPTION_ARG_FILENAME, &arg_place,
	 N_("where they are, when not at the meeting place"), "PLACE"},
	{"sure", 0, 0, G_OPTION_ARG_NONE, &arg_sure, SURE_WORDS, NULL},
	{NULL},
};

/* --- showing --- */

void notify_find_on_duty(const struct session *session, const struct roster_state *state,
			 struct routes *ret_routes)
{
	const struct tell_options telling = session_telling(session);

	engine_find_on_duty(&telling, state, ret_routes);
}

static const struct bilingual *meeting_place(const struct session *session,
					     const struct roster_state *state)
{
	const struct roster *roster =
		inventory_find_roster(session->inventory, state->disaster ? "disaster" : "normal");

	return roster && roster->meeting_place.ja ? &roster->meeting_place : NULL;
}

static const char *shown(const struct session *session, const struct bilingual *title)
{
	return g_str_equal(session->language, "ja") ? title->ja : title->en;
}

static void print_json(const struct session *session, const struct roster_state *state,
		       const struct routes *routes)
{
	struct json *object = printer_new_object("roster-state"), *duty = json_new_array(),
		    *present = json_new_array();

	for (guint i = 0; i < routes->told; i++) {
		const struct route *route = &g_array_index(routes->all, struct route, i);

		if (route->contact)
			json_append_string(duty, route->contact->name);
	}
	for (guint i = 0; i < state->present->len; i++) {
		const struct roster_present *each = state->present->pdata[i];
		struct json *one = json_new_object();

		json_set_string(one, "contact", each->contact);
		json_set_string(one, "place", each->place);
		printer_set_instant(one, "at", each->at_us, session->zone);
		json_append_take(present, one);
	}
	json_set_string(object, "roster", state->disaster ? "disaster" : "normal");
	json_set_string(object, "declared_by", state->declared_by);
	printer_set_instant(object, "declared_at", state->declared_at_us, session->zone);
	json_take(object, "on_duty", duty);
	json_take(object, "present", present);
	printer_take(object);
}

static void print_duty(const struct session *session, const struct routes *routes)
{
	printer_text(_("on duty now:\n"));
	for (guint i = 0; i < routes->told; i++) {
		const struct route *route = &g_array_index(routes->all, struct route, i);

		if (route->contact)
			printer_text("  %s (%s)%s\n", route->contact->name,
				     shown(session, &route->contact->title),
				     route->deputy ? _(", as deputy") : "");
	}
	if (!routes->told)
		printer_text(_("  nobody\n"));
}

static void print_present(const struct session *session, const struct roster_state *state)
{
	const struct bilingual *place = meeting_place(session, state);

	if (place)
		printer_text(_("meeting place: %s\n"), shown(session, place));
	printer_text(_("have reported: %u\n"), state->present->len);
	for (guint i = 0; i < state->present->len; i++) {
		const struct roster_present *each = state->present->pdata[i];
		g_autofree char *when = instant_show(each->at_us, session->zone);
		g_autofree char *where =
			printer_safe(each->place ? each->place : _("at the meeting place"));

		printer_text("  %s  %s  %s\n", when, each->contact, where);
	}
}

static int show(const struct session *session)
{
	struct roster_state state;
	struct routes routes;
	g_autoptr(GError) error = NULL;

	if (!engine_roster(session->store, &state, &error))
		return complain_error(session->answer, error);
	notify_find_on_duty(session, &state, &routes);
	if (session->answer == ANSWER_JSON) {
		print_json(session, &state, &routes);
	} else {
		g_autofree char *when = state.declared_at_us
						? instant_show(state.declared_at_us, session->zone)
						: NULL;

		printer_text(state.disaster ? _("roster in force: disaster\n")
					    : _("roster in force: normal\n"));
		if (when)
			printer_text(_("declared by %s, %s\n"), state.declared_by, when);
		print_duty(session, &routes);
		if (state.disaster)
			print_present(session, &state);
	}
	routes_clear(&routes);
	roster_state_clear(&state);
	return EXIT_OK;
}

/* --- declaring, reporting --- */

static int declare(struct session *session, const char *which)
{
	bool disaster = g_strcmp0(which, "disaster") == 0;
	const struct tell_options telling = session_telling(session);
	g_autoptr(GError) error = NULL;

	if (!disaster && g_strcmp0(which, "normal") != 0)
		return complain(session->answer, COMPLAINT_USAGE,
				_("declare which roster holds: 'normal' or 'disaster'"));
	if (!engine_declare_roster(&telling, disaster, arg_reason, &error))
		return complain_error(session->answer, error);
	return show(session);
}

static int present(struct session *session, const char *name)
{
	const struct tell_options telling = session_telling(session);
	g_autoptr(GError) error = NULL;

	if (!engine_report_present(&telling, name, arg_place, &error))
		return complain_error(session->answer, error);
	return show(session);
}

/* Why these words and options do not go together; NULL. */
static const char *misuse(const char *verb, const char *name)
{
	if (verb && !g_str_equal(verb, "declare") && !g_str_equal(verb, "present"))
		return _("a roster is shown, or one is to 'declare', or somebody is 'present'");
	if (verb && !name)
		return g_str_equal(verb, "declare")
			       ? _("declare which roster holds: 'normal' or 'disaster'")
			       : _("say who is present: the name of a contact");
	if (g_strcmp0(verb, "declare") == 0 && !arg_reason)
		return _("say why: '--reason'");
	if (arg_reason && g_strcmp0(verb, "declare") != 0)
		return _("'--reason' is for 'declare'");
	if (arg_place && g_strcmp0(verb, "present") != 0)
		return _("'--place' is for 'present'");
	return NULL;
}

static int run(struct session *session, char **arguments)
{
	const char *verb = arguments[0], *name = verb ? arguments[1] : NULL,
		   *wrong = misuse(verb, name);
	int status;

	if (wrong)
		return complain(session->answer, COMPLAINT_USAGE, "%s", wrong);
	if ((arg_reason && !notify_check_text(session, "--reason", arg_reason)) ||
	    (arg_place && !notify_check_text(session, "--place", arg_place)))
		return EXIT_COULD_NOT;
	status = verb ? notify_open(session, STORE_WRITE) : notify_open_to_look(session);
	if (status)
		return status;
	if (!verb)
		return show(session);
	return g_str_equal(verb, "declare") ? declare(session, name) : present(session, name);
}

const struct command notify_roster = {
	.name = "roster",
	.summary = N_("show who is on duty, declare a disaster, record who has reported"),
	.args = "[VERB] [NAME]",
	.needs = NEED_INVENTORY,
	.options = options,
	.run = run,
};
