/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keeps the signed head beside the database, and the evidence when the head
 * that was there says something else: a journal that was put back from a
 * backup or written anew shows by this.
 *
 * What is signed is the tree that grew with each append, not what the rows say
 * now. A row that somebody changed is therefore never signed for; it
 * stays visible to journal_verify() for ever.
 */
#include "store/internal.h"

#include "base/translate.h"

#include <errno.h>
#include <fcntl.h>

static bool key_private(int directory, const char *name, GError **error)
{
	struct stat stat;

	if (fstatat(directory, name, &stat, AT_SYMLINK_NOFOLLOW) < 0)
		return errno == ENOENT ||
		       files_fail(error, errno, _("cannot look at '%s'"), name);
	if (!S_ISREG(stat.st_mode) || (stat.st_mode & 077))
		return store_fail(error, STORE_ERROR_PERMISSION,
				  _("refused '%s': others than its owner may use it (mode %04o); "
				    "'chmod 600' it, "
				    "and replace it if somebody may have read it"),
				  name, stat.st_mode & 07777);
	return true;
}

struct key *head_load_named_key(int directory, const char *name, GError **error)
{
	g_autofree char *bytes = NULL;
	struct key *key;
	size_t length;

	if (!key_private(directory, name, error))
		return NULL;
	bytes = files_read(directory, name, KEY_PEM_LIMIT, &length, error);
	if (!bytes)
		return NULL;
	key = key_parse(bytes, length, error);
	explicit_bzero(bytes, length);
	if (!key)
		g_prefix_error(error, _("cannot use '%s': "), name);
	return key;
}

bool head_key_private(int directory, GError **error)
{
	return key_private(directory, STORE_KEY, error);
}

struct key *head_load_key(int directory, GError **error)
{
	return head_load_named_key(directory, STORE_KEY, error);
}

/* What the checkpoint that is there means for the journal. */
enum standing { STANDING_SAME, STANDING_EARLIER, STANDING_CONTRADICTS };

/* False with an error only when the journal could not be asked. */
static bool judge(struct store *store, const struct tree *tree, const struct note_head *head,
		  head_root_at *root_at, enum standing *ret_standing, GError **error)
{
	struct digest root;

	if (head->size > tree->size || strcmp(head->origin, store->log_name) != 0) {
		*ret_standing = STANDING_CONTRADICTS;
		return true;
	}
	if (head->size == tree->size)
		root = tree_root(tree);
	else if (!root_at(store, head->size, &root, error))
		return false;
	if (!digest_equal(&root, &head->root))
		*ret_standing = STANDING_CONTRADICTS;
	else
		*ret_standing = head->size == tree->size ? STANDING_SAME : STANDING_EARLIER;
	return true;
}

/* Gives the checkpoint a second name. One that a killed process had already
 * named so is the same file and needs no other. */
static bool keep_evidence(struct store *store, int directory, GError **error)
{
	struct stat present, other;

	if (fstatat(directory, STORE_CHECKPOINT, &present, AT_SYMLINK_NOFOLLOW) < 0)
		return files_fail(error, errno, _("cannot look at '%s'"), STORE_CHECKPOINT);
	for (int n = 1;; n++) {
		g_autofree char *name = g_strdup_printf("%s.%d", STORE_CHECKPOINT, n);

		if (fstatat(directory, name, &other, AT_SYMLINK_NOFOLLOW) == 0) {
			if (other.st_ino == present.st_ino && other.st_dev == present.st_dev)
				return true;
			continue;
		}
		if (linkat(directory, STORE_CHECKPOINT, directory, name, 0) < 0)
			return files_fail(error, errno,
					  _("cannot keep the contradicting checkpoint as '%s'"),
					  name);
		if (fsync(directory) < 0)
			return files_fail(error, errno,
					  _("cannot keep the contradicting checkpoint as '%s'"),
					  name);
		notes_write(store->notes, NOTES_WARNING,
			    _("the journal is not the one that 'checkpoint' vouches for; that "
			      "checkpoint is kept as "
			      "'%s', going on with a new one ('nwops audit verify' tells more)"),
			    name);
		return true;
	}
}

static bool write_head(struct store *store, int directory, const struct key *key,
		       const struct tree *tree, GError **error)
{
	struct note_head head = {.size = tree->size, .root = tree_root(tree)};
	g_autofree char *note = NULL;

	g_strlcpy(head.origin, store->log_name, sizeof(head.origin));
	note = note_sign(&head, key, error);
	return note && files_replace(directory, STORE_CHECKPOINT, note, strlen(note), 0660, error);
}

/* How the checkpoint that is there stands to the journal; none is as good as an earlier one. */
static bool judge_present(struct store *store, int directory, const struct key *key,
			  const struct tree *tree, head_root_at *root_at,
			  enum standing *ret_standing, GError **error)
{
	g_autoptr(GError) unread = NULL;
	g_autofree char *bytes = NULL;
	uint8_t public[KEY_PUBLIC_SIZE];
	struct note_verifier verifier;
	struct note_head head;
	size_t length;

	if (!key_public(key, public, error))
		return false;
	if (!note_verifier_init(&verifier, store->log_name, public))
		return store_fail(error, STORE_ERROR_DAMAGED,
				  _("cannot sign: '%s' cannot name a log"), store->log_name);
	bytes = files_read(directory, STORE_CHECKPOINT, NOTE_SIZE_LIMIT, &length, &unread);
	if (bytes && note_read(bytes, length, &verifier, &head) == NOTE_SIGNED)
		return judge(store, tree, &head, root_at, ret_standing, error);
	if (bytes || g_error_matches(unread, OPS_STORE_ERROR, STORE_ERROR_DAMAGED)) {
		*ret_standing = STANDING_CONTRADICTS;
	} else if (g_error_matches(unread, OPS_STORE_ERROR, STORE_ERROR_MISSING)) {
		*ret_standing = STANDING_EARLIER;
	} else {
		g_propagate_error(error, g_steal_pointer(&unread));
		return false;
	}
	return true;
}

bool head_keep(struct store *store, int directory, const struct tree *tree, head_root_at *root_at,
	       GError **error)
{
	g_autoptr(ops_key_t) key = head_load_key(directory, error);
	enum standing standing;

	if (!key) {
		g_prefix_error(error, "%s", _("what was recorded is safe, but not signed for: "));
		return false;
	}
	if (!judge_present(store, directory, key, tree, root_at, &standing, error))
		return false;
	if (standing == STANDING_SAME)
		return true;
	if (standing == STANDING_CONTRADICTS && !keep_evidence(store, directory, error))
		return false;
	return write_head(store, directory, key, tree, error);
}
