/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What one reading of a device shows, item by item: its processor, memory and
 * clock, its watched interfaces, its sessions, associations and certificates,
 * each against the levels that its service class has for it (3.2.1(1), (3), (5)).
 * Pure: counters become rates with the samples of the reading before, and time is
 * that of the reading.
 *
 * What a device does not say is unknown. What its platform could not have said is
 * no item at all.
 */
#pragma once

#include "probe/reading.h"
#include "series/series.h"
#include "state/group.h"

struct device_item {
	char *name;			/* "device:b1/cpu", "device:a2/load:c2-main" */
	struct figure_facts facts;
	struct judgement judgement;
};

/* What is to be kept for the next reading. */
struct device_sample {
	char *key;			/* "interface:eth0:in-octets" */
	uint64_t value;
	int width;			/* bits; 0: not known */
};

/* Its part in a redundancy group, as it tells. Counter and time as in struct group_member. */
struct device_role {
	char protocol[8], number[32], family[8];	/* "vrrp", "5", "ipv4"; "": not told */
	char virtual_address[64];	/* by which two devices know that they mean one group; "": not told */
	enum group_role role;
	int64_t transitions, transitions_before, changed_at_us;
};

/* Its sessions with one neighbour of another owner, likewise. Only of members of a group by BGP. */
struct device_session {
	char peer[64];			/* its address, as the device tells it */
	bool up;
	int64_t lost, lost_before;	/* how often the session was */
	int64_t changed_at_us;		/* when it came up or went down; 0: not told */
};

struct device_view {
	GArray *items;			/* struct device_item, each name once */
	GArray *samples;		/* struct device_sample */
	int64_t uptime_us;		/* of the device; -1: not known */
	bool restarted;			/* since the reading before, as far as it tells its uptime */
	GArray *roles, *sessions;	/* struct device_role, struct device_session */
	bool roles_whole, sessions_whole;	/* what is not among them is not there */
};
void device_view_clear(struct device_view *view);

/* Who is at which address and which lines end where, for many devices. The inventory is lent. */
struct device_index;
struct device_index *device_index_new(const struct inventory *inventory);
void device_index_free(struct device_index *index);
typedef struct device_index ops_device_index_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_device_index_t, device_index_free)

/* Whether DEVICE should have what it was known to have, "ospf:a1": a session with a device
 * that the inventory links to it. What is merely not told any more is another matter. */
bool device_index_expects(const struct device_index *index, const struct device *device, const char *what);

/*
 * READING of DEVICE. BEFORE maps keys to struct series_sample, of the reading
 * before; a key that is not there has none. RET_VIEW is cleared by the caller.
 */
void state_view_device(const struct device_index *index, const struct device *device,
		       const struct reading *reading, GHashTable *before, struct device_view *ret_view);
