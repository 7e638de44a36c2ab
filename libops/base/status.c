/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The order of badness and the exit statuses, each as one table.
 */
#include "base/status.h"

#include <glib.h>

/* UNKNOWN stands between: worse than a caution, which was at least measured,
 * but never hiding something that is known to be bad. */
static const int weights[STATUS_COUNT] = {
	[STATUS_OK] = 0,
	[STATUS_CAUTION] = 1,
	[STATUS_UNKNOWN] = 2,
	[STATUS_WARNING] = 3,
	[STATUS_DOWN] = 4,
};

/* The plugin protocol's numbers, so that nwops can stand in for a plugin. */
static const int exits[STATUS_COUNT] = {
	[STATUS_OK] = 0,
	[STATUS_CAUTION] = 1,
	[STATUS_WARNING] = 2,
	[STATUS_DOWN] = 2,
	[STATUS_UNKNOWN] = 3,
};

enum status status_worse(enum status a, enum status b)
{
	g_assert((unsigned int)a < STATUS_COUNT && (unsigned int)b < STATUS_COUNT);
	return weights[a] >= weights[b] ? a : b;
}

bool status_is_bad(enum status status)
{
	return status == STATUS_WARNING || status == STATUS_DOWN;
}

int status_exit(enum status status)
{
	g_assert((unsigned int)status < STATUS_COUNT);
	return exits[status];
}
