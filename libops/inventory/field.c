/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The readers of single fields that every section shares: conf/'s typed
 * readers by key, with what is read kept by the inventory, and the kinds of
 * text that only this room knows (titles, telephone numbers, tags,
 * references). Whole sections are read in the file of their family.
 */
#include "inventory/internal.h"

#include "base/text.h"
#include "base/translate.h"

#define TITLE_LIMIT 200
#define TAGS_LIMIT 32
#define PHONE_LIMIT 40
#define HOURS_LIMIT 800
#define AREAS 47

const struct conf_node *field_find(const struct conf_node *node, const char *key)
{
	const struct conf_node *value = conf_find(node, key);

	return value && conf_is_null(value) && !conf_tag(value) ? NULL : value;
}

const struct conf_node *field_required(struct build *build, const struct conf_node *node, const char *key)
{
	const struct conf_node *value = field_find(node, key);

	if (!value)
		build_error(build, conf_position(node), _("%s lacks '%s'"), build_owner(build), key);
	return value;
}

const char *field_of(struct build *build, const char *key)
{
	g_snprintf(build->field, sizeof(build->field), _("'%s' of %s"), key, build_owner(build));
	return build->field;
}

/*
 * A typed reader of conf/ over VALUE, which stands at KEY. Mostly all is well, so
 * whose value it is is put into words only at a second reading, which finds the
 * same fault and tells it.
 */
#define READ(reader, value, ...) \
	(reader(value, NULL, __VA_ARGS__, NULL) || \
	 reader(value, field_of(build, key), __VA_ARGS__, build->faults))

bool field_string(struct build *build, const struct conf_node *node, const char *key, size_t limit,
		  const char **ret_text)
{
	const struct conf_node *value = field_find(node, key);
	const char *text;

	if (!value || !READ(conf_read_text, value, limit, &text))
		return false;
	*ret_text = build_keep(build, text);
	return true;
}

bool field_name(struct build *build, const struct conf_node *node, const char *key, const char **ret_name)
{
	const struct conf_node *value = field_find(node, key);
	const char *name;

	if (!value || !READ(conf_read_name, value, &name))
		return false;
	*ret_name = build_share(build, name);
	return true;
}

bool field_integer(struct build *build, const struct conf_node *node, const char *key, int64_t minimum,
		   int64_t maximum, int64_t *ret_value)
{
	const struct conf_node *value = field_find(node, key);

	return value && READ(conf_read_integer, value, minimum, maximum, ret_value);
}

const struct conf_node *field_list(struct build *build, const struct conf_node *node, const char *key, int limit)
{
	const struct conf_node *list = field_find(node, key);

	if (!list || !conf_expect(list, CONF_SEQUENCE, field_of(build, key), build->faults))
		return NULL;
	if (conf_length(list) >= 1 && conf_length(list) <= (size_t)limit)
		return list;
	build_error(build, conf_position(list), _("'%s' of %s has %zu entries, not 1 to %d"), key, build_owner(build),
		    conf_length(list), limit);
	return NULL;
}

bool field_duration(struct build *build, const struct conf_node *node, const char *key, int64_t minimum_us,
		    int64_t maximum_us, int64_t *ret_us)
{
	const struct conf_node *value = field_find(node, key);

	return value && READ(conf_read_duration, value, minimum_us, maximum_us, ret_us);
}

bool field_choice(struct build *build, const struct conf_node *node, const char *key,
		  const char *const *words, unsigned int *ret_index)
{
	const struct conf_node *value = field_find(node, key);

	return value && READ(conf_read_choice, value, words, ret_index);
}

bool field_address(struct build *build, const struct conf_node *node, const char *key,
		   struct address *ret_address)
{
	const struct conf_node *value = field_find(node, key);

	return value && READ(conf_read_address, value, ret_address);
}

bool field_rate(struct build *build, const struct conf_node *node, const char *key,
		int64_t *ret_bits_per_second)
{
	const struct conf_node *value = field_find(node, key);

	return value && READ(conf_read_rate, value, ret_bits_per_second);
}

