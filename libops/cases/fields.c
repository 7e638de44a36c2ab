/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What sort of thing may be said of each field of a case. Their names stand in
 * base/words.c.
 */
#include "cases/internal.h"

static const struct {
	enum case_value_type type;
	enum word_family family;
	bool afterwards;		/* of the review: also of a case that is closed */
} fields[CASE_FIELD_COUNT] = {
	[CASE_FIELD_BEGAN] = {.type = CASE_VALUE_INSTANT},
	[CASE_FIELD_DETECTED] = {.type = CASE_VALUE_INSTANT},
	[CASE_FIELD_DETECTED_HOW] = {.type = CASE_VALUE_TEXT},
	[CASE_FIELD_REPORTED] = {.type = CASE_VALUE_INSTANT},
	[CASE_FIELD_ACKNOWLEDGED] = {.type = CASE_VALUE_INSTANT},
	[CASE_FIELD_RESTORED] = {.type = CASE_VALUE_INSTANT},
	[CASE_FIELD_CONFIRMED] = {.type = CASE_VALUE_INSTANT},
	[CASE_FIELD_SEVERITY] = {.type = CASE_VALUE_WORD, .family = WORDS_SEVERITY},
	[CASE_FIELD_CAUSE] = {.type = CASE_VALUE_TEXT},
	[CASE_FIELD_CAUSE_STATUS] = {.type = CASE_VALUE_WORD, .family = WORDS_CAUSE_STATUS},
	[CASE_FIELD_WORKAROUND] = {.type = CASE_VALUE_TEXT},
	[CASE_FIELD_CARRIER_TICKET] = {.type = CASE_VALUE_TEXT},
	[CASE_FIELD_SERVICE] = {.type = CASE_VALUE_LIST},
	[CASE_FIELD_LINES] = {.type = CASE_VALUE_COUNT},
	[CASE_FIELD_LINES_USER] = {.type = CASE_VALUE_COUNT},
	[CASE_FIELD_LINES_PROVIDER] = {.type = CASE_VALUE_COUNT},
	[CASE_FIELD_LINES_REGIONAL] = {.type = CASE_VALUE_COUNT},
	[CASE_FIELD_INSTITUTIONS] = {.type = CASE_VALUE_COUNT},
	[CASE_FIELD_USERS] = {.type = CASE_VALUE_COUNT},
	[CASE_FIELD_STANDBY_FAILED] = {.type = CASE_VALUE_WORD, .family = WORDS_YES_NO},
	[CASE_FIELD_SECRECY_LEAK] = {.type = CASE_VALUE_WORD, .family = WORDS_YES_NO},
	[CASE_FIELD_PERSONAL_DATA_LEAK] = {.type = CASE_VALUE_WORD, .family = WORDS_YES_NO},
	[CASE_FIELD_LEAD] = {.type = CASE_VALUE_PERSON},
	[CASE_FIELD_DEPUTY] = {.type = CASE_VALUE_PERSON},
	[CASE_FIELD_SCRIBE] = {.type = CASE_VALUE_PERSON},
	[CASE_FIELD_LIAISON] = {.type = CASE_VALUE_PERSON},
	[CASE_FIELD_REVIEWED] = {.type = CASE_VALUE_INSTANT, .afterwards = true},
	[CASE_FIELD_UNDERLYING_CAUSE] = {.type = CASE_VALUE_TEXT, .afterwards = true},
	[CASE_FIELD_WELL] = {.type = CASE_VALUE_LIST, .afterwards = true},
	[CASE_FIELD_BADLY] = {.type = CASE_VALUE_LIST, .afterwards = true},
	[CASE_FIELD_LUCKY] = {.type = CASE_VALUE_LIST, .afterwards = true},
};

enum case_value_type case_field_type(enum case_field field)
{
	return fields[field].type;
}

bool case_field_is_afterwards(enum case_field field)
{
	return fields[field].afterwards;
}

enum word_family case_field_family(enum case_field field)
{
	g_assert(fields[field].type == CASE_VALUE_WORD);
	return fields[field].family;
}

bool case_field_is_yes_no(enum case_field field)
{
	return fields[field].type == CASE_VALUE_WORD && fields[field].family == WORDS_YES_NO;
}
