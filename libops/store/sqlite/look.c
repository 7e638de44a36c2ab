/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads a store as it lies there and leaves no trace: for verifying a copy,
 * which is evidence, and for readers who may not write where it is.
 *
 * SQLite reads a database in WAL mode only with a -shm file beside it, or when
 * told that nothing changes (immutable=1), and then without what the -wal file
 * holds. Copying both to a place of our own was rejected: it doubles the
 * space and tears as easily. So SQLite is handed a layer over its own one
 * for files that opens for reading only, has no locks and shows a missing
 * -wal as an empty one; in exclusive mode it then keeps the index of the -wal
 * in memory. Going through SQLite's own layer also keeps the locks of a store
 * that this process has open: closing a file of one's own would drop them.
 */
#include "store/sqlite/internal.h"

#include "base/translate.h"

#include <errno.h>

struct look_file {
	sqlite3_file file;
	sqlite3_file *under; /* NULL: a -wal that is not there */
};

static int look_close_file(sqlite3_file *file)
{
	struct look_file *look = (struct look_file *)file;

	return look->under ? look->under->pMethods->xClose(look->under) : SQLITE_OK;
}

static int look_read(sqlite3_file *file, void *buffer, int length, sqlite3_int64 offset)
{
	struct look_file *look = (struct look_file *)file;

	if (look->under)
		return look->under->pMethods->xRead(look->under, buffer, length, offset);
	memset(buffer, 0, (size_t)length);
	return SQLITE_IOERR_SHORT_READ;
}

static int look_size(sqlite3_file *file, sqlite3_int64 *ret_size)
{
	struct look_file *look = (struct look_file *)file;

	if (look->under)
		return look->under->pMethods->xFileSize(look->under, ret_size);
	*ret_size = 0;
	return SQLITE_OK;
}

static int refuse_write(sqlite3_file *file, const void *bytes, int length, sqlite3_int64 offset)
{
	return SQLITE_READONLY;
}

static int refuse_truncate(sqlite3_file *file, sqlite3_int64 size)
{
	return SQLITE_READONLY;
}

/* Locks and syncs: there is nothing to protect from us. */
static int pass(sqlite3_file *file, int how)
{
	return SQLITE_OK;
}

static int nobody_writes(sqlite3_file *file, int *ret_reserved)
{
	*ret_reserved = 0;
	return SQLITE_OK;
}

static int no_control(sqlite3_file *file, int operation, void *argument)
{
	return SQLITE_NOTFOUND;
}

static int sector_size(sqlite3_file *file)
{
	return 4096;
}

static int no_characteristics(sqlite3_file *file)
{
	return 0;
}

static const sqlite3_io_methods look_methods = {
	.iVersion = 1, /* without shared memory and mapping */
	.xClose = look_close_file,
	.xRead = look_read,
	.xWrite = refuse_write,
	.xTruncate = refuse_truncate,
	.xSync = pass,
	.xFileSize = look_size,
	.xLock = pass,
	.xUnlock = pass,
	.xCheckReservedLock = nobody_writes,
	.xFileControl = no_control,
	.xSectorSize = sector_size,
	.xDeviceCharacteristics = no_characteristics,
};

static int look_open_file(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags,
			  int *ret_flags)
{
	sqlite3_vfs *below = vfs->pAppData;
	struct look_file *look = (struct look_file *)file;
	int kind = flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL);
	int there = 0, got;

	file->pMethods = NULL;
	if (!name || !kind)
		return SQLITE_CANTOPEN;
	look->under = NULL;
	if (kind == SQLITE_OPEN_WAL &&
	    below->xAccess(below, name, SQLITE_ACCESS_EXISTS, &there) != SQLITE_OK)
		return SQLITE_IOERR_ACCESS;
	if (kind == SQLITE_OPEN_MAIN_DB || there) {
		look->under = (sqlite3_file *)(look + 1);
		got = below->xOpen(below, name, look->under, kind | SQLITE_OPEN_READONLY, NULL);
		if (got != SQLITE_OK)
			return got;
	}
	if (ret_flags)
		*ret_flags = kind | SQLITE_OPEN_READONLY;
	file->pMethods = &look_methods;
	return SQLITE_OK;
}

