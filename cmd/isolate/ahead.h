/* SPDX-License-Identifier: Apache-2.0 */
/*
 * While somebody reads, what the next look will ask is asked already: by a check of our own
 * in the background, one at a time. Its results come through the store.
 */
#pragma once

#include "command.h"
#include "ui/idle.h"

struct ahead;

/* IDLE and its loop outlive it. */
struct ahead *ahead_new(const struct session *session, struct idle *idle);
/* Also ends what is under way. */
void ahead_free(struct ahead *ahead);
/* Asks ITEMS (char *) unless something is under way, or the same were asked a moment ago. */
void ahead_ask(struct ahead *ahead, const GPtrArray *items);
/* Waits until what is under way has ended, or a signal came. */
void ahead_wait(struct ahead *ahead);
bool ahead_is_busy(const struct ahead *ahead);
