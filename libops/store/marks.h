/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Marks: what this host last did, one row a name: when a tick last began, since
 * when nwops cannot trust its own view, from when on automatic actions are held
 * back. Each is an instant of both clocks in one boot of the host, so that a jump
 * of the wall clock between two runs is seen.
 */
#pragma once

#include "base/clock.h"
#include "store/store.h"

#define MARK_NAME_LIMIT 64
#define MARK_BOOT_SIZE 64
#define MARK_TEXT_LIMIT 2048

struct mark_record {
	int64_t wall_us, monotonic_us;
	char boot[MARK_BOOT_SIZE];	/* the kernel's boot id; "": not known */
	const char *text;		/* what belongs to it, small JSON; NULL. Lent for the call, caller's when set */
};

/* Of NOW, with TEXT (NULL), which is lent. */
struct mark_record marks_record(const struct clock_moment *now, const char *text);
/* Inside a transaction: sets the mark NAME ("tick"). MARK NULL: removes it. */
bool marks_set(struct store *store, const char *name, const struct mark_record *mark, GError **error);
/* The same in a transaction of its own. */
bool marks_keep(struct store *store, const char *name, const struct mark_record *mark, GError **error);
/* Calls EACH in order of name until it returns false. NAME: only that one; NULL: all. */
typedef bool marks_each(void *context, const char *name, const struct mark_record *mark);
bool marks_read(struct store *store, const char *name, marks_each *each, void *context, GError **error);
