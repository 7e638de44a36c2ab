/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of state/ share among themselves.
 */
#pragma once

#include "state/state.h"

/* VALUE of FIGURE, parts per million or microseconds, against the levels that DEVICE has for it. */
struct judgement judge_figure(const struct device *device, enum figure figure, int64_t value);
/* RESULT of QUESTION by its own settings, see state_judge(). */
struct judgement judge_question(const struct question *question, const struct result *result);
