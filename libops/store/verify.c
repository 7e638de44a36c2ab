/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Is the record whole? Reads a store's directory as it lies there and compares
 * three things: what the rows say, what signed heads vouch for, and what the
 * database remembers of its own tree. Only the signed heads prove anything;
 * the rest tells where a change was made.
 *
 * Heads are `checkpoint`, each `checkpoint.N` (kept when it contradicted the
 * journal) and the one that somebody outside kept. They are read before the
 * rows, so that a journal that grows meanwhile is never behind its head; a
 * finding that is bad is believed only when nothing changed while we looked.
 */
#include "store/internal.h"

#include "base/translate.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>

#define LOOKS 6
#define BETWEEN_LOOKS_US 150000
#define HEADS_LIMIT 256

enum head_kind { HEAD_PRESENT, HEAD_KEPT, HEAD_OUTSIDE };

/* What a signed head says of the rows. */
enum bearing { BEARING_VOUCHES, BEARING_LONGER, BEARING_DIFFERS };

struct head {
	enum head_kind kind;
	struct note_head says;
	int64_t written_at_us;
	bool reached;
	/* The roots at its size: of the rows, and of the leaves remembered for them. */
	struct digest rows_root, leaves_root;
	enum bearing bearing;
};

/* One look at a directory. */
struct survey {
	int directory;
	const char *against;
	struct note_verifier verifier;
	bool has_verifier, has_checkpoint;
	GArray *heads; /* struct head */
	char *bad; /* what beside the rows is not what was signed */
	/* While the rows pass by: */
	struct tree rows, leaves;
	bool leaves_differ;
	int64_t count;
	GHashTable *removed; /* int64_t sequence: struct digest of a payload that is gone, until a row says why */
	int64_t first_bad; /* the first row that contradicts itself, or -1 */
	int64_t first_differing; /* the first row whose remembered leaf is another, or -1 */
	char *why_bad;
};

static void survey_clear(struct survey *survey)
{
	g_array_unref(survey->heads);
	g_hash_table_unref(survey->removed);
	g_free(survey->bad);
	g_free(survey->why_bad);
	if (survey->directory >= 0)
		close(survey->directory);
}
typedef struct survey ops_survey_t;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ops_survey_t, survey_clear)

static struct head *head_at(const struct survey *survey, guint index)
{
	return &g_array_index(survey->heads, struct head, index);
}

G_GNUC_PRINTF(2, 3)
static void say(struct journal_verdict *verdict, const char *format, ...)
{
	g_autofree char *message = NULL;
	const char *end;
	va_list arguments;

	va_start(arguments, format);
	message = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_strlcpy(verdict->message, message, sizeof(verdict->message));
	/* Never half a character at the end. */
	if (!g_utf8_validate(verdict->message, -1, &end))
		verdict->message[end - verdict->message] = '\0';
}

/* ---- what lies beside the rows ---- */

static void note_bad(struct survey *survey, char *take_what)
{
	if (survey->bad)
		g_free(take_what);
	else
		survey->bad = take_what;
}

/* False with an error when the file is there and may not be read. RET_BYTES is
 * NULL when it is not there or, after note_bad(), no file of ours. */
static bool read_beside(struct survey *survey, const char *name, char **ret_bytes,
			size_t *ret_length, GError **error)
{
	g_autoptr(GError) problem = NULL;

	*ret_bytes = files_read(survey->directory, name, NOTE_SIZE_LIMIT, ret_length, &problem);
	if (*ret_bytes || g_error_matches(problem, OPS_STORE_ERROR, STORE_ERROR_MISSING))
		return true;
	if (g_error_matches(problem, OPS_STORE_ERROR, STORE_ERROR_DAMAGED)) {
		note_bad(survey, g_strdup(problem->message));
		return true;
	}
	g_propagate_error(error, g_steal_pointer(&problem));
	return false;
}

