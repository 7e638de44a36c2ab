/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One value in words, by the form of its field. Values were written by people and read from devices: what is
 * not in the form that was expected is shown as it was written, since it may be the one thing that is known, and
 * nothing in a value can end a line, hide or turn round what stands beside it.
 */
#include "notice/template-internal.h"

#include "base/instant.h"
#include "base/quantity.h"
#include "base/text.h"

#include <inttypes.h>
#include <string.h>

#define SECOND_US INT64_C(1000000)
#define MINUTE_US (60 * SECOND_US)
#define HOUR_US (60 * MINUTE_US)
#define DAY_US (24 * HOUR_US)
#define LIST_MOST 500u	/* values of a list that are shown */

bool value_is_known(const struct notice_fact *fact)
{
	return fact && fact->value && fact->value[strspn(fact->value, " \t\r\n\v\f")] != '\0';
}

bool value_holds(const struct field *field, const struct notice_fact *fact)
{
	return value_is_known(fact) && (field->open.form != NOTICE_YES_NO || g_str_equal(fact->value, "yes"));
}

/* --- instants --- */

/* Names of zones that mean one offset to everybody who may read this; "IST" does not. */
static char *offset_shown(GDateTime *time)
{
	const char *name = g_date_time_get_timezone_abbreviation(time);

	if (g_str_equal(name, "JST") || g_str_equal(name, "UTC"))
		return g_strdup(name);
	return g_date_time_format(time, "%:z");
}

char *value_instant(int64_t at_us, bool estimated, enum notice_language language, GTimeZone *zone)
{
	static const char *const days[NOTICE_LANGUAGE_COUNT][7] = {
		[NOTICE_JAPANESE] = {"月", "火", "水", "木", "金", "土", "日"},
		[NOTICE_ENGLISH] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"},
	};
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(at_us / SECOND_US - (at_us % SECOND_US < 0));
	g_autoptr(GDateTime) time = utc ? g_date_time_to_timezone(utc, zone) : NULL;
	g_autofree char *offset = time ? offset_shown(time) : NULL;

	if (!time)
		return NULL;
	return g_strdup_printf("%s%04d-%02d-%02d" VALUE_JOINT "%02d:%02d%s" VALUE_JOINT "(%s)" VALUE_JOINT "%s",
			       estimated && language == NOTICE_ENGLISH ? "about" VALUE_JOINT : "",
			       g_date_time_get_year(time), g_date_time_get_month(time), g_date_time_get_day_of_month(time),
			       g_date_time_get_hour(time), g_date_time_get_minute(time),
			       estimated && language == NOTICE_JAPANESE ? "頃" : "",
			       days[language][g_date_time_get_day_of_week(time) - 1], offset);
}

static char *show_instant(const char *text, bool estimated, enum notice_language language, GTimeZone *zone)
{
	int64_t at_us;

	return instant_parse(text, zone, &at_us, NULL) ? value_instant(at_us, estimated, language, zone) : NULL;
}

/* --- numbers --- */

static char *about(char *text, bool estimated, enum notice_language language)
{
	char *whole = g_strconcat(!estimated ? "" : language == NOTICE_JAPANESE ? "約" : "about ", text, NULL);

	g_free(text);
	return whole;
}

/* 24000 as "24,000". */
static char *show_count(const char *text, bool estimated, enum notice_language language)
{
	GString *shown = g_string_new(NULL);
	g_autofree char *digits = NULL;
	int64_t count;
	size_t length;

	if (!quantity_parse_integer(text, INT64_MIN + 1, INT64_MAX, &count, NULL)) {
		g_string_free(shown, TRUE);
		return NULL;
	}
	digits = g_strdup_printf("%" PRId64, count < 0 ? -count : count);
	length = strlen(digits);
	g_string_append(shown, count < 0 ? "-" : "");
	for (size_t i = 0; i < length; i++) {
		if (i > 0 && (length - i) % 3 == 0)
			g_string_append_c(shown, ',');
		g_string_append_c(shown, digits[i]);
	}
	return about(g_string_free(shown, FALSE), estimated, language);
}

static bool parse_duration(const char *text, int64_t *ret_us)
{
	return quantity_parse_integer(text, 0, INT64_MAX, ret_us, NULL) || quantity_parse_duration(text, ret_us, NULL);
}

struct unit { int64_t us; const char *japanese, *one, *many; };

