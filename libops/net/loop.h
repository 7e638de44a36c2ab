/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Waiting: one event loop (libuv inside) with timers, descriptors and signals.
 * Everything that waits in nwops waits here. Nothing here is thread-safe.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

struct loop;

struct loop *loop_new(void);
/* Cancels whatever is still started. */
void loop_free(struct loop *loop);
typedef struct loop ops_loop_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_loop_t, loop_free)

/* Until loop_stop(), or until nothing is started any more. */
void loop_run(struct loop *loop);
void loop_stop(struct loop *loop);

/* A started wait, until it is cancelled; a timer that comes once is gone when it
 * has come, so its event must forget it. */
struct loop_wait;
typedef void loop_event(void *context);

/* Once after DELAY_US, then every REPEAT_US (0: once). Whole milliseconds, rounded up. */
struct loop_wait *loop_start_timer(struct loop *loop, int64_t delay_us, int64_t repeat_us, loop_event *event,
				   void *context);
/* Each turn of the loop while started: it never sleeps meanwhile. */
struct loop_wait *loop_start_turns(struct loop *loop, loop_event *event, void *context);
/* At the end of each turn of the loop in which something came, once all of that has been told of; it sleeps as ever meanwhile. */
struct loop_wait *loop_start_ends(struct loop *loop, loop_event *event, void *context);
/* Whenever FD can be read, or written to; also when it has failed or was closed from the other
 * end. One wait at a time for each descriptor. */
struct loop_wait *loop_start_reading(struct loop *loop, int fd, loop_event *event, void *context);
struct loop_wait *loop_start_writing(struct loop *loop, int fd, loop_event *event, void *context);
/* Whenever FD can be read or written, as WANTED says: LOOP_READABLE | LOOP_WRITABLE. */
#define LOOP_READABLE 1u
#define LOOP_WRITABLE 2u
struct loop_wait *loop_start_watching(struct loop *loop, int fd, unsigned int wanted, loop_event *event, void *context);
/* Changes what WAIT of loop_start_watching() waits for; 0: for nothing until the next change. */
void loop_watch(struct loop_wait *wait, unsigned int wanted);
/* Whenever signal NUMBER arrives. */
struct loop_wait *loop_start_signal(struct loop *loop, int number, loop_event *event, void *context);
/* NULL does nothing. */
void loop_cancel(struct loop_wait *wait);
