/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The verbs of nwops incident, and what they share: how what is typed becomes what is
 * recorded, and how a case, its runs and its events are told.
 */
#pragma once

#include "cases/cases.h"
#include "cases/duties.h"
#include "commands.h"
#include "session.h"

extern const struct command incident_open, incident_list, incident_show, incident_note, incident_set, incident_task, incident_link,
	incident_step, incident_report, incident_duties, incident_review, incident_close, incident_export, incident_redact, incident_stats;

/* The exit status after saying ERROR of cases/ and below. */
int incident_complain(const struct session *session, const GError *error);
/* Says which event was recorded, as text with BEFORE (made safe; NULL) behind it, or as an object. */
int incident_tell_event(const struct session *session, const char *id, int64_t number, const char *before);
/* Says that case ID is open, as text or as an object; the exit status. */
int incident_tell_open(const struct session *session, const char *id);
/* The case, so that it can be told; NULL after a complaint, whose exit status is RET_STATUS. */
struct case_file *incident_load(const struct session *session, const char *id, int *ret_status);

/* What each of LIST (struct case_duties) owes; the exit status. */
int duties_tell(const struct session *session, const GPtrArray *list, enum duty_unit unit);
/* Cases of FILTER, or of all kinds but incidents; the exit status. */
enum list_of { LIST_ALL, LIST_NO_INCIDENTS };
int list_tell(const struct session *session, const struct cases_filter *filter, enum list_of of);

/* --- what is typed (typed.c) --- */

/* TEXT of OPTION as an instant: a time that was, "now" or "unknown"; ABOUT: only roughly. */
bool typed_instant(const struct session *session, const char *option, const char *text, bool about,
		   struct case_instant *ret_instant, GError **error);
/* TEXT of OPTION as a time that is still to come: "2h" from now, the next "18:00", or a date and time. */
bool typed_due(const struct session *session, const char *option, const char *text, int64_t *ret_at_us, GError **error);
/* The name of who waives or decides: on whose word, or the contact whose login it is. NULL: a login that nobody is known by. */
const char *typed_who(const struct session *session);
/* TEXT of OPTION as the number of an event or task. */
bool typed_number(const char *option, const char *text, int64_t *ret_number, GError **error);
/* TEXT, or for "-" what comes from standard input, without the newlines at its end. NULL on failure; caller frees. */
char *typed_text(const char *text, GError **error);

/* --- JSON (tell-json.c): objects of nwops-output(5) --- */

void tell_case_json(const struct session *session, const struct case_file *file);
void tell_run_json(const struct session *session, const struct case_file *file, const struct case_run *run,
		   struct case_texts *texts);
void tell_event_json(const struct session *session, const struct case_file *file, const struct case_event *event);
/* What the case comes to. */
void tell_standing_json(const struct session *session, const struct case_standing *standing);
/* What another case says of ID. */
void tell_link_json(const struct session *session, const char *id, const struct case_link *link);
void tell_stage_json(const struct session *session, const struct case_file *file, const struct case_stage *stage);
/* Elements of OWED are struct case_owed. */
void tell_owed_json(const struct case_file *file, const GPtrArray *owed);

/* --- what is owed (owed.c) --- */

/* What keeps it from being closed, a line each: by what it is waived, and what it is. */
void incident_print_owed(const GPtrArray *owed);

/* --- in which order (story-order.c) --- */

/* When it happened; where that is unknown, when it was recorded. */
int64_t story_happened_us(const struct case_event *event);
/* Events of FILE, of RUN alone unless that is 0, as they happened: struct case_event, lent by FILE; g_ptr_array_unref(). */
GPtrArray *story_order(const struct case_file *file, int64_t run);
/* Number of an event, as a pointer: struct case_event, the newest that corrects it; g_hash_table_unref(). */
GHashTable *story_corrected(const struct case_file *file);

/* --- for people (story.c, story-run.c) --- */

struct case_paper;
struct story {
	const struct session *session;
	const struct case_file *file;
	struct case_texts *texts;
	int64_t now_us;
	const struct case_paper *paper;	/* that it goes by; NULL */
};

/* "Institution reports no connection: ② own service, running, sato". Caller frees; not made safe. */
char *story_run(const struct story *story, const struct case_run *run);
/* "④ Ask the institution", of a run's text; its name where that is not to be had. Caller frees. */
char *story_step(const struct procedure *procedure, const char *name);
/* What EVENT says, in words, without when and who. Caller frees; not made safe. */
char *story_event(const struct story *story, const struct case_event *event);
/* What EVENT of SET, ROLE or OPENED says of FIELD, in words: "about 10:45", "38", "?". Caller frees; not made safe. */
char *story_value(const struct story *story, enum case_field field, const struct case_event *event);
/* What EVENT of SET, ROLE, TASK, DUTY, CLOSED or REOPENED says. */
char *story_said(const struct story *story, const struct case_event *event);
/* AT, beside now: "10:12", "about 10:12", or "?". Caller frees. */
char *story_instant(const struct story *story, struct case_instant at);
/* What EVENT of PAPER, STAGE, DECISION, DOCUMENT or FACT says. */
char *story_paper(const struct story *story, const struct case_event *event);
/* Severity and its worst, fields, roles and tasks, as far as anything was said; a line each. */
void story_print_standing(const struct story *story, const struct case_standing *standing);
/* The same of an event of a run that went by PROCEDURE (NULL: not to be had). */
char *story_walked(const struct story *story, const struct procedure *procedure, const struct procedure_event *event);
