/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Text of a case on a page: made safe, wrapped to the terminal, hanging behind its head.
 */
#include "incident/verbs.h"

#include "base/text.h"
#include "ui/printer.h"
#include "ui/terminal.h"

#include <unistd.h>

#define HEAD_INDENT 2

void page_print(const char *head, const char *text)
{
	struct terminal terminal = terminal_of(STDOUT_FILENO);
	g_autofree char *safe = text_safe_lines(text);
	g_autofree char *whole = g_strconcat(head, safe, NULL);
	g_autofree char *wrapped = text_wrap(whole, terminal_columns(&terminal), text_width(head));

	printer_text("%s\n", wrapped);
}

void page_print_field(const char *label, const char *text)
{
	g_autofree char *head = g_strdup_printf("%*s%s ", HEAD_INDENT, "", label);

	if (text && *text)
		page_print(head, text);
}

void page_print_owed(const GPtrArray *owed)
{
	unsigned int width = 0;

	for (guint i = 0; i < owed->len; i++)
		width = MAX(width, text_width(((const struct case_owed *)owed->pdata[i])->what));
	for (guint i = 0; i < owed->len; i++) {
		const struct case_owed *each = owed->pdata[i];
		g_autofree char *what = text_pad(each->what, width, TEXT_LEFT);
		g_autofree char *head = g_strdup_printf("%*s%s  ", HEAD_INDENT, "", what);

		page_print(head, each->text);
	}
}
