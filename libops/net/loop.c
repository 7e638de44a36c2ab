/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The event loop over libuv. Each started wait is one small heap object that
 * lives until libuv has closed its handle; the loop keeps them in a list so
 * that nothing is left open when it is freed.
 */
#include "net/loop.h"

#include <uv.h>

struct loop_wait {
	union {
		uv_handle_t any;
		uv_timer_t timer;
		uv_idle_t turns;
		uv_check_t ends;
		uv_poll_t poll;
		uv_signal_t signal;
	} handle;
	loop_event *event;
	void *context;
	bool repeats;
	bool closing;
	unsigned int wanted;
	struct loop *loop;
	GList link;
};

struct loop {
	uv_loop_t uv;
	GQueue waits;
};

struct loop *loop_new(void)
{
	struct loop *loop = g_new0(struct loop, 1);

	/* Fails only without memory or descriptors, of which we need four. */
	if (uv_loop_init(&loop->uv) != 0)
		g_error("cannot make an event loop: no descriptors left");
	g_queue_init(&loop->waits);
	return loop;
}

static void closed(uv_handle_t *handle)
{
	g_free(handle->data);
}

void loop_cancel(struct loop_wait *wait)
{
	if (!wait || wait->closing)
		return;
	wait->closing = true;
	g_queue_unlink(&wait->loop->waits, &wait->link);
	uv_close(&wait->handle.any, closed);
}

void loop_free(struct loop *loop)
{
	if (!loop)
		return;
	while (loop->waits.head)
		loop_cancel(loop->waits.head->data);
	/* A stop that came before it ran, or after, would end the first round at once. */
	while (uv_run(&loop->uv, UV_RUN_DEFAULT) != 0)
		;
	if (uv_loop_close(&loop->uv) != 0)
		g_error("an event loop was freed with something still started");
	g_free(loop);
}

void loop_run(struct loop *loop)
{
	uv_run(&loop->uv, UV_RUN_DEFAULT);
}

void loop_stop(struct loop *loop)
{
	uv_stop(&loop->uv);
}

static struct loop_wait *wait_new(struct loop *loop, loop_event *event, void *context)
{
	struct loop_wait *wait = g_new0(struct loop_wait, 1);

	wait->event = event;
	wait->context = context;
	wait->loop = loop;
	wait->link.data = wait;
	return wait;
}

/* From here on the handle is libuv's until closed() has run. */
static struct loop_wait *wait_started(struct loop_wait *wait)
{
	wait->handle.any.data = wait;
	g_queue_push_tail_link(&wait->loop->waits, &wait->link);
	return wait;
}

static void timer_fired(uv_timer_t *timer)
{
	struct loop_wait *wait = timer->data;
	loop_event *event = wait->event;
	void *context = wait->context;

	if (!wait->repeats)
		loop_cancel(wait);
	event(context);
}

static uint64_t whole_milliseconds(int64_t us)
{
	return us <= 0 ? 0 : ((uint64_t)us + 999) / 1000;
}

struct loop_wait *loop_start_timer(struct loop *loop, int64_t delay_us, int64_t repeat_us, loop_event *event,
				   void *context)
{
	struct loop_wait *wait = wait_new(loop, event, context);

	wait->repeats = repeat_us > 0;
	uv_timer_init(&loop->uv, &wait->handle.timer);
	wait_started(wait);
	/* libuv counts from when the loop last looked at the clock. */
	uv_update_time(&loop->uv);
	uv_timer_start(&wait->handle.timer, timer_fired, whole_milliseconds(delay_us), whole_milliseconds(repeat_us));
	return wait;
}

static void turn_came(uv_idle_t *turns)
{
	struct loop_wait *wait = turns->data;

	wait->event(wait->context);
}

struct loop_wait *loop_start_turns(struct loop *loop, loop_event *event, void *context)
{
	struct loop_wait *wait = wait_new(loop, event, context);

	uv_idle_init(&loop->uv, &wait->handle.turns);
	wait_started(wait);
	uv_idle_start(&wait->handle.turns, turn_came);
	return wait;
}

static void end_came(uv_check_t *ends)
{
	struct loop_wait *wait = ends->data;

	wait->event(wait->context);
}

struct loop_wait *loop_start_ends(struct loop *loop, loop_event *event, void *context)
{
	struct loop_wait *wait = wait_new(loop, event, context);

	uv_check_init(&loop->uv, &wait->handle.ends);
	wait_started(wait);
	uv_check_start(&wait->handle.ends, end_came);
	return wait;
}

static void polled(uv_poll_t *poll, int status, int events)
{
	struct loop_wait *wait = poll->data;

	wait->event(wait->context);
}

void loop_watch(struct loop_wait *wait, unsigned int wanted)
{
	int events = (wanted & LOOP_READABLE ? UV_READABLE : 0) | (wanted & LOOP_WRITABLE ? UV_WRITABLE : 0);

	if (wait->closing || wait->wanted == wanted)
		return;
	wait->wanted = wanted;
	if (events)
		uv_poll_start(&wait->handle.poll, events, polled);
	else
		uv_poll_stop(&wait->handle.poll);
}

struct loop_wait *loop_start_watching(struct loop *loop, int fd, unsigned int wanted, loop_event *event, void *context)
{
	struct loop_wait *wait = wait_new(loop, event, context);

	/* Fails only for what epoll cannot watch, such as a plain file, and for a second wait. */
	if (uv_poll_init(&loop->uv, &wait->handle.poll, fd) != 0)
		g_error("descriptor %d cannot be waited for", fd);
	wait_started(wait);
	loop_watch(wait, wanted);
	return wait;
}

struct loop_wait *loop_start_reading(struct loop *loop, int fd, loop_event *event, void *context)
{
	return loop_start_watching(loop, fd, LOOP_READABLE, event, context);
}

struct loop_wait *loop_start_writing(struct loop *loop, int fd, loop_event *event, void *context)
{
	return loop_start_watching(loop, fd, LOOP_WRITABLE, event, context);
}

static void signalled(uv_signal_t *signal, int number)
{
	struct loop_wait *wait = signal->data;

	wait->event(wait->context);
}

struct loop_wait *loop_start_signal(struct loop *loop, int number, loop_event *event, void *context)
{
	struct loop_wait *wait = wait_new(loop, event, context);

	uv_signal_init(&loop->uv, &wait->handle.signal);
	wait_started(wait);
	uv_signal_start(&wait->handle.signal, signalled, number);
	return wait;
}
