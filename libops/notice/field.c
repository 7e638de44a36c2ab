/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The list of what a template may name: fields.yaml, of the site and of nwops. Who may see a field is said here and
 * nowhere else, so that no template can show it to a wider audience.
 */
#include "notice/template-internal.h"

#include "base/quantity.h"
#include "base/text.h"
#include "base/translate.h"

#include <inttypes.h>
#include <string.h>

#define TITLE_BYTES 200
#define SAMPLE_BYTES 4000
#define CHOICES_MOST 100

#define BIT(audience) (1u << AUDIENCE_##audience)
#define EVERYBODY ((1u << AUDIENCE_COUNT) - 1)
#define OWN (BIT(MANAGER) | BIT(DUTY))
#define OPERATORS (EVERYBODY & ~(BIT(INSTITUTION) | BIT(PUBLIC)))

static const char *const forms[] = {
	[NOTICE_TEXT] = "text", [NOTICE_LINE] = "line",   [NOTICE_INSTANT] = "instant", [NOTICE_DURATION] = "duration",
	[NOTICE_COUNT] = "count", [NOTICE_WORD] = "word", [NOTICE_YES_NO] = "yes-no",   [NOTICE_LIST] = "list",
	NULL,
};

/* Families of words that a field may be one of: those that somebody outside is told in. */
static const struct { const char *id; enum word_family family; } families[] = {
	{"ack", WORDS_ACK},
	{"audience", WORDS_AUDIENCE},
	{"case-kind", WORDS_CASE_KIND},
	{"channel-kind", WORDS_CHANNEL_KIND},
	{"component-kind", WORDS_COMPONENT_KIND},
	{"demarcation-verdict", WORDS_DEMARCATION_VERDICT},
	{"detection", WORDS_DETECTION},
	{"fault-aspect", WORDS_FAULT_ASPECT},
	{"fault-verdict", WORDS_FAULT_VERDICT},
	{"figure", WORDS_FIGURE},
	{"group-verdict", WORDS_GROUP_VERDICT},
	{"lane", WORDS_LANE},
	{"notice-kind", WORDS_NOTICE_KIND},
	{"owner-kind", WORDS_OWNER_KIND},
	{"status", WORDS_STATUS},
	{"urgency", WORDS_URGENCY},
	{"window-phase", WORDS_WINDOW_PHASE},
};

struct reader {
	struct notice_templates *templates;
	struct conf_faults *faults;
	struct field *field;
	char owner[160];	/* "field 'cause'" */
};

void field_free(struct field *field)
{
	if (!field)
		return;
	g_array_unref(field->choices);
	g_free(field);
}

const struct field *field_called(const struct notice_templates *templates, const char *name)
{
	return g_hash_table_lookup(templates->by_name, name);
}

bool field_may_see(const struct field *field, enum audience audience)
{
	return field->open.audiences & (1u << audience);
}

/* --- texts in two languages --- */

static G_GNUC_PRINTF(3, 4) void fault(struct reader *reader, const struct conf_node *node, const char *format, ...)
{
	g_autofree char *message = NULL;
	va_list arguments;

	va_start(arguments, format);
	message = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	conf_fault(reader->faults, CONF_ERROR, node ? conf_position(node) : &reader->field->open.position, "%s", message);
}

static const char *read_text(struct reader *reader, const struct conf_node *node, const char *what, size_t limit)
{
	g_autofree char *owner = g_strdup_printf(_("'%s' of %s"), what, reader->owner);
	const char *text = "";

	if (!conf_read_string(node, owner, limit, &text, reader->faults))
		return "";
	if (!*text)
		fault(reader, node, _("%s is empty"), owner);
	return text;
}

/* Whether NODE has both languages; false after a fault. */
static bool languages_of(struct reader *reader, const struct conf_node *node, const char *what)
{
	g_autofree char *owner = g_strdup_printf(_("'%s' of %s"), what, reader->owner);

	if (!conf_check_keys(node, template_languages, owner, reader->faults))
		return false;
	for (unsigned int i = 0; i < NOTICE_LANGUAGE_COUNT; i++) {
		if (conf_find(node, template_languages[i]))
			continue;
		fault(reader, node, _("%s says nothing in '%s'"), owner, template_languages[i]);
		return false;
	}
	return true;
}

static void read_bilingual(struct reader *reader, const struct conf_node *node, const char *what,
			   const char *ret_texts[NOTICE_LANGUAGE_COUNT])
{
	if (!languages_of(reader, node, what))
		return;
	for (unsigned int i = 0; i < NOTICE_LANGUAGE_COUNT; i++)
		ret_texts[i] = template_keep(reader->templates,
					     read_text(reader, conf_find(node, template_languages[i]), what, TITLE_BYTES));
}

/* --- words --- */

