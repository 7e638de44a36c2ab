/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of engine/ that look back share: which times were planned work.
 */
#pragma once

#include "engine/stats.h"

/* --- stats-planned.c --- */

/* Maintenance within the time of OPTIONS: name of an item -> merged spans (GArray of struct availability_span). A window that cannot be
 * read any more is a note. NULL on failure; g_hash_table_unref(). */
GHashTable *stats_planned(const struct stats_options *options, GError **error);

/* --- stats-lines.c --- */

/* Fills in lines and classes of STATS. */
bool stats_take_lines(const struct stats_options *options, GHashTable *planned, struct stats *stats, GError **error);
