/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of state/ share among themselves.
 */
#pragma once

#include "state/state.h"

/* The worse of two; of equals the first. What holds in either holds. */
struct judgement judge_worse(struct judgement a, struct judgement b);
/* VALUE against LEVELS; a limit is told in units of SCALE. */
struct judgement judge_levels(const struct thresholds *levels, bool falling, int64_t value, enum cause cause,
			      int64_t scale);
/* VALUE of FIGURE, parts per million or microseconds, against the levels that SERVICE_CLASS, which is the
 * one in force, has for it; NULL: none. */
struct judgement judge_figure(const struct service_class *service_class, enum figure figure, int64_t value);
/* RESULT of QUESTION by its own settings, see state_judge(). */
struct judgement judge_question(const struct service_class *service_class, const struct question *question,
				const struct result *result);
