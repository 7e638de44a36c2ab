/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A directory on disk: which files are read, that sections in several are one,
 * and that a key that others can read is refused.
 */
#include "test-inventory.h"

#include <glib/gstdio.h>
#include <sys/stat.h>

static char *directory_new(void)
{
	char *directory = g_dir_make_tmp("nwops-inventory-XXXXXX", NULL);

	ck_assert_ptr_nonnull(directory);
	return directory;
}

static void file_write(const char *directory, const char *name, const char *text)
{
	g_autofree char *path = g_build_filename(directory, name, NULL);
	g_autofree char *parent = g_path_get_dirname(path);

	ck_assert_int_eq(g_mkdir_with_parents(parent, 0700), 0);
	ck_assert(g_file_set_contents(path, text, -1, NULL));
}

static void tree_remove(const char *path)
{
	GDir *dir = g_dir_open(path, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *each = g_build_filename(path, name, NULL);

		tree_remove(each);
	}
	if (dir)
		g_dir_close(dir);
	g_remove(path);
}

/* The faults of loading DIRECTORY, each file named from there. Caller frees. */
static char *load_shown(const char *directory, struct inventory **ret_inventory)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autofree char *shown = NULL;
	g_auto(GStrv) parts = NULL;

	*ret_inventory = inventory_load(directory, faults);
	ck_assert_int_eq(*ret_inventory != NULL, conf_faults_errors(faults) == 0);
	shown = case_shown(faults);
	parts = g_strsplit(shown, directory, -1);
	return g_strjoinv("DIR", parts);
}

START_TEST(sections_of_all_files_are_one_and_other_files_are_left_alone)
{
	g_autofree char *directory = directory_new();
	g_autofree char *shown = NULL;
	struct inventory *inventory;

	file_write(directory, "nwops.yaml", case_base);
	file_write(directory, "inventory/a.yaml",
		   "lines: {h3: {institution: hosp-1, from: z9, address: 10.1.0.3}}\n");
	file_write(directory, "inventory/b.yaml",
		   "devices: {z9: {owner: self, address: 10.0.9.9, service-class: user}}\n"
		   "lines: {h2: {institution: hosp-1, from: z9, address: 10.1.0.2}}\n");
	file_write(directory, "inventory/empty.yaml", "");
	file_write(directory, "inventory/.hidden.yaml", "{{{");
	file_write(directory, "inventory/a.yaml~", "{{{");
	file_write(directory, "inventory/c.yml", "{{{");
	shown = load_shown(directory, &inventory);
	ck_assert_str_eq(shown, "warning DIR/inventory/c.yml 0:0 is not read: only names that end in .yaml are\n");
	ck_assert_uint_eq(inventory_line_count(inventory), 3);
	ck_assert_str_eq(inventory_line_at(inventory, 0)->name, "h1");
	ck_assert_str_eq(inventory_line_at(inventory, 1)->name, "h2");
	ck_assert_str_eq(inventory_line_at(inventory, 2)->name, "h3");
	ck_assert(g_str_has_suffix(inventory_position(inventory, inventory_line_at(inventory, 2)->place).file, "/inventory/a.yaml"));
	ck_assert_ptr_eq(inventory_line_at(inventory, 2)->from, inventory_find_device(inventory, "z9"));
	ck_assert_ptr_null(inventory_find_line(inventory, "h4"));
	inventory_free(inventory);
	tree_remove(directory);
}
END_TEST

START_TEST(one_file_that_cannot_be_read_does_not_hide_the_faults_of_others)
{
	g_autofree char *directory = directory_new();
	g_autofree char *shown = NULL;
	struct inventory *inventory;

	file_write(directory, "nwops.yaml", case_base);
	file_write(directory, "inventory/a.yaml",
		   "devices:\n  x: {owner: self, address: 10.9.9.9, service-class: user}\n  bad: [\n");
	file_write(directory, "inventory/b.yaml",
		   "lines:\n  y: {institution: hosp-1, from: x, address: 10.1.0.2, kind: lease}\n");
	shown = load_shown(directory, &inventory);
	ck_assert_ptr_null(inventory);
	ck_assert_msg(g_str_has_prefix(shown, "error DIR/inventory/a.yaml "), "%s", shown);
	ck_assert_msg(strstr(shown, "\nerror DIR/inventory/b.yaml 2:62 'kind' of line 'y' is 'lease'"), "%s", shown);
	ck_assert_ptr_null(strstr(shown, "unknown device"));
	tree_remove(directory);
}
END_TEST

