/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A file of words: for each audience a subject and a text in both languages, or whose words are used. What can be
 * read is read, so that one pass tells every fault.
 */
#include "notice/template-internal.h"

#include "base/clauses.h"
#include "base/digest.h"
#include "base/text.h"
#include "base/translate.h"

#include <string.h>

#define SUBJECT_BYTES 500
#define TEXT_BYTES ((size_t)32 << 10)
#define LIKE "like "

const char *const template_languages[NOTICE_LANGUAGE_COUNT + 1] = {
	[NOTICE_JAPANESE] = "ja", [NOTICE_ENGLISH] = "en", NULL,
};

struct reading {
	struct template_draft *draft;
	enum notice_kind kind;
	const struct conf_node *root;
};

static const char *audience_id(unsigned int audience)
{
	return words_get(WORDS_AUDIENCE, audience)->id;
}

/* --- one subject, one text --- */

static char *digest_of_words(const char *subject, const char *text)
{
	/* With the end of the subject, so that no byte can move from one to the other. */
	const struct digest_part parts[] = {{subject, strlen(subject) + 1}, {text, strlen(text)}};
	const struct digest digest = digest_of_parts(parts, G_N_ELEMENTS(parts));

	return digest_hex(digest.bytes, sizeof(digest.bytes));
}

/* What stands under KEY of NODE; NULL after a fault. */
static const struct conf_node *part_of(struct reading *reading, const struct conf_node *node, const char *key,
				       const char *owner, size_t limit)
{
	const struct conf_node *part = conf_find(node, key);
	g_autofree char *whole = g_strdup_printf(_("'%s' of %s"), key, owner);
	const char *text;

	if (!part) {
		conf_fault(reading->draft->faults, CONF_ERROR, conf_position(node), _("%s have no '%s'"), owner, key);
		return NULL;
	}
	if (!conf_read_string(part, whole, limit, &text, reading->draft->faults))
		return NULL;
	if (text[strspn(text, " \t\n")])
		return part;
	conf_fault(reading->draft->faults, CONF_ERROR, conf_position(part), _("%s is empty"), whole);
	return NULL;
}

static void words_free(gpointer pointer)
{
	struct template_words *words = pointer;

	g_ptr_array_unref(words->subject);
	g_ptr_array_unref(words->text);
	g_free(words->digest);
	g_free(words);
}

static struct template_words *read_words(struct reading *reading, const struct conf_node *node, const char *owner)
{
	static const char *const keys[] = {"subject", "text", NULL};
	struct template_draft *draft = reading->draft;
	const struct conf_node *subject, *text;
	struct template_words *words;

	if (!conf_check_keys(node, keys, owner, draft->faults))
		return NULL;
	subject = part_of(reading, node, "subject", owner, SUBJECT_BYTES);
	text = part_of(reading, node, "text", owner, TEXT_BYTES);
	if (!subject || !text)
		return NULL;
	words = g_new0(struct template_words, 1);
	words->subject = template_parse(draft, subject);
	words->text = template_parse(draft, text);
	words->digest = digest_of_words(conf_text(subject), conf_text(text));
	template_lint_subject(draft, subject, words->subject);
	template_lint_text(draft, text);
	if (!draft->templates->owned)
		draft->templates->owned = g_ptr_array_new_with_free_func(words_free);
	g_ptr_array_add(draft->templates->owned, words);
	return words;
}

/* --- an audience --- */

static void read_both(struct reading *reading, enum audience audience, const struct conf_node *node)
{
	struct template_draft *draft = reading->draft;
	const struct template_words **both = draft->templates->words[reading->kind][audience];
	g_autofree char *owner = g_strdup_printf(_("the words for '%s'"), audience_id(audience));

	if (!conf_check_keys(node, template_languages, owner, draft->faults))
		return;
	for (unsigned int i = 0; i < NOTICE_LANGUAGE_COUNT; i++) {
		const struct conf_node *one = conf_find(node, template_languages[i]);
		g_autofree char *each = g_strdup_printf(_("the words for '%s' in '%s'"), audience_id(audience),
							template_languages[i]);

		if (one)
			both[i] = read_words(reading, one, each);
		else
			conf_fault(draft->faults, CONF_ERROR, conf_position(node), _("%s are missing"), each);
	}
	if (both[NOTICE_JAPANESE] && both[NOTICE_ENGLISH] &&
	    g_str_equal(both[NOTICE_JAPANESE]->digest, both[NOTICE_ENGLISH]->digest))
		conf_fault(draft->faults, CONF_WARNING, conf_position(node), _("%s are the same in both languages"), owner);
}

