/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Selectors: which items somebody means. A word that no item could ever
 * answer to is an error and never an empty answer: a typing mistake must not
 * look like a quiet network.
 */
#include "inventory/internal.h"

#include "base/quantity.h"
#include "base/text.h"
#include "base/translate.h"

enum selector_kind {
	SELECTOR_DEVICE, SELECTOR_LINE, SELECTOR_SITE, SELECTOR_CLASS, SELECTOR_OWNER, SELECTOR_AREA,
	SELECTOR_TAG, SELECTOR_ROLE, SELECTOR_GROUP, SELECTOR_INSTITUTION, SELECTOR_CARRIER,
	SELECTOR_PROBE, SELECTOR_KIND, SELECTOR_NAME,
};

static const char *const kind_words[] = {
	[SELECTOR_DEVICE] = "device", [SELECTOR_LINE] = "line", [SELECTOR_SITE] = "site",
	[SELECTOR_CLASS] = "class", [SELECTOR_OWNER] = "owner", [SELECTOR_AREA] = "area",
	[SELECTOR_TAG] = "tag", [SELECTOR_ROLE] = "role", [SELECTOR_GROUP] = "group",
	[SELECTOR_INSTITUTION] = "institution", [SELECTOR_CARRIER] = "carrier",
	[SELECTOR_PROBE] = "probe", [SELECTOR_KIND] = "kind", NULL,
};

/* A kind and a name; a longer word can mean nothing. */
#define WORD_LIMIT 128

struct selector {
	enum selector_kind kind;
	bool negated;
	char *pattern;			/* the name or glob */
	GPatternSpec *glob;
	int64_t area;
	GHashTable *members;		/* devices and lines of the groups that match */
};

static void selector_clear(gpointer data)
{
	struct selector *selector = data;

	g_free(selector->pattern);
	g_clear_pointer(&selector->glob, g_pattern_spec_free);
	g_clear_pointer(&selector->members, g_hash_table_unref);
}

static bool selector_error(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);

static bool selector_error(GError **error, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	if (error)
		*error = g_error_new_valist(OPS_INVENTORY_ERROR, INVENTORY_ERROR_SELECTOR, format, arguments);
	va_end(arguments);
	return false;
}

/* --- what a word could mean --- */

static void names_add(GPtrArray *names, const struct inventory *inventory, enum family_id family)
{
	for (size_t i = 0; i < inventory->families[family].count; i++)
		g_ptr_array_add(names, *(gpointer *)inventory_at(inventory, family, i));
}

static void organizations_add(GPtrArray *names, const struct inventory *inventory, enum owner_kind kind)
{
	for (size_t i = 0; i < inventory_organization_count(inventory); i++) {
		const struct organization *organization = inventory_organization_at(inventory, i);

		if (organization->kind == kind)
			g_ptr_array_add(names, (gpointer)organization->name);
	}
}

static void tags_add(GPtrArray *names, const char *const *tags)
{
	for (; *tags; tags++)
		g_ptr_array_add(names, (gpointer)*tags);
}

static void all_tags_add(GPtrArray *names, const struct inventory *inventory)
{
	for (size_t i = 0; i < inventory_device_count(inventory); i++)
		tags_add(names, inventory_device_at(inventory, i)->tags);
	for (size_t i = 0; i < inventory_line_count(inventory); i++)
		tags_add(names, inventory_line_at(inventory, i)->tags);
	for (size_t i = 0; i < inventory_site_count(inventory); i++)
		tags_add(names, inventory_site_at(inventory, i)->tags);
	for (size_t i = 0; i < inventory_organization_count(inventory); i++)
		tags_add(names, inventory_organization_at(inventory, i)->tags);
}

static void roles_add(GPtrArray *names, const struct inventory *inventory)
{
	for (size_t i = 0; i < inventory_device_count(inventory); i++) {
		const struct device *device = inventory_device_at(inventory, i);

		if (device->role)
			g_ptr_array_add(names, (gpointer)device->role);
	}
}

/* Probes by their names alone, or behind those of what they belong to. */
static void questions_add(GPtrArray *names, const struct inventory *inventory, enum selector_kind kind)
{
	for (size_t i = 0; i < inventory_question_count(inventory); i++) {
		const struct question *question = inventory_question_at(inventory, i);
		const char *whole = strchr(question->name, ':') + 1, *alone = strchr(whole, '/') + 1;

		if (kind == SELECTOR_PROBE)
			g_ptr_array_add(names, (gpointer)alone);
		else if ((kind == SELECTOR_LINE) == (question->line != NULL))
			g_ptr_array_add(names, (gpointer)whole);
	}
}

