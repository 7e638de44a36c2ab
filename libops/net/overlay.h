/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What answers in the network's place during a rehearsal: a file that says
 * for each address what would have come back. With an overlay no packet
 * leaves; an address it does not name gets its `default`. A probe that is an item
 * of its own may be named by its item; else it is answered as its address is. Format:
 *
 *   overlay: 1
 *   default: {answer: none}
 *   answers:
 *     10.0.0.1: {rtt: 2ms}
 *     10.0.0.2: {rtt: 20ms, loss: 40%}
 *     10.0.0.3: {answer: none}
 *     10.0.0.4: {could-not-ask: no route}
 *     device:portal/https: {answer: none}
 *     10.0.1.1: {rtt: 1ms, fields: {cpu: 85%}, roles: {vrrp/1: backup}, sessions: {192.0.2.1: down}}
 *   paths: {core: refused}
 *
 * An address whose answer says fields, roles, sessions or interfaces is read as if it had been logged in
 * to, and says just that. A path of mail that is named fails in that way; others are well.
 */
#pragma once

#include "base/address.h"
#include "base/words.h"
#include "conf/conf.h"

#define OVERLAY_ROLES 8
#define OVERLAY_SESSIONS 32
#define OVERLAY_INTERFACES 64

/* What a member of a redundancy group says of itself, in the words of platforms. */
enum overlay_state { OVERLAY_MASTER, OVERLAY_BACKUP, OVERLAY_INIT };
struct overlay_role { char protocol[8], number[24]; enum overlay_state state; };	/* "vrrp", "1" */
struct overlay_session { struct address peer; bool up; };
struct overlay_interface { char name[48]; bool up; };	/* a name without blanks */

/* What a device that is logged in to says of itself. Below 0: it does not say. */
struct overlay_reading {
	int32_t cpu_ppm, memory_ppm;
	int64_t uptime_us;
	char version[32];		/* of its software, without blanks; "": it does not say */
	unsigned int role_count, session_count, interface_count;
	struct overlay_role roles[OVERLAY_ROLES];
	struct overlay_session sessions[OVERLAY_SESSIONS];
	struct overlay_interface interfaces[OVERLAY_INTERFACES];
};
#define OVERLAY_READING_UNSAID ((struct overlay_reading){ .cpu_ppm = -1, .memory_ppm = -1, .uptime_us = -1 })

struct overlay_answer {
	enum probe_end end;
	int64_t rtt_us;		/* answered */
	int32_t loss_ppm;	/* answered */
	const char *reason;	/* could not ask; lent by the overlay */
	const struct overlay_reading *reading;	/* answered; NULL: nothing is read. Lent by the overlay */
};

/* How a path of mail fares. */
enum overlay_path {
	OVERLAY_PATH_WELL,
	OVERLAY_PATH_REFUSED,	/* nobody is there: the connection is refused */
	OVERLAY_PATH_TIMEOUT,	/* nothing comes back */
	OVERLAY_PATH_TLS,	/* its certificate is not right */
	OVERLAY_PATH_DEFERRED,	/* it says: later */
};
#define OVERLAY_PATH_COUNT 5

struct overlay;

struct overlay *overlay_load(const char *path, struct conf_faults *faults);
/* The reader of bytes. */
struct overlay *overlay_parse(const char *name, const char *bytes, size_t length, struct conf_faults *faults);
void overlay_free(struct overlay *overlay);
typedef struct overlay ops_overlay_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_overlay_t, overlay_free)

/* An overlay made of values, which are copied: OTHERWISE answers for what is not put in. */
struct overlay *overlay_new(const struct overlay_answer *otherwise);
/* What was put in for the same address, item or path before is replaced. */
void overlay_put(struct overlay *overlay, const struct address *address, const struct overlay_answer *answer);
void overlay_put_path(struct overlay *overlay, const char *path, enum overlay_path how);
/* How the path of mail called PATH fares. */
enum overlay_path overlay_path(const struct overlay *overlay, const char *path);
/* "refused" and so on, for files. Lent for ever; NULL behind the last, so that this is a list of words. */
extern const char *const overlay_path_ids[OVERLAY_PATH_COUNT + 1];

/* For the probe ITEM (NULL: none is meant) of ADDRESS. Never NULL: the default answers for
 * the rest. Lent. */
const struct overlay_answer *overlay_find(const struct overlay *overlay, const char *item,
					  const struct address *address);
