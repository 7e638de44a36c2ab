/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One fact of an object of the inventory: where it lies, what it is, and how
 * it reads as text and as JSON.
 */
#pragma once

#include "commands.h"

enum fact_kind {
	FACT_TEXT,
	FACT_TITLE,
	FACT_BOOL,
	FACT_INTEGER,
	FACT_AREA,
	FACT_DURATION, /* below 0: none */
	FACT_SHARE, /* the same */
	FACT_LIMIT, /* a duration; 0: none */
	FACT_SIZE, /* bytes; 0: none */
	FACT_PORT, /* 0: none */
	FACT_RATE,
	FACT_COUNT, /* 0: none */
	FACT_INSTANT,
	FACT_ADDRESS,
	FACT_ORGANIZATION,
	FACT_DEVICE,
	FACT_LINE,
	FACT_SITE,
	FACT_CLASS,
	FACT_DEVICES,
	FACT_LINES,
	FACT_TAGS,
	FACT_OWNER_KIND,
	FACT_LINE_KIND,
	FACT_PROTOCOL,
	FACT_ROLE,
	FACT_LOGIN,
	FACT_LOGIN_USER, /* of a device, whoever says it */
	FACT_AGENT,
	FACT_TRANSPORT,
	FACT_EXPECT,
	FACT_FIGURES, /* of a class: each becomes two keys */
	FACT_CLEARING, /* of a class: its levels, in JSON all of them */
	FACT_LASTING, /* of a class: becomes two keys */
	FACT_TRENDS, /* of a class; in JSON it is in its levels */
	FACT_FLAPPING,
	FACT_DURING,
	FACT_HOURS,
	FACT_MONTH_DAYS,
	FACT_DATES, /* of a calendar */
	FACT_CALENDARS,
	FACT_CHANNELS,
	FACT_TURNS,
	FACT_POSITION,
};

struct fact {
	const char *key; /* in JSON; a title becomes two keys */
	const char *heading; /* N_() */
	enum fact_kind kind;
	size_t offset; /* in the object */
	bool in_list; /* else only where all of an object is shown */
};

/* NULL when the object has nothing there. Caller frees. */
char *fact_text(const struct session *session, const struct fact *fact, const void *object);
/* The title of what a fact refers to, in the language of the screen; NULL for
 * other facts. Lent. */
const char *fact_title(const struct session *session, const struct fact *fact, const void *object);
struct json;
void fact_set_json(const struct session *session, const struct fact *fact, const void *object,
		   struct json *ret_json);
