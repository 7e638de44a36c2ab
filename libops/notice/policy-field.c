/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The readers of single fields of notices.yaml: conf/'s typed readers by key, with what is read kept by the
 * policy. Whole sections are read in the file of their part.
 */
#include "notice/policy-internal.h"

#include "base/text.h"
#include "base/translate.h"

#include <string.h>

#define TITLE_LIMIT 200
#define FILE_LIMIT 1000

void policy_owner(struct policy_draft *draft, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	g_vsnprintf(draft->owner, sizeof(draft->owner), format, arguments);
	va_end(arguments);
}

const char *policy_field_of(struct policy_draft *draft, const char *key)
{
	g_snprintf(draft->field, sizeof(draft->field), _("'%s' of %s"), key, draft->owner);
	return draft->field;
}

const char *policy_keep(struct policy_draft *draft, const char *text)
{
	return g_string_chunk_insert_const(draft->policy->texts, text);
}

gpointer policy_array(struct policy_draft *draft, size_t count, size_t size)
{
	gpointer block = g_malloc0_n(MAX(count, 1), size);

	g_ptr_array_add(draft->policy->blocks, block);
	return block;
}

struct conf_position policy_place(struct policy_draft *draft, const struct conf_position *position)
{
	struct conf_position place = *position;

	place.file = place.file ? policy_keep(draft, place.file) : NULL;
	return place;
}

const struct conf_node *policy_find(const struct conf_node *node, const char *key)
{
	const struct conf_node *value = node ? conf_find(node, key) : NULL;

	return value && conf_is_null(value) && !conf_tag(value) ? NULL : value;
}

const struct conf_node *policy_required(struct policy_draft *draft, const struct conf_node *node, const char *key)
{
	const struct conf_node *value = policy_find(node, key);

	if (!value)
		policy_error(draft, conf_position(node), _("%s lacks '%s'"), draft->owner, key);
	return value;
}

const struct conf_node *policy_list(struct policy_draft *draft, const struct conf_node *node, const char *key, size_t most)
{
	const struct conf_node *list = policy_find(node, key);

	if (!list || !conf_expect(list, CONF_SEQUENCE, policy_field_of(draft, key), draft->faults))
		return NULL;
	if (conf_length(list) > 0 && conf_length(list) <= most)
		return list;
	policy_error(draft, conf_position(list), _("'%s' of %s has %zu entries, not 1 to %d"), key, draft->owner,
		     conf_length(list), (int)most);
	return NULL;
}

bool policy_text(struct policy_draft *draft, const struct conf_node *node, const char *key, size_t limit,
		 const char **ret_text)
{
	const struct conf_node *value = policy_find(node, key);
	const char *text;

	if (!value || !conf_read_text(value, policy_field_of(draft, key), limit, &text, draft->faults))
		return false;
	*ret_text = policy_keep(draft, text);
	return true;
}

bool policy_url(struct policy_draft *draft, const struct conf_node *node, const char *key, size_t limit, const char **ret_url)
{
	const struct conf_position *position;
	g_autofree char *shown = NULL;
	const char *url;

	if (!policy_text(draft, node, key, limit, &url))
		return false;
	if (inventory_url_is_plausible(url)) {
		*ret_url = url;
		return true;
	}
	position = conf_position(policy_find(node, key));
	shown = text_excerpt(url);
	if (inventory_url_has_login(url))
		policy_error(draft, position, _("'%s' of %s holds a login: a secret stands in a file of its own"), key, draft->owner);
	else
		policy_error(draft, position, _("'%s' of %s is '%s': expected a URL that begins with https:// or http://"), key,
			     draft->owner, shown);
	return false;
}

bool policy_name(struct policy_draft *draft, const struct conf_node *node, const char *key, const char **ret_name)
{
	const struct conf_node *value = policy_find(node, key);
	const char *name;

	if (!value || !conf_read_name(value, policy_field_of(draft, key), &name, draft->faults))
		return false;
	*ret_name = policy_keep(draft, name);
	return true;
}

bool policy_integer(struct policy_draft *draft, const struct conf_node *node, const char *key, int64_t minimum,
		    int64_t maximum, int64_t *ret_value)
{
	const struct conf_node *value = policy_find(node, key);

	return value && conf_read_integer(value, policy_field_of(draft, key), minimum, maximum, ret_value, draft->faults);
}

bool policy_duration(struct policy_draft *draft, const struct conf_node *node, const char *key, int64_t minimum_us,
		     int64_t maximum_us, int64_t *ret_us)
{
	const struct conf_node *value = policy_find(node, key);

	return value &&
	       conf_read_duration(value, policy_field_of(draft, key), minimum_us, maximum_us, ret_us, draft->faults);
}

