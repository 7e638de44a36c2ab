/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Instants as people and JSON write them. Stored as UTC microseconds, shown
 * in the configured zone, always with its offset.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define OPS_INSTANT_ERROR instant_error_quark()
GQuark instant_error_quark(void);
enum instant_error_code { INSTANT_ERROR_SYNTAX, INSTANT_ERROR_ZONE };

/* The zone named NAME ("Asia/Tokyo"); never falls back to UTC in silence. */
GTimeZone *instant_zone_open(const char *name, GError **error);
/*
 * RFC 3339, with a blank allowed for T and before the offset (as instant_show()
 * writes it); seconds, fraction and offset optional. Without an offset the time
 * is taken in ZONE, and refused when ZONE is NULL or its clocks show that time
 * never or twice: both sides of the gap, or both instants, are then named. What is finer than a microsecond is cut off.
 */
bool instant_parse(const char *text, GTimeZone *zone, int64_t *ret_at_us, GError **error);
/*
 * When something was, as a person at NOW_US says it: what instant_parse() reads, "10:30"
 * (when the clocks of ZONE last showed that), "10m ago"; full-width characters too. What
 * lies behind NOW_US is refused.
 */
bool instant_parse_past(const char *text, GTimeZone *zone, int64_t now_us, int64_t *ret_at_us, GError **error);
/* When something is to be, as a person at NOW_US says it: "2h" from then, the next "18:00", or what instant_parse() reads,
 * which may be over; full-width characters too. */
bool instant_parse_coming(const char *text, GTimeZone *zone, int64_t now_us, int64_t *ret_at_us, GError **error);
/* "2026-11-25 03:00:00 +09:00" (to the second). Caller frees. This and those
 * below write an instant outside the years 1 to 9999 as "@" and microseconds. */
char *instant_show(int64_t at_us, GTimeZone *zone);
/* "2026-11-25T03:00:00.123456+09:00", for JSON; fraction only if not zero.
 * Exact: in UTC where the zone's offset is not in whole minutes. Caller frees. */
char *instant_print(int64_t at_us, GTimeZone *zone);
/* The same in UTC, for lines by the thousand. */
char *instant_print_utc(int64_t at_us);
/* "20261125": the day in ZONE, for ids. Caller frees. */
char *instant_day(int64_t at_us, GTimeZone *zone);
/* "03:00" today, "11-24 03:00" this year, else with the year. Caller frees. */
char *instant_show_brief(int64_t at_us, int64_t now_us, GTimeZone *zone);
