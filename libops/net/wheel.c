/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Timer wheels over arrays of links. A heap was the alternative; it costs a
 * cache miss for each level and packet, which at 100,000 packets a second is
 * more than the packets themselves.
 */
#include "net/wheel.h"

#include <glib.h>

void timers_init(struct timers *timers, uint32_t count, int64_t now_us)
{
	timers->timers = g_new(struct timer, MAX(count, 1));
	timers->zero_us = now_us;
}

void timers_clear(struct timers *timers)
{
	g_clear_pointer(&timers->timers, g_free);
}

void wheel_init(struct wheel *wheel)
{
	for (uint32_t i = 0; i < WHEEL_SLOTS; i++)
		wheel->heads[i] = TIMER_NONE;
	wheel->turned_ms = wheel->waiting = 0;
	wheel->taken = TIMER_NONE;
}

void wheel_insert(struct wheel *wheel, struct timers *timers, uint32_t timer, int64_t due_us)
{
	int64_t due_ms = (due_us - timers->zero_us + 999) / 1000;
	uint32_t *head;

	/* Rounded up: a timer never comes before its time. */
	due_ms = MAX(due_ms, wheel->turned_ms);
	head = &wheel->heads[due_ms % WHEEL_SLOTS];
	timers->timers[timer] = (struct timer){ .next = *head, .due_ms = (uint32_t)due_ms };
	*head = timer;
	wheel->waiting++;
}

/* Moves what is due in one slot to the taken list; the rest stays. */
static void wheel_turn_slot(struct wheel *wheel, struct timers *timers, uint32_t *head, uint32_t now_ms)
{
	uint32_t number = *head, next;

	*head = TIMER_NONE;
	for (; number != TIMER_NONE; number = next) {
		struct timer *timer = &timers->timers[number];
		uint32_t *list = timer->due_ms <= now_ms ? &wheel->taken : head;

		next = timer->next;
		timer->next = *list;
		*list = number;
	}
}

static void wheel_turn(struct wheel *wheel, struct timers *timers, uint32_t now_ms)
{
	uint32_t from_ms = now_ms - wheel->turned_ms < WHEEL_SLOTS ? wheel->turned_ms : now_ms - WHEEL_SLOTS + 1;

	for (uint32_t ms = from_ms; ms <= now_ms; ms++) {
		uint32_t *head = &wheel->heads[ms % WHEEL_SLOTS];

		if (*head != TIMER_NONE)
			wheel_turn_slot(wheel, timers, head, now_ms);
	}
	/* The present millisecond may get more: it is looked at again next time. */
	wheel->turned_ms = now_ms;
}

uint32_t wheel_take(struct wheel *wheel, struct timers *timers, int64_t now_us)
{
	uint32_t now_ms = (uint32_t)(MAX(now_us - timers->zero_us, 0) / 1000);
	uint32_t timer;

	if (wheel->taken == TIMER_NONE && wheel->waiting && now_ms >= wheel->turned_ms)
		wheel_turn(wheel, timers, now_ms);
	timer = wheel->taken;
	if (timer == TIMER_NONE)
		return TIMER_NONE;
	wheel->taken = timers->timers[timer].next;
	wheel->waiting--;
	return timer;
}
