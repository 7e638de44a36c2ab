/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What goes by paper: paper.yaml, nwops-paper(5), says through which stages a matter goes, what must be there
 * before each, and by when. A case is begun with one of its papers and goes on by that text, whatever becomes
 * of the file; where it stands follows from its events, its notices and what it is linked to.
 *
 * A stage is recorded by a person, and refused while anything is missing. That it was right to is never concluded
 * here.
 */
#pragma once

#include "base/digest.h"
#include "base/words.h"
#include "cases/cases.h"
#include "cases/duties.h"
#include "conf/conf.h"
#include "inventory/inventory.h"

#include <glib.h>

#define PAPER_PAPERS_LIMIT 60
#define PAPER_STAGES_LIMIT 40
#define PAPER_WORDS_LIMIT 100	/* sorts of documents, and fields */
#define PAPER_NEEDS_LIMIT 16	/* documents or fields that one stage needs; its outcomes */

/* --- the file (paper-read.c, paper-stage.c) --- */

/* A sort of document, a field, an outcome. */
struct paper_word { const char *id, *ja, *en; };

enum paper_clock_kind {
	PAPER_NO_CLOCK,
	PAPER_FROM_OPENED,
	PAPER_FROM_STAGE,	/* since that was passed */
	PAPER_UNTIL_STAGE,	/* the day that was set there */
};
struct paper_clock {
	enum paper_clock_kind kind;
	size_t stage;
	int64_t after_us, business_days;	/* one of them, or neither: at once */
};

/* It is gone through when STAGE ended so. */
struct paper_when { size_t stage; const char *outcome; };

enum paper_skip { PAPER_SKIP_NEVER, PAPER_SKIP_REASON, PAPER_SKIP_DECISION };

/* All lists end with NULL, or a word without an id; NULL: none. */
struct paper_stage {
	const char *id, *number;	/* "①"; "" */
	const char *title_ja, *title_en;
	const char *source;		/* a clause; NULL */
	uint64_t after;			/* bits of stages that are over before */
	const struct paper_when *when;	/* one of these */
	size_t when_count;		/* 0: always */
	bool optional;			/* not owed */
	const char *until;		/* the field whose day is set with it; NULL: none */
	const struct paper_word *outcomes;
	/* what it needs */
	const char *const *documents, *const *fields;
	int notice, audience;		/* told since the stages before it; -1 */
	int decision;			/* of enum contact_role; -1 */
	int linked;			/* to a case of that kind; -1 */
	bool looked, knowledge;
	/* how it can be left out */
	enum paper_skip skip;
	int skip_role;			/* PAPER_SKIP_DECISION */
	const char *skip_reason;	/* the field as which the reason is told; NULL */
	struct paper_clock clock;
	int64_t remind_us;
};
struct paper {
	const char *id;
	enum case_kind kind;
	const char *title_ja, *title_en, *source;	/* SOURCE NULL */
	const char *procedure;		/* that leads through it; NULL */
	const struct paper_stage *stages;
	size_t stage_count;
};

struct papers;
/* The site's paper.yaml, or where it has none the one that came with nwops. NULL when FAULTS holds an error
 * afterwards. */
struct papers *papers_load(const char *site, const char *share, struct conf_faults *faults);
/* LENGTH bytes known as NAME. */
struct papers *papers_read(const char *name, const char *bytes, size_t length, struct conf_faults *faults);
/* One more who ends with papers_free(): the last one ends them. */
struct papers *papers_ref(struct papers *papers);
void papers_free(struct papers *papers);
typedef struct papers ops_papers_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_papers_t, papers_free)
/* All lent until papers_free(). */
size_t papers_count(const struct papers *papers);
const struct paper *papers_at(const struct papers *papers, size_t index);
/* NULL: there is none. */
const struct paper *papers_find(const struct papers *papers, const char *id);
/* The sorts of documents, and the fields; the last has no id. */
const struct paper_word *papers_documents(const struct papers *papers);
const struct paper_word *papers_fields(const struct papers *papers);
/* In LIST; NULL: it is not there, or there is no list. */
const struct paper_word *paper_word_find(const struct paper_word *list, const char *id);
/* Its index in PAPER, or -1. */
int paper_stage_find(const struct paper *paper, const char *id);
/* The keys of a mapping of the file, by SECTION: 0, 1, …; NULL behind the last. What the manual page is held against. */
const char *const *papers_keys(size_t section);

/* --- where a case stands (paper-stand.c) --- */

/* A notice of the case that went out, or waits to. */
struct paper_told { enum notice_kind kind; enum audience audience; int64_t at_us; };

