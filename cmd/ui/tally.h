/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Statuses on the screen: their order, their colour, how many there are.
 */
#pragma once

#include "base/json.h"
#include "state/state.h"
#include "ui/table.h"

/* For sorting: the worse first. */
int tally_compare(enum status a, enum status b);
enum table_tint tally_tint(enum status status);
/* "DOWN 1, WARNING 2, OK 30": worst first, none that is not there. Caller frees. */
char *tally_text(const struct state_tally *tally);
/* The same as the object "counts" of nwops-output(5), all of them. */
struct json *tally_counts(const struct state_tally *tally);
unsigned int tally_total(const struct state_tally *tally);
