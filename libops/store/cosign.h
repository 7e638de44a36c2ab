/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an outside party does for a log that it cannot read: it remembers the last
 * checkpoint that it saw, believes a later one only with a proof that it adds to
 * that, and signs for it (C2SP tlog-cosignature, Ed25519). What goes to and fro are
 * files; the request is what a C2SP tlog-witness is asked with.
 *
 * A party is a directory:
 *   cosign.key, cosign.vkey        its key, its name
 *   log-ID.vkey, log-ID.checkpoint a log that it knows, and what it last saw of it
 */
#pragma once

#include "base/clock.h"
#include "store/proof.h"

#define COSIGN_REQUEST_LIMIT (64 << 10)

/* "old SIZE", the path from there, a blank line, the checkpoint. PATH NULL: the checkpoint alone.
 * Caller frees. */
char *cosign_request(int64_t old, const GArray *path, const char *note);

/* What a party is asked. */
struct cosign_asked {
	int64_t old;			/* -1: the checkpoint alone */
	GArray *path;			/* NULL then */
	char *note;
};
void cosign_asked_clear(struct cosign_asked *asked);
typedef struct cosign_asked ops_cosign_asked_t;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ops_cosign_asked_t, cosign_asked_clear)
/* Takes anybody's bytes; NOTE is any text then, for note_read() to judge. */
bool cosign_parse(const char *bytes, size_t length, struct cosign_asked *ret_asked, GError **error);

struct cosign_party {
	const char *directory;
	const char *name;		/* makes the directory and a key in this name; NULL: it is there */
	const char *log;		/* a file like log.vkey: that log is known from now on; NULL */
	const struct clock *clock;
};

enum cosign_end {
	COSIGN_SIGNED,
	COSIGN_CONTRADICTS,		/* what was seen before and this cannot both be true of one log */
};
struct cosign_answer {
	enum cosign_end end;
	char *note;			/* of SIGNED: the checkpoint with one more line; free it */
	int64_t size, before;		/* entries now, and when it was last seen; -1: it never was */
	char message[320];		/* of CONTRADICTS */
};
/* The request in file PATH, of at most COSIGN_REQUEST_LIMIT bytes: more are not read. Caller frees. NULL on failure. */
char *cosign_read(const char *path, size_t *ret_length, GError **error);
/* False when it could not be told: the request is malformed, no known log signed it, or its proof does
 * not begin at what was last seen. What is signed for is remembered durably before it is answered. */
bool cosign_sign(const struct cosign_party *party, const char *request, size_t length,
		 struct cosign_answer *ret_answer, GError **error);

/* A party whose line was looked for. */
struct cosign_line { char *name; int64_t at_us; /* -1: it did not sign */ };
/* Which of those whose cosign.vkey the files PARTIES (ended by NULL) are have cosigned the checkpoint in
 * file PATH: struct cosign_line, g_array_unref(). A false signature is an error. Whose the checkpoint is,
 * and what it says, journal_verify() tells. */
GArray *cosign_look(const char *path, const char *const *parties, GError **error);
