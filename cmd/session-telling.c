/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a session opens to tell somebody: the rules and the words of notices. Apart from
 * session.c because only who tells pays for reading them.
 */
#include "session.h"

#include "base/translate.h"
#include "sure.h"
#include "ui/complain.h"

static void note_faults(const struct session *session, const struct conf_faults *faults)
{
	for (size_t i = 0; i < conf_faults_count(faults); i++) {
		g_autofree char *line = conf_fault_print(conf_faults_at(faults, i));

		notes_write(session->notes, NOTES_ERROR, "%s", line);
	}
}

static void open_templates(struct session *session)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();

	session->templates =
		notice_templates_open(session->config_directory, session->share_directory, faults);
	if (session->templates)
		return;
	note_faults(session, faults);
	session->templates =
		notice_templates_salvage(session->config_directory, session->share_directory);
	notes_write(session->notes, NOTES_WARNING, "%s",
		    session->templates ? _("templates have errors: where the site's are wrong, the "
					   "words that came with nwops go out")
				       : _("templates have errors: what is told now goes out in "
					   "the minimal text"));
}

int session_open_telling(struct session *session)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();

	session->policy = notice_policy_load(session->config_directory, session->share_directory,
					     session->inventory, faults);
	if (!session->policy)
		return complain_faults(session->answer, faults,
				       _("the rules of notices have errors; nothing was done"));
	open_templates(session);
	return EXIT_OK;
}

void session_try_telling(struct session *session)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();

	session->policy = notice_policy_load(session->config_directory, session->share_directory,
					     session->inventory, faults);
	if (session->policy) {
		open_templates(session);
		return;
	}
	note_faults(session, faults);
	notes_write(
		session->notes, NOTES_WARNING,
		_("the rules of notices have errors: nothing can be told until they are mended"));
}

struct tell_options session_telling(const struct session *session)
{
	return (struct tell_options){
		.inventory = session->inventory,
		.policy = session->policy,
		.templates = session->templates,
		.store = session->store,
		.actor = session->actor,
		.said_by = session->said_by,
		.clock = session->clock,
		.notes = session->notes,
	};
}

struct cases_options session_recording(const struct session *session)
{
	return (struct cases_options){
		.store = session->store,
		.zone = session->zone,
		.actor = session->actor,
		.said_by = session->said_by,
		.clock = session->clock,
		.notes = session->notes,
		.sure = arg_sure,
	};
}
