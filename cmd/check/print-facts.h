/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The key `facts` of an item in JSON.
 */
#pragma once

#include "probe/probe.h"

/* Appends it to LINE: an object, or null where nothing but times was seen. */
void print_facts(GString *line, const struct result *result, GTimeZone *zone);
