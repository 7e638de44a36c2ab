/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The cache: what comes out of it is what went in, and it is used only while
 * it speaks of the files as they are.
 */
#include "test-inventory-same.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* --- in memory --- */

static int memory_file(void)
{
	int descriptor = memfd_create("cache", MFD_CLOEXEC);

	ck_assert_int_ge(descriptor, 0);
	return descriptor;
}

static struct cache_sources *some_sources(void)
{
	struct cache_sources *sources = cache_sources_new("/some where");
	struct conf_stamp stamp = {.size = 7, .changed_ns = 8, .inode = 9};

	cache_sources_add(sources, "/some where/nwops.yaml", &stamp);
	cache_sources_add(sources, "/x", &stamp);
	sources->listed = 1;
	g_array_index(sources->list, struct cache_source, 1).settled = true;
	return sources;
}

/* What INVENTORY looks like in a file. Caller frees. */
static char *image_of(const struct inventory *inventory, size_t *ret_length)
{
	g_autoptr(ops_cache_sources_t) sources = some_sources();
	int descriptor = memory_file();
	char *image;

	ck_assert(cache_write(descriptor, inventory, sources));
	*ret_length = (size_t)lseek(descriptor, 0, SEEK_END);
	image = g_malloc(*ret_length);
	ck_assert_int_eq(pread(descriptor, image, *ret_length, 0), *ret_length);
	close(descriptor);
	return image;
}

static struct inventory *image_read(const char *image, size_t length)
{
	struct cache cache = {.descriptor = -1, .bytes = (const uint8_t *)image, .length = length};

	return cache_open(&cache) ? cache_read(&cache) : NULL;
}

START_TEST(what_was_kept_comes_back)
{
	struct inventory *cold = rich_load(), *again = rich_load(), *kept;
	size_t length;
	g_autofree char *image = image_of(cold, &length);

	/* Loaded twice, a pointer that the layout does not know would differ. */
	inventories_are_same(cold, again, true);
	kept = image_read(image, length);
	ck_assert_ptr_nonnull(kept);
	inventories_are_same(cold, kept, true);
	/* Nothing of the first is needed by the second. */
	inventory_free(cold);
	inventories_are_same(again, kept, true);
	inventory_free(again);
	inventory_free(kept);
}
END_TEST

START_TEST(more_than_a_buffer_comes_back)
{
	g_autoptr(GString) csv = g_string_new("id,institution,from,address,circuit-id,tags\n");
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	struct inventory *cold, *kept;
	g_autofree char *image = NULL;
	size_t length;

	for (unsigned int i = 0; i < 5000; i++)
		g_string_append_printf(csv, "l%05u,hosp-1,a1,10.2.%u.%u,C-%u,t%u\n", 99999 - i,
				       i / 200, i % 200, i, i % 700);
	cold = case_read_table(case_base, "lines: !csv x\n", "lines", csv->str, faults);
	ck_assert_ptr_nonnull(cold);
	image = image_of(cold, &length);
	kept = image_read(image, length);
	ck_assert_ptr_nonnull(kept);
	inventories_are_same(cold, kept, true);
	ck_assert_ptr_eq(inventory_find_line(kept, "l99000"),
			 inventory_line_at(kept, 5000 - 1000 + 1));
	inventory_free(cold);
	inventory_free(kept);
}
END_TEST

START_TEST(no_byte_can_be_wrong_unseen)
{
	struct inventory *cold = rich_load(), *kept;
	size_t length;
	g_autofree char *image = image_of(cold, &length);
	struct cache cache = {.descriptor = -1, .bytes = (const uint8_t *)image, .length = length};
	unsigned int used = 0;

	ck_assert(cache_open(&cache));
	for (size_t i = 0; i < length; i++) {
		image[i] ^= 0x10;
		kept = image_read(image, length);
		/* Padding between sections says nothing, and sources are read apart. */
		if (kept && cache_open(&cache)) {
			g_autoptr(ops_cache_sources_t) sources = cache_read_sources(&cache);

			used += sources != NULL;
			if (sources)
				inventories_are_same(cold, kept, true);
		}
		inventory_free(kept);
		image[i] ^= 0x10;
	}
	ck_assert_uint_lt(used, 8 * CACHE_SECTIONS);
	for (size_t i = 0; i < length; i++)
		ck_assert_ptr_null(image_read(image, i));
	inventory_free(cold);
}
END_TEST

