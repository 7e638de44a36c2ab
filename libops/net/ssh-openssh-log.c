/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads ssh's log line by line. Why it ended is looked for only in lines that
 * are not of its debugging: those quote what the server says of itself. A
 * wording that is not known gives no reason, and the caller says "closed" or
 * "protocol" by how far it came.
 */
#include "net/ssh-openssh-log.h"

#include <string.h>

/* The first that is found counts. */
static const struct { const char *text; enum ssh_reason reason; } wordings[] = {
	{ "HOST IDENTIFICATION HAS CHANGED", SSH_REASON_HOST_KEY_CHANGED },
	{ "host key is known for", SSH_REASON_HOST_KEY_CHANGED },
	{ "Host key verification failed", SSH_REASON_HOST_KEY_CHANGED },
	{ "no matching", SSH_REASON_ALGORITHM },
	{ "Permission denied", SSH_REASON_AUTH },
	{ "Too many authentication failures", SSH_REASON_AUTH },
	{ "Connection timed out during banner exchange", SSH_REASON_TIMEOUT_BANNER },
	{ "Connection timed out", SSH_REASON_TIMEOUT_CONNECT },
	{ "Connection refused", SSH_REASON_REFUSED },
	{ "No route to host", SSH_REASON_UNREACHABLE },
	{ "Network is unreachable", SSH_REASON_LOCAL },
	{ "Bad configuration option", SSH_REASON_LOCAL },
	{ "Bad SSH2", SSH_REASON_JOB },
	{ "Bad key types", SSH_REASON_JOB },
	{ "Bad stdio forwarding", SSH_REASON_LOCAL },
	{ "kex_exchange_identification", SSH_REASON_NO_BANNER },
	{ "banner exchange", SSH_REASON_NO_BANNER },
};

/* What the server's proposal is called there; both directions are put together. */
static const struct { const char *name; enum ssh_category category; } proposals[] = {
	{ "KEX algorithms: ", SSH_KEX },
	{ "host key algorithms: ", SSH_HOST_KEY },
	{ "ciphers ctos: ", SSH_CIPHER },
	{ "ciphers stoc: ", SSH_CIPHER },
	{ "MACs ctos: ", SSH_MAC },
	{ "MACs stoc: ", SSH_MAC },
	{ "compression ctos: ", SSH_COMPRESSION },
	{ "compression stoc: ", SSH_COMPRESSION },
};

static const char *after(const char *line, const char *prefix)
{
	return g_str_has_prefix(line, prefix) ? line + strlen(prefix) : NULL;
}

static void add_names(char **list, const char *names)
{
	g_auto(GStrv) words = g_strsplit(names, ",", -1);
	g_autoptr(GString) all = g_string_new(*list ? *list : "");

	for (char **word = words; *word; word++) {
		g_auto(GStrv) held = g_strsplit(all->str, ",", -1);

		if (!**word || g_strv_contains((const char *const *)held, *word))
			continue;
		if (all->len)
			g_string_append_c(all, ',');
		g_string_append(all, *word);
	}
	g_free(*list);
	*list = g_strdup(all->str);
}

static void set(char **place, const char *value)
{
	g_free(*place);
	*place = g_strdup(value);
}

/* "kex: server->client cipher: aes128-ctr MAC: hmac-sha2-256 compression: none" */
static void read_agreement(struct openssh_log *log, const char *text)
{
	g_auto(GStrv) words = g_strsplit(text, " ", -1);

	for (char **word = words; *word && word[1]; word++) {
		if (!strcmp(*word, "cipher:"))
			set(&log->agreed[SSH_CIPHER], word[1]);
		else if (!strcmp(*word, "MAC:"))
			set(&log->agreed[SSH_MAC], word[1]);
		else if (!strcmp(*word, "compression:"))
			set(&log->agreed[SSH_COMPRESSION], word[1]);
	}
}

/* "debug1: Server host key: ssh-ed25519 SHA256:..." */
static void read_host_key(struct openssh_log *log, const char *text)
{
	g_auto(GStrv) words = g_strsplit(text, " ", 2);

	log->exchanged = true;
	if (!words[0] || !words[1])
		return;
	set(&log->host_key_type, words[0]);
	set(&log->host_key_fingerprint, words[1]);
}

