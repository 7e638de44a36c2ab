/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Line rules: the small language of platform files, nwops-platform(5), made
 * into patterns that hold for a whole line and are bounded in all their parts.
 * "{field}" takes a value in the shape of its type, "{}" passes over a word,
 * "..." over anything, a blank is one blank or more.
 */
#include "probe/platform-internal.h"

#include "base/translate.h"

#define REPEAT_MAX 4000
#define ANYTHING ".{0,4000}?"

/* A rule while it is translated. */
struct translation {
	const char *at;			/* what is left of the text */
	GString *expression;
	const struct vocabulary_record *record;
	struct platform_rule *rule;
	GString *run, *longest, *first;	/* letters that every line has to contain */
	unsigned int depth;
	bool begun, alternatives;
};

static bool refuse(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);
static bool refuse(GError **error, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	g_autofree char *message = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_set_error_literal(error, OPS_PATTERN_ERROR, PATTERN_ERROR_SYNTAX, message);
	return false;
}

/* The letters in a row end here. */
static void end_run(struct translation *t)
{
	if (t->run->len > t->longest->len)
		g_string_assign(t->longest, t->run->str);
	if (!t->begun)
		g_string_assign(t->first, t->run->str);
	t->begun = true;
	g_string_truncate(t->run, 0);
}

static bool field_of(const char *name, size_t length, const struct vocabulary_record *record,
		     unsigned int *ret_field, GError **error)
{
	g_autofree char *wanted = g_strndup(name, length);
	int number;

	if (!record)
		return refuse(error, _("'{%s}' takes a value where none is wanted: write {} to pass over a word"),
			      wanted);
	number = vocabulary_field(record, wanted);
	if (number < 0)
		return refuse(error, _("'%s' is no field of '%s'"), wanted, record->name);
	*ret_field = (unsigned int)number;
	return true;
}

bool platform_rule_source(const char *text, size_t length, const struct vocabulary_record *record,
			  struct platform_source *ret_source, GError **error)
{
	bool add = length && text[length - 1] == '+';
	size_t end = length - add;
	const char *colon = memchr(text, ':', end);
	size_t name = colon ? (size_t)(colon - text) : end;
	g_autofree char *form = colon ? g_strndup(colon + 1, end - name - 1) : NULL;
	enum field_type type;

	*ret_source = (struct platform_source){.add = add};
	if (!field_of(text, name, record, &ret_source->field, error))
		return false;
	type = record->fields[ret_source->field].type;
	if (add && type != FIELD_COUNT && type != FIELD_OCTETS && type != FIELD_SHARE && type != FIELD_DURATION &&
	    type != FIELD_INTEGER && !(type == FIELD_INTERFACE && g_strcmp0(form, "unit") == 0))
		return refuse(error, _("'%s' is not a number that could be added up"),
			      record->fields[ret_source->field].name);
	ret_source->form = platform_value_form(type, form);
	if (ret_source->form)
		return true;
	g_autofree char *forms = platform_value_forms(type);

	return refuse(error, _("'%s' is no form of '%s', which is of type %s: expected one of %s"), form,
		      record->fields[ret_source->field].name, vocabulary_type_name(type), *forms ? forms : "-");
}

/* "{field:form}" at T->at. */
static bool take_field(struct translation *t, const char *end, GError **error)
{
	struct platform_source source;
	const char *name = t->at + 1;

	if (!platform_rule_source(name, (size_t)(end - name), t->record, &source, error))
		return false;
	g_array_append_val(t->rule->sources, source);
	g_string_append_printf(t->expression, "(%s)", source.form->pattern);
	t->at = end + 1;
	return true;
}

/* "{3}" or "{1,5}" at T->at. */
static bool take_repeat(struct translation *t, const char *end, GError **error)
{
	const char *comma = memchr(t->at, ',', (size_t)(end - t->at));
	const char *last = comma ? comma + 1 : t->at + 1;
	g_autofree char *text = g_strndup(t->at, (size_t)(end - t->at) + 1);
	gint64 most = g_ascii_strtoll(last, NULL, 10);

	if (last == end)
		return refuse(error, _("'%s' has no upper bound"), text);
	if (strspn(t->at + 1, "0123456789,") != (size_t)(end - t->at) - 1 || most > REPEAT_MAX)
		return refuse(error, _("'%s' is not a number of times up to %d"), text, REPEAT_MAX);
	g_string_append(t->expression, text);
	t->at = end + 1;
	return true;
}

