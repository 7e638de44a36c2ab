/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Timer wheels for very many timers: each timer is a number below a fixed
 * count and has one link, so it is in one wheel, or one list of its owner's,
 * at a time.
 * Slots of one millisecond; a timer beyond one round waits in its slot for its
 * turn. Nothing is allocated after timers_new().
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define TIMER_NONE UINT32_MAX
#define WHEEL_SLOTS 4096u

/* The links of all timers. */
struct timer { uint32_t next, due_ms; };

struct timers {
	struct timer *timers;
	int64_t zero_us;	/* due times count from here */
};

/* Good for COUNT timers and 49 days from NOW_US. */
void timers_init(struct timers *timers, uint32_t count, int64_t now_us);
void timers_clear(struct timers *timers);

struct wheel {
	uint32_t heads[WHEEL_SLOTS];
	uint32_t turned_ms;	/* everything due before this millisecond has been taken */
	uint32_t waiting;
	uint32_t taken;		/* due timers not yet handed out, a list */
};

void wheel_init(struct wheel *wheel);
/* TIMER must be in no wheel and no list. It comes in the millisecond after
 * DUE_US at the latest, never before DUE_US; one in the past at the next turn. */
void wheel_insert(struct wheel *wheel, struct timers *timers, uint32_t timer, int64_t due_us);
/* A timer that is due at NOW_US, removed; TIMER_NONE when there is no other. */
uint32_t wheel_take(struct wheel *wheel, struct timers *timers, int64_t now_us);
