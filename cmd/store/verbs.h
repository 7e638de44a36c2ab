/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The verbs of nwops store.
 */
#pragma once

#include "commands.h"

extern const struct command store_backup, store_prune, store_restore, store_status;
