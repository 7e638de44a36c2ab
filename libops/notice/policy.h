/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How a site tells: the file notices.yaml, nwops-notices(5). By which paths messages leave and
 * what these share; who an audience is; how patiently what is told is delivered; who is told next
 * when nobody answers. What the site's file leaves out comes from share/notices.yaml, entry by entry;
 * paths only a site can name.
 *
 * All of it is fixed once loaded, and lent until notice_policy_free().
 */
#pragma once

#include "base/address.h"
#include "base/lapse.h"
#include "base/words.h"
#include "conf/conf.h"
#include "inventory/inventory.h"

#define NOTICE_PATHS_LIMIT 8
#define NOTICE_RELAYS_LIMIT 8
#define NOTICE_RUNGS_LIMIT 16
#define NOTICE_RETRIES_LIMIT 16

/* --- paths --- */

struct relay {
	const char *name;		/* "mx1" */
	const char *host;		/* a name, or a literal address */
	uint16_t port;
	enum relay_security security;
	const char *tls_name;		/* what its certificate must be for; HOST when it was not said */
	const char *ca;			/* file of whom to trust; NULL: the system's */
	const char *user;		/* NULL: no login */
	const char *secret;		/* file of its password */
};

struct notice_path {
	const char *name;		/* "core", "out-of-band" */
	struct bilingual title;
	bool out_of_band;		/* it shares nothing with the core: `out-of-band: true` */
	const char *source;		/* literal address that connections come from; NULL */
	const char *interface;		/* NULL */
	const struct relay *relays;	/* tried in this order, those that lately failed last */
	size_t relay_count;
	const char *from;		/* mail address of ours on this path */
	const char *reply_to;		/* NULL: FROM */
	const char *proxy;		/* for webhooks; NULL */
	/* What it stands on, as the site says it, "power of room 3", "carrier fibre-e": two paths that name one
	 * share its fate. NULL-terminated. */
	const char *const *shares;
	struct conf_position position;
};

/* Where answers by mail arrive: read over IMAP. */
struct mailbox {
	const char *host;		/* NULL: there is none */
	uint16_t port;
	enum relay_security security;
	const char *tls_name, *ca, *user, *secret, *folder;
};

/* --- whom --- */

/* All that is said must hold of a contact; what is not said holds of all. */
struct audience_rule {
	const enum owner_kind *kinds;	/* of its organization */
	size_t kind_count;
	int self;			/* 1: of ours; 0: of another; -1: not said */
	unsigned int roles;		/* bits of 1 << enum contact_role; 0: any */
	const char *const *classes;	/* ids of service classes; NULL: any */
	bool affected;			/* its organization is one that the notice is about, or is for */
	bool on_duty;			/* it stands on the roster at the time */
};

/* --- how patiently --- */

struct urgency_rule {
	int64_t attempt_us;		/* the most that one try may take, all of it */
	int64_t connect_us;
	int64_t retries_us[NOTICE_RETRIES_LIMIT];	/* wait before the second try, the third, …; the last again and again */
	size_t retry_count;
	int64_t patience_us;		/* with a path; then all paths at once (first), or the next */
	bool all_paths;			/* once patience ends: on every path in parallel */
	int64_t gives_up_us;		/* then it is a failure for a person to deal with; 0: never */
	bool any_hour;			/* an institution's hours are not waited for */
};

/* --- who is told next --- */

struct rung {
	int64_t after_us;		/* since the one before it, without an answer that somebody acts */
	enum audience audience;		/* who is told; of AGAIN and CALL too */
	bool again;			/* the same once more, as a reminder, to the notice's own audience */
	bool call;			/* by a person on the telephone: it is put on the call list */
};
struct ladder {
	const struct rung *rungs;
	size_t rung_count;
	struct conf_position position;
};

/* What one kind of notice is, to an audience or to all. */
struct kind_rule {
	enum urgency urgency;
	bool approval;			/* held until somebody else than its author approves */
	unsigned int approvers;		/* bits of 1 << enum contact_role */
	const struct ladder *ladder;	/* NULL: nobody is told when nobody answers */
	bool answer;			/* an answer is asked for: a code stands in it */
	int64_t together_us;		/* so long others of its kind to one audience are waited for, to become one; 0 */
};

struct notice_policy;
/*
 * SITE: the configuration directory (no notices.yaml there is no fault); SHARE: where nwops's own is. INVENTORY: for roles,
 * classes, and for paths that contacts name. NULL when FAULTS holds an error afterwards.
 */
struct notice_policy *notice_policy_load(const char *site, const char *share, const struct inventory *inventory,
					 struct conf_faults *faults);
void notice_policy_free(struct notice_policy *policy);
typedef struct notice_policy ops_notice_policy_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_notice_policy_t, notice_policy_free)

size_t notice_path_count(const struct notice_policy *policy);
const struct notice_path *notice_path_at(const struct notice_policy *policy, size_t index);	/* the first is the ordinary one */
const struct notice_path *notice_path_find(const struct notice_policy *policy, const char *name);	/* NULL: none */
/* The one that CHANNEL names, else the first; NULL: there is none. Whether its kind needs one is not asked. */
const struct notice_path *notice_path_of(const struct notice_policy *policy, const struct contact_channel *channel);
const struct mailbox *notice_mailbox(const struct notice_policy *policy);
const struct audience_rule *notice_audience_rule(const struct notice_policy *policy, enum audience audience);
const struct urgency_rule *notice_urgency_rule(const struct notice_policy *policy, enum urgency urgency);
struct kind_rule notice_kind_rule(const struct notice_policy *policy, enum notice_kind kind, enum audience audience);
/* An URL that each tick calls, so that somebody outside notices when none comes; NULL. By which path; NULL: the first. */
const char *notice_heartbeat(const struct notice_policy *policy, const char **ret_path);
/* Certificate and key that mails are signed with; NULL: they are not. */
const char *notice_signature(const struct notice_policy *policy, const char **ret_key);
/* The part of an identity behind its "@": the domain of our address on the first path; "nwops.invalid" without paths. */
const char *notice_domain(const struct notice_policy *policy);
/* A calendar of the inventory at whose times institutions are taken to be closed, whatever their hours are; NULL: none. */
const struct calendar *notice_closed(const struct notice_policy *policy);
/* How many days before a certificate runs out its holder is told: the row of LADDERS for that. */
void notice_expiry(const struct notice_policy *policy, struct lapse_ladders *ladders);
/* A digest over all that was read, for the record of what a notice was decided by. Hex, lent. */
const char *notice_policy_digest(const struct notice_policy *policy);
