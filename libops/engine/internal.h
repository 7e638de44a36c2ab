/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of engine/ share.
 */
#pragma once

#include "engine/engine.h"

/* Compares CHECK with the store's states and keeps it there. */
bool engine_record_check(const struct check_options *options, struct check *check, GError **error);
/* Signs for what was recorded. A key that only another user may read is no fault: the
 * entry is safe, and the next command of who owns the key signs for it. */
bool engine_sign(struct store *store, const struct notes *notes, GError **error);
