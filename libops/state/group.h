/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Redundancy groups, all members at once (3.2.1(3)). Pure: from what one run saw
 * of the members, and what was known before, to one verdict: normal, switched,
 * degraded, split, none, or unknown.
 *
 *   vrrp, hsrp   who says to be master carries, who says to be backup stands by
 *   bgp          who has its session towards another owner carries
 *   lines        members that answer, however badly, carry
 *   any          members that are well (OK or CAUTION) carry
 *
 * A member that is silent and says nothing is out; one that could not be read, and is
 * not silent, is not known. What is not known never makes a verdict: it may be what
 * is missing, then the verdict is unknown. One exception: where everybody else stands
 * by, and so hears an active one, the only one that could not be read, and that
 * answers, must be it.
 *
 * Of several verdicts that would fit, the first of split, none, degraded, switched,
 * normal is given.
 *
 * A switchover that came and went between two runs is seen by counters of
 * transitions, by the time of the last change, or by a restart of the active one's
 * device. It is `switched` in the run that saw it, and normal in the next; so is a
 * takeover in a group of which nobody is normally active. Whoever acts hears of
 * it by `switched_over`.
 *
 * A split, or that nobody carries, is believed only after the members were read
 * again: group_doubts() says so.
 */
#pragma once

#include "base/words.h"
#include "inventory/inventory.h"
#include "state/state.h"

enum group_role { GROUP_ROLE_UNSAID, GROUP_ROLE_ACTIVE, GROUP_ROLE_STANDBY, GROUP_ROLE_OUT };

/* What is known of one member, in this run. Of lines, and of members of any sort, the status alone counts. */
struct group_member {
	enum status status;		/* of the device or line itself, as seen */
	enum group_role role;		/* as it says; UNSAID: it was not read, or does not say. bgp: ACTIVE
					 * with a session towards another owner, OUT without one */
	int64_t transitions;		/* counter of changes of role, or of sessions lost; -1: not told */
	int64_t transitions_before;	/* of the reading before; -1: none, or not to be compared (restarted) */
	int64_t changed_at_us;		/* when its role last changed, as it says; 0: not told */
	bool restarted;			/* its device did, since the reading before */
};
/* Of which nothing is known. */
#define GROUP_MEMBER_UNKNOWN \
	((struct group_member){ .status = STATUS_UNKNOWN, .transitions = -1, .transitions_before = -1 })

/* What was last known of the group: runs whose verdict was unknown are passed over. */
struct group_before {
	bool known;
	enum group_verdict verdict;
	int64_t since_us;		/* of the verdict */
	int64_t at_us;			/* of the run */
	int active;			/* member that carried; -1: none, not known */
};

struct group_view {
	enum group_verdict verdict;
	int64_t since_us;		/* it has been so, as far as known */
	int active;			/* index of the member that carries; -1: none, or several share it and
					 * none is normally active */
	bool inferred;			/* ACTIVE was not read: it follows from the others */
	bool there_and_back;		/* somebody else had taken over, and gave it back, since the run before */
	bool switched_over;		/* that, or another member carries than in the run before */
	unsigned int standing_by;	/* members that could take over */
	struct judgement judgement;	/* CAUSE_GROUP with the verdict for its limit: normal OK; switched CAUTION;
					 * degraded CAUTION, by age WARNING; split, none WARNING */
	char text[RESULT_TEXT_SIZE];	/* "active d2; normally d1", in the screen's language */
};

/* Degraded is WARNING from this age on. */
#define GROUP_DEGRADED_WARNING_US (60 * 60 * (int64_t)G_USEC_PER_SEC)

/* How many members GROUP has; the name of one of them, lent by the inventory. */
size_t group_member_count(const struct group *group);
const char *group_member_name(const struct group *group, size_t member);
/* Whether who is active is told by the members themselves: they have to be read. */
bool group_reads_members(const struct group *group);

/* MEMBERS in the order of the group's, group_member_count() of them. AT_US is that of the run. */
void group_judge(const struct group *group, const struct group_member *members, const struct group_before *before,
		 int64_t at_us, struct group_view *ret_view);
/* Whether its members are to be read again before VIEW is believed. What was believed before is not
 * doubted again, nor what the members' own statuses show. */
bool group_doubts(const struct group *group, const struct group_view *view, const struct group_before *before);

/* --- how long a switchover interrupted what the group carries --- */

enum group_glimpse_state {
	GLIMPSE_GOOD,			/* every packet came back */
	GLIMPSE_PARTIAL,		/* some did */
	GLIMPSE_SILENT,			/* none did */
};
/* One result of something that is reached through the group alone. */
struct group_glimpse { int64_t at_us; enum group_glimpse_state state; };

/* It was interrupted for LEAST_US to MOST_US; -1: not known. */
struct group_outage { int64_t least_us, most_us; };
#define GROUP_OUTAGE_UNKNOWN ((struct group_outage){ -1, -1 })

/*
 * What COUNT glimpses of one thing, in order of time, say of a switchover between FROM_US and
 * UNTIL_US (0: no limit): it was silent at least from the first to the last silent glimpse of a
 * row, and at most from the good one before to the good one behind. When all are good: at most as
 * long as the longest time between two of them, of which some is within the limits. Of several
 * interruptions the one that may have been the longest. The most is unknown as long as there is no good
 * glimpse on either side of it, and of the limits when all are good.
 */
struct group_outage group_outage(const struct group_glimpse *glimpses, size_t count, int64_t from_us,
				 int64_t until_us);
/* Of two things that are reached through the group: what both allow; where they contradict each other,
 * each saw another interruption and the longer counts. What is unknown to one is left to the other. */
struct group_outage group_outage_both(struct group_outage a, struct group_outage b);
