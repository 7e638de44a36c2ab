/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Redundancy groups in a check: what it saw of the members of each group becomes
 * an item of the check, "group:gw", judged by state/group.h; and what the next
 * check needs to compare with is kept.
 *
 * A group is judged when all its members were asked: each line of it; each device
 * logged in to, for vrrp, hsrp and bgp; for the others each device in whatever way. A group of which
 * nobody can tell who is active, since its members are not logged in to, is no item.
 */
#pragma once

#include "engine/engine.h"
#include "state/group.h"

/* When CHECK has the results and readings of everything that was asked, but has not judged any group:
 * logins (struct item) of the members that are to be read again in this run before a split, or that nobody
 * carries, is believed; each once. Mostly none. NULL on failure; g_array_unref(). */
GArray *engine_doubted_groups(const struct check_options *options, const struct check *check, GError **error);
/* Adds an item of each group to CHECK. What was asked or read twice counts as it was the second
 * time, even if that failed. */
bool engine_view_groups(const struct check_options *options, struct check *check, GError **error);
/* Inside a transaction: what the next check needs. */
bool engine_keep_groups(struct store *store, const struct check *check, GError **error);

/* --- for the files that judge groups --- */

#define GROUP_MEMBERS_MOST 64

/* What CHECK saw, by what it was of; good while nothing is added to CHECK. */
struct group_sights {
	GHashTable *answers;		/* struct device or struct line -> struct check_item, whether it answers */
	GHashTable *logins;		/* struct device -> struct check_item */
	GHashTable *readings;		/* struct device -> struct check_reading, of that login */
};
void group_sights_init(struct group_sights *sights, const struct check *check);
void group_sights_clear(struct group_sights *sights);

/* The members of one instance of a group, as they were seen. */
struct group_gathered {
	char name[104];			/* "vrrp 5 10.0.0.254"; "": the group itself */
	bool complete;			/* every member that was read takes part in it */
	struct group_member members[GROUP_MEMBERS_MOST];
};
/* False: not all members of GROUP were asked. RET_AT_US is when the last of them was. Otherwise RET_GATHERED
 * (struct group_gathered, at least one) are the instances that its members tell of, each with what is
 * known of it; g_array_unref(). */
bool group_gather(const struct group_sights *sights, const struct group *group, GArray **ret_gathered,
		  int64_t *ret_at_us);

/* How long the last switchover of INSTANCE of GROUP interrupted what is reached through it, by what the
 * store has and was seen now. GROUP_OUTAGE_UNKNOWN when nobody can tell. */
bool group_estimate_outage(const struct check_options *options, const struct group_sights *sights,
			   const struct group *group, const struct group_instance *instance,
			   struct group_outage *ret_outage, GError **error);
