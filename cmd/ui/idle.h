/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What stays on the screen waits between two looks: until a time, until something
 * else wakes it, or until a signal ends it in order.
 */
#pragma once

#include "net/loop.h"

#include <stdbool.h>

struct idle {
	struct loop *loop; /* lent */
	bool stopped; /* by SIGINT, SIGTERM or SIGHUP */
};

/* From now on those signals end a pause, and every later one. IDLE stays where it is while LOOP lives. */
void idle_init(struct idle *idle, struct loop *loop);
/* Waits. False: a signal has ended it. */
bool idle_wait(struct idle *idle);
/* Ends the wait: for timers and further signals of the loop, with IDLE as their context. */
void idle_wake(void *idle);
