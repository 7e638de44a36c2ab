/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The verbs of nwops audit.
 */
#pragma once

#include "commands.h"

extern const struct command audit_guideline, audit_verify, audit_checkpoint, audit_cosign, audit_offline;
