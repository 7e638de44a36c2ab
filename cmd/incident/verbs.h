/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The verbs of nwops incident, and what they share: how what is typed becomes what is
 * recorded, and how a case, its runs and its events are told.
 */
#pragma once

#include "cases/cases.h"
#include "commands.h"

extern const struct command incident_open, incident_list, incident_show, incident_note, incident_duties;

/* How a case is recorded in this session. */
struct cases_options incident_recording(const struct session *session);
/* The exit status after saying ERROR of cases/ and below. */
int incident_complain(const struct session *session, const GError *error);

/* --- what is typed (typed.c) --- */

/* TEXT of OPTION as an instant: a time that was, or "unknown"; ABOUT: only roughly. */
bool typed_instant(const struct session *session, const char *option, const char *text, bool about,
		   struct case_instant *ret_instant, GError **error);
/* TEXT, or for "-" what comes from standard input, without the newlines at its end. NULL on failure; caller frees. */
char *typed_text(const char *text, GError **error);

/* --- JSON (tell-json.c): objects of nwops-output(5) --- */

void tell_case_json(const struct session *session, const struct case_file *file);
void tell_run_json(const struct session *session, const struct case_file *file, const struct case_run *run,
		   struct case_texts *texts);
void tell_event_json(const struct session *session, const struct case_file *file, const struct case_event *event);

/* --- for people (story.c, story-run.c) --- */

struct story {
	const struct session *session;
	const struct case_file *file;
	struct case_texts *texts;
	int64_t now_us;
};

/* "Institution reports no connection: ② own service, running, sato". Caller frees; not made safe. */
char *story_run(const struct story *story, const struct case_run *run);
/* "④ Ask the institution", of a run's text; its name where that is not to be had. Caller frees. */
char *story_step(const struct procedure *procedure, const char *name);
/* What EVENT says, in words, without when and who. Caller frees; not made safe. */
char *story_event(const struct story *story, const struct case_event *event);
/* The same of an event of a run that went by PROCEDURE (NULL: not to be had). */
char *story_walked(const struct story *story, const struct procedure *procedure, const struct procedure_event *event);
