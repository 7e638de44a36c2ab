/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Readers for each type of field. Full-width letters and digits, both languages, times as
 * people say them; what does not fit is told with what would.
 */
#include "isolate/fields.h"

#include "base/instant.h"
#include "base/quantity.h"
#include "base/text.h"
#include "base/translate.h"
#include "options.h"

#include <inttypes.h>
#include <string.h>

#define VALUE_BYTES 2000

bool field_says_unknown(const char *text)
{
	static const char *const words[] = {"?", "unknown", "不明", "わからない", "分からない"};
	g_autofree char *folded = text_fold(text);

	for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
		if (g_str_equal(folded, words[i]))
			return true;
	return false;
}

/* Takes "about" and the like off both ends of TEXT. */
static bool take_about(char **text)
{
	static const char *const before[] = {"about ", "~", "約", "およそ"};
	static const char *const behind[] = {"頃", "ごろ", "くらい", "ぐらい"};
	bool about = false;

	for (size_t i = 0; i < G_N_ELEMENTS(before); i++)
		if (g_str_has_prefix(*text, before[i])) {
			*text += strlen(before[i]);
			about = true;
			break;
		}
	for (size_t i = 0; i < G_N_ELEMENTS(behind); i++)
		if (g_str_has_suffix(*text, behind[i]) && strlen(*text) > strlen(behind[i])) {
			(*text)[strlen(*text) - strlen(behind[i])] = '\0';
			about = true;
			break;
		}
	g_strstrip(*text);
	return about;
}

static char *choices_of(const struct procedure_field *field)
{
	GString *list = g_string_new(NULL);

	for (unsigned int i = 0; i < field->choice_count; i++)
		g_string_append_printf(list, "%s%s", i ? ", " : "", field->choices[i].name);
	return g_string_free(list, FALSE);
}

/* Whether TEXT, folded, is what somebody reads in either language. */
static bool reads(const char *folded, const struct procedure_text *text)
{
	g_autofree char *japanese = text_fold(text->japanese ? text->japanese : ""),
			*english = text_fold(text->english ? text->english : "");

	return *folded && (g_str_equal(folded, japanese) || g_str_equal(folded, english));
}

/* By its number from 1, its name, or what a person reads. */
static bool read_choice(const struct procedure_field *field, const char *text, char **ret_value,
			GError **error)
{
	g_autofree char *folded = text_fold(text), *list = NULL;
	int64_t number;

	if (quantity_parse_integer(folded, 1, field->choice_count, &number, NULL)) {
		*ret_value = g_strdup(field->choices[number - 1].name);
		return true;
	}
	for (unsigned int i = 0; i < field->choice_count; i++) {
		const struct procedure_choice *choice = &field->choices[i];
		g_autofree char *name = text_fold(choice->name);

		if (g_str_equal(folded, name) || reads(folded, &choice->text)) {
			*ret_value = g_strdup(choice->name);
			return true;
		}
	}
	list = choices_of(field);
	return options_refuse(error, _("'%s' is none of: %s"), text, list);
}

static bool is_among(const char *folded, const char *const *words)
{
	return g_strv_contains(words, folded);
}

static bool read_yes_no(const char *text, char **ret_value, GError **error)
{
	static const char *const yes[] = {"y", "yes", "はい", "有", "あり", NULL};
	static const char *const no[] = {"n", "no", "いいえ", "無", "なし", NULL};
	g_autofree char *folded = text_fold(text);

	if (!is_among(folded, yes) && !is_among(folded, no))
		return options_refuse(error, _("'%s' is neither yes nor no"), text);
	*ret_value = g_strdup(is_among(folded, yes) ? "yes" : "no");
	return true;
}

static bool read_counted(const struct field_context *context, enum procedure_type type,
			 const char *text, char **ret_value, GError **error)
{
	g_autofree char *padded = NULL;
	int64_t number;

	if (type == TYPE_INSTANT) {
		/* Nobody says 02:30. */
		if (g_ascii_isdigit(text[0]) && text[1] == ':')
			text = padded = g_strconcat("0", text, NULL);
		if (!instant_parse_past(text, context->zone, context->now_us, &number, error))
			return false;
		*ret_value = instant_print(number, context->zone);
		return true;
	}
	if (type == TYPE_DEADLINE) {
		if (!instant_parse_coming(text, context->zone, context->now_us, &number, error))
			return false;
		*ret_value = instant_print(number, context->zone);
		return true;
	}
	if (type == TYPE_DURATION) {
		if (!quantity_parse_duration(text, &number, error))
			return false;
		*ret_value = quantity_print_duration(number);
		return true;
	}
	if (!quantity_parse_integer(text, 0, INT32_MAX, &number, error))
		return false;
	*ret_value = g_strdup_printf("%" PRId64, number);
	return true;
}

static bool read_text(enum procedure_type type, const char *text, char **ret_value, GError **error)
{
	g_autofree char *digits = type == TYPE_PHONE ? text_fold_phone(text) : NULL;

	if (type == TYPE_PHONE && !digits)
		return options_refuse(error, _("'%s' is no telephone number"), text);
	if (!*text || strlen(text) > VALUE_BYTES || !g_utf8_validate(text, -1, NULL))
		return options_refuse(error, _("a text of at most %d bytes is expected"), VALUE_BYTES);
	*ret_value = g_strdup(text);
	return true;
}

bool field_read(const struct field_context *context, const struct procedure_field *field,
		const char *text, struct field_said *ret_said, GError **error)
{
	g_autofree char *narrow = NULL, *value = NULL;
	bool about = false, counted, read;
	char *rest;

	if (field_says_unknown(text)) {
		if (field->required)
			return options_refuse(error, _("field '%s' must be known"), field->name);
		*ret_said = (struct field_said){NULL, false};
		return true;
	}
	counted = field->type == TYPE_INSTANT || field->type == TYPE_DEADLINE ||
		  field->type == TYPE_DURATION || field->type == TYPE_COUNT;
	narrow = g_utf8_validate(text, -1, NULL) && counted
			 ? g_utf8_normalize(text, -1, G_NORMALIZE_NFKC)
			 : g_strdup(text);
	rest = g_strstrip(narrow);
	if (counted)
		about = take_about(&rest);
	if (counted)
		read = read_counted(context, field->type, rest, &value, error);
	else if (field->type == TYPE_CHOICE)
		read = read_choice(field, rest, &value, error);
	else if (field->type == TYPE_YES_NO)
		read = read_yes_no(rest, &value, error);
	else
		read = read_text(field->type, rest, &value, error);
	if (!read)
		return false;
	*ret_said = (struct field_said){g_steal_pointer(&value), about};
	return true;
}

char *field_show(const struct field_context *context, const struct procedure_field *field,
		 const char *value)
{
	int64_t at_us;

	if (!value)
		return g_strdup("?");
	for (unsigned int i = 0; field && i < field->choice_count; i++)
		if (g_str_equal(field->choices[i].name, value) &&
		    *procedure_text_shown(&field->choices[i].text))
			return g_strdup(procedure_text_shown(&field->choices[i].text));
	if (field && (field->type == TYPE_INSTANT || field->type == TYPE_DEADLINE) &&
	    instant_parse(value, context->zone, &at_us, NULL))
		return instant_show(at_us, context->zone);
	return g_strdup(value);
}
