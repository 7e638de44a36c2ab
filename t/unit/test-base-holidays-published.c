/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The computed holidays against what was published: in each year that a file
 * tells of, the same days and no others, under the same names.
 */
#include "base/holidays.h"

#include "unit.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static char *data_directory(void)
{
	const char *given = g_getenv("NWOPS_TEST_DATA"), *source = g_getenv("NWOPS_SOURCE_ROOT");
	g_autofree char *data = given ? g_strdup(given)
				      : g_build_filename(source ? source : ".", "..", "shared", "data", NULL);

	return g_build_filename(data, "calendar", NULL);
}

/* "1955/1/15,成人の日" or "2015-01-12: 成人の日". */
static bool read_line(const char *line, GDate *ret_date, const char **ret_name)
{
	int year, month, day, length = 0;

	if (sscanf(line, "%d/%d/%d,%n", &year, &month, &day, &length) != 3 &&
	    sscanf(line, "%d-%d-%d: %n", &year, &month, &day, &length) != 3)
		return false;
	ck_assert_msg(g_date_valid_dmy((GDateDay)day, month, (GDateYear)year), "%s", line);
	g_date_clear(ret_date, 1);
	g_date_set_dmy(ret_date, (GDateDay)day, month, (GDateYear)year);
	*ret_name = line + length;
	return true;
}

/* Days of FILE, by their number. */
static GHashTable *read_file(const char *file, const char *encoding)
{
	g_autofree char *directory = data_directory();
	g_autofree char *path = g_build_filename(directory, file, NULL), *bytes = NULL, *text = NULL;
	GHashTable *days = g_hash_table_new_full(NULL, NULL, NULL, g_free);
	g_auto(GStrv) lines = NULL;
	g_autoptr(GError) error = NULL;
	gsize length;

	ck_assert_msg(g_file_get_contents(path, &bytes, &length, &error), "%s", error ? error->message : "");
	text = g_convert(bytes, (gssize)length, "UTF-8", encoding, NULL, NULL, &error);
	ck_assert_msg(text != NULL, "%s", error ? error->message : "");
	lines = g_strsplit(text, "\n", -1);
	for (char **line = lines; *line; line++) {
		const char *name;
		GDate date;

		if (read_line(g_strchomp(*line), &date, &name))
			g_hash_table_insert(days, GUINT_TO_POINTER(g_date_get_julian(&date)), g_strdup(name));
	}
	return days;
}

/* A day that follows from other holidays has many names; the others have one, or a part of one. */
static bool is_same(const char *published, const char *computed)
{
	return strstr(published, "休日") ? strstr(computed, "休日") || g_str_equal(computed, "即位の日") ||
					   g_str_equal(computed, "即位礼正殿の儀")
					 : g_str_has_suffix(computed, published) ||
						    g_str_has_prefix(published, computed);
}

static void compare(const char *file, const char *encoding, int first, int last, guint least)
{
	g_autoptr(GHashTable) days = read_file(file, encoding);
	guint seen = 0;
	GDate date;

	g_date_clear(&date, 1);
	g_date_set_dmy(&date, 1, G_DATE_JANUARY, (GDateYear)first);
	for (; g_date_get_year(&date) <= last; g_date_add_days(&date, 1)) {
		const char *published = g_hash_table_lookup(days, GUINT_TO_POINTER(g_date_get_julian(&date)));
		const char *computed = holidays_japanese(&date);

		ck_assert_msg(!published == !computed && (!published || is_same(published, computed)),
			      "%d-%d-%d: published '%s', computed '%s'", g_date_get_year(&date),
			      g_date_get_month(&date), g_date_get_day(&date), published ? published : "",
			      computed ? computed : "");
		seen += published != NULL;
	}
	ck_assert_uint_eq(seen, g_hash_table_size(days));
	ck_assert_uint_ge(seen, least);
}

START_TEST(the_cabinet_office_published_the_same_from_1955_to_1999)
{
	compare("syukujitsu-1955-1999.csv", "CP932", 1955, 1999, 500);
}
END_TEST

START_TEST(others_know_the_same_from_2015_to_2025)
{
	compare("holiday_jp-2015-2025.yml", "UTF-8", 2015, 2025, 180);
}
END_TEST

int main(void)
{
	g_autofree char *directory = data_directory();
	const struct unit_test tests[] = {
		UNIT(the_cabinet_office_published_the_same_from_1955_to_1999),
		UNIT(others_know_the_same_from_2015_to_2025),
		{ NULL, NULL },
	};

	if (!g_file_test(directory, G_FILE_TEST_IS_DIR)) {
		printf("1..0 # SKIP no '%s': set NWOPS_TEST_DATA\n", directory);
		return 0;
	}
	return unit_run("base-holidays-published", tests);
}
