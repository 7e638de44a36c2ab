/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From a word to the subject of a trouble: first what has this very name, then who
 * may be meant. What may be several things is never guessed at.
 */
#include "subject.h"

#include "base/text.h"
#include "base/translate.h"
#include "engine/subject.h"

#define CANDIDATES 6	/* asked for; one less is named */

static const char *const kinds[] = {"", "line:", "device:", "group:"};

void subject_said_clear(struct subject_said *said)
{
	g_clear_pointer(&said->name, g_free);
	g_clear_pointer(&said->organization, g_free);
}

static bool find_thing(const struct inventory *inventory, const char *word, struct subject_said *ret_said)
{
	for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
		g_autofree char *name = g_strconcat(kinds[i], word, NULL);
		struct subject subject;

		if (!engine_subject(inventory, name, &subject))
			continue;
		ret_said->name = g_steal_pointer(&name);
		ret_said->organization = g_strdup(subject.organization ? subject.organization->name : "");
		return true;
	}
	return false;
}

/* The one line of ORGANIZATION; NULL when it has none, or several. */
static const struct line *only_line(const struct inventory *inventory, const struct organization *organization)
{
	const struct line *only = NULL;

	for (size_t i = 0; i < inventory_line_count(inventory); i++) {
		const struct line *line = inventory_line_at(inventory, i);

		if (line->institution != organization)
			continue;
		if (only)
			return NULL;
		only = line;
	}
	return only;
}

static void take_organization(const struct inventory *inventory, const struct organization *organization,
			      struct subject_said *ret_said)
{
	const struct line *line = only_line(inventory, organization);

	ret_said->name = line ? g_strconcat("line:", line->name, NULL) : g_strdup(organization->name);
	ret_said->organization = g_strdup(organization->name);
}

/* "hosp-1 (Sakura Hospital), hosp-2 (…)" */
static char *candidates(const struct session *session, const GArray *matches)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (guint i = 0; i < matches->len && i < CANDIDATES - 1; i++) {
		const struct organization *each = g_array_index(matches, struct lookup_match, i).organization;

		g_string_append_printf(text, "%s%s (%s)", i ? ", " : "", each->name,
				       g_str_equal(session->language, "ja") ? each->title.ja : each->title.en);
	}
	if (matches->len == CANDIDATES)
		g_string_append(text, ", …");
	return g_string_free(g_steal_pointer(&text), FALSE);
}

/* The one of MATCHES that is meant; NULL when it may be several. */
static const struct organization *settle(const GArray *matches)
{
	const struct lookup_match *first = &g_array_index(matches, struct lookup_match, 0);
	const struct lookup_match *second = matches->len > 1 ? first + 1 : NULL;

	return !second || (first->whole && !second->whole) ? first->organization : NULL;
}

bool subject_understand(const struct session *session, const char *word, struct subject_said *ret_said, GError **error)
{
	g_autoptr(GArray) matches = NULL;
	g_autofree char *shown = text_excerpt(word), *list = NULL;
	const struct organization *meant;

	if (find_thing(session->inventory, word, ret_said))
		return true;
	matches = inventory_look_up(session->inventory, word, CANDIDATES);
	if (!matches->len) {
		g_set_error(error, OPS_INVENTORY_ERROR, INVENTORY_ERROR_NOTHING,
			    _("'%s' is no line, device or group, and no institution is called so"), shown);
		return false;
	}
	meant = settle(matches);
	if (meant) {
		take_organization(session->inventory, meant, ret_said);
		return true;
	}
	list = candidates(session, matches);
	g_set_error(error, OPS_INVENTORY_ERROR, INVENTORY_ERROR_NOTHING, _("'%s' may be any of: %s"), shown, list);
	return false;
}
