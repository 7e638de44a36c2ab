/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Restoring. The copy is brought into a directory inside the store's own one
 * and proven there; what is left are renames. The checkpoint goes first and the
 * database last, and the old checkpoint leaves only when the new one takes its
 * name: whenever we are killed, there is a checkpoint without its database, and
 * that is refused by whoever opens it, not taken for a store that was never made.
 */
#include "store/restore.h"

#include "store/internal.h"

#include "base/translate.h"

#include <errno.h>
#include <glib/gstdio.h>

/* What makes a directory a store; the database first, the checkpoint apart. */
static const char *const moved[] = {
	STORE_DATABASE, STORE_DATABASE "-wal", STORE_DATABASE "-shm", STORE_KEY, STORE_VERIFIER,
};

struct restoration {
	const struct restore_options *options;
	int directory;
	char *staged; /* the path of what was brought in */
	int stage;
	char *aside;
};

static void restoration_clear(struct restoration *restoration)
{
	if (restoration->stage >= 0)
		close(restoration->stage);
	if (restoration->staged)
		backup_discard(restoration->staged);
	if (restoration->directory >= 0)
		close(restoration->directory);
	g_free(restoration->staged);
	g_free(restoration->aside);
}
typedef struct restoration ops_restoration_t;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ops_restoration_t, restoration_clear)

void restore_report_clear(struct restore_report *report)
{
	g_clear_pointer(&report->aside, g_free);
}

bool restore_loses(const struct restore_report *report)
{
	return report->compared && report->against.verdict != VERDICT_COMPLETE &&
	       report->against.verdict != VERDICT_UNANCHORED;
}

