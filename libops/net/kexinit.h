/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an SSH server says of itself before anything is agreed: the line in
 * which it identifies itself (RFC 4253 section 4.2) and the algorithms that it
 * offers (section 7.1). The bytes are read as they pass by on their way to the
 * library, which keeps them to itself. No I/O.
 */
#pragma once

#include "net/ssh.h"

enum kexinit_state { KEXINIT_READING, KEXINIT_DONE, KEXINIT_BROKEN };

struct kexinit {
	enum kexinit_state state;
	bool identified;
	char server[256];		/* the line without its end; as it came, "" before */
	char *offered[SSH_CATEGORY_COUNT];	/* names with commas, both directions together; NULL before */
	GString *waiting;		/* bytes that are not yet a whole line or packet; NULL: none */
	size_t seen;			/* bytes of lines before that one */
	unsigned int packets;
};

/* Nothing is allocated before the first byte. */
void kexinit_init(struct kexinit *ret_kexinit);
void kexinit_clear(struct kexinit *kexinit);
/*
 * The next LENGTH bytes from the server. Once DONE or BROKEN it stays so and
 * whatever comes is ignored. BROKEN: no SSH 2 server, or past a limit: 16 KiB
 * before it identifies itself, 255 bytes for that line, 35,000 for a packet (RFC
 * 4253 section 6.1), four packets before the one that is waited for.
 */
enum kexinit_state kexinit_feed(struct kexinit *kexinit, const uint8_t *bytes, size_t length);
