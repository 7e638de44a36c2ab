/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One SSH connection over libssh2: key exchange, host key, login. All of the
 * connection's bytes pass through receive() and transmit() below. The first
 * reads what the server offers as it passes; the second is the place where the
 * host key is judged: libssh2 has verified the signature when it wants to send
 * the message that ends the key exchange, and from a server that is not
 * believed that message is withheld, and with it all that would follow.
 * (Judging after libssh2_session_handshake() would be too late: it asks for the
 * login service on its own.)
 */
#include "net/ssh-internal.h"

#include "base/text.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#define AGENT_KEYS_TRIED 6

static enum link_outcome fail(struct link *link, enum ssh_reason reason, const char *message)
{
	link->reason = reason;
	g_free(link->message);
	link->message = g_strdup(message);
	return LINK_FAILED;
}

/* --- the bytes --- */

/* The end, with the errno of recv(), 0 for an end in good order. */
static ssize_t at_end(struct link *link, int error)
{
	if (!link->hung_up)
		link->end_errno = error;
	link->hung_up = true;
	return link->end_told ? -link->end_errno : -EAGAIN;
}

bool link_tell_end(struct link *link)
{
	bool news = link->hung_up && !link->end_told;

	link->end_told = link->hung_up;
	return news;
}

static ssize_t receive_inside(struct link *link, void *buffer, size_t length)
{
	ssize_t got = libssh2_channel_read(link->carrier, buffer, length);

	if (got > 0)
		return got;
	if (got == LIBSSH2_ERROR_EAGAIN || (!got && !libssh2_channel_eof(link->carrier)))
		return -EAGAIN;
	return at_end(link, got ? ECONNRESET : 0);
}

static ssize_t receive_outside(struct link *link, void *buffer, size_t length, int flags)
{
	ssize_t got = link->budget ? recv(link->fd, buffer, MIN(length, link->budget), flags) : -1;

	if (got > 0) {
		link->budget -= (size_t)got;
		return got;
	}
	if (got < 0 && (!link->budget || errno == EINTR || errno == EWOULDBLOCK))
		return -EAGAIN;
	return at_end(link, got < 0 ? errno : 0);
}

static ssize_t receive(libssh2_socket_t fd, void *buffer, size_t length, int flags, void **abstract)
{
	struct link *link = *abstract;
	ssize_t got;

	if (link->dead)
		return -ECONNRESET;
	got = link->carrier ? receive_inside(link, buffer, length) : receive_outside(link, buffer, length, flags);
	if (got > 0 && link->offer.state == KEXINIT_READING)
		kexinit_feed(&link->offer, buffer, (size_t)got);
	return got;
}

/* False when nothing more may be sent to whoever holds the key shown. */
static bool judge_host_key(struct link *link)
{
	size_t length;
	int type;
	const char *key = libssh2_session_hostkey(link->session, &length, &type);
	enum pins_verdict verdict;

	if (!key)
		return true;
	if (link->host_key) {
		size_t known_length;
		const void *known = g_bytes_get_data(link->host_key, &known_length);

		if (known_length == length && !memcmp(known, key, length))
			return true;
		g_bytes_unref(link->host_key);
	}
	link->host_key = g_bytes_new(key, length);
	if (link->learn_only) {
		fail(link, SSH_REASON_NONE, "");
		return false;
	}
	verdict = pins_judge(link->peer, (const uint8_t *)key, length);
	if (verdict == PINS_NONE)
		fail(link, SSH_REASON_HOST_KEY, "no host key is pinned for it");
	else if (verdict == PINS_CHANGED)
		fail(link, SSH_REASON_HOST_KEY_CHANGED, "the host key it shows is none of the pinned ones");
	return verdict == PINS_MATCH;
}

static ssize_t transmit(libssh2_socket_t fd, const void *buffer, size_t length, int flags, void **abstract)
{
	struct link *link = *abstract;
	ssize_t sent;

	if (!link->dead && !judge_host_key(link))
		link->dead = true;
	if (link->dead)
		return -ECONNRESET;
	if (link->carrier) {
		sent = libssh2_channel_write(link->carrier, buffer, length);
		return sent >= 0 ? sent : sent == LIBSSH2_ERROR_EAGAIN ? -EAGAIN : -ECONNRESET;
	}
	sent = send(fd, buffer, length, flags | MSG_NOSIGNAL);
	if (sent < 0)
		return errno == EINTR || errno == EWOULDBLOCK ? -EAGAIN : -errno;
	return sent;
}