static bool read_verifier(struct survey *survey, GError **error)
{
	g_autofree char *bytes = NULL;
	size_t length;

	if (!read_beside(survey, STORE_VERIFIER, &bytes, &length, error))
		return false;
	if (!bytes)
		return true;
	survey->has_verifier = note_verifier_parse(bytes, length, &survey->verifier);
	if (!survey->has_verifier)
		note_bad(survey, g_strdup_printf(_("'%s' is not a verifier key"), STORE_VERIFIER));
	return true;
}

static int64_t written_at_us(const struct survey *survey, const char *name)
{
	struct stat stat;

	if (fstatat(survey->directory, name, &stat, 0) < 0)
		return -1;
	return stat.st_mtim.tv_sec * G_USEC_PER_SEC + stat.st_mtim.tv_nsec / 1000;
}

static void add_head(struct survey *survey, enum head_kind kind, const struct note_head *says,
		     int64_t at_us)
{
	const struct head head = {.kind = kind, .says = *says, .written_at_us = at_us};

	g_array_append_val(survey->heads, head);
}

/* A kept one that we cannot check contradicts nothing and is passed over. */
static bool read_head(struct survey *survey, enum head_kind kind, const char *name, GError **error)
{
	g_autofree char *bytes = NULL;
	struct note_head says;
	size_t length;

	if (!read_beside(survey, name, &bytes, &length, error))
		return false;
	if (!bytes)
		return true;
	if (kind == HEAD_PRESENT)
		survey->has_checkpoint = true;
	if (!survey->has_verifier)
		return true;
	if (note_read(bytes, length, &survey->verifier, &says) == NOTE_SIGNED &&
	    strcmp(says.origin, survey->verifier.name) == 0)
		add_head(survey, kind, &says, written_at_us(survey, name));
	else if (kind == HEAD_PRESENT)
		note_bad(survey, g_strdup_printf(_("'%s' is not signed by the key in '%s': one of "
						   "them was replaced or "
						   "damaged"),
						 name, STORE_VERIFIER));
	return true;
}

