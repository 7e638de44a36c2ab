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

void draft_fault(struct procedure_draft *draft, const struct conf_position *position, const char *format, ...)
{
	g_autofree char *message = NULL;
	va_list arguments;

	va_start(arguments, format);
	message = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	draft->procedure->incomplete = true;
	conf_fault(draft->faults, CONF_ERROR, position, "%s", message);
}

/* Whatever a reader of conf/ refused leaves the model incomplete. */
static bool taken(struct procedure_draft *draft, bool good)
{
	if (!good)
		draft->procedure->incomplete = true;
	return good;
}

gpointer draft_block(struct procedure_draft *draft, size_t count, size_t size)
{
	gpointer block = g_malloc0_n(count ? count : 1, size);

	g_ptr_array_add(draft->procedure->owned, block);
	return block;
}

const char *draft_string(struct procedure_draft *draft, const char *text)
{
	return g_string_chunk_insert_const(draft->procedure->texts, text);
}

bool draft_expect(struct procedure_draft *draft, const struct conf_node *node, enum conf_kind kind)
{
	return taken(draft, conf_expect(node, kind, draft->owner, draft->faults));
}

bool draft_keys(struct procedure_draft *draft, const struct conf_node *node, const char *const *keys)
{
	return taken(draft, conf_check_keys(node, keys, draft->owner, draft->faults));
}

size_t draft_length(struct procedure_draft *draft, const struct conf_node *node, size_t most)
{
	if (conf_length(node) <= most)
		return conf_length(node);
	draft_fault(draft, conf_position(node), _("%s has more than %zu entries"), draft->owner, most);
	return 0;
}

bool draft_check_name(struct procedure_draft *draft, const char *name, const struct conf_position *position,
		      const char *what)
{
	if (!taken(draft, conf_check_name(name, position, what, draft->faults)))
		return false;
	if (!strpbrk(name, "._"))
		return true;
	draft_fault(draft, position, _("%s is '%s': expected letters, digits and hyphens"), what, name);
	return false;
}

struct conf_position draft_place(const struct procedure_draft *draft, const struct conf_position *position)
{
	return (struct conf_position){.file = draft->procedure->file, .line = position->line, .column = position->column};
}

static char *key_owner(const struct procedure_draft *draft, const char *key)
{
	return g_strdup_printf(_("'%s' of %s"), key, draft->owner);
}

static const char *string_of(struct procedure_draft *draft, const struct conf_node *node, const char *owner)
{
	const char *text;

	if (!taken(draft, conf_read_string(node, owner, TEXT_BYTES, &text, draft->faults)))
		return NULL;
	if (*text)
		return draft_string(draft, text);
	draft_fault(draft, conf_position(node), _("%s is empty: expected text"), owner);
	return NULL;
}

const char *draft_string_at(struct procedure_draft *draft, const struct conf_node *mapping, const char *key)
{
	const struct conf_node *node = conf_find(mapping, key);
	g_autofree char *owner = node ? key_owner(draft, key) : NULL;

	return node ? string_of(draft, node, owner) : NULL;
}

bool draft_duration_at(struct procedure_draft *draft, const struct conf_node *mapping, const char *key,
		       int64_t *ret_us)
{
	const struct conf_node *node = conf_find(mapping, key);
	g_autofree char *owner = node ? key_owner(draft, key) : NULL;

	return node && taken(draft, conf_read_duration(node, owner, 1000000, LONGEST_US, ret_us, draft->faults));
}

bool draft_bool_at(struct procedure_draft *draft, const struct conf_node *mapping, const char *key)
{
	const struct conf_node *node = conf_find(mapping, key);
	g_autofree char *owner = node ? key_owner(draft, key) : NULL;
	bool value = false;

	if (node)
		taken(draft, conf_read_bool(node, owner, &value, draft->faults));
	return value;
}

int draft_choice_at(struct procedure_draft *draft, const struct conf_node *mapping, const char *key,
		    const char *const *words)
{
	const struct conf_node *node = conf_find(mapping, key);
	g_autofree char *owner = node ? key_owner(draft, key) : NULL;
	unsigned int index;

	if (!node || !taken(draft, conf_read_choice(node, owner, words, &index, draft->faults)))
		return -1;
	return (int)index;
}

void draft_text_at(struct procedure_draft *draft, const struct conf_node *mapping, const char *key,
		   struct procedure_text *ret_text)
{
	static const char *const languages[] = {"ja", "en", NULL};
	const struct conf_node *node = conf_find(mapping, key);
	g_autofree char *owner = NULL;