static void read_family(struct reader *reader, const struct conf_node *node)
{
	const char *ids[G_N_ELEMENTS(families) + 1] = {NULL};
	g_autofree char *owner = g_strdup_printf(_("'words' of %s"), reader->owner);
	unsigned int index;

	for (size_t i = 0; i < G_N_ELEMENTS(families); i++)
		ids[i] = families[i].id;
	if (conf_read_choice(node, owner, ids, &index, reader->faults))
		reader->field->family = (int)families[index].family;
}

static void read_choices(struct reader *reader, const struct conf_node *node)
{
	g_autofree char *owner = g_strdup_printf(_("'choices' of %s"), reader->owner);

	if (!conf_expect(node, CONF_MAPPING, owner, reader->faults))
		return;
	if (conf_length(node) > CHOICES_MOST) {
		fault(reader, node, _("%s has more than %d entries"), owner, CHOICES_MOST);
		return;
	}
	for (size_t i = 0; i < conf_length(node); i++) {
		struct field_choice choice = {.id = template_keep(reader->templates, conf_key(node, i)), .shown = {"", ""}};

		read_bilingual(reader, conf_value(node, i), conf_key(node, i), choice.shown);
		g_array_append_val(reader->field->choices, choice);
	}
}

static void read_words(struct reader *reader, const struct conf_node *node)
{
	const struct conf_node *words = conf_find(node, "words"), *choices = conf_find(node, "choices");
	const bool is_word = reader->field->open.form == NOTICE_WORD;

	if (is_word && !words == !choices)
		fault(reader, node, _("%s needs either 'words' or 'choices'"), reader->owner);
	else if (!is_word && (words || choices))
		fault(reader, words ? words : choices, _("%s is of no form 'word': it has no words"), reader->owner);
	else if (words)
		read_family(reader, words);
	else if (choices)
		read_choices(reader, choices);
}

/* --- samples --- */

static char *joined(struct reader *reader, const struct conf_node *list)
{
	GString *lines = g_string_new(NULL);

	for (size_t i = 0; i < conf_length(list); i++) {
		if (i > 0)
			g_string_append_c(lines, '\n');
		g_string_append(lines, read_text(reader, conf_item(list, i), "sample", SAMPLE_BYTES));
	}
	return g_string_free(lines, FALSE);
}

/* As facts have it: microseconds, and a line a value of a list. */
static char *sample_of(struct reader *reader, const struct conf_node *node)
{
	const enum notice_form form = reader->field->open.form;
	char *text;
	int64_t us;

	if (form == NOTICE_LIST && conf_kind(node) == CONF_SEQUENCE)
		return joined(reader, node);
	text = g_strdup(read_text(reader, node, "sample", SAMPLE_BYTES));
	g_strchomp(text);
	if (form != NOTICE_DURATION || !quantity_parse_duration(text, &us, NULL))
		return text;
	g_free(text);
	return g_strdup_printf("%" PRId64, us);
}

static void read_sample(struct reader *reader, const struct conf_node *node)
{
	struct notice_field *open = &reader->field->open;
	const bool both = conf_kind(node) == CONF_MAPPING;

	if (both && !languages_of(reader, node, "sample"))
		return;
	for (unsigned int i = 0; i < NOTICE_LANGUAGE_COUNT; i++) {
		const struct conf_node *one = both ? conf_find(node, template_languages[i]) : node;
		g_autofree char *sample = sample_of(reader, one);

		open->sample[i] = template_keep(reader->templates, sample);
		if (*sample && !value_fits(reader->field, sample)) {
			g_autofree char *shown = text_excerpt(sample);

			fault(reader, one, _("the sample '%s' of %s is not of form '%s'"), shown, reader->owner, forms[open->form]);
			return;
		}
	}
}

/* --- who may see it --- */

static void read_audience(struct reader *reader, const struct conf_node *node)
{
	const char *ids[AUDIENCE_COUNT + 1] = {NULL};
	g_autofree char *owner = g_strdup_printf(_("an audience of %s"), reader->owner);
	unsigned int index;

	for (unsigned int i = 0; i < AUDIENCE_COUNT; i++)
		ids[i] = words_get(WORDS_AUDIENCE, i)->id;
	if (conf_read_choice(node, owner, ids, &index, reader->faults))
		reader->field->open.audiences |= 1u << index;
}

static void read_audiences(struct reader *reader, const struct conf_node *node)
{
	static const char *const ids[] = {"everybody", "operators", "own", NULL};
	static const unsigned int sets[] = {EVERYBODY, OPERATORS, OWN};
	g_autofree char *owner = g_strdup_printf(_("'audiences' of %s"), reader->owner);
	unsigned int index;

	if (conf_kind(node) == CONF_SEQUENCE) {
		for (size_t i = 0; i < conf_length(node); i++)
			read_audience(reader, conf_item(node, i));
		if (conf_length(node) == 0)
			fault(reader, node, _("%s names nobody"), owner);
	} else if (conf_read_choice(node, owner, ids, &index, reader->faults)) {
		reader->field->open.audiences = sets[index];
	}
}

