/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of opening share.
 */
#pragma once

#include "engine/open.h"
#include "engine/walk-internal.h"

/* What is put together into one incident: its troubles, and names of what is suspected behind them. */
struct gathering {
	const struct open_trouble *const *troubles;
	guint count;
	const GPtrArray *behind;	/* char *; NULL */
	bool certain;			/* more than one observation speaks for it */
	const struct json *evidence;	/* what was seen of it; NULL: of so many nothing is kept by itself */
};

/* The incident that TROUBLE was part of and that was closed not long ago, the newest; NULL without error: none. RET_KNOWN:
 * somebody closed one while the trouble lasted, and knew why. */
char *open_find_closed(const struct walk_options *options, const struct open_trouble *trouble, bool *ret_known, GError **error);

/* OPENED says what is to be done: its incident is JOINED, or a new one (NULL), whose id and reports come into it. False without
 * an error: somebody else has opened one of the same in the meantime, and nothing was done. */
bool open_keep(const struct walk_options *options, const struct gathering *gathering, const char *joined, struct opened *opened,
	       GError **error);

/* Whether an incident that a run of PROCEDURE begins with is of a fault: what passes a threshold (3.2.1-5), what the core has seen and
 * what a service provider looks into have words and ways of their own. */
bool open_is_of_fault(const char *procedure);
/* Whether the first reports of an incident about SUBJECT may leave without a person. Asked before the transaction, and only looked
 * up where the site's rules make it matter. */
bool open_is_certain(const struct walk_options *options, const char *subject, bool *ret_certain, GError **error);
/* Inside a transaction: the first reports of CASE_ID, as the site's rules want them. CERTAIN: they may leave without a person. */
bool open_report_within(const struct walk_options *options, const char *case_id, bool certain, struct first_reports *ret_reports,
			GError **error);
