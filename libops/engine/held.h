/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Drills that were held, as the real record has them; and what was found to be improved by them.
 */
#pragma once

#include "audit/after-action.h"
#include "audit/guideline.h"
#include "cases/cases.h"
#include "engine/tell.h"

#define DRILLS_HELD_MOST 1000

/* All of them, newest first: struct drill_held. NULL on error: the store cannot be read, or the entries are not
 * what the mark says. Free with g_ptr_array_unref(). */
GPtrArray *engine_drills_held(struct store *store, GError **error);

struct drill_improvement { const char *text, *owner; int64_t due_at_us; };
/*
 * Keeps HELD in the real record, once: what is to be improved becomes the tasks of a case of its own, in the same transaction.
 * HELD is given its improvements and sequence.
 */
bool engine_drill_hold(const struct cases_options *options, struct drill_held *held, const struct drill_improvement *improvements,
		       size_t count, GError **error);
/* Tasks of the case that HELD names: struct after_action_item. Free with g_ptr_array_unref(). OPEN_ONLY: those that are
 * neither done nor dropped. */
GPtrArray *engine_drill_items(struct store *store, const struct drill_held *held, bool open_only, GError **error);
/* The same, open, of all of HELD: what is asked for when the next drill begins. */
GPtrArray *engine_drill_open_items(struct store *store, const GPtrArray *held, GError **error);

/* That of HELD which was held last and fulfils the duty, whenever it was sealed; NULL. */
const struct drill_held *engine_drill_last(const GPtrArray *held);
