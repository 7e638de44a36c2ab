/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The national holidays of Japan, computed from the law as it stood in each year
 * (国民の祝日に関する法律): fixed days, Mondays, the equinoxes, the days that stand in
 * for a holiday on a Sunday, the day between two holidays, and the days that a law
 * made a holiday or moved for one year.
 *
 * Laws change. The Cabinet Office publishes the days each February up to the next
 * year; what is beyond HOLIDAYS_CHECKED is what the law said when this was written.
 */
#pragma once

#include <glib.h>

/* The years that can be answered for: the equinoxes are computed, and hold to 2099. */
#define HOLIDAYS_FIRST 1955
#define HOLIDAYS_LAST 2099
/* The last year that was compared with the Cabinet Office's publication. */
#define HOLIDAYS_CHECKED 2027

/* Its name in Japanese, "元日", "振替休日"; NULL: DATE, which is valid, is none, or in a year that
 * cannot be answered for. Lent for ever. */
const char *holidays_japanese(const GDate *date);