/* --- opening and closing --- */

static const struct { enum ssh_category category; int methods[2]; } preferences[] = {
	{ SSH_KEX, { LIBSSH2_METHOD_KEX, -1 } },
	{ SSH_HOST_KEY, { LIBSSH2_METHOD_HOSTKEY, -1 } },
	{ SSH_CIPHER, { LIBSSH2_METHOD_CRYPT_CS, LIBSSH2_METHOD_CRYPT_SC } },
	{ SSH_MAC, { LIBSSH2_METHOD_MAC_CS, LIBSSH2_METHOD_MAC_SC } },
	{ SSH_COMPRESSION, { LIBSSH2_METHOD_COMP_CS, LIBSSH2_METHOD_COMP_SC } },
};

static void prefer(struct link *link)
{
	for (size_t i = 0; i < G_N_ELEMENTS(preferences); i++) {
		g_autofree char *names = ssh_policy_names(link->peer, preferences[i].category);

		for (size_t at = 0; at < 2 && preferences[i].methods[at] >= 0; at++)
			libssh2_session_method_pref(link->session, preferences[i].methods[at], names);
	}
}

void link_open(struct link *link, const struct ssh_peer *peer, struct key_ring *keys, int fd,
	       LIBSSH2_CHANNEL *carrier, bool learn_only)
{
	*link = (struct link){ .peer = peer, .keys = keys, .fd = fd, .carrier = carrier, .learn_only = learn_only };
	kexinit_init(&link->offer);
	link->session = libssh2_session_init_ex(NULL, NULL, NULL, link);
	if (!link->session)
		g_error("out of memory for an SSH session");
	libssh2_session_set_blocking(link->session, 0);
	libssh2_session_callback_set(link->session, LIBSSH2_CALLBACK_RECV, (void *)receive);
	libssh2_session_callback_set(link->session, LIBSSH2_CALLBACK_SEND, (void *)transmit);
	prefer(link);
}

void link_close(struct link *link)
{
	/* Dead, it never answers "later": nothing is left behind. */
	link->dead = true;
	if (link->session)
		libssh2_session_free(link->session);
	link->session = NULL;
	kexinit_clear(&link->offer);
	g_clear_pointer(&link->host_key, g_bytes_unref);
	g_clear_pointer(&link->agent, g_ptr_array_unref);
	g_clear_pointer(&link->secret, secret_free);
	g_clear_pointer(&link->message, g_free);
}

void link_part(struct link *link)
{
	if (link->session && link->offer.state == KEXINIT_DONE && !link->dead)
		libssh2_session_disconnect(link->session, "");
}

/* --- what went wrong --- */

/* The first category in which nothing that we allow is offered; NULL: none. */
static char *explain_algorithms(const struct link *link)
{
	for (size_t i = 0; i < G_N_ELEMENTS(preferences); i++) {
		enum ssh_category category = preferences[i].category;
		const char *theirs = link->offer.offered[category];
		g_autofree char *ours = theirs ? ssh_policy_names(link->peer, category) : NULL;

		if (theirs && !ssh_policy_meet(ours, theirs))
			return g_strdup_printf("none of the %s it offers is allowed (%s); libssh2 %s has no rsa-sha2, "
					       "AES-GCM, chacha20 and no encrypt-then-MAC: name what it needs under "
					       "'legacy', or use the transport openssh",
					       ssh_category_id(category), theirs, libssh2_version(0));
	}
	return NULL;
}

static enum link_outcome failed_early(struct link *link, int code, const char *said)
{
	g_autofree char *algorithms = NULL;

	if (!link->offer.identified)
		return fail(link, SSH_REASON_NO_BANNER, code == LIBSSH2_ERROR_SOCKET_DISCONNECT ||
			    code == LIBSSH2_ERROR_SOCKET_RECV ? "it hung up before it identified itself"
							      : "what it says first is not SSH 2");
	algorithms = explain_algorithms(link);
	if (algorithms)
		return fail(link, SSH_REASON_ALGORITHM, algorithms);
	if (link->offer.state == KEXINIT_BROKEN)
		return fail(link, SSH_REASON_PROTOCOL, "what it offers cannot be read");
	return fail(link, code == LIBSSH2_ERROR_SOCKET_DISCONNECT || code == LIBSSH2_ERROR_SOCKET_RECV ||
		    code == LIBSSH2_ERROR_SOCKET_SEND ? SSH_REASON_CLOSED : SSH_REASON_PROTOCOL, said);
}

