/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a tick looks at once a day of the site's zone: a mark keeps the day, set when all of it was told, so that the
 * other ticks of the day need not look. Who is killed before it is set looks again, and tells nobody twice by the names that
 * notices have.
 */
#pragma once

#include "engine/tell.h"

/* Whether all of the day that OPTIONS' clock shows was looked at under MARK. RET_DAY: that day, for what follows; caller frees. */
bool engine_daily_done(const struct tell_options *options, const char *mark, char **ret_day, bool *ret_done, GError **error);
/* All of DAY was looked at, in a transaction of its own. */
bool engine_daily_keep(const struct tell_options *options, const char *mark, const char *day, GError **error);
