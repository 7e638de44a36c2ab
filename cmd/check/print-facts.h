/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The keys `facts` and `path` of an item in JSON.
 */
#pragma once

#include "probe/probe.h"

/* Appends it to LINE: an object, or null where nothing but times was seen. */
void print_facts(GString *line, const struct result *result, GTimeZone *zone);
/* Appends it to LINE: how far packets got when the item failed, or null where that was not asked. */
void print_evidence(GString *line, const struct result *result);
