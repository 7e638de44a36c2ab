/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Typed readers: one scalar in, one value out, or one fault that names whose
 * value it is, what was found and what was expected. The reader's type
 * decides what a scalar means, never its look: "22" in quotes is a port, and
 * yes is a fault.
 */
#include "conf/internal.h"

#include "base/quantity.h"
#include "base/text.h"
#include "base/translate.h"

#define NAME_MAX_BYTES 64
#define EXAMPLE_SHORT_US (30 * (int64_t)G_USEC_PER_SEC)
#define EXAMPLE_LONG_US (90 * 60 * (int64_t)G_USEC_PER_SEC)
/* Longer words have no near neighbour, and looking for one would take long. */
#define NEAREST_MAX_BYTES 64

/* The text of a scalar that may be read: neither null nor tagged. Else NULL. */
static const char *readable_text(const struct conf_node *node)
{
	if (node->kind != CONF_SCALAR || node->tag || conf_is_null(node))
		return NULL;
	return node->u.text;
}

/* Says what NODE is and that EXPECTED, a noun, should stand there. */
static void refuse(const struct conf_node *node, const char *owner, const char *expected,
		   struct conf_faults *faults)
{
	const struct conf_position *position = &node->position;
	g_autofree char *shown = NULL;

	if (node->tag) {
		shown = conf_shown(node->tag);
		conf_fault(faults, CONF_ERROR, position,
			   _("%s has the unexpected tag '%s': expected %s"), owner, shown,
			   expected);
	} else if (node->kind == CONF_SEQUENCE) {
		conf_fault(faults, CONF_ERROR, position, _("%s is a list: expected %s"), owner,
			   expected);
	} else if (node->kind == CONF_MAPPING) {
		conf_fault(faults, CONF_ERROR, position, _("%s is a mapping: expected %s"), owner,
			   expected);
	} else if (conf_is_null(node)) {
		conf_fault(faults, CONF_ERROR, position, _("%s is empty: expected %s"), owner,
			   expected);
	} else {
		shown = conf_shown(node->u.text);
		conf_fault(faults, CONF_ERROR, position, _("%s is '%s': expected %s"), owner, shown,
			   expected);
	}
}

static const char *nearest(const char *word, const char *const *candidates)
{
	return strlen(word) <= NEAREST_MAX_BYTES ? text_nearest(word, candidates) : NULL;
}

static char *join(const char *const *words)
{
	return g_strjoinv(", ", (char **)words);
}

bool conf_expect(const struct conf_node *node, enum conf_kind kind, const char *owner,
		 struct conf_faults *faults)
{
	static const char *const kinds[] = {
		[CONF_SCALAR] = N_("text"),
		[CONF_SEQUENCE] = N_("a list"),
		[CONF_MAPPING] = N_("a mapping"),
	};

	if (node->kind == kind && !node->tag && !conf_is_null(node))
		return true;
	refuse(node, owner, _(kinds[kind]), faults);
	return false;
}

static void refuse_key(const struct conf_node *mapping, size_t index, const char *const *keys,
		       const char *owner, struct conf_faults *faults)
{
	const char *key = conf_key(mapping, index);
	const struct conf_position *position = conf_key_position(mapping, index);
	const char *near = nearest(key, keys);
	g_autofree char *shown = conf_shown(key);
	g_autofree char *known = NULL;

	if (near) {
		conf_fault(faults, CONF_ERROR, position,
			   _("unknown key '%s' in %s; did you mean '%s'?"), shown, owner, near);
	} else {
		known = join(keys);
		conf_fault(faults, CONF_ERROR, position,
			   _("unknown key '%s' in %s: expected one of %s"), shown, owner, known);
	}
}

bool conf_check_keys(const struct conf_node *mapping, const char *const *keys, const char *owner,
		     struct conf_faults *faults)
{
	bool good = true;

	if (!conf_expect(mapping, CONF_MAPPING, owner, faults))
		return false;
	for (size_t i = 0; i < mapping->length; i++) {
		if (g_strv_contains(keys, conf_key(mapping, i)))
			continue;
		refuse_key(mapping, i, keys, owner, faults);
		good = false;
	}
	return good;
}