static void kinds_add(GPtrArray *names)
{
	for (unsigned int kind = 0; kind < QUESTION_KIND_COUNT; kind++)
		g_ptr_array_add(names, (gpointer)words_get(WORDS_QUESTION_KIND, kind)->id);
}

/* All that a selector of KIND may name, NULL-terminated. */
static GPtrArray *candidates(const struct inventory *inventory, enum selector_kind kind)
{
	GPtrArray *names = g_ptr_array_new();

	if (kind == SELECTOR_DEVICE || kind == SELECTOR_NAME)
		names_add(names, inventory, FAMILY_DEVICE);
	if (kind == SELECTOR_LINE || kind == SELECTOR_NAME)
		names_add(names, inventory, FAMILY_LINE);
	if (kind == SELECTOR_SITE || kind == SELECTOR_NAME)
		names_add(names, inventory, FAMILY_SITE);
	if (kind == SELECTOR_GROUP || kind == SELECTOR_NAME)
		names_add(names, inventory, FAMILY_GROUP);
	if (kind == SELECTOR_INSTITUTION || kind == SELECTOR_NAME)
		organizations_add(names, inventory, OWNER_INSTITUTION);
	if (kind == SELECTOR_CARRIER)
		organizations_add(names, inventory, OWNER_CARRIER);
	if (kind == SELECTOR_OWNER)
		names_add(names, inventory, FAMILY_ORGANIZATION);
	if (kind == SELECTOR_CLASS)
		names_add(names, inventory, FAMILY_SERVICE_CLASS);
	if (kind == SELECTOR_TAG)
		all_tags_add(names, inventory);
	if (kind == SELECTOR_ROLE)
		roles_add(names, inventory);
	if (kind == SELECTOR_PROBE || kind == SELECTOR_DEVICE || kind == SELECTOR_LINE)
		questions_add(names, inventory, kind);
	if (kind == SELECTOR_KIND)
		kinds_add(names);
	g_ptr_array_add(names, NULL);
	return names;
}

static bool name_matches(const struct selector *selector, const char *name)
{
	if (!name)
		return false;
	return selector->glob ? g_pattern_spec_match_string(selector->glob, name) :
				!strcmp(selector->pattern, name);
}

/* Is there anything that SELECTOR, written as WORD, names? */
static bool selector_check(const struct inventory *inventory, const struct selector *selector,
			   const char *word, GError **error)
{
	g_autoptr(GPtrArray) names = candidates(inventory, selector->kind);
	const char *kind = selector->kind == SELECTOR_NAME ? "" : kind_words[selector->kind];
	g_autofree char *shown = text_excerpt(word);
	const char *nearest;

	for (unsigned int i = 0; names->pdata[i]; i++)
		if (name_matches(selector, names->pdata[i]))
			return true;
	if (selector->glob)
		return selector_error(error, _("cannot select '%s': no %s is called so"), shown, kind);
	nearest = text_nearest(selector->pattern, (const char *const *)names->pdata);
	if (selector->kind == SELECTOR_NAME && strpbrk(selector->pattern, "*?"))
		return selector_error(error, _("cannot select '%s': write 'line:%s' or 'device:%s' for names "
					       "with wildcards"), shown, shown, shown);
	if (nearest)
		return selector_error(error, _("cannot select '%s': unknown name; did you mean '%s%s%s'?"),
				      shown, kind, *kind ? ":" : "", nearest);
	return selector_error(error, _("cannot select '%s': unknown name"), shown);
}

static void members_collect(const struct inventory *inventory, struct selector *selector)
{
	selector->members = g_hash_table_new(NULL, NULL);
	for (size_t i = 0; i < inventory_group_count(inventory); i++) {
		const struct group *group = inventory_group_at(inventory, i);

		if (!name_matches(selector, group->name))
			continue;
		for (const struct device *const *device = group->devices; device && *device; device++)
			g_hash_table_add(selector->members, (gpointer)*device);
		for (const struct line *const *line = group->lines; line && *line; line++)
			g_hash_table_add(selector->members, (gpointer)*line);
	}
}

static int kind_find(const char *word, size_t length)
{
	for (int i = 0; kind_words[i]; i++)
		if (strlen(kind_words[i]) == length && !strncmp(kind_words[i], word, length))
			return i;
	return -1;
}