/* Those whose words are used have words of their own: nobody has to follow a chain. */
static void read_like(struct reading *reading, enum audience audience, const struct conf_node *node)
{
	const char *text = conf_text(node), *name = g_str_has_prefix(text, LIKE) ? text + strlen(LIKE) : "";
	const int other = words_find(WORDS_AUDIENCE, name);
	const struct conf_node *words = other < 0 ? NULL : conf_find(reading->root, name);
	struct notice_templates *templates = reading->draft->templates;

	if (!words || conf_kind(words) != CONF_MAPPING) {
		g_autofree char *shown = text_excerpt(text);

		conf_fault(reading->draft->faults, CONF_ERROR, conf_position(node),
			   _("'%s' is '%s': expected a mapping, or 'like' and an audience with words of its own in this file"),
			   audience_id(audience), shown);
		return;
	}
	for (unsigned int i = 0; i < NOTICE_LANGUAGE_COUNT; i++)
		templates->words[reading->kind][audience][i] = templates->words[reading->kind][other][i];
}

static void read_audiences(struct reading *reading, bool likes)
{
	for (unsigned int i = 0; i < AUDIENCE_COUNT; i++) {
		const struct conf_node *node = conf_find(reading->root, audience_id(i));

		if (!node || (conf_kind(node) == CONF_SCALAR) != likes)
			continue;
		if (likes)
			read_like(reading, (enum audience)i, node);
		else
			read_both(reading, (enum audience)i, node);
		if (!notice_makes_sense(reading->kind, (enum audience)i))
			conf_fault(reading->draft->faults, CONF_ERROR, conf_position(node), _("'%s' is never told of '%s'"),
				   audience_id(i), words_get(WORDS_NOTICE_KIND, reading->kind)->id);
	}
}

static void lint_sight(struct reading *reading)
{
	for (unsigned int i = 0; i < AUDIENCE_COUNT; i++) {
		for (unsigned int k = 0; k < NOTICE_LANGUAGE_COUNT; k++) {
			const struct template_words *words = reading->draft->templates->words[reading->kind][i][k];

			if (!words)
				continue;
			template_lint_sight(reading->draft, words->subject, (enum audience)i);
			template_lint_sight(reading->draft, words->text, (enum audience)i);
		}
	}
}

/* --- the head --- */

static void read_clauses(struct reading *reading, const struct conf_node *node)
{
	struct conf_faults *faults = reading->draft->faults;

	if (!conf_expect(node, CONF_SEQUENCE, "'clauses'", faults))
		return;
	for (size_t i = 0; i < conf_length(node); i++) {
		const struct conf_node *item = conf_item(node, i);
		const char *clause;

		if (!conf_read_string(item, _("a clause"), 100, &clause, faults) || g_strv_contains(clauses_ids(), clause))
			continue;
		conf_fault(faults, CONF_ERROR, conf_position(item), _("the guideline has no clause '%s'"), clause);
	}
}

static void read_head(struct reading *reading)
{
	static const char *const marks[] = {"changes", NULL};
	const char *id = words_get(WORDS_NOTICE_KIND, reading->kind)->id, *kind = id;
	struct template_draft *draft = reading->draft;
	const struct conf_node *node = conf_find(reading->root, "notice");
	unsigned int index;

	if (!node)
		conf_fault(draft->faults, CONF_ERROR, conf_position(reading->root), _("the words of '%s' have no '%s'"), id,
			   "notice");
	else if (conf_read_string(node, "'notice'", 100, &kind, draft->faults) && !g_str_equal(kind, id))
		conf_fault(draft->faults, CONF_ERROR, conf_position(node), _("the file of '%s' calls its notice '%s'"), id, kind);
	node = conf_find(reading->root, "clauses");
	if (node)
		read_clauses(reading, node);
	node = conf_find(reading->root, "marks");
	draft->templates->marks[reading->kind] =
		node && conf_read_choice(node, "'marks'", marks, &index, draft->faults);
}

void template_read(struct template_draft *draft, enum notice_kind kind, const struct conf_document *document)
{
	const char *keys[AUDIENCE_COUNT + 4] = {"notice", "clauses", "marks", NULL};
	struct reading reading = {.draft = draft, .kind = kind, .root = conf_document_root(document)};
	g_autofree char *owner = g_strdup_printf(_("the words of '%s'"), words_get(WORDS_NOTICE_KIND, kind)->id);

	for (unsigned int i = 0; i < AUDIENCE_COUNT; i++)
		keys[i + 3] = audience_id(i);
	if (!reading.root || !conf_check_keys(reading.root, keys, owner, draft->faults))
		return;
	read_head(&reading);
	read_audiences(&reading, false);
	read_audiences(&reading, true);
	lint_sight(&reading);
}
