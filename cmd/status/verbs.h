/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The verbs of nwops status, and what it does beside the picture.
 */
#pragma once

#include "commands.h"

extern const struct command status_silence;

/* What happened since SINCE, an instant or how long ago, to what WORDS select. Returns the exit
 * status. */
int handover_run(const struct session *session, const char *since, const char *const *words, bool all);
