/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The simulated network as nwops has it on paper: a configuration is written, read
 * by the inventory's own loader, and removed; each thing of the world becomes an item.
 */
#pragma once

#include "inventory/inventory.h"
#include "state/reach.h"
#include "world.h"

struct paper {
	struct inventory *inventory;
	struct reach *reach;
	struct item *items;		/* of each thing of the world */
	struct question *questions;	/* of those that are questions */
	GHashTable *index;		/* name of an item to its thing's index + 1 */
};

/* Exits with what is wrong when the loader refuses it. */
void paper_init(struct paper *paper, const struct world *world);
void paper_clear(struct paper *paper);
/* -1: there is no such thing. */
int paper_find(const struct paper *paper, const char *name);
/* The inventory is read anew, and LINE has the class that PROMISE names. */
void paper_change_class(struct paper *paper, int line, const struct promise *promise);
