/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How good or bad a thing is: a judgement over results, never itself a result.
 * Which of two is the worse, what is bad, and what a command exits with. How it is called
 * stands in words.h.
 */
#pragma once

#include <stdbool.h>

enum status { STATUS_OK, STATUS_CAUTION, STATUS_WARNING, STATUS_DOWN, STATUS_UNKNOWN };
#define STATUS_COUNT 5

/* What decided it: how the probe ended, a figure that reached its threshold, or nothing. */
enum cause {
	CAUSE_END,
	CAUSE_LOSS,
	CAUSE_RTT,
	CAUSE_NONE,
	CAUSE_CERTIFICATE,	/* not to be trusted, or not for that name */
	CAUSE_EXPIRY,		/* of a certificate: it has too little time left */
	CAUSE_VERSION,		/* of the protocol: too old */
	CAUSE_WAY,		/* packets take another one */
	CAUSE_SIZE,		/* large packets do not pass */
	CAUSE_PLUGIN,		/* a plugin says so */
	CAUSE_SHARE,		/* a figure of a device: a share, in parts per million, */
	CAUSE_TIME,		/* or a time, whose threshold is in seconds */
	CAUSE_STATE,		/* of something in a device */
	CAUSE_OWN_VIEW,		/* we cannot trust what we see */
	CAUSE_PARENT,		/* silent, behind something of which we do not know whether it passes anything on */
	CAUSE_GROUP,		/* the verdict of a group */
	CAUSE_TREND,		/* a figure that will reach its threshold */
};
#define CAUSE_COUNT 17

/* The worse of two: DOWN > WARNING > UNKNOWN > CAUTION > OK. */
enum status status_worse(enum status a, enum status b);
/* WARNING or DOWN: it was asked, and does not do what it is for. */
bool status_is_bad(enum status status);
/* The exit status of a command whose answer is STATUS: 0, 1, 2 or 3. */
int status_exit(enum status status);