static bool kind_parse(const char *word, const char *text, struct selector *selector, GError **error)
{
	const char *colon = strchr(text, ':');
	g_autofree char *prefix = colon ? g_strndup(text, (gsize)(colon - text)) : NULL;
	g_autofree char *shown = NULL;
	g_autofree char *expected = NULL;
	const char *nearest;
	int kind;

	if (!colon) {
		selector->kind = SELECTOR_NAME;
		selector->pattern = g_strdup(text);
		return true;
	}
	kind = kind_find(prefix, strlen(prefix));
	if (kind >= 0) {
		selector->kind = (enum selector_kind)kind;
		selector->pattern = g_strdup(colon + 1);
		return true;
	}
	shown = text_excerpt(word);
	nearest = text_nearest(prefix, kind_words);
	if (nearest)
		return selector_error(error, _("cannot select '%s': unknown kind; did you mean '%s:'?"), shown,
				      nearest);
	expected = g_strjoinv(": ", (char **)kind_words);
	return selector_error(error, _("cannot select '%s': unknown kind; expected a name, or one of %s:"),
			      shown, expected);
}

static bool area_parse(const char *word, struct selector *selector, GError **error)
{
	g_autoptr(GError) reason = NULL;
	g_autofree char *shown = NULL;

	if (quantity_parse_integer(selector->pattern, 1, 47, &selector->area, &reason))
		return true;
	shown = text_excerpt(word);
	return selector_error(error, _("cannot select '%s': an area is a number of JIS X 0401, 1 to 47"), shown);
}

/* SELECTOR is zeroed; it is to be cleared also after an error. */
static bool selector_parse(const struct inventory *inventory, const char *word, struct selector *selector,
			   GError **error)
{
	const char *text = word;
	g_autofree char *shown = text_excerpt(word);

	if (strlen(word) > WORD_LIMIT || !g_utf8_validate(word, -1, NULL))
		return selector_error(error, _("cannot select '%s': too long, or not UTF-8"), shown);
	if (*text == '!') {
		selector->negated = true;
		text++;
	}
	if (!*text)
		return selector_error(error, _("cannot select '%s': a name is missing"), word);
	if (!kind_parse(word, text, selector, error))
		return false;
	if (selector->kind == SELECTOR_AREA)
		return area_parse(word, selector, error);
	if (selector->kind != SELECTOR_NAME && strpbrk(selector->pattern, "*?"))
		selector->glob = g_pattern_spec_new(selector->pattern);
	if (!selector_check(inventory, selector, word, error))
		return false;
	if (selector->kind == SELECTOR_GROUP || selector->kind == SELECTOR_NAME)
		members_collect(inventory, selector);
	return true;
}

/* --- does an item answer to it --- */

static bool site_matches(const struct selector *selector, const struct device *device)
{
	return device && device->site && name_matches(selector, device->site->name);
}

/* A device stands at a site; a line begins or ends there. */
static bool item_at_site(const struct selector *selector, const struct item *item)
{
	if (item->kind == ITEM_DEVICE)
		return site_matches(selector, item->device);
	return site_matches(selector, item->line->from) || site_matches(selector, item->line->cpe);
}

static bool item_of_institution(const struct selector *selector, const struct item *item)
{
	const struct organization *owner = item_owner(item);

	return owner->kind == OWNER_INSTITUTION && name_matches(selector, owner->name);
}

static int item_area(const struct item *item)
{
	if (item->kind == ITEM_DEVICE && item->device->site && item->device->site->area)
		return item->device->site->area;
	return item_owner(item)->area;
}

static bool any_tag_matches(const struct selector *selector, const char *const *tags)
{
	for (; *tags; tags++)
		if (name_matches(selector, *tags))
			return true;
	return false;
}

static bool item_tagged(const struct selector *selector, const struct item *item)
{
	if (item->kind == ITEM_LINE)
		return any_tag_matches(selector, item->line->tags) ||
		       any_tag_matches(selector, item->line->institution->tags);
	return any_tag_matches(selector, item->device->tags) ||
	       (item->device->site && any_tag_matches(selector, item->device->site->tags));
}

static bool item_is_member(const struct selector *selector, const struct item *item)
{
	return g_hash_table_contains(selector->members, item->kind == ITEM_LINE ?
				     (gconstpointer)item->line : (gconstpointer)item->device);
}

/* A device or line by its name, and one of its probes by both. */
static bool item_is_called(const struct selector *selector, const struct item *item)
{
	return name_matches(selector, item_short_name(item)) ||
	       (item->question && name_matches(selector, strchr(item->question->name, ':') + 1));
}

