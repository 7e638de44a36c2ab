/* SPDX-License-Identifier: Apache-2.0 */
/*
 * share/templates, all of it: no fault and no warning; whatever is known, what an audience may not see is in no notice
 * to it; every notice fits a sheet, names whom to call, and stands without a hole when nothing is known.
 */
#include "fixture-shipped.h"

#include "base/text.h"

/* --- nobody sees too much --- */

static char *canary_of(const struct notice_field *field)
{
	return g_strdup_printf("canary<%s>", field->name);
}

/* All fields, also those that somebody else may not see. */
static struct notice_facts *canaries(const struct told *told)
{
	struct notice_facts *facts = notice_facts_new(told->kind, told->audience);

	for (size_t i = 0; i < notice_field_count(told->templates); i++) {
		const struct notice_field *field = notice_field_at(told->templates, i);
		g_autofree char *canary = canary_of(field);

		notice_facts_add(facts, field->name, field->form == NOTICE_YES_NO ? "yes" : canary, false);
	}
	return facts;
}

static unsigned int seen;	/* canaries that were where they may be */

static void assert_unseen(const struct told *told, const struct notice_text *text)
{
	for (size_t i = 0; i < notice_field_count(told->templates); i++) {
		const struct notice_field *field = notice_field_at(told->templates, i);
		g_autofree char *canary = canary_of(field);
		const bool there = strstr(text->text, canary) || strstr(text->subject, canary);

		seen += there;
		ck_assert_msg(!there || field->audiences & (1u << told->audience), "%s shows '%s'", told->name, field->name);
	}
}

static void assert_minimal_unseen(const struct told *told, const struct notice_text *text)
{
	g_autoptr(ops_notice_facts_t) facts = canaries(told);
	g_autoptr(GTimeZone) zone = g_time_zone_new_utc();
	struct notice_text minimal;

	notice_minimal(&(struct notice_rendering){.templates = told->templates, .facts = facts, .language = told->language,
						  .zone = zone},
		       &minimal);
	assert_unseen(told, text);
	assert_unseen(told, &minimal);
	notice_text_clear(&minimal);
}

START_TEST(what_an_audience_may_not_see_is_in_no_notice_to_it)
{
	seen = 0;
	tell_all(canaries, assert_minimal_unseen);
	/* Else nothing was looked at. */
	ck_assert_uint_gt(seen, 1000);
}
END_TEST

/* --- every notice is fit to be sent --- */

static void assert_fit(const struct told *told, const struct notice_text *text)
{
	g_auto(GStrv) lines = g_strsplit(text->text, "\n", -1);

	for (guint i = 0; lines[i]; i++)
		ck_assert_msg(text_width(lines[i]) <= 70, "%s: '%s'", told->name, lines[i]);
	ck_assert_msg(!strstr(text->text, "\n\n\n") && *text->text != '\n', "%s has a hole", told->name);
	ck_assert_msg(g_str_has_suffix(text->text, "\n") && !g_str_has_suffix(text->text, "\n\n"), "%s has no end", told->name);
	ck_assert_msg(!strstr(text->text, "{{") && !strstr(text->subject, "{{"), "%s shows a directive", told->name);
	ck_assert_msg(g_str_has_prefix(text->subject, told->language == NOTICE_JAPANESE ? "【" : "["), "%s has no tag", told->name);
	ck_assert_msg(text_width(text->subject) < 120, "%s has a long subject", told->name);
	/* Drills alone are marked so, and not by their templates. */
	ck_assert_msg(!strstr(text->subject, "【訓練】") || told->kind == NOTICE_DRILL_START || told->kind == NOTICE_DRILL_END,
		      "%s looks like a drill", told->name);
}

/* 1.1.2-1: one desk, and it is on every notice that leaves the house; operators may have a direct line instead. */
static void assert_desk(const struct told *told, const struct notice_text *text)
{
	const char *desk = notice_field_find(told->templates, "contact-phone")->sample[told->language];
	const char *direct = notice_field_find(told->templates, "desk-phone")->sample[told->language];
	const bool outside = told->audience == AUDIENCE_INSTITUTION || told->audience == AUDIENCE_PUBLIC;
	const bool own = told->audience == AUDIENCE_MANAGER || told->audience == AUDIENCE_DUTY;

	assert_fit(told, text);
	ck_assert_msg(own || strstr(text->text, desk) || (!outside && strstr(text->text, direct)), "%s names nobody to call", told->name);
}

START_TEST(every_notice_fits_and_names_whom_to_call) { tell_all(samples, assert_desk); }
END_TEST

START_TEST(a_notice_of_which_nothing_is_known_stands) { tell_all(nothing, assert_fit); }
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(what_an_audience_may_not_see_is_in_no_notice_to_it),
		UNIT(every_notice_fits_and_names_whom_to_call),
		UNIT(a_notice_of_which_nothing_is_known_stands),
		{0},
	};

	return unit_run("notice-shipped", tests);
}
