/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of templates share. field.c reads what a template may name, template-read.c a file of
 * words, template-parse.c takes a text apart into pieces, template-lint.c says what is wrong with them,
 * template.c keeps them; value.c shows one value, render.c puts the pieces together over render-lines.c,
 * and render-minimal.c does without any.
 */
#pragma once

#include "notice/template.h"

#define TEMPLATE_COLUMNS 70		/* of a line: a sheet of fax paper */
#define TEMPLATE_SUBJECT_COLUMNS 200	/* what is longer is cut; the text says it in full */
#define TEMPLATE_FILE_BYTES ((size_t)256 << 10)
#define TEMPLATE_TEXT_BYTES ((size_t)128 << 10)	/* of a notice */
#define TEMPLATE_DEPTH 8

/* --- fields --- */

struct field_choice { const char *id, *shown[NOTICE_LANGUAGE_COUNT]; };

/* A field, and what only the rendering must know of it. */
struct field {
	struct notice_field open;	/* what others see of it */
	bool unmarked;			/* `marks: never` */
	int family;			/* of enum word_family; -1: CHOICES */
	GArray *choices;		/* struct field_choice */
};

void field_free(struct field *field);
/* Adds the fields of DOCUMENT to TEMPLATES; those that are there already stay. */
void field_read_all(struct notice_templates *templates, const struct conf_document *document, struct conf_faults *faults);
const struct field *field_called(const struct notice_templates *templates, const char *name);
/* Bits of 1 << enum audience. */
bool field_may_see(const struct field *field, enum audience audience);

/* --- where in a file a byte of a scalar stood --- */

struct place_file;	/* a file's bytes, and where its lines begin */
struct place_file *place_file_new(const char *bytes, size_t length);
void place_file_free(struct place_file *file);
typedef struct place_file ops_place_file_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_place_file_t, place_file_free)
/* Where AT, in line LINE (from 0; it begins at LINE_START) of the text of NODE, stood: exact for a block and for what
 * is on one line; where the file does not show it, where the node began. */
struct conf_position place_of(const struct place_file *file, const struct conf_node *node, unsigned int line,
			      const char *line_start, const char *at);

/* --- texts in pieces --- */

enum piece_kind { PIECE_WORDS, PIECE_FIELD, PIECE_ITEM, PIECE_IF, PIECE_EACH };

struct piece {
	enum piece_kind kind;
	char *words;			/* WORDS: as they are */
	const struct field *field;	/* FIELD, IF, EACH, and of an ITEM that of its each */
	bool negated;			/* IF */
	bool alone;			/* IF, EACH: on a line that only directs and is not printed */
	struct conf_position position;
	GPtrArray *inner, *otherwise;	/* struct piece, of IF and EACH; OTHERWISE: NULL without an else */
};

/* What is read, and where faults go. */
struct template_draft {
	struct notice_templates *templates;
	const struct place_file *file;
	struct conf_faults *faults;
};

/* Takes apart what stands in NODE. Faults are told; what can be read is in pieces all the same. */
GPtrArray *template_parse(struct template_draft *draft, const struct conf_node *node);
/* How far the directive at AT, which begins with "{{", reaches, at most to the end of its line; NULL: it is not closed. */
const char *template_directive_end(const char *at);

/* --- words --- */

/* Of one audience and language. */
struct template_words {
	GPtrArray *subject, *text;	/* struct piece */
	char *digest;
};

struct notice_templates {
	GPtrArray *fields;		/* struct field, in order of the files */
	GHashTable *by_name;		/* lent from them */
	const struct template_words *words[NOTICE_KIND_COUNT][AUDIENCE_COUNT][NOTICE_LANGUAGE_COUNT];
	struct conf_position positions[NOTICE_KIND_COUNT];	/* of each kind's file; no file: there is none */
	bool marks[NOTICE_KIND_COUNT];	/* changes are marked */
	GPtrArray *owned;		/* struct template_words */
	GStringChunk *texts;
	GArray *sources;		/* struct notice_source: the files it was made of; NULL: it was made of none */
	const struct notice_source *unread[NOTICE_KIND_COUNT];	/* of them, what a kind's words are to be read from; NULL */
};

/* The words of KIND for AUDIENCE, read now where that was put off; NULL: there are none. Lent. */
const struct template_words *template_words_find(const struct notice_templates *templates, enum notice_kind kind,
						 enum audience audience, enum notice_language language);

extern const char *const template_languages[NOTICE_LANGUAGE_COUNT + 1];	/* "ja", "en", NULL */

/* Reads the words of KIND out of DOCUMENT. */
void template_read(struct template_draft *draft, enum notice_kind kind, const struct conf_document *document);
/* Lent for as long as the templates live. */
const char *template_keep(struct notice_templates *templates, const char *text);
struct conf_position template_keep_position(struct notice_templates *templates, const struct conf_position *position);

/* What is wrong with a subject or a text in itself, as it stands in the file. */
void template_lint_subject(struct template_draft *draft, const struct conf_node *node, const GPtrArray *pieces);
void template_lint_text(struct template_draft *draft, const struct conf_node *node);
/* What AUDIENCE may not see of PIECES. */
void template_lint_sight(struct template_draft *draft, const GPtrArray *pieces, enum audience audience);
/* Kinds and audiences that have no words and should; of what was read. */
void template_lint_whole(const struct notice_templates *templates, struct conf_faults *faults);

/* --- values --- */

/* Whether FACT (NULL: there is none) says anything. */
bool value_is_known(const struct notice_fact *fact);
/* Known; yes, of what is yes or no; not empty, of a list. */
bool value_holds(const struct field *field, const struct notice_fact *fact);
/* Whether TEXT is one in FIELD's form. */
bool value_fits(const struct field *field, const char *text);
/* In words, safe to show: one line a value of a list, the lines of a text, else one; what FIELD has for it when nothing
 * is known. At least one. g_ptr_array_unref(). */
GPtrArray *value_lines(const struct field *field, const struct notice_fact *fact, enum notice_language language,
		       GTimeZone *zone);
/* The same in one line, what is several joined. Caller frees. */
char *value_line(const struct field *field, const struct notice_fact *fact, enum notice_language language,
		 GTimeZone *zone);
/* Between what must not be folded apart; a blank in the end. */
#define VALUE_JOINT "\xc2\xa0"
/* "2026-11-26 10:30 (木) JST", with joints for blanks; NULL: no such day. Caller frees. */
char *value_instant(int64_t at_us, bool estimated, enum notice_language language, GTimeZone *zone);

/* --- subjects and lines --- */

/* TEXT with blanks for its joints. Caller frees. */
char *render_unjoined(const char *text);
/* WORDS, which are safe, as a subject: one line, single blanks, not longer than a list of mails can show. Caller frees. */
char *render_subject(const char *words);

/* A text that grows line by line, each folded when it ends. */
struct lines;
struct lines *lines_new(void);
void lines_free(struct lines *lines);
typedef struct lines ops_lines_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_lines_t, lines_free)
/* WORDS with their line ends. */
void lines_add(struct lines *lines, const char *words);
/* VALUES below each other, the first where the line stands. */
void lines_add_values(struct lines *lines, const GPtrArray *values);
/* This line holds something that may leave nothing: it is not printed then. */
void lines_may_vanish(struct lines *lines);
/* This line says something new. */
void lines_mark(struct lines *lines);
/* No more is taken: it has become too long. */
bool lines_full(const struct lines *lines);
/* The text, which ends in a line end. Caller frees. */
char *lines_end(struct lines *lines);
