/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Facts as they are written down: which text a field of each type can hold.
 */
#include "procedure/internal.h"

#include "base/instant.h"
#include "base/quantity.h"
#include "base/text.h"

#include <string.h>

#define VALUE_BYTES 2000

bool fact_fits(enum procedure_type type, const char *value)
{
	g_autofree char *phone = NULL;
	int64_t number;

	if (!*value || strlen(value) > VALUE_BYTES || !g_utf8_validate(value, -1, NULL))
		return false;
	switch (type) {
	case TYPE_YES_NO:
		return g_str_equal(value, "yes") || g_str_equal(value, "no");
	case TYPE_COUNT:
		return quantity_parse_integer(value, 0, INT32_MAX, &number, NULL);
	case TYPE_DURATION:
		return quantity_parse_duration(value, &number, NULL);
	case TYPE_INSTANT:
	case TYPE_DEADLINE:
		return instant_parse(value, NULL, &number, NULL);
	case TYPE_PHONE:
		phone = text_fold_phone(value);
		return phone != NULL;
	case TYPE_CHOICE:	/* its words are somebody else's business */
	case TYPE_TEXT:
	case TYPE_PERSON:
	case TYPE_ITEM:
	case TYPE_ORGANIZATION:
	case TYPE_REFERENCE:
		break;
	}
	return true;
}

bool procedure_field_holds(const struct procedure_field *field, const char *value)
{
	if (!fact_fits(field->type, value))
		return false;
	if (field->type != TYPE_CHOICE)
		return true;
	for (unsigned int i = 0; i < field->choice_count; i++)
		if (g_str_equal(field->choices[i].name, value))
			return true;
	return false;
}

bool fact_number(enum procedure_type type, const char *value, int64_t *ret_number)
{
	if (type == TYPE_COUNT)
		return quantity_parse_integer(value, 0, INT32_MAX, ret_number, NULL);
	return type == TYPE_DURATION && quantity_parse_duration(value, ret_number, NULL);
}

char *placeholder_next(const char **text)
{
	const char *open = *text ? strchr(*text, '{') : NULL;
	const char *close = open ? strchr(open, '}') : NULL;

	if (!close)
		return NULL;
	*text = close + 1;
	return g_strndup(open + 1, (size_t)(close - open - 1));
}
