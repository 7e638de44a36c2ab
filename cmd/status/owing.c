/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What open incidents owe, a line each: when the next report is due, and how long nobody outside
 * has heard anything. What keeps that from being computed is a note: the picture stands without it.
 */
#include "status/screen.h"

#include "base/instant.h"
#include "base/translate.h"
#include "engine/offline.h"
#include "owed.h"

/* At most so many lines of it. */
#define OWING_SHOWN 5

/* NULL: nothing can be said. DUTIES must outlive it. */
typedef GPtrArray *look_at(const struct duties_options *options, GError **error);
static GPtrArray *look(const struct session *session, const struct duties *duties, look_at *at)
{
	const struct duties_options wish = owed_options(session, duties);
	g_autoptr(GError) error = NULL;
	GPtrArray *list = duties ? at(&wish, &error) : NULL;

	if (error)
		notes_write(session->notes, NOTES_WARNING, "%s", error->message);
	return list;
}

static enum table_tint tint_of(const struct case_duties *duties)
{
	const struct duty *next = duties_next(duties->list);

	if (!next || next->state == DUTY_OPEN)
		return TINT_NONE;
	return next->state == DUTY_LATE ? TINT_RED : TINT_YELLOW;
}

/* How many are left. */
static guint tell_list(const struct session *session, const GPtrArray *list, tell_each *each, void *context)
{
	for (guint i = 0; list && i < MIN(list->len, OWING_SHOWN); i++) {
		const struct case_duties *one = list->pdata[i];
		g_autofree char *summary = owed_summary(session, one);
		g_autofree char *line = g_strdup_printf("%s: %s", one->file->id, summary);

		each(context, tint_of(one), line);
	}
	return list && list->len > OWING_SHOWN ? list->len - OWING_SHOWN : 0;
}

/* A directory for when nwops is gone that a tick could not write: what lies there is old, if anything does. */
static void tell_offline(const struct session *session, tell_each *each, void *context)
{
	const char *directory = inventory_policy(session->inventory)->offline.directory;
	int64_t since_us = directory && !session_rehearses(session) ? engine_offline_failing(session->store) : 0;
	g_autofree char *since = instant_show_brief(since_us, clock_wall_us(session->clock), session->zone);
	const char *there = directory && g_file_test(directory, G_FILE_TEST_IS_DIR) ? _("what lies there is old") : _("nothing lies there");
	g_autofree char *line = since_us ? g_strdup_printf(_("offline directory '%s' could not be written since %s: %s; 'nwops audit offline' says why"),
							   directory, since, there)
					 : NULL;

	if (line)
		each(context, TINT_YELLOW, line);
}

void owing_tell(const struct session *session, tell_each *each, void *context)
{
	g_autoptr(ops_duties_t) duties = owed_try(session);
	g_autoptr(GPtrArray) list = look(session, duties, engine_open_duties);
	g_autoptr(GPtrArray) papers = look(session, duties, engine_open_papers);
	guint left = tell_list(session, list, each, context);
	g_autofree char *rest = g_strdup_printf(_("and %u more open incidents; see 'nwops incident duties'"), left);
	g_autofree char *rest_of_papers = NULL;

	if (left)
		each(context, TINT_NONE, rest);
	left = tell_list(session, papers, each, context);
	rest_of_papers = g_strdup_printf(_("and %u more open cases; see 'nwops case duties'"), left);
	if (left)
		each(context, TINT_NONE, rest_of_papers);
	tell_offline(session, each, context);
}

void owing_print_json(const struct session *session)
{
	g_autoptr(ops_duties_t) duties = owed_try(session);
	g_autoptr(GPtrArray) list = look(session, duties, engine_open_duties);
	g_autoptr(GPtrArray) papers = look(session, duties, engine_open_papers);

	for (guint i = 0; list && i < list->len; i++)
		owed_print_json(session, list->pdata[i], duties_unit(duties));
	for (guint i = 0; papers && i < papers->len; i++)
		owed_print_paper_json(session, papers->pdata[i]);
}
