/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a person types for a field, brought into the field's form: a time of the day is the nearest
 * one, a length of time has its units, a word is one of those that there are. A slip is told to who
 * made it, since whoever reads the notice cannot ask.
 */
#include "notice/template-internal.h"

#include "base/instant.h"
#include "base/quantity.h"
#include "base/text.h"
#include "base/translate.h"

#define DAY_US (24 * 3600 * INT64_C(1000000))

static void refuse(GError **error, const char *expected, const char *text)
{
	g_autofree char *shown = text_excerpt(text);

	g_set_error(error, OPS_TEMPLATE_ERROR, TEMPLATE_ERROR_FIELD, _("'%s' is not %s"), shown,
		    expected);
}

/* "10:30", as the last time that clocks show it or the next one, whichever is nearer: reports tell
 * of both. */
static bool read_nearest(const char *text, GTimeZone *zone, int64_t now_us, int64_t *ret_at_us)
{
	int64_t last_us, next_us;

	if (!instant_parse_past(text, zone, now_us, &last_us, NULL))
		return false;
	*ret_at_us = last_us;
	if (instant_parse_past(text, zone, now_us + DAY_US, &next_us, NULL) && next_us > now_us &&
	    next_us - now_us < now_us - last_us)
		*ret_at_us = next_us;
	return true;
}

static char *typed_instant(const char *text, GTimeZone *zone, int64_t now_us, GError **error)
{
	int64_t at_us;

	if (instant_parse(text, zone, &at_us, NULL) || read_nearest(text, zone, now_us, &at_us))
		return instant_print(at_us, zone);
	refuse(error, _("a time such as 10:30 or '2026-11-26 10:30'"), text);
	return NULL;
}

/* "no-impact, reduced-redundancy, degraded". Caller frees. */
static char *choices_of(const struct field *field)
{
	GString *list = g_string_new(NULL);

	for (unsigned int i = 0;
	     field->family >= 0 && i < words_count((enum word_family)field->family); i++)
		g_string_append_printf(list, "%s%s", i ? ", " : "",
				       words_get((enum word_family)field->family, i)->id);
	for (guint i = 0; field->family < 0 && i < field->choices->len; i++)
		g_string_append_printf(list, "%s%s", i ? ", " : "",
				       g_array_index(field->choices, struct field_choice, i).id);
	return g_string_free(list, FALSE);
}

static void refuse_form(const struct field *field, const char *text, GError **error)
{
	g_autofree char *choices = NULL, *expected = NULL;

	switch (field->open.form) {
	case NOTICE_LINE:
		refuse(error, _("one line"), text);
		break;
	case NOTICE_DURATION:
		refuse(error, _("a length of time such as 1h30m"), text);
		break;
	case NOTICE_COUNT:
		refuse(error, _("a whole number"), text);
		break;
	case NOTICE_WORD:
		choices = choices_of(field);
		expected = g_strdup_printf(_("one of %s"), choices);
		refuse(error, expected, text);
		break;
	case NOTICE_YES_NO:
		refuse(error, _("yes or no"), text);
		break;
	case NOTICE_TEXT:
	case NOTICE_LIST:
	case NOTICE_INSTANT:
		refuse(error, _("words"), text);
		break;
	}
}

char *notice_field_typed(const struct notice_templates *templates, const char *name,
			 const char *text, GTimeZone *zone, int64_t now_us, GError **error)
{
	const struct field *field = field_called(templates, name);

	g_assert(field);
	if (!*text || !g_utf8_validate(text, -1, NULL)) {
		refuse(error, _("words, in UTF-8"), text);
		return NULL;
	}
	if (field->open.form == NOTICE_INSTANT)
		return typed_instant(text, zone, now_us, error);
	if (value_fits(field, text))
		return g_strdup(text);
	refuse_form(field, text, error);
	return NULL;
}
