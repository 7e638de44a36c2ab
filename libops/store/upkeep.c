/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What lies in a store's directory beside the rows, counted without touching
 * it. Who is writing is read from the kernel's list of locks: asking for the
 * lock would make a writer wait, and opening the file to ask who has it would,
 * when it is closed again, drop the locks of this process.
 */
#include "store/upkeep.h"

#include "store/internal.h"

#include <inttypes.h>
#include <stdio.h>
#include <sys/statvfs.h>

/* In the -shm file, the byte that whoever writes has locked (SQLite's WAL_WRITE_LOCK). */
#define WRITE_LOCK 120

static int64_t size_of(int directory, const char *name)
{
	struct stat about;

	return fstatat(directory, name, &about, AT_SYMLINK_NOFOLLOW) < 0 ? -1 : about.st_size;
}

static int64_t free_of(int directory)
{
	struct statvfs about;

	return fstatvfs(directory, &about) < 0 ? -1
					       : (int64_t)about.f_bavail * (int64_t)about.f_frsize;
}

/* "1: POSIX  ADVISORY  WRITE 1234 fe:00:5678 120 120" */
static int64_t writer_on_line(const char *line, ino_t inode)
{
	uint64_t number, start, end;
	int64_t process;

	if (sscanf(line, "%*d: POSIX %*s WRITE %" SCNd64 " %*x:%*x:%" SCNu64 " %" SCNu64 " %" SCNu64,
		   &process, &number, &start, &end) != 4)
		return -1;
	return number == inode && start <= WRITE_LOCK && end >= WRITE_LOCK ? process : -1;
}

static int64_t find_writer(int directory)
{
	FILE *locks = fopen("/proc/locks", "re");
	struct stat about;
	int64_t writer = -1;
	char line[256];

	if (!locks)
		return -1;
	if (fstatat(directory, STORE_DATABASE "-shm", &about, AT_SYMLINK_NOFOLLOW) == 0)
		while (writer < 0 && fgets(line, sizeof(line), locks))
			writer = writer_on_line(line, about.st_ino);
	fclose(locks);
	return writer;
}

static void find_signed(int directory, struct upkeep_figures *figures)
{
	g_autofree char *key = NULL, *note = NULL;
	struct note_verifier verifier;
	struct note_head head;
	struct stat about;
	size_t key_length, length;

	key = files_read(directory, STORE_VERIFIER, NOTE_SIZE_LIMIT, &key_length, NULL);
	note = files_read(directory, STORE_CHECKPOINT, NOTE_SIZE_LIMIT, &length, NULL);
	if (!key || !note || !note_verifier_parse(key, key_length, &verifier) ||
	    note_read(note, length, &verifier, &head) != NOTE_SIGNED ||
	    fstatat(directory, STORE_CHECKPOINT, &about, AT_SYMLINK_NOFOLLOW) < 0)
		return;
	figures->signed_entries = head.size;
	figures->signed_at_us =
		about.st_mtim.tv_sec * G_USEC_PER_SEC + about.st_mtim.tv_nsec / 1000;
}

void upkeep_survey(int directory, struct upkeep_figures *figures)
{
	figures->database_bytes = size_of(directory, STORE_DATABASE);
	figures->wal_bytes = MAX(size_of(directory, STORE_DATABASE "-wal"), 0);
	figures->reserve_bytes = MAX(size_of(directory, STORE_RESERVE), 0);
	figures->free_bytes = free_of(directory);
	figures->writer = find_writer(directory);
	find_signed(directory, figures);
}

bool upkeep_measure(struct store *store, struct upkeep_figures *ret_figures, GError **error)
{
	struct upkeep_figures figures = {
		.oldest_result_at_us = -1,
		.newest_result_at_us = -1,
		.database_bytes = -1,
		.unused_bytes = -1,
		.wal_bytes = -1,
		.reserve_bytes = -1,
		.free_bytes = -1,
		.signed_entries = -1,
		.signed_at_us = -1,
		.writer = -1,
	};

	figures.entries = journal_size(store, error);
	if (figures.entries < 0 || !store->operations->measure(store, &figures, error))
		return false;
	*ret_figures = figures;
	return true;
}

bool upkeep_shrink(struct store *store, GError **error)
{
	return store->operations->shrink(store, error);
}
