/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Delivering as commands do it: how far it has come is shown, and what became of it is told in one way.
 */
#include "delivering.h"

#include "base/instant.h"
#include "base/translate.h"
#include "ui/printer.h"
#include "ui/progress.h"

static bool show_progress(void *context, guint ended, guint left)
{
	progress_show_delivered(context, ended, ended + left);
	return true;
}

bool session_deliver(const struct session *session, const struct deliver_options *wish, struct delivery *ret_delivery,
		     GError **error)
{
	struct progress progress;
	struct deliver_options delivering = *wish;
	g_autoptr(ops_overlay_t) overlay = NULL;
	g_auto(GStrv) allow = NULL;
	bool done;

	if (session_rehearses(session)) {
		if (!session_overlay(session, &overlay))
			return false;
		allow = session_allow(session);
	}
	delivering.allow = (const char *const *)allow;
	delivering.overlay = overlay;
	delivering.tell = session_telling(session);
	delivering.libexec = session->libexec_directory;
	delivering.state_directory = session->state_directory;
	delivering.progress = show_progress;
	delivering.context = &progress;
	progress_init(&progress, session->clock, session->answer == ANSWER_JSON);
	done = engine_deliver(&delivering, ret_delivery, error);
	progress_clear(&progress);
	return done;
}

static void print_json(const struct session *session, const struct delivery *delivery)
{
	struct json *object = printer_new_object("delivery"), *troubles = json_new_array();

	for (guint i = 0; delivery->troubles && i < delivery->troubles->len; i++)
		json_append_string(troubles, delivery->troubles->pdata[i]);
	json_set_bool(object, "busy", delivery->busy);
	json_set_integer(object, "accepted", delivery->accepted);
	json_set_integer(object, "failed_temporary", delivery->failed_temporary);
	json_set_integer(object, "failed_permanent", delivery->failed_permanent);
	if (session_rehearses(session))
		json_set_integer(object, "withheld", delivery->withheld);
	json_set_integer(object, "may_be_twice", delivery->may_be_twice);
	json_set_integer(object, "left", delivery->left);
	json_set_integer(object, "by_hand", delivery->by_hand);
	json_set_integer(object, "climbed", delivery->climbed);
	printer_set_instant(object, "next_due_at", delivery->next_due_us, session->zone);
	json_take(object, "troubles", troubles);
	printer_take(object);
}

static void print_some(const char *words, guint count)
{
	if (count)
		printer_text("%s: %u\n", words, count);
}

static void print_text(const struct session *session, const struct delivery *delivery)
{
	if (delivery->busy) {
		printer_text(_("somebody else delivers just now; nothing was done\n"));
		return;
	}
	printer_text(_("accepted by the next server: %u\n"), delivery->accepted);
	print_some(_("of these withheld, for this is a rehearsal"), delivery->withheld);
	print_some(_("to be tried again"), delivery->failed_temporary);
	print_some(_("failed, for a person to deal with"), delivery->failed_permanent);
	print_some(_("may arrive twice"), delivery->may_be_twice);
	print_some(_("still due when the time was over"), delivery->left);
	print_some(_("told next because nobody answered"), delivery->climbed);
	print_some(_("to be called or handed over: see 'nwops notify call-list'"), delivery->by_hand);
	for (guint i = 0; delivery->troubles && i < delivery->troubles->len; i++) {
		g_autofree char *safe = printer_safe(delivery->troubles->pdata[i]);

		printer_text("%s\n", safe);
	}
	if (delivery->next_due_us) {
		g_autofree char *when = instant_show(delivery->next_due_us, session->zone);

		printer_text(_("next try: %s\n"), when);
	}
}

void delivery_print(const struct session *session, const struct delivery *delivery)
{
	if (session->answer == ANSWER_JSON)
		print_json(session, delivery);
	else
		print_text(session, delivery);
}

int delivery_status(const struct delivery *delivery)
{
	return delivery->busy || delivery->failed_temporary || delivery->failed_permanent || delivery->left || delivery->by_hand
		       ? EXIT_ATTENTION
		       : EXIT_OK;
}
