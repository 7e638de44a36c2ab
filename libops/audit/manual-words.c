/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Words of a manual in its language: what other rooms call things, roles,
 * times, hours of the week.
 */
#include "audit/internal.h"

#include <string.h>

#define SECOND ((int64_t)G_USEC_PER_SEC)
#define MINUTE (60 * SECOND)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)
#define WEEK (7 * DAY)

const char *manual_say(const struct manual *manual, const char *japanese, const char *english)
{
	return manual->source.language == PROCEDURE_JAPANESE ? japanese : english;
}

const char *manual_of(const struct manual *manual, const struct bilingual *title)
{
	const char *text = manual_say(manual, title->ja, title->en);

	return text ? text : "";
}

const char *manual_text_of(const struct manual *manual, const struct procedure_text *text)
{
	const char *first = manual_say(manual, text->japanese, text->english);
	const char *second = manual_say(manual, text->english, text->japanese);

	return first ? first : second ? second : "";
}

const char *manual_word(const struct manual *manual, enum word_family family, unsigned int value)
{
	const struct word *word = words_get(family, value);

	return manual_say(manual, word->japanese, word->english);
}

const char *manual_word_id(const struct manual *manual, enum word_family family, const char *id)
{
	int value = words_find(family, id);

	return value < 0 ? id : manual_word(manual, family, (unsigned int)value);
}

/* By enum contact_role, as the guideline calls them. */
static const struct bilingual roles[] = {
	[ROLE_OPS_MANAGER] = {"運用業務統括管理者", "operations manager"},
	[ROLE_DUTY_OFFICER] = {"担当者", "duty officer"},
	[ROLE_RESPONSIBLE] = {"接続機関における責任者", "responsible person of an institution"},
	[ROLE_HELP_DESK] = {"受付窓口", "help desk"},
	[ROLE_NOC] = {"監視拠点", "network operations centre"},
};

const char *manual_role(const struct manual *manual, enum contact_role role)
{
	return manual_of(manual, &roles[role]);
}

int manual_role_find(const char *id)
{
	for (unsigned int i = 0; i < G_N_ELEMENTS(roles); i++)
		if (g_strcmp0(id, inventory_role_id((enum contact_role)i)) == 0)
			return (int)i;
	return -1;
}

const char *manual_comma(const struct manual *manual)
{
	return manual_say(manual, "、", ", ");
}

char *manual_duration(const struct manual *manual, int64_t us)
{
	static const struct { int64_t us; const char *japanese, *one, *more; } units[] = {
		{WEEK, "週間", "week", "weeks"}, {DAY, "日", "day", "days"},	 {HOUR, "時間", "hour", "hours"},
		{MINUTE, "分", "minute", "minutes"}, {SECOND, "秒", "second", "seconds"}, {1000, "ミリ秒", "ms", "ms"},
	};
	GString *text = g_string_new(NULL);

	for (size_t i = 0; i < G_N_ELEMENTS(units); i++) {
		int64_t count = us / units[i].us;

		/* Weeks are said where nothing else is left, and days up to a fortnight. */
		if (!count || (units[i].us == WEEK && (us % WEEK || count < 2)))
			continue;
		us %= units[i].us;
		if (manual->source.language == PROCEDURE_JAPANESE)
			g_string_append_printf(text, "%ld%s", (long)count, units[i].japanese);
		else
			g_string_append_printf(text, "%s%ld %s", text->len ? " " : "", (long)count,
					       count == 1 ? units[i].one : units[i].more);
	}
	return g_string_free(text, FALSE);
}

char *manual_hours(const struct manual *manual, const struct hours *hours)
{
	static const struct hours always = { .count = 1, .spans = { { 0, 7 * 24 * 60 } } };

	return hours_shown(hours ? hours : &always, manual->source.language == PROCEDURE_JAPANESE);
}
