/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The verbs of nwops isolate.
 */
#pragma once

#include "commands.h"

extern const struct command isolate_start, isolate_resume, isolate_list, isolate_follow,
	isolate_take;
