/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops kb show: an entry, and what became of it.
 */
#include "kb/verbs.h"

#include "base/text.h"
#include "base/translate.h"
#include "ui/printer.h"
#include "ui/terminal.h"

#include <unistd.h>

#define INDENT 2

/* TEXT wrapped, line by line, each safe. */
static void print_text(const char *text, unsigned int columns)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	for (char **line = lines; *line; line++) {
		g_autofree char *safe = text_safe_string(*line), *wrapped = text_wrap(safe, columns, 0);

		printer_text("%s\n", wrapped);
	}
}

static void print_line(const char *text, unsigned int columns)
{
	g_autofree char *safe = text_safe_string(text), *wrapped = text_wrap(safe, columns - INDENT, INDENT);

	printer_text("%*s%s\n", INDENT, "", wrapped);
}

static void print_history(const struct session *session, const struct know_entry *entry, unsigned int columns)
{
	g_autofree char *added = kb_day(session, entry->added_at_us), *reviewed = kb_day(session, entry->reviewed_at_us);
	g_autoptr(GString) text = g_string_new(NULL);

	g_string_append_printf(text, _("version %ld: %s, %s"), (long)entry->version, added, entry->added_by);
	if (entry->reviewed_at_us)
		g_string_append_printf(text, _("; reviewed %s, %s"), reviewed, entry->reviewed_by);
	if (entry->state == KNOW_WITHDRAWN)
		g_string_append(text, _("; WITHDRAWN"));
	print_line(text->str, columns);
}

static void print_entry(const struct session *session, const GPtrArray *versions, unsigned int columns)
{
	const struct know_entry *entry = versions->pdata[versions->len - 1];
	const bool english = !g_str_equal(session->language, "ja") && *entry->title_en && entry->text;
	g_autofree char *id = know_id_print(entry->number);
	g_autofree char *title = g_strconcat(id, "  ", english ? entry->title_en : entry->title, NULL);
	g_autofree char *standing = kb_standing(session, entry->owner, entry->review_at_us);

	print_text(title, columns);
	print_line(standing, columns);
	if (*entry->source) {
		g_autofree char *source = g_strdup_printf(_("from %s"), entry->source);

		print_line(source, columns);
	}
	for (guint i = 0; i < versions->len; i++)
		print_history(session, versions->pdata[i], columns);
	printer_text("\n");
	print_text(!entry->text ? _("its text was removed from the record") : english ? entry->text_en : entry->text, columns);
}

static int run(struct session *session, char **arguments)
{
	const struct terminal terminal = terminal_of(STDOUT_FILENO);
	g_autoptr(GPtrArray) versions = NULL;
	int64_t number;

	if (!kb_read_id(session, arguments[0], &number))
		return EXIT_COULD_NOT;
	versions = kb_load(session, number);
	if (!versions)
		return EXIT_COULD_NOT;
	if (session->answer == ANSWER_JSON)
		for (guint i = 0; i < versions->len; i++)
			kb_tell_entry_json(session, versions->pdata[i]);
	else
		print_entry(session, versions, terminal_columns(&terminal));
	return EXIT_OK;
}

const struct command kb_show = {
	.name = "show",
	.summary = N_("show an entry"),
	.args = "ENTRY",
	.needs = NEED_INVENTORY | NEED_STORE_READ,
	.run = run,
};