static bool is_there(int directory, const char *name)
{
	return faccessat(directory, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

static bool store_is_there(int directory)
{
	for (size_t i = 0; i < G_N_ELEMENTS(moved); i++)
		if (is_there(directory, moved[i]))
			return true;
	return is_there(directory, STORE_CHECKPOINT);
}

static bool wrong(const struct restoration *restoration, GError **error)
{
	return files_fail(error, errno, _("cannot restore into '%s'"),
			  restoration->options->directory);
}

/* Is the key in DIRECTORY the one that the copy in STAGE is verified by? */
static bool key_fits(int directory, int stage)
{
	g_autoptr(ops_key_t) key = head_load_key(directory, NULL);
	uint8_t public[KEY_PUBLIC_SIZE];
	struct note_verifier verifier;
	g_autofree char *bytes = NULL;
	size_t length;

	if (!key || !key_public(key, public, NULL))
		return false;
	bytes = files_read(stage, STORE_VERIFIER, NOTE_SIZE_LIMIT, &length, NULL);
	return bytes && note_verifier_parse(bytes, length, &verifier) &&
	       memcmp(verifier.public, public, KEY_PUBLIC_SIZE) == 0;
}

static bool bring_in(struct restoration *restoration, struct restore_report *report, GError **error)
{
	const char *from = restoration->options->from;
	g_autofree char *database = NULL;
	int source;
	bool ok;

	restoration->staged = g_build_filename(restoration->options->directory, "restoring.XXXXXX", NULL);
	if (!g_mkdtemp_full(restoration->staged, 0700)) {
		g_clear_pointer(&restoration->staged, g_free);
		return wrong(restoration, error);
	}
	restoration->stage = files_open_directory(restoration->staged, false, error);
	source = files_open_directory(from, false, error);
	database = g_build_filename(restoration->staged, STORE_DATABASE, NULL);
	ok = restoration->stage >= 0 && source >= 0 &&
	     backup_copy_beside(source, restoration->stage, 0660, error) &&
	     (!is_there(source, STORE_KEY) ||
	      backup_copy_key(source, restoration->stage, error)) &&
	     files_replace(restoration->stage, STORE_DATABASE, "", 0, 0660, error) &&
	     look_copy(from, database, error) &&
	     journal_verify(restoration->staged, NULL, &report->verdict, error) &&
	     backup_is_sound(from, &report->verdict, error);
	if (source >= 0)
		close(source);
	/* One fsync of the filesystem: of the files, and of the names they have now. */
	return ok && (syncfs(restoration->stage) == 0 || wrong(restoration, error));
}

/* A directory of its own for the store that is there: "replaced-20261125T030000Z". */
static bool make_aside(struct restoration *restoration, GError **error)
{
	g_autoptr(GDateTime) now = g_date_time_new_from_unix_utc(
		clock_wall_us(restoration->options->clock) / G_USEC_PER_SEC);
	g_autofree char *stamp = g_date_time_format(now, "replaced-%Y%m%dT%H%M%SZ");

	for (int n = 1;; n++) {
		g_autofree char *name = n == 1 ? g_strdup(stamp) : g_strdup_printf("%s.%d", stamp, n);

		if (mkdirat(restoration->directory, name, 0700) == 0) {
			restoration->aside =
				g_build_filename(restoration->options->directory, name, NULL);
			return true;
		}
		if (errno != EEXIST)
			return wrong(restoration, error);
	}
}

static bool rename_if_there(int from, int to, const char *name)
{
	return renameat(from, name, to, name) == 0 || errno == ENOENT;
}

/* All but the checkpoint, which gets a second name there. */
static bool move_aside(struct restoration *restoration, GError **error)
{
	int aside = files_open_directory(restoration->aside, false, error);
	bool ok = true;

	if (aside < 0)
		return false;
	for (size_t i = 0; ok && i < G_N_ELEMENTS(moved); i++)
		ok = rename_if_there(restoration->directory, aside, moved[i]);
	for (int n = 1; ok; n++) {
		g_autofree char *name = g_strdup_printf("%s.%d", STORE_CHECKPOINT, n);

		if (!is_there(restoration->directory, name))
			break;
		ok = rename_if_there(restoration->directory, aside, name);
	}
	if (ok)
		ok = linkat(restoration->directory, STORE_CHECKPOINT, aside, STORE_CHECKPOINT, 0) ==
			     0 ||
		     errno == ENOENT;
	ok = ok && fsync(aside) == 0;
	if (!ok)
		wrong(restoration, error);
	close(aside);
	return ok;
}

static bool move_in(struct restoration *restoration, bool keep_key, GError **error)
{
	const int stage = restoration->stage, directory = restoration->directory;
	g_autofree char *old_key =
		keep_key ? g_build_filename(restoration->aside, STORE_KEY, NULL) : NULL;
	const bool signed_for = is_there(stage, STORE_CHECKPOINT);
	bool ok = rename_if_there(stage, directory, STORE_CHECKPOINT);

	for (int n = 1; ok; n++) {
		g_autofree char *name = g_strdup_printf("%s.%d", STORE_CHECKPOINT, n);

		if (!is_there(stage, name))
			break;
		ok = rename_if_there(stage, directory, name);
	}
	ok = ok && rename_if_there(stage, directory, STORE_VERIFIER) &&
	     rename_if_there(stage, directory, STORE_KEY) &&
	     (!old_key || linkat(AT_FDCWD, old_key, directory, STORE_KEY, 0) == 0) &&
	     fsync(directory) == 0 &&
	     renameat(stage, STORE_DATABASE, directory, STORE_DATABASE) == 0;
	/* A copy without a checkpoint: the old one must not stay and speak of it. */
	if (ok && !signed_for)
		ok = unlinkat(directory, STORE_CHECKPOINT, 0) == 0 || errno == ENOENT;
	return (ok && fsync(directory) == 0) || wrong(restoration, error);
}

/* The head of the record that was replaced stays as evidence, as it does when a journal
 * is put back by other means: that there was more must not depend on a folder that
 * somebody tidies away. */
static bool keep_old_head(struct restoration *restoration, GError **error)
{
	g_autofree char *old = g_build_filename(restoration->aside, STORE_CHECKPOINT, NULL);

	for (int n = 1;; n++) {
		g_autofree char *name = g_strdup_printf("%s.%d", STORE_CHECKPOINT, n);

		if (linkat(AT_FDCWD, old, restoration->directory, name, 0) == 0 || errno == ENOENT)
			return true;
		if (errno != EEXIST)
			return wrong(restoration, error);
	}
}

static bool exchange(struct restoration *restoration, struct restore_report *report, GError **error)
{
	const bool there = store_is_there(restoration->directory);
	/* A backup goes without the key; where it is the same log's, the key stays. */
	const bool keep_key = there && !is_there(restoration->stage, STORE_KEY) &&
			      key_fits(restoration->directory, restoration->stage);

	if (there && (!make_aside(restoration, error) || !move_aside(restoration, error)))
		return false;
	if (!move_in(restoration, keep_key, error) ||
	    (there && restore_loses(report) && !keep_old_head(restoration, error)))
		return false;
	report->signs = is_there(restoration->directory, STORE_KEY);
	report->aside = g_steal_pointer(&restoration->aside);
	return true;
}

static bool refuse(const struct restoration *restoration, bool there, GError **error)
{
	const struct restore_options *options = restoration->options;

	if (there && !options->replace)
		return store_fail(error, STORE_ERROR_IO,
				  _("cannot restore into '%s': a store is there; '--replace' moves it "
				    "aside first"),
				  options->directory);
	if (there && sqlite_in_use(options->directory))
		return store_fail(error, STORE_ERROR_LOCKED,
				  _("cannot restore into '%s': another nwops has that store open; see "
				    "who it is with 'fuser -v %s/%s', wait for it or stop it"),
				  options->directory, options->directory, STORE_DATABASE);
	return true;
}

/* What the checkpoint of the store in PRESENT says of COPY. */
static void compare(const char *copy, const char *present, struct restore_report *report)
{
	g_autofree char *path = g_build_filename(present, STORE_CHECKPOINT, NULL);

	report->compared = g_file_test(path, G_FILE_TEST_EXISTS) &&
			   journal_verify(copy, path, &report->against, NULL);
}

static bool put(struct restoration *restoration, struct restore_report *report, GError **error)
{
	const struct restore_options *options = restoration->options;
	bool there, ok;

	restoration->directory = files_open_directory(options->directory, true, error);
	if (restoration->directory < 0 ||
	    !files_lock(restoration->directory, options->directory, STORE_PATIENCE_US, error))
		return false;
	there = store_is_there(restoration->directory);
	ok = refuse(restoration, there, error) && bring_in(restoration, report, error);
	if (ok && there)
		compare(restoration->staged, options->directory, report);
	ok = ok && exchange(restoration, report, error);
	files_unlock(restoration->directory);
	return ok;
}

static bool rehearse(struct restoration *restoration, struct restore_report *report, GError **error)
{
	const struct restore_options *options = restoration->options;
	g_autoptr(GError) missing = NULL;
	bool there;

	restoration->directory = files_open_directory(options->directory, false, &missing);
	if (restoration->directory < 0 &&
	    !g_error_matches(missing, OPS_STORE_ERROR, STORE_ERROR_MISSING)) {
		g_propagate_error(error, g_steal_pointer(&missing));
		return false;
	}
	there = restoration->directory >= 0 && store_is_there(restoration->directory);
	if (!refuse(restoration, there, error))
		return false;
	restoration->stage = files_open_directory(options->from, false, error);
	if (restoration->stage < 0)
		return false;
	report->signs = is_there(restoration->stage, STORE_KEY) ||
			(there && key_fits(restoration->directory, restoration->stage));
	if (there)
		compare(options->from, options->directory, report);
	return true;
}

bool restore_put(const struct restore_options *options, struct restore_report *ret_report,
		 GError **error)
{
	g_auto(ops_restoration_t) restoration = {
		.options = options, .directory = -1, .stage = -1};
	struct restore_report report = {.signs = false};

	/* Before anything is touched; what was brought in is proven once more. */
	if (!journal_verify(options->from, NULL, &report.verdict, error) ||
	    !backup_is_sound(options->from, &report.verdict, error) ||
	    !(options->dry_run ? rehearse(&restoration, &report, error)
			       : put(&restoration, &report, error)))
		return false;
	*ret_report = report;
	return true;
}
