/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who is told, by which channels, and why nobody else: pure. Every contact is looked at once
 * and has one reason, so that `notify why` says the same as what was done. An organization of which
 * nobody is told is told itself, by its own telephone number: a clinic has mostly no other.
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

#define ROUTE_CHANNELS 16
struct route {
	const struct contact *contact;	/* NULL: ORGANIZATION itself, by OWN */
	const struct organization *organization;
	enum route_reason reason;
	const struct roster_turn *turn;	/* by which it is on duty; NULL */
	bool deputy;			/* as deputy of that turn */
	/*
	 * Of TOLD: all of its channels that messages can go by, in its own order of preference; see route_channel(). A
	 * message begins with the first. The others stand in for it: when its path is not to be used or patience with
	 * that ends, those on other paths; when the address fails, the next. They are written ones; those by hand
	 * (telephone, fax, sheet) are here only where there is none, and a ladder's call takes them from the contact.
	 */
	guint8 channels[ROUTE_CHANNELS];
	guint8 channel_count;
	struct contact_channel own;	/* the organization's telephone number, of a carrier its fault desk; target NULL: none */
};
/* The channel numbered INDEX of CHANNELS. Lent: of OWN, while ROUTE stays where it is. */
const struct contact_channel *route_channel(const struct route *route, guint index);
/* Name of the contact; "" for an organization itself, as store/messages.h has it. */
const char *route_contact_name(const struct route *route);
/* In which it is written to: the contact's, else the site's. */
const char *route_language(const struct inventory *inventory, const struct route *route);

/* What is known beside inventory and policy at the time. */
struct route_world {
	int64_t now_us;
	bool disaster;			/* a person has declared it */
	const char *const *present;	/* names of contacts that have reported; NULL-terminated; NULL: nobody */
	const char *const *wrong;	/* names of contacts that are the wrong ones; likewise */
	const char *const *affected;	/* names of organizations that the notice is about; likewise */
};

struct routes {
	/* struct route: those told first, then the others; each in order of name, save that deputies come behind who is on duty
	 * and organizations behind contacts. */
	GArray *all;
	guint told;			/* so many of them are told */
};
void routes_clear(struct routes *routes);
/*
 * Everybody of the inventory, for FACTS of one audience. With a recipient only that organization. Else a rule with `affected` means
 * FACTS->organization where it is one of the audience's kinds, and where not, those of WORLD->affected.
 *
 * On duty is: in normal times who has a turn of the roster at NOW_US and that turn's deputy; in a disaster those of the disaster roster,
 * and of them only those present as soon as one is. Rather too many than none: with no turn at that time everybody of the roster is on
 * duty, with no roster every duty officer of ours.
 */
void route_find(const struct inventory *inventory, const struct notice_policy *policy, const struct notice_facts *facts,
		const struct route_world *world, struct routes *ret_routes);

/* --- when --- */

/* The earliest that a message to ORGANIZATION may go: NOW_US, or the beginning of its hours where URGENCY waits for them
 * (institutions alone; CHANNEL_PHONE waits for them whatever the urgency, unless FORCED). On days on which the policy's
 * `closed` calendar applies there are no hours, save for an institution that is there at all times. */
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