START_TEST(sources_come_back_and_can_be_renewed)
{
	struct inventory *cold = rich_load();
	g_autoptr(ops_cache_sources_t) sources = some_sources();
	g_autoptr(ops_cache_sources_t) read = NULL;
	g_autoptr(ops_cache_sources_t) renewed = NULL;
	struct cache cache = {.descriptor = memory_file()};
	struct inventory *kept;

	ck_assert(cache_write(cache.descriptor, cold, sources));
	cache.length = (uint64_t)lseek(cache.descriptor, 0, SEEK_END);
	ck_assert(cache_open(&cache));
	read = cache_read_sources(&cache);
	ck_assert_str_eq(read->directory, "/some where");
	ck_assert_uint_eq(read->listed, 1);
	ck_assert_uint_eq(read->list->len, 2);
	ck_assert(!g_array_index(read->list, struct cache_source, 0).settled);
	ck_assert(g_array_index(read->list, struct cache_source, 1).settled);
	ck_assert_str_eq(g_array_index(read->list, struct cache_source, 1).path, "/x");
	ck_assert_int_eq(g_array_index(read->list, struct cache_source, 1).stamp.changed_ns, 8);
	cache_sources_add(read, "/a longer one",
			  &g_array_index(read->list, struct cache_source, 0).stamp);
	ck_assert(cache_write_sources(cache.descriptor, read));
	cache.length = (uint64_t)lseek(cache.descriptor, 0, SEEK_END);
	ck_assert(cache_open(&cache));
	renewed = cache_read_sources(&cache);
	ck_assert_uint_eq(renewed->list->len, 3);
	kept = cache_read(&cache);
	inventories_are_same(cold, kept, true);
	inventory_free(kept);
	inventory_free(cold);
	close(cache.descriptor);
}
END_TEST

/* --- in a directory --- */

struct place_of {
	char *root, *directory, *lines, *file;
};

static void put(const char *directory, const char *name, const char *text)
{
	g_autofree char *path = g_build_filename(directory, name, NULL);

	ck_assert(g_file_set_contents_full(path, text, -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
}

static struct place_of place_make(void)
{
	struct place_of place = {.root = g_dir_make_tmp("nwops-XXXXXX", NULL)};
	g_autofree char *inventory = NULL;

	place.directory = g_build_filename(place.root, "etc", NULL);
	inventory = g_build_filename(place.directory, "inventory", NULL);
	place.lines = g_build_filename(place.directory, "lines.csv", NULL);
	place.file = g_build_filename(place.root, "cache", NULL);
	ck_assert_int_eq(g_mkdir_with_parents(inventory, 0700), 0);
	put(place.directory, "nwops.yaml", case_base);
	put(inventory, "lines.yaml", "lines: !csv lines.csv\n");
	put(place.directory, "lines.csv", "id,institution,from,address\nl1,hosp-1,a1,10.1.0.9\n");
	return place;
}

static void place_clear(struct place_of *place)
{
	g_autofree char *yaml = g_build_filename(place->directory, "inventory", NULL);
	const char *const files[] = {"inventory/lines.yaml", "inventory/more.yaml", "nwops.yaml",
				     "lines.csv"};

	for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
		g_autofree char *path = g_build_filename(place->directory, files[i], NULL);

		g_unlink(path);
	}
	g_rmdir(yaml);
	g_rmdir(place->directory);
	g_unlink(place->file);
	g_rmdir(place->root);
	g_free(place->root);
	g_free(place->directory);
	g_free(place->lines);
	g_free(place->file);
}

/* The names of all lines. Caller frees. */
static char *load(const struct place_of *place)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autoptr(ops_inventory_t) inventory =
		inventory_load_cached(place->directory, place->file, faults);
	g_autoptr(GString) names = g_string_new(NULL);
	g_autofree char *shown = case_shown(faults);

	if (!inventory)
		return g_strdup(shown);
	for (size_t i = 0; i < inventory_line_count(inventory); i++)
		g_string_append_printf(names, "%s ", inventory_line_at(inventory, i)->name);
	return g_strdup(names->str);
}

static void loads(const struct place_of *place, const char *expected)
{
	g_autofree char *names = load(place);

	ck_assert_str_eq(names, expected);
}

