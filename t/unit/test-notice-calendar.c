/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Calendars of planned work: the lines as RFC 5545 wants them, whatever is in their values.
 */
#include "notice/calendar.h"
#include "unit.h"

#include <stdbool.h>
#include <string.h>

static const char *const objects[] = {"CAF-0123", "CAF-0124"};

static struct calendar_work work_of(const char *summary)
{
	return (struct calendar_work){
		.uid = "MNT-20261126-001@tozai.example",
		.sequence = 2,
		.stamp_us = 1795658749000000,
		.from_us = 1795708800000000,
		.until_us = 1795716000500000,
		.summary = summary,
		.organizer_name = "東西 \"運用\"",
		.organizer_address = "noc@tozai.example",
		.provider = "tozai.example",
		.account = "core",
		.maintenance = "MNT-20261126-001",
		.objects = objects,
		.object_count = G_N_ELEMENTS(objects),
		.impact = CALENDAR_REDUCED_REDUNDANCY,
		.status = CALENDAR_CONFIRMED,
	};
}

START_TEST(work_is_one_event)
{
	struct calendar_work work = work_of("計画作業");
	g_autofree char *text = calendar_print(&work);

	ck_assert_str_eq(text, "BEGIN:VCALENDAR\n"
			       "VERSION:2.0\n"
			       "PRODID:-//nwops//notice//EN\n"
			       "METHOD:PUBLISH\n"
			       "BEGIN:VEVENT\n"
			       "UID:MNT-20261126-001@tozai.example\n"
			       "DTSTAMP:20261126T020549Z\n"
			       "DTSTART:20261126T160000Z\n"
			       "DTEND:20261126T180000Z\n"
			       "SEQUENCE:2\n"
			       "STATUS:CONFIRMED\n"
			       "SUMMARY:計画作業\n"
			       "ORGANIZER;CN=\"東西 運用\":mailto:noc@tozai.example\n"
			       "X-MAINTNOTE-PROVIDER:tozai.example\n"
			       "X-MAINTNOTE-ACCOUNT:core\n"
			       "X-MAINTNOTE-MAINTENANCE-ID:MNT-20261126-001\n"
			       "X-MAINTNOTE-OBJECT-ID:CAF-0123\n"
			       "X-MAINTNOTE-OBJECT-ID:CAF-0124\n"
			       "X-MAINTNOTE-IMPACT:REDUCED-REDUNDANCY\n"
			       "X-MAINTNOTE-STATUS:CONFIRMED\n"
			       "END:VEVENT\n"
			       "END:VCALENDAR\n");
}
END_TEST

START_TEST(what_is_cancelled_says_so_everywhere)
{
	struct calendar_work work = work_of("計画作業");
	g_autofree char *text = NULL;

	work.status = CALENDAR_CANCELLED;
	text = calendar_print(&work);
	ck_assert_ptr_nonnull(strstr(text, "\nMETHOD:CANCEL\n"));
	ck_assert_ptr_nonnull(strstr(text, "\nSTATUS:CANCELLED\n"));
	ck_assert_ptr_nonnull(strstr(text, "\nX-MAINTNOTE-STATUS:CANCELLED\n"));
	ck_assert_str_eq(calendar_method(CALENDAR_CANCELLED), "CANCEL");
	ck_assert_str_eq(calendar_method(CALENDAR_COMPLETED), "PUBLISH");
}
END_TEST

static const struct { const char *value, *line; } values[] = {
	{"a,b;c\\d", "SUMMARY:a\\,b\\;c\\\\d"},
	{"one\ntwo", "SUMMARY:one\\ntwo"},
	{"x\r\nATTENDEE:mailto:evil@x.example", "SUMMARY:x\\nATTENDEE:mailto:evil@x.example"},
	{"tab\there", "SUMMARY:tabhere"},
	{"\xff", "SUMMARY:\xef\xbf\xbd"},
};

START_TEST(no_value_makes_a_line)
{
	struct calendar_work work = work_of(values[_i].value), plain = work_of("x");
	g_autofree char *text = calendar_print(&work), *other = calendar_print(&plain);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1), others = g_strsplit(other, "\n", -1);

	ck_assert_uint_eq(g_strv_length(lines), g_strv_length(others));
	ck_assert(g_strv_contains((const char *const *)lines, values[_i].line));
}
END_TEST

static const char *const long_values[] = {
	"長い長い長い長い長い長い長い長い長い長い長い長い長い長い長い長い長い長い長い長い長い長い長い長い長い長い長い長い",
	("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
	"😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀",
};

START_TEST(lines_are_folded_between_characters)
{
	struct calendar_work work = work_of(long_values[_i]);
	g_autofree char *text = calendar_print(&work);
	g_autofree char *wanted = g_strdup_printf("\nSUMMARY:%s\n", long_values[_i]);
	g_autoptr(GString) unfolded = g_string_new(text);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	for (size_t i = 0; lines[i]; i++) {
		ck_assert_uint_le(strlen(lines[i]), 75);
		ck_assert(g_utf8_validate(lines[i], -1, NULL));
	}
	ck_assert_ptr_null(strstr(text, wanted));
	g_string_replace(unfolded, "\n ", "", 0);
	ck_assert_ptr_nonnull(strstr(unfolded->str, wanted));
}
END_TEST

START_TEST(a_mark_stands_before_the_summary)
{
	struct calendar_work work = work_of(long_values[0]);
	g_autofree char *text = calendar_print(&work), *same = calendar_marked(text, "");
	g_autofree char *marked = calendar_marked(text, "【訓練】"), *summary = NULL, *wanted = NULL;

	ck_assert_str_eq(same, text);
	summary = g_strconcat("【訓練】", long_values[0], NULL);
	work.summary = summary;
	wanted = calendar_print(&work);
	ck_assert_str_eq(marked, wanted);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(work_is_one_event),
		UNIT(what_is_cancelled_says_so_everywhere),
		UNIT_ROWS(no_value_makes_a_line, values),
		UNIT_ROWS(lines_are_folded_between_characters, long_values),
		UNIT(a_mark_stands_before_the_summary),
		{ NULL },
	};

	return unit_run("notice-calendar", tests);
}
