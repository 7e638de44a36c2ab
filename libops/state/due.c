/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Numbers of minutes and intervals, counted from 1970.
 */
#include "state/due.h"

/* FNV-1a: the letters, one after the other. */
#define HASH_BASIS UINT64_C(0xcbf29ce484222325)
#define HASH_PRIME UINT64_C(0x100000001b3)

/* Below 0 as well it is the next number down. */
static int64_t divide_down(int64_t number, int64_t by)
{
	return number / by - (number % by < 0);
}

int64_t due_phase_us(const char *name, int64_t interval_us)
{
	uint64_t hash = HASH_BASIS;

	for (const char *each = name; *each; each++)
		hash = (hash ^ (unsigned char)*each) * HASH_PRIME;
	/* FNV alone leaves names that differ in their last letters close together. */
	hash ^= hash >> 33;
	hash *= UINT64_C(0xff51afd7ed558ccd);
	hash ^= hash >> 33;
	return (int64_t)(hash % (uint64_t)interval_us);
}

int64_t due_minute_us(int64_t at_us)
{
	/* No time that a clock tells is so far away, but a store may hold one. */
	at_us = CLAMP(at_us, INT64_MIN / 2, INT64_MAX / 2);
	return divide_down(at_us + DUE_EARLY_US, DUE_TICK_US) * DUE_TICK_US;
}

/* The number of DUE's interval in which the minute of AT_US begins. */
static int64_t interval_of(const struct due *due, int64_t at_us)
{
	return divide_down(due_minute_us(at_us) - due->phase_us, due->interval_us);
}

bool due_now(const struct due *due, int64_t now_us)
{
	int64_t now, asked;

	if (due->asked_at_us <= 0)
		return true;
	now = interval_of(due, now_us);
	asked = interval_of(due, due->asked_at_us);
	return now > asked || asked > now + 1;
}
