/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a duties.yaml. What is let through is whole, and held against an incident at any time of
 * it gives for each row and audience one state that fits its figures.
 */
#include "cases/duties-internal.h"

#include "base/instant.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MINUTE_US (INT64_C(60) * G_USEC_PER_SEC)
#define BEGAN_US INT64_C(1795568400000000)	/* 2026-11-25 */

static void check_row(const struct duty_row *row)
{
	g_assert(row->id && row->title_ja && row->title_en && row->audiences && row->audiences < 1U << AUDIENCE_COUNT);
	g_assert(row->notice >= -1 && row->notice < NOTICE_KIND_COUNT && (row->notice >= 0 || row->decide));
	g_assert(row->after_us >= 0 && row->business_days >= 0 && row->months >= 0 && row->remind_us >= 0);
	g_assert((row->after_us > 0) + (row->business_days > 0) + (row->months > 0) + (row->promise != DUTY_PROMISE_NONE) <= 1);
	g_assert(!row->every || ((row->after_us > 0 || row->promise) && !row->decide));
	g_assert(row->hours_from >= 0 && row->hours_from < 1440 && row->hours_until >= 0 && row->hours_until < 1440);
	g_assert(!row->law.source == !row->law.checked && !row->law.source == !row->law.certainty);
	g_assert(!row->law.source || row->decide);
}

static void check_duty(const struct duty *duty, GTimeZone *zone)
{
	g_assert(duty->state < DUTY_STATE_COUNT && duty->late_us >= 0 && duty->met_late_us >= 0);
	g_assert(!duty_is_owed(duty) || duty->due_at_us > 0);
	g_assert(duty->state != DUTY_MET || duty->met_at_us > 0);
	g_assert(duty->state != DUTY_LATE || duty->late_us > 0);
	g_assert(!duty->row->law.source || (duty->state != DUTY_MET && duty->state != DUTY_LATE));
	g_assert(!duty->row->off || duty->state == DUTY_NOT_APPLICABLE);
	if (duty->due_at_us)
		g_free(duty_line(duty, zone, duty->unsure));
}

/* The same incident, further and further on. */
static void check_at(const struct duties *duties, GTimeZone *zone, int64_t minutes, bool restored)
{
	const struct duty_users users[] = { { BEGAN_US + 5 * MINUTE_US, 20000, DUTY_SEEN }, { BEGAN_US + 60 * MINUTE_US, 40000, DUTY_ESTIMATED } };
	const struct duty_report reports[] = { { BEGAN_US + 20 * MINUTE_US, 1, AUDIENCE_CORE, NOTICE_OUTAGE_FIRST },
					       { BEGAN_US + 90 * MINUTE_US, 2, AUDIENCE_INSTITUTION, NOTICE_OUTAGE_FOLLOW_UP } };
	const struct duty_said said[] = { { .at_us = BEGAN_US + 30 * MINUTE_US, .fact = "x" } };
	static const char *const classes[] = { "user", NULL };
	const struct duty_situation situation = {
		.zone = zone,
		.began = { BEGAN_US, minutes % 2 ? INSTANT_ABOUT : INSTANT_EXACT },
		.detected_at_us = BEGAN_US + 5 * MINUTE_US,
		.restored_at_us = restored ? BEGAN_US + 100 * MINUTE_US : 0,
		.users = users, .users_count = minutes % 3 ? G_N_ELEMENTS(users) : 0,
		.reports = reports, .report_count = G_N_ELEMENTS(reports),
		.said = said, .said_count = G_N_ELEMENTS(said),
		.classes = classes, .first_report_us = 15 * MINUTE_US, .follow_up_us = 60 * MINUTE_US,
	};
	g_autoptr(GArray) list = duties_compute(duties, &situation, BEGAN_US + minutes * MINUTE_US);

	for (guint i = 0; i < list->len; i++)
		check_duty(&g_array_index(list, struct duty, i), zone);
	g_assert(!duties_next(list) || duty_is_owed(duties_next(list)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autoptr(ops_duties_t) duties = duties_read("fuzz", (const char *)data, size, faults);
	g_autoptr(GTimeZone) zone = NULL;

	g_assert((duties != NULL) == (conf_faults_errors(faults) == 0));
	if (!duties)
		return 0;
	zone = instant_zone_open("Asia/Tokyo", NULL);
	g_assert(zone);
	for (size_t i = 0; i < duties_count(duties); i++)
		check_row(duties_at(duties, i));
	for (int64_t minutes = 5; minutes < 60000; minutes = minutes * 2 + 1) {
		check_at(duties, zone, minutes, false);
		check_at(duties, zone, minutes, true);
	}
	return 0;
}
