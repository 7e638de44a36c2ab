/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops notify paths: the ways by which messages leave, what they have in common, how their relays
 * have lately answered, and when each was last proven.
 */
#include "notify/verbs.h"

#include "base/instant.h"
#include "base/translate.h"
#include "ui/complain.h"
#include "ui/printer.h"

static gboolean arg_verify, arg_yes;
static char *arg_to;

static const GOptionEntry options[] = {
	{"verify", 0, 0, G_OPTION_ARG_NONE, &arg_verify, N_("send a test over each path"), NULL},
	{"to", 0, 0, G_OPTION_ARG_FILENAME, &arg_to, N_("to this contact, not to those on duty"),
	 "CONTACT"},
	{"yes", 0, 0, G_OPTION_ARG_NONE, &arg_yes, N_("ask nobody"), NULL},
	{NULL},
};

/* --- JSON --- */

static struct json *relay_json(const struct session *session, const struct path_relay *relay)
{
	struct json *object = json_new_object();

	json_set_string(object, "name", relay->relay ? relay->relay->name : relay->known.relay);
	json_set_string(object, "host", relay->relay ? relay->relay->host : NULL);
	printer_set_figure(object, "port", relay->relay ? relay->relay->port : -1);
	json_set_string(object, "security",
			relay->relay ? words_get(WORDS_RELAY_SECURITY, relay->relay->security)->id : NULL);
	printer_set_instant(object, "good_at", relay->known.good_at_us, session->zone);
	printer_set_instant(object, "bad_at", relay->known.bad_at_us, session->zone);
	json_set_integer(object, "failures", relay->known.failures);
	notify_set_some(object, "reason", relay->known.reason);
	printer_set_instant(object, "tested_at", relay->known.tested_at_us, session->zone);
	return object;
}

static void print_path_json(const struct session *session, const struct path_view *view)
{
	struct json *object = printer_new_object("path"), *relays = json_new_array(),
		    *shares = json_new_array();

	for (guint i = 0; i < view->relays->len; i++)
		json_append_take(relays, relay_json(session, &g_array_index(view->relays,
									    struct path_relay, i)));
	for (const char *const *share = view->path->shares; share && *share; share++)
		json_append_string(shares, *share);
	json_set_string(object, "path", view->path->name);
	json_set_bool(object, "out_of_band", view->path->out_of_band);
	json_set_string(object, "source", view->path->source);
	json_set_string(object, "interface", view->path->interface);
	json_set_string(object, "from", view->path->from);
	json_take(object, "relays", relays);
	json_take(object, "shares", shares);
	printer_set_instant(object, "proven_at", view->proven_at_us, session->zone);
	json_set_bool(object, "unproven", view->unproven);
	printer_take(object);
}

static void print_fate_json(const struct shared_fate *fate)
{
	struct json *object = printer_new_object("shared-fate");

	json_set_string(object, "path", fate->a->name);
	json_set_string(object, "other", fate->b ? fate->b->name : NULL);
	json_set_string(object, "what", fate->what);
	printer_take(object);
}

/* --- text --- */

static void print_relay_text(const struct session *session, const struct path_relay *relay,
			     int64_t now_us)
{
	const struct relay_record *known = &relay->known;
	g_autofree char *good =
		known->good_at_us ? instant_show_brief(known->good_at_us, now_us, session->zone)
				  : NULL;
	g_autofree char *bad = known->bad_at_us
				       ? instant_show_brief(known->bad_at_us, now_us, session->zone)
				       : NULL;
	g_autofree char *reason = printer_safe(known->reason ? known->reason : "");

	if (relay->relay)
		printer_text("    %s  %s:%u", relay->relay->name, relay->relay->host,
			     relay->relay->port);
	else
		printer_text("    %s", known->relay);
	if (good)
		printer_text(_("; took a message %s"), good);
	if (known->failures)
		printer_text(_("; failed %ld times, last %s: %s"), (long)known->failures,
			     bad ? bad : "-", reason);
	if (!good && !known->failures)
		printer_text(_("; never used"));
	printer_text("\n");
}

static void print_path_text(const struct session *session, const struct path_view *view,
			    int64_t now_us)
{
	bool japanese = g_str_equal(session->language, "ja");
	const struct bilingual *title = &view->path->title;
	g_autofree char *proven =
		view->proven_at_us ? instant_show(view->proven_at_us, session->zone) : NULL;

	printer_text("%s (%s)%s%s%s%s%s\n", view->path->name, japanese ? title->ja : title->en,
		     view->path->out_of_band ? _(", out of band") : "",
		     view->path->source ? _(", from ") : "",
		     view->path->source ? view->path->source : "",
		     view->path->interface ? _(", through ") : "",
		     view->path->interface ? view->path->interface : "");
	if (!proven)
		printer_text(_("  never proven: no test over it was acknowledged\n"));
	else
		printer_text(view->unproven ? _("  unproven: a test was last acknowledged %s, more "
						"than 30 days ago\n")
					    : _("  proven: a test was acknowledged %s\n"),
			     proven);
	for (guint i = 0; i < view->relays->len; i++)
		print_relay_text(session, &g_array_index(view->relays, struct path_relay, i),
				 now_us);
}

static void print_fate_text(const struct shared_fate *fate)
{
	g_autofree char *what = printer_safe(fate->what);

	if (fate->b)
		printer_text(_("shared fate: '%s' and '%s' have in common: %s\n"), fate->a->name,
			     fate->b->name, what);
	else
		printer_text(_("shared fate: '%s' depends on: %s\n"), fate->a->name, what);
}

/* --- the whole --- */

static int show(const struct session *session)
{
	const struct tell_options telling = session_telling(session);
	g_autoptr(GPtrArray) fates = route_shared_fates(session->policy, session->inventory);
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) views = engine_paths(&telling, &error);
	bool unproven = false;

	if (!views)
		return complain_error(session->answer, error);
	for (guint i = 0; i < views->len; i++) {
		const struct path_view *view = views->pdata[i];

		unproven |= view->unproven;
		if (session->answer == ANSWER_JSON)
			print_path_json(session, view);
		else
			print_path_text(session, view, clock_wall_us(session->clock));
	}
	for (guint i = 0; i < fates->len; i++)
		if (session->answer == ANSWER_JSON)
			print_fate_json(fates->pdata[i]);
		else
			print_fate_text(fates->pdata[i]);
	if (!views->len && session->answer != ANSWER_JSON)
		printer_text(_("there are no paths: 'notices.yaml' names none\n"));
	return unproven || fates->len || !views->len ? EXIT_ATTENTION : EXIT_OK;
}

static int run(struct session *session, char **arguments)
{
	int status;

	(void)arguments;
	if (!arg_verify && (arg_to || arg_yes))
		return complain(session->answer, COMPLAINT_USAGE,
				_("option '%s' says nothing without '%s'"),
				arg_to ? "--to" : "--yes", "--verify");
	if (arg_to && !inventory_find_contact(session->inventory, arg_to))
		return complain(session->answer, COMPLAINT_USAGE, _("no contact is called '%s'"),
				arg_to);
	status = arg_verify ? notify_open(session, STORE_WRITE) : notify_open_to_look(session);
	if (status)
		return status;
	return arg_verify ? notify_verify_paths(session, arg_to, arg_yes) : show(session);
}

const struct command notify_paths = {
	.name = "paths",
	.summary = N_("show the paths of messages, or send a test over each"),
	.needs = NEED_INVENTORY,
	.options = options,
	.run = run,
};