static uint64_t inode_of(const char *path)
{
	struct stat status;

	return lstat(path, &status) == 0 ? status.st_ino : 0;
}

/* Marks all sources of the cache as SETTLED, and with DIGEST spoils what their bytes
 * were: who reads them finds the cache stale, who does not takes it. */
static void sources_set(const struct place_of *place, bool settled, bool spoilt)
{
	struct cache cache = {.descriptor = open(place->file, O_RDWR | O_CLOEXEC)};
	g_autoptr(ops_cache_sources_t) sources = NULL;

	ck_assert_int_ge(cache.descriptor, 0);
	cache.length = (uint64_t)lseek(cache.descriptor, 0, SEEK_END);
	ck_assert(cache_open(&cache));
	sources = cache_read_sources(&cache);
	for (guint i = 0; i < sources->list->len; i++) {
		struct cache_source *source = &g_array_index(sources->list, struct cache_source, i);

		source->settled = settled;
		source->stamp.digest.bytes[0] ^= spoilt;
	}
	ck_assert(cache_write_sources(cache.descriptor, sources));
	close(cache.descriptor);
}

START_TEST(a_cache_is_made_and_used)
{
	struct place_of place = place_make();
	struct stat status;
	uint64_t inode;

	loads(&place, "h1 l1 ");
	ck_assert_int_eq(stat(place.file, &status), 0);
	ck_assert_int_eq(status.st_mode & 07777, 0640);
	inode = status.st_ino;
	loads(&place, "h1 l1 ");
	ck_assert_uint_eq(inode_of(place.file), inode);
	/* What looks the same and had settled is not read. */
	sources_set(&place, true, true);
	loads(&place, "h1 l1 ");
	ck_assert_uint_eq(inode_of(place.file), inode);
	/* What had not is. */
	sources_set(&place, false, false);
	loads(&place, "h1 l1 ");
	ck_assert_uint_ne(inode_of(place.file), inode);
	place_clear(&place);
}
END_TEST

START_TEST(files_that_were_only_touched_are_read_and_found_the_same)
{
	struct place_of place = place_make();
	struct timespec times[] = {{.tv_sec = 1}, {.tv_sec = 1}};
	uint64_t inode;

	loads(&place, "h1 l1 ");
	sources_set(&place, true, false);
	inode = inode_of(place.file);
	ck_assert_int_eq(utimensat(AT_FDCWD, place.lines, times, 0), 0);
	loads(&place, "h1 l1 ");
	/* Too young to be believed next time, so there was nothing to renew. */
	ck_assert_uint_eq(inode_of(place.file), inode);
	place_clear(&place);
}
END_TEST

START_TEST(other_content_is_seen_whatever_the_file_looks_like)
{
	struct place_of place = place_make();
	struct stat before;
	FILE *lines;

	loads(&place, "h1 l1 ");
	sources_set(&place, true, false);
	ck_assert_int_eq(stat(place.lines, &before), 0);
	/* The same size, inode and time of modification. */
	lines = fopen(place.lines, "r+");
	ck_assert_int_eq(fseek(lines, strlen("id,institution,from,address\nl"), SEEK_SET), 0);
	fputc('2', lines);
	fclose(lines);
	ck_assert_int_eq(utimensat(AT_FDCWD, place.lines,
				   (const struct timespec[]){before.st_atim, before.st_mtim}, 0),
			 0);
	loads(&place, "h1 l2 ");
	loads(&place, "h1 l2 ");
	place_clear(&place);
}
END_TEST

START_TEST(files_that_come_and_go_are_seen)
{
	struct place_of place = place_make();
	g_autofree char *inventory = g_build_filename(place.directory, "inventory", NULL);
	g_autofree char *more = g_build_filename(inventory, "more.yaml", NULL);

	loads(&place, "h1 l1 ");
	sources_set(&place, true, false);
	put(inventory, "more.yaml",
	    "lines: {m: {institution: hosp-1, from: a1, address: 10.1.0.3}}\n");
	loads(&place, "h1 l1 m ");
	sources_set(&place, true, false);
	g_unlink(more);
	loads(&place, "h1 l1 ");
	g_unlink(place.lines);
	{
		g_autofree char *expected = g_strdup_printf(
			"error %s 0:0 cannot read '%s': no such file or directory\n", place.lines,
			place.lines);
		g_autofree char *names = load(&place);

		ck_assert_str_eq(names, expected);
	}
	place_clear(&place);
}
END_TEST

