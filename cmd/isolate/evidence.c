/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is known, and how old that is; who is suspected and on what that rests; what would
 * tell more. All of it is read from what the record has of the last look.
 */
#include "isolate/guide.h"

#include "base/quantity.h"
#include "base/translate.h"

#include <math.h>
#include <string.h>

#define ITEMS_SHOWN 3
#define SUSPECTS_SHOWN 3
#define NAMES_SHOWN 4

/* Members of LIST with commas, the rest counted. Caller frees. */
static char *names_of(const struct json *list)
{
	GString *names = g_string_new(NULL);
	size_t count = list ? json_length(list) : 0;

	for (size_t i = 0; i < MIN(count, NAMES_SHOWN); i++)
		g_string_append_printf(names, "%s%s", i ? ", " : "", json_get_string_at(list, i));
	if (count > NAMES_SHOWN)
		g_string_append_printf(names, _(" and %zu more"), count - NAMES_SHOWN);
	return g_string_free(names, FALSE);
}

static enum status status_of(const struct json *item)
{
	const char *id = json_get_string(item, "status");
	int status = id ? words_find(WORDS_STATUS, id) : -1;

	return status < 0 ? STATUS_UNKNOWN : (enum status)status;
}

static void print_item(const struct guide *guide, const struct json *item)
{
	const char *text = json_get_string(item, "text");
	g_autofree char *line =
		g_strdup_printf("%s %s%s%s", words_shown(WORDS_STATUS, status_of(item)),
				json_get_string(item, "item"), text && *text ? ": " : "",
				text ? text : "");

	page_words(&guide->page, 4, "", line);
}

static void print_items(const struct guide *guide, const struct json *items)
{
	size_t count = items ? json_length(items) : 0, well = 0, unknown = 0, shown = 0;
	g_autofree char *line = NULL;

	for (size_t i = 0; i < count; i++) {
		enum status status = status_of(json_at(items, i));

		well += status == STATUS_OK;
		unknown += status == STATUS_UNKNOWN;
		if (status == STATUS_OK || shown == ITEMS_SHOWN)
			continue;
		print_item(guide, json_at(items, i));
		shown++;
	}
	if (!count)
		return;
	if (well == count)
		line = g_strdup_printf(_("all %zu items well"), count);
	else
		line = g_strdup_printf(_("not well %zu, not known %zu, well %zu"),
				       count - well - unknown, unknown, well);
	page_words(&guide->page, 4, "", line);
}

/* --- suspects --- */

static double share_of(const struct json *suspect)
{
	g_autofree char *text =
		json_get(suspect, "share") ? json_text(json_get(suspect, "share")) : NULL;

	return text ? g_ascii_strtod(text, NULL) : 0;
}

static void print_suspect(const struct guide *guide, const struct json *suspect)
{
	const char *whose = json_get_string(suspect, "whose"),
		   *organization = json_get_string(suspect, "organization");
	int verdict = whose ? words_find(WORDS_FAULT_VERDICT, whose) : -1;
	g_autofree char *line =
		g_strdup_printf("%3.0f%% %s (%s%s%s)", round(share_of(suspect) * 100),
				json_get_string(suspect, "component"),
				verdict < 0
					? "?"
					: words_shown(WORDS_FAULT_VERDICT, (unsigned int)verdict),
				organization ? ": " : "", organization ? organization : "");

	page_words(&guide->page, 4, "", line);
}

static void print_next(const struct guide *guide, const struct json *next)
{
	const char *cost_id = json_get_string(next, "cost");
	int cost = cost_id ? words_find(WORDS_ASK_COST, cost_id) : -1;
	g_autofree char *good = names_of(json_get(next, "if_good")),
			*bad = names_of(json_get(next, "if_bad"));
	g_autofree char *line =
		g_strdup_printf(_("%s (%s): if good: %s; if bad: %s"),
				json_get_string(next, "observation"),
				cost < 0 ? "?" : words_shown(WORDS_ASK_COST, (unsigned int)cost),
				*good ? good : _("nobody"), *bad ? bad : _("nobody"));

	page_words(&guide->page, 2, _("would tell most: "), line);
}

/* Classes of more than one member: nothing seen so far tells these apart. */
static void print_alike(const struct guide *guide, const struct json *sets)
{
	const struct json *classes =
		sets && json_length(sets) ? json_get(json_at(sets, 0), "one_of_each") : NULL;

	for (size_t i = 0; classes && i < json_length(classes); i++) {
		g_autofree char *names = names_of(json_at(classes, i));

		if (json_length(json_at(classes, i)) > 1)
			page_words(&guide->page, 2, _("cannot be told apart: "), names);
	}
}

static void print_suspects(const struct guide *guide, const struct json *body)
{
	const struct json *suspects = body ? json_get(body, "suspects") : NULL;
	g_autofree char *rests = body ? names_of(json_get(body, "evidence")) : NULL;
	g_autofree char *against = body ? names_of(json_get(body, "repeat_first")) : NULL;

	if (!suspects || !json_length(suspects))
		return;
	page_words(&guide->page, 0, "", _("suspects"));
	for (size_t i = 0; i < MIN(json_length(suspects), SUSPECTS_SHOWN); i++)
		print_suspect(guide, json_at(suspects, i));
	page_words(&guide->page, 2, _("rests on: "), rests);
	print_alike(guide, json_get(body, "sets"));
	page_words(&guide->page, 2, _("speaks against it: "), against);
	if (json_get(body, "next") && json_get_string(json_get(body, "next"), "observation"))
		print_next(guide, json_get(body, "next"));
}

void evidence_print(const struct guide *guide)
{
	const struct walk_evidence *evidence = walk_evidence(guide->walk);
	g_autofree char *age = NULL, *line = NULL;
	int scope;

	if (!evidence)
		return;
	age = quantity_show_duration(MAX(guide_now_us(guide) - evidence->at_us, 0));
	scope = evidence->scope ? words_find(WORDS_PROBE_SCOPE, evidence->scope) : -1;
	line = g_strdup_printf(_("%s: %s, %s ago"),
			       scope < 0 ? "" : words_shown(WORDS_PROBE_SCOPE, (unsigned int)scope),
			       words_shown(WORDS_STEP_OUTCOME, evidence->outcome), age);
	page_words(&guide->page, 0, _("seen: "), line);
	print_items(guide, json_get(evidence->body, "items"));
	print_suspects(guide, json_get(evidence->body, "suspects"));
}
