/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files of host keys as OpenSSH keeps them, sshd(8): which keys does such a file
 * hold for a host, and which does it call revoked? Names may be plain, patterns or
 * hashed. The file is somebody else's: it is read from memory, bounded, and what is
 * not understood is counted and left out.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#define KNOWN_HOSTS_BYTES ((size_t)64 * 1024 * 1024)
#define KNOWN_HOSTS_LINE 65536
#define KNOWN_HOSTS_ENTRIES 1000000

enum known_host_mark {
	KNOWN_HOST_KEY,
	KNOWN_HOST_REVOKED,		/* @revoked: never to be trusted */
	KNOWN_HOST_AUTHORITY,		/* @cert-authority: the key of who signs for hosts */
};

struct known_host {
	enum known_host_mark mark;
	unsigned int line;		/* from 1 */
	const char *hosts;		/* "|1|SALT|HASH", or patterns with commas */
	const char *type;		/* "ssh-ed25519" */
	const char *key;		/* in base64; the type inside it is TYPE */
};

struct known_hosts;
/* Never NULL. The bytes are not needed afterwards. */
struct known_hosts *known_hosts_parse(const char *bytes, size_t length);
void known_hosts_free(struct known_hosts *known);
typedef struct known_hosts ops_known_hosts_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_known_hosts_t, known_hosts_free)
size_t known_hosts_count(const struct known_hosts *known);
/* Lent until the whole is freed. */
const struct known_host *known_hosts_at(const struct known_hosts *known, size_t index);
/* Lines that are neither an entry nor empty nor a comment, and the first of them (0: none). */
unsigned int known_hosts_bad(const struct known_hosts *known, unsigned int *ret_first);
/* Whether ENTRY is for a host called NAME: "10.0.0.1", or "[10.0.0.1]:830" at another port than 22. */
bool known_host_is_for(const struct known_host *entry, const char *name);
