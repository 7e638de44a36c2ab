/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Leaving connections. Most are gone within a round trip; who does not shut his
 * half, or talks on and on, is left behind after a second.
 */
#include "net/connect.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

/* How long the other end may take, and what it may say meanwhile. */
#define PARTING_US (1 * G_USEC_PER_SEC)
#define PARTING_BYTES 65536
/* The same once nothing else is waited for. */
#define LAST_PARTING_US (300 * INT64_C(1000))
#define POLLED_MAX 256

struct parting {
	struct farewell *farewell;
	GList link;
	int fd;
	struct loop_wait *wait, *deadline;
	size_t heard;
};

struct farewell {
	struct loop *loop;
	const struct clock *clock;
	GQueue partings;
	void (*left)(void *context);
	void *context;
};

struct farewell *farewell_new(struct loop *loop, const struct clock *clock,
			      void (*left)(void *context), void *context)
{
	struct farewell *farewell = g_new0(struct farewell, 1);

	farewell->loop = loop;
	farewell->clock = clock;
	farewell->left = left;
	farewell->context = context;
	g_queue_init(&farewell->partings);
	return farewell;
}

unsigned int farewell_count(const struct farewell *farewell)
{
	return farewell->partings.length;
}

static void parting_free(struct parting *parting)
{
	g_queue_unlink(&parting->farewell->partings, &parting->link);
	loop_cancel(parting->wait);
	loop_cancel(parting->deadline);
	close(parting->fd);
	g_free(parting);
}

/* Throws away what came. False once there is nothing more to wait for. */
static bool drain(struct parting *parting)
{
	char bytes[4096];

	for (;;) {
		ssize_t got = recv(parting->fd, bytes, sizeof bytes, MSG_DONTWAIT);

		if (got < 0)
			return errno == EAGAIN || errno == EINTR;
		if (got == 0)
			return false;
		parting->heard += (size_t)got;
		/* Whoever talks without end gets the reset. */
		if (parting->heard > PARTING_BYTES)
			return false;
	}
}

static void gone(struct parting *parting)
{
	struct farewell *farewell = parting->farewell;

	parting_free(parting);
	if (farewell->left)
		farewell->left(farewell->context);
}

static void readable(void *context)
{
	if (!drain(context))
		gone(context);
}

static void time_is_up(void *context)
{
	struct parting *parting = context;

	parting->deadline = NULL;
	gone(parting);
}

void farewell_take(struct farewell *farewell, int fd)
{
	struct parting *parting;

	/* What never was connected is simply given up. */
	if (shutdown(fd, SHUT_WR) < 0) {
		close(fd);
		return;
	}
	parting = g_new0(struct parting, 1);
	parting->farewell = farewell;
	parting->fd = fd;
	parting->link.data = parting;
	g_queue_push_tail_link(&farewell->partings, &parting->link);
	if (!drain(parting)) {
		parting_free(parting);
		return;
	}
	parting->wait = loop_start_reading(farewell->loop, fd, readable, parting);
	parting->deadline = loop_start_timer(farewell->loop, PARTING_US, 0, time_is_up, parting);
}

/* Waits once, for the first of those that are left. */
static void wait_once(struct farewell *farewell, int64_t limit_us)
{
	struct pollfd polled[POLLED_MAX];
	nfds_t count = 0, i = 0;
	GList *next;

	for (GList *link = farewell->partings.head; link && count < POLLED_MAX; link = link->next)
		polled[count++] = (struct pollfd){((struct parting *)link->data)->fd, POLLIN, 0};
	if (poll(polled, count, (int)((limit_us + 999) / 1000)) <= 0)
		return;
	for (GList *link = farewell->partings.head; i < count; link = next) {
		next = link->next;
		if (polled[i++].revents && !drain(link->data))
			parting_free(link->data);
	}
}

void farewell_free(struct farewell *farewell)
{
	int64_t until_us, left_us;

	if (!farewell)
		return;
	until_us = clock_monotonic_us(farewell->clock) + LAST_PARTING_US;
	while (farewell->partings.length > 0 &&
	       (left_us = until_us - clock_monotonic_us(farewell->clock)) > 0)
		wait_once(farewell, left_us);
	while (farewell->partings.head)
		parting_free(farewell->partings.head->data);
	g_free(farewell);
}
