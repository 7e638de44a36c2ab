/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Notices that were asked for: what is to be announced to whom, with the facts that
 * its text is made from. A row is written in the transaction of the event that asks
 * for it, so that a notice is never lost between a decision and its sending, nor
 * asked for twice. Messages and attempts to deliver them belong to what sends.
 */
#pragma once

#include "base/words.h"
#include "store/store.h"

#define NOTICE_FACTS_LIMIT (256 << 10)
#define NOTICE_ONCE_LIMIT 512

/* Strings are lent: when read, for the call. */
struct notice_record {
	int64_t number;			/* 1, 2, …: set when it is kept */
	enum notice_kind kind;
	const char *audience;		/* "institution", of WORDS_AUDIENCE */
	const char *recipient;		/* an organization's name; "": all of the audience */
	enum notice_state state;
	const char *case_id;		/* that it belongs to; "" */
	int64_t run, turn;		/* and which step asked for it; 0 */
	int64_t made_at_us;
	const char *made_by;		/* login */
	const char *facts;		/* a JSON object, notice/facts.h */
	enum urgency urgency;
	int64_t sequence;		/* "report 3" to this audience, recipient and case; 0: not one of a chain */
	const char *once;		/* what must not be told twice: refused when another has it; "" (when kept, NULL too): whatever */
	/* What changes beside STATE: */
	const char *approved_by;	/* login; "" (when kept, NULL too) */
	int64_t approved_at_us;
	int64_t rung;			/* of its ladder; how far it was climbed */
	int64_t rung_due_at_us;		/* then the next one, unless somebody answers; 0: no more */
};

/* A notice with strings of its own, in the caller's storage; their end. */
void notices_init_copy(struct notice_record *copy, const struct notice_record *record);
void notices_clear_copy(struct notice_record *copy);

/* Inside a transaction: keeps RECORD as a new one, and says its number. */
bool notices_keep(struct store *store, struct notice_record *record, GError **error);
/* Inside a transaction: state, approval and rung of RECORD, of the notice with its number. Fails when there is none. */
bool notices_change(struct store *store, const struct notice_record *record, GError **error);
/* The number of the one that has ONCE, which is not ""; 0: none; -1 on failure. */
int64_t notices_find_once(struct store *store, const char *once, GError **error);
/* The number of the newest one; 0: there is none; -1 on failure. */
int64_t notices_newest(struct store *store, GError **error);

struct notices_filter {
	const char *case_id;		/* NULL: of all */
	int64_t number;			/* 0: any */
	int state;			/* of enum notice_state; -1: all */
	int64_t after;			/* only those with a larger number */
	int64_t rung_due_by_us;		/* whose next rung is due by then; 0: any */
};
/* Calls EACH in order of number until it returns false. */
typedef bool notices_each(void *context, const struct notice_record *record);
bool notices_read(struct store *store, const struct notices_filter *filter, notices_each *each, void *context,
		  GError **error);
