/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Numbers with units as people write them: 15m, 1h30, 250ms, 1G, 99.9%.
 * All parsers take the whole string or nothing; what was wrong is said in
 * GError so that a position can be put before it.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define OPS_QUANTITY_ERROR quantity_error_quark()
GQuark quantity_error_quark(void);
enum quantity_error_code { QUANTITY_ERROR_SYNTAX, QUANTITY_ERROR_RANGE };

/* Decimal integer, optional sign, MINIMUM..MAXIMUM inclusive. */
bool quantity_parse_integer(const char *text, int64_t minimum, int64_t maximum, int64_t *ret_value, GError **error);
/* A duration in microseconds: units us ms s m h d w, combined in falling order
 * (1h30m, 1h30 = 90 min); a bare number has no unit and is refused. */
bool quantity_parse_duration(const char *text, int64_t *ret_us, GError **error);
/* Bits per second: 64k, 100M, 1G, 2.5G, 1Gbps (decimal). */
bool quantity_parse_rate(const char *text, int64_t *ret_bits_per_second, GError **error);
/* A share in parts per million: 20% -> 200000; 0% to 100%. */
bool quantity_parse_percentage(const char *text, int32_t *ret_ppm, GError **error);

/* Written back, exactly and shortest: 5400000000 -> "1h30m". Caller frees. */
char *quantity_print_duration(int64_t us);
/* For people: two significant units at most ("3d 4h", "12.3 ms"). Caller frees. */
char *quantity_show_duration(int64_t us);
char *quantity_show_rate(int64_t bits_per_second);
/* "12.5%" without trailing zeros. Caller frees. */
char *quantity_show_percentage(int32_t ppm);
