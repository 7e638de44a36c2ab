/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the verbs that only read scenarios share.
 */
#pragma once

#include "drill/scenario.h"
#include "session.h"

/* The scenario NAME, read and linted by itself; NULL after complaining. */
struct drill_scenario *scenario_open(const struct session *session, const char *name, int *ret_status);