static bool take_brace(struct translation *t, GError **error)
{
	const char *end = strchr(t->at, '}');

	end_run(t);
	if (!end)
		return refuse(error, _("a '{' is not closed: write \\{ for the character"));
	if (g_ascii_isdigit(t->at[1]))
		return take_repeat(t, end, error);
	if (end == t->at + 1 || (end == t->at + 2 && t->at[1] == '#')) {
		g_string_append(t->expression, t->at[1] == '#' ? "[0-9][0-9,.]{0,26}" : "[^\\s]{1,255}");
		t->at = end + 1;
		return true;
	}
	return take_field(t, end, error);
}

static bool take_escape(struct translation *t, GError **error)
{
	char escaped = t->at[1];

	if (!escaped || (g_ascii_isalnum(escaped) && !strchr("dDwWsSb", escaped)))
		return refuse(error, _("'\\%c' is not understood in a line rule"), escaped ? escaped : ' ');
	/* As a class it can be compiled, see base/pattern.c. */
	if (strchr("DWS", escaped))
		g_string_append_printf(t->expression, "[^\\%c]", g_ascii_tolower(escaped));
	else
		g_string_append_printf(t->expression, "\\%c", escaped);
	if (!g_ascii_isalnum(escaped) && t->depth == 0)
		g_string_append_c(t->run, escaped);
	else
		end_run(t);
	t->at += 2;
	return true;
}

static bool take_class(struct translation *t, GError **error)
{
	const char *end = t->at + 1;

	end_run(t);
	if (*end == '^')
		end++;
	if (*end == ']')
		end++;
	for (; *end && *end != ']'; end++) {
		if (*end == '\\' && end[1])
			end++;
		else if (*end == '[' && end[1] == ':' && strstr(end, ":]"))
			end = strstr(end, ":]") + 1;
	}
	if (!*end)
		return refuse(error, _("a '[' is not closed: write \\[ for the character"));
	g_string_append_len(t->expression, t->at, end + 1 - t->at);
	t->at = end + 1;
	return true;
}

static bool take_group(struct translation *t, GError **error)
{
	end_run(t);
	if (t->at[1] == '?')
		return refuse(error, _("'(?' is not understood in a line rule"));
	g_string_append(t->expression, "(?:");
	t->depth++;
	t->at++;
	return true;
}

static void take_blank(struct translation *t)
{
	end_run(t);
	while (*t->at == ' ')
		t->at++;
	g_string_append(t->expression, *t->at == '?' ? " {0,200}" : " {1,200}");
	if (*t->at == '?')
		t->at++;
}

/* Anything that is only itself, or ends a group. */
static void take_letter(struct translation *t)
{
	if (*t->at == ')' || *t->at == '|' || *t->at == '?' || *t->at == '.') {
		/* The letter before a '?' need not be there. */
		if (*t->at == '?' && t->run->len)
			g_string_truncate(t->run, t->run->len - 1);
		end_run(t);
		t->alternatives |= *t->at == '|' && t->depth == 0;
		t->depth -= *t->at == ')' && t->depth > 0;
	} else if (t->depth == 0 && !(t->at[0] & 0x80)) {
		g_string_append_c(t->run, *t->at);
	} else {
		end_run(t);
	}
	g_string_append_c(t->expression, *t->at);
	t->at++;
}

