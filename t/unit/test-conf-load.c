/* SPDX-License-Identifier: Apache-2.0 */
/* From a path to bytes: what is no ordinary, readable, finished file is refused. */
#include "conf/internal.h"

#include "test-conf.h"

#include <fcntl.h>
#include <glib/gstdio.h>

/* Enters a new directory, empty and readable for everybody; the test ends there. */
static char *enter_directory(void)
{
	char *directory = g_dir_make_tmp("test-conf-load-XXXXXX", NULL);

	ck_assert_ptr_nonnull(directory);
	ck_assert_int_eq(chdir(directory), 0);
	ck_assert_int_eq(g_chmod(directory, 0755), 0);
	return directory;
}

static void leave_directory(char *directory)
{
	g_unlink("x.yaml");
	g_rmdir("x.yaml");
	ck_assert_int_eq(chdir("/"), 0);
	ck_assert_int_eq(g_rmdir(directory), 0);
	g_free(directory);
}

static void write_file(const char *text)
{
	ck_assert(g_file_set_contents("x.yaml", text, -1, NULL));
}

/* What loading x.yaml finds fault with. */
static char *load_faults(const struct conf_limits *limits)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autoptr(ops_conf_document_t) document = conf_document_load("x.yaml", limits, faults);

	ck_assert_int_eq(document != NULL, conf_faults_errors(faults) == 0);
	if (!document)
		ck_assert_str_eq(conf_faults_at(faults, 0)->position.file, "x.yaml");
	return print_faults(faults);
}

START_TEST(file_is_read_whole)
{
	char *directory = enter_directory();
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autoptr(ops_conf_document_t) document = NULL;
	/* More than the loader reads at once. */
	g_autofree char *word = g_strnfill(300000, 'w');

	write_file(word);
	document = conf_document_load("x.yaml", &conf_limits_default, faults);
	ck_assert_ptr_nonnull(document);
	ck_assert_str_eq(conf_text(conf_document_root(document)), word);
	leave_directory(directory);
}
END_TEST

START_TEST(fault_in_the_text_keeps_its_line)
{
	char *directory = enter_directory();
	g_autofree char *faults = NULL;

	write_file("a: b\na: c\n");
	faults = load_faults(NULL);
	ck_assert_str_eq(faults, "x.yaml: line 2, column 1: duplicate key 'a': it stands already "
				 "at line 1, column 1");
	leave_directory(directory);
}
END_TEST

START_TEST(missing_file_is_named_with_the_reason)
{
	char *directory = enter_directory();
	g_autofree char *faults = load_faults(NULL);

	ck_assert_str_eq(faults, "cannot read 'x.yaml': no such file or directory");
	leave_directory(directory);
}
END_TEST

START_TEST(forbidden_file_is_named_with_the_reason)
{
	char *directory = enter_directory();
	g_autofree char *faults = NULL;

	write_file("a: b\n");
	ck_assert_int_eq(g_chmod("x.yaml", 0), 0);
	/* Root is refused nothing, so another user asks. */
	if (geteuid() == 0)
		ck_assert_int_eq(seteuid(65534), 0);
	faults = load_faults(NULL);
	if (getuid() == 0)
		ck_assert_int_eq(seteuid(0), 0);
	ck_assert_str_eq(faults, "cannot read 'x.yaml': permission denied");
	leave_directory(directory);
}
END_TEST

START_TEST(directory_is_refused)
{
	char *directory = enter_directory();
	g_autofree char *faults = NULL;

	ck_assert_int_eq(g_mkdir("x.yaml", 0755), 0);
	faults = load_faults(NULL);
	ck_assert_str_eq(faults, "cannot read 'x.yaml': it is a directory");
	leave_directory(directory);
}
END_TEST

START_TEST(fifo_without_a_writer_is_refused_at_once)
{
	char *directory = enter_directory();
	g_autofree char *faults = NULL;

	ck_assert_int_eq(mkfifo("x.yaml", 0644), 0);
	faults = load_faults(NULL);
	ck_assert_str_eq(faults, "cannot read 'x.yaml': it is a FIFO, not a regular file");
	leave_directory(directory);
}
END_TEST

START_TEST(device_is_refused)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autofree char *printed = NULL;

	ck_assert_ptr_null(conf_document_load("/dev/zero", NULL, faults));
	printed = print_faults(faults);
	ck_assert_str_eq(printed, "cannot read '/dev/zero': it is a device, not a regular file");
}
END_TEST

