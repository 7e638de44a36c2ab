/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops notify: telling people, seeing that it arrives, recording what they answer.
 */
#include "notify/verbs.h"

#include "base/translate.h"
#include "ui/complain.h"

int notify_open(struct session *session, enum store_mode mode)
{
	int status = session_open_telling(session);

	return status ? status : session_open_store(session, mode);
}

int notify_open_to_look(struct session *session)
{
	g_autofree char *database = g_build_filename(session->state_directory, "nwops.db", NULL);
	const struct store_options options = {
		.purpose = session_rehearses(session) ? STORE_REHEARSAL : STORE_REAL,
		.log_name = inventory_policy(session->inventory)->log_name,
		.clock = session->clock,
		.notes = session->notes,
	};
	g_autoptr(GError) error = NULL;

	if (g_file_test(database, G_FILE_TEST_EXISTS))
		return notify_open(session, STORE_READ);
	session->store = store_open_memory(&options, &error);
	return session->store ? session_open_telling(session)
			      : complain_error(session->answer, error);
}

static const struct command *const verbs[] = {
	&notify_send,	  &notify_preview, &notify_approve,   &notify_queue, &notify_flush,
	&notify_retry,	  &notify_drop,	   &notify_ack,	      &notify_why,   &notify_paths,
	&notify_contacts, &notify_roster,  &notify_call_list, &notify_lint,  NULL,
};

const struct command cmd_notify = {
	.name = "notify",
	.summary = N_("tell people, see that it arrives, record what they answer"),
	.verbs = verbs,
};
