/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of engine/ that speak of suspects share: items by the names that the
 * store has, and what of them belongs to a view.
 */
#pragma once

#include "engine/suspects.h"

/*
 * The item called NAME: of the inventory, a figure that some reading makes, a group. False: the inventory
 * knows none such. Of figures and groups the question is RET_QUESTION, which lends NAME and whatever else NAME
 * stands for; a group is the item of its first member, as in a check.
 */
bool scope_find_item(const struct inventory *inventory, const char *name, struct item *ret_item,
		     struct question *ret_question);

/* The line, the CPE or the other device that a figure of DEVICE is about, by its label; all NULL: DEVICE itself. */
struct scope_lead { const struct line *line; const struct device *cpe, *peer; };
struct scope_lead scope_leads_to(const struct inventory *inventory, const struct device *device, const char *question);

/* A box at the end of a line. */
bool scope_is_cpe(const struct device *device);

/* Whether ITEM decides how a probe of VIEW ends: it is one of its own, or a figure of such. */
bool scope_owns(const struct inventory *inventory, const struct scope_view *view, const struct item *item);
