/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of probe/ share among themselves.
 */
#pragma once

#include "probe/probe.h"

/* Why our own side refused to ask, by its errno (0: not known), in words of the screen's language.
 * Lent for ever. */
const char *result_refusal_word(int reason);

/* Appends what the facts of RESULT say, in words of the screen's language; nothing when there is
 * nothing to say. */
void facts_describe(GString *words, const struct result *result);