bool conf_read_string(const struct conf_node *node, const char *owner, size_t limit,
		      const char **ret_text, struct conf_faults *faults)
{
	const char *text = readable_text(node);
	g_autofree char *expected = NULL;

	if (text && strlen(text) <= limit) {
		*ret_text = text;
		return true;
	}
	expected = g_strdup_printf(_("text of at most %zu bytes"), limit);
	if (text)
		conf_fault(faults, CONF_ERROR, &node->position,
			   _("%s is %zu bytes long: expected %s"), owner, strlen(text), expected);
	else
		refuse(node, owner, expected, faults);
	return false;
}

static bool text_is_safe(const char *text)
{
	for (const char *at = text; *at; at = g_utf8_next_char(at))
		if (!g_ascii_isprint(*at) && !text_char_is_safe(g_utf8_get_char(at)))
			return false;
	return true;
}

bool conf_read_text(const struct conf_node *node, const char *owner, size_t limit,
		    const char **ret_text, struct conf_faults *faults)
{
	const char *text;

	if (!conf_read_string(node, owner, limit, &text, faults))
		return false;
	if (*text && text_is_safe(text)) {
		*ret_text = text;
		return true;
	}
	conf_fault(faults, CONF_ERROR, &node->position,
		   *text ? _("%s holds a control character or one that hides or reorders text")
			 : _("%s is an empty text"),
		   owner);
	return false;
}

static bool is_name(const char *text)
{
	size_t length = strlen(text);

	if (length == 0 || length > NAME_MAX_BYTES || !g_ascii_isalnum(text[0]))
		return false;
	for (size_t i = 0; i < length; i++)
		if (!g_ascii_isalnum(text[i]) && !strchr("-_.", text[i]))
			return false;
	return true;
}

static char *expected_name(void)
{
	return g_strdup_printf(_("a name of at most %d letters, digits, '-', '_' and '.' that "
				 "begins with a letter "
				 "or digit"),
			       NAME_MAX_BYTES);
}

bool conf_read_name(const struct conf_node *node, const char *owner, const char **ret_name,
		    struct conf_faults *faults)
{
	const char *text = readable_text(node);
	g_autofree char *expected = NULL;

	if (text && is_name(text)) {
		*ret_name = text;
		return true;
	}
	expected = expected_name();
	refuse(node, owner, expected, faults);
	return false;
}

bool conf_check_name(const char *name, const struct conf_position *position, const char *owner,
		     struct conf_faults *faults)
{
	g_autofree char *expected = NULL;
	g_autofree char *shown = NULL;

	if (is_name(name))
		return true;
	expected = expected_name();
	shown = conf_shown(name);
	conf_fault(faults, CONF_ERROR, position, _("%s is '%s': expected %s"), owner, shown,
		   expected);
	return false;
}

/* 010 is eight to YAML 1.1 and ten to YAML 1.2 and to people: refused. */
static bool has_leading_zero(const char *text)
{
	if (*text == '-' || *text == '+')
		text++;
	return text[0] == '0' && text[1] != '\0';
}

bool conf_read_integer(const struct conf_node *node, const char *owner, int64_t minimum,
		       int64_t maximum, int64_t *ret_value, struct conf_faults *faults)
{
	const char *text = readable_text(node);
	g_autofree char *expected = NULL;

	if (text && !has_leading_zero(text) &&
	    quantity_parse_integer(text, minimum, maximum, ret_value, NULL))
		return true;
	if (text && has_leading_zero(text))
		expected =
			g_strdup_printf(_("a whole number from %lld to %lld without a leading 0"),
					(long long)minimum, (long long)maximum);
	else
		expected = g_strdup_printf(_("a whole number from %lld to %lld"),
					   (long long)minimum, (long long)maximum);
	refuse(node, owner, expected, faults);
	return false;
}

/* The word that was meant by one that YAML 1.1 took for a truth value, or NULL. */
static const char *truth_meant(const char *text)
{
	static const char *const trues[] = {"yes", "y", "on", "true", NULL};
	static const char *const falses[] = {"no", "n", "off", "false", NULL};
	g_autofree char *lower = g_ascii_strdown(text, -1);

	if (g_strv_contains(trues, lower))
		return "true";
	return g_strv_contains(falses, lower) ? "false" : NULL;
}

