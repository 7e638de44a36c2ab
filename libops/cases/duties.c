/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rows, what is known of an incident, and an instant: what is owed to whom by when. Pure.
 *
 * A report counts for a row when it is of the row's kind or goes further: who was told that it is restored
 * needs no first report any more.
 */
#include "cases/duties-internal.h"

#define MINUTE_US (INT64_C(60) * G_USEC_PER_SEC)

struct computing {
	const struct duties *duties;
	const struct duty_situation *situation;
	int64_t now_us;
};

/* Whether a notice of KIND gives what one of WANTED was owed for. */
static bool gives(enum notice_kind wanted, enum notice_kind kind)
{
	switch (wanted) {
	case NOTICE_OUTAGE_FIRST:
	case NOTICE_OUTAGE_FOLLOW_UP:
		return words_is_report(kind);
	case NOTICE_OUTAGE_RESTORED:
		return kind == NOTICE_OUTAGE_RESTORED || kind == NOTICE_OUTAGE_FINAL;
	default:
		return kind == wanted;
	}
}

/* How long after its base; 0: at once. False: the classes promise nothing. */
static bool length_of(const struct computing *computing, const struct duty_row *row, int64_t *ret_us)
{
	*ret_us = row->after_us;
	if (row->promise == DUTY_PROMISE_FIRST_REPORT)
		*ret_us = computing->situation->first_report_us;
	else if (row->promise == DUTY_PROMISE_FOLLOW_UP)
		*ret_us = computing->situation->follow_up_us;
	return row->promise == DUTY_PROMISE_NONE || *ret_us > 0;
}

/* --- once --- */

static int64_t base_of(const struct computing *computing, const struct duty_row *row, const struct duty_span *span,
		       bool *ret_unsure)
{
	const struct duty_situation *situation = computing->situation;
	bool known = situation->began.quality != INSTANT_UNKNOWN;
	int64_t began_us = known ? situation->began.at_us : situation->detected_at_us;

	switch (row->from) {
	case DUTY_FROM_BEGAN:
		*ret_unsure |= situation->began.quality != INSTANT_EXACT;
		return began_us;
	case DUTY_FROM_RESTORED:
		*ret_unsure |= situation->restored_about;
		return situation->restored_at_us ? situation->restored_at_us : DUTY_NEVER;
	case DUTY_FROM_QUARTER_END:
		return duty_quarter_end(situation->zone, began_us);
	case DUTY_FROM_CONDITION:
		return span->from_us;
	default:
		return situation->detected_at_us;
	}
}

/* DUTY_NEVER: not known. */
static int64_t due_once(const struct computing *computing, const struct duty_row *row, const struct duty_span *span,
			bool *ret_unsure)
{
	GTimeZone *zone = computing->situation->zone;
	int64_t base_us = base_of(computing, row, span, ret_unsure), length_us = 0, due_us;

	if (base_us == DUTY_NEVER || !length_of(computing, row, &length_us))
		return DUTY_NEVER;
	if (row->business_days)
		due_us = duty_business_days(computing->duties, zone, base_us, row->business_days, ret_unsure);
	else
		due_us = row->months ? duty_months(zone, base_us, row->months) : base_us + length_us;
	if (due_us == DUTY_NEVER)
		return DUTY_NEVER;
	/* A quarter ends at midnight: what is due then was due on the day before. */
	if (row->from == DUTY_FROM_QUARTER_END)
		due_us -= MINUTE_US;
	/* What comes to hold late is due then: nobody could do it before. */
	return MAX(due_us, span->from_us);
}

/* Not earlier than what it speaks of. NULL: none was given. */
static const struct duty_report *report_for(const struct computing *computing, const struct duty *duty)
{
	const struct duty_situation *situation = computing->situation;
	int64_t since_us = duty->row->from == DUTY_FROM_RESTORED ? situation->restored_at_us : 0;

	for (size_t i = 0; i < situation->report_count && duty->row->notice >= 0; i++) {
		const struct duty_report *report = &situation->reports[i];

		if (report->audience == duty->audience && report->at_us >= since_us && report->at_us <= computing->now_us &&
		    gives((enum notice_kind)duty->row->notice, report->kind))
			return report;
	}
	return NULL;
}

/* When what meets it was recorded; 0: it was not. */
static int64_t recorded_for(const struct computing *computing, const struct duty_row *row)
{
	const struct duty_situation *situation = computing->situation;

	for (size_t i = 0; row->recorded && i < situation->said_count; i++)
		if (g_str_equal(situation->said[i].fact, row->recorded) && situation->said[i].at_us <= computing->now_us)
			return situation->said[i].at_us;
	return 0;
}

static bool is_over(const struct computing *computing)
{
	return computing->situation->restored_at_us || computing->situation->closed_at_us;
}

/* How what is not met stands. */
static void stand_open(const struct computing *computing, struct duty *duty)
{
	int64_t left_us = duty->due_at_us - computing->now_us;

	duty->late_us = MAX(-left_us, 0);
	if (duty->row->decide)
		duty->state = DUTY_DECIDE;
	else if (left_us < 0)
		duty->state = DUTY_LATE;
	else
		duty->state = left_us <= duty->row->remind_us ? DUTY_SOON : DUTY_OPEN;
}