static bool selector_matches(const struct selector *selector, const struct item *item)
{
	bool is_line = item->kind == ITEM_LINE;

	switch (selector->kind) {
	case SELECTOR_DEVICE:
		return !is_line && item_is_called(selector, item);
	case SELECTOR_LINE:
		return is_line && item_is_called(selector, item);
	case SELECTOR_SITE:
		return item_at_site(selector, item);
	case SELECTOR_CLASS:
		return name_matches(selector, item_service_class(item)->name);
	case SELECTOR_OWNER:
		return name_matches(selector, item_owner(item)->name);
	case SELECTOR_AREA:
		return item_area(item) == selector->area;
	case SELECTOR_TAG:
		return item_tagged(selector, item);
	case SELECTOR_ROLE:
		return !is_line && name_matches(selector, item->device->role);
	case SELECTOR_GROUP:
		return item_is_member(selector, item);
	case SELECTOR_INSTITUTION:
		return item_of_institution(selector, item);
	case SELECTOR_CARRIER:
		return is_line && item->line->carrier && name_matches(selector, item->line->carrier->name);
	case SELECTOR_PROBE:
		return item->question && name_matches(selector, item_question_name(item));
	case SELECTOR_KIND:
		return name_matches(selector, words_get(WORDS_QUESTION_KIND, item_question_kind(item))->id);
	case SELECTOR_NAME:
		return name_matches(selector, item_short_name(item)) || item_at_site(selector, item) ||
		       item_of_institution(selector, item) || item_is_member(selector, item);
	}
	g_assert_not_reached();
}

/* device: and line: pick items by name and widen each other; every other kind narrows. */
static unsigned int dimension_of(const struct selector *selector)
{
	return 1U << (selector->kind == SELECTOR_LINE ? SELECTOR_DEVICE : selector->kind);
}

static bool item_selected(const GArray *selectors, const struct item *item)
{
	unsigned int asked = 0, met = 0;
	bool named = false;

	for (unsigned int i = 0; i < selectors->len; i++) {
		const struct selector *each = &g_array_index(selectors, struct selector, i);
		bool matches = selector_matches(each, item);

		if (each->negated && matches)
			return false;
		if (each->negated)
			continue;
		asked |= dimension_of(each);
		if (matches)
			met |= dimension_of(each);
		if (matches && each->kind == SELECTOR_NAME)
			named = true;
	}
	if (named)
		return true;
	/* Names alone select only themselves; nothing but names asked, and none met: not this one. */
	if (asked & 1U << SELECTOR_NAME) {
		asked &= ~(1U << SELECTOR_NAME);
		return asked != 0 && asked == met;
	}
	return asked == met;
}

static GArray *items_select(const struct inventory *inventory, const GArray *selectors)
{
	GArray *items = g_array_new(FALSE, TRUE, sizeof(struct item));

	for (size_t i = 0; i < inventory_device_count(inventory); i++) {
		struct item item = { .kind = ITEM_DEVICE, .device = inventory_device_at(inventory, i) };

		if (item.device->watch_icmp && item_selected(selectors, &item))
			g_array_append_val(items, item);
	}
	for (size_t i = 0; i < inventory_line_count(inventory); i++) {
		struct item item = { .kind = ITEM_LINE, .line = inventory_line_at(inventory, i) };

		if (item_selected(selectors, &item))
			g_array_append_val(items, item);
	}
	for (size_t i = 0; i < inventory_question_count(inventory); i++) {
		const struct question *question = inventory_question_at(inventory, i);
		struct item item = { .kind = ITEM_DEVICE, .question = question };

		if (question->line) {
			item.kind = ITEM_LINE;
			item.line = question->line;
		} else {
			item.device = question->device;
		}
		if (item_selected(selectors, &item))
			g_array_append_val(items, item);
	}
	return items;
}

GArray *inventory_select(const struct inventory *inventory, const char *const *words, GError **error)
{
	g_autoptr(GArray) selectors = g_array_new(FALSE, TRUE, sizeof(struct selector));
	g_autoptr(GArray) items = NULL;

	g_array_set_clear_func(selectors, selector_clear);
	for (; *words; words++) {
		struct selector empty = { 0 };

		g_array_append_val(selectors, empty);
		if (!selector_parse(inventory, *words,
				    &g_array_index(selectors, struct selector, selectors->len - 1), error))
			return NULL;
	}
	items = items_select(inventory, selectors);
	if (items->len > 0)
		return g_steal_pointer(&items);
	g_set_error_literal(error, OPS_INVENTORY_ERROR, INVENTORY_ERROR_NOTHING, selectors->len > 0 ?
			    _("nothing that is watched is selected by these words together") :
			    _("nothing is watched: the inventory has no line and no device with an address"));
	return NULL;
}
