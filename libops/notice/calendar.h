/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Planned work as a calendar takes it (RFC 5545), for peers that read such mail by machine: one event with the
 * properties X-MAINTNOTE-… that network operators have agreed on among themselves. A change is the same UID with a
 * larger SEQUENCE. Pure text; times are in UTC.
 */
#pragma once

#include <glib.h>
#include <stddef.h>
#include <stdint.h>

#define CALENDAR_TYPE "text/calendar"

/* What is to be expected of what the work is about. */
enum calendar_impact {
	CALENDAR_NO_IMPACT,
	CALENDAR_REDUCED_REDUNDANCY,
	CALENDAR_DEGRADED,
	CALENDAR_OUTAGE,
};

enum calendar_status {
	CALENDAR_TENTATIVE,
	CALENDAR_CONFIRMED,
	CALENDAR_CANCELLED,
	CALENDAR_IN_PROCESS,
	CALENDAR_COMPLETED,
};

struct calendar_work {
	const char *uid;		/* "MNT-20261126-001@tozai.example" */
	int64_t sequence;		/* 0, 1, …: how often it was changed */
	int64_t stamp_us;		/* when this was said */
	int64_t from_us, until_us;
	const char *summary;		/* in one line */
	const char *description;	/* NULL */
	const char *organizer_name;	/* NULL */
	const char *organizer_address;	/* NULL: there is no organizer in it */
	const char *provider;		/* whose work it is: a domain */
	const char *account;		/* whom it is told to, as the provider knows them */
	const char *maintenance;	/* its reference: "MNT-20261126-001" */
	const char *const *objects;	/* ids of circuits and services, as the reader knows them */
	size_t object_count;
	enum calendar_impact impact;
	enum calendar_status status;
};

/* Lines end in \n, as in content.h: a mail gives them the wire's. Caller frees. */
char *calendar_print(const struct calendar_work *work);
/* The method for content.h and the mail's header: "CANCEL" of what is cancelled, else "PUBLISH". Lent for ever. */
const char *calendar_method(enum calendar_status status);
/* CALENDAR with TAG before the summary of each event. Caller frees. */
char *calendar_marked(const char *calendar, const char *tag);
