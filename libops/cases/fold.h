/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Text folded into what a search compares: Japanese, which is written without blanks, as
 * overlapping pairs of characters, everything else as words.
 *
 * Folded is NFKC in small letters, so that half and full width and composed and decomposed
 * are the same. 障害発生 is "障害 害発 発生 生": the last character alone ends a run, so that one character is
 * found wherever it stands, as the beginning of a token. CAF-0123 is "caf 0123", and asked for as one it must follow
 * so: it is found by either half and as a whole. A long vowel at the end of a katakana word of three characters or
 * more is dropped (サーバー, サーバ), marks of repetition are written out (時々), combining marks that nothing composes
 * with are dropped, and a symbol is a word of its own.
 *
 * Pure. No token holds a blank, a quotation mark or a control character.
 */
#pragma once

#include "store/know.h"

#include <stdbool.h>
#include <stddef.h>

#define FOLD_TEXT_LIMIT (256 << 10)	/* bytes of a text that are looked at */
#define FOLD_QUERY_LIMIT 1024		/* bytes of what is searched for */
#define FOLD_WORD_LIMIT 64		/* characters of a word that tell it from others */

/* The tokens of a text of LENGTH bytes of any kind, between blanks. Caller frees. */
char *fold_text(const char *bytes, size_t length);

/* What is searched for. */
struct fold_terms {
	struct know_term *terms;
	size_t count;
	bool cut;			/* it was longer than the limits, and only its beginning counts */
};
/* Of words as they are typed: what is written together must follow so. A word of letters may go on. One hiragana by
 * itself is left out beside others. */
struct fold_terms *fold_query(const char *bytes, size_t length);
/* Of a sentence, to find what resembles it: every telling pair and word by itself, none twice. Pairs of hiragana
 * alone and small words of English are grammar and tell nothing. */
struct fold_terms *fold_gist(const char *bytes, size_t length);
void fold_terms_free(struct fold_terms *terms);
typedef struct fold_terms ops_fold_terms_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_fold_terms_t, fold_terms_free)

/* How many of TERMS are in TOKENS, as fold_text() makes them. */
size_t fold_found(const struct fold_terms *terms, const char *tokens);
/* Whether something with these tokens resembles what GIST was made of: two in five of its terms, two at least and
 * never more than twelve; where it has but one, it must be in the title. */
bool fold_resembles(const struct fold_terms *gist, const char *title, const char *text);
