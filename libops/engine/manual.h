/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Approvals of the manuals, kept in the journal and found again; a manual as a
 * PDF, set by another program.
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
