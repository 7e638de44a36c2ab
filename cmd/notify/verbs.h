/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The verbs of nwops notify, and what they share: how what is typed becomes the facts of a
 * notice, and how notices, messages and what became of them are told.
 */
#pragma once

#include "commands.h"
#include "engine/deliver.h"
#include "engine/notify.h"
#include "session.h"

extern const struct command notify_send, notify_preview, notify_approve, notify_queue, notify_flush,
	notify_retry, notify_drop, notify_ack, notify_why, notify_paths, notify_contacts,
	notify_roster, notify_call_list, notify_lint;

/* --- opening (notify.c) --- */

/* Rules, words and the store. 0, or the exit status after a complaint. */
int notify_open(struct session *session, enum store_mode mode);
/* The same for who only looks ahead: where there is no store yet, one in memory stands in for it.
 */
int notify_open_to_look(struct session *session);

/* Sends a test over each path, to CONTACT or (NULL) those on duty; YES: asks nobody. The exit
 * status (verify.c). */
int notify_verify_paths(const struct session *session, const char *contact, bool yes);

/* Who is on duty now: the routes of a notice to them, worked out and not sent (roster.c). */
void notify_find_on_duty(const struct session *session, const struct roster_state *state,
			 struct routes *ret_routes);

/* --- what is typed (typed.c, facts.c) --- */

/* Words of the command line that say what is told to whom. */
struct notify_words {
	const char *kind;
	const char *to, *case_id, *subject; /* NULL: not said */
	char *const *fields; /* NULL */
	bool sample; /* what they leave out is taken from the samples of the fields */
};
/* TO means all institutions, whoever is seen to be reached: "institution:*". */
bool notify_tells_everybody(const char *to);
/* The facts that they make; REFERENCE is that of the case. NULL after a complaint. */
struct notice_facts *notify_read_facts(const struct session *session,
				       const struct notify_words *words);
/* "institution:hosp-1", "institution:*" (RET_RECIPIENT NULL). False after a complaint. */
bool notify_read_audience(const struct session *session, const char *to,
			  enum audience *ret_audience, const char **ret_recipient);
/* Adds WORDS ("lines-affected~120"; NULL: none) to FACTS: each of a field that one of AUDIENCES (bits of 1 <<
 * enum audience) may see; no patients' data (sure.h). False after a complaint. */
bool notify_read_fields(const struct session *session, char *const *words, unsigned int audiences,
			struct notice_facts *facts);
/* "12": the number of a notice. False after a complaint. */
bool notify_read_number(const struct session *session, const char *word, int64_t *ret_number);
/* Numbers of the messages with these codes, or all of NOTICE (a number; NULL) that stand in one of
 * STATES; at least one: int64_t. NULL after a complaint. */
GArray *notify_read_messages(const struct session *session, char *const *codes, const char *notice,
			     unsigned int states);
/* Whether TEXT of OPTION may be recorded and told: words, and nobody's who is a patient (sure.h). False after a complaint. */
bool notify_check_text(const struct session *session, const char *option, const char *text);

/* --- what is told (tell.c, tell-json.c) --- */

/* A notice as it is kept; TOLD_BEFORE: nothing was done, it is an earlier one. False after a
 * complaint. */
bool notify_tell_notice(const struct session *session, int64_t number, bool told_before);
/* "queued 2, accepted 1". Caller frees. */
char *notify_counts(const int64_t *by_state);
/* How many of the audience no message can reach, though they should hear of it. */
guint notify_refused_count(const struct routes *routes);
/* The notice, whom it goes to, and by what; BODIES: each text as well. */
void notify_tell_plan(const struct session *session, const struct tell_plan *plan, bool bodies);
/* "core-noc", its organization where no contact stands for it. */
const char *notify_recipient(const struct message_record *message);
/* In the language of the screen: "Outage: first report to core". Caller frees. */
char *notify_about(enum notice_kind kind, const char *audience, int64_t sequence,
		   const char *case_id);
/* An object of type "message" of nwops-output(5). */
void notify_message_json(const struct session *session, const struct spool_row *row);
/* Subject and text of what CONTENT holds; false when it cannot be read. Caller frees. */
bool notify_read_content(const char *content, char **ret_subject, char **ret_text);
/* TEXT line by line, each made safe, INDENT deep. */
void notify_print_text(const char *text, unsigned int indent);
/* KEY of what may be nothing. */
void notify_set_some(struct json *object, const char *key, const char *text);