enum link_outcome link_failed(struct link *link, int code, const char *doing)
{
	g_autofree char *said = NULL;
	char *text = NULL;

	libssh2_session_last_error(link->session, &text, NULL, 0);
	said = g_strdup_printf("%s: %s", doing, text ? text : "");
	switch (code) {
	case LIBSSH2_ERROR_SOCKET_DISCONNECT:
	case LIBSSH2_ERROR_SOCKET_RECV:
	case LIBSSH2_ERROR_SOCKET_SEND:
	case LIBSSH2_ERROR_CHANNEL_CLOSED:
	case LIBSSH2_ERROR_CHANNEL_EOF_SENT:
		return fail(link, SSH_REASON_CLOSED, said);
	case LIBSSH2_ERROR_CHANNEL_FAILURE:
	case LIBSSH2_ERROR_CHANNEL_REQUEST_DENIED:
	case LIBSSH2_ERROR_REQUEST_DENIED:
		return fail(link, SSH_REASON_CHANNEL, said);
	default:
		return fail(link, SSH_REASON_PROTOCOL, said);
	}
}

/* --- key exchange --- */

enum link_outcome link_handshake(struct link *link)
{
	int code = libssh2_session_handshake(link->session, link->fd);
	char *text = NULL;
	g_autofree char *said = NULL;

	if (code == LIBSSH2_ERROR_EAGAIN)
		return LINK_WAITS;
	/* judge_host_key() has said what it thinks. */
	if (link->dead && link->message)
		return LINK_FAILED;
	if (code == 0)
		return LINK_DONE;
	libssh2_session_last_error(link->session, &text, NULL, 0);
	said = g_strdup_printf("key exchange: %s", text ? text : "");
	return failed_early(link, code, said);
}

/* --- login --- */

static const struct ssh_credential *credential_of(const struct link *link)
{
	return &link->peer->credentials[link->credential];
}

static int sign_by_key(LIBSSH2_SESSION *session, unsigned char **signature, size_t *size, const unsigned char *data,
		       size_t length, void **abstract)
{
	struct link *link = *abstract;

	return ssh_key_sign(link->key, data, length, signature, size) ? 0 : -1;
}

static int sign_by_agent(LIBSSH2_SESSION *session, unsigned char **signature, size_t *size, const unsigned char *data,
			 size_t length, void **abstract)
{
	struct link *link = *abstract;

	return agent_sign(credential_of(link)->path, g_ptr_array_index(link->agent, link->agent_key), data, length,
			  signature, size) ? 0 : -1;
}

/* One question that is not echoed gets the password; whatever else gets nothing. */
static void answer_questions(const char *name, int name_length, const char *instruction, int instruction_length,
			     int count, const LIBSSH2_USERAUTH_KBDINT_PROMPT *prompts,
			     LIBSSH2_USERAUTH_KBDINT_RESPONSE *responses, void **abstract)
{
	struct link *link = *abstract;

	if (count != 1 || prompts[0].echo || !link->secret)
		return;
	responses[0].text = strdup(link->secret);
	responses[0].length = responses[0].text ? (unsigned int)strlen(link->secret) : 0;
}

/* An RSA key would sign with SHA-1: allowed only where the job says so. */
static bool may_sign(struct link *link, const uint8_t *public, size_t length)
{
	g_autofree char *type = pins_type(public, length);

	if (!type)
		return false;
	if (strcmp(type, "ssh-rsa"))
		return g_str_has_prefix(type, "ssh-ed25519") || g_str_has_prefix(type, "ecdsa-sha2-");
	for (unsigned int i = 0; i < link->peer->legacy_count; i++)
		if (!strcmp(link->peer->legacy[i], type))
			return true;
	g_free(link->message);
	link->message = g_strdup_printf("libssh2 %s signs with an RSA key only by SHA-1 (ssh-rsa): name that under "
					"'legacy' if the device takes it, or use the transport openssh",
					libssh2_version(0));
	link->reason = SSH_REASON_ALGORITHM;
	return false;
}

static int try_public(struct link *link, const uint8_t *public, size_t length, bool agent)
{
	/* libssh2 takes the context by its address, which must stay the same: it is the session's own. */
	return libssh2_userauth_publickey(link->session, link->peer->user, public, length,
					  agent ? sign_by_agent : sign_by_key, libssh2_session_abstract(link->session));
}

