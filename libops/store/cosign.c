/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The party's side of cosigning, and the look at who did.
 */
#include "store/cosign.h"

#include "store/internal.h"

#include "base/translate.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>

#define PARTY_KEY "cosign.key"
#define PARTY_VERIFIER "cosign.vkey"
#define LOG_PREFIX "log-"
#define VERIFIER_SUFFIX ".vkey"
#define CHECKPOINT_SUFFIX ".checkpoint"
#define OLD "old "
#define PATIENCE_US (5 * G_TIME_SPAN_SECOND)

/* --- the request --- */

char *cosign_request(int64_t old, const GArray *path, const char *note)
{
	g_autofree char *hashes = path ? proof_print(path) : NULL;

	return path ? g_strdup_printf(OLD "%" PRId64 "\n%s\n%s", old, hashes, note)
		    : g_strdup(note);
}

void cosign_asked_clear(struct cosign_asked *asked)
{
	g_free(asked->note);
	if (asked->path)
		g_array_unref(asked->path);
}

static bool refuse(GError **error)
{
	return store_fail(error, STORE_ERROR_IO,
			  _("this is neither a checkpoint nor what 'nwops audit checkpoint --since' "
			    "prints"));
}

static bool parse_old(const char *text, int64_t *ret_old)
{
	size_t length = strspn(text, "0123456789");

	if (length == 0 || text[length] || length > 18 || (text[0] == '0' && length > 1))
		return false;
	*ret_old = g_ascii_strtoll(text, NULL, 10);
	return true;
}

/* HEAD: what stands before the blank line. */
static bool parse_head(const char *head, struct cosign_asked *asked)
{
	g_auto(GStrv) lines = g_strsplit(head + strlen(OLD), "\n", -1);

	/* Nothing is split into no line at all. */
	if (!*lines || !parse_old(*lines, &asked->old))
		return false;
	asked->path = proof_parse((const char *const *)lines + 1, g_strv_length(lines) - 1);
	return asked->path != NULL;
}

bool cosign_parse(const char *bytes, size_t length, struct cosign_asked *ret_asked, GError **error)
{
	g_auto(ops_cosign_asked_t) asked = {.old = -1};
	g_autofree char *whole = NULL;
	char *blank;

	if (length > COSIGN_REQUEST_LIMIT || memchr(bytes, '\0', length))
		return refuse(error);
	whole = g_strndup(bytes, length);
	if (!g_str_has_prefix(whole, OLD)) {
		asked.note = g_steal_pointer(&whole);
	} else {
		blank = strstr(whole, "\n\n");
		if (!blank)
			return refuse(error);
		*blank = '\0';
		asked.note = g_strdup(blank + 2);
		if (!parse_head(whole, &asked))
			return refuse(error);
	}
	*ret_asked = asked;
	asked = (struct cosign_asked){.old = -1};
	return true;
}

/* --- the party --- */

struct party {
	int directory;
	struct key *key;
	struct note_verifier self;
	struct note_verifier log; /* the one that signed the request */
	char id[9];
};

static void party_clear(struct party *party)
{
	key_free(party->key);
	if (party->directory >= 0)
		close(party->directory);
}
typedef struct party ops_party_t;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ops_party_t, party_clear)

static bool make_key(struct party *party, const char *name, GError **error)
{
	g_autoptr(ops_key_t) key = key_new(error);
	g_autofree char *pem = key ? key_print(key, error) : NULL, *line = NULL;
	uint8_t public[KEY_PUBLIC_SIZE];
	bool ok;

	if (!pem || !key_public(key, public, error))
		return false;
	if (!note_cosigner_init(&party->self, name, public)) {
		explicit_bzero(pem, strlen(pem));
		return store_fail(error, STORE_ERROR_IO,
				  _("'%s' cannot name a party: no blanks, no plus sign"), name);
	}
	line = note_verifier_print(&party->self);
	/* The name first: a key without one would never be used. */
	ok = files_replace(party->directory, PARTY_VERIFIER, line, strlen(line), 0644, error) &&
	     files_replace(party->directory, PARTY_KEY, pem, strlen(pem), 0600, error);
	explicit_bzero(pem, strlen(pem));
	if (ok)
		party->key = g_steal_pointer(&key);
	return ok;
}

static bool load_key(struct party *party, const char *name, GError **error)
{
	size_t length;
	g_autofree char *line = NULL;
	uint8_t public[KEY_PUBLIC_SIZE];

	if (name && faccessat(party->directory, PARTY_KEY, F_OK, AT_SYMLINK_NOFOLLOW) < 0 &&
	    errno == ENOENT)
		return make_key(party, name, error);
	party->key = head_load_named_key(party->directory, PARTY_KEY, error);
	line = party->key ? files_read(party->directory, PARTY_VERIFIER, NOTE_SIZE_LIMIT, &length,
				       error)
			  : NULL;
	if (!line || !key_public(party->key, public, error))
		return false;
	if (!note_cosigner_parse(line, length, &party->self) ||
	    memcmp(public, party->self.public, KEY_PUBLIC_SIZE) != 0)
		return store_fail(error, STORE_ERROR_DAMAGED, _("'%s' is not that of '%s'"),
				  PARTY_VERIFIER, PARTY_KEY);
	if (name && strcmp(name, party->self.name) != 0)
		return store_fail(error, STORE_ERROR_IO, _("this party is called '%s' already"),
				  party->self.name);
	return true;
}

