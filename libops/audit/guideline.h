/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The guideline clause by clause: met, not met, or cannot tell; by what evidence, and what would
 * mend it. A clause is met when the records show it, never because a file exists: a procedure counts
 * once somebody has walked it, a path once a test over it was acknowledged, a document once it was
 * approved as it now reads. What nwops cannot see from where it stands it does not call met.
 *
 * Pure: engine/guideline.c gathers the evidence, and the same evidence gives the same rows. A header
 * of its own beside audit.h, which tells the other story of this room, the documents. Unlike a
 * document a row is only read by whoever asked, so its words are those of the screen.
 */
#pragma once

#include "audit/after-action.h"
#include "audit/audit.h"
#include "base/lapse.h"

/* --- evidence --- */

/* Lists of names, in all of this, are char *. "Can be reached" is: has a channel. */

struct guideline_roster {
	bool exists;
	GPtrArray *people;		/* who has a turn */
	GPtrArray *without_deputy;	/* of these */
	GPtrArray *unreached;		/* of these and their deputies: who cannot be reached */
	int gap_minutes;		/* of a week in which nobody has a turn */
	bool meeting_place;
};
struct guideline_path {
	char *name;
	bool out_of_band, plain;	/* plain: one of its relays is spoken to without TLS */
	int64_t proven_at_us;		/* a test over it was acknowledged; 0: never */
};
struct guideline_document {
	enum manual_standing standing;
	int64_t approved_at_us;		/* of those who approved this version, the first; 0 */
	GPtrArray *lacks;		/* what is not written in it, lines */
	GPtrArray *unapproved;		/* who should have approved this version and has not */
	int64_t newest;			/* sequence of the newest approval of any version; 0: there is none */
	char *digest;			/* of STANDING_CHANGED: hex, of the text as it now reads in the language that was asked for;
					 * NULL: it cannot be printed */
};
/* Somebody who can be on duty. */
struct guideline_taught {
	char *name;
	int64_t at_us;			/* when they were last taught; 0: never */
	bool other_manual;		/* by a manual that is not the approved one */
};
/* When, and where in the records, something was last done. */
struct guideline_trace {
	int64_t at_us;
	char *where;			/* "INC-20261122-003/1" */
};
/* By when an entry of know-how is to be looked at again. */
struct guideline_review {
	char *name, *owner;		/* "KB-0001" */
	int64_t at_us;
};
struct guideline_certificate {
	char *name;			/* of the institution */
	int64_t expires_at_us;
};

