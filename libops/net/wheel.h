/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A timer wheel for very many timers of one kind: each is a number below a
 * fixed count, links are arrays, nothing is allocated after wheel_init().
 * Slots of one millisecond; a timer beyond one round waits in its slot for
 * its turn.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define WHEEL_NONE UINT32_MAX
#define WHEEL_SLOTS 4096u

struct wheel {
	uint32_t heads[WHEEL_SLOTS];
	uint32_t *next;
	int64_t *due_us;
	int64_t turned_ms;	/* everything due before this millisecond has been taken */
	uint32_t waiting;
	uint32_t taken;		/* due timers not yet handed out, a list */
};

/* For timers 0..COUNT-1, the first of them due at NOW_US or later. */
void wheel_init(struct wheel *wheel, uint32_t count, int64_t now_us);
void wheel_clear(struct wheel *wheel);
/* TIMER must not be waiting. A due time in the past comes at the next turn. */
void wheel_insert(struct wheel *wheel, uint32_t timer, int64_t due_us);
/* A timer that is due at NOW_US, removed; WHEEL_NONE when there is no other. */
uint32_t wheel_take(struct wheel *wheel, int64_t now_us);
