/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From a file to the model: its head, its fields, and how texts, names and
 * lists stand in it. What can be read is read, so that one pass finds every
 * fault; whether the model makes sense is the lint's business.
 */
#include "procedure/internal.h"

#include "base/instant.h"
#include "base/text.h"
#include "base/translate.h"

#include <stdarg.h>
#include <string.h>

#define TEXT_BYTES 4000
#define LIST_MOST 100
#define REVIEW_EVERY_US (INT64_C(52) * 7 * 24 * 3600 * 1000000)
#define LONGEST_US (INT64_C(520) * 7 * 24 * 3600 * 1000000)

static const struct conf_limits limits = {.bytes = PROCEDURE_BYTES, .depth = 16, .nodes = 40000};

/* --- what all parts are read with --- */

void build_fault(struct procedure_build *build, const struct conf_position *position, const char *format, ...)
{
	g_autofree char *message = NULL;
	va_list arguments;

	va_start(arguments, format);
	message = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	build->procedure->incomplete = true;
	conf_fault(build->faults, CONF_ERROR, position, "%s", message);
}

/* Whatever a reader of conf/ refused leaves the model incomplete. */
static bool taken(struct procedure_build *build, bool good)
{
	if (!good)
		build->procedure->incomplete = true;
	return good;
}

gpointer build_block(struct procedure_build *build, size_t count, size_t size)
{
	gpointer block = g_malloc0_n(count ? count : 1, size);

	g_ptr_array_add(build->procedure->owned, block);
	return block;
}

const char *build_string(struct procedure_build *build, const char *text)
{
	return g_string_chunk_insert_const(build->procedure->texts, text);
}

bool build_expect(struct procedure_build *build, const struct conf_node *node, enum conf_kind kind)
{
	return taken(build, conf_expect(node, kind, build->owner, build->faults));
}

bool build_keys(struct procedure_build *build, const struct conf_node *node, const char *const *keys)
{
	return taken(build, conf_check_keys(node, keys, build->owner, build->faults));
}

size_t build_length(struct procedure_build *build, const struct conf_node *node, size_t most)
{
	if (conf_length(node) <= most)
		return conf_length(node);
	build_fault(build, conf_position(node), _("%s has more than %zu entries"), build->owner, most);
	return 0;
}

bool build_check_name(struct procedure_build *build, const char *name, const struct conf_position *position,
		      const char *what)
{
	if (!taken(build, conf_check_name(name, position, what, build->faults)))
		return false;
	if (!strpbrk(name, "._"))
		return true;
	build_fault(build, position, _("%s is '%s': expected letters, digits and hyphens"), what, name);
	return false;
}

struct conf_position build_place(const struct procedure_build *build, const struct conf_position *position)
{
	return (struct conf_position){.file = build->procedure->file, .line = position->line, .column = position->column};
}

static char *key_owner(const struct procedure_build *build, const char *key)
{
	return g_strdup_printf(_("'%s' of %s"), key, build->owner);
}

static const char *string_of(struct procedure_build *build, const struct conf_node *node, const char *owner)
{
	const char *text;

	if (!taken(build, conf_read_string(node, owner, TEXT_BYTES, &text, build->faults)))
		return NULL;
	if (*text)
		return build_string(build, text);
	build_fault(build, conf_position(node), _("%s is empty: expected text"), owner);
	return NULL;
}

const char *build_string_at(struct procedure_build *build, const struct conf_node *mapping, const char *key)
{
	const struct conf_node *node = conf_find(mapping, key);
	g_autofree char *owner = node ? key_owner(build, key) : NULL;

	return node ? string_of(build, node, owner) : NULL;
}

bool build_duration_at(struct procedure_build *build, const struct conf_node *mapping, const char *key,
		       int64_t *ret_us)
{
	const struct conf_node *node = conf_find(mapping, key);
	g_autofree char *owner = node ? key_owner(build, key) : NULL;

	return node && taken(build, conf_read_duration(node, owner, 1000000, LONGEST_US, ret_us, build->faults));
}

bool build_bool_at(struct procedure_build *build, const struct conf_node *mapping, const char *key)
{
	const struct conf_node *node = conf_find(mapping, key);
	g_autofree char *owner = node ? key_owner(build, key) : NULL;
	bool value = false;

	if (node)
		taken(build, conf_read_bool(node, owner, &value, build->faults));
	return value;
}

int build_choice_at(struct procedure_build *build, const struct conf_node *mapping, const char *key,
		    const char *const *words)
{
	const struct conf_node *node = conf_find(mapping, key);
	g_autofree char *owner = node ? key_owner(build, key) : NULL;
	unsigned int index;

	if (!node || !taken(build, conf_read_choice(node, owner, words, &index, build->faults)))
		return -1;
	return (int)index;
}

