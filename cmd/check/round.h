/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One round of a check: ask, judge, record, print. A check is one round; a
 * watch is many.
 */
#pragma once

#include "command.h"
#include "engine/engine.h"

enum check_format {
	CHECK_TABLE,
	CHECK_JSON,
	CHECK_PLUGIN,
	CHECK_OPENMETRICS,
	CHECK_TEXTFILE,
};

/* What the options asked for. */
struct check_wish {
	struct check_options options; /* without a store */
	bool record;
	enum check_format format;
	const char *output; /* a file to replace; NULL: standard output */
	const char *request; /* case of the request that this is for; NULL */
	const char *summary; /* these groups and no items; NULL */
	bool all, outages;
	bool as_host, unknown_is_down;
	int64_t interval_us; /* of a watch */
};

struct check_outcome {
	int status; /* to exit with */
	bool stop; /* a signal ended it: nothing more is to be asked */
	bool failed; /* nothing was asked, or not all of it was kept or written */
};

/* LINES_USED: of the screen, by what was printed before. The store is opened
 * and closed within, so that between rounds it is free for others. */
struct check_outcome check_round(struct session *session, const struct check_wish *wish,
				 unsigned int lines_used);
/* Rounds on a fixed grid of time until a signal; the status of the last. */
int check_watch(struct session *session, const struct check_wish *wish);