static void compute_once(const struct computing *computing, struct duty *duty, const struct duty_span *span)
{
	const struct duty_report *report = report_for(computing, duty);
	int64_t due_us = due_once(computing, duty->row, span, &duty->unsure), recorded_us = recorded_for(computing, duty->row);

	if (due_us == DUTY_NEVER) {
		duty->state = DUTY_NOT_APPLICABLE;
		return;
	}
	duty->due_at_us = due_us;
	if (report) {
		duty->met_at_us = report->at_us;
		duty->met_by = report->notice;
		duty->met_late_us = MAX(report->at_us - due_us, 0);
	} else if (recorded_us) {
		duty->met_at_us = recorded_us;
		duty->met_late_us = MAX(recorded_us - due_us, 0);
	}
	if (duty->met_at_us && !duty->row->decide)
		duty->state = DUTY_MET;
	else if (span->from_us > computing->now_us)
		duty->state = DUTY_NOT_YET;
	else if (span->until_us <= MIN(computing->now_us, due_us))
		duty->state = DUTY_NOT_APPLICABLE;
	else
		stand_open(computing, duty);
}

/* --- again and again --- */

/* The newest report to AUDIENCE, and the one before it; NULL each. */
static void last_reports(const struct computing *computing, enum audience audience, const struct duty_report **ret_last,
			 const struct duty_report **ret_before)
{
	const struct duty_situation *situation = computing->situation;

	*ret_last = *ret_before = NULL;
	for (size_t i = 0; i < situation->report_count; i++) {
		const struct duty_report *report = &situation->reports[i];

		if (report->audience != audience || !words_is_report(report->kind) || report->at_us > computing->now_us)
			continue;
		*ret_before = *ret_last;
		*ret_last = report;
	}
}

static int64_t due_after(const struct computing *computing, const struct duty_row *row, const struct duty_report *report,
			 const struct duty_span *span, int64_t length_us)
{
	int64_t from_us = MAX(report ? report->at_us : computing->situation->detected_at_us, span->from_us);

	return duty_in_hours(row, computing->situation->zone, from_us + length_us);
}

static void compute_every(const struct computing *computing, struct duty *duty, const struct duty_span *span)
{
	const struct duty_report *last, *before;
	int64_t length_us;

	if (!length_of(computing, duty->row, &length_us)) {
		duty->state = DUTY_NOT_APPLICABLE;
		return;
	}
	last_reports(computing, duty->audience, &last, &before);
	duty->due_at_us = due_after(computing, duty->row, last, span, length_us);
	if (last) {
		duty->met_at_us = last->at_us;
		duty->met_by = last->notice;
		duty->met_late_us = MAX(last->at_us - due_after(computing, duty->row, before, span, length_us), 0);
	}
	if (span->from_us > computing->now_us)
		duty->state = DUTY_NOT_YET;
	else if (span->until_us <= MIN(computing->now_us, duty->due_at_us))
		duty->state = last ? DUTY_MET : DUTY_NOT_APPLICABLE;
	else
		stand_open(computing, duty);
}

/* --- one row --- */

static struct duty compute(const struct computing *computing, const struct duty_row *row, enum audience audience)
{
	struct duty duty = { .row = row, .audience = audience, .state = DUTY_NOT_APPLICABLE };
	struct duty_span span = duty_holds(&row->when, computing->situation);

	if (row->off)
		return duty;
	if (span.from_us == DUTY_NEVER) {
		if (!is_over(computing))
			duty.state = DUTY_NOT_YET;
		return duty;
	}
	duty.unsure = span.unsure;
	if (row->every)
		compute_every(computing, &duty, &span);
	else
		compute_once(computing, &duty, &span);
	return duty;
}

/* --- all of them --- */

bool duty_is_owed(const struct duty *duty)
{
	return duty->state == DUTY_OPEN || duty->state == DUTY_SOON || duty->state == DUTY_LATE || duty->state == DUTY_DECIDE;
}

char *duty_name(const struct duty *duty)
{
	return g_strdup_printf("%s/%s", duty->row->id, words_get(WORDS_AUDIENCE, duty->audience)->id);
}

bool duty_outlives(const struct duty *duty)
{
	return duty->row->decide || duty->row->recorded;
}

bool duty_holds_open(const struct duty *duty, int64_t now_us)
{
	/* What the law gives a month for need not keep the incident open so long, and with its end no follow-up is awaited. */
	bool can_wait = duty_outlives(duty) || duty->row->every;

	/* A review looks back at what is over: it waits for the end, and the end never for it. */
	return duty_is_owed(duty) && !duty->shadowed && !duty->row->recorded && !(can_wait && duty->due_at_us > now_us);
}

int64_t duty_minutes(int64_t late_us)
{
	return (late_us + MINUTE_US - 1) / MINUTE_US;
}

static bool asks_for_the_same(const struct duty *a, const struct duty *b)
{
	return a->audience == b->audience && a->row->notice >= 0 && a->row->notice == b->row->notice &&
	       a->row->decide == b->row->decide && duty_is_owed(a) && duty_is_owed(b);
}

