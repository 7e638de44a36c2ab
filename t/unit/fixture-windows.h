/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Windows for tests, told in the words that people use.
 */
#pragma once

#include "base/instant.h"
#include "state/windows.h"

#include "unit.h"

static inline GTimeZone *fixture_zone(const char *name)
{
	g_autoptr(GError) error = NULL;
	GTimeZone *zone = instant_zone_open(name, &error);

	ck_assert_msg(zone != NULL, "%s", error ? error->message : "");
	return zone;
}

/* TEXT in the zone called NAME. */
static inline int64_t fixture_at(const char *text, const char *name)
{
	g_autoptr(GTimeZone) zone = fixture_zone(name);
	g_autoptr(GError) error = NULL;
	int64_t at_us = 0;

	ck_assert_msg(instant_parse(text, zone, &at_us, &error), "%s", error ? error->message : "");
	return at_us;
}

static inline struct window_record fixture_window(const char *zone, const char *from, const char *until,
						  const char *every)
{
	return (struct window_record){
		.id = "M-20261125-001",
		.selectors = "line:h1",
		.owner = "sato",
		.reason = "new cable",
		.zone = zone,
		.from_us = fixture_at(from, zone),
		.until_us = fixture_at(until, zone),
		.recurrence = every,
		.made_by = "sato",
	};
}

static inline struct window_times fixture_times(const struct window_record *window)
{
	struct window_times times;
	g_autoptr(GError) error = NULL;

	ck_assert_msg(windows_open_times(window, &times, &error), "%s", error ? error->message : "");
	return times;
}

/* "2026-11-25 03:00:00 +09:00 .. 2026-11-25 05:00:00 +09:00". Caller frees. */
static inline char *fixture_span(const struct window_span *span, GTimeZone *zone)
{
	g_autofree char *from = instant_show(span->from_us, zone);
	g_autofree char *until = instant_show(span->until_us, zone);

	return g_strdup_printf("%s .. %s", from, until);
}
