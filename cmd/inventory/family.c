/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Printing objects of any family by its table of facts.
 */
#include "inventory/fact.h"
#include "inventory/verbs.h"

#include "base/translate.h"
#include "ui/printer.h"

#include <unistd.h>

void family_print_table(const struct session *session, const struct family *family,
			const void *const *objects, size_t count)
{
	struct terminal terminal = terminal_of(STDOUT_FILENO);
	struct table_column columns[32];
	const struct fact *facts[32];
	size_t width = 0;

	for (const struct fact *fact = family->facts; fact->key; fact++) {
		if (!fact->in_list)
			continue;
		g_assert(width < G_N_ELEMENTS(columns));
		facts[width] = fact;
		/* Names are typed again, so the rest is cut first. */
		columns[width] =
			(struct table_column){_(fact->heading), TEXT_LEFT, width ? 6 : 12, false};
		width++;
	}
	g_autoptr(ops_table_t) table = table_new(columns, width);

	for (size_t i = 0; i < count; i++) {
		g_auto(GStrv) cells = g_new0(char *, width + 1);

		/* A fact without a value must not end the list of them. */
		for (size_t c = 0; c < width; c++) {
			cells[c] = fact_text(session, facts[c], objects[i]);
			if (!cells[c])
				cells[c] = g_strdup("-");
		}
		table_add(table, TINT_NONE, false, (const char *const *)cells);
	}
	if (count)
		table_print(table, &terminal, 0);
}

/* All facts of OBJECT; with BEFORE only those that it has otherwise. */
static void print_facts(const struct session *session, const struct family *family,
			const void *object, const void *before)
{
	unsigned int widest = 0;

	for (const struct fact *fact = family->facts; fact->key; fact++)
		widest = MAX(widest, text_width(_(fact->heading)));
	for (const struct fact *fact = family->facts; fact->key; fact++) {
		g_autofree char *heading = text_pad(_(fact->heading), widest + 2, TEXT_LEFT);
		g_autofree char *text = fact_text(session, fact, object);
		g_autofree char *other = before ? fact_text(session, fact, before) : NULL;
		const char *title = fact_title(session, fact, object);
		g_autofree char *whole =
			title ? g_strdup_printf("%s (%s)", text, title) : g_strdup(text);
		g_autofree char *safe = whole ? printer_safe(whole) : NULL;

		if (before && (fact->kind == FACT_DURING || g_strcmp0(text, other) == 0))
			continue;
		if (safe)
			printer_text("%s%s\n", heading, safe);
		else if (before)
			printer_text("%s-\n", heading);
	}
}

void family_print_whole(const struct session *session, const struct family *family,
			const void *object)
{
	print_facts(session, family, object, NULL);
}

void family_print_changed(const struct session *session, const struct family *family,
			  const void *object, const void *now)
{
	print_facts(session, family, now, object);
}

void family_print_json(const struct session *session, const struct family *family,
		       const void *object)
{
	struct json *json = printer_new_object(family->type);

	for (const struct fact *fact = family->facts; fact->key; fact++)
		fact_set_json(session, fact, object, json);
	printer_take(json);
}
