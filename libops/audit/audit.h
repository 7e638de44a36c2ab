/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What shows somebody else that the operator does as the guideline asks. Here
 * that are manuals; clause by clause it is guideline.h. The two documents of
 * 1.3.1-1 and 1.3.4-1, written out of the inventory and the procedures, the contact
 * sheet of 3.2.3, and the approvals of the core operator and, of the sheet, the other
 * operators.
 *
 * All of this room is pure: values in, text out. Nothing in a manual depends on
 * when, where or by whom it is printed, and nothing on how many institutions
 * there are: the same configuration gives the same bytes, and so the same
 * SHA-256, by which an approval is tied to what was approved.
 *
 * A manual has a text of its own in each language. Both may be needed in one
 * run, and gettext speaks one language, so its words stand beside one another
 * here and not in the catalogue. What only the site can say and did not say is
 * never invented: the manual says "not written" there, and counts it.
 */
#pragma once

#include "base/digest.h"
#include "base/json.h"
#include "inventory/inventory.h"
#include "notice/policy.h"
#include "procedure/procedure.h"

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

enum manual_kind {
	MANUAL_OPERATIONS,	/* the operations and maintenance manual, 1.3.1-1 */
	MANUAL_RESPONSE,	/* the response manual, 1.3.4-1: it must be approved */
	MANUAL_CONTACTS,	/* the contact sheet, 3.2.3: the core and the peers must approve it */
};
#define MANUAL_KIND_COUNT 3
/* "operations". Lent for ever. */
const char *manual_kind_id(enum manual_kind kind);
/* False: ID is none. */
bool manual_kind_find(const char *id, enum manual_kind *ret_kind);
/* What it is called, whatever the site calls it. Lent for ever. */
const char *manual_kind_name(enum manual_kind kind, enum procedure_language language);

struct manual_source {
	enum manual_kind kind;
	enum procedure_language language;
	const struct inventory *inventory;
	const struct procedure_set *procedures;		/* without faults; a contact sheet needs none: NULL */
	const struct notice_policy *policy;		/* of a contact sheet: by which paths we write; NULL */
};

struct manual;

/* What SOURCE points to must outlive it. */
struct manual *manual_new(const struct manual_source *source);
void manual_free(struct manual *manual);
typedef struct manual ops_manual_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_manual_t, manual_free)

enum manual_kind manual_kind(const struct manual *manual);
enum procedure_language manual_language(const struct manual *manual);
/* Lent until the manual is freed: what is approved, as Markdown; its SHA-256; what is not written,
 * each a line (char *). */
const char *manual_text(const struct manual *manual);
const struct digest *manual_digest(const struct manual *manual);
const char *manual_title(const struct manual *manual);
const GPtrArray *manual_lacks(const struct manual *manual);

/* --- approval --- */

/* Somebody approved a manual: what a journal's entry about it says. */
struct manual_approval {
	enum manual_kind kind;
	enum procedure_language language;	/* of the text that was approved */
	unsigned int version;			/* from 1 */
	struct digest digest;			/* of that text */
	char *organization;			/* who approved it */
	char *name_ja, *name_en;		/* what that was called then */
	char *letter;				/* the name of the file that says so */
	struct digest letter_digest;
	int64_t letter_bytes;
	char *said_by;				/* NULL */
	int64_t previous;			/* sequence of the entry before; 0: none */
	/* Of the entry itself: */
	char *actor;
	int64_t sequence, approved_at_us, recorded_at_us;
};

void manual_approval_free(struct manual_approval *approval);
typedef struct manual_approval ops_manual_approval_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_manual_approval_t, manual_approval_free)
/* The payload of its entry. */
struct json *manual_approval_json(const struct manual_approval *approval);
/* NULL when PAYLOAD is none. What is of the entry itself is left empty. */
struct manual_approval *manual_approval_read(const struct json *payload);

/* How a manual stands to what was approved. */
enum manual_standing {
	STANDING_NOT_APPROVED,		/* no version of it ever was */
	STANDING_APPROVED,		/* this is the text of the newest approval */
	STANDING_RENDERED,		/* the newest approval is of its text in the other language, and still holds */
	STANDING_CHANGED,		/* the newest approval is of another text */
};
#define MANUAL_STANDING_COUNT 4
/* "changed-since". Lent for ever. */
const char *manual_standing_id(enum manual_standing standing);

/*
 * APPROVALS, newest first, are of this kind of manual (struct manual_approval; may be empty). OTHER is
 * the same manual in the other language.
 */
enum manual_standing manual_stands(const struct manual *manual, const struct manual *other,
				   const GPtrArray *approvals);

/* What is printed before the text, and is not part of it. */
struct manual_front {
	enum manual_standing standing;
	const GPtrArray *approvals;	/* newest first */
	GTimeZone *zone;
	const char *copy;		/* what this copy says of itself, a line; NULL: nothing */
};

/*
 * The whole file: the front, a line "---", then the text, so that
 *   sed '1,/^---$/d' FILE | sha256sum
 * gives the digest. Caller frees.
 */
char *manual_markdown(const struct manual *manual, const struct manual_front *front);
/* A page of HTML for print, with swim lanes as SVG. It refers to nothing outside. Caller frees. */
char *manual_html(const struct manual *manual, const struct manual_front *front);

/* --- the contact sheet --- */

/* Whether ORGANIZATION is one that approves it. */
bool contact_sheet_approves(const struct organization *organization);
/* Whether all who are to have approved this version of it. */
bool contact_sheet_is_approved(const struct manual *manual, const struct manual_front *front);
