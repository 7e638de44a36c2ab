/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What stands between us and an item. From the inventory: each item's needs, of
 * which each can be met by several (an item is hidden only when all that could meet
 * one need are gone). Judged parents-first on what one run saw, so that the order
 * of answers does not matter.
 *
 *   a device         a neighbour that is nearer to us (links from `first-hops` on)
 *   a line           its concentrator
 *   a CPE            one of the lines that end in it
 *   a probe, a figure of a device or line    that device or line
 *   a session of a device (bgp:, ospf:, ike:, ipsec:) with a peer    and that peer; and one of
 *                    the lines between both, when they are joined by lines
 *   a login          and who answers at its port, when that is asked as well
 *   a group          none: its members are judged together; unless one could not be read
 *   a way (CAUTION)  the devices that it should pass, their gateway groups, and their sessions
 *                    with each other
 *
 * A parent is gone when it is DOWN or hidden itself, unless something answers that
 * is reached over it alone: that proves that it passes packets on (but of a line over IPsec
 * nothing is proven by its CPE, which may be reached by what carries the tunnel). One that answers
 * badly hides what is no worse, as long as nothing beyond it answers well: if
 * something does, only its control plane is unwell. Of several parents all must be
 * gone, and one that answers badly is enough: packets take one of them.
 * What is silent behind a parent of which nothing is known is UNKNOWN; what answers
 * keeps its status. Without `first-hops` devices hide no devices.
 */
#pragma once

#include "inventory/inventory.h"
#include "state/state.h"

struct reach;

/* The inventory is lent. */
struct reach *reach_new(const struct inventory *inventory);
void reach_free(struct reach *reach);
typedef struct reach ops_reach_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_reach_t, reach_free)

/* One item of a run, or one whose last state is all that is known. */
struct reach_item {
	const struct item *item;
	enum status status;		/* in: as it was seen; out: UNKNOWN for what is silent behind what is not known */
	bool answered;			/* in: it did, however badly */
	bool again;			/* in: that is from when it was asked again: what answered before that is no
					 * witness that it is still there */
	bool returning;			/* in: it answers, and its hard status is DOWN until that is certain, or it was
					 * bad earlier in this very run: what is silent behind it needs time as well,
					 * and stays hidden */
	int hidden_by;			/* out: index of the parent that hides it; -1: none does */
	bool control_plane_only;	/* out: it answers badly and passes everything on */
	bool parent_unknown;		/* out */
};

/* Each item once, in any order; the answer does not depend on it. What is not among them is taken to
 * be well: whoever has not asked a parent asks it (reach_parents()) or adds what the store knows. */
void reach_judge(const struct reach *reach, struct reach_item *items, size_t count);
/* Items that ITEM needs, as far as they are watched: struct item. Caller frees with g_array_unref(). */
GArray *reach_parents(const struct reach *reach, const struct item *item);
/* Marks, in MARKED (one each of ITEMS), what the marked ones need, and what that needs in turn, as far as
 * it is among ITEMS. What is out in them is lost. */
void reach_mark_parents(const struct reach *reach, struct reach_item *items, size_t count, bool *marked);
/* Marks a few of what answered behind each marked device that does not, or does badly: asked again together
 * with it they show whether it passes anything on. */
void reach_mark_witnesses(const struct reach *reach, struct reach_item *items, size_t count, bool *marked);
/* Whether ITEM is reached over the first hops, so that it is lost with our own view. */
bool reach_passes_first_hops(const struct reach *reach, const struct item *item);
/* Our own view: false when all first hops are among ITEMS, none of them answers, nor does anything that
 * is reached over them. */
bool reach_own_view(const struct reach *reach, const struct reach_item *items, size_t count);
