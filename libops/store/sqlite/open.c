/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Opens a store that is a directory: refuses what is damaged, newer or meant
 * for another purpose and leaves it as it was; for writing, makes or finishes
 * what is not there (prepare.c).
 *
 * A reader who may not write to the directory cannot take part in SQLite's
 * locking; it is given a look at the files instead (look.c), which may tear
 * while somebody writes and then says so as an error, not as a wrong row.
 */
#include "store/sqlite/prepare.h"

#include "base/translate.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>

#define CACHE_KIB 16384
/*
 * When what the -wal holds is merged into the database. A sweep of 230,000 lines
 * writes 14 MB and merges them as it commits, so that the next one begins at the
 * front of the file again; its 16 MB stay on disk and need not be found anew each
 * minute, while the 25 MB of the very first sweep are cut. Small commands write some
 * pages each, and every few hundredth merges 4 MB, in 20 ms at the worst: four times
 * as many pages were no faster on the whole and made one of them wait for 36 ms. A
 * reader in the midst of reading puts merging off; none of ours reads for long.
 */
#define MERGE_PAGES 1000
#define WAL_KEPT (16 << 20)

/* True when closing has nothing to move from the -wal into the database. */
static bool wal_is_empty(const struct sqlite_store *sqlite)
{
	struct stat stat;

	return fstatat(sqlite->directory_fd, STORE_DATABASE "-wal", &stat, AT_SYMLINK_NOFOLLOW) == 0 &&
	       stat.st_size == 0;
}

