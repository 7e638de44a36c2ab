/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The directory that an engineer reads when the host of nwops is gone: who is on duty and whom to
 * call, what open cases owe, how to reach everybody, the manuals, the network. Every page as text and as
 * HTML, each with its time, its host and the digest of what it was made of.
 *
 * Pure, as all of this room: engine/offline.h gathers the values, and writes the files. A header of
 * its own beside audit.h, whose documents are pages here. As these it has words of its own in each
 * language. What opens a door (keys, passwords, their files, logins, addresses of machinery) is in no page.
 */
#pragma once

#include "audit/audit.h"
#include "base/words.h"
#include "cases/bundle.h"

/* --- what it is made of --- */

/* Lists: GPtrArray that frees what it has. Strings are the struct's own. */
struct pack_duty {			/* what a case owes */
	char *name;			/* duty_name() */
	char *line;			/* duty_line(), in the language of the pack */
	enum duty_state state;
	int64_t due_at_us;		/* 0: not known yet */
};
struct pack_task { int64_t task, due_at_us; char *text, *owner; };

struct pack_case {
	char *id, *title, *subject;
	int64_t opened_at_us, changed_at_us;	/* when something of it was last recorded; 0 */
	GPtrArray *duties;		/* struct pack_duty, the most pressing first */
	GPtrArray *tasks;		/* struct pack_task: those that are open, in order of number; what changes them changes CHANGED */
};
struct pack_case *pack_case_new(void);
void pack_case_free(struct pack_case *one);
void pack_duty_free(struct pack_duty *duty);
void pack_task_free(struct pack_task *task);

struct pack_call {			/* what a person has to call, fax or hand over */
	int64_t message;		/* its number */
	enum channel_kind channel;
	enum urgency urgency;
	int64_t made_at_us;
	char *target, *contact, *organization, *code;
	char *subject, *text;		/* NULL: its words cannot be read */
};
void pack_call_free(struct pack_call *call);

struct pack_path {
	const struct notice_path *path;	/* lent */
	int64_t proven_at_us;		/* 0: never */
	bool unproven;			/* that is too long ago, or never was */
};
struct pack_present { char *contact, *place; int64_t at_us; };
void pack_present_free(struct pack_present *present);
struct pack_person { const struct contact *contact; bool deputy; };	/* lent */

struct pack_source {
	const struct inventory *inventory;
	const struct notice_policy *policy;
	enum procedure_language language;
	const char *host;		/* that writes it */
	int64_t at_us;
	bool rehearsal;			/* nothing of it is real, and each page says so */
	/* Who is there. */
	bool disaster;			/* which roster holds */
	char *declared_by, *declared_because;	/* NULL: never declared */
	int64_t declared_at_us;
	GArray *on_duty;		/* struct pack_person */
	GPtrArray *present;		/* struct pack_present */
	/* What is under way. */
	GPtrArray *cases, *calls;	/* struct pack_case, struct pack_call */
	GArray *paths;			/* struct pack_path */
	/* What else decides about the pages: bytes of files, and the newest approvals. */
	struct digest files;
	GPtrArray *approvals[MANUAL_KIND_COUNT];	/* struct manual_approval, newest first */
	/* Of the journal; NULL: nothing is signed yet. Not part of the digest: it grows with every check. */
	char *checkpoint, *verifier;
	int64_t entries;
	/* Needed for the pages alone, not for the digest. */
	const struct procedure_set *procedures;	/* without faults */
	const char *dot;		/* pack_topology(); */
	const char *svg;		/* and that as dot(1) draws it; NULL: it does not */
};
/* Nothing is known yet. The lists are there and empty. */
void pack_source_init(struct pack_source *source);
void pack_source_clear(struct pack_source *source);

/* Of all that decides about what the pages say, their time aside. */
struct digest pack_digest(const struct pack_source *source);

/* --- the files --- */

/* Of the topology, in Graphviz's language. Caller frees. */
char *pack_topology(const struct pack_source *source);

/* All files; bundle_free(). The sums of all others are in one of them. */
struct bundle *pack_new(const struct pack_source *source);
/* Names of all files that one may have, NULL-terminated. Lent for ever. */
const char *const *pack_names(void);

/* --- which one it is --- */

#define PACK_STAMP "PACK.json"
#define PACK_STAMP_LIMIT 4096

struct pack_stamp {
	char *log;			/* name of the journal's log */
	char *verifier;			/* key by which that is verified, which tells two of the same name apart; NULL: nothing was signed yet */
	char *language;			/* "ja" */
	int64_t at_us;
	struct digest made_from;
	bool rehearsal;
};
/* LENGTH bytes of PACK_STAMP. False when they are none. */
bool pack_stamp_read(const char *bytes, size_t length, struct pack_stamp *ret_stamp);
void pack_stamp_clear(struct pack_stamp *stamp);