static void read_debug1(struct openssh_log *log, const char *text)
{
	const char *rest;

	if (g_str_has_prefix(text, "Connection established"))
		log->connected = true;
	else if ((rest = after(text, "Remote protocol version "))) {
		const char *software = strstr(rest, "remote software version ");

		log->identified = true;
		g_free(log->server);
		log->server = g_strdup_printf("SSH-%.*s-%s", (int)strcspn(rest, ","), rest,
					      software ? software + strlen("remote software version ") : "");
	} else if ((rest = after(text, "Server host key: ")))
		read_host_key(log, rest);
	else if ((rest = after(text, "kex: algorithm: ")))
		set(&log->agreed[SSH_KEX], rest);
	else if ((rest = after(text, "kex: host key algorithm: ")))
		set(&log->agreed[SSH_HOST_KEY], rest);
	else if ((rest = after(text, "kex: server->client ")))
		read_agreement(log, rest);
	else if (g_str_has_prefix(text, "Authentication succeeded") || g_str_has_prefix(text, "Authenticated to"))
		log->authenticated = true;
}

static void read_line(struct openssh_log *log, const char *line, bool *of_peer)
{
	const char *rest = after(line, "debug2: ");

	if (rest) {
		if (g_str_has_prefix(rest, "peer server KEXINIT proposal"))
			*of_peer = true;
		for (size_t i = 0; *of_peer && i < G_N_ELEMENTS(proposals); i++) {
			const char *names = after(rest, proposals[i].name);

			if (names)
				add_names(&log->offered[proposals[i].category], names);
		}
		return;
	}
	rest = after(line, "debug1: ");
	if (rest) {
		read_debug1(log, rest);
		return;
	}
	if (g_str_has_prefix(line, "debug"))
		return;
	if (g_str_has_prefix(line, "Authenticated to"))
		log->authenticated = true;
	for (size_t i = 0; log->reason == SSH_REASON_NONE && i < G_N_ELEMENTS(wordings); i++) {
		if (!strstr(line, wordings[i].text))
			continue;
		log->reason = wordings[i].reason;
		set(&log->message, line);
	}
}

void openssh_log_read(struct openssh_log *ret_log, const char *bytes, size_t length)
{
	bool of_peer = false;
	const char *end = bytes + length, *newline;

	*ret_log = (struct openssh_log){ .reason = SSH_REASON_NONE };
	for (; bytes < end && (newline = memchr(bytes, '\n', (size_t)(end - bytes))); bytes = newline + 1) {
		g_autofree char *line = g_strndup(bytes, (size_t)(newline - bytes));

		g_strchomp(line);
		read_line(ret_log, line, &of_peer);
	}
}

void openssh_log_clear(struct openssh_log *log)
{
	for (int i = 0; i < SSH_CATEGORY_COUNT; i++) {
		g_clear_pointer(&log->offered[i], g_free);
		g_clear_pointer(&log->agreed[i], g_free);
	}
	g_clear_pointer(&log->server, g_free);
	g_clear_pointer(&log->host_key_type, g_free);
	g_clear_pointer(&log->host_key_fingerprint, g_free);
	g_clear_pointer(&log->message, g_free);
}

/* --- channels --- */

/* What stands between the two is a number. */
static bool is_line(const char *line, const char *before, const char *behind)
{
	const char *rest = after(line, before);

	return rest && g_ascii_isdigit(*rest) && g_str_has_prefix(rest + strspn(rest, "0123456789"), behind);
}

typedef enum ssh_reason line_reason(const char *line);

/* What READ says of the first of the lines that says anything. */
static enum ssh_reason first_reason(const char *bytes, size_t length, line_reason *read)
{
	const char *end = bytes + length, *newline;
	enum ssh_reason reason = SSH_REASON_NONE;

	while (reason == SSH_REASON_NONE && bytes < end && (newline = memchr(bytes, '\n', (size_t)(end - bytes)))) {
		g_autofree char *line = g_strndup(bytes, (size_t)(newline - bytes));

		reason = read(g_strchomp(line));
		bytes = newline + 1;
	}
	return reason;
}

static enum ssh_reason channel_reason(const char *line)
{
	if (is_line(line, "debug1: client_input_channel_req: channel ", " rtype exit-signal"))
		return SSH_REASON_SIGNAL;
	if (is_line(line, "channel ", ": open failed") || is_line(line, "exec request failed on channel ", ""))
		return SSH_REASON_CHANNEL;
	return SSH_REASON_NONE;
}

enum ssh_reason openssh_log_channel(const char *bytes, size_t length)
{
	return first_reason(bytes, length, channel_reason);
}

static enum ssh_reason forward_reason(const char *line)
{
	if (is_line(line, "channel ", ": open failed: connect failed"))
		return SSH_REASON_UNREACHABLE;
	return is_line(line, "channel ", ": open failed") ? SSH_REASON_CHANNEL : SSH_REASON_NONE;
}

enum ssh_reason openssh_log_forward(const char *bytes, size_t length)
{
	return first_reason(bytes, length, forward_reason);
}