/* What is needed to try the credential, fetched once. False: it cannot be tried. */
static bool prepare(struct link *link, GError **error)
{
	const struct ssh_credential *credential = credential_of(link);

	if (credential->method == SSH_BY_KEY && !link->key)
		return (link->key = key_ring_find(link->keys, credential->path, error)) != NULL;
	if (credential->method == SSH_BY_AGENT && !link->agent) {
		link->agent_key = 0;
		return (link->agent = agent_keys(credential->path, error)) != NULL;
	}
	if ((credential->method == SSH_BY_PASSWORD || credential->method == SSH_BY_KEYBOARD_INTERACTIVE) &&
	    !link->secret)
		return (link->secret = secret_read_line(credential->path, error)) != NULL;
	return true;
}

#define NOT_TRIED 1		/* no code of libssh2: those are 0 and below */

static int try_agent(struct link *link)
{
	while (link->agent_key < MIN(link->agent->len, AGENT_KEYS_TRIED)) {
		size_t length;
		const uint8_t *public = g_bytes_get_data(g_ptr_array_index(link->agent, link->agent_key), &length);
		int code = may_sign(link, public, length) ? try_public(link, public, length, true) : NOT_TRIED;

		if (code != NOT_TRIED && code != LIBSSH2_ERROR_AUTHENTICATION_FAILED &&
		    code != LIBSSH2_ERROR_PUBLICKEY_UNVERIFIED)
			return code;
		link->refused_before = link->refused_before || code != NOT_TRIED;
		link->agent_key++;
	}
	return NOT_TRIED;
}

static int try_credential(struct link *link)
{
	const char *user = link->peer->user;
	size_t length;
	const uint8_t *public;

	switch (credential_of(link)->method) {
	case SSH_BY_KEY:
		public = ssh_key_public(link->key, &length);
		return may_sign(link, public, length) ? try_public(link, public, length, false) : NOT_TRIED;
	case SSH_BY_AGENT:
		return try_agent(link);
	case SSH_BY_PASSWORD:
		return libssh2_userauth_password_ex(link->session, user, (unsigned int)strlen(user), link->secret,
						    (unsigned int)strlen(link->secret), NULL);
	case SSH_BY_KEYBOARD_INTERACTIVE:
		return libssh2_userauth_keyboard_interactive_ex(link->session, user, (unsigned int)strlen(user),
								answer_questions);
	}
	return NOT_TRIED;
}

static void next_credential(struct link *link)
{
	link->key = NULL;
	g_clear_pointer(&link->agent, g_ptr_array_unref);
	g_clear_pointer(&link->secret, secret_free);
	link->credential++;
}

/* Every way was tried: the worst that was met is what is told. */
static enum link_outcome none_left(struct link *link)
{
	if (link->refused_before)
		return fail(link, SSH_REASON_AUTH, "every way to log in that the job names was refused");
	if (link->message)
		return LINK_FAILED;
	return fail(link, SSH_REASON_SECRET, "the job names no way to log in");
}

static bool is_refusal(int code)
{
	return code == LIBSSH2_ERROR_AUTHENTICATION_FAILED || code == LIBSSH2_ERROR_PUBLICKEY_UNVERIFIED ||
	       code == LIBSSH2_ERROR_PASSWORD_EXPIRED;
}

enum link_outcome link_login(struct link *link)
{
	while (link->credential < link->peer->credential_count) {
		g_autoptr(GError) error = NULL;
		int code = NOT_TRIED;

		if (prepare(link, &error))
			code = try_credential(link);
		else
			fail(link, SSH_REASON_SECRET, error->message);
		if (code == LIBSSH2_ERROR_EAGAIN)
			return LINK_WAITS;
		if (code == 0) {
			next_credential(link);
			g_clear_pointer(&link->message, g_free);
			return LINK_DONE;
		}
		/* A device that has had enough hangs up instead of saying no; libssh2 may tell that as
		 * a refusal. */
		if (code != NOT_TRIED && (!is_refusal(code) || link->hung_up))
			return link->refused_before ? fail(link, SSH_REASON_AUTH, "it refused to log us in and hung up")
						    : link->hung_up ? fail(link, SSH_REASON_CLOSED, "it hung up during the login")
						    : link_failed(link, code, "login");
		link->refused_before = link->refused_before || code != NOT_TRIED;
		next_credential(link);
	}
	return none_left(link);
}
