/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a tick does for notices: delivers what is due, before it asks the network and once more after that;
 * takes in answers by mail; calls the URL by which somebody outside sees that nwops lives. What fails here
 * is a warning: the look at the network counts, and the next tick tries again.
 */
#include "tick/deliver.h"

#include "base/translate.h"
#include "delivering.h"
#include "engine/expiry.h"

/* Answers by mail and the heartbeat are asked of servers that may hang: so long at the most. */
#define ANSWERS_US (INT64_C(10) * G_USEC_PER_SEC)
#define BEAT_US (INT64_C(5) * G_USEC_PER_SEC)

static void warn(const struct session *session, const GError *error)
{
	notes_write(session->notes, NOTES_WARNING, "%s", error->message);
}

/* What waits for its time is no news; cron mails what is printed. */
static bool is_news(const struct delivery *delivery)
{
	return delivery->accepted || delivery->failed_permanent || delivery->may_be_twice || delivery->climbed ||
	       delivery->troubles->len;
}

bool tick_deliver(const struct session *session, int64_t limit_us, bool hold_ladders, int64_t moved_us)
{
	const struct deliver_options wish = {.limit_us = limit_us, .hold_ladders = hold_ladders, .moved_us = moved_us};
	struct delivery delivery = {0};
	g_autoptr(GError) error = NULL;
	bool done;

	if (!session->policy || limit_us <= 0)
		return false;
	if (!session_deliver(session, &wish, &delivery, &error)) {
		warn(session, error);
		return false;
	}
	done = !delivery.busy;
	if (done && is_news(&delivery))
		delivery_print(session, &delivery);
	delivery_clear(&delivery);
	return done;
}

void tick_take_answers(const struct session *session)
{
	const struct deliver_options wish = {
		.tell = session_telling(session),
		.libexec = session->libexec_directory,
		.state_directory = session->state_directory,
		.limit_us = ANSWERS_US,
	};
	g_autoptr(GError) error = NULL;
	guint count;

	/* The mailbox is of the real record. */
	if (session_rehearses(session))
		return;
	if (session->policy && !engine_fetch_answers(&wish, &count, &error))
		warn(session, error);
}

void tick_warn(const struct session *session, bool hold)
{
	const struct tell_options telling = session_telling(session);
	g_autoptr(GError) error = NULL;
	guint told;

	if (session->policy && !hold && !engine_warn_of_expiry(&telling, &told, &error))
		warn(session, error);
}

void tick_beat(const struct session *session)
{
	const char *name = NULL;
	const char *url = session->policy ? notice_heartbeat(session->policy, &name) : NULL;
	const struct notice_path *path = name ? notice_path_find(session->policy, name) : NULL;
	const struct send_route route = {
		.source = path ? path->source : NULL,
		.interface = path ? path->interface : NULL,
		.proxy = path ? path->proxy : NULL,
	};
	g_autoptr(GError) error = NULL;

	if (url && !session_rehearses(session) && !send_beat(session->libexec_directory, url, &route, BEAT_US, &error))
		warn(session, error);
}
