/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a tick does for duties: who is on duty hears once of what is about to be due and of what is late, the yearly drill and the yearly education
 * included. That it cannot be said is a warning: the next tick tries again.
 */
#include "tick/deliver.h"

#include "engine/training.h"
#include "owed.h"

static void remind_of_drill(const struct session *session, const struct tell_options *telling)
{
	g_autoptr(GError) error = NULL;
	bool told;

	if (store_purpose(session->store) == STORE_REAL && !engine_remind_drill(telling, &told, &error))
		notes_write(session->notes, NOTES_WARNING, "%s", error->message);
}

static void remind_of_training(const struct session *session, const struct tell_options *telling)
{
	g_autoptr(GError) error = NULL;
	guint told;

	if (store_purpose(session->store) == STORE_REAL && !engine_remind_training(telling, &told, &error))
		notes_write(session->notes, NOTES_WARNING, "%s", error->message);
}

void tick_remind(const struct session *session)
{
	g_autoptr(ops_duties_t) duties = session->policy ? owed_try(session) : NULL;
	const struct tell_options telling = session_telling(session);
	g_autoptr(GError) error = NULL;
	guint count;

	if (duties && !engine_remind_duties(&telling, duties, &count, &error))
		notes_write(session->notes, NOTES_WARNING, "%s", error->message);
	if (!session->policy)
		return;
	remind_of_drill(session, &telling);
	remind_of_training(session, &telling);
}
