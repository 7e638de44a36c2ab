/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files that hold a secret: whose permissions are wrong, that are none, that are large or empty.
 */
#include "net/secret.h"
#include "unit.h"

#include <glib/gstdio.h>
#include <string.h>

static char *directory;

static char *file_of(const char *bytes, size_t length, int mode)
{
	char *path = g_build_filename(directory, "secret", NULL);

	g_unlink(path);
	ck_assert(g_file_set_contents(path, bytes, (gssize)length, NULL));
	ck_assert_int_eq(g_chmod(path, mode), 0);
	return path;
}

static void begin(void)
{
	directory = g_dir_make_tmp("nwops-unit-XXXXXX", NULL);
}

static void end(void)
{
	g_autofree char *path = g_build_filename(directory, "secret", NULL);

	g_unlink(path);
	g_rmdir(directory);
	g_free(directory);
}

START_TEST(it_is_read_when_nobody_else_can)
{
	static const struct { int mode; const char *says; } cases[] = {
		{ 0600, NULL }, { 0400, NULL }, { 0640, NULL }, { 0700, NULL },
		{ 0604, "others can read it" }, { 0602, "others can read it" }, { 0601, "others can read it" },
		{ 0620, "its group can write it" }, { 0660, "its group can write it" },
	};

	begin();
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *path = file_of("sesame\nmore\n", 12, cases[i].mode);
		g_autoptr(GError) error = NULL;
		char *line = secret_read_line(path, &error);

		ck_assert_msg(!line == !!cases[i].says, "mode %o", cases[i].mode);
		if (line)
			ck_assert_str_eq(line, "sesame");
		else
			ck_assert_msg(strstr(error->message, cases[i].says) != NULL, "%s", error->message);
		secret_free(line);
	}
	end();
}
END_TEST

START_TEST(what_is_no_secret_says_why)
{
	g_autofree char *large = g_strnfill(70000, 'a');
	const struct { const char *bytes; size_t length; const char *says; } cases[] = {
		{ "", 0, "its first line is empty" }, { "\nx", 2, "its first line is empty" }, { large, 70000, "too large" },
	};

	begin();
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *path = file_of(cases[i].bytes, cases[i].length, 0600);
		g_autoptr(GError) error = NULL;

		ck_assert_ptr_null(secret_read_line(path, &error));
		ck_assert_msg(strstr(error->message, cases[i].says) != NULL, "%s", error->message);
	}
	ck_assert_ptr_null(secret_read_line(directory, NULL));
	ck_assert_ptr_null(secret_read_line("/nonexistent", NULL));
	end();
}
END_TEST

START_TEST(all_of_it_is_read_NULs_too)
{
	g_autofree char *path = NULL, *bytes = NULL;
	struct stat status;
	size_t length;

	begin();
	path = file_of("a\0b\n", 4, 0600);
	bytes = secret_read(path, &length, &status, NULL);
	ck_assert_uint_eq(length, 4);
	ck_assert_mem_eq(bytes, "a\0b\n", 5);
	ck_assert_int_eq(status.st_size, 4);
	end();
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(it_is_read_when_nobody_else_can),
		UNIT(what_is_no_secret_says_why),
		UNIT(all_of_it_is_read_NULs_too),
		{ NULL, NULL },
	};

	return unit_run("net-secret", tests);
}