/* Of those that ask for the same at the same time the first one stands. */
static void shadow(GArray *list)
{
	for (guint i = 0; i < list->len; i++)
		for (guint k = 0; k < list->len; k++) {
			struct duty *duty = &g_array_index(list, struct duty, i);
			const struct duty *other = &g_array_index(list, struct duty, k);

			if (i != k && asks_for_the_same(duty, other) &&
			    (other->due_at_us < duty->due_at_us || (other->due_at_us == duty->due_at_us && k < i)))
				duty->shadowed = true;
		}
}

/* What somebody has settled is no more owed, nor what asked for the same later. */
static void settle(const struct duty_situation *situation, GArray *list, struct duty *duty)
{
	g_autofree char *name = duty_name(duty);

	for (size_t i = 0; i < situation->settled_count && duty_is_owed(duty); i++) {
		if (!g_str_equal(situation->settled[i].duty, name))
			continue;
		for (guint k = 0; k < list->len; k++) {
			struct duty *other = &g_array_index(list, struct duty, k);

			if (other == duty || !other->shadowed || !asks_for_the_same(duty, other))
				continue;
			other->state = DUTY_SETTLED;
			other->settled = &situation->settled[i];
			other->late_us = 0;
		}
		duty->state = DUTY_SETTLED;
		duty->settled = &situation->settled[i];
		duty->late_us = 0;
	}
}

/* What is over comes after what is to be done, that by when it is due. */
static int rank_of(const struct duty *duty)
{
	static const int ranks[DUTY_STATE_COUNT] = {
		[DUTY_LATE] = 0, [DUTY_SOON] = 1, [DUTY_OPEN] = 2, [DUTY_DECIDE] = 2,
		[DUTY_SETTLED] = 3, [DUTY_MET] = 3, [DUTY_NOT_YET] = 4, [DUTY_NOT_APPLICABLE] = 5,
	};

	return duty->state == DUTY_DECIDE && duty->late_us ? 1 : ranks[duty->state];
}

static int by_pressure(gconstpointer a, gconstpointer b)
{
	const struct duty *left = a, *right = b;
	int order = rank_of(left) - rank_of(right);

	if (!order)
		order = (left->due_at_us > right->due_at_us) - (left->due_at_us < right->due_at_us);
	/* Rows lie in one array, in the order of the file. */
	if (!order)
		order = (left->row > right->row) - (left->row < right->row);
	return order ? order : (int)left->audience - (int)right->audience;
}

GArray *duties_compute(const struct duties *duties, const struct duty_situation *situation, int64_t now_us)
{
	const struct computing computing = { duties, situation, now_us };
	GArray *list = g_array_new(FALSE, FALSE, sizeof(struct duty));

	for (size_t i = 0; i < duties_count(duties); i++)
		for (unsigned int audience = 0; audience < AUDIENCE_COUNT; audience++) {
			const struct duty_row *row = duties_at(duties, i);
			struct duty duty;

			if (!(row->audiences & 1U << audience))
				continue;
			duty = compute(&computing, row, (enum audience)audience);
			g_array_append_val(list, duty);
		}
	shadow(list);
	for (guint i = 0; i < list->len; i++)
		settle(situation, list, &g_array_index(list, struct duty, i));
	g_array_sort(list, by_pressure);
	return list;
}

const struct duty *duties_next(const GArray *list)
{
	const struct duty *next = NULL;

	for (guint i = 0; i < list->len; i++) {
		const struct duty *duty = &g_array_index(list, struct duty, i);
		bool to_do = duty->state != DUTY_DECIDE;

		if (!duty_is_owed(duty))
			continue;
		if (!next || (to_do && next->state == DUTY_DECIDE) ||
		    (to_do == (next->state != DUTY_DECIDE) && duty->due_at_us < next->due_at_us))
			next = duty;
	}
	return next;
}

/* --- silence --- */

int64_t duties_silence(const struct duty_situation *situation, int64_t now_us, int64_t *ret_from_us)
{
	int64_t before_us = situation->detected_at_us, longest_us = 0, end_us = situation->closed_at_us ? situation->closed_at_us : now_us;
	bool ended = false;

	*ret_from_us = before_us;
	for (size_t i = 0; i <= situation->report_count && !ended; i++) {
		const struct duty_report *report = i < situation->report_count ? &situation->reports[i] : NULL;
		int64_t at_us = report ? MIN(report->at_us, end_us) : end_us;

		/* Ourselves we do not break a silence to. */
		if (report && (!words_is_report(report->kind) || report->audience == AUDIENCE_MANAGER || report->audience == AUDIENCE_DUTY))
			continue;
		if (at_us - before_us > longest_us) {
			longest_us = at_us - before_us;
			*ret_from_us = before_us;
		}
		before_us = MAX(at_us, before_us);
		ended = report && (report->kind == NOTICE_OUTAGE_RESTORED || report->kind == NOTICE_OUTAGE_FINAL);
	}
	return longest_us;
}
