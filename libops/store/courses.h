/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What there is of an item's state beside its hard status and since when
 * (states.h): how far it is on the way to another one, what it is covered by,
 * what was last told of it. An item at rest (OK, nothing on its way, nothing to
 * tell) has none, and so nearly all of a nation's lines: a sweep writes these rows
 * for what is unwell only. state/ decides what they hold; nothing is decided here.
 */
#pragma once

#include "base/status.h"
#include "store/store.h"

/* The levels that an item can be at beside OK. The numbers are in the database. */
enum course_level { COURSE_CAUTION, COURSE_WARNING, COURSE_DOWN, COURSE_UNKNOWN };
#define COURSE_LEVEL_COUNT 4

struct course_step {
	bool raised;
	uint16_t count;			/* runs in a row that speak against what it is; 0: none */
	int64_t since_us;		/* of the first of them; 0 */
	int64_t covered_us;		/* of the time since then that was seen */
	int64_t raised_at_us;		/* when it was raised; 0 */
};

/* Flat: it is copied and compared whole. Its strings are interned (g_intern_string()), for in a storm they are
 * those of few parents in the records of many: who sets one sets an interned one, and nobody frees it. */
struct course_record {
	struct course_step levels[COURSE_LEVEL_COUNT];
	enum status seen;		/* by its newest run; soft while it is not the hard status */
	enum cause cause;		/* what decided the hard status, */
	int32_t limit;			/* and the threshold that was reached; -1: none */
	enum status told;		/* what the acting half last heard */
	int64_t told_at_us;		/* 0: it has heard nothing yet */
	int64_t good_at_us;		/* when it was last seen OK or CAUTION before it failed; 0: not known */
	int64_t bad_at_us;		/* when it was first seen WARNING or DOWN since; 0: it is not */
	int64_t last_bad_at_us;		/* and when it last was; 0 */
	int32_t flap_score;		/* thousandths of a change, as of FLAP_AT_US */
	int64_t flap_at_us;
	bool flapping;
	bool flapping_told;		/* and the acting half has heard that it does */
	const char *hidden_by;		/* name of the item that hides it; NULL */
	const char *window;		/* id of the maintenance window that it is in; NULL */
	const char *silence;		/* id of the silence that it is under; NULL */
};

/* Inside a transaction: replaces what there is of ITEM, which has a state. NULL: it is at rest. */
bool courses_set(struct store *store, const char *item, const struct course_record *course, GError **error);
/* Calls EACH in order of item until it returns false. Forgetting an item forgets this too. */
typedef bool courses_each(void *context, const char *item, const struct course_record *course);
bool courses_read(struct store *store, courses_each *each, void *context, GError **error);
