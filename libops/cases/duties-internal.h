/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of duties share: the rows while they are read, and instants that go by days.
 */
#pragma once

#include "cases/duties.h"

struct duties {
	GStringChunk *texts;
	GPtrArray *blocks;
	GArray *rows;			/* struct duty_row */
	enum duty_unit unit;
	int64_t lead_interrupted_us, lead_other_us;
	const char *prescribed, *prescribed_checked;	/* NULL: not said */
	struct duty_closed closed[DUTY_CLOSED_LIMIT];
	size_t closed_count;
};

/* --- duties-read.c and duties-when.c --- */

struct duty_draft {
	struct duties *duties;
	struct conf_faults *faults;
	const char *const *facts;	/* what people can record; NULL: not looked at */
	char owner[120];		/* what is being read: "duty 'F1'" */
	char field[200];		/* what duty_field() returned last */
};

/* "'after' of duty 'F1'". Lent until the next call. */
const char *duty_field(struct duty_draft *draft, const char *key);
const char *duty_keep(struct duty_draft *draft, const char *text);
/* The condition at NODE; true for an absent one is not its business. Returns false after a fault. */
bool duty_when_read(struct duty_draft *draft, const struct conf_node *node, struct duty_test *ret_test);
/* That somebody can record FACT, which NODE names. */
void duty_check_fact(struct duty_draft *draft, const struct conf_node *node, const char *fact);
extern const char *const duty_when_keys[];

#define duty_error(draft, node, ...) conf_fault((draft)->faults, CONF_ERROR, conf_position(node), __VA_ARGS__)

/* --- duties-when.c's other half: since when a condition holds --- */

#define DUTY_NEVER INT64_MAX

/* From FROM_US on (DUTY_NEVER: as far as can be seen it does not come to hold), and no more at UNTIL_US. */
struct duty_span { int64_t from_us, until_us; bool unsure; };
struct duty_span duty_holds(const struct duty_test *test, const struct duty_situation *situation);

/* --- duties-days.c --- */

/* The last minute of the DAYS-th day on which offices are open, after the day of AT_US. RET_UNSURE is set, never
 * cleared, when it lies in a year whose holidays were not published when this was written. */
int64_t duty_business_days(const struct duties *duties, GTimeZone *zone, int64_t at_us, int64_t days, bool *ret_unsure);
/* MONTHS later, by the calendar. */
int64_t duty_months(GTimeZone *zone, int64_t at_us, int64_t months);
/* When the quarter of AT_US is over. */
int64_t duty_quarter_end(GTimeZone *zone, int64_t at_us);
/* AT_US, or when it lies outside the hours of ROW when they next begin. */
int64_t duty_in_hours(const struct duty_row *row, GTimeZone *zone, int64_t at_us);
