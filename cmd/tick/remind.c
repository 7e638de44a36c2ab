/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a tick reminds of: who is on duty hears once of what is about to be due and of what is late, and of what lapses: the
 * yearly drill, approvals, reviews, paths. That it cannot be said is a warning: a later tick tries again.
 */
#include "tick/deliver.h"

#include "engine/lapses.h"

static void remind_of_lapses(const struct session *session, const struct tell_options *telling, const struct duties *duties)
{
	g_auto(GStrv) places = session_procedure_places(session);
	const struct guideline_options options = {
		.telling = telling, .duties = duties, .procedures = (const char *const *)places,
	};
	g_autoptr(GError) error = NULL;
	guint told;

	if (!engine_remind_lapses(&options, &told, &error))
		notes_write(session->notes, NOTES_WARNING, "%s", error->message);
}

void tick_remind(const struct session *session, const struct duties *duties)
{
	const struct tell_options telling = session_telling(session);
	g_autoptr(GError) error = NULL;
	guint count;

	if (duties && !engine_remind_duties(&telling, duties, &count, &error))
		notes_write(session->notes, NOTES_WARNING, "%s", error->message);
	if (session->policy && store_purpose(session->store) == STORE_REAL)
		remind_of_lapses(session, &telling, duties);
}