/* Digits of a number that can be dialled from Japan, with what was in PHONE of "+81" made 0. */
static bool phone_is_plausible(const char *phone, const char *digits)
{
	size_t length = strlen(digits);

	if (g_str_has_prefix(phone, "+"))
		return length >= 8 && length <= 15;
	if (digits[0] == '0')
		return length == 10 || length == 11;
	return length == 3 || length == 4;
}

bool field_phone(struct build *build, const struct conf_node *node, const char *key, const char **ret_phone)
{
	g_autofree char *digits = NULL;
	g_autofree char *shown = NULL;
	const char *phone;

	if (!field_string(build, node, key, PHONE_LIMIT, &phone))
		return false;
	digits = text_fold_phone(phone);
	if (digits && phone_is_plausible(phone, digits)) {
		*ret_phone = phone;
		return true;
	}
	shown = text_excerpt(phone);
	build_error(build, conf_position(conf_find(node, key)),
		    _("'%s' of %s is no telephone number: expected +country and number, "
		      "or 10 or 11 digits that begin with 0"), shown, build_owner(build));
	return false;
}

bool field_hours(struct build *build, const struct conf_node *node, const char *key,
		 const struct hours **ret_hours)
{
	const struct conf_node *value = field_find(node, key);
	g_autoptr(GError) error = NULL;
	struct hours *shared, hours;
	const char *text;

	if (!value || !READ(conf_read_text, value, HOURS_LIMIT, &text))
		return false;
	shared = g_hash_table_lookup(build->hours, text);
	if (!shared && hours_parse(text, &hours, &error)) {
		shared = build_array(build, 1, sizeof(*shared));
		*shared = hours;
		g_hash_table_insert(build->hours, g_strdup(text), shared);
	}
	*ret_hours = shared;
	if (shared)
		return true;
	build_error(build, conf_position(conf_find(node, key)), _("%s: %s"), field_of(build, key),
		    error->message);
	return false;
}

bool field_area(struct build *build, const struct conf_node *node, uint8_t *ret_area)
{
	int64_t area;

	if (!field_integer(build, node, "area", 1, AREAS, &area))
		return false;
	*ret_area = (uint8_t)area;
	return true;
}

/* The array of the names in LIST, one for all lists that read alike. */
static const char *const *tags_share(struct build *build, const struct conf_node *list)
{
	g_autoptr(GString) joined = g_string_new(NULL);
	g_autoptr(GPtrArray) read = g_ptr_array_new();
	const char *const *shared;
	const char *tag;

	for (size_t i = 0; i < conf_length(list); i++) {
		if (!conf_read_name(conf_item(list, i), field_of(build, "tags"), &tag, build->faults))
			continue;
		g_string_append_printf(joined, "%s ", tag);
		g_ptr_array_add(read, (gpointer)build_share(build, tag));
	}
	shared = g_hash_table_lookup(build->tags, joined->str);
	if (!shared) {
		const char **tags = build_array(build, read->len + 1, sizeof(*tags));

		if (read->len > 0)
			memcpy(tags, read->pdata, read->len * sizeof(*tags));
		shared = tags;
		g_hash_table_insert(build->tags, g_strdup(joined->str), tags);
	}
	return shared;
}

const char *const *field_tags(struct build *build, const struct conf_node *node)
{
	static const char *const none[] = { NULL };
	const struct conf_node *list = field_find(node, "tags");

	if (!list || !conf_expect(list, CONF_SEQUENCE, field_of(build, "tags"), build->faults))
		return none;
	if (conf_length(list) > TAGS_LIMIT) {
		build_error(build, conf_position(list), _("%s has more than %d tags"), build_owner(build),
			    TAGS_LIMIT);
		return none;
	}
	return tags_share(build, list);
}

const struct conf_node *field_mapping(struct build *build, const struct conf_node *node, const char *key,
				      const char *const *keys)
{
	const struct conf_node *value = field_find(node, key);

	if (!value || (!conf_check_keys(value, keys, NULL, NULL) &&
		       !conf_check_keys(value, keys, field_of(build, key), build->faults)))
		return NULL;
	return value;
}

bool field_is_false(const struct conf_node *value)
{
	return conf_kind(value) == CONF_SCALAR && !conf_tag(value) && strcmp(conf_text(value), "false") == 0;
}

