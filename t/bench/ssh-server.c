/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A light SSH server for t/bench/ssh: lets everybody in, answers each command with
 * one line, by libssh with a thread a connection. A real sshd costs more than any
 * client, so it would be measured instead of them. Not for any other use.
 *
 *   ssh-server PORT HOSTKEY
 *
 * Prints "ready" when it listens; ends when its standard input does.
 */
#include <libssh/callbacks.h>
#include <libssh/libssh.h>
#include <libssh/server.h>

#include <glib.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>

#define BACKLOG 16384
#define STACK_SIZE (256 << 10)

/* What is known of one connection. */
struct visitor { bool let_in, gone; ssh_channel channel; };

static void answer(ssh_channel channel, const char *command)
{
	g_autofree char *line = g_strdup_printf("%.60s: GigabitEthernet0/1 is up, line protocol is up\n", command);

	ssh_channel_write(channel, line, (uint32_t)strlen(line));
	ssh_channel_request_send_exit_status(channel, 0);
	ssh_channel_send_eof(channel);
	ssh_channel_close(channel);
}

/* True when the login was answered. */
static bool log_in(ssh_message message, struct visitor *visitor)
{
	switch (ssh_message_subtype(message)) {
	case SSH_AUTH_METHOD_PUBLICKEY:
		if (ssh_message_auth_publickey_state(message) != SSH_PUBLICKEY_STATE_VALID) {
			ssh_message_auth_reply_pk_ok_simple(message);
			return true;
		}
		break;
	case SSH_AUTH_METHOD_PASSWORD:
		break;
	default:
		ssh_message_auth_set_methods(message, SSH_AUTH_METHOD_PUBLICKEY | SSH_AUTH_METHOD_PASSWORD);
		return false;
	}
	ssh_message_auth_reply_success(message, 0);
	visitor->let_in = true;
	return true;
}

static bool serve_channel(ssh_message message, struct visitor *visitor)
{
	switch (ssh_message_subtype(message)) {
	case SSH_CHANNEL_REQUEST_ENV:
	case SSH_CHANNEL_REQUEST_PTY:
		ssh_message_channel_request_reply_success(message);
		return true;
	case SSH_CHANNEL_REQUEST_EXEC:
		ssh_message_channel_request_reply_success(message);
		answer(visitor->channel, ssh_message_channel_request_command(message));
		return true;
	default:
		return false;
	}
}

static void serve_message(ssh_message message, struct visitor *visitor)
{
	bool answered = false;
	int type = ssh_message_type(message);

	if (type == SSH_REQUEST_AUTH) {
		answered = log_in(message, visitor);
	} else if (visitor->let_in && type == SSH_REQUEST_CHANNEL_OPEN &&
		   ssh_message_subtype(message) == SSH_CHANNEL_SESSION) {
		visitor->channel = ssh_message_channel_request_open_reply_accept(message);
		answered = true;
	} else if (visitor->channel && type == SSH_REQUEST_CHANNEL) {
		answered = serve_channel(message, visitor);
	}
	if (!answered)
		ssh_message_reply_default(message);
}

static void *serve(void *context)
{
	ssh_session session = context;
	struct visitor visitor = { .let_in = false };
	ssh_message message;
	int on = 1;

	setsockopt(ssh_get_fd(session), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	if (ssh_handle_key_exchange(session) == SSH_OK) {
		while ((message = ssh_message_get(session))) {
			serve_message(message, &visitor);
			ssh_message_free(message);
		}
	}
	ssh_disconnect(session);
	ssh_free(session);
	return NULL;
}

static void *end_with_input(void *unused)
{
	char byte;

	while (read(STDIN_FILENO, &byte, 1) > 0)
		;
	exit(0);
}

static ssh_bind listen_at(const char *port, const char *key)
{
	ssh_bind bind = ssh_bind_new();
	int no = 0;

	ssh_bind_options_set(bind, SSH_BIND_OPTIONS_BINDADDR, "0.0.0.0");
	ssh_bind_options_set(bind, SSH_BIND_OPTIONS_BINDPORT_STR, port);
	ssh_bind_options_set(bind, SSH_BIND_OPTIONS_HOSTKEY, key);
	ssh_bind_options_set(bind, SSH_BIND_OPTIONS_PROCESS_CONFIG, &no);
	if (ssh_bind_listen(bind) < 0) {
		fprintf(stderr, "ssh-server: %s\n", ssh_get_error(bind));
		exit(3);
	}
	/* libssh asks for a queue of ten. */
	listen(ssh_bind_get_fd(bind), BACKLOG);
	return bind;
}

int main(int argc, char **argv)
{
	pthread_attr_t attributes;
	pthread_t thread;
	ssh_bind bind;

	if (argc != 3) {
		fputs("usage: ssh-server PORT HOSTKEY\n", stderr);
		return 3;
	}
	signal(SIGPIPE, SIG_IGN);
	ssh_init();
	bind = listen_at(argv[1], argv[2]);
	pthread_attr_init(&attributes);
	pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
	pthread_attr_setstacksize(&attributes, STACK_SIZE);
	pthread_create(&thread, &attributes, end_with_input, NULL);
	puts("ready");
	fflush(stdout);
	for (;;) {
		ssh_session session = ssh_new();

		if (ssh_bind_accept(bind, session) != SSH_OK ||
		    pthread_create(&thread, &attributes, serve, session) != 0)
			ssh_free(session);
	}
}
