/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The facts of a notice, in order of name, and their form as JSON:
 *   {"v":1,"kind":"check-request","audience":"institution","recipient":"hosp-1",
 *    "reference":"INC-20261122-003","subject":"line:h1-main","organization":null,
 *    "as_of_us":…,"facts":[{"name":"since","value":"10:30","estimated":true},…]}
 * What is read was written here, and may have been changed by anybody since: a key
 * that is not known is refused, as leaving it out would make another text.
 */
#include "notice/facts.h"

#include "base/text.h"
#include "base/translate.h"

#define FORM 1

struct notice_facts *notice_facts_new(enum notice_kind kind, enum audience audience)
{
	struct notice_facts *facts = g_new0(struct notice_facts, 1);

	g_assert(kind < NOTICE_KIND_COUNT && audience < AUDIENCE_COUNT);
	facts->kind = kind;
	facts->audience = audience;
	facts->facts = g_ptr_array_new();
	return facts;
}

static void fact_free(struct notice_fact *fact)
{
	g_free(fact->name);
	g_free(fact->value);
	g_free(fact);
}

void notice_facts_free(struct notice_facts *facts)
{
	if (!facts)
		return;
	for (guint i = 0; i < facts->facts->len; i++)
		fact_free(facts->facts->pdata[i]);
	g_ptr_array_unref(facts->facts);
	g_free(facts->recipient);
	g_free(facts->reference);
	g_free(facts->subject);
	g_free(facts->organization);
	g_free(facts);
}

/* Where NAME is, or belongs. */
static guint place_of(const struct notice_facts *facts, const char *name, bool *ret_there)
{
	int order = 1;
	guint index = 0;

	while (index < facts->facts->len) {
		order = strcmp(((struct notice_fact *)facts->facts->pdata[index])->name, name);
		if (order >= 0)
			break;
		index++;
	}
	*ret_there = order == 0;
	return index;
}

void notice_facts_add(struct notice_facts *facts, const char *name, const char *value,
		      bool estimated)
{
	struct notice_fact *fact = g_new0(struct notice_fact, 1);
	bool there;
	guint index;

	g_assert(*name);
	/* Copied before what is replaced goes: they may be its own. */
	fact->name = g_strdup(name);
	fact->value = g_strdup(value);
	fact->estimated = estimated;
	index = place_of(facts, name, &there);
	if (there)
		fact_free(g_ptr_array_remove_index(facts->facts, index));
	g_ptr_array_insert(facts->facts, (gint)index, fact);
}

/* --- as JSON --- */

static struct json *fact_json(const struct notice_fact *fact)
{
	struct json *object = json_new_object();

	json_set_string(object, "name", fact->name);
	json_set_string(object, "value", fact->value);
	json_set_bool(object, "estimated", fact->estimated);
	return object;
}

struct json *notice_facts_json(const struct notice_facts *facts)
{
	struct json *object = json_new_object(), *list = json_new_array();

	for (guint i = 0; i < facts->facts->len; i++)
		json_append_take(list, fact_json(facts->facts->pdata[i]));
	json_set_integer(object, "v", FORM);
	json_set_string(object, "kind", words_get(WORDS_NOTICE_KIND, facts->kind)->id);
	json_set_string(object, "audience", words_get(WORDS_AUDIENCE, facts->audience)->id);
	json_set_string(object, "recipient", facts->recipient);
	json_set_string(object, "reference", facts->reference);
	json_set_string(object, "subject", facts->subject);
	json_set_string(object, "organization", facts->organization);
	json_set_integer(object, "as_of_us", facts->as_of_us);
	json_take(object, "facts", list);
	return object;
}

static bool refuse(GError **error, const char *key)
{
	g_autofree char *safe = text_safe_string(key);

	g_set_error(
		error, OPS_JSON_ERROR, JSON_ERROR_SYNTAX,
		_("cannot read the facts of a notice: '%s' is missing or not as nwops writes it"),
		safe);
	return false;
}

static bool keys_known(const struct json *object, const char *const *keys, GError **error)
{
	const char *key = json_unknown_key(object, keys);

	return !key || refuse(error, key);
}