/* The cache is tampered with; the lines still come from the files, and a good one takes its place.
 */
START_TEST(a_cache_that_is_not_ours_or_not_whole_is_replaced)
{
	struct place_of place = place_make();
	g_autofree char *good = NULL;
	gsize length;

	loads(&place, "h1 l1 ");
	ck_assert(g_file_get_contents(place.file, &good, &length, NULL));
	for (unsigned int i = 0; i < 6; i++) {
		g_autofree char *bad = g_memdup2(good, length);
		uint64_t inode;

		if (i == 1)
			bad[offsetof(struct cache_header, program)] ^= 1;
		if (i == 2)
			bad[sizeof(struct cache_header) + 1] ^= 1;
		ck_assert(g_file_set_contents(place.file, bad,
					      i == 3   ? 100
					      : i == 4 ? 0
						       : (gssize)length,
					      NULL));
		ck_assert_int_eq(chmod(place.file, i == 5 ? 0660 : 0640), 0);
		inode = inode_of(place.file);
		loads(&place, "h1 l1 ");
		ck_assert_int_eq(inode_of(place.file) == inode, i == 0);
	}
	place_clear(&place);
}
END_TEST

START_TEST(a_link_in_its_place_is_not_followed)
{
	struct place_of place = place_make();
	g_autofree char *target = g_build_filename(place.root, "target", NULL);
	struct stat status;

	loads(&place, "h1 l1 ");
	ck_assert_int_eq(rename(place.file, target), 0);
	ck_assert_int_eq(symlink(target, place.file), 0);
	loads(&place, "h1 l1 ");
	ck_assert_int_eq(lstat(place.file, &status), 0);
	ck_assert(S_ISREG(status.st_mode));
	g_unlink(target);
	place_clear(&place);
}
END_TEST

START_TEST(where_no_cache_can_be_made_nothing_is_amiss)
{
	struct place_of place = place_make();

	g_free(place.file);
	place.file = g_build_filename(place.root, "nowhere", "cache", NULL);
	loads(&place, "h1 l1 ");
	g_free(place.file);
	place.file = NULL;
	loads(&place, "h1 l1 ");
	place.file = g_build_filename(place.root, "cache", NULL);
	ck_assert_int_eq(g_mkdir(place.file, 0700), 0);
	loads(&place, "h1 l1 ");
	g_rmdir(place.file);
	place_clear(&place);
}
END_TEST

START_TEST(a_secret_that_others_may_read_is_refused_from_a_cache_too)
{
	struct place_of place = place_make();
	g_autofree char *key = g_build_filename(place.root, "key", NULL);
	g_autofree char *inventory = g_build_filename(place.directory, "inventory", NULL);
	g_autofree char *yaml =
		g_strdup_printf("devices: {s: {owner: hosp-1, address: 10.7.7.7, platform: frr, ssh: {user: u, key: %s}}}\n", key);
	g_autofree char *names = NULL;

	put(place.root, "key", "secret");
	put(inventory, "more.yaml", yaml);
	loads(&place, "h1 l1 ");
	loads(&place, "h1 l1 ");
	ck_assert_int_eq(chmod(key, 0644), 0);
	names = load(&place);
	ck_assert_msg(strstr(names, "more.yaml 1:") && strstr(names, "others can read it"), "%s",
		      names);
	g_unlink(key);
	place_clear(&place);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(what_was_kept_comes_back),
		UNIT(more_than_a_buffer_comes_back),
		UNIT(no_byte_can_be_wrong_unseen),
		UNIT(sources_come_back_and_can_be_renewed),
		UNIT(a_cache_is_made_and_used),
		UNIT(files_that_were_only_touched_are_read_and_found_the_same),
		UNIT(other_content_is_seen_whatever_the_file_looks_like),
		UNIT(files_that_come_and_go_are_seen),
		UNIT(a_cache_that_is_not_ours_or_not_whole_is_replaced),
		UNIT(a_link_in_its_place_is_not_followed),
		UNIT(where_no_cache_can_be_made_nothing_is_amiss),
		UNIT(a_secret_that_others_may_read_is_refused_from_a_cache_too),
		{NULL, NULL},
	};

	return unit_run("inventory-cache", tests);
}
