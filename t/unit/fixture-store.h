/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A store for a test: a directory of its own that vanishes afterwards, a clock
 * that stands still, and short words for opening and appending.
 */
#pragma once

#include "store/internal.h"

#include "unit.h"

#include <dirent.h>
#include <glib/gstdio.h>
#include <sys/wait.h>

#define FIXTURE_LOG "nwops.example/noc1"
#define FIXTURE_NOW_US INT64_C(1795543200000000) /* 2026-11-25T03:00:00+09:00 */

struct fixture {
	char directory[96]; /* the store, not yet made */
	char above[80];
	struct clock *clock;
	char *noted; /* the warnings that the store wrote, one line each */
	struct notes notes;
};

static inline void fixture_note(void *context, enum notes_level level, const char *message)
{
	struct fixture *fixture = context;
	char *all;

	if (level > NOTES_WARNING)
		return;
	all = g_strdup_printf("%s%s\n", fixture->noted, message);
	g_free(fixture->noted);
	fixture->noted = all;
}

/* Below directory PLACE. */
static inline void fixture_init_in(struct fixture *fixture, const char *place)
{
	*fixture = (struct fixture){.noted = NULL};
	g_snprintf(fixture->above, sizeof(fixture->above), "%s/nwops-test-XXXXXX", place);
	ck_assert_ptr_nonnull(mkdtemp(fixture->above));
	g_snprintf(fixture->directory, sizeof(fixture->directory), "%s/store", fixture->above);
	fixture->clock = clock_new_set("2026-11-25T03:00:00+09:00", NULL);
	ck_assert_ptr_nonnull(fixture->clock);
	fixture->noted = g_strdup("");
	fixture->notes =
		(struct notes){.threshold = NOTES_DEBUG, .write = fixture_note, .context = fixture};
}

static inline void fixture_init(struct fixture *fixture)
{
	fixture_init_in(fixture, g_get_tmp_dir());
}

/* For what syncs some thousand times: memory where there is such a place. */
static inline const char *fixture_memory(void)
{
	return g_access("/dev/shm", W_OK | X_OK) == 0 ? "/dev/shm" : g_get_tmp_dir();
}

static inline void fixture_remove_tree(const char *path)
{
	DIR *directory = opendir(path);
	const struct dirent *each;

	while (directory && (each = readdir(directory))) {
		g_autofree char *inside = g_build_filename(path, each->d_name, NULL);
		struct stat stat;

		if (strcmp(each->d_name, ".") == 0 || strcmp(each->d_name, "..") == 0)
			continue;
		if (lstat(inside, &stat) == 0 && S_ISDIR(stat.st_mode))
			fixture_remove_tree(inside);
		else
			unlink(inside);
	}
	if (directory)
		closedir(directory);
	rmdir(path);
}

static inline void fixture_clear(struct fixture *fixture)
{
	fixture_remove_tree(fixture->above);
	clock_free(fixture->clock);
	g_free(fixture->noted);
}

static inline struct store_options fixture_options(struct fixture *fixture, enum store_mode mode)
{
	return (struct store_options){
		.directory = fixture->directory,
		.mode = mode,
		.purpose = STORE_REAL,
		.log_name = FIXTURE_LOG,
		.clock = fixture->clock,
		.notes = &fixture->notes,
	};
}