static bool take_next(struct translation *t, GError **error)
{
	switch (*t->at) {
	case '{':
		/* The letter that is repeated may come no time at all. */
		if (g_ascii_isdigit(t->at[1]) && t->run->len)
			g_string_truncate(t->run, t->run->len - 1);
		return take_brace(t, error);
	case '\\':
		return take_escape(t, error);
	case '[':
		return take_class(t, error);
	case '(':
		return take_group(t, error);
	case ' ':
		take_blank(t);
		return true;
	case '*':
	case '+':
		return refuse(error, _("'%c' has no upper bound: write {0,20}, {} for a word, ... for anything, "
				       "or \\%c for the character"), *t->at, *t->at);
	case '^':
	case '$':
		return refuse(error, _("a rule holds for the whole line: leave out '%c', or write \\%c for the character"),
			      *t->at, *t->at);
	default:
		break;
	}
	if (g_str_has_prefix(t->at, "...")) {
		end_run(t);
		g_string_append(t->expression, ANYTHING);
		t->at += 3;
		return true;
	}
	take_letter(t);
	return true;
}

static void take_needle(struct translation *t)
{
	end_run(t);
	if (t->alternatives) {
		t->rule->needle = g_strdup("");
		return;
	}
	t->rule->needle_first = t->first->len >= 3;
	t->rule->needle = g_strdup(t->rule->needle_first ? t->first->str : t->longest->str);
}

static bool translate(struct translation *t, GError **error)
{
	g_string_append(t->expression, "\\A(?:");
	while (*t->at)
		if (!take_next(t, error))
			return false;
	g_string_append(t->expression, ")\\z");
	take_needle(t);
	t->rule->pattern = pattern_new(t->expression->str, error);
	return t->rule->pattern != NULL;
}

struct platform_rule *platform_rule_new(const char *text, const struct vocabulary_record *record, GError **error)
{
	struct platform_rule *rule = g_new0(struct platform_rule, 1);
	struct translation t = {
		.at = text,
		.expression = g_string_new(NULL),
		.record = record,
		.rule = rule,
		.run = g_string_new(NULL),
		.longest = g_string_new(NULL),
		.first = g_string_new(NULL),
	};
	bool good;

	rule->sources = g_array_new(FALSE, FALSE, sizeof(struct platform_source));
	rule->settings = g_array_new(FALSE, FALSE, sizeof(struct platform_setting));
	good = translate(&t, error);
	rule->expression = g_string_free(t.expression, FALSE);
	g_string_free(t.run, TRUE);
	g_string_free(t.longest, TRUE);
	g_string_free(t.first, TRUE);
	if (good)
		return rule;
	platform_rule_free(rule);
	return NULL;
}

void platform_rule_free(struct platform_rule *rule)
{
	if (!rule)
		return;
	pattern_free(rule->pattern);
	g_free(rule->expression);
	g_free(rule->needle);
	g_array_unref(rule->sources);
	g_array_unref(rule->settings);
	g_free(rule);
}

/* Cheaper than the pattern, and nearly always enough to say no. */
static bool may_match(const struct platform_rule *rule, const char *line, size_t length)
{
	size_t needed = strlen(rule->needle);

	if (rule->needle_first)
		return length >= needed && memcmp(line, rule->needle, needed) == 0;
	return !needed || memmem(line, length, rule->needle, needed);
}

bool platform_rule_match(const struct platform_rule *rule, const char *line, size_t length,
			 struct pattern_group *groups)
{
	struct pattern_group unused[PATTERN_MAX_GROUPS];

	/* A pattern that gave up has understood nothing: the line is shown as such. */
	return may_match(rule, line, length) &&
	       pattern_match(rule->pattern, line, length, groups ? groups : unused) == PATTERN_MATCHED;
}

const struct platform_rule *platform_rule_first(const GPtrArray *rules, const char *line, size_t length,
						struct pattern_group *groups)
{
	for (guint i = 0; rules && i < rules->len; i++)
		if (platform_rule_match(rules->pdata[i], line, length, groups))
			return rules->pdata[i];
	return NULL;
}

void platform_rule_take(struct platform_answer *answer, const struct platform_block *block,
			const struct platform_rule *rule, const char *text, const struct pattern_group *groups,
			struct platform_record *record, bool over)
{
	for (guint i = 0; i < rule->sources->len; i++) {
		const struct platform_source *source = &g_array_index(rule->sources, struct platform_source, i);
		const struct pattern_group *group = &groups[i + 1];

		if (group->start != SIZE_MAX)
			platform_answer_take(answer, block, source, text + group->start, group->end - group->start,
					     record, over);
	}
	platform_answer_set(record, rule->settings, over);
}