bool policy_bool(struct policy_draft *draft, const struct conf_node *node, const char *key, bool *ret_value)
{
	const struct conf_node *value = policy_find(node, key);

	return value && conf_read_bool(value, policy_field_of(draft, key), ret_value, draft->faults);
}

bool policy_choice(struct policy_draft *draft, const struct conf_node *node, const char *key, const char *const *words,
		   unsigned int *ret_index)
{
	const struct conf_node *value = policy_find(node, key);

	return value && conf_read_choice(value, policy_field_of(draft, key), words, ret_index, draft->faults);
}

bool policy_title(struct policy_draft *draft, const struct conf_node *node, const char *key, struct bilingual *ret_title)
{
	static const char *const languages[] = {"ja", "en", NULL};
	const struct conf_node *value = policy_find(node, key);
	struct bilingual title = {NULL, NULL};
	const char *text;

	if (!value)
		return false;
	if (conf_kind(value) == CONF_SCALAR) {
		if (!policy_text(draft, node, key, TITLE_LIMIT, &text))
			return false;
		*ret_title = (struct bilingual){text, text};
		return true;
	}
	if (!conf_check_keys(value, languages, policy_field_of(draft, key), draft->faults))
		return false;
	policy_text(draft, value, "ja", TITLE_LIMIT, &title.ja);
	policy_text(draft, value, "en", TITLE_LIMIT, &title.en);
	if (!policy_find(value, "ja") && !policy_find(value, "en"))
		policy_error(draft, conf_position(value), _("'%s' of %s has neither 'ja' nor 'en'"), key, draft->owner);
	if (!title.ja && !title.en)
		return false;
	*ret_title = (struct bilingual){title.ja ? title.ja : title.en, title.en ? title.en : title.ja};
	return true;
}

bool policy_file(struct policy_draft *draft, const struct conf_node *node, const char *key, bool secret,
		 const char **ret_path)
{
	struct policy_file file = {.secret = secret};
	g_autofree char *joined = NULL;
	const char *path;

	if (!policy_text(draft, node, key, FILE_LIMIT, &path))
		return false;
	joined = g_path_is_absolute(path) ? g_strdup(path) : g_build_filename(draft->directory, path, NULL);
	*ret_path = file.path = policy_keep(draft, joined);
	file.position = policy_place(draft, conf_position(policy_find(node, key)));
	g_array_append_val(draft->policy->files, file);
	return true;
}

bool policy_is_false(const struct conf_node *value)
{
	return conf_kind(value) == CONF_SCALAR && !conf_tag(value) && strcmp(conf_text(value), "false") == 0;
}

void policy_unknown(struct policy_draft *draft, const struct conf_position *position, const char *word, const char *name,
		    const char *const *names, const char *key)
{
	const char *nearest = text_nearest(name, names);

	if (nearest)
		policy_error(draft, position, _("unknown %s '%s' in %s; did you mean '%s'?"), word, name,
			     policy_field_of(draft, key), nearest);
	else
		policy_error(draft, position, _("unknown %s '%s' in %s"), word, name, policy_field_of(draft, key));
}

/* --- entries --- */

bool policy_entry_find(const struct policy_draft *draft, const char *section, const char *name,
		       struct policy_entry *ret_entry)
{
	const struct conf_node *const roots[] = {draft->site, draft->share};

	for (size_t i = 0; i < G_N_ELEMENTS(roots); i++) {
		const struct conf_node *mapping = policy_find(roots[i], section);

		for (size_t k = 0; mapping && conf_kind(mapping) == CONF_MAPPING && k < conf_length(mapping); k++) {
			if (strcmp(conf_key(mapping, k), name) != 0 || conf_is_null(conf_value(mapping, k)))
				continue;
			*ret_entry = (struct policy_entry){conf_value(mapping, k), conf_key_position(mapping, k), i == 0};
			return true;
		}
	}
	return false;
}

const char *const *policy_words(struct policy_draft *draft, enum word_family family)
{
	const unsigned int count = words_count(family);
	const char **words = policy_array(draft, count + 1, sizeof(*words));

	for (unsigned int i = 0; i < count; i++)
		words[i] = words_get(family, i)->id;
	return words;
}

void policy_section_check(struct policy_draft *draft, const char *section, const char *const *words)
{
	const struct conf_node *const roots[] = {draft->site, draft->share};
	g_autofree char *owner = g_strdup_printf(_("section '%s'"), section);
	struct policy_entry entry;

	for (size_t i = 0; i < G_N_ELEMENTS(roots); i++) {
		const struct conf_node *mapping = policy_find(roots[i], section);

		if (mapping)
			conf_check_keys(mapping, words, owner, draft->faults);
	}
	for (; *words; words++)
		if (!policy_entry_find(draft, section, *words, &entry))
			policy_error(draft, &draft->share_whole, _("%s lacks '%s'"), owner, *words);
}
