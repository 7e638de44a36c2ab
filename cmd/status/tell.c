/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The picture in words. They are made here, of the figures that were kept: whoever
 * looks reads them in their own language.
 */
#include "status/screen.h"

#include "base/instant.h"
#include "base/quantity.h"
#include "base/translate.h"
#include "engine/engine.h"
#include "state/due.h"

#include <string.h>

/* Maintenance to come, at most so many lines of it. */
#define AHEAD_SHOWN 3

char *tell_age(int64_t at_us, int64_t now_us)
{
	int64_t age_us = (now_us - at_us) / G_USEC_PER_SEC * G_USEC_PER_SEC;

	if (!at_us)
		return NULL;
	if (age_us < -G_USEC_PER_SEC)
		return g_strdup(_("from the future"));
	if (age_us < G_USEC_PER_SEC)
		return g_strdup(_("now"));
	g_autofree char *age = quantity_show_duration(age_us);

	return g_strdup_printf(_("%s ago"), age);
}

const char *tell_owner(const struct session *session, const struct organization *owner)
{
	if (!owner)
		return NULL;
	return !strcmp(session->language, "ja") ? owner->title.ja : owner->title.en;
}

const char *tell_message(const struct picture_row *row, char text[RESULT_TEXT_SIZE])
{
	const struct result_record *newest = row->newest;
	struct result result;

	*text = '\0';
	if (!row->asked_at_us && row->owner)
		return _("never asked");
	if (!newest)
		return text;
	const struct judgement judgement = {newest->status, newest->cause, newest->limit, newest->status};

	result_init(&result);
	result.end = (uint8_t)newest->end;
	result.rtt_median_us = newest->rtt_median_us;
	if (newest->sent > 0)
		result.loss_ppm = (int32_t)((int64_t)(newest->sent - newest->received) * 1000000 /
					    newest->sent);
	result.reason = *newest->message ? newest->message : NULL;
	return state_explain(&judgement, &result, text);
}

/* --- a row --- */

static void add(GString *text, const char *more)
{
	if (more && *more)
		g_string_append_printf(text, "%s%s", text->len ? "; " : "", more);
}

static void add_takes(GString *text, char *more)
{
	add(text, more);
	g_free(more);
}

static void add_covers(GString *text, const struct session *session, const struct picture *picture,
		       const struct picture_row *row)
{
	g_autofree char *silenced = instant_show_brief(row->silence_until_us, picture->at_us, session->zone);
	g_autofree char *maintained = instant_show_brief(row->window_until_us, picture->at_us, session->zone);

	if (row->window)
		add_takes(text, g_strdup_printf(_("in maintenance until %s (%s, %s)"), maintained,
						row->window->id, row->window->owner));
	if (row->silence)
		add_takes(text, g_strdup_printf(_("silenced until %s (%s, %s: %s)"), silenced,
						row->silence->id, row->silence->owner, row->silence->reason));
}

static void add_behind(GString *text, const struct picture_row *row)
{
	if (!row->behind)
		return;
	if (row->hidden_by || !row->asked_at_us)
		add_takes(text, g_strdup_printf(_("and %u more"), row->behind));
	else
		add_takes(text, g_strdup_printf(_("%u behind it"), row->behind));
}

char *tell_details(const struct session *session, const struct picture *picture,
		   const struct picture_row *row)
{
	g_autoptr(GString) text = g_string_new(NULL);
	char message[RESULT_TEXT_SIZE];

	if (!row->owner)
		add(text, _("not in the inventory"));
	if (row->verdict != DEMARCATION_UNDECIDED)
		add(text, words_shown(WORDS_DEMARCATION_VERDICT, row->verdict));
	if (row->hidden_by)
		add_takes(text, g_strdup_printf(_("hidden by %s"), row->hidden_by));
	add(text, g_hash_table_lookup(picture->cases, row->name));
	add_behind(text, row);
	if (row->flapping)
		add(text, _("comes and goes"));
	if (row->seen != row->status && row->block != PICTURE_NOTICED)
		add_takes(text, g_strdup_printf(_("last seen %s, which does not count yet"),
						words_shown(WORDS_STATUS, row->seen)));
	add_covers(text, session, picture, row);
	if (row->stale)
		add(text, _("stale"));
	add(text, tell_message(row, message));
	return g_string_free(g_steal_pointer(&text), FALSE);
}

/* --- above all rows --- */

struct telling {
	const struct session *session;
	const struct picture *picture;
	tell_each *each;
	void *context;
};

static void say(const struct telling *telling, enum table_tint tint, char *text)
{
	telling->each(telling->context, tint, text);
	g_free(text);
}