/* All plain values. Counts and lists of what the last twelve months have are so called: recent. */
struct guideline_evidence {
	int64_t now_us;
	GTimeZone *zone;		/* held */
	struct lapse_ladders ladders;	/* by which it is warned that something lapses */
	/* people */
	GPtrArray *managers, *officers, *desks;	/* of ours, who can be reached */
	GPtrArray *mobile_officers;		/* of the officers, who can be reached out of band */
	guint institutions;
	GPtrArray *unreached;			/* institutions of which no responsible person can be reached */
	struct guideline_trace desk_told;	/* a notice that an institution was sent named the desk */
	struct guideline_roster normal, disaster;
	int holidays_until;			/* the last year in which they were compared; 0: nothing goes by them */
	/* telling */
	GArray *paths;				/* struct guideline_path */
	struct guideline_trace technical;	/* technical information reached an institution */
	/* know-how */
	guint knowledge;			/* entries that stand */
	GPtrArray *unreviewed;			/* of these, whose review is overdue, "KB-0001" */
	GArray *reviews;			/* struct guideline_review: of all of these */
	/* documents */
	guint procedures;
	GPtrArray *faulty;			/* procedures with an error in them */
	GHashTable *ways;			/* clause, char * -> GPtrArray of procedures that have it as a source */
	struct guideline_document operations, response, contacts;
	/* drills */
	struct guideline_trace drill;		/* the newest that counts: WHERE is its name and its entry */
	struct guideline_trace drill_other;	/* the newest that does not */
	enum drill_shortfall drill_short;	/* why that one does not */
	GPtrArray *unimproved;			/* what drills found to be improved, its time over */
	/* education */
	GArray *taught;				/* struct guideline_taught: everybody who can be on duty */
	struct guideline_trace training;	/* the newest of it: WHERE is its entry */
	/* cases */
	GHashTable *passed;			/* clause, char * -> struct guideline_trace: a step of it was passed */
	GHashTable *completed;			/* procedure, char * -> the same: a run of it reached an end */
	guint incidents;			/* recent */
	GPtrArray *unwalked;			/* incidents, recent, that nobody walked by a procedure */
	guint responses;			/* incidents, recent, of which it was decided how to respond */
	GPtrArray *unreported;			/* of these, of which the core or a peer got no first report */
	GPtrArray *untaken;			/* what is in trouble for an hour, and no open incident has it */
	/* what goes by paper */
	guint papers;				/* that are laid down; 0: they cannot be read */
	GPtrArray *unpapered;			/* kinds of cases for which there is none */
	guint matters[CASE_KIND_COUNT];		/* cases, recent, by kind */
	/* reports to the core */
	guint core_reports;			/* kinds that a duty asks for: bits of 1 << enum notice_kind */
	char *prescribed;			/* where its order of reports stands; NULL */
	int64_t prescribed_at_us;		/* when the duties were compared with that */
	GPtrArray *law_waits, *law_late;	/* what the law may ask of an incident, a line each: waits for a person; past its time */
	/* planned work, recent */
	guint works;				/* that is over and was not called off */
	GPtrArray *unannounced, *unfinished;	/* of these: not announced in time; begun and not done */
	/* the record */
	enum store_verdict record;
	int64_t entries;
	int64_t ticked_at_us;			/* 0: never */
	/* devices that are logged in to */
	guint read_devices;
	GPtrArray *unpinned, *changed_keys, *legacy;
	guint versioned;			/* whose software was seen to be as wanted */
	GPtrArray *unversioned, *unwanted;	/* of which nothing is wanted, or was seen; which have another */
	GPtrArray *unloaded;			/* no load of an interface of which was seen lately */
	GPtrArray *one_level;			/* with a figure that has no second level */
	guint trends;				/* figures of which it is asked where they lead, and that were seen lately */
	/* what is watched */
	guint devices, hops, items, groups;	/* of ours; one hop beyond; all that has a state; groups */
	GPtrArray *unwatched, *unwatched_hops, *stale, *unjudged;
	int64_t asked_at_us;			/* the newest result; 0: none */
	/* services */
	guint classes;				/* in use */
	GPtrArray *lower;			/* what service providers are promised no better than users */
	bool provider_class;			/* both classes are there */
	GPtrArray *unwritten, *no_change, *no_interruption;	/* classes of which nothing is written, or not that */
	bool conformity, conformity_source;
	int64_t conformity_at_us;		/* when it was reviewed; 0: not said */
	GArray *certificates;			/* struct guideline_certificate */
	GPtrArray *uncertified;			/* institutions of which no certificate is recorded */
	GPtrArray *proven;			/* institutions of which a case has the proof that their network is safe */
};
/* Nothing is known of anything. Holds ZONE. */
struct guideline_evidence *guideline_evidence_new(int64_t now_us, GTimeZone *zone);
void guideline_evidence_free(struct guideline_evidence *evidence);
typedef struct guideline_evidence ops_guideline_evidence_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_guideline_evidence_t, guideline_evidence_free)
/* Adds what INVENTORY says: by which ladders it is reminded, who is there, what is promised, which devices are to be watched. */
void guideline_take_inventory(struct guideline_evidence *evidence, const struct inventory *inventory);
/* Adds until when the certificate of ORGANIZATION, an institution, holds; -1: none is on record. */
void guideline_take_certificate(struct guideline_evidence *evidence, const struct organization *organization, int64_t until_us);
/* When the last year ends in which national holidays were compared; 0: nothing goes by them. */
int64_t guideline_holidays_end_us(const struct guideline_evidence *evidence);
/* TRACE is of AT_US and WHERE, unless it is of later already. */
void guideline_trace_note(struct guideline_trace *trace, int64_t at_us, const char *where);
/* The same of what is called NAME in TRACES: passed, completed. */
void guideline_trace_note_in(GHashTable *traces, const char *name, int64_t at_us, const char *where);

/* --- rows --- */

/* Something that lapses; a warning once its ladder was entered, and a lack when it has lapsed. */
struct guideline_due {
	char *what;
	struct lapse lapse;
};
struct guideline_row {
	const char *clause;		/* its id; lent for ever */
	const char *title;		/* what it asks; lent for ever */
	enum clause_verdict verdict;
	bool built;			/* false: not met because nwops does not have it yet */
	GPtrArray *evidence;		/* char *, one at least */
	GPtrArray *mends;		/* char *: what would mend it; none when it is met */
	GArray *due;			/* struct guideline_due */
};

#define GUIDELINE_EVERY_NAME 0
/* One row for each clause, in the guideline's order: struct guideline_row; g_ptr_array_unref(). Of a
 * list of names MOST_NAMES are said. */
GPtrArray *guideline_judge(const struct guideline_evidence *evidence, guint most_names);
/* The worst of ROWS (a clause that is not met, else one that cannot be told). */
enum clause_verdict guideline_worst(const GPtrArray *rows);

struct guideline_page {
	const char *title;
	int64_t at_us;			/* when it was looked at */
	GTimeZone *zone;
	enum procedure_language language;	/* that of the screen */
};
/* ROWS as a page of HTML. It refers to nothing outside. Caller frees. */
char *guideline_html(const GPtrArray *rows, const struct guideline_page *page);
