/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What OpenSSH's ssh writes into its log at level DEBUG2, as far as a result wants
 * it: how far it came, what the server offered, why it ended. No I/O.
 */
#pragma once

#include "net/ssh.h"

struct openssh_log {
	bool connected, identified, exchanged, authenticated;
	char *server;				/* "SSH-2.0-..."; NULL */
	char *offered[SSH_CATEGORY_COUNT], *agreed[SSH_CATEGORY_COUNT];
	char *host_key_type, *host_key_fingerprint;
	enum ssh_reason reason;			/* SSH_REASON_NONE: it does not say */
	char *message;				/* the line that says so; NULL */
};

/* LENGTH bytes from the beginning of the log; a line that is not ended is not read. */
void openssh_log_read(struct openssh_log *ret_log, const char *bytes, size_t length);
void openssh_log_clear(struct openssh_log *log);
/* LENGTH bytes that were written while a channel was there: why it did not end well;
 * SSH_REASON_NONE: they do not say. */
enum ssh_reason openssh_log_channel(const char *bytes, size_t length);
/* LENGTH bytes of the log of a jump host: why it connected nobody further. SSH_REASON_UNREACHABLE
 * speaks of the device, SSH_REASON_CHANNEL of the jump host; SSH_REASON_NONE: it does not say. */
enum ssh_reason openssh_log_forward(const char *bytes, size_t length);
