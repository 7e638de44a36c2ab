/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The verbs of nwops platform, and what they share.
 */
#pragma once

#include "commands.h"
#include "probe/platform.h"
#include "session.h"

extern const struct command platform_list, platform_show, platform_parse_output, platform_test;

/* The platform NAME; NULL after complaining, with *RET_STATUS to be returned. */
struct platform *place_open(const struct session *session, const char *name, int *ret_status);
/* What FILE ("-": standard input) holds, as far as it is looked at. NULL when it cannot be
 * read. */
GString *place_read(const char *file, GError **error);
