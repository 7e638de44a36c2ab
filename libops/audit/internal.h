/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of audit/ share: paper, which is a list of blocks that can be
 * written as Markdown, HTML or plain text; and a manual while it is written.
 *
 * Text on paper is plain. Whatever could be markup, or play tricks on a screen,
 * is escaped when it is written out, and nowhere else.
 */
#pragma once

#include "audit/audit.h"

enum block_kind {
	BLOCK_HEADING,
	BLOCK_WORDS,		/* a paragraph */
	BLOCK_LACK,		/* one that says what is not written */
	BLOCK_QUOTE,		/* a paragraph of the site's own */
	BLOCK_TABLE,
	BLOCK_FLOW,		/* a heading of level 3, a paragraph, and swim lanes below them */
	BLOCK_PICTURE,		/* with what it shows below it; Markdown has that alone */
	BLOCK_LINK,		/* to a file beside this one */
};

struct block {
	enum block_kind kind;
	unsigned int level;			/* of a heading, from 1 */
	char *text;
	char *facts;				/* of a flow: its paragraph; of a picture: the SVG; of a link: the file */
	const struct procedure *flow;
	GPtrArray *rows;			/* of a table, GStrv of as many cells each; the first is its head */
	const unsigned int *shares;		/* how wide its columns are, in percent; static */
};

struct paper;

struct paper *paper_new(void);
void paper_free(struct paper *paper);
typedef struct paper ops_paper_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_paper_t, paper_free)
size_t paper_count(const struct paper *paper);
const struct block *paper_at(const struct paper *paper, size_t index);

void paper_heading(struct paper *paper, unsigned int level, const char *text);
void paper_words(struct paper *paper, const char *text);
void paper_lack(struct paper *paper, const char *text);
/* Paragraphs with an empty line between them. */
void paper_quote(struct paper *paper, const char *text);
/* Begins a table with these heads, NULL behind the last, and for each the share that it takes of the
 * width in percent, which lasts for ever. */
void paper_table(struct paper *paper, const unsigned int *shares, const char *const *heads);
/* A row of the table that was begun last: as many cells as heads, each "" for nothing; a newline begins
 * a line in its cell. */
void paper_row(struct paper *paper, const char *const *cells);
void paper_flow(struct paper *paper, const char *heading, const char *facts, const struct procedure *procedure);
/* SVG that refers to nothing outside, and what it shows. */
void paper_picture(struct paper *paper, const char *svg, const char *caption);

/* To FILE, which lies beside this one; text names FILE.txt where that is FILE.html. */
void paper_link(struct paper *paper, const char *file, const char *words);

/* PAPER as Markdown; headings begin at level 1. */
void paper_append_markdown(GString *out, const struct paper *paper, enum procedure_language language);
/* PAPER as text of lines of at most COLUMNS, for a terminal. */
void paper_append_text(GString *out, const struct paper *paper, enum procedure_language language, unsigned int columns);
/* TEXT as Markdown shows it. */
void paper_append_markdown_text(GString *out, const char *text);
/* PAPER as HTML: what stands in the body. */
void paper_append_html(GString *out, const struct paper *paper, enum procedure_language language);
/* Its table of contents, down to headings of level LEVEL. */
void paper_append_html_contents(GString *out, const struct paper *paper, unsigned int level);
void paper_append_html_text(GString *out, const char *text);
/* PAPER as a page of HTML for print, sideways, that refers to nothing outside. Caller frees. */
char *paper_page(const struct paper *paper, const char *title, enum procedure_language language);

/* --- a manual while it is written --- */

struct manual {
	struct manual_source source;
	struct paper *paper;
	GPtrArray *lacks;
	GPtrArray *ways;		/* struct procedure, those that it has, in its order */
	char *title;
	struct manual_print *print;	/* its text, from when it is first asked for: most who look want to know what it lacks */
};
struct manual_print { char *text; struct digest digest; };

/* One of two texts, by the language. Both are formats with the same arguments, or none is. */
const char *manual_say(const struct manual *manual, const char *japanese, const char *english)
	__attribute__((format_arg(2), format_arg(3)));
/* Says at this place that something is not written, why it should be (a clause), and counts it.
 * WHAT is what. */
void manual_lack(struct manual *manual, const char *clause, const char *what);
/* A bilingual title, a text of a procedure, a word, in the manual's language. Lent; never NULL. */
const char *manual_of(const struct manual *manual, const struct bilingual *title);
const char *manual_text_of(const struct manual *manual, const struct procedure_text *text);
const char *manual_word(const struct manual *manual, enum word_family family, unsigned int value);
/* The word whose id is ID, or ID itself. */
const char *manual_word_id(const struct manual *manual, enum word_family family, const char *id);
const char *manual_role(const struct manual *manual, enum contact_role role);
/* -1: it is none. */
int manual_role_find(const char *id);
/* "2 hours 30 minutes"; "" for 0. Caller frees. */
char *manual_duration(const struct manual *manual, int64_t us);
/* "Mon-Fri 08:30-18:00"; NULL: at any time. Caller frees. */
char *manual_hours(const struct manual *manual, const struct hours *hours);
/* What stands between things in a row. */
const char *manual_comma(const struct manual *manual);

/* The chapters. */
void manual_write_people(struct manual *manual);
void manual_write_clocks(struct manual *manual);
void manual_write_classes(struct manual *manual);
void manual_write_notices(struct manual *manual);
void manual_write_ways(struct manual *manual);
/* All chapters of a contact sheet; and, on its front, who is to approve it and has. */
void manual_write_contact_sheet(struct manual *manual);
void contact_sheet_write_approvers(const struct manual *manual, const struct manual_front *front, struct paper *paper);
/* Finds the ways of working that the manual has, and their order. */
void manual_find_ways(struct manual *manual);

/* An URL or a program's path is no matter of a person's, and may hold what opens a door. */
bool contact_channel_is_for_people(enum channel_kind kind);
/* By which ways a person reaches CONTACT, a line each in the order in which they are tried. What machinery calls is named without
 * its address. Caller frees. */
char *contact_ways(const struct contact *contact, enum procedure_language language);

/* The front, on paper: what stands how, and what was approved when. */
void manual_write_front(const struct manual *manual, const struct manual_front *front, struct paper *paper);
/* "version 2", "draft after version 2". Caller frees. */
char *manual_version(const struct manual *manual, const struct manual_front *front);