void build_text_at(struct procedure_build *build, const struct conf_node *mapping, const char *key,
		   struct procedure_text *ret_text)
{
	static const char *const languages[] = {"ja", "en", NULL};
	const struct conf_node *node = conf_find(mapping, key);
	g_autofree char *owner = NULL;

	if (!node)
		return;
	owner = key_owner(build, key);
	if (!taken(build, conf_check_keys(node, languages, owner, build->faults)) && conf_kind(node) != CONF_MAPPING)
		return;
	if (conf_find(node, "ja"))
		ret_text->japanese = string_of(build, conf_find(node, "ja"), owner);
	if (conf_find(node, "en"))
		ret_text->english = string_of(build, conf_find(node, "en"), owner);
}

const char *const *build_names_at(struct procedure_build *build, const struct conf_node *mapping, const char *key)
{
	const struct conf_node *node = conf_find(mapping, key);
	g_autofree char *owner = key_owner(build, key);
	size_t count = 0, length = 0;
	const char **names;

	if (node && taken(build, conf_expect(node, CONF_SEQUENCE, owner, build->faults)))
		length = build_length(build, node, LIST_MOST);
	names = build_block(build, length + 1, sizeof(*names));
	for (size_t i = 0; i < length; i++) {
		const char *name;

		if (taken(build, conf_read_name(conf_item(node, i), owner, &name, build->faults)))
			names[count++] = build_string(build, name);
	}
	return names;
}

/* --- fields --- */

static const char *const types[FIELD_TYPE_COUNT + 1] = {
	[FIELD_TEXT] = "text", [FIELD_CHOICE] = "choice", [FIELD_YES_NO] = "yes-no", [FIELD_COUNT] = "count",
	[FIELD_DURATION] = "duration", [FIELD_INSTANT] = "instant", [FIELD_PHONE] = "phone",
	[FIELD_PERSON] = "person", [FIELD_ITEM] = "item", [FIELD_ORGANIZATION] = "organization",
	[FIELD_REFERENCE] = "reference", NULL,
};

const char *procedure_type_id(enum procedure_type type)
{
	return types[type];
}

static void read_choices(struct procedure_build *build, const struct conf_node *node, struct procedure_field *field)
{
	struct procedure_choice *choices;
	size_t length;

	if (!build_expect(build, node, CONF_MAPPING))
		return;
	length = build_length(build, node, LIST_MOST);
	choices = build_block(build, length, sizeof(*choices));
	for (size_t i = 0; i < length; i++) {
		const char *name = conf_key(node, i);

		if (!build_check_name(build, name, conf_key_position(node, i), _("name of a choice")))
			continue;
		choices[field->choice_count].name = build_string(build, name);
		build_text_at(build, node, name, &choices[field->choice_count++].text);
	}
	field->choices = choices;
}

static void read_field(struct procedure_build *build, const struct conf_node *node, struct procedure_field *field)
{
	static const char *const keys[] = {"title", "type", "choices", "required", NULL};
	const struct conf_node *choices = conf_find(node, "choices");
	int type;

	if (!build_keys(build, node, keys) && conf_kind(node) != CONF_MAPPING)
		return;
	build_text_at(build, node, "title", &field->title);
	if (!conf_find(node, "title"))
		build_fault(build, &field->position, _("%s has no 'title'"), build->owner);
	type = build_choice_at(build, node, "type", types);
	field->type = type < 0 ? FIELD_TEXT : (enum procedure_type)type;
	field->required = build_bool_at(build, node, "required");
	if (field->type == FIELD_CHOICE && !choices)
		build_fault(build, &field->position, _("%s has no 'choices'"), build->owner);
	else if (field->type != FIELD_CHOICE && choices)
		build_fault(build, conf_position(choices), _("%s has choices, but is of another type"), build->owner);
	else if (choices)
		read_choices(build, choices, field);
}

static void read_fields(struct procedure_build *build, const struct conf_node *node)
{
	static const char *const reserved[] = {"any", "none", PROCEDURE_UNKNOWN, PROCEDURE_KNOWN, NULL};
	size_t length;

	g_strlcpy(build->owner, "fields", sizeof(build->owner));
	if (!build_expect(build, node, CONF_MAPPING))
		return;
	length = build_length(build, node, PROCEDURE_FIELDS);
	for (size_t i = 0; i < length; i++) {
		const char *name = conf_key(node, i);
		struct procedure_field field = {.position = build_place(build, conf_key_position(node, i))};

		if (!build_check_name(build, name, &field.position, _("name of a field")))
			continue;
		if (g_strv_contains(reserved, name)) {
			build_fault(build, &field.position, _("'%s' is no name for a field"), name);
			continue;
		}
		g_snprintf(build->owner, sizeof(build->owner), _("field '%s'"), name);
		field.name = build_string(build, name);
		read_field(build, conf_value(node, i), &field);
		g_array_append_val(build->procedure->fields, field);
	}
}

/* --- the head --- */

