/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How severe a trouble is by rule, from what the store has just now.
 */
#pragma once

#include "inventory/inventory.h"
#include "store/store.h"

/* RET_SEVERITY: an id of WORDS_SEVERITY, lent for ever; NULL: SUBJECT (an item's or an organization's name; "") is nothing that
 * has a service class. False when the store cannot be read. */
bool engine_severity(const struct inventory *inventory, struct store *store, const char *subject, const char **ret_severity,
		     GError **error);
/* The same of all SUBJECTS (char *) together. */
bool engine_severity_of(const struct inventory *inventory, struct store *store, GPtrArray *subjects, const char **ret_severity,
			GError **error);
