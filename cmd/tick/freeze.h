/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a tick of the real record does to drills.
 */
#pragma once

#include "tick/print.h"

/* Something real is amiss: each drill that goes on is frozen and everybody in it told so, before anybody is told of the real thing. */
void tick_freeze_drills(const struct tick_answer *answer);
