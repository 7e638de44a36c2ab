/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where a window stands, and what may be done to it there: begun, extended, finished,
 * cancelled. A window that recurs is one record for all its times, so what is said of
 * one of them is kept as: work began at, and: what began until then is done.
 */
#include "base/instant.h"
#include "base/translate.h"
#include "state/windows.h"

/* The time that work which began at STARTED_AT_US belongs to. */
static bool time_of_work(const struct window_record *window, const struct window_times *times, int64_t at_us,
			 struct window_span *ret_span)
{
	return window->started_at_us && window->started_at_us <= at_us &&
	       windows_time_after(times, window->started_at_us, ret_span);
}

/* What is said to be done, of a window whose next times still come. */
static bool time_is_done(const struct window_record *window, int64_t at_us, const struct window_span *span)
{
	return window->ended_at_us && window->ended_at_us <= at_us && span->from_us <= window->ended_at_us;
}

struct window_now windows_look(const struct window_record *window, const struct window_times *times, int64_t at_us)
{
	struct window_now now = { .phase = PHASE_OVER, .span = times->first };
	struct window_span work;

	if (window->end != WINDOW_OPEN && window->ended_at_us <= at_us) {
		now.phase = window->end == WINDOW_FINISHED ? PHASE_FINISHED : PHASE_CANCELLED;
		if (!windows_time_after(times, window->ended_at_us, &now.span))
			windows_time_before(times, window->ended_at_us, &now.span);
		return now;
	}
	if (windows_time_after(times, at_us, &now.span)) {
		bool done = time_is_done(window, at_us, &now.span);

		now.covers = now.span.from_us <= at_us && !done;
		now.phase = now.covers ? PHASE_IN_FORCE : PHASE_PLANNED;
		if (done && !windows_time_after(times, now.span.until_us, &now.span))
			now.phase = PHASE_OVER;
	} else {
		windows_time_before(times, at_us, &now.span);
	}
	if (time_of_work(window, times, at_us, &work) && !time_is_done(window, at_us, &work)) {
		now.begun = true;
		if (work.until_us <= at_us)
			now.phase = PHASE_OVERRUN;
		now.span = work;
	}
	return now;
}

/* --- what may be done --- */

static bool refuse(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);

static bool refuse(GError **error, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	if (error)
		*error = g_error_new_valist(OPS_WINDOWS_ERROR, WINDOWS_ERROR_PHASE, format, arguments);
	va_end(arguments);
	return false;
}

/* It is over, however it came to be so. */
static bool refuse_over(const struct window_record *window, const struct window_times *times,
			const struct window_now *now, GError **error)
{
	g_autofree char *ended = instant_show(
		now->phase == PHASE_OVER ? now->span.until_us : window->ended_at_us, times->zone);

	return refuse(error, _("'%s' is %s since %s"), window->id, words_shown(WORDS_WINDOW_PHASE, now->phase), ended);
}

static bool is_over(const struct window_now *now)
{
	return now->phase == PHASE_OVER || now->phase == PHASE_FINISHED || now->phase == PHASE_CANCELLED;
}

bool windows_begin(struct window_record *window, const struct window_times *times, int64_t now_us, GError **error)
{
	const struct window_now now = windows_look(window, times, now_us);
	g_autofree char *next = instant_show(now.span.from_us, times->zone);

	if (is_over(&now))
		return refuse_over(window, times, &now, error);
	if (now.phase == PHASE_OVERRUN)
		return refuse(error, _("'%s' is overrun: extend it, or finish it first"), window->id);
	if (now.begun)
		return refuse(error, _("work of '%s' has begun already"), window->id);
	if (now.phase == PHASE_PLANNED && times->recurs)
		return refuse(error, _("'%s' is not before %s: for work at once, start a window of its own"), window->id,
			      next);
	window->from_us = MIN(window->from_us, times->recurs ? window->from_us : now_us);
	window->started_at_us = now_us;
	return true;
}

static bool extension_fits(const struct window_record *window, const struct window_times *times,
			   const struct window_now *now, int64_t until_us, GError **error)
{
	g_autofree char *until = instant_show(now->span.until_us, times->zone);

	if (is_over(now))
		return refuse_over(window, times, now, error);
	if (times->recurs && now->phase == PHASE_PLANNED)
		return refuse(error, _("no time of '%s' is under way: only such a one can be extended"), window->id);
	if (until_us <= now->span.until_us)
		return refuse(error, _("'%s' lasts until %s anyway: to end it earlier, finish it"), window->id, until);
	return true;
}

bool windows_extend(struct window_record *window, const struct window_times *times, int64_t now_us,
		    int64_t until_us, bool *ret_apart_made, struct window_record *ret_apart, GError **error)
{
	const struct window_now now = windows_look(window, times, now_us);
	struct window_record apart = *window;

	if (!extension_fits(window, times, &now, until_us, error))
		return false;
	if (until_us <= now_us)
		return refuse(error, _("'%s' cannot be extended to a time that has passed"), window->id);
	*ret_apart_made = times->recurs;
	window->overrun_told_us = 0;
	if (!times->recurs) {
		window->until_us = until_us;
		return true;
	}
	apart.id = NULL;
	apart.from_us = now.span.from_us;
	apart.until_us = until_us;
	apart.recurrence = NULL;
	apart.recurs_until_us = 0;
	apart.started_at_us = now.begun ? window->started_at_us : 0;
	apart.ended_at_us = 0;
	apart.overrun_told_us = 0;
	apart.made_at_us = now_us;
	window->started_at_us = 0;
	window->ended_at_us = now_us;
	*ret_apart = apart;
	return true;
}

bool windows_finish(struct window_record *window, const struct window_times *times, int64_t now_us, GError **error)
{
	const struct window_now now = windows_look(window, times, now_us);
	g_autofree char *next = instant_show(now.span.from_us, times->zone);

	if (is_over(&now))
		return refuse_over(window, times, &now, error);
	if (now.phase == PHASE_PLANNED)
		return refuse(error, _("'%s' has not begun: it is from %s; to call it off, cancel it"), window->id, next);
	window->ended_at_us = now_us;
	if (times->recurs) {
		window->started_at_us = 0;
		window->overrun_told_us = 0;
	} else {
		window->end = WINDOW_FINISHED;
	}
	return true;
}

bool windows_cancel(struct window_record *window, const struct window_times *times, int64_t now_us, GError **error)
{
	const struct window_now now = windows_look(window, times, now_us);

	if (is_over(&now))
		return refuse_over(window, times, &now, error);
	window->end = WINDOW_CANCELLED;
	window->ended_at_us = now_us;
	return true;
}
