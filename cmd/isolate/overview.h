/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What waits: runs that have not ended, and troubles that no run has taken up.
 */
#pragma once

#include "commands.h"

/* Prints them, and on a terminal lets one be chosen. Returns the exit status. */
int overview_run(struct session *session);
