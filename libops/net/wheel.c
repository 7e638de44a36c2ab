/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The timer wheel: intrusive singly linked lists over arrays. A heap was the
 * alternative; it costs a cache miss for each level and packet, which at
 * 100,000 packets a second is more than the packets themselves.
 */
#include "net/wheel.h"

#include <glib.h>

void wheel_init(struct wheel *wheel, uint32_t count, int64_t now_us)
{
	for (uint32_t i = 0; i < WHEEL_SLOTS; i++)
		wheel->heads[i] = WHEEL_NONE;
	wheel->next = g_new(uint32_t, MAX(count, 1));
	wheel->due_us = g_new(int64_t, MAX(count, 1));
	wheel->turned_ms = now_us / 1000;
	wheel->waiting = 0;
	wheel->taken = WHEEL_NONE;
}

void wheel_clear(struct wheel *wheel)
{
	g_clear_pointer(&wheel->next, g_free);
	g_clear_pointer(&wheel->due_us, g_free);
}

void wheel_insert(struct wheel *wheel, uint32_t timer, int64_t due_us)
{
	/* Rounded up: a timer never comes before its time. */
	int64_t slot_ms = MAX((due_us + 999) / 1000, wheel->turned_ms);
	uint32_t *head = &wheel->heads[slot_ms % WHEEL_SLOTS];

	wheel->due_us[timer] = due_us;
	wheel->next[timer] = *head;
	*head = timer;
	wheel->waiting++;
}

/* Moves what is due in one slot to the taken list; the rest stays. */
static void wheel_turn_slot(struct wheel *wheel, uint32_t *head, int64_t now_us)
{
	uint32_t timer = *head, next;

	*head = WHEEL_NONE;
	for (; timer != WHEEL_NONE; timer = next) {
		next = wheel->next[timer];
		if (wheel->due_us[timer] <= now_us) {
			wheel->next[timer] = wheel->taken;
			wheel->taken = timer;
		} else {
			wheel->next[timer] = *head;
			*head = timer;
		}
	}
}

static void wheel_turn(struct wheel *wheel, int64_t now_us)
{
	int64_t now_ms = now_us / 1000;
	int64_t from_ms = MAX(wheel->turned_ms, now_ms - (int64_t)WHEEL_SLOTS + 1);

	for (int64_t ms = from_ms; ms <= now_ms; ms++) {
		uint32_t *head = &wheel->heads[ms % WHEEL_SLOTS];

		if (*head != WHEEL_NONE)
			wheel_turn_slot(wheel, head, now_us);
	}
	/* The present millisecond may get more: look at it again next time. */
	wheel->turned_ms = MAX(wheel->turned_ms, now_ms);
}

uint32_t wheel_take(struct wheel *wheel, int64_t now_us)
{
	uint32_t timer;

	if (wheel->taken == WHEEL_NONE && wheel->waiting)
		wheel_turn(wheel, now_us);
	timer = wheel->taken;
	if (timer == WHEEL_NONE)
		return WHEEL_NONE;
	wheel->taken = wheel->next[timer];
	wheel->waiting--;
	return timer;
}