static bool read_kept_heads(struct survey *survey, GError **error)
{
	int fd = openat(survey->directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *listing = fd >= 0 ? fdopendir(fd) : NULL;
	const struct dirent *each;
	bool ok = true;

	if (!listing)
		return files_fail(error, errno, _("cannot list the store's directory"));
	while (ok && survey->heads->len < HEADS_LIMIT && (each = readdir(listing))) {
		const char *number = each->d_name + strlen(STORE_CHECKPOINT ".");

		if (g_str_has_prefix(each->d_name, STORE_CHECKPOINT ".") && *number &&
		    !number[strspn(number, "0123456789")])
			ok = read_head(survey, HEAD_KEPT, each->d_name, error);
	}
	closedir(listing);
	return ok;
}

static bool refuse_outside(const struct survey *survey, const char *why, GError **error)
{
	return store_fail(error, STORE_ERROR_IO, _("cannot compare with '%s': %s"), survey->against,
			  why);
}

/* The head that somebody outside kept. One that is unreadable says nothing of
 * the store; one of the same log by another key says that the key was replaced. */
static bool read_outside(struct survey *survey, GError **error)
{
	g_autofree char *bytes = NULL;
	struct note_head says;
	size_t length;

	bytes = files_read_given(survey->against, NOTE_SIZE_LIMIT, &length, error);
	if (!bytes)
		return false;
	if (!survey->has_verifier)
		return survey->bad ||
		       refuse_outside(survey, _("'log.vkey' is missing, so nothing can be checked"),
				      error);
	switch (note_read(bytes, length, &survey->verifier, &says)) {
	case NOTE_MALFORMED:
		return refuse_outside(survey, _("it is not a checkpoint"), error);
	case NOTE_BAD_SIGNATURE:
		return refuse_outside(survey,
				      _("its signature is wrong: that file was changed or damaged"),
				      error);
	default:
		break;
	case NOTE_OTHER_KEY:
		if (strcmp(says.origin, survey->verifier.name) == 0)
			note_bad(survey, g_strdup_printf(_("'%s' is of this log, but not signed by "
							   "the key in '%s': the "
							   "key was replaced"),
							 survey->against, STORE_VERIFIER));
	}
	if (strcmp(says.origin, survey->verifier.name) != 0)
		return refuse_outside(survey, _("it is of another log"), error);
	if (!survey->bad)
		add_head(survey, HEAD_OUTSIDE, &says, written_at_us(survey, survey->against));
	return true;
}

static bool read_heads(struct survey *survey, GError **error)
{
	return read_verifier(survey, error) &&
	       read_head(survey, HEAD_PRESENT, STORE_CHECKPOINT, error) &&
	       read_kept_heads(survey, error) && (!survey->against || read_outside(survey, error));
}

/* ---- the rows ---- */

/* Notes the roots for every head of the present size. */
static void reach(struct survey *survey)
{
	for (guint i = 0; i < survey->heads->len; i++) {
		struct head *head = head_at(survey, i);

		if (head->says.size != survey->rows.size)
			continue;
		head->reached = true;
		head->rows_root = tree_root(&survey->rows);
		head->leaves_root =
			survey->leaves_differ ? tree_root(&survey->leaves) : head->rows_root;
	}
}

/* What is wrong with the row that should be entry NUMBER, by itself; NULL: nothing. */
static const char *row_problem(const struct survey *survey, int64_t number, int64_t sequence,
			       const struct journal_row *row)
{
	struct digest digest;

	if (sequence != number)
		return _("it is missing");
	if (!row || !journal_row_valid(row))
		return _("its row is not well-formed");
	if (!row->body)
		return NULL;
	digest = journal_payload_digest(row->salt, DIGEST_SIZE, row->body, row->body_length);
	if (!digest_equal(&digest, &row->payload_digest))
		return _("its payload is not the one that was recorded");
	if (survey->has_verifier && !survey->bad && strcmp(row->log, survey->verifier.name) != 0)
		return _("it is of another log than 'log.vkey'");
	return NULL;
}

/* Notes a payload that is gone, and whose going ROW explains. */
static void note_removed(struct survey *survey, const struct journal_row *row)
{
	const struct digest *gone;
	struct digest digest;
	int64_t sequence;

	if (!row->body)
		g_hash_table_insert(survey->removed, g_memdup2(&row->sequence, sizeof(row->sequence)),
				    g_memdup2(&row->payload_digest, sizeof(row->payload_digest)));
	else if (journal_redacts(row, &sequence, &digest) &&
		 (gone = g_hash_table_lookup(survey->removed, &sequence)) && digest_equal(gone, &digest))
		g_hash_table_remove(survey->removed, &sequence);
}

/* The first of those that nothing explained becomes the first bad row, if it is. */
static void judge_removed(struct survey *survey)
{
	GHashTableIter iterator;
	void *sequence;
	int64_t first = -1;

	g_hash_table_iter_init(&iterator, survey->removed);
	while (g_hash_table_iter_next(&iterator, &sequence, NULL))
		if (first < 0 || *(const int64_t *)sequence < first)
			first = *(const int64_t *)sequence;
	/* Behind a bad row nobody looked for what explains. */
	if (first < 0 || survey->first_bad >= 0)
		return;
	survey->first_bad = first;
	g_free(survey->why_bad);
	survey->why_bad = g_strdup(_("its payload is gone, and nothing says why"));
}

static bool pass_row(void *context, int64_t sequence, const struct journal_row *row,
		     const struct digest *remembered)
{
	static const struct digest none = {.bytes = {0}};
	struct survey *survey = context;
	const char *problem;
	struct digest leaf;

	survey->count++;
	if (survey->first_bad >= 0)
		return true;
	problem = row_problem(survey, survey->count, sequence, row);
	if (problem) {
		survey->first_bad = survey->count;
		survey->why_bad = g_strdup(problem);
		return true;
	}
	note_removed(survey, row);
	leaf = journal_leaf(row);
	if (!survey->leaves_differ && !(remembered && digest_equal(&leaf, remembered))) {
		survey->leaves_differ = true;
		survey->first_differing = sequence;
		survey->leaves = survey->rows;
	}
	tree_append(&survey->rows, &leaf);
	if (survey->leaves_differ)
		tree_append(&survey->leaves, remembered ? remembered : &none);
	reach(survey);
	return true;
}

/* ---- the verdict ---- */

static void judge_bearings(struct survey *survey)
{
	for (guint i = 0; i < survey->heads->len; i++) {
		struct head *head = head_at(survey, i);

		if (head->says.size > survey->count)
			head->bearing = BEARING_LONGER;
		else if (head->reached && digest_equal(&head->rows_root, &head->says.root))
			head->bearing = BEARING_VOUCHES;
		else
			head->bearing = BEARING_DIFFERS;
	}
}

/* Can both have been true of one log that only ever grew? Not when they are of
 * one size, nor when the rows bear out the longer one and not the shorter, nor
 * when the one was kept because the other, which the rows bear out, took its place. */
static bool contradict(const struct head *a, const struct head *b)
{
	if (a->says.size == b->says.size)
		return !digest_equal(&a->says.root, &b->says.root);
	if (a->bearing != BEARING_VOUCHES)
		return false;
	if (b->bearing == BEARING_DIFFERS)
		return a->says.size > b->says.size ||
		       (a->kind == HEAD_PRESENT && b->kind == HEAD_KEPT);
	return b->bearing == BEARING_LONGER && a->kind == HEAD_PRESENT && b->kind == HEAD_KEPT;
}

static bool judge_fork(const struct survey *survey, struct journal_verdict *verdict)
{
	for (guint i = 0; i < survey->heads->len; i++)
		for (guint j = 0; j < survey->heads->len; j++) {
			const struct head *a = head_at(survey, i), *b = head_at(survey, j);

			if (!contradict(a, b))
				continue;
			verdict->verdict = VERDICT_FORKED;
			say(verdict,
			    _("two signed heads contradict each other: one for %" PRId64
			      " entries, one for %" PRId64
			      "; the journal was put back or written "
			      "anew after the one was signed"),
			    a->says.size, b->says.size);
			return true;
		}
	return false;
}

static const struct head *find_bearing(const struct survey *survey, enum bearing bearing)
{
	for (guint i = 0; i < survey->heads->len; i++)
		if (head_at(survey, i)->bearing == bearing)
			return head_at(survey, i);
	return NULL;
}

static void judge_anchor(const struct survey *survey, struct journal_verdict *verdict)
{
	int64_t size = -1;

	for (guint i = 0; i < survey->heads->len; i++) {
		const struct head *head = head_at(survey, i);

		if (head->bearing != BEARING_VOUCHES || head->says.size < size)
			continue;
		if (head->says.size > size || head->written_at_us > verdict->anchored_at_us)
			verdict->anchored_at_us = head->written_at_us;
		size = head->says.size;
	}
	verdict->anchored = MAX(size, 0);
}

static void judge_row(const struct survey *survey, struct journal_verdict *verdict)
{
	verdict->verdict = VERDICT_ALTERED;
	verdict->first_bad = survey->first_bad;
	say(verdict, _("entry %" PRId64 ": %s"), survey->first_bad, survey->why_bad);
}

/* The rows are not what HEAD vouches for; where, is known when the leaves that
 * the database remembers are. */
static void judge_difference(const struct survey *survey, const struct head *head,
			     struct journal_verdict *verdict)
{
	verdict->verdict = VERDICT_ALTERED;
	if (survey->leaves_differ && digest_equal(&head->leaves_root, &head->says.root)) {
		verdict->first_bad = survey->first_differing;
		say(verdict, _("entry %" PRId64 ": it is not what was signed"),
		    verdict->first_bad);
	} else {
		say(verdict,
		    _("the first %" PRId64 " entries are not those that were signed"),
		    head->says.size);
	}
}

/* What nobody signed, and what still does not agree with the rows. */
static bool judge_memory(const struct survey *survey, struct look *look,
			 struct journal_verdict *verdict, GError **error)
{
	int64_t orphans = look_orphans(look, error);
	struct digest root = tree_root(&survey->rows), remembered;
	struct tree tree;

	if (orphans < 0)
		return false;
	verdict->verdict = VERDICT_ALTERED;
	if (survey->leaves_differ) {
		verdict->first_bad = survey->first_differing;
		say(verdict,
		    _("entry %" PRId64
		      ": the database remembers another one in its place"),
		    verdict->first_bad);
		return true;
	}
	if (!look_tree(look, &tree)) {
		say(verdict, _("the database has lost the head of its journal"));
		return true;
	}
	remembered = tree_root(&tree);
	if (tree.size != survey->count)
		say(verdict,
		    _("the database remembers %" PRId64
		      " entries, and there are %" PRId64),
		    tree.size, survey->count);
	else if (!digest_equal(&root, &remembered))
		say(verdict, _("the head that the database remembers is not that of its entries"));
	else if (orphans > 0)
		say(verdict, _("%" PRId64 " payloads belong to no entry"), orphans);
	else
		verdict->verdict = VERDICT_COMPLETE;
	return true;
}

static void judge_end(const struct survey *survey, struct journal_verdict *verdict)
{
	if (!survey->has_verifier) {
		verdict->verdict = VERDICT_UNANCHORED;
		say(verdict, _("'%s' is missing, so that nothing can be vouched for"),
		    STORE_VERIFIER);
	} else if (!find_bearing(survey, BEARING_VOUCHES)) {
		verdict->verdict = VERDICT_UNANCHORED;
		say(verdict, _("no signed checkpoint: nothing vouches for any entry"));
	} else if (verdict->anchored < verdict->size) {
		verdict->verdict = VERDICT_UNANCHORED;
		say(verdict, _("nothing vouches for what follows entry %" PRId64),
		    verdict->anchored);
	} else {
		verdict->verdict = VERDICT_COMPLETE;
		say(verdict, _("all %" PRId64 " entries are those that were signed"),
		    verdict->size);
	}
}

static bool judge(struct survey *survey, struct look *look, struct journal_verdict *verdict,
		  GError **error)
{
	const struct head *head;

	judge_bearings(survey);
	judge_removed(survey);
	verdict->size = survey->count;
	judge_anchor(survey, verdict);
	if (judge_fork(survey, verdict))
		return true;
	if (survey->first_bad >= 0) {
		judge_row(survey, verdict);
	} else if ((head = find_bearing(survey, BEARING_LONGER))) {
		verdict->verdict = VERDICT_TRUNCATED;
		say(verdict,
		    _("%" PRId64
		      " entries were signed, and there are only %" PRId64),
		    head->says.size, survey->count);
	} else if ((head = find_bearing(survey, BEARING_DIFFERS))) {
		judge_difference(survey, head, verdict);
	} else if (survey->bad) {
		verdict->verdict = VERDICT_ALTERED;
		say(verdict, "%s", survey->bad);
	} else if (!judge_memory(survey, look, verdict, error)) {
		return false;
	} else if (verdict->verdict == VERDICT_COMPLETE) {
		judge_end(survey, verdict);
	}
	return true;
}

/* ---- looking ---- */

/* The database itself is gone: by its heads, everything is. Or it was never made. */
static bool judge_nothing(const struct survey *survey, const char *directory,
			  struct journal_verdict *verdict, GError **error)
{
	if (!survey->has_checkpoint)
		return store_fail(error, STORE_ERROR_MISSING,
				  _("no store in '%s': there is no '%s', or it is still empty"),
				  directory, STORE_DATABASE);
	verdict->verdict = VERDICT_TRUNCATED;
	say(verdict, _("'%s' is gone, and a checkpoint says that it was there"), STORE_DATABASE);
	return true;
}

static bool survey_rows(struct survey *survey, const char *directory,
			struct journal_verdict *verdict, GError **error)
{
	g_autoptr(ops_look_t) look = look_open(directory, error);

	if (!look || !look_check(look, error))
		return false;
	reach(survey);
	return look_rows(look, pass_row, survey, error) && judge(survey, look, verdict, error);
}

static bool look_once(const char *directory, const char *against, struct journal_verdict *verdict,
		      GError **error)
{
	g_auto(ops_survey_t) survey = {.directory = -1,
				       .against = against,
				       .first_bad = -1,
				       .first_differing = -1};
	g_autoptr(GError) problem = NULL;

	survey.heads = g_array_new(FALSE, FALSE, sizeof(struct head));
	survey.removed = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
	*verdict = (struct journal_verdict){.anchored_at_us = -1, .first_bad = -1};
	survey.directory = files_open_directory(directory, false, error);
	if (survey.directory < 0 || !read_heads(&survey, error))
		return false;
	if (faccessat(survey.directory, STORE_DATABASE, F_OK, AT_SYMLINK_NOFOLLOW) < 0 &&
	    errno == ENOENT)
		return judge_nothing(&survey, directory, verdict, error);
	if (survey_rows(&survey, directory, verdict, &problem))
		return true;
	const bool empty = g_error_matches(problem, OPS_STORE_ERROR, STORE_ERROR_MISSING);

	/* A process that was killed while it made the store leaves an empty database, but no head yet. */
	if (empty && !survey.has_checkpoint)
		return judge_nothing(&survey, directory, verdict, error);
	if (!empty && !g_error_matches(problem, OPS_STORE_ERROR, STORE_ERROR_DAMAGED)) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return false;
	}
	/* What SQLite itself finds unsound was changed by somebody else than us. */
	*verdict = (struct journal_verdict){
		.verdict = VERDICT_ALTERED,
		.size = survey.count,
		.anchored_at_us = -1,
		.first_bad = -1,
	};
	say(verdict, "%s", problem->message);
	return true;
}