START_TEST(nothing_at_all_is_one_error_and_no_crash)
{
	g_autofree char *directory = directory_new();
	g_autofree char *shown = load_shown(directory, &(struct inventory *){ NULL });

	ck_assert_msg(g_str_has_prefix(shown, "error DIR/nwops.yaml 0:0 "), "%s", shown);
	ck_assert_ptr_eq(strchr(shown, '\n') + 1, shown + strlen(shown));
	tree_remove(directory);
}
END_TEST

START_TEST(a_key_must_be_there_and_be_nobody_elses)
{
	static const struct { int mode; const char *expected; } cases[] = {
		{ 0600, "" },
		{ 0640, "" },
		{ 0644, "error DIR/inventory/d.yaml 2:84 'DIR/keys/noc' refused: others can read it; run chmod "
			"600\n" },
		{ 0602, "error DIR/inventory/d.yaml 2:84 'DIR/keys/noc' refused: others can read it; run chmod "
			"600\n" },
		{ 0660, "error DIR/inventory/d.yaml 2:84 'DIR/keys/noc' refused: its group can write it; run "
			"chmod 600\n" },
	};
	g_autofree char *directory = directory_new();
	g_autofree char *key = g_build_filename(directory, "keys/noc", NULL);
	struct inventory *inventory;
	g_autofree char *missing = NULL;
	g_autofree char *folder = NULL;

	file_write(directory, "nwops.yaml", case_base);
	file_write(directory, "inventory/d.yaml",
		   "devices:\n  x: {owner: core, address: 10.9.9.9, watch: [], "
		   "ssh: {user: nwops, port: 22, key: keys/noc}, platform: frr, service-class: user}\n");
	missing = load_shown(directory, &inventory);
	ck_assert_str_eq(missing, "error DIR/inventory/d.yaml 2:84 cannot look at 'DIR/keys/noc': No such file or "
				  "directory\n");
	file_write(directory, "keys/noc", "not a key\n");
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *shown = NULL;

		ck_assert_int_eq(chmod(key, (mode_t)cases[i].mode), 0);
		shown = load_shown(directory, &inventory);
		ck_assert_str_eq(shown, cases[i].expected);
		inventory_free(inventory);
	}
	g_remove(key);
	ck_assert_int_eq(g_mkdir(key, 0700), 0);
	folder = load_shown(directory, &inventory);
	ck_assert_str_eq(folder, "error DIR/inventory/d.yaml 2:84 'DIR/keys/noc' is not a file\n");
	tree_remove(directory);
}
END_TEST

START_TEST(the_sample_is_clean)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	const char *source = g_getenv("NWOPS_SOURCE_ROOT");
	g_autofree char *directory = NULL;
	g_autofree char *shown = NULL;
	struct inventory *inventory;

	ck_assert_msg(source != NULL, "NWOPS_SOURCE_ROOT is not set");
	directory = g_build_filename(source, "share/examples/tozai", NULL);
	inventory = inventory_load(directory, faults);
	shown = case_shown(faults);
	ck_assert_str_eq(shown, "");
	ck_assert_uint_eq(inventory_line_count(inventory), 10);
	inventory_free(inventory);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(sections_of_all_files_are_one_and_other_files_are_left_alone),
		UNIT(one_file_that_cannot_be_read_does_not_hide_the_faults_of_others),
		UNIT(nothing_at_all_is_one_error_and_no_crash),
		UNIT(a_key_must_be_there_and_be_nobody_elses),
		UNIT(the_sample_is_clean),
		{ NULL, NULL },
	};

	return unit_run("inventory-load", tests);
}
