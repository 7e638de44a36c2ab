/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Duties as every screen has them: when the next one is due, and the longest silence so far.
 */
#include "owed.h"

#include "base/instant.h"
#include "base/quantity.h"
#include "base/translate.h"
#include "ui/complain.h"
#include "ui/printer.h"

#include <inttypes.h>

struct duties *owed_open(const struct session *session, int *ret_status)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	struct duties *duties = duties_load(session->config_directory, session->share_directory, faults);

	*ret_status = EXIT_OK;
	if (!duties)
		*ret_status = complain_faults(session->answer, faults, _("the rows of duties have errors; nothing was done"));
	return duties;
}

struct duties *owed_try(const struct session *session)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	struct duties *duties = duties_load(session->config_directory, session->share_directory, faults);

	for (size_t i = 0; !duties && i < conf_faults_count(faults); i++) {
		g_autofree char *line = conf_fault_print(conf_faults_at(faults, i));

		notes_write(session->notes, NOTES_ERROR, "%s", line);
	}
	if (!duties)
		notes_write(session->notes, NOTES_WARNING, _("the rows of duties have errors: nobody is reminded of what is owed until "
							     "they are mended"));
	return duties;
}

struct duties_options owed_options(const struct session *session, const struct duties *duties)
{
	return (struct duties_options){
		.inventory = session->inventory,
		.store = session->store,
		.duties = duties,
		.clock = session->clock,
	};
}

char *owed_late(int64_t late_us)
{
	int64_t minutes = duty_minutes(late_us);

	return minutes == 1 ? g_strdup(_("late by 1 minute")) : g_strdup_printf(_("late by %" PRId64 " minutes"), minutes);
}

static char *next_due(const struct session *session, const struct case_duties *duties)
{
	const struct duty *next = duties_next(duties->list);
	g_autofree char *due = NULL, *how = NULL;

	if (!next)
		return g_strdup(_("nothing is owed"));
	due = instant_show_brief(next->due_at_us, duties->now_us, session->zone);
	how = next->state == DUTY_LATE ? owed_late(next->late_us) : g_strdup(words_shown(WORDS_DUTY_STATE, next->state));
	return g_strdup_printf(_("next due %s (%s, %s)"), due, next->row->id, how);
}

static char *with_silence(const struct session *session, const struct case_duties *duties, const char *next)
{
	g_autofree char *from = instant_show_brief(duties->silence_from_us, duties->now_us, session->zone);
	g_autofree char *silence = quantity_show_duration(duties->silence_us / G_USEC_PER_SEC * G_USEC_PER_SEC);

	return g_strdup_printf(_("%s; longest silence %s from %s"), next, silence, from);
}

char *owed_summary(const struct session *session, const struct case_duties *duties)
{
	g_autofree char *next = next_due(session, duties);
	/* Of what goes by paper nobody waits for the next word. */
	if (duties->paper)
		return g_steal_pointer(&next);
	return with_silence(session, duties, next);
}

/* The rule by which it was counted stands behind the number. */
static char *users_shown(const struct case_duties *duties)
{
	enum duty_count how = DUTY_SEEN;
	int64_t users = duties_users(&duties->situation, &how);

	if (users < 0)
		return g_strdup(_("not known"));
	if (how == DUTY_ESTIMATED)
		return g_strdup_printf(_("%" PRId64 ", estimated by a person"), users);
	return how == DUTY_COUNTED ? g_strdup_printf(_("%" PRId64 ", counted by a person"), users)
				   : g_strdup_printf(_("%" PRId64 ", the most seen down, in warning or hidden at one time"), users);
}

char *owed_extent(const struct case_duties *duties, enum duty_unit unit)
{
	g_autofree char *users = users_shown(duties);
	int64_t lasts_us = duties_lasts(&duties->situation, duties->now_us) / G_USEC_PER_SEC * G_USEC_PER_SEC;
	g_autofree char *lasts = quantity_show_duration(lasts_us);

	return g_strdup_printf(unit == DUTY_UNIT_LINE ? _("users (lines): %s; for %s") : _("users (institutions): %s; for %s"), users, lasts);
}

void owed_print_paper_json(const struct session *session, const struct case_duties *duties)
{
	const struct duty *next = duties_next(duties->list);
	struct json *object = printer_new_object("paper");

	json_set_string(object, "case", duties->file->id);
	json_set_string(object, "paper", duties->paper->paper->id);
	json_set_string(object, "next", next ? next->row->id : NULL);
	json_set_string(object, "next_state", next ? words_get(WORDS_DUTY_STATE, next->state)->id : NULL);
	printer_set_instant(object, "next_due_at", next ? next->due_at_us : 0, session->zone);
	printer_set_figure(object, "late_us", next && next->late_us ? next->late_us : -1);
	printer_take(object);
}

void owed_print_json(const struct session *session, const struct case_duties *duties, enum duty_unit unit)
{
	static const char *const hows[] = {[DUTY_SEEN] = "seen", [DUTY_ESTIMATED] = "estimated", [DUTY_COUNTED] = "counted"};
	enum duty_count how = DUTY_SEEN;
	int64_t users = duties_users(&duties->situation, &how);
	const struct duty *next = duties_next(duties->list);
	struct json *object = printer_new_object("duties");

	json_set_string(object, "case", duties->file->id);
	json_set_string(object, "next", next ? next->row->id : NULL);
	json_set_string(object, "next_state", next ? words_get(WORDS_DUTY_STATE, next->state)->id : NULL);
	printer_set_instant(object, "next_due_at", next ? next->due_at_us : 0, session->zone);
	printer_set_figure(object, "late_us", next && next->late_us ? next->late_us : -1);
	printer_set_figure(object, "silence_us", duties->silence_us);
	printer_set_instant(object, "silence_from", duties->silence_from_us, session->zone);
	json_set_string(object, "unit", unit == DUTY_UNIT_LINE ? "line" : "institution");
	printer_set_figure(object, "users", users);
	json_set_string(object, "users_how", users < 0 ? NULL : hows[how]);
	printer_set_figure(object, "lasts_us", duties_lasts(&duties->situation, duties->now_us));
	printer_take(object);
}
