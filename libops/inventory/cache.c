/* SPDX-License-Identifier: Apache-2.0 */
/*
 * When the cache may stand for the files, and when it is made.
 *
 * It is used when the list of files is the same and each has the bytes it had.
 * Reading 50 MB to digest them takes longer than all the rest, so a file that
 * looks as it did (size, both times, device, inode) is not read again, if it
 * had been left alone for SETTLED_NS when it was read. That is safe because
 * the kernel sets the time of change (st_ctime) at each write, rename and
 * truncation and nobody can set it back: bytes that came later have a later
 * time of change, provided that its clock has moved on in between. The clock
 * may stand still for a tick (10 ms here, 2 s on FAT), hence the wait. It would
 * be deceived by a clock that root sets back to the very nanosecond, and by a
 * program that keeps a file mapped and writes into it for more than two seconds
 * without the kernel writing it out in between.
 *
 * The times are compared with that of a file made beside the cache just before
 * reading: both are the kernel's, whatever nwops's own clock has been set to.
 *
 * Whoever can write the cache decides what nwops believes, and one day what it
 * runs. So it is taken only from the user himself and from root, and, save by
 * root, from the owner of the directory that it lies in.
 */
#include "inventory/cache.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define SETTLED_NS (INT64_C(2) * 1000000000)
#define MODE 0640
#define OTHERS_WRITE (S_IWGRP | S_IWOTH)

/* --- is it the cache of these files? --- */

static bool names_are_same(const struct cache_sources *sources)
{
	g_autoptr(GPtrArray) names = load_names(sources->directory, NULL);

	if (!names || names->len != sources->listed)
		return false;
	for (guint i = 0; i < names->len; i++)
		if (strcmp(names->pdata[i],
			   g_array_index(sources->list, struct cache_source, i).path) != 0)
			return false;
	return true;
}

static bool looks_same(const struct conf_stamp *a, const struct conf_stamp *b)
{
	return a->size == b->size && a->modified_ns == b->modified_ns &&
	       a->changed_ns == b->changed_ns && a->device == b->device && a->inode == b->inode;
}

/* The file has the bytes it had; SOURCE then has its present stamp. False too when it
 * cannot be read: the loader will say why. */
static bool source_is_same(struct cache_source *source, bool *ret_read)
{
	struct conf_stamp now;

	if (source->settled && conf_stamp_look(source->path, &now) &&
	    looks_same(&source->stamp, &now))
		return true;
	if (!conf_stamp_read(source->path, CONF_CSV_BYTES, &now) ||
	    !digest_equal(&source->stamp.digest, &now.digest))
		return false;
	source->stamp = now;
	*ret_read = true;
	return true;
}

/* RET_READ: a file had to be read for it. */
static bool sources_are_same(struct cache_sources *sources, const char *directory, bool *ret_read)
{
	*ret_read = false;
	if (strcmp(sources->directory, directory) != 0 || !names_are_same(sources))
		return false;
	for (guint i = 0; i < sources->list->len; i++)
		if (!source_is_same(&g_array_index(sources->list, struct cache_source, i),
				    ret_read))
			return false;
	return true;
}

/* Marks those that had been left alone when it was NOW_NS. */
static void sources_settle(struct cache_sources *sources, int64_t now_ns)
{
	for (guint i = 0; i < sources->list->len; i++) {
		struct cache_source *source = &g_array_index(sources->list, struct cache_source, i);

		source->settled = source->stamp.changed_ns <= now_ns - SETTLED_NS;
	}
}

static bool all_settled(const struct cache_sources *sources)
{
	for (guint i = 0; i < sources->list->len; i++)
		if (!g_array_index(sources->list, struct cache_source, i).settled)
			return false;
	return true;
}

/* --- a file that will be the cache --- */

static int64_t nanoseconds(const struct timespec *time)
{
	return time->tv_sec * INT64_C(1000000000) + time->tv_nsec;
}

struct fresh {
	char *path; /* NULL: none could be made */
	int descriptor;
	int64_t made_ns; /* by the file system's clock */
};

/* Opens PATH, which nobody else may be writing: -1 when somebody is, or when it
 * cannot be made. What a killed process left there is written over. */
static int open_locked(const char *path)
{
	int descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
	struct stat held, there;

	if (descriptor < 0)
		return -1;
	/* Whoever had the lock may have made this file the cache meanwhile. */
	if (flock(descriptor, LOCK_EX | LOCK_NB) == 0 && fstat(descriptor, &held) == 0 &&
	    lstat(path, &there) == 0 && held.st_ino == there.st_ino && S_ISREG(held.st_mode) &&
	    held.st_nlink == 1 && ftruncate(descriptor, 0) == 0)
		return descriptor;
	close(descriptor);
	return -1;
}

static struct fresh fresh_make(const char *cache_file)
{
	struct fresh fresh = {.path = g_strconcat(cache_file, ".new", NULL)};
	struct stat status;

	fresh.descriptor = open_locked(fresh.path);
	/* Another user's leavings are in the way. */
	if (fresh.descriptor < 0 && errno == EACCES && g_unlink(fresh.path) == 0)
		fresh.descriptor = open_locked(fresh.path);
	/* Setting the mode sets the time of change, even when it was that already. */
	if (fresh.descriptor >= 0 && fchmod(fresh.descriptor, 0600) == 0 &&
	    fstat(fresh.descriptor, &status) == 0) {
		fresh.made_ns = nanoseconds(&status.st_ctim);
		return fresh;
	}
	if (fresh.descriptor >= 0)
		close(fresh.descriptor);
	g_clear_pointer(&fresh.path, g_free);
	return fresh;
}

