/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Looking at one moment: for who reads much that belongs together. What others write meanwhile is not seen, and no read takes
 * a lock of its own, which is a third of what thousands of small reads cost.
 */
#pragma once

#include "store/store.h"

/* All that is read until the end is of the moment of the first read. Nothing can be written meanwhile: store_begin() fails. Not within a
 * transaction, and not twice. Keep it to seconds: the database's log cannot be reused as long as somebody looks at its past. */
bool store_moment_begin(struct store *store, GError **error);
/* Without one it does nothing. */
void store_moment_end(struct store *store);
