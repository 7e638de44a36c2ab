/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What nwops-send does, where what is made (notice/compose.h) meets what carries it (net/send-wire.h). Only that
 * program links it.
 */
#pragma once

#include "base/clock.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * Takes jobs from IN until its end, hands over what they say, and writes to OUT what came of each, as it ends. Jobs that did not
 * begin within LIMIT_US (0: any time) do not begin, and have no result. SIGTERM ends all at once: what may have arrived has a
 * result, the rest has none. False: OUT takes no more.
 */
bool send_serve(int in, int out, const struct clock *clock, int64_t limit_us);

/* The bytes of the content on IN to OUT, without credentials and without a socket; MARK: NULL, "test", "drill". False: RET_COMPLAINT says
 * why; caller frees it. */
bool send_serve_compose(int in, int out, const char *mark, char **ret_complaint);
/* The mailbox that stands as JSON on IN is read, an answer a line goes to OUT; or those in its "seen" are marked. */
bool send_serve_fetch(int in, int out, char **ret_complaint);
/* URL and route stand as JSON on IN. */
bool send_serve_beat(int in, char **ret_complaint);
