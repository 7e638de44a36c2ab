/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a case owes, line by line, as whoever wants to close it reads it.
 */
#include "incident/verbs.h"

#include "base/text.h"
#include "ui/page.h"

void incident_print_owed(const GPtrArray *owed)
{
	unsigned int width = 0;

	for (guint i = 0; i < owed->len; i++)
		width = MAX(width, text_width(((const struct case_owed *)owed->pdata[i])->what));
	for (guint i = 0; i < owed->len; i++) {
		const struct case_owed *each = owed->pdata[i];
		g_autofree char *what = text_pad(each->what, width, TEXT_LEFT);
		g_autofree char *head = g_strdup_printf("%*s%s  ", PAGE_INDENT, "", what);

		page_print(head, each->text);
	}
}