bool field_title(struct build *build, const struct conf_node *node, const char *key,
		 struct bilingual *ret_title, const char **ret_kana)
{
	static const char *const plain_keys[] = { "ja", "en", NULL };
	static const char *const kana_keys[] = { "ja", "en", "kana", NULL };
	const struct conf_node *value = field_find(node, key);
	struct bilingual title = { NULL, NULL };
	const char *text;

	if (!value)
		return false;
	if (conf_kind(value) == CONF_SCALAR) {
		if (!field_string(build, node, key, TITLE_LIMIT, &text))
			return false;
		*ret_title = (struct bilingual){ text, text };
		return true;
	}
	value = field_mapping(build, node, key, ret_kana ? kana_keys : plain_keys);
	if (!value)
		return false;
	field_string(build, value, "ja", TITLE_LIMIT, &title.ja);
	field_string(build, value, "en", TITLE_LIMIT, &title.en);
	if (ret_kana)
		field_string(build, value, "kana", TITLE_LIMIT, ret_kana);
	if (!field_find(value, "ja") && !field_find(value, "en")) {
		build_error(build, conf_position(value), _("'%s' of %s has neither 'ja' nor 'en'"), key,
			    build_owner(build));
		return false;
	}
	ret_title->ja = title.ja ? title.ja : title.en;
	ret_title->en = title.en ? title.en : title.ja;
	return title.ja || title.en;
}

static void reference_unknown(struct build *build, const struct conf_position *position, const char *key,
			      const char *name, enum family_id family)
{
	size_t count = build->inventory->families[family].count;
	const char *nearest = NULL;

	if (build->partial)
		return;
	if (count <= build->nearest_budget) {
		build->nearest_budget -= count;
		nearest = inventory_nearest(build->inventory, family, name);
	}
	if (nearest)
		build_error(build, position, _("unknown %s '%s' in %s; did you mean '%s'?"),
			    _(inventory_family_word(family)), name, field_of(build, key), nearest);
	else
		build_error(build, position, _("unknown %s '%s' in %s"),
			    _(inventory_family_word(family)), name, field_of(build, key));
}

gpointer field_resolve(struct build *build, const char *name, const struct conf_position *position,
		       const char *key, enum family_id family)
{
	gpointer thing = inventory_find(build->inventory, family, name);

	if (!thing)
		reference_unknown(build, position, key, name, family);
	return thing;
}

gpointer field_reference_word(struct build *build, const struct conf_node *word, const char *key,
			      enum family_id family)
{
	const char *name;

	if (!READ(conf_read_name, word, &name))
		return NULL;
	return field_resolve(build, name, conf_position(word), key, family);
}

gpointer field_reference(struct build *build, const struct conf_node *node, const char *key,
			 enum family_id family)
{
	const struct conf_node *word = field_find(node, key);

	return word ? field_reference_word(build, word, key, family) : NULL;
}

/* "carrier" or "operator or core operator", for a message. Caller frees. */
static char *kinds_shown(unsigned int kinds)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (unsigned int kind = 0; kind < OWNER_KIND_COUNT; kind++)
		if (kinds & 1U << kind)
			g_string_append_printf(text, "%s'%s'", text->len > 0 ? _(" or ") : "",
					       words_get(WORDS_OWNER_KIND, kind)->id);
	return g_strdup(text->str);
}

const struct organization *field_organization(struct build *build, const struct conf_node *node,
					      const char *key, unsigned int kinds)
{
	const struct organization *organization =
		field_reference(build, node, key, FAMILY_ORGANIZATION);

	return organization ? field_organization_check(build, organization,
						       conf_position(conf_find(node, key)), key, kinds) :
			      NULL;
}

const struct organization *field_organization_check(struct build *build,
						    const struct organization *organization,
						    const struct conf_position *position,
						    const char *key, unsigned int kinds)
{
	g_autofree char *expected = NULL;

	if (kinds == 0 || kinds & 1U << organization->kind)
		return organization;
	expected = kinds_shown(kinds);
	build_error(build, position,
		    _("'%s' of %s is organization '%s' of kind '%s'; expected kind %s"), key, build_owner(build),
		    organization->name, words_get(WORDS_OWNER_KIND, organization->kind)->id, expected);
	return NULL;
}
