/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Know-how: entries that somebody wrote, each with an owner and a day by which it is
 * to be looked at again, and a full-text index over them and over closed cases.
 *
 * What an entry says is a journal entry of kind "kb", and so is each review of it;
 * the rows here are what these come to. A changed text is a new version behind the
 * others. The index is not told texts but tokens, by who knows the language
 * (cases/fold.h): a token is what stands between two blanks. Nothing is decided here.
 */
#pragma once

#include "store/store.h"

#include <stddef.h>

#define KNOW_TITLE_LIMIT 512		/* bytes, as with the others */
#define KNOW_TEXT_LIMIT (64 << 10)
#define KNOW_NAME_LIMIT 128		/* of an owner, of a name in a file */
#define KNOW_TOKENS_LIMIT (4 << 20)	/* of what is told to the index in one call */
#define KNOW_TERMS_LIMIT 64		/* of one search */
#define KNOW_RANKED 2000		/* of more that match, the newest so many are ranked */

/* The numbers are in the database. */
enum know_state {
	KNOW_CURRENT,
	KNOW_REPLACED,			/* by a later version */
	KNOW_WITHDRAWN,			/* it holds no more */
	KNOW_STATE_COUNT,
};

/* Strings are lent: when read, for the call. */
struct know_entry {
	int64_t number;			/* KB-0001 is 1; 0 when it is added: it gets the next one */
	int64_t version;		/* 1, 2, … of it: set when it is added */
	enum know_state state;
	const char *title, *title_en;	/* the second in English; "" */
	const char *text, *text_en;	/* likewise; both are NULL once they were removed from the journal */
	const char *owner;		/* a role, or a contact's name */
	const char *source;		/* the case that it comes from; "" */
	const char *name;		/* in the file that it comes from; "": somebody wrote it here */
	int64_t added_at_us;
	const char *added_by;		/* login */
	int64_t review_at_us;		/* to be looked at again by then */
	int64_t reviewed_at_us;		/* 0: not since it was added */
	const char *reviewed_by;	/* login; "" */
	int64_t entry;			/* the journal's sequence of what it says: set when it is added */
};

/* What the index is told of one thing. */
struct know_tokens {
	const char *title, *text;
};

/* Inside a transaction: a new entry, or the next version of ENTRY->number, whose present one is replaced then.
 * SAID_BY: --by; NULL. Fills in number, version and entry. */
bool know_add(struct store *store, struct know_entry *entry, const struct know_tokens *tokens, const char *said_by,
	      GError **error);

struct know_review {
	int64_t number;
	int64_t at_us, until_us;	/* of a withdrawn one UNTIL_US is not looked at */
	const char *actor, *said_by;	/* said_by NULL: nobody */
	const char *note;		/* what was found; "" */
	bool withdrawn;
};
/* Inside a transaction: the present version was looked at. Fails when there is none. */
bool know_review(struct store *store, const struct know_review *review, GError **error);

struct know_filter {
	int64_t number;			/* only it; 0: all */
	bool every_version;		/* also what is replaced and withdrawn */
	int64_t due_by_us;		/* only what is to be reviewed by then; 0: all */
	const char *name;		/* only those of that name in a file; NULL: all */
	const char *source;		/* only those that come from that case; NULL: all */
};
/* Calls EACH in order of number, then version, until it returns false. What is read is compared with what the
 * journal says of it (STORE_ERROR_DAMAGED). */
typedef bool know_each(void *context, const struct know_entry *entry);
bool know_read(struct store *store, const struct know_filter *filter, know_each *each, void *context, GError **error);

/* Copies ENTRY with its strings, and frees such a copy's. */
void know_init_copy(struct know_entry *copy, const struct know_entry *entry);
void know_clear_copy(struct know_entry *copy);

/* --- closed cases --- */

/* Calls EACH with the ids of at most LIMIT closed cases that the index has not, or that have more events than when it
 * was told of them. The store may be written to only after the call. */
typedef bool know_case_each(void *context, const char *case_id);
bool know_pending(struct store *store, int limit, know_case_each *each, void *context, GError **error);
/* Inside a transaction: the index knows the case as it stands now, and no longer as it stood. Nothing is done when no
 * event was added since. */
bool know_index_case(struct store *store, const char *case_id, const struct know_tokens *tokens, GError **error);

/* --- forgetting --- */

/* Inside a transaction: no word of anything is in the index any more, so that none is left of what was removed; closed cases are
 * pending again, and entries are to be told anew, in the same transaction. */
bool know_forget(struct store *store, GError **error);
bool know_retell(struct store *store, const struct know_entry *entry, const struct know_tokens *tokens, GError **error);

/* --- searching --- */

/* Tokens that follow one another. OPEN: the last may go on. */
struct know_term {
	const char *tokens;
	bool open;
};
struct know_query {
	const struct know_term *terms;	/* at most KNOW_TERMS_LIMIT */
	size_t count;
	bool any;			/* one of them is enough; else all are needed */
	bool entries_only;
	int limit;			/* so many at most, at most KNOW_RANKED */
};
struct know_hit {
	int64_t number, version;	/* of an entry; 0: it is a case */
	const char *case_id;		/* ""; lent for the call */
	double score;			/* the higher, the better; says nothing beside another query's */
};
/*
 * Calls EACH from the best on until it returns false. Where more than KNOW_RANKED match, entries come before cases, and
 * among each the newest. Of what is as good, the same order holds. A query without terms finds nothing.
 */
typedef bool know_hit_each(void *context, const struct know_hit *hit);
bool know_search(struct store *store, const struct know_query *query, know_hit_each *each, void *context,
		 GError **error);

/* How often TERM is among TOKENS. */
size_t know_term_count(const char *tokens, const struct know_term *term);
/* How many tokens there are. */
size_t know_token_count(const char *tokens);