/* What changes when somebody writes. */
struct stamp {
	struct {
		int64_t inode, size, seconds, nanoseconds;
	} of[3];
};

static struct stamp stamp_of(const char *directory)
{
	static const char *const names[] = {STORE_DATABASE, STORE_DATABASE "-wal",
					    STORE_CHECKPOINT};
	struct stamp stamp = {0};

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *path = g_build_filename(directory, names[i], NULL);
		struct stat stat = {0};

		if (lstat(path, &stat) < 0)
			continue;
		stamp.of[i].inode = (int64_t)stat.st_ino;
		stamp.of[i].size = stat.st_size;
		stamp.of[i].seconds = stat.st_mtim.tv_sec;
		stamp.of[i].nanoseconds = stat.st_mtim.tv_nsec;
	}
	return stamp;
}

bool journal_verify(const char *directory, const char *against, struct journal_verdict *ret_verdict,
		    GError **error)
{
	for (int look = 1;; look++) {
		const struct stamp before = stamp_of(directory);
		g_autoptr(GError) problem = NULL;
		struct journal_verdict verdict;
		const bool ok = look_once(directory, against, &verdict, &problem);
		const struct stamp after = stamp_of(directory);
		const bool settled = memcmp(&before, &after, sizeof(before)) == 0;

		/* A match with what was signed is no accident, whoever writes. */
		if (ok && (settled || verdict.verdict == VERDICT_COMPLETE ||
			   (verdict.verdict == VERDICT_UNANCHORED && look == LOOKS))) {
			*ret_verdict = verdict;
			return true;
		}
		if (settled) {
			g_propagate_error(error, g_steal_pointer(&problem));
			return false;
		}
		if (look == LOOKS)
			return store_fail(error, STORE_ERROR_LOCKED,
					  _("cannot verify '%s': it is written without a pause; "
					    "verify a copy"),
					  directory);
		g_usleep(BETWEEN_LOOKS_US);
	}
}
