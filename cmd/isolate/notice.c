/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A notice before it goes: its kind, whom it is for, and the facts that its text is made from.
 */
#include "isolate/guide.h"

#include "base/translate.h"
#include "isolate/choose.h"

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

void notice_print(const struct guide *guide, unsigned int indent, const char *kind_id,
		  const struct json *notice)
{
	const struct json *inner = notice ? json_get(notice, "facts") : NULL;
	const struct json *facts = inner ? json_get(inner, "facts") : NULL;
	int kind = words_find(WORDS_NOTICE_KIND, kind_id);

	page_words(&guide->page, indent, _("notice: "),
		   kind < 0 ? kind_id : words_shown(WORDS_NOTICE_KIND, (unsigned int)kind));
	print_recipients(guide, indent, notice ? json_get(notice, "recipients") : NULL);
	for (size_t i = 0; facts && i < json_length(facts); i++)
		print_fact(guide, indent + 2, json_at(facts, i));
}