static void tell_view(const struct telling *telling)
{
	const struct picture *picture = telling->picture;
	g_autofree char *since =
		instant_show_brief(picture->view_lost_us, picture->at_us, telling->session->zone);
	g_autofree char *age = quantity_show_duration(MAX(picture->at_us - picture->view_lost_us, 0));

	if (picture->view_lost_us)
		say(telling, TINT_RED,
		    g_strdup_printf(_("OWN VIEW LOST since %s (%s): all below is from before; look at our own "
				      "uplink and gateway first"), since, age));
}

static void tell_tick(const struct telling *telling)
{
	const struct picture *picture = telling->picture;
	g_autofree char *age = quantity_show_duration(picture->tick_age_us);

	if (!picture->tick_us)
		say(telling, TINT_YELLOW,
		    g_strdup(_("no tick has ever run: nothing is asked by itself; have cron or a timer run "
			       "'nwops tick' each minute")));
	else if (picture->tick_age_us > TICK_PATIENCE * DUE_TICK_US)
		say(telling, TINT_RED,
		    g_strdup_printf(_("LAST TICK %s AGO: nothing is asked any more; look whether cron or the "
				      "timer still runs 'nwops tick', and what it says"), age));
}

static void tell_stale(const struct telling *telling)
{
	const struct picture *picture = telling->picture;

	if (picture->stale)
		say(telling, TINT_YELLOW,
		    g_strdup_printf(_("stale: %u, not asked for three of their intervals; the longest: %s"),
				    picture->stale, picture->stalest));
}

/* "M-20261125-001 (tanaka: new cable)" */
static char *window_text(const struct picture_window *window)
{
	return g_strdup_printf("%s (%s: %s)", window->window->id, window->window->owner,
			       window->window->reason);
}

static void tell_window(const struct telling *telling, const struct picture_window *window)
{
	const struct picture *picture = telling->picture;
	GTimeZone *zone = telling->session->zone;
	g_autofree char *what = window_text(window);
	g_autofree char *from = instant_show_brief(window->now.span.from_us, picture->at_us, zone);
	g_autofree char *until = instant_show_brief(window->now.span.until_us, picture->at_us, zone);
	bool silence = window->window->kind == WINDOW_SILENCE;

	if (window->now.phase == PHASE_OVERRUN)
		say(telling, TINT_RED,
		    g_strdup_printf(_("OVERRUN since %s: %s; extend it or finish it, pages are no longer held back"),
				    until, what));
	else if (window->ending)
		say(telling, TINT_YELLOW,
		    g_strdup_printf(_("silence ends at %s, not OK: %u: %s"), until, window->problems, what));
	else if (silence)
		say(telling, TINT_NONE, g_strdup_printf(_("silence until %s: %s"), until, what));
	else if (window->now.covers)
		say(telling, TINT_NONE, g_strdup_printf(_("maintenance until %s: %s"), until, what));
	else
		say(telling, TINT_NONE, g_strdup_printf(_("maintenance %s to %s: %s"), from, until, what));
}

static void tell_windows(const struct telling *telling)
{
	const GArray *windows = telling->picture->windows;
	guint ahead = 0;

	for (guint i = 0; i < windows->len; i++) {
		const struct picture_window *window = &g_array_index(windows, struct picture_window, i);

		ahead += window->now.phase == PHASE_PLANNED;
		if (ahead <= AHEAD_SHOWN)
			tell_window(telling, window);
	}
	if (ahead > AHEAD_SHOWN)
		say(telling, TINT_NONE, g_strdup_printf(_("and %u more maintenance windows within a day"),
							ahead - AHEAD_SHOWN));
}

/* "groups: degraded 1 (core), normal 12": those that are not normal by name. */
static void tell_groups(const struct telling *telling)
{
	const GArray *groups = telling->picture->groups;
	g_autoptr(GString) text = g_string_new(NULL);

	for (unsigned int verdict = GROUP_VERDICT_COUNT; verdict-- > 0;) {
		g_autoptr(GString) names = g_string_new(NULL);
		unsigned int count = 0;

		for (guint i = 0; i < groups->len; i++) {
			const struct picture_group *group = &g_array_index(groups, struct picture_group, i);

			if (group->verdict != verdict)
				continue;
			count++;
			g_string_append_printf(names, "%s%s", names->len ? " " : "", group->group->name);
		}
		if (!count)
			continue;
		g_string_append_printf(text, "%s%s %u", text->len ? _(", ") : "",
				       words_shown(WORDS_GROUP_VERDICT, verdict), count);
		if (verdict != GROUP_NORMAL)
			g_string_append_printf(text, " (%s)", names->str);
	}
	if (text->len)
		say(telling, TINT_NONE, g_strdup_printf(_("groups: %s"), text->str));
}

void tell_banners(const struct session *session, const struct picture *picture, tell_each *each,
		  void *context)
{
	const struct telling telling = {session, picture, each, context};

	tell_view(&telling);
	tell_tick(&telling);
	tell_stale(&telling);
	tell_windows(&telling);
	tell_groups(&telling);
}
