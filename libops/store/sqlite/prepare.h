/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What stands in a store's directory beside the rows, and its making: the key
 * first, then the database in one transaction, then log.vkey, the checkpoint
 * last. A process killed on the way leaves a beginning that the next one
 * finishes; a checkpoint therefore proves that there was a database.
 */
#pragma once

#include "store/sqlite/internal.h"

/* False with STORE_ERROR_DAMAGED when a database was there and is gone.
 * RET_THERE: there is one that is more than an empty file. */
bool prepare_examine(struct sqlite_store *sqlite, bool *ret_there, GError **error);
/* The caller holds the directory (files_lock()): key and empty database. */
bool prepare_before(struct sqlite_store *sqlite, GError **error);
/* The database is open and has its tables: log.vkey, first checkpoint, reserve. */
bool prepare_after(struct sqlite_store *sqlite, GError **error);