START_TEST(huge_file_is_refused_unread)
{
	char *directory = enter_directory();
	g_autofree char *faults = NULL;

	write_file("");
	/* A hole: 1 TiB that takes no room. */
	ck_assert_int_eq(truncate("x.yaml", (off_t)1 << 40), 0);
	faults = load_faults(NULL);
	ck_assert_str_eq(faults, "cannot read 'x.yaml': it is longer than the limit of 64 MiB");
	leave_directory(directory);
}
END_TEST

/* Reads x.yaml, which was BEFORE when it was opened. */
static char *read_faults(const struct stat *before, size_t limit)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	int descriptor = open("x.yaml", O_RDONLY | O_CLOEXEC);
	GString *bytes;

	ck_assert_int_ge(descriptor, 0);
	bytes = conf_load_descriptor(descriptor, "x.yaml", before, limit, faults);
	ck_assert_int_eq(bytes != NULL, conf_faults_errors(faults) == 0);
	if (bytes)
		g_string_free(bytes, TRUE);
	close(descriptor);
	return print_faults(faults);
}

START_TEST(file_that_grew_meanwhile_is_refused)
{
	char *directory = enter_directory();
	g_autofree char *unchanged = NULL;
	g_autofree char *changed = NULL;
	struct stat before;

	write_file("a: b\nc: dd\n");
	ck_assert_int_eq(stat("x.yaml", &before), 0);
	unchanged = read_faults(&before, 1000);
	ck_assert_str_eq(unchanged, "");
	before.st_size -= 4;
	changed = read_faults(&before, 1000);
	ck_assert_str_eq(changed, "cannot read 'x.yaml': it changed while it was read; try again");
	leave_directory(directory);
}
END_TEST

START_TEST(file_that_was_written_meanwhile_is_refused)
{
	char *directory = enter_directory();
	g_autofree char *faults = NULL;
	struct stat before;

	write_file("a: b\n");
	ck_assert_int_eq(stat("x.yaml", &before), 0);
	before.st_mtim.tv_nsec ^= 1;
	faults = read_faults(&before, 1000);
	ck_assert_str_eq(faults, "cannot read 'x.yaml': it changed while it was read; try again");
	leave_directory(directory);
}
END_TEST

START_TEST(file_that_grows_past_the_limit_is_not_read_to_its_end)
{
	char *directory = enter_directory();
	g_autofree char *faults = NULL;
	struct stat before;

	write_file("");
	ck_assert_int_eq(stat("x.yaml", &before), 0);
	ck_assert_int_eq(truncate("x.yaml", (off_t)1 << 40), 0);
	faults = read_faults(&before, 1048576);
	ck_assert_str_eq(faults, "cannot read 'x.yaml': it is longer than the limit of 1 MiB");
	leave_directory(directory);
}
END_TEST

START_TEST(read_error_is_told_with_its_reason)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autofree char *printed = NULL;
	struct stat before = {0};
	int descriptor = open("/", O_RDONLY | O_CLOEXEC);

	ck_assert_ptr_null(conf_load_descriptor(descriptor, "x.yaml", &before, 10, faults));
	close(descriptor);
	printed = print_faults(faults);
	ck_assert_str_eq(printed, "cannot read 'x.yaml': is a directory");
}
END_TEST

START_TEST(hostile_path_does_not_reach_the_terminal)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autofree char *printed = NULL;

	ck_assert_ptr_null(conf_document_load("/nowhere/\033[2J", NULL, faults));
	printed = print_faults(faults);
	ck_assert_str_eq(printed, "cannot read '/nowhere/\\x1b[2J': no such file or directory");
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(file_is_read_whole),
		UNIT(fault_in_the_text_keeps_its_line),
		UNIT(missing_file_is_named_with_the_reason),
		UNIT(forbidden_file_is_named_with_the_reason),
		UNIT(directory_is_refused),
		UNIT(fifo_without_a_writer_is_refused_at_once),
		UNIT(device_is_refused),
		UNIT(huge_file_is_refused_unread),
		UNIT(file_that_grew_meanwhile_is_refused),
		UNIT(file_that_was_written_meanwhile_is_refused),
		UNIT(file_that_grows_past_the_limit_is_not_read_to_its_end),
		UNIT(read_error_is_told_with_its_reason),
		UNIT(hostile_path_does_not_reach_the_terminal),
		{NULL},
	};

	return unit_run("conf-load", tests);
}