static const struct unit units[] = {
	{DAY_US, "日", "day", "days"},
	{HOUR_US, "時間", "hour", "hours"},
	{MINUTE_US, "分", "minute", "minutes"},
	{SECOND_US, "秒", "second", "seconds"},
	{1000, "ミリ秒", "millisecond", "milliseconds"},
};

/* The finest unit that matters beside US: minutes beside hours, seconds beside minutes. */
static int64_t finest_for(int64_t us)
{
	return us >= HOUR_US ? MINUTE_US : us >= SECOND_US ? SECOND_US : 1000;
}

static char *show_duration(const char *text, bool estimated, enum notice_language language)
{
	GString *shown;
	int64_t us, finest;

	if (!parse_duration(text, &us))
		return NULL;
	shown = g_string_new(NULL);
	finest = finest_for(us);
	for (size_t i = 0; i < G_N_ELEMENTS(units) && units[i].us >= finest; i++) {
		const int64_t count = us / units[i].us;
		const bool last = units[i].us == finest;

		us %= units[i].us;
		if (count == 0 && !(last && shown->len == 0))
			continue;
		if (language == NOTICE_JAPANESE)
			g_string_append_printf(shown, "%" PRId64 "%s", count, units[i].japanese);
		else
			g_string_append_printf(shown, "%s%" PRId64 " %s", shown->len ? " " : "", count,
					       count == 1 ? units[i].one : units[i].many);
	}
	return about(g_string_free(shown, FALSE), estimated, language);
}

/* --- words --- */

static const char *word_shown(const struct field *field, const char *id, enum notice_language language)
{
	const int value = field->family >= 0 ? words_find((enum word_family)field->family, id) : -1;

	if (value >= 0) {
		const struct word *word = words_get((enum word_family)field->family, (unsigned int)value);

		return language == NOTICE_JAPANESE ? word->japanese : word->english;
	}
	for (guint i = 0; i < field->choices->len; i++) {
		const struct field_choice *choice = &g_array_index(field->choices, struct field_choice, i);

		if (g_str_equal(choice->id, id))
			return choice->shown[language];
	}
	return NULL;
}

static const char *yes_no_shown(const char *text, enum notice_language language)
{
	static const char *const shown[NOTICE_LANGUAGE_COUNT][2] = {{"はい", "いいえ"}, {"yes", "no"}};

	if (g_str_equal(text, "yes"))
		return shown[language][0];
	return g_str_equal(text, "no") ? shown[language][1] : NULL;
}

static bool is_listed(const struct field *field)
{
	return field->open.form == NOTICE_TEXT || field->open.form == NOTICE_LIST;
}

bool value_fits(const struct field *field, const char *text)
{
	int64_t number;

	switch (field->open.form) {
	case NOTICE_TEXT:
	case NOTICE_LIST:
		return true;
	case NOTICE_LINE:
		return !strpbrk(text, "\r\n");
	case NOTICE_INSTANT:
		/* With its offset: a sample means the same at every site. */
		return instant_parse(text, NULL, &number, NULL);
	case NOTICE_DURATION:
		return parse_duration(text, &number);
	case NOTICE_COUNT:
		return quantity_parse_integer(text, INT64_MIN + 1, INT64_MAX, &number, NULL);
	case NOTICE_WORD:
		return word_shown(field, text, NOTICE_ENGLISH) != NULL;
	case NOTICE_YES_NO:
		return yes_no_shown(text, NOTICE_ENGLISH) != NULL;
	}
	return false;
}

/* --- all of them --- */

/* Bytes from outside as one line that is safe to show. */
static char *safe_line(const char *bytes, size_t length)
{
	char *safe = text_safe(bytes, length, length);

	return g_strstrip(safe);
}

/* Where a line of BYTES ends: by LF, CR, CRLF, or what a reader's screen may take for one. */
static size_t line_length(const char *bytes)
{
	const char *at = bytes;

	while (*at && *at != '\n' && *at != '\r' && *at != '\v' && *at != '\f' && !g_str_has_prefix(at, "\xc2\x85") &&
	       !g_str_has_prefix(at, "\xe2\x80\xa8") && !g_str_has_prefix(at, "\xe2\x80\xa9"))
		at++;
	return (size_t)(at - bytes);
}

static size_t line_end_length(const char *at)
{
	if (*at == '\0')
		return 0;
	if (g_str_has_prefix(at, "\r\n") || *at == '\xc2')
		return 2;
	return *at == '\xe2' ? 3 : 1;
}

