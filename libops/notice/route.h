/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who is told, by which channels, and why nobody else: pure. Every contact is looked at once
 * and has one reason, so that `notify why` says the same as what was done.
 */
#pragma once

#include "notice/facts.h"
#include "notice/policy.h"

/* Why a contact is told, or is not. */
enum route_reason {
	ROUTE_TOLD,
	ROUTE_OTHER_KIND,		/* its organization is none of the audience's */
	ROUTE_OTHER_ROLE,
	ROUTE_OTHER_CLASS,
	ROUTE_NOT_AFFECTED,
	ROUTE_NOT_ON_DUTY,
	ROUTE_NOT_PRESENT,		/* in a disaster others of the roster have reported and it has not */
	ROUTE_NO_CHANNEL,		/* it has a login and nothing that a message could reach */
	ROUTE_WRONG_CONTACT,		/* it said of itself that it is the wrong one, and nobody corrected that since */
};
#define ROUTE_REASON_COUNT 9
const char *route_reason_id(enum route_reason reason);
/* In words, for the screen. */
const char *route_reason_shown(enum route_reason reason);

struct route {
	const struct contact *contact;
	const struct organization *organization;
	enum route_reason reason;
	const struct roster_turn *turn;	/* by which it is on duty; NULL */
	bool deputy;			/* as deputy of that turn */
	/* Of TOLD: which of its channels messages go by. The first written one that has a path; in parallel those that
	 * the notice's urgency wants too; by hand where nothing else is there. Indexes into contact->channels. */
	guint8 channels[16];
	guint8 channel_count;
};

/* What is known beside inventory and policy at the time. */
struct route_world {
	int64_t now_us;
	bool disaster;			/* a person has declared it */
	const char *const *present;	/* names of contacts that have reported; NULL-terminated; NULL: nobody */
	const char *const *wrong;	/* names of contacts that are the wrong ones; likewise */
	const char *const *affected;	/* names of organizations that the notice is about; likewise */
};

struct routes {
	GArray *all;			/* struct route: those told first, then the others; each in order of name */
	guint told;			/* so many of them are told */
};
void routes_clear(struct routes *routes);
/* Everybody of the inventory, for FACTS of one audience (and recipient). */
void route_find(const struct inventory *inventory, const struct notice_policy *policy, const struct notice_facts *facts,
		const struct route_world *world, struct routes *ret_routes);

/* --- when --- */

/* The earliest that a message to ORGANIZATION may go: NOW_US, or the beginning of its hours where URGENCY waits for them
 * (institutions alone; CHANNEL_PHONE waits for them whatever the urgency, unless FORCED). */
int64_t route_not_before(const struct inventory *inventory, const struct notice_policy *policy,
			 const struct organization *organization, enum channel_kind channel, enum urgency urgency,
			 int64_t now_us, bool forced);
/* When a message that has failed ATTEMPTS times is to be tried again; a twentieth of the wait is spread by SEED, so that
 * a thousand do not come at once. */
int64_t route_next_try(const struct urgency_rule *rule, int64_t attempts, int64_t now_us, guint32 seed);

/* What is to become of a message after a try that ended so: a pure table. */
enum route_step {
	ROUTE_STEP_DONE,		/* accepted */
	ROUTE_STEP_AGAIN,		/* later, by the same path */
	ROUTE_STEP_OTHER_PATH,		/* its path is not to be used: at once by another, if there is one */
	ROUTE_STEP_FAILED,		/* this address or message cannot work: the contact's next channel, and a person is told */
};
enum route_step route_after(enum delivery_end end);

/* --- paths and what they share --- */

struct shared_fate {
	const struct notice_path *a, *b;
	const char *what;		/* as it is shown: "relay address 192.0.2.25", "interface eth0", "power of room 3"; owned */
};
/* Everything that two paths have in common, and that one out of band has with the core: struct shared_fate; a name that must be resolved
 * on a path out of band is one too (B is NULL then). g_ptr_array_unref(). */
GPtrArray *route_shared_fates(const struct notice_policy *policy, const struct inventory *inventory);