static bool read_word(const struct json *json, const char *key, enum word_family family,
		      unsigned int *ret_value, GError **error)
{
	const char *id = json_get_string(json, key);
	const int value = id ? words_find(family, id) : -1;

	if (value < 0)
		return refuse(error, key);
	*ret_value = (unsigned int)value;
	return true;
}

/* A string, or null and NULL. Caller frees. */
static bool read_option(const struct json *json, const char *key, char **ret_text, GError **error)
{
	const struct json *value = json_get(json, key);
	const char *text = json_get_string(json, key);

	if (!value || (!text && !json_says_null(value)))
		return refuse(error, key);
	*ret_text = g_strdup(text);
	return true;
}

static bool read_fact(struct notice_facts *facts, const struct json *json, GError **error)
{
	static const char *const keys[] = {"name", "value", "estimated", NULL};
	const char *name = json_get_string(json, "name");
	g_autofree char *value = NULL;
	bool estimated, there;

	if (!name || !*name)
		return refuse(error, "name");
	if (!json_get_bool(json, "estimated", &estimated))
		return refuse(error, "estimated");
	if (!keys_known(json, keys, error) || !read_option(json, "value", &value, error))
		return false;
	place_of(facts, name, &there);
	if (there)
		return refuse(error, name);
	notice_facts_add(facts, name, value, estimated);
	return true;
}

static bool read_list(struct notice_facts *facts, const struct json *list, GError **error)
{
	if (!list || !json_is_list(list))
		return refuse(error, "facts");
	for (size_t i = 0; i < json_length(list); i++)
		if (!read_fact(facts, json_at(list, i), error))
			return false;
	return true;
}

struct notice_facts *notice_facts_read(const struct json *json, GError **error)
{
	static const char *const keys[] = {"v",		"kind",	   "audience",	   "recipient",
					   "reference", "subject", "organization", "as_of_us",
					   "facts",	NULL};
	g_autoptr(ops_notice_facts_t) facts = NULL;
	unsigned int kind, audience;
	int64_t form;

	if (!json_get_integer(json, "v", &form) || form != FORM) {
		refuse(error, "v");
		return NULL;
	}
	if (!keys_known(json, keys, error) ||
	    !read_word(json, "kind", WORDS_NOTICE_KIND, &kind, error) ||
	    !read_word(json, "audience", WORDS_AUDIENCE, &audience, error))
		return NULL;
	facts = notice_facts_new((enum notice_kind)kind, (enum audience)audience);
	if (!json_get_integer(json, "as_of_us", &facts->as_of_us)) {
		refuse(error, "as_of_us");
		return NULL;
	}
	return read_option(json, "recipient", &facts->recipient, error) &&
			       read_option(json, "reference", &facts->reference, error) &&
			       read_option(json, "subject", &facts->subject, error) &&
			       read_option(json, "organization", &facts->organization, error) &&
			       read_list(facts, json_get(json, "facts"), error)
		       ? g_steal_pointer(&facts)
		       : NULL;
}

void notice_facts_remove(struct notice_facts *facts, const char *name)
{
	bool there;
	guint index = place_of(facts, name, &there);

	if (there)
		fact_free(g_ptr_array_remove_index(facts->facts, index));
}

const struct notice_fact *notice_facts_find(const struct notice_facts *facts, const char *name)
{
	bool there;
	guint index = place_of(facts, name, &there);

	return there ? facts->facts->pdata[index] : NULL;
}

struct notice_facts *notice_facts_copy(const struct notice_facts *facts)
{
	struct notice_facts *copy = notice_facts_new(facts->kind, facts->audience);

	copy->recipient = g_strdup(facts->recipient);
	copy->reference = g_strdup(facts->reference);
	copy->subject = g_strdup(facts->subject);
	copy->organization = g_strdup(facts->organization);
	copy->as_of_us = facts->as_of_us;
	for (guint i = 0; i < facts->facts->len; i++) {
		const struct notice_fact *fact = facts->facts->pdata[i];

		notice_facts_add(copy, fact->name, fact->value, fact->estimated);
	}
	return copy;
}

struct notice_facts *notice_facts_parse(const char *text, GError **error)
{
	size_t length = strlen(text);
	g_autoptr(ops_json_t) json = json_parse(text, length, length, error);

	return json ? notice_facts_read(json, error) : NULL;
}