/* In the place of the old cache when it is GOOD, else gone. */
static void fresh_end(struct fresh *fresh, const char *cache_file, bool good)
{
	if (!fresh->path)
		return;
	if (!good || fchmod(fresh->descriptor, MODE) < 0 || rename(fresh->path, cache_file) < 0)
		g_unlink(fresh->path);
	close(fresh->descriptor);
	g_clear_pointer(&fresh->path, g_free);
}

/* --- the cache that is there --- */

/* May what lies at CACHE_FILE, which is STATUS, be believed? */
static bool is_trusted(const char *cache_file, const struct stat *status)
{
	g_autofree char *directory = g_path_get_dirname(cache_file);
	uid_t user = geteuid();
	struct stat parent;

	if (!S_ISREG(status->st_mode) || status->st_mode & OTHERS_WRITE)
		return false;
	if (status->st_uid == user || status->st_uid == 0)
		return true;
	return user != 0 && stat(directory, &parent) == 0 && status->st_uid == parent.st_uid;
}

/* The cache at CACHE_FILE; -1: there is none for us. */
static int cache_find(const char *cache_file, struct cache *cache)
{
	int descriptor = open(cache_file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	struct stat status;

	if (descriptor < 0)
		return -1;
	*cache = (struct cache){.descriptor = descriptor};
	if (fstat(descriptor, &status) == 0 && is_trusted(cache_file, &status)) {
		cache->length = (uint64_t)status.st_size;
		if (cache_open(cache))
			return descriptor;
	}
	close(descriptor);
	return -1;
}

static bool copy(int from, int to)
{
	ssize_t done;

	if (lseek(from, 0, SEEK_SET) < 0)
		return false;
	do
		done = copy_file_range(from, NULL, to, NULL, G_MAXINT, 0);
	while (done > 0);
	return done == 0;
}

/*
 * The files were read and found the same. With their present stamps in it the
 * cache will spare the next one that, once they have settled.
 */
static void cache_renew(int descriptor, const char *cache_file, struct cache_sources *sources)
{
	struct fresh fresh = fresh_make(cache_file);
	bool good = false;

	if (!fresh.path)
		return;
	sources_settle(sources, fresh.made_ns);
	if (all_settled(sources))
		good = copy(descriptor, fresh.descriptor) &&
		       cache_write_sources(fresh.descriptor, sources);
	fresh_end(&fresh, cache_file, good);
}

/* From the cache; NULL when it does not hold. */
static struct inventory *load_kept(const char *directory, const char *cache_file)
{
	g_autoptr(ops_cache_sources_t) sources = NULL;
	struct inventory *inventory = NULL;
	struct cache cache;
	int descriptor = cache_find(cache_file, &cache);
	bool read;

	if (descriptor < 0)
		return NULL;
	sources = cache_read_sources(&cache);
	if (sources && sources_are_same(sources, directory, &read))
		inventory = cache_read(&cache);
	if (inventory) {
		inventory->directory = g_strdup(directory);
		inventory->digest = cache_sources_digest(sources);
	}
	if (inventory && read)
		cache_renew(descriptor, cache_file, sources);
	close(descriptor);
	return inventory;
}

/*
 * Is there room for it? It is twice as large as what was read, and the disk is the
 * store's first of all: an eighth of what is free must do.
 */
static bool has_room(int descriptor, const struct cache_sources *sources)
{
	struct statvfs disk;
	uint64_t size = 1024 * 1024;

	for (guint i = 0; i < sources->list->len; i++)
		size += 2 *
			(uint64_t)g_array_index(sources->list, struct cache_source, i).stamp.size;
	return fstatvfs(descriptor, &disk) == 0 && size <= disk.f_bavail * disk.f_frsize / 8;
}

/* From the files, and kept for the next. */
static struct inventory *load_and_keep(const char *directory, const char *cache_file,
				       struct conf_faults *faults)
{
	struct fresh fresh = fresh_make(cache_file);
	g_autoptr(ops_cache_sources_t) sources = NULL;
	struct inventory *inventory = load_directory(directory, &sources, faults);
	bool good = false;

	if (sources && fresh.path && has_room(fresh.descriptor, sources)) {
		sources_settle(sources, fresh.made_ns);
		good = cache_write(fresh.descriptor, inventory, sources);
	}
	fresh_end(&fresh, cache_file, good);
	return inventory;
}

struct inventory *inventory_load_cached(const char *directory, const char *cache_file,
					struct conf_faults *faults)
{
	struct inventory *inventory;

	if (!cache_file)
		return load_directory(directory, NULL, faults);
	inventory = load_kept(directory, cache_file);
	if (!inventory)
		return load_and_keep(directory, cache_file, faults);
	/* Who may read a secret is no matter of its content. */
	secrets_check(inventory, faults);
	if (conf_faults_errors(faults) == 0)
		return inventory;
	inventory_free(inventory);
	return NULL;
}

struct inventory *inventory_load(const char *directory, struct conf_faults *faults)
{
	return load_directory(directory, NULL, faults);
}