/* Where KEY of ROOT stands, else the whole. */
static struct conf_position place_of(const struct procedure_build *build, const struct conf_node *root, const char *key)
{
	const struct conf_node *node = conf_find(root, key);

	return build_place(build, node ? conf_position(node) : &build->procedure->position);
}

static void read_review(struct procedure_build *build, const struct conf_node *root)
{
	struct procedure *procedure = build->procedure;
	const char *day = build_string_at(build, root, "reviewed");
	g_autofree char *midnight = day ? g_strconcat(day, "T00:00:00Z", NULL) : NULL;

	procedure->review_every_us = REVIEW_EVERY_US;
	build_duration_at(build, root, "review-every", &procedure->review_every_us);
	if (day && !instant_parse(midnight, NULL, &procedure->reviewed_at_us, NULL))
		build_fault(build, conf_position(conf_find(root, "reviewed")),
			    _("'reviewed' is '%s': expected a day such as 2026-11-25"), day);
}

static void read_requires(struct procedure_build *build, const struct conf_node *node)
{
	static const char *const keys[] = {"fields", "notices", NULL};

	g_strlcpy(build->owner, "requires", sizeof(build->owner));
	if (node && !build_keys(build, node, keys))
		node = NULL;
	build->procedure->needs_fields = build_names_at(build, node, "fields");
	build->procedure->needs_notices = build_names_at(build, node, "notices");
}

static void read_head(struct procedure_build *build, const struct conf_node *root)
{
	static const char *const needed[] = {"procedure", "title", "actors", "start", "steps"};
	struct procedure *procedure = build->procedure;
	const char *name = build_string_at(build, root, "procedure");

	for (size_t i = 0; i < G_N_ELEMENTS(needed); i++)
		if (!conf_find(root, needed[i]))
			build_fault(build, &procedure->position, _("%s: '%s' is missing"), build->owner, needed[i]);
	if (name && build_check_name(build, name, conf_position(conf_find(root, "procedure")), _("name of a procedure")))
		procedure->name = g_strdup(name);
	build_text_at(build, root, "title", &procedure->title);
	procedure->source = build_string_at(build, root, "source");
	procedure->owner = build_string_at(build, root, "owner");
	procedure->start = build_string_at(build, root, "start");
	build_duration_at(build, root, "within", &procedure->within_us);
	procedure->actors = build_names_at(build, root, "actors");
	procedure->takes = build_names_at(build, root, "takes");
	read_review(build, root);
	procedure->start_position = place_of(build, root, "start");
	procedure->within_position = place_of(build, root, "within");
	procedure->review_position = place_of(build, root, "reviewed");
	procedure->source_position = place_of(build, root, "source");
	procedure->owner_position = place_of(build, root, "owner");
	read_requires(build, conf_find(root, "requires"));
}

static struct procedure *procedure_new(const char *file, const char *bytes, size_t length)
{
	struct procedure *procedure = g_new0(struct procedure, 1);

	procedure->file = g_strdup(file);
	procedure->position = (struct conf_position){.file = procedure->file};
	procedure->fields = g_array_new(FALSE, FALSE, sizeof(struct procedure_field));
	procedure->steps = g_array_new(FALSE, FALSE, sizeof(struct procedure_step));
	procedure->owned = g_ptr_array_new_with_free_func(g_free);
	procedure->texts = g_string_chunk_new(4096);
	procedure->bytes = g_string_new_len(bytes, (gssize)length);
	procedure->digest = digest_of(bytes, length);
	return procedure;
}

struct procedure *procedure_parse(const char *file, const char *bytes, size_t length, struct conf_faults *faults)
{
	static const char *const keys[] = {"procedure", "title", "source", "owner", "reviewed", "review-every", "within",
					   "actors", "takes", "requires", "start", "fields", "steps", NULL};
	g_autoptr(ops_conf_document_t) document = conf_document_parse(file, bytes, length, &limits, faults);
	g_autoptr(ops_procedure_t) procedure = NULL;
	const struct conf_position whole = {.file = file};
	struct procedure_build build = {.faults = faults};
	const struct conf_node *root;

	if (!document)
		return NULL;
	root = conf_document_root(document);
	if (!root) {
		conf_fault(faults, CONF_ERROR, &whole, _("procedure '%s' is empty"), file);
		return NULL;
	}
	g_strlcpy(build.owner, _("a procedure"), sizeof(build.owner));
	if (!conf_expect(root, CONF_MAPPING, build.owner, faults))
		return NULL;
	procedure = build.procedure = procedure_new(file, bytes, length);
	build_keys(&build, root, keys);
	read_head(&build, root);
	if (!procedure->name)
		procedure->name = g_strdup("");
	if (conf_find(root, "fields"))
		read_fields(&build, conf_find(root, "fields"));
	if (conf_find(root, "steps"))
		build_steps(&build, conf_find(root, "steps"));
	return g_steal_pointer(&procedure);
}
