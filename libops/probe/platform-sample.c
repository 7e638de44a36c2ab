/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Samples: outputs that lie beside a platform, each with what it must yield.
 * Values are compared as types, not as texts, and every value that is known
 * must have been expected: a sample that says less than the platform does not
 * pass.
 */
#include "probe/platform-internal.h"

#include "base/translate.h"

#define UNREAD_MAX 1000000

struct comparison {
	const struct platform_answer *answer;
	struct conf_faults *faults;
	bool same;
};

static void differ(struct comparison *c, const struct conf_node *node, const char *format, ...) G_GNUC_PRINTF(3, 4);
static void differ(struct comparison *c, const struct conf_node *node, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	g_autofree char *message = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	conf_fault(c->faults, CONF_ERROR, conf_position(node), "%s", message);
	c->same = false;
}

/* Is VALUE of FIELD what TEXT says? */
static bool is_value(const struct vocabulary_field *field, const struct platform_value *value, const char *text)
{
	const struct platform_form *form = platform_value_form(field->type, NULL);
	/* A clock may be behind. */
	bool minus = field->type == FIELD_DURATION && *text == '-';
	g_autofree char *made = NULL;
	int64_t number = 0;

	if (value->text)
		return g_str_equal(value->text, text);
	return form->read(form, text + minus, &number, &made) == READING_KNOWN &&
	       (minus ? -number : number) == value->number;
}

static void compare_field(struct comparison *c, const struct platform_record *record, const struct conf_node *fields,
			  unsigned int number)
{
	const struct vocabulary_field *field = &record->kind->fields[number];
	const struct platform_value *value = &record->values[number];
	const struct conf_node *expected = conf_find(fields, field->name);
	const char *text = expected ? conf_text(expected) : NULL;
	g_autofree char *shown = platform_value_shown(field, value);

	if (!expected && value->known)
		differ(c, fields, _("line %u: '%s' is %s, and the sample does not expect it"), record->line, field->name, shown);
	else if (expected && !value->known)
		differ(c, expected, _("line %u: '%s' is not known"), record->line, field->name);
	else if (expected && !(text && is_value(field, value, text)))
		differ(c, expected, _("line %u: '%s' is %s"), record->line, field->name, shown);
}

static void compare_record(struct comparison *c, const struct platform_record *record, const struct conf_node *item)
{
	const struct conf_node *fields;

	if (conf_kind(item) != CONF_MAPPING || conf_length(item) != 1 || conf_kind(conf_value(item, 0)) != CONF_MAPPING) {
		differ(c, item, _("expected a kind of record with its fields"));
		return;
	}
	if (!g_str_equal(conf_key(item, 0), record->kind->name)) {
		differ(c, item, _("line %u: the record is of kind '%s'"), record->line, record->kind->name);
		return;
	}
	fields = conf_value(item, 0);
	for (size_t i = 0; i < conf_length(fields); i++)
		if (vocabulary_field(record->kind, conf_key(fields, i)) < 0)
			differ(c, conf_value(fields, i), _("'%s' is no field of '%s'"), conf_key(fields, i), record->kind->name);
	for (unsigned int i = 0; i < record->kind->count; i++)
		compare_field(c, record, fields, i);
}

static void compare_records(struct comparison *c, const struct conf_node *root)
{
	const struct conf_node *records = conf_find(root, "records");
	size_t expected = records ? conf_length(records) : 0;
	unsigned int count = platform_answer_count(c->answer);

	if (records && !conf_expect(records, CONF_SEQUENCE, "records", c->faults)) {
		c->same = false;
		return;
	}
	if (expected != count)
		differ(c, records ? records : root, _("there are %u records, not %zu"), count, expected);
	for (size_t i = 0; i < MIN(expected, count); i++)
		compare_record(c, platform_answer_at(c->answer, (unsigned int)i), conf_item(records, i));
}

bool platform_sample_check(const struct platform_answer *answer, const struct conf_node *expected,
			   struct conf_faults *faults)
{
	static const char *const keys[] = {"verdict", "unread", "records", NULL};
	struct comparison c = {.answer = answer, .faults = faults, .same = true};
	const char *verdict = platform_verdict_id(platform_answer_verdict(answer));
	const struct conf_node *node;
	int64_t unread = 0;

	if (!conf_check_keys(expected, keys, _("the sample"), faults))
		return false;
	node = conf_find(expected, "verdict");
	if (!g_str_equal(node && conf_text(node) ? conf_text(node) : "complete", verdict))
		differ(&c, node ? node : expected, _("the verdict is '%s'"), verdict);
	node = conf_find(expected, "unread");
	if (node && !conf_read_integer(node, "unread", 0, UNREAD_MAX, &unread, faults))
		c.same = false;
	if (unread != (int64_t)platform_answer_odd_lines(answer))
		differ(&c, node ? node : expected, _("lines not understood: %u"), platform_answer_odd_lines(answer));
	compare_records(&c, expected);
	return c.same;
}

static gint compare_names(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

GPtrArray *platform_sample_names(const char *directory)
{
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
	GDir *open = g_dir_open(directory, 0, NULL);
	const char *file;

	while (open && (file = g_dir_read_name(open)))
		if (g_str_has_suffix(file, ".txt") && *file != '.')
			g_ptr_array_add(names, g_strndup(file, strlen(file) - strlen(".txt")));
	g_clear_pointer(&open, g_dir_close);
	g_ptr_array_sort(names, compare_names);
	return names;
}