	if (!node)
		return;
	owner = key_owner(draft, key);
	if (!taken(draft, conf_check_keys(node, languages, owner, draft->faults)) && conf_kind(node) != CONF_MAPPING)
		return;
	if (conf_find(node, "ja"))
		ret_text->japanese = string_of(draft, conf_find(node, "ja"), owner);
	if (conf_find(node, "en"))
		ret_text->english = string_of(draft, conf_find(node, "en"), owner);
}

const char *const *draft_names_at(struct procedure_draft *draft, const struct conf_node *mapping, const char *key)
{
	const struct conf_node *node = mapping ? conf_find(mapping, key) : NULL;
	g_autofree char *owner = key_owner(draft, key);
	size_t count = 0, length = 0;
	const char **names;

	if (node && taken(draft, conf_expect(node, CONF_SEQUENCE, owner, draft->faults)))
		length = draft_length(draft, node, LIST_MOST);
	names = draft_block(draft, length + 1, sizeof(*names));
	for (size_t i = 0; i < length; i++) {
		const char *name;

		if (taken(draft, conf_read_name(conf_item(node, i), owner, &name, draft->faults)))
			names[count++] = draft_string(draft, name);
	}
	return names;
}

/* --- fields --- */

static const char *const types[PROCEDURE_TYPE_COUNT + 1] = {
	[TYPE_TEXT] = "text", [TYPE_CHOICE] = "choice", [TYPE_YES_NO] = "yes-no", [TYPE_COUNT] = "count",
	[TYPE_DURATION] = "duration", [TYPE_INSTANT] = "instant", [TYPE_DEADLINE] = "deadline", [TYPE_PHONE] = "phone",
	[TYPE_PERSON] = "person", [TYPE_ITEM] = "item", [TYPE_ORGANIZATION] = "organization",
	[TYPE_REFERENCE] = "reference", NULL,
};

const char *procedure_type_id(enum procedure_type type)
{
	return types[type];
}

static void read_choices(struct procedure_draft *draft, const struct conf_node *node, struct procedure_field *field)
{
	struct procedure_choice *choices;
	size_t length;

	if (!draft_expect(draft, node, CONF_MAPPING))
		return;
	length = draft_length(draft, node, LIST_MOST);
	choices = draft_block(draft, length, sizeof(*choices));
	for (size_t i = 0; i < length; i++) {
		const char *name = conf_key(node, i);

		if (!draft_check_name(draft, name, conf_key_position(node, i), _("name of a choice")))
			continue;
		choices[field->choice_count].name = draft_string(draft, name);
		draft_text_at(draft, node, name, &choices[field->choice_count++].text);
	}
	field->choices = choices;
}

static void read_field(struct procedure_draft *draft, const struct conf_node *node, struct procedure_field *field)
{
	static const char *const keys[] = {"title", "type", "choices", "required", "says", NULL};
	const struct conf_node *choices = conf_find(node, "choices");
	int type;

	if (!draft_keys(draft, node, keys) && conf_kind(node) != CONF_MAPPING)
		return;
	draft_text_at(draft, node, "title", &field->title);
	if (!conf_find(node, "title"))
		draft_fault(draft, &field->position, _("%s has no 'title'"), draft->owner);
	type = draft_choice_at(draft, node, "type", types);
	field->type = type < 0 ? TYPE_TEXT : (enum procedure_type)type;
	field->required = draft_bool_at(draft, node, "required");
	field->says = draft_string_at(draft, node, "says");
	if (field->type == TYPE_CHOICE && !choices)
		draft_fault(draft, &field->position, _("%s has no 'choices'"), draft->owner);
	else if (field->type != TYPE_CHOICE && choices)
		draft_fault(draft, conf_position(choices), _("%s has choices, but is of another type"), draft->owner);
	else if (choices)
		read_choices(draft, choices, field);
}

static void read_fields(struct procedure_draft *draft, const struct conf_node *node)
{
	static const char *const reserved[] = {"any", "none", PROCEDURE_UNKNOWN, PROCEDURE_KNOWN, NULL};
	size_t length;

	g_strlcpy(draft->owner, "fields", sizeof(draft->owner));
	if (!draft_expect(draft, node, CONF_MAPPING))
		return;
	length = draft_length(draft, node, PROCEDURE_FIELDS);
	for (size_t i = 0; i < length; i++) {
		const char *name = conf_key(node, i);
		struct procedure_field field = {.position = draft_place(draft, conf_key_position(node, i))};

		if (!draft_check_name(draft, name, &field.position, _("name of a field")))
			continue;
		if (g_strv_contains(reserved, name)) {
			draft_fault(draft, &field.position, _("'%s' is no name for a field"), name);
			continue;
		}
		g_snprintf(draft->owner, sizeof(draft->owner), _("field '%s'"), name);
		field.name = draft_string(draft, name);
		read_field(draft, conf_value(node, i), &field);
		g_array_append_val(draft->procedure->fields, field);
	}
}

