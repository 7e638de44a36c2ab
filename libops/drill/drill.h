/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Drills (1.3.4): a scenario is read and bound to a network (scenario.h), laid over it while the drill
 * goes on, and what was done is held against what was expected.
 *
 * The room is pure: it asks no clock, opens no store and sends nothing. engine/ has the drill's store,
 * plays the cards and gathers what is to be judged.
 */
#pragma once

#include "drill/scenario.h"
#include "drill/score.h"
#include "drill/timeline.h"
