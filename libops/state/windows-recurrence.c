/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading how a window recurs: "week", "3 months", "2nd sunday", "last day". Small on
 * purpose: whatever else somebody wants is several windows.
 */
#include "base/quantity.h"
#include "base/text.h"
#include "base/translate.h"
#include "state/windows.h"

/* "last wednesday", with room to spare. */
#define RECURRENCE_LIMIT 32

G_DEFINE_QUARK(ops_windows_error_quark, windows_error)

static const char *const weekdays[] = { "monday", "tuesday", "wednesday", "thursday",
					"friday", "saturday", "sunday" };
static const char *const ordinals[] = { "1st", "2nd", "3rd", "4th", "5th" };
/* In the order of enum recurrence_unit. */
static const char *const units[] = { "day", "week", "month", "year" };

/* 1 for Monday; 0: it is none. */
static int weekday_of(const char *word)
{
	for (size_t i = 0; i < G_N_ELEMENTS(weekdays); i++)
		if (!strcmp(word, weekdays[i]) || (strlen(word) == 3 && g_str_has_prefix(weekdays[i], word)))
			return (int)i + 1;
	return 0;
}

/* -1 for the last; 0: it is none. */
static int ordinal_of(const char *word)
{
	for (size_t i = 0; i < G_N_ELEMENTS(ordinals); i++)
		if (!strcmp(word, ordinals[i]))
			return (int)i + 1;
	return strcmp(word, "last") ? 0 : -1;
}

/* PLURAL: with an s behind it. */
static bool unit_of(const char *word, bool plural, enum recurrence_unit *ret_unit)
{
	for (size_t i = 0; i < G_N_ELEMENTS(units); i++)
		if (g_str_has_prefix(word, units[i]) && !strcmp(word + strlen(units[i]), plural ? "s" : "")) {
			*ret_unit = (enum recurrence_unit)i;
			return true;
		}
	return false;
}

static bool read_one(const char *word, struct recurrence *recurrence)
{
	int weekday = weekday_of(word);

	if (!weekday)
		return unit_of(word, false, &recurrence->unit);
	recurrence->unit = RECUR_WEEKS;
	recurrence->weekday = weekday;
	return true;
}

static bool read_two(const char *first, const char *second, struct recurrence *recurrence)
{
	int ordinal = ordinal_of(first), weekday = weekday_of(second);
	int64_t step;

	if (ordinal && weekday) {
		recurrence->unit = RECUR_WEEKDAY;
		recurrence->ordinal = ordinal;
		recurrence->weekday = weekday;
		return true;
	}
	if (ordinal == -1 && !strcmp(second, units[RECUR_DAYS])) {
		recurrence->unit = RECUR_LAST_DAY;
		return true;
	}
	if (!g_ascii_isdigit(*first) ||
	    !quantity_parse_integer(first, 2, RECURRENCE_STEP_LIMIT, &step, NULL))
		return false;
	recurrence->step = (int)step;
	return unit_of(second, true, &recurrence->unit);
}

bool windows_parse_recurrence(const char *text, struct recurrence *ret_recurrence, GError **error)
{
	struct recurrence recurrence = { .step = 1 };
	g_autofree char *low = g_ascii_strdown(text, (gssize)strnlen(text, RECURRENCE_LIMIT + 1));
	g_auto(GStrv) words = g_strsplit(low, " ", -1);
	unsigned int count = g_strv_length(words);
	bool ok = strlen(low) <= RECURRENCE_LIMIT &&
		  ((count == 1 && read_one(words[0], &recurrence)) ||
		   (count == 2 && read_two(words[0], words[1], &recurrence)));
	g_autofree char *shown = NULL;

	if (ok) {
		*ret_recurrence = recurrence;
		return true;
	}
	shown = text_excerpt(text);
	g_set_error(error, OPS_WINDOWS_ERROR, WINDOWS_ERROR_RECURRENCE,
		    _("'%s' is no recurrence: expected one such as 'week', '3 months', 'sunday', "
		      "'2nd sunday', 'last day'"), shown);
	return false;
}