static char *log_file(const char *id, const char *suffix)
{
	return g_strconcat(LOG_PREFIX, id, suffix, NULL);
}

/* The log in file PATH is known from now on. */
static bool learn(const struct party *party, const char *path, GError **error)
{
	size_t length;
	g_autofree char *bytes = files_read_given(path, NOTE_SIZE_LIMIT, &length, error);
	g_autofree char *id = NULL, *line = NULL, *name = NULL;
	struct note_verifier log;

	if (!bytes)
		return false;
	if (!note_verifier_parse(bytes, length, &log))
		return store_fail(error, STORE_ERROR_IO, _("'%s' is not a verifier key"), path);
	id = digest_hex(log.id, sizeof(log.id));
	name = log_file(id, VERIFIER_SUFFIX);
	line = note_verifier_print(&log);
	return files_replace(party->directory, name, line, strlen(line), 0644, error);
}

static bool is_log(const char *name)
{
	return g_str_has_prefix(name, LOG_PREFIX) && g_str_has_suffix(name, VERIFIER_SUFFIX);
}

/* Notes which of the known logs signed NOTE. */
static bool find_log(struct party *party, const char *note, struct note_head *ret_head,
		     GError **error)
{
	int fd = openat(party->directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *listing = fd >= 0 ? fdopendir(fd) : NULL;
	const struct dirent *each;
	bool found = false;

	if (!listing)
		return files_fail(error, errno, _("cannot list the party's directory"));
	while (!found && (each = readdir(listing))) {
		size_t length;
		g_autofree char *line =
			is_log(each->d_name) ? files_read(party->directory, each->d_name,
							  NOTE_SIZE_LIMIT, &length, NULL)
					     : NULL;
		g_autofree char *id = NULL;

		if (!line || !note_verifier_parse(line, length, &party->log) ||
		    note_read(note, strlen(note), &party->log, ret_head) != NOTE_SIGNED ||
		    strcmp(ret_head->origin, party->log.name) != 0)
			continue;
		id = digest_hex(party->log.id, sizeof(party->log.id));
		g_strlcpy(party->id, id, sizeof(party->id));
		found = true;
	}
	closedir(listing);
	return found ||
	       store_fail(error, STORE_ERROR_IO,
			  _("no log that this party knows has signed it; '--log FILE' makes one known"));
}

/* What was last seen; size -1: nothing. */
static bool read_seen(const struct party *party, struct proof_head *ret_seen, GError **error)
{
	g_autofree char *name = log_file(party->id, CHECKPOINT_SUFFIX), *note = NULL;
	g_autoptr(GError) unread = NULL;
	struct note_head head;
	size_t length;

	note = files_read(party->directory, name, NOTE_SIZE_LIMIT, &length, &unread);
	if (!note && g_error_matches(unread, OPS_STORE_ERROR, STORE_ERROR_MISSING)) {
		*ret_seen = (struct proof_head){.size = -1};
		return true;
	}
	if (!note) {
		g_propagate_error(error, g_steal_pointer(&unread));
		return false;
	}
	if (note_read(note, length, &party->log, &head) != NOTE_SIGNED)
		return store_fail(error, STORE_ERROR_DAMAGED,
				  _("'%s' is not what this party put there"), name);
	*ret_seen = (struct proof_head){head.size, head.root};
	return true;
}

/* --- whether --- */

G_GNUC_PRINTF(2, 3)
static bool contradicts(struct cosign_answer *answer, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	g_vsnprintf(answer->message, sizeof(answer->message), format, arguments);
	va_end(arguments);
	answer->end = COSIGN_CONTRADICTS;
	return true;
}

static bool judge(const struct cosign_asked *asked, const struct proof_head *seen,
		  const struct proof_head *now, struct cosign_answer *answer, GError **error)
{
	g_autoptr(GArray) nothing = g_array_new(FALSE, FALSE, sizeof(struct digest));

	if (seen->size < 0)
		return true;
	if (now->size < seen->size)
		return contradicts(answer,
				   _("%" PRId64 " entries were signed before, and now %" PRId64
				     ": the journal was cut or put back"),
				   seen->size, now->size);
	if (now->size == seen->size)
		return proof_joins(seen, now, nothing) ||
		       contradicts(answer,
				   _("two signed heads for %" PRId64
				     " entries differ: the journal was written anew"),
				   now->size);
	if (asked->old != seen->size)
		return store_fail(error, STORE_ERROR_IO,
				  _("this party last saw %" PRId64
				    " entries, and this is no proof from there: ask for 'nwops audit "
				    "checkpoint --since' what this party has"),
				  seen->size);
	return proof_joins(seen, now, asked->path) ||
	       contradicts(answer,
			   _("the %" PRId64 " entries now do not begin with the %" PRId64
			     " that were signed before, or the proof is damaged"),
			   now->size, seen->size);
}

static bool sign(struct party *party, const struct cosign_asked *asked, int64_t now_us,
		 struct cosign_answer *answer, GError **error)
{
	g_autofree char *name = NULL;
	struct proof_head seen, now;
	struct note_head head;

	if (!find_log(party, asked->note, &head, error) || !read_seen(party, &seen, error))
		return false;
	now = (struct proof_head){head.size, head.root};
	*answer = (struct cosign_answer){.size = now.size, .before = seen.size};
	if (!judge(asked, &seen, &now, answer, error))
		return false;
	if (answer->end == COSIGN_CONTRADICTS)
		return true;
	answer->note = note_cosign(asked->note, strlen(asked->note), &party->self, party->key,
				   now_us / G_USEC_PER_SEC, error);
	if (!answer->note)
		return false;
	/* Signatures of nobody that somebody hung on, until what comes back can no longer be read, must not become what is remembered. */
	if (!find_log(party, answer->note, &head, error)) {
		g_clear_pointer(&answer->note, g_free);
		g_prefix_error(error, "%s", _("with our signature it could not be read any more: "));
		return false;
	}
	name = log_file(party->id, CHECKPOINT_SUFFIX);
	if (files_replace(party->directory, name, answer->note, strlen(answer->note), 0644, error))
		return true;
	g_clear_pointer(&answer->note, g_free);
	return false;
}

char *cosign_read(const char *path, size_t *ret_length, GError **error)
{
	return files_read_given(path, COSIGN_REQUEST_LIMIT, ret_length, error);
}

bool cosign_sign(const struct cosign_party *options, const char *bytes, size_t length,
		 struct cosign_answer *ret_answer, GError **error)
{
	g_auto(ops_cosign_asked_t) asked = {.old = -1};
	g_auto(ops_party_t) party = {.directory = -1};
	struct cosign_answer answer = {.end = COSIGN_SIGNED};

	if (!cosign_parse(bytes, length, &asked, error))
		return false;
	party.directory = files_open_directory(options->directory, options->name != NULL, error);
	if (party.directory < 0 ||
	    !files_lock(party.directory, options->directory, PATIENCE_US, error) ||
	    !load_key(&party, options->name, error) ||
	    (options->log && !learn(&party, options->log, error)) ||
	    !sign(&party, &asked, clock_wall_us(options->clock), &answer, error))
		return false;
	*ret_answer = answer;
	return true;
}

/* --- who did --- */

static void line_clear(void *line)
{
	g_free(((struct cosign_line *)line)->name);
}

static bool look_for(const char *note, size_t note_length, const char *path, GArray *lines,
		     GError **error)
{
	size_t length;
	g_autofree char *bytes = files_read_given(path, NOTE_SIZE_LIMIT, &length, error);
	struct note_verifier party;
	struct note_head head = {.size = 0};
	struct cosign_line line = {.at_us = -1};

	if (!bytes)
		return false;
	if (!note_cosigner_parse(bytes, length, &party))
		return store_fail(error, STORE_ERROR_IO, _("'%s' is not a cosigner's key"), path);
	switch (note_read(note, note_length, &party, &head)) {
	case NOTE_MALFORMED:
		return store_fail(error, STORE_ERROR_IO, _("it is not a checkpoint"));
	case NOTE_BAD_SIGNATURE:
		return store_fail(error, STORE_ERROR_DAMAGED, _("the cosignature of '%s' is false"),
				  party.name);
	case NOTE_SIGNED:
		line.at_us = MIN(head.cosigned_at_s, INT64_MAX / G_USEC_PER_SEC) * G_USEC_PER_SEC;
		break;
	case NOTE_OTHER_KEY:
		break;
	}
	line.name = g_strdup(party.name);
	g_array_append_val(lines, line);
	return true;
}

GArray *cosign_look(const char *path, const char *const *parties, GError **error)
{
	size_t length;
	g_autofree char *note = files_read_given(path, NOTE_SIZE_LIMIT, &length, error);
	g_autoptr(GArray) lines = g_array_new(FALSE, FALSE, sizeof(struct cosign_line));

	if (!note)
		return NULL;
	g_array_set_clear_func(lines, line_clear);
	for (; *parties; parties++)
		if (!look_for(note, length, *parties, lines, error)) {
			g_prefix_error(error, _("cannot compare with '%s': "), path);
			return NULL;
		}
	return g_steal_pointer(&lines);
}
