/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Know-how as it is read and told: entries in a file, what a case has to say to who
 * searches, and the part of a text that answers a search. What is kept is store/know.h,
 * how it is compared is cases/fold.h.
 */
#pragma once

#include "cases/cases.h"
#include "cases/fold.h"
#include "conf/conf.h"
#include "store/know.h"

#define KNOW_FILE_BYTES (4 << 20)
#define KNOW_FILE_ENTRIES 1000
#define KNOW_YEARS_MOST 10		/* that an entry may stand without being looked at */

/* "KB-0001". Caller frees. */
char *know_id_print(int64_t number);
/* "KB-0001", "kb-1", "1"; false for what is none. */
bool know_id_parse(const char *text, int64_t *ret_number);
/* By when something is to be looked at again: a day, "2027-04-01" (its end in ZONE), years, "1y", or a duration. It
 * lies ahead of NOW_US, at most KNOW_YEARS_MOST years. */
bool know_until_parse(const char *text, GTimeZone *zone, int64_t now_us, int64_t *ret_until_us, GError **error);

/* The end of a day ("2027-04-01") in ZONE, which may lie behind us. */
bool know_day_parse(const char *day, GTimeZone *zone, int64_t *ret_us);

/* --- entries in a file: nwops-kb(1) tells its form --- */

struct know_draft {
	char *name;			/* its key in the file */
	char *title, *text;
	char *title_en, *text_en;	/* "" where there is one language */
	char *owner;
	char *review;			/* a day */
};
/* LENGTH bytes known as NAME: struct know_draft, in the order of the file; NULL after an error was added.
 * g_ptr_array_unref(). */
GPtrArray *know_file_parse(const char *name, const char *bytes, size_t length, struct conf_faults *faults);

/* --- what the index is told --- */

/* Tokens to tell of something with these texts. */
struct know_folded { char *title, *text; };
/* A text that is there in English too is told in both. */
void know_fold_entry(const struct know_entry *entry, struct know_folded *ret_folded);
void know_fold_case(const struct case_file *file, struct know_folded *ret_folded);
void know_folded_clear(struct know_folded *folded);

/* Inside a transaction: the index has nothing of any case any more, which it is told of again when somebody searches, and of
 * entries what it had. For what was removed from the record: no word of it is left there. */
bool know_tell_anew(struct store *store, GError **error);

/* What FILE, read with its events, has to say: what was said, the symptom, causes and measures, a line each; not what
 * was corrected, and not who called. Caller frees. */
char *know_case_text(const struct case_file *file);

/* --- what is shown of what was found --- */

/* The part of TEXT that has most of TERMS, on one line of at most COLUMNS (at least 10), safe for a terminal. Caller
 * frees. */
char *know_excerpt(const char *text, const struct fold_terms *terms, unsigned int columns);