/* Where one stage stands. */
struct paper_stand {
	const struct paper_stage *stage;
	enum stage_stand stand;		/* not begun, here, done, skipped, moot */
	bool arises;			/* as far as is decided: no other way may be taken instead */
	const struct case_event *event;	/* by which it is over; NULL */
	const struct case_event *decision;	/* the newest about it that holds; NULL */
	const char *outcome;		/* NULL */
	int64_t until_us;		/* the day that was set with it, or while it is here was said since the stages before; 0 */
	int64_t due_at_us;		/* 0: none, or not known yet */
	bool unsure;			/* rests on holidays that were not published */
	GPtrArray *lacks;		/* char *: what is missing, while it is here */
};
/* What is known of a case beside its events. */
struct paper_seen {
	const struct case_standing *standing;
	GTimeZone *zone;
	const struct paper_told *told;
	size_t told_count;
	bool knowledge;			/* an entry of know-how comes from it */
	const struct duties *calendar;	/* whose closed days count; NULL: no clock is computed */
};
/* struct paper_stand, in the order of the stages; g_array_unref(). STANDING outlives it. */
GArray *paper_stands(const struct paper *paper, const struct paper_seen *seen);
/* "NCP-20261126-001 owes" as duties: each stage that has a clock and is neither over nor moot, and each that was passed with
 * one; struct duty, the most pressing first. Rows are lent by ROWS (struct duty_row), which is filled. */
GArray *paper_duties(const GArray *stands, GArray *rows, int64_t now_us);

/* --- a case and its paper (paper-case.c) --- */

/* A case with its paper as it was begun. */
struct case_paper {
	struct papers *papers;
	const struct paper *paper;	/* lent by PAPERS */
	GArray *stands;			/* struct paper_stand */
	GPtrArray *documents;		/* struct case_event, in order; those that hold */
	GHashTable *facts;		/* as case_facts() */
};
/* Whether it was begun with one, whatever has become of its text. */
bool case_has_paper(const struct case_standing *standing);
/*
 * NULL without an error: it was begun with none, or its text is not to be had. CALENDAR may be NULL. STANDING outlives it.
 */
struct case_paper *case_paper_load(const struct cases_options *options, const struct case_standing *standing,
				   const struct duties *calendar, GError **error);
/* The same for who loads many: a text is read once, and KEPT holds it by its digest. g_hash_table_unref(). */
GHashTable *case_papers_kept(void);
struct case_paper *case_paper_load_kept(const struct cases_options *options, const struct case_standing *standing,
					const struct duties *calendar, GHashTable *kept, GError **error);
void case_paper_free(struct case_paper *paper);
typedef struct case_paper ops_case_paper_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_case_paper_t, case_paper_free)

/* What is known of the fields of a paper, by what was said or recorded on the way last: char *, to its value, char *. What
 * nobody knows is not in it. g_hash_table_unref(). */
GHashTable *case_facts(const struct case_standing *standing);
/* The same of what was said, and not recorded on the way. */
GHashTable *case_facts_said(const struct case_standing *standing);

/* --- recording (paper-record.c) --- */

/* Opens a case and begins PAPER, in one transaction. The id; caller frees. */
char *case_open_paper(const struct cases_options *options, const struct case_opening *opening, const struct papers *papers,
		      const struct paper *paper, GError **error);
/* Begins PAPER in a case that is open and has none. Returns the event's number; -1 on failure. */
int64_t case_begin_paper(const struct cases_options *options, const char *id, const struct papers *papers,
			 const struct paper *paper, GError **error);

struct case_passing {
	const char *stage;
	const char *outcome;		/* NULL */
	bool skip;
	const char *reason;		/* of SKIP; NULL */
	struct case_instant at;
	int64_t until_us;		/* 0: what was said of its field */
};
/* Records that a stage was passed. While anything is missing CASES_ERROR_OWED, and RET_LACKS is what (char *,
 * g_ptr_array_unref(); NULL otherwise). */
int64_t case_pass(const struct cases_options *options, const char *id, const struct case_passing *passing,
		  GPtrArray **ret_lacks, GError **error);

struct case_deciding {
	const char *stage;
	const char *outcome;		/* NULL; "skip": that it is left out */
	const char *reason;		/* NULL */
	const char *who;		/* contact */
	enum contact_role role;		/* of WHO */
};
#define PAPER_SKIP_OUTCOME "skip"
int64_t case_decide(const struct cases_options *options, const char *id, const struct case_deciding *deciding, GError **error);

/* A document, as it was read. */
struct case_document {
	const char *sort, *name;	/* NAME: without its folders */
	const char *place;		/* where it lay; absolute */
	int64_t bytes;
	struct digest digest;
};
int64_t case_add_document(const struct cases_options *options, const char *id, const struct case_document *document,
			  GError **error);
/* EVENT of a document, as it was recorded. Lent by it; false: it is none. */
bool case_document_read(const struct case_event *event, struct case_document *ret_document);

/* Whether the field NAME of PAPER is a day that some stage sets. */
bool paper_is_day(const struct paper *paper, const char *name);
/* VALUE NULL: nobody knows any more; a day as instant_print(). */
int64_t case_say_fact(const struct cases_options *options, const char *id, const char *name, const char *value, GError **error);
