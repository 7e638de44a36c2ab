/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Approvals of the manuals, kept in the journal and found again; what a manual
 * says today beside them; a manual as a PDF, set by another program.
 *
 * Each approval is one entry of the journal that names the one before. A mark
 * beside the journal only says where the newest is, so that it need not be
 * searched: what is believed is the entry. Without the mark nothing counts as
 * approved, which is the error that does no harm.
 */
#pragma once

#include "audit/audit.h"
#include "base/clock.h"
#include "base/notes.h"
#include "store/store.h"

/* --- approvals --- */

#define MANUAL_APPROVALS_MOST 1000

/* All approvals of manuals of KIND, newest first: struct manual_approval. NULL on error: the store cannot be
 * read, or the entries are not what the mark says. Free with g_ptr_array_unref(). */
GPtrArray *engine_manual_approvals(struct store *store, enum manual_kind kind, GError **error);

struct manual_approve_options {
	struct store *store;
	const struct clock *clock;
	const struct notes *notes;
	const char *actor, *said_by;
};

/*
 * Keeps that organization approved MANUAL by LETTER at APPROVED_AT_US, in one transaction, fully synced, with a
 * signed checkpoint after it. Sets *RET_VERSION: that of the newest approval when that was of the same text,
 * else one more.
 */
struct manual_letter {
	const struct organization *organization;
	const char *name;		/* of the file */
	struct digest digest;
	int64_t bytes;
	int64_t approved_at_us;
};
bool engine_manual_approve(const struct manual_approve_options *options, const struct manual *manual,
			   const struct manual_letter *letter, unsigned int *ret_version, GError **error);

/* --- what it says today --- */

/* Every procedure in PLACES (NULL-terminated), none of them with a fault; NULL: FAULTS has them. */
struct procedure_set *engine_manual_ways(const char *const *places, struct conf_faults *faults);

struct manual_now {
	enum manual_standing standing;
	char *digest;			/* hex; NULL: procedures have errors, so there is none */
	char *other;			/* the same, of its text in the other language */
	unsigned int version;		/* of the newest approval; 0: none was approved */
};
struct manual_now_source {
	const struct inventory *inventory;
	struct store *store;		/* NULL: there is none, and so no approval */
	const char *const *places;	/* of procedures, NULL-terminated */
	enum procedure_language language;
};
/* KIND is one that is made of procedures. False when the store cannot be read. */
bool engine_manual_now(const struct manual_now_source *source, enum manual_kind kind, struct manual_now *ret_now, GError **error);
void manual_now_clear(struct manual_now *now);
typedef struct manual_now ops_manual_now_t;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ops_manual_now_t, manual_now_clear)
bool manual_now_is_approved(const struct manual_now *now);

/* --- PDF --- */

#define OPS_TYPESET_ERROR typeset_error_quark()
GQuark typeset_error_quark(void);
enum typeset_error_code {
	TYPESET_ERROR_MISSING,	/* the program, or fonts for Japanese */
	TYPESET_ERROR_FAILED,	/* it ended badly, or in no time */
	TYPESET_ERROR_IO,
};

struct typeset_options {
	const struct clock *clock;
	const char *html;
	const char *attachment;		/* goes into the PDF as a file of this name, */
	const char *attachment_text;	/* with this in it */
	const char *path;		/* of the PDF: replaced as a whole, or left alone */
	int64_t timeout_us;
};

/* Has weasyprint set a PDF. */
bool engine_typeset(const struct typeset_options *options, GError **error);
