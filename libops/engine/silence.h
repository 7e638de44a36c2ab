/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Silences: for a while, and for a reason that somebody answers for, nothing is told of
 * some items. Probes go on, and so does the record. A silence ends by itself, soon
 * enough that nobody forgets it.
 */
#pragma once

#include "engine/engine.h"

#define SILENCE_LONGEST_US (INT64_C(30) * 86400 * G_USEC_PER_SEC)

struct silence_wish {
	const char *selectors;		/* as typed, one a line; not empty */
	int64_t until_us;
	const char *reason;
};

/* What WISH makes: from now on, answered for by who is said to have said it, else by who acts; in the
 * site's zone. Without an id; its strings are lent by all that is handed in. Fails (OPS_WINDOWS_ERROR) when it
 * would end in the past or last too long, and as inventory_select() does when it selects nothing. */
bool engine_make_silence(const struct maint_options *options, const struct silence_wish *wish,
			 struct window_record *ret_silence, GError **error);
/* Keeps it, with its entry in the journal. Its id, which was NULL, is then the caller's to free. */
bool engine_keep_silence(const struct maint_options *options, struct window_record *silence, GError **error);
/* Ends SILENCE now, which is kept; WHY may be NULL. Fails (OPS_WINDOWS_ERROR) when it is over already. */
bool engine_end_silence(const struct maint_options *options, struct window_record *silence, const char *why,
			GError **error);
