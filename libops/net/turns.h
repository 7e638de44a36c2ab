/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whose turn it is to be sent: packets wait for the far end that they pass
 * last, which takes so many a second and no more. Behind one far end, packets
 * of a question that has begun go before those of a new one, so that questions
 * end one after the other: a run that is cut short then knows something, where
 * asking everybody the first packet first would know nothing. Far ends take
 * turns. Nothing is allocated after turns_init(), and no clock is read. A
 * waiting packet's link is its timer's, which it does not need meanwhile.
 */
#pragma once

#include "net/wheel.h"

struct far_end;

struct turns {
	struct far_end *far_ends;	/* the last is everybody's who has none, and has no cap */
	uint32_t far_end_count;
	struct timers *packets;		/* links to who waits behind for the same far end; lent */
	uint32_t *ring;			/* far ends whose turn has come */
	uint32_t ring_head, ring_count;
	struct wheel later;		/* far ends whose turn comes */
	struct timers times;		/* by far end, for that wheel */
	int64_t interval_us;
	uint32_t waiting;		/* packets */
};

/* For the packets of PACKETS and far ends below FAR_END_COUNT, each of which
 * takes one packet in INTERVAL_US (0: there is no cap). */
void turns_init(struct turns *turns, struct timers *packets, uint32_t far_end_count, int64_t interval_us,
		int64_t now_us);
void turns_clear(struct turns *turns);
/* PACKET, which is not waiting, waits for FAR_END (UINT32_MAX: it passes none);
 * BEGUN: its question has begun. */
void turns_add(struct turns *turns, uint32_t packet, uint32_t far_end, bool begun, int64_t now_us);
/* The packet whose turn it is at NOW_US, no longer waiting; TIMER_NONE: nobody's. */
uint32_t turns_take(struct turns *turns, int64_t now_us);
