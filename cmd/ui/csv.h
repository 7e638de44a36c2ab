/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A table for a spreadsheet: UTF-8 with a byte order mark, by which Japanese editions of office programs know it; lines and
 * quotes as RFC 4180 has them; and no cell that such a program takes for a formula.
 */
#pragma once

/* The mark and the heads, NULL behind the last. */
void csv_begin(const char *const *heads);
/* NULL behind the last cell; "" for nothing. */
void csv_row(const char *const *cells);