static void close_database(struct sqlite_store *sqlite)
{
	/* A store that was refused shall lie there as before, without the
	 * files that SQLite made to look at it. */
	if (sqlite->db && !sqlite->look && wal_is_empty(sqlite))
		sqlite3_db_config(sqlite->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
	sqlite_statements_clear(sqlite);
	sqlite3_close(sqlite->db);
	sqlite->db = NULL;
	look_vfs_free(sqlite->look);
	sqlite->look = NULL;
}

static void sqlite_close(struct store *store)
{
	struct sqlite_store *sqlite = sqlite_of(store);

	close_database(sqlite);
	sqlite_walk_clear(&sqlite->walk);
	sqlite_samples_clear(&sqlite->samples);
	if (sqlite->directory_fd >= 0)
		close(sqlite->directory_fd);
	g_free(sqlite->directory);
	g_free(sqlite);
}

static void undo(struct sqlite_store *sqlite)
{
	/* SQLite may have undone it itself, on a full disk for one. */
	if (!sqlite3_get_autocommit(sqlite->db))
		sqlite3_exec(sqlite->db, "ROLLBACK", NULL, NULL, NULL);
}

static bool sqlite_begin(struct store *store, GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	sqlite3_stmt *begin = sqlite_statement(sqlite, STATEMENT_BEGIN, error);

	/* IMMEDIATE: to wait for the other writer now, while nothing is lost by it. */
	if (!begin || !sqlite_run(sqlite, begin, ATTEMPT_LOCK, error))
		return false;
	sqlite_walk_begin(&sqlite->walk);
	sqlite_samples_begin(&sqlite->samples);
	return true;
}

static bool sqlite_commit(struct store *store, GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	sqlite3_stmt *commit = sqlite_statement(sqlite, STATEMENT_COMMIT, error);

	return commit && sqlite_walk_flush(sqlite, error) && sqlite_samples_end(sqlite, error) &&
	       sqlite_run(sqlite, commit, ATTEMPT_WRITE, error);
}

static void sqlite_rollback(struct store *store)
{
	undo(sqlite_of(store));
}

static bool sqlite_begin_moment(struct store *store, GError **error)
{
	return sqlite_execute(sqlite_of(store), "BEGIN", ATTEMPT_READ, error);
}

static void sqlite_end_moment(struct store *store)
{
	undo(sqlite_of(store));
}

static bool sqlite_release_reserve(struct store *store)
{
	return unlinkat(sqlite_of(store)->directory_fd, STORE_RESERVE, 0) == 0;
}

static const char *sqlite_directory(const struct store *store)
{
	return ((const struct sqlite_store *)store)->directory;
}

static const struct store_operations operations = {
	.close = sqlite_close,
	.begin = sqlite_begin,
	.commit = sqlite_commit,
	.rollback = sqlite_rollback,
	.begin_moment = sqlite_begin_moment,
	.end_moment = sqlite_end_moment,
	.release_reserve = sqlite_release_reserve,
	.load_tree = sqlite_load_tree,
	.save_tree = sqlite_save_tree,
	.append = sqlite_append,
	.read = sqlite_read,
	.remove_payload = sqlite_remove_payload,
	.scrub = sqlite_scrub,
	.read_rows = sqlite_read_rows,
	.read_leaves = sqlite_read_leaves,
	.keep_checkpoint = sqlite_keep_checkpoint,
	.keep_result = sqlite_keep_result,
	.read_results = sqlite_read_results,
	.set_state = sqlite_set_state,
	.get_state = sqlite_get_state,
	.read_states = sqlite_read_states,
	.keep_samples = sqlite_keep_samples,
	.read_samples = sqlite_read_samples,
	.forget_samples = sqlite_forget_samples,
	.set_pins = sqlite_set_pins,
	.read_pins = sqlite_read_pins,
	.set_changed = sqlite_set_changed,
	.read_changed = sqlite_read_changed,
	.read_evidence = sqlite_read_evidence,
	.set_evidence = sqlite_set_evidence,
	.repeat_evidence = sqlite_repeat_evidence,
	.delete_evidence = sqlite_delete_evidence,
	.forget_evidence = sqlite_forget_evidence,
	.set_course = sqlite_set_course,
	.read_courses = sqlite_read_courses,
	.keep_transition = sqlite_keep_transition,
	.read_transitions = sqlite_read_transitions,
	.set_window = sqlite_set_window,
	.read_windows = sqlite_read_windows,
	.find_window = sqlite_find_window,
	.set_mark = sqlite_set_mark,
	.read_marks = sqlite_read_marks,
	.set_drill = sqlite_set_drill,
	.read_drill = sqlite_read_drill,
	.set_drill_moment = sqlite_set_drill_moment,
	.read_drill_moments = sqlite_read_drill_moments,
	.set_rollup = sqlite_set_rollup,
	.read_rollups = sqlite_read_rollups,
	.forget_rollups = sqlite_forget_rollups,
	.set_case = sqlite_set_case,
	.read_cases = sqlite_read_cases,
	.count_case_events = sqlite_count_case_events,
	.append_case_event = sqlite_append_case_event,
	.read_case_events = sqlite_read_case_events,
	.set_run = sqlite_set_run,
	.read_runs = sqlite_read_runs,
	.keep_run_text = sqlite_keep_run_text,
	.read_run_text = sqlite_read_run_text,
	.keep_notice = sqlite_keep_notice,
	.change_notice = sqlite_change_notice,
	.newest_notice = sqlite_newest_notice,
	.find_notice_once = sqlite_find_notice_once,
	.read_notices = sqlite_read_notices,
	.keep_message = sqlite_keep_message,
	.change_message = sqlite_change_message,
	.read_messages = sqlite_read_messages,
	.count_messages = sqlite_count_messages,
	.keep_attempt = sqlite_keep_attempt,
	.read_attempts = sqlite_read_attempts,
	.keep_ack = sqlite_keep_ack,
	.read_acks = sqlite_read_acks,
	.read_acks_saying = sqlite_read_acks_saying,
	.set_relay = sqlite_set_relay,
	.read_relays = sqlite_read_relays,
	.newest_know = sqlite_newest_know,
	.add_know = sqlite_add_know,
	.review_know = sqlite_review_know,
	.read_know = sqlite_read_know,
	.read_know_pending = sqlite_read_know_pending,
	.index_know_case = sqlite_index_know_case,
	.forget_know = sqlite_forget_know,
	.retell_know = sqlite_retell_know,
	.search_know = sqlite_search_know,
	.read_items = sqlite_read_items,
	.forget_item = sqlite_forget_item,
	.measure = sqlite_measure,
	.shrink = sqlite_shrink,
	.copy = sqlite_copy,
	.directory = sqlite_directory,
};

static bool connect_database(struct sqlite_store *sqlite, GError **error)
{
	g_autofree char *path = g_build_filename(sqlite->directory, STORE_DATABASE, NULL);
	/* Not CREATE: SQLite would choose the mode. A reader opens for writing
	 * too where it may, so that the last to close leaves no -wal behind. */
	int got = sqlite3_open_v2(path, &sqlite->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX,
				  "unix");

	if (got != SQLITE_OK)
		return sqlite_fail(sqlite, error, ATTEMPT_OPEN);
	sqlite3_extended_result_codes(sqlite->db, 1);
	sqlite3_busy_timeout(sqlite->db, (int)MIN(sqlite->store.patience_us / 1000, G_MAXINT));
	/* Until the file is found to be ours, closing it must not change it. */
	sqlite3_db_config(sqlite->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	sqlite3_db_config(sqlite->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(sqlite->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_db_config(sqlite->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
	sqlite3_db_config(sqlite->db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
	return true;
}

static bool not_ours(struct sqlite_store *sqlite, GError **error)
{
	return store_fail(error, STORE_ERROR_DAMAGED,
			  _("cannot open store '%s': nwops.db is not a database of nwops: refused, "
			    "not recreated; "
			    "copy the directory aside, then put a backup in its place"),
			  sqlite->directory);
}

/* The form of the database, 0 for one that is still empty. */
static bool recognise(struct sqlite_store *sqlite, int64_t *ret_version, GError **error)
{
	int64_t application, version, tables = 0;

	if (!sqlite_pragma_integer(sqlite, "user_version", &version, error) ||
	    !sqlite_pragma_integer(sqlite, "application_id", &application, error))
		return false;
	if (version == 0 && !sqlite_pragma_integer(sqlite, "schema_version", &tables, error))
		return false;
	if (version < 0 || tables > 0 ||
	    application != (version > 0 ? SQLITE_STORE_APPLICATION : 0))
		return not_ours(sqlite, error);
	if (version > SQLITE_STORE_SCHEMA)
		return store_fail(
			error, STORE_ERROR_NEWER,
			_("refused store '%s': a later nwops wrote it (form %" PRId64
			  ", this one knows %d) and it was left alone; install that nwops, or name "
			  "another "
			  "store with --state"),
			sqlite->directory, version, SQLITE_STORE_SCHEMA);
	*ret_version = version;
	return true;
}

/* So that what is forgotten can be given back bit by bit. Only a database without a
 * single page can be told; WAL mode makes the first. */
static bool use_incremental_vacuum(struct sqlite_store *sqlite, int64_t version, GError **error)
{
	return version > 0 || sqlite_execute(sqlite, "PRAGMA auto_vacuum = INCREMENTAL",
					     ATTEMPT_MAKE, error);
}

static bool use_wal(struct sqlite_store *sqlite, GError **error)
{
	sqlite3_stmt *statement = NULL;
	int got = sqlite3_prepare_v2(sqlite->db, "PRAGMA journal_mode = WAL", -1, &statement, NULL);
	bool wal = false;

	if (got == SQLITE_OK)
		got = sqlite3_step(statement);
	if (got == SQLITE_ROW)
		wal = g_strcmp0((const char *)sqlite3_column_text(statement, 0), "wal") == 0;
	else
		sqlite_fail(sqlite, error, ATTEMPT_OPEN);
	sqlite3_finalize(statement);
	if (got == SQLITE_ROW && !wal)
		return store_fail(error, STORE_ERROR_IO,
				  _("cannot open store '%s': its filesystem has no shared memory "
				    "for SQLite's WAL mode; "
				    "put the store on a local disk"),
				  sqlite->directory);
	return wal;
}

static bool tune(struct sqlite_store *sqlite, GError **error)
{
	g_autofree char *sql =
		g_strdup_printf("PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY;"
				" PRAGMA cache_size = -%d; PRAGMA wal_autocheckpoint = %d;"
				" PRAGMA journal_size_limit = %d; %s",
				CACHE_KIB, MERGE_PAGES, WAL_KEPT,
				sqlite->store.mode == STORE_READ ? "PRAGMA query_only = ON" : "");

	return sqlite_execute(sqlite, sql, ATTEMPT_OPEN, error);
}

/* The database is ours: from now on the last to close tidies up. */
static void accept_database(struct sqlite_store *sqlite)
{
	if (!sqlite->look)
		sqlite3_db_config(sqlite->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
}

static bool nothing_yet(struct sqlite_store *sqlite, GError **error)
{
	return store_fail(
		error, STORE_ERROR_MISSING,
		_("no store in '%s' yet: run 'nwops check' once, or name another with --state"),
		sqlite->directory);
}

static bool read_database(struct sqlite_store *sqlite, GError **error)
{
	int64_t version;

	if (!recognise(sqlite, &version, error))
		return false;
	if (version == 0)
		return nothing_yet(sqlite, error);
	if (version < SQLITE_STORE_SCHEMA)
		return store_fail(error, STORE_ERROR_OLDER,
				  _("cannot read store '%s': an earlier nwops wrote it; the next "
				    "command that records brings it up to date: run 'nwops check'"),
				  sqlite->directory);
	return sqlite_adopt(sqlite, error) && tune(sqlite, error);
}

/* True when SQLite could not take part in the locking of a file that it could
 * perhaps read. */
static bool only_a_look(const GError *problem)
{
	return g_error_matches(problem, OPS_STORE_ERROR, STORE_ERROR_PERMISSION) ||
	       g_error_matches(problem, OPS_STORE_ERROR, STORE_ERROR_READ_ONLY) ||
	       g_error_matches(problem, OPS_STORE_ERROR, STORE_ERROR_IO);
}

static bool look_instead(struct sqlite_store *sqlite, GError **error)
{
	close_database(sqlite);
	sqlite->look = look_vfs_new();
	if (!sqlite->look)
		return store_fail(error, STORE_ERROR_IO,
				  _("cannot open store '%s': SQLite has no layer for files"),
				  sqlite->directory);
	if (look_connect(sqlite->directory, sqlite->look, &sqlite->db) != SQLITE_OK)
		return sqlite_fail(sqlite, error, ATTEMPT_OPEN);
	return read_database(sqlite, error);
}

static bool open_to_read(struct sqlite_store *sqlite, GError **error)
{
	g_autoptr(GError) problem = NULL;
	bool there;

	sqlite->directory_fd = files_open_directory(sqlite->directory, false, &problem);
	if (sqlite->directory_fd < 0 &&
	    g_error_matches(problem, OPS_STORE_ERROR, STORE_ERROR_MISSING))
		return nothing_yet(sqlite, error);
	if (sqlite->directory_fd >= 0 && prepare_examine(sqlite, &there, &problem)) {
		if (!there)
			return nothing_yet(sqlite, error);
		if (connect_database(sqlite, &problem) && read_database(sqlite, &problem)) {
			accept_database(sqlite);
			return true;
		}
		if (only_a_look(problem))
			return look_instead(sqlite, error);
	}
	g_propagate_error(error, g_steal_pointer(&problem));
	return false;
}

/* SQLite falls back to reading in silence; a writer must hear of it now. */
static bool writable(struct sqlite_store *sqlite, GError **error)
{
	if (!sqlite3_db_readonly(sqlite->db, "main"))
		return true;
	if (faccessat(sqlite->directory_fd, STORE_DATABASE, W_OK, AT_EACCESS) < 0 && errno == EROFS)
		return store_fail(error, STORE_ERROR_READ_ONLY,
				  _("cannot write to store '%s': its filesystem is read-only"),
				  sqlite->directory);
	return store_fail(error, STORE_ERROR_PERMISSION,
			  _("cannot write to store '%s': no permission; whoever works with the "
			    "store must be in the "
			    "group that owns it"),
			  sqlite->directory);
}

static bool open_prepared(struct sqlite_store *sqlite, GError **error)
{
	int64_t version = 0;

	if (!prepare_before(sqlite, error) || !connect_database(sqlite, error) ||
	    !writable(sqlite, error) || !recognise(sqlite, &version, error) ||
	    (version > 0 && !sqlite_adopt(sqlite, error)) ||
	    !use_incremental_vacuum(sqlite, version, error) || !use_wal(sqlite, error) ||
	    !tune(sqlite, error) || !sqlite_migrate(sqlite, version, error) ||
	    !sqlite_adopt(sqlite, error))
		return false;
	accept_database(sqlite);
	return prepare_after(sqlite, error);
}

static bool open_to_write(struct sqlite_store *sqlite, GError **error)
{
	bool ok;

	sqlite->directory_fd = files_open_directory(sqlite->directory, true, error);
	if (sqlite->directory_fd < 0 ||
	    !files_lock(sqlite->directory_fd, sqlite->directory, sqlite->store.patience_us, error))
		return false;
	ok = open_prepared(sqlite, error);
	files_unlock(sqlite->directory_fd);
	return ok;
}

struct store *store_open(const struct store_options *options, GError **error)
{
	struct sqlite_store *sqlite = g_new0(struct sqlite_store, 1);

	store_init(&sqlite->store, &operations, options);
	sqlite->directory = g_strdup(options->directory);
	sqlite->directory_fd = -1;
	sqlite_walk_init(&sqlite->walk);
	sqlite_samples_init(&sqlite->samples);
	if (options->mode == STORE_READ ? open_to_read(sqlite, error)
					: open_to_write(sqlite, error))
		return &sqlite->store;
	store_close(&sqlite->store);
	return NULL;
}
