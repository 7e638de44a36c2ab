/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Opening: troubles that are told and in no incident get one (1.3.1-2), by the site's rules (nwops.yaml,
 * section "incidents"). One fault is one incident: what lies behind one suspect, what comes in a storm, and what
 * comes back soon after its incident was closed belong together.
 *
 * Who opens it for a fault, a tick or a person, also tells the core and the other operators (1.3.2-0): at once where
 * the site says so and more than one observation speaks for the fault, else held for a person to approve.
 */
#pragma once

#include "engine/walk.h"

enum opened_how {
	OPENED_NEW,
	OPENED_JOINED,		/* an incident that was open */
	OPENED_AGAIN,		/* one that was closed not long ago */
};

/* What became of one trouble, or of many in a storm. */
struct opened {
	enum opened_how how;
	char *case_id;
	char *item;		/* the trouble, or the worst of them */
	unsigned int troubles;	/* 1; more in a storm */
	struct first_reports reports;
};

/*
 * Each in a transaction of its own, so that an incident and its first reports are there together or not at all,
 * and the next call goes on with what is left. What passes a threshold alone (3.2.1-5) has procedures of its own and
 * opens none, nor does the loss of our own view. Elements are struct opened; g_ptr_array_unref(). One that could not
 * be opened is a warning in the notes, and the rest are tried.
 */
GPtrArray *engine_open_incidents(const struct walk_options *options, GError **error);

/* An incident that a person opens: as case_open(), in one transaction with its first reports. TELLING's policy NULL: it has
 * none. Its id, caller frees; NULL on failure. */
char *engine_open_by_hand(const struct tell_options *telling, const struct cases_options *cases, const struct case_opening *opening,
			  struct first_reports *ret_reports, GError **error);
