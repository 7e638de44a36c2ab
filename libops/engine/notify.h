/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Looking at what was told: the spool with what was last heard of each message, why somebody was
 * told or was not, by which paths messages leave and when these were proven. Nothing here writes.
 */
#pragma once

#include "engine/tell.h"

/* --- the spool --- */

/* One message, with what it belongs to and what was last heard of it. */
struct spool_row {
	struct message_record *message; /* the row's own, as are its strings */
	enum notice_kind kind;
	enum notice_state notice_state;
	char *audience, *case_id;
	int64_t sequence; /* of its notice's report; 0 */
	struct attempt_record *last; /* the newest try; NULL: none was made */
	struct ack_record *answer; /* the newest answer; NULL */
};
void spool_row_free(struct spool_row *row);

#define SPOOL_UNDELIVERED                                                                          \
	(1U << MESSAGE_QUEUED | 1U << MESSAGE_HELD | 1U << MESSAGE_SENDING |                       \
	 1U << MESSAGE_FAILED_TEMPORARY | 1U << MESSAGE_FAILED_PERMANENT)

struct spool_filter {
	unsigned int states; /* bits of 1 << enum message_state; 0: any */
	int64_t notice; /* 0: of all */
	const char *case_id; /* NULL: of all, and of none */
	const char *code; /* NULL: any */
	bool by_hand; /* only what a person calls or hands over */
	int64_t due_by_us; /* 0: whenever */
};
/* In order of when they were made: struct spool_row; g_ptr_array_unref(). NULL on failure. */
GPtrArray *engine_spool(struct store *store, const struct spool_filter *filter, GError **error);
/* What a person has to call or hand over by NOW_US, the most urgent first, then what waits longest.
 */
GPtrArray *engine_spool_by_hand(struct store *store, int64_t now_us, GError **error);
/* The number of the message that CODE acknowledges, and its notice's. TELL_ERROR_NONE. */
bool engine_find_code(struct store *store, const char *code, int64_t *ret_message,
		      int64_t *ret_notice, GError **error);

/* --- why --- */

struct why {
	struct notice_record *notice; /* with strings of its own */
	struct tell_plan
		*plan; /* as it would be told by what is known now: its routes are the reasons */
	GPtrArray *spool; /* struct spool_row: its messages */
};
/* NOTICE: its number. */
bool engine_why(const struct tell_options *options, int64_t notice, struct why *ret_why,
		GError **error);
void why_clear(struct why *why);

/* --- paths --- */

#define PATH_PROVEN_FOR_US (30 * 24 * G_GINT64_CONSTANT(3600000000))

struct path_relay {
	const struct relay
		*relay; /* lent by the policy; NULL: the host of a webhook that was called by it */
	struct relay_record
		known; /* its strings are the row's own; all 0: nothing was sent over it yet */
};
struct path_view {
	const struct notice_path *path; /* lent by the policy */
	GArray *relays; /* struct path_relay: those of the configuration in their order, then what
			   else was met */
	int64_t proven_at_us; /* a test over it was last acknowledged; 0: never */
	bool unproven; /* that is too long ago, or never was */
};
/* All paths in their order: struct path_view; g_ptr_array_unref(). */
GPtrArray *engine_paths(const struct tell_options *options, GError **error);

/* --- saying a thing once --- */

/*
 * What makes two notices the same for who types one twice: kind, audience, recipient, and the case
 * or else the subject. Of a kind that may be told many times in a case (a follow-up, a request)
 * what it says belongs to it too. Caller frees.
 */
char *engine_once(const struct notice_facts *facts, const char *case_id);

/* --- whether it would work --- */

/* Adds to FAULTS what would go wrong: texts that cannot be made, audiences with nobody in them,
 * paths that share a fate. POLICY and TEMPLATES are NULL where they could not be read. */
void engine_lint_notices(const struct inventory *inventory, const struct notice_policy *policy,
			 const struct notice_templates *templates, int64_t now_us,
			 struct conf_faults *faults);
