/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Redundancy groups, all members at once (3.2.1(3)). Pure: from what one run saw
 * of the members, and what was counted before, to one verdict: normal, switched,
 * degraded, split, none, or unknown.
 *
 *   vrrp, hsrp   who says to be master; counters of transitions tell of a switchover that
 *                came and went between two runs
 *   bgp          members that have their session towards another owner
 *   lines        members that answer
 *   any          members that are well
 *
 * A split is believed only after both were read again: group_doubts() says who is
 * to be read again before group_judge() is asked for the last time.
 */
#pragma once

#include "base/words.h"
#include "inventory/inventory.h"
#include "state/state.h"

enum group_role { GROUP_ROLE_UNSAID, GROUP_ROLE_ACTIVE, GROUP_ROLE_STANDBY, GROUP_ROLE_OUT };

/* What is known of one member, in this run. */
struct group_member {
	enum status status;		/* of the device or line itself, as seen */
	enum group_role role;		/* as it says; UNSAID: it was not read, or does not say */
	int64_t transitions;		/* counter of changes of role; -1: not told */
	int64_t transitions_before;	/* of the reading before; -1: none, or not to be compared (restarted) */
	int64_t changed_at_us;		/* when its role last changed, as it says; 0: not told */
};

/* What was known of the group before. */
struct group_before {
	bool known;
	enum group_verdict verdict;
	int64_t since_us;		/* of the verdict */
	int active;			/* member that carried; -1: none, not known */
};

struct group_view {
	enum group_verdict verdict;
	int active;			/* index of the member that carries; -1 */
	bool there_and_back;		/* it switched and switched back since the run before */
	unsigned int standing_by;	/* members that could take over */
	struct judgement judgement;	/* normal OK; switched, degraded CAUTION, degraded WARNING by age; split, none WARNING */
	char text[RESULT_TEXT_SIZE];	/* "active d2, normally d1", in the screen's language */
};

/* Degraded is WARNING from this age on, where the class of its members does not say it. */
#define GROUP_DEGRADED_WARNING_US (60 * 60 * (int64_t)G_USEC_PER_SEC)

/* MEMBERS in the order of the group's. */
void group_judge(const struct group *group, const struct group_member *members, size_t count,
		 const struct group_before *before, int64_t at_us, struct group_view *ret_view);
/* Whether it is to be read again before it is believed. */
bool group_doubts(const struct group_view *view);
