/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A notice before it goes: its kind, whom it is for, and its words as the first of them reads
 * them; where nobody can be reached, the facts that somebody has to tell.
 */
#include "isolate/guide.h"

#include "base/translate.h"
#include "isolate/choose.h"
#include "ui/printer.h"

/* "Sakura Hospital (hosp-1)". Caller frees. */
static char *recipient_shown(const struct guide *guide, const char *name)
{
	const struct organization *organization =
		inventory_find_organization(guide->session->inventory, name);

	return organization
		       ? g_strdup_printf("%s (%s)",
					 organization_shown(guide->session, organization), name)
		       : g_strdup(name);
}

static void print_recipients(const struct guide *guide, unsigned int indent,
			     const struct json *recipients)
{
	size_t count = recipients ? json_length(recipients) : 0;
	g_autoptr(GString) names = g_string_new(NULL);

	for (size_t i = 0; i < count; i++) {
		g_autofree char *shown = recipient_shown(guide, json_get_string_at(recipients, i));

		g_string_append_printf(names, "%s%s", i ? ", " : "", shown);
	}
	page_words(&guide->page, indent, _("to: "),
		   names->len ? names->str : _("nobody in the inventory"));
}

static void print_fact(const struct guide *guide, unsigned int indent, const struct json *fact)
{
	const char *value = json_get_string(fact, "value");
	g_autofree char *label = g_strdup_printf("%s: ", json_get_string(fact, "name"));
	bool estimated = false;
	g_autofree char *text = NULL;

	json_get_bool(fact, "estimated", &estimated);
	text = g_strdup_printf("%s%s", estimated ? _("about ") : "", value ? value : "?");
	page_words(&guide->page, indent, label, text);
}

/* The words of the first message, as they would go out. */
static void print_words(const struct guide *guide, unsigned int indent, const struct json *message)
{
	const char *subject = json_get_string(message, "subject"), *text = json_get_string(message, "text");
	g_auto(GStrv) lines = g_strsplit(text ? text : "", "\n", -1);
	const char *target = json_get_string(message, "target"), *contact = json_get_string(message, "contact");
	g_autofree char *way = contact && *contact ? g_strdup_printf("%s (%s)", target, contact) : g_strdup(target);

	page_words(&guide->page, indent, _("as to: "), way);
	page_words(&guide->page, indent, _("subject: "), subject ? subject : "?");
	for (char **line = lines; *line && (line[1] || **line); line++)
		if (**line)
			page_words(&guide->page, indent + 2, "", *line);
		else
			printer_text("\n");
}

static void print_facts(const struct guide *guide, unsigned int indent, const struct json *facts)
{
	for (size_t i = 0; facts && i < json_length(facts); i++)
		print_fact(guide, indent, json_at(facts, i));
}

void notice_print(const struct guide *guide, unsigned int indent, const char *kind_id,
		  const struct json *notice)
{
	const struct json *inner = notice ? json_get(notice, "facts") : NULL;
	const struct json *facts = inner ? json_get(inner, "facts") : NULL;
	const struct json *messages = notice ? json_get(notice, "messages") : NULL;
	int kind = words_find(WORDS_NOTICE_KIND, kind_id);

	page_words(&guide->page, indent, _("notice: "),
		   kind < 0 ? kind_id : words_shown(WORDS_NOTICE_KIND, (unsigned int)kind));
	print_recipients(guide, indent, notice ? json_get(notice, "recipients") : NULL);
	if (messages && json_length(messages) > 0)
		print_words(guide, indent, json_at(messages, 0));
	else
		print_facts(guide, indent + 2, facts);
}
