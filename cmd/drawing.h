/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What Graphviz draws.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

#define DRAWING_TAKES_ITS_TIME 0

/* DOT as SVG, by dot(1), within SECONDS. NULL: G_SPAWN_ERROR_NOENT where that is missing. Caller frees. */
char *drawing_of(const char *dot, unsigned int seconds, GError **error);
