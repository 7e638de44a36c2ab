/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which report said what wrongly. Wrong is what the record said and somebody corrected (nwops-incident(1), --corrects), and
 * what somebody says now, where the newest report to the same readers has it otherwise. What merely went on is no mistake.
 */
#include "engine/report-internal.h"

#include <inttypes.h>

struct wronging {
	const struct tell_options *options;
	const GPtrArray *chain;
	struct notice_facts *facts;
	GString *lines[NOTICE_LANGUAGE_COUNT];
};

static bool is_same(const struct notice_fact *a, const struct notice_fact *b)
{
	return g_strcmp0(a ? a->value : NULL, b ? b->value : NULL) == 0 && (a && a->estimated) == (b && b->estimated);
}

static const struct notice_fact *fact_in(const struct past_report *past, const char *name)
{
	return past->facts ? notice_facts_find(past->facts, name) : NULL;
}

/* The first of the reports, up to the newest, that all had it as the newest has it. */
static const struct past_report *first_wrong(const struct wronging *wronging, const char *name)
{
	const struct past_report *first = wronging->chain->pdata[wronging->chain->len - 1];
	const struct notice_fact *wrong = fact_in(first, name);

	for (guint i = wronging->chain->len - 1; i-- > 0;) {
		const struct past_report *each = wronging->chain->pdata[i];

		if (!is_same(fact_in(each, name), wrong))
			break;
		first = each;
	}
	return first;
}

static char *reports_shown(int64_t from, int64_t until, enum notice_language language)
{
	if (language == NOTICE_JAPANESE)
		return from == until ? g_strdup_printf("第%" PRId64 "報", from) : g_strdup_printf("第%" PRId64 "報から第%" PRId64 "報", from, until);
	return from == until ? g_strdup_printf("report %" PRId64, from) : g_strdup_printf("reports %" PRId64 " to %" PRId64, from, until);
}

static void say(const struct wronging *wronging, const struct notice_field *field, enum notice_language language)
{
	const struct tell_options *options = wronging->options;
	const struct past_report *last = wronging->chain->pdata[wronging->chain->len - 1];
	GTimeZone *zone = inventory_zone(options->inventory);
	GString *lines = wronging->lines[language];
	g_autofree char *reports = reports_shown(first_wrong(wronging, field->name)->sequence, last->sequence, language);
	g_autofree char *wrong = notice_field_shown(options->templates, field, fact_in(last, field->name), language, zone);
	g_autofree char *right =
		notice_field_shown(options->templates, field, notice_facts_find(wronging->facts, field->name), language, zone);

	g_string_append(lines, lines->len ? "\n" : "");
	if (language == NOTICE_JAPANESE)
		g_string_append_printf(lines, "%sの「%s」 誤: %s 正: %s", reports, field->title[language], wrong, right);
	else
		g_string_append_printf(lines, "%s, \"%s\": %s was wrong, %s is right", reports, field->title[language], wrong, right);
}

/* What nothing is said of any more is not known to be wrong. */
static void take(const struct wronging *wronging, const char *name)
{
	const struct notice_field *field = name ? notice_field_find(wronging->options->templates, name) : NULL;
	const struct past_report *last = wronging->chain->pdata[wronging->chain->len - 1];
	const struct notice_fact *now = name ? notice_facts_find(wronging->facts, name) : NULL;

	if (!field || !now || !(field->audiences & 1u << wronging->facts->audience) || is_same(fact_in(last, name), now))
		return;
	for (int language = 0; language < NOTICE_LANGUAGE_COUNT; language++)
		say(wronging, field, (enum notice_language)language);
}

/* A time that has been cannot go on as a number does: another one is a correction, whether it was called one or not. */
static bool is_corrected(const struct case_standing *standing, enum case_field field)
{
	const struct case_file *file = standing->file;

	if (case_field_type(field) == CASE_VALUE_INSTANT)
		return true;
	for (guint i = 0; i < file->events->len; i++) {
		const struct case_event *event = file->events->pdata[i];

		if (event->field == (int)field && g_hash_table_contains(standing->taken_back, GINT_TO_POINTER((int)event->number)))
			return true;
	}
	return false;
}

static void take_corrected(const struct wronging *wronging, const struct case_file *file)
{
	g_autoptr(ops_case_standing_t) standing = case_standing_new(file);

	for (int field = 0; field < CASE_FIELD_COUNT; field++)
		if (is_corrected(standing, (enum case_field)field))
			take(wronging, tell_field_of((enum case_field)field));
}

bool report_add_wrong(const struct tell_options *options, const struct report_wish *wish, const struct case_file *file,
		      const GPtrArray *chain, struct notice_facts *facts)
{
	struct wronging wronging = {.options = options, .chain = chain, .facts = facts};
	g_autoptr(GString) japanese = g_string_new(NULL), english = g_string_new(NULL);

	wronging.lines[NOTICE_JAPANESE] = japanese;
	wronging.lines[NOTICE_ENGLISH] = english;
	if (!options->templates || !chain->len)
		return false;
	take_corrected(&wronging, file);
	for (guint i = 0; wish->said && i < wish->said->facts->len; i++) {
		const struct notice_fact *fact = wish->said->facts->pdata[i];
		const struct notice_field *field = notice_field_find(options->templates, fact->name);

		/* What is said beside it, such as why, was never told. */
		if (field && fact_in(chain->pdata[chain->len - 1], fact->name))
			take(&wronging, fact->name);
	}
	if (!english->len)
		return false;
	notice_facts_add(facts, "corrected-ja", japanese->str, false);
	notice_facts_add(facts, "corrected-en", english->str, false);
	return true;
}
