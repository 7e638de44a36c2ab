/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A session in a drill: the drill's directory, its store, its clock, whoever plays, and the banner that says so. From
 * here on a command does what it does in earnest, and nothing of it is real.
 */
#include "session.h"

#include "base/text.h"
#include "base/translate.h"
#include "engine/play.h"
#include "notice/allow.h"
#include "stage.h"
#include "ui/complain.h"
#include "ui/printer.h"

/* As a role of it: whoever has that acts. */
#define ROLE_VARIABLE "NWOPS_DRILL_AS"
#define MARK "【訓練】 "

bool session_rehearses(const struct session *session)
{
	return session->drill || session->overlay_path;
}

static int refuse_name(const struct session *session, const char *name)
{
	g_autofree char *shown = text_excerpt(name);

	return complain(session->answer, COMPLAINT_USAGE, _("there is no drill '%s'; 'nwops drill list --held' lists those that there are"), shown);
}

static struct play *read_drill(const struct session *session, const char *directory, GError **error)
{
	g_autoptr(ops_store_t) store = stage_open_store(session, directory, STORE_READ, error);

	return store ? play_read(store, error) : NULL;
}

int session_take_role(struct session *session)
{
	const char *role = session->play && session->inventory ? g_getenv(ROLE_VARIABLE) : NULL;
	int index = role && *role ? drill_find_role(session->play->scenario, role) : -1;
	const char *name = index >= 0 ? session->play->contacts[index] : NULL;
	const struct contact *contact = name ? inventory_find_contact(session->inventory, name) : NULL;

	if (!role || !*role)
		return EXIT_OK;
	if (!contact)
		return complain(session->answer, COMPLAINT_USAGE, _("nobody plays '%s' in this drill"), role);
	session->actor = contact->login ? contact->login : contact->name;
	return EXIT_OK;
}

const char *session_drill_stands(const struct play *play)
{
	if (play->record.state == DRILL_RUNNING)
		return NULL;
	return play->record.state == DRILL_PLANNED ? _("not begun yet") : words_shown(WORDS_DRILL_STATE, play->record.state);
}

/* With the drill's mark, and how it STANDS. Caller frees. */
static char *print_mark(const char *name, const char *stands)
{
	g_autofree char *banner = stands ? g_strdup_printf(_("drill '%s' (%s): nothing here is real"), name, stands)
					 : g_strdup_printf(_("drill '%s': nothing here is real"), name);

	return g_strconcat(MARK, banner, NULL);
}

/* Documents outlast how it stands now: they, and the last line, have the mark alone. */
static void mark_session(const struct session *session)
{
	const char *standing = session_drill_stands(session->play);
	g_autofree char *mark = print_mark(session->drill, NULL), *opening = print_mark(session->drill, standing);
	g_autofree char *prefix = standing ? g_strdup_printf("%s(%s) ", MARK, standing) : g_strdup(MARK);

	/* A plugin's first line is what is shown of it; objects have a key. */
	printer_set_drill(&(struct printer_drill){
		.name = session->drill,
		.mark = mark,
		.opening = opening,
		.prefix = session->answer == ANSWER_PLUGIN ? prefix : session->answer == ANSWER_JSON ? "" : NULL,
	});
	notes_write(session->notes, NOTES_NOTICE, "%s", opening);
}

int session_enter_drill(struct session *session, const char *name)
{
	g_autofree char *directory = NULL;
	g_autoptr(GError) error = NULL;

	if (!stage_is_name(name))
		return refuse_name(session, name);
	if (session->overlay_path)
		return complain(session->answer, COMPLAINT_USAGE, _("in a drill its scenario answers: '--overlay' cannot be given too"));
	directory = stage_directory(session, name);
	session->play = read_drill(session, directory, &error);
	if (!session->play)
		return !error || g_error_matches(error, OPS_STORE_ERROR, STORE_ERROR_MISSING) ? refuse_name(session, name)
											       : complain_error(session->answer, error);
	session->drill = session->play->record.name;
	session->state_directory = session->drill_directory = g_steal_pointer(&directory);
	session->clock = session->drill_clock = play_clock(session->play, session->real_clock);
	mark_session(session);
	return EXIT_OK;
}

bool session_overlay(const struct session *session, struct overlay **ret_overlay)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();

	*ret_overlay = NULL;
	if (session->play) {
		*ret_overlay = play_overlay(session->play, session->inventory, clock_wall_us(session->clock));
		return true;
	}
	if (!session->overlay_path)
		return true;
	*ret_overlay = overlay_load(session->overlay_path, faults);
	if (*ret_overlay)
		return true;
	complain_faults(session->answer, faults, _("the overlay '%s' has errors; nothing was done"), session->overlay_path);
	return false;
}

char **session_allow(const struct session *session)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	char **allow;

	/* As it was when the drill was made: whoever is added later was not agreed to. */
	if (session->play)
		return g_strdupv(session->play->allow);
	allow = allow_load(session->config_directory, faults);
	if (!allow)
		complain_faults(session->answer, faults, _("the allow-list of drills has errors; nothing is sent"));
	return allow;
}
