/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of state/ share among themselves.
 */
#pragma once

#include "state/state.h"

/* RESULT of QUESTION by its own settings, see state_judge(). */
struct judgement judge_question(const struct question *question, const struct result *result);