/* All files and folders of FROM, with their modes, into TO, which is made if it is not there. */
static inline void fixture_copy_tree(const char *from, const char *to)
{
	g_autoptr(GDir) folder = g_dir_open(from, 0, NULL);
	const char *name;
	struct stat stat;

	ck_assert_ptr_nonnull(folder);
	ck_assert_int_eq(g_mkdir_with_parents(to, 0700), 0);
	while ((name = g_dir_read_name(folder))) {
		g_autofree char *one = g_build_filename(from, name, NULL), *other = g_build_filename(to, name, NULL);
		g_autofree char *bytes = NULL;
		gsize length;

		if (g_file_test(one, G_FILE_TEST_IS_DIR)) {
			fixture_copy_tree(one, other);
			continue;
		}
		ck_assert(g_file_get_contents(one, &bytes, &length, NULL));
		ck_assert(g_file_set_contents_full(other, bytes, length, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
		ck_assert_int_eq(lstat(one, &stat), 0);
		ck_assert_int_eq(g_chmod(other, stat.st_mode & 07777), 0);
	}
	ck_assert_int_eq(lstat(from, &stat), 0);
	ck_assert_int_eq(g_chmod(to, stat.st_mode & 07777), 0);
}

/*
 * Where each step is slow and all tests are one process (valgrind), a store is made once and a copy
 * of it is where another would be made: to make one takes ten times as long as to open it, and was
 * half of all that valgrind did. Other builds make each.
 */
static struct fixture fixture_made;
/* Set by who tests how one is made. */
static bool fixture_makes_each;

static inline void fixture_clear_made(void)
{
	fixture_clear(&fixture_made);
}

static inline bool fixture_wants_copy(const struct store_options *options)
{
	const char *fork = getenv("CK_FORK");

	return !fixture_makes_each && unit_sparse() > 1 && fork && strcmp(fork, "no") == 0 && options->mode == STORE_WRITE &&
	       !g_file_test(options->directory, G_FILE_TEST_EXISTS);
}

static inline void fixture_begin_with_copy(const struct store_options *options)
{
	if (!fixture_wants_copy(options))
		return;
	if (!fixture_made.clock) {
		struct store_options first;

		fixture_init(&fixture_made);
		first = fixture_options(&fixture_made, STORE_WRITE);
		store_close(store_open(&first, NULL));
		ck_assert_int_eq(atexit(fixture_clear_made), 0);
	}
	fixture_copy_tree(fixture_made.directory, options->directory);
}

/* Opens or fails the test. */
static inline struct store *fixture_open(struct fixture *fixture, enum store_mode mode)
{
	const struct store_options options = fixture_options(fixture, mode);
	g_autoptr(GError) error = NULL;
	struct store *store;

	fixture_begin_with_copy(&options);
	store = store_open(&options, &error);
	ck_assert_msg(store != NULL, "%s", error ? error->message : "no error");
	return store;
}

/* Fails with CODE and a message that holds WORDS, or fails the test. */
static inline void fixture_refused(const struct store_options *options, enum store_error_code code,
				   const char *words)
{
	g_autoptr(GError) error = NULL;
	struct store *store = store_open(options, &error);

	ck_assert_msg(store == NULL, "the store opened");
	ck_assert_ptr_nonnull(error);
	ck_assert_msg(g_error_matches(error, OPS_STORE_ERROR, (int)code), "code %d, not %d: %s",
		      error->code, (int)code, error->message);
	ck_assert_msg(strstr(error->message, words) != NULL, "'%s' is not in: %s", words,
		      error->message);
}

static inline void ok_or_fail(bool ok, GError *error)
{
	ck_assert_msg(ok, "%s", error ? error->message : "false without error");
}

/* One entry in the transaction that is under way. */
static inline void fixture_append(struct store *store, const char *payload)
{
	struct journal_entry entry = {
		.event_at_us = FIXTURE_NOW_US - 1,
		.kind = "check",
		.actor = "sato",
		.payload = payload,
		.payload_length = strlen(payload),
	};
	g_autoptr(GError) error = NULL;

	ok_or_fail(journal_append(store, &entry, &error), error);
}

/* COUNT entries, each a transaction of its own that ends with a checkpoint. */
static inline void fixture_record(struct store *store, int count)
{
	for (int i = 0; i < count; i++) {
		g_autoptr(GError) error = NULL;

		ok_or_fail(store_begin(store, &error), error);
		fixture_append(store, "{\"v\":1}");
		ok_or_fail(store_commit(store, &error), error);
		ok_or_fail(journal_keep_checkpoint(store, &error), error);
	}
}

static inline char *fixture_path(const struct fixture *fixture, const char *name)
{
	return g_build_filename(fixture->directory, name, NULL);
}

static inline bool fixture_exists(const struct fixture *fixture, const char *name)
{
	g_autofree char *path = fixture_path(fixture, name);

	return g_file_test(path, G_FILE_TEST_EXISTS);
}

static inline char *fixture_load(const struct fixture *fixture, const char *name, gsize *ret_length)
{
	g_autofree char *path = fixture_path(fixture, name);
	char *bytes = NULL;

	ck_assert(g_file_get_contents(path, &bytes, ret_length, NULL));
	return bytes;
}

static inline void fixture_save(const struct fixture *fixture, const char *name, const char *bytes,
				gsize length)
{
	g_autofree char *path = fixture_path(fixture, name);
	FILE *file = fopen(path, "we");

	ck_assert_ptr_nonnull(file);
	ck_assert_uint_eq(fwrite(bytes, 1, length, file), length);
	ck_assert_int_eq(fclose(file), 0);
}

/* A store with ENTRIES, closed again. */
static inline void fixture_make(struct fixture *fixture, int entries)
{
	struct store *store;

	fixture_init(fixture);
	store = fixture_open(fixture, STORE_WRITE);
	fixture_record(store, entries);
	store_close(store);
}

/* How many files lie in the store. */
static inline int fixture_count_files(const struct fixture *fixture)
{
	DIR *directory = opendir(fixture->directory);
	int count = 0;

	ck_assert_ptr_nonnull(directory);
	while (readdir(directory))
		count++;
	closedir(directory);
	return count - 2;
}