/* --- a field --- */

static void read_form(struct reader *reader, const struct conf_node *node)
{
	g_autofree char *owner = g_strdup_printf(_("'form' of %s"), reader->owner);
	unsigned int index;

	if (conf_read_choice(node, owner, forms, &index, reader->faults))
		reader->field->open.form = (enum notice_form)index;
}

static void read_flags(struct reader *reader, const struct conf_node *node)
{
	static const char *const marks[] = {"never", NULL};
	const struct conf_node *value = conf_find(node, "always");
	g_autofree char *always = g_strdup_printf(_("'always' of %s"), reader->owner);
	g_autofree char *stays = g_strdup_printf(_("'stays' of %s"), reader->owner);
	g_autofree char *marked = g_strdup_printf(_("'marks' of %s"), reader->owner);
	unsigned int index;

	if (value)
		conf_read_bool(value, always, &reader->field->open.always, reader->faults);
	value = conf_find(node, "stays");
	if (value)
		conf_read_bool(value, stays, &reader->field->open.stays, reader->faults);
	value = conf_find(node, "marks");
	reader->field->unmarked = value && conf_read_choice(value, marked, marks, &index, reader->faults);
}

static void read_keys(struct reader *reader, const struct conf_node *node)
{
	static const char *const keys[] = {"form",   "title",	  "unknown", "sample", "audiences", "always", "marks",
					   "stays",  "words",	  "choices", NULL};
	static const char *const needed[] = {"form", "title", "unknown", "sample", "audiences", NULL};
	struct notice_field *open = &reader->field->open;

	if (!conf_check_keys(node, keys, reader->owner, reader->faults))
		return;
	for (const char *const *key = needed; *key; key++) {
		if (conf_find(node, *key))
			continue;
		fault(reader, NULL, _("%s has no '%s'"), reader->owner, *key);
		return;
	}
	read_form(reader, conf_find(node, "form"));
	read_bilingual(reader, conf_find(node, "title"), "title", open->title);
	read_bilingual(reader, conf_find(node, "unknown"), "unknown", open->unknown);
	read_audiences(reader, conf_find(node, "audiences"));
	read_flags(reader, node);
	/* What a sample may be is known by then. */
	read_words(reader, node);
	read_sample(reader, conf_find(node, "sample"));
}

static bool is_taken_word(const char *name)
{
	static const char *const names[] = {"if", "not", "else", "end", "each", "item", NULL};

	return g_strv_contains(names, name);
}

static void read_field(struct notice_templates *templates, const struct conf_node *fields, size_t index,
		       struct conf_faults *faults)
{
	struct reader reader = {.templates = templates, .faults = faults};
	const struct conf_position *position = conf_key_position(fields, index);
	const char *name = conf_key(fields, index);
	struct field *field;

	if (!conf_check_name(name, position, _("name of a field"), faults))
		return;
	if (is_taken_word(name)) {
		conf_fault(faults, CONF_ERROR, position, _("a field cannot be called '%s': that is a directive"), name);
		return;
	}
	if (field_called(templates, name))
		return;
	g_snprintf(reader.owner, sizeof(reader.owner), _("field '%s'"), name);
	field = reader.field = g_new0(struct field, 1);
	*field = (struct field){
		.open = {.name = template_keep(templates, name), .form = NOTICE_LINE, .title = {"", ""}, .unknown = {"", ""},
			 .sample = {"", ""}, .position = template_keep_position(templates, position)},
		.family = -1,
		.choices = g_array_new(FALSE, FALSE, sizeof(struct field_choice)),
	};
	g_ptr_array_add(templates->fields, field);
	g_hash_table_insert(templates->by_name, (gpointer)field->open.name, field);
	read_keys(&reader, conf_value(fields, index));
}

void field_read_all(struct notice_templates *templates, const struct conf_document *document, struct conf_faults *faults)
{
	static const char *const keys[] = {"fields", NULL};
	const struct conf_node *root = conf_document_root(document), *fields;

	if (!root || !conf_check_keys(root, keys, _("the list of fields"), faults))
		return;
	fields = conf_find(root, "fields");
	if (!fields || !conf_expect(fields, CONF_MAPPING, "'fields'", faults))
		return;
	for (size_t i = 0; i < conf_length(fields); i++)
		read_field(templates, fields, i, faults);
}

/* --- for others --- */

size_t notice_field_count(const struct notice_templates *templates)
{
	return templates->fields->len;
}

const struct notice_field *notice_field_at(const struct notice_templates *templates, size_t index)
{
	return &((const struct field *)templates->fields->pdata[index])->open;
}

const struct notice_field *notice_field_find(const struct notice_templates *templates, const char *name)
{
	const struct field *field = field_called(templates, name);

	return field ? &field->open : NULL;
}