/* --- the head --- */

/* Where KEY of ROOT stands, else the whole. */
static struct conf_position place_of(const struct procedure_draft *draft, const struct conf_node *root, const char *key)
{
	const struct conf_node *node = conf_find(root, key);

	return draft_place(draft, node ? conf_position(node) : &draft->procedure->position);
}

static void read_review(struct procedure_draft *draft, const struct conf_node *root)
{
	struct procedure *procedure = draft->procedure;
	const char *day = draft_string_at(draft, root, "reviewed");
	g_autofree char *midnight = day ? g_strconcat(day, "T00:00:00Z", NULL) : NULL;

	procedure->review_every_us = REVIEW_EVERY_US;
	draft_duration_at(draft, root, "review-every", &procedure->review_every_us);
	if (day && !instant_parse(midnight, NULL, &procedure->reviewed_at_us, NULL))
		draft_fault(draft, conf_position(conf_find(root, "reviewed")),
			    _("'reviewed' is '%s': expected a day such as 2026-11-25"), day);
}

static void read_case(struct procedure_draft *draft, const struct conf_node *root)
{
	const char *name = draft_string_at(draft, root, "case");
	int kind = name ? words_find(WORDS_CASE_KIND, name) : CASE_INCIDENT;

	if (kind < 0)
		draft_fault(draft, conf_position(conf_find(root, "case")), _("there is no kind of case '%s'"), name);
	else
		draft->procedure->case_kind = (enum case_kind)kind;
}

static void read_requires(struct procedure_draft *draft, const struct conf_node *node)
{
	static const char *const keys[] = {"fields", "notices", NULL};

	g_strlcpy(draft->owner, "requires", sizeof(draft->owner));
	if (node && !draft_keys(draft, node, keys))
		node = NULL;
	draft->procedure->needs_fields = draft_names_at(draft, node, "fields");
	draft->procedure->needs_notices = draft_names_at(draft, node, "notices");
}

static void read_head(struct procedure_draft *draft, const struct conf_node *root)
{
	static const char *const needed[] = {"procedure", "title", "actors", "start", "steps"};
	struct procedure *procedure = draft->procedure;
	const char *name = draft_string_at(draft, root, "procedure");

	for (size_t i = 0; i < G_N_ELEMENTS(needed); i++)
		if (!conf_find(root, needed[i]))
			draft_fault(draft, &procedure->position, _("%s: '%s' is missing"), draft->owner, needed[i]);
	if (name && draft_check_name(draft, name, conf_position(conf_find(root, "procedure")), _("name of a procedure")))
		procedure->name = g_strdup(name);
	draft_text_at(draft, root, "title", &procedure->title);
	procedure->source = draft_string_at(draft, root, "source");
	procedure->owner = draft_string_at(draft, root, "owner");
	procedure->start = draft_string_at(draft, root, "start");
	draft_duration_at(draft, root, "within", &procedure->within_us);
	procedure->actors = draft_names_at(draft, root, "actors");
	procedure->takes = draft_names_at(draft, root, "takes");
	read_case(draft, root);
	read_review(draft, root);
	procedure->start_position = place_of(draft, root, "start");
	procedure->within_position = place_of(draft, root, "within");
	procedure->review_position = place_of(draft, root, "reviewed");
	procedure->source_position = place_of(draft, root, "source");
	procedure->owner_position = place_of(draft, root, "owner");
	read_requires(draft, conf_find(root, "requires"));
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
					   "case",
					   "actors", "takes", "requires", "start", "fields", "steps", NULL};
	g_autoptr(ops_conf_document_t) document = conf_document_parse(file, bytes, length, &limits, faults);
	g_autoptr(ops_procedure_t) procedure = NULL;
	const struct conf_position whole = {.file = file};
	struct procedure_draft draft = {.faults = faults};
	const struct conf_node *root;

	if (!document)
		return NULL;
	root = conf_document_root(document);
	if (!root) {
		conf_fault(faults, CONF_ERROR, &whole, _("procedure '%s' is empty"), file);
		return NULL;
	}
	g_strlcpy(draft.owner, _("a procedure"), sizeof(draft.owner));
	if (!conf_expect(root, CONF_MAPPING, draft.owner, faults))
		return NULL;
	procedure = draft.procedure = procedure_new(file, bytes, length);
	draft_keys(&draft, root, keys);
	read_head(&draft, root);
	if (!procedure->name)
		procedure->name = g_strdup("");
	if (conf_find(root, "fields"))
		read_fields(&draft, conf_find(root, "fields"));
	if (conf_find(root, "steps"))
		draft_steps(&draft, conf_find(root, "steps"));
	return g_steal_pointer(&procedure);
}
