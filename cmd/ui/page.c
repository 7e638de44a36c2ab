/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Text that is wrapped to the terminal, hanging behind its head.
 */
#include "ui/page.h"

#include "base/text.h"
#include "ui/printer.h"
#include "ui/terminal.h"

#include <unistd.h>

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
	g_autofree char *head = g_strdup_printf("%*s%s ", PAGE_INDENT, "", label);

	if (text && *text)
		page_print(head, text);
}
