/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of engine/ share.
 */
#pragma once

#include "engine/engine.h"

/* Compares CHECK with the store's states and keeps it there. */
bool engine_record_check(const struct check_options *options, struct check *check, GError **error);
