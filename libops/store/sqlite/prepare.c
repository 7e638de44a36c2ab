/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Makes what a store's directory lacks, in the order that prepare.h tells, and
 * refuses where something that was there is gone: an empty database where
 * records were would be a wrong "fine".
 */
#include "store/sqlite/prepare.h"

#include "base/translate.h"

#include <errno.h>
#include <fcntl.h>

/* The size of NAME, 0 when it is not there. */
static bool size_of(struct sqlite_store *sqlite, const char *name, off_t *ret_size, GError **error)
{
	struct stat stat = {.st_size = 0};

	if (fstatat(sqlite->directory_fd, name, &stat, AT_SYMLINK_NOFOLLOW) < 0 && errno != ENOENT)
		return files_fail(error, errno, _("cannot open store '%s'"), sqlite->directory);
	*ret_size = stat.st_size;
	return true;
}

static bool present(struct sqlite_store *sqlite, const char *name)
{
	return faccessat(sqlite->directory_fd, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

bool prepare_examine(struct sqlite_store *sqlite, bool *ret_there, GError **error)
{
	off_t size = 0, wal = 0;

	if (!size_of(sqlite, STORE_DATABASE, &size, error) ||
	    !size_of(sqlite, STORE_DATABASE "-wal", &wal, error))
		return false;
	/* SQLite would delete the -wal of an empty database without a word. */
	if (size == 0 && (wal > 0 || present(sqlite, STORE_CHECKPOINT)))
		return store_fail(error, STORE_ERROR_DAMAGED,
				  _("cannot open store '%s': nwops.db is gone or empty, and there "
				    "were records in it: "
				    "refused, not recreated; copy the directory aside, then put a "
				    "backup of nwops.db in "
				    "its place, or begin anew in another directory with --state"),
				  sqlite->directory);
	*ret_there = size > 0;
	return true;
}

static bool make_key(struct sqlite_store *sqlite, GError **error)
{
	g_autoptr(ops_key_t) key = NULL;
	g_autofree char *pem = NULL;
	bool ok;

	if (present(sqlite, STORE_KEY))
		return true;
	key = key_new(error);
	pem = key ? key_print(key, error) : NULL;
	if (!pem)
		return false;
	ok = files_replace(sqlite->directory_fd, STORE_KEY, pem, strlen(pem), 0600, error);
	explicit_bzero(pem, strlen(pem));
	return ok;
}

bool prepare_before(struct sqlite_store *sqlite, GError **error)
{
	bool there;

	if (!prepare_examine(sqlite, &there, error) ||
	    !head_key_private(sqlite->directory_fd, error))
		return false;
	if (there)
		return true;
	if (!sqlite->store.log_name || !note_name_valid(sqlite->store.log_name))
		return store_fail(error, STORE_ERROR_IO,
				  _("cannot make store '%s': '%s' cannot name its log: it must be "
				    "UTF-8 of 1 to %d bytes "
				    "without blanks and plus signs"),
				  sqlite->directory,
				  sqlite->store.log_name ? sqlite->store.log_name : "",
				  NOTE_NAME_SIZE - 1);
	if (make_key(sqlite, error) &&
	    (present(sqlite, STORE_DATABASE) ||
	     files_replace(sqlite->directory_fd, STORE_DATABASE, "", 0, 0660, error)))
		return true;
	g_prefix_error(error, _("cannot make store '%s': "), sqlite->directory);
	return false;
}

static bool write_verifier(struct sqlite_store *sqlite, const struct key *key, GError **error)
{
	g_autofree char *line = NULL;
	uint8_t public[KEY_PUBLIC_SIZE];
	struct note_verifier verifier;

	if (!key_public(key, public, error))
		return false;
	/* sqlite_adopt() saw to it that the name is valid. */
	g_assert(note_verifier_init(&verifier, sqlite->store.log_name, public));
	line = note_verifier_print(&verifier);
	return files_replace(sqlite->directory_fd, STORE_VERIFIER, line, strlen(line), 0660, error);
}

/* What needs the key: made when the store is, and mended when a killed process
 * had not come so far. */
static bool finish_signing(struct sqlite_store *sqlite, GError **error)
{
	const bool verifier = present(sqlite, STORE_VERIFIER),
		   checkpoint = present(sqlite, STORE_CHECKPOINT);
	g_autoptr(ops_key_t) key = NULL;
	int64_t size = journal_size(&sqlite->store, error);

	if (size < 0)
		return false;
	if (verifier && (checkpoint || size > 0))
		return true;
	key = head_load_key(sqlite->directory_fd, error);
	return key && (verifier || write_verifier(sqlite, key, error)) &&
	       (checkpoint || size > 0 || sqlite_keep_checkpoint(&sqlite->store, error));
}

bool prepare_after(struct sqlite_store *sqlite, GError **error)
{
	g_autoptr(GError) problem = NULL;

	if (!finish_signing(sqlite, &problem)) {
		if (g_error_matches(problem, OPS_STORE_ERROR, STORE_ERROR_FULL) ||
		    g_error_matches(problem, OPS_STORE_ERROR, STORE_ERROR_DAMAGED) ||
		    g_error_matches(problem, OPS_STORE_ERROR, STORE_ERROR_IO)) {
			g_propagate_error(error, g_steal_pointer(&problem));
			return false;
		}
		/* The key is another user's or gone: what is recorded is worth
		 * more than that it is signed at once. */
		notes_write(sqlite->store.notes, NOTES_WARNING, _("going on without signing: %s"),
			    problem->message);
		g_clear_error(&problem);
	}
	if (!present(sqlite, STORE_RESERVE) &&
	    !files_reserve(sqlite->directory_fd, STORE_RESERVE, STORE_RESERVE_SIZE, &problem))
		notes_write(sqlite->store.notes, NOTES_WARNING,
			    _("going on without a reserve for a full disk: %s"), problem->message);
	return true;
}
