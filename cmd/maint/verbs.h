/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The verbs of nwops maint.
 */
#pragma once

#include "commands.h"

extern const struct command maint_plan, maint_start, maint_extend, maint_finish, maint_cancel,
	maint_list, maint_announce;
