/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of engine/ that tell share: what a notice's facts are filled with, and how
 * what is decided is kept.
 */
#pragma once

#include "cases/cases.h"
#include "engine/tell.h"
#include "store/seal.h"

/* --- tell-reach.c: whom a trouble reaches --- */

struct reach {
	GPtrArray *lines;		/* struct line: those that are bad, or hidden by what is; in order of name */
	GPtrArray *institutions;	/* struct organization: whose they are, each once, in order of name */
	guint providers;		/* lines of service providers among them */
	guint64 areas;			/* bits of 1 << prefecture */
	int64_t follow_up_us;		/* the shortest that one of their classes promises between reports; 0: none does */
};
/* What the store has of SUBJECTS (names of items) just now. */
bool tell_reach(const struct inventory *inventory, struct store *store, const GPtrArray *subjects, struct reach *ret_reach,
		GError **error);
void reach_clear(struct reach *reach);

/* --- tell-know.c: what the engine knows beside what people recorded, in no language --- */

/* Adds to FACTS what is not there yet. FILE: its case, NULL: none. RET_AFFECTED: names of organizations that it reaches, each lent by the inventory. */
bool tell_know(const struct tell_options *options, const struct case_file *file, struct notice_facts *facts,
	       GPtrArray *ret_affected, GError **error);
/* NAME is VALUE (NULL: nothing is added), where nothing is said of it yet. */
void tell_know_fact(struct notice_facts *facts, const char *name, const char *value, bool estimated);
/* Of a certificate that holds until UNTIL_US: that, and how many days are left. */
void tell_know_certificate(struct notice_facts *facts, int64_t until_us, GTimeZone *zone);
/* tell-standing.c: of it what people said of the case as a whole. */
void tell_know_standing(const struct case_file *file, GTimeZone *zone, struct notice_facts *facts);
struct record_facts;	/* tell-record.c: what runs of the case have recorded, the newest of each */
struct record_facts *record_facts_new(const struct case_file *file);
void record_facts_free(struct record_facts *record);
typedef struct record_facts ops_record_facts_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_record_facts_t, record_facts_free)
/* When the case was last opened again; 0: never. */
int64_t record_facts_reopened_us(const struct record_facts *record);
/* When NAME was last recorded; 0: never. */
int64_t record_facts_at_us(const struct record_facts *record, const char *name);
/* Adds to FACTS what RECORD has and they have not; a time that was hoped for and has passed is none. */
void record_facts_know(const struct tell_options *options, const struct record_facts *record, struct notice_facts *facts);
/* The same of one FACT. */
void tell_know_hope(const struct tell_options *options, struct notice_facts *facts, const struct notice_fact *fact);
/* tell-record.c: of it what the record of the case has, for a report: what people answered in its runs, who answers for the
 * trouble, and, once it is over, how far it reached. */
bool tell_know_record(const struct tell_options *options, const struct case_file *file, struct notice_facts *facts, GError **error);
/* The field of a notice that says what FIELD of a case is; NULL: none does. Lent for ever. */
const char *tell_field_of(enum case_field field);
/* The newest notice before it of the same case, audience and recipient in a chain of reports. NULL: there was none; RET_COUNT is -1 when it could not be looked up.
 * RET_COUNT: how many there were; RET_NOTICES: their numbers (int64_t). */
struct notice_facts *tell_before(const struct tell_options *options, const char *case_id, const struct notice_facts *facts,
				 int64_t *ret_count, GArray *ret_notices, GError **error);

/* --- tell-names.c: names of things, in a language --- */

/* A copy of FACTS with what is called otherwise in LANGUAGE: the same for all who read that. */
struct notice_facts *tell_named(const struct inventory *inventory, const struct notice_facts *facts, const char *language);
/* Puts into NAMED, which was made from FACTS, who the reader is, in the place of the one before. */
void tell_name_reader(struct notice_facts *named, const struct notice_facts *facts, const char *language, const struct route *route);

/* --- tell.c --- */

/* By which messages to CHANNEL leave first; NULL: it needs none, or there is none. */
const struct notice_path *tell_path_of(const struct notice_policy *policy, const struct contact_channel *channel);
/* By which a message of IDENTITY is acknowledged. Caller frees. */
char *tell_code_of(const char *identity);

/* --- tell-gather.c: many at once become one --- */

struct tell_part { char *subject, *text; };	/* TEXT NULL: only its subject is still told */
/* What lies unsent for one reader: in which messages, and what they tell. */
struct tell_unsent {
	GArray *messages;		/* int64_t */
	GPtrArray *parts;		/* struct tell_part, the newest last */
	int64_t due_at_us;		/* of the earliest of them */
};
/* All that lies unsent of the kind and audience of FACTS, by reader. NULL on failure; g_hash_table_unref(). */
GHashTable *tell_index_unsent(const struct tell_options *options, const struct notice_facts *facts, GError **error);
/* NULL: nothing does. Lent by INDEX. */
struct tell_unsent *tell_unsent_find(GHashTable *index, const char *contact, const struct contact_channel *channel);
/* Makes TEXT one out of itself and UNSENT, with an overview of all before them; NOTICE (of a message's content) gets the parts, so that
 * the next one can take them in. */
void tell_gather(const char *language, struct tell_unsent *unsent, struct notice_text *text, struct json *notice);

/* The head that was signed last, for a notice of KIND; NULL: that is no report, or there is none. */
struct seal *tell_seal_read(struct store *store, enum notice_kind kind);
/* Puts it under TEXT as its last line, where CHANNEL leaves the reader something to keep. SEAL NULL: nothing. */
void tell_seal_add(const struct seal *seal, enum channel_kind channel, const char *language, struct notice_text *text);

/* --- tell-keep.c --- */

/* How cases are recorded by who tells. */
struct cases_options tell_recording(const struct tell_options *options);

/* Inside a transaction: WHAT ("notice", "answered") as an event of CASE_ID, or when that is "" as an entry of the journal of that kind. BODY gets the word. */
bool tell_record(const struct tell_options *options, const char *case_id, int64_t run, const char *what, struct json *body,
		 GError **error);

/* Runs ACT as one transaction that is signed for; on a full disk the reserve is given back and it is tried once more. */
typedef bool tell_act(const struct tell_options *options, void *context, GError **error);
bool tell_transaction(const struct tell_options *options, tell_act *act, void *context, GError **error);

/* --- looking up --- */

/* A notice of NUMBER with strings of its own; NULL with TELL_ERROR_NONE. Free with tell_notice_free(). */
struct notice_record *tell_find_notice(struct store *store, int64_t number, GError **error);
void tell_notice_free(struct notice_record *record);
typedef struct notice_record ops_notice_record_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_notice_record_t, tell_notice_free)
/* One with strings of its own. */
struct message_record *tell_copy_message(const struct message_record *record);
void tell_message_free(gpointer record);
typedef struct message_record ops_message_record_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_message_record_t, tell_message_free)
/* Messages that FILTER lets through, with strings of their own: struct message_record; g_ptr_array_unref(). */
GPtrArray *tell_find_messages(struct store *store, const struct messages_filter *filter, GError **error);
