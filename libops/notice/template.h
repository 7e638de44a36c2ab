/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The words of notices: one file a kind of notice under templates/, nwops-template(5), with a subject and a
 * text for each audience in Japanese and English. The language of templates is a field, if and each:
 *
 *   {{name}}                      the value; one that is not known prints the field's word for that (未定, 調査中, 不明)
 *   {{if name}} … {{else}} … {{end}}     whether it is known (yes-no: whether it is yes); {{if not name}}
 *   {{each name}} … {{item}} … {{end}}   of a list, once a value
 *
 * Fields are those of templates/fields.yaml, each with a type, a title, a sample and who may see it. A field that is not there
 * is an error, one that the audience may not see is another. In a text of a kind that reports go on from (`marks: changes`) a
 * line whose value is another than in the report before begins with ★ and shows both: 24,000 → 100.
 *
 * Pure: what it is made from is handed in. Whatever goes wrong when a text is made, notice_minimal() makes one that says
 * what is known without a template, so that a first report is never held up by a slip in a file.
 */
#pragma once

#include "conf/conf.h"
#include "notice/facts.h"

enum notice_language { NOTICE_JAPANESE, NOTICE_ENGLISH };
#define NOTICE_LANGUAGE_COUNT 2

/* --- fields --- */

enum notice_form {
	NOTICE_TEXT, NOTICE_LINE,	/* of several lines, or one */
	NOTICE_INSTANT,			/* as procedure facts have them: RFC 3339, or what a person wrote; shown in the site's zone */
	NOTICE_DURATION,		/* microseconds */
	NOTICE_COUNT,
	NOTICE_WORD,			/* one of CHOICES, shown in the language's words */
	NOTICE_YES_NO,
	NOTICE_LIST,			/* lines, one value each */
};

struct notice_field {
	const char *name;		/* "lines-affected" */
	enum notice_form form;
	const char *title[NOTICE_LANGUAGE_COUNT];
	const char *unknown[NOTICE_LANGUAGE_COUNT];	/* what is printed when it is not known */
	const char *sample[NOTICE_LANGUAGE_COUNT];	/* in the field's form */
	unsigned int audiences;		/* bits of 1 << enum audience: who may see it */
	bool always;			/* whoever asks for a notice gives it: it needs no {{if}} */
	bool stays;			/* said in one report it holds for the later ones to the same readers */
	struct conf_position position;
};

struct notice_templates;
/* SITE's templates/ before SHARE's, file by file and field by field. NULL when FAULTS holds an error afterwards. Lints all there is: every kind and
 * audience that makes sense has both languages (notice_makes_sense()), every field is there and may be seen, every block ends. */
struct notice_templates *notice_templates_load(const char *site, const char *share, struct conf_faults *faults);
/* The same for whoever may tell something or nothing: the site's files are read and linted as there; of nwops's own each
 * kind when its words are first needed, unless the site has fields of its own, which may forbid what they print. One that
 * has errors all the same has no words. FAULTS are needed no longer than for the call. */
struct notice_templates *notice_templates_open(const char *site, const char *share, struct conf_faults *faults);
/* The same from memory, for tests: files by the last part of their names, the earlier of two first. What is not there at
 * all is no fault. */
struct notice_source { const char *name, *bytes; size_t length; };
struct notice_templates *notice_templates_parse(const struct notice_source *sources, size_t count,
						struct conf_faults *faults);
/* When notice_templates_load() found errors: all that is sound, nwops's own words where the site's are not; kinds that
 * have none then go out in the minimal text. NULL: who may see what is not known for sure. */
struct notice_templates *notice_templates_salvage(const char *site, const char *share);
void notice_templates_free(struct notice_templates *templates);
typedef struct notice_templates ops_notice_templates_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_notice_templates_t, notice_templates_free)

/* Whether KIND is ever told to AUDIENCE (design: a suspension is not told to the peers). One table. */
bool notice_makes_sense(enum notice_kind kind, enum audience audience);
size_t notice_field_count(const struct notice_templates *templates);
const struct notice_field *notice_field_at(const struct notice_templates *templates, size_t index);
const struct notice_field *notice_field_find(const struct notice_templates *templates, const char *name);
/* What somebody typed at NOW_US for the field NAME, which is there, in its form: "10:30" as an instant, the nearest one. Caller frees. NULL with
 * OPS_TEMPLATE_ERROR that says what was expected. */
char *notice_field_typed(const struct notice_templates *templates, const char *name, const char *text, GTimeZone *zone,
			 int64_t now_us, GError **error);
/* Whether there is a text for it; its digest in hex (of both parts, as written), lent; NULL: there is none. */
const char *notice_template_digest(const struct notice_templates *templates, enum notice_kind kind, enum audience audience,
				   enum notice_language language);

/* FACT of FIELD in LANGUAGE, as one line; what FIELD prints for unknown where it is NULL or has no value. Caller frees. */
char *notice_field_shown(const struct notice_templates *templates, const struct notice_field *field, const struct notice_fact *fact,
			 enum notice_language language, GTimeZone *zone);

/* --- texts --- */

struct notice_text {
	char *subject;			/* one line, no control characters */
	char *text;			/* lines of 70 columns at the most, Japanese broken by its rules (base/text-fold.h); ends in a line end */
	bool minimal;			/* it was made without a template */
};
void notice_text_clear(struct notice_text *text);

struct notice_rendering {
	const struct notice_templates *templates;
	const struct notice_facts *facts;
	const struct notice_facts *before;	/* of the report before; NULL */
	enum notice_language language;
	GTimeZone *zone;
};
/* FALSE: RET_TEXT is untouched. OPS_TEMPLATE_ERROR. */
#define OPS_TEMPLATE_ERROR template_error_quark()
GQuark template_error_quark(void);
enum template_error_code { TEMPLATE_ERROR_NONE, TEMPLATE_ERROR_FIELD, TEMPLATE_ERROR_SIZE };
bool notice_render(const struct notice_rendering *rendering, struct notice_text *ret_text, GError **error);
/* A value that is another one than in the report before. */
struct notice_change {
	const struct notice_field *field;
	char *before, *now;		/* in the language of the rendering, each in one line */
};
/* What its texts mark, of all that AUDIENCE may see, in order of fields: struct notice_change; g_ptr_array_unref(). None where there
 * is no report before. */
GPtrArray *notice_changes(const struct notice_rendering *rendering);
/* Cannot fail: kind, reference, as-of, subject, what of the facts AUDIENCE may see. TEMPLATES may be NULL: then of the
 * facts only whom to call and how to answer. */
void notice_minimal(const struct notice_rendering *rendering, struct notice_text *ret_text);
/* Facts out of the samples of all fields that AUDIENCE may see, for previews and lint. */
struct notice_facts *notice_sample(const struct notice_templates *templates, enum notice_kind kind, enum audience audience,
				   enum notice_language language);
