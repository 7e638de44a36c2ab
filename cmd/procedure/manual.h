/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the two files of nwops procedure manual share: printing one, and
 * recording that somebody approved it.
 */
#pragma once

#include "engine/manual.h"
#include "procedure/verbs.h"

/* Two hundred pages take a tenth of it. */
#define MANUAL_TYPESET_TIMEOUT_US (10 * 60 * (int64_t)G_USEC_PER_SEC)

/* What was said of an approval, as it was typed. */
struct manual_said {
	const char *organization, *document;
	const char *on;		/* NULL: now */
};

/* engine_manual_ways(); NULL after complaining. */
struct procedure_set *manual_ways(const struct session *session, int *ret_status);
/* TEXT in the place of PATH, all of it or nothing. */
bool manual_replace_file(const char *path, const char *text, GError **error);
/* Says what the site did not write; the status that follows from it. */
int manual_told_lacks(const struct session *session, const struct manual *manual);
/* APPROVAL as part of an object of nwops-output(5). */
struct json *manual_approval_shown(const struct session *session, const struct manual_approval *approval);
/* The exit status. */
int manual_record_approval(struct session *session, const struct manual *manual, const struct manual_said *said);
