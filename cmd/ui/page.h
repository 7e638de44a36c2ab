/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sentences for a person to read: made safe, and wrapped to the terminal. Lines that belong side by side are a table (ui/table.h).
 */
#pragma once

/* How far what belongs to a heading stands in. */
#define PAGE_INDENT 2

/* HEAD, then TEXT made safe and wrapped behind it. */
void page_print(const char *head, const char *text);
/* The same indented, as a field behind LABEL; nothing when TEXT is NULL or empty. */
void page_print_field(const char *label, const char *text);
