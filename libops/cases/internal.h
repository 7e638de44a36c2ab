/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of cases/ share: an event on its way into the store and back.
 *
 * What the store keeps of an event is its body in an envelope:
 *   {"v":1,"said_by":…,"quality":"about","sure":true,"what":{…}}
 * "said_by", "quality" and "sure" are left out where there is nothing to say. Where the event
 * belongs, the store itself binds to it in the journal.
 */
#pragma once

#include "cases/cases.h"

#define CASE_BODY_VERSION 1
#define CASE_RESPONSE "response"	/* the procedure of the seven steps */

/* Fills in ERROR and returns false, so that a caller can return it. */
bool cases_fail(GError **error, enum cases_error_code code, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* Inside a transaction: an id that none has, of DATE ("20261122"). Caller frees; NULL on failure. */
char *case_next_id(struct store *store, enum case_kind kind, const char *date, GError **error);

/* What is kept of EVENT (its body, quality, said_by). Caller frees. */
char *event_print(const struct case_event *event);
/*
 * RECORD as an event. What is not as event_print() writes it, or is of another version,
 * is CASE_OTHER without a body; never fails.
 */
struct case_event *event_read(const struct case_event_record *record);
void event_free(struct case_event *event);
typedef struct case_event ops_case_event_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_case_event_t, event_free)

/* CASE_OTHER: none of ours. */
enum case_event_kind event_kind_find(const char *id);

/* --- event-said.c: bodies of SET, ROLE, TASK, DUTY, CLOSED, REOPENED --- */

/* Fills in EVENT, whose kind is one of them; false when BODY is none. */
bool event_said_read(const struct json *body, struct case_event *event);
/* Whether TEXT is there, not empty, and no longer than LIMIT bytes. */
bool event_said_is_text(const char *text, size_t limit);

/* --- event-paper.c: bodies of PAPER, STAGE, DECISION, DOCUMENT, FACT --- */

/* Fills in EVENT, whose kind is one of them; false when BODY is none. */
bool event_paper_read(const struct json *body, struct case_event *event);

/* --- record.c: how anything is recorded --- */

/* Whether it has happened: a record of the future is none. */
bool record_check_instant(const struct cases_options *options, const struct case_instant *at, GError **error);
/* Whether TEXT is UTF-8 of at most LIMIT bytes. */
bool record_is_text(const char *text, size_t limit);
/* Whether TEXT can be recorded: not empty, UTF-8, no longer than LIMIT bytes. */
bool record_check_text(const char *text, size_t limit, GError **error);
bool record_is_open(const struct case_file *file, GError **error);
/* Inside a transaction: one more event. Its number; -1 on failure. */
int64_t record_append(const struct cases_options *options, const char *id, const struct case_event *event, GError **error);
/* Who said EVENT. Lent by it. */
const char *record_who(const struct case_event *event);

/* The row of ID, as it stands, without its events. NULL with CASES_ERROR_NONE. */
struct case_file *case_find(struct store *store, const char *id, GError **error);

/* --- after.c --- */

/* Inside a transaction, once something was recorded of ID: if it is closed, somebody looks whether it asks for something. */
bool after_note(const struct cases_options *options, const char *id, GError **error);

/* --- letters.c: text as patients.c reads it --- */

struct letter { gunichar character; size_t offset; };	/* half width and small; where it was */
struct letters { const struct letter *at; size_t count; };
/* LENGTH bytes of TEXT; free the array. What is no UTF-8 is a letter that nothing else is. */
GArray *letters_new(const char *text, size_t length);
/* How many letters WORD (small, half width) takes at AT; 0: it is not there. */
size_t letters_word(struct letters text, size_t at, const char *word);
/* The longest of WORDS (NULL-terminated). */
size_t letters_word_among(struct letters text, size_t at, const char *const *words);
/* Whether one of WORDS begins within REACH letters from AT, in the same sentence. */
bool letters_has_near(struct letters text, size_t at, size_t reach, const char *const *words);
/* The same within REACH letters that end before AT. */
bool letters_has_before(struct letters text, size_t at, size_t reach, const char *const *words);

/* Digits with a hyphen or blank between groups: "12-345". Letters that are part of it may stand before. */
struct number { size_t from, to; unsigned int digits, groups; };
/* The number that begins at AT, which is no part of a longer one. */
bool letters_number(struct letters text, size_t at, struct number *ret_number);
/* Whether NUMBER is plainly something else: an address, a time, a date, a telephone number, a count of things, part of
 * a name of a circuit or ticket. */
bool letters_is_other(struct letters text, const struct number *number);

struct letters_date { size_t from, to; int year; };
/* A whole date at AT: 1955-01-02, 1955年1月2日, 昭和30年1月2日, S30.1.2. */
bool letters_date(struct letters text, size_t at, struct letters_date *ret_date);
