/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A real alarm during a drill: something that is for people to know went down or near it in this tick, or an incident was opened
 * since the drill was let go on, by whomever.
 */
#include "tick/freeze.h"

#include "base/translate.h"
#include "session.h"
#include "stage.h"

/* The first that is told and bad; NULL: none. */
static const char *alarm_of(const struct check *check)
{
	for (guint i = 0; check->transitions && i < check->transitions->len; i++) {
		const struct transition_record *transition = &g_array_index(check->transitions, struct transition_record, i);

		if (transition->told && transition->kind == TRANSITION_STATUS && transition->to != transition->from &&
		    status_is_bad(transition->to))
			return transition->item;
	}
	return NULL;
}

struct newest { char *id; int64_t at_us; };

static bool take_case(void *context, const struct case_record *record)
{
	struct newest *newest = context;

	if (record->opened_at_us < newest->at_us)
		return true;
	g_free(newest->id);
	*newest = (struct newest){g_strdup(record->id), record->opened_at_us};
	return true;
}

void tick_freeze_drills(const struct tick_answer *answer)
{
	const struct session *session = answer->session;
	const struct cases_filter filter = {.kind = CASE_INCIDENT, .open_only = true};
	const char *alarm = alarm_of(&answer->check);
	struct newest newest = {0};
	g_autofree char *because = NULL;
	g_autoptr(GError) error = NULL;

	if (session_rehearses(session))
		return;
	if (!cases_read(session->store, &filter, take_case, &newest, &error))
		notes_write(session->notes, NOTES_WARNING, "%s", error->message);
	because = newest.id ? g_strdup_printf(_("a real incident: %s"), newest.id) : NULL;
	if (alarm) {
		g_free(because);
		because = g_strdup_printf(_("a real alarm: %s"), alarm);
	}
	if (because)
		stage_freeze_all(session, because, alarm ? INT64_MAX : newest.at_us);
	g_free(newest.id);
}
