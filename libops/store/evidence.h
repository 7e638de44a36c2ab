/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What devices said, word for word, so that somebody can see later what a status
 * rested on: the newest text of each command, and for years each by which
 * something changed. engine/ says which those are, the store only keeps.
 *
 * A text that comes again as it was only gets another time; one that differs takes
 * the place of the newest before it, unless something changed by that one. So what
 * is kept grows with what happens and not with how often a device is read.
 *
 * What a device says fills no disk: of an item and command no more than
 * EVIDENCE_KEPT_BYTES stay because something changed; then the oldest of them go.
 */
#pragma once

#include "base/digest.h"
#include "store/store.h"

#define EVIDENCE_TEXT_LIMIT (1 << 20)	/* bytes of one text; of a longer one its beginning is kept */
#define EVIDENCE_KEPT_BYTES (16 << 20)
#define EVIDENCE_LEAST_BYTES (16 << 10)	/* what a shorter text counts as: 1024 are the most */
#define EVIDENCE_NAME_LIMIT 128		/* bytes of the name of a command, and of a platform */
#define EVIDENCE_REASON_LIMIT (8 << 10)	/* bytes */

/* A text as it came. */
struct evidence_text {
	const char *command, *platform;
	int64_t read_at_us;		/* wall clock */
	bool whole;			/* the command's end was seen */
	const char *text;		/* any bytes */
	size_t length;
	const char *reason;		/* what changed by it, as whoever keeps it writes that; NULL: nothing */
};

/* One that is kept. What it points to is lent for the call. */
struct evidence_record {
	const char *item, *command, *platform;
	int64_t read_at_us;		/* when it came first, */
	int64_t again_at_us;		/* and last, without another in between */
	int64_t kept_at_us;		/* when something last changed by it; -1: nothing did */
	const char *reason;		/* NULL then */
	bool whole;
	int64_t bytes;			/* that came */
	struct digest digest;		/* SHA-256 of the text that is kept */
	size_t length;			/* and its bytes; fewer than came: it was cut */
	const char *text;		/* NULL when it was not asked for */
};

/* Inside a transaction: TEXT is the newest of ITEM ("device:b1") and its command. RET_DIGEST (may
 * be NULL): of what is kept of it. */
bool evidence_keep(struct store *store, const char *item, const struct evidence_text *text, struct digest *ret_digest, GError **error);

/* What is asked for: of ITEM (NULL: all), of COMMAND (NULL: all), with their texts or without. */
struct evidence_query {
	const char *item, *command;
	bool with_text;
};
/* Calls EACH until it returns false, in order of item, then command, the newest first. */
typedef bool evidence_each(void *context, const struct evidence_record *record);
bool evidence_read(struct store *store, const struct evidence_query *query, evidence_each *each, void *context, GError **error);

/* Inside a transaction: forgets what is kept because something changed, when that was before
 * BEFORE_US, save the newest of each command; and of items that the store does not know any more,
 * nor anything below them, all that is not kept for something since then. */
bool evidence_forget_before(struct store *store, int64_t before_us, GError **error);
