/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Education of those who can be on duty (1.3.4): who was taught, by which manual, when, and how each of
 * them stands to the year in which it comes again.
 *
 * Pure: entries of the journal in, records and judgements out. An entry is never changed: a later one
 * takes its place, or says that it never was. Somebody who took part in a drill that was held was taught on
 * that day; that is read out of the drill's own entry and is not written twice. A header of its own
 * beside audit.h, which tells of documents.
 */
#pragma once

#include "audit/after-action.h"
#include "audit/guideline.h"

/* --- a record --- */

#define TRAINING_PEOPLE_MOST 100	/* in one record */
#define TRAINING_TEXT_LIMIT 500		/* bytes of topic, trainer, reason and the name of a document */
#define TRAINING_NOTE_LIMIT 4000
#define TRAINING_TEXTS 2		/* languages that a manual has */

enum training_deed {
	TRAINING_GIVEN,
	TRAINING_CORRECTED,		/* takes the place of what was said before */
	TRAINING_WITHDRAWN,		/* it never was */
};
#define TRAINING_DEED_COUNT 3
/* "given". Lent for ever. */
const char *training_deed_id(enum training_deed deed);

struct training {
	enum training_deed deed;
	int64_t subject;		/* sequence of the first entry about it; 0: this is the first */
	char *reason;			/* of a correction; NULL */
	GPtrArray *people;		/* char *: names of contacts */
	enum training_kind kind;
	char *topic, *trainer, *note;	/* NULL: not said */
	int manual;			/* of enum manual_kind; -1: none */
	char *texts[TRAINING_TEXTS];	/* SHA-256 of its text, in hex, one a language, whichever; NULL: no more are known */
	unsigned int version;		/* the approved one that it was; 0: it was none */
	char *drill;			/* a drill that was held; NULL */
	int64_t drill_entry;		/* of the journal, that says so; 0 */
	char *document;			/* the name of a file, say a list of who was there; NULL */
	int64_t document_bytes;
	struct digest document_digest;
	char *said_by;			/* NULL */
	int64_t previous;		/* sequence of the entry before; 0: none */
	/* Of the entry itself: */
	char *actor;
	int64_t sequence, given_at_us, recorded_at_us;
};

struct training *training_new(void);
void training_free(struct training *training);
typedef struct training ops_training_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_training_t, training_free)
/* The payload of its entry. */
struct json *training_json(const struct training *training);
/* Two objects of it: its manual, its document; NULL where there is none. */
struct json *training_manual_json(const struct training *training);
struct json *training_document_json(const struct training *training);
/* NULL when PAYLOAD is none. What is of the entry itself is left empty. */
struct training *training_read(const struct json *payload);
/* What is to be written down about the same in place of TRAINING, with all that it says. Caller frees. */
struct training *training_copy(const struct training *training);
/* Sequence of the first entry about it, by which people name it. */
int64_t training_id(const struct training *training);

/* --- what stands --- */

/* Of ENTRIES, newest first as the journal has them, those that nothing took the place of and nobody withdrew, and DRILLS (NULL:
 * none): struct training, lent by both, what was given last first. Free with g_ptr_array_unref(). */
GPtrArray *training_current(const GPtrArray *entries, const GPtrArray *drills);
/* What HELD, a drill, taught those who took part; NULL: it did not go to its end, or nwops played them. APPROVALS of the
 * response manual, newest first. Caller frees. */
struct training *training_of_drill(const struct drill_held *held, const GPtrArray *approvals);

/* --- how people stand --- */

/* Names of those who can be on duty, in order: our duty officers (1.1.1-3), and whom any roster has, deputies included: char *.
 * Free with g_ptr_array_unref(). */
GPtrArray *training_people(const struct inventory *inventory);

struct training_scale {
	const GPtrArray *approvals[MANUAL_KIND_COUNT];	/* newest first; NULL: none */
	int64_t now_us;
	GTimeZone *zone;
	const struct lapse_ladders *ladders;	/* NULL: those that come with nwops */
};
struct training_person {
	char *name;
	const struct training *last;	/* NULL: never */
	const struct training *by_manual;	/* the last by any manual; NULL */
	struct lapse lapse;		/* of LAST */
	enum training_standing standing;
	enum training_manual manual;	/* of BY_MANUAL */
};
/* PEOPLE in their order, by TRAININGS, what was given last first: struct training_person, which lends what it says of TRAININGS. Free with g_ptr_array_unref(). */
GPtrArray *training_stand(const GPtrArray *people, const GPtrArray *trainings, const struct training_scale *scale);
/* How the manual of TRAINING stands to what is approved now. */
enum training_manual training_manual_stands(const struct training *training, const struct training_scale *scale);
/* Whether a text of TRAINING's manual is that of APPROVAL. */
bool training_has_text(const struct training *training, const struct manual_approval *approval);
/* Whether that asks for somebody's attention. */
bool training_manual_warns(enum training_manual manual);
