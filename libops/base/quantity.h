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
bool quantity_parse_integer(const char *text, int64_t minimum, int64_t maximum, int64_t *ret_value,
			    GError **error);
/*
 * A duration in microseconds: units us ms s m h d w, combined in falling order
 * (1h30m). After h and m the next lower unit may be left out, as on a clock
 * (1h30 = 90 min). The last number may have a fraction (1.5s), if it comes out
 * at whole microseconds. A bare number has no unit and is refused.
 */
bool quantity_parse_duration(const char *text, int64_t *ret_us, GError **error);
/* Bits per second: 64k, 100M, 1G, 2.5G, 1Gbps, 300bps (decimal). A bare number
 * is refused, and so is "m": it would be milli. */
bool quantity_parse_rate(const char *text, int64_t *ret_bits_per_second, GError **error);
/* A share in parts per million: 20% -> 200000; 0% to 100%. */
bool quantity_parse_percentage(const char *text, int32_t *ret_ppm, GError **error);

/* Written back, exactly, each unit once: 5400000000 -> "1h30m"; weeks only when
 * they are whole. Caller frees. */
char *quantity_print_duration(int64_t us);
/* Written back, exactly, in the largest unit that leaves no fraction: 2500000000 ->
 * "2500M". Caller frees. */
char *quantity_print_rate(int64_t bits_per_second);
/* For people: two units from a minute up ("3d 4h", the rest cut off), below it
 * three digits ("12.3 ms", rounded). Caller frees. */
char *quantity_show_duration(int64_t us);
/* "2.5 Gbps", three digits, rounded. Caller frees. */
char *quantity_show_rate(int64_t bits_per_second);
/* "187 MB" (decimal), three digits, rounded. Caller frees. */
char *quantity_show_size(int64_t bytes);
/* "12.5%", exactly, without trailing zeros. Caller frees. */
char *quantity_show_percentage(int32_t ppm);
