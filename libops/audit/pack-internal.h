/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of the pack share: the pack while it is written, and its pages.
 */
#pragma once

#include "audit/internal.h"
#include "audit/pack.h"

enum pack_page { PACK_DUTY, PACK_CALLS, PACK_CASES, PACK_CONTACTS, PACK_PATHS, PACK_TOPOLOGY, PACK_OPERATIONS, PACK_RESPONSE };
#define PACK_PAGE_COUNT 8
/* "duty": of duty.txt and duty.html. Lent for ever. */
const char *pack_page_name(enum pack_page page);
struct bilingual pack_page_title(enum pack_page page);
struct bilingual pack_page_about(enum pack_page page);

struct packing {
	const struct pack_source *source;
	struct bundle *bundle;
	char *stamp;			/* what each page says of itself */
};

/* One of two texts, by the language; a title; a word. Lent; never NULL. */
const char *pack_say(const struct packing *packing, const char *japanese, const char *english)
	__attribute__((format_arg(2), format_arg(3)));
const char *pack_of(const struct packing *packing, const struct bilingual *title);
const char *pack_word(const struct packing *packing, enum word_family family, unsigned int value);
/* "2026-11-25 03:00:00 +09:00". Caller frees. */
char *pack_time(const struct packing *packing, int64_t at_us);
/* The beginning of every page. */
struct paper *pack_paper(const struct packing *packing, const char *title);
/* PAPER as NAME.txt and NAME.html. */
void pack_add(const struct packing *packing, const char *text_name, const char *html_name, const struct paper *paper, const char *title);

/* pack-record.c */
void pack_write_duty(const struct packing *packing, struct paper *paper);
void pack_write_calls(const struct packing *packing, struct paper *paper);
void pack_write_cases(const struct packing *packing, struct paper *paper);
void pack_write_paths(const struct packing *packing, struct paper *paper);
/* pack-network.c */
void pack_write_topology(const struct packing *packing, struct paper *paper);
/* lines.csv and directory.csv; caller frees. */
char *pack_lines(const struct inventory *inventory);
char *pack_directory(const struct inventory *inventory);
/* pack-index.c */
void pack_write_index(const struct packing *packing, struct paper *paper);