bool conf_read_bool(const struct conf_node *node, const char *owner, bool *ret_value,
		    struct conf_faults *faults)
{
	const char *text = readable_text(node);
	const char *meant;
	g_autofree char *shown = NULL;

	if (text && (strcmp(text, "true") == 0 || strcmp(text, "false") == 0)) {
		*ret_value = text[0] == 't';
		return true;
	}
	meant = text ? truth_meant(text) : NULL;
	if (meant) {
		shown = conf_shown(text);
		conf_fault(faults, CONF_ERROR, &node->position,
			   _("%s is '%s', which is only a word here: expected true or false; write "
			     "'%s'"),
			   owner, shown, meant);
	} else {
		refuse(node, owner, _("true or false"), faults);
	}
	return false;
}

bool conf_read_duration(const struct conf_node *node, const char *owner, int64_t minimum_us,
			int64_t maximum_us, int64_t *ret_us, struct conf_faults *faults)
{
	const char *text = readable_text(node);
	g_autofree char *expected = NULL;
	g_autofree char *minimum = NULL;
	g_autofree char *maximum = NULL;
	const char *example;
	int64_t us;

	if (text && quantity_parse_duration(text, &us, NULL) && us >= minimum_us &&
	    us <= maximum_us) {
		*ret_us = us;
		return true;
	}
	minimum = quantity_print_duration(minimum_us);
	maximum = quantity_print_duration(maximum_us);
	/* An example is one that would be taken. */
	example = minimum_us <= EXAMPLE_SHORT_US && maximum_us >= EXAMPLE_LONG_US ? _("30s or 1h30m") :
		  minimum_us <= EXAMPLE_SHORT_US && maximum_us >= EXAMPLE_SHORT_US ? "30s" :
		  minimum_us > 0						  ? minimum :
										    maximum;
	if (maximum_us == INT64_MAX)
		expected = g_strdup_printf(_("a duration of at least %s, such as %s"), minimum,
					   example);
	else
		expected = g_strdup_printf(_("a duration from %s to %s, such as %s"), minimum,
					   maximum, example);
	refuse(node, owner, expected, faults);
	return false;
}

bool conf_read_rate(const struct conf_node *node, const char *owner, int64_t *ret_bits_per_second,
		    struct conf_faults *faults)
{
	const char *text = readable_text(node);

	if (text && quantity_parse_rate(text, ret_bits_per_second, NULL))
		return true;
	refuse(node, owner, _("a rate in bits per second, such as 64k, 100M or 2.5G"), faults);
	return false;
}

bool conf_read_percentage(const struct conf_node *node, const char *owner, int32_t *ret_ppm,
			  struct conf_faults *faults)
{
	const char *text = readable_text(node);

	if (text && quantity_parse_percentage(text, ret_ppm, NULL))
		return true;
	refuse(node, owner, _("a percentage from 0% to 100%"), faults);
	return false;
}

bool conf_read_address(const struct conf_node *node, const char *owner, struct address *ret_address,
		       struct conf_faults *faults)
{
	const char *text = readable_text(node);

	if (text && address_parse(text, ret_address, NULL))
		return true;
	refuse(node, owner, _("an IPv4 or IPv6 address"), faults);
	return false;
}

bool conf_read_choice(const struct conf_node *node, const char *owner, const char *const *words,
		      unsigned int *ret_index, struct conf_faults *faults)
{
	const char *text = readable_text(node);
	const char *near;
	g_autofree char *list = NULL;
	g_autofree char *expected = NULL;

	for (unsigned int i = 0; text && words[i]; i++) {
		if (strcmp(text, words[i]) == 0) {
			*ret_index = i;
			return true;
		}
	}
	list = join(words);
	near = text ? nearest(text, words) : NULL;
	if (near)
		expected = g_strdup_printf(_("one of %s; did you mean '%s'?"), list, near);
	else
		expected = g_strdup_printf(_("one of %s"), list);
	refuse(node, owner, expected, faults);
	return false;
}