/* Lines of BYTES, without empty ones at both ends. */
static GPtrArray *split(const char *bytes)
{
	GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);

	while (*bytes) {
		const size_t length = line_length(bytes);
		g_autofree char *line = safe_line(bytes, length);

		if (*line || lines->len > 0)
			g_ptr_array_add(lines, g_steal_pointer(&line));
		bytes += length;
		bytes += line_end_length(bytes);
	}
	while (lines->len > 0 && *(const char *)lines->pdata[lines->len - 1] == '\0')
		g_ptr_array_remove_index(lines, lines->len - 1);
	return lines;
}

static char *joined(const GPtrArray *lines, const char *with)
{
	GString *whole = g_string_new(NULL);

	for (guint i = 0; i < lines->len; i++)
		g_string_append_printf(whole, "%s%s", i > 0 && *(const char *)lines->pdata[i] ? with : "",
				       (const char *)lines->pdata[i]);
	return g_string_free(whole, FALSE);
}

static char *with_doubt(char *line, bool estimated, enum notice_language language)
{
	char *whole = g_strconcat(line, !estimated ? "" : language == NOTICE_JAPANESE ? " (推定)" : " (estimated)", NULL);

	g_free(line);
	return whole;
}

/* What stands in one line; never empty. */
static char *show_line(const struct field *field, const struct notice_fact *fact, enum notice_language language,
		       GTimeZone *zone)
{
	g_autofree char *text = g_strstrip(g_strdup(fact->value));
	g_autoptr(GPtrArray) lines = NULL;
	const char *word = NULL;
	char *shown = NULL;

	switch (field->open.form) {
	case NOTICE_INSTANT:
		shown = show_instant(text, fact->estimated, language, zone);
		break;
	case NOTICE_COUNT:
		shown = show_count(text, fact->estimated, language);
		break;
	case NOTICE_DURATION:
		shown = show_duration(text, fact->estimated, language);
		break;
	case NOTICE_WORD:
		word = word_shown(field, text, language);
		break;
	case NOTICE_YES_NO:
		word = yes_no_shown(text, language);
		break;
	default:
		break;
	}
	if (shown)
		return shown;
	lines = split(word ? word : text);
	return with_doubt(joined(lines, " "), fact->estimated, language);
}

/* A list without empty values, and not longer than somebody reads: the rest is counted. */
static void tidy_list(GPtrArray *lines, enum notice_language language)
{
	g_autofree char *number = NULL, *more = NULL;

	for (guint i = lines->len; i-- > 0;)
		if (*(const char *)lines->pdata[i] == '\0')
			g_ptr_array_remove_index(lines, i);
	if (lines->len <= LIST_MOST)
		return;
	number = g_strdup_printf("%u", lines->len - LIST_MOST);
	more = show_count(number, false, language);
	g_ptr_array_set_size(lines, LIST_MOST);
	g_ptr_array_add(lines, language == NOTICE_JAPANESE ? g_strconcat("ほか", more, "件", NULL)
							   : g_strconcat("and ", more, " more", NULL));
}

GPtrArray *value_lines(const struct field *field, const struct notice_fact *fact, enum notice_language language,
		       GTimeZone *zone)
{
	const bool known = value_is_known(fact);
	GPtrArray *lines = known && is_listed(field) ? split(fact->value) : g_ptr_array_new_with_free_func(g_free);

	if (known && !is_listed(field))
		g_ptr_array_add(lines, show_line(field, fact, language, zone));
	if (field->open.form == NOTICE_LIST)
		tidy_list(lines, language);
	if (lines->len == 0) {
		g_ptr_array_add(lines, g_strdup(field->open.unknown[language]));
		return lines;
	}
	for (guint i = lines->len; is_listed(field) && fact->estimated && i-- > 0;) {
		/* Of a text its end says so, of a list each value. */
		if (field->open.form == NOTICE_LIST || i + 1 == lines->len)
			lines->pdata[i] = with_doubt(lines->pdata[i], true, language);
	}
	return lines;
}

char *value_line(const struct field *field, const struct notice_fact *fact, enum notice_language language,
		 GTimeZone *zone)
{
	g_autoptr(GPtrArray) lines = value_lines(field, fact, language, zone);
	const char *comma = language == NOTICE_JAPANESE ? "、" : ", ";

	return joined(lines, field->open.form == NOTICE_LIST ? comma : " ");
}
