/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the site itself has to say in its manual (nwops procedure manual): its title, the statement
 * of conformity, conduct by service class (2.1.1-1, -2, -7). These are promises in the site's own
 * words, so a language in which it wrote nothing stays empty; nothing stands in for it.
 */
#include "inventory/internal.h"

#include "base/text.h"
#include "base/translate.h"

#define TEXT_LIMIT 8000
#define DATE_LIMIT 40

/* A text of paragraphs: lines may end, and an empty one begins a new paragraph. */
static void words_read(struct build *build, const struct conf_node *node, const char *key, const char **ret_text)
{
	const struct conf_node *value = field_find(node, key);
	g_autofree char *trimmed = NULL;
	const char *text;

	if (!value || !conf_read_string(value, field_of(build, key), TEXT_LIMIT, &text, build->faults))
		return;
	trimmed = g_strstrip(g_strdup(text));
	if (!*trimmed) {
		build_error(build, conf_position(value), _("%s is an empty text"), field_of(build, key));
		return;
	}
	for (const char *at = trimmed; *at; at = g_utf8_next_char(at)) {
		if (*at == '\n' || text_char_is_safe(g_utf8_get_char(at)))
			continue;
		build_error(build, conf_position(value),
			    _("%s holds a control character or one that hides or reorders text"),
			    field_of(build, key));
		return;
	}
	*ret_text = build_share(build, trimmed);
}

/* The words of NODE, whose keys were checked. */
static void both_read(struct build *build, const struct conf_node *node, const char *key, struct site_words *ret_words)
{
	words_read(build, node, "ja", &ret_words->ja);
	words_read(build, node, "en", &ret_words->en);
	if (!field_find(node, "ja") && !field_find(node, "en"))
		build_error(build, conf_position(node), _("'%s' of %s has neither 'ja' nor 'en'"), key,
			    build_owner(build));
}

static void site_words_read(struct build *build, const struct conf_node *node, const char *key,
			    struct site_words *ret_words)
{
	static const char *const keys[] = { "ja", "en", NULL };
	const struct conf_node *words = field_mapping(build, node, key, keys);

	if (words)
		both_read(build, words, key, ret_words);
}

void conduct_read(struct build *build, const struct conf_node *node, struct conduct *ret_conduct)
{
	static const char *const keys[] = { "change", "interruption", NULL };
	const struct conf_node *conduct = field_mapping(build, node, "conduct", keys);

	if (!conduct)
		return;
	site_words_read(build, conduct, "change", &ret_conduct->change);
	site_words_read(build, conduct, "interruption", &ret_conduct->interruption);
}

static void reviewed_read(struct build *build, const struct conf_node *node, struct day *ret_day)
{
	g_autofree char *shown = NULL;
	const char *text;

	if (!field_string(build, node, "reviewed", DATE_LIMIT, &text) ||
	    (calendars_parse_day(text, ret_day) && ret_day->year))
		return;
	*ret_day = (struct day){ 0 };
	shown = text_excerpt(text);
	build_error(build, conf_position(conf_find(node, "reviewed")),
		    _("%s is '%s': expected a date with its year, such as 2026-04-01"), field_of(build, "reviewed"),
		    shown);
}

void manual_read(struct build *build, const struct conf_node *root)
{
	static const char *const keys[] = { "title", "conformity", NULL };
	static const char *const conformity_keys[] = { "ja", "en", "source", "reviewed", NULL };
	struct manual_rules *manual = &build->inventory->policy.manual;
	const struct conf_node *node = field_mapping(build, root, "manual", keys), *conformity;

	if (!node)
		return;
	build_subject(build, N_("section"), "manual");
	field_title(build, node, "title", &manual->title, NULL);
	conformity = field_mapping(build, node, "conformity", conformity_keys);
	if (!conformity)
		return;
	both_read(build, conformity, "conformity", &manual->conformity);
	field_title(build, conformity, "source", &manual->conformity_source, NULL);
	reviewed_read(build, conformity, &manual->conformity_reviewed);
}
