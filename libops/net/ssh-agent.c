/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Asks an SSH agent on this machine for its keys and for signatures (OpenSSH's
 * PROTOCOL.agent). It blocks, for at most two seconds: an agent that needs a
 * person to confirm is not for an unattended program.
 */
#include "net/ssh-internal.h"

#include "base/text.h"
#include "base/translate.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#define REQUEST_IDENTITIES 11
#define IDENTITIES_ANSWER 12
#define SIGN_REQUEST 13
#define SIGN_RESPONSE 14
#define MESSAGE_MAX 262144
#define KEYS_MAX 32
#define LIMIT_S 2

static int agent_connect(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	const struct timeval limit = { .tv_sec = LIMIT_S };
	int fd;

	if (g_strlcpy(address.sun_path, path, sizeof address.sun_path) >= sizeof address.sun_path) {
		errno = ENAMETOOLONG;
		return -1;
	}
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
	if (connect(fd, (struct sockaddr *)&address, sizeof address) < 0) {
		int reason = errno;

		close(fd);
		errno = reason;
		return -1;
	}
	return fd;
}

static void put_u32(GByteArray *out, size_t value)
{
	const uint8_t bytes[4] = { (uint8_t)(value >> 24), (uint8_t)(value >> 16), (uint8_t)(value >> 8),
				   (uint8_t)value };

	g_byte_array_append(out, bytes, sizeof bytes);
}

static uint32_t get_u32(const uint8_t *bytes)
{
	return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static bool send_all(int fd, const uint8_t *bytes, size_t length)
{
	while (length) {
		ssize_t sent = send(fd, bytes, length, MSG_NOSIGNAL);

		if (sent < 0 && errno == EINTR)
			continue;
		if (sent <= 0)
			return false;
		bytes += sent;
		length -= (size_t)sent;
	}
	return true;
}

static bool receive_all(int fd, uint8_t *bytes, size_t length)
{
	while (length) {
		ssize_t got = recv(fd, bytes, length, 0);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0) {
			if (!got)
				errno = ECONNRESET;
			return false;
		}
		bytes += got;
		length -= (size_t)got;
	}
	return true;
}

/* One question and its answer, without the length before it; NULL with errno. */
static GByteArray *agent_ask(const char *path, const GByteArray *question)
{
	int fd = agent_connect(path);
	g_autoptr(GByteArray) framed = g_byte_array_new(), answer = g_byte_array_new();
	uint8_t size[4];
	bool well;
	int reason;

	if (fd < 0)
		return NULL;
	put_u32(framed, question->len);
	g_byte_array_append(framed, question->data, question->len);
	well = send_all(fd, framed->data, framed->len) && receive_all(fd, size, sizeof size);
	if (well && (get_u32(size) < 1 || get_u32(size) > MESSAGE_MAX)) {
		errno = EPROTO;
		well = false;
	}
	if (well) {
		g_byte_array_set_size(answer, get_u32(size));
		well = receive_all(fd, answer->data, answer->len);
	}
	reason = errno;
	close(fd);
	errno = reason;
	return well ? g_steal_pointer(&answer) : NULL;
}

/* The string at AT of MESSAGE; false when it reaches beyond the end. */
static bool string_at(const GByteArray *message, size_t *at, const uint8_t **ret_bytes, size_t *ret_length)
{
	uint32_t length;

	if (message->len < 4 || *at > message->len - 4)
		return false;
	length = get_u32(message->data + *at);
	if (length > message->len - *at - 4)
		return false;
	*ret_bytes = message->data + *at + 4;
	*ret_length = length;
	*at += 4 + (size_t)length;
	return true;
}

GPtrArray *agent_keys(const char *socket, GError **error)
{
	g_autoptr(GByteArray) question = g_byte_array_new(), answer = NULL;
	g_autofree char *shown = text_excerpt(socket);
	GPtrArray *keys;
	size_t at = 5, length;
	const uint8_t *bytes;

	g_byte_array_append(question, (const uint8_t[]){ REQUEST_IDENTITIES }, 1);
	answer = agent_ask(socket, question);
	if (!answer || answer->len < 5 || answer->data[0] != IDENTITIES_ANSWER) {
		g_set_error(error, OPS_SSH_ERROR, SSH_ERROR_JOB, _("cannot ask the agent at '%s': %s"), shown,
			    answer ? _("it refused") : g_strerror(errno));
		return NULL;
	}
	keys = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
	while (keys->len < KEYS_MAX && string_at(answer, &at, &bytes, &length)) {
		g_ptr_array_add(keys, g_bytes_new(bytes, length));
		if (!string_at(answer, &at, &bytes, &length))	/* its comment */
			break;
	}
	return keys;
}

bool agent_sign(const char *socket, GBytes *key, const uint8_t *data, size_t length, uint8_t **ret_signature,
		size_t *ret_size)
{
	g_autoptr(GByteArray) question = g_byte_array_new(), answer = NULL;
	size_t key_length, at = 1, name_length, size;
	const uint8_t *key_bytes = g_bytes_get_data(key, &key_length), *name, *signature, *whole;

	g_byte_array_append(question, (const uint8_t[]){ SIGN_REQUEST }, 1);
	put_u32(question, key_length);
	g_byte_array_append(question, key_bytes, (unsigned int)key_length);
	put_u32(question, length);
	g_byte_array_append(question, data, (unsigned int)length);
	put_u32(question, 0);		/* no SHA-2 for RSA: the request says ssh-rsa */
	answer = agent_ask(socket, question);
	if (!answer || answer->data[0] != SIGN_RESPONSE || !string_at(answer, &at, &whole, &size))
		return false;
	/* Within that string: the name of the algorithm, and what we want. */
	at = 5;
	if (!string_at(answer, &at, &name, &name_length) || !string_at(answer, &at, &signature, &size))
		return false;
	*ret_signature = malloc(MAX(size, 1));
	if (!*ret_signature)
		return false;
	memcpy(*ret_signature, signature, size);
	*ret_size = size;
	return true;
}
