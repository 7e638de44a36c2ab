/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The sections that may be tables, and what each column of one is in memory.
 * The one list of columns: a table is read by their names, written from where
 * their values lie.
 */
#pragma once

#include "inventory/internal.h"

enum column_kind {
	COLUMN_TEXT,
	COLUMN_NAME, /* of what a pointer leads to */
	COLUMN_JAPANESE, /* of a title */
	COLUMN_ENGLISH, /* where it differs */
	COLUMN_KANA,
	COLUMN_TAGS,
	COLUMN_HOURS,
	COLUMN_AREA,
	COLUMN_ADDRESS,
	COLUMN_ADDRESSES, /* of a device */
	COLUMN_RATE,
	COLUMN_COUNT, /* 0: not given */
	COLUMN_TRUE, /* a bool, absent when false */
	COLUMN_OWNER_KIND,
	COLUMN_LINE_KIND,
	COLUMN_LINE_CLASS, /* where it is not the institution's */
	COLUMN_DEVICE_CLASS, /* where it is not the owner's */
	COLUMN_DAY_END,
	COLUMN_WATCH,
	/* Of what a device says of its login: the offset is in struct login. */
	COLUMN_LOGIN_TEXT,
	COLUMN_LOGIN_PATH,
	COLUMN_LOGIN_NAME,
	COLUMN_LOGIN_NAMES,
	COLUMN_LOGIN_PORT,
	COLUMN_LOGIN_AGENT,
	COLUMN_LOGIN_TRANSPORT,
};

struct column {
	const char *name; /* as in struct conf_column */
	enum column_kind kind;
	size_t offset; /* in the thing, or as its kind says */
};

struct columns {
	const char *section; /* "lines" */
	enum family_id family;
	const struct column *columns; /* ended by a NULL name */
	const struct conf_column *readable; /* the same */
};
