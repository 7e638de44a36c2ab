/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A bundle in the place of an earlier one: what is there afterwards, what is refused, what is left beside it. Where a
 * process is killed and how a disk fails, t0056 tries.
 */
#include "cases/bundle.h"
#include "cases/cases.h"

#include "unit.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

static const char *const names[] = {"a", "b", "c", NULL};

struct place { char *parent, *path; };

static struct place place_new(void)
{
	struct place place = {.parent = g_dir_make_tmp("nwops-test-XXXXXX", NULL)};

	place.path = g_build_filename(place.parent, "pack", NULL);
	return place;
}

static void remove_files(const char *directory)
{
	g_autoptr(GDir) dir = g_dir_open(directory, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *path = g_build_filename(directory, name, NULL);

		if (g_file_test(path, G_FILE_TEST_IS_DIR))
			remove_files(path);
		else
			g_unlink(path);
	}
	g_rmdir(directory);
}

static void place_clear(struct place *place)
{
	remove_files(place->parent);
	g_free(place->parent);
	g_free(place->path);
}

static gint by_text(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Names and bytes in DIRECTORY, in order. */
static char *listed(const char *directory)
{
	g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GDir) dir = g_dir_open(directory, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *path = g_build_filename(directory, name, NULL), *bytes = NULL;

		g_file_get_contents(path, &bytes, NULL, NULL);
		g_ptr_array_add(lines, g_strdup_printf("%s=%s", name, bytes ? bytes : "/"));
	}
	g_ptr_array_sort(lines, by_text);
	g_ptr_array_add(lines, NULL);
	return g_strjoinv(" ", (char **)lines->pdata);
}

static bool write_two(const struct place *place, const char *a, const char *b, GError **error)
{
	g_autoptr(ops_bundle_t) bundle = bundle_new("x");

	bundle_add_text(bundle, "a", a);
	bundle_add_text(bundle, "b", b);
	return bundle_replace_directory(bundle, place->path, names, error);
}

static void assert_listed(const char *directory, const char *expected)
{
	g_autofree char *text = listed(directory);

	ck_assert_str_eq(text, expected);
}

START_TEST(a_new_one_takes_the_place_of_none_of_an_empty_and_of_an_old_one)
{
	struct place place = place_new();
	g_autofree char *third = g_build_filename(place.path, "c", NULL);
	struct stat there;

	ck_assert(write_two(&place, "1", "2", NULL));
	assert_listed(place.path, "a=1 b=2");
	ck_assert(g_stat(place.path, &there) == 0 && (there.st_mode & 07777) == 0700);
	ck_assert(g_file_set_contents(third, "gone with the old one", -1, NULL));
	ck_assert(write_two(&place, "1", "3", NULL));
	assert_listed(place.path, "a=1 b=3");
	assert_listed(place.parent, "pack=/");
	remove_files(place.path);
	ck_assert(g_mkdir(place.path, 0755) == 0 && write_two(&place, "4", "5", NULL));
	assert_listed(place.path, "a=4 b=5");
	place_clear(&place);
}
END_TEST

START_TEST(what_is_the_same_is_kept_and_what_differs_is_written)
{
	struct place place = place_new();
	g_autofree char *a = g_build_filename(place.path, "a", NULL), *b = g_build_filename(place.path, "b", NULL);
	struct stat a_before, a_after, b_before, b_after;

	ck_assert(write_two(&place, "same", "old", NULL) && g_stat(a, &a_before) == 0 && g_stat(b, &b_before) == 0);
	ck_assert(write_two(&place, "same", "new", NULL) && g_stat(a, &a_after) == 0 && g_stat(b, &b_after) == 0);
	ck_assert(a_before.st_ino == a_after.st_ino && b_before.st_ino != b_after.st_ino);
	/* As long, and not the same. */
	ck_assert(g_file_set_contents(a, "sAme", -1, NULL) && write_two(&place, "same", "new", NULL));
	assert_listed(place.path, "a=same b=new");
	place_clear(&place);
}
END_TEST

START_TEST(what_holds_anything_else_is_refused_and_left_alone)
{
	struct place place = place_new();
	g_autofree char *other = g_build_filename(place.path, "notes.txt", NULL);
	g_autoptr(GError) error = NULL, no_directory = NULL, no_parent = NULL;

	ck_assert(write_two(&place, "1", "2", NULL) && g_file_set_contents(other, "mine", -1, NULL));
	ck_assert(!write_two(&place, "3", "4", &error) && strstr(error->message, "notes.txt"));
	ck_assert(g_error_matches(error, OPS_CASES_ERROR, CASES_ERROR_WRITE));
	assert_listed(place.path, "a=1 b=2 notes.txt=mine");
	remove_files(place.path);
	ck_assert(g_file_set_contents(place.path, "a file", -1, NULL) && !write_two(&place, "3", "4", &no_directory));
	assert_listed(place.parent, "pack=a file");
	g_unlink(place.path);
	g_free(place.path);
	place.path = g_build_filename(place.parent, "nowhere", "pack", NULL);
	ck_assert(!write_two(&place, "3", "4", &no_parent));
	assert_listed(place.parent, "");
	place_clear(&place);
}
END_TEST

START_TEST(what_killed_ones_left_beside_it_goes_and_what_others_put_there_stays)
{
	struct place place = place_new();
	g_autofree char *left = g_strconcat(place.path, ".nwops-abcdef", NULL), *file = g_build_filename(left, "a", NULL);
	g_autofree char *theirs = g_strconcat(place.path, ".nwops-ghijkl", NULL), *note = g_build_filename(theirs, "note", NULL);
	g_autofree char *longer = g_strconcat(place.path, ".nwops-abcdefg", NULL);

	ck_assert(write_two(&place, "1", "2", NULL));
	ck_assert(g_mkdir(left, 0700) == 0 && g_file_set_contents(file, "half", -1, NULL));
	ck_assert(g_mkdir(theirs, 0700) == 0 && g_file_set_contents(note, "mine", -1, NULL) && g_mkdir(longer, 0700) == 0);
	ck_assert(write_two(&place, "3", "4", NULL));
	assert_listed(place.parent, "pack.nwops-abcdefg=/ pack.nwops-ghijkl=/ pack=/");
	assert_listed(theirs, "note=mine");
	place_clear(&place);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(a_new_one_takes_the_place_of_none_of_an_empty_and_of_an_old_one),
		UNIT(what_is_the_same_is_kept_and_what_differs_is_written),
		UNIT(what_holds_anything_else_is_refused_and_left_alone),
		UNIT(what_killed_ones_left_beside_it_goes_and_what_others_put_there_stays),
		{NULL, NULL},
	};

	return unit_run("cases-bundle-replace", tests);
}
