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
 */
#pragma once

#include "base/address.h"
#include "base/words.h"
#include "conf/conf.h"

struct overlay_answer {
	enum probe_end end;
	int64_t rtt_us;		/* answered */
	int32_t loss_ppm;	/* answered */
	const char *reason;	/* could not ask; lent by the overlay */
};

struct overlay;

struct overlay *overlay_load(const char *path, struct conf_faults *faults);
/* The reader of bytes. */
struct overlay *overlay_parse(const char *name, const char *bytes, size_t length, struct conf_faults *faults);
void overlay_free(struct overlay *overlay);
typedef struct overlay ops_overlay_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_overlay_t, overlay_free)

/* For the probe ITEM (NULL: none is meant) of ADDRESS. Never NULL: the default answers for
 * the rest. Lent. */
const struct overlay_answer *overlay_find(const struct overlay *overlay, const char *item,
					  const struct address *address);
