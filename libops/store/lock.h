/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One at a time of one purpose ("tick"): a lock beside the database, for as long as
 * its holder runs. It ends with the holder, however that ends; what the file says of
 * a holder who is gone means nothing. The database has locks of its own, and nothing
 * here waits.
 */
#pragma once

#include "base/clock.h"

#include <stdbool.h>

struct lock_holder {
	int64_t process;		/* its number on this host; 0: not known */
	struct clock_moment since;
};

struct lock;

/* NULL without error: RET_HOLDER has it. STORE_ERROR_MISSING: there is no DIRECTORY yet. */
struct lock *lock_take(const char *directory, const char *purpose, const struct clock *clock,
		       struct lock_holder *ret_holder, GError **error);
void lock_free(struct lock *lock);
typedef struct lock ops_lock_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_lock_t, lock_free)
