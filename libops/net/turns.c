/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two queues a far end, linked through the packets' timers; a ring of the far
 * ends that may be sent to now, and a wheel of those that may later. A far end
 * is in one of the two exactly while somebody waits for it.
 */
#include "net/turns.h"

#include <glib.h>

/* After a stall of ours a far end catches up with so much and no more. */
#define CATCH_UP_US 20000

enum { BEGUN, NEW };

struct far_end {
	int64_t next_us;		/* when it takes the next */
	uint32_t first[2], last[2];	/* who waits: BEGUN, NEW */
};

void turns_init(struct turns *turns, struct timers *packets, uint32_t far_end_count, int64_t interval_us,
		int64_t now_us)
{
	uint32_t count = (interval_us ? far_end_count : 0) + 1;

	*turns = (struct turns){ .packets = packets, .far_end_count = count, .interval_us = interval_us };
	turns->far_ends = g_new0(struct far_end, count);
	for (uint32_t i = 0; i < count; i++)
		turns->far_ends[i].first[BEGUN] = turns->far_ends[i].first[NEW] = TIMER_NONE;
	turns->ring = g_new(uint32_t, count);
	timers_init(&turns->times, count, now_us);
	wheel_init(&turns->later);
}

void turns_clear(struct turns *turns)
{
	g_clear_pointer(&turns->far_ends, g_free);
	g_clear_pointer(&turns->ring, g_free);
	timers_clear(&turns->times);
}

static bool is_awaited(const struct far_end *far_end)
{
	return far_end->first[BEGUN] != TIMER_NONE || far_end->first[NEW] != TIMER_NONE;
}

static void push_ring(struct turns *turns, uint32_t number)
{
	turns->ring[(turns->ring_head + turns->ring_count++) % turns->far_end_count] = number;
}

/* Somebody waits for far end NUMBER: it comes to the ring now or later. */
static void list(struct turns *turns, uint32_t number, int64_t now_us)
{
	if (turns->far_ends[number].next_us <= now_us)
		push_ring(turns, number);
	else
		wheel_insert(&turns->later, &turns->times, number, turns->far_ends[number].next_us);
}

void turns_add(struct turns *turns, uint32_t packet, uint32_t far_end, bool begun, int64_t now_us)
{
	uint32_t number = MIN(far_end, turns->far_end_count - 1);
	struct far_end *found = &turns->far_ends[number];
	int queue = begun ? BEGUN : NEW;
	bool awaited = is_awaited(found);

	turns->packets->timers[packet].next = TIMER_NONE;
	if (found->first[queue] == TIMER_NONE)
		found->first[queue] = packet;
	else
		turns->packets->timers[found->last[queue]].next = packet;
	found->last[queue] = packet;
	turns->waiting++;
	if (awaited)
		return;
	/* Time in which nobody waited is not saved up. */
	found->next_us = MAX(found->next_us, now_us);
	list(turns, number, now_us);
}

uint32_t turns_take(struct turns *turns, int64_t now_us)
{
	struct far_end *far_end;
	uint32_t number, packet;
	int queue;

	while ((number = wheel_take(&turns->later, &turns->times, now_us)) != TIMER_NONE)
		push_ring(turns, number);
	if (!turns->ring_count)
		return TIMER_NONE;
	number = turns->ring[turns->ring_head];
	turns->ring_head = (turns->ring_head + 1) % turns->far_end_count;
	turns->ring_count--;
	far_end = &turns->far_ends[number];
	queue = far_end->first[BEGUN] != TIMER_NONE ? BEGUN : NEW;
	packet = far_end->first[queue];
	far_end->first[queue] = turns->packets->timers[packet].next;
	turns->waiting--;
	if (number < turns->far_end_count - 1)
		far_end->next_us = MAX(far_end->next_us, now_us - CATCH_UP_US) + turns->interval_us;
	if (is_awaited(far_end))
		list(turns, number, now_us);
	return packet;
}
