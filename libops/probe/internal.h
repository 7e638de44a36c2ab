/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of probe/ share among themselves.
 */
#pragma once

#include "probe/probe.h"

/* Appends what FACTS say, in words of the screen's language, as of STARTED_AT_US; nothing when there
 * is nothing to say. */
void facts_describe(GString *words, const struct result_facts *facts, int64_t started_at_us);