static int look_delete(sqlite3_vfs *vfs, const char *name, int sync)
{
	return SQLITE_OK;
}

static int look_access(sqlite3_vfs *vfs, const char *name, int how, int *ret_answer)
{
	sqlite3_vfs *below = vfs->pAppData;

	/* We keep none; one that somebody put there must not be played back. */
	if (g_str_has_suffix(name, "-journal")) {
		*ret_answer = 0;
		return SQLITE_OK;
	}
	return below->xAccess(below, name, how, ret_answer);
}

static int look_full_name(sqlite3_vfs *vfs, const char *name, int size, char *ret_name)
{
	sqlite3_vfs *below = vfs->pAppData;

	return below->xFullPathname(below, name, size, ret_name);
}

static int look_randomness(sqlite3_vfs *vfs, int size, char *ret_bytes)
{
	sqlite3_vfs *below = vfs->pAppData;

	return below->xRandomness(below, size, ret_bytes);
}

static int look_wait(sqlite3_vfs *vfs, int microseconds)
{
	sqlite3_vfs *below = vfs->pAppData;

	return below->xSleep(below, microseconds);
}

static int look_current(sqlite3_vfs *vfs, double *ret_day)
{
	sqlite3_vfs *below = vfs->pAppData;

	return below->xCurrentTime(below, ret_day);
}

static int look_last_error(sqlite3_vfs *vfs, int size, char *ret_text)
{
	sqlite3_vfs *below = vfs->pAppData;

	return below->xGetLastError ? below->xGetLastError(below, size, ret_text) : 0;
}

sqlite3_vfs *look_vfs_new(void)
{
	sqlite3_vfs *below = sqlite3_vfs_find("unix");
	sqlite3_vfs *vfs;

	if (!below)
		return NULL;
	vfs = g_new0(sqlite3_vfs, 1);
	vfs->iVersion = 1;
	vfs->szOsFile = (int)sizeof(struct look_file) + below->szOsFile;
	vfs->mxPathname = below->mxPathname;
	vfs->zName = g_strdup_printf("nwops-look-%p", (void *)vfs);
	vfs->pAppData = below;
	vfs->xOpen = look_open_file;
	vfs->xDelete = look_delete;
	vfs->xAccess = look_access;
	vfs->xFullPathname = look_full_name;
	vfs->xRandomness = look_randomness;
	vfs->xSleep = look_wait;
	vfs->xCurrentTime = look_current;
	vfs->xGetLastError = look_last_error;
	if (sqlite3_vfs_register(vfs, 0) != SQLITE_OK) {
		g_free((char *)vfs->zName);
		g_free(vfs);
		return NULL;
	}
	return vfs;
}

void look_vfs_free(sqlite3_vfs *vfs)
{
	if (!vfs)
		return;
	sqlite3_vfs_unregister(vfs);
	g_free((char *)vfs->zName);
	g_free(vfs);
}

int look_connect(const char *directory, sqlite3_vfs *vfs, sqlite3 **ret_db)
{
	g_autofree char *path = g_build_filename(directory, STORE_DATABASE, NULL);
	int got = sqlite3_open_v2(path, ret_db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX,
				  vfs->zName);

	if (got != SQLITE_OK)
		return got;
	sqlite3_extended_result_codes(*ret_db, 1);
	/* A copied database may be hostile: nothing in it may run. */
	sqlite3_db_config(*ret_db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	sqlite3_db_config(*ret_db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(*ret_db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_db_config(*ret_db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
	sqlite3_db_config(*ret_db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
	return sqlite3_exec(*ret_db,
			    "PRAGMA locking_mode = EXCLUSIVE; PRAGMA cell_size_check = ON;"
			    " PRAGMA temp_store = MEMORY; PRAGMA query_only = ON",
			    NULL, NULL, NULL);
}
