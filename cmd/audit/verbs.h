/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The verbs of nwops audit.
 */
#pragma once

#include "commands.h"

extern const struct command audit_verify;
